//! Whatever it is given, the program ends with a documented exit code and a sentence, and never with a panic.

mod support;

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::process::Stdio;

use mailshot::sink::{Options, Sink};
use support::program::{Finished, Program};
use tempfile::TempDir;

/// DESIGN.md: accepted · some were not · usage or input · stopped · login refused · interrupted.
const DOCUMENTED: [i32; 6] = [0, 1, 2, 75, 77, 130];

const TEMPLATE: &[u8] = b"From: a@example.com\nTo: {{ email }}\nSubject: hello\n\nHello {{ email }}\n";
const RECIPIENTS: &[u8] = b"email\none@example.com\ntwo@example.com\n";

/// A folder with these two files.
fn folder(recipients: &[u8], template: &[u8]) -> TempDir {
    support::folder(&[("list.csv", recipients), ("template.txt", template)])
}

/// `check` and `send` alike; `send` has a server that takes everything.
fn each_command(dir: &Path, recipients: &str, template: &str) -> [Finished; 2] {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let check = Program::new(dir).args(["check", recipients, "-t", template]).run();
    let send = Program::new(dir)
        .args(["send", recipients, "-t", template, "--server", &server, "--tls", "none", "--yes"])
        .run();
    [check, send]
}

fn assert_documented(finished: &Finished) {
    finished.assert_no_panic();
    assert!(DOCUMENTED.contains(&finished.code()), "exit code {}\n{}", finished.code(), finished.stderr);
}

/// Neither command does anything with this, and both say what is wrong with which file.
fn assert_faulty(recipients: &[u8], template: &[u8], says: &str) {
    let dir = folder(recipients, template);
    for finished in each_command(dir.path(), "list.csv", "template.txt") {
        finished.assert_code(2);
        finished.assert_says(&[says]);
    }
}

/// Both commands end well or say why not.
fn assert_survives(recipients: &[u8], template: &[u8]) {
    let dir = folder(recipients, template);
    for finished in each_command(dir.path(), "list.csv", "template.txt") {
        assert_documented(&finished);
    }
}

#[test]
fn an_empty_list_is_named() {
    assert_faulty(b"", TEMPLATE, "list.csv");
    assert_faulty(b"\xef\xbb\xbf", TEMPLATE, "list.csv");
    assert_faulty(b"\n\n\n", TEMPLATE, "list.csv");
}

#[test]
fn a_list_without_rows_is_no_accident() {
    assert_survives(b"email", TEMPLATE);
    assert_survives(b"email\n", TEMPLATE);
    assert_survives(b"email\r\n\r\n", TEMPLATE);
}

#[test]
fn an_empty_template_is_named() {
    assert_faulty(RECIPIENTS, b"", "template.txt");
    assert_faulty(RECIPIENTS, b"\n", "template.txt");
}

#[test]
fn a_template_without_a_body_is_survived() {
    assert_survives(RECIPIENTS, b"From: a@example.com\nTo: {{ email }}\nSubject: x");
    assert_survives(RECIPIENTS, b"From: a@example.com\nTo: {{ email }}\nSubject: x\n");
    assert_survives(RECIPIENTS, b"From: a@example.com\nTo: {{ email }}\nSubject: x\n\n");
}

#[test]
fn a_template_that_is_no_text_is_named() {
    let binary: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    assert_faulty(RECIPIENTS, &binary, "template.txt");
    assert_faulty(RECIPIENTS, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "template.txt");
    assert_faulty(RECIPIENTS, b"From: a@example.com\nTo: {{ email }}\n\n\xff\xfe\xfd", "template.txt");
}

