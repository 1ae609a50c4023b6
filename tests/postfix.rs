//! Deliveries through a real Postfix with Dovecot SASL, counted and compared in the Maildirs.
//!
//! Needs root, Postfix, Dovecot, openssl and Python: `tests/run` sees to that.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use support::mail::{Mail, read_maildir};
use support::postfix::{PASSWORD, Postfix, mails_in, postfix};
use support::program::{Finished, Program, ReportLine, read_report};
use tempfile::TempDir;

const TEMPLATE: &str = "\
From: 王芳老师 <@LIST@@lab.example>
To: {{ 姓名 }} <{{ email }}>
Subject: {{ 姓名 }}，成绩 {{ First Mark }}
Attachment: marks/{{ file }}

{{ 姓名 }}，你好！

.这一行以点开头
..two dots
.
Your mark is {{ First Mark }}.
{{ long }}
";

/// A list of `rows` students, a template and an attachment each, in a folder of their own.
fn prepare(list: &str, rows: usize) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    fs::create_dir(dir.path().join("marks")).expect("it is empty");
    let mut csv = String::from("姓名,email,First Mark,file,long\n");
    for row in 1..=rows {
        writeln!(
            csv,
            "{},{list}-{row}@lab.example,{:03},{},{}",
            name(row),
            row,
            file_name(row),
            "长x".repeat(row * 20)
        )
        .expect("a String takes everything");
        fs::write(dir.path().join("marks").join(file_name(row)), attachment(row)).expect("the folder is there");
    }
    fs::write(dir.path().join("list.csv"), csv).expect("the folder is there");
    fs::write(dir.path().join("template.txt"), TEMPLATE.replace("@LIST@", list)).expect("the folder is there");
    fs::write(dir.path().join("password"), format!("{PASSWORD}\n")).expect("the folder is there");
    dir
}

fn name(row: usize) -> String {
    if row.is_multiple_of(2) { format!("学生 {row}") } else { format!("José {row}") }
}

fn file_name(row: usize) -> String {
    format!("成绩单-{row}.bin")
}

/// Every octet there is, and some that SMTP has a meaning for.
fn attachment(row: usize) -> Vec<u8> {
    let mut octets: Vec<u8> = (0..=255).collect();
    octets.extend_from_slice(format!("\r\n.\r\n{row}\n.\n").as_bytes());
    octets
}

fn send(dir: &Path, list: &str, port: u16, args: &[&str]) -> (Finished, Vec<ReportLine>) {
    let ca_file = postfix().ca_file();
    let finished = Program::new(dir)
        .args(["send", "list.csv", "-t", "template.txt", "--yes", "--report", "report.jsonl", "--timeout", "60s"])
        .args(["--server", &format!("localhost:{port}"), "--user", &format!("{list}@lab.example")])
        .args(["--password-file", "password", "--ca-file"])
        .args([ca_file])
        .args(args)
        .run();
    let report = read_report(&dir.join("report.jsonl"));
    (finished, report)
}

/// Every row arrived once, and as it was meant.
fn assert_delivered(server: &Postfix, list: &str, rows: usize) {
    let maildir = server.wait_for(list, rows);
    let mails = read_maildir(&maildir);
    assert_eq!(mails.len(), rows, "mails in {list}");
    let seen: BTreeSet<&str> = mails.iter().filter_map(|mail| mail.field("Delivered-To")).collect();
    assert_eq!(seen.len(), rows, "somebody got it twice");
    for row in 1..=rows {
        let address = format!("{list}-{row}@lab.example");
        let mail = mails.iter().find(|mail| mail.field("Delivered-To") == Some(address.as_str()));
        assert_is_row(mail.unwrap_or_else(|| panic!("nothing for {address}")), list, row);
    }
    let unrefused = server.maildir("bounces");
    assert_eq!(mails_in(&unrefused), 0, "Postfix accepted something it could not deliver");
}

