//! Files that go between preflight and their letter.

use std::fs;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use mailshot::sink::{Options, Pattern};

use crate::support::program::Program;
use crate::{ALL_ONCE, LIST, Project};

/// All have been seen when the first session is opened, and none has been composed. The letter whose file has gone by then is not
/// sent, which is no doubt, and the others are.
#[test]
fn a_file_that_goes_before_its_letter_is_composed() {
    let project = Project::new();
    let letter =
        "From: office@example.org\nTo: {{ email }}\nSubject: Marks\nAttachment: {{ name }}.txt\n\nDear {{ name }}!\n";
    project.write("template.txt", letter);
    let names = ["Anna", "Bert", "Carl", "Dora"];
    names.iter().for_each(|name| project.write(&format!("{name}.txt"), &format!("{name}'s marks\n")));
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let door = listener.local_addr().expect("it is bound").to_string();
    for window in ["1", "2", "8"] {
        let sink = project.sink.address();
        let (list, template) = (format!("list-{window}.csv"), "template.txt");
        let rows = names.map(|name| format!("{}{window}@example.com,{name},1", name.to_lowercase()));
        project.write(&list, &format!("email,name,mark\n{}\n", rows.join("\n")));
        project.write("Bert.txt", "Bert's marks\n");
        let send = |server: &str| {
            Program::new(project.dir.path())
                .args(["send", &list, "-t", template, "--tls", "none", "--yes", "--report", "report.jsonl"])
                .args(["--sessions", "1", "--window", window, "--server", server])
        };
        thread::scope(|scope| {
            let run = scope.spawn(|| send(&door).run());
            let (client, _) = listener.accept().expect("the program comes");
            fs::remove_file(project.file("Bert.txt")).expect("it is there");
            pass_on(&client, &TcpStream::connect(sink).expect("the server listens"));
            let run = run.join().expect("it has not panicked");
            run.assert_code(1);
        });
        let report = project.report();
        let outcomes: Vec<_> = report.iter().map(|line| line.outcome.as_str()).collect();
        assert_eq!(outcomes, ["accepted", "faulty", "accepted", "accepted"], "--window {window}");
        assert!(report[1].text.contains("Bert.txt"), "{}", report[1].text);
        // Nobody is in doubt: with the file back, the same command sends the one that is left.
        project.write("Bert.txt", "Bert's marks\n");
        send(&sink.to_string()).run().assert_code(0);
        assert!(project.report().iter().all(|line| line.outcome == "accepted"), "--window {window}");
    }
    let got = project.got();
    assert_eq!((got.len(), got.values().all(|copies| copies.len() == 1)), (3 * ALL_ONCE.len(), true), "{got:?}");
}

/// Who has got theirs in an earlier run is somebody all the same: what goes out now is compared with their files and their names, wherever
/// their rows stand. Nothing is said of their own.
#[test]
fn files_are_compared_with_those_of_earlier_runs() {
    let project = Project::new();
    let letter =
        "From: office@example.org\nTo: {{ email }}\nSubject: Marks\nAttachment: {{ file }}\n\nDear {{ name }}!\n";
    project.write("template.txt", letter);
    let row = |mail: &str, name: &str, file: &str| format!("{mail}@example.com,{name},{file}");
    let list = |rows: &[String]| project.write("list.csv", &format!("email,name,file\n{}\n", rows.join("\n")));
    let settled = [
        row("anna", "Anna Berg", "Anna Berg.txt"),
        row("bert", "Bert Klein", "Bert Klein.txt"),
        row("carl", "Carl Lang", "Carl Lang.txt"),
    ];
    for name in ["Anna Berg", "Bert Klein", "Carl Lang"] {
        project.write(&format!("{name}.txt"), &format!("{name}'s marks\n"));
    }
    list(&settled);
    project.send(&[]).assert_code(0);
    project.write("Dora Pohl.txt", "Bert Klein's marks\n");
    project.write("Carl Lang, copy.txt", "Emil's marks\n");
    let [anna, bert, carl] = settled;
    let dora = row("dora", "Dora Pohl", "Dora Pohl.txt");
    list(&[dora, anna, bert, carl, row("emil", "Emil Roth", "\"Carl Lang, copy.txt\"")]);
    let late = project.send(&[]);
    late.assert_code(0);
    late.assert_says(&[
        "Earlier runs have settled 3",
        "line 2: attachment \"Dora Pohl.txt\": bert@example.com (line 4) gets the same file, under the name \"Bert Klein.txt\"",
        "line 6: attachment \"Carl Lang, copy.txt\": has the name of somebody else in it (\"carl lang\", line 5",
    ]);
    assert!(!late.stderr.contains("line 4: attachment"), "{}", late.stderr);
    // When all are settled nothing is said any more.
    let done = project.send(&[]);
    assert!(!done.stderr.contains("attachment"), "{}", done.stderr);
}

