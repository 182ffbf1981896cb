"""What higher floors show on a profile: each registers a section in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from .models import Member, Visitor

# Gets who looks and whose profile it is; answers with HTML of its own template, or "" for nothing to show.
Section = Callable[[Visitor, Member], SafeString | str]
# The same of what is nobody else's to know.
OwnSection = Callable[[Member], SafeString | str]

_sections: list[Section] = []
_own_sections: list[OwnSection] = []


def register_section(section: Section) -> Section:
    """Add a section below those registered before it. Registering it twice shows it once."""
    if section not in _sections:
        _sections.append(section)
    return section


def register_own_section(section: OwnSection) -> OwnSection:
    """Add a section that a member alone sees: below their profile, and where everything about oneself is."""
    if section not in _own_sections:
        _own_sections.append(section)
    return section


def unregister_section(section: Section) -> None:
    _sections.remove(section)


def sections_of(visitor: Visitor, member: Member) -> list[SafeString]:
    """The sections with something to show to this visitor; what is not marked safe is escaped."""
    found = [conditional_escape(shown) for section in _sections if (shown := section(visitor, member))]
    return [*found, *own_sections_of(member)] if visitor.pk == member.pk else found


def own_sections_of(member: Member) -> list[SafeString]:
    """What is shown to this member of themselves, and to nobody else."""
    return [conditional_escape(shown) for section in _own_sections if (shown := section(member))]
