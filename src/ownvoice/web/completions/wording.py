"""What the endpoint itself says, in the fan's language: who is speaking, what happens next, where help is.

Every answer begins with the disclosure, so that a stream that is cut off has said it too.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

LANGUAGES = ("en", "fr")
HELP_LINES = (  # as in the pages' `_help.html`
    ("In danger right now:", "112 ({0}), 999 ({1}), 911 ({2})", ("Europe", "UK", "US and Canada")),
    ("France:", "3114", ()),
    ("US and Canada, call or text:", "988", ()),
    ("UK and Ireland, Samaritans:", "116 123", ()),
)


def spoken(language: str) -> str:
    """The language we speak to somebody who writes in this one."""
    return language if language in LANGUAGES else "en"


def disclosure(name: str, language: str, *, draft: bool) -> str:
    """Who is speaking; the first line of every answer."""
    with override(spoken(language)):
        line = _("This is an AI, not %(name)s.") % {"name": name}
        return f"{line} {_('A draft: no person has approved it.')}" if draft else line


def without_disclosure(text: str) -> str:
    """An earlier answer of ours without the line it began with."""
    head, gap, rest = text.partition("\n\n")
    return rest if gap and head.startswith(_BEGINNINGS) else text


def not_answered(name: str, language: str, rule: str, *, ignored: bool) -> str:
    """Instead of a draft: what would happen with the message."""
    with override(spoken(language)):
        if ignored:
            return _("No answer would be given to this.")
        if rule in ("nothing to say", "unsupported", "nothing asked"):
            return _("I don't know this; it would be passed on to %(name)s in person.") % {"name": name}
        return _("The AI doesn't answer this; it would be passed on to %(name)s in person.") % {"name": name}


def told(word: str, name: str, language: str, address: str) -> str:
    """What a fan is told while no answer has come: one word of `web.talking`, and where the answer will stand."""
    with override(spoken(language)):
        if word == "closed":
            return _("This message has been read; no answer follows.")
        if word == "unknown":
            line = _("I don't know this; I have passed your question to %(name)s in person.")
        elif word == "passed on":
            line = _("The AI doesn't answer this. Your message has been passed on to %(name)s in person.")
        elif word == "prepared":
            line = _("%(name)s's AI has prepared an answer. A person approves it before it is sent.")
        elif word == "coming":
            line = _("%(name)s's AI has an answer; it will appear here in a few minutes.")
        else:
            line = _("Your message has arrived. A person approves the answer before it is sent.")
        later = _("The answer will stand here: %(address)s") % {"address": address}
        return f"{line % {'name': name}} {later}"


def help_lines(name: str, language: str) -> str:
    """Where people help who are in distress."""
    with override(spoken(language)):
        lines = [
            _(
                "It sounds as if things are very hard right now. An AI can't help you with this; people can, at any hour:"
            )
        ]
        for label, numbers, places in HELP_LINES:
            lines.append(f"- {_(label)} {numbers.format(*(_(place) for place in places))}")
        return "\n".join(lines)


def with_the_person(name: str, language: str) -> str:
    """That a message in distress is with the creator, which may take long."""
    with override(spoken(language)):
        return _(
            "Your message is with %(name)s in person; that may take a while. Please don't wait for it."
        ) % {"name": name}


def in_person(name: str, language: str) -> str:
    """Stands before what the creator wrote themselves."""
    with override(spoken(language)):
        return _("%(name)s, in person:") % {"name": name}


_BEGINNINGS = ("This is an AI, not ", "Ceci est une IA")
