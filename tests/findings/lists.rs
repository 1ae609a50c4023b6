//! Lists as they are kept in a country.

use crate::{found, of_kind};

#[test]
fn a_german_list_is_read_as_it_is_written() {
    let row = |n: u32| {
        let points = 20 + n * 17 % 80;
        format!(
            "Vorname{n};n{n}x@uni-stadt.de;{:07};{points};{},{} €;{}.{:02}.2027;A-2027-{:06};\n",
            312_000 + n * 7_919,
            1 + n % 4,
            n % 3 * 3,
            10 + n % 18,
            1 + n % 12,
            n * 37
        )
    };
    let odd = [
        ("a1@uni-stadt.de;0999911;12,5;1,3 €;10.02.2027;A-2027-900001;", &[][..]),
        ("a2@uni-stadt;0999912;80;1,3 €;10.02.2027;A-2027-900002;", &[("dead-domain", "E-Mail")]),
        ("a3@uni-stadt.de;999913;80;1,3 €;10.02.2027;A-2027-900003;", &[("odd-number", "Nummer")]),
        ("a4@uni-stadt.de;0999914;8O;1,3 €;10.02.2027;A-2027-900004;", &[("odd-number", "Punkte")]),
        ("a5@uni-stadt.de;0999915;80;13 €;10.02.2027;A-2027-900005;", &[("far-number", "Gebühr")]),
        ("a6@uni-stadt.de;0999916;80;1,3;10.02.2027;A-2027-900006;", &[("odd-number", "Gebühr")]),
        ("a7@uni-stadt.de;0999917;80;1,3 €;31.02.2027;A-2027-900007;", &[("wrong-date", "Termin")]),
        ("a8@uni-stadt.de;0999918;80;1,3 €;10.02.2027;A-2027-9OOOO8;", &[("odd-number", "Auftrag")]),
        ("a9@uni-stadt.de;0999919;80;1,3 €;10.02.2027;A-2027-9009;", &[("odd-number", "Auftrag")]),
        ("b1@uni-stadt.de;0999911;80;1,3 €;10.02.2027;A-2027-900010;", &[("repeated-number", "Nummer")]),
        ("b2@uni-stadt.de;0999921;80;1,3 €;10.02.2027;A-2027-900011;b2@uni-stadt.de", &[("repeated-address", "Kopie")]),
    ];
    let rows: String = odd.iter().map(|(row, _)| format!("Ö;{row}\n")).collect();
    let head = "Vorname;E-Mail;Nummer;Punkte;Gebühr;Termin;Auftrag;Kopie\n";
    let list =
        format!("{head}{}{rows}{}", (1..80).map(row).collect::<String>(), (80..160).map(row).collect::<String>());
    let template = "From: t@uni-stadt.de\nTo: {{ Vorname }} <{{ row[\"E-Mail\"] }}>\nCc: {{ Kopie }}\nSubject: Hallo\n\n\
                    {{ Auftrag }} {{ Nummer }} {{ Punkte }} {{ Gebühr }} {{ Termin }}\n";
    let mut found: Vec<_> = found(&list, "letter.txt", template, &[], &[])
        .into_iter()
        .map(|(kind, line, what)| (line, kind, what.split('|').next().unwrap_or_default().to_owned()))
        .collect();
    found.sort();
    let expected: Vec<_> = (81..)
        .zip(&odd)
        .flat_map(|(line, (_, kinds))| {
            kinds.iter().map(move |(kind, column)| (line, kind.to_string(), column.to_string()))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_remark_about_somebody_else_is_found() {
    let people = ["Anna Berg", "Bo Lind", "张三丰", "Cy Dorn-Hall", "Cy Dorn", "Di Falk"];
    let row =
        |n: usize| format!("{} {n:02},p{n}@school.edu.cn,a good term", people[n % 6].split(' ').next().unwrap_or(""));
    let mut rows: Vec<String> = (0..24).map(row).collect();
    for (n, person) in people.iter().enumerate() {
        rows[n] = format!("{person},p{n}@school.edu.cn,a good term");
    }
    let mut say = |n: usize, remark: &str| rows[n] = rows[n].replace("a good term", remark);
    // Who is named himself may be named beside another; a part of another name is none; whom a column is for is no text.
    say(1, "Bo Lind and Anna Berg work well");
    say(3, "Cy Dorn has worked well");
    say(4, "Cy Dorn-Hall has worked well");
    say(5, "Anna Berg");
    say(8, "What Anna Bergmann says");
    say(12, "A good term for Bo Lind: he reads a lot");
    let list = format!("name,email,remark\n{}\n", rows.join("\n"));
    let template = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Your term\n\n{{ name }}: {{ remark }}\n";
    let found = found(&list, "letter.txt", template, &[], &[]);
    assert_eq!(of_kind(&found, "others-name"), [(14, "remark")], "{found:?}");
    assert!(found[0].2.contains("\"Bo Lind\", whom line 3 is about"), "{found:?}");
}

#[test]
fn habits_are_those_of_the_selected_rows() {
    let numbers: String = (0..40)
        .map(|n| format!("p{n}@a.org,B,{}\n", if n == 30 { "9O".to_owned() } else { (60 + n * 7 % 37).to_string() }))
        .collect();
    let words: String =
        (0..120).map(|n| format!("w{n}@a.org,A,{}\n", ["good", "fair", "not yet seen", "well done"][n % 4])).collect();
    let letter = "From: t@b.org\nTo: {{ email }}\nSubject: Hi\n\n{{ mark }} {{ class }}\n";
    let line = |list: &str, more: &[&str]| {
        let found = found(list, "letter.txt", letter, &[], more);
        of_kind(&found, "odd-number").iter().map(|(line, _)| *line).collect::<Vec<_>>()
    };
    let head = "email,class,mark\n";
    assert_eq!(line(&format!("{head}{numbers}"), &[]), [32]);
    let mixed = format!("{head}{words}{numbers}");
    assert_eq!(line(&mixed, &["--where", "class == \"B\""]), [152]);
    // Twelve rows are few: those of the others stand with them.
    assert_eq!(line(&format!("{head}{numbers}"), &["--rows", "25-36"]), [32]);
}
