//! Chinese ways to address somebody, which begin with the surname: `赖同学` for 赖嘉豪.

use super::{Relation, Sample, Values};
use crate::findings::han::is_han;
use crate::findings::{Kind, Look, Oddity, shown};
use crate::merge::Uses;

/// A column of names, and one of how they are addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Greeted {
    name: usize,
    greeting: usize,
}

/// Of the first rows, where the letter uses how somebody is addressed.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Greeted> {
    const FEWEST: usize = 10;
    let of_greeting = |greeting: usize| (0..sample.columns.len()).map(move |name| Greeted { name, greeting });
    let is_habit = |pair: &Greeted| {
        let rows = sample.pairs(pair.name, pair.greeting);
        let (mut told, mut others) = (0, 0);
        for is_own in rows.filter_map(|(name, greeting)| is_own(name, greeting)) {
            told += 1;
            others += usize::from(!is_own);
        }
        told >= FEWEST && (others <= 1 || others * 20 <= told)
    };
    let greets = |column: &usize| {
        let mut values = sample.rows.iter().filter_map(|row| row.get(*column)).filter(|value| !value.is_empty());
        values.next().is_some_and(|value| surname(value).is_some())
    };
    (0..sample.columns.len())
        .filter(|column| uses.letter.contains(column) && greets(column))
        .flat_map(of_greeting)
        .find(is_habit)
}

impl Greeted {
    /// Whether somebody is addressed by another surname.
    fn is_flawed<'a>(self, value: impl Fn(usize) -> &'a str) -> bool {
        is_own(value(self.name), value(self.greeting)) == Some(false)
    }
}

/// Whether the surname that somebody is addressed by is his own; nothing, if there is none.
fn is_own(name: &str, greeting: &str) -> Option<bool> {
    let surname = surname(greeting)?;
    let is_name = name.chars().count() >= 2 && name.chars().all(is_han) && name != greeting;
    is_name.then(|| name.starts_with(surname))
}

/// `赖` of `赖同学`.
fn surname(greeting: &str) -> Option<&str> {
    const TITLES: [&str; 12] =
        ["同学", "老师", "老師", "先生", "女士", "小姐", "家长", "教授", "博士", "主任", "经理", "同志"];
    const LONGEST: usize = 2;
    let surname = TITLES.iter().find_map(|title| greeting.strip_suffix(title))?;
    let is_one = (1..=LONGEST).contains(&surname.chars().count()) && surname.chars().all(is_han);
    is_one.then_some(surname)
}

impl Relation for Greeted {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.name, self.greeting])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        if !self.is_flawed(|column| line.value(column)) {
            return None;
        }
        let what = format!(
            "does not begin with the surname of {} ({}), as the others do. Is one of them another row's?",
            line.heading(self.name),
            shown(line.value(self.name))
        );
        Some((self.greeting, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    #[test]
    fn greetings_of_another_surname_are_found() {
        let names = ["赖嘉豪", "龙文鑫", "梁文舟", "欧阳娜娜"];
        let greetings = ["赖同学", "龙同学", "梁同学", "欧阳同学"];
        let columns = [Column::default(), Column::default()];
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let rows = |shift: usize| (0..40).map(|n| vec![names[n % 4], greetings[(n + shift) % 4]]).collect();
        let greeted = of(&Sample { rows: rows(0), columns: &columns }, &uses).unwrap();
        for (name, greeting, is_flawed) in [
            ("赖嘉豪", "薛同学", true),
            ("赖嘉豪", "赖老师", false),
            ("欧阳娜娜", "欧同学", false),
            ("Emily Thompson", "薛同学", false),
            ("赖嘉豪", "同学", false),
            // Nobody's surname, and one row alone has it.
            ("赖嘉豪", "各位同学", true),
            ("", "薛同学", false),
        ] {
            assert_eq!(greeted.is_flawed(|column| [name, greeting][column]), is_flawed, "{name} {greeting}");
        }
        assert_eq!(of(&Sample { rows: rows(1), columns: &columns }, &uses), None);
    }
}
