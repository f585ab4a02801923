"""Tokens on the team page: owners make and revoke them, and a secret is shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from ownvoice.tenants.models import ApiToken, Creator, Membership
from ownvoice.tenants.tokens import make_token, token_of

pytestmark = pytest.mark.django_db
FORM = {"name": "my client", "scope": "fans", "per_minute": "5", "per_day": "50"}


def test_an_owner_makes_one_and_sees_it_once(client_of_lea: Client, creator: Creator) -> None:
    made = client_of_lea.post(reverse("make-token", args=["lea"]), FORM).content.decode()
    secret = re.search(r"ov_[\w-]{40,}", made)
    assert secret is not None
    token = token_of(secret[0])
    assert token is not None and (token.scope, token.per_minute, token.per_day) == ("fans", 5, 50)
    listed = client_of_lea.get(reverse("team", args=["lea"])).content.decode()
    assert "my client" in listed and secret[0] not in listed and token.begins in listed
    client_of_lea.post(reverse("revoke-token", args=["lea", token.pk]))
    assert token_of(secret[0]) is None


@pytest.mark.parametrize("odd", [{"name": ""}, {"scope": "all"}, {"per_minute": "x"}, {"per_day": "9" * 30}])
def test_what_cannot_be_is_told(client_of_lea: Client, odd: dict[str, str]) -> None:
    told = client_of_lea.post(reverse("make-token", args=["lea"]), {**FORM, **odd}, follow=True)
    assert 'role="alert"' in told.content.decode() and not ApiToken.everyone.exists()


def test_only_owners_may_and_only_their_own(client_of_lea: Client, creator: Creator) -> None:
    tom = Creator.objects.create(slug="tom", name="Tom")
    theirs, secret = make_token(tom, "x", "drafts")
    client_of_lea.post(reverse("revoke-token", args=["lea", theirs.pk]))
    assert token_of(secret) is not None
    Membership.objects.update(role="manager")
    assert client_of_lea.post(reverse("make-token", args=["lea"]), FORM).status_code == 404
    assert ApiToken.everyone.count() == 1
