"""Imports a mailing list from an mbox: its threads become topics of one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from forum.models import Audience, Group, Post
from mail.senders import name_key
from mail.subjects import topic_title
from mail.threads import Place, thread

from .archive import Archive, Filed, Writer
from .found import FoundPerson, FoundTopic, key_of, pieces_of
from .groups import FoundGroup, no_wider_than
from .mbox_posts import post_of
from .reports import Report
from .running import Import, Survey

PIECE = 500  # Message-IDs in one query
ADDRESS_MAX = 254  # RFC 5321, section 4.5.3.1.3, and our column


def import_mbox(*, path: Path, group: str, audience: str = Audience.PUBLIC, is_dry_run: bool = False) -> Report:
    """Bring the mails of the file here, into the group of that slug, and say what was done.

    The group is made for this audience where there is none. Tells nobody. Before anything is written it raises
    OSError, lzma.LZMAError or EOFError where the file cannot be read to its end, and ValidationError where more
    people read the group.
    """
    if Group.objects.filter(slug=group).exclude(audience__in=no_wider_than(audience)).exists():
        raise ValidationError(_("More people read the group %(group)s than these mails are for.") % {"group": group})
    report = Report(source=f"mbox:{group}", file=path.name, is_dry_run=is_dry_run)
    with Archive(path, report) as archive:
        survey = Survey(posts=len(archive.mails))
        survey.people = {found.key: found for found in _people(archive.writers)}
        if archive.mails:
            since = min(mail.date for mail in archive.mails.values())
            survey.groups[group] = FoundGroup(key=group, name=group, slug=group, since=since, audience=audience)
        importing = Import(source=report.source, survey=survey, report=report)
        conversations = Conversations(archive, importing, group)
        survey.topics = conversations.slugs()
        importing.run(conversations.topics())
    return report


def _people(writers: Mapping[str, Writer]) -> Iterator[FoundPerson]:
    """One person for each address. A name without address is whoever alone has that name with one."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for key, writer in writers.items():
        if writer.address:
            for name in {f"name:{name_key(name)}" for name in writer.names if name.strip()}:
                by_name[name].append(key)
    alone = {name: keys[0] for name, keys in by_name.items() if len(keys) == 1}
    for key, writer in writers.items():
        if key in alone:
            continue
        aliases = tuple(key_of(name) for name, owner in alone.items() if owner == key)
        name = writer.name or (_("Unknown writer") if not writer.address else writer.address.partition("@")[0])
        yield FoundPerson(
            key=key_of(key),
            handle=name if name.isascii() else (writer.address or name).partition("@")[0],
            name=name,
            since=writer.since,
            address=_valid(writer.address),
            aliases=aliases,
        )


def _valid(address: str | None) -> str | None:
    """The address, if mail could ever be sent to it."""
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if address is not None and len(address) <= ADDRESS_MAX else None


class Conversations:
    """The threads of an archive, each as one topic, and as the topic it already is where there is one."""

    def __init__(self, archive: Archive, importing: Import, group: str) -> None:
        self.archive, self.importing, self.group = archive, importing, group
        self.places = thread(archive.envelopes())
        self.here = self._topics_here()
        self.threads = self._threads()

    def _topics_here(self) -> dict[str, str]:
        """The keys of the topics where mails of the archive, or what these answer, are already; by Message-ID."""
        wanted = set(self.archive.mails)
        for mail in self.archive.mails.values():
            wanted.update(mail.ancestors)
        topics: dict[str, int] = {}
        slugs: dict[int, str] = {}
        for piece in pieces_of(sorted(wanted), PIECE):
            posts = Post.objects.filter(message_id__in=piece, topic__group__slug=self.group)
            for message_id, pk, slug in posts.values_list("message_id", "topic_id", "topic__slug"):
                topics[str(message_id)], slugs[pk] = pk, slug
        keys = self.importing.topics.keys_of(slugs)
        return {message_id: keys[pk] for message_id, pk in topics.items()}

    def _threads(self) -> dict[str, list[Filed]]:
        """The mails of each topic, by its key; topics in order of their first mail, mails after what they answer."""
        by_root: dict[str, list[Filed]] = defaultdict(list)
        for message_id, place in self.places.items():
            by_root[place.root].append(self.archive.mails[message_id])
        threads: dict[str, list[Filed]] = defaultdict(list)
        for root in sorted(by_root, key=lambda root: (self.archive.mails[root].date, root)):
            mails = in_order(by_root[root], self.places)
            threads[self._key(mails)] += mails
        return threads

    def _key(self, mails: list[Filed]) -> str:
        """The topic where the thread stands already, or where what it answers stands; else one of its own."""
        for mail in mails:
            if key := self.here.get(mail.envelope.message_id):
                return key
        for mail in mails:
            for ancestor in mail.ancestors:
                if key := self.here.get(ancestor):
                    return key
        return key_of(mails[0].envelope.message_id)

    def slugs(self) -> dict[str, str]:
        """The topics by key. Mails link to no topic of the list, so that no slug is needed."""
        return dict.fromkeys(self.threads, "")

    def topics(self) -> Iterator[FoundTopic]:
        """Each topic with the words of its mails."""
        for key, mails in self.threads.items():
            posts = [
                post_of(mail, self.archive.content(mail), answers=self._answered(mail), report=self.importing.report)
                for mail in mails
            ]
            title = topic_title(mails[0].subject, list_id=mails[0].list_id) or _("(no subject)")
            yield FoundTopic(key=key, group=self.group, title=title, posts=posts)

    def _answered(self, mail: Filed) -> str | None:
        """The key of the mail it answers: in this archive, else the nearest ancestor that is here."""
        parent = self.places[mail.envelope.message_id].parent
        if parent is None:
            parent = next((ancestor for ancestor in mail.ancestors if ancestor in self.here), None)
        return key_of(parent) if parent else None


def in_order(mails: list[Filed], places: Mapping[str, Place]) -> list[Filed]:
    """The mails by date, but none before the one it answers, whatever the clocks said; the root first."""
    by_id = {mail.envelope.message_id: mail for mail in mails}
    placed: dict[str, Filed] = {}
    root = places[mails[0].envelope.message_id].root
    for mail in sorted(mails, key=lambda mail: (mail.envelope.message_id != root, mail.date, mail.start)):
        chain: list[Filed] = []
        current: Filed | None = mail
        while current is not None and current.envelope.message_id not in placed and current not in chain:
            chain.append(current)
            current = by_id.get(places[current.envelope.message_id].parent or "")
        for waiting in reversed(chain):
            placed[waiting.envelope.message_id] = waiting
    return list(placed.values())
