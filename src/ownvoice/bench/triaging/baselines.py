"""The simple ways that triage is held against, trained and tested on the same splits. Needs scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ownvoice.bench.triaging import sets, training

READERS = 1_500  # real comments that the second spam baseline sees as ham, as many as were tried before


def words_and_characters(texts: Sequence[str], truth: Sequence[Any]) -> Any:
    """TF-IDF of words (1-2) and characters (2-5, within words) with logistic regression."""
    training.sklearn()
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    traits = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    model = make_pipeline(traits, LogisticRegression(C=10, max_iter=1_000, random_state=training.SEED))
    return model.fit(list(texts), list(truth))


def bag_of_words(texts: Sequence[str], truth: Sequence[bool]) -> Any:
    """TF-IDF of words (1-2) with balanced logistic regression."""
    training.sklearn()
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=4, class_weight="balanced", solver="liblinear", random_state=training.SEED),
    )
    return model.fit(list(texts), list(truth))


def spam(data: Path, left_out: int, with_readers: bool) -> Any:
    """Words and characters over the two other videos, and real readers where `with_readers`."""
    cases = [case for number, video in enumerate(sets.videos(data)) if number != left_out for case in video]
    if with_readers:
        cases += sets.split(sets.readers(data), False)[:READERS]
    return words_and_characters([case.text for case in cases], [case.label == "spam" for case in cases])


def hate(data: Path, language: str) -> Any:
    """A bag of words over the annotated posts of the language."""
    cases = [case for case in sets.hate_training(data, language) if case.label]
    return bag_of_words([case.text for case in cases], [case.label == "hate" for case in cases])
