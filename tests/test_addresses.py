"""Templates write addresses out, because reversing them costs most of a page's time: so every one is tried here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "templates" / "static" / "js").glob("*.js"))

TEXT = r"((?:[^{]|{{[^}]*}})*)"
CHOICE = re.compile(f"{{% if [^%]*%}}{TEXT}(?:{{% else %}}{TEXT})?{{% endif %}}")
# Pages of Wagtail's tree that every new site has.
PAGES = {"/about/", "/help/", "/guides/", "/knowledge/"}


def addresses(source: str) -> Iterator[str]:
    """The internal addresses of a template, with both ways of a choice, and 1 for every value."""
    for branch in (1, 2):
        chosen = CHOICE.sub(lambda match, branch=branch: match[branch] or "", source)
        plain = re.sub(r"{%.*?%}|{{.*?}}", "1", chosen)
        for address in re.findall(r'\b(?:href|action|src|data-[\w-]+)="(/[^"]*)"', plain):
            yield re.split(r"[?#]", address)[0]


def leads_somewhere(address: str) -> bool:
    """Wagtail takes every address for one of its pages, so what only it knows is asked of the list above."""
    try:
        return resolve(address).view_name != "wagtail_serve" or address in PAGES
    except Resolver404:
        return False


def test_every_address_in_a_template_leads_somewhere():
    found = {(str(path.relative_to(ROOT)), address) for path in TEMPLATES for address in addresses(path.read_text())}
    assert len(found) > 100
    assert {(name, address) for name, address in found if not leads_somewhere(address)} == set()


def test_every_address_in_a_script_leads_somewhere():
    found = set()
    for path in SCRIPTS:
        for address in re.findall(r"""["'`](/[\w${}/.-]+/)(?:\?[^"'`]*)?["'`]""", path.read_text()):
            found.add((path.name, re.sub(r"\${[^}]*}", "1", address)))
    assert len(found) > 5
    assert {(name, address) for name, address in found if not leads_somewhere(address)} == set()
