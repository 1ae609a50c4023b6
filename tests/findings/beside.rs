//! What stands beside a row: other sheets of its workbook, the names of the other files, the branches of the template.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::support;
use super::support::program::Program;

const LETTER: &str =
    "From: Office <office@firm.de>\nTo: {{ name }} <{{ email }}>\nSubject: Your pay {{ no }}\n\nDear {{ name }}\n";

/// Some people, and sheets of others beside them.
fn workbook(path: &std::path::Path, sheets: &[(&str, &[&[&str]])]) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Staff")?;
    let names =
        ["Anna Berg", "Bert Vogt", "Clara Hahn", "David Lang", "Emma Roth", "Fritz Wolf", "Greta Kern", "Hugo Beck"];
    for (column, heading) in ["no", "name", "email"].into_iter().enumerate() {
        sheet.write(0, column as u16, heading)?;
    }
    for (row, name) in (1..).zip(names) {
        sheet.write(row, 0, format!("P{}", 2_000 + row * 7))?;
        sheet.write(row, 1, name)?;
        sheet.write(row, 2, format!("{}@firm.de", name.to_lowercase().replace(' ', ".")))?;
    }
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name)?;
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write(row, column, *cell)?;
            }
        }
    }
    workbook.save(path)
}

/// The lines of the findings, and what they say.
fn found(sheets: &[(&str, &[&[&str]])]) -> Vec<(u64, String)> {
    let dir = support::folder(&[("letter.txt", LETTER)]);
    workbook(&dir.path().join("staff.xlsx"), sheets).expect("the workbook is written");
    let run = Program::new(dir.path()).args(["check", "staff.xlsx", "-t", "letter.txt", "--json"]).run();
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let items = document["findings"].as_array().expect("a list").iter();
    let items = items.filter(|item| item["kind"] == "do-not-send");
    items.map(|item| (item["line"].as_u64().unwrap_or_default(), item["what"].to_string())).collect()
}

#[test]
fn people_who_are_on_a_sheet_of_those_who_are_gone_are_found() {
    let by_number: &[&[&str]] = &[&["no", "name"], &["P2021", "Clara Hahn"], &["P1000", "Anna Berg"]];
    let by_mail: &[&[&str]] = &[&["email"], &["Emma.Roth@firm.de"], &["x@firm.de"]];
    let by_day: &[&[&str]] = &[
        &["no", "name", "unsubscribed on"],
        &["P2028", "David Lang", "2020-03-01"],
        &["P2007", "Anna Berg", ""],
        &["P2014", "Bert Vogt", "2999-12-31"],
    ];
    let by_name: &[&[&str]] = &[&["name"], &["Hugo Beck"], &["Hugo"]];
    // A list of all, whatever it is called.
    const ALL: &[&[&str]] = &[&["no"], &["P2007"], &["P2014"], &["P2021"], &["P2028"], &["P2035"]];
    for (sheets, lines) in [
        (&[("Leavers", by_number)][..], &[4][..]),
        (&[("abgemeldet", by_mail)], &[6]),
        (&[("History", by_day)], &[5]),
        (&[("离职名单", by_name)], &[9]),
        (&[("Leavers", by_number), ("Bajas", by_mail)], &[4, 6]),
        (&[("Addresses", by_number), ("Notes", by_name)], &[]),
        (&[("Leavers", &[])], &[]),
        (&[("Cancelled", ALL)], &[]),
        (&[], &[]),
    ] {
        let found = found(sheets);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), lines, "{found:?}");
        assert!(found.iter().all(|(_, what)| what.contains("stands on the sheet")), "{found:?}");
    }
}

#[test]
fn values_and_files_that_are_nearly_as_the_others_are_found() {
    let name = |n: usize| char::from(b'a' + (n % 26) as u8);
    let row = |n: usize| {
        let (title, file) = match n {
            20 => ("Hr.", format!("march_{n}.pdf")),
            22 => ("Herr", format!("april_{n}.pdf")),
            _ => (["Herr", "Frau"][n % 2], format!("march_{n}.pdf")),
        };
        format!("{title},Vogt{0},vogt{0}{n}@firm.de,{file}\n", name(n))
    };
    let list = "Anrede,Nachname,email,Rechnung\n".to_owned() + &(10..40).map(row).collect::<String>();
    let letter = "From: Office <office@firm.de>\nTo: {{ email }}\nSubject: Ihre Rechnung\nAttachment: {{ Rechnung }}\n\nSehr geehrte\
                  {% if Anrede == \"Herr\" %}r Herr{% else %} Frau{% endif %} {{ Nachname }},\ndie Rechnung liegt bei.\n";
    let files: Vec<String> = (10..40).map(|n| format!("{}_{n}.pdf", if n == 22 { "april" } else { "march" })).collect();
    let mut all = vec![("list.csv", list.as_str()), ("letter.txt", letter)];
    all.extend(files.iter().map(|file| (file.as_str(), file.as_str())));
    let dir = support::folder(&all);
    let run = Program::new(dir.path()).args(["check", "list.csv", "-t", "letter.txt", "--json"]).run();
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let said = |item: &serde_json::Value| {
        (item["line"].as_u64().unwrap_or_default(), item["column"].as_str().unwrap_or_default().to_owned())
    };
    let items: Vec<(u64, String)> = document["findings"].as_array().expect("a list").iter().map(said).collect();
    for wanted in [(12, "Anrede"), (14, "Rechnung")] {
        assert!(items.contains(&(wanted.0, wanted.1.to_owned())), "{wanted:?}: {}", run.stdout);
    }
    assert!(items.iter().all(|(line, column)| column.is_empty() || [12, 14].contains(line)), "{}", run.stdout);
}
