//! The column names of a sheet, and what there is to say about its rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::sheet::{Layout, Sheet, Tab, cell_name, column_name};
use super::{Opened, Wanted, beside, names, plain, quoted};
use crate::input::grid::Grid;
use crate::input::records::trimmed;
use crate::input::table::Table;
use crate::input::{Header, HiddenRow, InputError, Note};

/// Makes a table of a sheet: its first row that is not blank names the columns.
pub(super) fn read(
    file: &str,
    name: &str,
    others: &[&Tab],
    wanted: Wanted<'_>,
    Sheet { mut grid, layout, left_out, skip_hidden, .. }: Sheet,
) -> Result<Opened, InputError> {
    let place = format!("{file}:{}", plain(name));
    // A row of nothing but such formulas is somebody's all the same.
    let is_left_out = |line: &u64| skip_hidden && layout.hidden.contains(line);
    grid.add_blank_rows(layout.unresolved.keys().copied().filter(|line| !is_left_out(line)));
    let Some(mut first) = (0..grid.len()).find(|row| !grid.is_blank(*row)) else {
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(" The other sheets are {}: choose one with --sheet.", names(others.iter().copied()))
        };
        return Err(InputError::File { file: place, what: format!("is empty.{others}") });
    };
    let at = |row, what| InputError::At { file: place.clone(), line: grid.line(row), what };
    let (named, flaws) = match (columns(&grid, first, &layout), below_title(&grid, first)) {
        (Ok((named, flaws)), _) => (named, flaws.into_iter().map(|what| at(first, what)).collect()),
        (Err(what), Some(header)) => {
            let title = at(first, what);
            first = header;
            let (named, flaws) = columns(&grid, header, &layout).map_err(|what| at(header, what))?;
            (named, [title].into_iter().chain(flaws.into_iter().map(|what| at(header, what))).collect())
        }
        (Err(what), None) => return Err(at(first, what)),
    };
    let line = grid.line(first);
    let columns: HashMap<u32, usize> = (0..).zip(&named).map(|(place, (column, _))| (*column, place)).collect();
    let header = Arc::new(Header::new(named.into_iter().map(|(_, name)| name).collect()));
    let mut notes: Vec<Note> = Vec::new();
    if wanted.sheet.is_none() && !others.is_empty() {
        let others = names(others.iter().copied());
        let text = format!("{file}: read sheet {}. Not read: {others} (--sheet chooses another).", quoted(name));
        notes.push(text.into());
    }
    if layout.is_unknown {
        let text = format!(
            "{place}: how its cells look could not be read: numbers are without percent signs and currencies, dates as \
             2026-11-23, and hidden rows are not told of. Save it as .xlsx to have them as they are shown."
        );
        notes.push(text.into());
    }
    if layout.has_conditional_formats {
        let text = format!(
            "{place}: some cells have another number format under a condition (conditional formatting). That is not read: their \
             numbers are as their own format shows them."
        );
        notes.push(text.into());
    }
    notes.extend(hidden(&place, &grid, first, &layout, &left_out));
    notes.extend(merged(&place, &grid, first, &layout, &columns).into_iter().map(Note::from));
    let heading = |column: u32| header.names().get(*columns.get(&column)?).map(String::as_str);
    let faults = unresolved(&grid, first, &layout, heading);
    let remarks = beside::remarks(&layout, line, &columns);
    Ok(Opened {
        sheet: name.to_owned(),
        others: others.iter().map(|tab| tab.name.clone()).collect(),
        table: Table { header, columns, grid, first: first + 1, faults, remarks },
        notes,
        flaws,
    })
}

/// The row that names the columns, where a title stands alone above it.
fn below_title(grid: &Grid, first: usize) -> Option<usize> {
    /// Most rows that may stand above the header: a title, whose the list is, of when.
    const MOST: usize = 4;
    let cells = |row: usize| grid.cells(row).map(|(_, text)| trimmed(text)).filter(|text| !text.is_empty());
    let is_name = |text: &str| !text.contains('@') && text.contains(char::is_alphabetic);
    let header = (first + 1..grid.len()).take(MOST).find(|row| cells(*row).count() > 1)?;
    (cells(first).count() == 1 && cells(header).all(is_name)).then_some(header)
}

