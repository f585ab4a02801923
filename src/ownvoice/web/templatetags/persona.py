"""Template filters over `ownvoice.web.persona_words`."""

from __future__ import annotations

from hashlib import blake2b

from django import template
from django.utils.translation import get_language_info, gettext, gettext_noop

from ownvoice.web import persona_words, wording

register = template.Library()
_BOUNDARY_KINDS = {
    "topic": gettext_noop("A topic never to touch"),
    "promise": gettext_noop("Something never to promise"),
    "word": gettext_noop("A word never to use"),
    "person": gettext_noop("Somebody never to speak about"),
    "hand over": gettext_noop("To hand over to me at once"),
}


@register.filter
def persona_term(word: str) -> str:
    """`{{ kind|persona_term }}`: a fixed word of the persona in the language of the page."""
    return persona_words.persona_term(str(word))


@register.filter
def persona_or_term(word: str) -> str:
    """The same for words that the inbox knows as well."""
    return wording.term(persona_words.persona_term(str(word)))


@register.filter
def boundary_kind(kind: str) -> str:
    """`{{ kind|boundary_kind }}`: what a kind of boundary is about."""
    return gettext(_BOUNDARY_KINDS.get(str(kind), str(kind)))


@register.filter
def language_name(code: str) -> str:
    """`{{ code|language_name }}`: a language's name in the language of the page; the code where it isn't known."""
    try:
        return str(get_language_info(str(code))["name_translated"]).capitalize()
    except KeyError:
        return str(code)


@register.filter
def slug(key: str) -> str:
    """`{{ line.key|slug }}`: an id for an element, made of any key."""
    return blake2b(str(key).encode(), digest_size=6).hexdigest()
