//! A scenario, played against the real program, and what must be true of every one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::certificates::identity;
use crate::login::{PASSWORD, USER};
use crate::server::{Record, Server};
use crate::support::program::Program;
use crate::table::{Scenario, Setting};

/// No run of a scenario takes longer, unless it hangs.
const HANG: Duration = Duration::from_secs(600);

/// For a server that is not silent on purpose. Nothing waits for it to pass.
const AMPLE: &str = "60s";

/// How much time a server is given: more each time, for a machine that is busy.
const PATIENCE: [Patience; 3] = [
    Patience { timeout: "1500ms", rate: None },
    Patience { timeout: "12s", rate: Some("1/s") },
    Patience { timeout: AMPLE, rate: Some("12/min") },
];

/// How much time a server is given.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// For a reply of one that may be silent on purpose.
    timeout: &'static str,
    /// Between two mails of a scenario with a rate: this one instead.
    rate: Option<&'static str>,
}

/// Octets of a large attachment: many times what the sockets hold when the server takes little.
const BIG: usize = 512 << 10;

/// One line of the report.
#[derive(Debug, Clone, Deserialize)]
struct Line {
    address: String,
    outcome: String,
    attempts: u32,
    message_id: String,
}

/// How a run ended.
struct Run {
    exit: Option<i32>,
    stderr: String,
    /// The last line of `--json`: how many there are of each outcome.
    summary: serde_json::Value,
    report: BTreeMap<String, Line>,
    record: Record,
}

/// Plays a scenario. Returns everything that is wrong.
///
/// Where the server is silent, the program's deadline has to pass, and so it is short; and where the server does something between
/// two mails, the next one comes soon. If the deadline has passed where the server was not silent but slow, or the next mail had
/// come already, what came of it says nothing: the scenario is played again, with more time.
pub(crate) fn play(scenario: &Scenario) -> Vec<String> {
    let mut faults = Vec::new();
    let is_timed = scenario.waits() || scenario.setting.rate.is_some();
    for patience in PATIENCE {
        let was_hurried;
        (faults, was_hurried) = play_with(scenario, patience);
        if faults.is_empty() || !was_hurried || !is_timed {
            break;
        }
        println!("once more, as the server was not given the time for it: {scenario}");
    }
    faults
}

/// What is wrong, and whether the server was given too little time in the first run.
fn play_with(scenario: &Scenario, patience: Patience) -> (Vec<String>, bool) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let dir = folder.path();
    let people = write_project(dir, &scenario.setting.list);
    let mut faults = Vec::new();

    let first = run(dir, scenario, Some(patience), &mut faults);
    let was_hurried = first.record.was_hurried;
    if !first.exit.is_some_and(|exit| scenario.expected.exit.contains(&exit)) {
        faults.push(format!("exit {:?}, not {:?}", first.exit, scenario.expected.exit));
    }
    complete(&people, &first, &mut faults);
    agree(&people, &[&first.record], &first.report, &mut faults);
    as_expected(&people, scenario, &first, &mut faults);
    keeps_secrets(dir, &mut faults);
    if !faults.is_empty() {
        faults.push(format!("report: {:?}", summary(&first.report)));
        faults.push(format!("server: {:?}", first.record));
        faults.push(format!("stderr:\n{}", first.stderr));
        faults.push(clipped(&fs::read_to_string(dir.join("dialog.txt")).unwrap_or_default()));
        return (faults, was_hurried);
    }

    let second = run(dir, scenario, None, &mut faults);
    complete(&people, &second, &mut faults);
    agree(&people, &[&first.record, &second.record], &second.report, &mut faults);
    goes_on(&people, &first, &second, &mut faults);
    keeps_secrets(dir, &mut faults);
    if !faults.is_empty() {
        faults.insert(0, "when run again with a healthy server:".to_owned());
        faults.push(format!("before: {:?}", summary(&first.report)));
        faults.push(format!("report: {:?}", summary(&second.report)));
        faults.push(format!("stderr:\n{}", second.stderr));
    }
    (faults, was_hurried)
}

fn clipped(text: &str) -> String {
    text.chars().take(3_000).collect()
}

fn summary(report: &BTreeMap<String, Line>) -> Vec<String> {
    report.iter().map(|(who, line)| format!("{who} {} ({})", line.outcome, line.attempts)).collect()
}

