//! Killed where the disk is slower than the server: messages are armed ahead of the window, by more workers than there are
//! processors here, among which the sessions do not divide evenly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use mailshot::sink::Options;
use nix::sys::signal::Signal;
use rusqlite::Connection;

use crate::killed::pattern;
use crate::stopped::read_until;
use crate::support::program::{Program, read_report, signal};
use crate::{Batch, Chance, SHORT, WINDOW, assert_once, doubtful, setting};

const LEDGER: &str = "list.template.ledger";
const SESSIONS: u64 = 16;
const WORKERS: &str = "5";

/// `slow_disk.rs`, compiled.
static SLOW_DISK: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let built = tempfile::tempdir_in(folder).expect("the folder is cargo's, for tests");
    let library = built.path().join("slow_disk.so");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compiled = Command::new(compiler)
        .args(["--edition", "2024", "--crate-type", "cdylib", "-C", "panic=abort", "-o"])
        .arg(&library)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/slow_disk.rs"))
        .output()
        .expect("the compiler that compiled this is there");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    // Whole or not at all, for another run of the tests.
    let place = folder.join("slow_disk.so");
    fs::rename(library, &place).expect("it is the same file system");
    place
});

/// What a killed run has left in its ledger.
struct Left {
    /// Rows that are being sent.
    rows: BTreeSet<u64>,
    /// How many of them one session has, at most.
    of_one: u64,
    /// Where it is noted what has left.
    notes: PathBuf,
}

impl Left {
    /// Reads a copy: whoever opens a ledger folds its log in. `None` where there was no time to send anything.
    fn by(batch: &Batch) -> Option<Self> {
        let copy = tempfile::tempdir().expect("a temporary folder can be made");
        for name in [LEDGER.to_owned(), format!("{LEDGER}-wal")] {
            // What is not there yet is not copied.
            let _ = fs::copy(batch.dir.path().join(&name), copy.path().join(&name));
        }
        let ledger = Connection::open(copy.path().join(LEDGER)).expect("a file can be opened");
        let notes = "SELECT value FROM batch WHERE key = 'flights'";
        let notes: String = ledger.query_row(notes, [], |row| row.get(0)).ok()?;
        let mut armed = ledger.prepare("SELECT DISTINCT row, lane FROM being_sent").expect("it is a ledger");
        let armed = armed.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("it can be read");
        let armed: Vec<(u64, u64)> = armed.collect::<Result<_, _>>().expect("it can be read");
        let mut lanes = BTreeMap::<_, u64>::new();
        armed.iter().for_each(|(_, lane)| *lanes.entry(lane).or_default() += 1);
        Some(Self {
            rows: armed.iter().map(|(row, _)| *row).collect(),
            of_one: lanes.into_values().max().unwrap_or_default(),
            notes: Path::new("/dev/shm").join(notes),
        })
    }
}

/// Messages in doubt, as the ledger stands.
fn doubtful_now(batch: &Batch) -> BTreeSet<u64> {
    Program::new(batch.dir.path()).args(["report", LEDGER, "--report", "killed.jsonl"]).run().assert_code(0);
    doubtful(&read_report(&batch.dir.path().join("killed.jsonl")))
}

/// Whether what is noted of a killed run is there for the next one.
#[derive(Clone, Copy, PartialEq)]
enum Notes {
    There,
    /// As after a power cut.
    Lost,
}

/// A batch with a slow disk.
fn slow(rows: u64, options: &Options, args: &[&str], window: u64) -> Batch {
    let (sessions, window) = (SESSIONS.to_string(), window.to_string());
    let args = [args, &["--sessions", &sessions, "--window", &window]].concat();
    let disk = SLOW_DISK.to_str().expect("it is UTF-8");
    Batch {
        env: vec![("LD_PRELOAD", disk), ("RAYON_NUM_THREADS", WORKERS)],
        ..Batch::new(rows, options.clone(), &args)
    }
}

