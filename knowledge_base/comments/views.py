"""Doors to comments: write, revise, mark, and decide on them; what is refused comes back with its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from forum.operations.access import require
from forum.policy import rules_to_accept
from forum.shared import respond, shared_piece, viewer_of
from forum.views.doors import DIGITS_MAX, MemberRequest, act, is_fragment, lead_to, number_from, page
from forum.views.posting import refusal
from knowledge_base.freshness import PAGES, page_key
from knowledge_base.models import KnowledgePage
from members.models import Member
from pages.light import has_light_version, is_light, light_context

from . import mails, operations, policy
from .forms import CommentForm, ReasonForm, RequestForm
from .models import FlagReason, PageComment
from .operations.asking import requested
from .reading import Marks, address_of_parts, comments_context, fills, ids_in, part_of

LOOK = require_http_methods(["GET", "HEAD", "POST"])
NUMBER_MAX = 10**DIGITS_MAX - 1  # what every database takes for the number of a row


def seen_page(request: HttpRequest, page_id: int) -> KnowledgePage:
    """The page, or 404 where this visitor may not read it."""
    pages = KnowledgePage.objects.visible_to(request.user).select_related("discussion_group")
    found: KnowledgePage = get_object_or_404(pages, pk=min(page_id, NUMBER_MAX))
    return found


def seen_comment(request: HttpRequest, comment_id: int) -> PageComment:
    """The comment, or 404 where this visitor does not see it."""
    comments = PageComment.objects.visible_to(request.user).select_related("page__discussion_group", "user")
    found: PageComment = get_object_or_404(comments, pk=min(comment_id, NUMBER_MAX))
    return found


def place_of(comment: PageComment) -> str:
    """Where a comment is read: under its page, or in a later part of the comments; a waiting one at their end."""
    if comment.is_waiting:
        return f"{comment.page.url}#comments"
    part = part_of(comment)
    address = comment.page.url if part == 1 else f"{address_of_parts(comment.page)}?page={part}"
    return f"{address}#c-{comment.pk}"


@require_safe
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A comment's permanent address: leads to where it is read."""
    return redirect(place_of(seen_comment(request, comment_id)))


@require_safe
@has_light_version
def further(request: HttpRequest, page_id: int) -> HttpResponse:
    """A later part of many comments."""
    found = seen_page(request, page_id)
    part = number_from(request.GET.get("page", "")) or 1
    piece = shared_piece(
        "comments/further.html",
        name=(found.pk, part, is_light(request)),
        keys=[PAGES, page_key(found.pk)],
        make=lambda: _part(found, part, is_light(request)),
        viewer=viewer_of(request),
    )
    return respond(request, piece, fills(request, found, piece.facts))


def _part(found: KnowledgePage, part: int, is_lite: bool) -> tuple[dict[str, Any], tuple[int, ...]]:
    """What is shown of a part, and the comments in it. Raises Http404 for one that is not there."""
    try:
        said = comments_context(found, part)
    except IndexError as error:
        raise Http404 from error
    address = address_of_parts(found) + (f"?page={part}" if part > 1 else "")
    return {"page": found, **said, **light_context(is_lite, address)}, ids_in(said["comments"])


# Writing --------------------------------------------------------------------------------------------------------


@LOOK
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """Comment on a page or reply to a comment, with an account or, where the site allows it, without."""
    found = seen_page(request, page_id)
    if isinstance(request.user, Member):
        return _write(request, found)  # type: ignore[arg-type]
    if policy.can_request_comment(request.user, found):
        return _ask(request, found)
    return redirect_to_login(request.get_full_path())


def _write(request: MemberRequest, found: KnowledgePage) -> HttpResponse:
    parent = _answered(request, found)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            written = operations.comment(page=found, author=request.user, parent=parent, **form.cleaned_data)
            return _written(request, written)
        except ValidationError as error:
            refusal(form, error)
        except PermissionDenied:
            pass  # what is in the way is asked below, and the page gives the words back
    may = policy.can_comment(request.user, found)
    versions = rules_to_accept(request.user, policy.rules_group(request.user, found))
    context = {"form": form, "about": found, "parent": parent, "versions": versions, "may": may}
    status = (422 if request.method == "POST" else 200) if may else 403
    return page(request, "comments/write.html", {**context, "next": request.get_full_path()}, status)


def _written(request: MemberRequest, written: PageComment) -> HttpResponse:
    if written.is_waiting:
        messages.success(request, _("Thank you. Your comment waits until somebody has read it."))
    return lead_to(request, place_of(written))


