//! The presets, as the program tells and uses them.

use std::fs;

use mailshot::sink::{Options, Sink};
use serde_json::Value;

use super::ArgList;
use super::support::program::{Finished, Program};

fn run(command: &str, args: &[&str]) -> Finished {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(dir.path().join("list.csv"), "email\nb@example.com\n").expect("the folder is ours");
    let template = "From: me@163.com\nTo: {{ email }}\nSubject: x\n\nHello\n";
    fs::write(dir.path().join("letter.txt"), template).expect("the folder is ours");
    Program::new(dir.path()).env("MAILSHOT_PASSWORD", "x").arg_list(command, args).run()
}

#[test]
fn all_of_them_as_json_and_as_a_table() {
    let finished = run("providers", &["--json"]);
    finished.assert_code(0);
    let json: Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
    let all = json.as_array().expect("it is a list");
    assert!(all.len() >= 24, "{}", all.len());
    let gmail = all.iter().find(|provider| provider["name"] == "gmail").expect("gmail is there");
    assert_eq!((&gmail["server"]["host"], &gmail["server"]["port"]), (&"smtp.gmail.com".into(), &465.into()));
    assert_eq!(gmail["daily_limit"], serde_json::json!({ "value": 500, "source": "official", "date": "2026-11" }));
    let table = run("providers", &[]);
    table.assert_code(0);
    for provider in all {
        let name = provider["name"].as_str().expect("it has a name");
        assert!(table.stdout.lines().any(|line| line.trim_start().starts_with(name)), "{name}");
    }
    assert!(table.stdout.lines().all(|line| line.chars().count() <= 100), "{}", table.stdout);
}

#[test]
fn one_in_full_has_both_languages() {
    for name in ["qq", "foxmail", "qq.com", "smtp.qq.com"] {
        let finished = run("providers", &[name]);
        finished.assert_code(0);
        assert!(
            finished.stdout.contains("authorization code (授权码)") && finished.stdout.contains("QQ 邮箱要用授权码"),
            "{name}"
        );
    }
    let finished = run("providers", &["gmial"]);
    finished.assert_code(2);
    finished.assert_says(&["Did you mean gmail?"]);
}

#[test]
fn what_is_missing_to_find_a_server_is_said() {
    let send =
        |more: &[&str]| run("send", &[&["list.csv", "-t", "letter.txt", "--yes", "--ledger", "none"], more].concat());
    for (more, expected) in [
        // From, in the template, says whose mailbox it is; the login is missing.
        (&[][..], "-u me@163.com"),
        (&["--from", "me@school.example", "-u", "me"], "school.example is no mailbox provider that is known here"),
        (&["-s", "163"], "Give the login"),
        (&["-s", "gmial", "-u", "me"], "Did you mean gmail?"),
        (&["-s", "ses", "-u", "me"], "--server ses:eu-west-1"),
    ] {
        let finished = send(more);
        finished.assert_code(2);
        finished.assert_says(&[expected]);
    }
}

#[test]
fn another_server_keeps_no_preset_whoever_writes() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let finished =
        run("send", &["list.csv", "-t", "letter.txt", "--yes", "--ledger", "none", "-s", &server, "--tls", "none"]);
    finished.assert_code(0);
    assert!(!finished.stderr.contains("preset"), "{}", finished.stderr);
    assert_eq!(sink.stop().messages, 1);
}

#[test]
fn a_preset_s_pace_is_told_before_anything_is_sent() {
    // There is nobody to ask, so it ends before the network.
    let finished = run(
        "send",
        &["list.csv", "-t", "letter.txt", "--ledger", "none", "-s", "163", "-u", "me@163.com", "--rate", "1/s"],
    );
    finished.assert_code(2);
    finished.assert_says(&[
        "163: 1 session, 8 messages each, 200 recipients in 24 hours (from the preset; --sessions",
        "Daily limit of me@163.com: 0 of 200 used",
        "nobody to ask",
    ]);
    assert!(!finished.stderr.contains("15/min"), "{}", finished.stderr);
    // Without --server, the login says whose mailbox it is.
    let finished = run("send", &["list.csv", "-t", "letter.txt", "--ledger", "none", "-u", "me@qq.com"]);
    finished.assert_says(&["qq: 1 session, 8 messages each, 15/min, 500 recipients"]);
}

#[test]
fn the_readme_s_table_says_what_the_presets_say() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("it can be read");
    let rows = readme.lines().skip_while(|line| !line.starts_with("| mailbox | where |")).skip(2);
    let mut seen = 0;
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for name in cells[3].split(',').map(|name| name.trim().trim_matches('`')) {
            let provider = mailshot::provider::by_name(name).unwrap_or_else(|| panic!("{name} is no preset"));
            let number = |known: &Option<mailshot::provider::Known<u64>>| known.as_ref().map_or(0, |known| known.value);
            let (sessions, length) = (number(&provider.sessions), number(&provider.messages_per_session));
            let rate = provider.rate.as_ref().map_or("", |rate| &rate.value);
            assert_eq!(cells[4], format!("{sessions} session × {length}, {rate}"), "{name}");
            assert!(cells[5].contains(&number(&provider.daily_limit).to_string()), "{name}: {}", cells[5]);
            seen += 1;
        }
    }
    assert_eq!(seen, 5);
}
