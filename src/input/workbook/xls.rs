//! `.xls` (MS-XLS): values by `calamine`; number formats, hidden rows and merged cells by a second look at the records.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use calamine::{Reader, Xls};

use super::format::Format;
use super::package::Bytes;
use super::sheet::{Doubtful, Layout, Merged, Sheet, Tab};
use super::{Flaw, extent, guarded, tabs};

/// How the stream of records is called, since Excel 97 and before.
const NAMES: [&str; 2] = ["/Workbook", "/Book"];

/// An opened workbook.
pub(super) struct Book {
    book: Xls<Bytes>,
    /// The stream of records; empty where it cannot be found.
    stream: Vec<u8>,
}

impl Book {
    pub(super) fn open(bytes: Bytes) -> Result<Self, Flaw> {
        let stream = match stream(bytes.clone()) {
            Err(Flaw::Password) => return Err(Flaw::Password),
            // Some programs write files that only the more tolerant of the two readers takes.
            Err(_) => Vec::new(),
            Ok(stream) => stream,
        };
        extent::refuse_far_cells(&stream)?;
        let claims = extent::large_claims(&stream);
        let bytes = if claims.is_empty() { bytes } else { written_over(&bytes, &claims, extent::BLANK)? };
        let book = guarded(|| Ok(Xls::new(bytes)?))?;
        Ok(Self { book, stream })
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        tabs(self.book.sheets_metadata())
    }

    pub(super) fn read(&mut self, name: &str, skip_hidden: bool) -> Result<Sheet, Flaw> {
        let globals = Globals::read(&self.stream);
        let index = self.book.sheets_metadata().iter().position(|sheet| sheet.name == name).unwrap_or(0);
        let position = globals.sheets.get(index).copied().unwrap_or(self.stream.len());
        let (mut layout, styles) = look(&self.stream, position, globals.is_calculated);
        layout.is_unknown = self.stream.is_empty();
        let mut sheet = Sheet::new(layout, skip_hidden);
        let book = &mut self.book;
        guarded(|| {
            let is_1904 = book.has_1904_epoch();
            let range = book.worksheet_range(name)?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            let general = Format::default();
            for (row, column, value) in range.used_cells() {
                let row = first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
                let column = first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                let style = styles.get(&(row, column));
                let format = style.and_then(|style| globals.formats.get(usize::from(*style))).unwrap_or(&general);
                sheet.push_value(row, column, value, format, is_1904)?;
            }
            Ok(())
        })?;
        Ok(sheet)
    }
}

/// A copy of the file, with other octets at these places of its stream of records.
fn written_over(bytes: &Bytes, places: &[usize], octets: [u8; 2]) -> io::Result<Bytes> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.get_ref().to_vec()))?;
    let name = NAMES.into_iter().find(|name| file.exists(name)).unwrap_or_default();
    let mut stream = file.open_stream(name)?;
    for place in places {
        stream.seek(SeekFrom::Start(*place as u64))?;
        stream.write_all(&octets)?;
    }
    stream.flush()?;
    drop(stream);
    Ok(Cursor::new(file.into_inner().into_inner().into()))
}

/// The stream that holds the workbook; a workbook of the newer kind that is locked with a password looks like one of these
/// from outside.
fn stream(bytes: Bytes) -> Result<Vec<u8>, Flaw> {
    let mut file = cfb::CompoundFile::open(bytes)?;
    if file.exists("/EncryptedPackage") {
        return Err(Flaw::Password);
    }
    let name = NAMES.into_iter().find(|name| file.exists(name));
    let name = name.ok_or_else(|| Flaw::Damaged("there is no sheet in it".to_owned()))?;
    let mut octets = Vec::new();
    file.open_stream(name).and_then(|mut stream| stream.read_to_end(&mut octets))?;
    Ok(octets)
}

/// Records from a place on: type and content. It ends where the stream does, or is no stream of records any more.
pub(super) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(from..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, behind) = rest.split_at_checked(4)?;
        let (content, behind) = behind.split_at_checked(u16_at(head, 2)?.into())?;
        rest = behind;
        Some((u16_at(head, 0)?, content))
    })
}

