//! What is kept in files: `mailshot.toml`, accounts, the environment; and who wins.

mod support;

use std::fs;
use std::path::Path;

use mailshot::sink::{Options, Sink};
use support::program::Program;
use tempfile::TempDir;

fn folder(project: &str) -> TempDir {
    support::folder(&[
        ("list.csv", "email,n\nu1@example.com,1\nu2@example.com,2\n"),
        ("letter.txt", "From: a@example.com\nTo: {{ email }}\nSubject: {{ n }}\n\nHello\n"),
        ("mailshot.toml", project),
    ])
}

fn write(dir: &Path, name: &str, text: &str) {
    let file = dir.join(name);
    fs::create_dir_all(file.parent().expect("it has a folder")).expect("it can be made");
    fs::write(file, text).expect("it can be written");
}

fn run(dir: &Path, arguments: &[&str]) -> support::program::Finished {
    Program::new(dir).env("XDG_CONFIG_HOME", dir.join("config").to_str().expect("it is UTF-8")).args(arguments).run()
}

const PROJECT: &str = "recipients = \"list.csv\"\ntemplate = \"letter.txt\"\n";

#[test]
fn a_project_needs_no_flags() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let more =
        format!("server = \"{}\"\ntls = \"none\"\nyes = true\nreport = [\"a.csv\", \"b.jsonl\"]\n", sink.address());
    let dir = folder(&(PROJECT.to_owned() + &more));
    run(dir.path(), &["check"]).assert_code(0);
    run(dir.path(), &["send"]).assert_code(0);
    assert_eq!(sink.stop().messages, 2);
    assert!(dir.path().join("a.csv").is_file() && dir.path().join("b.jsonl").is_file());
}

#[test]
fn a_file_in_another_charset_is_told_and_a_byte_order_mark_is_none_of_its_text() {
    let dir = folder(&format!("\u{feff}{PROJECT}"));
    run(dir.path(), &["check"]).assert_code(0);
    fs::write(dir.path().join("mailshot.toml"), b"# \xb3\xc9\xbc\xa8\ntemplate = \"letter.txt\"\n")
        .expect("it can be written");
    let finished = run(dir.path(), &["check"]);
    finished.assert_code(2);
    finished.assert_says(&["mailshot.toml: is not UTF-8. Save it as UTF-8"]);
}

/// Hours behind `quiet` are quiet hours, as on the command line.
#[test]
fn quiet_takes_hours() {
    let dir = folder(&(PROJECT.to_owned() + "quiet = \"22:00-07:00\"\n"));
    let run = |arguments: &[&str]| run(dir.path(), arguments);
    run(&["check"]).assert_code(0);
    let told = run(&["config"]).stdout;
    assert!(told.lines().any(|line| line.trim().starts_with("quiet-hours") && line.contains("22:00-07:00")), "{told}");
}

/// What the project's file says of reports is about the batch: a trial leaves them as they are, unless one is asked for.
#[test]
fn a_trial_and_another_list_leave_the_reports_of_the_batch_alone() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let more = format!(
        "server = \"{}\"\ntls = \"none\"\nyes = true\nreport = [\"a.csv\"]\nfailed = \"rest.csv\"\n",
        sink.address()
    );
    let dir = folder(&(PROJECT.to_owned() + &more));
    let batch = run(dir.path(), &["send"]);
    batch.assert_code(0);
    batch.assert_says(&["Written: a.csv, rest.csv."]);
    let reports =
        || ["a.csv", "rest.csv"].map(|name| fs::read_to_string(dir.path().join(name)).expect("it was written"));
    let before = reports();
    let trial = run(dir.path(), &["send", "--limit", "1", "--send-to", "me@example.com"]);
    trial.assert_code(0);
    trial.assert_says(&["does not write a.csv, rest.csv"]);
    assert_eq!(reports(), before);
    let told = run(dir.path(), &["send", "--limit", "1", "--send-to", "me@example.com", "--report", "trial.jsonl"]);
    told.assert_says(&["Written: trial.jsonl."]);
    assert!(dir.path().join("trial.jsonl").is_file());
    assert_eq!(reports(), before);
    // Those who are left, as a list of their own.
    write(dir.path(), "left.csv", "email,n\nu3@example.com,3\n");
    let left = run(dir.path(), &["send", "left.csv"]);
    left.assert_code(0);
    left.assert_says(&["does not write a.csv, rest.csv: that is the batch's"]);
    assert_eq!(reports(), before);
    run(dir.path(), &["send", "./list.csv"]).assert_says(&["Written: ./a.csv, ./rest.csv."]);
}

