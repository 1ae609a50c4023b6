//! Killed at any instant and run again, the real program leaves nobody out and reaches nobody twice, except those it lists as
//! in doubt: counted in what the server kept.
//!
//! The instants are drawn from a seed, as a number of messages that the server has seen or as a short spin, never as a time.
//! More of it, for an afternoon: `CRASH_KILLS=200 CRASH_ROWS=2000 CRASH_SEED=7 cargo test --release --test crash -- --nocapture`
//! (defaults: 20 kills, 150 rows, seed 1). The figures are printed.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use mailshot::sink::{Options, Pattern, Sink};
use support::program::{Finished, Program, ReportLine, read_report};
use tempfile::TempDir;

const SESSIONS: u64 = 8;
/// The default of --window: messages begun and not answered, in each session.
const WINDOW: u64 = 2;

const TEMPLATE: &str = "From: Office <office@example.org>\nTo: {{ name }} <{{ email }}>\n\
     Cc: {% if copy %}{{ copy }}{% endif %}\nSubject: Hello {{ name }}\n\nHello {{ name }}, you are {{ email }}.\n";

/// SplitMix64: the same seed, the same instants.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound.max(1)
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name}={value}: no number")))
}

/// A batch and the server it goes to.
struct Batch {
    dir: TempDir,
    sink: Option<Sink>,
    args: Vec<String>,
    rows: u64,
}

/// A mail as the server kept it.
#[derive(Debug)]
struct Kept {
    delivered_to: Vec<String>,
    message_id: String,
}

impl Batch {
    fn new(rows: u64, options: Options, args: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let mut list = "email,name,copy\n".to_owned();
        for row in 1..=rows {
            // Every fifth has a second recipient, who may be deferred while the first is accepted.
            let copy = if row % 5 == 0 { format!("copy{}@example.com", row + 2) } else { String::new() };
            list += &format!("user{row}@example.com,User {row},{copy}\n");
        }
        fs::write(dir.path().join("list.csv"), list).expect("the folder is there");
        fs::write(dir.path().join("template.txt"), TEMPLATE).expect("the folder is there");
        let options = Options { dir: Some(dir.path().join("mail")), ..options };
        let sink = Some(Sink::start(options).expect("loopback has a free port"));
        Self { dir, sink, args: args.iter().map(|arg| (*arg).to_owned()).collect(), rows }
    }

    fn sink(&self) -> &Sink {
        self.sink.as_ref().expect("it runs until the end")
    }

