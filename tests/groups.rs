//! `--group-by`: several rows of one person as one mail.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::Path;

use support::mail;
use support::program::{Finished, Program};
use support::sink::SinkChild;
use tempfile::TempDir;

const LIST: &str = "email,姓名,科目,mark
ann@example.org,Ann,Maths,85
bo@example.org,Bo,Maths,70
 ann@EXAMPLE.org ,Ann,语文,90
cy@example.org,Cy,Maths,60
bo@example.org,Bo,语文,75
";

const LETTER: &str = "From: teacher@school.example
To: {{ email }}
Subject: {{ rows | length }} marks of {{ 姓名 }}

{% for r in rows %}{{ r.科目 }}: {{ r.mark }}
{% endfor %}";

struct Desk {
    folder: TempDir,
    sink: SinkChild,
}

impl Desk {
    fn new(list: &str, letter: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("list.csv"), list).unwrap();
        fs::write(folder.path().join("letter.txt"), letter).unwrap();
        Self { folder, sink: SinkChild::start(&["--tls", "starttls"]) }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn check(&self, arguments: &[&str]) -> Finished {
        Program::new(self.path()).args(["check", "list.csv", "-t", "letter.txt"]).args(arguments).run()
    }

    fn send(&self, arguments: &[&str]) -> Finished {
        let all = ["send", "list.csv", "-t", "letter.txt", "--tls", "starttls", "--yes", "--group-by", "email"];
        let sink = ["-s".into(), self.sink.address().into(), "--ca-file".into(), self.sink.certificate()];
        Program::new(self.path()).args(all).args(sink).args(arguments).run()
    }

    /// What arrived: subject and body of each.
    fn mails(&self) -> Vec<String> {
        let mails = mail::read_maildir(&self.sink.maildir());
        let mut texts: Vec<_> = mails
            .iter()
            .map(|mail| format!("{}: {}", mail.subject(), mail.text().trim().replace('\n', ", ")))
            .collect();
        texts.sort();
        texts
    }
}

const ANN: &str = "2 marks of Ann: Maths: 85, 语文: 90";
const BO: &str = "2 marks of Bo: Maths: 70, 语文: 75";
const CY: &str = "1 marks of Cy: Maths: 60";

#[test]
fn rows_of_one_person_become_one_mail() {
    let desk = Desk::new(LIST, LETTER);
    let check = desk.check(&["--group-by", "email"]);
    check.assert_code(0);
    assert!(check.stdout.contains("list.csv: 3 groups, charset UTF-8"), "{}", check.stdout);
    assert!(check.stdout.contains("3 messages to 3 recipients"), "{}", check.stdout);
    desk.send(&["--report", "report.csv"]).assert_code(0);
    assert_eq!(desk.mails(), [CY, ANN, BO]);
    let report = fs::read_to_string(desk.path().join("report.csv")).unwrap();
    let rows: Vec<_> =
        report.lines().skip(1).map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(rows, ["1,2,ann@example.org", "2,3,bo@example.org", "4,5,cy@example.org"]);
}

/// Two people of one name, grouped by it: one of them would get nothing, and the other what is not his.
#[test]
fn rows_to_different_addresses_are_no_letter() {
    let list = "email,name,mark\nzw1@x.example.org,张伟,95\n ZW1@x.example.org,张伟,90\nzw2@x.example.org,张伟,31\n,张伟,1\nli@x.example.org,李四,80\n";
    let letter = "From: t@school.example\nTo: {{ name }} <{{ email }}>\nSubject: marks\n\n{% for r in rows %}{{ r.mark }}\n{% endfor %}";
    let desk = Desk::new(list, letter);
    let checked = desk.check(&["--group-by", "name"]);
    checked.assert_code(2);
    checked.assert_says(&[
        "list.csv:2: column \"email\": line 4 is another row of this letter, and has another address: \"zw2@x.example.org\"",
    ]);
    desk.send(&["--group-by", "name"]).assert_code(2);
    assert_eq!(desk.mails(), [""; 0]);
    // By the address they are two.
    desk.check(&["--group-by", "email", "--where", "email != ''"]).assert_code(0);
}

