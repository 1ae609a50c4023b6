//! `.ods` (ODF 1.3): the file holds each cell as it is displayed, beside its value, so it is the text that is read.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::Flaw;
use super::beside;
use super::decimal::{general, is_whole};
use super::format::Format;
use super::iso;
use super::package::{Package, attribute, push_text};
use super::sheet::{Layout, Merged, Sheet, Tab};

/// What a sheet may have at most; programs fill sheets up to it with repeated empty cells.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// An opened workbook.
pub(super) struct Book {
    package: Package,
    tabs: Vec<Tab>,
}

impl Book {
    pub(super) fn open(mut package: Package) -> Result<Self, Flaw> {
        package.each("META-INF/manifest.xml", |event| match event {
            Event::Start(element) if element.local_name().as_ref() == "encryption-data" => Err(Flaw::Password),
            _ => Ok(true),
        })?;
        let tabs = tabs(&mut package)?;
        Ok(Self { package, tabs })
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        self.tabs.clone()
    }

    pub(super) fn read(&mut self, name: &str, skip_hidden: bool) -> Result<Sheet, Flaw> {
        let mut table = Table { sheet: Sheet::new(Layout::default(), skip_hidden), ..Table::default() };
        let (mut is_inside, mut style) = (false, String::new());
        self.package.each("content.xml", |event| {
            if !is_inside {
                is_inside = matches!(event, Event::Start(element) if is_table(element, name));
                if let Event::Start(element) = event {
                    table.take_style(element, &mut style);
                }
                return Ok(true);
            }
            table.take(event)
        })?;
        table.sheet.layout.struck.end();
        Ok(table.sheet)
    }
}

/// Whether the archive is a workbook of this kind.
pub(super) fn is_workbook(package: &Package) -> bool {
    package.has("content.xml") && package.has("META-INF/manifest.xml")
}

fn is_table(element: &BytesStart<'_>, name: &str) -> bool {
    element.name().as_ref() == "table:table" && attribute(element, "name").as_deref() == Some(name)
}

fn tabs(package: &mut Package) -> Result<Vec<Tab>, Flaw> {
    let mut hidden: HashSet<String> = HashSet::new();
    let mut style = String::new();
    let (mut tabs, mut depth) = (Vec::new(), 0_usize);
    package.each("content.xml", |event| {
        match event {
            Event::Start(element) => match element.name().as_ref() {
                "style:style" => style = attribute(element, "name").unwrap_or_default(),
                "style:table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                    hidden.insert(style.clone());
                }
                "table:table" => {
                    if depth == 0 {
                        let is_visible = attribute(element, "style-name").is_none_or(|style| !hidden.contains(&style));
                        tabs.push(Tab { name: attribute(element, "name").unwrap_or_default(), is_visible });
                    }
                    depth += 1;
                }
                _ => {}
            },
            Event::End(element) if element.name().as_ref() == "table:table" => depth = depth.saturating_sub(1),
            _ => {}
        }
        Ok(true)
    })?;
    Ok(tabs)
}

/// A table while it is read.
#[derive(Debug, Default)]
struct Table {
    sheet: Sheet,
    /// The row that is being read, from 0, and how often it stands there.
    row: u32,
    row_repeated: u32,
    is_hidden: bool,
    column: u32,
    /// The row's cells so far: first column, how often, text.
    cells: Vec<(u32, u32, String)>,
    cell: Option<Cell>,
    /// How deep we are in something that is not the cell's text: a comment, a picture.
    skipped: usize,
    /// The comment that is being read.
    comment: Option<String>,
    is_in_comment: bool,
    /// The styles whose text is struck through.
    struck: HashSet<String>,
}

#[derive(Debug, Default)]
struct Cell {
    repeated: u32,
    /// What is displayed: paragraphs.
    text: Option<String>,
    is_in_paragraph: bool,
    kind: String,
    value: Option<String>,
    has_formula: bool,
    is_covered: bool,
    is_struck: bool,
}

impl Table {
    /// Takes a style of a cell, whose name stands before what it is like.
    fn take_style(&mut self, element: &BytesStart<'_>, style: &mut String) {
        match element.name().as_ref() {
            "style:style" => *style = attribute(element, "name").unwrap_or_default(),
            "style:text-properties"
                if attribute(element, "text-line-through-style").is_some_and(|line| line != "none") =>
            {
                self.struck.insert(style.clone());
            }
            _ => {}
        }
    }

    /// Takes the next event of a comment, whose author and day stand beside its paragraphs.
    fn take_comment(&mut self, event: &Event<'_>) {
        let Some(comment) = &mut self.comment else { return };
        match event {
            Event::Start(element) => self.is_in_comment |= element.name().as_ref() == "text:p",
            Event::End(element) if element.name().as_ref() == "text:p" => {
                self.is_in_comment = false;
                beside::push(comment, "\n");
            }
            Event::End(element) if element.name().as_ref() == "office:annotation" => {
                let place = (u64::from(self.row) + 1, self.column);
                self.sheet.layout.comments.add(place, comment);
                self.comment = None;
            }
            event if self.is_in_comment => {
                let mut piece = String::new();
                push_text(event, &mut piece);
                beside::push(comment, &piece);
            }
            _ => {}
        }
    }

