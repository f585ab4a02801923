"""Large exports of platforms, made up, for measuring readers: a chat, a site, a mailbox, a public dump.

The fields are those of real exports; the words come from `generated.Words`. Each function writes about `size_mb`
megabytes and leaves the creator recognisable.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from ownvoice.bench.generated import Words

_START = datetime(2016, 1, 1, tzinfo=UTC)


def telegram_export(target: Path, size_mb: int, seed: int = 3) -> None:
    """A channel's `result.json`: every third message has entities, every fourth is a reply."""
    with target.open("w", encoding="utf-8") as out:
        out.write('{\n "name": "Bench",\n "type": "public_channel",\n "id": 4242,\n "messages": [\n')
        for number, text in _until(out.tell, size_mb, seed):
            when = _START + timedelta(minutes=number)
            message = {
                "id": number + 1, "type": "message", "date": when.strftime("%Y-%m-%dT%H:%M:%S"),
                "date_unixtime": str(int(when.timestamp())), "from": "Bench", "from_id": "channel4242",
                "text": text if number % 3 else [text, {"type": "bold", "text": "!"}],
                "text_entities": [{"type": "plain", "text": text}],
            }  # fmt: skip
            if number % 4 == 0 and number:
                message["reply_to_message_id"] = number
            out.write((",\n" if number else "") + json.dumps(message, ensure_ascii=False, indent=1))
        out.write("\n ]\n}")


def wordpress_export(target: Path, size_mb: int, seed: int = 5) -> None:
    """A site's WXR: posts of some paragraphs, each with two comments, the second one the author's answer."""
    namespaces = (
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    words = Words(seed + 1)
    with target.open("w", encoding="utf-8") as out:
        out.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {namespaces}><channel><title>Bench</title>'
            "<link>https://bench.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_id>1"
            "</wp:author_id><wp:author_login>bench</wp:author_login><wp:author_display_name>Bench"
            "</wp:author_display_name></wp:author>\n"
        )
        for number, text in _until(out.tell, size_mb, seed):
            when = (_START + timedelta(hours=number)).strftime("%Y-%m-%d %H:%M:%S")
            body = "".join(f"<p>{words.text()}</p>\n" for _ in range(6))
            comments = "".join(
                f"<wp:comment><wp:comment_id>{2 * number + who}</wp:comment_id><wp:comment_author>"
                f"{'Bench' if who else 'Fan'}</wp:comment_author><wp:comment_date_gmt>{when}</wp:comment_date_gmt>"
                f"<wp:comment_content><![CDATA[{words.text()}]]></wp:comment_content><wp:comment_approved>1"
                f"</wp:comment_approved><wp:comment_type></wp:comment_type><wp:comment_parent>{2 * number * who}"
                f"</wp:comment_parent><wp:comment_user_id>{who}</wp:comment_user_id></wp:comment>\n"
                for who in (0, 1)
            )
            out.write(
                f"<item><title>{escape(text[:40])}</title><link>https://bench.example/{number}</link><dc:creator>bench"
                f"</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number + 1}"
                f"</wp:post_id><wp:post_date_gmt>{when}</wp:post_date_gmt><wp:status>publish</wp:status>"
                f"<wp:post_type>post</wp:post_type>\n{comments}</item>\n"
            )
        out.write("</channel></rss>")


def mailbox(target: Path, size_mb: int, seed: int = 9) -> None:
    """An mbox of newsletters."""
    words = Words(seed + 1)
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for number, text in _until(out.tell, size_mb, seed):
            when = _START + timedelta(hours=number)
            body = "\n\n".join(words.text() for _ in range(8))
            out.write(
                f"From bench@bench.example {when:%a %b %d %H:%M:%S %Y}\nFrom: Bench <bench@bench.example>\n"
                f"To: list@bench.example\nSubject: {text[:50]}\nDate: {when:%a, %d %b %Y %H:%M:%S} +0000\n"
                f"Message-ID: <{number}@bench.example>\nList-Unsubscribe: <https://bench.example/u>\n"
                f'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\n\n{body}\n\n-- \nBench\n\n'
            )


def reddit_dump(target: Path, comments: int, seed: int = 13) -> None:
    """A public dump of comments, one a line; every tenth is the creator's answer to the one before."""
    words = Words(seed)
    with target.open("w", encoding="utf-8") as out:
        for number in range(comments):
            ours = number % 10 == 9
            parent = f"t1_{_base36(number - 1)}" if ours else "t3_zz9"
            row = {
                "id": _base36(number), "author": "bench" if ours else f"fan{number % 977}", "body": words.text(),
                "parent_id": parent, "link_id": "t3_zz9", "created_utc": 1_500_000_000 + number,
                "subreddit": "bench", "is_submitter": ours, "edited": False, "score": number % 50,
                "permalink": f"/r/bench/comments/zz9/_/{_base36(number)}/",
            }  # fmt: skip
            out.write(json.dumps(row) + "\n")


def reddit_table(folder: Path, comments: int, seed: int = 17) -> None:
    """A data request's folder: the account's own comments as CSV."""
    words = Words(seed)
    folder.mkdir()
    (folder / "statistics.csv").write_text("statistic,value\naccount name,bench\n")
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow("id,permalink,date,ip,subreddit,gildings,link,parent,body,media".split(","))
        for number in range(comments):
            when = (_START + timedelta(minutes=number)).strftime("%Y-%m-%d %H:%M:%S UTC")
            post = "https://www.reddit.com/r/bench/comments/zz9/_/"
            identity, parent = _base36(number), _base36(number - 1) if number % 2 else ""
            body = f"> a quote\n\n{words.text()}" if number % 8 == 0 else words.text()
            table.writerow([identity, f"{post}{identity}/", when, "", "bench", 0, post, parent, body, ""])


def _until(position: Callable[[], int], size_mb: int, seed: int) -> Iterator[tuple[int, str]]:
    """Numbered texts until so much has been written."""
    words = Words(seed)
    number = 0
    while number % 256 or position() < size_mb * 1_000_000:
        yield number, words.text()
        number += 1


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number or not text:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return f"b{text}"
