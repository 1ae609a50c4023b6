//! `{{ e-mail }}` for the column `email`: to Tera one value less another, to the author one name.

use super::check::Spot;
use super::engine::{Engine, ROWS, Text, TextId, text_name};
use super::errors::{TemplateError, unknown_variable};
use crate::mail;

/// A column must be so much like what was written.
const LIKE: f64 = 0.8;

impl Engine {
    /// Names with hyphens that are those of columns but for that, or are nouns, each an error at a place that can be mended. None of their parts
    /// is anything here.
    pub(super) fn hyphenated(&self) -> Vec<(TemplateError, Spot)> {
        let texts = self.texts.iter().enumerate().map(|(index, text)| (text_name(TextId(index)), text));
        let files = self.files.iter().map(|(name, text)| (name.clone(), text));
        let mut found = Vec::new();
        for (name, text) in texts.chain(files) {
            let mut known = None;
            for used in &text.scan.variables {
                let Some((at, written)) = written_at(&text.unfolded.text, used.at) else { continue };
                if known == Some(at) || !self.is_column_but_for_hyphens(written) {
                    continue;
                }
                known = Some(at);
                let error = text.error_at_scanned(at, unknown_variable(written, &self.header));
                found.push((error, Spot { text: name.clone(), at, misspelt: Some(written.to_owned()), blank: 0 }));
            }
        }
        found
    }

    fn is_column_but_for_hyphens(&self, written: &str) -> bool {
        let texts = || self.texts.iter().chain(self.files.values());
        let has = |text: &Text, part: &str| text.scan.assigned.contains(part) || text.scan.asked.contains(part);
        let is_known = |part: &str| {
            self.position(part).is_some()
                || ["row", ROWS, "loop"].contains(&part)
                || texts().any(|text| has(text, part))
        };
        let names = self.header.names().iter().map(String::as_str);
        // As German joins nouns: nobody calls two columns less one another so.
        let are_nouns = || written.split('-').all(|word| word.starts_with(char::is_uppercase));
        !written.split('-').any(is_known) && (are_nouns() || mail::nearest(written, names, LIKE).is_some())
    }
}

/// The words with hyphens and no blanks between them that a variable is one of, and where they begin.
fn written_at(source: &str, at: usize) -> Option<(usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let (before, behind) = source.split_at_checked(at)?;
    let start = before.trim_end_matches(is_part).len();
    let end = source.len() - behind.trim_start_matches(is_part).len();
    let written = source.get(start..end)?;
    // The hyphens of `{{-` and `-}}`.
    let name = written.trim_matches('-');
    let is_whole = !source[..start].ends_with('.') && !source[end..].starts_with(['.', '(', '[']);
    let are_words = name.split('-').all(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let begin = start + written.len() - written.trim_start_matches('-').len();
    (is_whole && are_words && name.contains('-')).then_some((begin, name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_with_hyphens_are_found() {
        for (source, at, found) in [
            ("{{ e-mail }}", 3, Some((3, "e-mail"))),
            ("{{ e-mail }}", 5, Some((3, "e-mail"))),
            ("{{-e-mail-}}", 3, Some((3, "e-mail"))),
            ("{{ 电子-邮件 }}", 10, Some((3, "电子-邮件"))),
            ("{{ e - mail }}", 3, None),
            ("{{ e-1 }}", 3, None),
            ("{{ row.e-mail }}", 9, None),
            ("{{ e-mail.x }}", 3, None),
            ("{{ email }}", 3, None),
            ("e", 9, None),
        ] {
            assert_eq!(written_at(source, at), found, "{source}");
        }
    }

    proptest! {
        #[test]
        fn any_place_is_looked_at(source in "[a{} .(邮-]{0,16}", at in 0_usize..40) {
            let _ = written_at(&source, at);
        }
    }
}
