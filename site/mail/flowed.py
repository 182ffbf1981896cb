"""format=flowed (RFC 3676): paragraphs that were broken for old screens are whole again."""

from __future__ import annotations


def unflowed(text: str, *, delete_space: bool) -> str:
    """Join flowed lines of equal quote depth and undo space-stuffing; `delete_space` is the DelSp parameter."""
    result: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        line_depth, content = _quote_depth(line)
        if paragraph and line_depth != depth:
            result.append(_quoted(depth, "".join(paragraph)))
            paragraph = []
        depth = line_depth
        # The signature separator ends with a space and is yet never flowed (section 4.3).
        is_flowed = content.endswith(" ") and content != "-- "
        if content == "-- " and paragraph:
            result.append(_quoted(depth, "".join(paragraph)))
            paragraph = []
        paragraph.append(content[:-1] if is_flowed and delete_space else content)
        if not is_flowed:
            result.append(_quoted(depth, "".join(paragraph)))
            paragraph = []
    if paragraph:
        result.append(_quoted(depth, "".join(paragraph)))
    return "\n".join(result)


def _quote_depth(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _quoted(depth: int, content: str) -> str:
    if not depth:
        return content
    return f"{'>' * depth} {content}" if content else ">" * depth
