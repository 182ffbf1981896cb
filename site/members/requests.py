"""What a view that asks for sign-in may rely on."""

from django.http import HttpRequest

from .models import Member


class MemberRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Member  # login_required has seen to it
