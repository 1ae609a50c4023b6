//! Letters that are in the files of others, and such as are not.

use super::super::Attachments;
use super::super::pdf::tests::letter;
use super::*;
use crate::findings::Kind;

const NAMES: [&str; 12] =
    ["Berg", "Hale", "Wood", "Ray", "Fox", "Elm", "Stone", "Ellery", "Doyle", "Langton", "Jessop", "Younger"];

/// What is found in these texts: of each row its values, and what is written in its file.
fn found(headings: &[&str], rows: &[(Vec<String>, Option<String>)]) -> Vec<(usize, Whose)> {
    let header = Arc::new(Header::new(headings.iter().map(|name| (*name).to_owned()).collect()));
    let letter = (0..headings.len()).collect();
    let mut all = Contents::new(&header, &Uses { letter, has_own_files: true, ..Uses::default() });
    for (number, (values, text)) in (1..).zip(rows) {
        let fields: Fields = values.iter().cloned().collect();
        let record = Record { number, line: number + 1, header: Arc::clone(&header), fields, more: Vec::new() };
        let mut entry = all.of(&record, std::iter::empty());
        entry.files = vec![text.as_ref().map(|text| File::new(Text::of(text), &entry.values))];
        all.add(entry);
    }
    let mut found: Vec<_> = all.finish().into_iter().map(|((row, _), whose)| (row, whose)).collect();
    found.sort_by_key(|(row, _)| *row);
    found
}

/// The rows with files of others, and the rows of those.
fn others(headings: &[&str], rows: &[(Vec<String>, Option<String>)]) -> Vec<(usize, usize)> {
    let other = |(row, whose): (usize, Whose)| match whose {
        Whose::Other(other) => (row, other.row),
        Whose::Nobody(_) | Whose::Lacking(_) => (row, row),
        Whose::Slipped(slip) => (row, row.saturating_add_signed(slip.by)),
    };
    found(headings, rows).into_iter().map(other).collect()
}

/// A list of a number, a name and an address.
fn people(count: usize) -> Vec<Vec<String>> {
    let name = |n: usize| {
        format!("{}{} {}", ["Anna", "Bert", "Clara", "Dora"][n % 4], "xyzuvw".split_at(n / 12 % 6).0, NAMES[n % 12])
    };
    let of = |n: usize| vec![format!("L-2027-{:03}", n + 1), name(n), format!("user{n}@mail.example")];
    (0..count).map(of).collect()
}

const HEADINGS: [&str; 3] = ["Loan No.", "Name", "Email"];

/// The rows, each with a letter, which this makes of its number and of its values.
fn with(
    rows: &[Vec<String>],
    letter: impl Fn(usize, &[String]) -> Option<String>,
) -> Vec<(Vec<String>, Option<String>)> {
    rows.iter().enumerate().map(|(n, row)| (row.clone(), letter(n, row))).collect()
}

#[test]
fn letters_in_the_files_of_others_are_found() {
    let rows = people(40);
    let mixed = |n: usize| match n {
        7 => 12,
        30 => 31,
        31 => 30,
        n => n,
    };
    let expected = [(7, 12), (30, 31), (31, 30)];
    // By number and name, by the one of them, by the address.
    let both = with(&rows, |n, _| Some(format!("Loan {}\nLender: {}", rows[mixed(n)][0], rows[mixed(n)][1])));
    assert_eq!(others(&HEADINGS, &both), expected);
    let number = with(&rows, |n, _| Some(format!("Loan agreement {}", rows[mixed(n)][0].replace('-', " - "))));
    assert_eq!(others(&HEADINGS, &number), expected);
    let address = with(&rows, |n, _| Some(format!("written to {}", rows[mixed(n)][2])));
    assert_eq!(others(&HEADINGS, &address), expected);
    // The name is right, the number is not.
    let numbers = with(&rows, |n, row| Some(format!("Loan {} of {}", rows[mixed(n)][0], row[1])));
    assert_eq!(others(&HEADINGS, &numbers), expected);
}

