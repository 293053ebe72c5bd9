"""The frame round every screen: banner, rail, title bar with search and state chip, overlays."""
