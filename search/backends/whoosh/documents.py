"""What an index keeps of an object: whose it is, and the words of each of its fields.

Every field that is searched has a column of its own, named after its path (`text_title`, `text_authors__name`), so that
a search can ask for some of them and weigh each. Columns come and go with the models: the schema knows them by pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Manager, Model
from modelsearch.backends.base import get_model_root
from modelsearch.index import AutocompleteField, RelatedFields, SearchField, class_is_indexed
from whoosh import fields
from whoosh.analysis import Analyzer, Token

from search.index.analysis import names_of, terms_of

VERSION = 1  # of all that decides what an index holds; another one is built anew
KEY, KINDS = "key", "kinds"  # which object it is, and every model it is found as
TEXT, START = "text_", "start_"  # columns of words that are searched, and of words whose beginning is


class Words(Analyzer):  # type: ignore[misc]
    """Takes words that were told apart before, each with its place."""

    def __call__(self, value: Iterable[str], start_pos: int = 0, **_more: Any) -> Iterator[Token]:
        token = Token(positions=True, mode="index")
        for position, word in enumerate(value, start_pos):
            token.text, token.pos, token.boost, token.stopped = word, position, 1.0, False
            yield token


def make() -> fields.Schema:
    """The schema of every index of objects."""
    made = fields.Schema(
        **{
            KEY: fields.ID(unique=True, sortable=True),
            KINDS: fields.KEYWORD,
            # Whoosh counts lengths only where a field with a name of its own has them.
            "text": fields.TEXT(analyzer=Words()),
        }
    )
    for prefix in (TEXT, START):
        made.add(f"{prefix}*", fields.TEXT(analyzer=Words()), glob=True)
    return made


def key_of(model: type[Model], number: Any) -> str:
    """The same for a page, whether it is looked at as a page or as a guide."""
    return f"{get_model_root(model)._meta.label_lower}:{number}"


def number_of(key: str) -> str:
    """The primary key in a key."""
    return key.partition(":")[2]


def kind_of(model: type[Model]) -> str:
    return str((model._meta.concrete_model or model)._meta.label_lower)


def document(instance: Any) -> dict[str, Any]:
    """What an index is given of an object."""
    kinds = [kind_of(model) for model in type(instance).__mro__ if _is_indexed(model)]
    found: dict[str, Any] = {KEY: key_of(type(instance), instance.pk), KINDS: " ".join(dict.fromkeys(kinds))}
    language = getattr(instance, "language", None) or settings.LANGUAGE_CODE
    for column, text in _columns(instance, instance.get_search_fields()):
        words = terms_of(text, language) if column.startswith(TEXT) else names_of(text)
        found.setdefault(column, []).extend(words)
    return found


def _is_indexed(model: type) -> bool:
    return issubclass(model, Model) and hasattr(model, "_meta") and bool(class_is_indexed(model))


def columns_of(model: type[Any]) -> dict[str, float]:
    """The columns that a search among a model's objects looks in, with their weights: its own and its children's."""
    found: dict[str, float] = {}
    for name, field in _fields_of(model, SearchField):
        found.setdefault(f"{TEXT}{name}", field.boost or 1.0)
    return found


def starts_of(model: type[Any]) -> list[str]:
    """The columns in which an autocompletion among a model's objects looks."""
    return list(dict.fromkeys(f"{START}{name}" for name, _field in _fields_of(model, AutocompleteField)))


def _fields_of(model: type[Any], kind: type[Any]) -> Iterator[tuple[str, Any]]:
    for each in [model, *_children(model)]:
        yield from ((name, field) for name, field in _described(each.get_search_fields()) if isinstance(field, kind))


def _children(model: type[Any]) -> list[type[Any]]:
    direct = [child for child in model.__subclasses__() if _is_indexed(child)]
    return direct + [each for child in direct for each in _children(child)]


def _described(search_fields: Iterable[Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for field in search_fields:
        if isinstance(field, RelatedFields):
            yield from _described(field.fields, f"{above}{field.field_name}__")
        else:
            yield f"{above}{field.field_name}", field


def _columns(instance: Any, search_fields: Iterable[Any], above: str = "") -> Iterator[tuple[str, str]]:
    for field in search_fields:
        if isinstance(field, RelatedFields):
            for other in _related(field.get_value(instance)):
                yield from _columns(other, field.fields, f"{above}{field.field_name}__")
        elif isinstance(field, SearchField):
            yield f"{TEXT}{above}{field.field_name}", text_of(field.get_value(instance))
        elif isinstance(field, AutocompleteField):
            yield f"{START}{above}{field.field_name}", text_of(field.get_value(instance))


def _related(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value.all() if isinstance(value, Manager) else (value,)


def text_of(value: Any) -> str:
    """Any value as text: of lists and of objects of JSON, what stands in them."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return text_of(list(value.values()))
    if isinstance(value, list | tuple | set):
        return " ".join(text_of(each) for each in value)
    return str(value)
