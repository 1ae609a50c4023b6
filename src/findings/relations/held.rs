//! Values that hold another value of their row: its own number in a link, its own name in an address.

mod habit;
mod slips;
mod told;

use std::collections::{HashMap, HashSet};

use self::habit::Habit;
pub(super) use self::told::look;
use super::{FEWEST, Sample};
use crate::findings::column::titles;
use crate::findings::{domains, has_digit, places, places_in_any_case, romanised};
use crate::merge::Uses;

/// In nearly all rows, the value of one column is within that of another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Held {
    /// What is held.
    pub(super) own: usize,
    /// What holds it.
    pub(super) within: usize,
    form: Form,
    /// Whether what is held are numbers.
    pub(super) is_of_numbers: bool,
    /// Where addresses hold it: only those in this domain, and before the "@".
    domain: Option<String>,
    /// What the numbers are like that are held.
    habit: Habit,
    /// Whether the letter shows what is held.
    is_shown: bool,
    /// Where a file holds a name: the other names of a row, one of which it holds in its place where the two are swapped.
    others: Vec<usize>,
    /// The same: the names of the first rows, each once.
    owners: Vec<String>,
}

/// What of a value is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Whole,
    /// The first of its words.
    FirstWord,
    /// The number that it ends in.
    LastNumber,
    /// A name without its titles.
    Untitled,
}

/// The relations between the columns of the first rows.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Held> {
    let columns = 0..sample.columns.len();
    let mut all: Vec<Held> = Vec::new();
    let files: Vec<usize> = columns.clone().filter(|column| are_files(sample, *column)).collect();
    for own in columns.filter(|own| !files.contains(own)) {
        let is_own = is_own(sample, own, uses);
        if !is_own && !are_surnames(sample, own) {
            continue;
        }
        // What a path is made of beside the names of files holds nothing; and a name that several have, files alone.
        let may_hold = |within: &usize| files.contains(within) || is_own && !uses.attachment.contains(within);
        for within in uses.letter.iter().copied().filter(|within| *within != own && may_hold(within)) {
            if all.iter().all(|held| (held.own, held.within) != (within, own)) {
                let is_file = files.contains(&within);
                let is_shown = uses.letter.contains(&own);
                let held = between(sample, own, within, is_file).map(|held| match is_file && !held.is_of_numbers {
                    true => Held { others: other_names(sample, own, within), owners: names_of(sample, own), ..held },
                    false => held,
                });
                all.extend(held.map(|held| Held { is_shown, ..held }));
            }
        }
    }
    all
}

/// Whether the values of a column are names of files.
fn are_files(sample: &Sample<'_>, column: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let files = values().filter(|value| is_file(value)).count();
    files >= FEWEST && files * 10 >= values().count() * 9
}

/// `report_0317.pdf`, and no address of a site or a mailbox.
fn is_file(value: &str) -> bool {
    const LONGEST: usize = 4;
    let is_ending = |ending: &str| {
        (2..=LONGEST).contains(&ending.len())
            && ending.bytes().all(|octet| octet.is_ascii_alphanumeric())
            && ending.bytes().any(|octet| octet.is_ascii_alphabetic())
    };
    !value.contains("://")
        && !value.contains('@')
        && value.rsplit_once('.').is_some_and(|(_, ending)| is_ending(ending))
}

/// Whether the values of a column are hardly anybody else's, and no sentences. Somebody may have several rows.
fn is_own(sample: &Sample<'_>, column: usize, uses: &Uses) -> bool {
    let values: Vec<&str> = sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()).collect();
    let distinct: HashSet<&str> = values.iter().copied().collect();
    let sentences = values.iter().filter(|value| is_sentence(value)).count();
    let is_somebodys = || {
        let rows = sample.rows.iter().filter(|row| !row[column].is_empty());
        let of_people: HashSet<(Vec<&str>, &str)> =
            rows.map(|row| (uses.to.iter().filter_map(|to| row.get(*to).copied()).collect(), row[column])).collect();
        let people: HashSet<&Vec<&str>> = of_people.iter().map(|(who, _)| who).collect();
        !(uses.to.is_empty() || uses.to.contains(&column))
            && distinct.len() * 2 > people.len()
            && of_people.len() * 20 <= distinct.len() * 21
    };
    !sample.columns[column].has_dates
        && distinct.len() >= FEWEST
        && (distinct.len() * 2 > values.len() || is_somebodys())
        && sentences * 10 <= values.len()
}

