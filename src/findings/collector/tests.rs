use super::*;
use crate::input::Header;
use crate::merge::Uses;

fn of_row(kind: Kind, row: u64, column: usize, what: &str) -> Finding {
    Finding::of_row(kind, (row, row + 1), Some(column), what.to_owned())
}

#[test]
fn a_value_that_many_lack_is_not_missed() {
    let header = Header::new(vec!["note".to_owned(), "name".to_owned()]);
    let mut collector = Collector::new(Attachments::new(&header, &Uses::default()));
    let finding = |row, column| of_row(Kind::EmptyValue, row, column, "");
    for row in 1..=10 {
        assert_eq!(collector.take(finding(row, 0)), None);
    }
    assert_eq!(collector.take(finding(7, 1)), None);
    assert_eq!(collector.finish(20, 20), [finding(7, 1)]);
}

#[test]
fn what_one_column_has_many_of_takes_no_room_from_the_others() {
    const ROWS: u64 = 30_000;
    let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
    let finding = |kind, row, column| of_row(kind, row, column, "");
    for row in 1..ROWS {
        assert_eq!(collector.take(finding(Kind::EmptyValue, row, 0)), None);
        if row % 20 == 0 {
            assert_eq!(collector.take(finding(Kind::EmptyValue, row, 2)), None);
        }
    }
    assert_eq!(collector.take(finding(Kind::SlipInNumber, ROWS, 1)), None);
    assert!(collector.kept.len() < 3_000);
    let told = collector.finish(ROWS, ROWS);
    assert_eq!(told.iter().filter(|finding| finding.column == Some(2)).count(), 1_499);
    assert_eq!((told.len(), told.last()), (1_500, Some(&finding(Kind::SlipInNumber, ROWS, 1))));
}

#[test]
fn many_addresses_of_offices_are_told_of_once() {
    let told = |count: u64, rows: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for row in 1..=count {
            let place = format!("column \"mail\": \"info@c{row}.org\": ");
            let finding = of_row(Kind::Office, row, 0, &format!("{place}an office."));
            assert_eq!(collector.take(Finding { detail: Some(Detail::Office(place)), ..finding }), None);
        }
        collector.finish(rows, rows)
    };
    assert_eq!((told(4, 10).len(), told(9, 28).len(), told(9, 27).len()), (4, 9, 1));
    let all = told(9, 20);
    assert!(all[0].what.starts_with("column \"mail\": \"info@c1.org\": is the address of an office"), "{all:?}");
    assert!(all[0].what.contains("9 rows (lines 2, 3, 4, 5, 6, and 4 more)"), "{all:?}");
}

#[test]
fn each_domain_that_is_almost_another_is_judged_by_itself() {
    let told = |domains: &[&str], rows: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for (row, domain) in (1_u64..).zip(domains) {
            let finding = of_row(Kind::NearDomain, row, 0, "the domain looks like mail.ru, which other rows have.");
            let detail = Some(Detail::Near((*domain).to_owned()));
            assert_eq!(collector.take(Finding { detail, ..finding }), None);
        }
        collector.finish(rows, rows).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    assert_eq!(told(&["mial.ru", "mali.ru", "bk.r", "mail.ru.ru"], 112), [1, 2, 3, 4]);
    assert_eq!(told(&["a.org", "b.org", "a.org", "a.org", "a.org"], 112), [2]);
    assert!(told(&["a.org", "b.org", "c.org", "d.org"], 39).is_empty());
    assert_eq!(told(&["a.org", "b.org", "c.org"], 39), [1, 2, 3]);
}

