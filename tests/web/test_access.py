"""Nobody sees a page that isn't theirs: every address there is, walked."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ownvoice.tenants.models import Creator, Membership, SetupLink, User
from tests.web.conftest import PASSWORD

PUBLIC = {"hook", "setup", "home", "talk", "talk-conversation", "talk-thread", "talk-live"} | {
    "receipt",
    "receipt-json",
    "receipt-keys",
}
BY_TOKEN = {"v1-chat", "v1-models", "v1-model", "v1-nothing"}


def creator_pages() -> list[URLPattern]:
    """Every pattern with a creator's slug in it, but for the public ones."""
    return [
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern) and "slug" in str(pattern.pattern) and pattern.name not in PUBLIC
    ]


def address(pattern: URLPattern, slug: str) -> str:
    arguments: dict[str, Any] = {}
    for name, converter in pattern.pattern.converters.items():
        arguments[name] = (
            slug if name == "slug" else uuid.uuid4() if "UUID" in type(converter).__name__ else 1
        )
    return reverse(pattern.name, kwargs=arguments)


@pytest.fixture
def other(db: Any) -> Creator:
    return Creator.objects.create(slug="tom", name="Tom", languages=["en"])


def test_there_are_pages_to_walk() -> None:
    assert len(creator_pages()) >= 12


@pytest.mark.parametrize("pattern", creator_pages(), ids=lambda pattern: pattern.name)
def test_every_creator_page_is_guarded(
    pattern: URLPattern, client_of_lea: Client, other: Creator, creator: Creator
) -> None:
    assert getattr(pattern.callback, "guarded", False) or getattr(
        getattr(pattern.callback, "__wrapped__", None), "guarded", False
    ), "goes through web/access.py"
    anonymous = Client()
    for method in ("get", "post"):
        answer = getattr(anonymous, method)(address(pattern, creator.slug))
        assert answer.status_code == 405 or (
            answer.status_code == 302 and "/accounts/login" in answer["Location"]
        )
        theirs = getattr(client_of_lea, method)(address(pattern, other.slug))
        assert theirs.status_code in (404, 405), f"{method} shows another creator's page"


def test_the_api_is_scoped_too(client_of_lea: Client, other: Creator, creator: Creator) -> None:
    assert client_of_lea.get(f"/api/v1/creators/{creator.slug}/messages").status_code == 200
    assert client_of_lea.get(f"/api/v1/creators/{other.slug}/messages").status_code == 404
    assert client_of_lea.get(f"/api/v1/creators/{other.slug}/search?q=x").status_code == 404
    assert Client().get(f"/api/v1/creators/{creator.slug}/messages").status_code == 401


def test_everything_outside_is_known() -> None:
    outside = {p.name for p in get_resolver().url_patterns if isinstance(p, URLPattern)} - {
        p.name for p in creator_pages()
    }
    assert outside == PUBLIC | BY_TOKEN


def test_what_is_opened_by_a_token_is_opened_by_nothing_else(client_of_lea: Client) -> None:
    for path in ("/v1/models", "/v1/models/lea", "/v1/chat/completions", "/v1/anything"):
        answers = [client_of_lea.get(path), client_of_lea.post(path, {}, content_type="application/json")]
        assert {answer.status_code for answer in answers} <= {401, 405}, path
    assert [str(p.pattern) for p in get_resolver().url_patterns if isinstance(p, URLResolver)] == [
        "accounts/",
        "api/v1/",
    ]


@pytest.mark.parametrize("page", ["sources", "team"])
def test_a_reviewer_sees_no_managers_pages(creator: Creator, settings: Any, page: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.create_user("rev@example.org", PASSWORD)
    Membership.objects.create(user=user, creator=creator, role="reviewer")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("inbox", args=[creator.slug])).status_code == 200
    assert client.get(reverse(page, args=[creator.slug])).status_code == 404


def test_a_set_up_link_works_once_and_gives_what_was_imported(creator: Creator, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    link = SetupLink.objects.create()
    form = {"name": "Léa", "email": "Lea@Example.org", "password": PASSWORD}
    client = Client()
    weak = client.post(reverse("setup", args=[link.token]), form | {"password": "password"})
    assert weak.status_code == 200 and not User.objects.exists()
    assert client.post(reverse("setup", args=[link.token]), form)["Location"] == "/"
    assert Membership.objects.get().role == "owner"
    assert client.get("/")["Location"] == reverse("inbox", args=[creator.slug])
    again = Client().post(reverse("setup", args=[link.token]), form | {"email": "eve@example.org"})
    assert again.status_code == 404 and User.objects.count() == 1


def test_nobody_signs_up_by_themselves(db: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    Client().post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD})
    assert not User.objects.exists()
