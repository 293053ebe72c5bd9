"""``python -m sync.server.admin``: the same as ``ecabinet-hub``."""

from __future__ import annotations

import sys

from sync.server.admin import main

sys.exit(main())
