//! The samples and templates that the README shows, sent through `mailshot sink` and compared with the files.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use mailshot::input::{Options, open};
use support::mail::{Mail, read_maildir};
use support::program::{Program, read_report};
use support::sink::SinkChild;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn sample(path: &str) -> PathBuf {
    Path::new(ROOT).join(path)
}

/// The rows of a sample list, without its header.
fn rows(path: &str, delimiter: u8) -> Vec<Vec<String>> {
    let octets = fs::read(sample(path)).expect("it is committed");
    let (text, _, malformed) =
        if path.contains("gbk") { encoding_rs::GBK.decode(&octets) } else { encoding_rs::UTF_8.decode(&octets) };
    assert!(!malformed, "{path}");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("it is a CSV file").iter().map(str::to_owned).collect()).collect()
}

/// Sends a sample through a sink with TLS and a login; the mails, in the list's order.
fn send(list: &str, template: &str, tls: &str, addresses: &[String]) -> Vec<Mail> {
    let sink = SinkChild::start(&["--tls", tls, "--user", "teacher", "--password", "chalk dust"]);
    let finished = Program::new(sink.dir())
        .env("MAILSHOT_PASSWORD", "chalk dust")
        .args(["send".into(), sample(list), "-t".into(), sample(template), "--ca-file".into(), sink.certificate()])
        .args([
            "--server",
            sink.address(),
            "--tls",
            tls,
            "--user",
            "teacher",
            "--sessions",
            "4",
            "--yes",
            "--ledger",
            "none",
        ])
        .args(["--report", "report.jsonl"])
        .run();
    finished.assert_code(0);
    let report = read_report(&sink.dir().join("report.jsonl"));
    assert!(report.iter().all(|line| line.outcome == "accepted"), "{report:?}");
    let mut reported: Vec<&str> = report.iter().map(|line| line.address.as_str()).collect();
    let mut expected: Vec<&str> = addresses.iter().map(String::as_str).collect();
    reported.sort_unstable();
    expected.sort_unstable();
    assert_eq!(reported, expected);

    let mails = read_maildir(&sink.maildir());
    let (counts, log) = sink.stop();
    assert_eq!((counts.messages, counts.refused_logins), (addresses.len() as u64, 0), "{log}");
    assert!(counts.logins <= 4 && counts.quits == counts.connections, "{counts:?}\n{log}");
    let find = |address: &String| mails.iter().find(|mail| mail.to.iter().any(|to| to.address == *address));
    addresses.iter().map(|address| find(address).unwrap_or_else(|| panic!("nothing for {address}")).clone()).collect()
}

fn column(rows: &[Vec<String>], index: usize) -> Vec<String> {
    rows.iter().map(|row| row[index].clone()).collect()
}

#[test]
fn the_class_list_in_gbk_is_the_same_list() {
    let octets = fs::read(sample("samples/class-gbk.csv")).expect("it is committed");
    assert!(std::str::from_utf8(&octets).is_err(), "it is UTF-8");
    assert_eq!(rows("samples/class-gbk.csv", b';'), rows("samples/class.csv", b','));
}

