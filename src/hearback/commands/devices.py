"""`hearback devices`: microphones and loudspeakers, by the names that the settings take."""

from dataclasses import asdict
from json import dumps

from hearback.audio.devices import ListedDevice, list_devices


def devices(*, json: bool) -> int:
    """Print every device; return 0, or 1 if there is none. Raises DeviceError where the system can not be asked."""
    found = list_devices()
    if json:
        print(dumps({"devices": [asdict(device) for device in found]}, ensure_ascii=False))
    elif not found:
        print("There is no microphone and no loudspeaker here. `hearback demo --fast` needs neither.")
    else:
        print("\n".join(line for kind in KINDS for line in listed(kind, found)))
    return 0 if found else 1


KINDS = ("microphones", "loudspeakers")


def listed(kind: str, found: list[ListedDevice]) -> list[str]:
    """Return the lines of one kind of device; a star marks the system's choice."""
    lines = []
    for device in found:
        is_input = kind == "microphones"
        if device.inputs if is_input else device.outputs:
            chosen = device.is_default_input if is_input else device.is_default_output
            lines.append(f"  {'*' if chosen else ' '} {device.name}  ({device.rate_hz:.0f} Hz)")
    return [f"{kind.capitalize()} (* is the system's choice):", *(lines or ["    none"])]
