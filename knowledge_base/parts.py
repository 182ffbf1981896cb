"""Parts that higher floors bring to pages of knowledge. See `forum.parts`."""

from forum.parts import Parts

PAGE = Parts()  # about the page
