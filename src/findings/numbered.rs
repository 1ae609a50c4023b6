//! Short numbers that each row has alone: the number on a runner's shirt, a seat, a running number. Short enough to be found by chance in
//! many columns, they are known by a heading, by the link or the file of their row, which holds them (`65` in `start/0065.pdf`), because many would
//! have the same if they were not given once, or because they count the rows.

use std::collections::HashSet;

use super::column::counts::Counted;
use super::headings;
use crate::merge::Uses;

/// Fewer rows show no habit.
const FEWEST: usize = 20;

/// The columns of the first rows, with these headings, that hold such numbers, of what the letter shows.
pub(super) fn of(rows: &[Vec<String>], names: &[String], uses: &Uses) -> Vec<usize> {
    let shown = uses.letter.iter().copied().filter(|column| !uses.attachment.contains(column));
    let is_one = |column: &usize| {
        let numbers = numbers(rows, *column);
        are_distinct(&numbers)
            && (is_called_so(names, *column)
                || uses.letter.iter().any(|within| is_held(rows, &numbers, *within))
                || is_counted_up(&numbers)
                || is_given(names, *column, &numbers))
    };
    shown.filter(is_one).collect()
}

/// The whole numbers of a column, by their rows, without zeros before them; none at all where it has other values too.
fn numbers(rows: &[Vec<String>], column: usize) -> Vec<(usize, &str)> {
    const LONGEST: usize = 9;
    let values = rows.iter().enumerate().filter_map(|(row, fields)| Some((row, fields.get(column)?.as_str())));
    let values: Vec<(usize, &str)> = values.filter(|(_, value)| !value.is_empty()).collect();
    let is_number = |value: &str| {
        value.len() <= LONGEST && value.bytes().all(|octet| octet.is_ascii_digit()) && !bare(value).is_empty()
    };
    let numbers: Vec<_> =
        values.iter().filter(|(_, value)| is_number(value)).map(|(row, value)| (*row, bare(value))).collect();
    if numbers.len() * 10 >= values.len() * 9 { numbers } else { Vec::new() }
}

fn bare(number: &str) -> &str {
    number.trim_start_matches('0')
}

/// Whether all of many are others, but for one in so many.
fn are_distinct(numbers: &[(usize, &str)]) -> bool {
    let distinct: HashSet<&str> = numbers.iter().map(|(_, number)| *number).collect();
    distinct.len() >= FEWEST && numbers.len() - distinct.len() <= (numbers.len() / 33).max(1)
}

/// Whether nearly each number is the next one of the row before. Ranks, which two may share, begin at one.
fn is_counted_up(numbers: &[(usize, &str)]) -> bool {
    let numbers: Vec<u64> = numbers.iter().filter_map(|(_, number)| number.parse().ok()).collect();
    let steps = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    let count = numbers.len() as u64;
    steps * 10 >= numbers.len() * 9 && numbers.iter().all(|number| *number > count)
}

/// Whether a heading says that it is the number of somebody or something: not of a house, and not how many there are.
fn is_called_so(names: &[String], column: usize) -> bool {
    let lower = |column: usize| names.get(column).map_or_else(String::new, |name| name.to_lowercase());
    let name = lower(column);
    let is_behind_street = column.checked_sub(1).is_some_and(|before| headings::is_street(&lower(before)));
    headings::is_number(&name)
        && !headings::is_postcode(&name)
        && !headings::is_house(&name, is_behind_street)
        && Counted::of(&name).is_none()
        && !headings::is_how_many(&name)
}

/// Whether the numbers are given to one each: drawn from so few, many rows would have the same by chance. Two may share a rank or an age, and
/// what is in order is given by another rule.
fn is_given(names: &[String], column: usize, numbers: &[(usize, &str)]) -> bool {
    /// Fewest rows that would have the number of another row, if all were drawn by chance; fewer of them are enough where the heading says
    /// that the number is of a place that somebody has alone.
    const BY_CHANCE: f64 = 16.0;
    const BY_CHANCE_OF_A_PLACE: f64 = 2.0;
    /// How many more such rows there are to be for each row that does have the number of another.
    const OF_ONE: f64 = 4.0;
    const SMALLEST: f64 = 1.0;
    let name = names.get(column).map_or_else(String::new, |name| name.to_lowercase());
    let of: Vec<f64> = numbers.iter().filter_map(|(_, number)| number.parse().ok()).collect();
    let distinct = numbers.iter().map(|(_, number)| *number).collect::<HashSet<&str>>().len();
    let repeated = (numbers.len() - distinct) as f64;
    let (least, most) =
        of.iter().fold((f64::MAX, 0.0_f64), |(least, most), number| (least.min(*number), most.max(*number)));
    let by_chance = (of.len() * of.len()) as f64 / (2.0 * (most - least + 1.0).max(SMALLEST));
    let ascents = of.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let is_in_order = ascents * 10 >= of.len() * 9 || ascents * 10 <= of.len();
    let fewest = if is_place(&name) { BY_CHANCE_OF_A_PLACE } else { BY_CHANCE };
    let is_shared = headings::is_rank(&name)
        || headings::is_mark(&name)
        || headings::is_amount(&name)
        || headings::is_other(&name)
        || headings::is_postcode(&name)
        || headings::is_telephone(&name)
        || headings::is_how_many(&name)
        || Counted::of(&name).is_some()
        || is_of_several(&name);
    (is_place(&name) || !is_shared && !is_in_order) && by_chance >= fewest + OF_ONE * repeated
}

