#!/bin/sh
# Makes the virtual environment. A bare Debian has python3 without its venv module (package
# python3-venv); as root we install it, otherwise we say in one line what to type.
set -eu
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "make: $python is missing or older than Python 3.11. Remedy: apt-get install python3, or make PYTHON=/path/to/python3.12 ..." >&2
    exit 2
}
echo "make: making the virtual environment $venv ..."
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "make: installing Debian's python3-venv first ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "make: Python's venv module is missing. Remedy: sudo apt-get install python3-venv, then the same command again." >&2
        exit 2
    fi
fi
rm -rf "$venv"
"$python" -m venv "$venv"
