//! Lists with rows whose values stand in other columns, and lists that are right.

use super::*;
use crate::findings::columns;
use crate::findings::listed::list;

/// What is told of each row that stands behind these rows: the line, the column, and what is said.
fn told(head: &str, usual: &dyn Fn(usize) -> String, rows: &[&str]) -> Vec<(u64, usize, String)> {
    let mut all: Vec<String> = (0..80).map(|n| usual(n).replace(',', "\t")).collect();
    // They are among those that are learnt from.
    all.splice(40..40, rows.iter().map(|row| row.replace(',', "\t")));
    let (_folder, source) = list(&head.replace(',', "\t"), &all);
    let columns::Sampled { rows, columns, .. } = columns::sampled(&source, |_| true);
    let names = source.header().names();
    let uses = Uses { letter: (0..names.len()).collect(), ..Uses::default() };
    let misplaced = Misplaced::of(&rows, &columns, names, &uses);
    let mut told = Vec::new();
    for record in source.records().unwrap().map(Result::unwrap) {
        let mut look = Look::of(&record);
        misplaced.look(&mut look, &record.fields);
        told.extend(look.findings.into_iter().map(|finding| (finding.line, finding.column.unwrap(), finding.what)));
    }
    told
}

/// The lines, columns and sides that are told of.
fn sides(head: &str, usual: &dyn Fn(usize) -> String, rows: &[&str]) -> Vec<(u64, usize, &'static str)> {
    let side = |what: &str| ["right", "left", "swapped"].into_iter().find(|side| what.contains(side)).unwrap();
    told(head, usual, rows).into_iter().map(|(line, column, what)| (line, column, side(&what))).collect()
}

const HEAD: &str = "naam,vereniging,plaats,postcode,land";

/// Members of Dutch clubs, some of none.
fn dutch(n: usize) -> String {
    let clubs = ["AV Phoenix", "Hellas", "AV'34", "Sprint", "AV Triathlon", ""];
    let towns = ["Utrecht", "Apeldoorn", "Breda", "Zeist", "Assen"];
    let first = ["Anouk", "Bram", "Cas", "Daan", "Eva", "Femke", "Gijs"];
    let last = ["Bakker", "Visser", "Smit", "Mulder"];
    format!(
        "{} {},{},{},{} {}{},{}",
        first[n % 7],
        last[n % 4],
        clubs[n % 6],
        towns[n * 7 / 3 % 5],
        3011 + n * 97 % 6000,
        ["A", "K", "P"][n % 3],
        ["B", "X"][n % 2],
        if n % 13 == 4 { "België" } else { "Nederland" }
    )
}

#[test]
fn values_that_have_slipped_by_a_column_are_found() {
    assert_eq!(
        sides(
            HEAD,
            &dutch,
            &[
                "Sanne Smit,,Hellas,Utrecht,3511 AB",
                "Tim Visser,,Sprint,Breda,4811 XB",
                "Lars Mulder,Zeist,3701 KB,Nederland,",
                "Noor Bakker,Buurtclub,Assen,9401 PX,Nederland",
                "Mees Smit,,Assen,9401 PX,Nederland",
            ]
        ),
        [(42, 1, "right"), (43, 1, "right"), (44, 1, "left")]
    );
    let what = told(HEAD, &dutch, &["Sanne Smit,,Hellas,Utrecht,3511 AB"]).remove(0).2;
    assert!(what.contains("from \"vereniging\" to \"land\""), "{what}");
}

#[test]
fn values_that_are_swapped_are_found() {
    assert_eq!(
        sides(
            HEAD,
            &dutch,
            &[
                "Sanne Smit,Hellas,3511 AB,Utrecht,Nederland",
                "Tim Visser,Breda,Sprint,4811 XB,Nederland",
                "Lars Mulder,,Zeist,Nederland,3701 KB",
                "Noor Bakker,Utrecht,Utrecht,3511 PX,Nederland",
                "Mees Smit,Nieuwe Club,Nieuwegein,3431,Nederland",
            ]
        ),
        [(42, 2, "swapped"), (43, 1, "swapped"), (44, 3, "swapped")]
    );
    let what = told(HEAD, &dutch, &["Sanne Smit,Hellas,3511 AB,Utrecht,Nederland"]).remove(0).2;
    assert!(what.starts_with("column \"plaats\": \"3511 AB\" is") && what.contains("\"postcode\" (Utrecht)"), "{what}");
    // Columns that are far from each other, one of which has hardly anything twice.
    let japanese = |n: usize| {
        let towns = ["横浜市", "川崎市", "相模原市", "厚木市"];
        let district = ["本町", "栄町", "緑町"];
        let post = ["営業部", "総務部", "開発部", "人事部"];
        format!(
            "E{:05},{},{}{}-{}-{},{}",
            10_040 + n * 7,
            post[n % 4],
            district[n % 3],
            1 + n % 9,
            1 + n % 11,
            3 + n,
            towns[n / 3 % 4]
        )
    };
    let rows = ["E10999,営業部,横浜市,本町3-4-5", "E11000,E11001,本町3-4-5,川崎市", "総務部,E11003,栄町1-2-9,厚木市"];
    assert_eq!(sides("社員番号,部署,住所,市", &japanese, &rows), [(42, 2, "swapped"), (44, 0, "swapped")]);
}

