//! Columns that decide others: a fare has its price, a class its teacher, a university its country.

mod told;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Sample;
use super::weekdays::Weekdays;
use crate::findings::column::clocks;
use crate::findings::column::numbers::Numbers;
use crate::findings::{headings, shown};
use crate::merge::Uses;

/// In nearly all rows, the value of one column tells that of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) by: usize,
    /// How many octets of its values tell: those of numbers, all that stand before the ones that count.
    begin: Option<usize>,
    pub(super) column: usize,
    /// The one that is told of: what decides, where the letter does not use what is decided.
    pub(super) told: usize,
    /// The values that tell, in their order, each with what it tells.
    values: Vec<(String, String)>,
    /// How many rows say something else.
    misses: usize,
    /// Whether what tells is a number, a time, or what a number begins with. A sort tells more clearly: the amount that is paid is
    /// wrong with the fare of another race, and agrees with it.
    pub(super) is_by_number: bool,
    /// Where a number or a time tells a text, or a sort of few an amount: the texts or amounts that are told, in their order. Several sorts may have the same wage: what is
    /// none of these has perhaps the same as one of them.
    known: Option<Vec<String>>,
}

/// The values of a column as numbers, equal ones with the same.
struct Column {
    index: usize,
    /// How many octets of the values are looked at, if not all.
    begin: Option<usize>,
    is_measured: bool,
    of_rows: Vec<Option<usize>>,
    count: usize,
    /// How many rows have each.
    counts: Vec<usize>,
    /// How many rows have the one that most rows have, and how many have any.
    most: usize,
    filled: usize,
}

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// What so many rows with one value have is what it decides, if hardly any row has something else.
const FEWEST: usize = 2;
/// More numbers are no fares or prices.
const MOST_NUMBERS: usize = 12;
/// Texts that stand so often on an average are names of something.
const FEW_TEXTS: usize = 8;
/// Fewer beginnings of numbers tell nothing.
const FEWEST_BEGINNINGS: usize = 3;
/// A number or a time, as of who runs how fast, tells nothing by chance where so many rows have the same, on an average.
const FEWEST_OF_A_NUMBER: usize = 3;
/// So many columns are compared, each with a few: a course has its title, teacher, room, days, times and fee. Those in which a row is
/// wrong stand behind those that agree in all, and are what is looked for.
const MOST: usize = 40;
/// So many rows would have something else by chance, where nothing is decided.
const BY_CHANCE: usize = 10;

/// In so many rows, one has a postcode of another place by a slip; in fewer, a place has several.
const RARE_PLACE: usize = 50;

/// So few sorts are all that there are.
const FEW_SORTS: usize = 4;

/// Most values of a column that the letter does not use, as the sex, and that is decided all the same: where it has another value, one
/// of the columns that decide it is wrong.
const MOST_OF_UNUSED: usize = 3;