#[test]
fn what_a_letter_shows_of_its_first_row_alone_is_told() {
    let list = "email,name,course,mark,file\na@x.example.org,Ann,Maths,95,one.txt\na@x.example.org,Ann,Art,90,two.txt\nb@x.example.org,Bo,Art,70,\n";
    let letter = "From: t@school.example\nTo: {{ email }}\nSubject: marks\n\n{{ name }}, {{ course }}\n{% for r in rows %}{{ r.mark }}\n{% endfor %}";
    let desk = Desk::new(list, letter);
    fs::write(desk.path().join("one.txt"), "one").unwrap();
    fs::write(desk.path().join("two.txt"), "two").unwrap();
    let checked = desk.check(&["--group-by", "email"]);
    checked.assert_code(0);
    checked.assert_says(&["line 2: column \"course\": is not the same in all rows of this letter"]);
    assert_eq!(checked.stderr.matches("is not the same in all rows").count(), 1, "{}", checked.stderr);
    let letter = letter.replace("Subject", "Attachment: {% if file %}{{ file }}{% endif %}\nSubject");
    fs::write(desk.path().join("letter.txt"), letter).unwrap();
    let checked = desk.check(&["--group-by", "email"]);
    checked.assert_code(2);
    checked.assert_says(&["line 3 is another row of this letter, and has another file: \"two.txt\""]);
}

#[test]
fn an_edited_mark_is_a_new_mail_and_nobody_else_gets_one() {
    let desk = Desk::new(LIST, LETTER);
    desk.send(&[]).assert_code(0);
    desk.send(&[]).assert_code(0);
    assert_eq!(desk.mails().len(), 3, "everybody has it");
    // The last row of Bo; then the whole list in another order.
    let mut edited: Vec<&str> = LIST.lines().collect();
    edited[5] = "bo@example.org,Bo,语文,76";
    fs::write(desk.path().join("list.csv"), edited.join("\n")).unwrap();
    desk.send(&[]).assert_code(0);
    assert_eq!(desk.mails().len(), 4);
    assert!(desk.mails().contains(&"2 marks of Bo: Maths: 70, 语文: 76".to_owned()), "{:?}", desk.mails());
    edited.swap(1, 4);
    fs::write(desk.path().join("list.csv"), edited.join("\n")).unwrap();
    desk.send(&["--report", "report.csv"]).assert_code(0);
    assert_eq!(desk.mails().len(), 4, "{:?}", desk.mails());
}

#[test]
fn rows_are_chosen_before_they_are_grouped_and_mails_are_counted_behind() {
    let desk = Desk::new(LIST, LETTER);
    desk.send(&["--limit", "2", "--ledger", "none"]).assert_code(0);
    assert_eq!(desk.mails(), [ANN, BO]);
    desk.send(&["--where", "科目 == \"语文\"", "--rows", "1-4", "--ledger", "none"]).assert_code(0);
    assert_eq!(desk.mails().len(), 3);
    assert!(desk.mails().contains(&"1 marks of Ann: 语文: 90".to_owned()), "{:?}", desk.mails());
}

#[test]
fn rows_that_did_not_get_through_are_all_there_to_be_sent_again() {
    let list = LIST.replace("bo@example.org", "bo@refused.example");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("list.csv"), list).unwrap();
    fs::write(folder.path().join("letter.txt"), LETTER).unwrap();
    let desk = Desk { folder, sink: SinkChild::start(&["--tls", "starttls", "--refuse", "*@refused.example"]) };
    desk.send(&["--failed", "failed.csv"]).assert_code(1);
    let failed = fs::read_to_string(desk.path().join("failed.csv")).unwrap();
    let rows: Vec<_> = failed.lines().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        rows,
        ["\u{feff}email,姓名,科目,mark", "bo@refused.example,Bo,Maths,70", "bo@refused.example,Bo,语文,75"]
    );
}

