"""The design system: colours, type, spacing, icons and the one style sheet. Standard for the eye: the design mocks."""

from ui.theme.metrics import Radius, Space, Style
from ui.theme.theme import Theme
from ui.theme.tokens import Colour, Scheme, Tone

__all__ = ["Colour", "Radius", "Scheme", "Space", "Style", "Theme", "Tone"]