fn assert_is_row(mail: &Mail, list: &str, row: usize) {
    mail.assert_well_formed();
    let address = format!("{list}-{row}@lab.example");
    assert!(mail.from[0].is("王芳老师", &format!("{list}@lab.example")), "{:?}", mail.from);
    assert!(mail.to.len() == 1 && mail.to[0].is(&name(row), &address), "{:?}", mail.to);
    assert_eq!(mail.subject(), format!("{}，成绩 {row:03}", name(row)));
    let expected = format!(
        "{}，你好！\n\n.这一行以点开头\n..two dots\n.\nYour mark is {row:03}.\n{}",
        name(row),
        "长x".repeat(row * 20)
    );
    assert_eq!(mail.text(), expected);
    assert_eq!(mail.attachments(), [(file_name(row).as_str(), attachment(row).as_slice())]);
}

fn accepted(report: &[ReportLine]) -> usize {
    report.iter().filter(|line| line.outcome == "accepted").count()
}

#[test]
fn postfix_takes_sixty_mails_from_four_sessions_over_starttls() {
    let server = postfix();
    let dir = prepare("starttls", 60);
    let args = ["--tls", "starttls", "--sessions", "4", "--window", "4", "--transcript", "dialog.txt"];
    let (finished, report) = send(dir.path(), "starttls", server.submission, &args);
    finished.assert_code(0);
    assert_eq!((report.len(), accepted(&report)), (60, 60));
    // It offers CHUNKING: no mail goes by DATA.
    let dialog = fs::read_to_string(dir.path().join("dialog.txt")).expect("the transcript is there");
    assert_eq!((dialog.matches(" C: BDAT ").count(), dialog.matches(" C: DATA").count()), (60, 0));
    assert_delivered(server, "starttls", 60);
    let logins = server.logins("starttls@lab.example", "OK");
    assert!((1..=4).contains(&logins), "{logins} logins by four sessions");
}

#[test]
fn postfix_takes_sixty_mails_from_four_sessions_over_implicit_tls() {
    let server = postfix();
    let dir = prepare("implicit", 60);
    let (finished, report) =
        send(dir.path(), "implicit", server.submissions, &["--tls", "implicit", "--sessions", "4"]);
    finished.assert_code(0);
    assert_eq!((report.len(), accepted(&report)), (60, 60));
    assert_delivered(server, "implicit", 60);
    let logins = server.logins("implicit@lab.example", "OK");
    assert!((1..=4).contains(&logins), "{logins} logins by four sessions");
}

#[test]
fn postfix_takes_a_login_by_every_mechanism_it_offers() {
    let server = postfix();
    for (list, mechanism) in [("plain", "plain"), ("login", "login"), ("cram", "cram-md5"), ("scram", "scram-sha-256")]
    {
        let dir = prepare(list, 3);
        let (finished, report) =
            send(dir.path(), list, server.submission, &["--tls", "starttls", "--auth", mechanism, "--sessions", "1"]);
        finished.assert_code(0);
        assert_eq!((report.len(), accepted(&report)), (3, 3), "{mechanism}");
        assert_delivered(server, list, 3);
        assert_eq!(server.logins(&format!("{list}@lab.example"), "OK"), 1, "{mechanism}");
        let method = format!("sasl_method={}, sasl_username={list}@lab.example", mechanism.to_uppercase());
        assert!(server.log().contains(&method), "Postfix saw another mechanism than {mechanism}:\n{}", server.log());
    }
}

#[test]
fn postfix_refuses_a_wrong_password_once_and_nothing_more_is_tried() {
    let server = postfix();
    let dir = prepare("wrong", 20);
    fs::write(dir.path().join("password"), "wrong battery\n").expect("the folder is there");
    let (finished, report) = send(dir.path(), "wrong", server.submission, &["--tls", "starttls", "--sessions", "8"]);
    finished.assert_code(77);
    assert_eq!(accepted(&report), 0);
    assert_eq!(server.logins("wrong@lab.example", "FAIL"), 1, "attempts to log in");
    assert_eq!(mails_in(&server.maildir("wrong")), 0);
    assert!(!finished.stderr.contains("wrong battery"), "the password is in the output");
}

