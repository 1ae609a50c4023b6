//! What is known of the mailbox that sends.

use std::fs;

use crate::{SHORT, check, document, folder, items_of};

#[test]
fn what_is_known_of_the_server_is_looked_at_without_it() {
    let rows: String = (0..450).map(|n| format!("Pupil {n},p{n}@students.example.org\n")).collect();
    let dir = folder(&format!("name,email\n{rows}"), SHORT);
    // By the login's domain.
    let run = check(dir.path(), &["-u", "me@163.com", "--json"]);
    run.assert_code(0);
    // Of the template, once.
    let told = items_of(&run, "from-is-not-login");
    assert!(
        matches!(&told[..], [(_, Some(1), what)] if what.starts_with("From is teacher@school.example")),
        "{told:?}"
    );
    let found = document(&run);
    let days: Vec<_> = found["days"].as_array().expect("a list").iter().map(|day| day["recipients"].as_u64()).collect();
    assert_eq!(days, [Some(200), Some(200), Some(50)]);
    let limit = items_of(&run, "daily-limit");
    assert!(matches!(&limit[..], [(_, None, what)] if what.contains("So it takes 3 days.")), "{limit:?}");
    assert_eq!((&found["daily_limit"], &found["days"][0]["from"]), (&200.into(), &serde_json::Value::Null));
    // Two days, and fifty mails at 15 a minute.
    let seconds = found["estimated_seconds"].as_u64().expect("it can be told");
    assert!((172_800..=173_100).contains(&seconds), "{seconds}");
    let text = check(dir.path(), &["-u", "me@163.com"]);
    assert!(text.stderr.contains("  letter.html:1: From is teacher@school.example"), "{}", text.stderr);
    for part in ["0 of 200 used; 200 now", "So it takes 3 days.", "Estimated duration: 3 days of sending"] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
    // By From's domain, by a flag, and by the project's file.
    let own = folder("name,email\nAnna,anna@a.example.org\n", &SHORT.replace("teacher@school.example", "me@163.com"));
    assert!(check(own.path(), &[]).stdout.contains("163: 1 session"));
    let run = check(dir.path(), &["--rate", "1/s", "--json"]);
    assert_eq!(document(&run)["estimated_seconds"], 449);
    let run = check(dir.path(), &[]);
    assert!(run.stdout.contains("as long as the server takes"), "{}", run.stdout);
    fs::write(dir.path().join("mailshot.toml"), "server = \"163\"\nuser = \"b@163.com\"\n")
        .expect("the folder is ours");
    assert_eq!(items_of(&check(dir.path(), &["--json"]), "from-is-not-login").len(), 1);
}
