"""Coming in: the address without a path, and the links that make an account, each of which works once."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login, password_validation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ownvoice.tenants.models import Creator, Membership, SetupLink, User


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

    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("You sign in with it. Nothing is sent to it.")
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
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def clean_password(self) -> str:
        """Django's checks against short, common and obvious passwords."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, User(email=self.cleaned_data.get("email", "")))
        return password


def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account through a link that works once: the first owner's, or an invitation."""
    if not SetupLink.objects.filter(token=token, used_at=None).exists():
        raise Http404
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # Two people opening the link at once: the row's lock lets one of them through.
            link = SetupLink.objects.select_for_update().filter(token=token, used_at=None).first()
            if link is None:
                raise Http404
            user = User.objects.create_user(
                form.cleaned_data["email"], form.cleaned_data["password"], name=form.cleaned_data["name"]
            )
            link.used_at = timezone.now()
            link.save(update_fields=["used_at"])
            for creator in (
                [link.creator] if link.creator else _creators_without_owner(form.cleaned_data["name"])
            ):
                Membership.objects.create(user=user, creator=creator, role=link.role)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    return render(request, "web/setup.html", {"form": form})


def _creators_without_owner(name: str) -> list[Creator]:
    """The first owner gets what was imported on the command line, or a creator of their own."""
    orphans = list(Creator.objects.exclude(memberships__role="owner").order_by("pk"))
    return orphans or [Creator.objects.create(slug="me", name=name, languages=["en", "fr"])]
