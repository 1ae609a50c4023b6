//! The same command again: what is sent, what is not, what is said about it.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use mailshot::sink::{Options, Pattern, Sink};
use support::program::{Finished, Program, ReportLine, read_report};
use tempfile::TempDir;

const TEMPLATE: &str =
    "From: office@example.org\nTo: {{ email }}\nSubject: Marks\n\nDear {{ name }}, you have {{ mark }}.\n";

const LIST: &[&str] =
    &["anna@example.com,Anna,1", "bert@example.com,Bert,2", "carl@example.com,Carl,3", "dora@example.com,Dora,4"];

/// A list, a template, and a server that keeps what it gets.
struct Project {
    dir: TempDir,
    sink: Sink,
}

impl Project {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let mail = Some(dir.path().join("mail"));
        let sink = Sink::start(Options { dir: mail, ..options }).expect("loopback has a free port");
        let project = Self { dir, sink };
        project.list(LIST);
        project.write("template.txt", TEMPLATE);
        project
    }

    /// Another server, for the same list: it has learnt something.
    fn serve(&mut self, options: Options) {
        let mail = Some(self.dir.path().join("mail"));
        self.sink = Sink::start(Options { dir: mail, ..options }).expect("loopback has a free port");
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).expect("the folder is there");
    }

    fn list(&self, rows: &[&str]) {
        self.write("list.csv", &format!("email,name,mark\n{}\n", rows.join("\n")));
    }

    fn program(&self, list: &str, args: &[&str]) -> Program {
        Program::new(self.dir.path())
            .args(["send", list, "-t", "template.txt", "--tls", "none", "--yes", "--report", "report.jsonl"])
            .args(["--server", &self.sink.address().to_string(), "--retry-wait", "10ms"])
            .args(args)
    }

    fn send(&self, args: &[&str]) -> Finished {
        self.program("list.csv", args).run()
    }

    fn report(&self) -> Vec<ReportLine> {
        read_report(&self.file("report.jsonl"))
    }

    /// What each recipient has got so far: the Message-IDs.
    fn got(&self) -> BTreeMap<String, Vec<String>> {
        let mut got: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in fs::read_dir(self.file("mail/new")).expect("the server made it") {
            let text = fs::read_to_string(entry.expect("it can be listed").path()).expect("it is ASCII");
            let field = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)).expect("it is there").trim().to_owned()
            };
            got.entry(field("Delivered-To:")).or_default().push(field("Message-ID:"));
        }
        got
    }

    /// How many copies each has got, `anna` standing for `anna@example.com`.
    fn assert_copies(&self, expected: &[(&str, usize)]) {
        let got = self.got();
        let got: BTreeMap<_, _> =
            got.iter().map(|(to, ids)| (to.trim_end_matches("@example.com"), ids.len())).collect();
        assert_eq!(got, expected.iter().copied().collect());
    }

    fn ledgers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).expect("it is there");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("it can be listed").file_name().into_string().expect("ASCII")).collect();
        names.retain(|name| name.contains("ledger"));
        names.sort();
        names
    }
}

const ALL_ONCE: &[(&str, usize)] = &[("anna", 1), ("bert", 1), ("carl", 1), ("dora", 1)];

#[test]
fn a_finished_batch_is_not_sent_again_and_that_is_said() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    let first = project.report();
    let connections = project.sink.counts().connections;
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Nothing to send", "--again"]);
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.sink.counts().connections, connections, "the server was asked for nothing");
    let second = project.report();
    assert_eq!(second.len(), 4);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(
            (one.row, &one.address, &one.outcome, &one.message_id),
            (other.row, &other.address, &other.outcome, &other.message_id)
        );
    }
    assert_eq!(project.ledgers(), ["list.template.ledger"]);
}

#[test]
fn a_batch_is_finished_that_has_faulty_rows_left_alone() {
    let project = Project::new();
    project.list(&[LIST, &["nowhere,Emil,5"]].concat());
    let args = ["--skip-faulty", "--failed", "failed.csv"];
    let first = project.send(&args);
    first.assert_code(1);
    let outcomes = |project: &Project| project.report().into_iter().map(|line| line.outcome).collect::<Vec<_>>();
    let told = outcomes(&project);
    for file in ["report.jsonl", "failed.csv"] {
        fs::remove_file(project.file(file)).expect("it was written");
    }
    let again = project.send(&args);
    again.assert_code(1);
    again.assert_says(&[
        "Earlier runs have settled 4 recipients",
        "Nothing to send",
        "Written: report.jsonl, failed.csv",
    ]);
    assert!(again.stdout.contains("faulty    1") && again.stdout.contains("total     5"), "{}", again.stdout);
    assert_eq!(outcomes(&project), told);
    assert!(fs::read_to_string(project.file("failed.csv")).expect("it was written").contains("nowhere,Emil,5,faulty"));
    let without = project.send(&[]);
    without.assert_code(2);
    without.assert_says(&["Earlier runs have settled 4 recipients", "Nothing was sent"]);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn rows_that_were_appended_are_sent_and_no_others() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    project.list(&[LIST, &["emil@example.com,Emil,5"]].concat());
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Earlier runs have settled 4 recipients"]);
    project.assert_copies(&[ALL_ONCE, &[("emil", 1)]].concat());
    assert_eq!(project.report().len(), 5);
}

