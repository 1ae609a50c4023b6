//! Addresses in which the surname of their row is mistyped: `paula.aswhorth@` for Paula Ashworth.

use super::{Form, Held, folded};
use crate::findings::column::titles;
use crate::findings::places_in_any_case;

impl Held {
    /// What stands in an address for the last word of a name of several, if that is the word but for a letter, and another word or
    /// its initial stands before it.
    pub(in crate::findings::relations) fn slip<'v>(&self, name: &str, value: &'v str) -> Option<&'v str> {
        /// A shorter name with another letter is another name.
        const SHORTEST: usize = 5;
        let is_of_names = !self.is_of_numbers && matches!(self.form, Form::Whole | Form::Untitled);
        let (local_part, _) = value.rsplit_once('@').filter(|_| is_of_names)?;
        let (_, last) = name.rsplit_once(' ')?;
        // Most are there as they are.
        if places_in_any_case(last, local_part).next().is_some() {
            return None;
        }
        let (first, last) = titles::without(name).unwrap_or(name).rsplit_once(' ')?;
        let word = local_part.trim_end_matches(|c: char| c.is_ascii_digit());
        let word = word.rsplit(['.', '_', '-']).next().unwrap_or(word);
        let lasts = [false, true].map(|is_long| folded(last, is_long));
        let lower = local_part.to_lowercase();
        let is_told =
            lasts.iter().all(|last| last.len() >= SHORTEST && last.is_ascii() && !lower.contains(last.as_str()));
        let firsts = [false, true].map(|is_long| folded(first, is_long));
        let begins = |one: &String| one.chars().next().is_some_and(|letter| lower.starts_with(letter));
        if !is_told || !firsts.iter().any(begins) {
            return None;
        }
        let bare = word.to_lowercase();
        let is_slip = |last: &String| {
            let glued = firsts
                .iter()
                .any(|first| is_one_letter_off(&bare, &format!("{first}{last}")) && bare.starts_with(first.as_str()));
            is_one_letter_off(&bare, last) || glued
        };
        lasts.iter().any(is_slip).then_some(word)
    }
}

/// Whether a letter within a word is another one, missing, or too many, or two are swapped.
fn is_one_letter_off(word: &str, meant: &str) -> bool {
    let ends_alike = word.bytes().next_back() == meant.bytes().next_back();
    ends_alike
        && word.bytes().next() == meant.bytes().next()
        && word.len().abs_diff(meant.len()) <= 1
        && strsim::osa_distance(word, meant) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_with_a_letter_wrong_are_found() {
        let held = Held { form: Form::Untitled, ..Held::default() };
        for (name, value, slip) in [
            ("Mrs Paula Ashworth", "paula.aswhorth@hotmail.co.uk", Some("aswhorth")),
            ("Paula Ashworth", "paulaaswhorth7@hotmail.co.uk", Some("paulaaswhorth")),
            ("Paula Ashworth", "p.ashwrth@hotmail.co.uk", Some("ashwrth")),
            ("Jörg Müller", "joerg.muelller@web.de", Some("muelller")),
            ("Ana García", "ana_gracia@correo.es", Some("gracia")),
            ("Lucas Kowalski", "lucas.kowolski@a.org", Some("kowolski")),
            ("Paula Ashworth", "paula.ashworth@a.org", None),
            ("Paula Ashworth", "paula.smith@a.org", None),
            ("Paula Ashworth", "paula@a.org", None),
            // Plurals, whole families, other names, other people.
            ("Paula Ashworth", "paula.ashworths@a.org", None),
            ("Ana García López", "ana.garcia@a.org", None),
            ("Jan Wong", "jan.wang@a.org", None),
            ("Paula Ashworth", "michelle.aswhorth@a.org", None),
            ("Jörg Müller", "joerg.muller@web.de", None),
            ("Ashworth", "aswhorth@a.org", None),
            ("王 建国", "wang@qq.com", None),
            ("", "", None),
        ] {
            assert_eq!(held.slip(name, value), slip, "{name} {value}");
        }
        let of_numbers = Held { is_of_numbers: true, ..held };
        assert_eq!(of_numbers.slip("Paula Ashworth", "paula.aswhorth@a.org"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(name in "(Anna |é|\\PC){0,6}", value in "(anna|[.]|@|é|\\PC){0,8}") {
            let _ = Held { form: Form::Whole, ..Held::default() }.slip(&name, &value);
        }
    }
}