#[test]
fn codes_of_two_ways_that_lack_a_character_are_found() {
    let taxes = |n: usize| {
        let code = if n % 6 == 1 {
            format!("{:09}", 500_100_200 + n * 7919)
        } else {
            format!("ES{:03}-{:04}-K", n, 9000 - n * 31)
        };
        format!("Socio {n},{code},Vigo")
    };
    let rows = [
        "A,ES77-4417-K,Vigo", "B,ES077-44171-K,Vigo", "C,50010020,Vigo", "D,EX077-4417-K,Vigo", "E,4417,Vigo",
        "F,pendiente,Vigo",
    ];
    let told: Vec<(u64, usize)> =
        told("socio,código,localidad", &taxes, &rows).into_iter().map(|(line, column, _)| (line, column)).collect();
    assert_eq!(told, [(42, 1), (43, 1), (44, 1)]);
}

#[test]
fn columns_that_share_values_are_left_alone() {
    let teams = ["Ajax", "Twente", "Vitesse", "Sparta", "Heracles", "Volendam"];
    let matches = |n: usize| format!("{},{},{}", teams[n % 6], teams[(n + 1 + n / 6 % 5) % 6], n + 100);
    assert_eq!(sides("home,away,seat", &matches, &["Sparta,Ajax,7", "Twente,Nieuw,9"]), []);
    // Whoever supervises may read as the second now and then.
    let of_theses = |n: usize| {
        format!("{},{}", ["Ellery", "Menon", "Foyle", "Lowe"][n % 4], ["Sandiford", "Ash", "Patel", "Lal"][n / 4 % 4])
    };
    assert_eq!(sides("supervisor name,reader name", &of_theses, &["Ash,Menon"]), []);
    // Answers are the same words whatever was asked.
    let answers = |n: usize| format!("{},{},{}", if n % 40 == 3 { "no" } else { "yes" }, "no", n + 100);
    assert_eq!(sides("photo,vegetarian,seat", &answers, &["no,yes,4"]), []);
}

#[test]
fn new_values_and_other_countries_are_left_alone() {
    let rows = [
        "Sanne Smit,Hellas,Gent,9000,België",
        "Tim Visser,Hellas 80,Den Haag,2511 AB,Nederland",
        "Jan Peeters,Looplust 4 Mijl,Sint-Niklaas,B-9100,BE",
        "Lars Mulder,,,,",
        "Noor Bakker,Utrecht,Utrecht,,Nederland",
        "Emma Bakker,,Utrecht,Nederland,",
    ];
    assert_eq!(sides(HEAD, &dutch, &rows), []);
    assert_eq!(sides("naam,plaats", &|n| format!("Naam {n},Zeist"), &["Zeist,Naam 4"]).len(), 1);
}

mod any {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_can_be_looked_at(values in proptest::collection::vec("(Utrecht|3511 AB|Hellas|é|\\PC){0,3}", 0..7)) {
            let rows: Vec<Vec<String>> = (0..40).map(|n| dutch(n).split(',').map(str::to_owned).collect()).collect();
            let names = HEAD.split(',').map(str::to_owned).collect::<Vec<_>>();
            let columns = vec![Column::default(); names.len()];
            let uses = Uses { letter: vec![0, 1, 2, 3, 4], ..Uses::default() };
            let misplaced = Misplaced::of(&rows, &columns, &names, &uses);
            let value = |column: usize| values.get(column).map_or("", String::as_str);
            misplaced.moved(&misplaced.strays(value), value);
        }
    }
}
