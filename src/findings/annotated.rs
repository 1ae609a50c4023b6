//! Values that somebody has annotated, in columns whose values have nothing of that sort: `Mudflat erosion (withdrawn by author 12 Nov)`,
//! `周海燕（放弃复试）`. The letter would have the remark, and its row is perhaps not to be sent.

use super::known_column::Column;
use super::notes::{self, Beside};
use super::{Look, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// Fewer values show no habit.
const FEWEST: usize = 10;
/// Where more than one in so many has something there, the column is one of such values.
const RARE: usize = 20;

/// Where a remark stands: at the end in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Brackets,
    Dash,
    Capitals,
}

/// The columns of a letter whose values are annotated hardly ever.
#[derive(Debug, Default)]
pub(super) struct Annotated {
    columns: Vec<Bare>,
}

#[derive(Debug)]
struct Bare {
    column: usize,
    /// What its values have not.
    forms: Vec<Form>,
    beside: Beside,
}

impl Annotated {
    /// Of the first rows.
    pub(super) fn of(rows: &[Vec<String>], columns: &[Column], uses: &Uses) -> Self {
        let bare = |column: usize| {
            let known = columns.get(column).filter(|known| !known.has_dates && known.numbers.is_none())?;
            let values = || rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
            let all = values().count();
            let is_bare = |form: &Form| {
                values().filter(|value| form.parts(value).is_some()).count() * RARE <= all.max(RARE) && all >= FEWEST
            };
            let forms = [Form::Brackets, Form::Dash, Form::Capitals].into_iter().filter(is_bare).collect();
            let beside = if known.names.is_some() { Beside::Name } else { Beside::Title };
            Some(Bare { column, forms, beside })
        };
        let shown = uses.letter.iter().copied().filter(|column| !uses.attachment.contains(column));
        Self { columns: shown.filter_map(bare).collect() }
    }

    /// Finds what is said of a row behind one of its values. A value of which something is said already is enough said of.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        for Bare { column, forms, beside } in &self.columns {
            let value = trimmed(fields.get(*column).unwrap_or_default());
            let found = forms.iter().filter(|form| form.may_stand_in(value)).find_map(|form| {
                let (whose, remark) = form.parts(value)?;
                form.may_be_remark(whose, remark).then(|| notes::aside(remark, *beside))?
            });
            if let Some((kind, what)) = found
                && !look.is_told([*column])
            {
                look.find_value(*column, kind, value, what);
            }
        }
    }
}

impl Form {
    /// Whether a value may have a remark in this form, by its octets: hardly any has, and to split each would cost more than
    /// most other rules together.
    fn may_stand_in(self, value: &str) -> bool {
        let last = value.bytes().next_back().unwrap_or_default();
        match self {
            Self::Brackets => !last.is_ascii_alphanumeric(),
            // The dashes that are not ASCII begin with the octet 0xE2 in UTF-8.
            Self::Dash => value.bytes().any(|octet| matches!(octet, b'-' | 0xE2)),
            Self::Capitals => last.is_ascii_uppercase() || !last.is_ascii(),
        }
    }

    /// A value, and what stands behind it in this form.
    fn parts(self, value: &str) -> Option<(&str, &str)> {
        let (whose, remark) = match self {
            Self::Brackets => {
                let text = value.trim_end_matches(['!', '！', '.', '。']).strip_suffix([')', '）', ']', '】'])?;
                text.rsplit_once(['(', '（', '[', '【'])?
            }
            Self::Dash => [" - ", " – ", " — "].iter().find_map(|dash| value.rsplit_once(dash))?,
            Self::Capitals => {
                let is_capital = |word: &&str| word.chars().all(char::is_uppercase);
                let behind = value.rsplit(' ').take_while(is_capital).map(|word| word.len() + 1).sum::<usize>();
                let at = value.len().checked_sub(behind).filter(|_| behind > 1)?;
                (value.get(..at)?, value.get(at + 1..)?)
            }
        };
        (!whose.trim().is_empty() && !remark.trim().is_empty()).then_some((whose.trim(), remark.trim()))
    }

