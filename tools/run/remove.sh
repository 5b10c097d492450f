#!/bin/sh
# Removes what `make run` made on this machine; safe to run twice, and when there is nothing.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cache=${HOLDFAST_CACHE:-/var/cache/holdfast}
state=${HOLDFAST_STATE:-/var/lib/holdfast}

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
