//! Where an HTML text names pictures: `<img src>`, `srcset`, `<td background>`, and `url(…)` in its styles.

use std::ops::Range;

use memchr::memmem;

use super::html::attribute;
use super::marked::CELL;

/// Where a picture may be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    /// Its URL.
    pub(super) range: Range<usize>,
    /// Whether it is one whatever its name: elsewhere stand fonts, other styles and colours too.
    pub(super) is_sure: bool,
}

/// All pictures that have to be looked at, in the order of their places.
pub(super) fn of(text: &str) -> Vec<Picture> {
    let may_have = |words: [&str; 2]| words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    let (has_background, has_style) = (may_have(["ackground", "ACKGROUND"]), may_have(["rl(", "RL("]));
    let (mut sure, mut others) = (Vec::new(), Vec::new());
    for start in memchr::memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[start + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, from) = (&rest[..length], start + 1 + length);
        let is = |tag: &str| name.eq_ignore_ascii_case(tag);
        if name.is_empty() {
            continue;
        }
        if is("img") {
            sure.extend(attribute(text, from, "src"));
        }
        if is("img") || is("source") {
            sure.extend(attribute(text, from, "srcset").into_iter().flat_map(|range| candidates(text, range)));
        } else if has_background {
            others.extend(attribute(text, from, "background"));
        }
        if has_style && is("style") {
            let end = memmem::find(&text.as_bytes()[from..], b"</").map_or(text.len(), |length| from + length);
            urls(text, from..end, &mut others);
        } else if has_style && let Some(style) = attribute(text, from, "style") {
            urls(text, style, &mut others);
        }
    }
    others.retain(|range| text[range.clone()].contains(CELL) || is_named_as_one(&text[range.clone()]));
    let found = |ranges: Vec<Range<usize>>, is_sure| ranges.into_iter().map(move |range| Picture { range, is_sure });
    let mut found: Vec<_> = found(sure, true).chain(found(others, false)).collect();
    // Whatever follows, it stays.
    found.retain(|picture| !text[picture.range.clone()].starts_with("https://"));
    found.sort_by_key(|picture| picture.range.start);
    found
}

/// Whether a URL ends as the name of a picture does.
pub(super) fn is_named_as_one(url: &str) -> bool {
    const ENDINGS: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif"];
    let end = |ending: &str| url.len().checked_sub(ending.len()).and_then(|at| url.get(at..));
    ENDINGS.iter().any(|ending| end(ending).is_some_and(|end| end.eq_ignore_ascii_case(ending)))
}

/// The URLs of a `srcset`: `a.png, b.png 2x`.
fn candidates(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let begin = at + rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',').len();
        let rest = &text[begin..range.end];
        let url = rest.find(|c: char| c.is_ascii_whitespace()).map_or(rest, |length| &rest[..length]);
        let whole = url.trim_end_matches(',');
        if !whole.is_empty() {
            found.push(begin..begin + whole.len());
        }
        let behind = begin + url.len();
        // A comma behind it ends it; a width or a density stands before the next.
        let is_ended = whole.len() < url.len();
        let comma = text[behind..range.end].find(',').map_or(range.end, |length| behind + length + 1);
        at = if is_ended { behind } else { comma };
    }
    found
}

/// What a style names.
fn urls(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    const QUOTES: [&str; 4] = ["\"", "'", "&quot;", "&#39;"];
    for open in memchr::memchr_iter(b'(', text[range.clone()].as_bytes()).map(|at| range.start + at) {
        let is_url = open
            .checked_sub(3)
            .and_then(|from| text.get(from..open))
            .is_some_and(|word| word.eq_ignore_ascii_case("url"));
        let Some(length) = text[open..range.end].find(')').filter(|_| is_url) else { continue };
        let mut url = text[open + 1..open + length].trim();
        for quote in QUOTES {
            url = url.strip_prefix(quote).and_then(|url| url.strip_suffix(quote)).unwrap_or(url);
        }
        let from = url.as_ptr() as usize - text.as_ptr() as usize;
        found.push(from..from + url.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        of(text).into_iter().map(|picture| &text[picture.range]).collect()
    }

    #[test]
    fn pictures_are_found_wherever_they_are_named() {
        for (text, expected) in [
            ("<p>x</p><img alt=x src=\"a.png\"><IMG SRC=b.png>", vec!["a.png", "b.png"]),
            ("<img srcset=\"a.png, b.png 2x,c.png 100w\" src='d.png'>", vec!["a.png", "b.png", "c.png", "d.png"]),
            ("<source srcset=a.webp>", vec!["a.webp"]),
            ("<td background=\"bg.png\" style=\"color:red;background:url(c.png) top\">", vec!["bg.png", "c.png"]),
            ("<TABLE BACKGROUND='bg.png'>", vec!["bg.png"]),
            ("<p style=\"background:URL( 'a b.PNG' )\">", vec!["a b.PNG"]),
            ("<p style='background:url(&quot;a.jpg&quot;)'>", vec!["a.jpg"]),
            ("<style>a{background:url(\"a.gif\")} b{src:url(x.woff)}</style> url(no.png)", vec!["a.gif"]),
            ("<img src=\"https://x.test/a.png\"><td style=\"background:url(https://x.test/a.png)\">", vec![]),
            ("<p>background url(a.png) srcset=b.png src=c.png</p>", vec![]),
            ("<style>@import url(a.css); a{fill:url(#x)}", vec![]),
            ("<td background=red><td background='#fff'><body background=\"\">", vec![]),
            ("<td background><img srcset=\" , \"><p style=\"url(\"><", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(<img |<td |<style>|srcset=|background=|style=|src=|url\\(|[a-b .,\"'()>é]|.png){0,16}") {
            let found = of(&text);
            proptest::prop_assert!(found.iter().all(|picture| text.get(picture.range.clone()).is_some()));
            proptest::prop_assert!(found.is_sorted_by_key(|picture| picture.range.start));
        }
    }
}
