//! `{% for r in rwos %}`: loops over a list that there is not, where the rows of a letter were meant.

use super::engine::{Engine, Mode, ROWS, Text, TextId, number_of, text_name};
use super::errors::{TemplateError, unlisted};
use super::names::Names;
use super::spans::Rewritten;
use super::tags::Use;

/// So few letters may differ from those of `rows`.
const FEW: usize = 2;

/// A loop: the text that has it, where, and what is wrong with it.
type Found = (String, usize, TemplateError);

impl Engine {
    /// Makes the loops go through the rows of the letter, so that the columns of these can be looked at. What was wrong.
    pub(super) fn list_the_rows(&mut self, names: &Names) -> Vec<TemplateError> {
        let mut errors = Vec::new();
        for (name, at, error) in self.loops_without_list() {
            errors.push(error);
            let text = match number_of(&name) {
                Some(number) => self.texts.get_mut(number),
                None => self.files.get_mut(&name),
            };
            let Some(text) = text else { continue };
            let source = &text.unfolded;
            let length = source.text[at..].find(|c: char| !c.is_alphanumeric() && c != '_');
            let end = length.map_or(source.text.len(), |length| at + length);
            text.unfolded = with(source, at, end);
            text.scan = names.scan(&text.unfolded.text, text.mode == Mode::Marked);
            self.is_grouped = true;
        }
        errors
    }

    /// From behind, so that those before stay where they are.
    fn loops_without_list(&self) -> Vec<Found> {
        let texts = self.texts.iter().enumerate().map(|(index, text)| (text_name(TextId(index)), text));
        let files = self.files.iter().map(|(name, text)| (name.clone(), text));
        let mut found = Vec::new();
        for (name, text) in texts.chain(files) {
            for (_, list) in text.scan.loops.iter().rev().filter(|(one, list)| self.lacks(text, one, list)) {
                let what = unlisted(&list.name, self.is_grouped);
                found.push((name.clone(), list.at, text.error_at_scanned(list.at, what)));
            }
        }
        found
    }

    /// Whether a loop goes through no list, and is meant to go through the rows.
    fn lacks(&self, text: &Text, variable: &str, list: &Use) -> bool {
        let texts = || self.texts.iter().chain(self.files.values());
        let is_given =
            |name: &str| texts().any(|text| text.scan.assigned.contains(name) || text.scan.asked.contains(name));
        let has_columns = || {
            let mut fields = text.scan.fields.iter().filter(|(of, _)| of == variable);
            fields.any(|(_, field)| self.position(&field.name).is_some())
        };
        match list.name.as_str() {
            _ if self.position(&list.name).is_some() || is_given(&list.name) => false,
            // Every place of these is told, and not the loops alone.
            ROWS => false,
            // One row has its columns, and each of them has none.
            "row" => has_columns(),
            name => strsim::osa_distance(&name.to_lowercase(), ROWS) <= FEW || has_columns(),
        }
    }
}

/// The same with the list of the rows in the place of what is there.
fn with(source: &Rewritten, from: usize, to: usize) -> Rewritten {
    let mut rewritten = source.part(0, from);
    rewritten.replace(ROWS, source.source_of(from));
    rewritten.append(&source.part(to, source.text.len()));
    rewritten
}
