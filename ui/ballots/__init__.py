"""Phiếu lấy ý kiến: list and detail, the answer, signing, stages and history."""
