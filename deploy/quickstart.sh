#!/bin/sh
# quickstart.sh [--once] [--state DIR] [URL…] - from a fresh clone to tagged articles in one command.
#
# Installs the packages, builds, starts the four daemons on their embedded defaults, feeds the URLs (without any: a small
# newsroom of made-up pages that it serves itself on this machine), and prints each tagged article as it arrives.
# Articles are the only thing on standard output: readable on a terminal, one line of JSON each in a pipe.
#
#   --once        end when everything fed is settled (else: at Ctrl-C)
#   --state DIR   keep everything in DIR (default: ~/.local/state/depeche-quickstart); a second run changes nothing
#
# Exit codes: 0 all went well; 64 wrong usage; 65 a URL was refused; 69, 77 packages or daemons can't be had; 70 the build
# failed; 75 a port or the state directory is in use; 129 the terminal was closed; 130 Ctrl-C.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/quickstart
depeche=$build/services/cli/depeche
once=no
state=${XDG_STATE_HOME:-${HOME:-/tmp}/.local/state}/depeche-quickstart
httpd_pid='' tail_pid='' port='' started=no

say() { printf '%s\n' "$*" >&2; }
fail() {
  code=$1
  shift
  say "quickstart: $*"
  exit "$code"
}
usage() { sed -n '2,/^set -u/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
    --once) once=yes ;;
    --state)
      [ $# -gt 1 ] || fail 64 "--state needs a directory"
      state=$2
      shift
      ;;
    --state=*) state=${1#--state=} ;;
    -h | --help) usage && exit 0 ;;
    --) shift && break ;;
    -*) fail 64 "there is no option $1; see: sh deploy/quickstart.sh --help" ;;
    *) break ;;
    esac
    shift
  done
  urls_at=$#
}

# ---- build ----

compile() {
  generator=''
  if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then generator='-G Ninja'; fi
  # shellcheck disable=SC2086
  cmake $generator -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release &&
    cmake --build "$build" --parallel "$(nproc)"
}

make_programs() {
  say "building in $build"
  mkdir -p "$build" || fail 70 "can't make the build directory $build"
  compile >"$build/quickstart.log" 2>&1 && return 0
  tail -n 20 "$build/quickstart.log" >&2
  fail 70 "the build failed; all of it: $build/quickstart.log"
}

# ---- directories ----