/// Whether the values of a column are names of persons, several of whom may have the same: in a file's name, each has its own.
fn are_surnames(sample: &Sample<'_>, column: usize) -> bool {
    let distinct: HashSet<&str> = sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()).collect();
    sample.columns[column].names.is_some() && distinct.len() >= FEWEST
}

/// The other columns of names, which the files of most rows do not hold.
fn other_names(sample: &Sample<'_>, own: usize, within: usize) -> Vec<usize> {
    let is_other = |column: &usize| {
        let held = sample.pairs(*column, within).filter(|(name, file)| is_in(name, file)).count();
        *column != own && sample.columns[*column].names.is_some() && held * 2 < sample.pairs(*column, within).count()
    };
    (0..sample.columns.len()).filter(is_other).collect()
}

/// What a column has, each value once.
fn names_of(sample: &Sample<'_>, column: usize) -> Vec<String> {
    let distinct: HashSet<&str> = sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()).collect();
    distinct.into_iter().map(str::to_owned).collect()
}

fn is_sentence(value: &str) -> bool {
    const MOST_WORDS: usize = 4;
    value.ends_with(['.', '!', '?', '。', '！', '？']) || value.split_whitespace().count() > MOST_WORDS
}

fn between(sample: &Sample<'_>, own: usize, within: usize, are_files: bool) -> Option<Held> {
    let forms = [Form::Whole, Form::FirstWord, Form::LastNumber, Form::Untitled];
    let habit = |held: &Held| held.is_habit(sample.pairs(own, within), are_files);
    let numbers = sample.pairs(own, within).filter(|(own, _)| has_digit(own)).count();
    let is_of_numbers = numbers * 10 >= sample.pairs(own, within).count() * 9;
    let habit_of_own = if is_of_numbers { Habit::of(sample.rows.iter().map(|row| row[own])) } else { Habit::default() };
    let of = |form, domain| {
        let habit = habit_of_own.clone();
        Held { own, within, form, is_of_numbers, domain, habit, is_shown: true, ..Held::default() }
    };
    let general = forms.into_iter().map(|form| of(form, None)).find(habit);
    general.or_else(|| {
        let usual = usual_domains(sample.rows.iter().map(|row| row[within]));
        // Whoever has a mailbox at a provider has chosen its name.
        let usual = usual.into_iter().filter(|domain| is_of_numbers || !domains::is_known(domain));
        let of_domain = |domain: String| forms.map(|form| of(form, Some(domain.clone())));
        usual.flat_map(of_domain).find(habit)
    })
}

/// The domains that many addresses have.
fn usual_domains<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, domain) in values.filter_map(|value| value.rsplit_once('@')) {
        *counts.entry(domain).or_default() += 1;
    }
    let usual = counts.into_iter().filter(|(_, count)| *count >= FEWEST);
    let mut usual: Vec<String> = usual.map(|(domain, _)| domain.to_owned()).collect();
    usual.sort_unstable();
    usual
}