/// What is decided in the first rows, of the columns that the letter uses: of each, by one other column of sorts, by the first name if
/// that may be, and by one of numbers. Of those that it does not use, what decides is told of, if it uses that.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String], weekdays: &[Weekdays]) -> Vec<Decided> {
    if sample.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let is_used = |column: &Column| uses.letter.contains(&column.index) && !uses.attachment.contains(&column.index);
    let is_told = |column: &Column| is_used(column) || column.usual() <= MOST_OF_UNUSED && column.usual() >= 2;
    let columns: Vec<Column> = (0..sample.columns.len())
        .filter(|index| may_repeat(sample, *index))
        .map(|index| column(sample, index, None))
        .filter(|column| !sample.columns[column.index].has_texts || column.count * FEW_TEXTS <= column.filled)
        .collect();
    // The beginning of a day of birth is none of somebody's group: a school year begins in September.
    let is_birth = |index: &usize| names.get(*index).is_some_and(|name| headings::is_birth(&name.to_lowercase()));
    let begins: Vec<Column> = (0..sample.columns.len())
        .filter(|index| !sample.columns[*index].has_dates && !is_birth(index))
        .flat_map(|index| begins(sample, index))
        .collect();
    let is_headed =
        |column: &Column, is: fn(&str) -> bool| names.get(column.index).is_some_and(|name| is(&name.to_lowercase()));
    let is_free = |column: &Column| is_headed(column, headings::is_choice);
    let is_postcode = |column: &Column| is_headed(column, headings::is_postcode);
    let decided = columns.iter().filter(|column| is_told(column) && column.is_varied() && !is_free(column));
    // The sum of some marks stands there twice by chance.
    let is_sort = |by: &Column| {
        let is_of_rows = || by.count * FEWEST_OF_A_NUMBER <= by.filled;
        (sample.columns[by.index].numbers.is_none() || by.count <= MOST_NUMBERS) && (!by.is_measured || is_of_rows())
    };
    let of_column = |column: &Column| {
        let may_tell = |by: &Column| by.index != column.index && (is_used(column) || is_used(by));
        let by = columns.iter().filter(|by| may_tell(by) && by.is_shared() && is_sort(by));
        // A first name tells whether somebody is a man, and not when, where or whose somebody is.
        let is_first_name = |by: &Column| names.get(by.index).is_some_and(|name| is_first_name(name));
        let is_of_sex = names.get(column.index).is_some_and(|name| headings::is_of_sex(&name.to_lowercase()));
        let by = by.filter(|by| is_of_sex || !is_first_name(by));
        // A building has its postcode, and a town or a street may have many.
        let may_have_many = |by: &Column| {
            is_headed(by, headings::is_town)
                || is_headed(by, headings::is_street)
                || is_headed(by, headings::is_country)
        };
        let has_one = |by: &Column| !may_have_many(by) && by.count * FEW_TEXTS <= by.filled && !by.is_measured;
        let is_of_places = is_postcode(column);
        let by = by.filter(|by| !is_of_places || has_one(by));
        let by = by.chain(begins.iter().filter(|by| may_tell(by) && !is_of_places));
        // A first name says nothing of one that is new: another column is asked beside it.
        let all: Vec<(bool, Decided)> = by
            .filter_map(|by| Some((is_first_name(by), between(sample, by, column, is_first_name(by))?)))
            .filter(|(_, decided)| !is_of_places || decided.misses * RARE_PLACE <= column.filled)
            .map(|(is_name, decided)| {
                (is_name, Decided { told: if is_used(column) { column.index } else { decided.by }, ..decided })
            })
            .collect();
        // Of two values, another column may agree with the one that tells best, and not with the next: the race of women, and the sex.
        let best = |(is_name, is_by_number): (bool, bool)| {
            let those = all.iter().filter(|(is, decided)| *is == is_name && decided.is_by_number == is_by_number);
            let mut those: Vec<&Decided> = those.map(|(_, decided)| decided).collect();
            // What is told back is the same thing in other words: the name of whose address it is says why.
            those.sort_by_key(|decided| {
                let is_told_back = !column.is_measured && decided.is_told_back();
                let rank = (decided.misses, decided.begin, !is_told_back);
                let distance = if is_told_back { decided.column.abs_diff(decided.by) } else { 0 };
                (rank, distance, std::cmp::Reverse(decided.values.len()), decided.by)
            });
            // A sort of which the first rows have each value tells of rows with values of the next that are new: the fare of a journey,
            // beside that of a class.
            let few = those.iter().copied().filter(|_| column.is_measured && !is_name && !is_by_number);
            let few = few.filter(|few| {
                few.values.len() <= FEW_SORTS && those.first().is_some_and(|best| few.misses == best.misses)
            });
            let few = few
                .min_by_key(|decided| (decided.values.len(), decided.column.abs_diff(decided.by)))
                .map(Decided::of_known);
            // A date and its day of the week agree with each other, whosever they are: another column is asked beside them.
            let is_its_day = |decided: &Decided| {
                let columns = [decided.by, decided.column];
                weekdays.iter().any(|days| columns.contains(&days.weekday) && columns.contains(&days.date))
            };
            let beside = those.iter().copied().find(|decided| !is_its_day(decided));
            let beside = beside.filter(|_| those.first().is_some_and(|first| is_its_day(first)));
            those.truncate(if column.is_of_two() && !is_name { 2 } else { 1 });
            those.extend(beside.filter(|beside| !those.contains(beside)));
            let few = few.filter(|few| !those.iter().any(|decided| decided.by == few.by));
            those.into_iter().cloned().chain(few).collect::<Vec<Decided>>()
        };
        [(false, false), (true, false), (false, true)].into_iter().flat_map(best).collect::<Vec<Decided>>()
    };
    let mut told: Vec<Vec<Decided>> = decided.map(of_column).filter(|all| !all.is_empty()).collect();
    // Each row is compared with all of them.
    told.sort_by_key(|all| {
        let is_of_used = all.first().is_some_and(|decided| decided.told == decided.column);
        (!is_of_used, all.iter().map(|decided| decided.misses).min())
    });
    told.truncate(MOST);
    let mut all = told.concat();
    all.sort_by_key(|decided| (decided.is_by_number, decided.misses));
    all
}

