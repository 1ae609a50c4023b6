//! Workbooks as lists: what a cell shows is what the mail says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use mailshot::input::{InputError, Kind, Options, Source, open};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use support::mail;
use support::program::{Finished, Program};
use support::sink::SinkChild;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// A folder with a workbook.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, octets: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), octets).unwrap();
        self.path(name)
    }

    /// A workbook with one sheet.
    fn workbook(&self, fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> PathBuf {
        let mut workbook = Workbook::new();
        fill(workbook.add_worksheet()).unwrap();
        workbook.save(self.path("class.xlsx")).unwrap();
        self.path("class.xlsx")
    }
}

fn source(path: &Path) -> Source {
    open(path, &Options::default()).unwrap()
}

fn error(path: &Path, options: &Options) -> String {
    let folder = path.parent().unwrap().display();
    open(path, options).unwrap_err().to_string().replace(&format!("{folder}/"), "")
}

/// The header, then the rows with their lines.
fn lines(source: &Source) -> Vec<String> {
    let mut lines = vec![source.header().names().join("|")];
    for (count, record) in (1..).zip(source.records().unwrap()) {
        let record = record.unwrap();
        assert_eq!(record.number, count);
        lines.push(format!("{}: {}", record.line, record.fields.iter().collect::<Vec<_>>().join("|")));
    }
    let again: Vec<_> = source.records().unwrap().map(|record| record.unwrap().fields).collect();
    assert_eq!(again.len() + 1, lines.len(), "the same rows each time");
    lines
}

fn notes(source: &Source) -> Vec<String> {
    let folder = Path::new(source.name()).parent().unwrap().display().to_string();
    source.notes().iter().map(|note| note.replace(&format!("{folder}/"), "")).collect()
}

/// Excel keeps fifteen digits of a number: the rest of an identity number that was typed as one is gone.
#[test]
fn numbers_that_have_lost_their_last_digits_are_told_of() {
    let folder = Desk::new();
    let path = folder.workbook(|sheet| {
        sheet.write_row(0, 0, ["email", "id", "card", "mark"])?;
        sheet.write_row(1, 0, ["a@example.org", "110101200801011237", "6222021001112233", ""])?;
        sheet.write_number(2, 1, 110_101_200_801_011_237_f64)?;
        sheet.write_number(3, 1, 110_101_200_801_011_245_f64)?;
        sheet.write_number(3, 3, 999_999_999_999_999_f64)?;
        Ok(())
    });
    let source = source(&path);
    let [note] = &notes(&source)[..] else { panic!("{:?}", source.notes()) };
    assert!(
        note.starts_with(
            "class.xlsx:Sheet1: the column \"id\" has numbers of more than 15 digits (B3 and 1 other cell)"
        )
    );
    assert!(note.contains("Make the column text"), "{note}");
}

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

fn date(year: u16, month: u8, day: u8) -> ExcelDateTime {
    ExcelDateTime::from_ymd(year, month, day).unwrap()
}