#[test]
fn another_template_under_the_same_ledger_is_refused() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    for changed in [TEMPLATE.replace("Dear", "Hello"), TEMPLATE.replace("office@", "head@")] {
        project.write("template.txt", &changed);
        let again = project.send(&[]);
        again.assert_code(2);
        again.assert_says(&["template.txt", "list.template.ledger", "--again", "--ledger"]);
    }
    project.write("template.txt", TEMPLATE);
    project.send(&["--from", "head@example.org"]).assert_code(2);
    project.send(&[]).assert_code(0);
    project.assert_copies(ALL_ONCE);
    // Under a ledger of its own it is another batch.
    project.write("template.txt", &TEMPLATE.replace("Dear", "Hello"));
    project.send(&["--ledger", "other.ledger"]).assert_code(0);
    assert!(project.got().values().all(|ids| ids.len() == 2 && ids[0] != ids[1]));
}

/// A batch stops in the middle, the letter is corrected: the new one goes to those who have not got the old one, and to nobody else.
#[test]
fn a_corrected_letter_goes_to_the_rest_alone() {
    let project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    project.send(&["--limit", "3"]).assert_code(1);
    project.write("template.txt", &TEMPLATE.replace("Dear", "Hello"));
    let refused = project.send(&[]);
    refused.assert_code(2);
    refused.assert_says(&["mailshot report list.template.ledger --failed rest.csv", "mailshot send rest.csv"]);
    let report = |args: &[&str]| {
        Program::new(project.dir.path())
            .args(["report", "list.template.ledger", "--failed", "rest.csv"])
            .args(args)
            .run()
    };
    let told = report(&[]);
    told.assert_code(0);
    assert!(told.stdout.contains("rest.csv: 2 rows of list.csv without the mail."), "{}", told.stdout);
    let rest = fs::read_to_string(project.file("rest.csv")).expect("it was written");
    let rows: Vec<_> = rest.lines().skip(1).map(|row| row.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(rows, ["bert@example.com,Bert,2,refused", "dora@example.com,Dora,4,unsent"]);
    let untried = rest.lines().find(|row| row.starts_with("dora@")).expect("it is there");
    assert!(untried.ends_with("This row has not been tried yet.") && !untried.contains("same command"), "{untried}");
    project.program("rest.csv", &[]).run().assert_code(1);
    project.assert_copies(&[("anna", 1), ("carl", 1), ("dora", 1)]);

    // Where a row that was sent is in the list no longer as it was, nobody can tell who is left.
    fs::remove_file(project.file("rest.csv")).expect("it is there");
    project.list(&["anna@example.com,Anne,1", LIST[1], LIST[2], LIST[3]]);
    let edited = report(&[]);
    edited.assert_code(2);
    edited.assert_says(&["1 row that got the mail"]);
    assert!(!project.file("rest.csv").exists());
    project.write("elsewhere.csv", "email,name,mark\n");
    report(&["--list", "elsewhere.csv"]).assert_code(2);
}

/// The list is found from its ledger, whatever it is, wherever that lies, and wherever the program is started.
#[test]
fn the_list_is_found_from_its_ledger() {
    let project = Project::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let first = workbook.add_worksheet().set_name("notes").expect("it is a name");
    first.write(0, 0, "nothing").expect("there is room");
    let sheet = workbook.add_worksheet().set_name("成绩").expect("it is a name");
    let rows = ["email,name,mark"].iter().chain(LIST);
    for (place, row) in (0..).zip(rows) {
        sheet.write_row(place, 0, row.split(',')).expect("there is room");
    }
    fs::create_dir(project.file("lists")).expect("there is none");
    fs::create_dir(project.file("kept")).expect("there is none");
    workbook.save(project.file("lists/class.xlsx")).expect("there is room");
    let objects: Vec<_> = LIST.iter().map(|row| row.split(',').collect::<Vec<_>>()).collect();
    let objects: Vec<_> = objects
        .iter()
        .map(|row| serde_json::json!({ "email": row[0], "name": row[1], "mark": row[2] }))
        .chain([serde_json::json!("no row")])
        .collect();
    project.write("lists/class.json", &serde_json::Value::from(objects).to_string());

    for (list, more) in [("lists/class.xlsx", &["--sheet", "成绩"][..]), ("lists/class.json", &["--skip-faulty"])] {
        let limit = [&["--limit", "1", "--ledger", "kept/class.ledger"], more].concat();
        project.program(list, &limit).run().assert_code(0);
        for (folder, ledger) in [(".", "kept/class.ledger"), ("kept", "class.ledger"), ("mail", "../kept/class.ledger")]
        {
            let told = Program::new(&project.file(folder)).args(["report", ledger, "--failed", "rest.csv"]).run();
            told.assert_code(0);
            assert!(told.stdout.contains("rest.csv: 3 rows of "), "{}", told.stdout);
            assert_eq!(told.stdout.contains("1 row that cannot be read"), list.ends_with("json"), "{}", told.stdout);
            let rest = fs::read_to_string(project.file(folder).join("rest.csv")).expect("it was written");
            assert!(rest.contains("bert@example.com") && !rest.contains("anna@example.com"), "{rest}");
        }
        // Another one is taken where it is named.
        fs::rename(project.file(list), project.file("moved")).expect("it is there");
        let asked = ["report", "kept/class.ledger", "--failed", "rest.csv"];
        let lost = Program::new(project.dir.path()).args(asked).run();
        lost.assert_code(2);
        lost.assert_says(&["--list"]);
        let named = Program::new(project.dir.path()).args(asked).args(["--list", "moved"]).run();
        named.assert_code(0);
        assert!(named.stdout.contains("rest.csv: 3 rows of moved"), "{}", named.stdout);
        fs::remove_file(project.file("kept/class.ledger")).expect("it is there");
    }
}

/// A report from the ledger of a batch that has stopped is not one of a batch that has ended.
#[test]
fn the_ledger_of_a_stopped_batch_does_not_say_that_all_is_well() {
    let project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    let lines = |file: &str| -> Vec<_> {
        let lines = read_report(&project.file(file)).into_iter();
        lines.map(|line| (line.row, line.address, line.outcome, line.message_id)).collect()
    };
    project.list(&[LIST, &["nowhere,Emil,5", "too,many,fields,here"]].concat());
    let sent = ["--skip-faulty", "--stop-after-refusals", "1", "--sessions", "1", "--window", "1", "--rate", "2/s"];
    let stopped = project.send(&[&sent[..], &["--from", "\"Head, the\" <head@example.org>"]].concat());
    stopped.assert_code(75);
    let report = |args: &[&str]| {
        let asked = ["report", "list.template.ledger", "--report", "told.jsonl", "--report", "told.html"];
        let told = Program::new(project.dir.path()).args(asked).args(args).run();
        told.assert_code(0);
        (told.stdout, fs::read_to_string(project.file("told.html")).expect("it was written"))
    };
    let (shown, page) = report(&[]);
    assert_eq!(lines("told.jsonl"), lines("report.jsonl"));
    let outcomes: Vec<_> = lines("told.jsonl").into_iter().map(|line| line.2).collect();
    assert_eq!(outcomes, ["accepted", "refused", "unsent", "unsent", "faulty", "faulty"]);
    assert!(shown.contains("unsent    2") && shown.contains("total     6"), "{shown}");
    assert!(!page.contains("Nothing went wrong") && page.contains("not tried yet"));

    // Another letter: to whom the rest would have gone is not known, how many they are is.
    project.write("template.txt", "To: {{ name }}\nFrom: a@example.org\n\nHello");
    let (shown, _) = report(&[]);
    assert!(shown.contains("unsent    3") && shown.contains("faulty    1"), "{shown}");

    fs::rename(project.file("list.csv"), project.file("moved.csv")).expect("it is there");
    let (shown, page) = report(&[]);
    for text in [&shown, &page] {
        assert!(text.contains("2 recipients tried are in here; what was never tried is not"), "{text}");
        assert!(text.contains("--list"), "{text}");
    }
    assert!(report(&["--list", "moved.csv"]).0.contains("unsent    3"));
}

/// Who was left out on purpose is not missing.
#[test]
fn a_part_of_the_list_is_all_of_its_batch() {
    let project = Project::new();
    let report =
        || Program::new(project.dir.path()).args(["report", "list.template.ledger", "--report", "r.html"]).run();
    for _ in 0..2 {
        project.send(&["--rows", "2-", "--where", "mark != \"4\""]).assert_code(0);
        assert!(report().stdout.contains("total     2"), "{}", report().stdout);
        let page = fs::read_to_string(project.file("r.html")).expect("it was written");
        assert!(page.contains("Nothing went wrong"));
    }
    // Another part: which of them the batch is, nobody has said.
    project.send(&["--limit", "1"]).assert_code(0);
    assert!(report().stdout.contains("unsent    1"), "{}", report().stdout);
    project.send(&[]).assert_code(0);
    assert!(report().stdout.contains("total     4"), "{}", report().stdout);
}

/// They are one mail: whoever has got it is not told of as somebody who has not, and gets no other letter.
#[test]
fn rows_that_say_the_same_are_told_of_once() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], LIST[0], LIST[2], LIST[2]]);
    let report = || {
        let asked = ["report", "list.template.ledger", "--failed", "rest.csv"];
        let told = Program::new(project.dir.path()).args(asked).run();
        told.assert_code(0);
        let rest = fs::read_to_string(project.file("rest.csv")).expect("it was written");
        let rows = rest.lines().skip(1).map(|row| row.split(',').next().unwrap_or_default().to_owned());
        (told.stdout, rows.collect::<Vec<_>>())
    };
    project.send(&["--rows", "1-3"]).assert_code(0);
    let (shown, rest) = report();
    assert!(shown.contains("total     2"), "{shown}");
    assert_eq!(rest, ["carl@example.com"]);
    project.send(&["--rows", "1-2"]).assert_code(0);
    let (shown, _) = report();
    assert!(shown.contains("accepted  2") && shown.contains("unsent    1"), "{shown}");
    project.send(&[]).assert_code(0);
    let (shown, rest) = report();
    assert!(shown.contains("total     3") && rest.is_empty(), "{shown}");
}

