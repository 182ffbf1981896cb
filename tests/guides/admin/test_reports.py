"""The reports on pages, on the screen and as spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth.models import Group as AdminGroup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from forum.models import Group, Topic
from guides.admin import worklists
from guides.models import Downloads, GuidePage, TemplatePage
from knowledge_base import operations as knowledge
from knowledge_base.models import ArticlePage, KnowledgePage, PageTally
from members.models import Member
from search.models import Miss
from tests.factories import MemberFactory, posts, topic
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE

pytestmark = pytest.mark.usefixtures("kept_contexts")

DUE = "/admin/reports/due-for-review/"
HELPFULNESS = "/admin/reports/helpfulness/"
REASONS = "/admin/reports/what-readers-missed/"
ASKED = "/admin/reports/asked-most/"
MISSES = "/admin/reports/searched-and-not-found/"
REPORTS = [DUE, HELPFULNESS]
OF_ALL = [*REPORTS, REASONS, ASKED, MISSES]


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def seen(member: Member, report: str, **query: str) -> str:
    response = client_of(member).get(report, query)
    assert response.status_code == 200
    return str(response.content.decode())


def table_of(member: Member, report: str, **query: str) -> list[str]:
    """The titles in the report, in their order."""
    page = client_of(member).get(report, query)
    return [found.title for found in page.context["object_list"]]


def sheet(member: Member, report: str, kind: str) -> list[list[Any]]:
    response = client_of(member).get(report, {"export": kind})
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode())))
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def missed(page: KnowledgePage, *reasons: str) -> None:
    for reason in reasons:
        knowledge.judge(page=page, member=MemberFactory(name="Qreader"), helped=False, reason=reason)


# Due -------------------------------------------------------------------------------------------------------------


def test_due_pages_on_the_screen(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    make_guide("Since yesterday", review_on=yesterday(), reviewed_on=date(2025, 3, 9))
    make_guide("Since May", review_on=date(2025, 5, 2), language="fr")
    make_guide("Not yet", review_on=timezone.localdate())
    make_guide("A draft", review_on=yesterday(), live=False)
    assert table_of(keepers.ed, DUE) == ["Since May", "Since yesterday"]
    assert table_of(keepers.ed, DUE, ordering="-title") == ["Since yesterday", "Since May"]
    assert table_of(keepers.ed, DUE, language="fr") == ["Since May"]
    page = seen(keepers.ed, DUE)
    assert "9 Mar 2025" in page
    assert "2 May 2025" in page


def test_due_pages_by_kind(keepers: SimpleNamespace, make_guide: MAKE_GUIDE, knowledge_shelf: Page) -> None:
    make_guide("Guide", review_on=yesterday())
    article = knowledge_shelf.add_child(instance=ArticlePage(title="Article", review_on=yesterday()))
    Page.objects.filter(pk=knowledge_shelf.pk).update(draft_title="Shelf")
    assert table_of(keepers.ed, DUE, content_type=str(article.content_type_id)) == ["Article"]
    assert "home page" not in seen(keepers.ed, DUE)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_due_pages_as_a_spreadsheet(keepers: SimpleNamespace, make_guide: MAKE_GUIDE, kind: str) -> None:
    guide = make_guide("Pricing a chair", review_on=date(2025, 5, 2), reviewed_on=date(2024, 5, 2))
    head, row = sheet(keepers.ed, DUE, kind)
    assert head == ["Title", "Kind", "Language", "Reviewed on", "Review it again on", "Address"]
    assert [str(cell)[:10] for cell in row[:5]] == [
        "Pricing a chair"[:10],
        "Guide",
        "English",
        "2024-05-02",
        "2025-05-02",
    ]
    assert row[5] == guide.full_url
    assert guide.full_url.endswith("/guides/pricing-a-chair/")


# Helpfulness -----------------------------------------------------------------------------------------------------


@pytest.fixture
def three_pages(make_guide: MAKE_GUIDE, guides_shelf: Page) -> None:
    PageTally.objects.create(page=make_guide("Guide"), helped=7, did_not_help=2, favourites=5, comments=3)
    make_guide("Nobody has said")
    above = Page.objects.get(pk=guides_shelf.pk)
    template = above.add_child(instance=TemplatePage(title="Sheet", what_for="<p>Cash.</p>", how_to_fill="<p>So.</p>"))
    Downloads.objects.create(page=template, number=31)
    make_guide("A draft", live=False)


def test_helpfulness_on_the_screen(keepers: SimpleNamespace, three_pages: None) -> None:
    assert table_of(keepers.ed, HELPFULNESS)[0] == "Guide"
    assert table_of(keepers.ed, HELPFULNESS, ordering="-download_count")[0] == "Sheet"
    assert table_of(keepers.ed, HELPFULNESS, ordering="-helped; --") == table_of(keepers.ed, HELPFULNESS)
    page = seen(keepers.ed, HELPFULNESS)
    for words in ("Guide", "Nobody has said", "Sheet", "31"):
        assert words in page
    for words in ("A draft", "Knowledge base</a>"):
        assert words not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_helpfulness_as_a_spreadsheet(keepers: SimpleNamespace, three_pages: None, kind: str) -> None:
    head, *rows = sheet(keepers.ed, HELPFULNESS, kind)
    counts = ["Helped", "Did not help", "Favourites", "Comments", "Downloads"]
    assert head == ["Title", "Kind", *counts, "Address"]
    found = {row[0]: [int(cell) for cell in row[2:7]] for row in rows}
    assert found == {"Guide": [7, 2, 5, 3, 0], "Nobody has said": [0, 0, 0, 0, 0], "Sheet": [0, 0, 0, 0, 31]}


# Both ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS)
def test_a_title_is_never_a_formula(keepers: SimpleNamespace, make_guide: MAKE_GUIDE, report: str) -> None:
    titles = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "Five = 5"]
    for number, title in enumerate(titles):
        make_guide(title, slug=f"formula-{number}", review_on=yesterday())
    cells = {row[0] for row in sheet(keepers.ed, report, "csv")[1:]}
    assert cells == {f"'{title}" for title in titles[:-1]} | {titles[-1]}
    response = client_of(keepers.ed).get(report, {"export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_holds_only_what_one_looks_after(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, knowledge_shelf: Page, report: str
) -> None:
    make_guide("Guide of others", review_on=yesterday())
    knowledge_shelf.add_child(instance=ArticlePage(title="Article of hers", review_on=yesterday()))
    kay = MemberFactory(handle="kay")
    group = AdminGroup.objects.create(name="Librarians")
    group.permissions.add(*AdminGroup.objects.get(name="Authors").permissions.all())
    GroupPagePermission.objects.create(group=group, page=knowledge_shelf, permission_type="change")
    kay.groups.add(group)
    assert table_of(kay, report) == ["Article of hers"]
    assert [row[0] for row in sheet(kay, report, "csv")[1:]] == ["Article of hers"]
    assert len(table_of(keepers.ed, report)) == 2
    assert table_of(keepers.ann, report) == []
    GuidePage.objects.update(owner=keepers.ann)
    assert table_of(keepers.ann, report) == ["Guide of others"]


@pytest.mark.parametrize("report", OF_ALL)
@pytest.mark.parametrize("name", ["kit", "ada", "visitor"])
@pytest.mark.parametrize("query", [{}, {"export": "csv"}, {"export": "xlsx"}])
def test_others_are_refused(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, report: str, name: str, query: dict[str, str]
) -> None:
    missed(make_guide("Hidden", review_on=yesterday()), "Hidden")
    for address in (report, f"{report}results/"):
        response = client_of(getattr(keepers, name)).get(address, query)
        assert response.status_code == 302
        assert b"Hidden" not in response.content


def test_the_menu_leads_to_them(keepers: SimpleNamespace) -> None:
    page = seen(keepers.ann, "/admin/")
    for report in OF_ALL:
        assert report in page
        assert report not in seen(keepers.kit, "/admin/")


@pytest.mark.parametrize("report", [*REPORTS, REASONS])
@pytest.mark.parametrize("query", [{}, {"export": "csv"}])
def test_a_report_asks_no_more_for_more_rows(
    keepers: SimpleNamespace, make_guide: MAKE_GUIDE, report: str, query: dict[str, str]
) -> None:
    client = client_of(keepers.ed)

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(report, query)
            b"".join(response.streaming_content) if query else response.content
        return len(queries)

    missed(make_guide("Guide 0", review_on=yesterday()), "0")
    counted()
    one = counted()
    for number in range(1, 4):
        missed(make_guide(f"Guide {number}", review_on=yesterday()), f"{number}")
    assert counted() == one
    assert one <= 20


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (DUE, "Keeping it right"),
        (HELPFULNESS, "Nothing is published yet"),
        (REASONS, "No reader has said yet"),
        (ASKED, "Every topic with replies"),
        (MISSES, "they found"),
    ],
)
def test_an_empty_report_says_what_to_do(keepers: SimpleNamespace, report: str, words: str) -> None:
    assert words in seen(keepers.ed, report)


# What readers missed ----------------------------------------------------------------------------------------------


def test_every_reason_is_there_and_no_reader(keepers: SimpleNamespace, make_guide: MAKE_GUIDE) -> None:
    one, other = make_guide("Pricing a chair"), make_guide("Pricing a bench", owner=keepers.ann)
    missed(one, *(f"Reason {number}" for number in range(5)), "")
    missed(other, "=Too short")
    knowledge.judge(page=one, member=keepers.ada, helped=True)
    shown = seen(keepers.ed, REASONS)
    assert all(f"Reason {number}" in shown for number in range(5))
    assert "Qreader" not in shown
    assert [said.reason for said in reasons_of(keepers.ed, page=str(other.pk))] == ["=Too short"]
    assert [said.reason for said in reasons_of(keepers.ann)] == ["=Too short"]
    assert sheet(keepers.ann, REASONS, "csv")[1][:2] == ["Pricing a bench", "'=Too short"]
    rows = sheet(keepers.ed, REASONS, "xlsx")
    assert rows[0] == ["Title", "What was missing", "Said on", "Address"]
    assert [row[1] for row in rows[1:]] == ["=Too short", *(f"Reason {number}" for number in reversed(range(5)))]


def reasons_of(member: Member, **query: str) -> list[Any]:
    return list(client_of(member).get(REASONS, query).context["object_list"])


# What members ask, and look for ------------------------------------------------------------------------------------


def test_what_is_asked_most_of_what_the_editor_reads(keepers: SimpleNamespace, groups: dict[str, Group]) -> None:
    for number, title in enumerate(("=Sometimes", "Often")):
        posts(topic(groups["public"], keepers.ada, title), keepers.bob, number + 1)
    posts(topic(groups["secret"], keepers.ada, "Behind doors"), keepers.bob, 5)
    assert table_of(keepers.ed, ASKED) == ["Often", "=Sometimes"]
    assert "Behind doors" not in seen(keepers.ed, ASKED)
    head, *rows = sheet(keepers.ed, ASKED, "csv")
    assert head == ["Topic", "Group", "Replies", "Likes", "Followers", "Last reply", "Address"]
    assert [row[:3] for row in rows] == [["Often", "The public group", "2"], ["'=Sometimes", "The public group", "1"]]
    assert rows[0][-1] == f"{settings.SITE_URL}{Topic.objects.get(title='Often').get_absolute_url()}"
    assert len(sheet(keepers.ed, ASKED, "xlsx")) == 3
    more = [topic(groups["public"], keepers.ada, f"Topic {number}") for number in range(worklists.SHOWN)]
    for each in more:
        posts(each, keepers.bob, 1)
    assert len(table_of(keepers.ed, ASKED)) == worklists.SHOWN + 2


def test_what_members_together_looked_for(keepers: SimpleNamespace) -> None:
    Miss.objects.create(words="one alone", times=1)
    Miss.objects.create(words="<b>loan", times=4)
    Miss.objects.create(words="cold & dry", times=9)
    assert [row[:2] for row in sheet(keepers.ed, MISSES, "csv")] == [
        ["Words", "Members"],
        ["cold & dry", "9"],
        ["<b>loan", "4"],
    ]
    page = seen(keepers.ed, MISSES)
    assert '<a href="/search/?q=cold+%26+dry">cold &amp; dry</a>' in page
    assert "<b>loan" not in page
    assert "one alone" not in page
