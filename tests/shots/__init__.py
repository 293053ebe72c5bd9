"""Pictures of every screen, in both themes and at 100 % and 150 %, from a real hub with sample data."""
