//! Tags of the template that are well formed, and show something else than its author meant.

use super::labels::How;
use super::template::behind_fields;
use super::variables::{variables, without_unseen};
use super::{beside, doubled, exchanged, formats, labels, spans};
use crate::findings::known_column::Column;
use crate::findings::{Finding, Kind, shown};
use crate::input::Header;
use crate::merge::Written;

const DOUBLED: &str = "shows one column twice side by side. Take one out.";

/// So many formats are told.
const MOST: usize = 10;

/// What looks wrong: where, what, and what to do. The first text is the template, the others are what it includes; of the list, these
/// are the first rows.
pub(in crate::findings) fn look<'a>(
    texts: impl Iterator<Item = Written<'a>>,
    header: &Header,
    rows: &[Vec<String>],
    columns: &[Column],
) -> Vec<Finding> {
    let texts: Vec<_> = texts.map(|written| (written, without_unseen(written.text))).collect();
    let columns_of = |text: &str| variables(text, header).iter().filter_map(|tag| tag.column).collect::<Vec<_>>();
    let used: Vec<usize> = texts.iter().flat_map(|(_, text)| columns_of(text)).collect();
    let other_numbers = |label: usize, column: usize| are_other_numbers(rows, columns, label, column);
    let name = |column: usize| header.names().get(column).map(|name| shown(name)).unwrap_or_default();
    let mut found = Vec::new();
    for (index, (written, text)) in texts.iter().enumerate() {
        let body = if index == 0 { behind_fields(text) } else { 0 };
        for wrong in labels::wrong(&text[body..], header, |column| used.contains(&column), other_numbers) {
            let (label, column) = (name(wrong.label), name(wrong.column));
            let said = match wrong.how {
                How::Exchanged => format!(
                    "the label \"{label}\" stands beside {{{{ {column} }}}}, and \"{column}\" beside {{{{ {label} }}}}. Exchange \
                     the two."
                ),
                How::HasOwn => format!(
                    "the label \"{label}\" stands beside {{{{ {column} }}}}, which has its own label in another place. Is \
                     {{{{ {label} }}}} meant?"
                ),
                How::OtherNumbers => format!(
                    "the label \"{label}\" stands beside {{{{ {column} }}}}, and the letter does not show the column \"{label}\". Is \
                     {{{{ {label} }}}} meant?"
                ),
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
        for wrong in beside::wrong(text, header, rows).into_iter().take(MOST) {
            let what = format!(
                "{}: \"{}\" comes out as \"{}\". {}",
                written.place(wrong.from),
                shown(&text[wrong.from..wrong.to]),
                shown(&wrong.comes_out),
                wrong.remedy
            );
            found.push(Finding::of_template(Kind::OddRelation, what, None));
        }
        for wrong in spans::wrong(text, header, rows, columns).into_iter().take(MOST) {
            let (first, last) = (name(wrong.first), name(wrong.last));
            let what = format!(
                "{}: {{{{ {first} }}}} stands before {{{{ {last} }}}} as the beginning, and is later in the list's rows. Exchange the \
                 two.",
                written.place(wrong.from)
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

/// Whether two columns have numbers that stand for no one and nothing, others in most rows.
fn are_other_numbers(rows: &[Vec<String>], columns: &[Column], one: usize, other: usize) -> bool {
    const FEWEST: usize = 5;
    let numbers = |column: usize| columns.get(column)?.numbers.filter(|numbers| !numbers.are_own());
    let (Some(of_one), Some(of_other)) = (numbers(one), numbers(other)) else { return false };
    let pairs = rows.iter().filter_map(|row| of_one.number(row.get(one)?).zip(of_other.number(row.get(other)?)));
    let (mut count, mut differ) = (0, 0);
    for (one, other) in pairs {
        count += 1;
        differ += usize::from((one - other).abs() > f64::EPSILON);
    }
    count >= FEWEST && differ * 2 > count
}