pub(super) fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*octets.get(at..)?.first_chunk()?))
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// Which version calculated the formulas. Programs that write workbooks without calculating leave it out.
const RECALCID: u16 = 0x01C1;
pub(super) const FORMULA: u16 = 0x0006;

/// What the records of the workbook itself say.
#[derive(Debug, Default)]
struct Globals {
    /// The formats of the cells' styles.
    formats: Vec<Format>,
    /// Where the sheets' records begin.
    sheets: Vec<usize>,
    /// The program that wrote it says that it calculates.
    is_calculated: bool,
}

impl Globals {
    fn read(stream: &[u8]) -> Self {
        let (mut codes, mut styles, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
        let (mut has_wide_texts, mut is_calculated) = (true, false);
        for (kind, content) in records(stream, 0) {
            match kind {
                BOF => has_wide_texts = u16_at(content, 0) == Some(0x0600),
                EOF => break,
                0x041E => {
                    codes.extend(u16_at(content, 0).zip(code(content.get(2..).unwrap_or_default(), has_wide_texts)));
                }
                0x00E0 => styles.extend(u16_at(content, 2)),
                RECALCID => is_calculated = true,
                0x0085 => sheets.extend(content.first_chunk().map(|octets| u32::from_le_bytes(*octets) as usize)),
                _ => {}
            }
        }
        let format = |id: &u16| {
            let code: Option<&String> = codes.get(id);
            // The program writes its own codes into the file too, and those of some depend on the machine.
            Format::new((*id).into(), code.map(String::as_str).filter(|_| !matches!(id, 0 | 14 | 22)))
        };
        Self { formats: styles.iter().map(format).collect(), sheets, is_calculated }
    }
}

/// A format's code: since Excel 97 with a length in characters and a flag for UTF-16, before with a length in octets.
fn code(octets: &[u8], has_wide_texts: bool) -> Option<String> {
    if !has_wide_texts {
        let length = usize::from(*octets.first()?);
        return Some(latin1(octets.get(1..1 + length)?));
    }
    let length = usize::from(u16_at(octets, 0)?);
    let (flags, text) = octets.get(2..)?.split_first()?;
    if flags & 1 == 0 {
        return Some(latin1(text.get(..length)?));
    }
    let (units, _) = text.get(..2 * length)?.as_chunks();
    Some(String::from_utf16_lossy(&units.iter().map(|unit| u16::from_le_bytes(*unit)).collect::<Vec<_>>()))
}

fn latin1(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

/// The styles of the cells that hold numbers, by row and column from 0.
type Styles = BTreeMap<(u32, u32), u16>;

fn look(stream: &[u8], position: usize, is_calculated: bool) -> (Layout, Styles) {
    let (mut layout, mut styles) = (Layout::default(), Styles::new());
    let mut doubtful = Doubtful::new(!is_calculated);
    let mut texts = TextFormulas::default();
    // Charts stand in the sheet as sheets of their own.
    let mut depth = 0_usize;
    for (kind, content) in records(stream, position) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth != 1 => {}
            _ => {
                note(kind, content, &mut layout, &mut styles);
                if let Some((row, column, has_result)) = formula(kind, content) {
                    doubtful.take(row, column, has_result);
                }
                if let Some((row, column)) = texts.without_result(kind, content) {
                    layout.unresolved.entry(row).or_insert(column);
                }
            }
        }
    }
    doubtful.settle(&mut layout.unresolved);
    (layout, styles)
}

/// Formulas whose results are texts, as their last steps tell (MS-XLS §2.5.198).
#[derive(Debug, Default)]
struct TextFormulas {
    /// Whether the formula that cells share is one, by the first of them.
    shared: HashMap<[u8; 4], bool>,
    /// The last cell with a formula, which a shared one stands behind.
    last: Option<Zero>,
}

/// A cell with a formula, and whether its result is the number 0.
#[derive(Debug, Clone, Copy)]
struct Zero {
    place: [u8; 4],
    is_zero: bool,
}

