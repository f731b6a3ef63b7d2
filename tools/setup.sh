#!/bin/sh
# Find a Python that Modelwarden runs on, and let it do the set-up. Arguments go to tools/setup.py.
set -eu
cd "$(dirname "$0")/.."
for python in python3 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; then
    exec "$python" -m tools.setup "$@"
  fi
done
echo "Missing: Python 3.11, 3.12 or 3.13. On Debian, type: apt-get install python3 python3-venv" >&2
exit 1
