//! What `check` warns of: every kind, in the right row, in one run.

mod support;

use std::fs;
use std::path::Path;

use support::program::{Finished, Program};
use tempfile::TempDir;

const LIST: &str = "\
name,email,student no,class,mark,report,link
Emma Wilson,emma@gmial.com,10001,3A,90,report-emma-wilson.pdf,https://school.example/1
张三,zhang@qq.con,10002,3A,#N/A,report-张三.pdf,https://school.example/2
李四,li.si@students.example.org,10003,3A,nan,report-张三.pdf,https://school.example/3
王五,wang@163.cm,1.0004E+11,3A,{{ mark }},10004.pdf,http://school.example/4
JosÃ©,jose@students.example.org,10005,3A,88,10005.pdf,https://school.example/5
Li Ming,noreply@students.example.org,10006,3A,77,10006.exe,https://school.example/6
Sean,sean@localhost,10007,3A,,10007.pdf,https://school.example/7
Anna,anna@students.example.org,10008,3A,#REF!,10009.pdf,https://school.example/8
Bea,bea@students.example.org,10009,3A,<<mark>>,10009b.pdf,https://school.example/9
Cleo,cleo@students.example.org,10010,3A,60,empty.pdf,https://school.example/10
";

const TEMPLATE: &str = "\
From: Teacher <teacher@school.example>
To: {{ name }} <{{ email }}>
Subject: {% if class != \"3A\" %}Marks{% endif %}
Attachment: {{ report }}

<p>Dear {{ name }} ({{ student_no }}), your mark is {{ mark }}: <a href=\"{{ link }}\">all marks</a></p>
<img src=\"http://school.example/logo.png\"> <a href=\"http://school.example\">school</a>
";

fn folder(list: &str, template: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("it is empty");
    write("list.csv", list);
    write("letter.html", &template.replace("student_no", "student no"));
    for name in [
        "report-emma-wilson.pdf",
        "report-张三.pdf",
        "10004.pdf",
        "10005.pdf",
        "10006.exe",
        "10007.pdf",
        "10009.pdf",
        "10009b.pdf",
    ] {
        write(name, name);
    }
    write("empty.pdf", "");
    dir
}

fn check(dir: &Path, more: &[&str]) -> Finished {
    Program::new(dir).args(["check", "list.csv", "-t", "letter.html"]).args(more).run()
}

#[test]
fn every_kind_is_found_in_its_row() {
    let dir = folder(LIST, TEMPLATE);
    let run = check(dir.path(), &["--json"]);
    run.assert_code(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let found: Vec<(String, u64)> = document["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| (item["kind"].as_str().expect("a kind").to_owned(), item["row"].as_u64().expect("a row")))
        .collect();
    let rows = |kind: &str| found.iter().filter(|(name, _)| name == kind).map(|(_, row)| *row).collect::<Vec<_>>();
    assert_eq!(rows("typo-domain"), [1, 2, 4], "{found:?}");
    assert_eq!(rows("leftover"), [2, 3, 8]);
    assert_eq!(rows("unfilled-tag"), [4, 9]);
    assert_eq!(rows("spoilt-number"), [4]);
    assert_eq!(rows("mojibake"), [5]);
    assert_eq!(rows("role-address"), [6]);
    assert_eq!(rows("dead-domain"), [7]);
    assert_eq!(rows("empty-value"), [7]);
    assert_eq!(rows("no-subject"), (1..=10).collect::<Vec<_>>());
    // Of the letter itself once, and of a cell.
    assert_eq!(rows("insecure-link"), [1, 4]);
    assert_eq!(rows("insecure-image"), [1]);
    assert_eq!(rows("blocked-attachment"), [6]);
    assert_eq!(rows("empty-attachment"), [10]);
    assert_eq!(rows("shared-attachment"), [3]);
    assert_eq!(rows("others-attachment"), [3, 8]);
    assert_eq!(document["faulty"], 0);
    assert_eq!(document["messages"], 10);
    let item = &document["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|item| item["kind"] == "leftover")
        .expect("it is there");
    assert_eq!((&item["severity"], &item["line"], &item["column"]), (&"warning".into(), &3.into(), &"mark".into()));
}

#[test]
fn warnings_are_a_table_and_stop_nothing_unless_they_are_to() {
    let dir = folder(LIST, TEMPLATE);
    let run = check(dir.path(), &[]);
    run.assert_code(0);
    run.assert_says(&["gmail.com", "warnings."]);
    assert!(run.stdout.contains("No faults."), "{}", run.stdout);
    check(dir.path(), &["--strict"]).assert_code(2);
}

#[test]
fn faults_are_in_the_document_too() {
    let dir = folder(&format!("{LIST}Dan,dan@@example.org,10011,3A,50,10005.pdf,x\nEve,eve@example.org,1\n"), TEMPLATE);
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let is_fault = |item: &&serde_json::Value| item["severity"] == "fault";
    let faults: Vec<_> = document["findings"].as_array().expect("a list").iter().filter(is_fault).collect();
    assert_eq!(faults.iter().map(|item| item["row"].as_u64()).collect::<Vec<_>>(), [Some(11), Some(12)]);
    assert_eq!(document["faulty"], 2);
}

#[test]
fn a_sound_list_has_no_warnings() {
    let dir = folder(
        "name,email,student no,class,mark,report,link\nAnna,anna@a.example.org,10009,4B,1,10009.pdf,https://a.example\n",
        &TEMPLATE.replace("http:", "https:"),
    );
    let run = check(dir.path(), &["--strict"]);
    run.assert_code(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

/// The findings of a kind: severity, line, what.
fn of_kind(run: &Finished, kind: &str) -> Vec<(String, Option<u64>, String)> {
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let items = document["findings"].as_array().expect("a list").iter().filter(|item| item["kind"] == kind);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    items.map(|item| (text(&item["severity"]), item["line"].as_u64(), text(&item["what"]))).collect()
}

const SHORT: &str = "From: Teacher <teacher@school.example>\nTo: {{ email }}\nSubject: Hello\n\nDear {{ name }}\n";

#[test]
fn rows_that_repeat_others_are_findings_by_the_lines_of_both() {
    // An empty line: rows are not lines.
    let list = "name,email\n\nAnna,anna@a.example.org\nBert,bert@a.example.org\nAnna,anna@a.example.org\n\
                Berta,bert@A.example.org\nBERT,Bert@a.example.org\nAnna,anna@a.example.org\nDan,dan@@x\n";
    let dir = folder(list, SHORT);
    let json = check(dir.path(), &["--json"]);
    let rows = of_kind(&json, "repeated-row");
    assert_eq!(rows.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5, 8]);
    assert!(rows.iter().all(|(severity, _, what)| severity == "warning" && what.contains("line 3")), "{rows:?}");
    let addresses = of_kind(&json, "repeated-address");
    assert_eq!(addresses.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [6, 7], "{addresses:?}");
    assert!(addresses.iter().all(|(_, _, what)| what.contains("line 4")) && addresses[1].2.contains("capital"));
    let text = check(dir.path(), &[]);
    text.assert_code(2);
    text.assert_says(&["same as line 3", "capital letters"]);
    let sound = folder(&list.replace("Dan,dan@@x\n", ""), SHORT);
    check(sound.path(), &[]).assert_code(0);
    check(sound.path(), &["--strict"]).assert_code(2);
}

#[test]
fn what_is_left_out_as_it_was_asked_for_is_no_warning() {
    let list = "name,email\nAnna,anna@a.example.org\nAnne,anna@a.example.org\n";
    let dir = folder(list, SHORT);
    let json = check(dir.path(), &["--json", "--strict", "--dedupe", "address"]);
    json.assert_code(0);
    let found = of_kind(&json, "repeated-address");
    assert!(matches!(&found[..], [(severity, Some(3), _)] if severity == "note"), "{found:?}");
    // A row is never left out for the sake of one that cannot be sent.
    let list = "name,email,file\nAnna,anna@a.example.org,none.pdf\nAnne,anna@a.example.org,empty.pdf\n";
    let dir = folder(list, &SHORT.replace("Subject", "Attachment: {{ file }}\nSubject"));
    let run = check(dir.path(), &["--json", "--dedupe", "address"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    assert_eq!((&document["messages"], &document["faulty"]), (&1.into(), &1.into()), "{document}");
}

#[test]
fn a_faulty_row_has_its_warnings_too() {
    let list = "name,email,file\n{{ x }},bob@gmial.com,none.pdf\nnull,bob@@gmial.com,empty.pdf\n";
    let dir = folder(list, &SHORT.replace("Subject", "Attachment: {{ file }}\nSubject"));
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let lines = |kind| of_kind(&run, kind).into_iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>();
    assert_eq!(lines("typo-domain"), [2]);
    assert_eq!(lines("unfilled-tag"), [2]);
    assert_eq!(lines("leftover"), [3]);
    assert_eq!(lines("empty-attachment"), [3]);
}
