#!/bin/sh
# Browser tests use Debian's chromium. Where it is missing and we may install it, we do;
# where not, the browser tests skip and say so. Never a reason for `make test` to fail.
set -u
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "make: installing Debian's chromium for the browser tests ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1 ||
        echo "make: chromium could not be installed; the browser tests will be skipped." >&2
else
    echo "make: no chromium here and no right to install it (sudo apt-get install chromium); the browser tests will be skipped." >&2
fi
exit 0
