"""Engines: contracts in `base`, one backend per file; heavy imports happen inside the backend's module."""
