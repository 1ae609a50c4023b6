//! `.xlsx` (ECMA-376): values and styles by `calamine`; what it does not tell (hidden rows, merged cells, formulas without a
//! result, errors that are younger than it) by a second look at the sheet.

use std::collections::{HashMap, HashSet, VecDeque};

use calamine::{CellErrorType, DataType, Font, Reader, Style, Xlsx, XlsxError};
use quick_xml::events::Event;

use super::comments;
use super::format::Format;
use super::package::{Bytes, Package, attribute};
use super::sheet::{Doubtful, Layout, Merged, Sheet, Tab, cell_name, place_of};
use super::{Flaw, guarded, tabs};

/// An opened workbook.
pub(super) struct Book {
    bytes: Bytes,
    book: Xlsx<Bytes>,
}

impl Book {
    pub(super) fn open(bytes: Bytes) -> Result<Self, Flaw> {
        let book = guarded(|| Ok(Xlsx::new(bytes.clone())?))?;
        Ok(Self { bytes, book })
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        tabs(self.book.sheets_metadata())
    }

    pub(super) fn read(&mut self, name: &str, skip_hidden: bool) -> Result<Sheet, Flaw> {
        let mut package = Package::open(self.bytes.clone())?;
        let (mut layout, mut errors, links) = layout(&mut package, name)?;
        let path = part(&mut package, name)?;
        add_links(&mut package, &path, links, &mut layout);
        comments::read(&mut package, &path, &mut layout.comments);
        let mut sheet = Sheet::new(layout, skip_hidden);
        let book = &mut self.book;
        guarded(|| {
            let is_1904 = book.has_1904_epoch();
            let mut cells = book.worksheet_cells_reader(name)?;
            let formats: Vec<Format> =
                cells.styles().iter().map(|style| format(style.number_format.as_ref())).collect();
            let is_struck = |style: &Style| style.font.as_ref().is_some_and(Font::has_strikethrough);
            let struck: Vec<bool> = cells.styles().iter().map(is_struck).collect();
            let general = Format::default();
            loop {
                match cells.next_cell_with_style_id() {
                    Ok(Some((cell, style))) => {
                        let (row, column) = cell.get_position();
                        let format = formats.get(style).unwrap_or(&general);
                        if !cell.get_value().is_empty() {
                            let is_struck = struck.get(style).is_some_and(|is_struck| *is_struck);
                            sheet.layout.struck.take(u64::from(row) + 1, is_struck);
                        }
                        sheet.push_value(row, column, cell.get_value(), format, is_1904)?;
                    }
                    Ok(None) => break,
                    // The reader stands behind the value, and goes on with the next cell.
                    Err(error @ XlsxError::CellError(_)) => {
                        let found = errors.pop_front().ok_or(error)?;
                        sheet.push(found.row, found.column, &found.text)?;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            sheet.layout.struck.end();
            Ok(())
        })?;
        Ok(sheet)
    }
}

/// Where the links at cells lead that are to mailboxes.
fn add_links(package: &mut Package, path: &str, links: Vec<Link>, layout: &mut Layout) {
    if links.is_empty() {
        return;
    }
    // What is wrong with them is no reason not to read the sheet.
    let targets = package.relationships(path).unwrap_or_default();
    let targets: HashMap<&str, &str> = targets
        .iter()
        .filter(|part| part.kind.ends_with("/hyperlink"))
        .filter_map(|part| Some((part.id.as_str(), part.path.split_once("mailto:")?.1)))
        .collect();
    for (place, id) in links {
        if let Some(target) = targets.get(id.as_str()) {
            let address = target.split('?').next().unwrap_or_default();
            layout.links.add(place, address);
        }
    }
}

/// A format as `calamine` tells it: a code of its own where the workbook has only a number.
fn format(found: Option<&calamine::NumberFormat>) -> Format {
    let Some(found) = found else { return Format::default() };
    let id = found.format_id.unwrap_or(0);
    let is_own = match id {
        14 => found.format_code == "mm-dd-yy",
        22 => found.format_code == "m/d/yy h:mm",
        41..=44 => found.format_code.contains("($"),
        _ => found.format_code == "General",
    };
    Format::new(id, (!is_own).then_some(found.format_code.as_str()))
}

/// A sheet's part.
fn part(package: &mut Package, name: &str) -> Result<String, Flaw> {
    let main = package.main_part()?;
    let mut id = None;
    package.each(&main, |event| {
        if let Event::Start(element) = event
            && element.local_name().as_ref() == "sheet"
            && attribute(element, "name").as_deref() == Some(name)
        {
            id = attribute(element, "id");
        }
        Ok(id.is_none())
    })?;
    let parts = package.relationships(&main)?;
    let found = parts.into_iter().find(|part| Some(&part.id) == id.as_ref());
    found.map(|part| part.path).ok_or_else(|| Flaw::Damaged("a sheet is missing in it".to_owned()))
}

/// An error that `calamine` does not know: `#SPILL!`, `#CALC!`. Row and column count from 0.
#[derive(Debug)]
struct Young {
    row: u32,
    column: u32,
    text: String,
}

/// A cell with a link, and the id of where that leads.
type Link = ((u64, u32), String);

/// More of them are not kept.
const MOST_LINKS: usize = 10_000;

/// The layout, the errors of the cells in their order, and the links.
fn layout(package: &mut Package, name: &str) -> Result<(Layout, VecDeque<Young>, Vec<Link>), Flaw> {
    let path = part(package, name)?;
    let (mut layout, mut errors, mut links) = (Layout::default(), VecDeque::new(), Vec::new());
    let mut doubtful = Doubtful::new(is_calculated_on_opening(package)?);
    let mut conditional = HashSet::new();
    let (mut row, mut column) = (0, 0);
    let mut cell = Cell::default();
    package.each(&path, |event| {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let number = attribute(element, "r").and_then(|number| number.parse().ok());
                    (row, column) = (number.unwrap_or(row + 1), 0);
                    if attribute(element, "hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true")) {
                        layout.hidden.insert(row);
                    }
                }
                "c" => {
                    let kind = attribute(element, "t");
                    let place = attribute(element, "r").and_then(|place| place_of(&place));
                    cell = Cell {
                        is_text: kind.as_deref() == Some("str"),
                        is_error: kind.as_deref() == Some("e"),
                        is_number: kind.as_deref().is_none_or(|kind| kind == "n"),
                        has_place: place.is_some(),
                        ..Cell::default()
                    };
                    column = place.map_or(column, |(_, column)| column);
                }
                "f" => cell.has_formula = true,
                // A text may be empty; a number may not, although some programs write one like that.
                "v" => (cell.is_in_value, cell.has_value) = (true, cell.has_value || cell.is_text),
                "is" => cell.has_value = true,
                "hyperlink" if links.len() < MOST_LINKS => {
                    let place = attribute(element, "ref").and_then(|place| place_of(&place));
                    links.extend(place.zip(attribute(element, "id")));
                }
                "cfRule" => conditional.extend(attribute(element, "dxfId").and_then(|id| id.parse::<usize>().ok())),
                // One of a rule: those of the cells are in the styles.
                "numFmt" => layout.has_conditional_formats = true,
                "mergeCell" => layout.merged.extend(attribute(element, "ref").and_then(|range| Merged::parse(&range))),
                _ => {}
            },
            Event::Text(text) if cell.is_in_value && cell.is_error && !cell.has_value => {
                (cell.has_value, cell.has_result) = (true, true);
                errors.extend(cell.error(&text.xml10_content(), row, column)?);
            }
            Event::Text(text) if cell.is_in_value => {
                cell.has_value = true;
                cell.has_result |= !cell.is_number || text.xml10_content().trim().parse() != Ok(0.0);
            }
            Event::CData(_) | Event::GeneralRef(_) if cell.is_in_value => {
                (cell.has_value, cell.has_result) = (true, true);
            }
            Event::End(element) if element.local_name().as_ref() == "v" => cell.is_in_value = false,
            Event::End(element) if element.local_name().as_ref() == "c" => {
                if cell.has_formula && !cell.has_value {
                    layout.unresolved.entry(row).or_insert(column);
                } else if cell.has_formula {
                    doubtful.take(row, column, cell.has_result);
                }
                column += 1;
            }
            _ => {}
        }
        Ok(true)
    })?;
    doubtful.settle(&mut layout.unresolved);
    layout.has_conditional_formats |= have_number_format(package, &conditional);
    Ok((layout, errors, links))
}

