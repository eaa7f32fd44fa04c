"""The ladder of silence and the words on time, in figures (PRACTICE C6, 4.2 and the exceptions of section 2)."""

from collections.abc import Mapping
from typing import Literal

Rung = Literal["light", "tone", "line", "offer", "starter", "rest"]
Late = Literal["tone", "nudge", "hand_over", "one_sentence"]
Ladder = tuple[tuple[float, Rung], ...]

LADDERS: Mapping[str, Ladder] = {
    "guided": ((4.0, "light"), (8.0, "tone"), (14.0, "line"), (30.0, "offer"), (120.0, "rest")),
    "patient": ((4.0, "light"), (20.0, "tone"), (40.0, "line"), (75.0, "offer"), (120.0, "rest")),
}
"""PRACTICE C6: seconds of silence and what we do then."""

REFLECT_LADDER: Ladder = ((8.0, "light"), (12.0, "starter"), (24.0, "rest"))
"""PRACTICE 2, exceptions: a listener who says nothing; the last rung hands the matter to the stage."""

SHORT_LADDER: Ladder = ((8.0, "light"), (12.0, "line"), (30.0, "rest"))
"""For a wish or a short sentence that does not come."""

SETTLED_S = 4.0
"""PRACTICE C6: nothing is taken from anyone inside a pause under 4 s."""

PAUSE_S = 1.2
"""PRACTICE 4.2: what we do in a long turn happens only in a pause this long."""

TARGET_S = 45.0
HAND_OVER_S = 180.0
LATE: tuple[tuple[float, Late], ...] = ((60.0, "tone"), (90.0, "nudge"), (120.0, "hand_over"), (150.0, "one_sentence"))
"""PRACTICE 4.2 for a target of 45 s; other targets scale it. From `HAND_OVER_S` on the floor passes at a pause."""

NEVER_ENDING_S = 600.0
"""A turn without any pause this long is no person (a television); the floor passes."""
