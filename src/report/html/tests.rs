use std::borrow::Cow;
use std::io::Read;
use std::sync::LazyLock;
use std::{fs, iter};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::read::ZlibDecoder;
use proptest::prelude::*;

use super::*;
use crate::delivery::{Outcome, Settlement};
use crate::report::{Utc, Writer};
use crate::smtp::{EnhancedCode, Phase};

/// What the reasons of these rows are explained by.
static SETTLEMENT: LazyLock<Settlement> =
    LazyLock::new(|| Settlement::local("", Outcome::InDoubt, Some(Phase::Content), "no reply".to_owned()));

fn row(number: u64) -> ReportRow<'static> {
    ReportRow {
        row: number,
        line: number + 1,
        address: Cow::Owned(format!("user{number}@example.org")),
        outcome: Outcome::Accepted,
        code: Some(250),
        enhanced: None,
        phase: Some("content"),
        text: Cow::Borrowed("ok"),
        message_id: "abc@example.org",
        attempts: 1,
        time: Utc(SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_120 + number)),
        seconds: 0.001_234,
        explanation: None,
        name: Cow::Borrowed(""),
        settlement: &SETTLEMENT,
    }
}

fn page<'a>(rows: impl IntoIterator<Item = ReportRow<'a>>, about: &About) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.html");
    let mut writer = Writer::create(&file).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), NOT_YET);
    rows.into_iter().for_each(|row| writer.write(&row).unwrap());
    writer.about(about);
    writer.finish().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    fs::read_to_string(file).unwrap()
}

/// The lines that the page's script reads.
fn lines(page: &str) -> Vec<Vec<String>> {
    let blocks = page.split("<script type=\"application/octet-stream\" id=\"block-").skip(1);
    let unpacked = blocks.enumerate().map(|(number, block)| {
        let text = block.strip_prefix(&format!("{number}\">")).unwrap().split_once("</script>").unwrap().0;
        let mut lines = String::new();
        ZlibDecoder::new(&BASE64_STANDARD.decode(text).unwrap()[..]).read_to_string(&mut lines).unwrap();
        lines.lines().map(str::to_owned).collect()
    });
    unpacked.collect()
}

fn data(page: &str) -> serde_json::Value {
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(data).unwrap()
}

fn paper(page: &str) -> Vec<String> {
    let paper = page.split_once("id=\"paper\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(paper).unwrap()
}

#[test]
fn rows_that_are_shown_first_or_printed_are_at_hand() {
    let failed = |number: u64| ReportRow { outcome: Outcome::Refused, ..row(number) };
    let of = |numbers: std::ops::RangeInclusive<u64>| {
        page(numbers.map(|number| if number % 3 == 0 { failed(number) } else { row(number) }), &About::default())
    };
    let addresses = |text: &str| -> Vec<String> {
        text.lines().map(|line| line[1..].split('\t').next().unwrap().to_owned()).collect()
    };
    let named = |numbers: &mut dyn Iterator<Item = u64>| -> Vec<String> {
        numbers.map(|number| format!("user{number}@example.org")).collect()
    };
    let short = of(1..=2_000);
    assert_eq!(addresses(data(&short)["first"].as_str().unwrap()), named(&mut (1..=100)));
    assert_eq!(paper(&short), [lines(&short)[0].join("\n") + "\n"]);
    let [first, then] = paper(&of(1..=2_001)).try_into().unwrap();
    assert_eq!(addresses(&first), named(&mut (1..=2_001).filter(|number| number % 3 == 0)));
    let accepted = &mut (1..=2_001).filter(|number| number % 3 != 0).take(2_000 - 667);
    assert_eq!(addresses(&then), named(accepted));
    let [first, then] = paper(&of(1..=7_000)).try_into().unwrap();
    assert_eq!((addresses(&first).len(), then.as_str()), (2_000, ""));
}

#[test]
fn every_place_of_the_page_is_filled_once() {
    let own = [
        "lang", "subtitle", "end", "summary", "over-time", "reasons-title", "reasons", "latencies", "outcomes",
        "details", "data",
    ];
    for name in Page::SHARED.into_iter().chain(own).chain(iter::once("title")) {
        let count = PAGE.layout.matches(&format!("{{{{{name}}}}}")).count();
        assert_eq!(count, if name == "title" { 2 } else { 1 }, "{name}");
    }
    // What begins with an equals sign is a fixed word.
    let fixed = PAGE.layout.matches("{{=").count();
    assert_eq!(PAGE.layout.matches("{{").count(), Page::SHARED.len() + own.len() + 2 + fixed);
}

#[test]
fn a_page_is_in_the_language_that_was_asked_for() {
    let refused = || ReportRow { outcome: Outcome::Refused, code: Some(550), ..row(2) };
    let about = |lang| About { list: "class.csv".to_owned(), lang, ..About::default() };
    let told = |lang| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.html");
        let mut writer = Writer::create(&file).unwrap().told_in(lang);
        [row(1), refused()].into_iter().for_each(|row| writer.write(&row).unwrap());
        writer.about(&about(lang));
        writer.finish().unwrap();
        fs::read_to_string(file).unwrap()
    };
    let english = told(Lang::En);
    for text in ["<html lang=\"en\">", "<title>class.csv: who got it</title>", "<b>1</b> refused", ">Show</button>"] {
        assert!(english.contains(text), "no {text}");
    }
    assert_eq!(data(&english)["words"], serde_json::json!({}));
    let chinese = told(Lang::Zh);
    for text in [
        "<html lang=\"zh-CN\">",
        "<title>class.csv：谁收到了</title>",
        "<b>1</b> 被拒绝",
        "<h2 id=\"reasons-title\">哪里出了错，该怎么办</h2>",
        ">显示</button>",
        "<th scope=\"row\">整封邮件</th>",
    ] {
        assert!(chinese.contains(text), "no {text}");
    }
    let data = data(&chinese);
    assert_eq!(
        (&data["outcomes"][1], &data["named"][1]),
        (&serde_json::json!("refused"), &serde_json::json!("被拒绝"))
    );
    assert_eq!(data["words"]["Show all again"], "重新显示全部");
    // No fixed word is left out: what is between tags and in attributes is Chinese.
    let shown = chinese.split_once("<body").unwrap().1.split_once("<script").unwrap().0;
    for english in ["recipient", "Search", "Page", "settled", "Download", "chart", "Row", "Nothing", "List"] {
        let is_there =
            [">", "aria-label=\"", "placeholder=\""].iter().any(|before| shown.contains(&format!("{before}{english}")));
        assert!(!is_there, "{english}");
    }
}

