//! What mail programs take out of a page: forms, frames, and what is to run at a click.

/// What begins such a part, in lower case, and what is said of it.
const PARTS: [(&str, &str); 4] = [
    ("<form", "a form: mail programs take it out. Link to a page that has it."),
    ("<iframe", "a frame with another page: mail programs take it out. Link to that page."),
    ("<object", "an object of another program: mail programs take it out. Link to it, or attach it."),
    ("<embed", "an object of another program: mail programs take it out. Link to it, or attach it."),
];

const RUN: &str = "a script that is to run when something happens: mail programs take it out. Use a link.";

/// The first of each, in the order of the list above, of a page in lower case.
pub(super) fn taken_out(page: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let parts = PARTS.iter().filter_map(|(begin, what)| {
        let is_whole = |at: &usize| !page[at + begin.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        page.match_indices(begin).map(|(at, _)| at).find(is_whole).map(|at| (at, *what))
    });
    parts.chain(run(page).map(|at| (at, RUN)))
}

/// The first tag with `onclick="…"` or another of its kind.
fn run(page: &str) -> Option<usize> {
    const NAMES: [&str; 8] =
        ["onclick", "onload", "onsubmit", "onmouseover", "onchange", "onerror", "onfocus", "ontouchstart"];
    let is_in_tag = |at: usize| {
        let before = &page[..at];
        let is_apart = before.ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        is_apart && before.rfind(['<', '>']).is_some_and(|sign| before[sign..].starts_with('<'))
    };
    let first = |name: &&str| {
        /// So many are looked at: a text may be full of them.
        const MOST: usize = 100;
        let is_given = |at: &usize| page[at + name.len()..].trim_start().starts_with('=');
        page.match_indices(*name).take(MOST).map(|(at, _)| at).find(|at| is_given(at) && is_in_tag(*at))
    };
    NAMES.iter().filter_map(first).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_is_found_once_of_each() {
        for (page, count) in [
            ("<form action=\"https://a.example\"><input></form><form>", 1),
            ("<p>x</p><iframe src=\"https://a.example\"></iframe>", 1),
            ("<a href=\"https://a.example\" onclick=\"pay()\">x</a>", 1),
            ("<body onload = 'x()'><form><iframe>", 3),
            ("<formula>", 0),
            ("<p>write onclick=\"x\" there</p>", 0),
            ("<p data-onclick=\"x\">", 0),
            ("the form <b>", 0),
            ("", 0),
        ] {
            assert_eq!(taken_out(page).count(), count, "{page}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_page_can_be_looked_at(page in "(\\PC|<form|<a |onclick|=|>){0,20}") {
            taken_out(&page).count();
        }
    }
}
