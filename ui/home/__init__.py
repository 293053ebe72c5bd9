"""Việc cần xử lý: what needs this person now, by deadline."""
