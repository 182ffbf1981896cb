"""The forms of comments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from .models import NAME_MAX, REASON_MAX


class CommentForm(forms.Form):
    """The words of a comment."""

    markdown = forms.CharField(
        label=gettext_lazy("Your words"),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )


class RequestForm(CommentForm):
    """A comment of somebody without an account."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=NAME_MAX)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Nobody sees it. We send you a link there that publishes your comment."),
    )
    wants_mail = forms.BooleanField(
        label=gettext_lazy("Send me further comments on this page by e-mail"),
        help_text=gettext_lazy("Every one of these mails has a link that ends them."),
        required=False,
    )


class ReasonForm(forms.Form):
    """Why a comment does not belong there."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
