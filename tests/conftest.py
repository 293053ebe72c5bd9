"""Common ground of all tests: offscreen, in a known zone and locale, away from the person's own keyring."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.helpers.data import data_dir
from tests.helpers.logfail import _watch_logs
from tests.helpers.memory_keyring import memory_keyring
from tests.helpers.postgresql import pg_server, pg_url
from tests.helpers.secret_service import secret_service

__all__ = ["_watch_logs", "data_dir", "memory_keyring", "pg_server", "pg_url", "secret_service"]

# Before Qt is loaded and before any child process: a test opens no window on somebody's desk and sees no real keyring.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ["LC_ALL"] = "C.UTF-8"

# Time limits belong to pytest-timeout: a slow machine is no falsifying example.
_CALM = [HealthCheck.too_slow]
settings.register_profile("dev", deadline=None, suppress_health_check=_CALM)
settings.register_profile(
    "ci", deadline=None, max_examples=60, database=None, derandomize=True, print_blob=True, suppress_health_check=_CALM
)
settings.register_profile("long", deadline=None, max_examples=2000, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