/// First names of women and of men, which do not tell how to address whom.
const UNISEX: [&str; 40] = [
    "Alex", "Alexis", "Andrea", "Ariel", "Camille", "Charlie", "Chris", "Claude", "Dana", "Dominique", "Eike",
    "Gabriele", "Helge", "Jackie", "Jamie", "Jean", "Jo", "Jordan", "Kai", "Kelly", "Kim", "Kiran", "Leslie", "Luca",
    "Maxime", "Mika", "Morgan", "Nicola", "Nikita", "Noa", "Pat", "Robin", "Sam", "Sascha", "Simone", "Stéphane",
    "Taylor", "Toni", "Wei", "Yannick",
];

fn is_first_name(name: &str) -> bool {
    headings::half(&name.to_lowercase()) == Some(headings::Half::First)
}

/// Whether a column has numbers or times: those of a clock, or how long something takes.
fn is_measured(sample: &Sample<'_>, index: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[index]).filter(|value| !value.is_empty());
    sample.columns[index].numbers.is_some() || values().all(|value| clocks::read(value).is_some())
}

/// Whether a column may have values that several rows have.
fn may_repeat(sample: &Sample<'_>, index: usize) -> bool {
    let column = &sample.columns[index];
    // How many pieces somebody orders is decided by nothing.
    let is_number = |numbers: Numbers| !numbers.are_own() && !numbers.are_counts();
    !column.has_own && column.numbers.is_none_or(is_number)
}

/// What numbers of somebody begin with, by which they may be sorted: the year and the class of `20230312`. They are of one length.
fn begins(sample: &Sample<'_>, index: usize) -> Vec<Column> {
    /// So many rows have the same beginning, on an average.
    const FEW: usize = 5;
    const SHORTEST: usize = 2;
    let is_number = |value: &str| {
        value.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && value.bytes().any(|octet| octet.is_ascii_digit())
    };
    let values = || sample.rows.iter().map(|row| row[index]).filter(|value| !value.is_empty());
    let Some(length) = values().next().map(str::len) else { return Vec::new() };
    let distinct = values().collect::<HashSet<&str>>().len();
    if !values().all(|value| value.len() == length && is_number(value)) || distinct * 20 < values().count() * 19 {
        return Vec::new();
    }
    (SHORTEST..=day_within(&values(), length).unwrap_or(length - 1))
        .map(|octets| column(sample, index, Some(octets)))
        .filter(|column| column.count >= FEWEST_BEGINNINGS && column.count * FEW <= column.filled)
        .filter(|column| column.begin.is_some_and(|octets| are_apart(values(), octets)))
        .collect()
}

/// Where the day of birth begins in numbers of persons, before which stands where they are from: `110101 20220912 1234`.
fn day_within<'v>(values: &(impl Iterator<Item = &'v str> + Clone), length: usize) -> Option<usize> {
    /// Shorter ones are given by a school or a firm, which may have a year and a class in them.
    const SHORTEST: usize = 11;
    /// A year, a month and a day.
    const DAY: usize = 8;
    /// But for a slip in so many.
    const RARE: usize = 20;
    let is_day = |text: &str| {
        let digits = text.bytes().all(|octet| octet.is_ascii_digit());
        let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
        digits && (1900..2100).contains(&part(0, 4)) && (1..=12).contains(&part(4, 6)) && (1..=31).contains(&part(6, 8))
    };
    let has_none = |at: usize| move |value: &&str| !value.get(at..at + DAY).is_some_and(is_day);
    let holds = |at: &usize| values.clone().filter(has_none(*at)).count() * RARE <= values.clone().count();
    (length >= SHORTEST).then(|| (0..=length - DAY).find(holds))?
}