#[test]
fn names_in_other_languages_are_found() {
    let first = ["Jörg", "Özlem", "Zoë", "Straßer"];
    let rows: Vec<Vec<String>> = (0..24)
        .map(|n| vec![first[n % 4].to_owned(), format!("{}mann", NAMES[n % 12]), format!("u{n}@d.example")])
        .collect();
    let rows = &rows[..12];
    let letter = |n: usize| {
        let row = &rows[if n == 4 { 9 } else { n }];
        Some(format!("An {} {}", row[0].to_uppercase(), row[1].to_uppercase()))
    };
    assert_eq!(others(&["Vorname", "Nachname", "E-Mail"], &with(rows, |n, _| letter(n))), [(4, 9)]);
    let rows: Vec<Vec<String>> =
        ('甲'..).filter(|c| is_han(*c)).take(20).map(|c| vec![format!("李{c}明"), format!("{c}@d.example")]).collect();
    let letter = |n: usize| Some(format!("成绩单：{}同学的期末成绩", rows[if n == 4 { 9 } else { n }][0]));
    assert_eq!(others(&["姓名", "邮箱"], &with(&rows, |n, _| letter(n))), [(4, 9)]);
}

#[test]
fn sound_letters_are_left_alone() {
    let rows = people(40);
    let silent = |letter: &dyn Fn(usize, &[String]) -> Option<String>| {
        let found = others(&HEADINGS, &with(&rows, letter));
        assert!(found.is_empty(), "{found:?}");
    };
    let own = |row: &[String]| format!("Loan {} of {}", row[0], row[1]);
    silent(&|_, row| Some(own(row)));
    // Scans among them, a number that is lacking, a name that is written otherwise.
    silent(&|n, row| (n % 9 > 0).then(|| own(row)));
    silent(&|n, row| Some(if n == 5 { "Loan agreement".to_owned() } else { own(row) }));
    silent(&|n, row| Some(format!("Lender: {}", if n == 5 { row[1].replace("Bert", "B.") } else { row[1].clone() })));
    // Somebody of the list signs them all; and one is without its own.
    silent(&|n, row| Some(format!("{}\n{}", if n == 5 { "to you" } else { &row[0] }, rows[20][1])));
    // All are in all, or nobody is.
    let all: String = rows.iter().map(|row| own(row)).collect::<Vec<_>>().join("\n");
    silent(&|n, row| Some(if n == 5 { all.replace(&row[0], "").replace(&row[1], "") } else { all.clone() }));
    silent(&|_, _| Some("Welcome to the museum".to_owned()));
    // Everybody's letter is of somebody else.
    silent(&|n, _| Some(format!("Your present is for {}", rows[(n * 7 + 3) % 40][1])));
    silent(&|n, row| Some(if n % 3 == 0 { own(&rows[(n * 7 + 3) % 40]) } else { own(row) }));
}

#[test]
fn days_and_amounts_are_nobodys() {
    for value in ["12.01.2027", "2027-01-12", "10:40", "1,250.00", "12 May 2027", "4711", "NR3", "@museum", "Berg"] {
        assert!(!is_code(value) || is_code("L-2027-041") && value == "2027-01-12", "{value}");
    }
    for value in ["L-2027-041", "20261101", "HT1312", "anna@a.example", "A/2027/12"] {
        assert!(is_code(value), "{value}");
    }
}

#[test]
fn two_that_were_exchanged_are_found_in_a_short_list() {
    let rows = people(12);
    let exchanged = |n: usize| [1, 0].get(n).copied().unwrap_or(n);
    let letters = with(&rows, |n, _| Some(format!("An {}", rows[exchanged(n)][1])));
    assert_eq!(others(&HEADINGS, &letters), [(0, 1), (1, 0)]);
}

#[test]
fn letters_to_nobody_of_the_list_are_found_where_they_are_alike() {
    let rows = people(40);
    let letter = |name: &str, number: &str| {
        Some(format!("Dear {name},\nthank you for lending us your picture. The agreement {number} is for you to sign."))
    };
    let with_one = |odd: Option<String>| {
        let found =
            found(&HEADINGS, &with(&rows, |n, row| if n == 5 { odd.clone() } else { letter(&row[1], &row[0]) }));
        found.into_iter().map(|(row, whose)| (row, whose.told("a.pdf", 0, &[]))).collect::<Vec<_>>()
    };
    let told = with_one(letter("Otto Gone", "L-2019-007"));
    assert!(
        matches!(&told[..], [(5, what)] if what.contains("neither \"L-2027-006\" nor \"Bert Elm\", as")),
        "{told:?}"
    );
    for sound in [
        letter("B. Elm", "L-2027-006"),
        letter("Bert Elm", "of last year"),
        letter("Mr Elm", "of last year"),
        Some("A letter of another sort, which is about nobody at all".to_owned()),
        None,
    ] {
        assert!(with_one(sound.clone()).is_empty(), "{sound:?}");
    }
    let many = with(&rows, |n, row| if n % 12 == 5 { letter("Otto Gone", "L-2019") } else { letter(&row[1], &row[0]) });
    assert!(found(&HEADINGS, &many).is_empty());
}

