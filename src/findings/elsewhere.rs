//! People of the list who stand on another sheet of its workbook too, that is of those who are gone: `离职名单`, `ausgetreten`.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

use super::attachments::Names;
use super::column::dates;
use super::{Kind, Look, headings, shown};
use crate::input::{self, Fields, Header, Options, Source};
use crate::merge::Uses;

/// So many rows of other sheets are known, and so many sheets are looked at.
const MOST_ROWS: usize = 100_000;
const MOST_SHEETS: usize = 6;
/// In octets.
const LARGE: u64 = 4 << 20;

/// Who is gone, of the other sheets of a workbook.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    sheets: Vec<String>,
    /// Hashes of numbers, addresses and names, each with the place of its sheet and its line.
    gone: HashMap<u64, (usize, u64)>,
    /// The columns of the list that are looked up.
    columns: Vec<(usize, Sort)>,
    names: Names,
}

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Sort {
    Address,
    /// A number, below a heading in lower case.
    Number(String),
    Name,
}

/// What a sheet or a column is called that is of those who are gone, in lower case: words, and parts of words.
const WORDS: [&str; 36] = [
    "left", "leavers", "leaver", "leaving", "resigned", "resignations", "dropped", "bounced", "bounces", "former",
    "quit", "deceased", "blocked", "optout", "opt-out", "opt-outs", "inactive", "exit", "exits", "stornos", "gesperrt",
    "baja", "bajas", "salidas", "partis", "départs", "décédés", "exclus", "usciti", "dimessi", "ehemalige",
    "ehemaliger", "removed", "excluded", "blacklist", "blocklist",
];
const PARTS: [&str; 50] = [
    "unsubscri", "cancelled", "canceled", "cancellation", "withdrawn", "terminat", "expelled", "dismissed",
    "do not mail", "do not send", "do not contact", "opted out", "opt out", "no longer", "ausgetreten", "austritt",
    "ausgeschieden", "gekündigt", "kündigung", "abgemeldet", "abmeldung", "abbestell", "storniert", "gelöscht",
    "sperrliste", "verstorben", "désabonn", "désinscri", "résili", "annulés", "annulation", "démission", "radiés",
    "desuscri", "cancelad", "anulad", "despedid", "fallecid", "disiscritt", "cancellati", "desligad", "离职", "退订",
    "退学", "退会", "已取消", "注销", "转学", "黑名单", "离校",
];

/// Whether a sheet or a column is called so.
fn says_gone(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.any(|word| WORDS.contains(&word)) || PARTS.iter().any(|part| lower.contains(part))
}

impl Elsewhere {
    /// Reads the other sheets of a list's workbook, as far as they are of those who are gone. What cannot be read is none.
    pub(super) fn of(source: &Source, uses: &Uses) -> Self {
        let input::Kind::Workbook { others, sheet } = source.kind() else { return Self::default() };
        // A list of those who are gone is written to as such.
        if others.is_empty() || says_gone(&sheet) {
            return Self::default();
        }
        // To read a large workbook once more takes time: of those, the sheets that are called so.
        let is_small = std::fs::metadata(source.file()).is_ok_and(|file| file.len() <= LARGE);
        let names = Names::new(source.header(), uses);
        let mut elsewhere = Self { columns: columns(source.header(), uses, &names), names, ..Self::default() };
        for name in others.into_iter().filter(|name| is_small || says_gone(name)).take(MOST_SHEETS) {
            let options = Options { sheet: Some(name.clone()), ..Options::default() };
            if let Ok(other) = input::open(Path::new(source.file()), &options) {
                elsewhere.add(&name, &other);
            }
        }
        elsewhere.leave_out_lists(source);
        elsewhere
    }

    /// Forgets sheets that half of the first rows are on: they are lists of all, whatever they are called.
    fn leave_out_lists(&mut self, source: &Source) {
        const ROWS: usize = 1_000;
        if self.gone.is_empty() {
            return;
        }
        let mut counts = vec![0; self.sheets.len()];
        let mut rows = 0;
        for record in source.records().into_iter().flatten().flatten().take(ROWS) {
            rows += 1;
            if let Some((_, (sheet, _), _)) = self.find(&record.fields) {
                counts[sheet] += 1;
            }
        }
        self.gone.retain(|_, (sheet, _)| counts[*sheet] * 2 <= rows);
    }

