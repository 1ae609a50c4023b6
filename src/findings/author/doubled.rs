//! A column that a template shows twice side by side: `Dear {{ name }} {{ name }},`.

use super::variables::{Variable, variables};
use crate::input::Header;

/// Where one is shown again, in octets: from the first of the two to the end of the second.
pub(super) fn doubled(text: &str, header: &Header) -> Option<(usize, usize)> {
    let variables = variables(text, header);
    let is_again = |pair: &&[Variable<'_>]| {
        let [one, other] = pair else { return false };
        let between = text[one.to..other.from].replace("&nbsp;", " ");
        let is_beside = between.chars().all(|c| c.is_whitespace() && c != '\n') && !is_in_path(&text[..one.from]);
        // What is made of a column twice in two ways is meant: the first letter, and all of it.
        is_beside && one.column.is_some() && one.inside == other.inside && is_word(header, one.column)
    };
    variables.windows(2).find(is_again).map(|pair| (pair[0].from, pair[1].to))
}

/// Whether the heading says what is there, and is no sign to be repeated.
fn is_word(header: &Header, column: Option<usize>) -> bool {
    const SIGNS: [&str; 8] = ["emoji", "icon", "symbol", "sign", "smiley", "separator", "tab", "符号"];
    let name = column.and_then(|column| header.names().get(column)).map(|name| name.to_lowercase());
    name.is_some_and(|name| name.chars().any(char::is_alphabetic) && !SIGNS.iter().any(|sign| name.contains(sign)))
}

/// Whether what follows is a part of a path or a link.
fn is_in_path(before: &str) -> bool {
    before.ends_with(['/', '\\', '=', '&', '?', '#', '_', '-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let header = Header::new(["nazwisko", "imię", "emoji", "姓名"].map(str::to_owned).to_vec());
        doubled(text, &header).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn a_column_twice_side_by_side_is_found() {
        for (text, part) in [
            ("Dzień dobry {{ imię }} {{ nazwisko }} {{ nazwisko }},", "{{ nazwisko }} {{ nazwisko }}"),
            ("{{ imię }}&nbsp;{{imię}}", "{{ imię }}&nbsp;{{imię}}"),
            ("尊敬的{{ 姓名 }}{{ 姓名 }}同学", "{{ 姓名 }}{{ 姓名 }}"),
        ] {
            assert_eq!(found(text), Some(part), "{text}");
        }
    }

    #[test]
    fn a_column_twice_in_other_places_is_left_alone() {
        for text in [
            "{{ imię }} {{ nazwisko }}",
            "{{ nazwisko }}, {{ nazwisko }}",
            "{{ nazwisko }}\n{{ nazwisko }}",
            "<td>{{ nazwisko }}</td><td>{{ nazwisko }}</td>",
            "| {{ nazwisko }} | {{ nazwisko }} |",
            "{{ nazwisko | first }} {{ nazwisko }}",
            "{% if imię %}{{ nazwisko }} {% else %}{{ nazwisko }}{% endif %}",
            "https://a.example/{{ nazwisko }}{{ nazwisko }}",
            "{{ emoji }}{{ emoji }}",
            "{{ x }} {{ x }}",
            "{{ 姓名 }}：{{ 姓名 }}",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
