//! Names after the father, which tell whose they are: `Уважаемый` and `Галина Романовна` do not go together.

use super::cyrillic::plain;
use super::{FEWEST, Sex, agreement, are_few, known, sex};
use crate::findings::{Kind, Look, shown, trimmed};
use crate::input::Fields;
use crate::merge::Uses;

/// How they end, in lower case.
const OF_WOMEN: [&str; 5] = ["овна", "евна", "ична", "івна", "ївна"];
const OF_MEN: [&str; 3] = ["ович", "евич", "ьич"];
/// Those of men that end otherwise.
const MORE_OF_MEN: [&str; 5] = ["лукич", "никитич", "саввич", "фокич", "фомич"];
/// What stands behind the father's name.
const DAUGHTERS: [&str; 3] = ["кызы", "гызы", "қызы"];
const SONS: [&str; 4] = ["оглы", "оглу", "улы", "ұлы"];

/// A column whose values greet somebody, and one that has the name after the father: perhaps the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patronymics {
    greeting: usize,
    name: usize,
    /// In nearly all rows the two greet the same sex.
    is_of_sex: bool,
    /// In nearly all rows both have the same names.
    is_same: bool,
}

/// How somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Called<'v> {
    /// The word before the patronymic.
    first: Option<&'v str>,
    patronymic: &'v str,
    sex: Sex,
}

impl<'v> Called<'v> {
    /// By the patronymic of a value, if there is one.
    fn of(value: &'v str) -> Option<Self> {
        const LONGEST: usize = 160;
        // Of two, as `Иван Петрович и Анна Олеговна`, each may be meant.
        if value.len() > LONGEST || value.is_ascii() || words(value).any(|word| matches!(word, "и" | "та")) {
            return None;
        }
        let is_alone = !value.contains(char::is_whitespace);
        let mut found = None;
        let (mut before, mut is_woman) = (None, None);
        for (index, word) in words(value).enumerate() {
            let is_first = index == 0 && !is_alone;
            if let Some(sex) = sex_of(word).filter(|_| !is_first) {
                let first = before.filter(|word: &&str| !agreement::is_adjective(&plain(word)));
                // `Абрамович` may be a last name, and `Ивановна` is none.
                found = match found {
                    Some(Self { sex: Sex::Female, .. }) if sex == Sex::Male => found,
                    Some(Self { sex: Sex::Male, .. }) if sex == Sex::Male => return None,
                    _ => Some(Self { first, patronymic: word, sex }),
                };
            }
            is_woman = is_woman.or(known::sure(word).map(|sex| sex == Sex::Female));
            before = Some(word);
        }
        found.filter(|found| is_woman.is_none_or(|is_woman| is_woman == (found.sex == Sex::Female)))
    }

    /// Whether two are the same, as far as both are said: `Наталия` is `Наталья`.
    fn is(&self, other: &Self) -> bool {
        let plain = |word: &str| plain(word).replace("ия", "ья");
        let are_same = |one: &str, other: &str| plain(one) == plain(other);
        are_same(self.patronymic, other.patronymic)
            && self.first.zip(other.first).is_none_or(|(one, other)| are_same(one, other))
    }
}

