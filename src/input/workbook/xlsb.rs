//! `.xlsb` (MS-XLSB): values by `calamine`; number formats, hidden rows and merged cells by a second look at the records.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use calamine::{Reader, Xlsb};

use super::format::Format;
use super::package::{Bytes, Package};
use super::sheet::{Layout, Merged, Sheet, Tab};
use super::{Flaw, guarded, tabs};

/// An opened workbook.
pub(super) struct Book {
    bytes: Bytes,
    book: Xlsb<Bytes>,
}

/// The styles of the cells, by row and column from 0.
type Styles = BTreeMap<(u32, u32), u32>;

impl Book {
    pub(super) fn open(bytes: Bytes) -> Result<Self, Flaw> {
        let book = guarded(|| Ok(Xlsb::new(bytes.clone())?))?;
        Ok(Self { bytes, book })
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        tabs(self.book.sheets_metadata())
    }

    pub(super) fn read(&mut self, name: &str, skip_hidden: bool) -> Result<Sheet, Flaw> {
        let mut package = Package::open(self.bytes.clone())?;
        let (formats, octets) = parts(&mut package, name)?;
        let (layout, styles) = look(&octets);
        let mut sheet = Sheet::new(layout, skip_hidden);
        let book = &mut self.book;
        guarded(|| {
            let is_1904 = book.has_1904_epoch();
            let mut cells = book.worksheet_cells_reader(name)?;
            let general = Format::default();
            while let Some(cell) = cells.next_cell()? {
                let (row, column) = cell.get_position();
                let style = styles.get(&(row, column)).and_then(|style| formats.get(usize::try_from(*style).ok()?));
                sheet.push_value(row, column, cell.get_value(), style.unwrap_or(&general), is_1904)?;
            }
            Ok(())
        })?;
        Ok(sheet)
    }
}

/// Whether the archive is a workbook of this kind.
pub(super) fn is_workbook(package: &mut Package) -> bool {
    package.main_part().is_ok_and(|main| main.ends_with(".bin"))
}

/// The formats of the styles, and the sheet's records.
fn parts(package: &mut Package, name: &str) -> Result<(Vec<Format>, Vec<u8>), Flaw> {
    let main = package.main_part()?;
    let book = octets(package, &main)?;
    // BrtBundleSh: state, number, the relation's id, the name.
    let sheet = |(kind, content): (u32, &[u8])| {
        let (id, behind) = text(content.get(8..).filter(|_| kind == 156)?)?;
        (text(behind)?.0 == name).then_some(id)
    };
    let id = records(&book).find_map(sheet);
    let parts = package.relationships(&main)?;
    let styles = parts.iter().find(|part| part.kind.ends_with("/styles"));
    let formats = match styles {
        Some(styles) => formats(&octets(package, &styles.path)?),
        None => Vec::new(),
    };
    let found = parts.iter().find(|part| Some(&part.id) == id.as_ref());
    let found = found.ok_or_else(|| Flaw::Damaged("a sheet is missing in it".to_owned()))?;
    Ok((formats, octets(package, &found.path)?))
}

fn octets(package: &mut Package, path: &str) -> Result<Vec<u8>, Flaw> {
    let mut octets = Vec::new();
    package.part(path)?.read_to_end(&mut octets)?;
    Ok(octets)
}

/// Records: type and content (MS-XLSB §2.1.4). It ends where the octets do, or are no records any more.
fn records(octets: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = octets;
    std::iter::from_fn(move || {
        let (kind, behind) = varied(rest, 2)?;
        let (size, behind) = varied(behind, 4)?;
        let (content, behind) = behind.split_at_checked(usize::try_from(size).ok()?)?;
        rest = behind;
        Some((kind, content))
    })
}

/// A number in up to `most` octets of seven bits each, the lowest first.
fn varied(octets: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (index, octet) in octets.iter().take(most).enumerate() {
        number |= u32::from(octet & 0x7F) << (7 * index);
        if octet & 0x80 == 0 || index + 1 == most {
            return Some((number, &octets[index + 1..]));
        }
    }
    None
}

fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*octets.get(at..)?.first_chunk()?))
}

/// A text with its length in UTF-16 code units before it.
fn text(octets: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(u32_at(octets, 0)?).ok()?;
    let (text, behind) = octets.get(4..)?.split_at_checked(length.checked_mul(2)?)?;
    let units: Vec<u16> = text.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    Some((String::from_utf16_lossy(&units), behind))
}

