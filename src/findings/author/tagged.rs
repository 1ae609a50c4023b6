//! Tags of the template that are well formed, and show something else than its author meant.

use super::template::behind_fields;
use super::variables::{variables, without_unseen};
use super::{doubled, exchanged, formats, labels};
use crate::findings::{Finding, Kind, shown};
use crate::input::Header;
use crate::merge::Written;

const DOUBLED: &str = "shows one column twice side by side. Take one out.";

/// So many formats are told.
const MOST: usize = 10;

/// What looks wrong: where, what, and what to do. The first text is the template, the others are what it includes.
pub(super) fn look<'a>(texts: impl Iterator<Item = Written<'a>>, header: &Header) -> Vec<Finding> {
    let texts: Vec<_> = texts.map(|written| (written, without_unseen(written.text))).collect();
    let columns_of = |text: &str| variables(text, header).iter().filter_map(|tag| tag.column).collect::<Vec<_>>();
    let used: Vec<usize> = texts.iter().flat_map(|(_, text)| columns_of(text)).collect();
    let name = |column: usize| header.names().get(column).map(|name| shown(name)).unwrap_or_default();
    let mut found = Vec::new();
    for (index, (written, text)) in texts.iter().enumerate() {
        let body = if index == 0 { behind_fields(text) } else { 0 };
        for wrong in labels::wrong(&text[body..], header, |column| used.contains(&column)) {
            let (label, column) = (name(wrong.label), name(wrong.column));
            let said = if wrong.are_exchanged {
                format!(
                    "the label \"{label}\" stands beside {{{{ {column} }}}}, and \"{column}\" beside {{{{ {label} }}}}. Exchange \
                     the two."
                )
            } else {
                format!(
                    "the label \"{label}\" stands beside {{{{ {column} }}}}, which has its own label in another place. Is \
                     {{{{ {label} }}}} meant?"
                )
            };
            let what = format!("{}: {said}", written.place(body + wrong.from));
            found.push(Finding::of_template(Kind::OddRelation, what, None));
        }
        for wrong in exchanged::wrong(&text[body..], header).into_iter().take(MOST) {
            let (label, column) = (name(wrong.label), name(wrong.column));
            let what = format!(
                "{}: {{{{ {column} }}}} stands where \"{label}\" is said, and {{{{ {label} }}}} in the same line. Exchange the two.",
                written.place(body + wrong.from)
            );
            found.push(Finding::of_template(Kind::OddRelation, what, None));
        }
        for (at, format) in formats::formats(text) {
            let Some(said) = formats::flaw(format).filter(|_| found.len() < 2 * MOST) else { continue };
            let what = format!("{}: the format \"{}\": {said}", written.place(at), shown(format));
            found.push(Finding::of_template(Kind::WrongDate, what, None));
        }
        if let Some((from, to)) = doubled::doubled(text, header) {
            let what = format!("{}: \"{}\" {DOUBLED}", written.place(from), shown(&text[from..to]));
            found.push(Finding::of_template(Kind::OddRelation, what, None));
        }
    }
    found
}
