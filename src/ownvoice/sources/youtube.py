"""YouTube: a Google Takeout, dumps of yt-dlp and of the Data API, and captions.

A Takeout holds the creator's videos and their own comments, but not what fans wrote; a dump of yt-dlp
(`--write-comments`) or of the Data API holds both sides. All ids are YouTube's, so the two join.

What a comment answers: in a Takeout, the parent it states (a reply's id, too, begins with its thread's); in
dumps, the thread's first comment, or the earlier comment in the thread of whom the reply names with "@" at its
start, which is computed from the text (`youtube_threads`). A first comment answers the video. The root is
always the video.

The creator is whom `own_names` names, the channel of the Takeout, or the uploader of the videos; where
videos of several channels and nothing else are given, the creator has to say.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.reading.captions import MAX_SIZE, parse_captions
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.js_literal import to_json
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.static_comments import name_key
from ownvoice.sources.reading.timestamps import from_unix, parse_iso
from ownvoice.sources.reading.youtube_files import (
    Dump,
    Files,
    caption_name,
    video_fields,
    video_of,
    youtube_files,
)
from ownvoice.sources.reading.youtube_takeout import Row, Table, plain_text, read_table
from ownvoice.sources.reading.youtube_threads import Comment, Threads, from_data_api, from_yt_dlp

NAME = "youtube"
TITLE = "YouTube (Takeout, yt-dlp, Data API, captions)"

_WATCH = "https://www.youtube.com/watch?v="