/// Whether numbers of one beginning are by themselves: behind the last of them is a gap. Where they are given one after the other,
/// a beginning ends anywhere: 0039 and 0040 are of one class, and 0041 is of the next.
fn are_apart<'v>(values: impl Iterator<Item = &'v str>, octets: usize) -> bool {
    const FAR: u64 = 3;
    let number = |value: &str| {
        let digits = value.bytes().filter(u8::is_ascii_digit);
        digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    };
    let mut numbers: Vec<(&str, u64)> = values.map(|value| (begin(value, Some(octets)), number(value))).collect();
    numbers.sort_unstable();
    let steps = |is_within: bool| {
        let pairs = numbers.windows(2).filter(move |pair| (pair[0].0 == pair[1].0) == is_within);
        // One that counts from its beginning again is by itself too.
        pairs.map(|pair| pair[1].1.checked_sub(pair[0].1).unwrap_or(u64::MAX))
    };
    let mut within: Vec<u64> = steps(true).collect();
    within.sort_unstable();
    let usual = within.get(within.len() / 2).copied().unwrap_or(1).max(1);
    let (far, all) = (steps(false).filter(|step| *step > FAR.saturating_mul(usual)).count(), steps(false).count());
    far * 3 >= all * 2
}

/// The first octets of a value, or all of it.
fn begin(value: &str, octets: Option<usize>) -> &str {
    octets.and_then(|octets| value.get(..octets)).unwrap_or(value)
}

fn column(sample: &Sample<'_>, index: usize, octets: Option<usize>) -> Column {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut counts: Vec<usize> = Vec::new();
    let of_rows = sample.rows.iter().map(|row| {
        let value = Some(begin(row[index], octets)).filter(|value| !value.is_empty())?;
        let next = numbers.len();
        let number = *numbers.entry(value).or_insert(next);
        if number == counts.len() {
            counts.push(0);
        }
        counts[number] += 1;
        Some(number)
    });
    let of_rows = of_rows.collect();
    let (most, filled) = (counts.iter().copied().max().unwrap_or_default(), counts.iter().sum());
    let is_measured = octets.is_none() && is_measured(sample, index);
    Column { index, begin: octets, is_measured, of_rows, count: counts.len(), counts, most, filled }
}

impl Column {
    /// Whether a third of the values at least are not the first of their sort.
    fn is_shared(&self) -> bool {
        self.count >= 2 && self.count * 3 <= self.filled * 2
    }

    /// Whether it has few values, and not one for all.
    fn is_varied(&self) -> bool {
        self.count >= 2 && self.count * 2 <= self.filled && self.filled >= FEWEST_ROWS
    }

    /// How many values several rows have, and not one in twenty alone.
    fn usual(&self) -> usize {
        self.counts.iter().filter(|count| **count * 20 >= self.filled).count()
    }

    /// Whether one of two values is in each of its rows but for slips, as of men and women, and neither is seldom.
    fn is_of_two(&self) -> bool {
        self.usual() == 2 && self.most * 5 <= self.filled * 4
    }
}

/// The rows with one value of what decides.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    rows: usize,
    /// The value that most of them have, and how many do.
    usual: usize,
    most: usize,
    /// How many values they have, and how many of these no other row has.
    values: usize,
    alone: usize,
}

impl Group {
    /// So many rows have a value; whether that is the only one that has it in the list.
    fn add(&mut self, value: usize, count: usize, is_alone: bool) {
        self.rows += count;
        self.values += 1;
        self.alone += usize::from(is_alone);
        if (count, self.usual) > (self.most, value) {
            (self.most, self.usual) = (count, value);
        }
    }

    fn misses(&self) -> usize {
        self.rows - self.most
    }

    /// Whether nearly all of its rows have one value. What is another one in each of the few others is a slip in each; what two of
    /// them have may be right, but of two values, which can only be mistaken for each other.
    fn is_told(&self, is_of_two: bool) -> bool {
        /// One slip in so many rows; and in so many, where nobody else has what is there in its place, or can have another.
        const RARE: usize = 8;
        const RARE_ALONE: usize = 4;
        const RARE_OF_TWO: usize = 16;
        let misses = self.misses();
        let are_rare = misses * RARE <= self.rows || misses <= self.alone + 1 && misses * RARE_ALONE <= self.rows;
        let are_slips = self.values == misses + 1 && are_rare || is_of_two && misses * RARE_OF_TWO <= self.rows;
        self.most >= FEWEST && (misses <= 1 || are_slips)
    }
}

