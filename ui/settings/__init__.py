"""Cài đặt: account, devices, lock and PIN, text size, theme, language, storage, diagnostics, licences."""
