"""What Whisper invents is known, and what people say is left alone."""

import pytest

from hearback.engines.phantoms import is_loop, is_phantom, sureness


@pytest.mark.parametrize(
    "text",
    ["Thanks for watching!", "[Music]", "(applause)", "Don't forget to subscribe.", "you", " ", "Subtitles by X"],
)
def test_known_inventions_are_phantoms(text: str) -> None:
    """The phrases Whisper writes over silence are recognized whatever their punctuation."""
    assert is_phantom(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Yes.",
        "I felt you were not there.",
        "When I told you about my day you said thanks for watching the kids, and that was nice to hear.",
    ],
)
def test_what_people_say_is_no_phantom(text: str) -> None:
    """Ordinary answers, and sentences that only contain such words, are kept."""
    assert not is_phantom(text)


@pytest.mark.parametrize("text", ["no no no no no", "I am sorry, I am sorry. I am sorry, I am sorry.", "word " * 40])
def test_loops_are_found(text: str) -> None:
    """The same few words four times running are a loop."""
    assert is_loop(text)


@pytest.mark.parametrize(
    "text", ["No, no, no.", "When you came home late I felt alone and I did not know how to say it."]
)
def test_emphasis_is_no_loop(text: str) -> None:
    """Saying a thing three times, and plain speech, are not loops."""
    assert not is_loop(text)


def test_sureness_falls_with_either_doubt() -> None:
    """Unlikely words and likely silence both make us less sure, and the figure stays in 0-1."""
    assert sureness(0.0, 0.0) == 1.0
    assert sureness(-0.2, 0.05) > 0.5 > sureness(-1.0, 0.05)
    assert sureness(-0.2, 0.05) > 0.5 > sureness(-0.2, 0.6)
    assert sureness(0.1, 0.0) == 1.0
