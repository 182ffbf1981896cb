"""The rules of this house that no linter knows. Each says in words what it wants."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel, get_edit_handler
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.settings.registry import registry
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from forum import operations
from pages.models import MenuLink
from tests.template_words import Words

ROOT = Path(__file__).resolve().parents[1]
Function = ast.FunctionDef | ast.AsyncFunctionDef
APPS = ["forum", "guides", "knowledge_base", "search"]
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "README.md", "DEVELOPERS.md", "CHANGELOG.md", "LICENSE", "Makefile"),
    *("site", "forum", "knowledge_base", "guides", "search", "templates", "tests"),
    *("bench", "deploy", "docs", "locale", "requirements", ".ci", ".gitignore"),
}
HOMELESS = {"utils", "util", "common", "helpers", "helper", "core", "misc"}

MODULE_LINES = 400
FUNCTION_LINES = 30
VIEW_LINES = 20
TEMPLATE_LINES = 80

# Words the glossary gives to other things, or to nothing. `message` and `comment` are words of it too.
FORBIDDEN = {
    *("user", "users", "account_name", "category", "categories", "board", "thread", "answer", "answers"),
    *("doc", "version", "vote", "votes", "wiki_page", "save", "pm", "dm", "chat", "subscribe", "unsubscribe"),
    *("alert", "alerts", "lock", "sticky", "ban", "anonymous", "space"),
}

# What may be shown unescaped: HTML that `markup` has rendered and cleaned, and Django's own help texts.
SAFE = {
    "post.html|safe",
    "parent.html|safe",
    "group.description_html|safe",
    "bio|safe",
    "comment.html|safe",
    "field.help_text|safe",
}
# Shown when nothing else works, so nothing may fail in it.
UNTRANSLATED = {"templates/500.html"}
# The dates of publishing, which Wagtail explains around them.
HELPED_BY_WAGTAIL = {"go_live_at", "expire_at"}
# Rows that Wagtail or allauth write pass no operation of ours: these listen to it, and say why.
LISTENERS: set[str] = {"knowledge_base/signals.py", "search/listening.py"}
# The Wagtail admin writes these itself; what it checks, their `clean` says.
ALLOWED_HOOKS: dict[str, set[str]] = {"MenuLink": {"clean"}}


def ignored() -> list[str]:
    return [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


OURS = python_files("site", *APPS)
ALL = [*OURS, *python_files("tests", "bench"), ROOT / "manage.py"]
TEMPLATES = sorted(path for folder in ("templates", "site", *APPS) for path in (ROOT / folder).rglob("*.html"))
MAILS = sorted((ROOT / "templates").rglob("*.txt"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


# The layout ------------------------------------------------------------------------------------------------------


def test_the_top_level_holds_what_the_house_has_and_nothing_else():
    found = {path.name for path in ROOT.iterdir() if not any(fnmatch(path.name, pattern) for pattern in ignored())}
    assert found - {".git"} <= TOP_LEVEL


def test_site_is_a_place_on_the_path_and_no_package():
    """An `__init__.py` there would stand in for Python's own module `site`, and no interpreter would start."""
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_package_takes_a_name_of_pythons_own():
    packages = {path.stem for path in (ROOT / "site").iterdir() if path.name != "__pycache__"}
    assert packages & sys.stdlib_module_names == set()


def test_everything_has_a_home_by_its_meaning():
    parts = {part.removesuffix(".py") for path in ALL for part in path.relative_to(ROOT).parts}
    assert parts & HOMELESS == set()


def test_no_file_names_where_packages_come_from_or_lie():
    """Locks and documents hold on every machine, whatever registry or mirror its own configuration names."""
    texts = list((ROOT / "docs").rglob("*.md")) + list((ROOT / "requirements").iterdir())
    texts += [ROOT / name for name in sorted(TOP_LEVEL) if (ROOT / name).is_file()] + list((ROOT / ".ci").iterdir())
    texts += (ROOT / "tests" / "html").glob("*.json")
    registry = re.compile(r"pypi\.|pythonhosted|--(?:extra-)?index-url|--find-links|npmjs|unpkg|jsdelivr")
    assert [name_of(path) for path in texts if registry.search(path.read_text())] == []


def test_every_app_is_on_a_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    packages = {path.parent.name for path in (ROOT / "site").glob("*/__init__.py")} | set(APPS)
    on_floors = {name.strip() for layer in contracts["contracts"][0]["layers"] for name in layer.split("|")}
    assert packages == set(contracts["root_packages"]) == on_floors