impl Held {
    /// Whether it is kept in all of these rows but a few.
    fn is_habit<'a>(&self, pairs: impl Iterator<Item = (&'a str, &'a str)>, are_files: bool) -> bool {
        /// So many rows are a long list, in which one of ten may be wrong.
        const LONG: usize = 60;
        let (mut all, mut rows, mut misses, mut numbers, mut addresses) = (0, 0, 0, 0, 0);
        for (own, value) in pairs {
            all += 1;
            let Some(is_held) = self.holds(own, value) else { continue };
            rows += 1;
            numbers += usize::from(has_digit(own));
            addresses += usize::from(value.contains('@') || value.contains("://"));
            misses += usize::from(!is_held);
            // Most columns have nothing to do with each other.
            if misses > FEWEST {
                return false;
            }
        }
        // Numbers are there because a program put them there; names are in addresses as people like it, and in texts now and then.
        let is_number = numbers * 10 >= rows * 9;
        let is_address = are_files || addresses * 10 >= rows * 9;
        // A file that has the whole name of its row, and not some of it, was called so by a program too.
        let is_exact = are_files && all >= LONG && (rows - misses) * 10 >= all * 9;
        let are_few = if is_number {
            misses * 10 <= rows
        } else {
            // Two may have each other's.
            is_exact || is_address && (misses * 33 <= rows || misses <= 2 && rows >= 20 * misses)
        };
        rows >= FEWEST && are_few
    }

    /// Whether it is what is held that is odd, and not what holds it: a number that is unlike the others.
    pub(super) fn is_own_odd(&self, own: &str) -> bool {
        self.is_shown && !self.habit.fits(own)
    }

    /// The column of another name of the row, which a file holds.
    pub(super) fn instead<'v>(&self, value: impl Fn(usize) -> &'v str) -> Option<usize> {
        const SHORTEST: usize = 4;
        let file = value(self.within);
        let is_there = |name: &str| name.len() >= SHORTEST && is_in(name, file);
        self.others.iter().copied().find(|other| is_there(value(*other)))
    }

    /// The one whose name a file holds.
    pub(super) fn owner(&self, value: &str) -> Option<&str> {
        let is_held = |own: &&String| self.form.part(own).is_some_and(|part| is_in(part, value));
        let mut owners = self.owners.iter().filter(is_held);
        owners.next().filter(|_| owners.next().is_none()).map(String::as_str)
    }

    /// Whether a row keeps to it, or says nothing about it.
    pub(super) fn is_kept(&self, own: &str, value: &str) -> bool {
        // Whose surname is there as it is need not be looked at closely.
        let has_last = || {
            let last = own.rsplit_once(' ').map_or(own, |(_, last)| last);
            self.form == Form::Untitled && last.len() > 2 && places_in_any_case(last, value).next().is_some()
        };
        own.is_empty() || value.is_empty() || has_last() || self.holds(own, value) != Some(false)
    }

    /// Whether a name is in an address, that another of the row's names need not be in: who marries keeps it.
    pub(super) fn is_held(&self, own: &str, value: &str) -> bool {
        const SHORTEST: usize = 3;
        let local_part = value.rsplit_once('@').map(|(local_part, _)| local_part);
        let own = if self.form == Form::Untitled { titles::without(own).unwrap_or(own) } else { own };
        !self.is_of_numbers && own.len() >= SHORTEST && local_part.is_some_and(|local_part| is_in(own, local_part))
    }

    /// Whether an address may be made of another name of its row: it has a word of it, or that is of no Latin letters.
    pub(super) fn may_be_of(name: &str, value: &str) -> bool {
        let local_part = value.rsplit_once('@').map_or(value, |(local_part, _)| local_part);
        has_a_word(name, local_part) || local_part.is_ascii() && !name.is_empty() && !folded(name, false).is_ascii()
    }

    /// Whether something that is nearly the name is in an address: `kowlski` for Kowalski.
    pub(super) fn is_nearly_held(&self, own: &str, value: &str) -> bool {
        let own = folded(own, false);
        let local_part = value.rsplit_once('@').map_or(value, |(local_part, _)| local_part);
        local_part.split(|c: char| !c.is_alphanumeric()).any(|word| is_one_off(&own, &word.to_lowercase()))
    }

    fn holds(&self, own: &str, value: &str) -> Option<bool> {
        let part = self.form.part(own)?;
        let value = match &self.domain {
            None => value,
            Some(usual) => value.rsplit_once('@').filter(|(_, domain)| domain.eq_ignore_ascii_case(usual))?.0,
        };
        if is_in(part, value) {
            return Some(true);
        }
        let own = if self.form == Form::Untitled { part } else { own };
        // Some of a name may do, and what is not written in Latin letters is written somehow.
        let is_other_script =
            value.is_ascii() && !folded(part, false).is_ascii() && romanised::keys(&folded(part, false)).is_empty();
        let is_silent = is_other_script || has_a_word(own, value) || is_free(own, value);
        (!is_silent).then_some(false)
    }
}

/// Whether two words have the same beginning and the same end, and at most two letters between them.
fn is_one_off(one: &str, other: &str) -> bool {
    const MOST: usize = 2;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let before = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = (&one[before..], &other[before..]);
    let behind = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(one, other)| one == other).count();
    before + behind > 2 && (rest.0.len() - behind).max(rest.1.len() - behind) <= MOST
}

/// Whether an address is not made of names, and says nothing about whose it is: `star77@`.
fn is_free(name: &str, value: &str) -> bool {
    const SHORTEST: usize = 3;
    let is_name = |word: &str| word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
    let local_part = value.rsplit_once('@').map(|(local_part, _)| local_part);
    !is_of_digits(name)
        && local_part.is_some_and(|local_part| {
            let mut words = local_part.split(['.', '_', '-']);
            let (first, second) = (words.next(), words.next());
            !(first.is_some_and(is_name) && second.is_some_and(is_name))
        })
}

