//! Columns that decide others, and columns that do not.

use super::*;
use crate::findings::known_column::Column;
use crate::findings::listed::numbered;

fn decided(headings: [&str; 2], rows: &[[&str; 2]]) -> Vec<Decided> {
    let columns = [Column::default(), Column::default()];
    let sample = Sample { rows: rows.iter().map(|row| row.to_vec()).collect(), columns: &columns };
    let uses = Uses { letter: vec![0, 1], ..Uses::default() };
    of(&sample, &uses, &headings.map(str::to_owned), &[])
}

#[test]
fn what_a_column_decides_is_compared() {
    let fares = [["Erwachsene", "240"], ["Jugend", "90"], ["Familie", "420"], ["Senioren", "180"]];
    let rows: Vec<[&str; 2]> = (0..60).map(|n| fares[n % 4]).chain([["Senioren", "420"]]).collect();
    let all = decided(["tarif", "beitrag"], &rows);
    let of = |column| all.iter().find(|decided| decided.column == column).unwrap();
    assert_eq!(of(1).flaw("Senioren", "420"), Some("180"));
    assert_eq!(of(0).flaw("90", "Senioren"), Some("Jugend"));
    for (by, value) in [("Senioren", "180"), ("Passiv", "60"), ("Jugend", ""), ("", "180")] {
        assert_eq!(of(1).flaw(by, value), None, "{by} {value}");
    }
    let schools = ["Uppsala", "KTH", "Lyon", "Delft", "Leeds", "Fudan", "Kyoto", "TCD", "MIT", "Granada"];
    let countries = ["Sweden", "Sweden", "France", "Netherlands", "UK", "China", "Japan", "Ireland", "USA", "Spain"];
    let rows = (0..40).map(|n| [schools[n % 10], countries[n % 10]]);
    let all = decided(["school", "country"], &rows.chain([["KTH", "Austria"]]).collect::<Vec<_>>());
    assert_eq!(all.first().and_then(|decided| decided.flaw("KTH", "Austria")), Some("Sweden"));
}

