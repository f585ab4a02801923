"""Coming in: the address without a path, and the links that make an account or join a team, each of which works once."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib.auth import login, password_validation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ownvoice.tenants.models import Creator, Membership, Role, SetupLink, User

INVITATION_LASTS = timedelta(days=14)


def home(request: HttpRequest) -> HttpResponse:
    """To the first creator's inbox, or to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    membership = Membership.objects.select_related("creator").filter(user=request.user).order_by("pk").first()
    if membership is None:
        return render(request, "web/nothing.html", status=404)
    return redirect("inbox", membership.creator.slug)


class AccountForm(forms.Form):
    """What an account needs."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("You sign in with it. Nothing is sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        """Addresses are used once."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("There is an account with this address already. Sign in first, then open the link again.")
            )
        return email

    def clean_password(self) -> str:
        """Django's checks against short, common and obvious passwords."""
        password = str(self.cleaned_data["password"])
        about = {"email": self.cleaned_data.get("email", ""), "name": self.cleaned_data.get("name", "")}
        password_validation.validate_password(password, User(**about))
        return password


def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account, or join with the one that is signed in, through a link that works once."""
    link = _open_link(token)
    if link is None:
        return render(request, "web/no_link.html", status=404)
    if request.user.is_authenticated:
        if request.method != "POST":
            return render(request, "web/join.html", {"link": link})
        with transaction.atomic():
            _use(token, request.user)  # type: ignore[arg-type]
        return redirect("home")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = User.objects.create_user(
                form.cleaned_data["email"], form.cleaned_data["password"], name=form.cleaned_data["name"]
            )
            _use(token, user)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    return render(request, "web/setup.html", {"form": form, "link": link})


def _open_link(token: str, *, lock: bool = False) -> SetupLink | None:
    links = SetupLink.objects.select_for_update(of=("self",)) if lock else SetupLink.objects
    link = links.select_related("creator").filter(token=token, used_at=None).first()
    # The first owner's link has no end: it is printed on the machine itself until it is used.
    if link is not None and link.creator and link.created_at < timezone.now() - INVITATION_LASTS:
        return None
    return link


def _use(token: str, user: User) -> None:
    """Use up the link. Two people opening it at once: the row's lock lets one of them through."""
    link = _open_link(token, lock=True)
    if link is None:
        raise Http404
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    for creator in [link.creator] if link.creator else _creators_without_owner(str(user)):
        membership, made = Membership.objects.get_or_create(
            user=user, creator=creator, defaults={"role": link.role}
        )
        if not made and Role(link.role).rank > Role(membership.role).rank:
            membership.role = link.role
            membership.save(update_fields=["role"])


def _creators_without_owner(name: str) -> list[Creator]:
    """The first owner gets what was imported on the command line, or a creator of their own."""
    orphans = list(Creator.objects.exclude(memberships__role="owner").order_by("pk"))
    return orphans or [Creator.objects.create(slug="me", name=name, languages=["en", "fr"])]