/// List and template; returns the local parts of all recipients.
fn write_project(dir: &Path, list: &str) -> Vec<String> {
    let rows: Vec<(&str, &str)> = match list {
        "six" => {
            vec![("anna", ""), ("ben", "bella"), ("cara", ""), ("dan", "dora"), ("emil", ""), ("fay", "")]
        }
        "two" | "big" => vec![("anna", ""), ("ben", "bella")],
        // One needs SMTPUTF8.
        "utf8" => vec![("anna", ""), ("李", ""), ("cara", "")],
        "utf8-cc" | "utf8-bcc" => vec![("anna", "李"), ("cara", "")],
        "many" => vec![("anna", "ben bella cara dan dora emil"), ("fay", "")],
        // One is larger than SIZE_5000.
        "sizes" => vec![("anna", ""), ("ben", "large"), ("cara", "")],
        _ => panic!("no list {list:?}"),
    };
    let at = |names: &str| {
        let addresses = names.split(' ').filter(|name| !name.is_empty()).map(|name| format!("{name}@mx.test"));
        addresses.collect::<Vec<_>>().join("; ")
    };
    let mut csv = "to,cc,text\n".to_owned();
    let mut people = Vec::new();
    for (to, cc) in rows {
        let (cc, text) = if cc == "large" { ("", "large ".repeat(2_000)) } else { (cc, "small".to_owned()) };
        csv += &format!("{},{},{text}\n", at(to), at(cc));
        people.extend(to.split(' ').chain(cc.split(' ')).filter(|name| !name.is_empty()).map(str::to_owned));
    }
    fs::write(dir.join("list.csv"), csv).expect("the folder can be written to");
    let copies = if list == "utf8-bcc" { "Bcc" } else { "Cc" };
    let mut template =
        format!("From: Tester <{USER}>\nTo: {{{{ to }}}}\n{copies}: {{{{ cc }}}}\nSubject: {{{{ to }}}}\n");
    if list == "big" {
        fs::write(dir.join("big.bin"), vec![0x5a; BIG]).expect("the folder can be written to");
        template += "Attachment: big.bin\n";
    }
    template += "\nHello, {{ text }}.\n";
    fs::write(dir.join("letter.txt"), template).expect("the folder can be written to");
    people
}

/// Runs the program to its end, against the server of the scenario with this patience, or again against a healthy one.
fn run(dir: &Path, scenario: &Scenario, patience: Option<Patience>, faults: &mut Vec<String>) -> Run {
    let again = patience.is_none();
    let setting = if again { healthy(&scenario.setting) } else { scenario.setting.clone() };
    let identity = (setting.tls != "none").then(|| identity(&setting.cert));
    let rules = if again { &[][..] } else { &scenario.rules };
    let server = Server::start(rules, &setting, identity.as_ref().map(|identity| identity.config.clone()));
    let mut command = Program::new(dir)
        .env("MAILSHOT_PASSWORD", PASSWORD)
        .args(["send", "list.csv", "-t", "letter.txt", "--yes", "-v", "--json", "--helo", "client.test"])
        .args(["--server", &format!("127.0.0.1:{}", server.port), "--tls", &setting.tls])
        .args(["--sessions", &setting.sessions.to_string(), "--attempts", &setting.attempts.to_string()])
        .args(["--ledger", "batch.ledger", "--report", "r.jsonl", "--transcript", "dialog.txt"]);
    let timeout = patience.filter(|_| scenario.waits()).map_or(AMPLE, |patience| patience.timeout);
    command = command.args(["--retry-wait", "50ms", "--timeout", timeout]);
    if let Some(identity) = &identity {
        fs::write(dir.join("ca.pem"), &identity.trusted).expect("the folder can be written to");
        command = command.args(["--ca-file", "ca.pem"]);
    }
    if setting.has_login() {
        command = command.args(["--user", USER]);
    }
    if let Some(mechanism) = &setting.mechanism {
        command = command.args(["--auth", mechanism]);
    }
    if let Some(window) = &setting.window {
        command = command.args(["--window", window]);
    }
    if let Some(most) = &setting.most {
        command = command.args(["--messages-per-session", most]);
    }
    if let (Some(rate), Some(patience)) = (&setting.rate, patience) {
        command = command.args(["--rate", patience.rate.unwrap_or(rate)]);
    }
    if again && read_report(dir).values().any(|line| line.outcome == "deferred") {
        command = command.args(["--retry", "deferred"]);
    }
    let create = |name: &str| fs::File::create(dir.join(name)).expect("the folder can be written to");
    let mut child = command.stdout(create("stdout.txt")).stderr(create("stderr.txt")).spawn();
    let exit = wait(&mut child, faults);
    let record = server.stop();
    let stderr = String::from_utf8_lossy(&fs::read(dir.join("stderr.txt")).unwrap_or_default()).into_owned();
    if stderr.contains("panicked") {
        faults.push("the program panicked".to_owned());
    }
    let stdout = fs::read_to_string(dir.join("stdout.txt")).unwrap_or_default();
    let summary = stdout.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    Run { exit, stderr, summary, report: read_report(dir), record }
}

