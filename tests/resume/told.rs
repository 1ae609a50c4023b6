//! What the end of a run and `report` tell.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::time::Duration;

use mailshot::sink::{Options, Pattern, Sink};
use nix::sys::signal::Signal;

use crate::support::port::closed_port;
use crate::support::program::{Finished, Program, read_report, signal};
use crate::{LIST, Project, TEMPLATE};

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

/// Where nothing was tried, nothing is deferred.
#[test]
fn what_is_waited_for_is_told_as_it_is() {
    let project = Project::new();
    let nobody = closed_port().to_string();
    let send = |server: &str, more: &[&str]| {
        let args = ["send", "list.csv", "-t", "template.txt", "--yes", "-v", "--server", server];
        Program::new(project.dir.path()).args(args).args(more)
    };
    let refused = send(&nobody, &["--tls", "none", "--attempts", "3"]).run();
    refused.assert_code(75);
    refused.assert_says(&["Nothing listens there", "then another session is opened"]);
    assert!(!refused.stderr.contains("deferred"), "{}", refused.stderr);
    let defer = vec![Pattern::parse("anna@*:1", true).expect("it is one")];
    let sink = Sink::start(Options { defer, ..Options::default() }).expect("loopback has a free port");
    let deferred = send(&sink.address().to_string(), &["--tls", "none", "--retry-wait", "2s"]).run();
    deferred.assert_code(0);
    deferred.assert_says(&["a deferred message is tried again"]);
}

/// A port that begins with TLS says nothing to who waits for a greeting: the reason is told to whoever does not want to wait. Nobody
/// has been sent anything, so nothing is waited for.
#[test]
fn a_silent_server_is_wondered_about_and_not_waited_for_when_it_is_interrupted() {
    let project = Project::new();
    let silent = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let server = silent.local_addr().expect("it has one").to_string();
    let args = ["send", "list.csv", "-t", "template.txt", "--yes", "--tls", "starttls", "--server", &server];
    for (patience, is_told) in [(300, false), (2_600, true)] {
        let mut child = Program::new(project.dir.path()).args(args).spawn();
        let lines = BufReader::new(child.stderr.take().expect("it is a pipe")).lines().map_while(Result::ok);
        let connected = silent.accept().expect("it connects");
        // Whoever is at the keyboard.
        std::thread::sleep(Duration::from_millis(patience));
        signal(&child, Signal::SIGINT);
        let told: Vec<String> = lines.collect();
        drop(connected);
        let (status, told) = (child.wait().expect("it was started"), told.join("\n"));
        assert_eq!(status.code(), Some(130), "{told}");
        assert_eq!(
            told.contains("The server has not opened a session within 3 s. If its port begins"),
            is_told,
            "{told}"
        );
        assert!(told.contains("nothing was sent"), "{told}");
    }
}

/// It is where it was: naming it would be of no use.
#[test]
fn a_list_that_was_edited_is_not_asked_for() {
    let project = Project::new();
    project.send(&["--limit", "3"]).assert_code(0);
    let report =
        |args: &[&str]| Program::new(project.dir.path()).args(["report", "list.template.ledger"]).args(args).run();
    let as_it_was = fs::read(project.file("list.csv")).expect("it is there");
    project.list(&["anna@example.com,Anne,1", LIST[1], LIST[2], LIST[3]]);
    let told = report(&[]).stdout;
    assert!(
        told.contains("list.csv is not as it was sent: 1 row that got the mail, or may have, cannot be found"),
        "{told}"
    );
    assert!(told.contains("Put back what was changed"), "{told}");
    let failed = report(&["--failed", "rest.csv"]);
    failed.assert_code(2);
    failed.assert_says(&["It has been edited since.", "Put back what was changed"]);
    fs::write(project.file("copy.csv"), as_it_was).expect("there is room");
    let told = report(&["--list", "copy.csv"]).stdout;
    assert!(told.contains("total     3") && !told.contains("cannot be found"), "{told}");
    assert!(
        told.contains(
            "1 other row of the list is not among them, and not tried: what was sent so far was a part (--limit 3)."
        ),
        "{told}"
    );
    project.write("list.csv", "");
    let told = report(&[]).stdout;
    assert!(
        told.contains("list.csv: is empty. Its first line must name the columns; name the list with --list)."),
        "{told}"
    );
    fs::remove_file(project.file("list.csv")).expect("it is there");
    let told = report(&[]).stdout;
    assert!(told.contains("list.csv is not there any more; name the list with --list"), "{told}");
}

