"""The inbox, sources and search, and the headers on all pages."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ownvoice.inbox.drafting import draft_reply, receive
from ownvoice.inbox.models import Channel, Conversation, Draft, Message, Outgoing
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from tests.corpus.samples import mastodon, status, zipped
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def corpus(creator: Creator, tmp_path: Path, word_hashes: Any) -> None:
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))


def fans_message(creator: Creator, text: str, name: str = "Sam") -> Message:
    with acting_for(creator):
        channel, _ = Channel.objects.get_or_create(kind="webchat", label="Web chat")
        message = receive(Conversation.objects.create(channel=channel, fan_name=name), text)
        draft_reply(message)
        message.refresh_from_db()
        return message


def test_from_inbox_to_sent(client_of_lea: Client, creator: Creator, corpus: None) -> None:
    message = fans_message(creator, "How many hours do you keep the dough in the fridge?")
    page = client_of_lea.get(reverse("inbox", args=["lea"])).content.decode()
    assert "How many hours" in page and f'id="row-{message.pk}"' in page
    part = client_of_lea.get(
        reverse("message", args=["lea", message.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "12 hours" in part and 'href="https://example.social/@lea/0"' in part and "<html" not in part
    with acting_for(creator):
        draft = Draft.objects.get()
    form = {"verb": "approve", "draft": draft.pk}
    first = client_of_lea.post(reverse("decide", args=["lea", message.pk]), form)
    assert first.headers["HX-Trigger"] == "decided"
    second = client_of_lea.post(reverse("decide", args=["lea", message.pk]), form)
    assert second.headers["HX-Trigger"] == "undecided" and b"decided already" in second.content
    with acting_for(creator):
        assert Outgoing.objects.count() == 1


def test_what_fans_write_is_never_html(client_of_lea: Client, creator: Creator) -> None:
    message = fans_message(creator, HOSTILE, name=HOSTILE)
    pages = [f"{reverse('inbox', args=['lea'])}?tab={tab}" for tab in ("open", "person", "done")]
    shown = [client_of_lea.get(url).content.decode() for url in pages]
    for page in (
        next(page for page in shown if f'id="row-{message.pk}"' in page),
        client_of_lea.get(reverse("message", args=["lea", message.pk])).content.decode(),
    ):
        assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_a_link_in_an_export_is_only_followed_to_the_web(
    client_of_lea: Client, creator: Creator, tmp_path: Path
) -> None:
    bring_in(creator, mastodon(tmp_path / "x", [status(1, "Rye flour", url="javascript:alert(1)")]))
    page = client_of_lea.get(reverse("search", args=["lea"]), {"q": "rye"}).content.decode()
    assert "Rye flour" in page and "javascript:" not in page


def test_every_page_forbids_what_is_inline_or_from_elsewhere(
    client_of_lea: Client, creator: Creator, corpus: None
) -> None:
    fans_message(creator, "How many hours do you keep the dough in the fridge?")
    pages = [reverse(name, args=["lea"]) for name in ("inbox", "sources", "search", "team", "talk")]
    for url in [*pages, "/accounts/login/", "/accounts/password/", "/api/v1/docs", "/nothing-here"]:
        answer = (Client() if "login" in url else client_of_lea).get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] and "no-store" in answer.headers["Cache-Control"]
        assert (
            "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        page = answer.content.decode()
        for inline in ("<style", " style=", "onclick=", "onload=", "javascript:", 'src="http', "<script>"):
            assert inline not in page, f"{inline} on {url}"


def test_an_upload_is_kept_and_queued(client_of_lea: Client, creator: Creator, tmp_path: Path) -> None:
    from ownvoice.corpus.models import Import, Item
    from ownvoice.jobs.worker import run_until_empty

    whole = zipped(mastodon(tmp_path / "m", [status(1, "Rye"), status(2, "Wheat")]), tmp_path / "export.zip")
    upload = io.BytesIO(whole.read_bytes())
    upload.name = "../../etc/passwd.zip"
    client_of_lea.post(reverse("upload", args=["lea"]), {"files": upload})
    with acting_for(creator):
        kept = Path(Import.objects.get().paths[0])
    assert kept.name == "passwd.zip" and "uploads" in kept.parts and kept.exists()
    run_until_empty()
    assert not kept.exists(), "what was uploaded isn't kept longer than it is needed"
    with acting_for(creator):
        assert Import.objects.get().state == "done" and Item.objects.count() == 2
    page = client_of_lea.get(reverse("sources", args=["lea"])).content.decode()
    assert "Mastodon" in page


def test_who_the_creator_is_is_asked_once_on_the_page(client_of_lea: Client, creator: Creator) -> None:
    from ownvoice.corpus.models import Import, Item
    from ownvoice.jobs.worker import run_until_empty

    lines = "".join(
        f"{day:02}/01/24, 10:00 - {who}: Rye {day}\n" for day in (13, 14) for who in ("Léa", "Tom")
    )
    upload = io.BytesIO(lines.encode())
    upload.name = "WhatsApp Chat with Tom.txt"
    client_of_lea.post(
        reverse("upload", args=["lea"]),
        {"files": upload, "private": "on", "may_answer": "on", "may_training": "on"},
    )
    run_until_empty()
    with acting_for(creator):
        asked = Import.objects.get()
    assert asked.state == "failed" and Path(asked.paths[0]).exists()
    page = client_of_lea.get(reverse("sources", args=["lea"])).content.decode()
    assert "Who are you there?" in page and 'value="Tom"' in page
    url = reverse("answer-import", args=["lea", asked.pk])
    client_of_lea.post(url, {"name": "", "other": ""})
    client_of_lea.post(url, {"name": "Tom"})
    run_until_empty()
    with acting_for(creator):
        done = Import.objects.latest("pk")
        assert done.state == "done" and done.consent == {"voice": False, "training": True}
        assert set(Item.objects.values_list("author_name", "role")) == {("Tom", "creator")}
    assert not Path(asked.paths[0]).exists()
    client_of_lea.post(url, {"name": "Tom"})
    with acting_for(creator):
        assert Import.objects.count() == 2, "it is asked once"


def test_french(client_of_lea: Client, creator: Creator) -> None:
    page = client_of_lea.get(
        reverse("inbox", args=["lea"]), headers={"Accept-Language": "fr"}
    ).content.decode()
    assert 'lang="fr"' in page and "Boîte de réception" in page


def test_french_reasons(client_of_lea: Client, creator: Creator, corpus: None) -> None:
    message = fans_message(creator, "How many hours do you keep the dough in the fridge?")
    page = client_of_lea.get(
        reverse("message", args=["lea", message.pk]), headers={"Accept-Language": "fr"}
    ).content.decode()
    assert "Un brouillon avec vos propres mots vous attend." in page and "Mot pour mot" in page


def test_what_was_said_differently_is_told_in_one_line(
    client_of_lea: Client, creator: Creator, tmp_path: Path, word_hashes: Any
) -> None:
    said = ("The rye workshop costs 40 €.", "The rye workshop costs 50 €.")
    years = ("2021-03-01T10:00:00Z", "2024-03-01T10:00:00Z")
    told = [status(n, text, published=year) for n, (text, year) in enumerate(zip(said, years, strict=True))]
    bring_in(creator, mastodon(tmp_path / "w", told))
    message = fans_message(creator, "How much does the rye workshop cost?")
    url = reverse("message", args=["lea", message.pk])
    page = client_of_lea.get(url).content.decode()
    assert "In 2021 you said 40 €, in 2024 50 €: the newer is used." in page
    assert "50 €" in page and "May be out of date:" in page
    page = client_of_lea.get(url, headers={"Accept-Language": "fr"}).content.decode()
    assert "En 2021 vous avez dit 40 €, en 2024 50 € : le plus récent est retenu." in page
    with acting_for(creator):
        draft = Draft.objects.get()
        assert "50 €" in draft.text and "40 €" not in draft.text
        assert "(From March 2024.)" in draft.text
        draft.work["conflicts"][0]["settled"] = "open"
        draft.work["conflicts"][0] |= {"value": "", "said": HOSTILE}
        draft.save()
    page = client_of_lea.get(url).content.decode()
    assert "nothing tells which holds" in page and HOSTILE not in page


def test_odd_input_is_no_error(client_of_lea: Client, creator: Creator) -> None:
    message = fans_message(creator, "Hello?")
    inbox = reverse("inbox-list", args=["lea"])
    for query in ("after=²", "after=99999999999999999999", "after=-1", "after=", "tab=x", "shown=1e9"):
        assert client_of_lea.get(f"{inbox}?{query}").status_code == 200, query
    assert client_of_lea.get(reverse("search", args=["lea"]), {"q": "a\x00b"}).status_code == 200
    decide = reverse("decide", args=["lea", message.pk])
    for draft in ("", "x", "²", "9" * 30, "0"):
        assert client_of_lea.post(decide, {"verb": "approve", "draft": draft}).status_code == 404
    assert client_of_lea.get(reverse("item", args=["lea", 10**30])).status_code == 404
    assert (
        b"no such decision"
        in client_of_lea.post(decide, {"verb": "delete", "draft": Draft.everyone.get().pk}).content
    )


def test_the_list_pages_through_every_message_once(client_of_lea: Client, creator: Creator) -> None:
    import re

    with acting_for(creator):
        channel = Channel.objects.create(kind="webchat", label="Web chat")
        conversation = Conversation.objects.create(channel=channel)
        made = [
            Message.objects.create(conversation=conversation, author="fan", text=str(n), state="open").pk
            for n in range(70)
        ]
        # Many at the same moment: the order must still be total.
        Message.objects.update(received_at=Message.objects.get(pk=made[0]).received_at)
    seen: list[int] = []
    url = reverse("inbox-list", args=["lea"])
    while url:
        page = client_of_lea.get(url).content.decode()
        seen += [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
        more = re.search(r'hx-get="([^"]*after=\d+)"', page)
        url = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == made[::-1]
    long = client_of_lea.get(reverse("inbox-list", args=["lea"]), {"shown": "60"}).content.decode()
    assert long.count('id="row-') == 60


def test_a_taken_conversation_moves_to_the_person_and_back(
    client_of_lea: Client, creator: Creator, corpus: None
) -> None:
    message = fans_message(creator, "How many hours do you keep the dough in the fridge?")
    decide = reverse("decide", args=["lea", message.pk])
    draft = {"draft": Draft.everyone.get().pk}

    def row_in(tab: str) -> bool:
        return (
            f'id="row-{message.pk}"'
            in client_of_lea.get(reverse("inbox", args=["lea"]), {"tab": tab}).content.decode()
        )

    assert row_in("open") and not row_in("person")
    client_of_lea.post(decide, draft | {"verb": "hand over"})
    assert row_in("person") and not row_in("open")
    refused = client_of_lea.post(decide, draft | {"verb": "approve"})
    assert b"has taken this conversation" in refused.content and not Outgoing.everyone.exists()
    client_of_lea.post(decide, {"verb": "hand back"})
    assert row_in("open") and not row_in("person")
    client_of_lea.post(decide, draft | {"verb": "approve"})
    assert row_in("done") and Outgoing.everyone.count() == 1


def test_what_comes_in_while_a_person_holds_the_conversation_is_theirs(
    client_of_lea: Client, creator: Creator, corpus: None
) -> None:
    first = fans_message(creator, "How many hours do you keep the dough in the fridge?")
    with acting_for(creator):
        from ownvoice.inbox import review

        review.answer_in_person(first, "It's me.", by=None)
        second = receive(first.conversation, "And how many hours for rye in the fridge?")
        draft_reply(second)
    page = client_of_lea.get(reverse("inbox", args=["lea"]), {"tab": "person"}).content.decode()
    assert f'id="row-{second.pk}"' in page
    shown = client_of_lea.get(reverse("message", args=["lea", second.pk])).content.decode()
    assert 'value="approve"' not in shown and 'value="hand back"' in shown


def test_an_item_page_marks_the_passage(client_of_lea: Client, creator: Creator, tmp_path: Path) -> None:
    from ownvoice.corpus.models import Passage

    bring_in(creator, mastodon(tmp_path / "m", [status(1, "Rye flour <b>drinks</b> a lot.")]))
    with acting_for(creator):
        passage = Passage.objects.get()
    url = reverse("item", args=["lea", passage.item_id])
    page = client_of_lea.get(url, {"passage": passage.pk}).content.decode()
    assert '<mark id="passage">Rye flour' in page
    assert "<mark" not in client_of_lea.get(url, {"passage": "7²"}).content.decode()