/// The same server, mended.
fn healthy(setting: &Setting) -> Setting {
    let auth = setting.auth.as_ref().map(|auth| format!("{auth},PLAIN,CRAM-MD5"));
    let (scram, cert) = ("good".to_owned(), "good".to_owned());
    Setting { auth, scram, cert, nobody: false, clear: Vec::new(), ..setting.clone() }
}

fn wait(child: &mut Child, faults: &mut Vec<String>) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the program was started") {
            return status.code();
        }
        if start.elapsed() > HANG {
            child.kill().expect("a hanging program can be killed");
            child.wait().expect("the program was started");
            faults.push(format!("still running after {HANG:?}"));
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn read_report(dir: &Path) -> BTreeMap<String, Line> {
    let text = fs::read_to_string(dir.join("r.jsonl")).unwrap_or_default();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")));
    lines.map(|line: Line| (local_part(&line.address).to_owned(), line)).collect()
}

fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

/// Everybody is in the report, the summary counts the same, and the server has no complaint.
fn complete(people: &[String], run: &Run, faults: &mut Vec<String>) {
    let missing: Vec<_> = people.iter().filter(|who| !run.report.contains_key(*who)).collect();
    if !missing.is_empty() || run.report.len() != people.len() {
        faults.push(format!("the report lacks {missing:?} of {people:?}: {:?}", summary(&run.report)));
    }
    // A row that lost its session and was not charged for it is told of as deferred or as unsent.
    for outcomes in [&["accepted"][..], &["refused"], &["in-doubt"], &["faulty"], &["deferred", "unsent"]] {
        let told = run.report.values().filter(|line| outcomes.contains(&line.outcome.as_str())).count();
        let summary: Option<u64> = outcomes.iter().map(|outcome| run.summary[outcome].as_u64()).sum();
        if summary != Some(told as u64) {
            faults.push(format!("the report has {told} {outcomes:?}, the summary {summary:?}"));
        }
    }
    faults.extend(run.record.violations.iter().map(|what| format!("the server complains of {what}")));
}

/// The report says what the servers know.
fn agree(people: &[String], records: &[&Record], report: &BTreeMap<String, Line>, faults: &mut Vec<String>) {
    for who in people {
        let Some(line) = report.get(who) else { continue };
        let address = format!("{who}@mx.test");
        let all = || {
            let all = records.iter().flat_map(|record| &record.transactions);
            all.filter(|transaction| transaction.recipients.contains(&address))
        };
        let accepted = all().filter(|transaction| transaction.is_accepted()).count();
        let doubtful = all().filter(|transaction| transaction.is_doubtful()).count();
        let lost_track = records.iter().any(|record| record.lost_track && !record.transactions.is_empty());
        let may_be_doubtful = lost_track || all().any(|transaction| transaction.cut || transaction.is_accepted());
        let outcome = line.outcome.as_str();
        if accepted > 1 {
            faults.push(format!("{who} was accepted {accepted} times"));
        }
        let right = match outcome {
            "accepted" => accepted == 1 && doubtful == 0,
            "in-doubt" => doubtful == 1 || may_be_doubtful,
            _ => accepted == 0 && doubtful == 0,
        };
        if !right {
            faults.push(format!("{who} is reported {outcome}; accepted {accepted} times, doubtful {doubtful} times"));
        }
        let ids: Vec<_> = all().map(|each| &each.message_id).filter(|id| !id.is_empty()).collect();
        if ids.iter().any(|id| **id != line.message_id) {
            faults.push(format!("{who} has the Message-ID {}, and was sent {ids:?}", line.message_id));
        }
    }
}

/// What the table says of this scenario.
fn as_expected(people: &[String], scenario: &Scenario, run: &Run, faults: &mut Vec<String>) {
    let expected = &scenario.expected;
    for who in people {
        let (right, Some(line)) = (expected.outcomes_of(who), run.report.get(who)) else { continue };
        if !right.contains(&line.outcome) {
            faults.push(format!("{who} is {}, not {}", line.outcome, right.join(" or ")));
        }
    }
    for (who, attempts) in &expected.attempts {
        if run.report.get(who).is_some_and(|line| line.attempts != *attempts) {
            faults.push(format!("{who} was tried {} times, not {attempts}", run.report[who].attempts));
        }
    }
    for (what, exactly, number) in &expected.counts {
        let counted = match what.as_str() {
            "logins" => run.record.logins,
            "at-once" => run.record.most_at_once,
            _ => run.record.connections,
        };
        if counted > *number || *exactly && counted != *number {
            faults.push(format!("{counted} {what}, not {number}"));
        }
    }
    for text in &expected.says {
        match text.strip_prefix('!') {
            Some(text) if run.stderr.contains(text) => faults.push(format!("says {text:?}")),
            None if !run.stderr.contains(text.as_str()) => faults.push(format!("does not say {text:?}")),
            _ => {}
        }
    }
}

/// Whoever was neither accepted nor refused nor in doubt has got it now; the others are left alone.
fn goes_on(people: &[String], first: &Run, second: &Run, faults: &mut Vec<String>) {
    let mut all_accepted = true;
    for who in people {
        let (Some(before), Some(now)) = (first.report.get(who), second.report.get(who)) else { continue };
        let right = match before.outcome.as_str() {
            settled @ ("accepted" | "refused" | "in-doubt") => settled,
            _ => "accepted",
        };
        if now.outcome != right {
            faults.push(format!("{who} was {} and is now {}, not {right}", before.outcome, now.outcome));
        }
        all_accepted &= right == "accepted";
    }
    let exit = i32::from(!all_accepted);
    if second.exit != Some(exit) {
        faults.push(format!("exit {:?}, not {exit}", second.exit));
    }
    let all_accepted_before = first.report.values().all(|line| line.outcome == "accepted");
    if all_accepted_before && second.record.connections > 0 {
        faults.push("the server was called although everything is done".to_owned());
    }
}

/// The password is in no file that the run has left, in no disguise; and nothing that steers a terminal.
fn keeps_secrets(dir: &Path, faults: &mut Vec<String>) {
    let disguises = disguises();
    for file in fs::read_dir(dir).expect("the folder is there") {
        let path = file.expect("the folder is there").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(name.as_str(), "big.bin" | "ca.pem" | "list.csv" | "letter.txt") {
            continue;
        }
        let octets = fs::read(&path).unwrap_or_default();
        let holds = |needle: &str| memchr::memmem::find(&octets, needle.as_bytes()).is_some();
        if let Some(found) = disguises.iter().find(|disguise| holds(disguise)) {
            faults.push(format!("{name} holds the password, as {found}"));
        }
        if name.contains("ledger") {
            continue;
        }
        let text = String::from_utf8_lossy(&octets);
        if let Some(control) = text.chars().find(|character| character.is_control() && *character != '\n') {
            faults.push(format!("{name} holds the control character {control:?}"));
        }
    }
}

/// The password, and what base64 makes of it behind 0, 1 or 2 other octets, as in PLAIN.
fn disguises() -> Vec<String> {
    let mut disguises = vec![PASSWORD.to_owned()];
    for before in 0..3 {
        let encoded = STANDARD.encode(format!("{}{PASSWORD}", "x".repeat(before)));
        let whole = (before + PASSWORD.len()) / 3 * 4;
        let begins = if before == 0 { 0 } else { 4 };
        disguises.push(encoded[begins..whole].to_owned());
    }
    disguises
}
