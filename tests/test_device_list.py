"""`hearback devices`: what is listed, and in whose words."""

from hearback.audio.devices import ListedDevice
from hearback.commands.devices import listed

CARD = ListedDevice("USB", inputs=1, outputs=2, rate_hz=48_000.0, is_default_input=True, is_default_output=False)
PLUG = ListedDevice("HDMI", inputs=0, outputs=2, rate_hz=44_100.0, is_default_input=False, is_default_output=True)


def test_microphones_are_what_hears() -> None:
    """Only devices with inputs, the system's choice with a star."""
    assert listed("microphones", [CARD, PLUG])[1:] == ["  * USB  (48000 Hz)"]


def test_loudspeakers_are_what_plays() -> None:
    """Only devices with outputs, the system's choice with a star."""
    assert listed("loudspeakers", [CARD, PLUG])[1:] == ["    USB  (48000 Hz)", "  * HDMI  (44100 Hz)"]


def test_a_kind_without_devices_says_so() -> None:
    """No empty heading is left."""
    assert listed("microphones", [PLUG])[1:] == ["    none"]