/// What the values of one column decide of another, if they do.
fn between(sample: &Sample<'_>, by: &Column, column: &Column, is_first_name: bool) -> Option<Decided> {
    let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
    let pairs = || by.of_rows.iter().zip(&column.of_rows).filter_map(|(by, value)| Some(((*by)?, (*value)?)));
    pairs().for_each(|pair| *counts.entry(pair).or_default() += 1);
    let mut groups = vec![Group::default(); by.count];
    for ((by, value), count) in counts {
        groups[by].add(value, count, column.counts[value] == 1);
    }
    // Where hardly any value stands twice, nothing tells.
    let shared: usize = groups.iter().filter(|group| group.rows > FEWEST).map(|group| group.rows).sum();
    let misses: usize = groups.iter().map(Group::misses).sum();
    let of_chance = shared * (column.filled - column.most) / column.filled.max(1);
    let usual: Vec<usize> = groups.iter().filter(|group| group.most > FEWEST).map(|group| group.usual).collect();
    // A list that is in order has the same beginnings together, and much else: of more than two, that is no chance.
    let fewest = if by.begin.is_some() { FEWEST_BEGINNINGS } else { 2 };
    let are_told = usual.iter().collect::<HashSet<_>>().len() >= fewest;
    if of_chance < BY_CHANCE || misses * 10 > of_chance || misses * 25 > shared.max(25) + 25 || !are_told {
        return None;
    }
    let is_of_two = by.is_of_two() && column.is_of_two();
    let values = by.of_rows.iter().zip(&column.of_rows).zip(&sample.rows).filter_map(|((of, value), row)| {
        let group = groups.get((*of)?)?;
        (group.is_told(is_of_two) && Some(group.usual) == *value)
            .then(|| (begin(row[by.index], by.begin), row[column.index]))
    });
    let is_of_both = |by: &str| is_first_name && UNISEX.contains(&by);
    let values = values.filter(|(by, _)| !is_of_both(by));
    let mut values: Vec<(String, String)> = values.map(|(by, value)| (by.to_owned(), value.to_owned())).collect();
    values.sort_unstable();
    values.dedup();
    let is_by_number = by.begin.is_some() || by.is_measured;
    let is_of_texts = by.begin.is_none() && is_by_number && !column.is_measured;
    let known = is_of_texts.then(|| values.iter().map(|(_, told)| told.clone()).collect::<BTreeSet<String>>());
    let known = known.map(|known| known.into_iter().collect());
    let (by, begin, column) = (by.index, by.begin, column.index);
    Some(Decided { by, begin, column, told: column, values, misses, is_by_number, known })
}

impl Decided {
    /// Whether each value that is decided tells what decides it too.
    fn is_told_back(&self) -> bool {
        let told: HashSet<&String> = self.values.iter().map(|(_, told)| told).collect();
        told.len() == self.values.len()
    }

    /// This rule for rows that have one of the values it tells: another value is new, and may be a further sort.
    fn of_known(&self) -> Self {
        let known: BTreeSet<&String> = self.values.iter().map(|(_, told)| told).collect();
        Self { known: Some(known.into_iter().cloned().collect()), ..self.clone() }
    }

    /// What the value of a row tells of its other column, if that has something else.
    pub(super) fn flaw(&self, by: &str, value: &str) -> Option<&str> {
        let by = begin(by, self.begin);
        let place = self.values.binary_search_by(|(of, _)| of.as_str().cmp(by)).ok()?;
        let (_, meant) = self.values.get(place)?;
        let is_known = || {
            self.known.as_ref().is_none_or(|known| known.binary_search_by(|known| known.as_str().cmp(value)).is_ok())
        };
        (meant != value && !value.is_empty() && is_known()).then_some(meant)
    }

    /// What tells it in a row, to be shown: `202303…`.
    pub(super) fn told_by(&self, by: &str) -> String {
        let begin = begin(by, self.begin);
        if begin == by { shown(by).into_owned() } else { format!("{}…", shown(begin)) }
    }
}

#[cfg(test)]
mod tests;
