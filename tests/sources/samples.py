"""Small exports of every source, made by the same builders as its own tests use.

`SAMPLES` is everything a source reads, in one or a few archives; `LISTS` are the formats that are read as a stream, as
functions of how many entries there shall be, each with `word(n)` in its text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from ownvoice.sources.reading.contract import ReadOptions
from tests.sources import (
    test_beehiiv,
    test_blogger,
    test_bluesky,
    test_buttondown,
    test_captions,
    test_discord,
    test_documents,
    test_facebook,
    test_feed,
    test_ghost,
    test_instagram,
    test_linkedin,
    test_mail,
    test_markdown_blog,
    test_mastodon,
    test_mastodon_statuses,
    test_medium,
    test_misskey,
    test_patreon,
    test_podcast,
    test_reddit,
    test_rich_text,
    test_squarespace,
    test_substack,
    test_telegram,
    test_threads,
    test_tiktok,
    test_twitch,
    test_whatsapp,
    test_wix,
    test_wordpress,
    test_x,
    test_youtube,
)
from tests.sources.document_files import open_document
from tests.sources.document_files import word as word_document

Files = dict[str, str | bytes]


@dataclass(frozen=True)
class Sample:
    """An export and what the creator says before it is read."""

    files: Files
    options: ReadOptions = field(default_factory=ReadOptions)


def assigned(name: str, value: object) -> str:
    """A file of X's archive."""
    return f"window.YTD.{name}.part0 = {json.dumps(value, indent=2)}"


