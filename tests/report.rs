//! `mailshot::report`: what is written is what was done, and it does no harm to who reads it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mailshot::delivery::{Delivery, Lang, Outcome, Settlement};
use mailshot::input::{self, Header, Record};
use mailshot::report::{FailedRows, ReportError, Summary, Writer, rows};
use mailshot::smtp::{EnhancedCode, Phase};
use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

fn accepted(address: &str) -> Settlement {
    Settlement {
        address: address.into(),
        outcome: Outcome::Accepted,
        phase: Some(Phase::Content),
        code: Some(250),
        enhanced: None,
        text: "queued".into(),
    }
}

fn refused(address: &str, text: &str) -> Settlement {
    Settlement {
        outcome: Outcome::Refused,
        phase: Some(Phase::Rcpt),
        code: Some(550),
        enhanced: Some(EnhancedCode(5, 1, 1)),
        text: text.into(),
        ..accepted(address)
    }
}

fn delivery(recipients: Vec<Settlement>) -> Delivery {
    Delivery {
        row: 7,
        line: 9,
        message_id: "abc@example.org".to_owned(),
        attempts: 2,
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_120),
        elapsed: Duration::from_nanos(1_234_567),
        recipients,
    }
}

fn report(name: &str, deliveries: &[Delivery]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut writer = Writer::create(&file).unwrap();
    for row in deliveries.iter().flat_map(rows) {
        writer.write(&row).unwrap();
    }
    writer.finish().unwrap();
    fs::read_to_string(file).unwrap()
}

#[test]
fn csv() {
    let unsent = Settlement::local("张三 x", Outcome::Unsent, None, "stopped, \"early\"".to_owned());
    assert_eq!(
        report(
            "r.csv",
            &[delivery(vec![accepted("a@example.com"), refused("-b@example.com", "=no")]), delivery(vec![unsent])]
        ),
        "\u{feff}row,line,address,outcome,code,enhanced,phase,text,message_id,attempts,time,seconds,explanation\n\
         7,9,a@example.com,accepted,250,,content,queued,abc@example.org,2,2023-11-14T22:13:20.120Z,0.001234,\n\
         7,9,'-b@example.com,refused,550,5.1.1,rcpt,'=no,abc@example.org,2,2023-11-14T22:13:20.120Z,0.001234,\
         \"There is no such mailbox. Check the address for slips, ask the recipient for the right one, mend the list; the row is \
         sent anew with the same command.\"\n\
         7,9,张三 x,unsent,,,,\"stopped, \"\"early\"\"\",abc@example.org,2,2023-11-14T22:13:20.120Z,0.001234,\
         \"Not sent yet: the batch stopped before, or was for others. Run the same command again, or one that takes these \
         rows too: it goes on with them.\"\n"
    );
    assert_eq!(
        report("r.CSV", &[]),
        "\u{feff}row,line,address,outcome,code,enhanced,phase,text,message_id,attempts,time,seconds,explanation\n"
    );
}

#[test]
fn json() {
    let expected = json!({
        "row": 7, "line": 9, "address": "张@example.com", "outcome": "refused", "code": 550, "enhanced": "5.1.1",
        "phase": "rcpt", "text": "=no", "message_id": "abc@example.org", "attempts": 2,
        "time": "2023-11-14T22:13:20.120Z", "seconds": 0.001_234,
        "explanation": "There is no such mailbox. Check the address for slips, ask the recipient for the right one, mend the \
                        list; the row is sent anew with the same command.",
    });
    let done = delivery(vec![refused("张@example.com", "=no"), refused("张@example.com", "=no")]);
    let array: Value = serde_json::from_str(&report("r.json", std::slice::from_ref(&done))).unwrap();
    assert_eq!(array, json!([expected, expected]));
    assert_eq!(report("r.json", &[]), "[]\n");

    let lines = report("r.jsonl", &[done]);
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), expected);
    }
    assert_eq!(report("r.jsonl", &[]), "");

    let unsent = delivery(vec![Settlement::local("x", Outcome::Unsent, None, String::new())]);
    let row: Value = serde_json::from_str(&report("r.jsonl", &[unsent])).unwrap();
    assert_eq!((&row["code"], &row["enhanced"], &row["phase"]), (&Value::Null, &Value::Null, &Value::Null));
}

