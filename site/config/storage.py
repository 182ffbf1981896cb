"""Static files: hashed names, kept for ever by browsers, compressed once, style sheets joined into one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\)(?: layer\((\w+)\))?;')


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashes JavaScript imports too, so that a module and what it imports change names together.

    The one style sheet imports a file for each component; a browser on a slow line would wait for each of them in
    turn. So where files are collected, the imports are replaced by what they name, in the layers they name.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if SHEET in paths and not dry_run:
            self._join(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, paths: dict[str, Any]) -> None:
        storage, path = paths[SHEET]
        with storage.open(path) as file:
            sheet = file.read().decode()

        def content(match: re.Match[str]) -> str:
            name, layer = match.groups()
            part_storage, part_path = paths[f"css/{name}"]
            with part_storage.open(part_path) as file:
                words = file.read().decode()
            return f"@layer {layer} {{\n{words}\n}}" if layer else words

        self.delete(SHEET)
        self._save(SHEET, ContentFile(_IMPORT.sub(content, sheet).encode()))
        paths[SHEET] = (self, SHEET)