#[test]
fn cells_say_what_they_show() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        let moment = date(2026, 11, 23).and_hms(8, 30, 0)?;
        let (text, number) = (Format::new().set_num_format("@"), |code: &str| Format::new().set_num_format(code));
        let mut row = 0;
        let mut next = |sheet: &mut Worksheet, what: &str| -> Result<u32, XlsxError> {
            row += 1;
            sheet.write(row, 0, what)?;
            Ok(row)
        };
        sheet.write(0, 0, "what")?.write(0, 1, "value")?;
        let row = next(sheet, "text")?;
        sheet.write_with_format(row, 1, "00123", &text)?;
        let row = next(sheet, "student")?;
        sheet.write(row, 1, 202_600_001_234_u64)?;
        let row = next(sheet, "student, narrow")?;
        sheet.write_with_format(row, 1, 202_600_001_234_u64, &number("0.00E+00"))?;
        let row = next(sheet, "padded")?;
        sheet.write_with_format(row, 1, 123, &number("00000"))?;
        let row = next(sheet, "mark")?;
        sheet.write(row, 1, 85)?;
        let row = next(sheet, "half")?;
        sheet.write(row, 1, 85.5)?;
        let row = next(sheet, "sum")?;
        sheet.write(row, 1, 0.1 + 0.2)?;
        let row = next(sheet, "percent")?;
        sheet.write_with_format(row, 1, 0.85, &number("0%"))?;
        let row = next(sheet, "money")?;
        sheet.write_with_format(row, 1, 1234.5, &number("\"¥\"#,##0.00"))?;
        let row = next(sheet, "debt")?;
        sheet.write_with_format(row, 1, -1234.5, &number("[$¥-804]#,##0.00;[Red]\\-[$¥-804]#,##0.00"))?;
        let row = next(sheet, "day")?;
        sheet.write_with_format(row, 1, date(2026, 11, 23), &number("yyyy-mm-dd"))?;
        let row = next(sheet, "Chinese day")?;
        sheet.write_with_format(row, 1, date(2026, 11, 23), &number("yyyy\"年\"m\"月\"d\"日\";@"))?;
        let row = next(sheet, "the machine's day")?;
        sheet.write_with_format(row, 1, date(2026, 11, 23), &Format::new().set_num_format_index(14))?;
        let row = next(sheet, "the machine's moment")?;
        sheet.write_with_format(row, 1, &moment, &Format::new().set_num_format_index(22))?;
        let row = next(sheet, "time")?;
        sheet.write_with_format(row, 1, &moment, &number("h:mm AM/PM"))?;
        let row = next(sheet, "true")?;
        sheet.write(row, 1, true)?;
        let row = next(sheet, "formula")?;
        sheet.write_formula(row, 1, Formula::new("=B6*2").set_result("170"))?;
        let row = next(sheet, "text formula")?;
        sheet.write_formula(row, 1, Formula::new("=\"a\"&\"b\"").set_result("ab"))?;
        let row = next(sheet, "error")?;
        sheet.write_formula(row, 1, Formula::new("=NA()").set_result("#N/A"))?;
        let row = next(sheet, "rich")?;
        let (plain, bold) = (Format::new(), Format::new().set_bold());
        sheet.write_rich_string(row, 1, &[(&plain, "very "), (&bold, "good")])?;
        let row = next(sheet, "verdict")?;
        sheet.write_with_format(row, 1, 59, &number("[>=60]\"及格\";\"不及格\""))?;
        let row = next(sheet, "two lines")?;
        sheet.write(row, 1, "a\nb & <c>")?;
        Ok(())
    });
    let expected = [
        "what|value",
        "2: text|00123",
        "3: student|202600001234",
        "4: student, narrow|202600001234",
        "5: padded|00123",
        "6: mark|85",
        "7: half|85.5",
        "8: sum|0.3",
        "9: percent|85%",
        "10: money|¥1,234.50",
        "11: debt|-¥1,234.50",
        "12: day|2026-11-23",
        "13: Chinese day|2026年11月23日",
        "14: the machine's day|2026-11-23",
        "15: the machine's moment|2026-11-23 08:30",
        "16: time|8:30 AM",
        "17: true|TRUE",
        "18: formula|170",
        "19: text formula|ab",
        "20: error|#N/A",
        "21: rich|very good",
        "22: verdict|不及格",
        "23: two lines|a\nb & <c>",
    ];
    let source = source(&path);
    assert_eq!(lines(&source), expected);
    assert!(source.notes().is_empty(), "{:?}", source.notes());
    assert_eq!(source.kind(), Kind::Workbook { sheet: "Sheet1".to_owned(), others: Vec::new() });
}

#[test]
fn texts_may_stand_in_the_cells_themselves() {
    let desk = Desk::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    sheet.write(0, 0, "姓名").unwrap().write(0, 1, "学号").unwrap();
    sheet.write(1, 0, "王 芳").unwrap().write(1, 1, "00123").unwrap();
    workbook.save(desk.path("class.xlsx")).unwrap();
    assert_eq!(lines(&source(&desk.path("class.xlsx"))), ["姓名|学号", "2: 王 芳|00123"]);
}

