"""An editor finds the topic that stands beside a page by its title, among those that everybody reads."""

from __future__ import annotations

from types import SimpleNamespace

from forum.models import Group
from tests.factories import topic
from tests.forum.conftest import client_of


def test_a_topic_is_found_by_words_of_its_title(keepers: SimpleNamespace, groups: dict[str, Group]) -> None:
    topic(groups["public"], keepers.ada, "How to price a chair")
    topic(groups["public"], keepers.ada, "How to oil a bench")
    topic(groups["members"], keepers.ada, "How to price in private")
    client = client_of(keepers.ann)
    for asked, found in (("", ["chair", "bench"]), ("?q=PRICE+how", ["chair"]), ("?q=oil+price", [])):
        for address in ("/admin/topic_chooser/", "/admin/topic_chooser/results/"):
            shown = client.get(address + asked).content.decode()
            assert [word for word in ("chair", "bench", "private") if f" {word}" in shown] == found, (address, asked)