#[test]
fn two_slips_beside_one_value_are_both_found() {
    let majors =
        [["Informatik", "MINT"], ["Physik", "MINT"], ["Recht", "Jura"], ["Handel", "Wirtschaft"], ["Musik", "Kunst"]];
    let rows = |odd: &[[&'static str; 2]]| -> Vec<[&str; 2]> {
        (0..90).map(|n| majors[n % 5]).chain(odd.iter().copied()).collect()
    };
    let of = |odd: &[[&'static str; 2]]| decided(["major", "faculty"], &rows(odd));
    let is_told = |odd: &[[&'static str; 2]], row: [&str; 2]| {
        of(odd).iter().any(|all| all.column == 1 && all.flaw(row[0], row[1]).is_some())
    };
    let odd = [["Recht", "MINT"], ["Recht", "Jura."], ["Musik", "Jura"]];
    assert!(odd.iter().all(|row| is_told(&odd, *row)));
    assert!(majors.iter().all(|row| !is_told(&odd, *row)));
    // What two have is no slip in each; nor is something else in many rows of the few.
    assert!(!is_told(&[["Recht", "MINT"], ["Recht", "MINT"]], ["Recht", "MINT"]));
    let many = [["Recht", "MINT"], ["Recht", "Kunst"], ["Recht", "Wirtschaft"]];
    assert!(!is_told(&many, ["Recht", "MINT"]));
    // Of few rows, one of the two is nobody else's.
    let few = |other: &'static str| {
        let row = |n: usize| if n < 84 { majors[n % 4] } else { majors[4] };
        let rows: Vec<[&str; 2]> = (0..90).map(row).chain([["Musik", "Jura"], ["Musik", other]]).collect();
        let all = decided(["major", "faculty"], &rows);
        all.iter().any(|all| all.column == 1 && all.flaw("Musik", "Jura") == Some("Kunst"))
    };
    assert!(few("Kunst.") && !few("MINT"));
}

/// What is decided in these rows, of which the first column is one of numbers.
fn decided_by_number(rows: &[[String; 2]]) -> Vec<Decided> {
    let columns = [numbered(rows.iter().map(|row| &row[0])), Column::default()];
    let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let uses = Uses { letter: vec![0, 1], ..Uses::default() };
    of(&Sample { rows, columns: &columns }, &uses, &["wage", "post"].map(str::to_owned), &[])
}

#[test]
fn a_number_tells_nothing_of_a_text_that_is_new() {
    let wages = [("5200", "Packer"), ("5600", "Tester"), ("6800", "Foreman"), ("8800", "Engineer")];
    let row = |(wage, post): (&str, &str)| [wage.to_owned(), post.to_owned()];
    let rows: Vec<[String; 2]> = (0..80).map(|n| row(wages[n % 4])).chain([row(("7000", "Driver"))]).collect();
    let all = decided_by_number(&rows);
    let of_post = all.iter().find(|decided| decided.column == 1).unwrap();
    assert!(of_post.is_by_number);
    assert_eq!(of_post.flaw("5600", "Foreman"), Some("Tester"));
    // One that has a post of which there are none among the first, or hardly any.
    for post in ["Fitter", "Driver", "Tester", ""] {
        assert_eq!(of_post.flaw("5600", post), None, "{post}");
    }
    // A text tells of what is new too.
    assert_eq!(all.iter().find(|decided| decided.column == 0).unwrap().flaw("Tester", "5700"), Some("5600"));
}

#[test]
fn a_time_that_hardly_anybody_else_has_tells_nothing() {
    let columns = [Column::default(), Column::default()];
    let of_times = |each: usize| {
        let times: Vec<String> =
            (0..80).map(|n| format!("{}:{:02}:00", 1 + n / each / 40, 10 + n / each % 40)).collect();
        let block = |n: usize| ["A", "B", "C", "D"][n / 20];
        let rows = times.iter().enumerate().map(|(n, time)| vec![time.as_str(), block(n)]).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &["target", "block"].map(str::to_owned), &[])
    };
    assert_eq!(of_times(2), []);
    let all = of_times(10);
    assert_eq!(all.first().map(|by| (by.is_by_number, by.flaw("1:12:00", "D"))), Some((true, Some("B"))));
}

#[test]
fn what_a_number_begins_with_decides() {
    let rows = |classes: usize| -> Vec<[String; 2]> {
        let class = |n: usize| n * classes / 60 + 1;
        (0..60).map(|n| [format!("2023{:02}{:02}", class(n), n % 20), format!("9({})", class(n))]).collect()
    };
    let of_rows = |rows: &[[String; 2]]| {
        decided(["no", "class"], &rows.iter().map(|row| [row[0].as_str(), row[1].as_str()]).collect::<Vec<_>>())
    };
    let all = of_rows(&rows(3));
    let of_class = all.iter().find(|decided| decided.column == 1).unwrap();
    assert_eq!(of_class.flaw("20230307", "9(1)"), Some("9(3)"));
    assert_eq!(of_class.told_by("20230307"), "202303…");
    for (number, class) in
        [("20230322", "9(3)"), ("20230401", "9(4)"), ("20230307", ""), ("", "9(1)"), ("2023é", "9(1)")]
    {
        assert_eq!(of_class.flaw(number, class), None, "{number} {class}");
    }
    // Numbers that are given one after the other.
    let counted: Vec<[String; 2]> =
        (0..90).map(|n| [format!("{:07}", 230_001 + n), format!("7({})", n / 40)]).collect();
    assert_eq!(of_rows(&counted), []);
    // Two beginnings may be how the list is sorted.
    assert_eq!(of_rows(&rows(2)), []);
}

#[test]
fn a_sort_is_asked_beside_a_number_that_agrees_by_itself() {
    let races = [["10 km", "18"], ["Semi", "32"], ["Marathon", "55"]];
    // The total of the row with the wrong fare goes with that.
    let row = |[race, fare]: [&str; 2], gift: usize| {
        [race.to_owned(), fare.to_owned(), (fare.parse::<usize>().unwrap() + gift * 5).to_string()]
    };
    let rows: Vec<[String; 3]> =
        (0..60).map(|n| row(races[n % 3], n % 7 / 5)).chain([row(["10 km", "32"], 0)]).collect();
    let columns =
        [Column::default(), numbered(rows.iter().map(|row| &row[1])), numbered(rows.iter().map(|row| &row[2]))];
    let values = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
    let sample = Sample { rows: values, columns: &columns };
    let all = of(&sample, &uses, &["race", "fare", "total"].map(str::to_owned), &[]);
    let of_fare: Vec<&Decided> = all.iter().filter(|decided| decided.column == 1).collect();
    let [by_race, by_total] = of_fare[..] else { panic!("{of_fare:?}") };
    assert_eq!((by_race.by, by_race.is_by_number, by_race.flaw("10 km", "32")), (0, false, Some("18")));
    assert_eq!((by_total.by, by_total.is_by_number, by_total.flaw("32", "32")), (2, true, None));
    let sorts = all.iter().take_while(|decided| !decided.is_by_number).count();
    assert!(all[sorts..].iter().all(|decided| decided.is_by_number), "{all:?}");
}

#[test]
fn what_decides_is_told_of_where_the_letter_has_not_what_is_decided() {
    let classes = [["W35", "weiblich"], ["W45", "weiblich"], ["M35", "männlich"], ["M45", "männlich"]];
    let rows: Vec<Vec<&str>> = (0..60).map(|n| classes[n % 4].to_vec()).chain([vec!["W35", "männlich"]]).collect();
    let columns = [Column::default(), Column::default()];
    let of_letter = |letter: &[usize]| {
        let uses = Uses { letter: letter.to_vec(), ..Uses::default() };
        of(&Sample { rows: rows.clone(), columns: &columns }, &uses, &["klasse", "geschlecht"].map(str::to_owned), &[])
    };
    let all = of_letter(&[0]);
    let [by_class] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((by_class.by, by_class.column, by_class.told), (0, 1, 0));
    assert_eq!(by_class.flaw("W35", "männlich"), Some("weiblich"));
    assert!(of_letter(&[0, 1]).iter().all(|decided| decided.told == decided.column));
    assert_eq!(of_letter(&[]), []);
}

#[test]
fn of_two_values_several_slips_are_found() {
    let pairs = [["m", "Estimado"], ["f", "Estimada"], ["f", "Estimada"]];
    let rows = |odd: usize| -> Vec<[&str; 2]> {
        (0..90).map(|n| if n < odd { ["f", "Estimado"] } else { pairs[n % 3] }).collect()
    };
    let is_told =
        |odd: usize| decided(["sexo", "saludo"], &rows(odd)).iter().any(|all| all.flaw("f", "Estimado").is_some());
    assert!(is_told(1) && is_told(3) && !is_told(8));
    // A fee that few pay is one.
    let fees = [["Verein", "24"], ["Schule", "12"]];
    let rows: Vec<[&str; 2]> = (0..90).map(|n| if n < 3 { ["Verein", "0"] } else { fees[n % 2] }).collect();
    assert!(decided(["art", "beitrag"], &rows).iter().all(|all| all.flaw("Verein", "0").is_none()));
}

#[test]
fn what_one_column_agrees_with_another_may_not() {
    let columns = vec![Column::default(); 3];
    let row = |n: usize| vec![["K", "M"][n % 2], ["Pani", "Pan"][n % 2], ["K30", "M30", "K40", "M40"][n % 4]];
    let rows = (0..60).map(row).chain([vec!["K", "Pani", "M40"]]).collect();
    let uses = Uses { letter: vec![1, 2], ..Uses::default() };
    let all = of(&Sample { rows, columns: &columns }, &uses, &["płeć", "zwrot", "kategoria"].map(str::to_owned), &[]);
    assert!(all.iter().any(|decided| {
        decided.flaw(["K", "Pani", "M40"][decided.by], ["K", "Pani"][decided.column.min(1)]).is_some()
    }));
}

#[test]
fn a_column_is_asked_beside_the_first_name() {
    let names = ["Ilse", "Horst", "Gerda", "Udo"];
    let columns = vec![Column::default(); 3];
    let row = |n: usize| vec![names[n % 4], ["w", "m"][n % 2], ["Frau", "Herr"][n % 2]];
    let rows = (0..60).map(row).chain([vec!["Nala", "w", "Herr"]]).collect();
    let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
    let all =
        of(&Sample { rows, columns: &columns }, &uses, &["vorname", "geschlecht", "anrede"].map(str::to_owned), &[]);
    let flaws: Vec<Option<&str>> = all
        .iter()
        .filter(|decided| decided.column == 2)
        .map(|decided| decided.flaw(["Nala", "w"][decided.by], "Herr"))
        .collect();
    assert!(flaws.contains(&Some("Frau")), "{all:?}");
}

#[test]
fn what_is_not_decided_is_left_alone() {
    let titles = ["Frau", "Herr", "Frau"];
    let countries = |n: usize| if n.is_multiple_of(20) { "Austria" } else { "Germany" };
    // Nearly all have one.
    assert!(
        decided(["anrede", "land"], &(0..80).map(|n| [titles[n % 3], countries(n)]).collect::<Vec<_>>()).is_empty()
    );
    // One value has several.
    let groups = ["A", "B", "C", "D"];
    let rows: Vec<[&str; 2]> = (0..80).map(|n| [groups[n % 4], ["x", "y", "z", "x", "y"][n % 5]]).collect();
    assert!(decided(["group", "room"], &rows).is_empty());
    // Each person has a language.
    let pairs = [["France", "fr"], ["Germany", "de"], ["Spain", "es"]];
    let rows: Vec<[&str; 2]> = (0..60).map(|n| pairs[n % 3]).collect();
    assert!(decided(["country", "language"], &rows).iter().all(|decided| decided.column == 0));
    assert!(decided(["a", "b"], &rows[..12]).is_empty());
}

#[test]
fn a_sort_of_few_tells_of_rows_whose_class_is_new() {
    let row = |n: usize| {
        let values = [
            ["8A", "8B", "9A", "9B"][n % 4],
            ["R1", "R2", "R3", "R4"][n % 4],
            ["Rome", "Bonn"][n % 2],
            ["90", "240"][n % 2],
        ];
        values.map(str::to_owned).to_vec()
    };
    let rows: Vec<Vec<String>> = (0..60).map(row).collect();
    let columns = [Column::default(), Column::default(), Column::default(), numbered(rows.iter().map(|row| &row[3]))];
    let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let uses = Uses { letter: vec![0, 1, 2, 3], ..Uses::default() };
    let all = of(&Sample { rows, columns: &columns }, &uses, &["class", "hall", "trip", "fee"].map(str::to_owned), &[]);
    let of_trip = all.iter().find(|decided| (decided.by, decided.column) == (2, 3)).unwrap();
    assert_eq!(of_trip.flaw("Rome", "240"), Some("90"));
    // What none of the sorts has may be another price of one of them.
    assert_eq!((of_trip.flaw("Rome", "110"), of_trip.flaw("Oslo", "240")), (None, None));
}

#[test]
fn many_columns_may_hang_together() {
    const WORDS: [&str; 7] = ["Oak", "Elm", "Ash", "Fir", "Yew", "Lime", "Beech"];
    let course = |n: usize, columns: usize| -> Vec<String> {
        let own = format!("K{}", n % 6);
        [own].into_iter().chain((1..=columns).map(|at| format!("{} {}", WORDS[(n % 6 + at) % 7], n % 6))).collect()
    };
    for columns in [3, 12, 13, 20, 30] {
        let mut rows: Vec<Vec<String>> = (0..120).map(|n| course(n, columns)).collect();
        rows[40][2] = course(41, columns)[2].clone();
        let kinds = vec![Column::default(); columns + 1];
        let values = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: (0..=columns).collect(), ..Uses::default() };
        let names: Vec<String> = (0..=columns).map(|at| format!("column{at}")).collect();
        let all = of(&Sample { rows: values, columns: &kinds }, &uses, &names, &[]);
        let flaws = |row: &[String]| {
            let flaws = all.iter().filter(|decided| decided.flaw(&row[decided.by], &row[decided.column]).is_some());
            flaws.map(|decided| decided.column).collect::<BTreeSet<usize>>()
        };
        assert!(flaws(&rows[40]).contains(&2), "{columns}");
        assert!(rows.iter().enumerate().all(|(n, row)| n == 40 || flaws(row).is_empty()), "{columns}");
        // What is looked at for a row grows with the columns, not with their pairs.
        assert!(all.len() <= 3 * (columns + 1), "{columns} {}", all.len());
    }
}

#[test]
fn the_beginning_of_a_day_of_birth_decides_nothing() {
    // Ages on 30 November: whoever has a birthday in December is a year younger, and few have.
    let born = |n: usize| (2020 + n * 7 % 4, if n % 25 == 3 { 12 } else { 1 + n * 5 % 11 }, 1 + n * 11 % 28);
    let rows = |written: &dyn Fn(usize) -> String| {
        let age = |(year, month, _): (usize, usize, usize)| (2026 - year - month / 12).to_string();
        (0..100).map(|n| [written(n), age(born(n))]).collect::<Vec<[String; 2]>>()
    };
    let dates = rows(&|n| {
        let (year, month, day) = born(n);
        format!("{year}-{month:02}-{day:02}")
    });
    let columns = |has_dates| [Column { has_dates, ..Column::default() }, numbered(dates.iter().map(|row| &row[1]))];
    let told = |rows: &[[String; 2]], has_dates: bool, heading: &str| {
        let columns = columns(has_dates);
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let all = of(&Sample { rows, columns: &columns }, &uses, &[heading, "age"].map(str::to_owned), &[]);
        all.iter().filter(|decided| decided.begin.is_some()).count()
    };
    assert_eq!(told(&dates, true, "day"), 0);
    let bare = rows(&|n| format!("{}{:02}{:02}", born(n).0, born(n).1, born(n).2));
    assert_eq!((told(&bare, false, "出生日期"), told(&bare, false, "no") > 0), (0, true));
    // Within the number of somebody it is the same.
    let numbers = rows(&|n| format!("110101{}{:02}{:02}{:04}", born(n).0, born(n).1, born(n).2, n * 37));
    assert_eq!(told(&numbers, false, "身份证号"), 0);
}

#[test]
fn a_building_has_its_postcode_and_a_town_has_several() {
    let places = [["Mariner Court", "SO14 3EW"], ["Anchor House", "SO14 2GH"], ["Quayside", "SO15 5QP"]];
    let rows: Vec<[&str; 2]> = (0..60).map(|n| places[n % 3]).chain([["Quayside", "SO14 2GH"]]).collect();
    let told = |heading: &'static str, rows: &[[&'static str; 2]], row: [&str; 2]| {
        let all = decided([heading, "postcode"], rows);
        all.iter().filter(|all| all.column == 1).any(|all| all.flaw(row[0], row[1]).is_some())
    };
    for value in ["SO14 2GH", "SO15 5QQ", "SO15 5Q"] {
        assert!(told("building", &rows, ["Quayside", value]), "{value}");
        assert!(!told("town", &rows, ["Quayside", value]) && !told("street", &rows, ["Quayside", value]), "{value}");
    }
    assert!(places.iter().all(|row| !told("building", &rows, *row)));
    // A firm has two offices.
    let two: Vec<[&str; 2]> =
        rows.iter().copied().chain([["Quayside", "SO15 1DA"], ["Quayside", "SO15 1DA"]]).collect();
    assert!(!told("firm", &two, ["Quayside", "SO14 3EW"]));
    // Firms of a few people each.
    let firms = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "K", "L", "M"];
    let few: Vec<[&str; 2]> = (0..60).map(|n| [firms[n % 12], places[n % 3][1]]).chain([["A", "SO14 2GH"]]).collect();
    assert!(!told("firm", &few, ["A", "SO14 2GH"]));
}

