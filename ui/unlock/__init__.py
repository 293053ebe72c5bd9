"""Unlocking: the PIN, what is safe while it is wrong, and the way back by the recovery code."""

from ui.unlock.screen import Greeting, UnlockScreen

__all__ = ["Greeting", "UnlockScreen"]