#[test]
fn it_is_found_beside_the_list_and_its_paths_are_its_own() {
    let dir = folder(PROJECT);
    let above = tempfile::tempdir().expect("a temporary folder can be made");
    let list = dir.path().join("list.csv");
    run(above.path(), &["check", list.to_str().expect("it is UTF-8")]).assert_code(0);
}

#[test]
fn who_says_it_more_closely_wins() {
    let dir =
        folder(&(PROJECT.to_owned() + "account = \"school\"\nrate = \"10/min\"\nsessions = 3\n[check]\nlimit = 1\n"));
    write(
        dir.path(),
        "config/mailshot/accounts.toml",
        "[school]\nserver = \"127.0.0.1:1\"\nrate = \"1/min\"\ntls = \"none\"\n",
    );
    let config = |variables: &[(&str, &str)]| {
        let program =
            Program::new(dir.path()).env("XDG_CONFIG_HOME", dir.path().join("config").to_str().expect("it is UTF-8"));
        let program = variables.iter().fold(program, |program, (name, value)| program.env(name, value));
        let finished = program.args(["config"]).run();
        finished.assert_code(0);
        finished.stdout
    };
    let line = |text: &str, key: &str| {
        let found = text.lines().find(|line| line.split_whitespace().next() == Some(key)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no {key} in\n{text}"))
    };
    let told = config(&[]);
    assert!(line(&told, "rate").contains("10/min") && line(&told, "rate").contains("mailshot.toml:4"), "{told}");
    assert!(line(&told, "server").contains("account school"), "{told}");
    assert!(line(&told, "window").contains("default"), "{told}");
    assert!(!told.contains("limit"), "{told}");
    let told = config(&[("MAILSHOT_RATE", "7/min")]);
    assert!(line(&told, "rate").contains("7/min") && line(&told, "rate").contains("MAILSHOT_RATE"), "{told}");
    // The table of the command counts for it alone.
    let checked = run(dir.path(), &["check"]);
    assert!(checked.stdout.contains("1 row of 2 (--limit of mailshot.toml:7),"), "{}", checked.stdout);
    let checked = run(dir.path(), &["check", "--limit", "2"]);
    assert!(checked.stdout.contains("2 rows,"), "{}", checked.stdout);
}

/// What a table says for its command is not undone by what others say for theirs, nor by what stands above it.
#[test]
fn tables_of_several_commands_do_not_mix() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = format!("server = \"{}\"\ntls = \"none\"\nyes = true\nledger = \"none\"\n", sink.address());
    let own = "send-to = \"me@example.org\"\nlimit = 1\n";
    let dir =
        folder(&format!("{PROJECT}{server}limit = 2\nstrict = true\n[check]\n{own}[send]\n{own}strict = false\n"));
    run(dir.path(), &["send"]).assert_says(&["me@example.org"]);
    let kept = sink.stop();
    assert_eq!(kept.messages, 1);
    let config = run(dir.path(), &["config", "send"]).stdout;
    let line = |key: &str| config.lines().find(|line| line.split_whitespace().next() == Some(key)).map(str::to_owned);
    assert!(line("limit").is_some_and(|line| line.split_whitespace().nth(1) == Some("1")), "{config}");
    assert!(line("strict").is_some_and(|line| line.contains("false")), "{config}");
    assert!(!run(dir.path(), &["config", "preview"]).stdout.contains("send-to"));
}

/// A trial and another list are not the batch: its ledger is neither read, nor written, nor put aside.
#[test]
fn a_trial_and_another_list_leave_the_ledger_of_the_batch_alone() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let more = format!("server = \"{}\"\ntls = \"none\"\nyes = true\nledger = \"exam.ledger\"\n", sink.address());
    let dir = folder(&(PROJECT.to_owned() + &more));
    write(dir.path(), "other.csv", "email,n\nv@example.com,1\n");
    let run = |arguments: &[&str]| run(dir.path(), arguments);
    let trial = ["send", "--send-to", "me@example.com", "--again"];
    run(&trial).assert_code(0);
    assert!(!dir.path().join("exam.ledger").exists());
    run(&["send", "--limit", "1"]).assert_code(0);
    run(&trial).assert_code(0);
    let named = run(&[&trial[..], &["--ledger", "exam.ledger"]].concat());
    named.assert_code(0);
    named.assert_says(&["exam.ledger: is not used: a trial (--send-to) keeps no ledger."]);
    run(&["send", "other.csv", "--report", "r.csv"]).assert_code(0);
    assert!(dir.path().join("other.letter.ledger").is_file());
    let rest = run(&["send"]);
    rest.assert_code(0);
    rest.assert_says(&["have settled 1 recipient"]);
    assert!(!dir.path().join("exam.1.ledger").exists());
    assert_eq!(sink.stop().messages, 2 + 1 + 2 + 2 + 1 + 1);
}

