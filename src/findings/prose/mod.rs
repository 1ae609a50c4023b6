//! Texts of several words beside the rest of their row and of their column: whose name they begin with, whether they say he or she, in
//! which language they are, how they address the reader, on which day something is, and whether they end. Learnt from the first rows.

mod address;
mod days;
mod ends;
mod languages;
mod openings;
mod pronouns;
mod said;

use self::address::Address;
use self::ends::Ends;
use self::languages::Languages;
use self::openings::Openings;
use self::pronouns::Pronouns;
use self::said::Said;
use super::known_column::Column;
use super::{Kind, Look, shown, trimmed};
use crate::input::{Fields, Source};
use crate::merge::Uses;

/// What the first rows say of the texts of a list.
#[derive(Debug, Default)]
pub(super) struct Prose {
    texts: Vec<Text>,
    languages: Option<Languages>,
    pronouns: Option<Pronouns>,
}

/// A column of texts that the letter uses.
#[derive(Debug)]
struct Text {
    column: usize,
    openings: Option<Openings>,
    ends: Ends,
    address: Address,
}

/// The first rows, each with a value for each column, and what each of their texts says, by the columns of texts.
struct Sample<'a> {
    rows: &'a [Vec<String>],
    names: &'a [String],
    columns: &'a [Column],
    texts: Vec<(usize, Vec<Said>)>,
}

impl Prose {
    /// Of the first rows, of the headings, and of the letter, whose texts are these.
    pub(super) fn of<'t>(
        rows: &[Vec<String>],
        columns: &[Column],
        names: &[String],
        uses: &Uses,
        written: impl Iterator<Item = &'t str>,
    ) -> Self {
        let is_text = |column: &usize| {
            !uses.attachment.contains(column)
                && columns.get(*column).is_some_and(|known| known.has_texts && !known.has_streets && !known.has_towns)
        };
        let used: Vec<usize> = uses.letter.iter().copied().filter(is_text).collect();
        if used.is_empty() {
            return Self::default();
        }
        let letter = address::Letter::of(written);
        let of_column = |column: usize| {
            (column, rows.iter().map(|row| Said::of(row.get(column).map_or("", String::as_str))).collect())
        };
        let sample = Sample { rows, names, columns, texts: used.into_iter().map(of_column).collect() };
        let values = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(String::as_str);
        let text = |(column, said): &(usize, Vec<Said>)| Text {
            column: *column,
            openings: Openings::of(&sample, *column),
            ends: Ends::of(values(*column)),
            address: letter.beside(said),
        };
        Self {
            texts: sample.texts.iter().map(text).collect(),
            languages: Languages::of(&sample),
            pronouns: Pronouns::of(&sample),
        }
    }

    /// Learns who else is in the list: the text of one may be another's that stands far from it.
    pub(super) fn know_others(&mut self, source: &Source) {
        const MOST: usize = 1_000;
        let mut openings: Vec<&mut Openings> =
            self.texts.iter_mut().filter_map(|text| text.openings.as_mut()).collect();
        if openings.is_empty() {
            return;
        }
        // What cannot be read is told by whoever reads the list.
        for record in source.records().into_iter().flatten().take(MOST).flatten() {
            openings
                .iter_mut()
                .for_each(|openings| openings.know(record.fields.get(openings.column).unwrap_or_default()));
        }
    }

    /// Finds texts that do not go with their row. One of which something is said already is enough said of.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
        for text in &self.texts {
            let own = value(text.column);
            if own.is_empty() || look.is_told([text.column]) {
                continue;
            }
            if let Some((kind, what)) = self.flaw(text, own, value, |column| look.heading(column), fields) {
                look.find_value(text.column, kind, own, &what);
            }
        }
    }

    fn flaw<'v>(
        &self,
        text: &Text,
        own: &str,
        value: impl Fn(usize) -> &'v str + Copy,
        heading: impl Fn(usize) -> String + Copy,
        fields: &Fields,
    ) -> Option<(Kind, String)> {
        if let Some(openings) = &text.openings
            && let Some(name) = openings.other(own, value(openings.column))
        {
            let what = format!(
                "begins with {} of another row (\"{}\"), and nearly all others with their own: here it is \"{}\". Is it the text \
                 of that row?",
                heading(openings.column),
                shown(name),
                shown(value(openings.column))
            );
            return Some((Kind::OthersName, what));
        }
        let is_said = self.pronouns.is_some() || self.languages.is_some() || text.address != Address::default();
        let of_words = || {
            let said = Said::of(own);
            let of_row = self.pronouns.as_ref().and_then(|pronouns| pronouns.flaw(&said, value, heading));
            let of_row = of_row.or_else(|| self.languages.as_ref()?.flaw(&said, text.column, value, heading));
            let found = of_row.map(|what| (Kind::OddRelation, what));
            found.or_else(|| text.address.flaw(&said).map(|what| (Kind::OddValue, what.to_owned())))
        };
        is_said
            .then(of_words)
            .flatten()
            .or_else(|| text.ends.flaw(own).map(|what| (Kind::OddValue, what.to_owned())))
            .or_else(|| days::flaw(own, fields).map(|what| (Kind::WrongDate, what)))
    }
}

#[cfg(test)]
mod tests;
