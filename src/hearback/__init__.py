"""Hearback: a hands-free, fully local assistant for partners who want to listen to each other."""
