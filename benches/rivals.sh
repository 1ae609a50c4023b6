#!/bin/sh
# Measures mailshot beside other senders, in one run, with the harness that the user names:
#
#   cargo build --release
#   RIVALS=DIR benches/rivals.sh [options of the harness]
#
# DIR has a run.sh that takes candidates as --tool NAME=@HOOK. Each window of MAILSHOT_WINDOWS is a candidate of its own:
#
#   RIVALS=DIR MAILSHOT_WINDOWS='16 64' benches/rivals.sh --scenarios a16 --peers ceil-bdat
#
# Further variables are for the hook; see benches/rivals/hook.sh.
set -eu

fail() {
    echo "rivals.sh: $*" >&2
    exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
harness=${RIVALS:-}
: "${MAILSHOT:=${CARGO_TARGET_DIR:-$here/../target}/release/mailshot}"

[ -n "$harness" ] || fail "RIVALS is not set. Set it to the folder of the harness: RIVALS=DIR $0 ..."
[ -f "$harness/run.sh" ] || fail "$harness: there is no run.sh in it. Set RIVALS to the folder of the harness."
[ -x "$MAILSHOT" ] ||
    fail "$MAILSHOT: there is no such program. Build it with 'cargo build --release', or name another in MAILSHOT."
MAILSHOT=$(cd "$(dirname "$MAILSHOT")" && pwd)/$(basename "$MAILSHOT")
export MAILSHOT

if [ -z "${MAILSHOT_WINDOWS:-}" ]; then
    set -- --tool "mailshot=@$here/rivals/hook.sh" "$@"
else
    # The hook sees no arguments, and all candidates have one environment: a hook for each window says which it is.
    hooks=$(mktemp -d)
    trap 'rm -rf "$hooks"' EXIT
    trap 'exit 130' INT TERM
    for window in $MAILSHOT_WINDOWS; do
        case $window in
        *[!0-9]*) fail "MAILSHOT_WINDOWS: $window is not a number. Write numbers with spaces between them: '16 64'." ;;
        esac
        printf 'export MAILSHOT_WINDOW=%s\n. "%s"\n' "$window" "$here/rivals/hook.sh" >"$hooks/window-$window.sh"
        set -- "$@" --tool "mailshot-$window=@$hooks/window-$window.sh"
    done
fi
sh "$harness/run.sh" "$@"
