"""The home page, plain pages, pictures and files, and what the site says of itself."""

from .community import Community
from .media import File, Picture, Rendition
from .menus import MenuLink
from .words import HomePage, PlainPage

__all__ = ["Community", "File", "HomePage", "MenuLink", "Picture", "PlainPage", "Rendition"]