/// What either says goes to the other, until one has nothing more to say.
fn pass_on(client: &TcpStream, server: &TcpStream) {
    let copy = |mut from: &TcpStream, mut to: &TcpStream| {
        // A connection that is reset has nothing more to say either.
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    thread::scope(|scope| {
        scope.spawn(|| copy(client, server));
        copy(server, client);
    });
}

/// Each of these shows everybody to everybody: whether the letter names it, or a cell.
#[test]
fn what_shows_everybody_goes_to_nobody() {
    let project = Project::new();
    project.send(&["--limit", "1", "--report", "report.csv", "--failed", "rest.csv"]).assert_code(0);
    fs::rename(project.file("list.template.ledger"), project.file("kept.db")).expect("it is there");
    let check = |attachment: &str| {
        let letter = format!("From: o@example.org\nTo: {{{{ email }}}}\nSubject: x\nAttachment: {attachment}\n\nx\n");
        project.write("other.txt", &letter);
        Program::new(project.dir.path()).args(["check", "list.csv", "-t", "other.txt"]).run()
    };
    for (file, what) in [
        ("list.csv", "is the list itself"),
        ("./list.csv", "is the list itself"),
        ("kept.db", "is a ledger"),
        ("report.csv", "is a report of this program"),
        ("report.jsonl", "is a report of this program"),
        ("rest.csv", "is a report of this program"),
        ("{% if mark == '1' %}list.csv{% endif %}", "is the list itself"),
    ] {
        let run = check(file);
        run.assert_code(2);
        run.assert_says(&[what]);
    }
    fs::copy(project.file("list.csv"), project.file("timetable.csv")).expect("it is there");
    check("timetable.csv").assert_code(0);
    project.write("empty.csv", "");
    assert!(!check("empty.csv").stderr.contains("report of this"));
}

/// A report that cannot be written is not all there is.
#[cfg(target_os = "linux")]
#[test]
fn where_there_is_no_room_for_a_report_the_ledger_is_named() {
    let project = Project::new();
    std::os::unix::fs::symlink("/dev/full", project.file("full.json")).expect("the folder is there");
    let sent = project.send(&["--report", "full.json"]);
    sent.assert_code(1);
    sent.assert_says(&["full.json: cannot be written: ", "mailshot report list.template.ledger tells it"]);
    assert_eq!(project.got().len(), ALL_ONCE.len());
}

/// Somebody saves the list while it is sent: what is known is in the ledger, and what was there is not taken for it.
#[test]
fn a_list_that_is_saved_meanwhile_costs_no_report() {
    let refuse = vec![Pattern::parse("bert@*", false).expect("it is one")];
    let project = Project::with(Options { latency: Duration::from_millis(200), refuse, ..Options::default() });
    let earlier = "email,name,mark,mailshot_outcome,mailshot_reason,mailshot_explanation\n";
    project.write("failed.csv", earlier);
    let args = ["--sessions", "1", "--failed", "failed.csv", "--report", "page.html"];
    let mut child = project.program("list.csv", &args).stderr(std::process::Stdio::piped()).spawn();
    while project.sink.counts().messages == 0 {
        assert!(child.try_wait().expect("it was started").is_none());
        thread::yield_now();
    }
    project.list(&[LIST, &["emil@example.com,Emil,5"]].concat());
    let output = child.wait_with_output().expect("it was started");
    let told = String::from_utf8(output.stderr).expect("it is text");
    for says in ["list.csv: was changed since", "failed.csv: not written", "Written: report.jsonl, page.html."] {
        assert!(told.contains(says), "{says}: {told}");
    }
    assert_eq!(fs::read_to_string(project.file("failed.csv")).expect("it is there"), earlier);
    let report = project.report();
    let outcomes: Vec<_> = report.iter().map(|row| (row.line, row.outcome.as_str())).collect();
    assert_eq!(outcomes, [(2, "accepted"), (3, "refused"), (4, "accepted"), (5, "accepted")]);
}
