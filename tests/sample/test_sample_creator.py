"""The sample creator is complete, marked as invented, and holds what its questions promise."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import webvtt
import yaml

from ownvoice import sample
from ownvoice.core.records import ItemRecord, Kind, Malformed, Record, Role
from ownvoice.core.text import words
from ownvoice.sources import markdown_blog, mastodon, youtube
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions

SOURCES = {source.NAME: source for source in (markdown_blog, mastodon, youtube)}
EXPECTED = {"answer", "hand over", "ignore"}
LARGEST = 1_500_000  # bytes: the package stays small


def load(name: str) -> list[dict[str, Any]]:
    """A list of the sample's, from YAML (of which JSON is a part)."""
    loaded = yaml.safe_load((sample.folder() / name).read_text(encoding="utf-8"))
    assert isinstance(loaded, list)
    return loaded


@pytest.fixture(scope="module")
def records() -> list[Record]:
    with open_archive(sample.folder() / "exports") as archive:
        return [
            record
            for source in SOURCES.values()
            for record in source.read(archive, ReadOptions(include_private=True))
        ]


@pytest.fixture(scope="module")
def items(records: list[Record]) -> list[ItemRecord]:
    return [record for record in records if isinstance(record, ItemRecord)]


QUESTIONS = load("questions.yml")
ANSWERABLE = [entry for entry in QUESTIONS if entry["expect"] == "answer"]
UNANSWERABLE = [entry for entry in QUESTIONS if entry["expect"] == "hand over"]


def test_every_source_recognises_its_part_and_no_file_is_left_over() -> None:
    with open_archive(sample.folder() / "exports") as archive:
        found = [source.detect(archive) for source in SOURCES.values()]
        taken = {name for detection in found if detection for name in detection.members}
        assert all(found)
        assert {member.name for member in archive.members()} == taken


def test_every_entry_can_be_read(records: list[Record], items: list[ItemRecord]) -> None:
    assert not [record for record in records if isinstance(record, Malformed)]
    assert len(items) >= 400
    assert all(item.text and item.created_at for item in items if item.kind is not Kind.TRANSCRIPT)
    assert len({(item.platform, item.native_id) for item in items}) == len(items)


def test_there_is_as_much_as_the_readme_says(items: list[ItemRecord]) -> None:
    kinds = Counter((item.platform, item.kind, item.role) for item in items)
    assert kinds["markdown_blog", Kind.POST, Role.CREATOR] == 24
    assert kinds["markdown_blog", Kind.REPLY, Role.CREATOR] == 70
    assert sum(item.platform == "markdown_blog" for item in items) == 24 + 151
    assert kinds["mastodon", Kind.REPLY, Role.CREATOR] >= 45
    assert kinds["youtube", Kind.TRANSCRIPT, Role.CREATOR] == 5
    assert kinds["youtube", Kind.REPLY, Role.CREATOR] >= 22


def test_both_languages_are_there_in_about_equal_parts(items: list[ItemRecord]) -> None:
    languages = Counter(item.lang for item in items if item.role is Role.CREATOR and item.lang)
    assert set(languages) == {"fr", "en"}
    assert 0.8 < languages["fr"] / languages["en"] < 1.25


def test_no_two_texts_are_the_same(items: list[ItemRecord]) -> None:
    said = Counter(" ".join(words(item.text)) for item in items if len(item.text) > 40)
    assert [text for text, times in said.items() if times > 1] == []


def test_every_reply_to_a_fan_knows_what_it_answers(items: list[ItemRecord]) -> None:
    replies = [item for item in items if item.kind is Kind.REPLY and item.platform != "mastodon"]
    by_id = {(item.platform, item.native_id): item for item in items}
    for reply in replies:
        answered = by_id[reply.platform, str(reply.parent_id)]
        assert reply.parent_text == answered.text
        assert answered.created_at and reply.created_at
        assert answered.created_at <= reply.created_at


def test_captions_are_well_formed_and_of_plausible_length() -> None:
    files = sorted(sample.folder().glob("exports/youtube/*.vtt"))
    assert len(files) == 5
    for file in files:
        cues = webvtt.read(file).captions
        assert 120 <= cues[-1].end_in_seconds <= 300
        assert all(before.end <= after.start for before, after in zip(cues, cues[1:], strict=False))


