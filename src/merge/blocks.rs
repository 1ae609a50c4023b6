//! Blocks that are begun and never ended: `{% if … %}` without `{% endif %}`.

use std::ops::Range;

/// Tags that stand before and behind something.
const BLOCKS: [&str; 5] = ["if", "for", "block", "filter", "raw"];

/// The innermost block without an end: where its tag is, and its name.
pub(super) fn unclosed(text: &str) -> Option<(Range<usize>, &str)> {
    let mut open: Vec<(Range<usize>, &str)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let rest = &text[start..];
        let end = |close: &str| rest.get(2..)?.find(close).map(|found| start + 2 + found + close.len());
        if rest.starts_with("{#") {
            at = end("#}")?;
        } else if rest.starts_with("{%") {
            at = end("%}")?;
            let name = word(&text[start + 2..at - 2]);
            match name.strip_prefix("end") {
                // What is between them is not read.
                _ if open.last().is_some_and(|(_, last)| *last == "raw") && name != "endraw" => {}
                Some(ended) => {
                    if let Some(place) = open.iter().rposition(|(_, name)| *name == ended) {
                        open.truncate(place);
                    }
                }
                None if BLOCKS.contains(&name) => open.push((start..at, name)),
                None => {}
            }
        } else {
            at = start + 1;
        }
    }
    open.pop()
}

/// The word that a tag begins with.
fn word(inner: &str) -> &str {
    let inner = inner.trim_start_matches('-').trim_start();
    let end = inner.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(inner.len());
    &inner[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_innermost_block_without_an_end_is_found() {
        for (text, expected) in [
            ("a {% if b %}c", Some((2, "if"))),
            ("{% if a %}{% endif %}{% for b in c %}", Some((21, "for"))),
            ("{% if a %}{%- for b in c %}{% endfor -%}", Some((0, "if"))),
            ("{# {% if a %} #}", None),
            ("{% if a %}{% elif b %}{% else %}{% endif %}", None),
            ("{% raw %}{% if %}{% endraw %}", None),
            ("{% set a = 1 %}{{ b }}", None),
            ("{% if", None),
            ("{%}", None),
        ] {
            assert_eq!(unclosed(text).map(|(range, name)| (range.start, name)), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(text in r"(\{|\{%|%\}|\{#|#\}| if | endif | raw |é|-){0,20}") {
            if let Some((range, name)) = unclosed(&text) {
                prop_assert!(text[range].contains(name));
            }
        }
    }
}
