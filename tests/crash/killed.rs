//! Killed at any instant, and run again.

use mailshot::sink::{Options, Pattern};

use crate::{Batch, Chance, SESSIONS, SHORT, WINDOW, assert_once, copies, doubtful, setting};

/// Batches that are killed up to three times each and then run to their end.
fn kill_again_and_again(what: &str, options: &Options, args: &[&str]) {
    let (kills, rows, seed) =
        (setting("CRASH_KILLS", 20).div_ceil(4), setting("CRASH_ROWS", 150), setting("CRASH_SEED", 1));
    let mut chance = Chance::named(what);
    let (mut killed, mut in_doubt, mut most, mut arrived, mut batches) = (0, 0, 0, 0, 0);
    while killed < kills {
        let sessions = SESSIONS.to_string();
        let mut batch = Batch::new(rows, options.clone(), &[args, &["--sessions", &sessions]].concat());
        let mut here = 0;
        for _ in 0..=chance.below(3) {
            here += u64::from(batch.kill_somewhere(&mut chance));
        }
        let finished = batch.finish(&[]);
        let report = batch.report();
        let doubtful = doubtful(&report);
        let connections = batch.sink().counts().connections;
        let kept = batch.stop();
        assert_once(&batch, &kept, &report, &format!("{what}, seed {seed}, batch {batches}"));
        // A connection that the server drops leaves in doubt what was in flight in it, as a kill does.
        let dropped = if options.drop_after.is_some() { connections } else { 0 };
        assert!(
            doubtful.len() as u64 <= (here * SESSIONS + dropped) * WINDOW,
            "{what}: {} in doubt after {here} kills",
            doubtful.len()
        );
        finished.assert_code(i32::from(!doubtful.is_empty()));
        let copies = copies(&kept);
        arrived += report
            .iter()
            .filter(|line| line.outcome == "in-doubt" && copies.contains_key(line.address.as_str()))
            .count();
        batches += 1;
        killed += here;
        in_doubt += doubtful.len();
        most = most.max(doubtful.len());
    }
    println!(
        "{what}: {killed} kills, {batches} batches of {rows} rows: 0 missing, 0 twice, {in_doubt} messages in doubt (at most \
         {most} in a batch), {arrived} recipients of which had got theirs"
    );
}

pub(crate) fn pattern(text: &str) -> Vec<Pattern> {
    vec![Pattern::parse(text, true).expect("it is one")]
}

#[test]
fn killed_while_a_quick_server_takes_everything() {
    kill_again_and_again("quick server", &Options::default(), &[]);
}

#[test]
fn killed_while_recipients_are_deferred() {
    let options = Options { defer: pattern("*7@example.com:1"), ..Options::default() };
    kill_again_and_again("deferrals", &options, &[]);
}

#[test]
fn killed_while_connections_are_dropped() {
    let options = Options { drop_after: Some(7), ..Options::default() };
    kill_again_and_again("dropped connections", &options, &["--messages-per-session", "11"]);
}

#[test]
fn killed_while_replies_take_their_time() {
    let options = Options { latency: std::time::Duration::from_millis(2), ..Options::default() };
    kill_again_and_again("slow replies", &options, &[]);
}

#[test]
fn killed_while_every_session_carries_one_message() {
    kill_again_and_again("short sessions", &Options::default(), &SHORT);
}

#[test]
fn killed_while_short_sessions_take_their_time() {
    let options = Options { latency: std::time::Duration::from_millis(2), ..Options::default() };
    kill_again_and_again("slow short sessions", &options, &SHORT);
}

#[test]
fn killed_while_short_sessions_are_dropped_and_recipients_deferred() {
    let defer = pattern("*7@example.com:1");
    let options = Options { drop_after: Some(2), defer, ..Options::default() };
    kill_again_and_again("dropped short sessions", &options, &["--messages-per-session", "3"]);
}