/// Whether a heading, in lower case, is of what one has to oneself: a locker, a parking space.
fn is_place(name: &str) -> bool {
    const PARTS: [&str; 20] = [
        "locker", "spind", "schließfach", "schliessfach", "taquilla", "casier", "armadietto", "cacifo", "kluis",
        "szafk", "шкафчик", "储物柜", "更衣柜", "柜号", "parking", "stellplatz", "parkplatz", "liegeplatz", "amarre",
        "车位",
    ];
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is of what several have together: a room, a house, a year, an age.
fn is_of_several(name: &str) -> bool {
    const PARTS: [&str; 16] = [
        "room", "zimmer", "raum", "habitaci", "chambre", "house", "haus", "flat", "wohnung", "table", "tisch", "mesa",
        "房", "教室", "楼", "桌",
    ];
    const WORDS: [&str; 12] =
        ["year", "jahr", "año", "année", "anno", "alter", "edad", "âge", "età", "piso", "age", "bus"];
    PARTS.iter().any(|part| name.contains(part)) || headings::words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether another column is of links or files, and holds the number of its row in nearly all of them.
fn is_held(rows: &[Vec<String>], numbers: &[(usize, &str)], within: usize) -> bool {
    let (mut with, mut held) = (0, 0);
    for (row, number) in numbers {
        let value = rows[*row].get(within).map_or("", String::as_str);
        // Columns of one sort are alike from the beginning.
        if value.is_empty() || !is_link_or_file(value) {
            continue;
        }
        with += 1;
        held += usize::from(runs(value).any(|run| bare(run) == *number));
    }
    with >= FEWEST && with * 10 >= numbers.len() * 9 && held * 20 >= with * 19
}

fn is_link_or_file(value: &str) -> bool {
    const LONGEST: usize = 5;
    let is_ending = |ending: &str| {
        (2..=LONGEST).contains(&ending.len())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic())
            && ending.bytes().all(|octet| octet.is_ascii_alphanumeric())
    };
    !value.contains('@') && (value.contains("://") || value.rsplit_once('.').is_some_and(|(_, end)| is_ending(end)))
}

/// The runs of digits in a value.
fn runs(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the numbers of the first of three columns are each row's own, beside a link and a file.
    fn are(heading: &str, number: impl Fn(usize) -> String, link: impl Fn(usize) -> String) -> bool {
        let rows: Vec<Vec<String>> = (0..60).map(|n| vec![number(n), link(n), "a.pdf".to_owned()]).collect();
        let names = [heading, "link", "file"].map(str::to_owned);
        let uses = Uses { letter: vec![0, 1, 2], attachment: vec![2], ..Uses::default() };
        of(&rows, &names, &uses) == [0]
    }

    #[test]
    fn short_numbers_that_a_link_or_a_heading_gives_to_one_row_are_known() {
        let no_link = |_: usize| "https://club.example/start".to_owned();
        let padded = |n: usize| format!("https://club.example/2027/start/{:04}", n * 7 + 3);
        assert!(are("Place", |n| (n * 7 + 3).to_string(), padded));
        assert!(are("Place", |n| (n * 7 + 3).to_string(), |n| format!("start_{}_x.pdf", n * 7 + 3)));
        for heading in ["Bib no", "Dossard", "座号", "Startnummer", "Ticket no."] {
            assert!(are(heading, |n| (n + 1).to_string(), no_link), "{heading}");
        }
        // One stands there twice already.
        assert!(are("Dossard", |n| (n.max(1) + 1).to_string(), no_link));
    }

    #[test]
    fn numbers_that_are_given_once_are_known() {
        let no_link = |_: usize| "https://club.example/start".to_owned();
        // Sixty of ninety, in no order, and of many more.
        let drawn = |n: usize| (1 + n * 47 % 89).to_string();
        for heading in ["Taquilla", "Peg", "抽签", "Key"] {
            assert!(are(heading, drawn, no_link), "{heading}");
        }
        assert!(are("Peg", |n| drawn(if n == 30 { 3 } else { n }), no_link));
        let far = |n: usize| (1 + n * 347 % 701).to_string();
        assert!(are("Locker", far, no_link) && are("Spind", far, no_link) && !are("Peg", far, no_link));
        for heading in ["Rank", "Age", "Table", "Zimmer", "Score", "Year", "Total"] {
            assert!(!are(heading, drawn, no_link), "{heading}");
        }
        // In order, and what two and more have.
        assert!(!are("Peg", |n| (n + 1).to_string(), no_link));
        // But for those that count the rows from a larger one on.
        assert!(are("Peg", |n| (n + 7_001 - usize::from(n == 30)).to_string(), no_link));
        assert!(!are("Peg", |n| drawn(if n % 25 == 3 { 3 } else { n }), no_link));
    }

    #[test]
    fn what_several_rows_may_have_is_no_number_of_theirs() {
        let no_link = |_: usize| "https://club.example/start".to_owned();
        let own = |n: usize| (n * 7 + 3).to_string();
        for heading in ["Points", "Age", "House no", "Number of employees", "Anzahl", "PLZ", "Room no", "Amount"] {
            assert!(!are(heading, own, no_link), "{heading}");
        }
        assert!(!are("Bib no", |n| (n / 2).to_string(), no_link) && !are("Bib no", |n| format!("B{n}"), no_link));
        // Some links have it by chance.
        assert!(!are("Points", own, |n| format!("https://club.example/{}", if n % 3 > 0 { n * 7 + 3 } else { n })));
        assert!(!are("Points", |n| (n % 30 + 1).to_string(), |n| format!("p_{}.pdf", n % 30 + 1)));
        // A mailbox is somebody's own, and its digits may be a year.
        assert!(!are("Year", own, |n| format!("anna{}@club.example", n * 7 + 3)));
        assert!(of(&[], &[], &Uses::default()).is_empty());
    }
}
