"""Turn detection: probabilities of speech in, boundaries of turns out. Pure, and timed by counting frames.

- It knows sound and nothing of the program. Stream time is frames times `frame_s`; there is no clock.
- Hysteresis: voice begins at `start` and goes on down to `stop`, so a soft word end is not chopped off.
- A turn needs 0.15 s of voice that hangs together, some of it sure: a cup or a tap is none, "yes" (0.25 s) is one.
- A long turn is handed out in **stretches** while it goes on, so that recognition keeps up with the person. Stretches
  never overlap, not even between turns: no word is heard twice.
- What is no probability (warm-up values of detectors, NaN) is time that passed, neither voice nor silence.
"""

from dataclasses import dataclass

START = 0.5
"""Voice begins at this probability (the default of Silero)."""
STOP = 0.35
"""Voice goes on down to this one (the default of Silero: 0.15 below the start)."""
SURE = 0.75
"""Some frame of a turn's start must be this likely. Silero gives steady noise up to 0.66 for half a second; words of 80
people in kitchen noise at 5 dB all passed 0.8."""
LEAST_VOICED_S = 0.15
"""Shorter sounds are no turn: clicks and cups last under 0.1 s, a quick "yes" 0.25 s."""
GAP_S = 0.1
"""A silence of this length separates sounds that are too short to be a turn."""
SILENCE_S = 0.8
"""A turn ends after this much silence (PRACTICE C1)."""
PRE_ROLL_S = 0.25
"""Sound before the first voiced frame that belongs to it: unvoiced first sounds ("s", "h") read low."""
POST_ROLL_S = 0.2
"""Sound kept after the last voiced frame."""
PAUSE_S = 0.3
"""A long turn is cut at a pause of this length ..."""
STRETCH_S = 6.0
"""... once the open stretch is this long ..."""
LONGEST_STRETCH_S = 20.0
"""... and at its quietest point when it grows beyond this (a recognizer's window is 30 s)."""


@dataclass(frozen=True, slots=True)
class Started:
    """A person began to talk."""

    at_s: float
    """Stream time of the first voiced frame, in seconds."""
    sound_from_s: float
    """Where the turn's sound begins: the same with the pre-roll."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A finished piece of a turn that can be recognized."""

    start_s: float
    end_s: float
    voiced_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """A person stopped talking; all stretches of the turn came before."""

    at_s: float
    """Stream time of the end of the last voiced frame."""
    voiced_s: float
    silence_s: float
    """Silence that had passed when this was known."""


Boundary = Started | Stretch | Ended


