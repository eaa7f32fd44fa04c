"""Virtual people: moments are counted for each by their kind, and what no wish takes they answer by themselves."""

from hearback.core.effects import Listen
from hearback.rehearsal.file import SaySpec
from hearback.rehearsal.people import People, spoken_s

BOTH = ("Ana", "Ben")


def asked(key: str = "arrive.consent", who: str = "Ana") -> Listen:
    """Return that this is put to somebody."""
    return Listen("asked", who, "answer", key)


def test_a_moment_is_counted_for_each_person_by_its_kind() -> None:
    """The second time that Ana is asked is not Ben's, and not her first floor."""
    people = People(BOTH, [SaySpec(who="Ana", when="asked", nth=2, text="Me.")])
    assert people.at("asked", "Ana", asked())[0].text == "Yes."
    assert people.at("floor", "Ana", Listen("floor", "Ana", "talk", "reflect.speak"))[0].text != "Me."
    assert people.at("asked", "Ben", asked(who="Ben"))[0].text == "Yes."
    assert people.at("asked", "Ana", asked())[0].text == "Me."
    assert people.at("asked", "Ana", asked())[0].text == "Yes."
    assert people.unsaid == []


def test_any_is_the_next_moment_of_any_kind() -> None:
    """Several such wishes are fulfilled one after another, each once."""
    people = People(BOTH, [SaySpec(who="Ana", when="any", text="One."), SaySpec(who="Ana", when="any", text="Two.")])
    assert people.at("prompt", "Ana")[0].text == "One."
    assert people.at("verdict", "Ana", asked("reflect.verdict"))[0].text == "Two."
    assert people.at("verdict", "Ana", asked("reflect.verdict"))[0].text == "Yes."


def test_any_can_wait_for_a_later_moment() -> None:
    """The third moment of any kind is counted over all kinds."""
    people = People(BOTH, [SaySpec(who="Ana", when="any", nth=3, text="Now.")])
    said = [people.at(when, "Ana", asked()) for when in ("waiting", "prompt", "asked", "verdict")]
    assert [utters[0].text if utters else None for utters in said] == ["Start a check-in.", None, "Now.", "Yes."]


def test_texts_and_silences_follow_each_other() -> None:
    """Numbers are silences before the next words; an empty text says nothing."""
    say = SaySpec(who="Ana", when="floor", text=["One.", 3.5, "", 1, "Two."], after_s=2.0)
    utters = People(BOTH, [say]).at("floor", "Ana", asked())
    assert [(utter.text, utter.after_s) for utter in utters] == [("One.", 2.0), ("Two.", 4.5)]
    assert People(BOTH, [SaySpec(who="Ana", when="floor", text="")]).at("floor", "Ana", asked()) == []


def test_a_wish_that_never_comes_is_unsaid() -> None:
    """It is told in the end."""
    say = SaySpec(who="Ben", when="pause", text="Yes.")
    assert People(BOTH, [say]).unsaid == [say]


def test_people_cooperate() -> None:
    """The first starts, all answer, reflect and confirm, and say when they are done."""
    people = People(BOTH, [])
    assert people.at("waiting", "Ana", asked())[0].text == "Start a check-in."
    assert people.at("waiting", "Ben", asked()) == []
    assert people.at("asked", "Ben", asked("arrive.name"))[0].text == "Ben."
    statement = people.at("floor", "Ana", Listen("floor", "Ana", "talk", "reflect.speak"))
    assert [round(utter.seconds or 0) for utter in statement] == [45, 1]
    assert statement[-1].text == "I'm done."
    assert people.at("reflect", "Ben", asked("reflect.reflect"))[0].seconds == 25.0
    assert people.at("asked", "Ana", asked("reflect.more"))[0].text == "No more."
    assert people.at("prompt", "Ana") == []


def test_who_talks_already_says_nothing_more_by_themselves() -> None:
    """A wish of the file is said all the same."""
    people = People(BOTH, [SaySpec(who="Ana", when="asked", nth=2, text="All the same.")])
    assert people.at("asked", "Ana", asked(), is_talking=True) == []
    assert people.at("asked", "Ana", asked(), is_talking=True)[0].text == "All the same."


def test_given_words_take_their_time() -> None:
    """At 150 words a minute."""
    say = SaySpec(who="Ana", when="floor", text="one two three four five")
    assert spoken_s(People(BOTH, [say]).at("floor", "Ana", asked())[0]) == 2.0
