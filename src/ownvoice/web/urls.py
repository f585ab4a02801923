"""Addresses. Everything of a creator's is under `/c/<slug>/` and guarded there; `/talk/` is for fans."""

from __future__ import annotations

from allauth.account.views import login, logout, password_change
from django.urls import include, path

from ownvoice.web.api import api
from ownvoice.web.completions import views as completions
from ownvoice.web.views import (
    accounts,
    channels,
    chat,
    clusters,
    hooks,
    inbox,
    items,
    receipts,
    search,
    sources,
    team,
)
from ownvoice.web.views.studio import autopilot, goals, limits, lines, replies, statements, versions, voice

# Of allauth only what this program uses: no sign-up, and no letters by e-mail, since it sends none.
account_urls = [
    path("login/", login, name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("password/", password_change, name="account_change_password"),
]

urlpatterns = [
    path("", accounts.home, name="home"),
    path("setup/<str:token>", accounts.setup, name="setup"),
    path("accounts/", include(account_urls)),
    path("c/<slug:slug>/inbox", inbox.page, name="inbox"),
    path("c/<slug:slug>/inbox/list", inbox.message_list, name="inbox-list"),
    path("c/<slug:slug>/inbox/live", inbox.live, name="inbox-live"),
    path("c/<slug:slug>/inbox/clusters", clusters.page, name="clusters"),
    path("c/<slug:slug>/inbox/clusters/look", clusters.look_again, name="look-for-clusters"),
    path("c/<slug:slug>/inbox/clusters/<int:pk>", clusters.cluster, name="cluster"),
    path("c/<slug:slug>/inbox/answers/<int:pk>", clusters.shared, name="shared-answer"),
    path("c/<slug:slug>/messages/<int:pk>", inbox.message, name="message"),
    path("c/<slug:slug>/messages/<int:pk>/decide", inbox.decide, name="decide"),
    path("c/<slug:slug>/messages/<int:pk>/intent", inbox.correct, name="correct-intent"),
    path("c/<slug:slug>/items/<int:pk>", items.page, name="item"),
    path("c/<slug:slug>/sources", sources.page, name="sources"),
    path("c/<slug:slug>/sources/upload", sources.upload, name="upload"),
    path("c/<slug:slug>/sources/imports", sources.imports, name="imports"),
    path("c/<slug:slug>/sources/live", sources.live, name="imports-live"),
    path("c/<slug:slug>/sources/imports/<int:pk>/answer", sources.answer, name="answer-import"),
    path("c/<slug:slug>/sources/<int:pk>/consent", sources.consent, name="consent"),
    path("c/<slug:slug>/sources/<int:pk>/remove", sources.remove, name="remove-source"),
    path("c/<slug:slug>/search", search.page, name="search"),
    path("c/<slug:slug>/studio", voice.sounds, name="studio"),
    path("c/<slug:slug>/studio/about", versions.about, name="studio-about"),
    path("c/<slug:slug>/studio/word", lines.say_word, name="say-word"),
    path(
        "c/<slug:slug>/studio/plots/<slug:kind>/<slug:place>/<slug:theme>.svg", voice.plot, name="studio-plot"
    ),
    path("c/<slug:slug>/studio/stands", voice.stands, name="stands"),
    path("c/<slug:slug>/studio/states", statements.page, name="states"),
    path("c/<slug:slug>/studio/states/save", statements.save, name="save-fact"),
    path("c/<slug:slug>/studio/goals", goals.page, name="goals"),
    path("c/<slug:slug>/studio/goals/save", goals.save, name="save-goal"),
    path("c/<slug:slug>/studio/limits", limits.page, name="limits"),
    path("c/<slug:slug>/studio/limits/save", limits.save, name="save-boundary"),
    path("c/<slug:slug>/studio/replies", replies.page, name="replies"),
    path("c/<slug:slug>/studio/autopilot", autopilot.page, name="autopilot"),
    path("c/<slug:slug>/studio/autopilot/change", autopilot.change, name="autopilot-change"),
    path(
        "c/<slug:slug>/studio/autopilot/reliability/<slug:theme>.svg", autopilot.plot, name="autopilot-plot"
    ),
    path("c/<slug:slug>/messages/<int:pk>/typing", inbox.typing, name="typing"),
    path("c/<slug:slug>/studio/versions", versions.page, name="versions"),
    path("c/<slug:slug>/studio/versions/<int:number>/back", versions.back, name="persona-back"),
    path("c/<slug:slug>/studio/persona/upload", versions.upload, name="persona-upload"),
    path("c/<slug:slug>/studio/persona/<str:form>", versions.download, name="persona-file"),
    path("c/<slug:slug>/channels", channels.page, name="channels"),
    path("c/<slug:slug>/channels/<int:pk>/switch", channels.switch, name="switch-channel"),
    path("c/<slug:slug>/channels/stuck/<int:pk>", channels.decide_stuck, name="decide-stuck"),
    path("hooks/<int:number>", hooks.take, name="hook"),
    path("c/<slug:slug>/team", team.page, name="team"),
    path("c/<slug:slug>/team/links/<int:pk>/withdraw", team.withdraw, name="withdraw-link"),
    path("c/<slug:slug>/team/members/<int:pk>/remove", team.remove, name="remove-member"),
    path("talk/<slug:slug>", chat.page, name="talk"),
    path("talk/<slug:slug>/<uuid:token>", chat.conversation, name="talk-conversation"),
    path("talk/<slug:slug>/<uuid:token>/thread", chat.thread, name="talk-thread"),
    path("talk/<slug:slug>/<uuid:token>/live", chat.live, name="talk-live"),
    path("receipts/<uuid:number>", receipts.page, name="receipt"),
    path("receipts/<uuid:number>.json", receipts.document, name="receipt-json"),
    path(".well-known/ownvoice-receipts.json", receipts.keys, name="receipt-keys"),
    path("c/<slug:slug>/team/tokens/make", team.make_token_for, name="make-token"),
    path("c/<slug:slug>/team/tokens/<int:pk>/revoke", team.revoke_token, name="revoke-token"),
    path("v1/chat/completions", completions.chat_completions, name="v1-chat"),
    path("v1/models", completions.models, name="v1-models"),
    path("v1/models/<path:name>", completions.model, name="v1-model"),
    path("v1/<path:path>", completions.nothing_here, name="v1-nothing"),
    path("api/v1/", api.urls),
]
