"""The product's own search, through its database: what is imported is only what the creator published."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ownvoice.bench.evidencing.collections import Asked, Collection
from ownvoice.bench.evidencing.measures import NOWHERE

if TYPE_CHECKING:
    from ownvoice.corpus.search.ranking import Fusion

ALL = 100_000  # hits: a post's rank is that of its first passage


def posts_only(archive: Path, folder: Path, under: str) -> Path:
    """The part of the archive below `under`, unpacked into the folder: no comment is in it."""
    with tarfile.open(archive) as members:
        for member in members:
            name = member.name.removeprefix("./")
            if not member.isfile() or not name.startswith(f"{under}/") or ".." in Path(name).parts:
                continue
            file = members.extractfile(member)
            if file is not None:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as out:
                    shutil.copyfileobj(file, out)
    return folder


def imported(slug: str, languages: Sequence[str], archive: Path, under: str) -> Any:
    """A creator whose only source is the posts of the archive."""
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.tenants.models import Creator

    creator = Creator.objects.create(slug=slug, name=slug.title(), languages=list(languages))
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        Path(folder).chmod(0o755)
        run_import(creator, prepare_import(creator, [posts_only(archive, Path(folder), under)]).pk)
    return creator


def imported_texts(slug: str, languages: Sequence[str], collection: Collection) -> Any:
    """A creator whose only source is a blog of the collection's places, whose keys are the posts' names."""
    from ownvoice.corpus.importing.run import prepare_import, run_import
    from ownvoice.tenants.models import Creator

    creator = Creator.objects.create(slug=slug, name=slug.title(), languages=list(languages))
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        Path(folder).chmod(0o755)
        posts = Path(folder) / "_posts"
        posts.mkdir()
        for place in collection.places:
            front = f"---\ntitle: {json.dumps(place.title)}\nlang: {place.language}\n---\n"
            (posts / f"2020-01-01-{place.key}.md").write_text(front + place.text + "\n", encoding="utf-8")
        run_import(creator, prepare_import(creator, [Path(folder)]).pk)
    return creator


def ranks(
    creator: Any,
    collection: Collection,
    *,
    by_meaning: bool = False,
    embedder: Any = None,
    fusion: Fusion | None = None,
    questions: Sequence[Asked] | None = None,
    passage_language: str | None = None,
) -> tuple[list[int], list[float]]:
    """The rank of each question's post by `ownvoice.corpus.search`, and milliseconds a search by the clock."""
    from ownvoice.corpus.models import Item
    from ownvoice.corpus.search import search
    from ownvoice.tenants.scope import acting_for

    found, spent = [], []
    with acting_for(creator):
        keys = dict(Item.objects.values_list("pk", "native_id"))
        for one in collection.questions if questions is None else questions:
            started = time.perf_counter()
            hits = search(
                one.text,
                collection.language,
                ALL,
                by_meaning=by_meaning,
                embedder=embedder,
                fusion=fusion,
                passage_language=passage_language,
            )
            spent.append((time.perf_counter() - started) * 1_000)
            ordered = list(dict.fromkeys(_named(keys[hit.item_id]) for hit in hits))
            right = collection.places[one.truth].key
            found.append(ordered.index(right) if right in ordered else NOWHERE)
    return found, spent


def _named(key: str) -> str:
    """The place's own key, where `imported_texts` made a post of it."""
    return key.removeprefix("_posts/2020-01-01-") if key.startswith("_posts/2020-01-01-faq-") else key
