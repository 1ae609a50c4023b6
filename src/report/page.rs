//! What pages in one file share: their head, their looks, their charts, and what keeps data from becoming markup.
//!
//! Such a page opens offline and asks for nothing: its policy names the styles and scripts that it was made with by their
//! digests, and allows nothing else. The charts are drawn by uPlot (MIT; its notice is in the page).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

const HEAD: &str = include_str!("page/head.html");
const STYLE: &str = include_str!("page/base.css");
const CHARTS: &str = include_str!("page/charts.js");
const UPLOT: &str = include_str!("page/uplot-1.6.32.min.js");
const UPLOT_STYLE: &str = include_str!("page/uplot-1.6.32.min.css");
const UPLOT_LICENCE: &str = include_str!("page/uplot-LICENSE");

/// A kind of page. In its layout `{{name}}` stands for a part.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The markup, with each of [`Self::SHARED`] once.
    pub layout: &'static str,
    /// Its own rules, which come after those that all pages share.
    pub style: &'static str,
    /// Its own script; `charts` is there already.
    pub script: &'static str,
}

impl Page {
    /// The parts that every page has, in the order in which they stand.
    pub const SHARED: [&str; 3] = ["head", "licence", "scripts"];

    /// What the licence of the charts is called in English.
    pub const LICENCE: &str = "Licence of the charts (uPlot)";

    /// The page with each part in its place, and what the licence of the charts is called. The parts are markup: text in them
    /// has been [`escaped`].
    #[must_use]
    pub fn filled(&self, parts: &[(&str, &str)], licence: &str) -> String {
        let style = [STYLE, self.style].concat();
        let script = [CHARTS, self.script].concat();
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
            digests(&[UPLOT_STYLE, &style]),
            digests(&[UPLOT, &script])
        );
        let head = filled(HEAD, &[("policy", &policy), ("uplot-style", UPLOT_STYLE), ("style", &style)]);
        let scripts = format!("<script>{UPLOT}</script>\n<script>{script}</script>");
        let licence = format!(
            "<details class=\"licence\"><summary>{licence}</summary><pre>{}</pre></details>",
            escaped(UPLOT_LICENCE)
        );
        let shared = [("head", head.as_str()), ("licence", &licence), ("scripts", &scripts)];
        filled(self.layout, &[&shared, parts].concat())
    }
}

/// As a policy names what stands between tags (CSP Level 3, §2.3.1).
fn digests(texts: &[&str]) -> String {
    let digest = |text: &&str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    texts.iter().map(digest).collect::<Vec<_>>().join(" ")
}

/// JSON that may stand in a script: nothing in it can end one, or begin a comment.
///
/// # Errors
/// It cannot be told as JSON: a key is no text.
pub fn data(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(serde_json::to_string(value)?.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// Text that may stand between tags and in attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

/// `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The page with each `{{name}}` replaced, in one pass: what is put in is not looked at again.
fn filled(page: &str, parts: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(page.len() + parts.iter().map(|(_, part)| part.len()).sum::<usize>());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        text.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, part)| part));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        assert_eq!(filled("a{{x}}b{{y}}", &[("x", "{{y}}"), ("y", "2")]), "a{{y}}b2");
    }

    #[test]
    fn no_text_is_markup() {
        assert_eq!(escaped("<a b='c' d=\"&\">"), "&lt;a b=&#39;c&#39; d=&quot;&amp;&quot;&gt;");
        assert_eq!(data(&["</script><!--&"]).unwrap(), "[\"\\u003c/script\\u003e\\u003c!--\\u0026\"]");
    }

    #[test]
    fn the_policy_names_what_the_page_holds() {
        let page = Page { layout: "{{head}}{{licence}}{{scripts}}", style: "p { margin: 0 }", script: "alert(1)" };
        let text = page.filled(&[], Page::LICENCE);
        let script = text.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        assert!(script.ends_with("alert(1)"));
        assert!(text.contains(&digests(&[UPLOT, script])));
        assert!(!text.contains("unsafe-inline"));
        // A browser reads CR LF as LF, and would find another digest.
        assert!(![STYLE, CHARTS, UPLOT, UPLOT_STYLE].concat().contains('\r'));
    }
}
