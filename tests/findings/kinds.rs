//! Every kind, in its row; as a table, as JSON, and as faults.

use crate::{TEMPLATE, check, folder, found, of_kind};

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
        .map(|item| (item["kind"].as_str().expect("a kind").to_owned(), item["row"].as_u64().unwrap_or(0)))
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
    // Of the template itself once, which is of no row, and of a cell.
    assert_eq!(rows("insecure-link"), [0, 4]);
    assert_eq!(rows("insecure-image"), [0]);
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
fn every_row_of_a_group_is_looked_at() {
    let list = "email,note\na@a.example,fine\nb@b.example,fine\na@a.example,#REF!\nb@b.example,\nb@b.example,fine\n";
    let template = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\n{% for r in rows %}{{ r.note }}{% endfor %}\n";
    let found = found(list, "letter.txt", template, &[], &["--group-by", "email"]);
    assert_eq!(of_kind(&found, "leftover"), [(4, "note")], "{found:?}");
    assert_eq!(of_kind(&found, "empty-value"), [(5, "note")], "{found:?}");
}