#[test]
fn what_is_left_in_a_column_that_is_not_used_is_told_once() {
    let told = |count: u64, rows: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for row in 1..=count {
            let finding = of_row(Kind::UnusedLeftover, row, 0, "column \"a\": \"#N/A\" is an error.");
            let detail = Some(Detail::Unused(Leftover::Other));
            assert_eq!(collector.take(Finding { detail, ..finding }), None);
        }
        let found = collector.finish(rows, rows);
        found.into_iter().map(|finding| (finding.line, finding.what)).collect::<Vec<_>>()
    };
    assert_eq!(told(1, 100), [(2, "column \"a\": \"#N/A\" is an error.".to_owned())]);
    let all = told(2_000, 100_000);
    assert_eq!((all.len(), all[0].0), (1, 2));
    assert!(all[0].1.ends_with(" 2000 rows have one (lines 2, 3, 4, 5, 6, and 1995 more)."), "{all:?}");
    assert_eq!(told(50, 100), []);
}

#[test]
fn each_error_of_a_column_that_is_not_used_is_judged_by_itself() {
    let told = |errors: &[&str]| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for (row, error) in (1_u64..).zip(errors) {
            let finding = of_row(Kind::UnusedLeftover, row, 0, &format!("column \"a\": \"{error}\" is an error."));
            let detail = Some(Detail::Unused(Leftover::of(error)));
            assert_eq!(collector.take(Finding { detail, ..finding }), None);
        }
        collector.finish(100, 100).into_iter().map(|finding| (finding.line, finding.what)).collect::<Vec<_>>()
    };
    let mut errors = vec!["#N/A"; 50];
    errors[30] = "#REF!";
    let found = told(&errors);
    assert_eq!((found.len(), found[0].0), (1, 32), "{found:?}");
    assert!(found[0].1.starts_with("column \"a\": \"#REF!\"") && !found[0].1.contains("rows have one"), "{found:?}");
    errors[40] = "#VALUE!";
    assert!(told(&errors)[0].1.ends_with(" 2 rows have one (lines 32, 42)."));
    assert_eq!(told(&["#DIV/0!"; 60]), []);
    assert_eq!(told(&["#REF!"; 60]).len(), 1);
}

#[test]
fn rows_of_one_course_agree() {
    let told = |whats: &[&str]| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for (row, what) in (1_u64..).zip(whats) {
            let finding = of_row(Kind::OddRelation, row, 0, &format!("column \"n\": {what}"));
            let detail = Some(Detail::Weeks).filter(|_| what.contains("week"));
            assert_eq!(collector.take(Finding { detail, ..finding }), None);
        }
        collector.finish(100, 100).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    let weekend = "\"2\" does not fit a and b, which are no whole weeks apart, and in the other rows they are. Is one of them wrong?";
    let holidays = "\"12\" does not fit c and d, which make 13, once a week. Is one of them wrong?";
    let slip = "\"21\" does not fit c and d, which make 12, once a week. Is one of them wrong?";
    let nights = "\"2\" does not fit c and d, which make 3. Is one of them wrong?";
    assert_eq!(told(&[weekend, weekend, holidays, slip, holidays]), [4]);
    assert_eq!(told(&[weekend, slip]), [1, 2]);
    assert_eq!(told(&[nights, nights]), [1, 2]);
    // As many as a habit has, but for those.
    let many: Vec<&str> = std::iter::repeat_n(weekend, 30).chain([slip]).collect();
    assert_eq!(told(&many), [31]);
}

#[test]
fn a_note_that_several_rows_have_alike_is_a_state() {
    let told = |values: &[&str]| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for (row, note) in (1_u64..).zip(values) {
            let finding = of_row(Kind::NotToBeSent, row, 0, &format!("column \"notes\": \"{note}\" may say so."));
            assert_eq!(collector.take(Finding { detail: Some(Detail::PerhapsUnsent), ..finding }), None);
        }
        collector.finish(100, 100).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    assert_eq!(told(&["pending", "pending", "void", "pending"]), [1, 2, 3, 4]);
    assert_eq!(told(&["pending", "pending", "void", "Pending", "pending"]), [3]);
    assert!(told(&["draft"; 30]).is_empty());
}

