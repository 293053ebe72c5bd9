"""Ctrl+K: one box to find a ballot or to give a command."""
