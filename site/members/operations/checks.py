"""What every change of a member must hold to."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.handles import RESERVED
from members.models import Member

TEXTS = ("name", "trade", "place", "bio")
VISIBLE = frozenset("LNPS")  # Unicode's letters, numbers, punctuation and symbols: a link of anything else is no link


def clean(member: Member, *fields: str) -> None:
    """Tidy these fields and check them with the constraints they stand in; raises ValidationError by field."""
    for field in set(fields) & set(TEXTS):
        setattr(member, field, unicodedata.normalize("NFC", getattr(member, field)).strip())
    everything = {field.name for field in Member._meta.get_fields()}
    member.clean_fields(exclude=everything - set(fields))
    if "name" in fields and not any(unicodedata.category(character)[0] in VISIBLE for character in member.name):
        raise ValidationError({"name": _("Please give a name that can be seen.")})
    if "handle" in fields and member.handle in RESERVED:
        raise ValidationError({"handle": _("This handle is kept for the site itself.")})
    if "language" in fields and member.language not in dict(settings.MEMBER_LANGUAGES):
        raise ValidationError({"language": _("Unknown language.")})
    member.validate_constraints(exclude=everything - set(fields))
