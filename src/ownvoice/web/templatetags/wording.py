"""Template filters over `ownvoice.web.wording`, and who may see which page."""

from __future__ import annotations

from typing import Any

from django import template

from ownvoice.web import wording

register = template.Library()


@register.filter
def term(word: str) -> str:
    """`{{ kind|term }}`: a fixed word in the language of the page."""
    return wording.term(str(word))


@register.filter
def reason(text: str) -> str:
    """`{{ draft.reason|reason }}`: why, in the language of the page."""
    return wording.reason(str(text))


@register.filter
def cause(word: str) -> str:
    """`{{ cause|cause }}`: why a draft was rejected, in the language of the page."""
    return wording.cause(str(word))


@register.filter
def platform(name: str) -> str:
    """`{{ item.platform|platform }}`: as people write it."""
    return wording.platform(str(name))


@register.filter
def may(membership: Any, role: str) -> bool:
    """`{% if request.membership|may:"owner" %}`: whether this member may do what the role may."""
    return bool(membership and membership.may(role))