/// Columns by their places, with their names.
type Named = Vec<(u32, String)>;

/// Columns and their names, and what is wrong with those. Columns in which there is nothing at all are none. What has no name of its
/// own gets that of its place, so that the rows can be looked at: such a list is not to be sent.
fn columns(grid: &Grid, header: usize, layout: &Layout) -> Result<(Named, Vec<String>), String> {
    let line = grid.line(header);
    let is_in_header = |merged: &&super::sheet::Merged| (merged.rows.0..=merged.rows.1).contains(&line);
    let merged: Vec<_> = layout.merged.iter().filter(is_in_header).collect();
    let mut flaws: Vec<String> = merged
        .iter()
        .map(|merged| {
            format!(
                "the cells {} are merged, but the first row must name the columns, one in each cell. If it is a title, delete \
                 the row; or else take the cells apart (unmerge).",
                merged.text()
            )
        })
        .collect();
    let mut names: BTreeMap<u32, String> = grid
        .cells(header)
        .map(|(column, name)| (column, trimmed(name).to_owned()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    // The first value of each column below the header.
    let mut below: BTreeMap<u32, u64> = BTreeMap::new();
    for row in header + 1..grid.len() {
        for (column, _) in grid.cells(row).filter(|(_, text)| !text.trim().is_empty()) {
            below.entry(column).or_insert(grid.line(row));
        }
    }
    if let (1, Some(name)) = (names.len(), names.values().next())
        && below.len() > 1
    {
        return Err(if let Some(merged) = flaws.pop() {
            merged
        } else {
            format!(
                "there is only one column name, {}, but values in {} columns. The first row must name the columns: if this one \
             is a title, delete it.",
                quoted(name),
                below.len()
            )
        });
    }
    let mut seen: HashMap<String, u32> = HashMap::new();
    for (column, name) in &mut names {
        if let Some(first) = seen.get(name.as_str()) {
            let (first, second) = (cell_name(line, *first), cell_name(line, *column));
            flaws.push(format!("cells {first} and {second} both say {}. Rename one of them.", quoted(name)));
            *name = format!("{name} ({})", column_name(*column));
        }
        seen.insert(name.clone(), *column);
    }
    let unnamed: Vec<(u32, u64)> = below.into_iter().filter(|(column, _)| !names.contains_key(column)).collect();
    // Of a heading of two rows, the first alone says nothing.
    let is_hopeless = unnamed.len() * 4 > names.len();
    for (column, row) in unnamed {
        // What lies under a merged cell is told with that.
        if !merged.iter().any(|merged| (merged.columns.0..=merged.columns.1).contains(&column)) {
            flaws.push(format!(
                "cell {} is empty, but there is a value in {} below it. Name the column, or delete it.",
                cell_name(line, column),
                cell_name(row, column)
            ));
        }
        if is_hopeless && let Some(first) = flaws.first() {
            return Err(first.clone());
        }
        let place = column_name(column);
        let name = if seen.contains_key(&place) { format!("({place})") } else { place };
        names.insert(column, name);
    }
    Ok((names.into_iter().collect(), flaws))
}

/// `3 hidden rows are in the list too: lines 5, 9, 12 (--rows 4,8,11).` The numbers beside the sheet are of lines; `--rows` counts
/// what is in the list.
fn hidden(place: &str, grid: &Grid, header: usize, layout: &Layout, left_out: &BTreeSet<u64>) -> Option<Note> {
    if !left_out.is_empty() {
        let hidden = left_out.iter().map(|line| HiddenRow { row: None, line: *line }).collect();
        return Some(Note { text: format!("{place}: hidden rows were left out: {}.", lines(left_out)), hidden });
    }
    let is_row = |row: &usize| !grid.is_blank(*row) || layout.unresolved.contains_key(&grid.line(*row));
    let numbered = (1..).zip((header + 1..grid.len()).filter(is_row).map(|row| grid.line(row)));
    let hidden: Vec<(u64, u64)> = numbered.filter(|(_, line)| layout.hidden.contains(line)).collect();
    let lines = lines(&hidden.iter().map(|(_, line)| *line).collect());
    let numbers = ranges(&hidden.iter().map(|(number, _)| *number).collect());
    let rows = if numbers.len() > SHOWN { String::new() } else { format!(" (--rows {})", numbers.join(",")) };
    let leave = "Leave them out with --skip-hidden.";
    let text = match hidden.len() {
        0 => return None,
        1 => format!("{place}: 1 hidden row is in the list too: {lines}{rows}. {leave}"),
        count => format!("{place}: {count} hidden rows are in the list too: {lines}{rows}. {leave}"),
    };
    let hidden = hidden.into_iter().map(|(row, line)| HiddenRow { row: Some(row), line }).collect();
    Some(Note { text, hidden })
}

/// As many ranges as a person reads.
const SHOWN: usize = 12;

/// `lines 5, 9-12`
fn lines(numbers: &BTreeSet<u64>) -> String {
    let ranges = ranges(numbers);
    let more = if ranges.len() > SHOWN { " …" } else { "" };
    let noun = if numbers.len() == 1 { "line" } else { "lines" };
    format!("{noun} {}{more}", ranges[..ranges.len().min(SHOWN)].join(", "))
}

/// `5`, `9-12`
fn ranges(numbers: &BTreeSet<u64>) -> Vec<String> {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let range = |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.iter().map(range).collect()
}

/// Cells that are merged have a value in the first of them alone: of those over several rows, and of those over several columns
/// of one row.
fn merged(place: &str, grid: &Grid, header: usize, layout: &Layout, columns: &HashMap<u32, usize>) -> Vec<String> {
    type Merged = super::sheet::Merged;
    let line = grid.line(header);
    let is_tall = |merged: &&Merged| merged.rows.0 > line && merged.rows.1 > merged.rows.0;
    let is_wide = |merged: &&Merged| {
        let is_covered = |column: &u32| *column > merged.columns.0 && *column <= merged.columns.1;
        merged.rows.0 > line && merged.rows.1 == merged.rows.0 && columns.keys().any(is_covered)
    };
    let has_value = |merged: &&Merged| {
        grid.row_of(merged.rows.0).is_some_and(|row| grid.cells(row).any(|(column, _)| column == merged.columns.0))
    };
    let found = |is_one: &dyn Fn(&&Merged) -> bool| {
        let found: Vec<Merged> = layout.merged.iter().filter(is_one).copied().collect();
        let first = found.iter().copied().find(|merged| has_value(&merged))?;
        Some((first, if found.len() > 1 { " and others" } else { "" }))
    };
    let tall = found(&is_tall).map(|(first, more)| {
        format!(
            "{place}: the cells {}{more} are merged: their value belongs to line {} alone, and is empty in the lines below it.",
            first.text(),
            first.rows.0
        )
    });
    let wide = found(&is_wide).map(|(first, more)| {
        format!(
            "{place}: the cells {}{more} are merged: their value belongs to column {} alone, and is empty in those beside it.",
            first.text(),
            column_name(first.columns.0)
        )
    });
    tall.into_iter().chain(wide).collect()
}

/// Rows with a formula that no program has calculated: its cell looks empty here, and full in the spreadsheet program. A column of
/// such formulas alone may have no heading.
fn unresolved<'h>(
    grid: &Grid,
    header: usize,
    layout: &Layout,
    heading: impl Fn(u32) -> Option<&'h str>,
) -> BTreeMap<usize, String> {
    let fault = |row: usize| {
        let column = *layout.unresolved.get(&grid.line(row))?;
        let which = match heading(column) {
            Some(name) => format!("column {}: the formula", quoted(name)),
            None => format!("the formula in column {}", column_name(column)),
        };
        let what =
            format!("{which} has no result yet. Open the workbook in the spreadsheet program, and save it there.");
        Some((row, what))
    };
    if layout.unresolved.is_empty() { BTreeMap::new() } else { (header + 1..grid.len()).filter_map(fault).collect() }
}
