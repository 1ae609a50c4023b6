//! What does not go with the rest of its row.

use crate::{SHORT, check, folder, found, items_of, of_kind};

const HEAD: &str =
    "id,name,class,first,second,total,average,paid,share,net,ordered,shipped,link,email,qty,price,sum,currency\n";
const TEMPLATE: &str = "From: t@school.edu.cn\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n\
    {{ id }} {{ class }} {{ first }} {{ second }} {{ total }} {{ average }} {{ paid }} {{ share }} {{ net }} {{ ordered }} \
    {{ shipped }} {{ link }} {{ qty }} {{ price }} {{ sum }} {{ currency }}\n";

/// A sound row, some columns of which have other values.
fn row(n: u32, other: &[(&str, &str)]) -> String {
    let id = format!("S{}", 1_200 + n);
    let (first, second) = (40 + n * 37 % 60, 35 + n * 53 % 64);
    let (paid, share) = (2_000 + n * 731 % 5_000, [0, 10, 20, 25][n as usize % 4]);
    let (qty, price) = (1 + n % 3, 1_250 + n * 917 % 4_000);
    let cents = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
    let name = format!("Pupil{} Family{}", char::from(b'a' + (n % 26) as u8), n);
    let values = [
        id.clone(),
        name,
        format!("8{}", ['A', 'B', 'C'][n as usize % 3]),
        first.to_string(),
        second.to_string(),
        (first + second).to_string(),
        format!("{:.1}", f64::from(first + second) / 2.0),
        cents(paid * 100),
        format!("{share}%"),
        cents(paid * (100 - share)),
        format!("2026-11-{:02}", 1 + n % 14),
        format!("2026-11-{:02}", 15 + n * 7 % 14),
        format!("https://school.edu.cn/r/{id}"),
        format!("p{n}x@students.school.edu.cn"),
        qty.to_string(),
        cents(price),
        cents(qty * price + 490),
        "EUR".to_owned(),
    ];
    let changed = HEAD.trim().split(',').zip(values).map(|(heading, value)| {
        other.iter().find(|(column, _)| *column == heading).map_or(value, |(_, other)| (*other).to_owned())
    });
    changed.collect::<Vec<_>>().join(",") + "\n"
}

fn list(odd: &[(&str, &str)], rows: u32) -> String {
    let at = rows / 2;
    let rows: String = (1..=rows).map(|n| if n == at { row(n, odd) } else { row(n, &[]) }).collect();
    format!("{HEAD}{rows}")
}

#[test]
fn one_value_that_does_not_go_with_its_row_is_found() {
    for (column, value, kind, told) in [
        ("total", "176", "odd-relation", "total"),
        ("average", "12.5", "odd-relation", "average"),
        ("net", "1234.50", "odd-relation", "net"),
        ("shipped", "2026-10-02", "odd-relation", "shipped"),
        ("link", "https://school.edu.cn/r/S9203", "odd-relation", "link"),
        ("class", "8a", "odd-value", "class"),
        ("class", "8 B", "odd-value", "class"),
        ("class", "8 Blue", "odd-value", "class"),
        ("currency", "USD", "odd-value", "currency"),
        ("currency", "eur", "odd-value", "currency"),
        ("total", "0", "odd-relation", "total"),
        ("ordered", "2025-11-05", "odd-date", "ordered"),
        ("shipped", "2027-11-20", "odd-date", "shipped"),
        ("qty", "0", "odd-number", "qty"),
        ("qty", "1.37", "odd-number", "qty"),
    ] {
        for rows in [24, 60] {
            let found = found(&list(&[(column, value)], rows), "letter.txt", TEMPLATE, &[], &[]);
            let found: Vec<_> = found
                .iter()
                .map(|(kind, line, what)| (kind.as_str(), *line, what.split('|').next().unwrap_or_default()))
                .collect();
            assert_eq!(found, [(kind, u64::from(rows / 2 + 1), told)], "{column} {value} of {rows}");
        }
    }
}

#[test]
fn rows_that_agree_are_left_alone() {
    for rows in [12, 24, 60, 300] {
        assert_eq!(found(&list(&[], rows), "letter.txt", TEMPLATE, &[], &[]), [], "{rows}");
    }
    // Another class, or a day that is the same.
    for other in [("class", "8D"), ("class", "9A"), ("shipped", "2026-11-15")] {
        assert_eq!(found(&list(&[other], 60), "letter.txt", TEMPLATE, &[], &[]), [], "{other:?}");
    }
}

