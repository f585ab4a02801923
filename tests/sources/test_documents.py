"""Documents and recordings: what is taken, what never is, what becomes of it, and what damage does."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from ownvoice.core.errors import OwnvoiceError, UnknownSourceError
from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Record, Role, Visibility
from ownvoice.sources import documents
from ownvoice.sources.documents import pdf_process, word_parts
from ownvoice.sources.documents.pdf_pages import NO_TEXT, PROTECTED, paragraphs, without_running_heads
from ownvoice.sources.documents.prose import is_prose
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.corpus.samples import mastodon, status
from tests.real_files import real
from tests.sources.document_files import open_document, pdf, pdf_of, word, word_of
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

TEXT = "Opening hours\n\nThe bakery is open from seven to noon.\n\nOn Mondays we rest.\n"
DAY = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def one(name: str, data: str | bytes) -> ItemRecord:
    (item,) = items(documents, {name: data})
    return item


def told(found: list[Record]) -> list[str]:
    return [record.reason for record in found if isinstance(record, Malformed)]


class TestTaken:
    def test_each_document_is_a_post_of_the_creators(self) -> None:
        item = one("hours.txt", TEXT)
        assert (item.kind, item.role, item.author) == (Kind.POST, Role.CREATOR, Author())
        assert (item.title, item.native_id, item.created_at) == ("Opening hours", "hours.txt", None)
        assert item.text == "The bakery is open from seven to noon.\n\nOn Mondays we rest."
        assert item.visibility is Visibility.UNLISTED

    def test_the_detection_says_what_there_is(self) -> None:
        files: dict[str, str | bytes] = {
            "d/a.txt": TEXT, "d/b.md": "# Rye\n\nNeeds more water than wheat.", "d/c.pdf": pdf(["Some words here."]),
            "d/talk.mp4": b"x", "d/talk.vtt": "WEBVTT\n", "d/bare.mp3": b"x", "d/photo.jpg": b"x",
        }  # fmt: skip
        detection = documents.detect(InMemory(files))
        assert detection is not None
        assert (
            detection.description == "3 documents (Markdown, PDF, text); 2 recordings, 1 without a transcript"
        )
        assert set(detection.members) == set(files) - {"d/photo.jpg"}

    @pytest.mark.parametrize(
        "name",
        ["README.md", "readme.txt", "LICENSE.txt", "License-MIT.md", "CHANGELOG.md", "robots.txt", "requirements.txt",
         "NOTICE.txt", "~$letter.docx", ".hidden.txt", "a.rtf", "a.odt", "txt", "security_advisories.md"],
    )  # fmt: skip
    def test_what_programs_put_beside_their_files_is_not(self, name: str) -> None:
        assert documents.detect(InMemory({name: TEXT})) is None

    def test_nothing_is_taken_out_of_a_program(self) -> None:
        files: dict[str, str | bytes] = {"app/docs/guide.md": TEXT, "app/package.json": "{}"}
        assert documents.detect(InMemory(files)) is None
        files |= {"texts/hours.txt": TEXT}
        assert [item.native_id for item in items(documents, files)] == ["hours.txt"]

    def test_nothing_is_taken_out_of_an_export_nobody_knows(self) -> None:
        files: dict[str, str | bytes] = {f"messages/c{n}.json": "[]" for n in range(3)}
        assert documents.detect(InMemory({**files, "help.txt": TEXT})) is None

    def test_settings_of_the_program_they_were_written_with_do_not_matter(self) -> None:
        files: dict[str, str | bytes] = {f".obsidian/{n}.json": "{}" for n in range(3)}
        assert len(items(documents, {**files, "help.txt": TEXT})) == 1

    def test_nothing_is_taken_where_a_platform_is_recognised(self, tmp_path: Path) -> None:
        folder = mastodon(tmp_path / "m", [status(1, "Bread is ready")])
        (folder / "notes").mkdir()
        (folder / "notes" / "hours.txt").write_text(TEXT)
        (folder / "README.txt").write_text(TEXT)
        with open_archive(folder) as archive:
            detections = registry.recognise(archive)
            assert [detection.source for detection in detections] == ["mastodon"]
            assert registry.unknown_members(archive, detections) == ["README.txt", "notes/hours.txt"]

    def test_a_single_file_is_recognised_by_itself(self, tmp_path: Path) -> None:
        for name, data in (
            ("a.txt", TEXT.encode()),
            ("a.pdf", pdf(["Rye needs water."])),
            ("a.docx", word("Rye needs water.", "Much of it.")),
            ("a.odt", open_document("<text:p>Rye needs water.</text:p>")),
            ("a.rtf", b"{\\rtf1 Rye needs water.}"),
        ):
            (tmp_path / name).write_bytes(data)
            with open_archive(tmp_path / name) as archive:
                (detection,) = registry.recognise(archive)
                assert detection.source == "documents"
                assert registry.unknown_members(archive, [detection]) == []
                (item,) = documents.read(archive, ReadOptions())
                assert isinstance(item, ItemRecord) and item.native_id == name

    def test_tables_of_office_programs_are_unknown(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
            for name in ("[Content_Types].xml", "xl/workbook.xml"):
                made.writestr(name, "<x/>")
        with open_archive(tmp_path / "a.xlsx") as archive, pytest.raises(UnknownSourceError):
            registry.recognise(archive)

    def test_the_folder_all_are_in_is_not_part_of_the_id(self) -> None:
        nested = items(documents, {"texts/a/x.txt": TEXT, "texts/y.txt": TEXT})
        flat = items(documents, {"a/x.txt": TEXT, "y.txt": TEXT})
        assert sorted(by_id(nested)) == sorted(by_id(flat)) == ["a/x.txt", "y.txt"]

    @pytest.mark.parametrize(
        "name",
        ["drafts/rye.txt", "rye - draft.txt", "Draft: rye.txt", "[private] rates.txt", "Private/x.txt", "rye_draft_2.txt",
         "draft.txt", "Brouillon - pain.txt"],
    )  # fmt: skip
    def test_drafts_are_read_on_request_and_never_told(self, name: str) -> None:
        assert reasons(records(documents, {name: TEXT, "z/other.txt": TEXT})) == {"draft": 1}
        found = items(documents, {name: TEXT, "z/other.txt": TEXT}, ReadOptions(include_private=True))
        assert by_id(found)[name].visibility is Visibility.PRIVATE

    @pytest.mark.parametrize("name", ["Hiring a private chef.txt", "Draft horses.txt", "Beer on draft.txt"])
    def test_words_inside_a_name_make_no_draft(self, name: str) -> None:
        assert one(name, TEXT).visibility is Visibility.UNLISTED


class TestProse:
    @pytest.mark.parametrize(
        "text",
        [
            "Rye needs more water than wheat does.",
            "Q: Can I freeze it?\nA: Yes, for three weeks.\n\nQ: And cakes?\nA: Those, too.",
            "Brot\n\n- Mehl, 500 g\n- Wasser, 350 g\n- Salz, 10 g\n\nAlles mischen und zwölf Stunden ruhen lassen.",
            "黑麦面包需要更多的水。\n这是我们的做法，每天早上都一样。",
            "2024-05-01 A good day\n\nWe baked.\n\nThe oven broke twice.\n\nStill, all of it was sold by noon.",
        ],
    )
    def test_texts(self, text: str) -> None:
        assert is_prose(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            '{"a": 1}',
            "<html><body>Hello you all out there</body></html>",
            "#!/bin/sh\necho hello world again",
            "name,age,town\nLea,30,Paris\nSam,31,Rome\n",
            "name\tage\nLea Roy\t30\nSam Fan\t31\n",
            "1/2/24, 9:03 - Lea: Is the bread ready?\n1/2/24, 9:04 - Sam: Yes it is\n",
            "[2024-01-02, 12:23] Lea: Hello you\n[2024-01-03, 12:23] Sam: And you\nhow?\n",
            "2024-01-02 12:00:01 INFO started the server\n2024-01-02 12:00:02 WARN slow\n",
            "Jan  2 10:00:01 host sshd[1]: accepted key\nJan  2 10:00:02 host sshd[1]: closed\n",
            "From: a@b.example\nTo: c@d.example\nSubject: Hello\nDate: today\n\nHow are you all?",
            "import os\n\ndef bake(flour):\n    return os.fspath(flour)\n\nclass Oven:\n    pass\n",
            "at://did:plc:a/b/c\nat://did:plc:a/b/d\nat://did:plc:a/b/e\n",
            "# preferred forms of it\n1985-04-12T23:20:50.123Z\n1985-04-12T23:20:51Z\n1985-04-12T23:20:52Z\n",
            "-----BEGIN PGP MESSAGE-----\n\nhQIMA abc def ghi\n",
            "12 34 56\n78 90 12\n",
            "\x00\x01\x02 binary with some words in it",
            "WEBVTT\n\n00:00.000 --> 00:02.000\nHello there all of you\n",
            "1\n00:00:00,000 --> 00:00:02,000\nHello there\n\n2\n00:00:02,000 --> 00:00:04,000\nAll of you\n",
        ],
    )
    def test_what_programs_write_or_read_is_none(self, text: str) -> None:
        assert not is_prose(text)
        assert documents.detect(InMemory({"a.txt": text})) is None

    def test_markdown_may_hold_code_and_tables(self) -> None:
        text = "# Rye\n\nRun this every morning:\n\n```\nimport oven\noven.on();\noven.off();\n```\n\n|a|b|\n|-|-|\n|1|2|"
        assert is_prose(text, markdown=True)
        item = one("rye.md", text)
        assert (item.title, item.text) == ("Rye", "Run this every morning:\n\na b\n1 2")


class TestPlain:
    def test_the_first_line_is_a_title_only_where_it_stands_apart(self) -> None:
        assert one("my_rye.txt", "We bake.\n\nEvery day, too.").title == "my rye"
        assert one("a.txt", "Rye\n===\nWe bake every day.").title == "Rye"

    def test_lines_broken_at_a_width_are_joined(self) -> None:
        line = "We bake every day but Monday and this goes on for a while, you see"
        text = f"{line}\n{line}\n{line}\n{line}\n{line}\nfor ever.\n\nNext one."
        assert one("a.txt", text).text == f"{' '.join([line] * 5)} for ever.\n\nNext one."

    def test_verses_are_not(self) -> None:
        text = "Roses are red,\nviolets are blue,\nrye is the best,\nand so are you."
        assert one("a.txt", text).text == text

    @pytest.mark.parametrize(
        "data",
        ["Crème brûlée is for Sundays".encode(code) for code in ("utf-8", "utf-8-sig", "utf-16", "cp1252")],
    )
    def test_encodings(self, data: bytes) -> None:
        assert one("a.txt", data).text == "Crème brûlée is for Sundays"

    def test_markdown_states_its_title_and_time(self) -> None:
        item = one(
            "a.md", "---\nauthor: Lea\ndate: 2024-01-02\n---\n\nSee [the mill](https://mill.example/) soon."
        )
        assert (item.text, item.links) == ("See the mill soon.", ("https://mill.example/",))
        assert item.created_at == datetime(2024, 1, 2, tzinfo=UTC)


class TestWord:
    def test_text_title_and_times(self) -> None:
        item = one("a.docx", word("First.", "Second.", title="On rye", created=DAY))
        assert (item.text, item.title, item.created_at) == ("First.\n\nSecond.", "On rye", DAY)
        assert "Somebody" not in repr(item)

    def test_a_heading_is_the_title_where_none_is_stated(self) -> None:
        item = one("a.docx", word("First.", heading="Rye"))
        assert (item.text, item.title, item.created_at) == ("First.", "Rye", None)

    def test_changes_comments_hidden_text_and_field_codes(self) -> None:
        body = (
            "<w:p><w:r><w:t xml:space='preserve'>Bake </w:t></w:r><w:ins><w:r><w:t>rye</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>wheat</w:delText><w:t>oats</w:t></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>now</w:t><w:br/><w:t>and here</w:t></w:r>"
            "<w:r><w:commentReference w:id='1'/></w:r></w:p>"
            "<w:del><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:del>"
        )
        assert one("a.docx", word_of(body)).text == "Bake rye now\nand here"

    def test_a_row_of_a_table_is_a_paragraph(self) -> None:
        def cell(text: str) -> str:
            return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

        rows = "".join(
            f"<w:tr>{cell(a)}{cell(b)}</w:tr>" for a, b in (("Flour", "500 g"), ("Water", "350 g"))
        )
        body = f"<w:tbl>{rows}</w:tbl><w:p><w:r><w:t>Mix.</w:t></w:r></w:p>"
        assert one("a.docx", word_of(body)).text == "Flour 500 g\n\nWater 350 g\n\nMix."

    def test_entities_are_never_resolved(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret")
        for definition in (f'SYSTEM "{secret.as_uri()}"', '"the secret"'):
            prolog = f"<!DOCTYPE d [<!ENTITY x {definition}>]>"
            found = records(
                documents, {"a.docx": word_of("<w:p><w:r><w:t>A &x; b.</w:t></w:r></w:p>", prolog)}
            )
            assert "the secret" not in repr(found)

    def test_a_bomb_is_refused_at_once(self) -> None:
        bomb = word_of("<w:p><w:r/></w:p>" * 3_000_000)
        started = time.perf_counter()
        assert "made to do harm" in told(records(documents, {"a.docx": bomb}))[0]
        assert time.perf_counter() - started < 1

    def test_what_precedes_the_limit_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(word_parts, "MAX_PART", 200_000)
        body = "<w:p><w:r><w:t>Begin.</w:t></w:r></w:p>" + "<w:p><w:r/></w:p>" * 30_000
        found = records(documents, {"a.docx": word_of(body)})
        assert [record.text for record in found if isinstance(record, ItemRecord)] == ["Begin."]
        assert "more than any text has" in told(found)[0]

    def test_a_document_cut_short_keeps_what_precedes(self) -> None:
        whole = word_of(
            "".join(f"<w:p><w:r><w:t>Paragraph {n}.</w:t></w:r></w:p>" for n in range(3)) + "<w:p>"
        )
        found = records(documents, {"a.docx": whole})
        assert [record.text for record in found if isinstance(record, ItemRecord)] == [
            "Paragraph 0.\n\nParagraph 1.\n\nParagraph 2."
        ]
        assert "damaged" in told(found)[0]


class TestPdf:
    def test_text_title_and_time(self) -> None:
        info = "/Title (On rye) /CreationDate (D:20240102040405+01'00') /ModDate (D:20240203)"
        item = one("a.pdf", pdf(["Rye needs water."], info=info, root="/Lang (en-GB)"))
        assert (item.text, item.title, item.created_at, item.lang) == (
            "Rye needs water.",
            "On rye",
            DAY,
            "en",
        )
        assert item.edited_at == datetime(2024, 2, 3, tzinfo=UTC)

    @pytest.mark.parametrize("title", ["Microsoft Word - rye.docx", "untitled", "rye.indd", "1"])
    def test_titles_that_say_nothing(self, title: str) -> None:
        assert one("my_rye.pdf", pdf(["Rye needs water."], info=f"/Title ({title})")).title == "my rye"

    def test_heads_and_numbers_of_pages_go(self) -> None:
        pages = [
            ["Lea's Book of Rye", f"The text of page {word} is here.", f"- {number} -"]
            for number, word in enumerate(("one", "two", "three", "four"), start=3)
        ]
        assert one("a.pdf", pdf(*pages)).text == "\n\n".join(
            f"The text of page {word} is here." for word in ("one", "two", "three", "four")
        )

    def test_heads_that_count_and_lines_that_only_look_so(self) -> None:
        pages = [
            [f"Rye | Page {n}", f"Words {w}", "Same line", f"more {w}", f"end {w}"]
            for n, w in enumerate("abc")
        ]
        kept = without_running_heads(pages)
        assert kept[0] == ["Words a", "Same line", "more a", "end a"]
        assert without_running_heads([["Bake at", "230"], ["for", "40"]]) == [
            ["Bake at", "230"],
            ["for", "40"],
        ]

    def test_names_of_chapters_beside_the_number_go(self) -> None:
        pages = [
            [f"Chapter {n}: {w} {n + 6}", f"Words {w}", "a", "b", "c", f"end {w}"]
            for n, w in enumerate("pqrs")
        ]
        assert [lines[0] for lines in without_running_heads(pages)] == [f"Words {w}" for w in "pqrs"]

    def test_words_cut_at_the_end_of_a_line_are_joined(self) -> None:
        lines = ["Fermen-", "tation is a well-", "known thing, and well-known at that", "for long."]
        assert paragraphs([lines]) == "Fermentation is a well-known thing, and well-known at that for long."

    def test_a_paragraph_goes_on_over_a_page(self) -> None:
        assert paragraphs([["Bread is", "made of"], ["rye and water.", "", "Next."]]) == (
            "Bread is made of rye and water.\n\nNext."
        )

    def test_short_last_lines_and_bullets_end_paragraphs(self) -> None:
        full = "This line is as long as all the lines of the page are"
        assert paragraphs([[full, "and ends.", full + ".", "• one", "• two"]]) == (
            f"{full} and ends.\n\n{full}.\n\n• one\n\n• two"
        )

    def test_a_protected_one(self) -> None:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Rye needs water."]))))
        writer.encrypt("secret", algorithm="RC4-128")
        target = io.BytesIO()
        writer.write(target)
        assert told(records(documents, {"a.pdf": target.getvalue()})) == [PROTECTED]

    def test_pictures_of_pages(self) -> None:
        assert told(records(documents, {"a.pdf": pdf_of([b"q 1 0 0 1 0 0 cm Q"] * 2)})) == [NO_TEXT]

    def test_one_that_takes_all_the_time_is_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from ownvoice.sources.documents import pdf_pages

        monkeypatch.setattr(pdf_pages, "CLOCK_S", 0.05)
        started = time.perf_counter()
        found = records(documents, {"a.pdf": pdf(["Rye needs water."])})
        assert "too much time" in told(found)[0]
        assert time.perf_counter() - started < 5

    def test_pages_beyond_measure_are_left_out(self) -> None:
        huge = b"BT /F1 12 Tf (x) Tj ET " * (pdf_process.MAX_PAGE_BYTES // 23 + 1)
        found = pdf_process.answer(pdf_of([b"BT /F1 12 Tf (Rye) Tj ET", huge]))
        assert (found["pages"], found["bad"]) == (["Rye", ""], 1)

    def test_pages_that_refer_to_themselves(self) -> None:
        data = pdf(["Rye."]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
        assert told(records(documents, {"a.pdf": data}))


class TestRecordings:
    VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nRye needs water.\n\n00:03.500 --> 00:05.000\nMuch of it.\n"

    def test_a_video_and_what_is_said_in_it(self) -> None:
        video, said = items(documents, {"v/My_talk.mp4": b"x", "v/My_talk.vtt": self.VTT})
        assert (video.kind, video.title, video.native_id) == (Kind.VIDEO, "My talk", "My_talk.mp4")
        assert (said.kind, said.root_id, said.native_id) == (
            Kind.TRANSCRIPT,
            "My_talk.mp4",
            "My_talk.mp4#transcript",
        )
        assert said.text == "Rye needs water. Much of it."
        assert [(said.text[cue.start : cue.end], cue.offset_ms) for cue in said.cues] == [
            ("Rye needs water.", 1_000),
            ("Much of it.", 3_500),
        ]

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            (
                "t.json",
                {"language": "en", "segments": [{"start": 1.5, "end": 2, "text": " Rye needs water."}]},
            ),
            (
                "t.json",
                {"transcription": [{"offsets": {"from": 1500, "to": 2000}, "text": " Rye needs water."}]},
            ),
            ("t.mp3.json", {"version": "1.0", "segments": [{"startTime": 1.5, "body": "Rye needs water."}]}),
            ("t.json", [{"start": 1.5, "text": "Rye needs water."}]),
        ],
    )
    def test_transcripts_in_json(self, name: str, data: object) -> None:
        _, said = items(documents, {"t.mp3": b"x", name: json.dumps(data)})
        assert (said.text, [cue.offset_ms for cue in said.cues]) == ("Rye needs water.", [1_500])

    def test_a_plain_transcript_has_no_cues(self) -> None:
        _, said = items(documents, {"t.mp3": b"x", "t.txt": "Rye needs\n\n\nwater."})
        assert (said.text, said.cues) == ("Rye needs\n\nwater.", ())

    def test_captions_alone_stand_for_their_recording(self) -> None:
        spoken = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"
        files: dict[str, str | bytes] = {
            "a/On rye.en.srt": spoken.format("Rye needs water."),
            "a/On rye.fr.srt": spoken.format("Le seigle boit."),
            "a/two.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nWheat does not.\n",
        }
        told = [(item.kind, item.title, item.lang, item.text) for item in items(documents, files)]
        assert told == [
            (Kind.VIDEO, "On rye", "", "On rye"),
            (Kind.TRANSCRIPT, "On rye", "en", "Rye needs water."),
            (Kind.TRANSCRIPT, "On rye", "fr", "Le seigle boit."),
            (Kind.VIDEO, "two", "", "two"),
            (Kind.TRANSCRIPT, "two", "", "Wheat does not."),
        ]

    def test_of_several_speakers_only_the_creators_words_are_taken(self) -> None:
        cues = [("Léa", "Rye needs water."), ("Tom", "How much?"), ("Léa", "A lot.")]
        written = "WEBVTT\n\n" + "".join(
            f"00:{n:02}.000 --> 00:{n + 1:02}.000\n<v {who}>{said}\n\n" for n, (who, said) in enumerate(cues)
        )
        found = records(documents, {"talk.vtt": written})
        assert ["Several people speak" in reason for reason in told(found)] == [True]
        (_, said) = items(documents, {"talk.vtt": written}, ReadOptions(known_names=("Léa Roy",)))
        assert (
            "Tom" not in said.text
            and "How much" not in said.text
            and said.text.startswith("Rye needs water.")
        )

    def test_one_transcript_a_language(self) -> None:
        found = records(
            documents,
            {
                "t.mp4": b"x",
                "t.vtt": self.VTT,
                "t.srt": self.VTT,
                "t.fr.vtt": self.VTT,
                "t.txt": "Rye and so on.",
            },
        )
        ids = [record.native_id for record in found if isinstance(record, ItemRecord)]
        assert ids == ["t.mp4", "t.mp4#transcript-fr", "t.mp4#transcript"]
        assert reasons(found) == {"duplicate": 2}

    def test_a_recording_alone_is_left_to_be_transcribed(self) -> None:
        assert reasons(records(documents, {"t.mp4": b"x", "a.txt": TEXT})) == {"no transcript": 1}

    def test_drafts_are_private_and_never_left_to_be_transcribed(self) -> None:
        files: dict[str, str | bytes] = {
            "drafts/t.mp4": b"x",
            "drafts/t.vtt": self.VTT,
            "drafts/u.mp4": b"x",
            "a.txt": TEXT,
        }
        assert reasons(records(documents, files)) == {"draft": 2}
        found = records(documents, files, ReadOptions(include_private=True))
        assert reasons(found) == {"draft": 1}
        assert {r.visibility for r in found if isinstance(r, ItemRecord) and r.kind is not Kind.POST} == {
            Visibility.PRIVATE
        }

    def test_a_transcript_that_is_none(self) -> None:
        found = records(
            documents, {"t.mp4": b"x", "t.json": '{"segments": [1, {"start": "a", "text": "b"}]}'}
        )
        assert told(found) == ["2 parts of the transcript can't be read."]
        assert reasons(found) == {"empty": 1}


class TestDamage:
    SAMPLES = [
        ("a.txt", TEXT.encode()),
        ("a.md", f"---\ntitle: x\n---\n# A\n\n{TEXT}".encode()),
        ("a.docx", word("First.", "Second.", title="On rye", created=DAY)),
        ("a.docx", word_of("<w:p><w:r><w:t>First &amp; second.</w:t></w:r></w:p>" * 5)),
        ("t.json", json.dumps({"segments": [{"start": 1.5, "text": "Rye needs water."}] * 3}).encode()),
        ("t.vtt", TestRecordings.VTT.encode()),
    ]

    @settings(max_examples=300, deadline=None)
    @given(
        which=st.integers(0, len(SAMPLES) - 1),
        cut=st.floats(0, 1),
        flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    )
    def test_any_damage_is_survived(self, which: int, cut: float, flips: list[tuple[float, int]]) -> None:
        name, whole = self.SAMPLES[which]
        data = bytearray(whole)
        for at, value in flips:
            data[int(at * (len(data) - 1))] = value
        archive = InMemory({name: bytes(data[: int(cut * len(data)) + 1]), "t.mp4": b"x"})
        try:
            documents.detect(archive)
            assert list(documents.read(archive, ReadOptions())) == list(
                documents.read(archive, ReadOptions())
            )
        except OwnvoiceError:
            pass

    @settings(max_examples=150, deadline=None)
    @given(cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6))
    def test_any_damage_to_a_pdf_is_survived(self, cut: float, flips: list[tuple[float, int]]) -> None:
        data = bytearray(pdf(["Rye needs water."], ["And more."], info="/Title (On rye)"))
        for at, value in flips:
            data[int(at * (len(data) - 1))] = value
        pdf_process.answer(bytes(data[: int(cut * len(data)) + 1]))

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_a_pdf_cut_short_is_told_or_read(self, share: float) -> None:
        whole = pdf(["Rye needs water."], ["And more."])
        found = records(documents, {"a.pdf": whole[: int(len(whole) * share)]})
        assert told(found) or [record.text for record in found if isinstance(record, ItemRecord)]

    @pytest.mark.parametrize("start", [1e300, 2.2e6, -1, True, "1"])
    def test_a_part_beyond_any_recording_is_told(self, start: object) -> None:
        parts = [{"start": start, "text": "Late."}, {"start": 1, "text": "Rye."}]
        found = records(documents, {"t.mp4": b"x", "t.json": json.dumps({"segments": parts})})
        assert [r.text for r in found if isinstance(r, ItemRecord) and r.kind is Kind.TRANSCRIPT] == ["Rye."]
        assert told(found) == ["1 part of the transcript can't be read."]

    def test_damage_to_one_leaves_the_others(self) -> None:
        found = records(
            documents, {"a.docx": b"PK\x03\x04 nothing", "b.pdf": b"%PDF-1.4 nothing", "c.txt": TEXT}
        )
        assert len(told(found)) == 2
        assert [record.native_id for record in found if isinstance(record, ItemRecord)] == ["c.txt"]

    def test_time_is_linear_in_the_size(self) -> None:
        started = time.perf_counter()
        for hostile in (
            "a b c. " * 300_000,
            "word " * 10 + "\n" * 500_000,
            "- a b c\n" * 200_000,
            "[" * 300_000 + "a b c",
        ):
            for name in ("a.txt", "a.md"):
                records(documents, {name: "Some words to begin with. " + hostile})
        without_running_heads([[f"{n} a b", "x-" * 70] * 50 for n in range(2_000)])
        paragraphs([["wor-" + "x" * 60, "goes on"] * 50] * 1_000)
        assert time.perf_counter() - started < 20


def test_no_real_chat_mail_or_list_is_taken_for_a_text() -> None:
    for folder in ("whatsapp", "mail", "bluesky/interop"):
        for path in sorted(real(folder).rglob("*")):
            if path.is_file() and path.stat().st_size:
                with open_archive(path) as archive:
                    assert documents.detect(archive) is None, path.name
