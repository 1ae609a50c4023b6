//! The page: one for all letters, which it loads as they are looked at.

use std::collections::BTreeMap;

use serde::Serialize;

use super::blocks::{Index, LIST_BLOCK};
use super::gallery::About;
use super::script::json;
use super::words::words;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPTS: [&str; 4] = [
    include_str!("page/data.js"),
    include_str!("page/list.js"),
    include_str!("page/letter.js"),
    include_str!("page/page.js"),
];

#[derive(Serialize)]
struct Facts<'a> {
    #[serde(flatten)]
    about: &'a About,
    #[serde(flatten)]
    index: &'a Index,
    list_block: usize,
    /// What the script says, in another language than its own.
    words: BTreeMap<&'static str, &'static str>,
}

/// The page, UTF-8. `nonce` is what its scripts are known by, and those that they add.
pub(super) fn page(about: &About, index: &Index, nonce: &str) -> String {
    let words = words(about.lang);
    let facts = json(&Facts { about, index, list_block: LIST_BLOCK, words: words.for_script() });
    let script = SCRIPTS.concat();
    let own = [("lang", about.lang.tag()), ("nonce", nonce), ("style", STYLE), ("script", &script), ("facts", &facts)];
    let fixed = words.for_markup();
    let fixed = fixed.iter().map(|(name, text)| (name.as_str(), *text));
    filled(&own.into_iter().chain(fixed).collect::<Vec<_>>())
}

/// The page with each `{{name}}` replaced, in one pass: what is put in is not looked at again.
fn filled(parts: &[(&str, &str)]) -> String {
    let mut pieces = PAGE.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, after) = piece.split_once("}}").unwrap_or((piece, ""));
        text.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, part)| part));
        text.push_str(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Lang;

    #[test]
    fn what_is_put_in_stays_what_it_is() {
        let about = About {
            recipients: "</script><script>{{script}}.csv".to_owned(),
            template: "{{nonce}}".to_owned(),
            date: 0,
            lang: Lang::En,
        };
        let page = page(&about, &Index::default(), "N");
        assert!(page.contains(r#""recipients":"\u003c/script\u003e\u003cscript\u003e{{script}}.csv""#), "{page}");
        assert_eq!(page.matches("</script>").count(), 2);
        assert_eq!(page.matches("nonce-N").count(), 1);
        assert_eq!(page.matches("nonce=\"N\"").count(), 1);
        assert!(!STYLE.contains("</style") && !SCRIPTS.concat().contains("</script"));
    }
}
