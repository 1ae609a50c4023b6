//! The list is read as it was before.

use crate::support::program::Program;
use crate::{ALL_ONCE, LIST, Project};

impl Project {
    /// What `report` shows of the list's batch.
    fn told(&self, args: &[&str]) -> String {
        let told = Program::new(self.dir.path()).args(["report", "list.template.ledger"]).args(args).run();
        told.assert_code(0);
        told.stdout
    }

    /// `list.xlsx` with a second sheet of marks, in which the rows with these numbers are hidden.
    fn workbook(&self, sheet: &str, hidden: &[u32]) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook
            .add_worksheet()
            .set_name("notes")
            .expect("it is a name")
            .write(0, 0, "nothing")
            .expect("there is room");
        let marks = workbook.add_worksheet().set_name(sheet).expect("it is a name");
        for (place, row) in (0..).zip(["email,name,mark"].iter().chain(LIST)) {
            marks.write_row(place, 0, row.split(',')).expect("there is room");
        }
        for row in hidden {
            marks.set_row_hidden(*row).expect("there is such a row");
        }
        workbook.save(self.file("list.xlsx")).expect("there is room");
    }
}

/// Whoever was hidden on purpose does not get it because a flag was forgotten.
#[test]
fn a_workbook_is_read_as_it_was() {
    let project = Project::new();
    project.workbook("marks", &[3, 4]);
    project.program("list.xlsx", &["--sheet", "2", "--skip-hidden"]).run().assert_code(0);
    let both = &[("anna", 1), ("bert", 1)];
    assert!(project.told(&["--failed", "rest.csv"]).contains("rest.csv: 0 rows"));
    assert!(project.told(&[]).contains("total     2"), "{}", project.told(&[]));
    assert!(project.told(&["--with-hidden"]).contains("unsent    2"), "{}", project.told(&["--with-hidden"]));
    let again = project.program("list.xlsx", &[]).run();
    again.assert_code(0);
    again.assert_says(&["--sheet \"marks\" --skip-hidden", "list.template.ledger", "--with-hidden", "Nothing to send"]);
    project.assert_copies(both);
    // What is said wins, and is what is kept from then on.
    project.program("list.xlsx", &["--with-hidden"]).run().assert_code(0);
    project.assert_copies(ALL_ONCE);
    assert!(project.told(&[]).contains("total     4"), "{}", project.told(&[]));

    project.workbook("grades", &[]);
    let renamed = project.program("list.xlsx", &[]).run();
    renamed.assert_code(2);
    renamed.assert_says(&["has no sheet \"marks\"", "list.template.ledger", "give the flag anew"]);
    let report = Program::new(project.dir.path()).args(["report", "list.template.ledger", "--sheet", "none"]).run();
    report.assert_code(2);
    report.assert_says(&["has no sheet \"none\""]);
    assert!(project.told(&["--sheet", "grades"]).contains("total     4"));
    project.program("list.xlsx", &["--sheet", "grades"]).run().assert_code(0);
    project.assert_copies(ALL_ONCE);
}

/// Their rows stand in the same places, and are others.
#[test]
fn two_sheets_do_not_share_a_ledger_unasked() {
    let project = Project::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [("A", &LIST[..2]), ("B 2+3", &LIST[1..])] {
        let sheet = workbook.add_worksheet().set_name(name).expect("it is a name");
        for (place, row) in (0..).zip(["email,name,mark"].iter().chain(rows)) {
            sheet.write_row(place, 0, row.split(',')).expect("there is room");
        }
    }
    workbook.save(project.file("list.xlsx")).expect("there is room");
    let send = |args: &[&str]| project.program("list.xlsx", args).run();
    send(&["--sheet", "A"]).assert_code(0);
    let both = &[("anna", 1), ("bert", 1)];
    for args in [&["--sheet", "B 2+3"][..], &["--sheet", "2"], &["--sheet", "2", "--again"]] {
        let refused = send(args);
        refused.assert_code(2);
        refused.assert_says(&[
            "list.template.ledger: this ledger was begun with the sheet \"A\", and this is \"B 2+3\"",
            "--ledger list.B_2_3.template.ledger\n",
            "--ledger list.template.ledger",
        ]);
        assert!(!refused.stderr.contains("has changed"), "{}", refused.stderr);
    }
    project.assert_copies(both);
    // What is advised: the same list after all, and another one.
    let same = send(&["--sheet", "2", "--ledger", "list.template.ledger", "--limit", "2"]);
    same.assert_code(0);
    same.assert_says(&["rows that are the same in both are not sent again"]);
    project.assert_copies(&[("anna", 1), ("bert", 1), ("carl", 1)]);
    send(&["--sheet", "2", "--ledger", "list.B_2_3.template.ledger"]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 2), ("carl", 2), ("dora", 1)]);
    let args = ["report", "list.B_2_3.template.ledger", "--failed", "rest.csv"];
    Program::new(project.dir.path()).args(args).run().assert_code(0);
}