    /// Takes the next event; false behind the table's end.
    fn take(&mut self, event: &Event<'_>) -> Result<bool, Flaw> {
        if self.skipped > 0 {
            self.take_comment(event);
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return Ok(true);
        }
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => match element.name().as_ref() {
                "table:table" => return Ok(false),
                "table:table-row" => self.end_row()?,
                "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
                "text:p" => {
                    if let Some(cell) = &mut self.cell {
                        cell.is_in_paragraph = false;
                    }
                }
                _ => {}
            },
            event => {
                if let Some(Cell { text: Some(text), is_in_paragraph: true, .. }) = &mut self.cell {
                    push_text(event, text);
                }
            }
        }
        Ok(true)
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name: &str = name.as_ref();
        let count = |name| attribute(element, name).and_then(|count| count.parse().ok()).unwrap_or(1_u32).max(1);
        match name {
            "table:table-row" => {
                self.row_repeated = count("number-rows-repeated");
                self.is_hidden = attribute(element, "visibility").is_some_and(|seen| seen != "visible");
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let (rows, columns) = (count("number-rows-spanned"), count("number-columns-spanned"));
                if rows > 1 || columns > 1 {
                    let row = u64::from(self.row) + 1;
                    let columns = (self.column, self.column.saturating_add(columns - 1));
                    self.sheet.layout.merged.push(Merged { rows: (row, row + u64::from(rows) - 1), columns });
                }
                let value = ["value", "date-value", "time-value", "boolean-value", "string-value"];
                self.cell = Some(Cell {
                    repeated: count("number-columns-repeated"),
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value: value.iter().find_map(|name| attribute(element, name)),
                    has_formula: attribute(element, "formula").is_some(),
                    is_covered: name == "table:covered-table-cell",
                    is_struck: !self.struck.is_empty()
                        && attribute(element, "style-name").is_some_and(|style| self.struck.contains(&style)),
                    ..Cell::default()
                });
            }
            "office:annotation" => {
                (self.skipped, self.comment) = (1, self.cell.is_some().then(String::new));
            }
            // How the characters before it are read.
            "text:ruby-text" | "table:shapes" | "table:table" => self.skipped = 1,
            name if name.starts_with("draw:") => self.skipped = 1,
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.start(name, count("c"));
                }
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if cell.has_formula && cell.kind.is_empty() && cell.text.is_none() {
            self.sheet.layout.unresolved.entry(u64::from(self.row) + 1).or_insert(self.column);
        }
        let (repeated, is_covered, is_struck) = (cell.repeated, cell.is_covered, cell.is_struck);
        let text = if is_covered { String::new() } else { cell.shown() };
        if !text.is_empty() {
            self.sheet.layout.struck.take(u64::from(self.row) + 1, is_struck);
            self.cells.push((self.column, repeated, text));
        }
        self.column = self.column.saturating_add(repeated);
    }

    fn end_row(&mut self) -> Result<(), Flaw> {
        let next = self.row.saturating_add(self.row_repeated).min(ROWS);
        if !self.cells.is_empty() {
            let width: u64 = self.cells.iter().map(|(_, repeated, _)| u64::from(*repeated)).sum();
            if !self.sheet.grid.has_room_for(width.saturating_mul((next - self.row).into())) {
                return Err(Flaw::Full);
            }
            for row in self.row..next {
                if self.is_hidden {
                    self.sheet.layout.hidden.insert(u64::from(row) + 1);
                }
                for (first, repeated, text) in &self.cells {
                    for column in *first..first.saturating_add(*repeated).min(COLUMNS) {
                        self.sheet.push(row, column, text)?;
                    }
                }
            }
        }
        self.row = next;
        Ok(())
    }
}

impl Cell {
    /// An element in the cell.
    fn start(&mut self, name: &str, count: u32) {
        match (name, &mut self.text) {
            ("text:p", text) => {
                match text {
                    Some(text) => text.push('\n'),
                    None => *text = Some(String::new()),
                }
                self.is_in_paragraph = true;
            }
            ("text:s", Some(text)) => text.extend(std::iter::repeat_n(' ', count.min(1000) as usize)),
            ("text:tab", Some(text)) => text.push('\t'),
            ("text:line-break", Some(text)) => text.push('\n'),
            _ => {}
        }
    }

    /// What the cell shows: the text that its program has put there, or else its value.
    fn shown(self) -> String {
        let number = self.value.as_deref().and_then(|value| value.parse::<f64>().ok());
        let is_number = matches!(self.kind.as_str(), "float" | "percentage" | "currency");
        if let Some(text) = self.text {
            // A student's number, where the column is too narrow for it.
            let has_exponent = is_number && (text.contains("E+") || text.contains("e+"));
            // Blanks that align columns.
            let text = if self.kind == "string" { text } else { text.trim().to_owned() };
            return number.filter(|number| has_exponent && is_whole(*number)).map_or(text, general);
        }
        let value = self.value.unwrap_or_default();
        match (self.kind.as_str(), number) {
            ("percentage", Some(number)) => Format::new(10, None).number(number, false),
            ("float" | "currency", Some(number)) => general(number),
            ("boolean", _) => value.to_uppercase(),
            ("date" | "time", _) => iso::plain(&value).into_owned(),
            _ => value,
        }
    }
}
