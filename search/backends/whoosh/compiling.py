"""Questions of modelsearch's as questions of Whoosh's. What a queryset filters by stays the database's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from modelsearch import query as asked
from modelsearch.backends.base import BaseSearchQueryCompiler
from whoosh import query as whoosh

from search.index.analysis import fold, terms_of, variants_of, words_of

from . import documents

EDITS = 1  # letters that may be wrong in a word that is looked for fuzzily


class Compiler(BaseSearchQueryCompiler):  # type: ignore[misc]
    """Whole words, in every form that a language of the site gives them."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True

    def compiled(self) -> Any:
        """Whoosh's question; None where everything is asked for, which needs no index."""
        if isinstance(self.query, asked.MatchAll):
            return None
        return whoosh.And([whoosh.Term(documents.KINDS, documents.kind_of(self.queryset.model)), self._of(self.query)])

    def _of(self, query: asked.SearchQuery) -> Any:
        match query:
            case asked.Phrase():
                return self._phrase(query.query_string)
            case asked.Fuzzy():
                return self._all_words(query.query_string, query.operator, self._alike)
            case asked.PlainText():
                return _weighed(self._all_words(query.query_string, query.operator, self._word), query.boost)
        return self._joined(query)

    def _joined(self, query: asked.SearchQuery) -> Any:
        match query:
            case asked.MatchAll():
                return whoosh.Every()
            case asked.Boost():
                return _weighed(self._of(query.subquery), query.boost)
            case asked.Not():
                return whoosh.Not(self._of(query.subquery))
            case asked.And():
                return whoosh.And([self._of(each) for each in query.subqueries])
            case asked.Or():
                return whoosh.Or([self._of(each) for each in query.subqueries])
        raise NotImplementedError(f"`{type(query).__name__}` is no question that this search understands.")

    def _all_words(self, text: str, operator: str, one: Callable[[str], Any]) -> Any:
        """All the words of a text, or any: a compound counts as one, whole or in parts."""
        joined = whoosh.And if operator == "and" else whoosh.Or
        found = [_compound(words_of(typed), one) for typed in text.split()]
        return joined([each for each in found if each is not None])

    def _word(self, word: str) -> Any:
        forms = variants_of(word.lower(), _languages())  # in lower case no camel is told apart a second time
        return self._anywhere(lambda column: [whoosh.Term(column, form) for form in forms])

    def _alike(self, word: str) -> Any:
        return self._anywhere(lambda column: [whoosh.FuzzyTerm(column, fold(word), maxdist=EDITS)])

    def _phrase(self, text: str) -> Any:
        forms = {tuple(terms_of(text, language)) for language in _languages()}
        return self._anywhere(lambda column: [whoosh.Phrase(column, list(form)) for form in forms if form])

    def _anywhere(self, questions: Callable[[str], Iterable[Any]]) -> Any:
        """Found in any of the columns, each weighed as the models say."""
        weights = documents.columns_of(self.queryset.model)
        if self.fields:
            weights = {column: weights[column] for column in (f"{documents.TEXT}{name}" for name in self.fields)}
        return whoosh.Or([_weighed(each, weight) for column, weight in weights.items() for each in questions(column)])


class AutocompleteCompiler(Compiler):
    """The beginnings of words, as they are typed."""

    def _word(self, word: str) -> Any:
        columns = documents.starts_of(self.queryset.model)
        if self.fields:
            columns = [column for column in columns if column.removeprefix(documents.START) in self.fields]
        return whoosh.Or([whoosh.Prefix(column, fold(word)) for column in columns])


def _compound(words: list[str], one: Callable[[str], Any]) -> Any:
    """`cash-flow` as it is told apart: cashflow, cash, flow."""
    if not words:
        return None
    if len(words) > 1 and words[0] == "".join(words[1:]):
        return whoosh.Or([one(words[0]), whoosh.And([one(word) for word in words[1:]])])
    return whoosh.And([one(word) for word in words])


def _weighed(query: Any, weight: float) -> Any:
    return query if weight == 1 else query.with_boost(weight)


def _languages() -> tuple[str, ...]:
    """The languages that what is kept may be in."""
    spoken = [code for code, _name in getattr(settings, "MEMBER_LANGUAGES", ())]
    return tuple(dict.fromkeys([settings.LANGUAGE_CODE, *spoken]))
