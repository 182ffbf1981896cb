"""How well the search answers: asks the questions of a folder of judgements through the site's own search.

    python bench/relevance.py FOLDER [--run FILE]

FOLDER holds BEIR's `corpus.jsonl` (_id, title, text), `queries.jsonl` (_id, text), `qrels/test.tsv` and perhaps
`exclude.tsv` (what does not count for a question). Each document becomes a topic of a public group, in a database and
an index of their own that are removed at the end; each question is asked as a visitor would. Prints nDCG@10 with linear
gain, as trec_eval does, and writes the first hundred topics of each question to FILE: query-id, corpus-id, by tabs.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEEP = 100
NDCG_AT = 10


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def pairs_of(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield line.rstrip("\n").split("\t")


def write_corpus(path: Path) -> dict[int, str]:
    """Make the documents topics; the id of each document by its topic's."""
    from forum.models import Group, Post, Topic
    from members.models import Member

    author = Member.objects.create(handle="author", name="Author", email="author@example.org")
    group = Group.objects.create(name="Judged", slug="judged", purpose="To be judged.")
    documents = list(lines_of(path))
    made = [as_topic(number, document, author, group) for number, document in enumerate(documents, start=1)]
    Topic.objects.bulk_create([topic for topic, _post in made], batch_size=500)
    Post.objects.bulk_create([post for _topic, post in made], batch_size=500)
    return {number: document["_id"] for number, document in enumerate(documents, start=1)}


def as_topic(number: int, document: dict[str, Any], author: Any, group: Any) -> tuple[Any, Any]:
    from django.utils.html import escape

    from forum.models import Post, Topic
    from forum.models.topics import TITLE_MAX, slug_for

    title, words = document.get("title", "")[:TITLE_MAX] or "…", document["text"]
    fields = {"pk": number, "author": author}
    topic = Topic(group=group, title=title, slug=slug_for(title), last_number=1, post_count=1, **fields)
    post = Post(topic_id=number, number=1, path="0001", markdown=words, html=f"<p>{escape(words)}</p>", **fields)
    return topic, post


def answers(question: str, names: dict[int, str]) -> list[str]:
    """The ids of the first topics that a visitor finds."""
    from django.contrib.auth.models import AnonymousUser

    from search.finding import A_PAGE, search
    from search.language import read

    found: list[str] = []
    for number in range(1, DEEP // A_PAGE + 1):
        page = search(AnonymousUser(), read(question), number=number)
        found += [names[entry.topic_id] for entry in page.entries if entry.topic_id in names]
        if not page.more:
            break
    return found


def ndcg(run: dict[str, list[str]], folder: Path) -> float:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for query, document, score in pairs_of(folder / "qrels" / "test.tsv"):
        judged[query][document] = int(score)
    excluded: dict[str, set[str]] = defaultdict(set)
    if (folder / "exclude.tsv").exists():
        for query, document, *_more in pairs_of(folder / "exclude.tsv"):
            excluded[query].add(document)
    total = 0.0
    for query, wanted in judged.items():
        hits = [document for document in run.get(query, []) if document not in excluded[query]][:NDCG_AT]
        gained = sum(wanted.get(document, 0) / math.log2(place + 2) for place, document in enumerate(hits))
        ideal = sorted(wanted.values(), reverse=True)[:NDCG_AT]
        best = sum(gain / math.log2(place + 2) for place, gain in enumerate(ideal))
        total += gained / best if best else 0
    return total / len(judged)


def run_of(folder: Path, var: str) -> dict[str, list[str]]:
    """What is found for each question, on a site of its own in the folder `var`."""
    os.environ |= {
        "VAR_DIR": var,
        "DATABASE_URL": f"sqlite:///{var}/judged.sqlite3",
        "SEARCH_FOLDER": f"{var}/search",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    from django.core.management import call_command

    from search import tasks

    call_command("migrate", verbosity=0)
    names = write_corpus(folder / "corpus.jsonl")
    tasks.rebuild_index.call()
    return {query["_id"]: answers(query["text"], names) for query in lines_of(folder / "queries.jsonl")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--run", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="relevance-") as var:
        run = run_of(options.folder, var)
    if options.run:
        rows = [f"{query}\t{document}" for query, documents in run.items() for document in documents]
        options.run.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"search.ndcg10.{options.folder.name} {ndcg(run, options.folder):.4f}")


if __name__ == "__main__":
    main()
