"""Accounts: by link only, each link once, and a team that can't lose its last owner."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ownvoice.tenants.models import Creator, Membership, SetupLink, User
from tests.web.conftest import PASSWORD

FORM = {"name": "Robin", "email": "robin@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.mark.django_db
def test_signing_in_and_out(creator: Creator) -> None:
    user = User.objects.create_user("lea@example.org", PASSWORD)
    Membership.objects.create(user=user, creator=creator, role="owner")
    client = Client()
    inbox = reverse("inbox", args=["lea"])
    asked = client.get(inbox)["Location"]
    wrong = client.post(asked, {"login": "lea@example.org", "password": "something else"})
    assert wrong.status_code == 200
    right = client.post(asked, {"login": "LEA@example.org", "password": PASSWORD, "next": inbox})
    assert right["Location"] == inbox and client.get(inbox).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(inbox).status_code == 302


@pytest.mark.django_db
def test_signing_in_leads_nowhere_else(creator: Creator) -> None:
    User.objects.create_user("lea@example.org", PASSWORD)
    form = {"login": "lea@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(reverse("account_login"), form)["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup", "password/reset", "email", "confirm-email", "password/set"])
def test_nothing_else_of_the_account_pages_is_open(path: str) -> None:
    assert Client().get(f"/accounts/{path}/").status_code == 404


@pytest.mark.django_db
def test_changing_ones_password(client_of_lea: Client) -> None:
    form = {"oldpassword": PASSWORD, "password1": "another-long-one-7", "password2": "another-long-one-7"}
    assert client_of_lea.post(reverse("account_change_password"), form).status_code == 302
    assert User.objects.get().check_password("another-long-one-7")


@pytest.mark.django_db(transaction=True)
def test_two_people_opening_a_link_at_once_make_one_account(creator: Creator) -> None:
    link = SetupLink.objects.create(creator=creator, role="reviewer")
    answers: list[int] = []
    barrier = threading.Barrier(2)

    def join(email: str) -> None:
        client = Client()
        barrier.wait()
        answers.append(client.post(reverse("setup", args=[link.token]), FORM | {"email": email}).status_code)
        connection.close()

    threads = [threading.Thread(target=join, args=[f"{name}@example.org"]) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 404]
    assert User.objects.count() == 1 and Membership.objects.count() == 1


@pytest.mark.django_db
class TestInvitations:
    def test_somebody_with_an_account_joins_with_it(self, creator: Creator, client_of_lea: Client) -> None:
        other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
        link = SetupLink.objects.create(creator=other, role="reviewer")
        url = reverse("setup", args=[link.token])
        assert b"lea@example.org" in client_of_lea.get(url).content
        client_of_lea.post(url)
        assert Membership.objects.get(creator=other).role == "reviewer"
        assert client_of_lea.get(reverse("inbox", args=["tom"])).status_code == 200
        assert client_of_lea.post(url).status_code == 404, "it works once"

    def test_joining_again_never_takes_rights_away(self, creator: Creator, client_of_lea: Client) -> None:
        link = SetupLink.objects.create(creator=creator, role="reviewer")
        client_of_lea.post(reverse("setup", args=[link.token]))
        assert Membership.objects.get().role == "owner"

    def test_an_old_invitation_has_ended_but_the_first_owners_link_has_not(self, creator: Creator) -> None:
        old = timezone.now() - timedelta(days=60)
        links = [SetupLink.objects.create(creator=creator), SetupLink.objects.create()]
        SetupLink.objects.update(created_at=old)
        opened = [Client().get(reverse("setup", args=[link.token])).status_code for link in links]
        assert opened == [404, 200]

    def test_an_owner_makes_and_withdraws_links(self, creator: Creator, client_of_lea: Client) -> None:
        team = reverse("team", args=["lea"])
        page = client_of_lea.post(team, {"role": "manager"}).content.decode()
        link = SetupLink.objects.get()
        assert f"/setup/{link.token}" in page and link.role == "manager"
        client_of_lea.post(team, {"role": "emperor"})
        assert SetupLink.objects.count() == 1
        client_of_lea.post(reverse("withdraw-link", args=["lea", link.pk]))
        assert Client().post(reverse("setup", args=[link.token]), FORM).status_code == 404

    def test_another_creators_link_is_not_withdrawn(self, creator: Creator, client_of_lea: Client) -> None:
        other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
        link = SetupLink.objects.create(creator=other)
        client_of_lea.post(reverse("withdraw-link", args=["lea", link.pk]))
        assert SetupLink.objects.filter(pk=link.pk).exists()


@pytest.mark.django_db
class TestTeam:
    def test_a_member_who_is_removed_sees_nothing_more(self, creator: Creator, client_of_lea: Client) -> None:
        user = User.objects.create_user("rev@example.org", PASSWORD)
        membership = Membership.objects.create(user=user, creator=creator, role="reviewer")
        theirs = Client()
        theirs.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert theirs.get(reverse("inbox", args=["lea"])).status_code == 200
        client_of_lea.post(reverse("remove-member", args=["lea", membership.pk]))
        assert theirs.get(reverse("inbox", args=["lea"])).status_code == 404

    def test_the_last_owner_stays(self, creator: Creator, client_of_lea: Client) -> None:
        owner = Membership.objects.get()
        client_of_lea.post(reverse("remove-member", args=["lea", owner.pk]))
        assert Membership.objects.get() == owner

    def test_another_creators_member_is_not_removed(self, creator: Creator, client_of_lea: Client) -> None:
        other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
        user = User.objects.create_user("tom@example.org", PASSWORD)
        theirs = Membership.objects.create(user=user, creator=other, role="reviewer")
        client_of_lea.post(reverse("remove-member", args=["lea", theirs.pk]))
        assert Membership.objects.filter(pk=theirs.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("reviewer", {"sources", "upload", "imports", "imports-live", "consent", "answer-import"}),
        ("manager", set()),
    ],
)
def test_what_each_role_may_not(creator: Creator, role: str, refused: set[str]) -> None:
    user = User.objects.create_user("someone@example.org", PASSWORD)
    Membership.objects.create(user=user, creator=creator, role=role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name in refused | {"team", "remove-source", "withdraw-link", "remove-member"}:
        arguments: list[Any] = (
            ["lea", 1]
            if name in {"consent", "answer-import", "remove-source", "withdraw-link", "remove-member"}
            else ["lea"]
        )
        assert client.post(reverse(name, args=arguments)).status_code == 404, name
    page = client.get(reverse("inbox", args=["lea"])).content.decode()
    assert reverse("team", args=["lea"]) not in page
    assert (reverse("sources", args=["lea"]) in page) == (role == "manager")
