"""What kind of place an address is: by the services that host such things, by the words of its path, and by the words a
creator invites people there with."""

from __future__ import annotations

import re
from functools import lru_cache

from ownvoice.core.answers import GoalKind
from ownvoice.core.text import fold
from ownvoice.voice.addresses import host_of

_HOSTS: dict[GoalKind, str] = {
    GoalKind.NEWSLETTER: (
        "substack.com buttondown.email buttondown.com beehiiv.com convertkit.com ck.page kit.com "
        "mailchi.mp list-manage.com "
        "tinyletter.com getrevue.co revue.email sendfox.com mailerlite.com eepurl.com moosend.com"
    ),
    GoalKind.COURSE: (
        "udemy.com teachable.com skillshare.com thinkific.com kajabi.com podia.com coursera.org "
        "pluralsight.com maven.com "
        "circle-courses.com learnworlds.com domestika.org masterclass.com egghead.io newline.co "
        "systeme.io learnybox.com"
    ),
    GoalKind.SHOP: (
        "etsy.com myshopify.com gumroad.com redbubble.com teespring.com spreadshirt.com spreadshirt.fr "
        "bigcartel.com "
        "bandcamp.com society6.com zazzle.com creativemarket.com lemonsqueezy.com payhip.com "
        "threadless.com tipeee-shop.com sumup.store"
    ),
    GoalKind.EVENT: (
        "eventbrite.com eventbrite.fr eventbrite.co.uk meetup.com lu.ma tickettailor.com ti.to "
        "billetweb.fr weezevent.com "
        "dice.fm bandsintown.com songkick.com helloasso-events.com partiful.com shotgun.live calendly.com"
    ),
    GoalKind.CAUSE: (
        "gofundme.com change.org justgiving.com helloasso.com leetchi.com donorbox.org avaaz.org "
        "actionnetwork.org "
        "mesopinions.com cotizup.com lepotcommun.fr globalgiving.org movember.com betterplace.org"
    ),
    GoalKind.HIRING: (
        "lever.co greenhouse.io welcometothejungle.com workable.com recruitee.com ashbyhq.com "
        "smartrecruiters.com "
        "teamtailor.com breezy.hr bamboohr.com"
    ),
    GoalKind.COMMUNITY: (
        "discord.gg discord.com discordapp.com patreon.com ko-fi.com buymeacoffee.com tipeee.com utip.io "
        "liberapay.com "
        "opencollective.com t.me slack.com memberful.com circle.so mightynetworks.com skool.com "
        "kickstarter.com indiegogo.com ulule.com kisskissbankbank.com"
    ),
}
_BY_HOST = {host: kind for kind, hosts in _HOSTS.items() for host in hosts.split()}

# Whole words of a path; enough by themselves on a site of the creator's own.
_PATHS: dict[GoalKind, str] = {
    GoalKind.NEWSLETTER: (
        "newsletter newsletters subscribe subscription infolettre lettre abonnement abonnez-vous "
        "email-list mailing-list"
    ),
    GoalKind.COURSE: (
        "course courses formation formations training trainings masterclass class classes cours academy "
        "bootcamp coaching"
    ),
    GoalKind.SHOP: (
        "shop store boutique merch cart buy products product produits order commander prints tirages book "
        "books livre livres ebook presets"
    ),
    GoalKind.EVENT: (
        "event events workshop workshops tickets conference conferences tour concerts agenda evenement "
        "evenements stage stages "
        "atelier ateliers billetterie webinar retreat"
    ),
    GoalKind.CAUSE: "donate donation donations petition don dons charity fundraiser fundraising",
    GoalKind.HIRING: "jobs careers hiring join-us recrutement emploi emplois jobs-at work-with-us",
    GoalKind.COMMUNITY: (
        "discord community communaute forum forums members membership membres slack invite sponsors "
        "sponsor support-me soutenir"
    ),
}
_BY_PATH = {word: kind for kind, found in _PATHS.items() for word in found.split()}