impl TextFormulas {
    /// Takes a record. The cell (rows from 1) that has the number 0 where there must be a text: its program has not calculated it,
    /// though it may have others.
    fn without_result(&mut self, kind: u16, content: &[u8]) -> Option<(u64, u32)> {
        const SHARED: u16 = 0x04BC;
        /// A step that says whose formula it is.
        const OF_CELL: u8 = 0x01;
        let (zero, is_text) = match kind {
            FORMULA => {
                let zero = Zero { place: *content.first_chunk()?, is_zero: content.get(6..14)? == [0; 8] };
                self.last = Some(zero);
                (
                    zero,
                    match steps(content, 20)? {
                        [OF_CELL, first @ ..] => *self.shared.get(first.first_chunk::<4>()?)?,
                        steps => is_text(steps),
                    },
                )
            }
            SHARED => {
                let (last, is_text) = (self.last?, is_text(steps(content, 8)?));
                self.shared.insert(last.place, is_text);
                (last, is_text)
            }
            _ => return None,
        };
        let place = |at| u16_at(&zero.place, at);
        (zero.is_zero && is_text).then_some(())?;
        Some((u64::from(place(0)?) + 1, place(2)?.into()))
    }
}

/// The steps of a formula behind their length.
fn steps(content: &[u8], at: usize) -> Option<&[u8]> {
    content.get(at + 2..)?.get(..usize::from(u16_at(content, at)?))
}

fn is_text(steps: &[u8]) -> bool {
    const CONCATENATE: u8 = 0x08;
    /// FIXED, DOLLAR, REPT, MID, TEXT, CHAR, LOWER, UPPER, PROPER, LEFT, RIGHT, TRIM, REPLACE, SUBSTITUTE, T, CONCATENATE (Ftab).
    const OF_TEXTS: [u16; 16] = [14, 13, 30, 31, 48, 111, 112, 113, 114, 115, 116, 118, 119, 120, 130, 336];
    let is_of_text = |low: &u8, high: &u8| OF_TEXTS.contains(&u16::from_le_bytes([*low, *high]));
    match steps {
        [.., 0x22 | 0x42 | 0x62, _, low, high] | [.., 0x21 | 0x41 | 0x61, low, high] if is_of_text(low, high) => true,
        [.., last] => *last == CONCATENATE,
        [] => false,
    }
}

/// Where a formula stands (rows from 1), and whether its result is more than 0 or an empty text.
fn formula(kind: u16, content: &[u8]) -> Option<(u64, u32, bool)> {
    const EMPTY_TEXT: u8 = 3;
    let result: &[u8; 8] = content.get(6..).filter(|_| kind == FORMULA)?.first_chunk()?;
    let is_empty = result[0] == EMPTY_TEXT && result[6..] == [0xFF, 0xFF];
    let is_zero = f64::from_le_bytes(*result) == 0.0;
    Some((u64::from(u16_at(content, 0)?) + 1, u16_at(content, 2)?.into(), !is_empty && !is_zero))
}

