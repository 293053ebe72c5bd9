"""Đọc tài liệu: the paper view, its thumbnails and outline, search in the paper, and the screen around them."""
