//! The program with a workbook.

use std::path::PathBuf;

use mailshot::input::Options;
use rust_xlsxwriter::{Format, Workbook};

use crate::support::mail;
use crate::support::program::{Finished, Program};
use crate::support::sink::SinkChild;
use crate::{Desk, error, lines, minimal, notes, source};

#[test]
fn excel_s_lock_file_is_no_list_and_says_that_a_workbook_is_open() {
    let folder = Desk::new();
    let path = folder.workbook(|sheet| sheet.write_row(0, 0, ["email"]).map(drop));
    assert!(source(&path).notes().is_empty());
    let lock = folder.write("~$class.xlsx", [0; 165]);
    let told = error(&lock, &Options::default());
    assert_eq!(told, "~$class.xlsx: is the file by which Excel knows that class.xlsx is open. The list is class.xlsx.");
    let notes = notes(&source(&path));
    assert!(notes.iter().any(|note| note.contains("is open in Excel") && note.contains("not saved")), "{notes:?}");
}

#[test]
fn other_programs_lock_files_say_so_too() {
    for (lock, program) in [(".~lock.class.xlsx#", "LibreOffice"), (".~class.xlsx", "WPS")] {
        let folder = Desk::new();
        let path = folder.workbook(|sheet| sheet.write_row(0, 0, ["email"]).map(drop));
        folder.write(lock, ",me,pc,28.11.2026 10:00,file:///home/me;");
        let notes = notes(&source(&path));
        assert!(notes.iter().any(|note| note.contains(&format!("is open in {program}"))), "{notes:?}");
    }
}

#[test]
fn a_letter_for_another_sheet_is_one_line() {
    let desk = Desk::new();
    let mut workbook = Workbook::new();
    for (name, columns) in [("成绩", ["姓名", "email", "student no"]), ("备注", ["项目", "内容", "说明"])] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (column, heading) in (0..).zip(columns) {
            sheet.write(0, column, heading).unwrap();
            sheet.write(1, column, "a@a.example").unwrap();
        }
    }
    workbook.save(desk.path("class.xlsx")).unwrap();
    let letter = "From: t@a.example\nTo: {{ 姓名 }} <{{ email }}>\nSubject: Hi\n\n{{ student no }} {{ due | date(format=\"%d\") }}\n";
    desk.write("letter.txt", letter.replace("due", "email"));
    let check = |sheet: &str| {
        Program::new(desk.folder.path()).args(["check", "class.xlsx", "-t", "letter.txt", "--sheet", sheet]).run()
    };
    let run = check("备注");
    run.assert_code(2);
    run.assert_says(&[
        "class.xlsx:备注: none of the letter's columns is in this sheet",
        "Sheet \"成绩\" has them: --sheet \"成绩\"",
    ]);
    assert!(!run.stderr.contains("unknown variable") && !run.stderr.contains("no date"), "{}", run.stderr);
    // Where no sheet has them, the template is told of as ever.
    desk.write("letter.txt", letter);
    let run = check("备注");
    run.assert_code(2);
    run.assert_says(&["unknown variable \"姓名\"", "unknown variable \"student no\"", "unknown variable \"due\""]);
    assert!(!run.stderr.contains("is not a date") && !run.stderr.contains("looked at as if"), "{}", run.stderr);
}

const TEMPLATE: &str =
    "From: teacher@school.example\nTo: {{ email }}\nSubject: {{ 姓名 }}\n\n{{ 姓名 }} {{ 学号 }} {{ mark }}\n";

fn class(desk: &Desk) -> PathBuf {
    desk.write("letter.txt", TEMPLATE);
    desk.workbook(|sheet| {
        let percent = Format::new().set_num_format("0%");
        sheet.write(0, 0, "姓名")?.write(0, 1, "email")?.write(0, 2, "学号")?.write(0, 3, "mark")?;
        sheet.write(1, 0, "王芳")?.write(1, 1, "wang@example.org")?.write(1, 2, "00123")?;
        sheet.write_with_format(1, 3, 0.85, &percent)?;
        sheet.write(2, 0, "李伟")?.write(2, 1, "li@example")?.write(2, 2, 202_600_001_234_u64)?;
        sheet.write_with_format(2, 3, 0.9, &percent)?;
        Ok(())
    })
}

fn run(desk: &Desk, arguments: &[&str]) -> Finished {
    Program::new(desk.folder.path()).args(arguments).run()
}

#[test]
fn the_program_names_sheet_and_row() {
    let desk = Desk::new();
    let path = class(&desk);
    let output = run(&desk, &["check", "class.xlsx", "-t", "letter.txt"]);
    output.assert_code(0);
    assert!(output.stdout.contains("class.xlsx:Sheet1: 2 rows, the workbook's only sheet\n"), "{}", output.stdout);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .write(0, 0, "姓名")
        .unwrap()
        .write(0, 1, "email")
        .unwrap()
        .write(0, 2, "学号")
        .unwrap()
        .write(0, 3, "mark")
        .unwrap();
    sheet.write(16, 0, "王芳").unwrap().write(16, 1, "wang.example.org").unwrap();
    workbook.save(&path).unwrap();
    let output = run(&desk, &["check", "class.xlsx", "-t", "letter.txt"]);
    output.assert_code(2);
    output.assert_says(&["class.xlsx:Sheet1:17: column \"email\""]);
}

