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

/// Rows of a class: numbers, days, addresses, as they are in most of them.
fn class(rows: std::ops::Range<u32>) -> String {
    let row = |n: u32| {
        let mark = 55 + n * 17 % 46;
        let letters: String = [n / 26, n].iter().map(|n| char::from(b'a' + (n % 26) as u8)).collect();
        format!(
            "Pupil {letters},p{n}x@school.edu.cn,{},{mark},2026-12-{:02},well done\n",
            2_023_100 + n * 37 % 400,
            1 + n % 20
        )
    };
    rows.map(row).collect()
}

const OF_A_CLASS: &str = "name,email,id,mark,day,note\n";
const TO_A_CLASS: &str =
    "From: t@school.edu.cn\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n{{ id }} {{ mark }} {{ day }} {{ note }}\n";

#[test]
fn what_is_unlike_the_rest_of_its_column_is_found_in_its_row() {
    let odd = "\
O,o1@school.edu.cn,2023O01,9O,2026-12-03,fine
P,p1@school.edu.cn,2023002,l00,2026-12-04,fine
Q,q1@school.edu.cn,2023003,９５,12/13/2026,fine
R,r1@school.edu.cn,2023004,\"9,5\",2026-12-05,-
S,john@example.com,2023005,950,1926-12-05,暂无
T,test@school.edu.cn,2023006,-5,2026-12-06,？
-,u1@school.edu.cn,2023007,-,2026-12-07,fine
";
    let list = format!("{OF_A_CLASS}{}{odd}{}", class(1..60), class(60..120));
    let found = found(&list, "letter.txt", TO_A_CLASS, &[], &[]);
    for (kind, places) in [
        ("odd-number", vec![(61, "id"), (61, "mark"), (62, "mark"), (63, "mark"), (64, "mark")]),
        ("far-number", vec![(65, "mark"), (66, "mark")]),
        ("odd-date", vec![(63, "day"), (65, "day")]),
        ("leftover", vec![(64, "note"), (65, "note"), (66, "email"), (66, "note"), (67, "mark"), (67, "name")]),
        ("example-address", vec![(65, "email")]),
    ] {
        let mut of_kind = of_kind(&found, kind);
        of_kind.sort_unstable();
        assert_eq!(of_kind, places, "{kind}: {found:?}");
    }
    assert_eq!(found.len(), 16, "{found:?}");
}