/// Whether one of the styles that rules give to cells, by their numbers, says how numbers look.
fn have_number_format(package: &mut Package, conditional: &HashSet<usize>) -> bool {
    if conditional.is_empty() {
        return false;
    }
    let parts = package.main_part().and_then(|main| package.relationships(&main)).unwrap_or_default();
    let Some(styles) = parts.iter().find(|part| part.kind.ends_with("/styles")) else { return false };
    let (mut next, mut is_one, mut is_inside) = (0, false, false);
    // What is wrong with it is told where the cells' own styles are read.
    let _ = package.each(&styles.path, |event| {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "dxf" => {
                    is_inside = conditional.contains(&next);
                    next += 1;
                }
                "numFmt" => is_one |= is_inside,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "dxf" => is_inside = false,
            _ => {}
        }
        Ok(!is_one)
    });
    is_one
}

/// Whether the spreadsheet program is to calculate all formulas when it opens the workbook: what writes workbooks without
/// calculating asks for that, and puts 0 where the results belong. Excel takes the wish out when it saves.
fn is_calculated_on_opening(package: &mut Package) -> Result<bool, Flaw> {
    let main = package.main_part()?;
    let mut is_asked = false;
    package.each(&main, |event| {
        if let Event::Start(element) = event
            && element.local_name().as_ref() == "calcPr"
        {
            is_asked = attribute(element, "fullCalcOnLoad").is_some_and(|asked| matches!(asked.as_str(), "1" | "true"));
        }
        Ok(!is_asked)
    })?;
    Ok(is_asked)
}

#[derive(Debug, Default)]
struct Cell {
    has_formula: bool,
    has_value: bool,
    /// Its value is more than 0 or an empty text.
    has_result: bool,
    /// It says where it is (`r="B7"`).
    has_place: bool,
    /// Its value is a number (`t="n"`).
    is_number: bool,
    /// Its value is an error (`t="e"`).
    is_error: bool,
    /// Its value is a text of its own (`t="str"`).
    is_text: bool,
    is_in_value: bool,
}

impl Cell {
    /// Its error, if `calamine` does not know it; the row counts from 1.
    fn error(&self, text: &str, row: u64, column: u32) -> Result<Option<Young>, Flaw> {
        if text.parse::<CellErrorType>().is_ok() {
            return Ok(None);
        }
        let number = row.checked_sub(1).and_then(|row| u32::try_from(row).ok());
        match number {
            Some(row) if self.has_place => Ok(Some(Young { row, column, text: text.trim().to_owned() })),
            // `calamine` would take the next cell for this one.
            _ => Err(Flaw::Damaged(format!("there is an error of a formula in {}", cell_name(row, column)))),
        }
    }
}
