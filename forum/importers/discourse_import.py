"""Imports a Discourse forum from JSON lines: a first reading for who and what, a second for the words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from .discourse import group_of, people_of, topics_in
from .found import KEY_MAX
from .reports import Report
from .running import Import, Survey

SUFFIXES = (".xz", ".jsonl", ".json")


def import_discourse(
    *, path: Path, source: str = "", group_names: dict[str, str] | None = None, is_dry_run: bool = False
) -> Report:
    """Bring the topics of the file here, as `source` (by default the file's name), and say what was done.

    Tells nobody. Raises OSError, lzma.LZMAError or EOFError where the file cannot be read to its end; what was
    written until then stays, and a second run completes it.
    """
    name = source or source_name(path)
    report = Report(source=f"discourse:{name}"[:100], file=path.name, is_dry_run=is_dry_run)
    survey = _survey(path, name, group_names or {})
    importing = Import(source=report.source, survey=survey, report=report)
    importing.run(topic for topic, _row in topics_in(path, report))
    return report


def source_name(path: Path) -> str:
    """The file's name without its endings."""
    name = path.name
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name[: KEY_MAX // 3] or "file"


def _survey(path: Path, name: str, group_names: dict[str, str]) -> Survey:
    survey, hosts = Survey(), Counter[str]()
    for topic, row in topics_in(path, Report(source="", file="")):
        since = topic.posts[0].created_at
        group = group_of(row, group_names, since)
        known = survey.groups.get(group.key)
        if known is None or since < known.since:
            survey.groups[group.key] = group
        for person in people_of(row, topic):
            survey.add_person(person)
        survey.add_topic(topic)
        hosts.update(_own_hosts(row.get("details_links")))
    # A source that is named like a host is that host; else the forum's links to itself tell.
    survey.host = name if "." in name and " " not in name else next((host for host, _n in hosts.most_common(1)), "")
    return survey


def _own_hosts(links: object) -> list[str]:
    found = links if isinstance(links, list) else []
    urls = [str(link.get("url")) for link in found if isinstance(link, dict) and link.get("internal") is True]
    return [host for url in urls if (host := _host(url))]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "") if url.startswith("http") else ""
    except ValueError:
        return ""
