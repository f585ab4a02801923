"""What speaks against a claim, whatever it looks like; English and French."""

import pytest

from ownvoice.reply.checking.features import Comparison
from ownvoice.reply.checking.gates import objection
from ownvoice.reply.checking.reading import read

BREAD = (
    "The rye dough rests 20 hours at 4 °C in the fridge of Marc Dubois. You should never eat it raw. Some bakers add honey "
    "only in winter. The mill in Lyon delivers flour before the weekend, see https://mill.example/rye. "
    "Beginners may use a closed pot. Anna taught Marie."
)
PAIN = (
    "La pâte de seigle repose 24 heures à Lyon chez Marc Dubois. Il ne faut jamais la manger crue. Certains boulangers "
    "ajoutent du miel en hiver. Le moulin livre la farine avant le week-end. On peut la cuire sans couvercle."
)


def against(claim: str, source: str = BREAD) -> str:
    return objection(Comparison(read(claim), read(source)))


@pytest.mark.parametrize(
    ("claim", "because"),
    [
        ("The rye dough rests 22 hours in the fridge.", "number “22 hours”"),
        ("The rye dough rests in the fridge of Marc Durand.", "name “Durand”"),
        ("Paul lets the rye dough rest in the fridge.", "name “Paul”"),
        ("The mill in Paris delivers the flour.", "name “Paris”"),
        ("The flour is at https://evil.example/rye.", "link"),
        ("You should eat it raw.", "negation “never”"),
        ("The mill in Lyon does not deliver flour before the weekend.", "negation"),
        ("The mill never delivers flour.", "negation “never”"),
        ("All bakers add honey in winter.", "“all”"),
        ("The mill in Lyon delivers flour after the weekend.", "“after” where what it cites says “before”"),
        ("Beginners use a closed pot.", "“may”"),
        ("Bakers add honey only in winter.", "“some”"),
        ("Some bakers add honey in winter.", "“only”"),
        ("The mill in Lyon will open on Sundays.", ""),
        ("The dough will be ready tomorrow.", "Announces"),
        ("The mill in Lyon delivers sugar before the weekend.", "“sugar” where"),
        ("Marie taught Anna.", "“"),
        ("Loved the rye dough.", "own life"),
        ("I let the rye dough rest.", "own life"),
        ("We bake it in a closed pot.", "own life"),
        ("My daughter lets the rye dough rest.", "own life"),
        ("Can't wait to see you in Lyon!", "own life"),
        ("Hâte de vous voir à Lyon !", "own life"),
        ("Does the dough rest in the fridge?", "Asks"),
        ("Rye.", "too short"),
    ],
)
def test_what_was_changed_is_found_in_english(claim, because):
    assert because in against(claim) and against(claim)


@pytest.mark.parametrize(
    ("claim", "because"),
    [
        ("La pâte de seigle repose 20 heures.", "number"),
        ("La pâte de seigle repose à Paris.", "name “Paris”"),
        ("Il faut la manger crue.", "negation"),
        ("Le moulin ne livre pas la farine avant le week-end.", "negation"),
        ("Tous les boulangers ajoutent du miel en hiver.", "“tous”"),
        ("Le moulin livre la farine après le week-end.", "“apres”"),
        ("On peut la cuire avec couvercle.", ""),
        ("Le moulin livrera la farine demain.", ""),
        ("Ma fille laisse reposer la pâte de seigle.", "own life"),
        ("J'ai laissé reposer la pâte de seigle.", "own life"),
        ("Hâte de goûter la pâte de seigle !", "own life"),
        ("On va laisser reposer la pâte de seigle.", "own life"),
    ],
)
def test_what_was_changed_is_found_in_french(claim, because):
    assert because in against(claim, PAIN) and against(claim, PAIN)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("In the fridge, the rye dough rests twenty hours.", BREAD),
        ("Don't eat it raw.", BREAD),
        ("You shouldn't eat it raw.", BREAD),
        ("The mill in Lyon delivers the flour before the weekend.", BREAD),
        ("Beginners might use a closed pot.", BREAD),
        ("La pâte de seigle repose un jour à Lyon.", PAIN),
        ("Ne la mangez pas crue.", PAIN),
        ("La farine est livrée par le moulin avant le week-end.", PAIN),
    ],
)
def test_harmless_rewordings_pass_the_exact_checks(claim, source):
    assert against(claim, source) == ""


def test_time_grows_with_the_text_and_not_faster():
    import time

    def seconds(copies: int) -> float:
        text = " ".join(f"{BREAD} Batch {i}." for i in range(copies))
        started = time.process_time()
        compared = Comparison(read("The rye dough rests twenty hours in the fridge."), read(text))
        objection(compared)
        compared.lexical()
        return time.process_time() - started

    seconds(1)
    short, long = min(seconds(8) for _ in range(3)), min(seconds(64) for _ in range(3))
    assert long < 30 * max(short, 0.002)
