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

/// What `check --json` finds in a list of its own: kind, line, column, and what is suggested is in `what`.
fn found(list: &str, name: &str, template: &str, files: &[&str], more: &[&str]) -> Vec<(String, u64, String)> {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("it is empty");
    write("list.csv", list);
    write(name, template);
    files.iter().for_each(|file| write(file, file));
    let run = Program::new(dir.path()).args(["check", "list.csv", "-t", name, "--json"]).args(more).run();
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let text = |item: &serde_json::Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let item = |item: &serde_json::Value| {
        let line = item["line"].as_u64().unwrap_or_default();
        (text(item, "kind"), line, format!("{}|{}", text(item, "column"), text(item, "what")))
    };
    document["findings"].as_array().expect("a list").iter().map(item).collect()
}

/// Of findings, those of a kind: their lines and columns.
fn of_kind<'a>(found: &'a [(String, u64, String)], kind: &str) -> Vec<(u64, &'a str)> {
    let column = |what: &'a str| what.split('|').next().unwrap_or_default();
    found.iter().filter(|(name, ..)| name == kind).map(|(_, line, what)| (*line, column(what))).collect()
}

#[test]
fn values_say_what_is_wrong_by_their_column() {
    let list = "\
Name,email,due,opt,link,photo,note
Ann,a@163.co,2026-11-23,,https://a.example/1,https://a.example/1.png,fine
Bob,'b@b.example,2026-11-24,x,www.a.example/2,http://a.example/2.png,{Name}
Cid,c@c.example,45123,,https://https://a.example,https://a.example/3.png,张三 #N/A
Dan,d@school.edu.cm,2026-02-30,,https://a.example/4,https://a.example/4.png,&eacute;t&eacute;
Eve,123456789.0@qq.com,2026-11-25,,https://a.example/5,https://a.example/5.png,see http://a.example
";
    let template = "\
From: t@a.example
To: {{ email }}
Subject: Hi

{% if opt %}{{ opt }}{% endif %}{{ Name }} {{ due }} {{ note }} <a href=\"{{ link }}\">x</a><img src=\"{{ photo }}\">
";
    let found = found(list, "letter.html", template, &[], &[]);
    for (kind, places) in [
        ("typo-domain", vec![(2, "email"), (5, "email")]),
        ("odd-address", vec![(3, "email")]),
        ("spoilt-number", vec![(6, "email")]),
        ("wrong-date", vec![(4, "due"), (5, "due")]),
        ("odd-link", vec![(3, "link"), (4, "link")]),
        ("insecure-image", vec![(3, "photo")]),
        ("insecure-link", vec![(6, "note")]),
        ("unfilled-tag", vec![(3, "note")]),
        ("leftover", vec![(4, "note"), (5, "note")]),
        ("empty-value", vec![]),
    ] {
        assert_eq!(of_kind(&found, kind), places, "{kind}: {found:?}");
    }
}

#[test]
fn the_template_itself_is_looked_at_in_all_its_branches() {
    let template = "\
From: a@gmial.com
Reply-To: noreply@qq.con
To: {{ email }}
Subject: TODO [Name]

{% if Name == \"nobody\" %}<a href=\"http://a.example\">x</a> <img src=\"http://a.example/x.png\">{% endif %}
Dear <<name>>, {name}
";
    let found = found("Name,email\nAnn,a@a.example\nBob,b@b.example\n", "letter.html", template, &[], &[]);
    for (kind, places) in
        [("typo-domain", 2), ("unfilled-tag", 3), ("leftover", 1), ("insecure-link", 1), ("insecure-image", 1)]
    {
        assert_eq!(of_kind(&found, kind).len(), places, "{kind}: {found:?}");
    }
    assert!(found.iter().any(|(_, _, what)| what.contains("letter.html:6: a picture by http")), "{found:?}");
}

#[test]
fn every_row_of_a_group_is_looked_at() {
    let list = "email,note\na@a.example,fine\nb@b.example,fine\na@a.example,#REF!\nb@b.example,\nb@b.example,fine\n";
    let template = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\n{% for r in rows %}{{ r.note }}{% endfor %}\n";
    let found = found(list, "letter.txt", template, &[], &["--group-by", "email"]);
    assert_eq!(of_kind(&found, "leftover"), [(4, "note")], "{found:?}");
    assert_eq!(of_kind(&found, "empty-value"), [(5, "note")], "{found:?}");
}

#[test]
fn letters_without_a_word_are_found_in_any_format() {
    for (name, body) in [
        ("letter.md", ""),
        ("letter.md", "![](https://a.example/x.png)\n"),
        (
            "letter.html",
            "<html><head><title>x</title></head><body><img src=\"https://a.example/x.png\"></body></html>\n",
        ),
        ("letter.txt", "\n"),
    ] {
        let template = format!("From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n\n{body}");
        let found = found("email\na@a.example\n", name, &template, &[], &[]);
        assert_eq!(of_kind(&found, "empty-body"), [(2, "")], "{name} {body}: {found:?}");
    }
}

#[test]
fn files_that_are_not_there_are_explained() {
    let list = "email,file\na@a.example,report.pdf\nb@b.example,\n";
    let template = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\nAttachment: ./{{ file }}\n\nx\n";
    let found = found(list, "letter.txt", template, &["Report.PDF"], &[]);
    assert!(found[0].2.contains("there is \"Report.PDF\""), "{found:?}");
    assert!(found[1].2.contains("the cell is empty"), "{found:?}");
}

#[test]
fn usual_lists_have_no_warnings() {
    let list = "\
id,姓名,email,status,remark,opt,file
1001,Jean-Luc Null,a@163.com,N/A,«Bonjour»,,成绩单Jean-Luc Null.pdf
1002,张三,b@qq.com,ok,a < b << c >> d,,成绩单-张三.pdf
1003,Null Berg,c@gmail.com,N/A,\"[[1,2],[3,4]]\",,1003.pdf
1004,李四,d@yahoo.cn,N/A,${HOME},,李四.pdf
1005,王五,e@163.net,ok,«Привет»,,x-1005.pdf
1006,赵六,f@a.example,N/A,2E+3,x,赵六 2026.pdf
";
    let files = ["成绩单Jean-Luc Null.pdf", "成绩单-张三.pdf", "1003.pdf", "李四.pdf", "x-1005.pdf", "赵六 2026.pdf"];
    let template = "From: t@a.example\nTo: {{ 姓名 }} <{{ email }}>\nSubject: Hi\nAttachment: {{ file }}\n\n\
                    {{ id }} {{ status }} {{ remark }} {{ opt | default(value=\"-\") }}\n";
    let found = found(list, "letter.txt", template, &files, &[]);
    let but_one: Vec<_> = found.iter().filter(|(kind, ..)| kind != "leftover").collect();
    assert!(but_one.is_empty() && found.len() <= 1, "{found:?}");
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
