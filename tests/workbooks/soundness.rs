//! Files that are damaged, that grow, that change, that are something else.

use std::fs::{self, File};
use std::io::Write;

use mailshot::input::{InputError, Options, open};
use zip::write::SimpleFileOptions;

use crate::{Desk, archive, error, lines, minimal, ods, source};

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
    let word = archive(&[("[Content_Types].xml", String::new()), ("word/document.xml", String::new())]);
    let text = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        ("content.xml", String::new()),
        ("META-INF/manifest.xml", String::new()),
    ]);
    let numbers = archive(&[("Index/Document.iwa", String::new())]);
    let stub: Vec<u8> =
        [0xD0, 0xCF, 0x11, 0xE0].into_iter().chain("WordDocument".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&str, &[u8], &str); 16] = [
        (
            "a.xlsx",
            b"PK\x03\x04\x14\0",
            "a.xlsx: is a damaged workbook: its end is missing, as where it was not copied",
        ),
        ("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "a.xls: is a damaged workbook: "),
        ("a.xlsx", &good[..good.len() / 2], "a.xlsx: is a damaged workbook: its end is missing"),
        ("a.xlsx", &locked_xlsx.into_inner().into_inner(), "a.xlsx: is locked with a password. "),
        ("a.ods", &locked_ods, "a.ods: is locked with a password. "),
        ("a.xlsx", &archive(&[("letter.txt", "hello".to_owned())]), "a.xlsx: is a packed archive. Unpack it first"),
        (
            "a.docx",
            &word,
            "a.docx: is a Word document. A list is a table: copy it into a spreadsheet program, and save it",
        ),
        ("a.csv", &word, "a.csv: is a Word document. "),
        ("a.odt", &text, "a.odt: is a text document (.odt). "),
        (
            "a.numbers",
            &numbers,
            "a.numbers: is a document of Numbers, Pages or Keynote. If it is one of Numbers: File, Export To",
        ),
        ("a.doc", &stub, "a.doc: is a Word document. "),
        ("a.csv", b"%PDF-1.4\n1 0 obj\n", "a.csv: is a PDF. A list is a table: "),
        ("a.rtf", b"{\\rtf1\\ansi name}", "a.rtf: is a rich text document (RTF). "),
        ("a.xls", b"<html><table><tr><td>email</td></tr></table>", "a.xls: is a web page, whatever its name says. "),
        ("a.csv", b"<!DOCTYPE html><html><body>Log in</body></html>", "a.csv: is a web page, whatever its name says. "),
        (
            "a.xls",
            b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook></Workbook>",
            "a.xls: is a workbook in XML, as Excel 2003 wrote it. ",
        ),
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