#[test]
fn postfix_refuses_unknown_recipients_and_exactly_those_are_reported() {
    let server = postfix();
    let dir = prepare("known", 12);
    let list = dir.path().join("list.csv");
    let csv = fs::read_to_string(&list).expect("it was just written");
    let csv = csv.replace("known-5@", "nobody-5@").replace("known-11@", "nobody-11@");
    fs::write(&list, &csv).expect("it was just written");
    let (finished, report) = send(
        dir.path(),
        "known",
        server.submission,
        &["--tls", "starttls", "--sessions", "2", "--failed", "failed.csv"],
    );
    finished.assert_code(1);
    let refused: Vec<_> = report.iter().filter(|line| line.outcome != "accepted").collect();
    assert_eq!((report.len(), refused.len()), (12, 2));
    for (line, row) in refused.iter().zip([5, 11]) {
        assert_eq!(
            (line.row, line.line, line.address.as_str()),
            (row, row + 1, format!("nobody-{row}@lab.example").as_str())
        );
        assert_eq!((line.outcome.as_str(), line.code, line.enhanced.as_deref()), ("refused", Some(550), Some("5.1.1")));
        assert_eq!(line.phase.as_deref(), Some("rcpt"));
        assert!(line.text.contains("User unknown"), "{}", line.text);
    }
    assert_eq!(mails_in(&server.wait_for("known", 10)), 10);
    // One refused recipient costs no connection: no more logins than sessions.
    assert!(server.logins("known@lab.example", "OK") <= 2);

    let failed = fs::read_to_string(dir.path().join("failed.csv")).expect("it was asked for");
    let rows: Vec<&str> = failed.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']).lines().collect();
    let original: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 3, "{failed}");
    for (row, line) in rows.iter().zip([0, 5, 11]) {
        assert!(row.starts_with(original[line]), "{row}");
    }
}

#[test]
fn a_mailbox_of_postfix_is_ready_and_gets_nothing() {
    let server = postfix();
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let ca_file = server.ca_file();
    let ca_file = ca_file.to_str().expect("it is UTF-8");
    for (port, tls) in [(server.submission, "starttls"), (server.submissions, "implicit")] {
        let place = format!("localhost:{port}");
        let args = ["probe", "-s", &place, "--tls", tls, "--ca-file", ca_file, "--no-dns", "--json"];
        let finished = Program::new(dir.path())
            .env("MAILSHOT_PASSWORD", PASSWORD)
            .args(args)
            .args(["-u", "probe@lab.example"])
            .run();
        finished.assert_code(0);
        let json: serde_json::Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
        let steps = json["steps"].as_array().expect("steps is a list");
        // Its certificate is made for two days: that is worth a warning, and nothing else is.
        let odd: Vec<_> = steps.iter().filter(|step| step["outcome"] != "ok").map(|step| &step["step"]).collect();
        assert!(odd == ["tls"] && steps.len() == 7, "{json}");
        assert!(steps[4]["details"]["extensions"].to_string().contains("PIPELINING"), "{json}");
    }
    assert_eq!(server.logins("probe@lab.example", "OK"), 2);
    assert!(!server.log().contains("from=<probe@lab.example>, size"), "a mail was sent");
}

#[test]
fn postfix_without_its_root_certificate_is_not_trusted() {
    let server = postfix();
    let dir = prepare("class", 2);
    for (port, tls) in [(server.submission, "starttls"), (server.submissions, "implicit")] {
        let finished = Program::new(dir.path())
            .args(["send", "list.csv", "-t", "template.txt", "--yes", "--tls", tls, "--password-file", "password"])
            .args(["--server", &format!("localhost:{port}"), "--user", "class@lab.example"])
            .run();
        finished.assert_code(75);
    }
    assert_eq!(server.logins("class@lab.example", "OK"), 0, "a password went to a server that was not verified");
    assert_eq!(mails_in(&server.maildir("class")), 0);
}