#[test]
fn what_cannot_be_grouped_is_told() {
    let desk = Desk::new(&LIST.replace("cy@example.org,", ","), LETTER);
    let check = desk.check(&["--group-by", "email"]);
    check.assert_code(2);
    check.assert_says(&["list.csv:5: column \"email\": is empty, but --group-by needs it: whose row is this?"]);
    let check = desk.check(&["--group-by", "emial"]);
    check.assert_code(2);
    check.assert_says(&["--group-by: there is no column \"emial\"", "Did you mean \"email\"?"]);
    let send = desk.send(&["--skip-faulty"]);
    send.assert_code(2);
    send.assert_says(&["--skip-faulty"]);
    assert!(desk.mails().is_empty());
}

#[test]
fn names_are_checked_before_any_row_is_read() {
    for (body, said) in [
        ("{% for r in rows %}{{ r.makr }}{% endfor %}", "letter.txt:5:25: unknown variable \"makr\": the columns are"),
        (
            "{% for r in rows %}{{ r[\"makr\"] }}{% endfor %}",
            "letter.txt:5:25: unknown variable \"makr\": the columns are",
        ),
        ("{% for r in rows %}{{ r.科木 }}{% endfor %}", "letter.txt:5:25: unknown variable \"科木\": the columns are"),
        ("{% for r in rows | reverse %}{% if r.makr == \"\" %}{% endif %}{% endfor %}", "Did you mean \"mark\"?"),
    ] {
        let letter = format!("From: t@school.example\nTo: {{{{ email }}}}\nSubject: x\n\n{body}");
        let desk = Desk::new(LIST, &letter);
        let check = desk.check(&["--group-by", "email"]);
        check.assert_code(2);
        check.assert_says(&[said]);
    }
    let sound = "From: t@school.example\nTo: {{ email }}\nSubject: x\n\n{% for r in rows %}{{ r.makr | default(value=\"-\") }}\
                 {{ r[\"姓名\"] }}{{ loop.index }}{% endfor %}{{ rows[0].mark }}{{ rows | last | length }}";
    Desk::new(LIST, sound).check(&["--group-by", "email"]).assert_code(0);
    // Found when the rows are rendered: a key that the template makes up.
    let late = "From: t@school.example\nTo: {{ email }}\nSubject: x\n\n{{ rows[0][\"ma\" ~ \"kr\"] }}";
    let check = Desk::new(LIST, late).check(&["--group-by", "email"]);
    check.assert_code(2);
    check.assert_says(&["list.csv: lines 2-3, 5: letter.txt:5:4: ", "letter.txt:5:"]);
}

/// The rows are looked at as if the list were called as it is: one slip hides no other.
#[test]
fn a_loop_over_no_list_is_one_fault() {
    let letter = |body: &str| format!("From: t@school.example\nTo: {{{{ email }}}}\nSubject: x\n\n{body}");
    let meant = "the list of the rows of a letter is called rows. Did you mean \"rows\"?";
    for (list, begin) in [("rwos", "unknown variable"), ("Zeilen", "unknown variable"), ("row", "no list")] {
        let body = format!("{{% for r in {list} %}}{{{{ r.mark }}}} {{{{ r.subjetc }}}}{{% endfor %}}");
        let check = Desk::new(LIST, &letter(&body)).check(&["--group-by", "email"]);
        check.assert_code(2);
        check.assert_says(&[
            &format!("letter.txt:5:13: {begin} \"{list}\": {meant}"),
            "unknown variable \"subjetc\"",
            "2 faults in the template",
        ]);
        assert!(!check.stderr.contains("is not defined"), "{}", check.stderr);
    }
    // A list of its own is one.
    let own = letter("{% set rowe = rows | reverse %}{% for r in rowe %}{{ r.mark }}{% endfor %}");
    Desk::new(LIST, &own).check(&["--group-by", "email"]).assert_code(0);
    let one = Desk::new(LIST, &letter("{{ rows[0].makr }}")).check(&["--group-by", "email"]);
    one.assert_code(2);
    one.assert_says(&["unknown variable \"makr\"", "Did you mean \"mark\"?"]);
}