#[test]
fn hidden_and_filtered_rows_are_told_of() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        sheet.write(0, 0, "email")?.write(0, 1, "class")?;
        for row in 1..=12 {
            sheet.write(row, 0, format!("s{row}@example.org"))?.write(
                row,
                1,
                if row % 2 == 0 { "3A" } else { "3B" },
            )?;
        }
        sheet.set_row_hidden(4)?.set_row_hidden(8)?.set_row_hidden(9)?;
        // Below the last value: nobody's.
        sheet.set_row_hidden(20)?;
        sheet.autofilter(0, 0, 12, 1)?;
        sheet.filter_column(1, &rust_xlsxwriter::FilterCondition::new().add_list_filter("3A"))?;
        Ok(())
    });
    let all = source(&path);
    assert_eq!(lines(&all).len(), 13);
    let hidden = "rows 2, 4-6, 8-10, 12";
    assert_eq!(
        notes(&all),
        [format!("class.xlsx:Sheet1: 8 hidden rows are in the list too: {hidden}. Leave them out with --skip-hidden.")]
    );
    let options = Options { skip_hidden: true, ..Options::default() };
    let visible = open(&path, &options).unwrap();
    let kept: Vec<_> = visible.records().unwrap().map(|record| record.unwrap().line).collect();
    assert_eq!(kept, [3, 7, 11, 13]);
    assert_eq!(notes(&visible), [format!("class.xlsx:Sheet1: hidden rows were left out: {hidden}.")]);
}

#[test]
fn rows_and_columns_without_anything_are_none() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        let border = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
        // The list begins at B3; a column between is empty, and so is a row; formatted cells go on below.
        sheet.write(2, 1, " name ")?.write(2, 3, "email")?;
        sheet.write(3, 1, "Ann")?.write(3, 3, "ann@example.org")?;
        sheet.write(5, 1, "Bo")?.write(5, 3, "bo@example.org")?.write(6, 1, "  ")?;
        for row in 7..40 {
            sheet.write_blank(row, 1, &border)?.write_blank(row, 9, &border)?;
        }
        Ok(())
    });
    assert_eq!(lines(&source(&path)), ["name|email", "4: Ann|ann@example.org", "6: Bo|bo@example.org"]);
}

#[test]
fn headers_that_name_no_columns_are_refused() {
    let desk = Desk::new();
    type Fill = fn(&mut Worksheet) -> Result<(), XlsxError>;
    let merged = |sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.merge_range(0, 0, 0, 2, "2026 marks", &Format::new())?;
        sheet.write(1, 0, "name")?.write(1, 1, "email")?.write(1, 2, "mark")?;
        Ok(())
    };
    let title = |sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.write(0, 0, "2026 marks")?;
        sheet.write(1, 0, "name")?.write(1, 1, "email")?;
        Ok(())
    };
    let unnamed = |sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.write(0, 0, "name")?.write(0, 1, "email")?.write(4, 2, "average")?;
        Ok(())
    };
    let twice = |sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.write(0, 0, "name")?.write(0, 1, "mark")?.write(0, 27, "mark ")?;
        Ok(())
    };
    let cases: [(Fill, &str); 5] = [
        (
            merged,
            "class.xlsx:Sheet1:1: the cells A1:C1 are merged, but the first row must name the columns, one in each cell. If \
             it is a title, delete the row; or else take the cells apart (unmerge).",
        ),
        (
            title,
            "class.xlsx:Sheet1:1: there is only one column name, \"2026 marks\", but values in 2 columns. The first row must \
             name the columns: if this one is a title, delete it.",
        ),
        (
            unnamed,
            "class.xlsx:Sheet1:1: cell C1 is empty, but there is a value in C5 below it. Name the column, or delete it.",
        ),
        (twice, "class.xlsx:Sheet1:1: cells B1 and AB1 both say \"mark\". Rename one of them."),
        (|_| Ok(()), "class.xlsx:Sheet1: is empty."),
    ];
    for (fill, expected) in cases {
        let path = desk.workbook(fill);
        assert_eq!(error(&path, &Options::default()), expected);
    }
}

