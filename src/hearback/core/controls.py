"""Control words of somebody who holds the floor: what a whole turn asks for, given what we asked last."""

CONTROLS = ("done", "nothing_more", "more", "more_time", "pass", "repeat", "slower", "pause")
"""Control words of somebody who holds the floor."""


QUIET_MINUTE_S = 60.0
"""PRACTICE 2, stage 0: "slower" gives 60 s of quiet."""


def control_word(intent: str | None, asked: str | None) -> str | None:
    """Return what a whole turn asks for, given what we asked last."""
    if intent in ("pass", "more_time", "more", "repeat", "slower"):
        return intent
    if asked in ("more_or_done", "offer") and intent in ("nothing_more", "ready", "yes", "no"):
        return "done" if intent == "nothing_more" else "more"
    if asked in ("hand_over", "one_sentence") and intent in ("yes", "no", "nothing_more"):
        return "more" if intent == "no" else "done"
    if asked == "not_begun" and intent in ("ready", "yes"):
        return "more"
    return None
