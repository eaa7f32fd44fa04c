"""Words that Whisper invents where nobody spoke, and how sure we may be of the ones it heard.

About 1 % of clips hold invented text, most of it from a few phrases of its training subtitles or from a loop
(Koenecke et al. 2024, "Careless Whisper"); neither is ever read back.
"""

import math
import re
import zlib

PHANTOMS = (
    "thanks for watching",
    "thank you for watching",
    "thank you for listening",
    "thanks for listening",
    "please subscribe",
    "subscribe to my channel",
    "subscribe to our channel",
    "like and subscribe",
    "dont forget to subscribe",
    "see you in the next video",
    "see you next time",
    "subtitles by",
    "subtitled by",
    "captions by",
    "captioned by",
    "translated by",
    "transcribed by",
    "transcription by",
    "amara org",
)
"""What Whisper writes over silence: the ends of the films that it learned from."""
FILLERS = frozenset({"", "you", "music", "applause", "silence", "blank audio", "laughter", "inaudible", "foreign"})
"""A clip of just this is a sound label or Whisper's favourite word for nothing."""
PHANTOM_WORDS = 8
"""A phantom phrase with more words than this around it is taken for speech about watching or listening."""
LOOP_RATIO = 2.4
"""Text that zlib shrinks more than this is a loop: Whisper's own `compression_ratio_threshold`."""


def is_phantom(text: str) -> bool:
    """Return whether the text is one of Whisper's known inventions rather than something a person said."""
    words = _plain(text)
    short = len(words.split()) <= PHANTOM_WORDS
    return words in FILLERS or (short and any(phrase in words for phrase in PHANTOMS))


def is_loop(text: str) -> bool:
    """Return whether it goes in circles: it shrinks too well, or one to four words come four times running."""
    raw = text.encode()
    if len(raw) / len(zlib.compress(raw)) > LOOP_RATIO:
        return True
    return re.search(r"\b(\w+(?: \w+){0,3})(?: \1\b){3}", _plain(text)) is not None


def sureness(mean_log_probability: float, no_speech_probability: float) -> float:
    """Return 0-1 from Whisper's own two figures.

    The geometric mean probability of a token, times how likely it is that somebody spoke: 0.5 is a mean log
    probability of -0.69 in clear speech; Whisper itself gives up at -1.0, which is 0.37 here.
    """
    return min(1.0, math.exp(mean_log_probability)) * (1.0 - no_speech_probability)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower())).split())
