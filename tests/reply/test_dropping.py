from ownvoice.core.answers import Draft, Sentence, SentenceRole, SentenceVerdict, Verdict
from ownvoice.reply.dropping import without_failed


def left(*judged: tuple[str, SentenceRole, bool]) -> list[str]:
    verdicts = tuple(
        SentenceVerdict(Sentence(text, role, ("p1",)), supported, "") for text, role, supported in judged
    )
    draft = Draft(tuple(one.sentence for one in verdicts), "a model", "en")
    return [sentence.text for sentence in without_failed(draft, Verdict(verdicts, 0.0)).sentences]


CLAIM, COURTESY, GOAL = SentenceRole.CLAIM, SentenceRole.COURTESY, SentenceRole.GOAL


def test_a_failed_sentence_goes_and_the_others_stay():
    assert left(
        ("Hello!", COURTESY, True), ("Rye rests.", CLAIM, True), ("It cures colds.", CLAIM, False)
    ) == [
        "Hello!",
        "Rye rests.",
    ]


def test_what_leans_on_a_failed_sentence_goes_with_it():
    assert left(
        ("Rye cures colds.", CLAIM, False),
        ("This is why it sells.", CLAIM, True),
        ("Wheat rises.", CLAIM, True),
    ) == ["Wheat rises."]


def test_courtesies_and_goals_alone_are_no_reply():
    assert left(("Hello!", COURTESY, True), ("Rye cures.", CLAIM, False), ("Buy it.", GOAL, True)) == []