#[test]
fn another_attachment_to_all_is_another_batch_and_one_of_a_row_s_own_is_not() {
    let project = Project::new();
    project.write("plan.pdf", "one");
    project.write("Anna.pdf", "one");
    project.list(&LIST[..1]);
    project.write("template.txt", &format!("Attachment: plan.pdf\nAttachment: {{{{ name }}}}.pdf\n{TEMPLATE}"));
    project.send(&[]).assert_code(0);
    project.write("plan.pdf", "two");
    let again = project.send(&[]);
    again.assert_code(2);
    again.assert_says(&["attaches to all", "--again", "--ledger"]);
    project.write("plan.pdf", "one");
    project.write("Anna.pdf", "two");
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1)]);
}

#[test]
fn again_delivers_anew_and_keeps_the_ledger_so_far() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    for batch in 2..=3 {
        project.send(&["--again"]).assert_code(0);
        for (to, ids) in project.got() {
            let mut different = ids.clone();
            different.sort();
            different.dedup();
            assert_eq!((ids.len(), different.len()), (batch, batch), "{to}: {ids:?}");
        }
        project.send(&[]).assert_code(0);
    }
    assert_eq!(project.ledgers(), ["list.template.1.ledger", "list.template.2.ledger", "list.template.ledger"]);
    for ledger in project.ledgers() {
        let report = Program::new(project.dir.path()).args(["report", &ledger]).run();
        report.assert_code(0);
    }
}

