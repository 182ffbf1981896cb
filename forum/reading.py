"""Ranges of post numbers that somebody has read. Pure arithmetic, no rows."""

from __future__ import annotations

from collections.abc import Iterable

Range = tuple[int, int]


def merged(upto: int, beyond: Iterable[Iterable[int]], shown: Iterable[Range]) -> tuple[int, list[list[int]]]:
    """All of 1..upto, the ranges beyond, and the ranges shown, as the shortest (upto, beyond)."""
    result: list[list[int]] = []
    for first, last in sorted([(1, upto), *((first, last) for first, last in beyond), *shown]):
        if last < first:
            continue
        if result and first <= result[-1][1] + 1:
            result[-1][1] = max(result[-1][1], last)
        else:
            result.append([first, last])
    if result and result[0][0] == 1:
        return result[0][1], result[1:]
    return 0, result


def without(number: int, upto: int, beyond: Iterable[Iterable[int]]) -> tuple[int, list[list[int]]]:
    """What is left of 1..upto and the ranges beyond when this number is not read after all."""
    pieces: list[Range] = []
    for first, last in [(1, upto), *beyond]:
        pieces += [(first, min(last, number - 1)), (max(first, number + 1), last)]
    return merged(0, [], pieces)


def ranges_of(numbers: Iterable[int]) -> list[Range]:
    """Numbers as ascending ranges: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    ranges: list[Range] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
