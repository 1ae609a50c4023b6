//! The list has changed.

use std::fs;
use std::process::Stdio;

use crate::{ALL_ONCE, LIST, Project};

#[test]
fn rows_that_were_appended_are_sent_and_no_others() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    project.list(&[LIST, &["emil@example.com,Emil,5"]].concat());
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Earlier runs have settled 4 recipients"]);
    project.assert_copies(&[ALL_ONCE, &[("emil", 1)]].concat());
    assert_eq!(project.report().len(), 5);
}

#[test]
fn an_edited_row_is_sent_as_it_is_now_and_named() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    project.list(&[LIST[0], "bert@example.com,Bert,1", LIST[2], LIST[3]]);
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Line 3 has changed", "bert@example.com"]);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1)]);
    let of_bert = &project.got()["bert@example.com"];
    assert_ne!(of_bert[0], of_bert[1], "another mail has another Message-ID");
}

/// One that moves up has not changed: it is said what stood there before.
#[test]
fn a_row_that_takes_the_place_of_one_that_is_gone_has_not_changed() {
    let project = Project::new();
    project.send(&["--limit", "2"]).assert_code(0);
    project.list(&[LIST[0], LIST[2], LIST[3]]);
    let on = project.send(&[]);
    on.assert_code(0);
    on.assert_says(&["Line 3: an earlier run had another row there, for bert@example.com"]);
    assert!(!on.stderr.contains("has changed"), "{}", on.stderr);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn whoever_gets_a_second_mail_is_told_of_wherever_the_row_stands() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    // Sorted the other way round, with a row edited, one that is new, and one gone.
    project.list(&["emil@example.com,Emil,5", LIST[3], "Bert@example.com,Bert,1", LIST[0]]);
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["1 row goes to somebody who has got this mail", "line 4. A second one is sent."]);
    project.assert_copies(&[("Bert", 1), ("anna", 1), ("bert", 1), ("carl", 1), ("dora", 1), ("emil", 1)]);
    // What was told once is not told again; nor is a row that moves, or comes back as it was.
    project.list(&["Bert@example.com,Bert,1", LIST[0], LIST[2], "emil@example.com,Emil,5", "fred@example.com,Fred,6"]);
    let moved = project.send(&[]);
    moved.assert_code(0);
    assert!(!moved.stderr.contains("second one"), "{}", moved.stderr);
}

#[test]
fn who_adds_or_moves_columns_sends_to_nobody_twice() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    // A column in the middle, filled for some, and the others in another order; one row is new, and one is edited.
    let rows = ["1,,anna@example.com,Anna", "9,yes,bert@example.com,Bert", "3,,carl@example.com,Carl"];
    let list = |rows: &[&str]| format!("mark,sent,email,name\n{}\n", rows.join("\n"));
    project.write("list.csv", &list(&[&rows[..], &["5,,emil@example.com,Emil"]].concat()));
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["The list has got the column \"sent\" since this batch began", "Line 3 has changed"]);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1), ("emil", 1)]);
    // What is typed into the new column makes no other row.
    let rows = rows.map(|row| row.replace(",,", ",yes,"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).chain(["5,yes,emil@example.com,Emil"]).collect();
    project.write("list.csv", &list(&rows));
    let finished = project.send(&[]);
    finished.assert_says(&["Nothing to send"]);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1), ("emil", 1)]);
    // Another batch begins with the columns that there are.
    project.send(&["--again"]).assert_code(0);
    project.write("list.csv", &list(&[&rows[..3], &["5,no,emil@example.com,Emil"]].concat()));
    project.send(&[]).assert_says(&["Line 5 has changed"]);
}

#[test]
fn a_column_that_is_gone_makes_other_rows_and_all_are_told_of() {
    let project = Project::new();
    let rows: Vec<String> = (0..150).map(|n| format!("p{n}@example.com,P,{n}")).collect();
    let list = |header: &str, end: &str| {
        let rows: String = rows.iter().map(|row| format!("{row}{end}\n")).collect();
        format!("{header}\n{rows}")
    };
    project.write("list.csv", &list("email,name,mark,sent", ","));
    project.send(&[]).assert_code(0);
    project.write("list.csv", &list("email,name,mark", ""));
    let trial = project.send(&["--send-to", "me@example.com", "--limit", "1"]);
    assert!(!trial.stderr.contains("second one"), "{}", trial.stderr);
    let part = project.send(&["--rows", "1-2"]);
    part.assert_says(&[
        "The list has lost what it had when this batch began: the column \"sent\".",
        "2 rows go to people who have got this mail",
        "lines 2, 3. A second one is sent to each.",
    ]);
    let rest = project.send(&[]);
    rest.assert_says(&[
        "148 rows go to people who have got this mail",
        "lines 4, 5,",
        "22, 23 …. A second",
        "… and more changed rows.",
    ]);
}

