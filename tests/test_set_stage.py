"""Set the stage: the breath, everyone's strength, the light version, a wish each."""

import pytest

from hearback.core.effects import Say
from transcripts.conversation import LINE_S, REFLECT, Conversation, begun

KIND = {"kind": "round", "name": "kind", "stems": ["appreciations.stem"], "is_light": True}
NEEDS = {"kind": "round", "name": "needs", "stems": ["needs.more"]}


def stage(**changed: object) -> Conversation:
    """Return a conversation at the first question of this stage, with rounds and reflection after it."""
    return begun({"kind": "set_stage", "wish": False, **changed}, KIND, REFLECT, NEEDS)


def test_low_strength_makes_it_light_when_everyone_agrees() -> None:
    """One low is enough for the offer; with everyone's yes only the light stages are left."""
    talk = stage()
    talk.hear("Low.")
    assert talk.hear("Full.") == ["say stage.low", "say stage.lighter", "Ana? stage.lighter"]
    assert talk.hear("Yes.") == ["say stage.lighter", "Ben? stage.lighter"]
    assert talk.hear("Yes.")[-1] == "Ana? appreciations.stem"
    talk.hear("You made tea. I'm done.")
    talk.hear("You made tea. I'm done.")
    talk.silence()
    assert talk.session.context.account.stages == ["arrive", "set the stage", "kind", "close"]


def test_one_no_keeps_the_whole_program() -> None:
    """Anyone's no to the light version keeps everything, and nobody else is asked."""
    talk = stage()
    talk.hear("Tired.")
    talk.hear("Some.")
    assert talk.hear("No.")[-1] == "Ana? appreciations.stem"
    assert not talk.session.context.is_light


def test_an_unclear_answer_never_makes_it_light() -> None:
    """What is not understood is not taken for low, and not for a yes to less."""
    talk = stage()
    for _ in range(5):
        talk.hear("The weather is nice.")
    assert talk.hear("The weather is nice.")[-1] == "Ana? appreciations.stem"
    assert not talk.session.context.is_light


def test_silence_about_strength_rests() -> None:
    """Nobody is pushed on: silence rests and ends with care."""
    talk = stage()
    assert talk.silence()[-1] == "finish silence"


def test_the_breath_is_kept() -> None:
    """The quiet minute passes before anything is asked."""
    talk = stage(breath_s=60)
    talk.wait_until(talk.now + 63.0)
    begins = {effect.key: at for at, effect in talk.log if isinstance(effect, Say)}
    assert begins["stage.capacity"] - begins["stage.breath"] == pytest.approx(LINE_S + 60.0)


def test_each_may_say_a_wish() -> None:
    """A wish settles by itself; a pass needs no reason."""
    talk = begun({"kind": "set_stage", "capacity": False}, KIND)
    talk.hear("That we listen.", 2)
    talk.quiet(4.1)
    talk.settle()
    assert talk.since(0)[-1] == "Ben? stage.wish"
    assert talk.hear("Pass.")[-1] == "Ana? appreciations.stem"
    assert [floor.ended_by for floor in talk.session.context.account.floors] == ["silence", "pass"]