/// Wherever `--lang` stands, the command has its files and its environment.
#[test]
fn a_language_in_front_of_the_command_changes_nothing_else() {
    let dir = folder(&(PROJECT.to_owned() + "limit = 1\n"));
    for arguments in [["--lang", "en", "check"], ["check", "--lang", "en"]] {
        let checked = run(dir.path(), &arguments);
        assert!(checked.stdout.contains("1 row of 2 (--limit of mailshot.toml:3),"), "{}", checked.stdout);
    }
}

/// `false` is a value too: the project's stands over the account's.
#[test]
fn a_flag_can_be_taken_back() {
    let dir = folder(&(PROJECT.to_owned() + "account = \"lab\"\nallow-plaintext-auth = false\n"));
    write(dir.path(), "config/mailshot/accounts.toml", "[lab]\nallow-plaintext-auth = true\nyes = true\n");
    let told = run(dir.path(), &["config"]).stdout;
    let line = |key: &str| told.lines().find(|line| line.contains(key)).unwrap_or_default();
    assert!(line("allow-plaintext-auth").contains("false"), "{told}");
    assert!(line("yes").contains("true"), "{told}");
}

/// Whoever says closer where the password is, is heeded: in whichever way.
#[test]
fn the_closest_password_is_taken() {
    let options = Options { login: Some(("bob".to_owned(), "right".to_owned())), ..Options::default() };
    let sink = Sink::start(options).expect("loopback has a free port");
    let server = format!("server = \"{}\"\ntls = \"none\"\nyes = true\nledger = \"none\"\n", sink.address());
    let account = "user = \"bob\"\npassword-file = \"wrong.txt\"\n";
    let send = |project: &str, variable: Option<(&str, &str)>, arguments: &[&str]| {
        let dir = folder(&format!("{PROJECT}{server}account = \"school\"\n{project}"));
        write(dir.path(), "right.txt", "right\n");
        write(dir.path(), "config/mailshot/wrong.txt", "wrong\n");
        write(dir.path(), "config/mailshot/accounts.toml", &format!("[school]\n{account}"));
        let config = dir.path().join("config");
        let program = Program::new(dir.path()).env("XDG_CONFIG_HOME", config.to_str().expect("it is UTF-8"));
        let program = variable.into_iter().fold(program, |program, (name, value)| program.env(name, value));
        program.args([&["send"], arguments].concat()).run().code()
    };
    assert_eq!(send("", None, &[]), 77);
    assert_eq!(send("", None, &["--password-command", "echo right"]), 0);
    assert_eq!(send("", Some(("MAILSHOT_PASSWORD", "right")), &[]), 0);
    assert_eq!(send("", Some(("MAILSHOT_PASSWORD_COMMAND", "echo right")), &[]), 0);
    assert_eq!(send("password-command = \"echo right\"\n", None, &[]), 0);
    assert_eq!(send("", Some(("MAILSHOT_PASSWORD_FILE", "none")), &["--password-command", "echo right"]), 0);
    // Six sendings, the first with a wrong password.
    assert_eq!(sink.stop().messages, 5 * 2);
}