#[test]
fn the_class_list_in_a_workbook_is_the_same_list() {
    let source = open(&sample("samples/class.xlsx"), &Options::default()).expect("it is committed");
    let records: Vec<Vec<String>> = source
        .records()
        .expect("nobody changes it")
        .map(|record| record.expect("a sound row").fields.iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(records, rows("samples/class.csv", b','));
}

#[test]
fn the_marks_of_a_student_are_one_mail() {
    let finished = Program::new(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args([
            "check", "samples/class.xlsx", "--sheet", "各科成绩", "-t", "templates/marks.txt", "--group-by", "email",
        ])
        .run();
    finished.assert_code(0);
    assert!(finished.stdout.contains("samples/class.xlsx:各科成绩: 5 groups"), "{}", finished.stdout);
}

#[test]
fn the_announcement_reaches_the_class() {
    let students = rows("samples/class.csv", b',');
    for (list, tls) in [("samples/class.csv", "starttls"), ("samples/class-gbk.csv", "implicit")] {
        let mails = send(list, "templates/announcement.md", tls, &column(&students, 2));
        for (mail, student) in mails.iter().zip(&students) {
            let [name, _, address, number, mathematics, english, overall, words, report] = &student[..] else {
                panic!("nine columns");
            };
            mail.assert_well_formed();
            assert!(mail.from[0].is("王芳老师", "wang.fang@school.example.com"), "{:?}", mail.from);
            assert!(mail.to.len() == 1 && mail.to[0].is(name, address), "{:?}", mail.to);
            assert_eq!(mail.subject(), format!("{name}的期末成绩 · Final marks"));
            assert_eq!(
                mail.part.shape(),
                "multipart/mixed(multipart/alternative(text/plain text/html) application/pdf)"
            );
            let row = format!("| {number} | {mathematics} | {english} | **{overall}** |");
            assert!(mail.text().contains(&row), "{}", mail.text());
            assert!(mail.text().contains(&format!("> {words}\n")), "{}", mail.text());
            assert_eq!(mail.text().contains("祝贺你"), overall == "A");
            assert_eq!(mail.text().contains("别灰心"), overall == "D");
            let cell = format!("<td>{number}</td>");
            assert!(mail.html().contains(&cell), "the table is no table: {}", mail.html());
            let octets = fs::read(sample("samples/reports").join(report)).expect("it is committed");
            assert_eq!(mail.attachments(), [(report.as_str(), octets.as_slice())]);
        }
        let marked = mails.iter().find(|mail| mail.to[0].name == "赵一鸣").expect("he is in the list");
        assert!(!marked.html().contains("<em>"), "a cell is not Markdown: {}", marked.html());
        assert!(mails[2].html().contains("a &lt; b"), "a cell is not HTML: {}", mails[2].html());
    }
}

#[test]
fn the_newsletter_reaches_its_readers() {
    let readers = rows("samples/newsletter.csv", b',');
    let logo = fs::read(sample("templates/logo.png")).expect("it is committed");
    let mails = send("samples/newsletter.csv", "templates/newsletter.html", "starttls", &column(&readers, 1));
    for (mail, reader) in mails.iter().zip(&readers) {
        let [name, address, city, plan, books, token] = &reader[..] else { panic!("six columns") };
        mail.assert_well_formed();
        assert!(mail.to.len() == 1 && mail.to[0].is(name, address), "{:?}", mail.to);
        assert_eq!(mail.subject(), format!("Five books for long evenings, {name}"));
        assert_eq!(mail.field("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
        let unsubscribe = mail.raw("List-Unsubscribe").expect("it is in the template");
        assert!(unsubscribe.contains(&format!("<https://lantern.example.org/unsubscribe?t={token}>")), "{unsubscribe}");
        assert!(!unsubscribe.contains("=?"), "no encoded-word in a URL: {unsubscribe}");

        let [cid] = mail.cids()[..] else { panic!("one image: {:?}", mail.cids()) };
        let image = mail.inline(cid).expect("it is in the mail");
        assert_eq!((image.media_type.as_str(), &image.octets), ("image/png", &logo));
        assert_eq!(image.disposition.as_deref(), Some("inline"));

        for body in [mail.html(), mail.text()] {
            assert!(body.contains("The Lighthouse Ledger") && !body.contains("{{") && !body.contains("{%"), "{body}");
        }
        // The text alternative wraps its lines.
        let text = mail.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(city.as_str()) && text.contains(address.as_str()), "{text}");
        assert!(!text.contains("prefers-color-scheme"), "a style sheet is no text: {text}");
        assert_eq!(text.contains("Your trial"), plan == "trial");
        assert_eq!(text.contains(&format!("You have read {books} books")), plan != "trial", "{text}");
    }
}

#[test]
fn the_plain_notice_goes_to_either_list() {
    for (list, index) in [("samples/class.csv", 2), ("samples/newsletter.csv", 1)] {
        let people = rows(list, b',');
        let names = column(&people, usize::from(list.contains("class")));
        let mails = send(list, "templates/plain.txt", "starttls", &column(&people, index));
        for (mail, name) in mails.iter().zip(&names) {
            mail.assert_well_formed();
            assert_eq!(mail.part.shape(), "text/plain");
            assert!(mail.text().starts_with(&format!("Dear {name},\n\nthe reading room")), "{}", mail.text());
            assert!(mail.text().contains("\n    Friday               8:00 - 17:00\n"), "{}", mail.text());
        }
    }
}