# Sizes -----------------------------------------------------------------------------------------------------------


def length(function: Function) -> int:
    """The lines of a function; its docstring does not count against it."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def limit(path: Path, function: Function) -> int:
    is_view = "views" in name_of(path) and [argument.arg for argument in function.args.args[:1]] == ["request"]
    return VIEW_LINES if is_view else FUNCTION_LINES


def too_long(paths: list[Path], lines: int) -> list[str]:
    return [name_of(path) for path in paths if len(path.read_text().splitlines()) > lines]


def test_modules_are_short():
    assert too_long(ALL, MODULE_LINES) == []


def test_templates_are_short():
    assert too_long(TEMPLATES, TEMPLATE_LINES) == []


def test_functions_and_views_are_short():
    found = [(path, function) for path in ALL for function in functions(path)]
    assert [
        f"{name_of(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path, function in found
        if length(function) > limit(path, function)
    ] == []


# Behaviour has one home ------------------------------------------------------------------------------------------


def is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).rpartition(".")[2] in {"Model", "AbstractBaseUser"} for base in node.bases)


def test_models_act_in_no_hook():
    """Whoever writes a row must see in the operation what follows from it."""
    hooks = {"save", "delete", "clean", "full_clean"}
    assert [
        f"{name_of(path)} {model.name}.{method.name}"
        for path in OURS
        for model in classes(path)
        if is_model(model)
        for method in model.body
        if isinstance(method, ast.FunctionDef) and method.name in hooks - ALLOWED_HOOKS.get(model.name, set())
    ] == []


def test_nothing_listens_to_the_writing_of_rows():
    signals = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    listening = {
        name_of(path)
        for path in OURS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).rpartition(".")[2] in signals
    }
    assert listening == LISTENERS


def test_operations_take_their_arguments_by_name():
    for path in python_files("forum/operations"):
        for function in functions(path):
            if function.name in operations.__all__:
                assert not function.args.args, function.name
                assert "HttpRequest" not in ast.unparse(function.args), function.name


# Words -----------------------------------------------------------------------------------------------------------


def url_names(resolver: URLResolver, ours: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name and entry.callback.__module__.split(".")[0] in {"members", "notifications", *APPS}:
                yield entry.name
        elif not entry.app_name:
            yield from url_names(entry)


def test_addresses_are_named_in_the_words_of_the_glossary():
    names = set(url_names(get_resolver()))
    assert "topic" in names
    assert {name for name in names if FORBIDDEN & set(name.split("_"))} == set()


def test_operations_are_named_in_the_words_of_the_glossary():
    assert {name for name in operations.__all__ if FORBIDDEN & set(name.split("_"))} == set()


# Templates -------------------------------------------------------------------------------------------------------


def outside_blocks(source: str) -> Iterator[Token]:
    """The tokens that are not within a comment, a `blocktranslate` or a block of CSS classes."""
    skipping = ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if word == "block" and token.contents.endswith("_class"):
            skipping = "endblock"
            continue
        if skipping:
            skipping = "" if word == skipping else skipping
        elif word in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            skipping = f"end{word}"
        else:
            yield token


def text_of(path: Path) -> str:
    """What stands in a template outside of its tags."""
    tokens = outside_blocks(path.read_text())
    return "".join(token.contents if token.token_type == TokenType.TEXT else " " for token in tokens)


def test_what_a_person_reads_can_be_translated():
    found = {name_of(path): Words.of(text_of(path)) for path in TEMPLATES if name_of(path) not in UNTRANSLATED}
    assert {name: words for name, words in found.items() if words} == {}


def test_strings_are_marked_by_names_that_makemessages_knows():
    """It reads the sources, and collects nothing from a function that has been given another name."""
    other = re.compile(
        r"\bgettext(?:_lazy|_noop)? as (?!_$)\w+|^ *\w+ = (?:n|p|np)?gettext(?:_lazy|_noop)?$", re.MULTILINE
    )
    assert {name_of(path): other.findall(path.read_text()) for path in OURS if other.search(path.read_text())} == {}


def test_what_a_mail_says_can_be_translated():
    found = {name_of(path): re.findall(r"[^\W\d_]{2,}", text_of(path)) for path in MAILS}
    assert {name: words for name, words in found.items() if words} == {}


def test_dates_are_written_as_the_readers_language_writes_them():
    """By the name of a format, which each language has; `c` and `Y-m-d` are for machines."""
    named = re.compile(r"[A-Z_]+_FORMAT|c|Y-m-d")
    found = {
        (name_of(path), how) for path in [*TEMPLATES, *MAILS] for how in re.findall(r'date:"([^"]*)"', path.read_text())
    }
    assert {(name, how) for name, how in found if not named.fullmatch(how)} == set()


def test_no_template_has_scripts_or_styles_of_its_own():
    """A strict content security policy refuses them, and browsers could not keep them."""
    own = re.compile(
        r"<style\b|\sstyle\s*=|<[^>{]*\son[a-z]+\s*=|javascript:|<script\b(?![^>]*(?:\bsrc=|ld\+json))", re.IGNORECASE
    )
    assert {name_of(path): own.findall(path.read_text()) for path in TEMPLATES if own.search(path.read_text())} == {}


def test_what_is_not_escaped_is_on_a_list():
    sources = {name_of(path): path.read_text() for path in [*TEMPLATES, *MAILS]}
    found = {word for source in sources.values() for word in re.findall(r"[\w.]+\|safe\b", source)}
    assert found == SAFE
    assert [name for name, source in sources.items() if "autoescape off" in source and name.endswith(".html")] == []


def rendered(path: Path) -> list[str]:
    """The templates that a module names as strings."""
    strings = [node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
    return [text for text in strings if isinstance(text, str) and re.fullmatch(r"[\w/]+\.html", text)]


def test_what_is_included_is_a_component_or_a_fragment():
    """A fragment's name begins with `_`, so that nobody takes it for a page."""
    for path in TEMPLATES:
        for name in re.findall(r"{% include \"([^\"]+)\"", path.read_text()):
            assert name.startswith(("components/", "wagtail")) or Path(name).name.startswith("_"), name_of(path)