/// What was tried before is worth more than a report of a run that came to nothing.
#[test]
fn a_run_in_which_nothing_was_tried_leaves_the_usual_reports() {
    let project = Project::new();
    project.write("mailshot.toml", "report = [\"usual.csv\"]\nfailed = \"failed.csv\"\n");
    let send = |server: &str, more: &[&str]| {
        let args = ["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "--server", server];
        Program::new(project.dir.path()).args(args).args(more).run()
    };
    let read = |name: &str| fs::read_to_string(project.file(name)).unwrap_or_default();
    let address = project.sink.address().to_string();
    send(&address, &[]).assert_code(0);
    let usual = read("usual.csv");
    assert_eq!(usual.matches(",accepted,").count(), 4);
    // Nobody listens there any more.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let nobody = free.local_addr().expect("it has one").to_string();
    drop(free);
    let again = ["--again", "--attempts", "1"];
    let failed = send(&nobody, &again);
    failed.assert_code(75);
    failed.assert_says(&["Nothing was tried: left as before: usual.csv, failed.csv."]);
    assert_eq!(read("usual.csv"), usual);
    // What is asked for is written.
    send(&nobody, &[&again[..], &["--report", "usual.csv"]].concat()).assert_code(75);
    assert_eq!(read("usual.csv").matches(",unsent,").count(), 4);
    send(&address, &[]).assert_code(0);
    assert_eq!(read("usual.csv").matches(",accepted,").count(), 4);
    assert_eq!(project.got().values().map(Vec::len).collect::<Vec<_>>(), [2; 4]);
}

#[test]
fn what_a_finished_batch_could_be_asked_for_is_said() {
    let hint = |project: &Project| {
        let finished = project.send(&[]);
        let line = finished.stderr.lines().find(|line| line.starts_with("Nothing to send")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{}", finished.stderr))
    };
    let project = Project::new();
    project.send(&[]).assert_code(0);
    assert_eq!(hint(&project), "Nothing to send: this batch is finished. --again delivers the whole list anew.");
    // Another batch, and what goes on is that one.
    project.send(&["--again", "--limit", "2"]).assert_code(0);
    let on = project.send(&[]);
    on.assert_code(0);
    on.assert_says(&[
        "batch 2 of the list, begun by --again. Earlier runs of it have settled 2 recipients: 2 accepted.",
    ]);

    let patterns = |text| vec![Pattern::parse(text, false).expect("it is one")];
    let project =
        Project::with(Options { refuse: patterns("bert@*"), defer: patterns("carl@*"), ..Options::default() });
    project.send(&["--attempts", "1", "--rows", "1-2"]).assert_code(1);
    let rows = project.send(&["--attempts", "1", "--rows", "1-2"]);
    rows.assert_says(&["finished. --retry refused tries those again; --again"]);
    project.send(&["--attempts", "1"]).assert_code(1);
    let all = project.send(&["--attempts", "1"]);
    all.assert_says(&["finished. --retry refused or deferred tries those again; --again"]);
}

#[test]
fn again_that_was_interrupted_goes_on() {
    let project = Project::with(Options { latency: Duration::from_millis(100), ..Options::default() });
    project.send(&[]).assert_code(0);
    let mut child =
        project.program("list.csv", &["--again", "--sessions", "1", "--window", "1"]).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages < 6 {
        std::thread::yield_now();
    }
    child.kill().expect("it was started");
    child.wait().expect("it was started");
    project.send(&["--again"]).assert_code(1);
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2)]);
}