#[test]
fn levels_companies_and_those_who_get_a_copy_are_compared() {
    let firms =
        [("Halden", "halden.org"), ("Nordlys", "nordlys.net"), ("Vento", "vento.org"), ("Atelier", "atelier.net")];
    let row = |n: usize| {
        let ((firm, domain), mark) = (firms[n % 4], 41 + n * 37 % 58);
        let level = ["fail", "pass", "good"][usize::from(mark >= 55) + usize::from(mark >= 80)];
        let copy = if n % 9 == 2 { format!("office@{domain}") } else { String::new() };
        [firm.to_owned(), format!("p{n}x@{domain}"), copy, mark.to_string(), level.to_owned()]
    };
    let mut rows: Vec<[String; 5]> = (0..60).map(row).collect();
    let template =
        "From: a@club.example.org\nTo: {{ email }}\nCc: {{ copy }}\nSubject: Hi\n\n{{ firm }} {{ mark }} {{ level }}\n";
    let told = |rows: &[[String; 5]]| {
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("firm,email,copy,mark,level\n{}\n", rows.join("\n"));
        found(&list, "letter.txt", template, &[], &[])
    };
    assert_eq!(told(&rows), []);
    rows[4][1] = "p4x@vento.org".to_owned();
    rows[7][2] = "office@halden.org".to_owned();
    let best = (0..60).find(|n| rows[*n][3].parse::<usize>().unwrap() > 90).unwrap();
    rows[best][4] = "fail".to_owned();
    let all = told(&rows);
    let mut relations = of_kind(&all, "odd-relation");
    relations.sort_unstable();
    let mut expected = vec![(6, "email"), (9, "copy"), (best as u64 + 2, "level")];
    expected.sort_unstable();
    assert_eq!(relations, expected, "{all:?}");
    assert_eq!(of_kind(&all, "role-address"), [(9, "copy")], "{all:?}");
}

#[test]
fn of_a_value_that_several_disagree_with_it_is_told_and_not_of_these() {
    let row = |n: usize| {
        let trip = ["Rome", "Bonn"][n % 2];
        let (fee, day, hall) = [("240", "2027-05-04", "West"), ("90", "2027-05-11", "East")][n % 2];
        let paid = [["100", "240", "150"], ["30", "90", "45"]][n % 2][n / 2 % 3];
        [
            format!("p{n}x@club.example.org"),
            trip.to_owned(),
            fee.to_owned(),
            paid.to_owned(),
            day.to_owned(),
            hall.to_owned(),
        ]
    };
    let template = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\n{{ trip }}, {{ fee }}, {{ paid }}, {{ day }}, {{ hall }}\n";
    let told = |change: &dyn Fn(&mut Vec<[String; 6]>)| {
        let mut rows: Vec<_> = (0..60).map(row).collect();
        change(&mut rows);
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("email,trip,fee,paid,day,hall\n{}\n", rows.join("\n"));
        let found = items_of(&check(folder(&list, template).path(), &["--json"]), "odd-relation");
        found.into_iter().map(|(_, line, what)| (line.unwrap_or_default(), what)).collect::<Vec<_>>()
    };
    assert_eq!(told(&|_| ()), []);
    for (column, value, said) in [(3, "30", "column \"paid\": \"30\""), (2, "90", "column \"fee\": \"90\"")] {
        let found = told(&|rows| value.clone_into(&mut rows[40][column]));
        assert!(
            matches!(&found[..], [(42, what)] if what.starts_with(said) && what.contains("does not go with")),
            "{found:?}"
        );
    }
}

#[test]
fn a_day_of_another_time_is_told_of_at_its_own_column() {
    let row = |n: u32| {
        let (month, day) = (1 + n % 12, 1 + n * 7 % 28);
        let first = if n == 7 { 2062 } else { 2026 };
        format!(
            "Ann {n},a{n}@d{n}.example.org,{first}-{month:02}-{day:02},{}-{month:02}-{:02}\n",
            2027 + n % 3,
            1 + n % 25
        )
    };
    let list: String = (0..40).map(row).collect();
    let list = format!("name,email,ends,new end\n{list}");
    let letter = SHORT.replace("\n\n", "\n\n{{ ends }} {{ row['new end'] }} ");
    let dir = folder(&list, &letter);
    let told: Vec<_> = items_of(&check(dir.path(), &["--json"]), "odd-relation");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].2.starts_with("column \"ends\": \"2062-") && told[0].2.contains("is after \"new end\""),
        "{told:?}"
    );
}
