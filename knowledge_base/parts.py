"""Parts that higher floors bring to pages of knowledge. See `forum.parts`."""

from forum.parts import Parts

PAGE = Parts()  # about the page, under its title
PAGE_END = Parts()  # about the page, after it