# What an invitation says, in folded English and French.
_INVITES: dict[GoalKind, re.Pattern[str]] = {
    GoalKind.NEWSLETTER: re.compile(
        r"\b(?:newsletter|mailing list|subscribe|sign up|infolettre|abonn\w+|inscri\w+)\b"
    ),
    GoalKind.COURSE: re.compile(
        r"\b(?:course|class|training|masterclass|enroll?|cours|formation|inscri\w+)\b"
    ),
    GoalKind.SHOP: re.compile(
        r"\b(?:shop|store|buy|order|prints?|merch|book|album|boutique|achet\w+|command\w+|livre|tirages?)\b"
    ),
    GoalKind.EVENT: re.compile(
        r"\b(?:tickets?|register|registration|workshop|event|meetup|conference|join us|see you|billets?|"
        r"inscri\w+|atelier|stage|"
        r"rendez-vous|reserv\w+|concert|evenement)\b"
    ),
    GoalKind.CAUSE: re.compile(
        r"\b(?:donat\w+|donate|petition|fundrais\w+|charity|sponsor me|dons?|soutenez|signez|cagnotte)\b"
    ),
    GoalKind.HIRING: re.compile(
        r"\b(?:hiring|job|jobs|apply|position|join (?:our|my|the) team|recrut\w+|poste|candidat\w+|"
        r"embauch\w+)\b"
    ),
    GoalKind.COMMUNITY: re.compile(
        r"\b(?:discord|community|patreon|forum|slack|join|member\w*|support me|communaute|rejoi\w+|"
        r"membres?|soutenir|soutenez)\b"
    ),
}
# "my free newsletter", "notre prochain atelier": whose it is, and what.
_MINE = re.compile(
    r"\b(?:my|our|mon|ma|mes|notre|nos) (?:[\w-]{1,20} ){0,2}(?:newsletter|mailing list|course|class|workshop|training|shop|"
    r"store|book|album|event|meetup|conference|petition|fundraiser|discord|patreon|forum|community|infolettre|cours|"
    r"formation|atelier|stage|boutique|livre|cagnotte|communaute|concert|team)\b"
)
_INVITE = re.compile(
    r"^(?:discord\.gg/|discord(?:app)?\.com/invite/|t\.me/|[\w-]+\.slack\.com|join\.slack\.com/)"
)
# What one reads on such a service, and whose page that is nobody knows.
_READING = re.compile(
    r"^/(?:p|posts?|archive|blogs?|articles?|news|about|help|support|wiki|faq|search)(?:/|$)"
)
# First parts of a path that name no account.
_NO_ACCOUNT = frozenset(
    "e o event events course courses p f l c c1 shop shops store item listing invite groups sponsors join".split()
)
_WORD = re.compile(r"[^/?&=#.]+")


@lru_cache(maxsize=16_384)
def calls_it_mine(sentence: str) -> bool:
    """Whether the sentence speaks of a place to go to as of the speaker's own."""
    return _MINE.search(fold(sentence)) is not None


def kind_of(address: str, own: bool = False) -> tuple[GoalKind, str]:
    """The kind of place a normalised address is, and by what it was told; (OTHER, "") where nothing tells.

    `own`: the address is on one of the creator's own sites, where the words of a path are enough.
    """
    host = host_of(address)
    path = fold(address[len(host) :])
    labels = host.split(".")
    for i in range(len(labels) - 1):
        kind = _BY_HOST.get(".".join(labels[i:]))
        if kind is not None and _belongs(kind, host, labels[i:], path, address):
            return kind, f"Hosted by {'.'.join(labels[i:])}."
    if host == "github.com" and path.startswith("/sponsors/"):
        return GoalKind.COMMUNITY, "A sponsors page."
    if host in ("facebook.com", "fb.com") and path.startswith("/groups/"):
        return GoalKind.COMMUNITY, "A group."
    if own:
        for word in (*(labels[:1] if len(labels) > 2 else ()), *_WORD.findall(path)[:3]):
            kind = _BY_PATH.get(word)
            if kind is not None:
                return kind, f"“{word}” on a site of your own."
    return GoalKind.OTHER, ""


def place_of(address: str) -> str:
    """What stands for everything an account has on a service: its host, with the account's name where a path holds it."""
    host = host_of(address)
    labels = host.split(".")
    account = address[len(host) :].split("?")[0].strip("/").split("/")[0]
    hosted = next((i for i in range(len(labels) - 1) if ".".join(labels[i:]) in _BY_HOST), None)
    if hosted != 0 or not account or account in _NO_ACCOUNT:
        return host
    return f"{host}/{account}"


def _belongs(kind: GoalKind, host: str, service: list[str], path: str, address: str) -> bool:
    """Whether the address is a place on the service, and not the service's own page or one post of many."""
    if kind is GoalKind.COMMUNITY and service[0] in ("discord", "discordapp", "t", "slack"):
        return bool(_INVITE.match(address))
    if _READING.match(path):
        return False
    own_name = host != ".".join(service)  # name.substack.com
    return own_name or len(path) > 1


def may_invite(address: str) -> bool:
    """Whether the address is a kind of place that people are invited to, on whosever site."""
    return kind_of(address, own=True)[0] in _INVITES


def invites(address: str, plain: str) -> bool:
    """Whether a folded sentence invites to the kind of place the address is."""
    kind, _ = kind_of(address, own=True)
    return kind in _INVITES and bool(_INVITES[kind].search(plain))