def _answered(request: HttpRequest, found: KnowledgePage) -> PageComment | None:
    """The comment that the address names by its number. One that is gone is refused by the operation, with words."""
    wanted = number_from(request.POST.get("to") or request.GET.get("to", ""))
    comments = PageComment.objects.filter(page=found, pk=wanted or 0).select_related("user")
    answered: PageComment | None = comments.first()
    return answered


def _ask(request: HttpRequest, found: KnowledgePage) -> HttpResponse:
    form, status = RequestForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _may_mail(request, form.cleaned_data["email"]):
            status = 429
            form.add_error(None, _("That was asked for too often. Please wait a few minutes."))
        elif form.is_valid():
            try:
                operations.request_comment(page=found, **form.cleaned_data)
                return page(request, "comments/look_at_mail.html", {"about": found, **form.cleaned_data})
            except ValidationError as error:
                refusal(form, error)
    return page(request, "comments/ask.html", {"form": form, "about": found}, status)


def _may_mail(request: HttpRequest, email: str) -> bool:
    """One mailbox gets a handful of mails an hour, whoever asks for them, from signing up and from here."""
    return all(ratelimit.consume(request, action=action, key=email.lower()) for action in ("signup", "confirm_email"))


@never_cache
@LOOK
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail opens: shows the words, and publishes them by a button. Scanners follow links."""
    asked = requested(token)
    if asked is None:
        return page(request, "comments/confirm.html", {"asked": None}, 404)
    if request.method != "POST":
        return page(request, "comments/confirm.html", {"asked": asked})
    written = operations.confirm_comment(token=token)
    if written.is_shown:
        return lead_to(request, place_of(written))
    return page(request, "comments/confirmed.html", {"about": written.page})


@login_required
@LOOK
def revise(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Change the words of one's own comment."""
    found = seen_comment(request, comment_id)
    require(policy.can_revise_comment(request.user, found), _("You cannot change this comment any more."))
    form = CommentForm(request.POST or None, initial={"markdown": found.comment})
    if request.method == "POST" and form.is_valid():
        try:
            operations.revise_comment(comment=found, editor=request.user, **form.cleaned_data)
            return lead_to(request, place_of(found))
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    return page(request, "comments/revise.html", {"form": form, "comment": found}, status)


# Deciding -------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def acts(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Everything this member may do with a comment."""
    found = seen_comment(request, comment_id)
    may = policy.comment_acts(request.user, found)
    flags = FlagReason.objects.filter(flag__comment=found.pk).select_related("flag__user") if may["look_after"] else []
    is_flagged = may["look_after"] and PageComment.objects.flagged().filter(pk=found.pk).exists()
    context = {"comment": found, "may": may, "flags": flags, "is_flagged": is_flagged}
    return page(request, "comments/acts.html", context)


