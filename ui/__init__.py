"""The window: Qt Widgets only. Knows models' frozen values, never SQL, HTTP or tables."""
