//! Rows, columns, headers, and which sheet.

use mailshot::input::{Options, open, open_to_look};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::support::program::Program;
use crate::{Desk, error, lines, notes, source};

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
    let (hidden, rows) = ("lines 2, 4-6, 8-10, 12", "1,3-5,7-9,11");
    assert_eq!(
        notes(&all),
        [format!(
            "class.xlsx:Sheet1: 8 hidden rows are in the list too: {hidden} (--rows {rows}). Leave them out with --skip-hidden."
        )]
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

/// `check` tells of the heading and of the rows in one go.
#[test]
fn the_rows_below_a_bad_header_can_be_looked_at() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        sheet.merge_range(0, 0, 0, 5, "Marks of 2026", &Format::new())?;
        for (column, name) in (0..).zip(["name", "email", "mark", "mark", "note"]) {
            sheet.write(1, column, name)?;
        }
        sheet.merge_range(1, 4, 1, 5, "note", &Format::new())?;
        sheet.write_row(2, 0, ["Anna", "anna@gmial.com", "1", "2", "x", "y"])?;
        Ok(())
    });
    let looked = open_to_look(&path, &Options::default()).unwrap();
    assert_eq!(lines(&looked), ["name|email|mark|mark (D)|note|F", "3: Anna|anna@gmial.com|1|2|x|y"]);
    let flaws: Vec<_> = looked.flaws().iter().map(|flaw| (flaw.line(), flaw.to_string())).collect();
    assert_eq!(flaws.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [Some(1), Some(2), Some(2)]);
    for ((_, flaw), part) in flaws.iter().zip(["A1:F1 are merged", "E2:F2 are merged", "C2 and D2 both say \"mark\""]) {
        assert!(flaw.contains(part), "{flaw}");
    }
    assert!(error(&path, &Options::default()).contains("A1:F1 are merged"));
    desk.write("t.txt", "From: a@school.edu.cn\nTo: {{ email }}\nSubject: x\n\nHello {{ name }}\n");
    let run = |command: &str| Program::new(path.parent().unwrap()).args([command, "class.xlsx", "-t", "t.txt"]);
    let checked = run("check").run();
    checked.assert_code(2);
    checked.assert_says(&["are merged", "gmail.com", "3 faults in the list's heading"]);
    let json = run("check").args(["--json"]).run();
    assert_eq!(json.stdout.matches("unreadable-list").count(), 3, "{}", json.stdout);
    let sent = run("send").args(["--yes", "-s", "127.0.0.1:9"]).run();
    sent.assert_code(2);
    assert!(!sent.stderr.contains("gmail.com"), "{}", sent.stderr);
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
    let note = "class.xlsx:Sheet1: the cells A2:A3 are merged: their value belongs to line 2 alone, and is empty in the lines \
                below it.";
    assert_eq!(notes(&source), [note]);
}

#[test]
fn cells_that_are_merged_sideways_are_told_of() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        sheet.write_row(0, 0, ["email", "mon", "tue"])?;
        sheet.write(1, 0, "a@example.org")?.merge_range(1, 1, 1, 2, "both days", &Format::new())?;
        sheet.write_row(2, 0, ["b@example.org", "m", "t"])?;
        // Beyond the columns, it takes nothing from any of them.
        sheet.merge_range(2, 2, 2, 4, "t", &Format::new())?;
        Ok(())
    });
    let note = "class.xlsx:Sheet1: the cells B2:C2 are merged: their value belongs to column B alone, and is empty in those beside it.";
    assert_eq!(notes(&source(&path)), [note]);
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