@act
def delete(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Take a comment out of sight."""
    found = operations.delete_comment(comment=seen_comment(request, comment_id), by=request.user)
    messages.success(request, _("The comment is deleted."))
    return lead_to(request, f"{found.page.url}#comments")


@login_required
@LOOK
def restore(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Ask, then bring a deleted comment back; its words are shown to nobody who may not restore it."""
    pages = KnowledgePage.objects.visible_to(request.user)
    comments = PageComment.objects.filter(page__in=pages).select_related("page__discussion_group", "user")
    found: PageComment = get_object_or_404(comments, pk=min(comment_id, NUMBER_MAX))
    if not policy.can_restore_comment(request.user, found):
        raise Http404
    if request.method == "POST":
        return lead_to(request, place_of(operations.restore_comment(comment=found, by=request.user)))
    return page(request, "comments/restore.html", {"comment": found})


@act
def show(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Let a hidden comment be read again."""
    return _decided(request, comment_id, operations.show_comment)


@act
def approve(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Show a comment that waited."""
    return _decided(request, comment_id, operations.approve_comment)


@act
def keep(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Let a comment be that was flagged."""
    return _decided(request, comment_id, operations.keep_comment)


def _decided(request: MemberRequest, comment_id: int, decide: Callable[..., PageComment]) -> HttpResponse:
    return lead_to(request, place_of(decide(comment=seen_comment(request, comment_id), by=request.user)))


Reasoned = Callable[[PageComment, Member, str], PageComment]


@login_required
@LOOK
def hide(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Keep a comment from its readers, with a reason."""
    found = seen_comment(request, comment_id)
    require(policy.can_hide_comment(request.user, found))
    return _with_reason(request, found, "hide", _hide, _("The comment is hidden."))


@login_required
@LOOK
def flag(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Tell those who look after the comments that one does not belong there."""
    found = seen_comment(request, comment_id)
    require(policy.can_flag_comment(request.user, found))
    return _with_reason(request, found, "flag", _flag, _("Thank you. Those who look after the comments are told."))


def _hide(found: PageComment, member: Member, reason: str) -> PageComment:
    return operations.hide_comment(comment=found, by=member, reason=reason)


def _flag(found: PageComment, member: Member, reason: str) -> PageComment:
    return operations.flag_comment(comment=found, member=member, reason=reason)


def _with_reason(request: MemberRequest, found: PageComment, what: str, do: Reasoned, done: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(found, request.user, form.cleaned_data["reason"])
            messages.success(request, done)
            return lead_to(request, f"{found.page.url}#comments")
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    return page(request, "comments/reason.html", {"form": form, "comment": found, "what": what}, status)


# Marks ----------------------------------------------------------------------------------------------------------


@act
def like(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Like a comment."""
    return _marked(request, operations.like_comment(comment=seen_comment(request, comment_id), member=request.user))


@act
def unlike(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Take one's like back."""
    return _marked(request, operations.unlike_comment(comment=seen_comment(request, comment_id), member=request.user))


def _marked(request: MemberRequest, found: PageComment) -> HttpResponse:
    if is_fragment(request):
        marks = Marks(request, found.page, request.user, [found.pk])
        return HttpResponse(marks.like(str(found.pk), str(found.like_count), str(found.user_id)))
    return redirect(place_of(found))


@act
def follow(request: MemberRequest, page_id: int) -> HttpResponse:
    """Be told of every comment on a page."""
    found = seen_page(request, page_id)
    operations.follow_comments(page=found, member=request.user)
    messages.success(request, _("You are told of every comment on this page."))
    return lead_to(request, f"{found.url}#comments")


@act
def follow_by_mail(request: MemberRequest, page_id: int) -> HttpResponse:
    """Get every comment on a page by e-mail too."""
    found = seen_page(request, page_id)
    operations.follow_comments_by_mail(page=found, member=request.user)
    messages.success(request, _("You get every comment on this page by e-mail, too."))
    return lead_to(request, f"{found.url}#comments")


@act
def stop_mail(request: MemberRequest, page_id: int) -> HttpResponse:
    """Get none of them by e-mail any more; also of a page that is out of sight."""
    found = _followed_page(request, page_id)
    operations.stop_comment_mails(page=found, member=request.user)
    return _back_from(request, found)


@never_cache
@csrf_exempt  # a mail program presses it for its reader (RFC 8058), and brings no cookie
@LOOK
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in each mail of a comment opens. Scanners follow links: only a button, or one press in the mail
    program, ends the mails. It says nothing of the page, which its reader may not read any more."""
    wish = mails.wish_in(token)
    if wish is None:
        return page(request, "comments/no_mail.html", {"is_ours": False}, 404)
    if request.method == "POST":
        _end(wish)
    is_member = isinstance(wish, mails.Followed)
    context = {"is_ours": True, "is_member": is_member, "done": request.method == "POST"}
    return page(request, "comments/no_mail.html", context)


def _end(wish: mails.Followed | mails.Asked) -> None:
    if isinstance(wish, mails.Followed):
        operations.stop_comment_mails(page=KnowledgePage(pk=wish.page), member=Member(pk=wish.member))
    else:
        operations.stop_mails_to_asker(comment=PageComment(pk=wish.comment))


@act
def unfollow(request: MemberRequest, page_id: int) -> HttpResponse:
    """Be told no longer; also of a page that is out of sight."""
    found = _followed_page(request, page_id)
    operations.unfollow_comments(page=found, member=request.user)
    return _back_from(request, found)


def _followed_page(request: MemberRequest, page_id: int) -> KnowledgePage:
    return get_object_or_404(KnowledgePage, pk=min(page_id, NUMBER_MAX), comment_follows__member=request.user)


def _back_from(request: MemberRequest, found: KnowledgePage) -> HttpResponse:
    seen = KnowledgePage.objects.visible_to(request.user).filter(pk=found.pk).exists()
    return lead_to(request, f"{found.url}#comments" if seen else "/told/")
