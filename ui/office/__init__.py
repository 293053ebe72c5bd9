"""Văn phòng: the Office's ballot desk: list, response map, issue form, telephone code."""