def test_every_page_extends_a_frame_and_no_fragment_does():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        extends = "{% extends" in path.read_text()
        if path.name.startswith("_") or path.parent.name == "components":
            assert not extends, name_of(path)


def test_templates_that_code_names_exist():
    for path in OURS:
        for name in rendered(path):
            places = [ROOT / "templates", *(ROOT / "site").glob("*/templates")]
            ours = [place / name for place in places]
            assert any(file.is_file() for file in ours) or name.startswith(("wagtail", "allauth")), name


def panels_in(panel: Panel) -> Iterator[Panel]:
    """The panels of an editing form that hold something to fill in."""
    for child in getattr(panel, "children", []):
        yield from panels_in(child)
    if isinstance(panel, InlinePanel):
        yield from panels_in(panel.child_edit_handler)
    if isinstance(panel, FieldPanel | InlinePanel):
        yield panel


def test_every_field_in_the_admin_says_what_it_is_for():
    """An editor comes once a month, and remembers none of them."""
    edited = [*(page for page in get_page_models() if page.is_creatable), *get_snippet_models(), *registry, MenuLink]
    silent = set()
    for model in edited:
        for panel in panels_in(model.get_edit_handler() if issubclass(model, Page) else get_edit_handler(model)):
            name = panel.relation_name if isinstance(panel, InlinePanel) else panel.field_name
            words = panel.help_text or getattr(panel.model._meta.get_field(name), "help_text", "")
            if not words and name not in HELPED_BY_WAGTAIL:
                silent.add(f"{panel.model.__name__}.{name}")
    assert silent == set()


def fields_in(block: Block, of: str = "") -> Iterator[tuple[str, Block]]:
    """What is filled in of the structures in a block, each by its name."""
    if isinstance(block, StructBlock) and type(block) is not ImageBlock:
        for name, child in block.child_blocks.items():
            yield f"{type(block).__name__}.{name}", child
            yield from fields_in(child)
    elif isinstance(block, ListBlock):
        yield from fields_in(block.child_block)
    elif isinstance(block, StreamBlock):
        for child in block.child_blocks.values():
            yield from fields_in(child)


def help_of(block: Block) -> str:
    field = getattr(block, "field", None)
    return str(field.help_text if field is not None else getattr(block.meta, "help_text", None) or "")


def test_every_field_of_a_block_says_what_it_is_for():
    bodies = [
        field.stream_block
        for model in get_page_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
    ]
    found = {name: block for body in bodies for name, block in fields_in(body)}
    assert len(found) > 30
    assert {name for name, block in found.items() if not help_of(block)} == set()
