"""Static sites: posts under front matter, comments in files, and who answers whom."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import ItemRecord, Kind, Malformed, Role
from ownvoice.sources import markdown_blog
from ownvoice.sources.reading.addressing import addressee
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.front_matter import FrontMatterError, load_yaml, split_page
from tests.real_files import real, real_creator
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

POST = "---\ntitle: Bread\ndate: 2020-03-01 10:00:00 +0200\nlang: fr\n---\nFlour and *water*.\n"
POST_ID = "_posts/2020-03-01-bread"


def comment(name: str, message: str, number: int, **more: str) -> str:
    extra = "".join(f"{key}: {value}\n" for key, value in more.items())
    return (
        f"_id: c{number}\ndate: 2020-03-0{number}T10:00:00Z\nname: {name}\nemail: 0cc175b9\n"
        f"{extra}message: >-\n  {message}\n"
    )


def thread(*comments: str, slug: str = "bread", post: str = POST) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"site/_posts/2020-03-01-bread.md": post}
    for number, text in enumerate(comments):
        files[f"site/_data/comments/{slug}/{number}.yml"] = text
    return files


LEA = ReadOptions(own_names=("Lea",))


def test_a_post_is_its_front_matter_and_its_words() -> None:
    (post,) = items(markdown_blog, {"site/_posts/2020-03-01-bread.md": POST})
    assert (post.native_id, post.title, post.text, post.lang) == (POST_ID, "Bread", "Flour and water.", "fr")
    assert post.created_at == datetime(2020, 3, 1, 8, tzinfo=UTC)
    assert (post.kind, post.role) == (Kind.POST, Role.CREATOR)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("content/fr/bread.md", '+++\ntitle = "Bread"\ndate = 2020-03-01T08:00:00Z\n+++\nFlour'),
        ("content/fr/bread.md", '{"title": "Bread", "date": "2020-03-01T08:00:00Z"}\nFlour'),
        ("content/bread.md", "Title: Bread\nDate: 2020-03-01 08:00\nLang: fr\n\nFlour"),
        (
            "_posts/2020-03-01-bread.html",
            "---\nTitle: Bread\ndate: 2020-03-01T08:00Z\nlocale: fr_FR\n---\n<p>Flour</p>",
        ),
        (
            "src/articles/2020/03/01/bread/index.md",
            "--- \ntitle: Bread\nlang: fr\ndate: 2020-03-01 08:00 +00:00\n---\nFlour",
        ),
    ],
)
def test_every_generators_front_matter(name: str, page: str) -> None:
    assert markdown_blog.detect(InMemory({name: page})) is not None
    (post,) = items(markdown_blog, {name: page})
    assert (post.title, post.text, post.lang) == ("Bread", "Flour", "fr")
    assert post.created_at == datetime(2020, 3, 1, 8, tzinfo=UTC)


def test_date_and_title_come_from_the_name_where_nothing_states_them() -> None:
    (post,) = items(markdown_blog, {"_posts/2021-9-1-short-note.md": "---\nlayout: post\n---\nHello"})
    assert (post.title, post.created_at) == ("short note", datetime(2021, 9, 1, tzinfo=UTC))


@pytest.mark.parametrize("line", ["published: false", "draft: true", "status: draft"])
def test_drafts_are_left_out(line: str) -> None:
    found = records(markdown_blog, {"_posts/2020-01-01-a.md": f"---\ntitle: A\n{line}\n---\nB"})
    assert reasons(found) == {"draft": 1}
    assert reasons(records(markdown_blog, {"_drafts/a.md": "---\ntitle: A\n---\nB"})) == {"draft": 1}


def test_norway_stays_norway_and_ids_keep_their_zeros() -> None:
    assert split_page("---\nlang: no\nid: 0123\n---\n").settings == {"lang": "no", "id": "0123"}


def test_broken_front_matter_is_reported_with_its_place() -> None:
    found = records(
        markdown_blog, {"_posts/2020-01-01-a.md": "---\ntitle: [A\n---\nB", "_posts/2020-01-02-b.md": POST}
    )
    (problem,) = [record for record in found if isinstance(record, Malformed)]
    assert problem.file == "_posts/2020-01-01-a.md"
    assert "front matter" in problem.reason or "YAML" in problem.reason
    assert any(isinstance(record, ItemRecord) for record in found)


@pytest.mark.parametrize("nested", ["[" * 200_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_yaml_nested_to_end_the_process_is_refused(nested: str) -> None:
    with pytest.raises(FrontMatterError):
        load_yaml("a: " + nested if nested[0] in "[{" else nested)


def test_a_permalink_is_the_address_where_the_site_states_its_own() -> None:
    files: dict[str, str | bytes] = {
        "_config.yml": "url: https://lea.example\nauthor:\n  name: Lea\n",
        "_posts/2020-01-01-a.md": "---\ntitle: A\npermalink: /a/\n---\nB",
    }
    (post,) = items(markdown_blog, files)
    assert (post.url, post.author.name) == ("https://lea.example/a/", "Lea")


def test_a_guests_post_is_not_the_creators() -> None:
    guest = "---\ntitle: A\nauthor: Tom\n---\nB"
    (post,) = items(markdown_blog, {"_posts/2020-01-01-a.md": guest}, LEA)
    assert post.role is Role.FAN


def test_a_comment_belongs_to_the_post_its_folder_is_named_after() -> None:
    found = by_id(items(markdown_blog, thread(comment("Tom", "<p>Good &amp; simple</p>", 1)), LEA))
    assert found["c1"].parent_id == found["c1"].root_id == POST_ID
    assert (found["c1"].text, found["c1"].role, found["c1"].kind) == ("Good & simple", Role.FAN, Kind.COMMENT)
    assert "0cc175b9" not in str(found["c1"])


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        ("old-bread-aspx", "redirect_from: /archive/2020/old-bread.aspx/"),
        ("loaf", "slug: loaf"),
        ("2020-03-01-bread", "x: y"),
    ],
)
def test_former_addresses_find_the_post_too(slug: str, line: str) -> None:
    post = POST.replace("lang: fr", line)
    found = by_id(items(markdown_blog, thread(comment("Tom", "Nice", 1), slug=slug, post=post), LEA))
    assert found["c1"].parent_id == POST_ID


def test_a_thread_without_its_post_keeps_its_name_as_root() -> None:
    found = by_id(items(markdown_blog, thread(comment("Tom", "Nice", 1), slug="gone"), LEA))
    assert (found["c1"].root_id, found["c1"].parent_id) == ("gone", None)


def test_a_stated_parent_wins_and_an_unknown_one_is_not_invented() -> None:
    found = by_id(
        items(
            markdown_blog,
            thread(
                comment("Tom", "How long?", 1),
                comment("Ana", "Why?", 2),
                comment("Lea", "Ana, an hour.", 3, replyToId="c1"),
                comment("Ana", "Thanks", 4, parent="c999"),
            ),
            LEA,
        )
    )
    assert (found["c3"].parent_id, found["c3"].parent_author, found["c3"].parent_text) == (
        "c1",
        "Tom",
        "How long?",
    )
    assert found["c3"].kind is Kind.REPLY
    assert found["c4"].parent_id == POST_ID


@pytest.mark.parametrize(
    ("reply", "answered", "text"),
    [
        ("@Tom An hour.", "c1", "An hour."),
        ("Tom: an hour.", "c1", "an hour."),
        ("Ana Maria, because.", "c2", "because."),
        ("@anamaria because.", "c2", "because."),
        ("Hi Ana! Because.", "c2", "Hi Ana! Because."),
        ("Thanks all. @Tom: an hour.", "c1", "Thanks all. @Tom: an hour."),
        ("Tomorrow, maybe.", None, "Tomorrow, maybe."),
        ("Tom wrote about it.", None, "Tom wrote about it."),
        ("Write to me@tom.example", None, "Write to me@tom.example"),
    ],
)
def test_a_creators_reply_goes_to_whom_it_names(reply: str, answered: str | None, text: str) -> None:
    found = by_id(
        items(
            markdown_blog,
            thread(
                comment("Tom", "How long?", 1),
                comment("Ana Maria", "Why?", 2),
                comment("Lea", reply, 3),
            ),
            LEA,
        )
    )
    assert found["c3"].parent_id == (answered or POST_ID)
    assert found["c3"].text == text


def test_names_are_only_those_who_wrote_before_and_the_latest_counts() -> None:
    assert addressee("@Tom yes", ["Ana"]) is None
    latest = addressee("@Tom yes", ["Tom", "Ana", "Tom"])
    assert latest is not None and latest.index == 2
    longest = addressee("@Tom Jones: yes", ["Tom Jones", "Tom"])
    assert longest is not None and longest.index == 0


def test_common_words_are_no_names() -> None:
    assert addressee("Well, yes.", ["Well", "Yes"]) is None


def test_the_creator_is_the_commenter_present_nearly_everywhere() -> None:
    files: dict[str, str | bytes] = {}
    for number in range(6):
        files[f"_posts/2020-01-0{number + 1}-p{number}.md"] = POST
        files[f"_data/comments/p{number}/a.yml"] = comment(
            "LEA " if number % 2 else "lea", "Hello", 1
        ).replace("c1", f"a{number}")
        files[f"_data/comments/p{number}/b.yml"] = comment(f"Fan {number}", "Hello", 2).replace(
            "c2", f"b{number}"
        )
    found = items(markdown_blog, files)
    assert sum(item.role is Role.CREATOR for item in found if item.kind is not Kind.POST) == 6


def test_nobody_is_taken_for_the_creator_without_reason() -> None:
    with pytest.raises(AmbiguousCreatorError) as error:
        items(markdown_blog, thread(comment("Tom", "Hello", 1), comment("Ana", "Hello", 2)))
    assert set(error.value.candidates) == {"Tom", "Ana"}


def test_a_mail_address_used_as_name_is_cut() -> None:
    found = by_id(items(markdown_blog, thread(comment("tom@mail.example", "Hello", 1)), LEA))
    assert found["c1"].author.name == "tom"


def test_quotes_in_a_comment_are_left_out() -> None:
    quoted = "_id: c1\ndate: 2020-03-01\nname: Lea\nmessage: |-\n  > How long?\n  An hour.\n"
    found = by_id(items(markdown_blog, thread(quoted), LEA))
    assert found["c1"].text == "An hour."


def test_json_comments_with_a_nested_author() -> None:
    files = thread()
    files["site/_data/comments/bread/x.json"] = (
        '{"id": 12345678901234567890, "date": 1583020800, "author": {"name": "Tom"}, "content": "Hi"}'
    )
    found = by_id(items(markdown_blog, files, LEA))
    assert found["12345678901234567890"].created_at == datetime(2020, 3, 1, tzinfo=UTC)


def test_a_broken_comment_is_reported_and_the_rest_read() -> None:
    found = records(markdown_blog, thread("name: [", comment("Tom", "Hi", 1)), LEA)
    assert sum(isinstance(record, Malformed) for record in found) == 1
    assert any(isinstance(record, ItemRecord) and record.native_id == "c1" for record in found)


def test_other_archives_are_not_blogs() -> None:
    assert markdown_blog.detect(InMemory({"a/README.md": "# Hello", "b.txt": "x", "c.json": "{}"})) is None
    assert markdown_blog.detect(InMemory({"notes.md": "just text"})) is None


def test_real_jekyll_posts() -> None:
    with open_archive(real("markdown_blog")) as archive:
        assert markdown_blog.detect(archive) is not None
        found = [
            record for record in markdown_blog.read(archive, ReadOptions()) if isinstance(record, ItemRecord)
        ]
    assert len(found) == 8
    assert all(item.created_at and item.title and item.text for item in found)


def test_a_real_french_and_english_site() -> None:
    with open_archive(real_creator("nhoizey-site.tar.gz")) as archive:
        found = list(markdown_blog.read(archive, ReadOptions()))
    posts = [record for record in found if isinstance(record, ItemRecord)]
    assert len(posts) == 1_498
    assert all(post.created_at for post in posts)
    assert {post.lang for post in posts} >= {"fr", "en"}
    assert not [record for record in found if isinstance(record, Malformed)]


def test_a_real_blog_with_its_comments() -> None:
    began = time.process_time()
    with open_archive(real_creator("haacked-blog.tar.gz")) as archive:
        found = list(markdown_blog.read(archive, ReadOptions()))
    elapsed = time.process_time() - began
    posts = [record for record in found if isinstance(record, ItemRecord) and record.kind is Kind.POST]
    comments = [record for record in found if isinstance(record, ItemRecord) and record.kind is not Kind.POST]
    assert not [record for record in found if isinstance(record, Malformed)]
    assert len(posts) == 2_058
    # One fan's comment consists of nothing but what they quoted.
    assert len(comments) + reasons(found)["empty"] == 24_258
    assert reasons(found) == {"empty": 1}
    creators = [item for item in comments if item.role is Role.CREATOR]
    assert len(creators) == 2_552
    assert {item.author.name.casefold() for item in creators} == {"haacked"}
    paired = [item for item in creators if item.kind is Kind.REPLY]
    assert len(paired) >= 961 + 334  # those that name their commenter, and those that state a parent
    assert all(item.parent_author for item in paired)
    known = {post.native_id for post in posts}
    roots = {item.root_id for item in comments}
    assert len(roots) == 1_740
    assert len(roots & known) == 1_730
    assert elapsed < 30


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_reported_and_never_raised(data: st.DataObject) -> None:
    files = thread(comment("Tom", "<p>How &amp; why?</p>", 1), comment("Lea", "@Tom so.", 2, replyToId="c1"))
    name = data.draw(st.sampled_from(sorted(files)))
    whole = str(files[name]).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    files[name] = data.draw(st.sampled_from([whole[:at], flipped]))
    markdown_blog.detect(InMemory(files))
    records(markdown_blog, files, LEA)


def test_entities_in_a_title_are_resolved() -> None:
    archive = InMemory({"_posts/2011-06-30-a.md": b"---\ntitle: What&rsquo;s New\n---\n\nText.\n"})
    titles = [
        item.title for item in markdown_blog.read(archive, ReadOptions()) if isinstance(item, ItemRecord)
    ]
    assert titles == ["What’s New"]