#[test]
fn a_date_that_moves_with_its_day_is_asked_beside_another_column() {
    use crate::findings::column::dates;
    let classes = [
        ["1a", "2026-12-07", "Monday"],
        ["1b", "2026-12-08", "Tuesday"],
        ["2a", "2026-12-09", "Wednesday"],
        ["2b", "2026-12-07", "Monday"],
    ];
    let rows: Vec<Vec<&str>> =
        (0..60).map(|n| classes[n % 4].to_vec()).chain([vec!["1a", "2026-12-08", "Tuesday"]]).collect();
    let shape = dates::shape("2026-12-07");
    let columns = [Column::default(), Column { has_dates: true, shape, ..Column::default() }, Column::default()];
    let sample = Sample { rows, columns: &columns };
    let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
    let weekdays = crate::findings::relations::weekdays::of(&sample, &uses);
    let all = of(&sample, &uses, &["class", "evening", "day"].map(str::to_owned), &weekdays);
    let flaws = |row: [&str; 3]| {
        all.iter().filter(|decided| decided.flaw(row[decided.by], row[decided.column]).is_some()).count()
    };
    assert!(all.iter().any(|decided| (decided.by, decided.column) == (0, 1)), "{all:?}");
    assert!(flaws(["1a", "2026-12-08", "Tuesday"]) > 0);
    assert!(classes.iter().all(|row| flaws(*row) == 0));
}
