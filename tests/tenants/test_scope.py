"""No query sees another creator's rows, and none runs without saying whose it means."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from ownvoice.core.errors import NoCreatorError
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import ScopedManager, acting_for

OWNED = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("ownvoice.")
    and any(field.name == "creator" for field in model._meta.fields)
]
# Rows about who may sign in: read before it is known whose data the request is about.
ABOUT_ACCESS = {"Membership", "SetupLink"}


def test_there_are_owned_models() -> None:
    assert len(OWNED) > 15


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_every_model_with_a_creator_is_scoped(model: type[models.Model]) -> None:
    if model.__name__ in ABOUT_ACCESS:
        pytest.skip("about access itself")
    assert isinstance(model._default_manager, ScopedManager)
    with pytest.raises(NoCreatorError):
        model._default_manager.count()


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_the_manager_filters_by_the_creator_acted_for(model: type[models.Model]) -> None:
    if model.__name__ in ABOUT_ACCESS:
        pytest.skip("about access itself")
    first = Creator.objects.create(slug="a", name="A", languages=["en"])
    with acting_for(first):
        sql = str(model._default_manager.all().query)
    assert f'"creator_id" = {first.pk}' in sql


@pytest.mark.django_db
def test_the_innermost_creator_counts_and_the_outer_one_comes_back(creator: Any) -> None:
    from ownvoice.corpus.models import Fact

    other = Creator.objects.create(slug="b", name="B", languages=["en"])
    with acting_for(creator):
        Fact.objects.create(text="mine")
        with acting_for(other):
            assert Fact.objects.count() == 0
            Fact.objects.create(text="theirs")
        assert [fact.text for fact in Fact.objects.all()] == ["mine"]