#[test]
fn cells_that_are_merged_downwards_are_told_of() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        sheet.write(0, 0, "class")?.write(0, 1, "email")?;
        sheet.merge_range(1, 0, 2, 0, "3A", &Format::new())?;
        sheet.write(1, 1, "a@example.org")?.write(2, 1, "b@example.org")?;
        Ok(())
    });
    let source = source(&path);
    assert_eq!(lines(&source), ["class|email", "2: 3A|a@example.org", "3: |b@example.org"]);
    let note = "class.xlsx:Sheet1: the cells A2:A3 are merged: their value belongs to row 2 alone, and is empty in the rows \
                below it.";
    assert_eq!(notes(&source), [note]);
}

#[test]
fn the_first_visible_sheet_is_read_unless_another_is_named() {
    let desk = Desk::new();
    let mut workbook = Workbook::new();
    let names = ["lists", "3A", "3B", "2"];
    for name in names {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, format!("column of {name}")).unwrap().write(1, 0, "x").unwrap();
    }
    workbook.worksheet_from_name("lists").unwrap().set_hidden(true);
    workbook.worksheet_from_name("3A").unwrap().set_active(true);
    workbook.save(desk.path("class.xlsx")).unwrap();
    let path = desk.path("class.xlsx");
    let first = source(&path);
    assert_eq!(first.header().names(), ["column of 3A"]);
    assert_eq!(
        notes(&first),
        ["class.xlsx: read sheet \"3A\". Not read: \"lists\", \"3B\", \"2\" (--sheet chooses another)."]
    );
    for (sheet, found) in [("3b", "3B"), (" 3A ", "3A"), ("lists", "lists"), ("1", "lists"), ("2", "2"), ("3", "3B")] {
        let options = Options { sheet: Some(sheet.to_owned()), ..Options::default() };
        let source = open(&path, &options).unwrap();
        assert_eq!(source.header().names(), [format!("column of {found}")], "{sheet}");
        assert!(source.notes().is_empty() && source.name().ends_with(&format!("class.xlsx:{found}")));
    }
    for sheet in ["5", "0", "3C", ""] {
        let options = Options { sheet: Some(sheet.to_owned()), ..Options::default() };
        let expected = format!(
            "class.xlsx: has no sheet \"{sheet}\". Its sheets are \"lists\", \"3A\", \"3B\", \"2\"; --sheet takes a name, or \
             a number from 1."
        );
        assert_eq!(error(&path, &options), expected);
    }
}

#[test]
fn formulas_without_a_result_are_faults_of_their_rows() {
    let desk = Desk::new();
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c><c r="B1" t="inlineStr"><is><t>sum</t></is></c></row>
        <row r="2"><c r="A2" t="inlineStr"><is><t>a@example.org</t></is></c><c r="B2"><f>1+1</f><v>2</v></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>b@example.org</t></is></c><c r="B3"><f>1+1</f></c></row>
        <row r="4"><c r="A4" t="inlineStr"><is><t>c@example.org</t></is></c><c r="B4"><v>5</v></c></row>"#;
    let path = desk.write("class.xlsx", minimal(rows));
    let source = source(&path);
    let rows: Vec<_> = source.records().unwrap().collect();
    assert_eq!(rows.len(), 3);
    let fault = rows[1].as_ref().unwrap_err();
    assert!(fault.is_row_fault() && fault.line() == Some(3), "{fault}");
    let expected = "class.xlsx:Sheet1:3: the formula in column B has no result yet. Open the workbook in the spreadsheet \
                    program, and save it there.";
    assert!(fault.to_string().ends_with(expected), "{fault}");
    assert_eq!((rows[2].as_ref().unwrap().number, rows[2].as_ref().unwrap().line), (3, 4));
}