#[test]
fn there_are_no_rows_without_groups() {
    let desk = Desk::new(LIST, LETTER);
    let check = desk.check(&[]);
    check.assert_code(2);
    check.assert_says(&[
        "letter.txt:3:13: unknown variable \"rows\"",
        "The rows of one person are there with --group-by COLUMN.",
    ]);
}

#[test]
fn cells_of_the_rows_are_escaped_in_html() {
    let list = "email,note\nann@example.org,<b>1\nann@example.org,a&b\n";
    let desk = Desk::new(list, "");
    let letter = "From: t@school.example\nTo: {{ email }}\nSubject: x\nContent-Type: text/html\n\n\
                  <p>{% for r in rows %}{{ r.note }};{% endfor %}</p>";
    fs::write(desk.path().join("letter.txt"), letter).unwrap();
    desk.send(&[]).assert_code(0);
    let mails = mail::read_maildir(&desk.sink.maildir());
    assert_eq!(mails[0].html().trim(), "<p>&lt;b&gt;1;a&amp;b;</p>");
}

/// Also with what has been appended since.
#[test]
fn the_ledger_of_groups_tells_of_all_of_them() {
    let desk = Desk::new(LIST, LETTER);
    desk.send(&[]).assert_code(0);
    let report = || {
        let told = Program::new(desk.path()).args(["report", "list.letter.ledger", "--report", "r.html"]).run();
        told.assert_code(0);
        told.stdout
    };
    let shown = report();
    assert!(shown.contains("total     3") && !shown.contains("never tried"), "{shown}");
    assert!(fs::read_to_string(desk.path().join("r.html")).unwrap().contains("Nothing went wrong"));
    fs::write(desk.path().join("list.csv"), format!("{LIST}dan@example.org,Dan,语文,80\n")).unwrap();
    let shown = report();
    assert!(shown.contains("accepted  3") && shown.contains("unsent    1"), "{shown}");
    assert!(shown.contains("dan@example.org"), "{shown}");
}

/// Of a batch of a part too: who was left out has not got the mail either.
#[test]
fn the_rest_of_groups_is_all_rows_of_those_who_have_not_got_the_mail() {
    let bo = ["bo@refused.example,Bo,Maths,70,refused", "bo@refused.example,Bo,语文,75,refused"];
    let cy = "cy@example.org,Cy,Maths,60,unsent";
    for (part, expected) in [
        (&[][..], vec![bo[0], bo[1]]),
        (&["--limit", "2"], vec![bo[0], bo[1], cy]),
        (&["--limit", "1"], vec!["bo@refused.example,Bo,Maths,70,unsent", "bo@refused.example,Bo,语文,75,unsent", cy]),
        (&["--where", "mark != \"75\""], vec![bo[0], "bo@refused.example,Bo,语文,75,unsent"]),
        (
            &["--rows", "2-3"],
            vec!["ann@example.org,Ann,Maths,85,unsent", bo[0], cy, "bo@refused.example,Bo,语文,75,unsent"],
        ),
    ] {
        let mut desk = Desk::new(&LIST.replace("bo@example.org", "bo@refused.example"), LETTER);
        desk.sink = SinkChild::start(&["--tls", "starttls", "--refuse", "*@refused.example"]);
        desk.send(part);
        let told = Program::new(desk.path()).args(["report", "list.letter.ledger", "--failed", "rest.csv"]).run();
        told.assert_code(0);
        let rest = fs::read_to_string(desk.path().join("rest.csv")).unwrap();
        let rows = rest.lines().skip(1).map(|line| line.split(',').take(5).collect::<Vec<_>>().join(","));
        assert_eq!(rows.collect::<Vec<_>>(), expected, "{part:?}");
        assert!(told.stdout.contains(&format!("rest.csv: {} rows of list.csv", expected.len())), "{}", told.stdout);
        assert!(told.stdout.contains("send it with --group-by \"email\""), "{}", told.stdout);
    }
}