fn formats(octets: &[u8]) -> Vec<Format> {
    const FORMAT: u32 = 44;
    const STYLE: u32 = 47;
    const STYLES_BEGIN: u32 = 617;
    const STYLES_END: u32 = 618;
    let id = |content: &[u8], at: usize| Some(u16::from_le_bytes(*content.get(at..)?.first_chunk()?));
    let (mut codes, mut formats, mut is_inside) = (HashMap::new(), Vec::new(), false);
    for (kind, content) in records(octets) {
        match kind {
            FORMAT => codes.extend(id(content, 0).zip(content.get(2..).and_then(text).map(|(code, _)| code))),
            STYLES_BEGIN => is_inside = true,
            STYLES_END => is_inside = false,
            STYLE if is_inside => {
                let id = id(content, 2).unwrap_or(0);
                formats.push(Format::new(id.into(), codes.get(&id).map(String::as_str)));
            }
            _ => {}
        }
    }
    formats
}

fn look(octets: &[u8]) -> (Layout, Styles) {
    let (mut layout, mut styles, mut row) = (Layout::default(), Styles::new(), 0);
    for (kind, content) in records(octets) {
        note(kind, content, &mut row, &mut layout, &mut styles);
    }
    (layout, styles)
}

/// Notes what a record of the sheet says; `None` = nothing, or it is too short.
fn note(kind: u32, content: &[u8], row: &mut u32, layout: &mut Layout, styles: &mut Styles) -> Option<()> {
    match kind {
        // BrtRowHdr: fDyZero is "hidden".
        0 => {
            *row = u32_at(content, 0)?;
            let is_hidden = content.get(11)? & 0x10 != 0;
            layout.hidden.extend(is_hidden.then_some(u64::from(*row) + 1));
        }
        // Cells: their column, and their style in three octets.
        1..=11 => {
            styles.insert((*row, u32_at(content, 0)?), u32_at(content, 4)? & 0x00FF_FFFF);
        }
        // BrtMergeCell
        176 => {
            let rows = (u64::from(u32_at(content, 0)?) + 1, u64::from(u32_at(content, 4)?) + 1);
            layout.merged.push(Merged { rows, columns: (u32_at(content, 8)?, u32_at(content, 12)?) });
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        [&[kind, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn sheets_tell_their_layout() {
        let row = |number: u32, hidden: u8| record(0, &[&numbers(&[number, 0]), &[0, 0, 0, hidden][..]].concat());
        let cell = |column: u32, style: u32| record(5, &numbers(&[column, 0xFF00_0000 | style, 0, 0]));
        let merged = [&[0xB0, 0x01, 16][..], &numbers(&[0, 0, 1, 3])].concat();
        let octets = [row(0, 0), cell(2, 7), row(4, 0x10), cell(0, 300), merged, vec![0x05]].concat();
        let (layout, styles) = look(&octets);
        assert_eq!(styles, Styles::from([((0, 2), 7), ((4, 0), 300)]));
        assert_eq!(layout.hidden, std::collections::BTreeSet::from([5]));
        assert_eq!(layout.merged, [Merged { rows: (1, 1), columns: (1, 3) }]);
    }

    #[test]
    fn styles_have_their_formats() {
        let code: Vec<u8> = "0%".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let code = record(44, &[&164_u16.to_le_bytes()[..], &2_u32.to_le_bytes(), &code].concat());
        let style = |id: u16| record(47, &[&[0, 0][..], &id.to_le_bytes(), &[0; 12]].concat());
        let (begin, end) = ([0xE9, 0x04, 0], [0xEA, 0x04, 0]);
        // What stands before the beginning is no style of a cell.
        let octets = [code, style(2), begin.to_vec(), style(0), style(164), style(14), end.to_vec(), style(9)].concat();
        let shown: Vec<String> = formats(&octets).iter().map(|format| format.number(0.85, false)).collect();
        assert_eq!(shown, ["0.85", "85%", "1899-12-31"]);
    }

    #[test]
    fn octets_that_are_no_records_end_them() {
        assert_eq!(records(&[0x81]).count(), 0);
        assert_eq!(records(&[5, 0xFF, 0xFF, 0xFF, 0xFF]).count(), 0);
        assert_eq!(records(&[5, 1, 0, 5]).count(), 1);
    }
}
