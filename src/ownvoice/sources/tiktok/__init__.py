"""TikTok's "Download your data", as JSON of any year and as the older text files.

Read are the captions of the creator's videos, their comments (also in live videos) and, if asked for,
conversations. Times are in UTC. A video's id is in its link where that is a share link; everything else gets
a made one (see `made_ids`). Of a comment only the video is stated, which is its root; whether it answers the
video or another comment there isn't, so it has no parent. In a live video `parent_author` is who was live, as
the link states.

Where neither the account nor the creator says who they are, whoever in a conversation of two isn't the one it
is named after is the creator, and conversations of more are left out. In text files none are read.
"""

from __future__ import annotations

from ownvoice.core.records import AccountRecord, Malformed, Records, Skipped
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.telegram_creator import fold_name
from ownvoice.sources.reading.tiktok_json import Profile, read_profile, read_tiktok
from ownvoice.sources.reading.tiktok_txt import iter_blocks, profile_fields
from ownvoice.sources.tiktok.entries import Builder
from ownvoice.sources.tiktok.files import Files, tiktok_files

NAME = "tiktok"
TITLE = "TikTok export"

_PROFILE_BYTES = 65_536


def detect(archive: Archive) -> Detection | None:
    """Whether there is TikTok's file, or text files like TikTok's, by name and first bytes."""
    files = tiktok_files(archive)
    if not files:
        return None
    form = "" if files.json else " (text files)"
    return Detection(
        NAME,
        f"TikTok export{form}",
        tuple(sorted(member.name for member in files.members())),
        files.ignored,
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then each file's entries in its order."""
    files = tiktok_files(archive)
    for member in files.json:
        with archive.open(member) as stream:
            profile = read_profile(stream)
        builder = _builder(profile, options)
        yield from _account(profile)
        with archive.open(member) as stream:
            for entry in read_tiktok(stream, member.name):
                if isinstance(entry, Malformed):
                    yield entry
                else:
                    yield from builder.records(entry, member.name)
        yield from _left_out(builder, member)
    profile = _text_profile(archive, files)
    yield from _account(profile)
    for member in (*files.videos, *files.comments):
        builder = _builder(profile, options)
        build = builder.comment if member in files.comments else builder.video
        with archive.open(member) as stream:
            for block in iter_blocks(stream, member.name):
                if isinstance(block, Malformed):
                    yield block
                else:
                    yield from build(block.fields)
        yield from _left_out(builder, member)


def _builder(profile: Profile, options: ReadOptions) -> Builder:
    names = frozenset(
        key for name in (profile.handle, profile.name, *options.own_names) if (key := fold_name(name))
    )
    return Builder(profile, names, options.include_private)


def _account(profile: Profile) -> Records:
    if profile.handle or profile.name:
        yield AccountRecord(NAME, handle=profile.handle, name=profile.name)


def _left_out(builder: Builder, member: Member) -> Records:
    for reason, count in sorted(builder.skipped.items()):
        yield Skipped(member.name, reason, count)


def _text_profile(archive: Archive, files: Files) -> Profile:
    for member in files.profiles:
        fields = profile_fields(archive.head(member, _PROFILE_BYTES))
        if fields:
            name = fields.get("displayname") or fields.get("nickname") or ""
            return Profile(fields.get("username", ""), name)
    return Profile()