class Turns:
    """Finds turns in the probabilities of consecutive frames of `frame_s` seconds each."""

    def __init__(
        self, frame_s: float, *, start: float = START, stop: float = STOP, silence_s: float = SILENCE_S
    ) -> None:
        self.silence_s = silence_s
        """Silence that ends a turn; it may be changed at any time."""
        self._frame_s = frame_s
        self._start = start
        self._stop = stop
        self._frame = 0  # frames seen so far
        self._is_voiced = False
        self._is_held = False
        self._is_open = False
        self._onset = 0  # first voiced frame of the candidate or turn
        self._surest = 0.0  # the candidate's highest probability
        self._voiced = 0  # voiced frames of the candidate or turn
        self._last_voiced = 0  # frame after the last voiced one
        self._quiet = 0  # frames of silence since
        self._cut_s = 0.0  # where the last stretch ended: nothing before is given out again
        self._stretch_from_s: float | None = None  # None: no voice since the last cut
        self._stretch: list[tuple[float, bool]] = []  # each frame's probability and voicing
        self._stretch_frame = 0  # the frame at which that list begins

    @property
    def now_s(self) -> float:
        """Stream time in seconds: all frames so far."""
        return self._frame * self._frame_s

    @property
    def is_open(self) -> bool:
        """Somebody is having a turn."""
        return self._is_open

    @property
    def quiet_s(self) -> float:
        """Seconds of silence since the last voiced frame of the open turn; 0 without one."""
        return self._quiet * self._frame_s if self._is_open else 0.0

    @property
    def voiced_s(self) -> float:
        """Voiced seconds of the open turn; 0 without one."""
        return self._voiced * self._frame_s if self._is_open else 0.0

    @property
    def needed_from_s(self) -> float:
        """Sound before this stream time will never be asked for again."""
        if self._stretch_from_s is not None:
            return self._stretch_from_s
        first = self._onset if self._voiced and not self._is_open else self._frame
        return max(self._cut_s, first * self._frame_s - PRE_ROLL_S)

    def hold(self, is_held: bool) -> list[Boundary]:
        """While held (we speak) nothing starts a turn; one that is open ends as it is.

        Who still talks when it is let go starts a turn then.
        """
        self._is_held = is_held
        if not is_held:
            return []
        boundaries = self.end()
        self._voiced = 0
        return boundaries

    def end(self) -> list[Boundary]:
        """End the open turn now, as it is; nothing happens without one."""
        if not self._is_open:
            return []
        end_s = self._last_voiced * self._frame_s
        boundaries = self._close_stretch(min(end_s + POST_ROLL_S, self.now_s))
        boundaries.append(Ended(end_s, self.voiced_s, self.quiet_s))
        self._is_open = False
        self._voiced = 0
        return boundaries

    def step(self, probability: float) -> list[Boundary]:
        """Take the next frame's probability; return the boundaries that are now known, in order."""
        is_known = 0.0 <= probability <= 1.0
        if is_known:
            self._is_voiced = probability >= (self._stop if self._is_voiced else self._start)
        self._frame += 1
        if self._is_open:
            return self._go_on(probability) if is_known else []
        if self._is_held or not is_known:
            return []
        return self._wait(probability)

    def _wait(self, probability: float) -> list[Boundary]:
        """No turn is open: gather voice that hangs together."""
        if self._is_voiced:
            self._gather(probability)
        else:
            self._quiet += 1
            if self._quiet * self._frame_s >= GAP_S:
                self._voiced = 0
        if self._voiced:
            self._stretch.append((probability, self._is_voiced))
        if self._voiced * self._frame_s < LEAST_VOICED_S or self._surest < SURE:
            return []
        at_s = self._onset * self._frame_s
        self._is_open = True
        self._stretch_from_s = max(self._cut_s, at_s - PRE_ROLL_S)
        return [Started(at_s, self._stretch_from_s)]

    def _gather(self, probability: float) -> None:
        """Count one voiced frame toward a turn."""
        if not self._voiced:
            self._onset = self._stretch_frame = self._frame - 1
            self._surest = 0.0
            self._stretch.clear()
        self._surest = max(self._surest, probability)
        self._voiced += 1
        self._last_voiced = self._frame
        self._quiet = 0

    def _go_on(self, probability: float) -> list[Boundary]:
        """Take one more frame of the open turn."""
        if self._is_voiced:
            self._voiced += 1
            self._last_voiced = self._frame
            self._quiet = 0
            self._open_stretch()
        else:
            self._quiet += 1
        if self._stretch_from_s is not None:
            self._stretch.append((probability, self._is_voiced))
        # Counted frames are multiplied, never summed; the tiny slack keeps 0.8 from needing one frame more.
        if self.quiet_s >= self.silence_s - 1e-9:
            return self.end()
        return self._cut()

    def _open_stretch(self) -> None:
        """Begin a new stretch at this frame if none is open."""
        if self._stretch_from_s is None:
            self._stretch_frame = self._frame - 1
            self._stretch_from_s = max(self._cut_s, self._stretch_frame * self._frame_s - PRE_ROLL_S)

    def _cut(self) -> list[Boundary]:
        """Close the open stretch where its length and the sound allow it."""
        if self._stretch_from_s is None:
            return []
        voiced_to_s = self._last_voiced * self._frame_s
        if voiced_to_s - self._stretch_from_s >= STRETCH_S and self.quiet_s >= PAUSE_S:
            return self._close_stretch(voiced_to_s + PAUSE_S / 2)
        if self.now_s - self._stretch_from_s >= LONGEST_STRETCH_S:
            return self._cut_at_quietest()
        return []

    def _cut_at_quietest(self) -> list[Boundary]:
        """Cut at the least likely frame of the stretch's second half (the later one of equals); the rest stays open."""
        half = len(self._stretch) // 2
        at = min(range(half, len(self._stretch)), key=lambda i: (self._stretch[i][0], -i))
        rest = self._stretch[at:]
        self._stretch = self._stretch[:at]
        from_frame = self._stretch_frame + at
        boundaries = self._close_stretch(from_frame * self._frame_s)
        self._stretch = rest
        self._stretch_frame = from_frame
        self._stretch_from_s = self._cut_s
        return boundaries

    def _close_stretch(self, end_s: float) -> list[Boundary]:
        """Give out the open stretch up to this stream time."""
        if self._stretch_from_s is None:
            return []
        voiced = sum(is_voiced for _, is_voiced in self._stretch)
        closed = Stretch(self._stretch_from_s, end_s, voiced * self._frame_s)
        self._cut_s = end_s
        self._stretch_from_s = None
        self._stretch.clear()
        return [closed]
