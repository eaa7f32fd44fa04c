"""Sound: 16 kHz, mono, int16 inside; devices, memory and the virtual room at the edges."""
