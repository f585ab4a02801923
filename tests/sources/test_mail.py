"""Mailboxes, single mails, lists: whose words they are, what is quoted, what stays private."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Kind, Malformed, Role, Skipped, Visibility
from ownvoice.sources import mail
from ownvoice.sources.mail.quotes import split_quotes
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA, BO = "Léa M <lea@example.org>", "Bo <bo@example.net>"
PRIVATE = ReadOptions(("lea@example.org",), include_private=True)

ANSWER = "Twelve hours.\n\nOn Tue, 3 Jan 2023, Bo <bo@example.net> wrote:\n> How long does it rest?\n> Bo"


def written(
    text: str, sender: str = LEA, number: int = 1, answers: int | None = None, **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, BO, headers.pop("Subject", "About rye")
    message["Date"], message["Message-ID"] = "Tue, 03 Jan 2023 10:00:00 +0100", f"<m{number}@example.org>"
    if answers is not None:
        message["In-Reply-To"] = f"<m{answers}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def box(*mails: bytes) -> dict[str, str | bytes]:
    stuffed = [m.replace(b"\nFrom ", b"\n>From ") for m in mails]
    return {
        "mail.mbox": b"".join(b"From x@example.org Tue Jan  3 10:00:00 2023\n" + m + b"\n\n" for m in stuffed)
    }


def test_a_newsletter_is_a_post_for_everybody() -> None:
    (item,) = items(
        mail, {"1.eml": written("Bread news\n\n-- \nLéa", List_Unsubscribe="<https://a.example>")}
    )
    assert (item.kind, item.role, item.visibility) == (Kind.POST, Role.CREATOR, Visibility.PUBLIC)
    assert (item.title, item.text, item.author.name) == ("About rye", "Bread news", "Léa M")
    assert item.created_at is not None and item.created_at.isoformat() == "2023-01-03T09:00:00+00:00"


def test_private_mail_is_not_read_unasked() -> None:
    sample = box(written("How long?", BO, 1), written("Twelve hours", LEA, 2, 1))
    assert records(mail, sample, ReadOptions(("lea@example.org",))) == [Skipped("mail.mbox", "private", 2)]


def test_an_answer_and_what_it_answers() -> None:
    sample = box(
        written("How long does it rest?", BO, 1), written("Buy pills", "Spam <s@example.com>", 9),
        written(ANSWER, LEA, 2, 1, Subject="Re: About rye"),
    )  # fmt: skip
    found = items(mail, sample, PRIVATE)
    question, answer = found
    assert (question.role, question.text, question.kind) == (Role.FAN, "How long does it rest?", Kind.MESSAGE)
    assert (answer.text, answer.parent_id) == ("Twelve hours.", question.native_id)
    assert answer.parent_text == "How long does it rest?\nBo"
    assert reasons(records(mail, sample, PRIVATE)) == {"unrelated": 1}


def test_no_address_is_kept() -> None:
    sample = box(written("Hi", "bo@example.net", 1), written("Yes", LEA, 2, 1))
    assert "example" not in repr(items(mail, sample, PRIVATE))


@pytest.mark.parametrize(
    "quoting",
    [
        "On Tue, 3 Jan 2023 at 10:00, Bo <bo@example.net> wrote:\n> How?\n>> deeper\n",
        "On Tue, 3 Jan 2023 at 10:00,\nBo Long-Name <bo@example.net>\nwrote:\n\n> How?",
        "Le mar. 3 janv. 2023 à 10:00, Bo <bo@example.net> a écrit :\n> How?",
        "Am 03.01.2023 um 10:00 schrieb Bo:\n> How?",
        "Am Dienstag, 3. Januar 2023 schrieb Bo <bo@example.net>:\n\nHow?",
        "El mar, 3 ene 2023 a las 10:00, Bo escribió:\n\n> How?",
        "-----Original Message-----\nFrom: Bo\nSent: Tuesday\nTo: Léa\nSubject: Rye\n\nHow?",
        "-----Message d'origine-----\nDe : Bo\nEnvoyé : mardi\nÀ : Léa\n\nHow?",
        "From: Bo <bo@example.net>\nSent: 3 January\nTo: Léa\nSubject: Rye\n\nHow?",
        "De : Bo\nEnvoyé : mardi 3 janvier\nÀ : Léa\nObjet : Seigle\n\nHow?",
        "Sent from my iPhone\n\nOn 3 Jan 2023, Bo <b@example.net> wrote:\n\nHow?",
    ],
)
def test_quotes_in_every_form(quoting: str) -> None:
    parts = split_quotes(f"Twelve hours,\nin the cold.\n\n{quoting}")
    assert (parts.said, parts.quoted) == ("Twelve hours,\nin the cold.", "How?")


def test_answers_between_the_lines_belong_together() -> None:
    parts = split_quotes(
        "Bo wrote on 3.1.2023:\n> How long?\n\nTwelve hours.\n\n> How warm?\n\n230 degrees.\n-- \nLéa\nlea.example"
    )
    assert parts.said == "Twelve hours.\n\n230 degrees."
    assert parts.quoted == "How long?\nHow warm?"


def test_letters_that_speak_of_writing_stay_whole() -> None:
    for text in (
        "She wrote:\na fine book",
        "From: the heart\nI mean it",
        "Three things he wrote on bread:\nflour\nwater",
    ):
        assert split_quotes(text).said == text


def test_whose_mailbox_it_is_shows_in_it() -> None:
    mails = [
        written("Hi", BO, 1, Delivered_To="lea@example.org"),
        written("Yes", LEA, 2, 1, X_Gmail_Labels="Sent"),
    ]
    found = items(mail, box(*mails), ReadOptions(include_private=True))
    assert [item.role for item in found] == [Role.FAN, Role.CREATOR]


def test_where_nothing_tells_it_is_asked() -> None:
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(mail, box(written("a", BO, 1), written("b", LEA, 2)))
    assert set(raised.value.candidates) == {"Bo", "Léa M"}
    assert "example" not in str(raised.value.candidates)


def test_drafts_spam_and_automatic_answers_are_left_out() -> None:
    mails = [
        written("a", LEA, 1, X_Gmail_Labels="Brouillons"), written("b", LEA, 2, X_Gmail_Labels="Spam,Unread"),
        written("c", LEA, 3, Auto_Submitted="auto-replied"), written("d", LEA, 4),
    ]  # fmt: skip
    assert reasons(records(mail, box(*mails), PRIVATE)) == {"automatic": 1, "draft": 1, "spam": 1}


def test_a_list_is_public_and_only_the_creators_conversations_are_kept() -> None:
    post = {"List_Post": "<mailto:list@example.org>"}
    mails = [
        written("Which flour?", BO, 1, **post), written("Rye.", LEA, 2, 1, **post), written("Thanks!", BO, 3, 2, **post),
        written("Unrelated", BO, 4, **post),
    ]  # fmt: skip
    found = items(mail, box(*mails), ReadOptions(("Lea M",)))
    assert [(item.text, item.role.value) for item in found] == [
        ("Which flour?", "fan"), ("Rye.", "creator"), ("Thanks!", "fan"),
    ]  # fmt: skip
    assert all(item.visibility is Visibility.PUBLIC for item in found)


def test_a_line_beginning_with_from_is_no_new_mail() -> None:
    sample = box(written("From here it rises.\n\nFrom now on 2023\nit rests", LEA, 1), written("Two", LEA, 2))
    assert [item.text for item in items(mail, sample, PRIVATE)] == [
        "From here it rises.\n\nFrom now on 2023\nit rests",
        "Two",
    ]


def test_html_and_odd_charsets() -> None:
    html = EmailMessage()
    html["From"], html["Subject"], html["Message-ID"] = LEA, "=?utf-8?q?R=C3=A9?=", "<h@example.org>"
    html["List-Unsubscribe"] = "<https://a.example>"
    html.set_content("<p>Rye &amp; <b>oats</b></p><blockquote>old</blockquote>", subtype="html")
    (item,) = items(mail, {"1.eml": html.as_bytes()})
    assert (item.title, item.text) == ("Ré", "Rye & oats")
    odd = (
        written("x", LEA, 1, List_Id="<l>")
        .replace(b'charset="utf-8"', b'charset="no-such"')
        .replace(b"\nx", b"\ncaf\xe9")
    )
    (item,) = items(mail, {"1.eml": odd})
    assert item.text == "café"


def test_other_texts_are_no_mail() -> None:
    for other in (
        "From the heart\nof the bread",
        "From: me\n\nhello",
        "Subject: a\nFrom: b\nDate: c\n\nhello",
    ):
        assert mail.detect(InMemory({"a.txt": other})) is None


def test_hostile_mails_take_no_time() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3_000)
    )
    for body in (
        "> " * 100_000,
        "On " * 60_000,
        "On 1\n" * 40_000,
        "a wrote:\n" * 20_000,
        "From: x\n" * 40_000,
        "-" * 200_000,
    ):
        started = time.process_time()
        split_quotes(body)
        assert time.process_time() - started < 3, body[:10]
    started = time.process_time()
    found = records(
        mail, {"1.eml": written("x") + nested, "2.eml": b"From: a\nDate: b\nSubject: c\n" + nested}, PRIVATE
    )
    assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["From", "Subject", "To"])
@pytest.mark.parametrize(
    "word", ["=?utf-8?b?x?=", "=?utf-8?b?=====?=", "=?x-none?q?=ff?=", "=?utf-8?q?=ff?=", "(" * 1_900]
)
def test_a_header_that_cant_be_read_costs_only_itself(name: str, word: str) -> None:
    lines = written("Spoilt", LEA, 2).split(b"\n")
    spoilt = [
        f"{name}: {word} <lea@example.org>".encode() if line.startswith(name.encode() + b":") else line
        for line in lines
    ]
    assert spoilt != lines
    found = items(mail, box(written("Sound", LEA, 1), b"\n".join(spoilt)), PRIVATE)
    nobody = name == "From" and word.startswith("(")
    assert [item.text for item in found] == (["Sound"] if nobody else ["Sound", "Spoilt"])


SAMPLE = next(iter(box(written("Héllo", LEA, 1), written("Two", LEA, 2, 1)).values()))


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    assert isinstance(SAMPLE, bytes)
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        found = mail.read(InMemory({"a.mbox": damaged}), PRIVATE)
        try:
            assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)
        except AmbiguousCreatorError:
            continue


def test_the_sample_mails() -> None:
    """Each file by itself, read by hand: what was said without what it quotes."""
    for name, text in (
        ("wrong-in-reply-to-header.txt", "Dummy person's reply"),
        ("payload-unknown.txt", "This message specifies an unknown content-type"),
    ):
        with open_archive(real(f"mail/hyperkitty/{name}")) as archive:
            (item,) = by_id(
                [r for r in mail.read(archive, ReadOptions()) if isinstance(r, ItemRecord)]
            ).values()
        assert item.text == text and item.parent_id is None


def test_real_spam_is_read_without_harm() -> None:
    for path in sorted(real("mail/mail-parser").glob("*.eml")):
        with open_archive(path) as archive:
            for record in mail.read(archive, ReadOptions(include_private=True)):
                assert isinstance(record, ItemRecord | Malformed | Skipped)
