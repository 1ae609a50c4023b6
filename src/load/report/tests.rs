use std::time::Duration;

use super::*;
use crate::delivery::Lang;
use crate::load::failures::Kind;
use crate::smtp::{Phase, Reply, Verdict};

const HOSTILE: &str = "=cmd </script><script>alert(\"x\")</script><!-- & 'quoted' {{data}}";

fn report(messages: u64) -> Report {
    let mut measured = Measured {
        accepted: messages,
        failed: messages / 100,
        unsent: messages / 250,
        octets: messages * 1_000,
        opened: 4,
        lost: 1,
        elapsed: Duration::from_secs(10),
        ..Measured::default()
    };
    for n in 1..=messages {
        let time = Duration::from_micros(500 + n * 7 % 10_000);
        measured.latency.record(time * 2);
        measured.service.record(time);
        measured.phases.record(Phase::Content, time);
        measured.timeline.accepted(Duration::from_millis(n * 10_000 / messages), 1_000, time);
    }
    for _ in 0..measured.failed {
        let reply = Reply { code: 550, text: HOSTILE.into(), enhanced: None };
        measured.failures.add(Kind::of_verdict(&Verdict::Reply { phase: Phase::Rcpt, reply }));
    }
    let settings = Settings {
        server: "127.0.0.1:2525".to_owned(),
        encryption: "STARTTLS",
        login: true,
        content: Content::Template("<b>template</b>".to_owned()),
        started: SystemTime::UNIX_EPOCH,
    };
    let options = Options {
        count: Some(messages),
        duration: None,
        rate: Rate::over(100, Duration::from_secs(1)),
        sessions: 4,
        ramp: Duration::ZERO,
        messages_per_session: None,
        window: 1,
    };
    let conditions = ["p99>1ms", "errors>5%"].map(|text| text.parse().unwrap());
    Report::new(settings, &options, &measured, &End::Finished, &conditions)
}

#[test]
fn the_text_shows_every_phase_and_error() {
    let text = report(1_000).to_string();
    for words in [
        "1000", "127.0.0.1:2525", "STARTTLS", "p99.9", "service", "end-of-data", "rcpt 550",
        "10, 4 of them never started",
    ] {
        assert!(text.contains(words), "no {words:?} in:\n{text}");
    }
}

#[test]
fn the_json_is_one_object() {
    let report = report(1_000);
    let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(json["accepted"], 1_000);
    assert_eq!(json["started"], "1970-01-01T00:00:00Z");
    assert_eq!(json["latencies"]["end-of-data"]["count"], 1_000);
    assert!(json["latencies"]["message"]["p99_ms"].as_f64().unwrap() > 2.0);
    assert_eq!(json["errors"][0]["code"], 550);
    assert_eq!((&json["end"], &json["verdict"]), (&"finished".into(), &"failed".into()));
    assert_eq!(json["conditions"][0]["failed"], true);
    assert_eq!(json["conditions"][1]["failed"], false);
    let accepted = json["intervals"].as_array().unwrap().iter().map(|point| point["accepted"].as_u64().unwrap());
    assert_eq!(accepted.sum::<u64>(), 1_000);
    assert_eq!(json["distribution"].as_array().unwrap().last().unwrap()["share"], 1.0);
    assert_eq!(report.failures().count(), 1);
}

#[test]
fn the_csv_is_read_back_and_is_no_formula() {
    let text = report(1_000).csv();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let value = |figure: &str| {
        let row = rows.iter().find(|row| &row[0] == figure).unwrap_or_else(|| panic!("no {figure} in {text}"));
        (row[1].to_owned(), row[2].to_owned(), row[3].to_owned())
    };
    assert_eq!(value("accepted"), ("1000".to_owned(), "messages".to_owned(), String::new()));
    assert_eq!((value("end").0, value("verdict").0), ("finished".to_owned(), "failed".to_owned()));
    assert_eq!(value("condition").0, "failed");
    assert_eq!(value("end-of-data.p99").1, "ms");
    let (count, _, words) = value("error.rcpt.550");
    assert_eq!(count, "10");
    assert!(words.starts_with("'=cmd"), "{words}");
}

#[test]
fn the_page_is_whole_and_nothing_in_it_comes_from_elsewhere() {
    // The address in the library's notice is no request.
    let page = report(1_000).html(Lang::En).replace("/*! https://github.com/leeoniya/uPlot", "");
    assert!(!page.contains("<script>alert"), "the server's words are markup");
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(&quot;"));
    assert!(page.contains("&lt;b&gt;template"));
    assert_eq!(page.matches("</script>").count(), 3);
    for request in ["http://", "https://", "url(", "@import", "src="] {
        let places: Vec<_> = page.match_indices(request).map(|(at, _)| &page[at.saturating_sub(20)..at + 20]).collect();
        assert!(places.is_empty(), "{request}: {places:?}");
    }
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let json: serde_json::Value = serde_json::from_str(data).unwrap();
    assert!(json["errors"][0]["text"].as_str().unwrap().starts_with("=cmd </script><script>"));
}

#[test]
fn a_run_without_a_message_can_be_told() {
    let report = report(0);
    assert!(report.to_string().contains("accepted"));
    assert_eq!(report.failures().count(), 2);
    assert!(report.html(Lang::En).contains("</html>"));
    assert!(!report.csv().is_empty());
    serde_json::from_str::<serde_json::Value>(&report.json()).unwrap();
}

#[test]
fn the_verdict_is_the_heading_of_its_conditions() {
    let page = report(1_000).html(Lang::En);
    assert!(page.contains("<h2>Verdict: failed</h2>") && !page.contains("Fails if"));
    assert!(page.contains("<li class=\"bad\">p99&gt;1ms: it is "), "{page}");
    assert!(page.contains("<li class=\"good\">errors&gt;5%: it is 0.990 %: passed</li>"));
    let nothing = report(0).html(Lang::En);
    assert!(nothing.contains("<div>nothing accepted, so no time was measured</div>"));
}

#[test]
fn the_page_is_in_the_language_that_was_asked_for() {
    let page = report(1_000).html(Lang::Zh);
    for words in [
        "<html lang=\"zh-CN\">",
        "<h1>负载测试：127.0.0.1:2525</h1>",
        "<h2>结论：未通过</h2>",
        "<li class=\"good\">errors&gt;5%：实测 0.990 %，通过</li>",
        "<td>127.0.0.1:2525，STARTTLS，登录</td>",
        "<time datetime=\"1970-01-01T00:00:00Z\">1970-01-01 00:00:00 UTC</time>",
        "<td>同时 4 个，窗口 1；打开过 4 个，断开 1 个</td>",
        "\"Accepted\":\"已接受\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
}
