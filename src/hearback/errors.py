"""The few exceptions a user can meet: one class per thing the user can do about it.

The text says what is wrong, where, and what would be right.
"""


class HearbackError(Exception):
    """Something the user can mend; its text is one plain sentence."""


class ConfigError(HearbackError):
    """A setting, a flag or a rehearsal file needs mending."""


class ProgramError(HearbackError):
    """A prompt file needs mending."""


class DeviceError(HearbackError):
    """A microphone or loudspeaker is missing or refuses."""


class EngineError(HearbackError):
    """A model, a voice or another engine is missing or refuses."""


class JournalError(HearbackError):
    """The journal can not be opened or written."""