/// A row that was mended and sent is told of as it is now. What it was before is told apart, and nothing is open about it.
#[test]
fn a_row_that_was_mended_is_counted_once() {
    let project = Project::with(Options {
        refuse: vec![Pattern::parse("bret@*", false).expect("it is one")],
        ..Options::default()
    });
    let report = |args: &[&str]| {
        let asked = ["report", "list.template.ledger", "--report", "told.jsonl", "--report", "told.html"];
        Program::new(project.dir.path()).args(asked).args(args).run()
    };
    let lines = || {
        let lines = read_report(&project.file("told.jsonl")).into_iter();
        lines.map(|line| (line.row, line.address, line.outcome)).collect::<Vec<_>>()
    };
    project.list(&[LIST[0], "bret@example.com,Bert,2", LIST[2], LIST[3]]);
    project.send(&[]).assert_code(1);
    project.list(LIST);
    project.send(&[]).assert_code(0);
    let sent = project.report();
    let told = report(&["--failed", "rest.csv"]);
    told.assert_code(0);
    assert!(told.stdout.contains("accepted  4") && told.stdout.contains("total     4"), "{}", told.stdout);
    assert!(!told.stdout.contains("Not accepted"), "{}", told.stdout);
    const REFUSED: &str = "1 recipient (1 refused) was tried by a row that is in the list no longer";
    assert!(told.stdout.contains(REFUSED), "{}", told.stdout);
    let page = fs::read_to_string(project.file("told.html")).expect("it was written");
    assert!(page.contains(REFUSED) && page.contains("Nothing went wrong") && !page.contains("bret@"));
    let as_sent: Vec<_> = sent.into_iter().map(|line| (line.row, line.address, line.outcome)).collect();
    let gone = (0, "bret@example.com".to_owned(), "refused".to_owned());
    assert_eq!(lines(), [&as_sent[..], &[gone]].concat());
    let text = fs::read_to_string(project.file("told.jsonl")).expect("it was written");
    assert!(text.contains("(by line 3 as it was, changed or taken out since)"), "{text}");
    assert_eq!(fs::read_to_string(project.file("rest.csv")).expect("it was written").lines().count(), 1);

    // The old address may have the mail: that is told too, and who is left is not told for certain.
    project.list(&[LIST[0], "berta@example.com,Bert,2", LIST[2], LIST[3]]);
    assert!(report(&[]).stdout.contains("list.csv is not as it was sent: 1 row"));
    project.send(&[]).assert_code(0);
    let told = report(&[]);
    told.assert_code(0);
    assert!(told.stdout.contains("total     4"), "{}", told.stdout);
    assert!(
        told.stdout.contains("2 recipients (1 accepted, 1 refused) were tried by rows that are in the list no longer"),
        "{}",
        told.stdout
    );
    let gone: Vec<_> = lines().into_iter().skip(4).map(|(row, address, _)| (row, address)).collect();
    assert_eq!(gone, [(0, "bret@example.com".to_owned()), (0, "bert@example.com".to_owned())]);
    report(&["--failed", "rest.csv"]).assert_says(&["Who is left cannot be told by the list"]);
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

/// A limit that grows is one part that grows: nobody behind it has been stopped before.
#[test]
fn a_limit_that_grows_is_told_as_the_larger_one() {
    let project = Project::new();
    let report = || Program::new(project.dir.path()).args(["report", "list.template.ledger"]).run().stdout;
    for (args, total, others) in [
        (
            &["--limit", "1"][..],
            1,
            Some(
                "3 other rows of the list are not among them, and not tried: what was sent so far was a part (--limit 1).",
            ),
        ),
        (
            &["--limit", "3"],
            3,
            Some(
                "1 other row of the list is not among them, and not tried: what was sent so far was a part (--limit 3).",
            ),
        ),
        // What was tried is told.
        (&["--limit", "2"], 3, Some("1 other row of the list is not")),
        (&[], 4, None),
        (&["--limit", "2"], 4, None),
    ] {
        project.send(args).assert_code(0);
        let told = report();
        assert!(told.contains(&format!("accepted  {total}")) && told.contains(&format!("total     {total}")), "{told}");
        assert_eq!(told.contains("not among them"), others.is_some(), "{told}");
        assert!(told.contains(others.unwrap_or_default()), "{told}");
    }
}

/// A part that nobody has agreed to is none.
#[test]
fn what_was_never_sent_changes_no_part() {
    let project = Project::new();
    project.send(&["--limit", "1"]).assert_code(0);
    project.list(&[LIST, &["nowhere,Emil,5"]].concat());
    project.send(&[]).assert_code(2);
    let told = Program::new(project.dir.path()).args(["report", "list.template.ledger"]).run().stdout;
    assert!(told.contains("total     1") && told.contains("4 other rows of the list"), "{told}");
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
    let nobody = closed_port().to_string();
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
fn a_trial_ends_with_what_comes_next() {
    let project = Project::new();
    let trial = project.send(&["--send-to", "me@example.com", "--limit", "1"]);
    trial.assert_code(0);
    let server = project.sink.address();
    trial.assert_says(&[
        "That was the trial: look into the mailbox me@example.com. Nobody else got it, and the list is still to be sent:\n",
        &format!(
            "  mailshot send list.csv -t template.txt --tls none --yes --report report.jsonl --server {server} --retry-wait 10ms\n"
        ),
    ]);
    let sent = project.send(&[]);
    sent.assert_code(0);
    assert!(!sent.stderr.contains("trial"), "{}", sent.stderr);
}

#[test]
fn a_ledger_that_is_not_there_is_told_with_those_that_are() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    let told = Program::new(project.dir.path()).args(["report", "nope.ledger"]).run();
    told.assert_code(2);
    told.assert_says(&["nope.ledger: cannot be opened: there is no such file.", "(there: list.template.ledger)"]);
}

#[test]
fn one_faulty_row_is_one() {
    let project = Project::new();
    project.list(&[LIST[0], "bert@@example.com,Bert,2"]);
    let told = project.send(&[]);
    told.assert_code(2);
    told.assert_says(&["1 faulty row of 2. It is listed above. Nothing was sent.", "Mend it, or give --skip-faulty"]);
}

/// A row for which another stands is one mail with that, wherever it is told.
#[test]
fn rows_for_which_others_stand_are_told_of_nowhere() {
    let copies = TEMPLATE.replace("Subject", "Cc: boss@example.org, office@example.org\nSubject");
    for (row, template, flags, outcomes) in
        [("anna@example.com,Anne,9", TEMPLATE, &["--dedupe", "address"][..], 4), (LIST[0], &copies, &[], 12)]
    {
        let project = Project::new();
        project.write("template.txt", template);
        project.list(&[LIST, &[row]].concat());
        for _ in 0..2 {
            let sent = project.send(&[flags, &["--failed", "failed.csv"]].concat());
            sent.assert_code(0);
            assert!(sent.stdout.contains(&format!("total     {outcomes}")), "{}", sent.stdout);
            let told = Program::new(project.dir.path())
                .args(["report", "list.template.ledger", "--report", "told.jsonl", "--failed", "rest.csv"])
                .run();
            told.assert_code(0);
            assert!(told.stdout.contains(&format!("total     {outcomes}")), "{}", told.stdout);
            for report in ["report.jsonl", "told.jsonl"] {
                let told = read_report(&project.file(report));
                assert_eq!(told.iter().filter(|line| line.outcome == "accepted").count(), outcomes, "{report}");
                assert_eq!(told.len(), outcomes, "{report}");
            }
            for failed in ["failed.csv", "rest.csv"] {
                let rows = fs::read_to_string(project.file(failed)).expect("it was written");
                assert_eq!(rows.lines().count(), 1, "{rows}");
            }
        }
        assert_eq!(project.sink.counts().messages, 4);
    }
}

/// One letter would do for rows of one person that say the same alone: with two people, or two letters, somebody would get none.
#[test]
fn the_first_alone_is_offered_where_that_is_enough() {
    let short = TEMPLATE.replace(", you have {{ mark }}", "");
    for (row, template, is_enough) in [
        ("anna@example.com,Anna,9", short.as_str(), true),
        ("anna@example.com,Anna,9", TEMPLATE, false),
        ("anna@example.com,Egon,1", short.as_str(), false),
    ] {
        let project = Project::new();
        project.write("template.txt", template);
        project.list(&[LIST, &[row]].concat());
        let sent = project.send(&[]);
        sent.assert_says(&["1 row goes to an address that another row has too: all are sent."]);
        assert_eq!(sent.stderr.contains("all are sent. --dedupe address sends"), is_enough, "{}", sent.stderr);
    }
}

/// How many are not tried is told exactly, however many recipients a mail has.
#[test]
fn what_is_left_is_counted_exactly_where_rows_repeat() {
    let project =
        Project::with(Options { refuse: vec![Pattern::parse("*", false).expect("it is one")], ..Options::default() });
    project.write("template.txt", &TEMPLATE.replace("Subject", "Cc: boss@example.org\nSubject"));
    project.list(&[LIST, &[LIST[3]]].concat());
    let checked = Program::new(project.dir.path()).args(["check", "list.csv", "-t", "template.txt"]).run();
    assert!(checked.stdout.contains("4 messages to 8 recipients"), "{}", checked.stdout);
    let stopped = project.send(&["--stop-after-refusals", "2", "--sessions", "1", "--window", "1"]);
    stopped.assert_code(75);
    let report = project.report();
    let unsent = report.iter().filter(|line| line.outcome == "unsent").count();
    assert_eq!(report.len(), 8);
    stopped.assert_says(&[&format!("{unsent} recipients not tried")]);
}
