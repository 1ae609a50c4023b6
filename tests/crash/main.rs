//! Killed at any instant and run again, the real program leaves nobody out and reaches nobody twice, except those it lists as
//! in doubt: counted in what the server kept.
//!
//! The instants are drawn from a seed, as a number of messages that the server has seen or as a short spin, never as a time.
//! More of it, for an afternoon: `CRASH_KILLS=200 CRASH_ROWS=2000 CRASH_SEED=7 cargo test --release --test crash -- --nocapture`
//! (defaults: 20 kills, 150 rows, seed 1). The figures are printed.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod ahead;
mod apart;
mod full;
mod killed;
mod stopped;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;

use mailshot::sink::{Options, Sink};
use support::program::{Finished, Program, ReportLine, read_report};
use tempfile::TempDir;

const SESSIONS: u64 = 8;
/// The default of --window: messages begun and not answered, in each session.
const WINDOW: u64 = 2;

const TEMPLATE: &str = "From: Office <office@example.org>\nTo: {{ name }} <{{ email }}>\n\
     Cc: {% if copy %}{{ copy }}{% endif %}\nSubject: Hello {{ name }}\n\nHello {{ name }}, you are {{ email }}.\n";

/// A session for each message: the next one is begun while its session is being opened.
const SHORT: [&str; 2] = ["--messages-per-session", "1"];

/// SplitMix64: the same seed, the same instants.
struct Chance(u64);

impl Chance {
    /// That of a campaign.
    fn named(name: &str) -> Self {
        let name = name.bytes().fold(0_u64, |sum, octet| sum.wrapping_mul(31).wrapping_add(u64::from(octet)));
        Self(setting("CRASH_SEED", 1) ^ name)
    }

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
    env: Vec<(&'static str, &'static str)>,
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
        Self { dir, sink, args: args.iter().map(|arg| (*arg).to_owned()).collect(), env: Vec::new(), rows }
    }

    fn sink(&self) -> &Sink {
        self.sink.as_ref().expect("it runs until the end")
    }

    fn program(&self, more: &[&str]) -> Program {
        let program = Program::new(self.dir.path());
        let program = self.env.iter().fold(program, |program, (name, value)| program.env(name, value));
        program
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
