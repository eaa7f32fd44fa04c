"""Before a check-in a device may come and go."""

from hearback.commands.door import Door
from hearback.core.effects import Effect, StopSound
from hearback.core.events import DeviceLost, DeviceReturned, EngineFailed, Event, Tick


class ScriptShell:
    """Gives events and keeps orders."""

    def __init__(self, *events: Event) -> None:
        self.events, self.performed = list(events), list[Effect]()

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Return the next event, at the deadline."""
        return self.events.pop(0), deadline or 0.0

    def perform(self, effect: Effect, now: float) -> None:
        """Keep it."""
        assert now == 3.0
        self.performed.append(effect)


def test_a_device_that_goes_while_waiting_is_only_shown() -> None:
    """The session sees a Tick; the line says what is gone and what is back."""
    said: list[str] = []
    door = Door(ScriptShell(DeviceLost("microphone"), DeviceReturned("microphone")), lambda: True, said.append)
    assert [door.next_event(3.0), door.next_event(4.0)] == [(Tick(), 3.0), (Tick(), 4.0)]
    assert said == ["! the microphone gives no sound; waiting for it", "the microphone is back"]


def test_inside_a_session_it_is_the_sessions_business() -> None:
    """Every event and every order passes."""
    shell = ScriptShell(DeviceLost("microphone"))
    door = Door(shell, lambda: False, lambda _: None)
    assert door.next_event(3.0) == (DeviceLost("microphone"), 3.0)
    door.perform(StopSound(), 3.0)
    assert shell.performed == [StopSound()]


def test_a_dead_engine_passes_even_while_waiting() -> None:
    """Nothing can be waited for then."""
    failure = EngineFailed("detector", "gone")
    assert Door(ScriptShell(failure), lambda: True, lambda _: None).next_event(1.0) == (failure, 1.0)
