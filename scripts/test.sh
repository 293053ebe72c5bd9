#!/bin/sh
# All tests, as `make test` and the continuous integration run them. Further words go to pytest.
set -eu
cd "$(dirname "$0")/.."
QT_QPA_PLATFORM=offscreen
export QT_QPA_PLATFORM
exec .venv/bin/python -m pytest -n 2 --dist loadfile "$@"