/// A sheet whose name was changed is the same.
#[test]
fn a_sheet_may_get_another_name() {
    let project = Project::new();
    project.workbook("marks", &[]);
    project.program("list.xlsx", &["--sheet", "2", "--limit", "2"]).run().assert_code(0);
    project.workbook("grades", &[]);
    let renamed = project.program("list.xlsx", &["--sheet", "grades"]).run();
    renamed.assert_code(0);
    assert!(!renamed.stderr.contains("was begun with the sheet"), "{}", renamed.stderr);
    project.assert_copies(ALL_ONCE);
    // Kept under the name that it has now.
    project.program("list.xlsx", &[]).run().assert_says(&["--sheet \"grades\"", "Nothing to send"]);
}

#[test]
fn a_text_is_read_as_it_was() {
    let project = Project::new();
    let list = "email:name:mark\nanna@example.com:Ännchen:1\nbert@example.com:Bert:2\n";
    project.write("list.csv", list);
    let how = ["--delimiter", ":", "--encoding", "windows-1252"];
    project.send(&[&how[..], &["--limit", "1"]].concat()).assert_code(0);
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 1), ("bert", 1)]);
    assert!(project.told(&["--failed", "rest.csv"]).contains("rest.csv: 0 rows"));
    // Other names, other mails.
    project.send(&["--encoding", "utf-8"]).assert_code(0);
    project.assert_copies(&[("anna", 2), ("bert", 1)]);
    let sent = project.send(&["--encoding", "utf-8"]);
    sent.assert_code(0);
    assert!(sent.stderr.contains("--delimiter \":\"") && !sent.stderr.contains("with --encoding"), "{}", sent.stderr);
    // Another batch is read as it is found to be.
    let anew = project.send(&["--again"]);
    anew.assert_code(2);
    assert!(!anew.stderr.contains("begun with"), "{}", anew.stderr);
    // What was said of a text says nothing of a workbook.
    project.workbook("marks", &[]);
    project.program("list.xlsx", &["--sheet", "marks"]).run().assert_code(0);
}

/// Without its groups every row would be a mail of its own, and everybody would get it again.
#[test]
fn groups_are_made_as_they_were() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], "anna@example.com,Anna,5", LIST[2]]);
    project.send(&["--group-by", "email", "--limit", "2"]).assert_code(0);
    let others = project.send(&[]);
    others.assert_code(0);
    others.assert_says(&["--group-by \"email\""]);
    project.assert_copies(&[("anna", 1), ("bert", 1), ("carl", 1)]);
    let shown = project.told(&["--failed", "rest.csv"]);
    assert!(shown.contains("total     3") && shown.contains("rest.csv: 0 rows"), "{shown}");
    let faulty = project.send(&["--skip-faulty"]);
    faulty.assert_code(2);
    faulty.assert_says(&["--skip-faulty", "--group-by \"email\"", "list.template.ledger"]);
    let unknown =
        Program::new(project.dir.path()).args(["report", "list.template.ledger", "--group-by", "emial"]).run();
    unknown.assert_code(2);
    unknown.assert_says(&["there is no column \"emial\""]);
    // Where an older ledger has the column.
    let older = r#"DELETE FROM batch WHERE key = 'read_as';
        INSERT INTO batch VALUES ('part', '{"rows":null,"where":null,"limit":null,"group_by":"email"}')"#;
    let ledger = rusqlite::Connection::open(project.file("list.template.ledger")).expect("it is there");
    ledger.execute_batch(older).expect("it can be written");
    drop(ledger);
    assert!(project.told(&[]).contains("total     3"), "{}", project.told(&[]));
}
