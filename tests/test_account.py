"""The running account holds numbers and names, never words."""

from dataclasses import asdict

from transcripts.conversation import REFLECTION, STATEMENT, judging


def test_no_word_that_was_said_is_in_the_account() -> None:
    """Floors and reflections are told by holder, times and verdict alone."""
    talk = judging()
    talk.hear("Yes.")
    account = asdict(talk.session.context.account)
    assert account["floors"][0]["holder"] == "Ana"
    assert account["reflections"][0]["verdict"] == "yes"
    words = {word for text in (STATEMENT, REFLECTION) for word in text.split() if len(word) > 4}
    assert not any(word in str(account) for word in words)


def test_a_floor_has_its_times() -> None:
    """From when it was given to when it passed."""
    floor = judging().session.context.account.floors[0]
    assert floor.until_at - floor.from_at > 20.0
    assert floor.ended_by == "done"