X_ACCOUNT = assigned("account", [{"account": {"username": "lea", "accountId": "7"}}])
_DIRECT = [
    {
        "dmConversation": {
            "conversationId": "7-8",
            "messages": [
                {
                    "messageCreate": {
                        "senderId": sender,
                        "recipientId": "7",
                        "id": str(number),
                        "text": "Which flour?",
                        "createdAt": "2022-11-03T08:50:26.123Z",
                    }
                }
                for number, sender in enumerate(("8", "7"))
            ],
        }
    }
]
X = {
    "data/account.js": X_ACCOUNT,
    "data/tweets.js": assigned(
        "tweets",
        [
            test_x.tweet(1, "Rye &amp; water https://t.co/a"),
            test_x.tweet(2, "@tom yes", in_reply_to_status_id_str="9", in_reply_to_screen_name="tom"),
            test_x.tweet(3, "RT @tom: no"),
        ],
    ),
    "data/note-tweet.js": assigned(
        "note_tweet",
        [{"noteTweet": {"noteTweetId": "5", "core": {"text": "Rye & water", "urls": []}, "createdAt": "x"}}],
    ),
    "data/direct-messages.js": assigned("direct_messages", _DIRECT),
}
_YOUTUBE_THREAD = {"kind": "youtube#commentThreadListResponse", "items": [test_youtube.THREAD]}
YOUTUBE = {
    "videos.csv": test_youtube.VIDEOS,
    f"x [{test_youtube.VIDEO}].info.json": test_youtube.info(
        comments=[
            test_youtube.said("t1", "root", "How?"),
            test_youtube.said("t1.a", "t1", "@tom so", "@lea", True),
        ]
    ),
    f"x [{test_youtube.VIDEO}].en.vtt": test_youtube.CAPTIONS,
    "threads.json": json.dumps(_YOUTUBE_THREAD),
    f"{test_youtube.FOLDER}/comments/comments.csv": test_youtube.table(test_youtube.IN_2025),
}
TELEGRAM = test_telegram.account(
    test_telegram.TestDiscussionGroup.GROUP,
    test_telegram.channel(
        test_telegram.message(1, ["é", {"type": "bold", "text": "x"}], **test_telegram.CHANNEL)
    ),
)
MASTODON = {
    "actor.json": json.dumps(test_mastodon.ACTOR),
    "outbox.json": json.dumps(
        {
            "orderedItems": [
                test_mastodon.note(1, "<p>Rye &amp; <b>water</b></p>"),
                test_mastodon.note(2, "<p>Yes</p>", inReplyTo="https://other.org/users/tom/statuses/9"),
                test_mastodon.boost(3),
            ]
        }
    ),
}
SAMPLES: dict[str, list[Sample]] = {
    "beehiiv": [
        Sample({"posts.csv": test_beehiiv.table(test_beehiiv.ROW, test_beehiiv.ROW | {"id": "b"})}),
        Sample({"posts.json": test_beehiiv.answers(test_beehiiv.POST)}),
    ],
    "misskey": [
        Sample(
            test_misskey.file(
                test_misskey.note("1", "one é", user=test_misskey.LEA),
                test_misskey.note(
                    "2", "@tom $[tada two] [x](https://a.example)", user=test_misskey.LEA, replyId="9"
                ),
            ),
            ReadOptions(("lea",), include_private=True),
        )
    ],
    "squarespace": [
        Sample({"blog.json": test_squarespace.page(test_squarespace.ITEM)}, ReadOptions(("Lea Roy",))),
        Sample(
            {"post.json": test_squarespace.page(test_squarespace.ITEM, key="item")}, ReadOptions(("Lea Roy",))
        ),
    ],
    "wix": [Sample({"posts.csv": test_wix.table(test_wix.ROW)}, ReadOptions(("Lea Roy",)))],
    "blogger": [
        Sample({"blog-1.xml": test_blogger.backup(*test_blogger.TALK)}),
        Sample({"Blogs/Lea/feed.atom": test_blogger.takeout(*test_blogger.NEW_TALK)}),
    ],
    "bluesky": [
        Sample(
            {
                "repo.car": test_bluesky.repository(
                    test_bluesky.post("Bread"),
                    test_bluesky.post(
                        "Yes",
                        **test_bluesky.answering(test_bluesky.uri("did:plc:tom"), test_bluesky.uri("x")),
                    ),
                ),
                "thread.json": json.dumps(test_bluesky.thread()),
            },
            ReadOptions((test_bluesky.LEA,)),
        )
    ],
    "buttondown": [
        Sample({"emails.csv": test_buttondown.TABLE, "emails/on-rye.md": test_buttondown.TEXT}),
        Sample({"emails.json": json.dumps([test_buttondown.ROW]), "emails/on-rye.md": test_buttondown.TEXT}),
    ],
    "discord": [
        Sample({"a.json": test_discord.TALK}, test_discord.AS_LEA),
        Sample(
            test_discord.package([{"ID": 1, "Timestamp": "2023-01-06 14:03:03", "Contents": "Rye é"}]),
            ReadOptions(include_private=True),
        ),
        Sample(
            test_discord.package("ID,Timestamp,Contents,Attachments\n1,2023-01-06 14:03:03,Rye é,\n"),
        ),
    ],
    "documents": [
        Sample({"a.txt": test_documents.TEXT, "b.md": f"---\ntitle: x\n---\n# A\n\n{test_documents.TEXT}"}),
        Sample({"a.docx": word_document("First é.", "Second.", title="On rye", created=test_documents.DAY)}),
        Sample({"t.mp4": b"x", "t.vtt": test_captions.VTT}),
        Sample(
            {"a.odt": open_document("<text:p>Rye é needs water.</text:p>"), "b.rtf": test_rich_text.WORDPAD}
        ),
        Sample({"talk.en.srt": test_captions.VTT}),
    ],
    "facebook": [
        Sample({**test_facebook.TestDamage.SAMPLE}, ReadOptions(("Lea Roy",), include_private=True))
    ],
    "feed": [
        Sample({"f.xml": test_feed.rss(test_feed.item("<title>T</title><description>Rye é</description>"))}),
        Sample({"f.xml": test_feed.atom(test_feed.entry(1, escape("<p>Rye &amp; é</p>")))}),
        Sample({"f.json": test_feed.json_feed({"id": "1", "content_html": "<p>Rye é</p>"})}),
        Sample(
            {"f.xml": test_podcast.rss("a.vtt"), "a.vtt": test_podcast.VTT, "b.srt": test_podcast.SRT},
        ),
    ],
    "ghost": [Sample({"lea.ghost.json": test_ghost.SAMPLE})],
    "instagram": [Sample({**test_instagram.TestDamage.SAMPLE}, ReadOptions(include_private=True))],
    "linkedin": [Sample(test_linkedin.FILES, ReadOptions(include_private=True))],
    "mail": [
        Sample(
            test_mail.box(
                test_mail.written("How löng?", test_mail.BO, 1),
                test_mail.written(test_mail.ANSWER, test_mail.LEA, 2, 1),
            ),
            test_mail.PRIVATE,
        ),
        Sample({"1.eml": test_mail.written("Bread news", List_Unsubscribe="<https://a.example>")}),
    ],
    "markdown_blog": [
        Sample(
            test_markdown_blog.thread(
                test_markdown_blog.comment("Tom", "How löng?", 1),
                test_markdown_blog.comment("Lea", "An hour", 2, replying_to="1"),
            ),
            test_markdown_blog.LEA,
        ),
        Sample({"content/fr/bread.md": '+++\ntitle = "Bread"\ndate = 2020-03-01T08:00:00Z\n+++\nFlour é'}),
    ],
    "mastodon": [
        Sample({**MASTODON}),
        Sample(
            {"a.social.user.lea.json": json.dumps(test_mastodon_statuses.FILE)},
            ReadOptions(("lea@a.social",), include_private=True),
        ),
    ],
    "medium": [Sample({"posts/2021-03-04_On-rye-0123456789ab.html": test_medium.STORY})],
    "patreon": [Sample({"posts.json": test_patreon.SAMPLE})],
    "reddit": [
        Sample(test_reddit.TestDataRequest.FILES, ReadOptions(include_private=True)),
        Sample({"dump.jsonl": test_reddit.TestDumps.DUMP}, ReadOptions(("lea",))),
        Sample({"thread.json": json.dumps(test_reddit.TestShapes.THREAD, indent=1)}, ReadOptions(("lea",))),
    ],
    "substack": [
        Sample(
            test_substack.files(test_substack.row("12.rye"), test_substack.row("13.oats"))
            | {"posts/12.rye.html": "<p>Use é</p>"}
        )
    ],
    "telegram": [
        Sample({"result.json": json.dumps(TELEGRAM, ensure_ascii=False, indent=1)}),
        Sample(
            {"result.json": json.dumps(test_telegram.chat(test_telegram.message(3, **test_telegram.LEA)))},
            ReadOptions(("Lea",)),
        ),
    ],
    "threads": [Sample({**test_threads.TestOneArchiveWithInstagram.FILES})],
    "tiktok": [
        Sample({"user_data_tiktok.json": json.dumps(test_tiktok.NEW, ensure_ascii=False, indent=1)}),
        Sample({"user_data_tiktok.json": json.dumps(test_tiktok.OLD)}),
    ],
    "twitch": [Sample({"chat.json": test_twitch.TALK})],
    "whatsapp": [Sample({"WhatsApp Chat with Bo.txt": test_whatsapp.SAMPLE}, test_whatsapp.MINE)],
    "wordpress": [
        Sample(
            {
                "export.xml": test_wordpress.wxr(
                    test_wordpress.post(
                        1,
                        "<p>Rye é</p>",
                        inner=test_wordpress.comment(1) + test_wordpress.comment(2, parent=1, user_id=1),
                    ),
                    test_wordpress.post(2),
                )
            }
        )
    ],
    "x": [Sample({**X}, ReadOptions(include_private=True))],
    "youtube": [Sample({**YOUTUBE}, ReadOptions(("@lea",)))],
}


