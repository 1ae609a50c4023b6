//! The pictures of a letter, and whether a sentence that says that something is attached may speak of them.

use super::variables::{variables, without_unseen};
use crate::findings::han::is_han;
use crate::findings::near;
use crate::input::Header;

/// What a letter shows.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Whether one of them is a file that goes with the letter, and no sign of whoever sends it.
    is_one_sent: bool,
    /// What they are called, in lower case: by their files, and by what is read in their place.
    words: Vec<String>,
}

/// A picture's file or address, and what is read in its place.
type Picture<'t> = (&'t str, &'t str);

/// Parts of what signs of a sender are called.
const SIGNS: [&str; 20] = [
    "logo", "banner", "header", "footer", "signature", "icon", "letterhead", "briefkopf", "kopf", "unterschrift",
    "wappen", "crest", "firma", "facebook", "twitter", "linkedin", "instagram", "校徽", "标志", "签名",
];

/// Words for pictures, in lower case.
const NOUNS: [&str; 43] = [
    "picture", "photo", "photograph", "image", "poster", "flyer", "map", "screenshot", "chart", "graph", "figure",
    "diagram", "qr", "drawing", "sketch", "banner", "bild", "foto", "grafik", "plakat", "lageplan", "skizze", "karte",
    "abbildung", "imagen", "fotografía", "cartel", "mapa", "plano", "affiche", "plan", "carte", "immagine", "图片",
    "照片", "海报", "图", "二维码", "截图", "写真", "画像", "地図", "사진",
];

impl Pictures {
    /// Of the texts of a letter, to rows of which these are the first. `own`: who sends, whose name may stand in a picture's.
    pub(super) fn of<'t>(
        texts: impl Iterator<Item = &'t str>,
        header: &Header,
        rows: &[Vec<String>],
        own: &str,
    ) -> Self {
        let own = own.to_lowercase();
        let mut found = Self::default();
        for text in texts {
            let text = without_unseen(text);
            for (target, alt) in pictures(&text) {
                let shown = [target, alt].join(" ").to_lowercase();
                let is_sign = SIGNS.iter().any(|sign| shown.contains(sign));
                found.is_one_sent |= !is_sign && is_file(target, header, rows);
                let words = shown.split(|c: char| !c.is_alphabetic()).filter(|word| is_told(word) && !is_sign);
                found.words.extend(words.filter(|word| !own.contains(word)).map(str::to_owned));
            }
        }
        found
    }

    /// Whether a sentence, in lower case, may be one of a picture.
    pub(super) fn may_be_of(&self, sentence: &str) -> bool {
        let is_noun = |word: &str| {
            NOUNS.iter().any(|noun| {
                let is_same = || word.strip_prefix(noun).is_some_and(|rest| matches!(rest, "" | "s" | "er" | "en"));
                if noun.starts_with(is_han) { word.contains(noun) } else { is_same() }
            })
        };
        let mut words = sentence.split(|c: char| !c.is_alphabetic());
        self.is_one_sent || words.any(is_noun) || self.words.iter().any(|word| sentence.contains(word.as_str()))
    }
}

/// Whether a word says what a picture is of.
fn is_told(word: &str) -> bool {
    const SHORTEST: usize = 5;
    const OTHERS: [&str; 6] = ["https", "image", "images", "assets", "static", "uploads"];
    let is_long = if word.contains(is_han) { word.chars().nth(1).is_some() } else { word.len() >= SHORTEST };
    is_long && !OTHERS.contains(&word)
}

/// Whether a picture is a file that goes with the letter; of a column, its first rows say so.
fn is_file(target: &str, header: &Header, rows: &[Vec<String>]) -> bool {
    let is_far = |target: &str| target.contains("://") || target.starts_with("//") || target.starts_with("data:");
    let target = target.trim();
    match variables(target, header).first() {
        None => !target.is_empty() && !is_far(target),
        Some(variable) if variable.from == 0 => {
            let values =
                || variable.column.into_iter().flat_map(|column| rows.iter().filter_map(move |row| row.get(column)));
            values().filter(|value| !value.trim().is_empty()).take(3).any(|value| !is_far(value.trim()))
        }
        Some(_) => !is_far(target),
    }
}

/// Those of a text: `<img src="logo.png" alt="us">`, `![us](logo.png)`.
fn pictures(text: &str) -> Vec<Picture<'_>> {
    const LONGEST: usize = 2_000;
    const MOST: usize = 50;
    let lower = text.to_ascii_lowercase();
    let of_page = lower.match_indices("<img").filter_map(|(at, _)| {
        let tag = near::behind(&text[at..], LONGEST);
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let value = |name: &str| attribute(tag, name).unwrap_or_default();
        (!value("src").is_empty()).then(|| (value("src"), value("alt")))
    });
    let of_markdown = text.match_indices("![").filter_map(|(at, sign)| {
        let inside = near::behind(&text[at + sign.len()..], LONGEST);
        let (alt, rest) = inside.split_once("](")?;
        let target = &rest[..rest.find([')', '\n'])?];
        (!alt.contains('\n')).then_some((target, alt))
    });
    of_page.take(MOST).chain(of_markdown.take(MOST)).collect()
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    let (at, _) = lower.match_indices(name).find(|(at, _)| {
        let is_word = lower[..*at].ends_with(char::is_whitespace);
        is_word && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    quote.map_or_else(|| value.split_whitespace().next(), |quote| value[1..].split(quote).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be(picture: &str, sentence: &str) -> bool {
        let header = Header::new(["photo", "portrait"].map(str::to_owned).to_vec());
        let rows = vec![vec!["https://a.example/1.png".to_owned(), "anna.png".to_owned()]];
        Pictures::of([picture].into_iter(), &header, &rows, "Harbour Lettings").may_be_of(sentence)
    }

    #[test]
    fn sentences_of_a_picture_are_told_from_others() {
        for (picture, sentence) in [
            ("<img src=\"https://a.example/x.png\">", "see the picture attached"),
            ("<img src=\"https://a.example/x.png\">", "the photos are attached"),
            ("![](https://a.example/x.png)", "请见附件图片"),
            ("![](https://a.example/newsletter-11.png)", "our newsletter is attached"),
            ("![邀请函](https://a.example/1.png)", "邀请函见附件"),
            ("![](page1.png)", "the programme is attached"),
            ("![]({{ portrait }})", "your certificate is attached"),
            ("<IMG ALT='' SRC='page1.png'>", "the programme is attached"),
        ] {
            assert!(may_be(picture, sentence), "{picture} {sentence}");
        }
        for picture in [
            "<img src=\"https://a.example/x.png\" alt=\"Harbour Lettings\">",
            "<IMG SRC='https://a.example/x.png'>",
            "<img src=\"logo.png\" alt=\"Harbour\">",
            "![Logo](images/kopf.png)",
            "![Anna]({{ photo }})",
            "<!-- <img src=\"page1.png\"> -->",
            "<img alt=\"x\">",
            "![",
            "",
        ] {
            assert!(!may_be(picture, "please find attached the full statement of harbour lettings"), "{picture}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|<img |src=|alt=|[\"'>\\[\\]()]|!\\[|\\]\\(|\\{\\{ photo \\}\\}){0,24}") {
            may_be(&text, &text);
        }
    }
}
