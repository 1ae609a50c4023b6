//! Workbooks as lists: what a cell shows is what the mail says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod beside;
mod cells;
mod others;
mod program;
mod sheets;
mod soundness;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use mailshot::input::{Options, Source, open};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
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
    source.notes().iter().map(|note| note.text.replace(&format!("{folder}/"), "")).collect()
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
