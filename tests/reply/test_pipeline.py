import time

from ownvoice.core.answers import Action, Draft, FanMessage, Sentence, SentenceRole
from ownvoice.reply.pipeline import answer
from ownvoice.voice.boundaries import default_boundaries
from tests.reply.samples import STARTER_COURSE, context, exchange, item
from tests.reply.wordings import HARMLESS

RYE = exchange("Twenty hours in the fridge.", "how long does your rye dough rest?", similarity=0.93)
QUESTION = FanMessage("Hi! How long does the rye dough rest?")


def a_model_that_says(text, *cites):
    def compose(message, triage, evidence, habits, goals):
        return Draft((Sentence(text, SentenceRole.CLAIM, cites),), "a model", triage.language)

    return compose


def test_a_question_becomes_a_draft_that_waits_for_review():
    reply = answer(QUESTION, context([RYE]))
    assert reply.draft.text == "Hello! Twenty hours in the fridge. Hope this helps!"
    assert reply.verdict.supported and reply.verdict.confidence == reply.evidence.best
    assert (reply.decision.action, reply.decision.rule) == (Action.REVIEW, "review")


def test_below_the_threshold_nothing_is_composed_but_the_creator_sees_what_came_near():
    reply = answer(QUESTION, context([RYE], answerable_threshold=1.0))
    assert reply.decision.rule == "nothing to say" and not reply.draft.sentences
    assert [item.id for item in reply.evidence.items] == [RYE.id]


def test_without_any_evidence_the_message_is_handed_over():
    reply = answer(QUESTION, context())
    assert (reply.decision.action, reply.decision.rule) == (Action.HAND_OVER, "nothing to say")


def test_a_model_writes_first_and_is_judged_alike():
    said = context([RYE], compose=a_model_that_says("Twenty hours in the fridge.", "x1"))
    assert answer(QUESTION, said).draft.composer == "a model"


def test_where_a_model_invents_the_creators_own_words_take_its_place():
    invented = context([RYE], compose=a_model_that_says("Thirty hours in the fridge.", "x1"))
    reply = answer(QUESTION, invented)
    assert reply.draft.composer == "own words" and reply.decision.action is Action.REVIEW


def test_a_message_is_answered_in_a_moment():
    passages = [item(f"Rye dough number {n} rests 20 hours. This makes it sour.", f"p{n}") for n in range(12)]
    surroundings = context([RYE, *passages], boundaries=default_boundaries(), goals=(STARTER_COURSE,))
    messages = [QUESTION, *(FanMessage(text) for text in HARMLESS)]
    for message in messages:  # word lists and language model are read once
        answer(message, surroundings)
    taken = []
    for message in messages:
        started = time.perf_counter()
        answer(message, surroundings)
        taken.append(time.perf_counter() - started)
    assert sorted(taken)[len(taken) // 2] < 0.02  # 3 ms on an idle machine; tests share theirs


def test_a_model_loses_the_sentences_that_fail_and_keeps_the_rest():
    def compose(message, kind, evidence, habits, goals):
        texts = ("Twenty hours in the fridge.", "My daughter loves rye.")
        return Draft(tuple(Sentence(text, SentenceRole.CLAIM, ("x1",)) for text in texts), "a model", "en")

    reply = answer(QUESTION, context([RYE], compose=compose))
    assert reply.draft.composer == "a model"
    assert reply.draft.text == "Twenty hours in the fridge."