    fn program(&self, more: &[&str]) -> Program {
        Program::new(self.dir.path())
            .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "--report", "report.jsonl"])
            .args(["--server", &self.sink().address().to_string(), "--retry-wait", "20ms"])
            .args(&self.args)
            .args(more)
    }

    fn spawn(&self) -> Child {
        let log = fs::File::create(self.dir.path().join("log")).expect("the folder is there");
        let log_too = log.try_clone().expect("there are descriptors left");
        self.program(&[]).stdout(log).stderr(log_too).spawn()
    }

    /// Waits until the server has taken so many messages, or the program has ended. Whether it still runs.
    fn wait_for_messages(&self, child: &mut Child, messages: u64) -> bool {
        while self.sink().counts().messages < messages {
            if child.try_wait().expect("it was started").is_some() {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }

    /// Starts the program and kills it somewhere. Whether it was still running.
    fn kill_somewhere(&self, chance: &mut Chance) -> bool {
        let before = self.sink().counts();
        let mut child = self.spawn();
        match chance.below(8) {
            // Anywhere before the first message: reading, opening the ledger, logging in.
            0 => (0..chance.below(2_000_000)).for_each(|_| std::hint::spin_loop()),
            1 => while self.sink().counts().connections == before.connections && !ended(&mut child) {},
            _ => {
                let left = self.rows.saturating_sub(before.messages);
                self.wait_for_messages(&mut child, before.messages + 1 + chance.below(left));
            }
        }
        (0..chance.below(20_000)).for_each(|_| std::hint::spin_loop());
        let running = !ended(&mut child);
        // SIGKILL: it cannot be caught.
        child.kill().expect("it was started");
        child.wait().expect("it was started");
        running
    }

    fn finish(&self, more: &[&str]) -> Finished {
        let finished = self.program(more).run();
        finished.assert_no_panic();
        finished
    }

    fn report(&self) -> Vec<ReportLine> {
        read_report(&self.dir.path().join("report.jsonl"))
    }

    /// Every recipient of the list.
    fn recipients(&self) -> BTreeSet<String> {
        let copy = |row: u64| (row.is_multiple_of(5)).then(|| format!("copy{}@example.com", row + 2));
        (1..=self.rows).flat_map(|row| [Some(format!("user{row}@example.com")), copy(row)]).flatten().collect()
    }

    /// What the server kept, once it has read all that was sent to it.
    fn stop(&mut self) -> Vec<Kept> {
        drop(self.sink.take());
        kept(&self.dir.path().join("mail/new"))
    }
}

fn ended(child: &mut Child) -> bool {
    child.try_wait().expect("it was started").is_some()
}

fn kept(folder: &Path) -> Vec<Kept> {
    let field =
        |line: &str, name: &str| line.strip_prefix(name).map(|value| value.trim_matches(['<', '>', ' ']).to_owned());
    let read = |file: PathBuf| {
        let text = fs::read_to_string(file).expect("the mail of these tests is ASCII");
        let header: Vec<_> = text.lines().take_while(|line| !line.is_empty()).collect();
        Kept {
            delivered_to: header.iter().filter_map(|line| field(line, "Delivered-To:")).collect(),
            message_id: header.iter().find_map(|line| field(line, "Message-ID:")).expect("every mail has one"),
        }
    };
    let files = fs::read_dir(folder).expect("the server made it");
    files.map(|entry| read(entry.expect("it can be listed").path())).collect()
}

/// How often each recipient got something.
fn copies(kept: &[Kept]) -> BTreeMap<&str, u64> {
    let mut copies = BTreeMap::new();
    for address in kept.iter().flat_map(|mail| &mail.delivered_to) {
        *copies.entry(address.as_str()).or_default() += 1;
    }
    copies
}

/// Messages in doubt.
fn doubtful(report: &[ReportLine]) -> BTreeSet<u64> {
    report.iter().filter(|line| line.outcome == "in-doubt").map(|line| line.row).collect()
}

/// The promise: report and server agree about everybody.
fn assert_once(batch: &Batch, kept: &[Kept], report: &[ReportLine], what: &str) {
    let copies = copies(kept);
    let told: BTreeMap<_, _> = report.iter().map(|line| (line.address.clone(), line.outcome.as_str())).collect();
    assert_eq!(told.len(), report.len(), "{what}: somebody is reported twice");
    assert_eq!(told.keys().cloned().collect::<BTreeSet<_>>(), batch.recipients(), "{what}: not the list's recipients");
    for (address, outcome) in &told {
        match (*outcome, copies.get(address.as_str()).copied().unwrap_or(0)) {
            ("accepted", 1) | ("in-doubt", 0 | 1) => {}
            (outcome, copies) => panic!("{what}: {address} was reported {outcome} and got {copies}"),
        }
    }
    assert_eq!(copies.keys().filter(|address| !told.contains_key(**address)).count(), 0, "{what}: unknown recipients");
}

/// Batches that are killed up to three times each and then run to their end.
fn kill_again_and_again(what: &str, options: &Options, args: &[&str]) {
    let (kills, rows, seed) =
        (setting("CRASH_KILLS", 20).div_ceil(4), setting("CRASH_ROWS", 150), setting("CRASH_SEED", 1));
    let name = what.bytes().fold(0_u64, |sum, octet| sum.wrapping_mul(31).wrapping_add(u64::from(octet)));
    let mut chance = Chance(seed ^ name);
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

fn pattern(text: &str) -> Vec<Pattern> {
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

/// A session for each message: the next one is begun while its session is being opened.
const SHORT: [&str; 2] = ["--messages-per-session", "1"];

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

/// Sends until the ledger cannot be written, makes room, and sends on.
fn fill(
    ledger: &Path,
    sessions: u64,
    more: &[&str],
    mut limit: impl FnMut(Program) -> Program,
    make_room: impl FnOnce(),
) {
    let ledger = ledger.to_str().expect("it is ASCII");
    let sessions_arg = sessions.to_string();
    let args = [&["--sessions", &sessions_arg, "--ledger", ledger], more].concat();
    let mut batch = Batch::new(400, Options::default(), &args);
    let stopped = limit(batch.program(&[])).run();
    stopped.assert_code(75);
    stopped.assert_says(&[ledger, "cannot be written", "Make room", "goes on"]);
    assert!(batch.sink().counts().messages < batch.rows, "it was not full");
    // What had been begun is accounted for, and nothing was begun afterwards. It can be asked for while there is no room.
    Program::new(batch.dir.path()).args(["report", ledger, "--report", "stopped.jsonl"]).run().assert_code(0);
    let stopped = read_report(&batch.dir.path().join("stopped.jsonl"));
    let doubtful_then = doubtful(&stopped);
    assert!(doubtful_then.len() as u64 <= WINDOW * sessions, "{doubtful_then:?}");
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
        fill(&dir.path().join("limited.ledger"), sessions, &[], |program| with_limit(program, blocks), || ());
    }
}

#[test]
fn a_ledger_that_cannot_grow_stops_short_sessions_too() {
    let mut chance = Chance(setting("CRASH_SEED", 1));
    for sessions in [1, 8] {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let blocks = 120 + chance.below(400);
        fill(&dir.path().join("limited.ledger"), sessions, &SHORT, |program| with_limit(program, blocks), || ());
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
    fill(&disk.0.path().join("small.ledger"), SESSIONS, &[], |program| program, || disk.make_room());
}

/// Slow enough that something is always in flight.
fn slow() -> Options {
    Options { latency: std::time::Duration::from_millis(100), ..Options::default() }
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", child.id())).status();
    assert!(sent.expect("sh is there").success());
}

/// Reads what the program says until a line holds one of these words.
fn read_until(child: &mut Child, words: &str) -> BufReader<std::process::ChildStderr> {
    let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe"));
    let mut said = String::new();
    while !said.contains(words) {
        let length = stderr.read_line(&mut said).expect("it can be read");
        assert!(length > 0, "it never said {words:?}:\n{said}");
    }
    stderr
}

/// The last line of `--json`.
fn summary(stdout: impl Read) -> serde_json::Value {
    let text = std::io::read_to_string(stdout).expect("it can be read");
    serde_json::from_str(text.lines().last().unwrap_or_default()).expect("it ends with the summary")
}

#[test]
fn asked_to_stop_it_leaves_nothing_in_doubt_and_goes_on_later() {
    stop(&["--sessions", "8"]);
}

#[test]
fn asked_to_stop_short_sessions_take_back_what_they_have_not_sent() {
    stop(&[&["--sessions", "8"], &SHORT[..]].concat());
}

fn stop(args: &[&str]) {
    for name in ["TERM", "INT", "HUP"] {
        let mut batch = Batch::new(60, slow(), args);
        let mut child = batch.spawn();
        assert!(batch.wait_for_messages(&mut child, 9));
        signal(&child, name);
        assert_eq!(child.wait().expect("it was started").code(), Some(130), "SIG{name}");
        let report = batch.report();
        let accepted = report.iter().filter(|line| line.outcome == "accepted").count() as u64;
        assert_eq!(accepted, batch.sink().counts().recipients, "SIG{name}: report and server differ");
        assert!(report.iter().all(|line| ["accepted", "unsent"].contains(&line.outcome.as_str())), "SIG{name}");
        assert_eq!(report.len(), batch.recipients().len());
        assert!(accepted < report.len() as u64, "SIG{name}: it did not stop");

        batch.finish(&[]).assert_code(0);
        let (report, kept) = (batch.report(), batch.stop());
        assert_once(&batch, &kept, &report, name);
    }
}

#[test]
fn asked_twice_it_stops_at_once_and_the_ledger_is_true() {
    stop_at_once(&["--sessions", "8"]);
}

#[test]
fn asked_twice_short_sessions_stop_at_once_and_the_ledger_is_true() {
    stop_at_once(&[&["--sessions", "8"], &SHORT[..]].concat());
}

fn stop_at_once(args: &[&str]) {
    let mut batch = Batch::new(60, slow(), args);
    let mut child = batch.program(&["--json"]).spawn();
    assert!(batch.wait_for_messages(&mut child, 9));
    signal(&child, "INT");
    // The first has been taken before the second comes.
    let stderr = read_until(&mut child, "topping");
    signal(&child, "INT");
    assert_eq!(child.wait().expect("it was started").code(), Some(130));
    drop(stderr);
    let report = batch.report();
    let summary = summary(child.stdout.take().expect("it is a pipe"));
    for outcome in ["accepted", "in-doubt", "unsent"] {
        let lines = report.iter().filter(|line| line.outcome == outcome).count();
        assert_eq!(summary[outcome], lines, "{outcome}: summary and report differ");
    }
    let before = doubtful(&report);
    assert!(before.len() as u64 <= WINDOW * SESSIONS, "{before:?}");

    let finished = batch.finish(&[]);
    let (report, kept) = (batch.report(), batch.stop());
    assert_eq!(doubtful(&report), before, "they are not sent again unasked");
    finished.assert_code(i32::from(!before.is_empty()));
    assert_once(&batch, &kept, &report, "stopped at once");
}

#[test]
fn what_is_in_doubt_is_sent_again_on_request_under_the_same_message_id() {
    let mut batch = Batch::new(6, slow(), &["--sessions", "1", "--window", "1"]);
    let mut child = batch.spawn();
    // It has been taken, and the reply is on its way.
    assert!(batch.wait_for_messages(&mut child, 2));
    child.kill().expect("it was started");
    child.wait().expect("it was started");

    let finished = batch.finish(&[]);
    finished.assert_code(1);
    finished.assert_says(&["in doubt", "--retry in-doubt"]);
    assert_eq!(doubtful(&batch.report()), BTreeSet::from([2]));

    batch.finish(&["--retry", "in-doubt"]).assert_code(0);
    let (report, kept) = (batch.report(), batch.stop());
    assert!(report.iter().all(|line| line.outcome == "accepted"), "{report:?}");
    for (address, copies) in copies(&kept) {
        assert_eq!(copies, if address == "user2@example.com" { 2 } else { 1 }, "{address}");
    }
    // Two copies, one Message-ID: the receiver can tell.
    assert_eq!(kept.iter().map(|mail| &mail.message_id).collect::<BTreeSet<_>>().len(), 6);
    let of_second = kept.iter().filter(|mail| mail.delivered_to == ["user2@example.com"]);
    let ids: BTreeSet<_> = of_second.map(|mail| &mail.message_id).collect();
    let told = report.iter().find(|line| line.row == 2).map(|line| &line.message_id);
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), told.into_iter().collect::<Vec<_>>());
}