def word(number: int) -> str:
    """What entry `number` says, and no other."""
    return f"Loaf{number:05}"


@dataclass(frozen=True)
class Listed:
    """A format of many entries; `make` gives the member that holds them, with `count` of them."""

    source: str
    member: str
    make: Callable[[int], str | bytes]
    beside: Files = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)
    tells_cuts: bool = True  # the last of several lines may be cut without a sign


def _many(count: int, make: Callable[[int], object]) -> list[object]:
    return [make(number) for number in range(1, count + 1)]


def _texts(count: int, make: Callable[[int], str]) -> str:
    return "".join(make(number) for number in range(1, count + 1))


LISTS: dict[str, Listed] = {
    "x": Listed(
        "x",
        "data/tweets.js",
        lambda count: assigned("tweets", _many(count, lambda n: test_x.tweet(n, word(n)))),
        {"data/account.js": X_ACCOUNT},
    ),
    "telegram, one chat": Listed(
        "telegram",
        "result.json",
        lambda count: json.dumps(
            test_telegram.chat(
                *_many(count, lambda n: test_telegram.message(n, word(n), **test_telegram.LEA))
            ),
            indent=1,
        ),
        options=ReadOptions(("Lea",)),
    ),
    "telegram, account": Listed(
        "telegram",
        "result.json",
        lambda count: json.dumps(
            test_telegram.account(
                test_telegram.channel(
                    *_many(count, lambda n: test_telegram.message(n, word(n), **test_telegram.CHANNEL))
                )
            )
        ),
    ),
    "instagram": Listed(
        "instagram",
        f"{test_instagram.TOP}/media/posts_1.json",
        lambda count: json.dumps(_many(count, lambda n: test_instagram.post(word(n), 1_600_000_000 + n))),
        {test_instagram.PROFILE: test_instagram.LEA},
    ),
    "facebook": Listed(
        "facebook",
        test_facebook.POSTS,
        lambda count: json.dumps(_many(count, lambda n: test_facebook.post(word(n), 1_600_000_000 + n))),
        {test_facebook.PROFILE: test_facebook.LEA},
    ),
    "threads": Listed(
        "threads",
        test_threads.POSTS,
        lambda count: json.dumps(
            test_threads.listed(*_many(count, lambda n: test_threads.post(word(n), 1_600_000_000 + n)))
        ),
    ),
    "tiktok": Listed(
        "tiktok",
        "user_data_tiktok.json",
        lambda count: json.dumps(
            {
                "Profile And Settings": test_tiktok.PROFILE,
                "Post": {"Posts": {"VideoList": _many(count, lambda n: test_tiktok.video(word(n)))}},
            }
        ),
    ),
    "mastodon": Listed(
        "mastodon",
        "outbox.json",
        lambda count: json.dumps(
            {"orderedItems": _many(count, lambda n: test_mastodon.note(n, f"<p>{word(n)}</p>"))}
        ),
        {"actor.json": json.dumps(test_mastodon.ACTOR)},
    ),
    "reddit, lines": Listed(
        "reddit",
        "dump.jsonl",
        lambda count: test_reddit.lines(
            *_many(count, lambda n: test_reddit.post(f"p{n}", word(n), "Flour."))
        ),
        options=ReadOptions(("lea",)),
    ),
    "reddit, tables": Listed(
        "reddit",
        "posts.csv",
        lambda count: (
            test_reddit.POSTS.split("\n", 1)[0]
            + "\n"
            + _texts(
                count, lambda n: f"p{n},/r/rye/comments/p{n}/x/,2024-01-06 10:00:00 UTC,,rye,0,T,,{word(n)}\n"
            )
        ),
        {"statistics.csv": test_reddit.STATISTICS},
        tells_cuts=False,
    ),
    "linkedin": Listed(
        "linkedin",
        "Shares.csv",
        lambda count: (
            test_linkedin.SHARES_HEADER
            + _texts(
                count,
                lambda n: (
                    f"2026-01-06 10:00:00,{test_linkedin.UPDATE}urn:li:share:{n},{word(n)},,,MEMBER_NETWORK\n"
                ),
            )
        ),
        {"Profile.csv": test_linkedin.PROFILE},
        tells_cuts=False,
    ),
    "discord": Listed(
        "discord",
        "a.json",
        lambda count: test_discord.exported(
            *_many(count, lambda n: test_discord.said(n, test_discord.LEA, word(n)))
        ),
        options=test_discord.AS_LEA,
    ),
    "whatsapp": Listed(
        "whatsapp",
        "WhatsApp Chat with Bo.txt",
        lambda count: (
            _texts(count, lambda n: f"25/12/23, 20:15 - Léa: {word(n)}\n") + "26/12/23, 20:15 - Bo: no\n"
        ),
        options=test_whatsapp.MINE,
        tells_cuts=False,
    ),
    "wordpress": Listed(
        "wordpress",
        "export.xml",
        lambda count: test_wordpress.wxr(
            *[test_wordpress.post(n, f"<p>{word(n)}</p>") for n in range(1, count + 1)]
        ),
    ),
    "mail": Listed(
        "mail",
        "mail.mbox",
        lambda count: next(
            iter(
                test_mail.box(
                    *[test_mail.written(word(n), test_mail.LEA, n) for n in range(1, count + 1)]
                ).values()
            )
        ),
        options=test_mail.PRIVATE,
        tells_cuts=False,
    ),
    "blogger": Listed(
        "blogger",
        "blog-1.xml",
        lambda count: test_blogger.backup(
            *[test_blogger.old(n, "post", f"<p>{word(n)}</p>") for n in range(1, count + 1)]
        ),
    ),
    "youtube, comments": Listed(
        "youtube",
        f"{test_youtube.FOLDER}/comments/comments.csv",
        lambda count: (
            test_youtube.BEFORE_JUNE_2024
            + "\n"
            + _texts(
                count,
                lambda n: (
                    f"Ugw{n},{test_youtube.OWN},{test_youtube.TIME},0,,{test_youtube.VIDEO},"
                    + test_youtube.cell(json.dumps({"text": word(n)}))
                    + "\n"
                ),
            )
        ),
        tells_cuts=False,
    ),
    "twitch": Listed(
        "twitch",
        "chat.json",
        lambda count: test_twitch.chat(*_many(count, lambda n: test_twitch.said(n, "Lea_Bakes", word(n)))),
    ),
    "patreon, lines": Listed(
        "patreon",
        "posts.jsonl",
        lambda count: "\n".join(
            json.dumps(test_patreon.post(n, content=f"<p>{word(n)}</p>")) for n in range(1, count + 1)
        ),
    ),
    "bluesky": Listed(
        "bluesky",
        "thread.jsonl",
        lambda count: "\n".join(
            json.dumps(test_bluesky.view(test_bluesky.LEA, f"3k{n}", word(n))) for n in range(1, count + 1)
        ),
        options=ReadOptions((test_bluesky.LEA,)),
    ),
}