/// Whether a text is a number, with a letter or three: not `3M Deutschland`.
fn is_of_digits(text: &str) -> bool {
    const MOST: usize = 3;
    has_digit(text) && text.chars().filter(|c| c.is_alphabetic()).count() <= MOST
}

impl Form {
    /// The part that is held, if it is long enough to be nobody else's.
    fn part(self, own: &str) -> Option<&str> {
        const SHORTEST: usize = 4;
        let part = match self {
            Self::Whole => own,
            Self::FirstWord => own.split_once(|c: char| c.is_whitespace() || c == '-')?.0,
            Self::LastNumber => {
                let number = own.trim_start_matches(|c: char| !c.is_ascii_digit());
                let number = number.rsplit(|c: char| !c.is_ascii_digit()).next()?;
                Some(number).filter(|number| number.len() < own.len())?
            }
            Self::Untitled => titles::without(own)?,
        };
        // A name of two letters in other scripts is long enough.
        (part.len() >= SHORTEST && part.chars().nth(1).is_some()).then_some(part)
    }
}

/// Whether a part is in a value: a number not as a piece of a longer one, a name in whatever letters.
pub(super) fn is_in(part: &str, value: &str) -> bool {
    if has_digit(part) {
        return stands_in(part, value)
            || stands_in(&part.to_lowercase(), &value.to_lowercase())
            || is_amount(part) && stands_in(&bare(part), &bare(value));
    }
    // Most names are, and need not be written anew.
    let is_bare = part.bytes().all(|octet| octet.is_ascii_alphanumeric());
    let plain = if is_bare { part } else { part.trim_matches(|c: char| !c.is_alphanumeric()) };
    if places_in_any_case(plain, value).next().is_some() || stands_in(part, value) || romanised::is_in(part, value) {
        return true;
    }
    let value = [folded(value, false), folded(value, true)];
    // Some programs leave out what they do not know.
    let bare: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
    let parts = [folded(part, false), folded(part, true), bare.to_ascii_lowercase()];
    parts.iter().any(|part| !part.is_empty() && value.iter().any(|value| value.contains(part.as_str())))
}

/// `1200.00`, `1.200,00 €`.
fn is_amount(part: &str) -> bool {
    part.contains(['.', ',']) && !part.bytes().any(|octet| octet.is_ascii_alphabetic())
}

/// A text without the marks that stand within its numbers.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut letters = text.chars().filter(|letter| *letter != '€').peekable();
    while let Some(letter) = letters.next() {
        let is_within = matches!(letter, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}')
            && bare.ends_with(|c: char| c.is_ascii_digit())
            && letters.peek().is_some_and(char::is_ascii_digit);
        if !is_within {
            bare.push(letter);
        }
    }
    bare
}

/// Whether a word of a name is in a value.
fn has_a_word(name: &str, value: &str) -> bool {
    const SHORTEST: usize = 3;
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= SHORTEST);
    !has_digit(name) && words.into_iter().any(|word| is_in(word, value))
}

fn stands_in(part: &str, value: &str) -> bool {
    let is_digit = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_digit);
    let octets = value.as_bytes();
    places(part, value).any(|at| {
        let before = at.checked_sub(1).and_then(|before| octets.get(before));
        let behind = octets.get(at + part.len());
        !(is_digit(before) && is_digit(part.as_bytes().first()) || is_digit(behind) && is_digit(part.as_bytes().last()))
    })
}