#[test]
fn flags_are_not_broken() {
    let settlement = Settlement::local("", Outcome::Refused, Some(Phase::Rcpt), "no".to_owned());
    let row = ReportRow { outcome: Outcome::Refused, settlement: &settlement, ..row(1) };
    let page = page([row], &About::default());
    let advice = page.split_once("class=\"advice\">").unwrap().1.split_once("</td>").unwrap().0;
    assert_eq!(advice.matches("--").count(), advice.matches("<span class=\"flag\">--").count(), "{advice}");
    assert_eq!(
        parts::whole_flags("a --send-to b，--x。-- c"),
        "a <span class=\"flag\">--send-to</span> b，<span class=\"flag\">--x</span>。<span class=\"flag\">--</span> c"
    );
}

#[test]
fn a_line_holds_a_row() {
    let refused = ReportRow {
        outcome: Outcome::Refused,
        code: Some(550),
        enhanced: Some(EnhancedCode(5, 1, 1)),
        phase: Some("rcpt"),
        text: Cow::Borrowed("no\tsuch\nuser"),
        ..row(9)
    };
    let local = ReportRow { outcome: Outcome::Faulty, code: None, phase: None, attempts: 0, ..row(3) };
    let page = page([row(1).named("Anna\tBerg"), refused, local], &About::default());
    assert_eq!(
        lines(&page),
        [[
            "0user1@example.org\tAnna\\tBerg\t250 ok\tabc@example.org\t1\tcontent\t1\t2\t1\t1700000000121\t1234\t",
            "1user9@example.org\t\t550 5.1.1 no\\tsuch\\nuser\tabc@example.org\t3\trcpt\t8\t8\t1\t8\t1234\t0",
            "5user3@example.org\t\tok\tabc@example.org\t0\t\t-6\t-6\t0\t-6\t1234\t1",
        ]]
    );
    let data = data(&page);
    assert_eq!(data["blocks"], serde_json::json!([[1, 1, 0, 0, 0, 1]]));
    assert_eq!(data["outcomes"][5], "faulty");
    // What was never tried has no place in time.
    assert_eq!(data["series"]["counts"], serde_json::json!([[1, 1, 0, 0, 0, 0]]));
}

#[test]
fn rows_are_in_blocks_and_all_there() {
    let page = page((1..=9_000).map(row), &About::default());
    let blocks = lines(&page);
    assert_eq!(blocks.iter().map(Vec::len).collect::<Vec<_>>(), [4_000, 4_000, 1_000]);
    for (number, line) in blocks.iter().flatten().enumerate() {
        assert!(line.starts_with(&format!("0user{}@", number + 1)), "{line}");
    }
    // Each block can be read by itself.
    assert!(blocks[2][0].contains("\t8001\t8002\t1\t1700000008121\t"), "{}", blocks[2][0]);
    assert!(page.ends_with("</script>\n</body>\n</html>\n"));
}