#[test]
fn what_programs_and_forms_leave_in_cells_is_found_in_its_row() {
    let odd = [
        ("12345,a1@school.edu.cn,2023001,88,2026-12-03,fine", "odd-value", "name"),
        ("li@163.com,a2@school.edu.cn,2023002,88,2026-12-03,fine", "odd-value", "name"),
        ("\u{200B},a3@school.edu.cn,2023003,88,2026-12-03,fine", "empty-value", "name"),
        ("name,a4@school.edu.cn,2023004,88,2026-12-03,fine", "leftover", "name"),
        ("A,a5@school.edu.cn,023005,88,2026-12-03,fine", "odd-number", "id"),
        ("A,a6@school.edu.cn,2023006,95分,2026-12-03,fine", "odd-number", "mark"),
        ("A,a7@school.edu.cn,2023007,soon,2026-12-03,fine", "odd-word", "mark"),
        ("A,a8@school.edu.cn,2023008,88,2026-12,fine", "odd-date", "day"),
        ("A,a9@school.edu.cn,2023009,88,2026-12-03,<b>fine</b>", "leftover", "note"),
        ("A,b1@school.edu.cn,2023010,88,2026-12-03,=B2&C2", "leftover", "note"),
        ("A,b2@school.edu.cn,2023011,88,2026-12-03,XX同学", "leftover", "note"),
        ("A,b3@school.edu.cn,2023012,88,2026-12-03,a\u{202E}b", "hidden-character", "note"),
        ("鏉庡洓,b4@school.edu.cn,2023013,88,2026-12-03,fine", "mojibake", "name"),
        ("A,b5@schol.edu.cn,2023014,88,2026-12-03,fine", "typo-domain", "email"),
        ("A,undefined@school.edu.cn,2023015,88,2026-12-03,fine", "leftover", "email"),
        ("A,12@qq.com,2023016,88,2026-12-03,fine", "odd-address", "email"),
        ("A,p7x+home@school.edu.cn,2023017,88,2026-12-03,fine", "repeated-address", "email"),
        ("A,\u{200B}b6@school.edu.cn,2023018,88,2026-12-03,fine", "invalid-address", "email"),
        ("A,b7@school.edu.cn,2023018,88,2026-12-03,fine", "repeated-number", "id"),
    ];
    let rows: String = odd.iter().map(|(row, ..)| format!("{row}\n")).collect();
    let list = format!("{OF_A_CLASS}{}{rows}{}", class(1..200), class(200..300));
    let mut found: Vec<_> = found(&list, "letter.txt", TO_A_CLASS, &[], &[])
        .into_iter()
        .map(|(kind, line, what)| (line, kind, what.split('|').next().unwrap_or_default().to_owned()))
        .collect();
    found.sort();
    let expected: Vec<_> =
        (201..).zip(&odd).map(|(line, (_, kind, column))| (line, (*kind).to_owned(), (*column).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn files_and_subjects_that_are_not_as_they_should_be_are_found() {
    let list = format!("email,file,topic\na@school.edu.cn,1.pdf,x\nb@school.edu.cn,~$1.docx,{}\n", "long ".repeat(40));
    let template = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: {{ topic }}\nAttachment: {{ file }}\n\nx\n";
    let found = found(&list, "letter.txt", template, &["1.pdf", "~$1.docx"], &[]);
    assert_eq!(of_kind(&found, "odd-attachment"), [(3, "file")], "{found:?}");
    assert_eq!(of_kind(&found, "long-subject"), [(3, "topic")], "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn what_several_rows_have_is_how_the_list_is() {
    // Absent pupils, remarks of nothing, marks with a sign, dates in two ways, prices of all sizes, a list to try it out with.
    let rows: String = (1..=60)
        .map(|n: u32| {
            let mark = if n.is_multiple_of(12) { "-".to_owned() } else { (40 + n).to_string() };
            let note = if n.is_multiple_of(9) { "无" } else { "fine" };
            let day = if n.is_multiple_of(7) {
                format!("{}.12.2026", 1 + n % 28)
            } else {
                format!("2026-12-{:02}", 1 + n % 28)
            };
            let price = (n * 37 % 60).pow(3);
            let word = ["缺考", "A-", "12", "3", "n3"][n as usize % 5];
            format!("Pupil {n},p{n}x@students.example.com,{mark},{note},{day},{price},{word},{n}\n")
        })
        .collect();
    let list = format!("name,email,mark,note,day,price,word,count\n{rows}");
    let template = "From: t@school.edu.cn\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n\
                    {{ mark }} {{ note }} {{ day }} {{ price }} {{ word }} {{ count }}\n";
    assert_eq!(found(&list, "letter.txt", template, &[], &[]), []);
    assert_eq!(found(&format!("{OF_A_CLASS}{}", class(1..400)), "letter.txt", TO_A_CLASS, &[], &[]), []);
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
    let is_picture = |(_, line, what): &(String, u64, String)| *line == 6 && what.starts_with("|a picture by http");
    assert!(found.iter().any(is_picture), "{found:?}");
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

/// The findings of a kind: severity, line, what.
fn items_of(run: &Finished, kind: &str) -> Vec<(String, Option<u64>, String)> {
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
    let rows = items_of(&json, "repeated-row");
    assert_eq!(rows.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5, 8]);
    assert!(rows.iter().all(|(severity, _, what)| severity == "warning" && what.contains("line 3")), "{rows:?}");
    let addresses = items_of(&json, "repeated-address");
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
    let found = items_of(&json, "repeated-address");
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
    let lines = |kind| items_of(&run, kind).into_iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>();
    assert_eq!(lines("typo-domain"), [2]);
    assert_eq!(lines("unfilled-tag"), [2]);
    assert_eq!(lines("leftover"), [3]);
    assert_eq!(lines("empty-attachment"), [3]);
}

fn document(run: &Finished) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("it is one JSON document: {error}\n{}", run.stdout))
}

/// Severity, kind, line and column of each item.
fn items(run: &Finished) -> Vec<(String, String, Option<u64>, String)> {
    let document = document(run);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = document["findings"].as_array().expect("a list").iter();
    items
        .map(|item| (text(&item["severity"]), text(&item["kind"]), item["line"].as_u64(), text(&item["column"])))
        .collect()
}

#[test]
fn one_run_finds_all_that_is_wrong_with_the_template_and_looks_at_the_rows() {
    let list = "name,email,First Name,file\nAnna,anna@gmial.com,A,none.pdf\n#N/A,bob@@x.com,B,empty.pdf\n";
    let template = "Reply-To: a@@b\nTo: {{ nmae }} <{{ emial }}>\nSubject: {{ subjct | upper }}\nAttachment: {{ fiel }}\n\n\
                    Dear {{ Frist Name }}, {{ row[\"nmae\"] }} {{ name.upper() }} {{ xyzzy }}\n";
    let dir = folder(list, template);
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let found = items(&run);
    let lines =
        |kind: &str| found.iter().filter(|item| item.1 == kind).map(|item| item.2.unwrap_or(0)).collect::<Vec<_>>();
    assert_eq!(lines("undefined-variable").len(), 7, "{found:?}");
    assert_eq!(lines("template"), [1, 6, 0], "Reply-To, a method of Python's, no From: {found:?}");
    // As if the nearest names had been meant.
    assert_eq!((lines("missing-attachment"), lines("invalid-address")), (vec![2], vec![3]), "{found:?}");
    assert_eq!((lines("typo-domain"), lines("leftover"), lines("empty-attachment")), (vec![2], vec![3], vec![3]));
    assert!(lines("no-subject").is_empty() && lines("empty-body").is_empty(), "{found:?}");
    let document = document(&run);
    assert_eq!((&document["faulty"], &document["template_faults"]), (&2.into(), &10.into()));
    let emial = document["findings"].as_array().expect("a list").iter().find(|item| item["line"] == 2);
    assert_eq!(emial.expect("it is there")["suggestion"], "Did you mean \"name\"?");
    let text = check(dir.path(), &[]);
    text.assert_code(2);
    text.assert_says(&[
        "letter.html:2:8: unknown variable \"nmae\"",
        "letter.html:2:20: unknown variable \"emial\"",
        "letter.html:6:9: unknown variable \"Frist Name\"",
        "it has no From",
        "list.csv:3: column \"email\"",
        "gmail.com",
        "10 faults in the template",
    ]);
    // Nothing of it is sent.
    let sent =
        Program::new(dir.path()).args(["send", "list.csv", "-t", "letter.html", "-s", "127.0.0.1:1", "--yes"]).run();
    sent.assert_code(2);
    sent.assert_says(&["error: letter.html:1:11", "error: letter.html:2:8", "error: letter.html: it has no From"]);
}

#[test]
fn rows_are_looked_at_whatever_the_template_is() {
    let list = "name,email\nAnna,anna@gmial.com\n#N/A,bob@@x.com\n";
    for template in
        ["", "no fields", "From: a@b.example.org\nSubject: x\n\nHi", "From: a@b.example.org\nTo: {{ xyzzy }}\n\nHi"]
    {
        let dir = folder(list, template);
        let run = check(dir.path(), &["--json"]);
        run.assert_code(2);
        let found = items(&run);
        assert!(
            found.iter().any(|item| item.0 == "fault" && matches!(item.1.as_str(), "template" | "undefined-variable"))
        );
        let has = |kind: &str, line: u64| found.iter().any(|item| item.1 == kind && item.2 == Some(line));
        assert!(has("typo-domain", 2) && has("invalid-address", 3), "{template}: {found:?}");
        assert!(!has("empty-body", 2), "{template}: {found:?}");
    }
    // Nobody knows to whom: the values are looked at.
    let dir = folder("who,mark\nAnna,#N/A\n", "From: a@b.example.org\nTo: {{ xyzzy }}\n\n{{ mark }}");
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    assert!(items(&run).iter().any(|item| item.1 == "leftover" && item.3 == "mark"), "{}", run.stdout);
    assert_eq!(document(&run)["faulty"], 0);
}

#[test]
fn there_is_one_document_whatever_goes_wrong() {
    let dir = folder("name,name\nAnna,anna@a.example.org\n", SHORT);
    for (more, kind) in [(&["--json"][..], "unreadable-list"), (&["--json", "--rows", "9"], "unreadable-list")] {
        let run = check(dir.path(), more);
        run.assert_code(2);
        assert_eq!(items(&run)[0].1, kind, "{}", run.stdout);
        assert_eq!(document(&run)["sound"], false);
    }
    let dir = folder("name,email\nAnna,anna@a.example.org\n", SHORT);
    let run = check(dir.path(), &["--json", "--where", "nmae == 1"]);
    run.assert_code(2);
    assert_eq!(items(&run)[0].0, "fault");
    let run = check(dir.path(), &["--json", "--server", "gmial"]);
    run.assert_code(2);
    assert_eq!(items(&run)[0].1, "usage");
}

#[test]
fn a_message_is_told_once_with_all_of_its_lines() {
    let rows: String = (0..200).map(|n| format!("Pupil {n},p{n}@gmial.com\n")).collect();
    let template = SHORT.replace("Subject", "Attachment: common.pdf\nSubject");
    let dir = folder(&format!("name,email\n{rows}"), &template);
    let run = check(dir.path(), &["-u", "other@163.com"]);
    run.assert_code(2);
    assert_eq!(run.stderr.matches("common.pdf").count(), 1, "{}", run.stderr);
    run.assert_says(&["list.csv: lines 2-201: field \"Attachment\" (letter.html:3): no such file"]);
    // Of each misspelt domain everything is told, not of the first alone.
    assert_eq!(run.stderr.matches("gmail.com").count(), 200, "{}", run.stderr);
    assert!(!run.stderr.contains("row 2"), "{}", run.stderr);
}

#[test]
fn what_is_known_of_the_server_is_looked_at_without_it() {
    let rows: String = (0..450).map(|n| format!("Pupil {n},p{n}@students.example.org\n")).collect();
    let dir = folder(&format!("name,email\n{rows}"), SHORT);
    // By the login's domain.
    let run = check(dir.path(), &["-u", "me@163.com", "--json"]);
    run.assert_code(0);
    assert_eq!(items_of(&run, "from-is-not-login").len(), 450);
    let found = document(&run);
    let days: Vec<_> = found["days"].as_array().expect("a list").iter().map(|day| day["recipients"].as_u64()).collect();
    assert_eq!(days, [Some(200), Some(200), Some(50)]);
    assert_eq!((&found["daily_limit"], &found["days"][0]["from"]), (&200.into(), &serde_json::Value::Null));
    // Two days, and fifty mails at 15 a minute.
    let seconds = found["estimated_seconds"].as_u64().expect("it can be told");
    assert!((172_800..=173_100).contains(&seconds), "{seconds}");
    let text = check(dir.path(), &["-u", "me@163.com"]);
    assert!(text.stderr.contains("lines 2-451: From is teacher@school.example"), "{}", text.stderr);
    for part in ["0 of 200 used; 200 now", "So it takes 3 days.", "Estimated duration: 3 days of sending"] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
    // By From's domain, by a flag, and by the project's file.
    let own = folder("name,email\nAnna,anna@a.example.org\n", &SHORT.replace("teacher@school.example", "me@163.com"));
    assert!(check(own.path(), &[]).stdout.contains("163: 1 session"));
    let run = check(dir.path(), &["--rate", "1/s", "--json"]);
    assert_eq!(document(&run)["estimated_seconds"], 449);
    let run = check(dir.path(), &[]);
    assert!(run.stdout.contains("as long as the server takes"), "{}", run.stdout);
    fs::write(dir.path().join("mailshot.toml"), "server = \"163\"\nuser = \"b@163.com\"\n")
        .expect("the folder is ours");
    assert_eq!(items_of(&check(dir.path(), &["--json"]), "from-is-not-login").len(), 450);
}

#[test]
fn misspelt_fields_of_the_template_are_told() {
    let list = "email,file\na@a.example,a.pdf\n";
    let letter = |field: &str| format!("From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n{field}\n\nHello\n");
    for field in [
        "Attachments: {{ file }}",
        "Atachment: {{ file }}",
        "Anhang: a.pdf",
        "附件: {{ file }}",
        "附件：{{ file }}",
        "Bbc: boss@a.example",
    ] {
        let found = found(list, "letter.txt", &letter(field), &["a.pdf"], &[]);
        let is_told = |(kind, line, what): &(String, u64, String)| {
            kind == "template" && *line == 4 && (what.contains("write Attachment") || what.contains("write Bcc"))
                || what.contains("Write Attachment: …")
        };
        assert!(found.len() == 1 && is_told(&found[0]), "{field}: {found:?}");
    }
    let odd = found(list, "letter.txt", &letter("Subjekt: Hello\nReplyTo: b@a.example"), &[], &[]);
    let told: Vec<_> = odd.iter().filter(|(kind, ..)| kind == "odd-field").collect();
    assert_eq!(told.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [4, 5], "{odd:?}");
    assert!(told[0].2.starts_with("|field \"Subjekt\": is not known: did you mean Subject?"), "{told:?}");
    let own = found(list, "letter.txt", &letter("X-Attachments: a\nPrecedence: bulk\nList-Id: <x.example>"), &[], &[]);
    assert!(own.is_empty(), "{own:?}");
    // What is misspelt is not missing as well.
    let found = found(list, "letter.txt", "Form: t@a.example\nToo: {{ email }}\nSubject: Hi\n\nHello\n", &[], &[]);
    let faults: Vec<_> = found.iter().filter(|(kind, ..)| kind == "template").map(|(_, line, _)| *line).collect();
    assert_eq!(faults, [1, 2], "{found:?}");
}

#[test]
fn a_from_that_is_an_example_is_told_once() {
    let letter = |from: &str| format!("From: {from}\nTo: {{{{ email }}}}\nSubject: Hi\n\nHello\n");
    let list = "email\na@a.example\nb@a.example\n";
    for from in ["Class 3A <teacher@example.com>", "t@example.org", "t@EXAMPLE.net"] {
        let found = found(list, "letter.txt", &letter(from), &[], &[]);
        assert!(found.len() == 1 && found[0].0 == "leftover", "{from}: {found:?}");
        assert!(found[0].2.contains("put your own address into From"), "{from}: {found:?}");
    }
    assert_eq!(found(list, "letter.txt", &letter("t@school.example"), &[], &[]), []);
}

#[test]
fn the_address_of_a_trial_is_no_rows() {
    let list = "email\na@a.example\nb@a.example\nbob@@x\n";
    let found = found(list, "letter.txt", SHORT_TO_ALL, &[], &["--send-to", "info@gmial.com"]);
    assert_eq!(
        found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect::<Vec<_>>(),
        [("invalid-address", 4)]
    );
}

const SHORT_TO_ALL: &str = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\nHello\n";

#[test]
fn a_template_without_a_subject_is_told_once() {
    let list = "email,title\na@a.example,x\nb@a.example,\nc@a.example,y\n";
    let none = found(list, "letter.txt", &SHORT_TO_ALL.replace("Subject: Hi\n", ""), &[], &[]);
    assert_eq!(of_kind(&none, "no-subject"), [(0, "")], "{none:?}");
    let empty = found(list, "letter.txt", &SHORT_TO_ALL.replace("Hi", "{{ title }}"), &[], &[]);
    assert_eq!(of_kind(&empty, "no-subject"), [(3, "title")], "{empty:?}");
}

#[test]
fn what_stands_for_an_unknown_value_is_no_fault_of_a_row() {
    let list = "email,due\na@a.example,2026-11-23\nb@a.example,never\n";
    let body = "{{ zzzzzz | date(format=\"%d\") }} {{ student no }}";
    let found = found(list, "letter.txt", &SHORT_TO_ALL.replace("Hello", body), &[], &[]);
    let kinds: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(kinds, ["undefined-variable", "undefined-variable"], "{found:?}");
    assert!(found[1].2.contains("unknown variable \"student no\""), "{found:?}");
    // Nothing is like them, so nothing was guessed.
    let dir = folder(list, &SHORT_TO_ALL.replace("Hello", body));
    let run = check(dir.path(), &[]);
    assert!(
        run.stderr.contains("2 faults in the template") && !run.stderr.contains("looked at as if"),
        "{}",
        run.stderr
    );
}

#[test]
fn list_and_template_are_told_of_in_one_run() {
    let dir = folder("email\na@a.example\n", SHORT_TO_ALL);
    let run = Program::new(dir.path()).args(["check", "lits.csv", "-t", "leter.html"]).run();
    run.assert_code(2);
    run.assert_says(&["lits.csv: cannot be read", "Did you mean list.csv?", "error: leter.html: cannot be read"]);
    run.assert_says(&["Did you mean letter.html?"]);
    let run = Program::new(dir.path()).args(["check", "letter.html", "-t", "list.csv"]).run();
    run.assert_code(2);
    run.assert_says(&["letter.html is taken for the list", "the two are swapped?"]);
}

#[test]
fn the_template_is_looked_at_also_where_every_row_is_faulty() {
    let template = "From: b@163.con\nTo: {{ email }}\nSubject: Hi\nAttachment: missing.pdf\n\nTODO\n";
    let found = found("email\na@a.example\n", "letter.txt", template, &[], &[]);
    let told: Vec<_> = found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect();
    assert_eq!(told, [("leftover", 6), ("missing-attachment", 2)], "{found:?}");
}

#[test]
fn a_german_list_is_read_as_it_is_written() {
    let row = |n: u32| {
        let points = 20 + n * 17 % 80;
        format!(
            "Vorname{n};n{n}x@uni-stadt.de;{:07};{points};{},{} €;{}.{:02}.2027;A-2027-{:06};\n",
            312_000 + n * 7_919,
            1 + n % 4,
            n % 3 * 3,
            10 + n % 18,
            1 + n % 12,
            n * 37
        )
    };
    let odd = [
        ("a1@uni-stadt.de;0999911;12,5;1,3 €;10.02.2027;A-2027-900001;", &[][..]),
        ("a2@uni-stadt;0999912;80;1,3 €;10.02.2027;A-2027-900002;", &[("dead-domain", "E-Mail")]),
        ("a3@uni-stadt.de;999913;80;1,3 €;10.02.2027;A-2027-900003;", &[("odd-number", "Nummer")]),
        ("a4@uni-stadt.de;0999914;8O;1,3 €;10.02.2027;A-2027-900004;", &[("odd-number", "Punkte")]),
        ("a5@uni-stadt.de;0999915;80;13 €;10.02.2027;A-2027-900005;", &[("far-number", "Gebühr")]),
        ("a6@uni-stadt.de;0999916;80;1,3;10.02.2027;A-2027-900006;", &[("odd-number", "Gebühr")]),
        ("a7@uni-stadt.de;0999917;80;1,3 €;31.02.2027;A-2027-900007;", &[("wrong-date", "Termin")]),
        ("a8@uni-stadt.de;0999918;80;1,3 €;10.02.2027;A-2027-9OOOO8;", &[("odd-number", "Auftrag")]),
        ("a9@uni-stadt.de;0999919;80;1,3 €;10.02.2027;A-2027-9009;", &[("odd-number", "Auftrag")]),
        ("b1@uni-stadt.de;0999911;80;1,3 €;10.02.2027;A-2027-900010;", &[("repeated-number", "Nummer")]),
        ("b2@uni-stadt.de;0999921;80;1,3 €;10.02.2027;A-2027-900011;b2@uni-stadt.de", &[("repeated-address", "Kopie")]),
    ];
    let rows: String = odd.iter().map(|(row, _)| format!("Ö;{row}\n")).collect();
    let head = "Vorname;E-Mail;Nummer;Punkte;Gebühr;Termin;Auftrag;Kopie\n";
    let list =
        format!("{head}{}{rows}{}", (1..80).map(row).collect::<String>(), (80..160).map(row).collect::<String>());
    let template = "From: t@uni-stadt.de\nTo: {{ Vorname }} <{{ row[\"E-Mail\"] }}>\nCc: {{ Kopie }}\nSubject: Hallo\n\n\
                    {{ Auftrag }} {{ Nummer }} {{ Punkte }} {{ Gebühr }} {{ Termin }}\n";
    let mut found: Vec<_> = found(&list, "letter.txt", template, &[], &[])
        .into_iter()
        .map(|(kind, line, what)| (line, kind, what.split('|').next().unwrap_or_default().to_owned()))
        .collect();
    found.sort();
    let expected: Vec<_> = (81..)
        .zip(&odd)
        .flat_map(|(line, (_, kinds))| {
            kinds.iter().map(move |(kind, column)| (line, kind.to_string(), column.to_string()))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn characters_that_scripts_need_are_no_warnings() {
    let greetings =
        ["ขอบคุณ\u{200B}ที่สั่งซื้อ", "សូម\u{200B}អរគុណ", "می\u{200C}خواهیم", "ශ්\u{200D}රී", "👩\u{200D}🎓", "1\u{FE0F}\u{20E3}"];
    let rows: String = greetings.iter().enumerate().map(|(n, text)| format!("n{n}@a.example,{text}\n")).collect();
    let template = "From: t@school.example\nTo: {{ email }}\nSubject: Hi\n\n{{ text }}\n";
    assert_eq!(found(&format!("email,text\n{rows}"), "letter.txt", template, &[], &[]), []);
    let odd = format!("email,text\n{rows}z@a.example,An\u{200B}na\n");
    let found = found(&odd, "letter.txt", template, &[], &[]);
    assert_eq!(of_kind(&found, "hidden-character"), [(8, "text")], "{found:?}");
}
