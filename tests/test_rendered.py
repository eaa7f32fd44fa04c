"""Lines rendered ahead: fixed lines are made once, and what a person said is not kept."""

import threading

import numpy as np

from hearback.audio.pcm import Pcm
from hearback.engines.rendered import Rendered


class Counting:
    """A synthesizer that counts what it was asked; a line is as long as its text."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """Return as many samples as the text has letters."""
        self.asked.append((text, rate_wpm))
        return np.ones(len(text), np.int16)


def test_a_fixed_line_is_made_once_per_rate() -> None:
    """The same line at the same rate comes from memory; another rate or text is made anew."""
    voice = Counting()
    rendered = Rendered(voice)
    for text, rate_wpm in (("hello", 155), ("hello", 155), ("hello", 120), ("hullo", 155), ("hello", 120)):
        assert len(rendered.render(text, rate_wpm)) == 5
    assert voice.asked == [("hello", 155), ("hello", 120), ("hullo", 155)]


def test_lines_rendered_ahead_are_there() -> None:
    """What was rendered ahead is not made again when it is due."""
    voice = Counting()
    rendered = Rendered(voice)
    rendered.render_ahead(["one", "two", "one"], 155)
    rendered.render("two", 155)
    assert voice.asked == [("one", 155), ("two", 155)]


def test_a_read_back_is_not_kept() -> None:
    """With `keep=False` the sound is made each time, and neither it nor the words stay."""
    voice = Counting()
    rendered = Rendered(voice)
    for _ in range(2):
        rendered.render("I felt alone", 155, keep=False)
    assert len(voice.asked) == 2
    assert not rendered._kept


def test_no_words_are_in_the_memory_of_lines() -> None:
    """The memory's keys are hashes."""
    rendered = Rendered(Counting())
    rendered.render("lighthouse", 155)
    assert all(b"lighthouse" not in key and len(key) == 32 for key in rendered._kept)


def test_the_least_used_line_goes_first() -> None:
    """With room for two lines, the one that was not asked for lately is made again."""
    voice = Counting()
    rendered = Rendered(voice, lines=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        rendered.render(text, 155)
    assert [text for text, _ in voice.asked] == ["a", "b", "c", "b"]


def test_a_kept_line_can_not_be_changed() -> None:
    """Who plays a line may not write into it: the next one would hear it."""
    rendered = Rendered(Counting())
    assert not rendered.render("a", 155).flags.writeable
    assert not rendered.render("a", 155).flags.writeable


def test_voices_do_not_share_lines() -> None:
    """The voice belongs to the key."""
    first, second = Rendered(Counting(), "en-us"), Rendered(Counting(), "en-gb")
    first.render("a", 155)
    second.render("a", 155)
    assert first._kept.keys().isdisjoint(second._kept)


def test_threads_may_share_it() -> None:
    """Many threads that ask at once all get their own line."""
    rendered = Rendered(Counting(), lines=8)
    wrong: list[int] = []

    def ask(offset: int) -> None:
        wrong.extend(n for n in range(300) if len(rendered.render("x" * ((n + offset) % 20), 155)) != (n + offset) % 20)

    threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert wrong == []
    assert len(rendered._kept) == 8
