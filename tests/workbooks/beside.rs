//! What a workbook shows beside its values.

use mailshot::input::{Remark, RemarkSort};
use rust_xlsxwriter::{Format, Note};

use crate::{Desk, archive, ods, source};

fn remark(line: u64, column: Option<usize>, comment: Option<&str>) -> Remark {
    let sort = comment.map_or(RemarkSort::Struck, |text| RemarkSort::Comment(text.to_owned()));
    Remark { line, column, sort }
}

#[test]
fn comments_and_rows_that_are_struck_through_are_known() {
    let desk = Desk::new();
    let struck = Format::new().set_font_strikethrough();
    let path = desk.workbook(|sheet| {
        sheet.write_row(0, 0, ["email", "name", "mark"])?;
        for row in 1..=4 {
            sheet.write_row(row, 0, ["a@example.org", "Anna", "85"])?;
        }
        sheet.write_with_format(2, 0, "b@example.org", &struck)?.write_with_format(2, 1, "Bert", &struck)?;
        sheet.write_with_format(3, 1, "Carl", &struck)?;
        sheet.insert_note(0, 1, &Note::new("as in the passport").set_author("office"))?;
        sheet.insert_note(4, 1, &Note::new("Cancelled by phone,\nplease do not write").set_author("office"))?;
        Ok(())
    });
    let comment = remark(5, Some(1), Some("Cancelled by phone,\nplease do not write"));
    assert_eq!(source(&path).remarks(), [remark(3, None, None), comment]);
}

#[test]
fn mailboxes_that_links_lead_to_are_known() {
    let desk = Desk::new();
    let path = desk.workbook(|sheet| {
        sheet.write_row(0, 0, ["email", "page"])?;
        sheet.write_url_with_text(1, 0, "mailto:other@example.org?subject=Hi", "anna@example.org")?;
        sheet.write_url_with_text(1, 1, "https://example.org/a", "the page")?;
        sheet.write_url(2, 0, "mailto:bert@example.org")?;
        Ok(())
    });
    let link = |line, address: &str| Remark { line, column: Some(0), sort: RemarkSort::Link(address.to_owned()) };
    assert_eq!(source(&path).remarks(), [link(2, "other@example.org"), link(3, "bert@example.org")]);
}

#[test]
fn threads_are_told_and_not_what_older_programs_show_for_them() {
    let desk = Desk::new();
    let relation = |id: u8, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"rId{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let relations = |all: &[String]| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
            all.concat()
        )
    };
    let cell = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row>",
        cell("A1", "name"),
        cell("A2", "Anna"),
        cell("A3", "Bert")
    );
    let path = desk.write(
        "class.xlsx",
        archive(&[
            ("[Content_Types].xml", "<Types/>".to_owned()),
            ("_rels/.rels", relations(&[relation(1, "officeDocument", "xl/workbook.xml")])),
            ("xl/_rels/workbook.xml.rels", relations(&[relation(1, "worksheet", "worksheets/sheet1.xml")])),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                    .to_owned(),
            ),
            ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                relations(&[
                    relation(1, "threadedComment", "../threadedComments/threadedComment1.xml"),
                    relation(2, "comments", "../comments1.xml"),
                    relation(3, "comments", "../nowhere.xml"),
                ]),
            ),
            (
                "xl/threadedComments/threadedComment1.xml",
                "<ThreadedComments><threadedComment ref=\"A2\"><text>moved?</text></threadedComment>\
                 <threadedComment ref=\"A2\"><text>ask R&amp;D</text></threadedComment></ThreadedComments>"
                    .to_owned(),
            ),
            (
                "xl/comments1.xml",
                "<comments><authors><author>office</author></authors><commentList>\
                 <comment ref=\"A2\" authorId=\"0\"><text><t>[Threaded comment] …</t></text></comment>\
                 <comment ref=\"A3\" authorId=\"0\"><text><r><t>office:</t></r><r><t> paid twice</t></r></text></comment>\
                 </commentList></comments>"
                    .to_owned(),
            ),
        ]),
    );
    let expected = [remark(2, Some(0), Some("moved? / ask R&D")), remark(3, Some(0), Some("paid twice"))];
    assert_eq!(source(&path).remarks(), expected);
}

#[test]
fn those_of_open_documents_are_known_too() {
    let desk = Desk::new();
    let styles = "<style:style style:name=\"ce1\" style:family=\"table-cell\"><style:text-properties \
                  style:text-line-through-style=\"solid\"/></style:style>\
                  <style:style style:name=\"ce2\" style:family=\"table-cell\"><style:text-properties \
                  style:text-line-through-style=\"none\"/></style:style>";
    let cell =
        |style: &str, inner: &str| format!("<table:table-cell table:style-name=\"{style}\">{inner}</table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let comment = "<office:annotation><dc:creator>office</dc:creator><text:p>please do</text:p><text:p>not write</text:p>\
                   </office:annotation><text:p>Bert</text:p>";
    let rows = [
        row(&[cell("ce2", "<text:p>name</text:p>"), cell("ce2", "<text:p>mark</text:p>")]),
        row(&[cell("ce1", "<text:p>Anna</text:p>"), cell("ce1", "<text:p>85</text:p>")]),
        row(&[cell("ce2", comment), cell("ce2", "<text:p>90</text:p>")]),
    ];
    let tables = format!("<table:table table:name=\"a\">{}</table:table>", rows.concat());
    let path = desk.write("class.ods", ods(styles, &tables));
    let expected = [remark(2, None, None), remark(3, Some(0), Some("please do\nnot write"))];
    assert_eq!(source(&path).remarks(), expected);
}
