#!/bin/sh
# packages.sh KIND… - installs the packages of packages.txt of these kinds that are not there yet.
#
# Asks apt only when something is missing, through sudo when not root. nginx would start a service of its own on this
# machine; where it is among the missing, a policy-rc.d says no to that while apt runs, and is taken away again.
# Everything it says goes to standard error. Exit codes: 0 all are there; 69 they can't be had; 77 no right to install.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
policy=${DEPECHE_POLICY_FILE:-/usr/sbin/policy-rc.d}
ours='# put here by depeche while its packages are installed'

say() { printf '%s\n' "$*" >&2; }

wanted() {
  for kind in "$@"; do sed -n "s/^$kind //p" "$here/packages.txt"; done
}

missing() {
  for package in $(wanted "$@"); do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || printf '%s ' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

forbid_services() {
  case " $* " in *" nginx"*) ;; *) return 0 ;; esac
  [ -e "$policy" ] && return 0
  printf '#!/bin/sh\n%s\nexit 101\n' "$ours" | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

allow_services() {
  if grep -qs "^$ours\$" "$policy"; then as_root rm -f "$policy"; fi
}

install_packages() {
  say "installing: $*"
  trap allow_services EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  forbid_services "$@" || return 1
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2 && return 0
  say "apt's lists may be old; fetching new ones"
  as_root apt-get update >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2
}

if ! command -v dpkg-query >/dev/null 2>&1; then
  say "this needs Debian 12 (or a system with its packages); the list is $here/packages.txt"
  exit 69
fi
list=$(missing "$@")
[ -n "$list" ] || exit 0
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
  say "these packages are missing: $list"
  say "install them as root: apt-get install $list"
  exit 77
fi
# shellcheck disable=SC2086
if ! install_packages $list; then
  say "apt could not install: $list"
  exit 69
fi
