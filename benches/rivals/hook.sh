# mailshot as a candidate of the harness (see rivals.sh): everything on, template, ledger and report, as a user runs it.
# It is run by sh once per measurement, with the scenario in BENCH_*; and with, if they are set:
#   MAILSHOT            the program
#   MAILSHOT_WINDOW     how many messages may be in flight on one session
#   MAILSHOT_OPTIONS    more options of `send`, with spaces between them
#   MAILSHOT_LEDGER     another place for the ledger; none = no ledger
ledger=${MAILSHOT_LEDGER:-$BENCH_DIR/mailshot.ledger}
# A ledger that has seen this list would leave nothing to send.
rm -f "$ledger" "$ledger-wal" "$ledger-shm"
# The harness's file is a message without a name that says what it is; this one is plain text.
cp "$BENCH_MESSAGE" "$BENCH_DIR/mailshot.txt"

set -- "$BENCH_ROWS" --template "$BENCH_DIR/mailshot.txt" --server "$BENCH_HOST:$BENCH_PORT" \
    --sessions "$BENCH_SESSIONS" --ledger "$ledger" --report "$BENCH_DIR/mailshot.csv" --yes --quiet
case $BENCH_TLS in
tls) set -- "$@" --tls implicit ;;
*) set -- "$@" --tls "$BENCH_TLS" ;;
esac
[ "$BENCH_TLS" = none ] || set -- "$@" --ca-file "$BENCH_CAFILE"
if [ "$BENCH_AUTH" = 1 ]; then
    export MAILSHOT_PASSWORD="$BENCH_PASSWORD"
    set -- "$@" --user "$BENCH_USER"
fi
[ "$BENCH_REUSE" = 1 ] || set -- "$@" --messages-per-session 1
[ -z "${MAILSHOT_WINDOW:-}" ] || set -- "$@" --window "$MAILSHOT_WINDOW"
# Not quoted: it is several words.
# shellcheck disable=SC2086
exec "${MAILSHOT:?the path of the program}" send "$@" ${MAILSHOT_OPTIONS:-}
