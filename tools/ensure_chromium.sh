#!/bin/sh
# Browser tests use Debian's chromium, and playwright drives it with a Node.js that brings
# everything but libatomic, which a bare Debian has not. What is missing we install where we may;
# where not, we say what to type. Never a reason for `make test` to stop.
set -u
missing=
command -v chromium >/dev/null || missing=chromium
PATH=$PATH:/usr/sbin:/sbin
! command -v ldconfig >/dev/null || ldconfig -p | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
missing=${missing# }
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "make: installing what the browser tests need: $missing ..."
    # shellcheck disable=SC2086 # two names are two packages
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null 2>&1 ||
        echo "make: $missing could not be installed; the browser tests cannot run." >&2
else
    echo "make: the browser tests cannot run. Remedy: sudo apt-get install $missing" >&2
fi
exit 0
