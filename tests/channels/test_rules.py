"""Rules that hold for all channels: who may send, what a channel has, what the documentation says."""

from __future__ import annotations

import ast

import pytest
import yaml

from ownvoice.channels.registry import channels
from tests.channels.contract import ROOT, RULES

SOURCE = ROOT / "src" / "ownvoice"


def calls(name: str) -> set[str]:
    """The modules that call something by this name."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = node.func
                if (isinstance(called, ast.Name) and called.id == name) or (
                    isinstance(called, ast.Attribute) and called.attr == name
                ):
                    found.add(path.relative_to(SOURCE).as_posix())
    return found


def test_only_the_outbox_makes_what_leaves_so_that_no_disclosure_is_left_out() -> None:
    assert calls("Leaving") == {"inbox/outbox.py"}


def test_only_delivery_asks_a_channel_to_send() -> None:
    senders = set()
    for path in (SOURCE / "channels").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "send"
            ):
                senders.add(path.name)
    assert senders == {"delivery.py"}


def test_channels_are_found_by_being_there() -> None:
    assert {"mastodon", "wordpress", "webhook", "comment_feed"} <= set(channels())


@pytest.mark.parametrize("kind", sorted(channels()))
def test_every_channel_has_its_page_its_grades_and_its_tests(kind: str) -> None:
    grades = yaml.safe_load((SOURCE / "channels" / "grades" / f"{kind}.yml").read_text())
    assert set(grades) == set(RULES)
    assert (ROOT / "docs" / "channels" / f"{kind}.md").exists()
    tests = (ROOT / "tests" / "channels" / f"test_{kind}.py").read_text()
    assert "Contract" in tests, "its tests inherit the contract"
    module = channels()[kind]
    assert module.TITLE and all(ask.meaning for ask in module.ASKS)


def test_no_address_but_https_or_this_machine_gets_a_key() -> None:
    from ownvoice.channels.http import checked_address
    from ownvoice.core.errors import OwnvoiceError

    assert checked_address(" https://a.example/x/ ") == "https://a.example/x"
    assert checked_address("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    for bad in (
        "http://a.example",
        "ftp://a.example",
        "a.example",
        "https://me:pw@a.example",
        "",
        "javascript:1",
    ):
        with pytest.raises(OwnvoiceError):
            checked_address(bad)
