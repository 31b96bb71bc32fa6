#!/bin/sh
# run.sh [CTEST OPTION…] - every test: installs what they need, builds under ASan and UBSan, runs them, sums up.
#
#   sh tests/run.sh              everything
#   sh tests/run.sh -L unit      one kind
# The build stays in build/tests, so that a second run only builds what changed. Exit code 0: all passed.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/tests
jobs=$(nproc)
report=$build/summary.txt

say() { printf '%s\n' "$*" >&2; }

sh "$root/deploy/packages.sh" build test || exit $?
launcher=''
command -v ccache >/dev/null 2>&1 && launcher=-DCMAKE_C_COMPILER_LAUNCHER=ccache
mkdir -p "$build"
say "building $build (ASan, UBSan)"
if ! { cmake -G Ninja -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DDEPECHE_TESTS=ON -DDEPECHE_WERROR=ON \
  -DDEPECHE_SANITIZE=address,undefined $launcher && ninja -C "$build" -j "$jobs"; } >"$build/build.log" 2>&1; then
  grep -E 'error|FAILED|Error' "$build/build.log" | head -40 >&2
  say "the build failed; all of it: $build/build.log"
  exit 70
fi

unset DEPECHE_CONFIG DEPECHE_RUN_DIR DEPECHE_STATE_DIR
ctest --test-dir "$build" -j "$jobs" --output-on-failure "$@" 2>&1 | tee "$report" >&2
passed=$(grep -c ' Passed ' "$report")
skipped=$(grep -c '\*\*\*Skipped' "$report")
failed=$(grep -cE '\*\*\*(Failed|Timeout|Exception|Not Run)' "$report")
printf 'tests: %s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
grep -E '\*\*\*(Failed|Timeout|Exception|Not Run|Skipped)' "$report" | sed 's/^ *[0-9]*\/[0-9]* Test *//' || true
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
