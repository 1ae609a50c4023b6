//! Places and times that are given once: a seat in a room, a quarter of an hour with a teacher.

use std::collections::{HashMap, HashSet};

use super::Sample;
use crate::findings::headings;
use crate::merge::Uses;

/// What a column says of a slot, by its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Time,
    Place,
    Seat,
    Host,
}

/// Columns whose values together are of one row alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) struct Slot {
    pub(in crate::findings) columns: Vec<usize>,
    /// Those of them that tell it: not a day that all rows have.
    pub(in crate::findings) telling: Vec<usize>,
    /// Columns that say the same as one of them in other words, as the postcode of a building.
    pub(in crate::findings) twins: Vec<usize>,
    /// What crowds have, line by line: where all posters hang at a time, each talk has its own hour and hall all the same.
    pub(in crate::findings) crowds: Vec<String>,
}

/// Fewer rows show no habit.
const FEWEST: usize = 10;

/// The columns of the first rows whose values together are of one row alone.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Slot> {
    let parts: Vec<(usize, Part)> = names
        .iter()
        .enumerate()
        .take(sample.columns.len())
        .filter_map(|(index, name)| Some((index, part(&name.to_lowercase())?)))
        .filter(|(index, _)| sample.rows.iter().any(|row| !row[*index].is_empty()))
        .collect();
    let has = |wanted: Part| parts.iter().any(|(_, part)| *part == wanted);
    let mut sorts: Vec<&[Part]> = Vec::new();
    if has(Part::Seat) {
        sorts.push(&[Part::Day, Part::Time, Part::Place, Part::Seat]);
    }
    if has(Part::Time) && has(Part::Place) {
        sorts.push(&[Part::Day, Part::Time, Part::Place]);
    }
    if has(Part::Time) && has(Part::Host) {
        sorts.push(&[Part::Day, Part::Time, Part::Host]);
    }
    if has(Part::Time) && !has(Part::Place) && !has(Part::Host) && !has(Part::Seat) {
        sorts.push(&[Part::Day, Part::Time]);
    }
    let columns = |sorts: &[Part]| {
        let is_one = |(_, part): &&(usize, Part)| sorts.contains(part);
        parts.iter().filter(is_one).map(|(index, _)| *index).collect::<Vec<usize>>()
    };
    let mut all: Vec<Vec<usize>> = Vec::new();
    for &sorts in &sorts {
        let slot = columns(sorts);
        let is_known = all.iter().any(|known| known.iter().all(|column| slot.contains(column)));
        if !is_known
            && slot.iter().any(|column| uses.letter.contains(column))
            && is_given_once(sample, &slot, sorts, &uses.to)
        {
            all.push(slot);
        }
    }
    // What one teacher does at a time, one room has too.
    all.truncate(1);
    if all.is_empty() {
        let beside_crowds = |sorts: &&[Part]| {
            let columns = columns(sorts);
            let (rest, crowds) = without_crowds(sample, &columns)?;
            let is_one = columns.iter().any(|column| uses.letter.contains(column))
                && is_given_once(&rest, &columns, sorts, &uses.to);
            is_one.then(|| Slot { telling: telling(&rest, &columns, &uses.to), columns, twins: Vec::new(), crowds })
        };
        let any = || {
            let (columns, twins) = of_any(sample, uses)?;
            Some(Slot { telling: telling(sample, &columns, &uses.to), columns, twins, crowds: Vec::new() })
        };
        return sorts.iter().find_map(beside_crowds).or_else(any).into_iter().collect();
    }
    let slot = |columns: Vec<usize>| {
        let telling = telling(sample, &columns, &uses.to);
        Slot { telling, columns, twins: Vec::new(), crowds: Vec::new() }
    };
    all.into_iter().map(slot).collect()
}

