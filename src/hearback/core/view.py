"""What a display shows, derived from the session: whose floor it is, whether we speak, what was said last."""

from dataclasses import dataclass
from typing import Literal

from hearback.core.ask import Ask
from hearback.core.floor import Floor
from hearback.core.rest import Rest
from hearback.core.session import Session
from hearback.core.steps import Step
from hearback.core.waiting import Waiting

State = Literal["waiting", "ours", "floor", "nearly_time", "paused", "rest", "over"]


@dataclass(frozen=True, slots=True)
class View:
    """One moment of the session."""

    state: State
    who: str | None = None
    """Whose floor it is, or who is asked."""
    stage: str | None = None
    is_still_yours: bool = False
    """It has been quiet for a while, and the floor is still theirs."""


def view(session: Session) -> View:
    """Return what to show now."""
    if session.is_over:
        return View("over")
    if session.is_paused:
        return View("paused", stage=session.stage)
    return _of_step(session.step, session.stage)


def _of_step(step: Step, stage: str | None) -> View:
    match step:
        case Waiting():
            return View("waiting")
        case Rest():
            return View("rest", stage=stage)
        case Floor() if step.is_given:
            return View("nearly_time" if step.is_late else "floor", step.seat.holder, stage, step.is_quiet)
        case Ask() if step.is_given:
            return View("floor", step.question.who, stage)
        case _:
            return View("ours", stage=stage)
