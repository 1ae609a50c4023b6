use super::told::{blamed, failing};
use super::*;
use crate::findings::column::numbers::Hints;

/// What is said of the last of these rows, whose columns are called a, b, c …
fn said(row: impl Fn(usize) -> Vec<String>, last: &[&str]) -> Vec<String> {
    let heading = |column: usize| ["a", "b", "c", "d", "e", "f"][column].to_owned();
    learnt(row, last.len()).iter().filter_map(|sum| sum.flaw(|column| last[column], heading)).collect()
}

/// The column that is told of in the last row.
fn told(row: impl Fn(usize) -> Vec<String>, last: &[&str]) -> Option<usize> {
    let value = |column: usize| last[column];
    let sums = learnt(row, last.len());
    let failing = failing(&sums, value);
    (!failing.is_empty()).then(|| blamed(&sums, &failing, value).0)
}

pub(super) fn learnt(row: impl Fn(usize) -> Vec<String>, count: usize) -> Vec<Sum> {
    let rows: Vec<Vec<String>> = (0..40).map(row).collect();
    let column = |at: usize| {
        let values: Vec<String> = rows.iter().map(|row| row[at].clone()).collect();
        Column { numbers: Numbers::of(&values, Hints::default()), ..Column::default() }
    };
    let columns: Vec<Column> = (0..count).map(column).collect();
    let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let uses = Uses { letter: (0..count).collect(), ..Uses::default() };
    of(&Sample { rows, columns: &columns }, &uses)
}

fn bill(n: usize) -> Vec<String> {
    let (count, price) = (1 + n % 7, [85.0, 120.0, 24.5, 49.9][n % 4]);
    let net = (count * 10) as f64 * price / 10.0;
    let vat = (net * 19.0).round() / 100.0;
    [count as f64, price, net, vat, net + vat].map(|number| format!("{number:.2}")).to_vec()
}

#[test]
fn each_relation_is_looked_at_by_itself() {
    for (last, part) in [
        (["5", "85.00", "425.00", "80.75", "505.75"], None),
        (["7", "85.00", "425.00", "80.75", "505.75"], Some("a times b (595.00)")),
        (["5", "85.00", "425.00", "68.00", "493.00"], Some("19 % of c (80.75)")),
        (["5", "85.00", "425.00", "0.00", "425.00"], None),
        (["5", "85.00", "425.00", "80.75", "500.75"], Some("c + d (505.75)")),
    ] {
        let said = said(bill, &last);
        assert_eq!(said.first().is_some_and(|what| what.contains(part.unwrap_or("is"))), part.is_some(), "{said:?}");
    }
}

#[test]
fn discounts_and_taxes_are_a_part_of_totals() {
    let club = |fee: f64, court: f64, off: usize, total: f64| {
        vec![format!("{fee:.2} €"), format!("{court:.2} €"), format!("{off} %"), format!("{total:.2} €")]
    };
    let members = |n: usize| {
        let (fee, court, off) = ([240.0, 90.0, 420.0, 180.0, 60.0][n % 5], [60.0, 0.0][n % 2], [0, 0, 5, 10][n % 4]);
        club(fee, court, off, (fee + court) * (100 - off) as f64 / 100.0)
    };
    for (last, part) in [
        (["240.00 €", "60.00 €", "10 %", "270.00 €"], None),
        (["240.00 €", "60.00 €", "0 %", "330.00 €"], Some("a + b less the per cent of c (300.00)")),
    ] {
        let said = said(members, &last);
        assert_eq!(said.first().map(|what| what.contains(part.unwrap_or(""))), part.map(|_| true), "{said:?}");
    }
    let orders = |n: usize| {
        let (count, price, off) = (1 + n % 7, [85.0, 120.0, 24.5, 49.9][n % 4], [0.0, 0.1, 0.2][n % 3]);
        vec![
            count.to_string(),
            format!("{price:.2}"),
            format!("{off}"),
            format!("{:.2}", count as f64 * price * (1.0 - off)),
        ]
    };
    assert_eq!(said(orders, &["5", "85.00", "0.1", "382.50"]), [] as [String; 0]);
    assert!(said(orders, &["5", "85.00", "0.1", "425.00"])[0].contains("a times b less the per cent of c"));
    let balances = |n: usize| {
        let (fee, extra, paid) = (300 + n * 7 % 40, n * 13 % 50, [0, 100, 200][n % 3]);
        [fee, extra, paid, fee + extra - paid].map(|number| number.to_string()).to_vec()
    };
    assert_eq!(said(balances, &["310", "20", "100", "230"]), [] as [String; 0]);
    let odd = said(balances, &["310", "20", "100", "320"]);
    assert!(odd.len() == 1 && odd[0].contains("a + b less c (230"), "{odd:?}");
    let gross = |n: usize| vec![format!("{:.2}", 17.3 * n as f64), format!("{:.2}", 17.3 * 1.19 * n as f64)];
    assert_eq!(said(gross, &["100.00", "119.00"]), [] as [String; 0]);
    assert!(said(gross, &["100.00", "107.00"])[0].contains("119 % of a"));
}

