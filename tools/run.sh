#!/usr/bin/env bash
# tools/run.sh PORT: the window, or where there is no display the server alone.
set -euo pipefail
cd "$(dirname "$0")/.."

# Tk on Linux is an X program: with Wayland alone there is no DISPLAY and no window.
if [ "$(uname)" != Linux ] || [ -n "${DISPLAY:-}" ]; then
    tools/setup.sh window
    exec .venv/bin/python -m chat_gui
fi

tools/setup.sh server
addresses=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -F . | sed "s/$/:$1/" | paste -sd ' ') || true
[ -n "$addresses" ] || addresses="this computer's address, port $1"
echo "There is no display here, so the server runs alone. Others join at $addresses"
exec .venv/bin/python -m chat_server --port "$1"
