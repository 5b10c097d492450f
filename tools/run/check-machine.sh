#!/bin/sh
# First screen of `make run` and `make test`: what will be installed, and whether this machine can do it. Everything is
# looked at before anything is changed, and everything that is missing is said at once. Plain sh: Node may be absent.
# Exit: 0 go on, 1 something is missing or the answer was no.
set -u
purpose=${1:-run}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
cache=${HOLDFAST_CACHE:-/var/cache/holdfast}
state=${HOLDFAST_STATE:-/var/lib/holdfast}
problems=0

say() { printf '%s\n' "$*"; }
problem() { # what, where to get it
  problems=$((problems + 1))
  say "  MISSING  $1"
  say "           $2"
}
good() { say "  ok       $1"; }

# Of a path that may not exist yet: the nearest folder that does.
existing() { path=$1; while [ ! -d "$path" ]; do path=$(dirname "$path"); done; say "$path"; }
free_gigabytes() { df -Pk "$(existing "$1")" | awk 'NR == 2 { printf "%d", $4 / 1048576 }'; }
version_at_least() { # have, want: dotted numbers
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

wanted_packages=$(sed -e 's/#.*//' -e 's/[[:space:]].*//' "$here/debian-packages.txt" | grep -v '^$')
[ "$purpose" = test ] && wanted_packages="$wanted_packages chromium"

built=no
[ -d "$cache/programs" ] && [ -n "$(ls -A "$cache/programs" 2>/dev/null)" ] && built=yes

say "Holdfast: $(if [ "$purpose" = test ]; then say 'all tests'; else say 'first run'; fi) on this machine"
say ""
say "What is installed, and where:"
say "  node_modules              in this folder, by npm ci                             1 GB"
say "  Debian packages           on this machine, by apt-get (those missing, below)    0.2 GB"
say "  programs and images       $cache: Kubernetes 1.34, Velero 1.18, etcd and others, built with Go"
say "  Go's own caches           where 'go env GOCACHE GOMODCACHE' say                 12 GB"
if [ "$purpose" = test ]; then
  say "  clusters for the tests    $state, with names of their own; they are removed at the end"
else
  say "  a Kubernetes cluster      $state/clusters/holdfast, reached on 127.0.0.1 only  3 GB"
fi
if [ "$built" = yes ]; then say "Time: programs are in the cache; about $(if [ "$purpose" = test ]; then say 30; else say 5; fi) minutes."
else say "Time: about $(if [ "$purpose" = test ]; then say 40; else say 20; fi) minutes on two cores, most of it building programs once."; fi
say "Memory: about 2 GB while it runs, 3 GB while it builds."
if [ "$purpose" = test ]; then say "No other cluster is touched."
else say "Remove everything with: make down"; fi
say ""

say "This machine:"
if [ "$(uname -s)" = Linux ]; then good "Linux $(uname -r)"
else problem "Linux (this is $(uname -s))" "use a Linux machine or a virtual machine with Debian 12 or newer"; fi
if [ "$(uname -m)" = x86_64 ]; then good "x86_64"
else problem "an x86_64 processor (this is $(uname -m))" "the pinned Node and the images are built for x86_64"; fi
if [ "$(id -u)" = 0 ]; then good "root"
else problem "root: namespaces, mounts and cgroups need it" "run it again as: sudo make $purpose"; fi
if [ "$(id -u)" = 0 ] && command -v unshare >/dev/null; then
  if unshare --mount --net --pid --fork true 2>/dev/null; then good "new namespaces may be made"
  else problem "the right to make namespaces" "in a container: run it with --privileged"; fi
fi
if grep -qw overlay /proc/filesystems 2>/dev/null || modprobe -n overlay 2>/dev/null; then good "overlay file system"
else problem "the overlay file system in the kernel" "use a kernel with CONFIG_OVERLAY_FS"; fi

need=20; [ "$built" = yes ] && need=6
free=$(free_gigabytes "$cache")
if [ "$free" -ge "$need" ]; then good "$free GB free for $cache"
else problem "$need GB of disk for $cache ($free GB are free)" "free some, or set HOLDFAST_CACHE to a folder on a larger disk"; fi
free=$(free_gigabytes "$state")
if [ "$free" -ge 4 ]; then good "$free GB free for $state"
else problem "4 GB of disk for $state ($free GB are free)" "free some disk"; fi
available=$(awk '/^MemAvailable:/ { printf "%d", $2 / 1024 }' /proc/meminfo 2>/dev/null || say 0)
if [ "${available:-0}" -ge 3500 ]; then good "$available MB of memory available"
else problem "3500 MB of memory available (there are ${available:-0})" "stop other programs or use a machine with 6 GB"; fi

if command -v node >/dev/null && version_at_least "$(node --version | tr -d v)" 20.0.0; then good "Node $(node --version)"
else problem "Node 20 or newer, to start npm" "https://nodejs.org/en/download (Node 24, which everything runs on, then comes by npm)"; fi
if command -v npm >/dev/null; then good "npm $(npm --version 2>/dev/null)"
else problem "npm" "it comes with Node: https://nodejs.org/en/download"; fi
if command -v go >/dev/null; then
  have=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed 's/^go//')
  if version_at_least "$have" 1.26.0; then good "Go $have"
  else problem "Go 1.26 or newer (this is $have)" "https://go.dev/dl/"; fi
else problem "Go 1.26 or newer" "https://go.dev/dl/"; fi

missing_packages=""
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
  for package in $wanted_packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing_packages="$missing_packages $package"
  done
  if [ -z "$missing_packages" ]; then good "Debian packages"
  else say "  to do    Debian packages, installed by apt-get after your answer:$missing_packages"; fi
else
  problem "apt-get and dpkg" "use Debian 12 or newer: images are put together from its packages"
fi
say ""

if [ "$problems" -gt 0 ]; then
  say "$problems of these are missing. Nothing was changed. Get them and run 'make $purpose' again."
  exit 1
fi
if [ -t 0 ] && [ -t 1 ] && [ "${HOLDFAST_YES:-}" != 1 ]; then
  printf 'Go on? [Y/n] '
  read -r answer || exit 1
  case $answer in "" | y | Y | yes) ;; *) say "Nothing was changed."; exit 1 ;; esac
fi

if [ -n "$missing_packages" ]; then
  say "\$ apt-get install$missing_packages"
  export DEBIAN_FRONTEND=noninteractive
  # containerd starts as a service when it is installed; the cluster brings its own, so no service is started here.
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 0755 "$policy" && trap 'rm -f "$policy"' EXIT; trap 'exit 130' INT TERM; }
  # shellcheck disable=SC2086
  apt-get install -y -q --no-install-recommends $missing_packages >/dev/null 2>&1 ||
    { apt-get update -q && apt-get install -y -q --no-install-recommends $missing_packages; } >/dev/null || {
    say "apt-get failed. Its messages are above; run 'make $purpose' again when they are mended."
    exit 1
  }
fi

# npm writes this file last, so one that is there and newer is the sign of a whole installation.
if [ ! -e "$root/node_modules/.package-lock.json" ] || [ "$root/package-lock.json" -nt "$root/node_modules/.package-lock.json" ]; then
  say "\$ npm ci"
  (cd "$root" && npm ci --loglevel=error) || exit 1
  touch "$root/node_modules/.package-lock.json"
fi