/// Two dozen people with two or three rows each, and a file for each of them: the order's, which its name has in it.
fn orders(desk: &Desk, change: impl Fn(usize, &mut Vec<String>)) {
    const ITEMS: [&str; 3] = ["Honey", "Cheese", "Red wine"];
    let mut list = String::from("line,order,email,item,file\n");
    let mut rows = 0;
    for person in 0..24 {
        let order = format!("P-{}", 41_207 + 4 * person);
        let file = format!("bill_{order}.txt");
        fs::write(desk.path().join(&file), format!("Bill of {order}")).unwrap();
        for item in ITEMS.iter().take(2 + person % 2) {
            rows += 1;
            let name = char::from(b'a' + u8::try_from(person).unwrap());
            let email = format!("{name}{name}berg@school.example");
            let mut row = vec![(5000 + rows).to_string(), order.clone(), email, (*item).to_owned(), file.clone()];
            change(rows, &mut row);
            list.push_str(&row.join(","));
            list.push('\n');
        }
    }
    // Right but for its name.
    fs::write(desk.path().join("bill_P-41219_2.txt"), "Bill of P-41215").unwrap();
    fs::write(desk.path().join("list.csv"), list).unwrap();
}

/// What is looked for in rows of their own is looked for in those of one letter.
#[test]
fn the_rows_of_letters_are_compared_with_one_another() {
    const ORDER: &str = "From: shop@school.example\nTo: {{ email }}\nSubject: Your order {{ order }}\nAttachment: {{ file }}\n\n\
                         {% for r in rows %}{{ r.line }} {{ r.item }}\n{% endfor %}";
    let told = |letter: &str, change: &dyn Fn(usize, &mut Vec<String>)| {
        let desk = Desk::new("", letter);
        orders(&desk, change);
        let check = desk.check(&["--group-by", "email"]);
        check.stdout + &check.stderr
    };
    let sound = told(ORDER, &|_, _| {});
    assert!(sound.contains("No faults") && !sound.contains("arning"), "{sound}");
    let of_item = told(&ORDER.replace("{{ order }}", "{{ item }}"), &|_, _| {});
    assert!(of_item.contains("the Subject shows the first one's alone"), "{of_item}");
    assert_eq!(of_item.matches("the Subject shows").count(), 1, "{of_item}");
    for (change, expected) in [
        (
            &|row, fields: &mut Vec<String>| {
                if row == 8 {
                    fields[0] = "5007".to_owned();
                }
            },
            "line 9: column \"line\": ",
        ),
        (
            &|row, fields: &mut Vec<String>| {
                if row == 7 {
                    (fields[0], fields[3]) = ("5006".to_owned(), "Honey".to_owned());
                }
            },
            "line 8: is the same as line 7 in every column, and the letter has both.",
        ),
        (
            &|row, fields: &mut Vec<String>| {
                if row == 6 || row == 7 {
                    fields[4] = "bill_P-41219_2.txt".to_owned();
                }
            },
            "lines 7-8: column \"file\": \"bill_P-41219_2.txt\" does not hold the row's own \"order\" (P-41215)",
        ),
    ] as [(&dyn Fn(usize, &mut Vec<String>), &str); 3]
    {
        let told = told(ORDER, change);
        assert!(told.contains(expected), "{expected}: {told}");
    }
}