#[test]
fn a_list_that_is_no_text_is_survived() {
    let binary: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    assert_faulty(&binary, TEMPLATE, "list.csv");
    assert_survives(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", TEMPLATE);
}

#[test]
fn nul_octets_are_survived() {
    assert_survives(b"email\none@example.com\0\n", TEMPLATE);
    assert_survives(b"email,n\no\0ne@example.com,x\n", TEMPLATE);
    assert_survives(b"em\0ail\none@example.com\n", TEMPLATE);
    assert_survives(RECIPIENTS, b"From: a@example.com\nTo: {{ email }}\nSubject: a\0b\n\nHello\0world\n");
    assert_faulty(
        b"email,s\none@example.com,a\0b\n",
        b"From: a@example.com\nTo: {{email}}\nSubject: {{s}}\n\nx\n",
        "list.csv:2",
    );
}

#[test]
fn a_cell_of_ten_megabytes_is_survived() {
    let mut recipients = b"email,text\none@example.com,".to_vec();
    recipients.resize(recipients.len() + (10 << 20), b'x');
    recipients.push(b'\n');
    assert_survives(&recipients, b"From: a@example.com\nTo: {{ email }}\nSubject: x\n\n{{ text }}\n");
    assert_survives(&recipients, b"From: a@example.com\nTo: {{ email }}\nSubject: {{ text }}\n\nx\n");
    assert_survives(&recipients, b"From: a@example.com\nTo: {{ text }}\nSubject: x\n\nx\n");
    assert_survives(&recipients, b"From: a@example.com\nTo: {{ email }}\nAttachment: {{ text }}\n\nx\n");
}

#[test]
fn a_folder_is_no_file() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    fs::create_dir(dir.path().join("folder")).expect("there is none");
    fs::write(dir.path().join("folder/a.md"), TEMPLATE).expect("it can be written");
    fs::write(dir.path().join("folder/b.csv"), RECIPIENTS).expect("it can be written");
    for finished in each_command(dir.path(), "folder", "template.txt") {
        finished.assert_code(2);
        finished.assert_says(&["folder", "Name the file that is the list, such as folder/b.csv"]);
    }
    for finished in each_command(dir.path(), "list.csv", "folder") {
        finished.assert_code(2);
        finished.assert_says(&["folder", "Name the file that is the letter, such as folder/a.md"]);
    }
    let report = Program::new(dir.path()).args(["report", "folder"]).run();
    report.assert_code(2);
    report.assert_says(&["folder: is a folder. Name the ledger in it (none is there yet)."]);
    fs::write(dir.path().join("template.txt"), "From: a@example.com\nTo: {{ email }}\nAttachment: folder\n\nx\n")
        .expect("it can be written");
    for finished in each_command(dir.path(), "list.csv", "template.txt") {
        finished.assert_code(2);
        finished.assert_says(&["folder"]);
    }
}

/// How large its mails are is not known.
#[test]
fn of_a_template_that_cannot_be_read_nothing_is_told() {
    let dir = folder(RECIPIENTS, b"\xFF\xFEF\0");
    for (template, is_known) in [("template.txt", false), ("missing.txt", false), ("sound.txt", true)] {
        fs::write(dir.path().join("sound.txt"), TEMPLATE).expect("it can be written");
        let check = Program::new(dir.path()).args(["check", "list.csv", "-t", template]).run();
        assert_eq!(check.stdout.contains("the largest"), is_known, "{}", check.stdout);
        assert_eq!(check.stdout.contains("Estimated"), is_known, "{}", check.stdout);
        let json = Program::new(dir.path()).args(["check", "list.csv", "-t", template, "--json"]).run().stdout;
        let document: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(document["largest"] != 0, is_known, "{json}");
    }
}

#[test]
fn a_file_that_is_misspelt_is_found() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    for finished in each_command(dir.path(), "lst.csv", "template.txt") {
        finished.assert_code(2);
        finished.assert_says(&["lst.csv: cannot be read", "Did you mean list.csv?"]);
    }
    for finished in each_command(dir.path(), "list.csv", "tempalte.txt") {
        finished.assert_code(2);
        finished.assert_says(&["tempalte.txt: cannot be read", "Did you mean template.txt?"]);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    // Root may read any file; nobody may read this one from its start.
    let unreadable = "/proc/self/mem";
    for (recipients, template) in [
        ("missing.csv", "template.txt"),
        ("list.csv", "missing.txt"),
        (unreadable, "template.txt"),
        ("list.csv", unreadable),
    ] {
        let culprit = if recipients == "list.csv" { template } else { recipients };
        for finished in each_command(dir.path(), recipients, template) {
            finished.assert_code(2);
            finished.assert_says(&[culprit]);
        }
    }
}

#[test]
fn a_full_disk_is_reported() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    for flag in ["--report", "--failed", "--transcript"] {
        let dir = folder(RECIPIENTS, TEMPLATE);
        // The format goes by the ending, so the full device needs one.
        let full = dir.path().join("full.csv");
        std::os::unix::fs::symlink("/dev/full", &full).expect("there is none");
        let finished = Program::new(dir.path())
            .args(["send", "list.csv", "-t", "template.txt", "--server", &server, "--tls", "none", "--yes"])
            .args([flag.as_ref(), full.as_os_str()])
            .run();
        assert_documented(&finished);
        if flag == "--report" {
            assert_ne!(finished.code(), 0, "a report that could not be written is no success: {}", finished.stderr);
            finished.assert_says(&["full.csv"]);
        }
    }
}

