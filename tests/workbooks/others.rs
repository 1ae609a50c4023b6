//! Workbooks that another program wrote.

use std::path::Path;

use mailshot::input::{Options, open};

use crate::{Desk, error, lines, notes, ods, source};

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
<table:table-cell office:value-type="string"><text:p>a<text:s text:c="3"/><text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>B</text:ruby-text></text:ruby> &amp; &#99;</text:p><text:p>second</text:p></table:table-cell>
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
            "class.ods:3A: 2 hidden rows are in the list too: lines 3-4 (--rows 2-3). Leave them out with --skip-hidden.",
        ]
    );
    let merged = r#"<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"#;
    let path = desk.write("class.ods", ods("", merged));
    assert!(error(&path, &Options::default()).starts_with("class.ods:a:1: the cells A1:B1 are merged"));
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
                format!(
                    "{name}:三班: 1 hidden row is in the list too: line 3 (--rows 2). Leave them out with --skip-hidden."
                ),
            ]
        );
        let options = Options { skip_hidden: true, ..Options::default() };
        let kept: Vec<_> =
            open(&folder.join(name), &options).unwrap().records().unwrap().map(|record| record.unwrap().line).collect();
        assert_eq!(kept, [2, 4, 5], "{name}");
    }
}

/// Octets that are damaged where a sheet says how large it is, and where a cell says in which column it is.
#[test]
fn a_damaged_workbook_takes_no_more_memory_than_a_sound_one() {
    const DIMENSIONS: [u8; 4] = [0x00, 0x02, 14, 0];
    const TEXT: [u8; 4] = [0xFD, 0x00, 10, 0];
    let sound = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/class.xls")).unwrap();
    let places = |head: [u8; 4]| -> Vec<usize> {
        let is_head = |(at, octets): (usize, &[u8])| (octets == head).then_some(at);
        let found: Vec<_> = sound.windows(4).enumerate().filter_map(is_head).collect();
        assert!(!found.is_empty(), "{head:?}");
        found
    };
    let desk = Desk::new();
    let as_it_was = lines(&source(&desk.write("class.xls", sound.clone())));
    // The last row lies before the first; then there are more rows than anybody has.
    for rows in [[9, 0, 0, 0, 2, 0, 0, 0], [0, 0, 0, 0, 255, 255, 255, 255]] {
        let mut damaged = sound.clone();
        places(DIMENSIONS).iter().for_each(|at| damaged[at + 4..at + 12].copy_from_slice(&rows));
        assert_eq!(lines(&source(&desk.write("class.xls", damaged))), as_it_was);
    }
    let mut damaged = sound.clone();
    let last = places(TEXT).pop().unwrap();
    damaged[last + 6..last + 8].copy_from_slice(&[255, 255]);
    let error = error(&desk.write("class.xls", damaged), &Options::default());
    assert!(error.contains("a cell of it is in column 65536, and such a sheet has no more than 256"), "{error}");
}
