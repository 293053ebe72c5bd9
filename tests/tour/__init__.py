"""The tour: the story of one ballot through the real window, offscreen, against a real hub in its own process."""
