//! What the pages of the program do in a real browser: `tests/browser/*.mjs`, each run with pages that are made here.
//!
//! They need chromium, node and, once, `npm ci` in `tests/browser`: `tests/run` sees to all of it.

mod support;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use mailshot::delivery::{Delivery, Outcome, Settlement};
use mailshot::report::{About, Writer, rows};
use mailshot::sink::{Options, Pattern, Sink};
use mailshot::smtp::{EnhancedCode, Phase};
use support::program::Program;
use tempfile::TempDir;

/// Runs a file of `tests/browser` with these arguments: what it said, which is shown where it fails too.
fn spec(name: &str, args: &[&OsStr]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(
        folder.join("node_modules").is_dir(),
        "tests/browser: its packages are not there. Run tests/run, or npm ci in that folder."
    );
    let ran = Command::new("node").arg(folder.join(name).with_extension("mjs")).args(args).output();
    let ran = ran.unwrap_or_else(|error| panic!("node: cannot be run: {error}. Run tests/run, or install nodejs."));
    assert!(
        ran.status.success(),
        "{name}: {}\n{}{}",
        ran.status,
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

#[test]
fn harness() {
    let dir = folder();
    spec("harness", &[dir.path().as_os_str()]);
}

#[test]
fn load() {
    let refuse = vec![Pattern::parse("user7@*", false).expect("it is a pattern")];
    let sink = Sink::start(Options { refuse, ..Options::default() }).expect("loopback has a free port");
    let dir = folder();
    Program::new(dir.path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--count", "200", "--quiet"])
        .args(["--recipient", "user{n}@example.com", "--report", "load.html"])
        .run()
        .assert_code(1);
    // Nobody is accepted, in a moment.
    Program::new(dir.path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--count", "1", "--quiet"])
        .args(["--recipient", "user7@example.com", "--report", "short.html", "--fail-if", "p99>1ms", "--lang", "zh"])
        .run()
        .assert_code(1);
    let page = |name: &str| dir.path().join(name).into_os_string();
    spec("load", &[&page("load.html"), &page("short.html")]);
}

/// What comes from lists and servers, at its worst.
const HOSTILE: [&str; 12] = [
    "<img src=x onerror=\"window.hacked=1\">",
    "</script><script>window.hacked=2</script>",
    "<!--<script>",
    "\"><svg onload=window.hacked=3>",
    "=cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "nul\0, tab\t, line\r\nend",
    "\u{202e}moc.elpmaxe@nimda \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{130}stanbul, a \"b\", c",
    "{{data}} {{scripts}} &lt;b&gt; \\u003c",
    "javascript:window.hacked=4",
    "张三😀",
];

/// Three blocks of rows of every outcome, with the page and the same rows as lines of JSON.
#[test]
fn report() {
    let dir = folder();
    let file = |name: &str| dir.path().join(name);
    let (page, lines) = (file("report.html"), file("report.jsonl"));
    let mut writers = [&page, &lines].map(|file| Writer::create(file).expect("the folder is there"));
    let about = About { list: "some/folder/list.csv".to_owned(), end: HOSTILE[1].to_owned(), ..About::default() };
    for row in 1..=9_001 {
        let mut delivery = made_up(row);
        if row.is_multiple_of(83) {
            make_hostile(&mut delivery, HOSTILE[(row / 83) as usize % HOSTILE.len()]);
        }
        for writer in &mut writers {
            rows(&delivery).for_each(|row| writer.write(&row).expect("the disk has room"));
        }
    }
    for mut writer in writers {
        writer.about(&about);
        writer.finish().expect("the disk has room");
    }
    spec("report", &[page.as_os_str(), lines.as_os_str()]);
}

#[test]
fn pages_of_the_program() {
    let pattern = |text| vec![Pattern::parse(text, false).expect("it is a pattern")];
    let options = Options { refuse: pattern("gone@*"), defer: pattern("later@*"), ..Options::default() };
    let sink = Sink::start(options).expect("loopback has a free port");
    let dir = folder();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("the folder is there");
    let people = ["anna", "gone", "later", "bert", "<b>&amp;"];
    let row = |name: &&str| format!("{name},{}@example.org\n", if name.contains('<') { "quoted" } else { name });
    write("class.csv", &format!("name,email\n{}", people.iter().map(row).collect::<String>()));
    write("letter.txt", "From: a@example.org\nTo: {{ name }} <{{ email }}>\nSubject: Marks\n\nHello {{ name }}\n");
    Program::new(dir.path())
        .args(["send", "class.csv", "-t", "letter.txt", "-s", &sink.address().to_string(), "--tls", "none", "--yes"])
        .args(["--attempts", "1", "--report", "send.html"])
        .run()
        .assert_code(1);
    Program::new(dir.path()).args(["report", "class.letter.ledger", "--report", "report.HTML"]).run().assert_code(0);
    write(
        "copies.txt",
        "From: a@example.org\nTo: {{ email }}\nCc: copies@example.org\nSubject: Marks\n\nHello {{ name }}\n",
    );
    Program::new(dir.path())
        .args(["send", "class.csv", "-t", "copies.txt", "-s", &sink.address().to_string(), "--tls", "none", "--yes"])
        .args(["--limit", "2", "--report", "copies.html"])
        .run()
        .assert_code(1);
    let page = |name: &str| dir.path().join(name).into_os_string();
    spec("program", &[&page("send.html"), &page("report.HTML"), &page("copies.html")]);
}

/// Every text of it is this one; with more recipients, of every outcome.
fn make_hostile(delivery: &mut Delivery, text: &str) {
    let some = delivery.recipients[0].clone();
    let long = text.repeat(if delivery.row.is_multiple_of(5) { 100 } else { 1 });
    let hostile = |outcome| Settlement { address: text.into(), outcome, text: long.as_str().into(), ..some.clone() };
    delivery.recipients.extend(Outcome::ALL.map(hostile));
    let local = |outcome| Settlement::local("", outcome, None, text.to_owned());
    delivery.recipients.extend([local(Outcome::Faulty), local(Outcome::InDoubt)]);
    // Ours holds no controls.
    delivery.message_id = text.escape_default().to_string();
    if delivery.row.is_multiple_of(2) {
        delivery.attempts = 0;
        delivery.line = 0;
    }
}

/// Prints how long things take, and how large the page is. `cargo test --release --test browser -- --ignored --nocapture`.
#[test]
#[ignore = "it measures, and takes a minute"]
fn a_million_recipients() {
    const RECIPIENTS: u64 = 1_000_000;
    let dir = folder();
    let file = dir.path().join("million.html");
    let began = Instant::now();
    let mut writer = Writer::create(&file).expect("the folder is there");
    for row in 1..=RECIPIENTS {
        let delivery = made_up(row);
        rows(&delivery).for_each(|row| writer.write(&row).expect("the disk has room"));
    }
    writer.finish().expect("the disk has room");
    let octets = fs::metadata(&file).expect("it was written").len();
    println!("{:.1} MB in {:.1} s", octets as f64 / 1e6, began.elapsed().as_secs_f64());
    print!("{}", spec("million", &[file.as_os_str(), OsStr::new(&RECIPIENTS.to_string())]));
}

/// As a server's answers are: ids of a queue, some refused and some deferred; 100 a second.
fn made_up(row: u64) -> Delivery {
    let scattered = row.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let address = format!("user{row}@{}.example.org", ["mail", "students", "news"][(scattered % 3) as usize]);
    let settlement = |outcome, code, enhanced, text: String| Settlement {
        address: address.as_str().into(),
        outcome,
        phase: Some(if code == 250 { Phase::Content } else { Phase::Rcpt }),
        code: Some(code),
        enhanced: Some(enhanced),
        text: text.into(),
    };
    let settlement = match scattered >> 32 & 0xff {
        0..4 => settlement(Outcome::Refused, 550, EnhancedCode(5, 1, 1), format!("<{address}>: no such user here")),
        4..6 => settlement(Outcome::Deferred, 451, EnhancedCode(4, 3, 0), "try again later".to_owned()),
        _ => {
            settlement(Outcome::Accepted, 250, EnhancedCode(2, 0, 0), format!("Ok: queued as {:010X}", scattered >> 24))
        }
    };
    Delivery {
        row,
        line: row + 1,
        message_id: format!("{:032x}.0123abcd@school.example.org", u128::from(scattered) * u128::from(row | 1 << 63)),
        attempts: 1,
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_000 + row * 10 + scattered % 7),
        elapsed: Duration::from_micros(20_000 + scattered % 30_000),
        recipients: vec![settlement],
    }
}

#[test]
fn preview() {
    let dir = folder();
    for file in fs::read_dir("tests/browser/hostile").expect("it is committed") {
        let file = file.expect("readable").path();
        fs::copy(&file, dir.path().join(file.file_name().expect("it has a name"))).expect("it can be copied");
    }
    fs::copy("templates/logo.png", dir.path().join("logo.png")).expect("it is committed");
    let mut long = "name,email\n".to_owned();
    for number in 1..=2_345 {
        long.push_str(&format!("Reader {number},reader{number}@example.com\n"));
    }
    fs::write(dir.path().join("long.csv"), long).expect("it can be written");
    fs::write(dir.path().join("note.txt"), "From: a@example.org\nTo: {{ email }}\nSubject: Note\n\nDear {{ name }}.\n")
        .expect("it can be written");
    let preview = |list: &str, template: &str, output: &str| {
        Program::new(dir.path()).args(["preview", list, "-t", template, "-o", output]).run()
    };
    preview("list.csv", "letter.html", "hostile").assert_code(2);
    preview("long.csv", "note.txt", "long").assert_code(0);
    let people = "姓名,email\n王小明,wang@example.com\n李四,li@example.com\n,kein@@example.org\n";
    fs::write(dir.path().join("名单.csv"), people).expect("it can be written");
    fs::write(
        dir.path().join("通知.html"),
        "From: a@example.org\nTo: {{ 姓名 }} <{{ email }}>\nSubject: 成绩\nAttachment: notes.txt\n\n<p>{{ 姓名 }}你好<img \
         src=\"https://example.com/a.png\">",
    )
    .expect("it can be written");
    Program::new(dir.path())
        .args(["preview", "名单.csv", "-t", "通知.html", "-o", "chinese", "--lang", "zh"])
        .run()
        .assert_code(2);
    let page = |folder: &str| dir.path().join(folder).join("index.html").into_os_string();
    spec("preview", &[&page("hostile"), &page("long"), &page("chinese")]);
}

/// A file that no test names would never be run.
#[test]
fn every_spec_is_run() {
    let named = fs::read_to_string("tests/browser.rs").expect("this file is there");
    let files =
        fs::read_dir("tests/browser").expect("the folder is there").map(|entry| entry.expect("readable").path());
    let specs: Vec<PathBuf> = files.filter(|file| file.extension() == Some(OsStr::new("mjs"))).collect();
    assert!(!specs.is_empty());
    for spec in specs {
        let name = spec.file_stem().expect("it has a name").to_string_lossy().into_owned();
        assert!(named.contains(&format!("spec(\"{name}\"")), "{name}: no test runs it");
    }
}
