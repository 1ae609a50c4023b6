//! The letter has changed.

use std::fs;

use mailshot::sink::{Options, Pattern};

use crate::support::program::Program;
use crate::{ALL_ONCE, LIST, Project, TEMPLATE};

#[test]
fn another_template_under_the_same_ledger_is_refused() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    for changed in [TEMPLATE.replace("Dear", "Hello"), TEMPLATE.replace("office@", "head@")] {
        project.write("template.txt", &changed);
        let again = project.send(&[]);
        again.assert_code(2);
        again.assert_says(&["template.txt", "list.template.ledger", "--again", "--ledger"]);
    }
    project.write("template.txt", TEMPLATE);
    project.send(&["--from", "head@example.org"]).assert_code(2);
    project.send(&[]).assert_code(0);
    project.assert_copies(ALL_ONCE);
    // Under a ledger of its own it is another batch.
    project.write("template.txt", &TEMPLATE.replace("Dear", "Hello"));
    project.send(&["--ledger", "other.ledger"]).assert_code(0);
    assert!(project.got().values().all(|ids| ids.len() == 2 && ids[0] != ids[1]));
}

/// A batch stops in the middle, the letter is corrected: the new one goes to those who have not got the old one, and to nobody else.
#[test]
fn a_corrected_letter_goes_to_the_rest_alone() {
    let project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    project.send(&["--limit", "3"]).assert_code(1);
    project.write("template.txt", &TEMPLATE.replace("Dear", "Hello"));
    let refused = project.send(&[]);
    refused.assert_code(2);
    refused.assert_says(&["mailshot report list.template.ledger --failed rest.csv", "mailshot send rest.csv"]);
    let report = |args: &[&str]| {
        Program::new(project.dir.path())
            .args(["report", "list.template.ledger", "--failed", "rest.csv"])
            .args(args)
            .run()
    };
    let told = report(&[]);
    told.assert_code(0);
    assert!(told.stdout.contains("rest.csv: 2 rows of list.csv without the mail."), "{}", told.stdout);
    let rest = fs::read_to_string(project.file("rest.csv")).expect("it was written");
    let rows: Vec<_> = rest.lines().skip(1).map(|row| row.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(rows, ["bert@example.com,Bert,2,refused", "dora@example.com,Dora,4,unsent"]);
    let untried = rest.lines().find(|row| row.starts_with("dora@")).expect("it is there");
    assert!(untried.ends_with("This row has not been tried yet.") && !untried.contains("same command"), "{untried}");
    project.program("rest.csv", &[]).run().assert_code(1);
    project.assert_copies(&[("anna", 1), ("carl", 1), ("dora", 1)]);

    // Where a row that was sent is in the list no longer as it was, nobody can tell who is left.
    fs::remove_file(project.file("rest.csv")).expect("it is there");
    project.list(&["anna@example.com,Anne,1", LIST[1], LIST[2], LIST[3]]);
    let edited = report(&[]);
    edited.assert_code(2);
    edited.assert_says(&["1 row that got the mail"]);
    assert!(!project.file("rest.csv").exists());
    project.write("elsewhere.csv", "email,name,mark\n");
    report(&["--list", "elsewhere.csv"]).assert_code(2);
}

#[test]
fn another_attachment_to_all_is_another_batch_and_one_of_a_row_s_own_is_not() {
    let project = Project::new();
    project.write("plan.pdf", "one");
    project.write("Anna.pdf", "one");
    project.list(&LIST[..1]);
    project.write("template.txt", &format!("Attachment: plan.pdf\nAttachment: {{{{ name }}}}.pdf\n{TEMPLATE}"));
    project.send(&[]).assert_code(0);
    project.write("plan.pdf", "two");
    let again = project.send(&[]);
    again.assert_code(2);
    again.assert_says(&["attaches to all", "--again", "--ledger"]);
    project.write("plan.pdf", "one");
    project.write("Anna.pdf", "two");
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1)]);
}