@pytest.mark.parametrize("file", ["blog/_config.yml", "mastodon/actor.json"])
def test_the_accounts_say_that_they_are_samples(file: str) -> None:
    assert "sample" in (sample.folder() / "exports" / file).read_text(encoding="utf-8")


def test_every_video_says_that_it_is_a_sample() -> None:
    for file in sample.folder().glob("exports/youtube/*.info.json"):
        video = json.loads(file.read_text(encoding="utf-8"))
        assert "(sample)" in video["channel"]
        assert "invent" in video["description"]


def test_addresses_belong_to_nobody(items: list[ItemRecord]) -> None:
    hosts = {
        re.sub(r"^https?://([^/]+).*", r"\1", link) for item in items for link in (item.url, *item.links)
    }
    real = {host for host in hosts - {""} if not host.endswith(".example")}
    assert real <= {"www.youtube.com"}


def test_facts_and_goals_are_whole() -> None:
    facts, goals = load("facts.yml"), load("goals.yml")
    assert len(facts) >= 14
    assert len(goals) == 3
    assert all(fact["text"] and fact["question"] and fact["language"] in ("fr", "en") for fact in facts)
    assert all(set(goal["message"]) == {"fr", "en"} and goal["topics"] for goal in goals)
    ends = [fact["valid_until"] for fact in facts if "valid_until" in fact]
    assert all(isinstance(end, date) for end in ends)
    assert sum(end < date(2026, 11, 1) for end in ends) == 1  # one workshop is over
    assert all(fact.get("valid_from", date.min) <= fact.get("valid_until", date.max) for fact in facts)


def test_the_inbox_says_what_should_become_of_each_message(items: list[ItemRecord]) -> None:
    inbox = load("inbox.json")
    addresses = [item.url for item in items if item.role is Role.CREATOR]
    facts = {fact["url"] for fact in load("facts.yml")}
    assert len(inbox) == 24
    assert {entry["expect"] for entry in inbox} == EXPECTED
    assert {entry["language"] for entry in inbox} == {"fr", "en"}
    for entry in inbox:
        source = entry.get("expect_source", "")
        if source.startswith("fact: "):
            assert source.removeprefix("fact: ") in facts
        else:
            assert any(source in address for address in addresses)


def test_there_are_twenty_questions_half_of_them_french() -> None:
    assert Counter(entry["language"] for entry in QUESTIONS) == {"fr": 10, "en": 10}
    assert (len(ANSWERABLE), len(UNANSWERABLE)) == (13, 7)


@pytest.mark.parametrize("entry", ANSWERABLE, ids=lambda entry: entry["question"])
def test_an_answerable_question_is_answered_by_its_source(
    entry: dict[str, Any], items: list[ItemRecord]
) -> None:
    own = [(item.url + item.native_id, item.text) for item in items if item.role is Role.CREATOR]
    stated = [(fact["url"], fact["text"]) for fact in load("facts.yml")]
    assert [
        text for where, text in own + stated if entry["source"] in where and entry["must_contain"] in text
    ]
    # Asked in other words: no sentence of the corpus holds the question.
    asked = " ".join(words(entry["question"]))
    assert not any(asked in " ".join(words(text)) for _, text in own + stated)


@pytest.mark.parametrize("entry", UNANSWERABLE, ids=lambda entry: entry["question"])
def test_an_unanswerable_question_is_about_what_she_never_said(
    entry: dict[str, Any], items: list[ItemRecord]
) -> None:
    said = [item.title + " " + item.text for item in items if item.role is Role.CREATOR]
    said += [fact["text"] for fact in load("facts.yml")]
    absent = f" {' '.join(words(entry['absent']))} "
    assert absent in f" {' '.join(words(entry['question']))} "
    assert not [text for text in said if absent in f" {' '.join(words(text))} "]


def test_the_whole_sample_is_small() -> None:
    files: list[Path] = [file for file in sample.folder().rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files if "__pycache__" not in file.parts) < LARGEST
