"""The same conversations, led into a pause and back."""

from hearback.core.effects import Say
from hearback.core.events import SafeWordHeard
from transcripts.conversation import Conversation, Stage, begun, program_of, speaking

NEEDS: Stage = {"kind": "round", "name": "needs", "stems": ["needs.more"]}
KIND: Stage = {"kind": "round", "name": "kind", "stems": ["appreciations.stem"], "is_light": True}
MINUTE_S = 60.0


def called(talk: Conversation | None = None) -> Conversation:
    """Return the conversation just after the safe word; without one, Ana had the floor."""
    talk = talk or speaking()
    talk.send(SafeWordHeard())
    return talk


def asked_back(talk: Conversation | None = None) -> Conversation:
    """Return a conversation after a whole silent cool-down, in which Ana is asked whether she is ready."""
    talk = talk or called()
    first = len(talk.log)
    while f"{talk.people[0]}? pause.ready" not in talk.since(first):
        deadline = talk.session.deadline
        assert deadline is not None
        talk.wait_until(deadline if deadline > talk.now + MINUTE_S else talk.now + 0.5)
    return talk


def everyone_says(talk: Conversation, text: str = "Yes.") -> list[str]:
    """Let each say this in turn; return what follows the last."""
    said: list[str] = []
    for _ in talk.people:
        said = talk.hear(text)
    return said


def words_said(talk: Conversation) -> None:
    """Let the breath pass, and each say one word."""
    talk.wait_until(talk.now + 8.0)
    talk.settle()
    for _ in talk.people:
        talk.hear("Calm.")
        talk.quiet(2.0)
        talk.settle()


def come_back(talk: Conversation | None = None) -> Conversation:
    """Return a conversation in which all said yes, took the breath and gave their word."""
    talk = asked_back(talk)
    everyone_says(talk)
    words_said(talk)
    return talk


def on_needs(people: tuple[str, ...] = ("Ana", "Ben")) -> Conversation:
    """Return a conversation in which Ana has the floor of a heavy round; a light one and the close come after it."""
    return begun(program=program_of(NEEDS, KIND), people=people)


def said_after(talk: Conversation, at: float) -> list[tuple[float, str]]:
    """Return the keys of the lines said since then, with the seconds that had passed."""
    return [(round(when - at, 2), e.key) for when, e in talk.log if isinstance(e, Say) and when >= at]