/// The words of a value without what stands around them.
fn words(value: &str) -> impl Iterator<Item = &str> {
    value
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Whose patronymic a word is.
fn sex_of(word: &str) -> Option<Sex> {
    const SHORTEST: usize = 4;
    if word.is_ascii() || word.chars().count() < SHORTEST - 1 {
        return None;
    }
    let word = plain(word);
    let ends = |ends: &[&str]| ends.iter().any(|end| word.strip_suffix(end).is_some_and(|rest| !rest.is_empty()));
    let is_behind = |words: &[&str]| {
        words.iter().any(|last| word.strip_suffix(last).is_some_and(|rest| rest.is_empty() || rest.ends_with('-')))
    };
    if ends(&OF_WOMEN) || is_behind(&DAUGHTERS) {
        Some(Sex::Female)
    } else {
        (ends(&OF_MEN) || is_behind(&SONS) || MORE_OF_MEN.contains(&word.as_str())).then_some(Sex::Male)
    }
}

/// Whom a value greets, by its adjective or by what it says at its beginning.
fn greets(value: &str) -> Option<Sex> {
    if let Some((sex, _)) = agreement::greeted(value) {
        return Some(sex);
    }
    // One word or two: what is behind is the name.
    let end = value.match_indices(' ').nth(1).map_or(value.len(), |(at, _)| at);
    let first = value.find(' ').map_or(value, |at| &value[..at]);
    sex::of(&value[..end]).or_else(|| sex::of(first))
}

/// What the columns of these rows have to do with each other.
pub(super) fn of(rows: impl Iterator<Item = Fields>, columns: usize, uses: &Uses) -> Vec<Patronymics> {
    /// Most of the names of a column have one.
    const PART: (usize, usize) = (2, 3);
    let rows: Vec<Fields> = rows.collect();
    let value = |fields, column| trimmed(Fields::get(fields, column).unwrap_or_default());
    let are_most = |column: usize, is: fn(&str) -> bool| {
        let values = || rows.iter().map(|fields| value(fields, column)).filter(|value| !value.is_empty());
        let count = values().filter(|value| is(value)).count();
        count >= FEWEST && count * PART.1 >= values().count() * PART.0
    };
    let names: Vec<usize> =
        (0..columns).filter(|column| are_most(*column, |value| Called::of(value).is_some())).collect();
    let mut found: Vec<Patronymics> = Vec::new();
    if names.is_empty() {
        return found;
    }
    let greetings: Vec<bool> = (0..columns).map(|column| are_most(column, |value| greets(value).is_some())).collect();
    for &greeting in uses.letter.iter().filter(|column| **column < columns) {
        let (is_called, is_greeting) = (names.contains(&greeting), greetings[greeting]);
        // The name says more than the salutation, which comes last.
        let others = names.iter().filter(|name| **name != greeting && !greetings[**name]);
        for &name in others.chain(names.iter().filter(|name| **name == greeting)) {
            let is_known = found.iter().any(|other| other.greeting == name && other.name == greeting);
            if !is_greeting && !is_called || is_known {
                continue;
            }
            let (mut of_sex, mut same) = ((0, 0), (0, 0));
            for fields in &rows {
                let (value, named) = (value(fields, greeting), value(fields, name));
                let Some(called) = Called::of(named) else { continue };
                if let Some(sex) = greets(value) {
                    if sex == called.sex { of_sex.0 += 1 } else { of_sex.1 += 1 }
                }
                if let Some(own) = Called::of(value).filter(|_| name != greeting) {
                    if own.is(&called) { same.0 += 1 } else { same.1 += 1 }
                }
            }
            let is_habit = |(right, wrong): (usize, usize)| right >= FEWEST && are_few(wrong, right);
            let pair = Patronymics { greeting, name, is_of_sex: is_habit(of_sex), is_same: is_habit(same) };
            if pair.is_of_sex || pair.is_same {
                found.push(pair);
            }
        }
    }
    found
}

impl Patronymics {
    /// Tells of a row whose two values do not go together.
    pub(super) fn look(self, look: &mut Look<'_>, fields: &Fields) {
        let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
        let (greeting, name) = (value(self.greeting), value(self.name));
        let Some(called) = Called::of(name) else { return };
        let is_told =
            look.findings.iter().any(|finding| finding.line == look.line && finding.column == Some(self.greeting));
        if is_told {
            return;
        }
        if self.is_of_sex && greets(greeting).is_some_and(|sex| sex != called.sex) {
            let whose = if called.sex == Sex::Female { "a woman's" } else { "a man's" };
            let of = if self.name == self.greeting { String::new() } else { format!(" {} (", look.heading(self.name)) };
            let what = if of.is_empty() {
                format!("does not greet so: \"{}\" is {whose} name. Is one of the two wrong?", shown(called.patronymic))
            } else {
                format!("does not go with{of}{}): that is {whose} name. Is one of the two wrong?", shown(name))
            };
            look.find_value(self.greeting, Kind::OddRelation, greeting, &what);
        } else if self.is_same && Called::of(greeting).is_some_and(|own| !own.is(&called)) {
            let what = format!(
                "has another name than {} ({}), and in nearly all other rows it is the same. Is one of the two wrong?",
                look.heading(self.name),
                shown(name)
            );
            look.find_value(self.greeting, Kind::OddRelation, greeting, &what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_tell_whose_they_are() {
        for (value, first, sex) in [
            ("Мясоедова Галина Романовна", Some("Галина"), Some(Sex::Female)),
            ("Галина Романовна", Some("Галина"), Some(Sex::Female)),
            ("ИВАНОВ ПЁТР ИЛЬИЧ", Some("ПЁТР"), Some(Sex::Male)),
            ("Никитин Илья Никитич", Some("Илья"), Some(Sex::Male)),
            ("Алиева Лейла Мамед кызы", Some("Мамед"), Some(Sex::Female)),
            ("Алиев Рашид Мамед-оглы", Some("Рашид"), Some(Sex::Male)),
            ("Шевченко Оксана Юріївна", Some("Оксана"), Some(Sex::Female)),
            ("Абрамович Анна Ильинична", Some("Анна"), Some(Sex::Female)),
            ("Уважаемая Анна Ильинична", Some("Анна"), Some(Sex::Female)),
            ("Уважаемая Ильинична", None, Some(Sex::Female)),
            ("Петрович", None, Some(Sex::Male)),
            ("Абрамович Роман", None, None),
            ("Анна Абрамович", None, None),
            ("Уважаемой Галине Романовне", None, None),
            ("Иван Петрович Абрамович", None, None),
            ("Уважаемые Иван Петрович и Анна Олеговна", None, None),
            ("Anna Berg", None, None),
            ("", None, None),
        ] {
            let called = Called::of(value);
            assert_eq!(called.map(|called| called.sex), sex, "{value}");
            assert_eq!(called.and_then(|called| called.first), first, "{value}");
        }
        let are_same = |one: &str, other: &str| Called::of(one).unwrap().is(&Called::of(other).unwrap());
        assert!(are_same("Наталья Петровна", "Котова Наталия Петровна") && are_same("Петровна", "Анна Петровна"));
        assert!(!are_same("Анна Петровна", "Котова Алла Петровна") && !are_same("Анна Олеговна", "Анна Петровна"));
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_asked(value in "(Уважаемая |Анна |овна|ович|-| |é|\\PC){0,6}") {
            let _ = (Called::of(&value), greets(&value));
        }
    }
}
