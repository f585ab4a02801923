"""People who sign in, the creators they work for, and what each may do there."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from ownvoice.tenants.scope import Owned


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a hashed password, or one who can't sign in by password when it is None."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Creator(models.Model):
    """Whose voice it is: the tenant. `languages` are ISO 639-1 codes, first the main one."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    languages = models.JSONField(default=list)
    own_names = models.JSONField(default=list, help_text="Names and handles they publish under.")
    is_sample = models.BooleanField(default=False)
    public_chat = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do: reviewers decide drafts, managers also import and set up, owners everything."""

    OWNER = "owner"
    MANAGER = "manager"
    REVIEWER = "reviewer"

    @property
    def rank(self) -> int:
        """Higher may do all that lower may."""
        return {"reviewer": 1, "manager": 2, "owner": 3}[self.value]


class Membership(models.Model):
    """A user's role with a creator."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.REVIEWER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "creator"], name="one_role_per_creator")]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.creator}"

    def may(self, role: Role | str) -> bool:
        """Whether this member may do what `role` may."""
        return Role(self.role).rank >= Role(role).rank


def _token() -> str:
    return secrets.token_urlsafe(24)


class SetupLink(models.Model):
    """A link that works once: the first owner sets a password through it, later members join by it."""

    token = models.CharField(max_length=64, unique=True, default=_token)
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.OWNER)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role} link, {'used' if self.used_at else 'open'}"


class ApiToken(Owned):
    """What a program shows to talk for one creator (`ownvoice.tenants.tokens`). Of the secret only a hash is kept."""

    PER_MINUTE, PER_DAY = 60, 2_000  # where nobody says otherwise

    class Scope(models.TextChoices):
        """`drafts` answers with what the pipeline worked out, unapproved; `fans` puts messages into the inbox."""

        DRAFTS = "drafts"
        FANS = "fans"

    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    begins = models.CharField(max_length=12, help_text="The first characters, to tell tokens apart.")
    digest = models.CharField(max_length=64, unique=True)
    per_minute = models.PositiveIntegerField(default=PER_MINUTE)
    per_day = models.PositiveIntegerField(default=PER_DAY)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True, help_text="The minute that is being counted.")
    in_minute = models.PositiveIntegerField(default=0)
    day = models.DateTimeField(null=True, blank=True, help_text="The day (UTC) that is being counted.")
    in_day = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["creator", "-id"], name="api_token_newest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.scope}, {self.begins}…)"