/// The CSV columns are written by hand, the JSON fields by serde: they must not drift apart.
#[test]
fn formats_have_the_same_fields() {
    let done = [delivery(vec![accepted("a@example.com")])];
    let line = report("r.jsonl", &done);
    let csv = report("r.csv", &done);
    // Excel knows UTF-8 by its mark.
    let csv = csv.strip_prefix('\u{feff}').unwrap();
    let mut last = 0;
    for column in csv.lines().next().unwrap().split(',') {
        let place = line.find(&format!("\"{column}\":")).unwrap();
        assert!(place > last || last == 0, "{column}");
        last = place;
    }
    assert_eq!(
        serde_json::from_str::<Value>(&line).unwrap().as_object().unwrap().len(),
        csv.split(',').count() / 2 + 1
    );
}

#[test]
fn controls_stay_out_of_reports() {
    let done = delivery(vec![refused("a\n@x", "\u{1b}[2Jno\r\n")]);
    let row = rows(&done).next().unwrap();
    assert_eq!((row.address.as_ref(), row.text.as_ref()), ("a\\n@x", "\\u{1b}[2Jno\\r\\n"));
}

#[test]
fn reports_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let message = |result: Result<Writer, ReportError>| {
        result.unwrap_err().to_string().replace(&folder.path().display().to_string(), "F")
    };
    assert_eq!(
        message(Writer::create(&folder.path().join("r.xml"))),
        "F/r.xml: no report format has this ending. Use .html, .csv, .json or .jsonl."
    );
    assert!(!folder.path().join("r.xml").exists());
    assert_eq!(
        message(Writer::create(&folder.path().join("no/r.csv"))),
        "F/no/r.csv: cannot be written: there is no folder F/no. Create it, or name another file."
    );
    assert!(matches!(
        FailedRows::create(&folder.path().join("no/f.csv"), &Header::default()),
        Err(ReportError::Folder { .. })
    ));
    fs::create_dir(folder.path().join("d.json")).unwrap();
    assert!(message(Writer::create(&folder.path().join("d.json"))).starts_with("F/d.json: cannot be written: "));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let done = delivery(vec![accepted("a@example.com")]);
    let row = rows(&done).next().unwrap();
    for name in ["r.csv", "r.json", "r.jsonl"] {
        let file = folder.path().join(name);
        std::os::unix::fs::symlink("/dev/full", &file).unwrap();
        let done = Writer::create(&file).and_then(|mut writer| {
            writer.write(&row)?;
            writer.finish()
        });
        assert!(matches!(done, Err(ReportError::Io { .. })), "{name}: {done:?}");
    }
    assert!(FailedRows::create(&folder.path().join("r.csv"), &Header::default()).is_err());
}

fn record(names: &[&str], fields: &[&str]) -> Record {
    Record {
        number: 1,
        line: 2,
        header: Arc::new(Header::new(names.iter().map(ToString::to_string).collect())),
        fields: fields.iter().collect(),
        more: Vec::new(),
    }
}

fn failed(file: &Path, record: &Record, deliveries: &[Delivery]) {
    let mut failed = FailedRows::create(file, &record.header).unwrap();
    for delivery in deliveries {
        failed.write(record, delivery).unwrap();
    }
    failed.finish().unwrap();
}

#[test]
fn failed_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("failed.csv");
    let record = record(&["name", "phone"], &["张 \"三\"\n", "+86 1"]);
    let nobody = delivery(Vec::new());
    let through = delivery(vec![accepted("a@x"), accepted("b@x")]);
    let partly = delivery(vec![accepted("a@x"), refused("b@x", "who\r\n?"), accepted("c@x")]);
    let lost = Settlement::local("a@x", Outcome::InDoubt, Some(Phase::Content), "connection lost".to_owned());
    let doubtful = delivery(vec![lost, refused("b@x", "no")]);
    failed(&file, &record, &[through, partly, doubtful, nobody]);
    let unknown = "\"There is no such mailbox. Check the address for slips, ask the recipient for the right one, mend the list; \
                   the row is sent anew with the same command.\"";
    let doubt = "\"The whole mail went out, and no clear answer came back: it may have arrived or not. Ask the recipient, or look into \
                 the mailbox's folder of sent mail. If it did not arrive: --retry in-doubt. There is no such mailbox. Check the \
                 address for slips, ask the recipient for the right one, mend the list; the row is sent anew with the same \
                 command.\"";
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!(
            "\u{feff}name,phone,mailshot_outcome,mailshot_reason,mailshot_explanation\n\
         \"张 \"\"三\"\"\n\",+86 1,refused,\"refused b@x: 550 5.1.1 who\\r\\n? (in reply to RCPT TO); \
         already accepted, would get it twice: a@x, c@x\",{unknown}\n\
         \"张 \"\"三\"\"\n\",+86 1,in-doubt,in-doubt a@x: connection lost; refused b@x: 550 5.1.1 no (in reply to RCPT TO),{doubt}\n\
         \"张 \"\"三\"\"\n\",+86 1,faulty,no recipient,\n"
        )
    );
}