/// Rows that say the same are one mail: it has been sent, whichever of them is looked at.
#[test]
fn again_begins_another_batch_of_a_list_with_equal_rows() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], LIST[0]]);
    for (args, copies) in [(&[][..], 1), (&["--again"], 2), (&["--again"], 3)] {
        project.send(args).assert_code(0);
        project.assert_copies(&[("anna", copies), ("bert", copies)]);
    }
}

#[test]
fn again_that_comes_to_nothing_forgets_nothing() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    // Faulty, so that nothing is sent.
    project.list(&[LIST, &["nobody,Nobody,0"]].concat());
    project.send(&["--again"]).assert_code(2);
    project.list(LIST);
    project.send(&[]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn what_was_refused_is_tried_again_on_request() {
    let mut project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    project.send(&[]).assert_code(1);
    let refused = project.sink.counts().refused;
    project.send(&[]).assert_code(1);
    assert_eq!(project.sink.counts().refused, refused, "5yz is not tried again unasked");
    project.assert_copies(&[("anna", 1), ("carl", 1), ("dora", 1)]);

    project.serve(Options::default());
    project.send(&["--retry", "deferred", "--retry", "in-doubt"]).assert_code(1);
    assert_eq!(project.sink.counts().connections, 0);
    project.send(&["--retry", "refused"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
    assert!(project.report().iter().all(|line| line.outcome == "accepted"));
    project.send(&["--retry", "refused"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn what_was_deferred_too_often_is_tried_again_on_request() {
    let mut project = Project::with(Options {
        defer: vec![Pattern::parse("carl@*", true).expect("it is one")],
        ..Options::default()
    });
    project.send(&["--attempts", "2"]).assert_code(1);
    let deferred = project.sink.counts().deferred;
    assert_eq!(deferred, 2);
    project.send(&["--attempts", "2"]).assert_code(1);
    assert_eq!(project.sink.counts().deferred, deferred, "its attempts are used up");
    project.serve(Options { defer: vec![Pattern::parse("carl@*:1", true).expect("it is one")], ..Options::default() });
    project.send(&["--attempts", "2", "--retry", "deferred"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn an_edited_row_is_sent_as_it_is_now_and_named() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    project.list(&[LIST[0], "bert@example.com,Bert,1", LIST[2], LIST[3]]);
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Line 3 has changed", "bert@example.com"]);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1)]);
    let of_bert = &project.got()["bert@example.com"];
    assert_ne!(of_bert[0], of_bert[1], "another mail has another Message-ID");
}

#[test]
fn equal_rows_are_one_mail_and_one_address_with_two_contents_is_two() {
    let project = Project::new();
    // One child twice by mistake; and two children of one parent.
    let rows = [LIST[0], LIST[1], LIST[0], "bert@example.com,Bertha,5", LIST[2], LIST[0]];
    project.list(&rows);
    for run in 1..=2 {
        let sent = project.send(&[]);
        sent.assert_code(0);
        project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1)]);
        if run == 1 {
            sent.assert_says(&[
                "2 rows repeat another row",
                "is the same as line 2 to the letter",
                "has the address of line 3",
            ]);
        }
        let report = project.report();
        assert_eq!(report.iter().map(|line| line.row).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert!(report.iter().all(|line| line.outcome == "accepted"));
        assert_eq!(report[0].message_id, report[2].message_id);
    }
    // Without the repetition the rest stands elsewhere.
    project.list(&[LIST[0], LIST[1], rows[3], LIST[2], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1)]);
}

#[test]
fn the_order_of_the_list_may_change() {
    let project = Project::new();
    project.send(&["--rows", "2-3"]).assert_code(0);
    for (order, expected) in [
        (&[3, 2, 1][..], &[("bert", 1), ("carl", 1), ("dora", 1)][..]),
        (&[2, 3], &[("bert", 1), ("carl", 1), ("dora", 1)]),
        (&[2, 0, 1, 3], ALL_ONCE),
        (&[3, 2, 1, 0], ALL_ONCE),
        (&[0, 1, 2, 3], ALL_ONCE),
    ] {
        project.list(&order.iter().map(|row| LIST[*row]).collect::<Vec<_>>());
        project.send(&[]).assert_code(0);
        project.assert_copies(expected);
        let report = project.report();
        assert_eq!(report.len(), order.len());
        for ((line, number), row) in report.iter().zip(1..).zip(order) {
            assert!(LIST[*row].starts_with(&line.address), "{line:?}");
            assert_eq!((line.row, line.line, line.outcome.as_str()), (number, number + 1, "accepted"));
        }
    }
}

#[test]
fn rows_may_be_deleted() {
    let project = Project::new();
    // The third is faulty, is left out, and is deleted then: the fourth is the third now.
    project.list(&[LIST[0], LIST[1], "nobody,Nobody,0", LIST[3]]);
    project.send(&["--skip-faulty"]).assert_code(1);
    project.list(&[LIST[0], LIST[1], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.list(&[LIST[1], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.list(&[LIST[3]]);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 1), ("dora", 1)]);
}

#[test]
fn a_part_first_and_the_rest_later() {
    for part in [&["--limit", "2"][..], &["--rows", "2,4"], &["--where", "mark == \"3\""], &["--rows", "4-"]] {
        let project = Project::new();
        project.send(part).assert_code(0);
        assert!(project.sink.counts().messages < 4);
        let finished = project.send(part);
        finished.assert_code(0);
        finished.assert_says(&["Nothing to send"]);
        project.send(&["--limit", "3"]).assert_code(0);
        project.send(&[]).assert_code(0);
        project.assert_copies(ALL_ONCE);
        assert_eq!(project.report().len(), 4);
    }
}

#[test]
fn a_trial_and_a_run_without_a_ledger_leave_none() {
    let project = Project::new();
    project.send(&["--send-to", "me@example.com", "--limit", "1"]).assert_code(0);
    project.send(&["--send-to", "me@example.com", "--limit", "1"]).assert_code(0);
    assert_eq!(project.ledgers(), [""; 0]);
    project.send(&["--ledger", "none"]).assert_code(0);
    assert_eq!(project.ledgers(), [""; 0]);
    assert_eq!(project.report().len(), 4, "the report is whole without a ledger");
    // Neither is the batch.
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2), ("me", 2)]);
}

#[test]
fn a_check_or_a_fault_leaves_no_ledger() {
    let project = Project::new();
    Program::new(project.dir.path()).args(["check", "list.csv", "-t", "template.txt"]).run().assert_code(0);
    project.list(&["nobody,Nobody,0"]);
    project.send(&[]).assert_code(2);
    assert_eq!(project.ledgers(), [""; 0]);
}

#[test]
fn a_list_from_standard_input_goes_on_too() {
    let project = Project::new();
    for _ in 0..2 {
        let list = fs::File::open(project.file("list.csv")).expect("it is there");
        project.program("-", &[]).stdin(Stdio::from(list)).run().assert_code(0);
    }
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.ledgers(), ["standard-input.template.ledger"]);
}

#[test]
fn a_second_process_is_refused_while_the_first_runs() {
    let project = Project::with(Options { latency: Duration::from_millis(200), ..Options::default() });
    let mut first =
        project.program("list.csv", &["--sessions", "1"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages == 0 {
        assert!(first.try_wait().expect("it was started").is_none());
        std::thread::yield_now();
    }
    for args in [&[][..], &["--again"], &["--retry", "in-doubt"]] {
        let second = project.send(args);
        second.assert_code(2);
        second.assert_says(&["list.template.ledger", "another mailshot is using this ledger"]);
    }
    assert_eq!(first.wait().expect("it was started").code(), Some(0));
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.ledgers(), ["list.template.ledger"]);
}

#[test]
fn the_ledger_tells_what_the_report_told() {
    let options = Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        defer: vec![Pattern::parse("carl@*:1", true).expect("it is one")],
        ..Options::default()
    };
    let project = Project::with(options);
    project.send(&["--report", "send.csv", "--report", "send.json"]).assert_code(1);
    let report = Program::new(project.dir.path())
        .args(["report", "list.template.ledger", "--report", "report.csv", "--report", "report.json"])
        .run();
    report.assert_code(0);
    assert!(report.stdout.contains("3 accepted") || report.stdout.contains("accepted"), "{}", report.stdout);
    let read = |name: &str| fs::read_to_string(project.file(name)).expect("it was written");
    assert_eq!(read("send.csv"), read("report.csv"));
    assert_eq!(read("send.json"), read("report.json"));

    // And a person with a database shell sees it.
    let connection = rusqlite::Connection::open(project.file("list.template.ledger")).expect("it is closed");
    let mut statement = connection
        .prepare("SELECT row, line, address, state, code, enhanced, phase, attempts, message_id, time FROM report")
        .expect("the view is there");
    let lines: Vec<(u64, u64, String, String, u16)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .expect("it can be asked")
        .collect::<Result<_, _>>()
        .expect("it answers");
    let told: Vec<_> = project
        .report()
        .iter()
        .map(|line| (line.row, line.line, line.address.clone(), line.outcome.clone(), line.code.unwrap_or(0)))
        .collect();
    assert_eq!(lines, told);
    assert_eq!(lines[1].3, "refused");
}

#[test]
fn the_end_tells_how_long_replies_took() {
    let latency = Duration::from_millis(20);
    let project = Project::with(Options { latency, ..Options::default() });
    let first = project.send(&["--sessions", "1", "--json", "-v"]);
    first.assert_code(0);
    let latencies = summary(&first)["latencies"].clone();
    for (phase, count) in [("connect", 1), ("ehlo", 1), ("mail", 4), ("rcpt", 4), ("end-of-data", 4)] {
        let told = &latencies[phase];
        assert_eq!(told["count"], count, "{phase}: {latencies}");
        let ms = |name: &str| told[name].as_f64().unwrap_or_else(|| panic!("no {name} of {phase}: {latencies}"));
        let times = ["p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms"].map(ms);
        assert!(times.is_sorted(), "{phase}: {latencies}");
        // What is told is one percent off at most.
        assert!(phase == "connect" || times[0] > 19.0, "{phase}: {latencies}");
        assert!(first.stderr.lines().any(|line| line.trim_start().starts_with(phase)), "{}", first.stderr);
    }
    assert!(latencies["auth"].is_null(), "nobody logged in: {latencies}");

    let again = project.send(&["--json", "-v"]);
    again.assert_code(0);
    assert_eq!(summary(&again)["latencies"], serde_json::json!({}), "there was no session");
    assert!(!again.stderr.contains("milliseconds"), "{}", again.stderr);
}

/// The last line of `--json`.
fn summary(finished: &Finished) -> serde_json::Value {
    serde_json::from_str(finished.stdout.lines().last().unwrap_or_default()).expect("it ends with the summary")
}

#[test]
fn a_ledger_that_cannot_be_used_stops_before_anything_is_sent() {
    let project = Project::new();
    project.write("text.ledger", "this is somebody's diary\n");
    for (ledger, says) in
        [("text.ledger", "is not a ledger"), ("missing/a.ledger", "cannot be made"), (".", "it is no file")]
    {
        let finished = project.send(&["--ledger", ledger]);
        finished.assert_code(2);
        finished.assert_says(&[says, "--ledger"]);
    }
    assert_eq!(project.sink.counts().connections, 0);
    assert_eq!(fs::read_to_string(project.file("text.ledger")).expect("it is there"), "this is somebody's diary\n");
}

impl Project {
    /// What `report` shows of the list's batch.
    fn told(&self, args: &[&str]) -> String {
        let told = Program::new(self.dir.path()).args(["report", "list.template.ledger"]).args(args).run();
        told.assert_code(0);
        told.stdout
    }

    /// `list.xlsx` with a second sheet of marks, in which the rows with these numbers are hidden.
    fn workbook(&self, sheet: &str, hidden: &[u32]) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook
            .add_worksheet()
            .set_name("notes")
            .expect("it is a name")
            .write(0, 0, "nothing")
            .expect("there is room");
        let marks = workbook.add_worksheet().set_name(sheet).expect("it is a name");
        for (place, row) in (0..).zip(["email,name,mark"].iter().chain(LIST)) {
            marks.write_row(place, 0, row.split(',')).expect("there is room");
        }
        for row in hidden {
            marks.set_row_hidden(*row).expect("there is such a row");
        }
        workbook.save(self.file("list.xlsx")).expect("there is room");
    }
}

/// Whoever was hidden on purpose does not get it because a flag was forgotten.
#[test]
fn a_workbook_is_read_as_it_was() {
    let project = Project::new();
    project.workbook("marks", &[3, 4]);
    project.program("list.xlsx", &["--sheet", "2", "--skip-hidden"]).run().assert_code(0);
    let both = &[("anna", 1), ("bert", 1)];
    assert!(project.told(&["--failed", "rest.csv"]).contains("rest.csv: 0 rows"));
    assert!(project.told(&[]).contains("total     2"), "{}", project.told(&[]));
    assert!(project.told(&["--with-hidden"]).contains("unsent    2"), "{}", project.told(&["--with-hidden"]));
    let again = project.program("list.xlsx", &[]).run();
    again.assert_code(0);
    again.assert_says(&["--sheet \"marks\" --skip-hidden", "list.template.ledger", "--with-hidden", "Nothing to send"]);
    project.assert_copies(both);
    // What is said wins, and is what is kept from then on.
    project.program("list.xlsx", &["--with-hidden"]).run().assert_code(0);
    project.assert_copies(ALL_ONCE);
    assert!(project.told(&[]).contains("total     4"), "{}", project.told(&[]));

    project.workbook("grades", &[]);
    let renamed = project.program("list.xlsx", &[]).run();
    renamed.assert_code(2);
    renamed.assert_says(&["has no sheet \"marks\"", "list.template.ledger", "give the flag anew"]);
    let report = Program::new(project.dir.path()).args(["report", "list.template.ledger", "--sheet", "none"]).run();
    report.assert_code(2);
    report.assert_says(&["has no sheet \"none\""]);
    assert!(project.told(&["--sheet", "grades"]).contains("total     4"));
    project.program("list.xlsx", &["--sheet", "grades"]).run().assert_code(0);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn a_text_is_read_as_it_was() {
    let project = Project::new();
    let list = "email:name:mark\nanna@example.com:Ännchen:1\nbert@example.com:Bert:2\n";
    project.write("list.csv", list);
    let how = ["--delimiter", ":", "--encoding", "windows-1252"];
    project.send(&[&how[..], &["--limit", "1"]].concat()).assert_code(0);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 1)]);
    assert!(project.told(&["--failed", "rest.csv"]).contains("rest.csv: 0 rows"));
    // Other names, other mails.
    project.send(&["--encoding", "utf-8"]).assert_code(0);
    project.assert_copies(&[("anna", 2), ("bert", 1)]);
    let sent = project.send(&["--encoding", "utf-8"]);
    sent.assert_code(0);
    assert!(sent.stderr.contains("--delimiter \":\"") && !sent.stderr.contains("with --encoding"), "{}", sent.stderr);
    // Another batch is read as it is found to be.
    let anew = project.send(&["--again"]);
    anew.assert_code(2);
    assert!(!anew.stderr.contains("begun with"), "{}", anew.stderr);
    // What was said of a text says nothing of a workbook.
    project.workbook("marks", &[]);
    project.program("list.xlsx", &["--sheet", "marks"]).run().assert_code(0);
}