    fn add(&mut self, name: &str, other: &Source) {
        let header = other.header();
        let is_of_all = says_gone(name);
        // The day on which somebody left: where there is none, nobody did.
        let days: Vec<usize> = (0..header.names().len()).filter(|column| says_gone(&header.names()[*column])).collect();
        if !is_of_all && days.is_empty() {
            return;
        }
        let place = self.sheets.len();
        self.sheets.push(name.to_owned());
        let names = Names::new(header, &Uses::default());
        let columns = columns(header, &Uses::default(), &names);
        for record in other.records().into_iter().flatten().flatten() {
            if self.gone.len() >= MOST_ROWS {
                break;
            }
            let value = |column: &usize| record.fields.get(*column).unwrap_or_default().trim();
            let has_day = days.iter().any(|column| !value(column).is_empty());
            let is_later = days.iter().any(|column| {
                dates::shape(value(column))
                    .and_then(|shape| dates::number(value(column), Some(shape)))
                    .is_some_and(|day| day > dates::today())
            });
            if is_later || !is_of_all && !has_day {
                continue;
            }
            let keys = keys(&record.fields, &columns, &names);
            // A name alone may be another's, where something surer is there.
            let has_sure = keys.iter().any(|(_, sort, _)| *sort != Sort::Name);
            for (_, sort, key) in keys {
                if !has_sure || sort != Sort::Name {
                    self.gone.entry(key).or_insert((place, record.line));
                }
            }
        }
    }

    /// Where a row's person stands, by the column that says so.
    fn find(&self, fields: &Fields) -> Option<(usize, (usize, u64), Sort)> {
        let keys = keys(fields, &self.columns, &self.names);
        keys.into_iter().find_map(|(column, sort, key)| Some((column, *self.gone.get(&key)?, sort)))
    }

    /// Tells of a row whose person is on one of those sheets.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        if self.gone.is_empty() {
            return;
        }
        let Some((column, (sheet, line), sort)) = self.find(fields) else { return };
        let value = match sort {
            Sort::Name => self.names.of(fields),
            _ => fields.get(column).unwrap_or_default().trim().to_owned(),
        };
        let what = format!(
            "stands on the sheet \"{}\" too (line {line}), as one who is gone. Take the row out, or leave it if it is to be sent.",
            shown(&self.sheets[sheet])
        );
        look.find_value(column, Kind::Hold, &value, &what);
    }
}

/// The columns that say who somebody is: addresses, numbers by what they are called, names.
fn columns(header: &Header, uses: &Uses, names: &Names) -> Vec<(usize, Sort)> {
    let is_used = |column: usize| uses.to.is_empty() || uses.to.contains(&column);
    let named = header.names().iter().map(|name| name.trim().to_lowercase()).enumerate();
    let mut columns: Vec<(usize, Sort)> = Vec::new();
    for (column, name) in named {
        if headings::is_other(&name) && is_used(column) {
            columns.push((column, Sort::Address));
        } else if headings::is_number(&name) && !headings::is_shared(&name) {
            columns.push((column, Sort::Number(name)));
        }
    }
    columns.extend(names.first_column().map(|column| (column, Sort::Name)));
    columns
}

/// Hashes of what says who a row is about, each with its column.
fn keys(fields: &Fields, columns: &[(usize, Sort)], names: &Names) -> Vec<(usize, Sort, u64)> {
    const SHORTEST_NUMBER: usize = 3;
    let key = |(column, sort): &(usize, Sort)| {
        let value = fields.get(*column).unwrap_or_default().trim();
        let text = match sort {
            Sort::Address => Some(value.to_lowercase()).filter(|value| value.contains('@')),
            Sort::Number(_) => Some(value.to_lowercase())
                .filter(|value| value.len() >= SHORTEST_NUMBER && value.bytes().any(|octet| octet.is_ascii_digit())),
            Sort::Name => Some(names.of(fields).to_lowercase()).filter(|name| is_whole(name)),
        };
        let mut hasher = DefaultHasher::new();
        (sort, text?).hash(&mut hasher);
        Some((*column, sort.clone(), hasher.finish()))
    };
    columns.iter().filter_map(key).collect()
}

/// Two words, or three Chinese characters.
fn is_whole(name: &str) -> bool {
    const CHARACTERS: usize = 3;
    name.contains(' ') || !name.is_ascii() && name.chars().nth(CHARACTERS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_those_who_are_gone_are_known_by_their_names() {
        for name in [
            "离职名单", "退订", "Leavers 2026", "Unsubscribed", "Cancelled", "ausgetreten", "Abmeldungen",
            "désabonnés", "Bajas", "Résiliations", "left", "Opt-out", "date de désinscription", "Austrittsdatum",
            "离职日期",
        ] {
            assert!(says_gone(name), "{name}");
        }
        for name in ["Sheet2", "名单", "Members", "Leeds", "Clefts", "Partitur", "2025"] {
            assert!(!says_gone(name), "{name}");
        }
    }
}
