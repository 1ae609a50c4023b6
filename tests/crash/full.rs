//! A ledger for which there is no room.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;

use mailshot::sink::Options;
#[cfg(target_os = "linux")]
use tempfile::TempDir;

use crate::support::program::{Program, ReportLine, read_report};
use crate::{Batch, Chance, SESSIONS, SHORT, WINDOW, assert_once, doubtful, kept, setting};

/// Sends until the ledger cannot be written, makes room, and sends on.
fn fill(
    ledger: &Path,
    (rows, sessions, window): (u64, u64, u64),
    more: &[&str],
    mut limit: impl FnMut(Program) -> Program,
    make_room: impl FnOnce(),
) {
    let ledger = ledger.to_str().expect("it is ASCII");
    let (sessions_arg, window_arg) = (sessions.to_string(), window.to_string());
    let args = [&["--sessions", &sessions_arg, "--window", &window_arg, "--ledger", ledger], more].concat();
    let mut batch = Batch::new(rows, Options::default(), &args);
    let stopped = limit(batch.program(&[])).run();
    stopped.assert_code(75);
    stopped.assert_says(&[ledger, "cannot be written", "Make room", "goes on"]);
    assert!(batch.sink().counts().messages < batch.rows, "it was not full");
    // What had been begun is accounted for, and nothing was begun afterwards. It can be asked for while there is no room.
    Program::new(batch.dir.path()).args(["report", ledger, "--report", "stopped.jsonl"]).run().assert_code(0);
    let report = read_report(&batch.dir.path().join("stopped.jsonl"));
    assert_eq!(counted(&stopped.stdout), counts(&report), "{}", stopped.stdout);
    let stopped = report;
    let doubtful_then = doubtful(&stopped);
    assert!(doubtful_then.len() as u64 <= window * sessions, "{doubtful_then:?}");
    let known: BTreeSet<_> =
        stopped.into_iter().filter(|line| line.outcome != "unsent").map(|line| line.address).collect();
    let sent = kept(&batch.dir.path().join("mail/new")).into_iter().flat_map(|mail| mail.delivered_to);
    assert_eq!(sent.filter(|address| !known.contains(address)).count(), 0, "sent, and not in the ledger");

    make_room();
    let finished = batch.finish(&[]);
    let (report, kept) = (batch.report(), batch.stop());
    assert_eq!(doubtful(&report), doubtful_then);
    finished.assert_code(i32::from(!doubtful_then.is_empty()));
    assert_once(&batch, &kept, &report, "full");
}

/// How many recipients have which outcome, as the batch says in the end.
fn counted(told: &str) -> BTreeMap<String, usize> {
    let words = told.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let lines = words.filter_map(|words| match words[..] {
        [outcome, number] => Some((outcome.to_owned(), number.parse().ok()?)),
        _ => None,
    });
    lines.filter(|(outcome, number)| outcome != "total" && *number > 0).collect()
}

/// The same as the report has it.
fn counts(report: &[ReportLine]) -> BTreeMap<String, usize> {
    report.iter().fold(BTreeMap::new(), |mut counts, line| {
        *counts.entry(line.outcome.clone()).or_default() += 1;
        counts
    })
}

/// `ulimit -f`, in blocks of 512 octets; with the signal ignored, writing fails as on a full disk.
fn with_limit(program: Program, blocks: u64) -> Program {
    program.through(&["sh", "-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")])
}

#[test]
fn a_ledger_that_cannot_grow_stops_the_batch_and_loses_nobody() {
    let mut chance = Chance(setting("CRASH_SEED", 1));
    for sessions in [1, 4, 8, 8] {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let blocks = 120 + chance.below(400);
        let size = (400, sessions, WINDOW);
        fill(&dir.path().join("limited.ledger"), size, &[], |program| with_limit(program, blocks), || ());
    }
}

/// Where so much is written at a time that a thread does that alone.
#[test]
fn a_ledger_that_cannot_grow_stops_many_messages_under_way() {
    let mut chance = Chance(setting("CRASH_SEED", 1));
    for _ in 0..3 {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let blocks = 1200 + chance.below(2000);
        let size = (6000, 16, 64);
        fill(&dir.path().join("limited.ledger"), size, &[], |program| with_limit(program, blocks), || ());
    }
}

#[test]
fn a_ledger_that_cannot_grow_stops_short_sessions_too() {
    let mut chance = Chance(setting("CRASH_SEED", 1));
    for sessions in [1, 8] {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let blocks = 120 + chance.below(400);
        let size = (400, sessions, WINDOW);
        fill(&dir.path().join("limited.ledger"), size, &SHORT, |program| with_limit(program, blocks), || ());
    }
}

#[test]
fn no_room_for_a_ledger_is_found_before_anything_is_sent() {
    let mut batch = Batch::new(20, Options::default(), &[]);
    for blocks in [0, 1, 8, 16, 24] {
        let refused = with_limit(batch.program(&[]), blocks).run();
        refused.assert_code(2);
        refused.assert_says(&["list.template.ledger", "cannot be"]);
        assert_eq!(batch.sink().counts().connections, 0);
    }
    batch.finish(&[]).assert_code(0);
    let (report, kept) = (batch.report(), batch.stop());
    assert_once(&batch, &kept, &report, "no room at first");
}

/// A file system of its own, as long as this lives.
#[cfg(target_os = "linux")]
struct SmallDisk(TempDir);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(options: &str, dir: &Path) -> bool {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(dir).output();
        mounted.is_ok_and(|output| output.status.success())
    }

    fn new() -> Option<Self> {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        Self::mount("size=160k", dir.path()).then(|| Self(dir))
    }

    fn make_room(&self) {
        assert!(Self::mount("remount,size=16m", self.0.path()));
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_batch_and_loses_nobody() {
    let Some(disk) = SmallDisk::new() else {
        // Not caught by the test harness, as `eprintln!` would be: nothing is skipped silently.
        let note =
            b"tests/crash.rs: mounting is not permitted here: only the limited file was tried, not the full disk\n";
        return std::io::Write::write_all(&mut std::io::stderr(), note).expect("standard error can be written");
    };
    fill(&disk.0.path().join("small.ledger"), (400, SESSIONS, WINDOW), &[], |program| program, || disk.make_room());
}

/// What is there is whole, or is not there.
#[test]
fn no_half_of_a_report_is_left() {
    let batch = Batch::new(20, Options::default(), &[]);
    batch.finish(&[]).assert_code(0);
    let report = |name: &str| {
        let args = ["report", "list.template.ledger", "--report", name];
        Program::new(batch.dir.path()).args(args)
    };
    let failed = with_limit(report("page.html"), 32).run();
    failed.assert_code(1);
    failed.assert_says(&["page.html: cannot be written: "]);
    let names = std::fs::read_dir(batch.dir.path()).expect("it is there").flatten().map(|entry| entry.file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("page.html")).collect();
    assert!(left.is_empty(), "{left:?}");
    report("page.html").run().assert_code(0);
}
