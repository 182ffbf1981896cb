"""What stands on every page: the community's name, sign, colours and menus, held in memory while its stamps stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from freshness.memo import Memo
from freshness.stamps import FRAME

from .colours import BRAND, BRAND_DARK, address_of_sheet, can_be_read
from .menus import Link, menus_by_reader
from .models import Community, HomePage, Picture

# Squares, as wide as the sign is shown, for screens of one and of two dots a pixel, and for the browser's tab.
LOGO, LOGO_FINE, LOGO_ICON = "fill-36x36|format-webp", "fill-72x72|format-webp", "fill-64x64|format-png"
SHARED_AT = "fill-1200x630|format-jpeg|jpegquality-70"


@dataclass(frozen=True, slots=True)
class Logo:
    """Addresses of the community's own sign."""

    plain: str
    fine: str
    icon: str


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A picture as those see it with whom a page is shared: its whole address, and its size in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its own, for one kind of reader."""

    name: str
    tagline: str
    logo: Logo | None
    brand: str
    colours: str  # the address of a style sheet; "" for the colours we come with
    picture: SharedPicture | None  # for pages that have none of their own
    top: tuple[Link, ...]
    foot: tuple[Link, ...]


_frames: Memo[dict[str, Frame]] = Memo(max_bytes=100_000, size_of=lambda frames: 20_000)


def frame(reader: str) -> Frame:
    """The frame for a "visitor" or a "member"."""
    return _frames.get_or_make("frames", FRAME, _made)[reader]


def community_name() -> str:
    """What the community calls itself: the setting in the Wagtail admin, else the environment's."""
    return frame("visitor").name


def home_page() -> HomePage | None:
    """The published home page, if there is one yet."""
    page: HomePage | None = HomePage.objects.live().first()
    return page


def for_sharing(picture: Picture | None) -> SharedPicture | None:
    """A page's own picture where it is shared; without one, the community's."""
    return (_for_sharing(picture) if picture is not None else None) or frame("visitor").picture


def _made() -> dict[str, Frame]:
    stored = Community.objects.select_related("logo", "sharing_picture").order_by("pk").first()
    community = stored or Community(name="")
    brand, brand_dark = community.brand, community.brand_dark
    if not can_be_read(brand, brand_dark):
        brand, brand_dark = BRAND, BRAND_DARK
    is_ours = (brand, brand_dark) == (BRAND, BRAND_DARK)
    logo = _logo(community.logo) if community.logo is not None else None
    picture = _for_sharing(community.sharing_picture) if community.sharing_picture is not None else None
    return {
        reader: Frame(
            name=community.name or settings.COMMUNITY_NAME,
            tagline=community.tagline,
            logo=logo,
            brand=brand,
            colours="" if is_ours else address_of_sheet(brand, brand_dark),
            picture=picture,
            top=menus["top"],
            foot=menus["foot"],
        )
        for reader, menus in menus_by_reader().items()
    }


def _logo(picture: Picture) -> Logo | None:
    """None where the file is gone: a page without its sign is better than none."""
    try:
        plain, fine, icon = (picture.get_rendition(size).url for size in (LOGO, LOGO_FINE, LOGO_ICON))
    except OSError:
        return None
    return Logo(plain, fine, icon)


def _for_sharing(picture: Picture) -> SharedPicture | None:
    try:
        size = picture.get_rendition(SHARED_AT)
    except OSError:
        return None
    return SharedPicture(f"{settings.SITE_URL}{size.url}", size.width, size.height)
