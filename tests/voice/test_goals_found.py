from datetime import UTC, datetime

import pytest

from ownvoice.core.answers import GoalKind
from ownvoice.voice.addresses import normalised_address, trimmed
from ownvoice.voice.goals.destinations import kind_of
from ownvoice.voice.goals.detect import find_goals, own_sites
from ownvoice.voice.goals.goal import FoundGoal
from ownvoice.voice.goals.tally import LinkTally, tally_links
from tests.voice.samples import written

NEWS = "https://lea.substack.com/?utm_source=x"


def posts(*texts, start=1, **more):
    return [
        written(
            text,
            item_id=start + n,
            published_at=datetime(2025, 1, start + n, tzinfo=UTC),
            **({"url": f"https://atelier.example/posts/{start + n}"} | more),
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://www.Example.org/Shop/?utm_source=x&id=2#top", "example.org/Shop?id=2"),
        ("http://example.org", "example.org"),
        ("https://example.org:8080/a/", "example.org:8080/a"),
        ("https://example.org/a?b=2&a=1", "example.org/a?a=1&b=2"),
        ("https://example.org/a).", "example.org/a"),
        ("ftp://example.org/a", ""),
        ("https://nowhere", ""),
        ("https://[bad", ""),
        ("https://example.org/" + "a" * 3_000, ""),
    ],
)
def test_an_address_has_one_form(link, address):
    assert normalised_address(link) == address


def test_a_bracket_that_a_link_opens_stays():
    assert trimmed("https://example.org/a_(b).") == "https://example.org/a_(b)"


@pytest.mark.parametrize(
    ("address", "own", "kind"),
    [
        ("lea.substack.com", False, GoalKind.NEWSLETTER),
        ("lea.substack.com/p/on-rye", False, GoalKind.OTHER),
        ("substack.com", False, GoalKind.OTHER),
        ("pluralsight.com/blogs/ana", False, GoalKind.OTHER),
        ("udemy.com/course/rye", False, GoalKind.COURSE),
        ("etsy.com/shop/lea", False, GoalKind.SHOP),
        ("eventbrite.fr/e/rye-123", False, GoalKind.EVENT),
        ("gofundme.com/f/oven", False, GoalKind.CAUSE),
        ("jobs.lever.co/lea", False, GoalKind.HIRING),
        ("discord.gg/abc", False, GoalKind.COMMUNITY),
        ("discord.com/channels/1/2", False, GoalKind.OTHER),
        ("patreon.com/lea", False, GoalKind.COMMUNITY),
        ("github.com/sponsors/lea", False, GoalKind.COMMUNITY),
        ("atelier.example/newsletter", True, GoalKind.NEWSLETTER),
        ("atelier.example/newsletter", False, GoalKind.OTHER),
        ("atelier.example/boutique/four", True, GoalKind.SHOP),
        ("shop.atelier.example", True, GoalKind.SHOP),
        ("atelier.example/about", True, GoalKind.OTHER),
    ],
)
def test_places_are_known_by_their_host_or_on_own_sites_by_their_path(address, own, kind):
    assert kind_of(address, own)[0] is kind


def test_a_place_linked_again_and_again_is_a_goal_with_the_sentence_that_carried_it():
    items = posts(
        f"One recipe a month in my newsletter: {NEWS}",
        f"Rye bread again. Sign up to my newsletter: {NEWS}",
        f"Rye bread with seeds. {NEWS}",
        "Nothing to sell today.",
    )
    (goal,) = find_goals(tally_links(items))
    assert (goal.kind, goal.url, goal.times, goal.share) == (
        GoalKind.NEWSLETTER,
        "https://lea.substack.com",
        3,
        0.75,
    )
    assert goal.first == datetime(2025, 1, 1, tzinfo=UTC) and goal.last == datetime(2025, 1, 3, tzinfo=UTC)
    assert goal.carriers[0].text == f"Sign up to my newsletter: {NEWS}"
    assert "bread" in goal.topics and goal.reason
    assert goal.as_goal(4).message == goal.carriers[0].text
    assert FoundGoal.from_json(goal.as_json()) == goal


def test_links_kept_apart_from_the_text_find_the_sentence_that_invites():
    items = posts("Rye bread. Come to the workshop in May!", links=("https://www.eventbrite.fr/e/rye-1",)) * 3
    (goal,) = find_goals(tally_links(items))
    assert [quote.text for quote in goal.carriers] == ["Come to the workshop in May!"]


def test_twice_is_no_goal_and_other_peoples_pages_are_none():
    items = posts(f"My newsletter: {NEWS}", f"My newsletter: {NEWS}", *["https://news.example/jobs"] * 9)
    assert find_goals(tally_links(items)) == ()


def test_many_accounts_on_one_service_are_many_places():
    items = posts(
        *[
            f"Meet at https://meetup.com/{name}/events/1"
            for name in ("oahu", "seattle", "lyon", "lyon", "lyon")
        ]
    )
    (goal,) = find_goals(tally_links(items))
    assert (goal.url, goal.times) == ("https://meetup.com/lyon/events/1", 3)


def test_own_sites_are_those_the_items_stand_on_and_no_platforms():
    tally = tally_links([*posts("a", "b", "c"), *posts("d", "e", start=4, url="https://x.com/lea/status/1")])
    assert own_sites(tally) == {"atelier.example"}
    items = posts(*["The course: https://lea-school.example/courses/rye"] * 3)
    assert find_goals(tally_links(items)) == ()
    assert find_goals(tally_links(items), own=["lea-school.example"])[0].kind is GoalKind.COURSE


def test_tallies_of_parts_add_up_to_that_of_the_whole_in_any_order():
    items = posts(
        *[f"Text {n} on rye bread. My newsletter: {NEWS} and https://a.example/{n % 3}" for n in range(12)]
    )
    parts = [tally_links(items[:4]), tally_links(items[4:9]), tally_links(items[9:])]
    whole = tally_links(items)
    assert parts[0].merged(parts[1]).merged(parts[2]) == whole
    assert parts[2].merged(parts[0].merged(parts[1])) == whole
    assert LinkTally().merged(whole) == whole
    assert LinkTally.from_json(whole.as_json()) == whole


def test_a_source_that_is_removed_leaves_nothing():
    kept, gone = (
        tally_links(posts(f"My newsletter: {NEWS}")),
        tally_links(posts("https://planted-token.example/x")),
    )
    assert "planted-token" in str(kept.merged(gone).as_json())
    assert "planted-token" not in str(kept.as_json())
