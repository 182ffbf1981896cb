"""What an import did, what it left out and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ITEMS_MAX = 20_000  # of each list in the report; beyond it only the counts grow, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was left out, or taken in otherwise than it was."""

    kind: str
    key: str
    reason: str


@dataclass
class Report:
    """The counts of one import, and its remarks."""

    source: str
    file: str
    is_dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    skipped: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    skipped_by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted_by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] += number

    def skip(self, kind: str, key: str, reason: str) -> None:
        """Something is not here after the import."""
        self.skipped_by_reason[(kind, reason)] += 1
        if len(self.skipped) < ITEMS_MAX:
            self.skipped.append(Remark(kind, key, reason))

    def note(self, kind: str, key: str, reason: str) -> None:
        """Something is here, but not quite as it was."""
        self.noted_by_reason[(kind, reason)] += 1
        if len(self.noted) < ITEMS_MAX:
            self.noted.append(Remark(kind, key, reason))

    def lines(self) -> list[str]:
        """The report for people."""
        heading = f"Would import from {self.source}:" if self.is_dry_run else f"Imported from {self.source}:"
        lines = [heading]
        lines += [f"  {what}: {number:,}" for what, number in sorted(self.counts.items())]
        posts = self.counts["posts written"]
        if posts and self.seconds:
            lines.append(f"  in {self.seconds:.1f} s, {posts / self.seconds:,.0f} posts a second")
        for title, reasons in (("Left out", self.skipped_by_reason), ("To know", self.noted_by_reason)):
            if reasons:
                lines.append(f"{title}:")
                lines += [f"  {number:,} × {kind}: {reason}" for (kind, reason), number in reasons.most_common()]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "source": self.source,
            "file": self.file,
            "dry_run": self.is_dry_run,
            "seconds": round(self.seconds, 2),
            "counts": dict(sorted(self.counts.items())),
            "skipped": _listed(self.skipped, self.skipped_by_reason),
            "noted": _listed(self.noted, self.noted_by_reason),
        }

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _listed(remarks: list[Remark], reasons: Counter[tuple[str, str]]) -> dict[str, Any]:
    return {
        "count": sum(reasons.values()),
        "reasons": [{"kind": k, "reason": r, "count": n} for (k, r), n in reasons.most_common()],
        "items": [{"kind": remark.kind, "key": remark.key, "reason": remark.reason} for remark in remarks],
    }
