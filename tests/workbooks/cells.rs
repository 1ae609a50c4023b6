//! What a cell shows.

use mailshot::input::{Kind, Options, Remark, RemarkSort};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError,
};

use crate::support::program::Program;
use crate::{Desk, error, lines, minimal, notes, source};

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
    assert_eq!(notes(&source), [""; 0]);
    let cut = |line| Remark { line, column: Some(1), sort: RemarkSort::Cut };
    assert_eq!(source.remarks(), [cut(3), cut(4)]);
    folder.write("t.txt", "From: a@school.edu.cn\nTo: {{ email }}\nSubject: x\n\nHello {{ id }}\n");
    let checked = Program::new(path.parent().unwrap()).args(["check", "class.xlsx", "-t", "t.txt"]).run();
    checked.assert_says(&["lines 3-4: column \"id\": the number has more than the 15 digits", "Make the column text"]);
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
    let expected = "class.xlsx:Sheet1:3: column \"sum\": the formula has no result yet. Open the workbook in the spreadsheet \
                    program, and save it there.";
    assert!(fault.to_string().ends_with(expected), "{fault}");
    assert_eq!((rows[2].as_ref().unwrap().number, rows[2].as_ref().unwrap().line), (3, 4));
}

#[test]
fn number_formats_under_a_condition_are_told_of() {
    let desk = Desk::new();
    let notes_of = |format: Format| {
        let path = desk.workbook(|sheet| {
            sheet.write_row(0, 0, ["email", "sum"])?.write(1, 0, "a@example.org")?.write(1, 1, 0)?;
            let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(0)).set_format(format);
            sheet.add_conditional_format(1, 1, 1, 1, &rule)?;
            Ok(())
        });
        notes(&source(&path))
    };
    let told = notes_of(Format::new().set_num_format("\"none\""));
    assert!(told.len() == 1 && told[0].contains("some cells have another number format under a condition"), "{told:?}");
    assert_eq!(notes_of(Format::new().set_bold()), [""; 0]);
}

/// Programs that do not calculate put 0 or nothing where the result belongs.
#[test]
fn formulas_that_were_never_calculated_are_faults_of_their_rows() {
    let desk = Desk::new();
    let faults = |results: [&str; 2]| {
        let path = desk.workbook(|sheet| {
            sheet.write_row(0, 0, ["email", "sum", "grade"])?;
            sheet.write_row(1, 0, ["a@example.org"])?.write_row(2, 0, ["b@example.org"])?;
            for row in 1..3 {
                sheet.write_formula(row, 1, Formula::new("=1+1").set_result(results[0]))?;
                sheet.write_formula(row, 2, Formula::new("=IF(1>0,\"pass\",\"fail\")").set_result(results[1]))?;
            }
            Ok(())
        });
        let rows = source(&path).records().unwrap().filter_map(Result::err);
        rows.map(|fault| fault.to_string().split_once("Sheet1:").unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    let no_result = "column \"sum\": the formula has no result yet. Open the workbook in the spreadsheet program, and save it there.";
    let both = [format!("2: {no_result}"), format!("3: {no_result}")];
    assert_eq!(faults(["0", "0"]), both);
    assert_eq!(faults(["0", ""]), both);
    for calculated in [["2", "0"], ["0", "pass"], ["0", "#N/A"]] {
        assert_eq!(faults(calculated), [""; 0], "{calculated:?}");
    }
    // A program that calculates does not ask for it.
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>
        <row r="2"><c r="A2"><f>Z1</f><v>0</v></c></row>"#;
    assert_eq!(lines(&source(&desk.write("class.xlsx", minimal(rows)))), ["email", "2: 0"]);
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
        <row r="5"><c r="A5"><f>Z4</f><v></v></c></row>
        <row r="6"><c r="B6"><f>Z4</f></c></row>"#;
    let source = source(&desk.write("class.xlsx", minimal(rows)));
    let lines: Vec<_> = source
        .records()
        .unwrap()
        .map(|row| row.map_or_else(|fault| (fault.line().unwrap_or(0), false), |record| (record.line, true)))
        .collect();
    assert_eq!(lines, [(2, false), (3, true), (5, false), (6, false)]);
    // A column of nothing but such formulas needs no heading, and is told by its letter.
    let last = source.records().unwrap().last().unwrap().unwrap_err().to_string();
    assert!(last.contains("Sheet1:6: the formula in column B has no result yet."), "{last}");
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
