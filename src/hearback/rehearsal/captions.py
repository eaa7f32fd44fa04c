"""Captions of a rehearsal, line by line as it goes on."""

from rich.console import Console

from hearback.rehearsal.report import Report

WINDOW = 40
"""Older lines were printed long ago."""
VOICE = "(the listener's own voice, played again)"


class Captions:
    """Prints what is said, by us and by the people, in the order in which it is said."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._console = Console(highlight=False)
        self._shown: set[int] = set()

    def show(self, now: float) -> None:
        """Print everything that has begun by now and was not printed yet."""
        for at, who, text, number in sorted(self._waiting()):
            if at <= now:
                self._shown.add(number)
                minutes, seconds = divmod(int(at), 60)
                self._console.print(f"{minutes:3}:{seconds:02}  {who}: {text}", markup=False, soft_wrap=True)

    def _waiting(self) -> list[tuple[float, str, str, int]]:
        ours = [(line.at, "Hearback", line.text or VOICE, id(line)) for line in self._report.spoken[-WINDOW:]]
        theirs = [(words.at, words.who, words.said, id(words)) for words in self._report.heard[-WINDOW:]]
        return [row for row in ours + theirs if row[3] not in self._shown]