/// The rows that have something in all of some columns, but for those that are of a crowd there; and what the crowds have.
fn without_crowds<'a>(sample: &Sample<'a>, columns: &[usize]) -> Option<(Sample<'a>, Vec<String>)> {
    /// So many rows are one.
    const FEWEST_OF_A_CROWD: usize = 5;
    const MOST_CROWDS: usize = 4;
    /// So many others are there for themselves.
    const FEWEST_ALONE: usize = 20;
    let slot = |row: &Vec<&str>| {
        let slot: Vec<&str> = columns.iter().map(|column| row[*column]).collect();
        slot.iter().all(|value| !value.is_empty()).then(|| slot.join("\n"))
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    sample.rows.iter().filter_map(slot).for_each(|slot| *counts.entry(slot).or_default() += 1);
    counts.retain(|_, count| *count >= FEWEST_OF_A_CROWD);
    let is_alone = |row: &&Vec<&str>| slot(row).is_some_and(|slot| !counts.contains_key(&slot));
    let rows: Vec<Vec<&str>> = sample.rows.iter().filter(is_alone).cloned().collect();
    let are_some = (1..=MOST_CROWDS).contains(&counts.len()) && rows.len() >= FEWEST_ALONE;
    let rest = Sample { rows, columns: sample.columns };
    are_some.then(|| (rest, counts.into_keys().collect()))
}

/// The columns that say the same as another in other words: each value goes with one of them, and that with it, but for slips.
fn twins(sample: &Sample<'_>, column: usize) -> Vec<usize> {
    const RARE: usize = 20;
    let misses = |by: usize, at: usize| {
        let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
        for row in &sample.rows {
            *counts.entry(row[by]).or_default().entry(row[at]).or_default() += 1;
        }
        let others = |counts: &HashMap<&str, usize>| {
            counts.values().sum::<usize>() - counts.values().max().copied().unwrap_or_default()
        };
        counts.values().map(others).sum::<usize>()
    };
    let is_twin = |other: &usize| {
        *other != column
            && misses(column, *other) * RARE <= sample.rows.len()
            && misses(*other, column) * RARE <= sample.rows.len()
    };
    (0..sample.columns.len()).filter(is_twin).collect()
}

/// The same slot in the columns that name its parts: of those that say the same, the first that is no day. And the rest of them.
fn named(sample: &Sample<'_>, columns: &[usize], uses: &Uses) -> (Vec<usize>, Vec<usize>) {
    let mut named: Vec<usize> = Vec::new();
    let mut others: Vec<usize> = Vec::new();
    for &column in columns {
        let mut all = twins(sample, column);
        all.push(column);
        all.sort_unstable_by_key(|twin| (!uses.letter.contains(twin), sample.columns[*twin].has_dates, *twin));
        named.extend(all.first());
        others.extend(all.into_iter().skip(1));
    }
    named.sort_unstable();
    named.dedup();
    (named, others)
}

/// Of the columns of a slot, those without which rows would have what others have: of the ones with few values, none that is not needed.
fn telling(sample: &Sample<'_>, columns: &[usize], to: &[usize]) -> Vec<usize> {
    let repeated = |columns: &[usize]| Given::of(sample, columns, to).repeated;
    let distinct = |column: &usize| sample.rows.iter().map(|row| row[*column]).collect::<HashSet<&str>>().len();
    let most = repeated(columns);
    let mut left = columns.to_vec();
    let mut by_values = columns.to_vec();
    by_values.sort_by_key(distinct);
    for column in by_values {
        let others: Vec<usize> = left.iter().copied().filter(|other| *other != column).collect();
        if others.len() > 1 && repeated(&others) <= most {
            left = others;
        }
    }
    left
}

/// Two or three columns of the letter, whatever they are called, whose values together no two rows have, though each has few: a class,
/// and the number in it.
fn of_any(sample: &Sample<'_>, uses: &Uses) -> Option<(Vec<usize>, Vec<usize>)> {
    /// More are too many to compare.
    const MOST: usize = 12;
    /// In a list of fewer rows, they may differ by chance.
    const FEWEST_ROWS: usize = 30;
    /// So many rows would have what another has, were it chance.
    const BY_CHANCE: f64 = 12.0;
    let rows = sample.rows.len();
    let is_shared = |column: &usize| {
        let known = &sample.columns[*column];
        let filled = sample.rows.iter().filter(|row| !row[*column].is_empty()).count();
        let distinct = sample.rows.iter().map(|row| row[*column]).collect::<HashSet<&str>>().len();
        !known.has_texts
            && !uses.attachment.contains(column)
            && filled * 10 >= rows * 9
            && (2..=rows / 2).contains(&distinct)
    };
    let columns: Vec<usize> = uses
        .letter
        .iter()
        .copied()
        .filter(|column| *column < sample.columns.len())
        .filter(is_shared)
        .take(MOST)
        .collect();
    if rows < FEWEST_ROWS {
        return None;
    }
    let behind = |at: usize| columns.iter().enumerate().skip(at + 1);
    let pairs =
        columns.iter().enumerate().flat_map(|(at, one)| behind(at).map(move |(two, other)| (two, vec![*one, *other])));
    let pairs: Vec<(usize, Vec<usize>)> = pairs.collect();
    let triples =
        pairs.iter().flat_map(|(at, pair)| behind(*at).map(move |(_, more)| [pair.as_slice(), &[*more]].concat()));
    let chance = |columns: &Vec<usize>| {
        may_be_given(sample, columns).then(|| (Given::of(sample, columns, &uses.to), columns.clone()))
    };
    let is_given = |(given, _): &(Given, Vec<usize>)| {
        given.repeated <= (given.rows / 40).max(1)
            && given.rows * 10 >= rows * 9
            && given.by_chance >= BY_CHANCE * given.repeated.max(1) as f64
    };
    // Two that share their day by a slip share a flat no more than before.
    let worth = |given: &Given| given.by_chance / (given.repeated + 1) as f64;
    let most = |all: Vec<(Given, Vec<usize>)>| {
        let columns = all
            .into_iter()
            .max_by(|(one, _), (other, _)| worth(one).total_cmp(&worth(other)))
            .map(|(_, columns)| columns)?;
        let (named, twins) = named(sample, &columns, uses);
        let is_same = named.len() == columns.len() && chance(&named).is_some_and(|named| is_given(&named));
        Some(if is_same { (named, twins) } else { (columns, Vec::new()) })
    };
    let of_pairs = pairs.iter().filter_map(|(_, pair)| chance(pair)).filter(is_given).collect();
    most(of_pairs).or_else(|| most(triples.filter_map(|triple| chance(&triple)).filter(is_given).collect()))
}

/// Whether hardly any row has what another has: most columns have that soon.
fn may_be_given(sample: &Sample<'_>, columns: &[usize]) -> bool {
    const MOST: usize = 3;
    let mut seen: HashSet<[&str; 3]> = HashSet::new();
    let mut repeated = 0;
    sample.rows.iter().all(|row| {
        let value = |at: usize| columns.get(at).map_or("", |column| row[*column]);
        repeated += usize::from(!seen.insert([value(0), value(1), value(2)]));
        repeated <= MOST
    })
}

/// How often the same is given.
struct Given {
    rows: usize,
    /// How many rows have what an earlier one has.
    repeated: usize,
    /// How many would have it by chance.
    by_chance: f64,
}

impl Given {
    fn of(sample: &Sample<'_>, columns: &[usize], to: &[usize]) -> Self {
        let mut seen: HashSet<(Vec<&str>, Vec<String>)> = HashSet::new();
        let mut rows: Vec<Vec<&str>> = Vec::new();
        for row in sample.rows.iter().filter(|row| columns.iter().all(|column| !row[*column].is_empty())) {
            let slot: Vec<&str> = columns.iter().map(|column| row[*column]).collect();
            // Addresses are the same in capital letters.
            let whose: Vec<String> =
                to.iter().filter_map(|column| row.get(*column)).map(|value| value.to_lowercase()).collect();
            // A row that is there twice is one, and so are two of one family.
            if whose.iter().all(|value| value.is_empty()) || seen.insert((slot.clone(), whose)) {
                rows.push(slot);
            }
        }
        let mut counts: HashMap<&[&str], usize> = HashMap::new();
        rows.iter().for_each(|row| *counts.entry(row).or_default() += 1);
        let by_chance = (rows.len() * rows.len()) as f64 / (2.0 * slots(&rows, columns.len()).max(1.0));
        Self { rows: rows.len(), repeated: rows.len() - counts.len(), by_chance }
    }
}

/// How many slots the values of so many columns make. A column that another one of them tells, as the date does the day of the week,
/// makes no more of them.
fn slots(rows: &[Vec<&str>], columns: usize) -> f64 {
    /// But for a slip in so many rows.
    const RARE: usize = 20;
    let distinct = |at: usize| rows.iter().map(|row| row[at]).collect::<HashSet<&str>>().len();
    let tells = |by: usize, at: usize| {
        let pairs = rows.iter().map(|row| (row[by], row[at])).collect::<HashSet<(&str, &str)>>().len();
        distinct(by) * 2 <= rows.len() && (pairs - distinct(by)) * RARE <= rows.len()
    };
    let mut all: Vec<(usize, usize)> = (0..columns).map(|at| (distinct(at), at)).collect();
    all.sort_unstable_by_key(|(distinct, at)| (std::cmp::Reverse(*distinct), *at));
    let mut slots = 1.0;
    let mut counted: Vec<usize> = Vec::new();
    for (distinct, at) in all {
        if !counted.iter().any(|by| tells(*by, at)) {
            slots *= distinct as f64;
            counted.push(at);
        }
    }
    slots
}

/// Whether each row has its own, and that is no chance: by chance, some would have the same.
fn is_given_once(sample: &Sample<'_>, columns: &[usize], sorts: &[Part], to: &[usize]) -> bool {
    /// Of one person alone by what they are.
    const OF_A_SEAT: f64 = 0.0;
    const OF_A_PLACE: f64 = 1.5;
    const OF_A_TIME: f64 = 5.0;
    let given = Given::of(sample, columns, to);
    let fewest = if sorts.contains(&Part::Seat) {
        OF_A_SEAT
    } else if columns.len() > 2 && (sorts.contains(&Part::Place) || sorts.contains(&Part::Host)) {
        OF_A_PLACE
    } else {
        OF_A_TIME
    };
    given.rows >= FEWEST
        && given.repeated <= (given.rows / 40).max(1)
        && given.by_chance >= fewest + given.repeated as f64 * fewest.min(1.0)
}

/// What a heading, in lower case, says.
fn part(name: &str) -> Option<Part> {
    const OTHERS: [&str; 16] = [
        "birth", "geburt", "due", "fällig", "faellig", "issued", "created", "paid", "deadline", "frist", "arriv",
        "depart", "截止", "出生", "since", "update",
    ];
    const SEATS: [&str; 10] = ["seat", "sitz", "座位", "座号", "座號", "asiento", "siège", "siege", "miejsce", "место"];
    const TIMES: [&str; 12] =
        ["time", "uhrzeit", "slot", "heure", "hora", "orario", "时间", "时段", "時間", "godzina", "tijd", "beginn"];
    const TIME_WORDS: [&str; 5] = ["hour", "ora", "uhr", "zeit", "start"];
    const PLACES: [&str; 20] = [
        "room", "raum", "saal", "zimmer", "hall", "aula", "salle", "sala", "教室", "考场", "地点", "tisch", "table",
        "mesa", "reihe", "wagen", "coach", "车厢", "court", "booth",
    ];
    const PLACE_WORDS: [&str; 8] = ["row", "block", "platz", "fila", "排", "stand", "lane", "bahn"];
    const DAYS: [&str; 7] = ["date", "datum", "termin", "fecha", "日期", "дата", "jour"];
    const DAY_WORDS: [&str; 6] = ["day", "tag", "día", "dia", "data", "dag"];
    const HOSTS: [&str; 16] = [
        "teacher", "tutor", "lehrer", "klassenleitung", "examiner", "prüfer", "interviewer", "arzt", "ärztin",
        "doctor", "berater", "老师", "教师", "考官", "医生", "profesor",
    ];
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let is = |words: &[&str]| headings::words_of(name).any(|word| words.contains(&word));
    if has(&OTHERS) || headings::is_other(name) {
        None
    } else if has(&SEATS) {
        Some(Part::Seat)
    } else if has(&PLACES) || is(&PLACE_WORDS) {
        Some(Part::Place)
    } else if has(&HOSTS) {
        Some(Part::Host)
    } else if has(&TIMES) || is(&TIME_WORDS) {
        Some(Part::Time)
    } else {
        (has(&DAYS) || is(&DAY_WORDS)).then_some(Part::Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn slots(names: &[&str], rows: &[Vec<String>]) -> Vec<Vec<usize>> {
        let columns = vec![Column::default(); names.len()];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: (0..names.len()).collect(), ..Uses::default() };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        of(&Sample { rows, columns: &columns }, &uses, &names).into_iter().map(|slot| slot.columns).collect()
    }

    fn talk(n: usize) -> Vec<String> {
        [
            n.to_string(),
            format!("2027-09-{}", 14 + n / 12),
            format!("{}:00", 10 + n / 2 % 6),
            ["Tyne", "Wear"][n % 2].to_owned(),
        ]
        .to_vec()
    }

    #[test]
    fn what_each_row_has_alone_is_a_slot() {
        let names = ["id", "talk_day", "talk_time", "talk_room"];
        let mut rows: Vec<Vec<String>> = (0..24).map(talk).collect();
        assert_eq!(slots(&names, &rows), [[1, 2, 3]]);
        rows[7] = [vec!["7".to_owned()], rows[3][1..].to_vec()].concat();
        assert_eq!(slots(&names, &rows), [[1, 2, 3]]);
        let seats: Vec<Vec<String>> =
            (0..40).map(|n| vec![format!("A{}", n / 20), format!("{}排{}座", n % 20 / 5, n % 5)]).collect();
        assert_eq!(slots(&["教室", "座位"], &seats), [[0, 1]]);
        let hours: Vec<Vec<String>> = (0..40)
            .map(|n| {
                vec![format!("1{}.02.2027", n / 20), format!("{}:{}0", 9 + n % 20 / 4, n % 4), "Frau Aydin".to_owned()]
            })
            .collect();
        assert_eq!(slots(&["Termin", "Uhrzeit", "Klassenleitung"], &hours), [[0, 1, 2]]);
    }

    #[test]
    fn talks_have_their_hours_beside_posters() {
        let names = ["id", "talk_day", "talk_time", "talk_room"];
        let poster = |n: usize| {
            ["p", "2027-09-14", "16:30", "Foyer"]
                .map(|value| format!("{value}{}", ["", &n.to_string()][usize::from(value == "p")]))
                .to_vec()
        };
        let none = |n: usize| vec![format!("r{n}"), String::new(), String::new(), String::new()];
        let of = |talks: &dyn Fn(usize) -> Vec<String>| {
            let rows: Vec<Vec<String>> =
                (0..24).map(talks).chain((0..20).map(poster)).chain((0..20).map(none)).collect();
            let columns = vec![Column::default(); names.len()];
            let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let uses = Uses { letter: (0..names.len()).collect(), ..Uses::default() };
            of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned))
        };
        let found = of(&talk);
        assert_eq!(
            (found[0].columns.clone(), found[0].crowds.clone()),
            (vec![1, 2, 3], vec!["2027-09-14\n16:30\nFoyer".to_owned()])
        );
        assert_eq!(of(&|n| [vec![n.to_string()], talk(if n == 7 { 3 } else { n })[1..].to_vec()].concat()).len(), 1);
        // Several rooms are of groups of two.
        assert!(of(&|n| [vec![n.to_string()], talk(n / 2 * 2)[1..].to_vec()].concat()).is_empty());
    }

    #[test]
    fn what_all_rows_have_tells_no_slot() {
        let names = ["考场", "座位号", "日期", "时间", "教室"];
        let rows: Vec<Vec<String>> = (0..60)
            .map(|n| {
                let class = n % 2;
                [
                    format!("第{}考场", n / 20),
                    format!("{:02}", n % 20),
                    format!("12-1{class}"),
                    "14:30".to_owned(),
                    format!("A{class}"),
                ]
                .to_vec()
            })
            .collect();
        let columns = vec![Column::default(); names.len()];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: (0..names.len()).collect(), ..Uses::default() };
        let slots = of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned));
        let expected =
            Slot { columns: vec![0, 1, 2, 3, 4], telling: vec![0, 1], twins: Vec::new(), crowds: Vec::new() };
        assert_eq!(slots, [expected]);
    }

    #[test]
    fn a_slip_beside_a_row_that_is_there_twice_hides_nothing() {
        let names = ["e-mail", "day", "date", "time", "room"];
        let (days, dates) = (["Mon", "Tue", "Wed", "Thu", "Fri"], 7..12);
        let dates: Vec<u32> = dates.chain(14..19).collect();
        let row = |n: usize| {
            let at = n * 37 % 540;
            let (date, time) = (at % 10, at / 10 % 18);
            [
                format!("p{n}@club.example"),
                days[date % 5].to_owned(),
                format!("{:02}/12/2026", dates[date]),
                format!("{:02}:{:02}", 9 + time / 3, 20 * (time % 3)),
                (1 + at / 180).to_string(),
            ]
            .to_vec()
        };
        let of = |rows: &[Vec<String>]| {
            let columns = vec![Column::default(); names.len()];
            let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let uses = Uses { letter: (0..names.len()).collect(), to: vec![0], ..Uses::default() };
            let slots = of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned));
            slots.into_iter().map(|slot| slot.columns).collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<String>> = (0..100).map(row).collect();
        assert_eq!(of(&rows), [[1, 2, 3, 4]]);
        // Somebody is there twice, in capital letters; and two have the same time.
        rows[40] = [vec![rows[3][0].to_uppercase()], rows[3][1..].to_vec()].concat();
        rows[70] = [vec![rows[70][0].clone()], rows[50][1..].to_vec()].concat();
        assert_eq!(of(&rows), [[1, 2, 3, 4]]);
        rows[90] = [vec![rows[90][0].clone()], rows[51][1..].to_vec()].concat();
        assert_eq!(of(&rows), [[1, 2, 3, 4]]);
        // Several meet together.
        rows[91] = [vec![rows[91][0].clone()], rows[52][1..].to_vec()].concat();
        assert!(of(&rows).is_empty());
    }

    #[test]
    fn two_columns_of_any_name_may_be_given_once() {
        let classes =
            |n: usize| vec![format!("p{n}"), ["7A", "7B", "8A", "8B"][n / 15].to_owned(), (1 + n % 15).to_string()];
        let mut rows: Vec<Vec<String>> = (0..60).map(classes).collect();
        assert_eq!(slots(&["id", "class", "no in class"], &rows), [[1, 2]]);
        rows[7][2] = "3".to_owned();
        assert_eq!(slots(&["id", "班级", "班内序号"], &rows), [[1, 2]]);
        rows[40][2] = "2".to_owned();
        assert!(slots(&["id", "class", "no in class"], &rows).is_empty());
        assert!(slots(&["id", "class", "no in class"], &(0..24).map(classes).collect::<Vec<_>>()).is_empty());
        let days = |n: usize| {
            vec![format!("p{n}"), ["red", "blue"][n % 2].to_owned(), format!("{}", n / 2 % 5), format!("{}", n / 10)]
        };
        assert_eq!(slots(&["id", "boat", "turn", "crew"], &(0..60).map(days).collect::<Vec<_>>()), [[1, 2, 3]]);
    }

    #[test]
    fn a_flat_is_named_with_its_building() {
        let names = ["Building", "Flat", "Postcode", "Inspection", "Day"];
        let buildings = [
            ["Court", "SO14 3EW", "11 Jan", "Mon"],
            ["House", "SO14 2GH", "12 Jan", "Tue"],
            ["Point", "SO15 1DA", "13 Jan", "Wed"],
            ["View", "SO16 7LN", "14 Jan", "Thu"],
        ];
        let row = |n: usize| {
            let [building, postcode, date, day] = buildings[n / 20];
            [building, &format!("Flat {}", 1 + n % 20), postcode, date, day].map(str::to_owned).to_vec()
        };
        let all: Vec<Vec<String>> = (0..80).map(row).collect();
        for at in [0, 3, 4] {
            let mut rows = all.clone();
            rows[3][at] = rows[50][at].clone();
            assert_eq!(slots(&names, &rows), [[0, 1]], "{at}");
        }
        let mut rows = all;
        rows[3][1] = rows[7][1].clone();
        assert_eq!(slots(&names, &rows), [[0, 1]]);
    }

    #[test]
    fn what_repeats_by_nature_or_by_chance_is_none() {
        let exams: Vec<Vec<String>> =
            (0..40).map(|n| vec![format!("2027-01-1{}", n % 2), "09:00".to_owned(), format!("A{}", n % 4)]).collect();
        assert!(slots(&["date", "time", "room"], &exams).is_empty());
        // Days and times enough for all of them to differ anyhow.
        let pickups: Vec<Vec<String>> = (0..20)
            .map(|n| vec![format!("2027-01-{}", 10 + n * 7 % 20), format!("{}:{}0", 8 + n % 11, n % 6)])
            .collect();
        assert!(slots(&["date", "time"], &pickups).is_empty());
        assert!(slots(&["birth date", "due date"], &pickups).is_empty());
        // Marks, names, and what people choose.
        let chosen = |n: usize| {
            let of = |many: usize, by: usize| (n * by + n * n * 7 % 31) % many;
            vec![of(40, 7).to_string(), of(38, 11).to_string(), of(5, 3).to_string(), of(12, 17).to_string()]
        };
        assert!(slots(&["maths", "french", "menu", "place"], &(0..100).map(chosen).collect::<Vec<_>>()).is_empty());
    }
}
