"""What every step keeps: it can begin anew, and has a deadline while it is underway."""

import math

import pytest

from hearback.core.ask import Ask, Question
from hearback.core.context import Context
from hearback.core.events import Tick
from hearback.core.floor import Floor
from hearback.core.lines import Lines
from hearback.core.rest import Rest
from hearback.core.seat import Seat
from hearback.core.speech import Announce
from hearback.core.steps import Step
from hearback.core.waiting import Waiting
from transcripts.conversation import shipped


def steps() -> list[Step]:
    """Return one step of each kind."""
    context = Context(("Ana", "Ben"), Lines(shipped().lines), shipped().intents())
    line = context.line("stage.why")
    return [
        Announce(context, (line,)),
        Ask(context, Question("arrive.name", "Ana")),
        Floor(context, Seat("Ana", "floor", "reflect.speak", (line,))),
        Rest(context),
        Waiting(context, 5.0),
    ]


@pytest.mark.parametrize("at", range(5))
def test_every_step_ends_in_silence_and_can_begin_anew(at: int) -> None:
    """Ticks at its deadlines alone bring an outcome, the first time and after a second begin."""
    step = steps()[at]
    for start in (0.0, 10_000.0):
        now = start
        step.begin(now)
        assert step.outcome is None
        for _ in range(40):
            if step.outcome is not None:
                break
            assert math.isfinite(step.deadline)
            now = max(now, step.deadline)
            step.handle(Tick(), now)
        assert step.outcome is not None
        assert step.turns == ()
