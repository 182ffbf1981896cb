"""Searches that members keep, and what is new for them."""