/// A program reads it, and must not take the half for the whole; the mails are not stopped by it.
#[test]
fn a_full_standard_output_is_no_success() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let dir = folder(RECIPIENTS, TEMPLATE);
    let list = ["list.csv", "-t", "template.txt", "--json"];
    let check = [&["check"], &list[..]].concat();
    let send = [&["send"], &list[..], &["--server", &server, "--tls", "none", "--yes"]].concat();
    for command in [&check[..], &send, &["providers"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let finished = Program::new(dir.path()).args(command).stdout(Stdio::from(full)).run();
        finished.assert_code(1);
        finished.assert_says(&["standard output: cannot be written"]);
    }
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn closed_and_full_streams_are_survived() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let dir = folder(RECIPIENTS, TEMPLATE);
    let send = ["send", "list.csv", "-t", "template.txt", "--server", &server, "--tls", "none", "--yes", "--json"];
    let commands: [&[&str]; 6] = [
        &["--help"],
        &["--version"],
        &["check", "list.csv", "-t", "template.txt"],
        &send,
        &["completions", "bash"],
        &["man"],
    ];
    for command in commands {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        // Nobody reads: the first write to it is refused (EPIPE).
        drop(reader);
        assert_documented(&Program::new(dir.path()).args(command).stdout(writer).run());
        let full = || Stdio::from(OpenOptions::new().write(true).open("/dev/full").expect("it is there"));
        assert_documented(&Program::new(dir.path()).args(command).stdout(full()).run());

        // With a full standard error there is no text to read; the exit code must still be a documented one.
        let finished = Program::new(dir.path()).args(command).stderr(full()).run();
        assert!(DOCUMENTED.contains(&finished.code()), "{command:?}: exit code {}", finished.code());
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let finished = Program::new(dir.path()).args(command).stderr(writer).run();
        assert!(DOCUMENTED.contains(&finished.code()), "{command:?}: exit code {}", finished.code());
    }
}

#[test]
fn standard_input_is_a_list_like_any_other() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    let list = || File::open(dir.path().join("list.csv")).expect("it is there");
    let check = ["check", "-", "-t", "template.txt"];
    Program::new(dir.path()).args(check).stdin(list()).run().assert_code(0);
    Program::new(dir.path()).args(check).stdin(Stdio::null()).run().assert_code(2);
}

/// Standard input is copied to a temporary file: if that fails, it is not the list that is missing.
#[cfg(unix)]
#[test]
fn a_missing_temporary_folder_is_named() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    let list = File::open(dir.path().join("list.csv")).expect("it is there");
    let finished =
        Program::new(dir.path()).env("TMPDIR", "/no/such").args(["check", "-", "-t", "template.txt"]).stdin(list).run();
    finished.assert_code(2);
    finished.assert_says(&["standard input: cannot be read: no copy of it can be kept in /no/such: "]);
}

#[test]
fn without_a_terminal_sending_needs_a_yes() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let dir = folder(RECIPIENTS, TEMPLATE);
    let server = sink.address().to_string();
    let finished = Program::new(dir.path())
        .args(["send", "list.csv", "-t", "template.txt", "--server", &server, "--tls", "none"])
        .run();
    finished.assert_code(2);
    finished.assert_says(&["--yes"]);
    assert_eq!(sink.counts().messages, 0);
}

#[test]
fn nonsense_on_the_command_line_is_a_usage_error() {
    let dir = folder(RECIPIENTS, TEMPLATE);
    let send = ["send", "list.csv", "-t", "template.txt", "--yes"];
    let nonsense: [&[&str]; 14] = [
        &["--server", "127.0.0.1:99999"],
        &["--server", ""],
        &["--server", "127.0.0.1:1", "--tls", "maybe"],
        &["--server", "127.0.0.1:1", "--auth", "rot13"],
        &["--server", "127.0.0.1:1", "--sessions", "0"],
        &["--server", "127.0.0.1:1", "--rate", "fast"],
        &["--server", "127.0.0.1:1", "--rate", "0/min"],
        &["--server", "127.0.0.1:1", "--rows", "9-3"],
        &["--server", "127.0.0.1:1", "--rows", "0"],
        &["--server", "127.0.0.1:1", "--limit", "-1"],
        &["--server", "127.0.0.1:1", "--where", "{{"],
        &["--server", "127.0.0.1:1", "--report", "report.docx"],
        &["--server", "127.0.0.1:1", "--timeout", "soon"],
        &["--server", "127.0.0.1:1", "--send-to", "nobody"],
    ];
    for args in nonsense {
        let finished = Program::new(dir.path()).args(send).args(args).run();
        finished.assert_no_panic();
        assert_eq!(finished.code(), 2, "{args:?}: {}", finished.stderr);
        assert!(!finished.stderr.is_empty(), "{args:?}");
    }
}