#[test]
fn a_note_is_told_among_however_many_states() {
    let told = |states: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let notes = (1..=states).map(|row| (row, "ask Marta??"));
        for (row, note) in notes.chain([(states + 1, "duplicate of row 12")]) {
            let finding = of_row(Kind::NotToBeSent, row, 0, &format!("column \"notes\": \"{note}\" may say so."));
            assert_eq!(collector.take(Finding { detail: Some(Detail::PerhapsUnsent), ..finding }), None);
        }
        collector.finish(states + 1, states + 1).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    assert_eq!((told(20), told(101), told(3_000)), (vec![21], vec![102], vec![3_001]));
}

#[test]
fn rows_whose_lines_are_not_known_are_not_one() {
    let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
    let finding = |kind, row| Finding::of_row(kind, (row, 0), Some(0), String::new());
    let all = [finding(Kind::OddRelation, 3), finding(Kind::FarNumber, 8)];
    for finding in &all {
        assert_eq!(collector.take(finding.clone()), None);
    }
    assert_eq!(collector.finish(100, 100), all);
}

#[test]
fn a_number_is_told_of_once() {
    let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
    let finding = |kind, row, column| of_row(kind, row, column, "");
    let (far, unfit) = (finding(Kind::FarNumber, 7, 1), finding(Kind::OddRelation, 7, 1));
    let others = [finding(Kind::FarNumber, 7, 2), finding(Kind::FarNumber, 8, 1)];
    for finding in [&far, &unfit, &others[0], &others[1]] {
        assert_eq!(collector.take(finding.clone()), None);
    }
    assert_eq!(collector.finish(100, 100), [unfit, others[0].clone(), others[1].clone()]);
}

#[test]
fn what_all_letters_have_is_told_once_of_no_row() {
    let told = |count: u64, letters: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for row in 1..=count {
            let what = "attachment \"a.exe\": many mailboxes refuse such files.".to_owned();
            let kind = Kind::BlockedAttachment;
            let finding = Finding::of_row(kind, (row, row + 1), None, what);
            assert_eq!(collector.take(finding), None);
        }
        collector.finish(20, letters).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
    };
    assert_eq!((told(20, 20), told(18, 18), told(2, 20), told(1, 1)), (vec![0], vec![0], vec![1, 2], vec![1]));
}

#[test]
fn slips_are_told_of_in_short_lists_too() {
    let told = |kind: Kind, count: u64, rows: u64| {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        for row in 1..=count {
            assert_eq!(collector.take(of_row(kind, row, 0, "")), None);
        }
        collector.finish(rows, rows).len() as u64
    };
    assert_eq!((told(Kind::SlipInNumber, 4, 25), told(Kind::SlipInNumber, 6, 25)), (4, 0));
    for kind in [Kind::OddNumber, Kind::OddLength, Kind::FarNumber, Kind::OddDate, Kind::RepeatedRecipient] {
        assert_eq!(
            (told(kind, 2, 25), told(kind, 3, 25), told(kind, 2, 15), told(kind, 1, 15)),
            (2, 0, 0, 1),
            "{kind:?}"
        );
    }
    // What a habit may be is none only where it is rarer.
    assert_eq!((told(Kind::OddWord, 2, 25), told(Kind::OddWord, 1, 25)), (0, 1));
}

#[test]
fn a_word_that_half_of_a_column_has_is_one_remark_at_most() {
    let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
    let finding = |kind, row, column, word: &str| of_row(kind, row, column, &format!("\"{word}\" is …"));
    for row in 1..=10 {
        assert_eq!(collector.take(finding(Kind::NothingOrWord, row, 0, "N/A")).is_some(), row == 1);
    }
    for row in [4, 9] {
        assert_eq!(collector.take(finding(Kind::Nothing, row, 1, "null")).is_some(), row == 4);
    }
    assert!(collector.take(finding(Kind::Leftover, 4, 1, "#N/A")).is_some());
    let rest: Vec<_> = collector.finish(20, 20).into_iter().map(|finding| (finding.row, finding.column)).collect();
    assert_eq!(rest, [(9, Some(1))]);
}