# A socket's path has room for 107 bytes. Where the state directory's is too long, the sockets stand in a private
# directory elsewhere.
choose_run_directory() {
  run=$state/run
  [ ${#run} -le 90 ] && return 0
  run=${XDG_RUNTIME_DIR:-/tmp}/depeche-$(id -u)-$(printf '%s' "$state" | cksum | cut -d ' ' -f 1)
  mkdir -m 700 "$run" 2>/dev/null && return 0
  { [ -d "$run" ] && [ ! -L "$run" ] && [ -O "$run" ]; } || fail 77 "$run is in the way and not ours"
}

open_state() {
  mkdir -p "$state" || fail 77 "can't make the state directory $state; name another: --state DIR"
  state=$(cd "$state" && pwd)
  exec 9>"$state/quickstart.lock"
  flock -n 9 || fail 75 "another quickstart uses $state; end it, or name another directory: --state DIR"
  choose_run_directory
  unset DEPECHE_CONFIG
  export DEPECHE_STATE_DIR="$state" DEPECHE_RUN_DIR="$run"
}

# ---- the newsroom ----

is_running() { [ -r "/proc/$1/status" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status"; }

# True when our httpd serves on the port. A taken port makes it end at once.
serve_on() {
  busybox httpd -f -p "127.0.0.1:$1" -h "$root/deploy/newsroom" 9>&- >/dev/null 2>&1 &
  httpd_pid=$!
  tries=0
  while is_running "$httpd_pid" && [ $tries -lt 100 ]; do
    if env -u http_proxy timeout 2 busybox wget -q -O /dev/null "http://127.0.0.1:$1/blank.html" 2>/dev/null; then
      is_running "$httpd_pid" && return 0
    fi
    tries=$((tries + 1))
    sleep 0.05
  done
  kill "$httpd_pid" 2>/dev/null
  httpd_pid=''
  return 1
}

# Nothing on this machine is fetched from by default: the newsroom's port is what is permitted, and its host is ours.
permit_newsroom() {
  printf 'fetch:\n  allow_addresses:\n    - 127.0.0.1:%s\n  domain_delay: 0ms\n' "$port" >"$state/newsroom.yaml" ||
    fail 74 "can't write $state/newsroom.yaml"
  export DEPECHE_CONFIG="$state/newsroom.yaml"
}

# The addresses of the pages hold the port, so a state directory keeps the one it began with.
open_newsroom() {
  port=$(cat "$state/newsroom.port" 2>/dev/null)
  if [ -n "$port" ]; then
    serve_on "$port" || fail 75 "port $port, where the newsroom of $state stands, is taken; free it, or name another directory: --state DIR"
    return 0
  fi
  left=50
  while [ $left -gt 0 ]; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    serve_on "$port" && printf '%s\n' "$port" >"$state/newsroom.port" && return 0
    left=$((left - 1))
  done
  fail 75 "found no free port on 127.0.0.1 for the sample newsroom"
}

newsroom_urls() { sed -n "s|^/|http://127.0.0.1:$port/|p" "$root/deploy/newsroom/addresses.txt"; }

# ---- running ----

stop_all() {
  trap '' INT TERM HUP
  [ -n "$tail_pid" ] && kill -INT "$tail_pid" 2>/dev/null
  [ $started = yes ] && "$depeche" down 9>&- >/dev/null 2>&1
  [ -n "$httpd_pid" ] && kill "$httpd_pid" 2>/dev/null
  return 0
}

last_sequence() { "$depeche" status --json 2>/dev/null | sed -n 's/.*"last_sequence":\([0-9]*\).*/\1/p'; }

start_daemons() {
  say "state directory: $state"
  started=yes
  "$depeche" up 9>&- 2>"$state/up.log" || {
    code=$?
    cat "$state/up.log" >&2
    fail $code "the daemons did not start"
  }
  before=$(last_sequence)
  "$depeche" tail --from $((${before:-0} + 1)) 9>&- &
  tail_pid=$!
}

# The bar of feed and the articles of tail would overwrite each other where both go to one terminal.
feed_all() {
  quiet=''
  [ -t 1 ] && quiet=--quiet
  # shellcheck disable=SC2086
  "$depeche" feed --wait $quiet --json - >"$state/last-feed.jsonl"
}

counted() { sed -n "s/.*\"kind\":\"ledger\".*\"$1\":\([0-9]*\).*/\1/p" "$state/last-feed.jsonl"; }

tell_result() {
  if [ "$(counted accepted)" = 0 ] && [ "$(last_sequence)" = "${before:-0}" ]; then
    say ""
    say "nothing new: everything was fed before; this run changed nothing in $state"
  fi
  [ -t 1 ] || return 0 # feed has told it
  say ""
  say "fed $(counted fed) = stored $(counted stored) + duplicate $(counted duplicate) + rejected $(counted rejected) + dead $(counted dead)"
}

tell_next() {
  say ""
  if [ $once = yes ]; then
    say "next:  sh deploy/quickstart.sh https://…            pages of your own"
    say "       sh deploy/quickstart.sh                      stay up; it tells how to use the command depeche beside it"
    return 0
  fi
  say "The pipeline stays up until Ctrl-C. In another terminal:"
  say "  export DEPECHE_STATE_DIR='$state' DEPECHE_RUN_DIR='$run'${DEPECHE_CONFIG:+ DEPECHE_CONFIG='$DEPECHE_CONFIG'}"
  say "  alias depeche='$depeche'"
  say "  depeche source add https://…  depeche status        depeche show 1        depeche --help"
  [ -z "${port:-}" ] || say "The sample newsroom as a source: depeche source add http://127.0.0.1:$port/"
}

finish() {
  kill -TERM "$tail_pid" 2>/dev/null # it gives what is stored by now, then ends
  wait "$tail_pid" || exit 74
  tail_pid=''
  exit "$1"
}

main() {
  trap stop_all EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  sh "$root/deploy/packages.sh" build || exit $?
  make_programs
  open_state
  if [ $# -eq 0 ]; then open_newsroom && permit_newsroom; fi
  start_daemons
  if [ $# -eq 0 ]; then newsroom_urls; else printf '%s\n' "$@"; fi >"$state/last-feed.txt"
  feed_all <"$state/last-feed.txt"
  code=$?
  [ -n "$(counted fed)" ] && tell_result
  [ $code -eq 0 ] || [ $code -eq 65 ] || exit $code
  tell_next
  [ $once = yes ] && finish $code
  wait "$tail_pid"
}

read_options "$@"
shift $(($# - urls_at))
main "$@"
