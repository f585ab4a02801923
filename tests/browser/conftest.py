"""A real browser before the real server: Chromium from the system, pages served as `ownvoice serve` serves them.

Where Chromium is missing the tests here are skipped and say so (`OWNVOICE_CHROMIUM` names one elsewhere).
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in
from tests.web.conftest import PASSWORD

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
SHOWN_MS = 40_000  # how long a page may take to show what is waited for, on a crowded machine
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def _chromium() -> str | None:
    named = os.environ.get("OWNVOICE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the tests of a module.

    Playwright's loop runs in the tests' own thread. Django takes it for asynchronous code, which it isn't; and it ends
    with the module, since other tests run loops of their own.
    """
    program = _chromium()
    if program is None:
        pytest.skip("Chromium is not installed (on Debian: apt-get install chromium)")
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as driver:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


@pytest.fixture
def site(transactional_db: Any, settings: Any, word_hashes: Any) -> Iterator[str]:
    """The address of the server, running in this process on this test's database."""
    from django.core.asgi import get_asgi_application  # `web.asgi` shares connections in the whole process

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    server = uvicorn.Server(
        uvicorn.Config(
            get_asgi_application(),
            host="127.0.0.1",
            port=port,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "the server didn't start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def work() -> Callable[[], None]:
    """Lets the queue be worked off, in a thread of its own, since Playwright's loop has this one."""
    from ownvoice.jobs.worker import run_until_empty

    def until_empty() -> None:
        with ThreadPoolExecutor(1) as aside:
            aside.submit(run_until_empty).result(60)

    return until_empty


@pytest.fixture
def corpus(creator: Any, tmp_path: Path, word_hashes: Any) -> None:
    """A little of what Léa published."""
    texts = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]
    bring_in(creator, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))


@pytest.fixture
def owner(creator: Any) -> Any:
    """Léa's own account."""
    from ownvoice.tenants.models import Membership, User

    user = User.objects.create_user("lea@example.org", PASSWORD, name="Léa")
    Membership.objects.create(user=user, creator=creator, role="owner")
    return user


@pytest.fixture
def tab(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Opens tabs, each with cookies of its own; every request and every error on a page is looked at in the end."""
    contexts: list[Any] = []
    elsewhere: list[str] = []
    errors: list[str] = []

    def note(request: Any) -> None:
        if not request.url.startswith((site, "data:")):
            elsewhere.append(request.url)

    def said(message: Any) -> None:
        wanted = message.location.get("url", "").endswith(
            "/nothing/here"
        )  # the page for addresses without one
        if message.type == "error" and not wanted:
            errors.append(message.text)

    def open_tab(
        user: Any = None, language: str = "en", width: int = 1280, height: int = 900, theme: str = "light"
    ) -> Any:
        context = browser.new_context(
            base_url=site,
            locale={"en": "en-GB", "fr": "fr-FR"}[language],
            viewport={"width": width, "height": height},
            color_scheme=theme,
        )
        contexts.append(context)
        if AXE.exists():  # not as a script of the page, whose policy would refuse it
            context.add_init_script(path=AXE)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": _session(user), "url": site}])
        page = context.new_page()
        page.set_default_timeout(SHOWN_MS)
        expect.set_options(timeout=SHOWN_MS)
        page.on("request", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", said)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert elsewhere == [], "a page asked somebody else for something"
    assert errors == [], "a page had an error"


def _session(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    key: str = session.session_key
    return key
