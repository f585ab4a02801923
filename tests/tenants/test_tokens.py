"""Tokens: shown once, kept as a hash, bound to one creator, counted by everybody together."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import ApiToken, Creator
from ownvoice.tenants.tokens import count_request, make_token, revoke, token_of, tokens_of

pytestmark = pytest.mark.django_db


def test_a_token_opens_its_creator_and_is_kept_as_a_hash_alone(creator: Creator) -> None:
    made, secret = make_token(creator, "reader", "drafts")
    found = token_of(secret)
    assert found is not None and found.pk == made.pk and found.creator == creator
    kept = ApiToken.everyone.filter(pk=made.pk).values().get()
    assert secret not in map(str, kept.values()) and kept["begins"] == secret[:10]


def test_what_is_no_token_opens_nothing(creator: Creator) -> None:
    _made, secret = make_token(creator, "reader", "drafts")
    for wrong in ("", "ov_", secret[:-1], secret + "x", secret.upper(), "ov_" + "x" * 1_000_000, "ov_\ud800"):
        assert token_of(wrong) is None


def test_a_revoked_token_opens_nothing_and_is_listed_no_more(creator: Creator) -> None:
    made, secret = make_token(creator, "reader", "fans")
    other = Creator.objects.create(slug="tom", name="Tom")
    assert not revoke(other, made.pk), "another creator's owner can't"
    assert token_of(secret) and revoke(creator, made.pk) and not revoke(creator, made.pk)
    assert token_of(secret) is None and tokens_of(creator) == [] and count_request(made).wait_s


def test_tokens_are_listed_for_their_creator_alone(creator: Creator) -> None:
    other = Creator.objects.create(slug="tom", name="Tom")
    make_token(creator, "reader", "drafts")
    assert [token.name for token in tokens_of(creator)] == ["reader"] and tokens_of(other) == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": " \x00 "},
        {"scope": "all"},
        {"per_minute": 0},
        {"per_day": -1},
        {"per_minute": 10**9},
        {"per_day": 10**9},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(creator: Creator, given: dict[str, Any]) -> None:
    wanted = {"name": "reader", "scope": "drafts", "per_minute": 5, "per_day": 50, **given}
    with pytest.raises(OwnvoiceError):
        make_token(creator, wanted.pop("name"), wanted.pop("scope"), **wanted)


class TestLimits:
    def test_a_minute_s_requests_are_used_up_and_come_back(self, creator: Creator) -> None:
        token, _ = make_token(creator, "reader", "drafts", per_minute=3)
        assert [count_request(token).wait_s > 0 for _ in range(5)] == [False, False, False, True, True]
        refused = count_request(token)
        assert refused.per == "minute" and refused.limit == 3 and 1 <= refused.wait_s <= 60
        ApiToken.everyone.update(minute=datetime.now(UTC) - timedelta(minutes=2))
        assert count_request(token).wait_s == 0

    def test_so_are_a_day_s(self, creator: Creator) -> None:
        token, _ = make_token(creator, "reader", "drafts", per_day=2)
        assert [count_request(token).wait_s > 0 for _ in range(3)] == [False, False, True]
        refused = count_request(token)
        assert refused.per == "day" and refused.limit == 2 and 1 <= refused.wait_s <= 86_400
        ApiToken.everyone.update(day=datetime.now(UTC) - timedelta(days=1, minutes=1))
        assert count_request(token).wait_s == 0

    def test_it_is_told_how_many_are_left_and_when_it_was_used(self, creator: Creator) -> None:
        token, _ = make_token(creator, "reader", "drafts", per_minute=3)
        assert [count_request(token).left for _ in range(3)] == [2, 1, 0]
        assert ApiToken.everyone.get(pk=token.pk).last_used_at is not None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_there_is(creator: Creator) -> None:
    token, _ = make_token(creator, "reader", "drafts", per_minute=1_000, per_day=10)
    let_in: list[bool] = []

    def ask() -> None:
        for _ in range(5):
            let_in.append(count_request(token).wait_s == 0)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 30 and sum(let_in) == 10