#[test]
fn what_is_not_understood_is_told_with_its_line() {
    for (line, says) in [
        (
            "tempalte = \"x\"",
            vec![
                "mailshot.toml:3: unknown key \"tempalte\": did you mean \"template\"? Keys are the long names of flags.",
            ],
        ),
        ("zzz = 1", vec!["mailshot.toml:3: unknown key \"zzz\". Keys are"]),
        ("rate = \"fast\"", vec!["mailshot.toml:3: rate", "is not a rate"]),
        ("sessions = [1, 2]", vec!["mailshot.toml:3: sessions", "one value"]),
        ("yes = \"maybe\"", vec!["mailshot.toml:3: yes", "true or false"]),
        ("password = \"x\"", vec!["mailshot.toml:3", "password-command"]),
        ("account = \"nobody\"", vec!["account \"nobody\"", "accounts.toml"]),
        ("rate = ", vec!["mailshot.toml:3: rate has no value"]),
        ("tls = none", vec!["mailshot.toml:3: write the value in straight quotes: tls = \"none\""]),
        ("user = “me@163.com”", vec!["mailshot.toml:3: write the value in straight quotes: user = \"me@163.com\""]),
        ("rate = \"10/min", vec!["mailshot.toml:3: the closing quote is missing: rate = \"10/min\""]),
        ("发件人 = \"x\"", vec!["mailshot.toml:3: unknown key \"发件人\": did you mean \"from\"? Keys are the long"]),
        ("host = \"x\"", vec!["mailshot.toml:3: unknown key \"host\". It is --server HOST:PORT."]),
        ("password = x", vec!["mailshot.toml:3: \"password\": a password does not belong into this file"]),
        ("rate = \"1/s\"\nrate = \"2/s\"", vec!["mailshot.toml:4: rate is said twice"]),
        ("report = [\"a.csv\",\nrate = \"1/s\"", vec!["mailshot.toml:4: a list that begins here or above has no end"]),
        ("[[send]]\nyes = true", vec!["mailshot.toml:3: a section stands in single brackets: [send]"]),
        (
            "zzz = 1\nfrom: a@b.org\nlimit = -\nyyy = 2\n[sned]\n",
            vec![
                "mailshot.toml:3: unknown key \"zzz\". Keys are",
                "mailshot.toml:4: write an equals sign: from = \"a@b.org\"",
                "mailshot.toml:5: write",
                "mailshot.toml:6: unknown key \"yyy\"",
                "mailshot.toml:7: unknown section [sned]: did you mean \"send\"?",
            ],
        ),
        ("letter = \"x\"", vec!["mailshot.toml:3: unknown key \"letter\": did you mean \"template\"? Keys are"]),
        ("body = \"x\"", vec!["mailshot.toml:3: unknown key \"body\": did you mean \"template\"?"]),
        ("list = \"x\"", vec!["mailshot.toml:3: unknown key \"list\": did you mean \"recipients\"?"]),
        (
            "recipents = \"x.csv\"\n[send]\nrecipiens = \"x.csv\"",
            vec![
                "mailshot.toml:3: unknown key \"recipents\": did you mean \"recipients\"?",
                "mailshot.toml:5: unknown key \"recipiens\": did you mean \"recipients\"?",
            ],
        ),
        ("[check]\nlimti = 1", vec!["mailshot.toml:4", "did you mean \"limit\"?"]),
    ] {
        let dir = folder(&format!("{PROJECT}{line}\n"));
        let finished = run(dir.path(), &["check"]);
        finished.assert_code(2);
        finished.assert_says(&says);
    }
}

/// What nobody typed is told with where it stands.
#[test]
fn a_value_that_is_no_good_is_told_with_its_origin() {
    let dir = folder("recipients = \"lits.csv\"\ntemplate = \"letter.txt\"\n");
    let finished = run(dir.path(), &["check"]);
    finished.assert_code(2);
    finished.assert_says(&["lits.csv: ", "Did you mean list.csv? mailshot.toml:1 names it."]);
    let finished = run(dir.path(), &["check", "lost.csv"]);
    finished.assert_code(2);
    assert!(!finished.stderr.contains("mailshot.toml"), "{}", finished.stderr);
    let dir = folder(PROJECT);
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let finished = Program::new(dir.path()).env(name, value).args(arguments).run();
        finished.assert_code(2);
        finished
    };
    with("MAILSHOT_RATE", "fast", &["check"])
        .assert_says(&["invalid value 'fast' in the environment's variable MAILSHOT_RATE: \"fast\" is not a rate"]);
    with("MAILSHOT_TLS", "ssl", &["check"])
        .assert_says(&["in the environment's variable MAILSHOT_TLS [possible values"]);
    with("MAILSHOT_LIMIT", "-1", &["check"]).assert_says(&["in the environment's variable MAILSHOT_LIMIT"]);
    with("MAILSHOT_RATE", "10/min", &["check", "--rate", "fast"]).assert_says(&["'fast' for '--rate <RATE>'"]);
}

