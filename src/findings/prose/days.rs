//! Days within a text that are none, or that fall on another day of the week.

use std::sync::LazyLock;

use crate::findings::author::weekday;
use crate::findings::column::dates;
use crate::findings::search::Search;
use crate::findings::shown;
use crate::input::Fields;

/// What is wrong with a day that a text of a row names. Where it says no year, it is one of those that the row names, or a near one.
pub(super) fn flaw(text: &str, fields: &Fields) -> Option<String> {
    if !text.bytes().any(|octet| octet.is_ascii_digit()) || !has_weekday(text) {
        return None;
    }
    let found = weekday::wrong_in(text, |_, _| years(fields));
    let weekday::Wrong { from, to, what, .. } = found.into_iter().next()?;
    Some(format!("says \"{}\": {what}", shown(&text[from..to])))
}

/// Whether a text has a part that days of the week have: most have none.
fn has_weekday(text: &str) -> bool {
    const PARTS: [&str; 31] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son", "lun", "mar", "mié",
        "jue", "vie", "sáb", "dom", "mer", "jeu", "ven", "dim", "mittw", "miér", "dien", "星期", "礼拜", "周", "週",
    ];
    static SEARCH: LazyLock<Option<Search>> = LazyLock::new(|| Search::of(PARTS.into_iter(), false).ok());
    SEARCH.as_ref().is_some_and(|search| search.is_in(text))
}

/// The years that a date without one may be of, the likeliest first: the last one that the row has anywhere, and the one behind it;
/// and where that is long ago, or there is none, those next to today.
fn years(fields: &Fields) -> Vec<u32> {
    const LONGEST_AGO: u32 = 60;
    let today = dates::today() / 372;
    let is_in_row = |year: &u32| {
        let year = year.to_string();
        fields.iter().any(|value| has_number(value, &year))
    };
    let last = (today.saturating_sub(LONGEST_AGO)..=today + 2).rev().find(is_in_row);
    let of_row = last.into_iter().flat_map(|year| [year, year + 1]);
    let near = [today, today + 1, today.saturating_sub(1)];
    let near = near.into_iter().filter(|_| last.is_none_or(|year| year + 1 < today));
    of_row.chain(near).collect()
}

/// Whether a number stands in a value, and is no part of a longer one.
fn has_number(value: &str, number: &str) -> bool {
    value.match_indices(number).any(|(at, _)| {
        let is_digit = |c: char| c.is_ascii_digit();
        !value[..at].ends_with(is_digit) && !value[at + number.len()..].starts_with(is_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_in_texts_are_compared_with_their_dates() {
        let year = dates::today() / 372;
        let row = |value: String| [value.as_str()].into_iter().collect::<Fields>();
        let of = |text: &str, value: &str| flaw(text, &row(value.to_owned()));
        let right = crate::findings::calendar::of_week(year, 3, 20);
        let han = ["一", "二", "三", "四", "五", "六", "日"];
        let text = |day: usize| format!("请于3月20日（星期{}）前到人事部签字。", han[day % 7]);
        let month = format!("{year}年3月");
        assert_eq!(of(&text(right), &month), None);
        let what = of(&text(right + 3), &month);
        assert!(what.as_ref().is_some_and(|what| what.contains("3月20日")), "{what:?}");
        // Without a year in the row, it may be that of last year, this one or the next.
        assert_eq!(of(&text(right), ""), None);
        assert!(of(&text(right + 4), "").is_some());
        // A list of some years ago is of its own years.
        let past = crate::findings::calendar::of_week(year - 4, 3, 20);
        assert_eq!(of(&text(past), &format!("{}-03-01", year - 4)), None);
        assert!(of("bis Montag, den 12.01.2027", "").is_some() && of("bis Dienstag, den 12.01.2027", "").is_none());
        for text in ["3月20日", "周末 3 次", "Montags 8 Uhr", "The 3 of us met on Monday", "12 sam 3"] {
            assert_eq!(of(text, &month), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|星期五|3月|20日|周|Monday|, |March |1){0,12}", other in "\\PC{0,8}") {
            let _ = flaw(&text, &[other.as_str()].into_iter().collect());
        }
    }
}
