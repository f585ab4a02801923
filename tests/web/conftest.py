"""A browser with its owner signed in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

PASSWORD = "longer-than-ten-9"


@pytest.fixture
def client_of_lea(creator: Any, settings: Any) -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    from ownvoice.tenants.models import Membership, User

    user = User.objects.create_user("lea@example.org", PASSWORD, name="Léa")
    Membership.objects.create(user=user, creator=creator, role="owner")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