#[test]
fn what_is_left_of_wages_is_told_by_what_is_taken_from_them() {
    let wages = |n: usize| {
        let (base, bonus) = ([5200.0, 6500.0, 8800.0, 11000.0][n % 4], 50.0 * (n * 7 % 30) as f64);
        let (social, fund) = (base * 0.105, base * 0.08);
        let tax = ((base + bonus) * 0.0123 * 100.0).round() / 100.0;
        let all = [base, bonus, base + bonus, social, fund + tax, base + bonus - social - fund - tax];
        all.map(|number| format!("{number:.2}")).to_vec()
    };
    let sound = wages(3);
    let with = |changes: &[(usize, &'static str)]| {
        let mut row: Vec<&str> = sound.iter().map(String::as_str).collect();
        changes.iter().for_each(|(at, value)| row[*at] = value);
        said(wages, &row)
    };
    assert_eq!(with(&[]), [] as [String; 0]);
    let odd = with(&[(5, "11899.90")]);
    assert!(odd.len() == 1 && odd[0].contains("c less d less e ("), "{odd:?}");
    // A sum that is wrong, and all that follows from it is right.
    let carried = with(&[(2, "13050.00"), (5, "10866.78")]);
    assert!(carried.iter().any(|what| what.contains("a + b (12050.00)")), "{carried:?}");
    assert!(!carried.iter().any(|what| what.contains("c less d less e")), "{carried:?}");
}

#[test]
fn a_rate_in_a_column_of_its_own_tells_the_share() {
    let taxed = |n: usize| {
        let (net, rate) = (13.5 * (3 + n * 17 % 59) as f64, [19, 7, 19][n % 3]);
        vec![format!("{net:.2}"), rate.to_string(), format!("{:.2}", net * f64::from(rate) / 100.0)]
    };
    assert_eq!(said(taxed, &["200.00", "7", "14.00"]), [] as [String; 0]);
    for row in [["200.00", "19", "14.00"], ["200.00", "91", "38.00"], ["200.00", "7", "0.00"]] {
        let odd = said(taxed, &row);
        assert!(odd.len() == 1 && odd[0].contains("a times the per cent of b"), "{row:?} {odd:?}");
    }
    assert_eq!(told(taxed, &["200.00", "91", "38.00"]), Some(1));
    // Sold at a price, of which the author gets a share.
    let royalties = |n: usize| {
        let (sold, price, rate) = (40 + n * 37 % 900, [12.0, 18.9, 24.0][n % 3], [8.0, 10.0][n % 2]);
        let due = format!("{:.2}", sold as f64 * price * rate / 100.0);
        vec![sold.to_string(), format!("{price:.2}"), format!("{rate}"), due]
    };
    assert_eq!(said(royalties, &["100", "24.00", "8", "192.00"]), [] as [String; 0]);
    let odd = said(royalties, &["100", "24.00", "10", "192.00"]);
    assert!(odd.len() == 1 && odd[0].contains("a times b times the per cent of c (240.00)"), "{odd:?}");
    // Small counts are a share of anything.
    let counts = |n: usize| vec![(60 + n * 7 % 40).to_string(), (1 + n % 5).to_string(), (1 + n % 5).to_string()];
    assert_eq!(said(counts, &["80", "2", "4"]), [] as [String; 0]);
}

#[test]
fn the_number_that_explains_it_is_told_of() {
    for (last, column) in [
        (["5", "85.00", "425.00", "80.75", "505.75"], None),
        (["5", "85.00", "425.00", "90.75", "505.75"], Some(3)),
        (["5", "85.00", "425.00", "80.75", "425.00"], Some(4)),
        (["5", "85.00", "452.00", "80.75", "505.75"], Some(2)),
    ] {
        assert_eq!(told(bill, &last), column, "{last:?}");
    }
    // Of marks of a hundred, one is more; the total was made of another.
    let marks = |n: usize| {
        let (one, two) = (60 + n * 7 % 39, 45 + n * 11 % 54);
        [one, two, (one * 3 + two * 7 + 5) / 10].map(|number| number.to_string()).to_vec()
    };
    assert_eq!(told(marks, &["80", "108", "80"]), Some(1));
    assert_eq!(told(marks, &["80", "80", "90"]), Some(2));
}

#[test]
fn what_is_left_of_a_few_prices_is_compared() {
    let trips = |n: usize| {
        let (price, paid) = [(245, 80), (310, 100), (389, 120)][n % 3];
        [price, paid, price - paid].map(|number| number.to_string()).to_vec()
    };
    assert_eq!(said(trips, &["245", "80", "165"]), [] as [String; 0]);
    let odd = said(trips, &["245", "80", "185"]);
    assert!(odd.len() == 1 && odd[0].contains("a less b (165)"), "{odd:?}");
    assert_eq!(told(trips, &["245", "80", "185"]), Some(2));
}

#[test]
fn a_tax_makes_no_shares_of_all() {
    let all = learnt(bill, 5);
    assert!(!all.iter().any(|sum| matches!(sum.rule, Rule::Weighted(_))), "{all:?}");
}

#[test]
fn an_average_is_no_share_of_the_sum() {
    let marks = |n: usize| {
        let marks = [60 + n * 7 % 40, 55 + n * 11 % 45, 58 + n * 5 % 41, 50 + n * 13 % 47];
        let sum: usize = marks.iter().sum();
        let mut row: Vec<String> = marks.iter().chain([&sum]).map(usize::to_string).collect();
        row.push(format!("{:.2}", sum as f64 / 4.0));
        row
    };
    let odd = said(marks, &["80", "80", "80", "80", "320", "75.00"]);
    assert!(odd.len() == 1 && odd[0].contains("the average of a, b, c, d"), "{odd:?}");
}

#[test]
fn the_tax_on_a_few_prices_is_told() {
    let taxed = |n: usize| {
        let net = [42.5, 48.0, 55.0, 37.5][n * 7 % 4];
        [net, net * 0.2, net * 1.2].map(|number| format!("{number:.2}")).to_vec()
    };
    let odd = said(taxed, &["48.00", "6.90", "54.90"]);
    assert!(odd.iter().any(|what| what.contains("20 % of a (9.60)")), "{odd:?}");
    assert!(told(taxed, &["48.00", "6.90", "54.90"]).is_some());
    for sound in [["48.00", "9.60", "57.60"], ["61.00", "12.20", "73.20"], ["48.00", "0.00", "48.00"]] {
        assert_eq!(told(taxed, &sound), None, "{sound:?}");
    }
    // Whole numbers that are about as much by chance.
    let points = |n: usize| [[40, 8], [50, 10], [55, 11], [60, 13]][n * 7 % 4].map(|n| n.to_string()).to_vec();
    assert_eq!(said(points, &["50", "14"]), [""; 0]);
}

#[test]
fn what_need_not_follow_is_left_alone() {
    let marks = |n: usize| {
        let marks = [20 + n * 7 % 20, 15 + n * 11 % 21, 18 + n * 5 % 23];
        marks.iter().chain([&marks.iter().sum()]).map(usize::to_string).collect::<Vec<String>>()
    };
    assert_eq!(said(marks, &["45", "38", "29", "100"]), [] as [String; 0]);
    assert!(!said(marks, &["45", "38", "29", "110"]).is_empty());
    let ages = |n: usize| vec!["2026".to_owned(), (1950 + n * 7 % 50).to_string(), (76 - n * 7 % 50).to_string()];
    assert_eq!(said(ages, &["2026", "1990", "35"]), [] as [String; 0]);
    assert!(!said(ages, &["2026", "1990", "30"]).is_empty());
}

#[test]
fn a_difference_may_be_written_without_its_sign() {
    let money = |number: usize| format!("{number}.00");
    let taxes = |n: usize| {
        let (due, off) = (3000 + n * 977 % 14_000, 40 + n * 373 % 1900);
        // A third of them get something back.
        let paid = if n.is_multiple_of(3) { due + off } else { due - off };
        (due, paid)
    };
    let apart = |n: usize| {
        let (due, paid) = taxes(n);
        vec![money(due), money(paid), money(due.abs_diff(paid))]
    };
    for (last, meant) in [
        (["14620.00", "13954.00", "666.00"], None),
        (["13954.00", "14620.00", "666.00"], None),
        (["14620.00", "13954.00", "766.00"], Some("is not the difference of a and b (666.00)")),
        (["13954.00", "14620.00", "566.00"], Some("is not the difference of a and b (666.00)")),
    ] {
        let said = said(apart, &last);
        assert_eq!(said.len(), usize::from(meant.is_some()), "{last:?} {said:?}");
        assert!(meant.is_none_or(|meant| said[0].starts_with(meant)), "{said:?}");
        assert_eq!(told(apart, &last), meant.map(|_| 2), "{last:?}");
    }
    let signed = |n: usize| {
        let (due, paid) = taxes(n);
        vec![money(due), money(paid), if paid > due { format!("-{}", money(paid - due)) } else { money(due - paid) }]
    };
    assert_eq!(said(signed, &["13954.00", "14620.00", "-666.00"]), [""; 0]);
    for wrong in ["666.00", "-766.00"] {
        let said = said(signed, &["13954.00", "14620.00", wrong]);
        assert!(said.first().is_some_and(|what| what.contains("a less b (-666.00)")), "{said:?}");
    }
    // Where the first is always the greater, the sign counts.
    let left = |n: usize| vec![money(9000 + n * 977 % 4000), money(40 + n * 373 % 1900)];
    let left = |n: usize| {
        let (row, number) =
            (left(n), |text: &String| text.trim_end_matches(".00").parse::<usize>().unwrap_or_default());
        let rest = money(number(&row[0]) - number(&row[1]));
        [row, vec![rest]].concat()
    };
    let said_of_left = said(left, &["900.00", "1000.00", "100.00"]);
    assert!(said_of_left.first().is_some_and(|what| what.contains("(-100.00)")), "{said_of_left:?}");
    // Numbers that have nothing to do with each other are left alone.
    let others = |n: usize| vec![money(n * 977 % 500), money(n * 373 % 500), money(n * 131 % 500)];
    assert_eq!(said(others, &["100.00", "200.00", "400.00"]), [""; 0]);
}

#[test]
fn a_total_counts_nothing_for_what_is_missing() {
    let marks = |n: usize| {
        let marks = [60 + n * 7 % 39, 55 + n * 11 % 43, 70 + n * 5 % 29];
        marks.iter().chain([&marks.iter().sum()]).map(usize::to_string).collect::<Vec<_>>()
    };
    let said = |row: &dyn Fn(usize) -> Vec<String>, last: &[&str]| {
        let heading = |column: usize| ["a", "b", "c", "d"][column].to_owned();
        learnt(row, last.len()).iter().find_map(|sum| sum.said_of_short(|column| last[column], heading))
    };
    let what = said(&marks, &["71", "缺考", "85", "236"]).unwrap();
    assert_eq!(what, "is not the sum of the numbers that are there (156): b is \"缺考\". Is one of them wrong?");
    assert!(said(&marks, &["71", "", "85", "236"]).is_some_and(|what| what.contains(": b is empty.")));
    for last in [
        ["71", "缺考", "85", "156"],
        ["71", "absent", "85", ""],
        ["71", "absent", "85", "0"],
        ["71", "8O", "85", "236"],
        ["", "", "", "236"],
        ["71", "80", "85", "236"],
    ] {
        assert_eq!(said(&marks, &last), None, "{last:?}");
    }
    // Where some are made up for what they missed, all may be.
    let made_up = |n: usize| {
        let mut row = marks(n);
        if n % 10 == 3 {
            row[1] = String::new();
        }
        row
    };
    assert_eq!(said(&made_up, &["71", "缺考", "85", "236"]), None);
}

#[test]
fn what_is_nothing_in_most_rows_is_taken_away_all_the_same() {
    let gift = |each: usize, taken: f64| {
        move |n: usize| {
            let amount = [25.0, 50.0, 100.0, 250.0, 500.0, 1000.0][n % 6] + (n / 6) as f64;
            let all = if n.is_multiple_of(each) { [amount, 45.0, amount - taken] } else { [amount, 0.0, amount] };
            all.map(|number| format!("{number:.2}")).to_vec()
        }
    };
    let last = ["250.00", "45.00", "250.00"];
    let is_told = |row: &[String]| row.iter().any(|what| what.contains("a less b (205.00)"));
    assert!(is_told(&said(gift(5, 45.0), &last)));
    assert_eq!(said(gift(5, 45.0), &["250.00", "0.00", "250.00"]), [""; 0]);
    assert!(said(gift(5, 45.0), &["250.00", "0.00", "200.00"])[0].contains("(250.00)"));
    // Too few have some, or it is not taken away.
    assert_eq!(said(gift(7, 45.0), &last), [""; 0]);
    assert_eq!(said(gift(5, 0.0), &last), [""; 0]);
    // One of eight is wrong.
    let wrong = |n: usize| if n == 10 { last.map(str::to_owned).to_vec() } else { gift(5, 45.0)(n) };
    assert_eq!(said(wrong, &last), [""; 0]);
}

#[test]
fn a_discount_that_few_have_is_told_beside_what_is_added_to_all() {
    let bill = |none: usize, has_material: bool| {
        move |n: usize| {
            let (fee, material) = ([92.4, 74.0, 88.0, 115.0, 56.0][n % 5], [0.0, 12.5, 38.0, 9.8][n * 3 % 4]);
            let off = if n % 10 < none { 0 } else { 25 };
            let total = fee * f64::from(100 - off) / 100.0 + if has_material { material } else { 0.0 };
            let off = format!("{off} %");
            let amount = |number: f64| format!("{number:.2}").replace('.', ",");
            if has_material {
                vec![amount(fee), off, amount(material), amount(total)]
            } else {
                vec![amount(fee), off, amount(total)]
            }
        }
    };
    for none in [0, 3, 7, 8] {
        for (last, said_of) in [
            (vec!["56,00", "25 %", "38,00", "80,00"], None),
            (vec!["56,00", "0 %", "38,00", "94,00"], None),
            (vec!["56,00", "25 %", "38,00", "94,00"], Some("a less the per cent of b + c (80,00)")),
            (vec!["56,00", "0 %", "38,00", "104,00"], Some("(94,00)")),
            (vec!["56,00", "25 %", "42,00"], None),
            (vec!["56,00", "25 %", "56,00"], Some("a less the per cent of b (42,00)")),
            (vec!["56,00", "0 %", "66,00"], Some("(56,00)")),
        ] {
            let all = said(bill(none, last.len() == 4), &last);
            match said_of {
                None => assert_eq!(all, [""; 0], "{none} {last:?}"),
                Some(what) => assert!(all.iter().any(|said| said.contains(what)), "{none} {last:?} {all:?}"),
            }
        }
    }
    // Nobody has one: what is added is all, and no per cent.
    assert_eq!(said(bill(10, true), &["56,00", "25 %", "38,00", "94,00"]), [""; 0]);
    let all = said(bill(10, true), &["56,00", "0 %", "38,00", "104,00"]);
    assert_eq!(all, ["is not a + c (94,00), as it is in nearly all other rows. Is one of them wrong?"]);
    // Small counts beside an amount are no shares.
    let pieces = |n: usize| {
        let (fee, count, total) = (20 + n * 7 % 40, [0, 0, 0, 1, 2][n % 5], 30 + n * 7 % 40);
        vec![fee.to_string(), count.to_string(), "10".to_owned(), total.to_string()]
    };
    let all = said(pieces, &["40", "2", "10", "50"]);
    assert_eq!(all, [""; 0]);
}

/// Days of a month on which a child was there, and was not, with a meal for each day; and shares of a whole.
fn month(n: usize) -> Vec<String> {
    let absent = [0, 0, 0, 1, 2, 4, 3][n % 7];
    [21 - absent, absent, 18 * (21 - absent), [1680, 1750, 1820][n % 3]].map(|number| number.to_string()).to_vec()
}

#[test]
fn what_two_columns_make_together_in_all_rows_is_compared() {
    let of = |last: [&str; 4]| (told(month, &last), said(month, &last).first().cloned().unwrap_or_default());
    for (last, column, part) in [
        (["12", "0", "216", "1750"], Some(0), "is not 21 less a (9)"),
        (["20", "2", "360", "1750"], Some(1), "is not 21 less a (1)"),
        (["20", "1", "378", "1750"], Some(2), "is not 18 times a (360)"),
        (["20", "1", "360", "1750"], None, ""),
        (["20", "", "360", "1750"], None, ""),
    ] {
        let (told, what) = of(last);
        assert!(told == column && what.starts_with(part), "{last:?} {told:?} {what}");
    }
    // Three make a hundred.
    let shares = |n: usize| {
        let (one, other) = (30 + n * 7 % 25, 10 + n * 11 % 30);
        [one, other, 100 - one - other].map(|number| number.to_string()).to_vec()
    };
    let what = said(shares, &["40", "25", "30"]);
    assert!(what.iter().any(|what| what.starts_with("is not 100 less a less b (35)")), "{what:?}");
    assert_eq!(said(shares, &["40", "25", "35"]), [""; 0]);
    // Most were there all the time, and those who were not tell nothing.
    let most = |n: usize| [21 - n / 36, n % 36 / 35].map(|number| number.to_string()).to_vec();
    assert_eq!(said(most, &["12", "0"]), [""; 0]);
    // Who has a birthday yet to come.
    let births = |n: usize| [2003 + n % 9, 23 - n % 9].map(|number| number.to_string()).to_vec();
    assert_eq!(said(births, &["2005", "20"]), [""; 0]);
}

#[test]
fn the_column_that_is_right_everywhere_is_not_told_of() {
    let meter = |n: usize| {
        let (start, units) = (10_000 + n * 3719 % 28_000, 1100 + n * 367 % 2300);
        let costs = f64::from(u32::try_from(units).unwrap_or_default()) * 0.32;
        vec![
            start.to_string(),
            (start + units).to_string(),
            units.to_string(),
            "0.32".to_owned(),
            format!("{costs:.2}"),
        ]
    };
    for (last, column) in [
        (["20000", "22000", "2001", "0.32", "640.00"], 2),
        (["20000", "23000", "2000", "0.32", "640.00"], 1),
        (["20000", "22000", "2000", "0.23", "640.00"], 3),
        (["20000", "22000", "2000", "0.32", "650.00"], 4),
    ] {
        assert_eq!(told(meter, &last), Some(column), "{last:?}");
    }
    let sums = learnt(meter, 5);
    let value = |column: usize| ["20000", "22000", "2000", "0.23", "640.00"][column];
    let beyond = blamed(&sums, &failing(&sums, value), value).1;
    assert_eq!(beyond.as_deref(), Some("is not what all other rows have (0.32)"));
}

#[test]
fn what_is_meant_does_not_look_like_what_is_there() {
    let fees = |n: usize| {
        let (fee, meal) = ([1680, 1750, 1820][n % 3], 18 * (17 + n % 5));
        [fee, meal, fee + meal].map(|number| number.to_string()).to_vec()
    };
    let said = said(fees, &["1680.5", "342", "2022"]);
    assert!(said.first().is_some_and(|what| what.contains("a + b (2022.5)")), "{said:?}");
}
