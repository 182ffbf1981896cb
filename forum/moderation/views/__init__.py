"""Doors of the review."""
