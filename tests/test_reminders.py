"""What is due on a floor, and when."""

from hearback.core.events import TurnEnded, TurnHeard, TurnStarted
from hearback.core.reminders import Reminders
from hearback.core.seat import Seat
from hearback.core.talk import Talk


def waiting(*, settles: bool = False) -> Reminders:
    """Return the reminders of a floor that was given at 100 s."""
    talk = Talk()
    talk.listen(100.0)
    return Reminders(Seat("Ana", "floor", "reflect.speak", settles=settles), "guided", talk)


def test_each_rung_is_due_once() -> None:
    """The deadline tells when, and nothing is due before it or twice."""
    reminders = waiting()
    climbed = []
    while (due := reminders.due(reminders.deadline)) != "rest":
        climbed.append(due)
        assert reminders.due(reminders.deadline - 0.01) is None
    assert climbed == ["light", "tone", "line", "offer"]


def test_a_quiet_minute_is_no_silence() -> None:
    """Nothing is due for 60 s, and then the ladder counts from where it was."""
    reminders = waiting()
    assert reminders.due(105.0) == "light"
    reminders.hush(106.0)
    assert reminders.deadline == 166.0
    assert reminders.due(165.9) is None
    assert reminders.due(166.0) is None
    assert reminders.deadline == 168.0
    assert reminders.due(168.0) == "tone"


def test_talk_ends_the_quiet_minute_and_begins_the_ladder_anew() -> None:
    """Who talks again wants the floor as usual."""
    reminders = waiting()
    reminders.due(105.0)
    reminders.hush(106.0)
    reminders.talked()
    assert reminders.rung == 0
    assert reminders.deadline == 104.0


def test_a_short_seat_settles_once_something_was_said() -> None:
    """Four seconds after the words it is over; before any words it is not."""
    reminders = waiting(settles=True)
    assert reminders.due(104.5) == "light"
    reminders.talk.note(TurnStarted(1), 105.0)
    reminders.talk.note(TurnEnded(1, 2.0, 0.0), 107.0)
    reminders.talk.note(TurnHeard(1, "A kind word.", 1.0), 107.1)
    reminders.has_spoken = True
    assert reminders.due(110.9) is None
    assert reminders.due(111.0) == "settled"


def test_a_word_on_time_waits_for_a_pause() -> None:
    """After 60 s of talk a tone is due, once it is quiet for 1.2 s."""
    reminders = waiting()
    reminders.talk.note(TurnStarted(1), 100.0)
    reminders.talk.note(TurnEnded(1, 61.0, 0.0), 161.0)
    assert reminders.due(162.1) is None
    assert reminders.due(162.2) == "tone"
    assert reminders.late == 1
