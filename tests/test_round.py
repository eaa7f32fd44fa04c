"""A round: each has the floor once per stem, and another gives a line back."""

from transcripts.conversation import begun

STEMS = {"kind": "round", "name": "needs", "stems": ["needs.connected", "needs.more"], "back": "needs.back"}


def test_each_finishes_each_stem_and_another_answers() -> None:
    """The round goes round the ring once for every stem; what is given back comes from the next person."""
    talk = begun(STEMS, people=("Ana", "Ben", "Caro"))
    for stem in STEMS["stems"]:
        for who, other in (("Ana", "Ben"), ("Ben", "Caro"), ("Caro", "Ana")):
            assert talk.since(0)[-1] == f"{who}? {stem}"
            assert talk.hear("I feel calm. I'm done.", 5)[-1] == f"{other}? needs.back"
            talk.hear("Thank you.")
            talk.quiet(2.1)
            talk.settle()
    assert talk.session.context.account.stages[-1] == "close"
    assert [floor.holder for floor in talk.session.context.account.floors] == ["Ana", "Ben", "Caro"] * 2


def test_nobody_answers_to_a_pass() -> None:
    """Who passes is not thanked for nothing."""
    assert begun(STEMS).hear("I'd like to pass.")[-1] == "Ben? needs.connected"


def test_an_unanswered_thank_you_is_not_asked_for_again() -> None:
    """Silence after another's words is no matter."""
    talk = begun(STEMS)
    talk.hear("I feel calm. I'm done.", 5)
    assert talk.quiet(9.0) == [(8.0, "tone floor_open"), (8.0, "say needs.connected")]


def test_alone_nobody_answers_back() -> None:
    """One person goes through the stems alone."""
    assert begun(STEMS, people=("Ana",)).hear("I feel calm. I'm done.", 5)[-1] == "Ana? needs.more"


def test_own_stems_go_where_their_round_has_them() -> None:
    """A silent person rests, and comes back to the same stem."""
    talk = begun(STEMS)
    talk.quiet(130.0)
    assert talk.hear("I am here.")[-1] == "Ana? needs.connected"
