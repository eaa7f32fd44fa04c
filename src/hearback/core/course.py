"""The way through a program: which stage is underway, and which comes next."""

from collections.abc import Iterator
from typing import assert_never

from hearback.core.context import Context
from hearback.core.program import ArriveStage, CloseStage, Program, ReflectStage, RoundStage, SetStage, StageSpec
from hearback.core.stages.arrive import Arrive
from hearback.core.stages.close import Close
from hearback.core.stages.reflect import Reflect
from hearback.core.stages.round import Round
from hearback.core.stages.set_stage import SettingStage
from hearback.core.steps import Next, Stage


class Course:
    """Goes through the stages in order; in the light version it leaves out what is heavy."""

    def __init__(self, program: Program, context: Context) -> None:
        self._context = context
        self._left: Iterator[StageSpec] = iter(program.stage)
        self.stage: str | None = None
        """The name of the stage underway; None before the first."""
        self.is_heavy = False
        """Whether the stage underway is left out of the light version."""

    def next(self) -> Next:
        """Return the first step of the next stage that has any; None after the last."""
        for spec in self._left:
            if self._context.is_light and not _is_light(spec):
                continue
            stage = _stage(self._context, spec)
            first = stage.first()
            if first is not None:
                self.stage, self.is_heavy = stage.name, not _is_light(spec)
                self._context.account.stages.append(stage.name)
                return first
        return None

    def lighter(self) -> Next:
        """Leave the heavy stages out from here on."""
        self._context.is_light = True
        return self.next()


def _is_light(spec: StageSpec) -> bool:
    return not isinstance(spec, ReflectStage) and (not isinstance(spec, RoundStage) or spec.is_light)


def _stage(context: Context, spec: StageSpec) -> Stage:
    match spec:
        case ArriveStage():
            return Arrive(context, spec)
        case SetStage():
            return SettingStage(context, spec)
        case RoundStage():
            return Round(context, spec)
        case ReflectStage():
            return Reflect(context, spec)
        case CloseStage():
            return Close(context, spec)
        case _:
            assert_never(spec)