/// Errors that came after the first seven: one of them once made the whole workbook unreadable.
#[test]
fn errors_of_any_age_are_values_of_their_cells() {
    let desk = Desk::new();
    let text = |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let errors = [
        "#SPILL!",
        "#N/A",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
        "#GETTING_DATA",
        "#DIV/0!",
        "#PYTHON!",
        "Err:502",
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
    // The column that no letter uses has none.
    let expected: Vec<_> = (2..).take(errors.len()).map(|line| ("leftover", line, "mark")).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_error_in_a_cell_that_does_not_say_where_it_is_has_its_place_told() {
    let desk = Desk::new();
    let rows = r#"<row><c t="inlineStr"><is><t>email</t></is></c><c t="inlineStr"><is><t>mark</t></is></c></row>
        <row><c t="inlineStr"><is><t>a@example.org</t></is></c><c t="e"><v>#SPILL!</v></c></row>"#;
    let error = error(&desk.write("class.xlsx", minimal(rows)), &Options::default());
    assert!(error.starts_with("class.xlsx: is a damaged workbook: there is an error of a formula in B2."), "{error}");
}

#[test]
fn rows_of_formulas_without_results_are_not_blank() {
    let desk = Desk::new();
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>
        <row r="2"><c r="A2"><f>Z1</f></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>b@example.org</t></is></c></row>
        <row r="5"><c r="A5"><f>Z4</f><v></v></c></row>"#;
    let source = source(&desk.write("class.xlsx", minimal(rows)));
    let lines: Vec<_> = source
        .records()
        .unwrap()
        .map(|row| row.map_or_else(|fault| (fault.line().unwrap_or(0), false), |record| (record.line, true)))
        .collect();
    assert_eq!(lines, [(2, false), (3, true), (5, false)]);
}

#[test]
fn a_formula_with_an_empty_result_has_none_unless_it_is_a_text() {
    let desk = Desk::new();
    let row = |number: u32, cell: &str| {
        format!(
            "<row r=\"{number}\"><c r=\"A{number}\" t=\"inlineStr\"><is><t>a@example.org</t></is></c>{}</row>",
            cell.replace("<c", &format!("<c r=\"B{number}\""))
        )
    };
    let header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>email</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>sum</t>\
                  </is></c></row>";
    let cells = [
        ("<c><f>40+1</f><v /></c>", false),
        ("<c><f>40+1</f><v></v></c>", false),
        ("<c t=\"n\"><f>40+1</f><v/></c>", false),
        ("<c t=\"str\"><f>\"\"</f><v></v></c>", true),
        ("<c t=\"str\"><f>\"\"</f><v/></c>", true),
        ("<c><f>40+1</f><v>41</v></c>", true),
        ("<c><v/></c>", true),
        ("<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>", true),
    ];
    let rows: String = (2..).zip(cells).map(|(number, (cell, _))| row(number, cell)).collect();
    let path = desk.write("class.xlsx", minimal(&[header, &rows].concat()));
    let source = source(&path);
    let sound: Vec<bool> = source.records().unwrap().map(|row| row.is_ok()).collect();
    assert_eq!(sound, cells.map(|(_, is_sound)| is_sound));
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

#[test]
fn a_small_file_that_unpacks_to_far_more_is_refused() {
    let blanks = vec![b' '; 1 << 20];
    let bomb = |part: &str, before: &str| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for (name, text) in [("META-INF/manifest.xml", "<m/>"), ("[Content_Types].xml", "<Types/>")] {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.start_file(part, options).unwrap();
        zip.write_all(before.as_bytes()).unwrap();
        (0..66).for_each(|_| zip.write_all(&blanks).unwrap());
        zip.finish().unwrap().into_inner()
    };
    for (name, part, before) in
        [("bomb.xlsx", "xl/worksheets/sheet1.xml", "<worksheet><sheetData>"), ("bomb.ods", "content.xml", "<a>")]
    {
        let octets = bomb(part, before);
        assert!(octets.len() < 1 << 20, "{}", octets.len());
        let desk = Desk::new();
        let path = desk.write(name, &octets);
        let told = open(&path, &Options::default()).unwrap_err().to_string();
        assert!(told.contains(part) && told.contains("69 MB when it is unpacked"), "{told}");
        if name != "bomb.ods" {
            continue;
        }
        // The same with a lie about the size, in the directory at the end and before the part.
        let size = u32::try_from(before.len() + 66 * blanks.len()).unwrap().to_le_bytes();
        let mut lying = octets;
        let places: Vec<_> =
            lying.windows(4).enumerate().filter(|(_, found)| *found == size).map(|(at, _)| at).collect();
        assert_eq!(places.len(), 2);
        places.iter().for_each(|at| lying[*at..*at + 4].copy_from_slice(&1_000_u32.to_le_bytes()));
        let told = open(&desk.write(name, &lying), &Options::default()).unwrap_err().to_string();
        assert!(told.contains("larger than its declared"), "{told}");
    }
}

/// The smallest workbook that programs take, with these rows.
fn minimal(rows: &str) -> Vec<u8> {
    const OPEN: &str = "http://schemas.openxmlformats.org";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{OPEN}/package/2006/relationships\"><Relationship Id=\"rId1\" \
             Type=\"{OPEN}/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    archive(&[
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "/xl/worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of the free office programs, with these tables.
fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("META-INF/manifest.xml", "<manifest:manifest/>".to_owned()),
        ("content.xml", content),
    ])
}

#[test]
fn open_document_cells_say_what_they_show() {
    let desk = Desk::new();
    let styles = r#"<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let tables = r#"<table:table table:name="lists" table:style-name="ta1"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="3A"><table:shapes><draw:frame><draw:text-box><text:p>a note</text:p></draw:text-box></draw:frame></table:shapes>
<table:table-column table:number-columns-repeated="16384"/>
<table:table-header-rows><table:table-row>
<table:table-cell office:value-type="string"><text:p>学号</text:p></table:table-cell><table:table-cell><text:p>mark</text:p></table:table-cell><table:table-cell><text:p>day</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row>
<table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation><text:p>00<text:span>123</text:span></text:p></table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.85"><text:p>85%</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-11-23"><text:p>2026年11月23日</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row table:number-rows-repeated="2" table:visibility="filter">
<table:table-cell office:value-type="float" office:value="202600001234"><text:p>2.026E+11</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12.5"/>
<table:table-cell office:value-type="date" office:date-value="2026-11-23T08:30:00"/></table:table-row>
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row>
<table:table-cell office:value-type="string"><text:p>a<text:s text:c="3"/>b &amp; &#99;</text:p><text:p>second</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/>
<table:table-cell office:value-type="float" office:value="0" table:formula="of:=NA()"><text:p>#N/A</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048566"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>"#;
    let path = desk.write("class.ods", ods(styles, tables));
    let source = source(&path);
    let expected = [
        "学号|mark|day",
        "2: 00123|85%|2026年11月23日",
        "3: 202600001234|12.5|2026-11-23 08:30",
        "4: 202600001234|12.5|2026-11-23 08:30",
        "8: a   b & c\nsecond|TRUE|#N/A",
    ];
    assert_eq!(lines(&source), expected);
    assert_eq!(
        notes(&source),
        [
            "class.ods: read sheet \"3A\". Not read: \"lists\" (--sheet chooses another).",
            "class.ods:3A: 2 hidden rows are in the list too: rows 3-4. Leave them out with --skip-hidden.",
        ]
    );
    let merged = r#"<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"#;
    let path = desk.write("class.ods", ods("", merged));
    assert!(error(&path, &Options::default()).starts_with("class.ods:a:1: the cells A1:B1 are merged"));
}

#[test]
fn a_sheet_that_is_full_to_its_end_is_no_danger() {
    let desk = Desk::new();
    let cells = r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">
        <table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"#;
    let path = desk.write("class.ods", ods("", cells));
    let error = error(&path, &Options::default());
    assert_eq!(error, "class.ods: holds more than can be kept in memory. Save the sheet as CSV (UTF-8).");
}

#[test]
fn what_is_no_sound_workbook_is_refused() {
    let desk = Desk::new();
    let good = fs::read(desk.workbook(|sheet| sheet.write(0, 0, "email").map(|_| ()))).unwrap();
    let locked = r#"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let locked_ods = archive(&[("META-INF/manifest.xml", locked.to_owned()), ("content.xml", "garbage".to_owned())]);
    let mut locked_xlsx = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    locked_xlsx.create_stream("/EncryptedPackage").unwrap().write_all(b"garbage").unwrap();
    locked_xlsx.flush().unwrap();
    let cases: [(&str, &[u8], &str); 7] = [
        ("a.xlsx", b"PK\x03\x04\x14\0", "a.xlsx: is a damaged workbook: "),
        ("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "a.xls: is a damaged workbook: "),
        ("a.xlsx", &good[..good.len() / 2], "a.xlsx: is a damaged workbook: "),
        ("a.xlsx", &locked_xlsx.into_inner().into_inner(), "a.xlsx: is locked with a password. "),
        ("a.ods", &locked_ods, "a.ods: is locked with a password. "),
        ("a.xlsx", &archive(&[("letter.txt", "hello".to_owned())]), "a.xlsx: is a damaged workbook: "),
        ("a.xls", b"<html><table><tr><td>email</td></tr></table>", "a.xls: is a web page, whatever its name says. "),
    ];
    for (name, octets, expected) in cases {
        let path = desk.write(name, octets);
        let error = error(&path, &Options::default());
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn damage_anywhere_is_an_error_or_harmless() {
    let desk = Desk::new();
    let good = minimal(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>email</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>",
    );
    for at in (0..good.len()).step_by(3) {
        let mut damaged = good.clone();
        damaged[at] ^= 0x55;
        let path = desk.write("a.xlsx", &damaged);
        if let Ok(source) = open(&path, &Options::default()) {
            source.records().unwrap().for_each(drop);
        }
        let path = desk.write("b.xlsx", &good[..at]);
        if let Ok(source) = open(&path, &Options::default()) {
            source.records().unwrap().for_each(drop);
        }
    }
}

#[test]
fn a_workbook_is_known_by_what_it_holds() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| sheet.write(0, 0, "email")?.write(1, 0, "ann@example.org").map(|_| ()));
    fs::rename(&path, desk.path("list.csv")).unwrap();
    let path = desk.path("list.csv");
    assert_eq!(lines(&source(&path)), ["email", "2: ann@example.org"]);
    let options = Options { delimiter: Some(b','), ..Options::default() };
    assert_eq!(error(&path, &options), "list.csv: is a workbook: leave out --delimiter and --encoding.");
    let text = desk.write("class.xlsx", "email\nann@example.org\n");
    assert_eq!(lines(&source(&text)), ["email", "2: ann@example.org"]);
    let options = Options { sheet: Some("1".to_owned()), ..Options::default() };
    assert_eq!(error(&text, &options), "class.xlsx: is no workbook: leave out --sheet.");
}

#[test]
fn a_workbook_that_changes_is_noticed() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| sheet.write(0, 0, "email").map(|_| ()));
    let source = source(&path);
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(b"more").unwrap();
    assert!(matches!(source.records(), Err(InputError::Changed { .. })));
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

/// Made by LibreOffice from one workbook: a hidden sheet before the list, one behind it; row 3 hidden, J2:J3 merged and empty.
#[test]
fn workbooks_of_another_program_say_what_they_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks");
    for name in ["class.xls", "class.ods"] {
        let source = source(&folder.join(name));
        let expected = [
            "姓名|email|学号|成绩|得分率|学费|截止日期",
            "2: 王芳|wang.fang@school.example|00123|92|92.0%|¥1,234.50|2026年11月23日",
            "3: 李伟|li.wei@school.example|00124|85.5|85.5%|¥980.00|2026年11月23日",
            "4: 张敏|zhang.min@school.example|202600001234|59|59.0%|¥1,234.50|2026年11月30日",
            "5: 陈静|chen.jing@school.example||#DIV/0!|TRUE||2026-11-23 08:30",
        ];
        assert_eq!(lines(&source), expected, "{name}");
        assert_eq!(
            notes(&source),
            [
                format!("{name}: read sheet \"三班\". Not read: \"数据\", \"四班\" (--sheet chooses another)."),
                format!("{name}:三班: 1 hidden row is in the list too: row 3. Leave them out with --skip-hidden."),
            ]
        );
        let options = Options { skip_hidden: true, ..Options::default() };
        let kept: Vec<_> =
            open(&folder.join(name), &options).unwrap().records().unwrap().map(|record| record.unwrap().line).collect();
        assert_eq!(kept, [2, 4, 5], "{name}");
    }
}