#[test]
fn failed_rows_of_failed_rows_have_no_more_columns() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
    let done = delivery(vec![refused("a@x", "no")]);
    failed(&first, &record(&["mailshot_reason", "to"], &["old", "a@x"]), std::slice::from_ref(&done));
    let again = input::open(&first, &input::Options::default()).unwrap().records().unwrap().next().unwrap().unwrap();
    failed(&second, &again, &[done]);
    assert_eq!(fs::read_to_string(&first).unwrap(), fs::read_to_string(&second).unwrap());
    assert_eq!(again.header.names(), ["to", "mailshot_outcome", "mailshot_reason", "mailshot_explanation"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn failed_rows_are_read_back_as_they_were(
        fields in proptest::collection::vec("[ -~é张=+@\r\n\t]{0,10}", 2),
        text in "\\PC{0,20}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("failed.csv");
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        failed(&file, &record(&["a b", "姓名"], &fields), &[delivery(vec![refused("a@x", &text)])]);
        let source = input::open(&file, &input::Options::default()).unwrap();
        let back = source.records().unwrap().next().unwrap().unwrap();
        prop_assert_eq!(back.fields.iter().take(3).collect::<Vec<_>>(), [fields[0], fields[1], "refused"]);
    }

    #[test]
    fn no_text_breaks_the_summary(texts in proptest::collection::vec(("\\PC{0,30}", ".{0,60}"), 1..20)) {
        let mut summary = Summary::default();
        for (address, text) in &texts {
            for row in rows(&delivery(vec![refused(address, text)])) {
                summary.add(&row);
            }
        }
        prop_assert_eq!(summary.total(), texts.len() as u64);
        let shown = summary.to_string();
        prop_assert!(!shown.contains(|character: char| character.is_control() && character != '\n'));
    }
}

fn summary(settlements: impl IntoIterator<Item = Settlement>) -> Summary {
    let mut summary = Summary::default();
    rows(&delivery(settlements.into_iter().collect())).for_each(|row| summary.add(&row));
    summary
}

#[test]
fn summary_of_success() {
    let summary = summary(["a@x", "b@x"].map(accepted));
    assert_eq!((summary.count(Outcome::Accepted), summary.count(Outcome::Refused), summary.total()), (2, 0, 2));
    assert_eq!(summary.to_string(), " accepted  2\n total     2\n");
}

#[test]
fn rows_that_were_never_tried_share_the_reason_of_those_that_are_listed() {
    let stopped = Settlement::local("a@x", Outcome::Unsent, None, "the batch was stopped".to_owned());
    let mut summary = summary([accepted("z@x"), stopped]);
    summary.add_unsent(19);
    assert_eq!((summary.count(Outcome::Unsent), summary.total()), (20, 21));
    assert!(summary.to_string().contains(" 20  unsent  the batch was stopped"), "{summary}");
}

#[test]
fn a_summary_fits_a_narrow_terminal() {
    let reply = "5.7.1 <anna@example.com>: relay access denied, see https://example.com/why for what to do about it";
    let summary = summary([refused("anna@example.com", reply)]);
    for width in [40, 60, 80, 200] {
        let shown = format!("{:width$}", summary.told_in(Lang::En));
        let longest = shown.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!((30..=width.min(80)).contains(&longest), "{width}: {longest}\n{shown}");
    }
}

#[test]
fn summary_of_failures() {
    let mut settlements = vec![accepted("z@example.com")];
    for n in 0..500_u32 {
        let address = format!("User{n}@example.com");
        let text = format!("<{}>: user user{n} unknown, queue id 4F{n}X", address.to_lowercase());
        settlements.push(refused(&address, &text));
    }
    let long = "该用户不存在，".repeat(20);
    settlements.push(refused("張@example.com", &long));
    let busy = Settlement { code: Some(451), enhanced: None, outcome: Outcome::Deferred, ..refused("w@x", "busy") };
    settlements.extend([busy.clone(), busy]);
    let shown = format!("\n{}", summary(settlements));
    let expected = "
 accepted    1
 refused   501
 deferred    2
 total     504

Not accepted, by reason:
 500  refused   550 5.1.1 <…>: user user0 unknown, queue id 4F0X
                such as User0@example.com
                It means: There is no such mailbox.
                To do: Check the address for slips, ask the recipient for the
                right one, mend the list; the row is sent anew with the same
                command.
   2  deferred  451 busy
                such as w@x
                It means: The server cannot take this mail just now (451 and
                its like).
                To do: The program tries each mail several times. What is left
                in the end: the same command with --retry deferred, some hours
                later.
   1  refused   550 5.1.1 该用户不存在，";
    assert!(shown.starts_with(expected), "{shown}");
    assert!(shown.contains("               張@example.com\n"), "{shown}");
    assert!(shown.ends_with("command.\n"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().map(|c| if c > '\u{2E80}' { 2 } else { 1 }).sum::<usize>() <= 80));
}

/// Row, value and file are each one's own: the reason is told once, with those of the first few. Another fault is another reason.
#[test]
fn faults_that_differ_in_row_value_or_file_are_one_reason() {
    let fault =
        |line: u64, what: &str| Delivery::untried(line - 1, line, Outcome::Faulty, format!("list.csv:{line}: {what}"));
    let missing = |line| fault(line, &format!("field \"Attachment\" (letter.md:4): no such file: pdf/R{line}.pdf"));
    let mut faults: Vec<Delivery> = (2..31).map(missing).collect();
    faults.push(fault(31, "column \"email\": \"a@@x\" is not an address: two \"@\""));
    let link = "field \"Body\" (letter.md:9): a link that runs a script";
    faults.extend([fault(32, link), fault(33, link)]);
    let mut summary = Summary::default();
    faults.iter().for_each(|fault| rows(fault).for_each(|row| summary.add(&row)));
    let shown = format!("{summary}");
    for expected in [
        " 29  faulty  field \"Attachment\" (letter.md:4): no such file: …\n",
        "such as line 2 (pdf/R2.pdf), line 3 (pdf/R3.pdf), line 4\n             (pdf/R4.pdf)\n",
        "  2  faulty  field \"Body\" (letter.md:9): a link that runs a script\n             line 32, line 33\n",
        "  1  faulty  column \"email\": \"a@@x\" is not an address: two \"@\"\n             line 31\n",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert_eq!(shown.matches("To do: Mend the row").count(), 1, "{shown}");
}

#[test]
fn failures_are_explained_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let done = delivery(vec![accepted("a@x"), refused("b@x", "no")]);
    let told = "收件人不存在。请检查地址是否写错，向对方核实后修改名单，再运行同一条命令即可补发。";
    for name in ["r.csv", "r.json", "r.jsonl"] {
        let file = folder.path().join(name);
        let mut writer = Writer::create(&file).unwrap().told_in(Lang::Zh);
        rows(&done).for_each(|row| writer.write(&row).unwrap());
        writer.finish().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap().matches(told).count(), 1, "{name}");
    }
    let mut rows = FailedRows::create(&folder.path().join("f.csv"), &Header::default()).unwrap().told_in(Lang::Zh);
    rows.write(&record(&[], &[]), &done).unwrap();
    rows.finish().unwrap();
    assert!(fs::read_to_string(folder.path().join("f.csv")).unwrap().contains(told));

    let shown = summary(done.recipients).told_in(Lang::Zh).to_string();
    assert!(shown.contains("含义：收件人不存在。\n"), "{shown}");
    assert!(shown.contains("处理：请检查地址是否写错，"), "{shown}");
    for (chinese, english) in
        [("已接受", "accepted"), ("合计", "total"), ("未被接受，按原因：", "by reason"), (" b@x", "such as")]
    {
        assert!(shown.contains(chinese) && !shown.contains(english), "{shown}");
    }
    assert!(
        shown.lines().all(|line| line.chars().map(|c| if c > '\u{2E80}' { 2 } else { 1 }).sum::<usize>() <= 80),
        "{shown}"
    );
}

#[test]
fn summary_of_very_many_reasons() {
    let word = |n: u32| -> String { n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect() };
    let some = summary((0..11).map(|n| refused("a@x", &word(n)))).to_string();
    assert!(some.ends_with("\nand 1 more reason (1 recipient)\n"), "{some}");
    let many = summary((0..2_000).map(|n| refused("a@x", &word(n)))).to_string();
    assert!(many.ends_with("\nand at least 990 more reasons (1990 recipients)\n"), "{many}");
}
