//! A ledger is begun beside others of the same letter.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use mailshot::sink::{Options, Pattern};
use nix::sys::signal::Signal;

use crate::support::program::{Program, signal};
use crate::{LIST, Project, TEMPLATE};

const TOLD: &str = "This very letter was sent before";

#[test]
fn a_list_that_was_renamed_is_told_of_with_its_ledger() {
    let project = Project::new();
    let first = project.send(&[]);
    assert!(!first.stderr.contains(TOLD), "{}", first.stderr);
    fs::rename(project.file("list.csv"), project.file("renamed.csv")).unwrap();
    let before = fs::read(project.file("list.template.ledger")).unwrap();
    // Who does not agree is told nevertheless; here nobody can be asked.
    let told = project.program("renamed.csv", &["--limit", "1"]).run();
    told.assert_says(&[
        TOLD,
        "list.template.ledger (list: list.csv, which is not there any more): 4 recipients got it, or may have (1 of them in this run), the last on 20",
        "--ledger list.template.ledger",
    ]);
    assert!(told.stderr.find(TOLD) < told.stderr.find("Written:"), "{}", told.stderr);
    assert_eq!(fs::read(project.file("list.template.ledger")).unwrap(), before);
    // What is advised does what it says.
    let went_on = project.program("renamed.csv", &["--ledger", "list.template.ledger"]).run();
    went_on.assert_says(&["Nothing to send: this batch is finished."]);
    project.assert_copies(&[("anna", 2), ("bert", 1), ("carl", 1), ("dora", 1)]);
}

#[test]
fn so_is_a_letter_that_was_renamed_and_another_letter_is_not() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    project.write("other.txt", &TEMPLATE.replace("Marks", "More marks"));
    project.write("same.txt", TEMPLATE);
    project.write("broken.ledger", "SQLite format 3\0 and no more");
    fs::create_dir(project.file("folder.ledger")).unwrap();
    let server = project.sink.address().to_string();
    let send = |letter: &str, args: &[&str]| {
        let program =
            Program::new(project.dir.path()).args(["send", "list.csv", "-t", letter, "--tls", "none", "--yes"]);
        program.args(["--server", &server, "--limit", "1"]).args(args).run()
    };
    for (letter, args, is_told) in [
        ("other.txt", &[][..], false),
        // A trial is no batch, and who wants no ledger has been asked for none.
        ("same.txt", &["--send-to", "me@example.com"], false),
        ("same.txt", &["--ledger", "none"], false),
        ("same.txt", &["--quiet"], false),
        // It has its ledger now.
        ("same.txt", &["--where", "mark == \"2\""], false),
        ("same.txt", &["--ledger", "another.ledger"], true),
    ] {
        let sent = send(letter, args);
        sent.assert_code(0);
        assert_eq!(sent.stderr.contains(TOLD), is_told, "{letter} {args:?}: {}", sent.stderr);
    }
    let several = send("same.txt", &["--ledger", "third.ledger"]);
    several.assert_says(&["list.template.ledger", "list.same.ledger", "another.ledger", "--ledger FILE"]);
    project.write("same.txt", &TEMPLATE.replace("Marks", "Newer marks"));
    assert!(!send("same.txt", &["--ledger", "fourth.ledger"]).stderr.contains(TOLD));
}

/// A list that has nobody in it who got the letter is nobody's second mail; a word that was changed in the letter makes it no other.
#[test]
fn what_counts_is_who_has_got_it() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    let list = fs::read_to_string(project.file("list.csv")).unwrap();
    let strangers: String = list.lines().map(|line| format!("{}\n", line.replace('@', "@new."))).collect();
    project.write("strangers.csv", &strangers);
    let told = project.program("strangers.csv", &[]).run();
    assert!(!told.stderr.contains("was sent before"), "{}", told.stderr);
    fs::rename(project.file("list.csv"), project.file("renamed.csv")).unwrap();
    project.write("template.txt", &TEMPLATE.replace("Marks", "The marks"));
    project.program("renamed.csv", &[]).run().assert_says(&[
        "A letter of this name was sent before, by another ledger:",
        "list.template.ledger (list: list.csv, which is not there any more): 4 recipients got it, or may have (4 of them in this run)",
    ]);
}