#[test]
fn few_files_say_nothing() {
    let rows = people(9);
    let letter = |n: usize, _: &[String]| Some(format!("Loan {}", rows[if n == 4 { 5 } else { n }][0]));
    assert!(found(&HEADINGS, &with(&rows, letter)).is_empty());
}

#[test]
fn files_that_have_slipped_by_a_row_are_found() {
    for (count, from) in [(40, 0), (40, 20), (200, 0), (200, 100)] {
        let rows = people(count);
        let slipped = |n: usize| if n >= from { (n + 1).min(count - 1) } else { n };
        let letters = with(&rows, |n, _| Some(format!("Loan {} of {}", rows[slipped(n)][0], rows[slipped(n)][1])));
        let found = found(&HEADINGS, &letters);
        assert!(found.len() >= 5 && found[0].0 == from, "{count} {from} {}", found.len());
        assert!(found.iter().all(|(_, whose)| matches!(whose, Whose::Slipped(slip) if slip.by == 1)), "{found:?}");
    }
}

#[test]
fn memory_has_a_bound() {
    let rows = people(400);
    let letters = with(&rows, |n, row| Some(format!("{} {}", row[0], format!("{n} ").repeat(1_000))));
    let header = Arc::new(Header::new(HEADINGS.iter().map(|name| (*name).to_owned()).collect()));
    let mut all = Contents::new(&header, &Uses { has_own_files: true, ..Uses::default() });
    for (number, (values, text)) in (1..).zip(&letters) {
        let fields: Fields = values.iter().cloned().collect();
        let record = Record { number, line: number, header: Arc::clone(&header), fields, more: Vec::new() };
        let mut entry = all.of(&record, std::iter::empty());
        entry.files = vec![text.as_ref().map(|text| File::new(Text::of(text), &entry.values))];
        all.add(entry);
    }
    let texts = all.rows.iter().flat_map(|row| &row.files).flatten().filter(|file| file.text.is_some()).count();
    assert_eq!(texts, SAMPLE);
}

#[test]
fn files_that_say_nothing_are_read_no_further() {
    let header = Arc::new(Header::new(HEADINGS.iter().map(|name| (*name).to_owned()).collect()));
    let mut all = Contents::new(&header, &Uses { has_own_files: true, ..Uses::default() });
    for (number, values) in (1..).zip(people(80)) {
        let fields: Fields = values.into_iter().collect();
        let record = Record { number, line: number, header: Arc::clone(&header), fields, more: Vec::new() };
        let mut entry = all.of(&record, std::iter::empty());
        entry.files = vec![Some(File::new(Text::of("Welcome to the museum, and to all of its rooms"), &entry.values))];
        all.add(entry);
    }
    assert!(all.is_over.load(Ordering::Relaxed) && all.rows.len() < JUDGED_AFTER);
    assert!(all.finish().is_empty());
}

#[test]
fn the_letters_of_a_list_are_read_and_told_of() {
    let header = Arc::new(Header::new(HEADINGS.iter().map(|name| (*name).to_owned()).collect()));
    let uses = Uses { letter: vec![0, 1, 2], has_own_files: true, ..Uses::default() };
    let mut all = Attachments::new(&header, &uses);
    let rows = people(12);
    for (number, values) in (1..).zip(&rows) {
        let fields: Fields = values.iter().cloned().collect();
        let record = Record { number, line: number + 1, header: Arc::clone(&header), fields, more: Vec::new() };
        let in_it = if number == 5 { &rows[8] } else { values };
        let octets = letter(&format!("Loan agreement {}\nLender: {}, at all times", in_it[0], in_it[1]));
        let file = Arc::new(FilePart::attachment(&format!("Loan_{}.pdf", values[0]), &octets));
        all.of(&record, None, &[file]).into_iter().for_each(|personal| all.add(personal));
    }
    let found = all.finish();
    assert_eq!(found.iter().map(|found| (found.row, found.kind)).collect::<Vec<_>>(), [(5, Kind::OthersAttachment)]);
    assert!(found[0].what.contains("has \"L-2027-009\" (line 10), and not the row's own \"L-2027-005\""), "{found:?}");
}
