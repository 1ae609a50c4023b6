//! The tags of a template that show something: where they stand, and the column that each of them shows.

use super::template::blanked;
use crate::findings::near;
use crate::input::Header;

/// A tag such as `{{ name }}`, or `{{ name | upper }}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variable<'t> {
    /// Where it stands in its text, in octets, braces and all.
    pub(super) from: usize,
    /// Its end.
    pub(super) to: usize,
    /// What stands between the braces, without blanks around it.
    pub(super) inside: &'t str,
    /// The column, by index, if it shows one alone, whatever is made of it.
    pub(super) column: Option<usize>,
}

/// A longer one shows more than a column.
const LONGEST: usize = 300;

/// All of them in a text, in their order.
pub(super) fn variables<'t>(text: &'t str, header: &Header) -> Vec<Variable<'t>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find("{{").map(|next| at + next) {
        let behind = from + "{{".len();
        let Some(length) = near::behind(&text[behind..], LONGEST).find("}}") else {
            at = behind;
            continue;
        };
        at = behind + length + "}}".len();
        let inside = text[behind..behind + length].trim_matches('-').trim();
        found.push(Variable { from, to: at, inside, column: column(inside, header) });
    }
    found
}

/// The same text, of the same length, without what is no part of the letter.
pub(super) fn without_unseen(text: &str) -> std::borrow::Cow<'_, str> {
    blanked(text, &[("{#", "#}"), ("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")])
}

/// The column that `name | upper` or `row["name"]` shows. What a filter puts in the place of nothing may be another.
fn column(inside: &str, header: &Header) -> Option<usize> {
    let (name, filters) = inside.split_once('|').map_or((inside, ""), |(name, filters)| (name.trim_end(), filters));
    let key = name.strip_prefix("row[").and_then(|key| key.strip_suffix(']'));
    let quoted =
        key.and_then(|key| ['"', '\''].iter().find_map(|quote| key.strip_prefix(*quote)?.strip_suffix(*quote)));
    let is_plain = !filters.contains("default") && !filters.contains(" if ");
    header.position(quoted.unwrap_or(name)).filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_are_shown_are_known() {
        let header = Header::new(["name", "First name", "数学"].map(str::to_owned).to_vec());
        let text = "{{ name }} {{-First name-}} {{数学 | num}} {{ row[\"name\"] }} {{ name ~ 数学 }} \
                    {{ name | default(value=数学) }} {% if name %}{{ x";
        let found: Vec<_> = variables(text, &header).iter().map(|variable| variable.column).collect();
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(0), None, None]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}|\\[\\]\"-]|name|row){0,24}") {
            let header = Header::new(vec!["name".to_owned()]);
            for variable in variables(&text, &header) {
                proptest::prop_assert!(text.get(variable.from..variable.to).is_some());
            }
        }
    }
}