/// Whoever is in copy is reached as well, and counted, unless several rows have that one in copy.
#[test]
fn who_is_in_copy_counts_too() {
    let refuse = vec![Pattern::parse("bad@*", false).expect("it is one")];
    let project = Project::with(Options { refuse, ..Options::default() });
    let letter = TEMPLATE.replace("To: {{ email }}\n", "To: {{ email }}\nCc: {{ teacher }}\nBcc: {{ parent }}\n");
    project.write("template.txt", &letter);
    let head = "email,name,mark,teacher,parent\n";
    let row = |to: &str, parent: &str| format!("{to}@example.com,Name,1,head@example.com,{parent}@example.com\n");
    project.write("list.csv", &format!("{head}{}{}", row("bad", "one"), row("good", "two")));
    let sent = project.send(&["--failed", "failed.csv"]);
    sent.assert_code(1);
    sent.assert_says(&["1 row of failed.csv may have got it"]);
    let again = project.send(&["--retry", "refused"]);
    again.assert_says(&["Earlier runs have settled 5 recipients: 5 accepted."]);
    project.write("others.csv", &format!("{head}{}{}", row("carl", "three"), row("dora", "four")));
    for part in [&["--limit", "1"][..], &[]] {
        let others = project.program("others.csv", part).run();
        assert!(!others.stderr.contains("was sent before"), "{}", others.stderr);
    }
    // The row is mended, and sent by itself: those in copy of it have had their letter.
    let told = project.program("failed.csv", &["--limit", "1"]).run();
    told.assert_says(&["This very letter was sent before", "(1 of them in this run)"]);
}

/// Who has got two letters is one recipient.
#[test]
fn recipients_are_counted_and_not_mails() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], "Anna@Example.com,Anne,5", "anna@example.com,Ann,6"]);
    project.send(&[]).assert_code(0);
    fs::rename(project.file("list.csv"), project.file("renamed.csv")).unwrap();
    let told = project.program("renamed.csv", &[]).run();
    told.assert_says(&["2 recipients got it, or may have (2 of them in this run)"]);
}

/// A ledger by which nothing was begun says no more than none: whoever comes again is told again.
#[test]
fn who_has_sent_nothing_yet_is_told_again() {
    let project = Project::new();
    project.send(&[]);
    fs::rename(project.file("list.csv"), project.file("renamed.csv")).unwrap();
    let later = jiff::Zoned::now().saturating_add(jiff::SignedDuration::from_hours(30));
    let mut child = project.program("renamed.csv", &["--at", &later.strftime("%Y-%m-%d %H:%M").to_string()]).spawn();
    let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    assert!(stderr.any(|line| line.expect("it is text").starts_with("waiting ")));
    signal(&child, Signal::SIGINT);
    assert_eq!(child.wait().expect("it was started").code(), Some(130));
    assert!(project.file("renamed.template.ledger").exists());
    project.program("renamed.csv", &["--limit", "1"]).run().assert_says(&[TOLD]);
    let known = project.program("renamed.csv", &["--limit", "1"]).run();
    assert!(!known.stderr.contains(TOLD), "{}", known.stderr);
}

/// What it wrote last is in its log alone; and it is not disturbed.
#[test]
fn a_ledger_in_use_is_told_of_and_left_alone() {
    let project = Project::with(Options { latency: Duration::from_millis(200), ..Options::default() });
    let args = ["--sessions", "1", "--window", "1"];
    let mut child = project.program("list.csv", &args).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages < 1 {
        std::thread::yield_now();
    }
    fs::copy(project.file("list.csv"), project.file("copy.csv")).unwrap();
    let told = project.program("copy.csv", &["--limit", "1"]).run();
    told.assert_code(0);
    told.assert_says(&["list.template.ledger (list: list.csv)", "a run with it goes on, or ended without its end"]);
    assert!(child.wait().expect("it was started").success());
}

/// A list that was moved has its ledger where it was: beside the letter, or where the program is run.
#[test]
fn a_list_that_was_moved_is_told_of() {
    let project = Project::new();
    project.send(&["--limit", "2"]);
    fs::create_dir(project.file("sub")).unwrap();
    fs::rename(project.file("list.csv"), project.file("sub/list.csv")).unwrap();
    let moved = project.program("sub/list.csv", &["--limit", "2"]).run();
    moved.assert_says(&[TOLD, "list.template.ledger (list: list.csv, which is not there any more): 2 recipients"]);
}
