"""The command line: every command has its flags and shows how it is used."""

import pytest

from hearback.commands.arguments import COMMANDS, parser


@pytest.mark.parametrize("command", [[name] for name in COMMANDS] + [["prompts", "check"]])
def test_every_command_shows_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The help of each command ends with command lines to copy."""
    with pytest.raises(SystemExit) as left:
        parser().parse_args([*command, "--help"])
    assert left.value.code == 0
    assert f"  hearback {' '.join(command)}" in capsys.readouterr().out.split("examples:")[1]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "prompts"])
def test_every_example_is_a_command_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the help shows can be typed."""
    with pytest.raises(SystemExit):
        parser().parse_args([command, "--help"])
    for line in capsys.readouterr().out.split("examples:")[1].strip().splitlines():
        assert parser().parse_args(line.split()[1:]).command == command


def test_people_are_given_one_by_one() -> None:
    """--person may stand several times."""
    given = parser().parse_args(["listen", "--person", "Ana", "--person", "Ben"])
    assert given.people == ["Ana", "Ben"]


def test_what_is_left_out_is_none() -> None:
    """A flag that was not given does not stand over the settings."""
    given = parser().parse_args(["listen"])
    assert {given.program, given.people, given.rate_wpm, given.recognizer} == {None}
