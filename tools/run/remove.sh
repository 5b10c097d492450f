#!/bin/sh
# Removes what `make run` made on this machine; safe to run twice, and when there is nothing.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cache=${HOLDFAST_CACHE:-/var/cache/holdfast}
state=${HOLDFAST_STATE:-/var/lib/holdfast}

# The port-forward to the console, if it is still the one that make run started.
pid=$(cat "$state/first-run/console.pid" 2>/dev/null || true)
if [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'main.ts console'; then kill "$pid"; fi

if [ -x "$root/node_modules/.bin/node" ]; then
  echo "\$ ./holdfast cluster down --name holdfast"
  "$root/holdfast" cluster down --name holdfast
elif [ -d "$state/clusters/holdfast" ]; then
  echo "The cluster is there, but node_modules is not: run 'npm ci', then 'make down' again." >&2
  exit 1
fi
rm -rf "$state/first-run"

echo "What is left: built programs and images in $cache (rm -rf $cache), Go's caches (go clean -cache -modcache),"
echo "node_modules in this folder, and the Debian packages."