/// A name as it stands in addresses: small letters without accents or signs, `ü` as `u` or as `ue`.
pub(in crate::findings) fn folded(text: &str, is_long: bool) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()) {
        let plain = match letter {
            'ä' | 'æ' if is_long => "ae",
            'ö' | 'ø' | 'œ' if is_long => "oe",
            'ü' if is_long => "ue",
            'å' if is_long => "aa",
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => "a",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'đ' | 'ð' => "d",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
            'ł' | 'ľ' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'œ' => "o",
            'ř' => "r",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'ß' => "ss",
            'ť' | 'ţ' | 'ț' => "t",
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            other => {
                folded.push(other);
                continue;
            }
        };
        folded.push_str(plain);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_no_piece_of_a_longer_one() {
        for (part, value, is) in [
            ("S1247", "https://a.example/r/S1247", true),
            ("S1247", "https://a.example/r/S12470", false),
            ("2023050001", "2023050001", true),
            ("2023050001", "12023050001", false),
            ("WS-2026-1", "ws-2026-1.pdf", true),
            ("Müller", "anna.mueller", true),
            ("Müller", "anna.muller", true),
            ("O'Kafor", "okafor", true),
            ("José", "jose.martinez", true),
            ("Berg", "anna.horn", false),
            ("雅琪", "钟雅琪同学", true),
            ("1200.00", "Pay 1,200.00 EUR.", true),
            ("1.200,00", "1200,00 EUR", true),
            ("1200.00", "Pay 1,300.00 EUR.", false),
        ] {
            assert_eq!(is_in(part, value), is, "{part} {value}");
        }
    }

    #[test]
    fn names_are_held_in_many_ways() {
        let held = Held { own: 0, within: 1, form: Form::Whole, is_of_numbers: false, domain: None, ..Held::default() };
        for (own, value, is) in [
            ("Karen Hughes", "karen.hughes@gmail.com", Some(true)),
            ("Anna-Maria Berg", "anna.berg@gmail.com", None),
            ("Karen Hughes", "hughes.family@gmail.com", None),
            ("Karen Hughes", "louise.ravenscroft@outlook.com", Some(false)),
            ("Karen Hughes", "star.4x4@outlook.com", None),
            ("Karen Hughes", "sunshine@outlook.com", None),
            ("José Peña", "jos.pea@gmail.com", Some(true)),
            ("Ngọc Trần", "ngoc.tran@gmail.com", None),
            ("王建国", "wang@qq.com", None),
            ("王建国", "肖雨薇同学", Some(false)),
            ("Карина Щукина", "karina.shchukina@gmail.com", Some(true)),
            ("Карина Щукина", "schukin68@gmail.com", None),
            ("Карина Щукина", "oleg.baranov@gmail.com", Some(false)),
        ] {
            assert_eq!(held.holds(own, value), is, "{own} {value}");
        }
        let of_school = Held { domain: Some("stu.edu.cn".to_owned()), ..held };
        assert_eq!(of_school.holds("20230501", "20230502@stu.edu.cn"), Some(false));
        assert_eq!(of_school.holds("20230501", "20230501@STU.edu.cn"), Some(true));
        assert_eq!(of_school.holds("20230501", "13800138000@qq.com"), None);
    }

    #[test]
    fn a_name_that_several_have_is_looked_for_in_files_alone() {
        use crate::findings::column::names::Names;
        use crate::findings::known_column::Column;

        const LASTS: [&str; 12] = [
            "Aubert", "Barbier", "Da Silva", "Étienne", "Fournier", "Gauthier", "Le Gall", "Mercier", "Noël", "Perrin",
            "Roche", "Vidal",
        ];
        const FIRSTS: [&str; 6] = ["Amélie", "Baptiste", "Camille", "Denis", "Hugo", "Zoé"];
        let name = |n: usize| LASTS[n / 5].to_owned();
        let file = |name: &str, n: usize| format!("convocation_{n:04}_{}.pdf", folded(name, false).to_uppercase());
        let link = |name: &str, n: usize| format!("https://a.example/{n}/{}", folded(name, false));
        let found = |holder: &dyn Fn(&str, usize) -> String, names: Option<Names>| {
            let rows: Vec<Vec<String>> =
                (0..60).map(|n| vec![name(n), holder(&name(n), n), FIRSTS[n % 6].to_owned()]).collect();
            let firsts = Column { names: Some(Names::Single), ..Column::default() };
            let columns = [Column { names, ..Column::default() }, Column::default(), firsts];
            let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            of(
                &Sample { rows, columns: &columns },
                &Uses { letter: vec![0, 1], attachment: vec![1], ..Uses::default() },
            )
        };
        let all = found(&file, Some(Names::Single));
        let [held] = &all[..] else { panic!("{all:?}") };
        for (own, value, is) in [
            ("Da Silva", "convocation_1053_GARCIA.pdf", false),
            ("Da Silva", "convocation_1053_DASILVA.pdf", true),
            ("Da Silva", "convocation_1053_SILVA.pdf", true),
            ("Noël", "convocation_0065_NOEL.pdf", true),
            ("Li", "convocation_0065_GARCIA.pdf", true),
            ("", "convocation_0065_GARCIA.pdf", true),
        ] {
            assert_eq!(held.is_kept(own, value), is, "{own} {value}");
        }
        assert_eq!(held.owner("convocation_1053_PERRIN.pdf"), Some("Perrin"));
        for nobodys in ["convocation_1053_GARCIA.pdf", "perrin_et_vidal.pdf"] {
            assert_eq!(held.owner(nobodys), None, "{nobodys}");
        }
        // The two are swapped.
        for (first, other) in [("Garcia", Some(2)), ("Denis", None), ("", None)] {
            assert_eq!(held.instead(|column| ["Denis", "convocation_1053_GARCIA.pdf", first][column]), other);
        }
        // Most files have none, no names, or it is a link.
        assert_eq!(found(&|_, n| format!("convocation_{n:04}_RUN.pdf"), Some(Names::Single)), []);
        assert!(found(&file, None).is_empty() && found(&link, Some(Names::Single)).is_empty());
    }

    #[test]
    fn names_of_files_are_told_from_though_one_of_ten_is_wrong() {
        let held = Held { own: 0, within: 1, ..Held::default() };
        let is_habit = |rows: usize, wrong: usize, other: &str, are_files: bool| {
            let names: Vec<String> = (0..rows)
                .map(|n| format!("{}솔{}", ['김', '이', '박'][n % 3], ['아', '준', '희'][n / 3 % 3]))
                .collect();
            let holder =
                |n: usize| if n < wrong { other.to_owned() } else { format!("수강증_{n:03}_{}.pdf", names[n]) };
            let holders: Vec<String> = (0..rows).map(holder).collect();
            let pairs = names.iter().zip(&holders).map(|(name, file)| (name.as_str(), file.as_str()));
            held.is_habit(pairs, are_files)
        };
        let other = "수강증_200_정윤원.pdf";
        for (rows, wrong, is) in [(100, 3, true), (100, 7, true), (100, 10, true), (100, 11, false), (60, 6, true)] {
            assert_eq!(is_habit(rows, wrong, other, true), is, "{rows} {wrong}");
        }
        // A short list, what is no file, and files that mostly do not have the name.
        assert!(!is_habit(40, 4, other, true) && !is_habit(100, 7, other, false) && !is_habit(100, 60, other, true));
    }

    #[test]
    fn who_marries_keeps_an_address() {
        let held = Held { own: 0, within: 1, form: Form::Whole, is_of_numbers: false, domain: None, ..Held::default() };
        assert!(held.is_held("Zoe", "zoe.sauer@gmx.de") && !held.is_held("Zoe", "anna.berg@gmx.de"));
        for (own, value, is) in [
            ("Kowalski", "lucas.kowlski@a.org", true),
            ("Kowalski", "lucas.kowaslki@a.org", true),
            ("Vogel", "zoe.sauer@gmx.de", false),
            ("Vogel", "", false),
        ] {
            assert_eq!(held.is_nearly_held(own, value), is, "{own} {value}");
        }
        for (name, value, is) in [
            ("李小龍", "siulung.lee@a.org", true),
            ("Robert Lee", "r.lee@a.org", true),
            ("Robert Lee", "anna.berg@a.org", false),
            ("", "anna.berg@a.org", false),
        ] {
            assert_eq!(Held::may_be_of(name, value), is, "{name} {value}");
        }
        assert_eq!(held.holds("3M Deutschland", "rechnung@firma-x.de"), None);
    }

    #[test]
    fn parts_are_long_enough() {
        for (form, own, part) in [
            (Form::Whole, "S1247", Some("S1247")),
            (Form::Whole, "12", None),
            (Form::Whole, "钟", None),
            (Form::Whole, "雅琪", Some("雅琪")),
            (Form::FirstWord, "Lottie Berg", Some("Lottie")),
            (Form::FirstWord, "Lottie", None),
            (Form::LastNumber, "R2027-00317", Some("00317")),
            (Form::LastNumber, "00317", None),
            (Form::LastNumber, "A-17", None),
            (Form::LastNumber, "", None),
        ] {
            assert_eq!(form.part(own), part, "{own}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_part_of_any_value_is_of_it(own in "\\PC{0,20}", value in "\\PC{0,20}") {
            for form in [Form::Whole, Form::FirstWord, Form::LastNumber, Form::Untitled] {
                if let Some(part) = form.part(&own) {
                    proptest::prop_assert!(own.contains(part));
                    let _ = is_in(part, &value);
                    let text = format!("{value} {part} {value}");
                    proptest::prop_assert!(is_in(part, &text), "{}", part);
                }
            }
        }
    }
}