/// As [`crate::killed`] does it, and after each kill the ledger is looked at.
fn kill_and_look(what: &str, options: &Options, args: &[&str], window: u64, rows: u64, notes: Notes) {
    let (kills, seed) = (setting("CRASH_KILLS", 20).div_ceil(4), setting("CRASH_SEED", 1));
    let (mut chance, drops) = (Chance::named(what), options.drop_after.is_some());
    let (mut killed, mut batches, mut in_doubt, mut most, mut of_one) = (0, 0, 0, 0, 0);
    // On a machine that has much else to do, it may take some more until anything is armed ahead.
    while killed < kills || of_one <= window && killed < 4 * kills {
        let mut batch = slow(rows, options, args, window);
        let mut before = BTreeSet::new();
        for _ in 0..=chance.below(3) {
            let connections = batch.sink().counts().connections;
            killed += u64::from(batch.kill_somewhere(&mut chance));
            let Some(left) = Left::by(&batch) else { continue };
            if notes == Notes::Lost {
                // Those of the run before are gone already, if this one had no time to settle what that has left.
                let _ = fs::remove_file(&left.notes);
            }
            let now = doubtful_now(&batch);
            assert!(before.is_subset(&now), "{what}: they have been sent again unasked");
            let new: BTreeSet<_> = now.difference(&before).copied().collect();
            match notes {
                Notes::There => {
                    // A connection that the server drops leaves in doubt what was in flight in it, as a kill does.
                    let dropped = if drops { batch.sink().counts().connections - connections } else { 0 };
                    assert!(drops || new.is_subset(&left.rows), "{what}: in doubt, and not armed");
                    let most = (SESSIONS + dropped) * window;
                    assert!(new.len() as u64 <= most, "{what}: {} in doubt after a kill", new.len());
                }
                Notes::Lost => assert!(left.rows.is_subset(&now), "{what}: armed, and not in doubt"),
            }
            before = now;
            in_doubt += new.len();
            most = most.max(left.rows.len());
            of_one = of_one.max(left.of_one);
        }
        let finished = batch.finish(&[]);
        let report = batch.report();
        let after = doubtful(&report);
        assert!(before.is_subset(&after), "{what}: they have been sent again unasked");
        assert!(drops || after == before, "{what}: in doubt, and no kill has left them so");
        let kept = batch.stop();
        assert_once(&batch, &kept, &report, &format!("{what}, seed {seed}, batch {batches}"));
        finished.assert_code(i32::from(!after.is_empty()));
        batches += 1;
    }
    println!(
        "{what}: {killed} kills, {batches} batches of {rows} rows: 0 missing, 0 twice, {in_doubt} messages in doubt; at most \
         {most} armed at a kill, {of_one} of one session"
    );
    assert!(of_one > window, "{what}: nothing was armed ahead of the window");
}

#[test]
fn killed_while_messages_are_armed_ahead() {
    kill_and_look("armed ahead", &Options::default(), &[], WINDOW, 600, Notes::There);
}

/// The server takes chunks: all of a window are on their way.
#[test]
fn killed_while_messages_are_armed_ahead_of_a_large_window() {
    kill_and_look("large window", &Options::default(), &[], 16, 1000, Notes::There);
}

/// So much is made durable at a time that a thread does that alone, while the next is gathered.
#[test]
fn killed_while_the_ledger_is_written_beside_the_rest() {
    kill_and_look("very large window", &Options::default(), &[], 64, 4000, Notes::There);
}

/// What was not accepted is in doubt until that is durable: it counts, though it is answered.
#[test]
fn killed_while_those_who_are_armed_ahead_are_deferred() {
    let options = Options { defer: pattern("user*@example.com:1"), ..Options::default() };
    kill_and_look("deferred ahead", &options, &[], WINDOW, 400, Notes::There);
}

/// What was armed ahead in a session that is lost has not left.
#[test]
fn killed_while_sessions_with_messages_armed_ahead_are_dropped() {
    let options = Options { drop_after: Some(9), ..Options::default() };
    kill_and_look("dropped ahead", &options, &[], WINDOW, 400, Notes::There);
}

#[test]
fn killed_while_messages_are_armed_ahead_and_the_notes_are_lost() {
    kill_and_look("notes lost", &Options::default(), &[], WINDOW, 600, Notes::Lost);
}

#[test]
fn killed_while_messages_are_armed_ahead_of_short_sessions() {
    kill_and_look("short sessions ahead", &Options::default(), &SHORT, WINDOW, 400, Notes::There);
}

/// What was armed ahead has not left, and the program knows it.
#[test]
fn asked_twice_no_more_are_in_doubt_for_being_armed_ahead() {
    let mut chance = Chance::named("asked twice");
    for batches in 0..3 {
        let mut batch = slow(400, &Options::default(), &[], WINDOW);
        let mut child = batch.program(&[]).stdout(Stdio::null()).spawn();
        assert!(batch.wait_for_messages(&mut child, 50 + chance.below(200)));
        signal(&child, Signal::SIGINT);
        let stderr = read_until(&mut child, "topping");
        signal(&child, Signal::SIGINT);
        assert_eq!(child.wait().expect("it was started").code(), Some(130));
        drop(stderr);
        let before = doubtful(&batch.report());
        assert!(before.len() as u64 <= WINDOW * SESSIONS, "{} in doubt", before.len());

        let finished = batch.finish(&[]);
        let (report, kept) = (batch.report(), batch.stop());
        assert_eq!(doubtful(&report), before, "they are not sent again unasked");
        finished.assert_code(i32::from(!before.is_empty()));
        assert_once(&batch, &kept, &report, &format!("asked twice, batch {batches}"));
    }
}
