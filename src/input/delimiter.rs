//! Which delimiter the file uses.

use super::scan::Scanner;
use super::{Fields, InputError};

/// The delimiters that are looked for. Where two fit equally well, the one that comes first.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are looked at, the header included.
const ROWS: u32 = 20;

/// The delimiter that a first line `sep=;` tells spreadsheet programs, if it cuts the header into columns.
pub(super) fn told(text: &str, mut rows: impl FnMut(u8) -> Scanner) -> Option<u8> {
    let line = text.trim_start_matches('\u{FEFF}').split(['\r', '\n']).next()?;
    let &[told] = line.strip_prefix("sep=")?.as_bytes() else { return None };
    if !is_delimiter(told) {
        return None;
    }
    let header = rows(told).next().ok()??;
    (header.fields.len() > 1).then_some(told)
}

/// RFC 4180 needs quote, CR and LF for itself; only ASCII is one octet in UTF-8.
pub(super) fn is_delimiter(octet: u8) -> bool {
    octet.is_ascii() && !matches!(octet, b'\0' | b'"' | b'\r' | b'\n')
}

/// Finds the delimiter: the one that cuts the first rows into the most even table. `rows` starts to read the file
/// anew with a delimiter. A file of one column is said to be delimited by commas.
pub(super) fn find(mut rows: impl FnMut(u8) -> Scanner) -> u8 {
    let mut best: Option<(Fit, u8)> = None;
    for candidate in DELIMITERS {
        let Some(fit) = Fit::of(&mut rows(candidate)) else { continue };
        if best.as_ref().is_none_or(|(other, _)| fit.is_better_than(other)) {
            best = Some((fit, candidate));
        }
    }
    best.map_or(b',', |(_, candidate)| candidate)
}

/// How many columns there are below a first line that has but one and so may be a title, if one of these delimiters (else any that
/// is looked for) makes names of the second line, and of the third values with an address among them.
pub(super) fn columns_below(given: Option<u8>, mut rows: impl FnMut(u8) -> Scanner) -> Option<usize> {
    let candidates = given.map_or(DELIMITERS.to_vec(), |given| vec![given]);
    candidates.into_iter().find_map(|candidate| {
        let mut rows = rows(candidate);
        let mut next = || Some(rows.next().ok()??.fields);
        let (title, names, values) = (next()?, next()?, next()?);
        let has_address = |fields: &Fields| fields.iter().any(|field| field.contains('@'));
        let are_names = names.iter().all(|name| !name.trim().is_empty()) && !has_address(&names);
        let is_table = title.len() == 1 && names.len() > 1 && values.len() == names.len();
        (is_table && are_names && has_address(&values)).then_some(names.len())
    })
}

/// The full-width sign that was typed between the names of a header which has but one, and where the header has it once only, between
/// the values of the first row too, if there is one. `rows` begin with the header.
pub(super) fn full_width(name: &str, rows: &mut Scanner) -> Option<char> {
    const SIGNS: [char; 4] = ['，', '；', '、', '｜'];
    let count = |text: &str, sign: char| text.matches(sign).count();
    let sign = SIGNS.into_iter().max_by_key(|sign| count(name, *sign)).filter(|sign| count(name, *sign) > 0)?;
    let mut is_in_row = || {
        rows.next().ok()?;
        let row = rows.next().ok()??;
        Some(row.fields.iter().map(|field| count(field, sign)).sum::<usize>() == count(name, sign))
    };
    (count(name, sign) > 1 || is_in_row().unwrap_or(true)).then_some(sign)
}

/// How well a delimiter fits.
#[derive(Debug)]
struct Fit {
    /// The share of rows with as many values as the header, and no quote in a strange place.
    even: f64,
    /// The share of values that begin with a blank: after a comma within text there is one, after a delimiter seldom.
    blank: f64,
    columns: usize,
}

impl Fit {
    /// `None` if the delimiter is not in the header.
    fn of(rows: &mut Scanner) -> Option<Self> {
        let (mut seen, mut even, mut values, mut blank, mut columns) = (0_u32, 0_u32, 0_u32, 0_u32, 0);
        while let Some(row) = rows.next().transpose().filter(|_| seen < ROWS) {
            let row = match row {
                Ok(row) => row,
                Err(error) if error.is_row_fault() && columns > 0 => {
                    seen += 1;
                    continue;
                }
                // Nobody knows where the next row begins, and another delimiter may not come to that.
                Err(InputError::AfterQuote { .. }) if columns > 0 => {
                    seen += 1;
                    break;
                }
                // What is wrong with the file whatever its delimiter is, the reader of its rows will say.
                Err(_) => break,
            };
            if columns == 0 {
                columns = row.fields.len();
            }
            seen += 1;
            even += u32::from(row.fields.len() == columns && !row.stray_quote);
            for field in row.fields.iter() {
                values += 1;
                blank += u32::from(field.starts_with(' '));
            }
        }
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        (columns > 1).then(|| Self { even: share(even, seen), blank: share(blank, values), columns })
    }

    fn is_better_than(&self, other: &Self) -> bool {
        let order = self.even.total_cmp(&other.even);
        order.then(other.blank.total_cmp(&self.blank)).then(self.columns.cmp(&other.columns)).is_gt()
    }
}
