"""The pictures that members of the demo community show each other.

Drawn when the demo is built, so that the repository carries no image files.
Posts name them as `demo:<name>`.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from forum.demo import sketches, still_lifes

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "weekly-sales": sketches.weekly_sales,
    "cash-book": sketches.cash_book,
    "shelf-plan": sketches.shelf_plan,
    "delivery-map": sketches.delivery_map,
    "solar-wiring": sketches.solar_wiring,
    "price-board": still_lifes.price_board,
    "fabric-swatches": still_lifes.fabric_swatches,
    "packaging": still_lifes.packaging,
    "till-receipt": still_lifes.till_receipt,
}


def draw(name: str) -> Image.Image:
    """Draw the picture of this name; raises KeyError for an unknown one."""
    return PICTURES[name]()
