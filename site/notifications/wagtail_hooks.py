"""What notifications add to the Wagtail admin."""

from wagtail import hooks

from .letter_viewset import LetterViewSet, letter_viewset


def register_letters() -> LetterViewSet:
    return letter_viewset


hooks.register("register_admin_viewset", register_letters)