/// As an East Asian keyboard types it.
#[test]
fn a_full_width_delimiter_is_told_of() {
    let letter = b"From: a@b.de\nTo: {{ email }}\nSubject: x\n\n{{ name }}\n";
    let dir = folder("email，name\na@example.org，Ann\n".as_bytes(), letter);
    let told = Program::new(dir.path()).args(["check", "list.csv", "-t", "template.txt"]).run();
    told.assert_code(2);
    assert!(
        told.stderr.contains("list.csv:1: the header is one column, \"email，name\": what stands between"),
        "{}",
        told.stderr
    );
}

/// No delimiter helps where the quotes are the fault.
#[test]
fn rows_that_are_quoted_as_a_whole_are_told_of() {
    let letter = b"From: a@b.de\nTo: {{ email }}\nSubject: x\n\n{{ name }}\n";
    let dir = folder(b"\"email,\"\"name\"\"\"\n\"a@example.org,\"\"Ann\"\"\"\n", letter);
    for given in [None, Some("--delimiter=,")] {
        let told = Program::new(dir.path()).args(["check", "list.csv", "-t", "template.txt"]).args(given).run();
        told.assert_code(2);
        assert!(told.stderr.contains("Each row stands in quotes as a whole"), "{}", told.stderr);
        assert!(!told.stderr.contains("--delimiter"), "{}", told.stderr);
    }
}

/// Once, with what to do, and not for each field of the letter and each row.
#[test]
fn another_delimiter_is_told_of_once() {
    let letter = b"From: a@b.de\nTo: {{ email }}\nSubject: x {{ name }}\n\n{{ name }} {{ email }}\n";
    let dir = folder(b"email;name\na@example.org;A\nb@example.org;B\n", letter);
    for (given, says) in [
        (Some(","), "leave out --delimiter, or give --delimiter \";\""),
        (Some("|"), "leave out --delimiter, or give --delimiter \";\""),
        (None, ""),
    ] {
        let check = Program::new(dir.path()).args(["check", "list.csv", "-t", "template.txt"]);
        let told = check.args(given.map(|given| format!("--delimiter={given}"))).run();
        told.assert_code(if given.is_some() { 2 } else { 0 });
        let column = "error: list.csv: has one column alone, \"email;name\", which looks like several.";
        assert_eq!(told.stderr.starts_with(column), given.is_some(), "{}", told.stderr);
        assert!(told.stderr.contains(says) && (given.is_none() || told.stderr.lines().count() == 1), "{}", told.stderr);
    }
}

/// A list whose name was given for an output by mistake stays what it is.
#[test]
fn nothing_is_overwritten_that_mailshot_has_not_written() {
    let folder = support::folder(&[
        ("list.csv", "email\na@example.com\n"),
        ("marks.csv", "email,mark\na@example.com,1\n"),
        ("letter.txt", "From: b@example.com\nTo: {{ email }}\nSubject: s\n\nHello\n"),
    ]);
    let dir = folder.path();
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let send = |more: &[&str]| {
        let fixed =
            ["send", "list.csv", "-t", "letter.txt", "-s", &server, "--tls", "none", "--yes", "--ledger", "none"];
        Program::new(dir).args(fixed).args(more).run()
    };
    for output in ["--report", "--failed", "--transcript"] {
        let refused = send(&[output, "marks.csv"]);
        refused.assert_code(2);
        refused.assert_says(&["marks.csv: is there already, and mailshot has not written it"]);
    }
    assert_eq!(sink.counts().connections, 0);
    assert_eq!(fs::read_to_string(dir.join("marks.csv")).expect("it is there"), "email,mark\na@example.com,1\n");
    for _ in 0..2 {
        let outputs = ["--report", "r.csv", "--report", "r.json", "--report", "r.jsonl", "--report", "r.html"];
        send(&[&outputs[..], &["--failed", "f.csv", "--transcript", "t.txt"]].concat()).assert_code(0);
    }
    assert_eq!(sink.stop().messages, 2);
}
