"""`{% slot "like" post.pk %}`: a place for the viewer's own marks in a shared piece."""

from django import template

from freshness.slots import slot

register = template.Library()
register.simple_tag(slot, name="slot")
