use super::*;
use crate::findings::{Finding, Look, columns, listed};

/// What is found in a list of rows with these columns, each of them used: line, kind, and the column.
fn found(headings: &str, rows: &[String]) -> Vec<(u64, Kind, String)> {
    let (_folder, source) = listed::list(headings, rows);
    let sampled = columns::sampled(&source, |_| true);
    let uses = Uses { letter: (0..source.header().names().len()).collect(), ..Uses::default() };
    let coded = Coded::of(&sampled.rows, &sampled.columns, &uses);
    let mut all = Vec::new();
    for record in source.records().unwrap() {
        let record = record.unwrap();
        let mut look = Look::of(&record);
        coded.look(&mut look, &record.fields);
        all.extend(look.findings.into_iter().map(|Finding { line, kind, what, .. }| (line, kind, what)));
    }
    all
}

/// A person: the day of birth, and whether it is a woman.
fn person(n: usize) -> (usize, usize, usize, bool) {
    (1960 + n * 7 % 40, 1 + n * 5 % 12, 1 + n * 11 % 28, (n * n + n / 3).is_multiple_of(2))
}

fn list(count: usize, row: impl Fn(usize, usize, usize, bool, usize) -> String) -> Vec<String> {
    let of = |n: usize| {
        let (year, month, day, is_woman) = person(n);
        row(year, month, day, is_woman, n)
    };
    (0..count).map(of).collect()
}

/// With a number like this in each row, what is told of a row with another day, and of one of the other sex.
fn told(number: impl Fn(usize, usize, usize, bool, usize) -> String + Copy) -> [Vec<u64>; 3] {
    let row = |year: usize, month: usize, day: usize, is_woman: bool, n: usize| {
        let sex = if is_woman { "F" } else { "M" };
        format!("{}\t{year}-{month:02}-{day:02}\t{sex}", number(year, month, day, is_woman, n))
    };
    let headings = "number\tborn\tsex";
    let lines = |rows: &[String]| found(headings, rows).into_iter().map(|(line, ..)| line).collect();
    let sound = list(60, row);
    let mut day = sound.clone();
    let (year, month, at, is_woman) = person(30);
    day[30] = row(year, month, at, is_woman, 30)
        .replace(&format!("{year}-{month:02}-"), &format!("{}-{month:02}-", year + 1));
    let mut sex = sound.clone();
    sex[40] = if sex[40].ends_with('F') { sex[40].replace("\tF", "\tM") } else { sex[40].replace("\tM", "\tF") };
    [lines(&sound), lines(&day), lines(&sex)]
}

#[test]
fn days_and_sexes_in_the_numbers_of_many_countries_are_compared() {
    let short = |year: usize| year % 100;
    let third = |n: usize, is_woman: bool| n * 37 % 50 * 2 + usize::from(!is_woman);
    // China, Denmark, Korea, South Africa, the Czech Republic, Poland, France, Mexico.
    let all: [[Vec<u64>; 3]; 8] = [
        told(|y, m, d, w, n| format!("320102{y}{m:02}{d:02}{:03}5", third(n, w))),
        told(|y, m, d, w, n| format!("{d:02}{m:02}{:02}-{:04}", short(y), third(n, w))),
        told(|y, m, d, w, n| format!("{:02}{m:02}{d:02}-{}{:06}", short(y), if w { 2 } else { 1 }, n * 9173)),
        told(|y, m, d, w, n| {
            format!("{:02}{m:02}{d:02} {:04} 082", short(y), n * 37 % 500 * 10 + if w { 0 } else { 5000 })
        }),
        told(|y, m, d, w, n| format!("{:02}{:02}{d:02}/{:04}", short(y), if w { m + 50 } else { m }, n * 97 % 900)),
        told(|y, m, d, w, n| format!("{:02}{m:02}{d:02}{:04}7", short(y), third(n, w))),
        told(|y, m, d, w, n| format!("{d:02}{m:02}{y}{}{:05}", if w { 2 } else { 1 }, n * 917)),
        told(|y, m, d, w, n| format!("GOPR{:02}{m:02}{d:02}{}DF{:02}", short(y), if w { 'M' } else { 'H' }, n)),
    ];
    for (country, told) in all.into_iter().enumerate() {
        assert_eq!(told, [vec![], vec![32], vec![42]], "{country}");
    }
}

#[test]
fn days_of_italy_have_a_letter_for_the_month() {
    let letter = |month: usize| char::from(b"ABCDEHLMPRST"[month - 1]);
    let row = |y: usize, m: usize, d: usize, w: bool, n: usize| {
        let day = if w { d + 40 } else { d };
        format!("RSSMRA{:02}{}{day:02}H{:03}X\t{d:02}/{m:02}/{y}\t{n}", y % 100, letter(m), n)
    };
    let mut rows = list(60, row);
    assert_eq!(found("codice\tnascita\tn", &rows), []);
    rows[20] = rows[21].split('\t').next().unwrap().to_owned() + "\t" + rows[20].split_once('\t').unwrap().1;
    assert_eq!(found("codice\tnascita\tn", &rows).len(), 1);
}

#[test]
fn numbers_that_say_nothing_are_left_alone() {
    let row = |y: usize, m: usize, d: usize, w: bool, n: usize| {
        format!("{}\t{y}-{m:02}-{d:02}\t{}", 10_000_000 + n * 7_654_321 % 89_999_999, if w { "F" } else { "M" })
    };
    assert_eq!(found("number\tborn\tsex", &list(100, row)), []);
    // Few rows show no habit.
    let of = |y: usize, m: usize, d: usize, _: bool, n: usize| {
        format!("{y}{m:02}{d:02}{n:03}\t{}-{m:02}-{d:02}\tF", if n == 3 { y + 1 } else { y })
    };
    assert_eq!(found("number\tborn\tsex", &list(9, of)), []);
    assert_eq!(found("number\tborn\tsex", &[]), []);
}

#[test]
fn wrong_check_digits_are_found_where_the_others_are_right() {
    let luhn = |n: usize| {
        let head = format!("622202{:012}", n * 9_876_543 + 1_234_567_890);
        (0..10).map(|digit| format!("{head}{digit}")).find(|number| Check::Luhn.holds(number.as_bytes())).unwrap()
    };
    let mut rows: Vec<String> = (0..50).map(|n| format!("{}\tx", luhn(n))).collect();
    assert_eq!(found("card\tx", &rows), []);
    let (first, second) = (&luhn(30)[..7], &luhn(30)[7..]);
    // Two digits are swapped.
    rows[30] = format!("{first}{}{}{}\tx", &second[1..2], &second[..1], &second[2..]);
    assert!(second[..1] != second[1..2]);
    let all = found("card\tx", &rows);
    assert_eq!(all.iter().map(|(line, kind, _)| (*line, *kind)).collect::<Vec<_>>(), [(32, Kind::SlipInNumber)]);
    assert!(!all[0].2.contains("622202"), "{all:?}");
    let others: Vec<String> = (0..50).map(|n| format!("{}\tx", 10_000_000_000_u64 + n * 987_654_321)).collect();
    assert_eq!(found("card\tx", &others), []);
}
