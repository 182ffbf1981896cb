"""The row of tabs on a small phone: where one is stands in sight, without scripts, however many tabs come before it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forum.models import Group
from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)

# Whether the start and the end of a tab are what one sees, and touches, at their places of the window.
IN_SIGHT = """
    tab => {
        const box = tab.getBoundingClientRect();
        const ends = [box.left + 2, box.right - 2];
        return ends.map(x => document.elementFromPoint(x, box.top + box.height / 2) === tab);
    }
"""
# Chromium scrolls to what has the focus as it draws the next frame.
A_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("address", ["/g/the-public/bookmarks/", "/g/the-public/mine/", "/g/the-public/"])
@pytest.mark.parametrize("shift", [0, 60, 4_000])
def test_the_tab_one_is_at_is_in_sight(
    opened: Open, cast: SimpleNamespace, groups: dict[str, Group], address: str, shift: int
) -> None:
    page = opened(cast.ada, width=360, height=640, java_script_enabled=False).new_page()
    page.goto(address)
    page.locator(".tabs").evaluate("(tabs, shift) => tabs.scrollBy(shift, 0)", shift)
    assert page.locator(".tabs [aria-current]").evaluate(IN_SIGHT) == [True, True]


def test_no_tab_that_has_the_focus_is_covered(opened: Open, cast: SimpleNamespace, groups: dict[str, Group]) -> None:
    page = opened(cast.ada, width=360, height=640).new_page()
    page.goto("/g/the-public/bookmarks/")
    page.locator(".tabs a").first.focus()
    for number in range(page.locator(".tabs a").count()):
        assert page.locator(".tabs a").nth(number).evaluate(IN_SIGHT)[0], number
        page.keyboard.press("Tab")
        page.evaluate(A_FRAME)