#[test]
fn a_workbook_is_sent() {
    let desk = Desk::new();
    class(&desk);
    let letter = TEMPLATE.replace("{{ email }}", "{{ 学号 }}@example.org");
    desk.write("letter.txt", letter);
    let sink = SinkChild::start(&["--tls", "starttls"]);
    let certificate = sink.certificate().display().to_string();
    let arguments = ["send", "class.xlsx", "-t", "letter.txt", "--yes", "-s", sink.address()];
    let arguments = [&arguments[..], &["--tls", "starttls", "--ca-file", &certificate]].concat();
    run(&desk, &[&arguments[..], &["--report", "report.jsonl", "--failed", "failed.csv"]].concat()).assert_code(0);
    assert!(desk.path("class.letter.ledger").exists());
    let mut texts: Vec<String> =
        mail::read_maildir(&sink.maildir()).iter().map(|mail| mail.text().trim_end().to_owned()).collect();
    texts.sort();
    assert_eq!(texts, ["李伟 202600001234 90%", "王芳 00123 85%"]);
    // Once more: everybody has it.
    run(&desk, &arguments).assert_code(0);
    // The ledger knows the file and the sheet apart.
    let rest = run(&desk, &["report", "class.letter.ledger", "--failed", "rest.csv"]);
    rest.assert_code(0);
    assert!(rest.stdout.contains("rest.csv: 0 rows of "), "{}", rest.stdout);
    let (counts, _) = sink.stop();
    assert_eq!(counts.messages, 2);
}

/// Errors that came after the first seven: one of them once made the whole workbook unreadable.
#[test]
fn errors_of_any_age_are_values_of_their_cells() {
    let desk = Desk::new();
    let text = |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let errors = [
        "#SPILL!", "#N/A", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA",
        "#DIV/0!", "#PYTHON!", "Err:502",
    ];
    let mut rows = format!(
        r#"<row r="1">{}{}{}{}</row>"#,
        text("A1", "email"),
        text("B1", "mark"),
        text("C1", "note"),
        text("D1", "unused")
    );
    let mut expected = vec!["email|mark|note|unused".to_owned()];
    for (line, error) in (2..).zip(errors) {
        let email = text(&format!("A{line}"), &format!("p{line}@school.example"));
        rows.push_str(&format!(
            r#"<row r="{line}">{email}<c r="B{line}" t="e"><f>X1</f><v>{error}</v></c><c r="C{line}"><v>{line}</v></c><c r="D{line}" t="e"><v>#SPILL!</v></c></row>"#
        ));
        expected.push(format!("{line}: p{line}@school.example|{error}|{line}|#SPILL!"));
    }
    let path = desk.write("class.xlsx", minimal(&rows));
    assert_eq!(lines(&source(&path)), expected);

    desk.write("a.txt", "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\nYour mark: {{ mark }} {{ note }}\n");
    let run = run(&desk, &["check", "class.xlsx", "-t", "a.txt", "--json"]);
    run.assert_code(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let found: Vec<_> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["kind"].as_str().unwrap(), item["line"].as_u64().unwrap(), item["column"].as_str().unwrap()))
        .collect();
    // The column that no letter uses is told of once.
    let of_letter = (2..).take(errors.len()).map(|line| ("leftover", line, "mark"));
    let expected: Vec<_> = of_letter.chain([("leftover", 2, "unused")]).collect();
    assert_eq!(found, expected);
}

#[test]
fn each_hidden_row_is_an_item_of_json() {
    let desk = Desk::new();
    desk.workbook(|sheet| {
        sheet.write(0, 0, "email")?;
        for row in 1..=5 {
            sheet.write(row, 0, format!("s{row}@school.example"))?;
        }
        sheet.set_row_hidden(2)?.set_row_hidden(4)?;
        Ok(())
    });
    desk.write("a.txt", "From: t@school.example\nTo: {{ email }}\nSubject: Hi\n\nHello\n");
    for (flag, numbers) in [("--strict", [Some(2), Some(4)]), ("--skip-hidden", [None, None])] {
        let run = run(&desk, &["check", "class.xlsx", "-t", "a.txt", "--json", flag]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let items = document["findings"].as_array().unwrap().iter().filter(|item| item["kind"] == "hidden-row");
        let places: Vec<_> = items.map(|item| (item["row"].as_u64(), item["line"].as_u64())).collect();
        assert_eq!(places, [(numbers[0], Some(3)), (numbers[1], Some(5))], "{}", run.stdout);
    }
}