/// An editor that shows no endings has given it a second one.
#[test]
fn a_file_with_a_second_ending_is_told_of() {
    let dir = folder(PROJECT);
    let (file, named) = (dir.path().join("mailshot.toml"), dir.path().join("mailshot.toml.txt"));
    fs::copy(&file, &named).expect("it can be written");
    assert!(!run(dir.path(), &["check"]).stderr.contains("mailshot.toml.txt"));
    fs::remove_file(file).expect("it is there");
    let finished = run(dir.path(), &["check"]);
    finished.assert_code(2);
    finished.assert_says(&["mailshot.toml.txt: is not read: the file of a project is called mailshot.toml"]);
}

/// What a preset says is what one wants to know the source of.
#[test]
fn what_follows_from_a_login_is_shown_with_its_preset() {
    let dir = folder(&(PROJECT.to_owned() + "user = \"me@163.com\"\nrate = \"3/min\"\n"));
    let told = run(dir.path(), &["config"]).stdout;
    let has = |key: &str, value: &str, from: &str| {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let expected = words(&format!("{key} {value} {from}"));
        assert!(told.lines().any(|line| words(line) == expected), "{expected:?} in {told}");
    };
    has("server", "smtp.163.com:465", "preset 163");
    has("tls", "implicit", "preset 163");
    has("daily-limit", "200", "preset 163");
    has("rate", "3/min", "mailshot.toml:4");
    assert_eq!(told.matches("3/min").count(), 1, "{told}");
}

#[test]
fn a_misspelt_variable_is_told_of() {
    let dir = folder(PROJECT);
    let run = |name: &str| Program::new(dir.path()).env(name, "10/min").args(["check", "--json"]).run();
    let finished = run("MAILSHOT_RAET");
    finished.assert_code(0);
    finished.assert_says(&["MAILSHOT_RAET: there is no such variable", "Did you mean MAILSHOT_RATE?"]);
    let finished = run("MAILSHOT_RATE");
    finished.assert_code(0);
    assert_eq!(finished.stderr, "");
}

/// Half a file would be in the way of the next try. With a limit on files, and its signal ignored, it is as on a full disk.
#[test]
fn a_starter_project_without_room_leaves_nothing_behind() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let limited = Program::new(dir.path()).args(["init", "exam"]);
    let limited = limited.through(&["sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]).run();
    limited.assert_code(2);
    limited.assert_says(&["exam/recipients.csv: cannot be written"]);
    run(dir.path(), &["init", "exam"]).assert_code(0);
}

#[test]
fn a_starter_project_is_sound() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    run(dir.path(), &["init", "exam"]).assert_code(0);
    run(&dir.path().join("exam"), &["check"]).assert_code(0);
}

#[test]
fn a_project_of_mailmerge_is_taken_over() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    write(dir.path(), "mailmerge_database.csv", "email,name,number\na@example.com,Myself,17\nb@example.com,Bob,42\n");
    write(
        dir.path(),
        "mailmerge_template.txt",
        "TO: {{email}}\nSUBJECT: Testing mailmerge\nFROM: My Self <me@example.com>\n\nHi, {{name}},\n\nYour number is {{number}}.\n",
    );
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = format!("[smtp_server]\nhost = 127.0.0.1\nport = {}\nratelimit = 600\n", sink.address().port());
    write(dir.path(), "mailmerge_server.conf", &server);
    run(dir.path(), &["init", "--from", "mailmerge"]).assert_code(0);
    run(dir.path(), &["check"]).assert_code(0);
    run(dir.path(), &["send", "--yes"]).assert_code(0);
    assert_eq!(sink.stop().messages, 2);
    // What is there is left as it is.
    let again = run(dir.path(), &["init", "--from", "mailmerge"]);
    again.assert_code(2);
    again.assert_says(&["mailshot.toml: is there already, and is left as it is"]);
    let empty = tempfile::tempdir().expect("a temporary folder can be made");
    let finished = run(empty.path(), &["init", "--from", "mailmerge"]);
    finished.assert_code(2);
    finished.assert_says(&["mailmerge_template.txt", "Is . a project of mailmerge?"]);
}

