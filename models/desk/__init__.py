"""Services over an unlocked profile: answering ballots, and the Office's desk. Used by window and command line."""
