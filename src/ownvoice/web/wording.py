"""Fixed words of the lower layers, which speak English only, in the language of the page.

Intents, kinds, rules and reasons are plain values down there; here they become what a person reads. A value this
table doesn't know is shown as it is.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

TERMS = frozenset(
    {
        # intents
        gettext_noop("question"),
        gettext_noop("thanks"),
        gettext_noop("criticism"),
        gettext_noop("request"),
        gettext_noop("business"),
        gettext_noop("collaboration"),
        gettext_noop("support"),
        gettext_noop("smalltalk"),
        gettext_noop("spam"),
        gettext_noop("scam"),
        gettext_noop("hate"),
        gettext_noop("crisis"),
        # kinds of items and of evidence
        gettext_noop("post"),
        gettext_noop("video"),
        gettext_noop("caption"),
        gettext_noop("transcript"),
        gettext_noop("comment"),
        gettext_noop("reply"),
        gettext_noop("message"),
        gettext_noop("exchange"),
        gettext_noop("fact"),
        gettext_noop("passage"),
        # decisions
        gettext_noop("approve"),
        gettext_noop("edit"),
        gettext_noop("reject"),
        gettext_noop("hand over"),
        gettext_noop("ignore"),
        # rules
        gettext_noop("not addressed"),
        gettext_noop("no answer wanted"),
        gettext_noop("instruction"),
        gettext_noop("identity"),
        gettext_noop("distress"),
        gettext_noop("hostile"),
        gettext_noop("minor"),
        gettext_noop("hand over at once"),
        gettext_noop("boundary"),
        gettext_noop("medical"),
        gettext_noop("legal"),
        gettext_noop("financial"),
        gettext_noop("meeting"),
        gettext_noop("private matter"),
        gettext_noop("language"),
        gettext_noop("nothing asked"),
        gettext_noop("contradiction"),
        gettext_noop("nothing to say"),
        gettext_noop("unsupported"),
        gettext_noop("boundary in the draft"),
        gettext_noop("review"),
        # states of an answer to several
        gettext_noop("preparing"),
        gettext_noop("ready"),
        gettext_noop("sending"),
        # what an import leaves out
        gettext_noop("another author"),
        gettext_noop("boost"),
        gettext_noop("bot"),
        gettext_noop("deleted"),
        gettext_noop("draft"),
        gettext_noop("duplicate"),
        gettext_noop("empty"),
        gettext_noop("forward"),
        gettext_noop("not a post"),
        gettext_noop("not a text"),
        gettext_noop("pingback"),
        gettext_noop("private"),
        gettext_noop("retweet"),
        gettext_noop("service message"),
        # roles of members
        gettext_noop("Owner"),
        gettext_noop("Manager"),
        gettext_noop("Reviewer"),
    }
)
REASONS = frozenset(
    {
        gettext_noop("These may be the words of a person in distress: answer in person, with help lines."),
        gettext_noop("This wasn't said to you."),
        gettext_noop("Looks like spam."),
        gettext_noop("May be from a person in distress: look at it first."),
        gettext_noop("Looks like a scam: don't answer, don't pay, don't click."),
        gettext_noop("Insults or threatens; nobody should answer it for you."),
        gettext_noop("No answer is wanted."),
        gettext_noop("Tries to give the AI instructions."),
        gettext_noop("Asks who or what is answering: that needs your own word."),
        gettext_noop("May insult or threaten somebody: look at it yourself."),
        gettext_noop("Seems to be written by a child or teenager."),
        gettext_noop("Asks about somebody's health."),
        gettext_noop("Asks for legal advice."),
        gettext_noop("Asks for advice about their money."),
        gettext_noop("Wants to meet you: only you can say yes or no."),
        gettext_noop("Asks about your private life or beliefs."),
        gettext_noop("Is about business: money, press or cooperation."),
        gettext_noop("Is about somebody's order, payment or account."),
        gettext_noop("Is in a language that can't be checked for risks yet."),
        gettext_noop("You have no habit of answering thanks in this language yet."),
        gettext_noop("Nothing you published or stated is about this."),
        gettext_noop("What you published comes near, but doesn't seem to answer this."),
        gettext_noop("You said two different things about this, and nothing tells which holds."),
        gettext_noop("Nothing in the draft could be checked."),
        gettext_noop("A draft in your own words waits for you."),
        gettext_noop("A draft worded by the model from what you said waits for you."),
        gettext_noop("The model wasn't asked: today's budget for it is used up."),
        gettext_noop("The model gave no answer."),
        gettext_noop("What the model wrote isn't supported by what you said, so it isn't used."),
        gettext_noop("A courtesy of yours waits for you."),
        gettext_noop("Your answer to all who ask this, adapted to this message."),
        gettext_noop("Somebody has dealt with it already."),
        gettext_noop("This message seems to ask for something else."),
        gettext_noop("A sentence of the answer isn't supported here."),
        gettext_noop("Something changed after you looked, so it wasn't sent."),
        gettext_noop("May be from a person in distress."),
        gettext_noop("Supports you with money."),
        gettext_noop("Sent by the autopilot: it is as sure as it must be."),
        gettext_noop("You want to answer this fan yourself."),
        gettext_noop("You want no drafts for messages like this here."),
    }
)
VERDICTS = frozenset(
    {
        gettext_noop("Claims to come from a human, or denies coming from an AI."),
        gettext_noop("Isn't one of the creator's ways to greet, thank or close."),
        gettext_noop("Has a name, number, mention or link in it."),
        gettext_noop("One of the creator's habits."),
        gettext_noop("Isn't the creator's wording of any goal."),
        gettext_noop("Rests on nothing the creator said."),
        gettext_noop("What it rests on isn't public or no longer holds."),
        gettext_noop("Speaks of the creator's own life or plans in other words than theirs."),
        gettext_noop("Isn't said so in what it cites."),
        gettext_noop("You said otherwise too, and nothing tells which holds."),
    }
)
PLATFORMS = {  # names of their own, the same in every language
    "beehiiv": "beehiiv",
    "bluesky": "Bluesky",
    "buttondown": "Buttondown",
    "discord": "Discord",
    "facebook": "Facebook",
    "ghost": "Ghost",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "medium": "Medium",
    "misskey": "Misskey",
    "patreon": "Patreon",
    "reddit": "Reddit",
    "squarespace": "Squarespace",
    "substack": "Substack",
    "telegram": "Telegram",
    "threads": "Threads",
    "tiktok": "TikTok",
    "twitch": "Twitch",
    "whatsapp": "WhatsApp",
    "wix": "Wix",
    "wordpress": "WordPress",
    "x": "X",
    "youtube": "YouTube",
}

# Reasons with something of their own in the middle: the pattern, and the words with a place for it.
_OPEN_REASONS = (
    (re.compile(r"Touches your boundary “(.*)”\."), gettext_noop("Touches your boundary “%s”.")),
    (
        re.compile(r"The answer found touches your boundary “(.*)”\."),
        gettext_noop("The answer found touches your boundary “%s”."),
    ),
    (
        re.compile(r"You want this handed over at once: “(.*)”\."),
        gettext_noop("You want this handed over at once: “%s”."),
    ),
    (
        re.compile(r"The answer found promises something: your boundary “(.*)”\."),
        gettext_noop("The answer found promises something: your boundary “%s”."),
    ),
    (
        re.compile(r"The answer found says “(.*)”, which you never use\."),
        gettext_noop("The answer found says “%s”, which you never use."),
    ),
    (
        re.compile(r"The answer found speaks of somebody: your boundary “(.*)”\."),
        gettext_noop("The answer found speaks of somebody: your boundary “%s”."),
    ),
    (
        re.compile(r"Nothing is asked that could be looked up \(.*\): yours to answer\."),
        gettext_noop("Nothing is asked that could be looked up: yours to answer."),
    ),
    (
        re.compile(r"What you published comes near, but the nearest doesn't speak of (.*)\."),
        gettext_noop("What you published comes near, but the nearest doesn't speak of %s."),
    ),
    (re.compile(r"A sentence isn't supported: (.*)"), gettext_noop("A sentence isn't supported: %s")),
    (
        re.compile(r"Wants no AI \(“(.*)”\): from now on only a person answers\."),
        gettext_noop("Wants no AI (“%s”): from now on only a person answers."),
    ),
    (
        re.compile(r"Speaks of a death or an illness \(“(.*)”\)\."),
        gettext_noop("Speaks of a death or an illness (“%s”)."),
    ),
    (re.compile(r"May be owed an apology \(“(.*)”\)\."), gettext_noop("May be owed an apology (“%s”).")),
    (
        re.compile(r"A moment that matters in their life \(“(.*)”\)\."),
        gettext_noop("A moment that matters in their life (“%s”)."),
    ),
    (
        re.compile(r"Has written to you for long: (.*) messages before this one\."),
        gettext_noop("Has written to you for long: %s messages before this one."),
    ),
    (re.compile(r"Is read by many: (.*) followers\."), gettext_noop("Is read by many: %s followers.")),
    (re.compile(r"Word for word in (.*)\."), gettext_noop("Word for word in %s.")),
    (re.compile(r"The link of (.*)\."), gettext_noop("The link of %s.")),
    (re.compile(r"The month of (.*)\."), gettext_noop("The month of %s.")),
    (
        re.compile(r"Something newer says otherwise: (.*)\."),
        gettext_noop("Something newer says otherwise: %s."),
    ),
    (re.compile(r"In (.*), but for articles\."), gettext_noop("In %s, but for articles.")),
    (
        re.compile(r"The creator's words for the goal “(.*)”\."),
        gettext_noop("The creator's words for the goal “%s”."),
    ),
    (re.compile(r"The goal “(.*)” doesn't hold today\."), gettext_noop("The goal “%s” doesn't hold today.")),
)
_NAMED = {
    "the creator's exchange": gettext_noop("an earlier reply"),
    "the creator's passage": gettext_noop("something published"),
    "the creator's fact": gettext_noop("a fact you stated"),
}

CAUSES = {
    "fact": gettext_noop("Says something wrong"),
    "tone": gettext_noop("Doesn't sound like me"),
    "length": gettext_noop("Too long or too short"),
    "goal": gettext_noop("Advertises where it shouldn't"),
    "beside": gettext_noop("Answers something else"),
    "personal": gettext_noop("Needs me in person"),
}


def cause(word: str) -> str:
    """Why a draft was rejected, in the language of the page."""
    return gettext(CAUSES[word]) if word in CAUSES else word


def term(word: str) -> str:
    """A fixed word in the language of the page."""
    return gettext(word) if word in TERMS else word


def platform(name: str) -> str:
    """A platform's or a kind of site's name as people write it."""
    if name.endswith("blog"):
        return gettext("blog")
    if name == "webchat":
        return gettext("chat on the web")
    return PLATFORMS.get(name, name.replace("_", " "))


def reason(text: str) -> str:
    """A decision's or a verdict's reason in the language of the page."""
    if text in REASONS or text in VERDICTS:
        return gettext(text)
    for pattern, words in _OPEN_REASONS:
        match = pattern.fullmatch(text)
        if match:
            said = gettext(words)
            return said % _inner(match) if "%s" in said else said
    return text


def _inner(match: re.Match[str]) -> str:
    inner = match.group(1) if match.groups() else ""
    return gettext(_NAMED[inner]) if inner in _NAMED else reason(inner)