/// What the environment says of the list is closer than what the project says, as with any other key.
#[test]
fn the_environment_may_name_the_list() {
    let dir = folder(PROJECT);
    write(dir.path(), "trial.csv", "email,n\nu3@example.com,3\n");
    let run = |arguments: &[&str]| {
        let program = Program::new(dir.path()).env("MAILSHOT_RECIPIENTS", "trial.csv");
        program.args(arguments.iter().copied()).run()
    };
    let says = |arguments: &[&str], told: &str| run(arguments).stdout.contains(told);
    assert!(says(&["check"], "trial.csv: 1 row,") && says(&["check", "list.csv"], "list.csv: 2 rows,"));
    let told = run(&["config"]).stdout;
    assert!(told.lines().any(|line| line.contains("trial.csv") && line.contains("MAILSHOT_RECIPIENTS")), "{told}");
    // The project is the one beside the list.
    let above = tempfile::tempdir().expect("a temporary folder can be made");
    let list = dir.path().join("list.csv");
    let program = Program::new(above.path()).env("MAILSHOT_RECIPIENTS", list.to_str().expect("it is UTF-8"));
    program.args(["check"]).run().assert_code(0);
}

/// Pipelines have variables that are there and empty: those say nothing.
#[test]
fn an_empty_variable_says_nothing() {
    let dir = folder(PROJECT);
    for name in ["TEMPLATE", "STRICT", "LIMIT", "RATE", "ACCOUNT", "LANG", "RECIPIENTS", "PASSWORD_FILE"] {
        let program = Program::new(dir.path()).env(&format!("MAILSHOT_{name}"), "");
        let checked = program.args(["check"]).run();
        checked.assert_code(0);
        assert!(checked.stdout.contains("list.csv: 2 rows,"), "{name}: {}", checked.stdout);
    }
}

#[test]
fn config_tells_of_a_bad_variable_as_the_command_does() {
    let dir = folder(PROJECT);
    let told = |arguments: &[&str]| {
        let run = Program::new(dir.path()).env("MAILSHOT_LIMIT", "x").args(arguments.iter().copied()).run();
        run.assert_code(2);
        run.stderr
    };
    assert_eq!(told(&["config"]), told(&["check"]));
    assert!(told(&["config"]).starts_with("error: invalid value 'x' in the environment's variable MAILSHOT_LIMIT:"));
}

/// A part of the list that nobody asked for on this command line is told: the batch is not the whole list.
#[test]
fn a_part_of_the_list_is_told_and_where_it_comes_from() {
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = format!("server = \"{}\"\ntls = \"none\"\nyes = true\n", sink.address());
    let dir = folder(&format!("{PROJECT}where = \"n == '1'\"\n{server}"));
    let checked = |arguments: &[&str]| run(dir.path(), &[&["check"], arguments].concat()).stdout;
    assert!(checked(&[]).contains("list.csv: 1 row of 2 (--where of mailshot.toml:3),"), "{}", checked(&[]));
    let typed = checked(&["--where", "n == '2'"]);
    assert!(typed.contains("list.csv: 1 row of 2 (--where),"), "{typed}");
    let typed = checked(&["--rows", "1", "--limit", "1"]);
    assert!(typed.contains("1 row of 2 (--rows, --where of mailshot.toml:3, --limit),"), "{typed}");
    let all = checked(&["--where", "true"]);
    assert!(all.contains("list.csv: 2 rows,"), "{all}");
    let variable = Program::new(dir.path()).env("MAILSHOT_ROWS", "1").args(["check"]).run().stdout;
    assert!(variable.contains("1 row of 2 (--rows of MAILSHOT_ROWS, --where of"), "{variable}");
    let sent = run(dir.path(), &["send"]);
    sent.assert_code(0);
    sent.assert_says(&["1 row of the list is left out (--where of mailshot.toml:3)."]);
    let all = run(dir.path(), &["send", "--where", "true"]);
    assert!(!all.stderr.contains("left out"), "{}", all.stderr);
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn a_flag_to_leave_out_is_told_with_its_line() {
    let dir = folder(&format!("{PROJECT}sheet = 2\n"));
    run(dir.path(), &["check"]).assert_says(&["leave out --sheet. It stands in mailshot.toml:3."]);
    let typed = run(dir.path(), &["check", "--sheet", "2"]);
    typed.assert_says(&["leave out --sheet."]);
    assert!(!typed.stderr.contains("stands in"), "{}", typed.stderr);
}

#[test]
fn numbers_that_are_none_are_told_in_words() {
    let dir = folder(&format!("{PROJECT}limit = \"x\"\nsessions = 0\n"));
    let run = run(dir.path(), &["check"]);
    run.assert_says(&["mailshot.toml:3: limit: invalid value 'x': write a whole number, such as 10"]);
    assert!(!run.stderr.contains("digit found"), "{}", run.stderr);
}
