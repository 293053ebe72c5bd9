"""``python -m sync.client.cli``."""

from __future__ import annotations

import sys

from sync.client.cli import main

sys.exit(main())