/// Notes what a record of the sheet says; `None` = nothing, or it is too short.
fn note(kind: u16, content: &[u8], layout: &mut Layout, styles: &mut Styles) -> Option<()> {
    let number = |at: usize| u16_at(content, at).map(u32::from);
    match kind {
        // ROW: fDyZero is "hidden".
        0x0208 => {
            let is_hidden = content.get(12)? & 0x20 != 0;
            layout.hidden.extend(is_hidden.then_some(u64::from(number(0)?) + 1));
        }
        // NUMBER, RK, FORMULA, and texts, which may have formats too.
        0x0203 | 0x027E | FORMULA | 0x00FD | 0x0204 => {
            styles.insert((number(0)?, number(2)?), u16_at(content, 4)?);
        }
        // MULRK: a row, its first column, then a style and four octets for each.
        0x00BD => {
            let (row, first) = (number(0)?, number(2)?);
            let cells = content.get(4..content.len().checked_sub(2)?)?.chunks_exact(6);
            for (column, cell) in (first..).zip(cells) {
                styles.insert((row, column), u16_at(cell, 0)?);
            }
        }
        // MERGEDCELLS
        0x00E5 => {
            for range in content.get(2..)?.chunks_exact(8) {
                let number = |at: usize| u16_at(range, at);
                let rows = (u64::from(number(0)?) + 1, u64::from(number(2)?) + 1);
                layout.merged.push(Merged { rows, columns: (number(4)?.into(), number(6)?.into()) });
            }
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &u16::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
    }

    fn formula_at(row: u16, column: u16, result: [u8; 8]) -> Vec<u8> {
        record(FORMULA, &[&[row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat(), &result[..], &[0; 8]].concat())
    }

    #[test]
    fn formulas_that_were_never_calculated_have_no_result() {
        const EMPTY: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xFF, 0xFF];
        const ERROR: [u8; 8] = [2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF];
        let unresolved = |results: [[u8; 8]; 2], is_calculated| {
            let formulas = [formula_at(1, 2, results[0]), formula_at(4, 3, results[1])].concat();
            let stream = [record(BOF, &[0, 6]), formulas, record(EOF, &[])].concat();
            look(&stream, 0, is_calculated).0.unresolved.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(unresolved([EMPTY, EMPTY], false), [(2, 2), (5, 3)]);
        assert_eq!(unresolved([EMPTY, 0_f64.to_le_bytes()], false), [(2, 2), (5, 3)]);
        assert_eq!(unresolved([EMPTY, EMPTY], true), []);
        assert_eq!(unresolved([EMPTY, 1_f64.to_le_bytes()], false), []);
        assert_eq!(unresolved([ERROR, EMPTY], false), []);
    }

    #[test]
    fn formulas_of_texts_have_no_number() {
        let unresolved = |result: f64, steps: &[u8]| {
            let length = u16::try_from(steps.len()).unwrap().to_le_bytes();
            let head = [[4, 0], [1, 0], [0, 0]].concat();
            let content = [&head, &result.to_le_bytes()[..], &[0; 6], &length, steps].concat();
            let stream = [record(BOF, &[0, 6]), record(FORMULA, &content), record(EOF, &[])].concat();
            look(&stream, 0, true).0.unresolved.into_iter().collect::<Vec<_>>()
        };
        let reference = [0x44, 1, 0, 0, 0xC0];
        let of = |last: &[u8]| [&reference, last].concat();
        // `A2&B2`, `TEXT(A2, …)`, `UPPER(A2)`
        for steps in [of(&[0x08]), of(&[0x42, 2, 48, 0]), of(&[0x41, 113, 0])] {
            assert_eq!(unresolved(0.0, &steps), [(5, 1)], "{steps:?}");
            assert_eq!(unresolved(3.0, &steps), []);
        }
        // Of cells that share one, the first has it behind itself.
        let cell = |row: u8| {
            let head = [[row, 0], [2, 0], [0, 0]].concat();
            record(FORMULA, &[&head, &[0; 14][..], &[5, 0], &[1, 3, 0, 2, 0]].concat())
        };
        let of_all = |last: u8| record(0x04BC, &[3, 0, 9, 0, 2, 2, 0, 7, 3, 0, 0x17, 0, last]);
        let shared = |last| {
            let stream = [record(BOF, &[0, 6]), cell(3), of_all(last), cell(4), record(EOF, &[])].concat();
            look(&stream, 0, true).0.unresolved.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(shared(0x08), [(4, 2), (5, 2)]);
        assert_eq!(shared(0x05), []);
        // `A2`, `A2*B2`, `SUM(A2)`
        for steps in [of(&[]), of(&[0x05]), of(&[0x42, 1, 4, 0])] {
            assert_eq!(unresolved(0.0, &steps), [], "{steps:?}");
        }
    }

    #[test]
    fn a_workbook_says_whether_it_was_calculated() {
        let globals = |more: &[u8]| Globals::read(&[&record(BOF, &[0, 6]), more, &record(EOF, &[])].concat());
        assert!(globals(&record(RECALCID, &[0; 8])).is_calculated);
        assert!(!globals(&[]).is_calculated);
    }
}
