"""Close: one word each, nothing asked twice, and what is kept."""

from transcripts.conversation import begun


def test_nobody_is_kept_from_leaving() -> None:
    """Unanswered checks are not asked again; then we say that nothing is kept and good night."""
    talk = begun(close={"questions": ["heard", "overall"]})
    said = [line for line in (talk.since(0) + talk.silence()) if line.startswith(("say close", "tone", "finish"))]
    assert said == [
        "say close.open",
        *["say close.heard", "say close.overall"] * 2,
        "say close.nothing_kept",
        "say close.goodbye",
        "tone microphone",
        "finish done",
    ]


def test_a_close_without_questions_only_says_good_night() -> None:
    """A program may ask nothing."""
    assert begun().since(0)[-5:] == [
        "say close.open",
        "say close.nothing_kept",
        "say close.goodbye",
        "tone microphone",
        "finish done",
    ]