#[test]
fn long_texts_make_blocks_of_fewer_rows() {
    let text = "x".repeat(256 << 10);
    let long = |number| ReportRow { text: Cow::Borrowed(&text), ..row(number) };
    let blocks = lines(&page((1..=40).map(long), &About::default()));
    assert!(blocks.len() > 1 && blocks.iter().flatten().count() == 40);
}

#[test]
fn a_batch_without_rows_can_be_told() {
    let page = page([], &About::default());
    assert!(page.contains("There are no recipients.") && page.contains("Nothing has been sent."));
    assert!(lines(&page).is_empty());
    assert_eq!(data(&page)["blocks"], serde_json::json!([]));
}

#[test]
fn the_page_tells_what_happened_without_a_script() {
    let refused = ReportRow {
        outcome: Outcome::Refused,
        code: Some(550),
        text: Cow::Borrowed("<b>no</b> \"such\" user & more"),
        ..row(2)
    };
    let mut latencies = crate::net::Latencies::default();
    latencies.record(Phase::Rcpt, Duration::from_millis(12));
    let about = About {
        list: "/home/anna/klasse <3>.csv".to_owned(),
        server: "mail.example:465".to_owned(),
        end: "Stopped: </p><script>".to_owned(),
        latencies: LatencyTable::from(&latencies),
        ..About::default()
    };
    let page = page([row(1), refused], &about);
    for text in [
        "<title>klasse &lt;3&gt;.csv: who got it</title>",
        "550 &lt;b&gt;no&lt;/b&gt; &quot;such&quot; user &amp; more",
        "Stopped: &lt;/p&gt;&lt;script&gt;",
        "mail.example:465",
        "it may have arrived or not. Ask the recipient",
        "<th scope=\"row\">rcpt</th><td>1</td><td>12.0",
        "<th scope=\"row\">whole message</th><td>2</td><td>1.2",
        "<th scope=\"col\">Half, ms (p50)</th>",
        "<p>The server took half of the messages within 0.01 s each, and the slowest within 0.01 s.</p>",
        "<option value=\"failed\">not accepted (1)</option>",
    ] {
        assert!(page.contains(text), "no {text}");
    }
    assert!(!page.contains("/home/anna"));
}

#[test]
fn a_message_with_many_recipients_took_its_time_once() {
    let page = page([row(1), row(1), row(1), row(2)], &About::default());
    assert!(page.contains("<th scope=\"row\">whole message</th><td>2</td>"));
}

/// Who gets a copy of a pupil's letter is not the pupil.
#[test]
fn copies_are_told_from_those_whom_the_list_is_about() {
    let copy = |number, address| ReportRow { address: Cow::Borrowed(address), ..row(number) };
    let rows = [row(1), copy(1, "archive@example.org"), row(2), copy(2, "archive@example.org"), row(3)];
    let page = page(rows.map(|row| row.named("Anna Berg")), &About::default());
    let has: Vec<Vec<String>> = lines(&page);
    let has: Vec<&str> = has[0].iter().map(|line| line.split('\t').nth(4).unwrap()).collect();
    assert_eq!(has, ["1", "5", "1", "5", "1"]);
    assert!(page.contains("<b>5</b> recipients of 3 letters<"), "{}", page.split_once("</ul>").unwrap().0);
    assert!(!page_of_one_each().contains(" letter"));
}

fn page_of_one_each() -> String {
    let page = page([row(1), row(2)], &About::default());
    page.split_once("</ul>").unwrap().0.to_owned()
}

#[test]
fn a_page_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Writer::create(&folder.path().join("none/r.html")).unwrap_err().to_string().contains("there is no folder"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a row holds, a line has its twelve fields, and nothing in the page ends a script before its time.
    #[test]
    fn any_text_stays_in_its_field(
        address in any::<String>(),
        text in any::<String>(),
        message_id in any::<String>(),
        name in any::<String>(),
    ) {
        let hostile = ReportRow {
            address: Cow::Borrowed(&address),
            text: Cow::Borrowed(&text),
            message_id: &message_id,
            outcome: Outcome::InDoubt,
            ..row(1)
        };
        let page = page([hostile.named(&name), row(2)], &About { list: text.clone(), ..About::default() });
        let lines = &lines(&page)[0];
        prop_assert_eq!(lines.len(), 2);
        prop_assert!(lines.iter().all(|line| line.split('\t').count() == 12), "{:?}", lines);
        prop_assert_eq!(page.matches("<script").count(), 5);
        prop_assert_eq!(page.matches("</script>").count(), 5);
        data(&page);
    }
}