    /// Whether it is no second title of something: `Nosferatu - Gone Forever`, `NIGHT OF THE DEAD`.
    fn may_be_remark(self, whose: &str, remark: &str) -> bool {
        match self {
            Self::Brackets => true,
            Self::Dash => !whose.starts_with(char::is_lowercase) && !remark.starts_with(char::is_uppercase),
            Self::Capitals => whose.contains(char::is_lowercase),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::findings::column::names::Names;
    use crate::input::{Header, Record};

    /// Which of these values are found, in a list of so many others.
    fn found(values: &[&str], others: impl Fn(usize) -> String, known: &Column) -> Vec<String> {
        let rows: Vec<Vec<String>> = (0..60).map(|n| vec![others(n)]).collect();
        let uses = Uses { letter: vec![0], ..Uses::default() };
        let annotated = Annotated::of(&rows, std::slice::from_ref(known), &uses);
        let header = Arc::new(Header::new(vec!["title".to_owned()]));
        let is_found = |value: &&&str| {
            let fields: Fields = [(**value).to_owned()].into_iter().collect();
            let record = Record { number: 1, line: 2, header: Arc::clone(&header), fields, more: Vec::new() };
            let mut look = Look::of(&record);
            annotated.look(&mut look, &record.fields);
            !look.findings.is_empty()
        };
        values.iter().filter(is_found).map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn remarks_behind_titles_are_found() {
        let titles = |n: usize| format!("Mudflat erosion in {n} bays");
        let values = [
            "Mudflat erosion (withdrawn by author 12 Nov)",
            "Mudflat erosion (author withdrew)",
            "Mudflat erosion (retracted)",
            "Mudflat erosion (ask Henrik)",
            "Mudflat erosion [cancelled by the speaker]",
            "Mudflat erosion - withdrawn by author",
            "Mudflat erosion WITHDRAWN",
            "潮滩侵蚀（作者已撤稿，不要发）",
            "潮滩侵蚀（已放弃）",
        ];
        assert_eq!(found(&values, titles, &Column::default()), values);
        let sound = [
            "Mudflat erosion (ten years of surveys)",
            "Bookkeeping (double entry)",
            "Gone with the wind (gone)",
            "Life after people - gone forever",
            "Nosferatu - Withdrawn",
            "The walking DEAD",
            "NIGHT OF THE WITHDRAWN",
            "WITHDRAWN",
            "(Ask Alice)",
            "Reading (Ask Alice)",
            "Ask Henrik",
            "文件操作（删除）",
            "",
        ];
        assert_eq!(found(&sound, titles, &Column::default()), [""; 0]);
        // Where many have something in brackets, that is what titles are like.
        let many = |n: usize| format!("Mudflat erosion in {n} bays ({})", ["Spain", "withdrawn"][n % 2]);
        assert_eq!(found(&values[..5], many, &Column::default()), [""; 0]);
    }

    #[test]
    fn remarks_behind_names_are_found() {
        let known = Column { names: Some(Names::Single), ..Column::default() };
        let names = |n: usize| format!("周海{}", char::from_u32(0x4E00 + n as u32).unwrap());
        let values = ["周海燕（放弃复试）", "周海燕（放弃）", "周海燕（已放弃）", "周海燕（待定）", "周海燕（缓发）"];
        assert_eq!(found(&values, names, &known), values);
        assert_eq!(
            found(
                &["周海燕（班长）", "周海燕（小燕）", "Jones, Bob (Skip)", "Jones (Void)", "（放弃）"],
                names,
                &known
            ),
            [""; 0]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "\\PC{0,12}( - | |\\(|（)?(withdrawn|WITHDRAWN|放弃)?[)）!]?") {
            for form in [Form::Brackets, Form::Dash, Form::Capitals] {
                let _ = form.parts(&value);
            }
        }
    }
}
