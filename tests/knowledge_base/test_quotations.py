"""Words of members on a page: whose they are, and the way to where they were said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.blocks import StructBlockValidationError

from forum.models import Group
from knowledge_base.blocks import QuotationBlock
from members.operations import change_handle
from tests.factories import topic as start
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db


def test_the_way_to_a_quoted_post_is_shown_to_those_who_may_read_it(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    page, posts = library.public, [start(groups[name], cast.ada).posts.get() for name in ("public", "private")]
    words = {"text": "<p>I never know.</p>", "name": "Ada", "handle": "ada"}
    page.body = [("quotation", {**words, "post_id": post.pk}) for post in posts]
    page.save_revision().publish()
    for who, shown in (("visitor", [True, False]), ("eve", [True, False]), ("bob", [True, True])):
        text = client_of(getattr(cast, who)).get(page.url).content.decode()
        assert [f'href="/p/{post.pk}/"' in text for post in posts] == shown, who


def test_a_credit_leads_to_the_author_under_their_handle_of_today(
    cast: SimpleNamespace, groups: dict[str, Group], library: SimpleNamespace
) -> None:
    page, post = library.public, start(groups["public"], cast.ada).posts.get()
    page.body = [("quotation", {"text": "<p>So.</p>", "name": "Ada", "handle": "ada", "post_id": post.pk})]
    page.save_revision().publish()
    assert 'href="/m/ada/"' in client_of(cast.visitor).get(page.url).content.decode()
    change_handle(member=cast.ada, by=cast.ada, handle="adaeze")
    shown = client_of(cast.visitor).get(page.url).content.decode()
    assert ('href="/m/ada/"' in shown, 'href="/m/adaeze/">Ada</a>' in shown) == (False, True)


def test_a_quotation_names_a_post_that_there_is(cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    post, block = start(groups["public"], cast.ada).posts.get(), QuotationBlock()
    value = {"text": "<p>So.</p>", "name": "Ada", "handle": "", "post_id": post.pk}
    assert block.clean(block.to_python(value))["post_id"] == post.pk
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(value | {"post_id": 999_999}))
