#!/usr/bin/env bash
# Builds everything and runs all tests, on a private Postgres of their own. The last line is "N passed, N failed, N skipped".
#
# Orleans' packages are needed for the tests of the cluster only: where they cannot be restored, those do not run, and a line says so.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root" || exit 1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# What tests leave goes with the results. Postgres runs as another user when the tests run as root, and must be able to pass through.
mkdir "$results/tmp" && chmod 755 "$results" "$results/tmp"
failed=0

# run_tests NAME TARGET: builds a solution or project and runs its tests, one project at a time, for the machine may be small.
run_tests() {
    echo "== $1"
    dotnet build "$2" -c Release -v quiet -nologo || { echo "test.sh: $2 does not build"; failed=1; return; }
    # A test host has a tenth of a second to end in, unless it is told otherwise: too little to stop a Postgres.
    TMPDIR="$results/tmp" MSBUILDDISABLENODEREUSE=1 VSTEST_TESTHOST_SHUTDOWN_TIMEOUT=60000 \
        dotnet test "$2" -c Release --no-build -m:1 -nologo --logger trx --results-directory "$results/$1" || failed=1
}

# The counters of all result files, as "passed failed skipped". What was found but not executed was skipped.
sum() {
    find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + | awk '
        function value(name,    found) {
            return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
        }
        { passed += value("passed"); failed += value("executed") - value("passed"); skipped += value("total") - value("executed") }
        END { print passed + 0, failed + 0, skipped + 0 }'
}

./run.sh install || exit 1
run_tests embedded Embedded.slnf

if [[ -d tests/Cluster.Tests ]]; then
    if why=$(dotnet restore tests/Cluster.Tests 2>&1); then
        run_tests cluster tests/Cluster.Tests
    else
        echo "test.sh: the cluster tests did not run, because Orleans' packages cannot be restored: $(grep -m 1 -o 'error.*' <<<"$why")"
    fi
fi

read -r passed failures skipped <<<"$(sum)"
if [[ $failed -ne 0 && $failures -eq 0 ]]; then
    echo "test.sh: something did not build, or a test run ended before its time; see above"
fi

if [[ $passed -eq 0 || $failures -ne 0 ]]; then
    failed=1
fi

echo "$passed passed, $failures failed, $skipped skipped"
exit $failed