/// Without its groups every row would be a mail of its own, and everybody would get it again.
#[test]
fn groups_are_made_as_they_were() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], "anna@example.com,Anna,5", LIST[2]]);
    project.send(&["--group-by", "email", "--limit", "2"]).assert_code(0);
    let others = project.send(&[]);
    others.assert_code(0);
    others.assert_says(&["--group-by \"email\""]);
    project.assert_copies(&[("anna", 1), ("bert", 1), ("carl", 1)]);
    let shown = project.told(&["--failed", "rest.csv"]);
    assert!(shown.contains("total     3") && shown.contains("rest.csv: 0 rows"), "{shown}");
    let faulty = project.send(&["--skip-faulty"]);
    faulty.assert_code(2);
    faulty.assert_says(&["--skip-faulty", "--group-by \"email\"", "list.template.ledger"]);
    let unknown =
        Program::new(project.dir.path()).args(["report", "list.template.ledger", "--group-by", "emial"]).run();
    unknown.assert_code(2);
    unknown.assert_says(&["there is no column \"emial\""]);
    // Where an older ledger has the column.
    let older = r#"DELETE FROM batch WHERE key = 'read_as';
        INSERT INTO batch VALUES ('part', '{"rows":null,"where":null,"limit":null,"group_by":"email"}')"#;
    let ledger = rusqlite::Connection::open(project.file("list.template.ledger")).expect("it is there");
    ledger.execute_batch(older).expect("it can be written");
    drop(ledger);
    assert!(project.told(&[]).contains("total     3"), "{}", project.told(&[]));
}