#[test]
fn equal_rows_are_one_mail_and_one_address_with_two_contents_is_two() {
    let project = Project::new();
    // One child twice by mistake; and two children of one parent.
    let rows = [LIST[0], LIST[1], LIST[0], "bert@example.com,Bertha,5", LIST[2], LIST[0]];
    project.list(&rows);
    for run in 1..=2 {
        let sent = project.send(&[]);
        sent.assert_code(0);
        project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1)]);
        if run == 1 {
            sent.assert_says(&[
                "2 rows are the same as others in every column",
                "is the same as line 2 in every column",
                "has the address of line 3",
            ]);
        }
        let report = project.report();
        assert_eq!(report.iter().map(|line| line.row).collect::<Vec<_>>(), [1, 2, 4, 5]);
        assert!(report.iter().all(|line| line.outcome == "accepted"));
    }
    // Without the repetition the rest stands elsewhere.
    project.list(&[LIST[0], LIST[1], rows[3], LIST[2], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 1), ("dora", 1)]);
}

#[test]
fn the_order_of_the_list_may_change() {
    let project = Project::new();
    project.send(&["--rows", "2-3"]).assert_code(0);
    for (order, expected) in [
        (&[3, 2, 1][..], &[("bert", 1), ("carl", 1), ("dora", 1)][..]),
        (&[2, 3], &[("bert", 1), ("carl", 1), ("dora", 1)]),
        (&[2, 0, 1, 3], ALL_ONCE),
        (&[3, 2, 1, 0], ALL_ONCE),
        (&[0, 1, 2, 3], ALL_ONCE),
    ] {
        project.list(&order.iter().map(|row| LIST[*row]).collect::<Vec<_>>());
        project.send(&[]).assert_code(0);
        project.assert_copies(expected);
        let report = project.report();
        assert_eq!(report.len(), order.len());
        for ((line, number), row) in report.iter().zip(1..).zip(order) {
            assert!(LIST[*row].starts_with(&line.address), "{line:?}");
            assert_eq!((line.row, line.line, line.outcome.as_str()), (number, number + 1, "accepted"));
        }
    }
}

#[test]
fn rows_may_be_deleted() {
    let project = Project::new();
    // The third is faulty, is left out, and is deleted then: the fourth is the third now.
    project.list(&[LIST[0], LIST[1], "nobody,Nobody,0", LIST[3]]);
    project.send(&["--skip-faulty"]).assert_code(1);
    project.list(&[LIST[0], LIST[1], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.list(&[LIST[1], LIST[3]]);
    project.send(&[]).assert_code(0);
    project.list(&[LIST[3]]);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 1), ("dora", 1)]);
}

#[test]
fn a_part_first_and_the_rest_later() {
    for part in [&["--limit", "2"][..], &["--rows", "2,4"], &["--where", "mark == \"3\""], &["--rows", "4-"]] {
        let project = Project::new();
        project.send(part).assert_code(0);
        assert!(project.sink.counts().messages < 4);
        let finished = project.send(part);
        finished.assert_code(0);
        finished.assert_says(&["Nothing to send"]);
        project.send(&["--limit", "3"]).assert_code(0);
        project.send(&[]).assert_code(0);
        project.assert_copies(ALL_ONCE);
        assert_eq!(project.report().len(), 4);
    }
}

#[test]
fn a_list_from_standard_input_goes_on_too() {
    let project = Project::new();
    for _ in 0..2 {
        let list = fs::File::open(project.file("list.csv")).expect("it is there");
        project.program("-", &[]).stdin(Stdio::from(list)).run().assert_code(0);
    }
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.ledgers(), ["standard-input.template.ledger"]);
}
