//! The command line, the server and its moods.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use mailshot::sink::{Options, Sink, TlsOffer};

use crate::support;
use crate::support::program::{Finished, Program};

/// A folder with two rows and a template.
fn folder() -> tempfile::TempDir {
    support::folder(&[
        ("list.csv", "email\none@example.com\ntwo@example.com\n"),
        ("template.txt", "TO: {{email}}\nFROM: from@example.com\n\nHello\n"),
    ])
}

fn send(dir: &Path, sink: &Sink, args: &[&str]) -> Finished {
    if let Some(pem) = sink.certificate_pem() {
        fs::write(dir.join("sink.pem"), pem).expect("the folder is there");
    }
    Program::new(dir)
        .env("MAILSHOT_PASSWORD", "open sesame")
        .args(["send", "list.csv", "-t", "template.txt", "--yes", "--server", &sink.address().to_string()])
        .args(args)
        .run()
}

fn sink(tls: TlsOffer, login: bool) -> Sink {
    let login = login.then(|| ("ali".to_owned(), "open sesame".to_owned()));
    Sink::start(Options { tls, login, ..Options::default() }).expect("loopback has a free port")
}

#[test]
fn help_and_version_are_given() {
    let dir = folder();
    let long = Program::new(dir.path()).args(["--help"]).run();
    let short = Program::new(dir.path()).args(["-h"]).run();
    for help in [&long, &short] {
        help.assert_code(0);
        assert!(help.stdout.contains("Usage") && help.stdout.contains("send"), "{}", help.stdout);
    }
    let version = Program::new(dir.path()).args(["--version"]).run();
    version.assert_code(0);
    assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")), "{}", version.stdout);
    let nothing = Program::new(dir.path()).args::<&str>([]).run();
    nothing.assert_code(2);
    assert!(nothing.stderr.contains("Usage"), "{}", nothing.stderr);
}

#[test]
fn a_starter_project_is_written_and_never_overwrites() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    Program::new(dir.path()).args(["init", "project"]).run().assert_code(0);
    let project = dir.path().join("project");
    for name in ["recipients.csv", "announcement.md"] {
        assert!(project.join(name).is_file(), "no {name}");
    }
    Program::new(&project).args(["check", "recipients.csv", "-t", "announcement.md"]).run().assert_code(0);

    for name in ["recipients.csv", "announcement.md"] {
        let again = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(again.path().join(name), "mine").expect("it is empty");
        let finished = Program::new(again.path()).args(["init", "."]).run();
        finished.assert_code(2);
        finished.assert_says(&[name]);
        let files: Vec<_> = fs::read_dir(again.path()).expect("it is there").collect();
        assert_eq!(files.len(), 1, "something was written beside {name}");
        assert_eq!(fs::read_to_string(again.path().join(name)).expect("it is there"), "mine");
    }
}

#[test]
fn files_that_are_not_there_are_named() {
    let dir = folder();
    for (args, name) in [
        (["check", "missing.csv", "-t", "template.txt"], "missing.csv"),
        (["check", "list.csv", "-t", "missing.txt"], "missing.txt"),
    ] {
        let finished = Program::new(dir.path()).args(args).run();
        finished.assert_code(2);
        finished.assert_says(&[name]);
    }
}

#[test]
fn a_check_sends_nothing_and_sending_sends() {
    let dir = folder();
    let sink = sink(TlsOffer::None, false);
    Program::new(dir.path()).args(["check", "list.csv", "-t", "template.txt"]).run().assert_code(0);
    assert_eq!(sink.counts().connections, 0);
    send(dir.path(), &sink, &["--tls", "none"]).assert_code(0);
    assert_eq!(sink.counts().messages, 2);
}

#[test]
fn every_kind_of_security_works_as_it_is_named() {
    for (offer, tls) in [(TlsOffer::None, "none"), (TlsOffer::StartTls, "starttls"), (TlsOffer::Implicit, "implicit")] {
        let dir = folder();
        let sink = sink(offer, true);
        send(
            dir.path(),
            &sink,
            &["--tls", tls, "--user", "ali", "--ca-file", "sink.pem"][..if tls == "none" { 4 } else { 6 }],
        )
        .assert_code(0);
        let counts = sink.counts();
        assert_eq!((counts.messages, counts.refused_logins), (2, 0), "{tls}");
        assert_eq!(counts.logins, counts.connections, "{tls}");
    }
}

#[test]
fn security_is_a_promise() {
    let dir = folder();
    // Not offered, another one than asked for, or not to be trusted: never a mail, never a login.
    for (offer, args) in [
        (TlsOffer::None, &["--tls", "starttls"][..]),
        (TlsOffer::None, &["--tls", "implicit", "--timeout", "5s"]),
        (TlsOffer::Implicit, &["--tls", "implicit"]),
        (TlsOffer::StartTls, &["--tls", "starttls"]),
    ] {
        let sink = sink(offer, true);
        let finished = send(dir.path(), &sink, &[args, &["--user", "ali"]].concat());
        finished.assert_code(75);
        let counts = sink.counts();
        assert_eq!((counts.messages, counts.logins, counts.refused_logins), (0, 0, 0), "{args:?}");
    }
}

#[test]
fn a_wrong_password_stops_everything_at_once() {
    let dir = folder();
    let sink = sink(TlsOffer::None, true);
    let finished = send(dir.path(), &sink, &["--tls", "none", "--user", "baba", "--sessions", "4"]);
    finished.assert_code(77);
    let counts = sink.counts();
    assert_eq!((counts.messages, counts.refused_logins, counts.connections), (0, 1, 1));
    assert!(!finished.stderr.contains("open sesame"), "{}", finished.stderr);
}

#[test]
fn a_login_that_is_needed_and_not_given_is_no_success() {
    let dir = folder();
    let sink = sink(TlsOffer::None, true);
    let finished = send(dir.path(), &sink, &["--tls", "none"]);
    finished.assert_no_panic();
    assert!([1, 2, 75, 77].contains(&finished.code()), "{}", finished.stderr);
    assert_eq!(sink.counts().messages, 0);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let dir = folder();
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        listener.local_addr().expect("it is bound").port()
    };
    let server = format!("127.0.0.1:{port}");
    let finished = Program::new(dir.path())
        .args(["send", "list.csv", "-t", "template.txt", "--yes", "--tls", "none", "--server", &server])
        .args(["--timeout", "5s"])
        .run();
    finished.assert_code(75);
    finished.assert_says(&[&server]);
}

#[test]
fn without_smtputf8_only_the_rows_that_need_it_are_refused() {
    let dir = folder();
    fs::write(dir.path().join("list.csv"), "email\none@example.com\nmüller@example.com\n").expect("it is there");
    let options = Options { without: vec!["SMTPUTF8".to_owned()], ..Options::default() };
    let sink = Sink::start(options).expect("loopback has a free port");
    let finished = send(dir.path(), &sink, &["--tls", "none"]);
    finished.assert_code(1);
    assert!(finished.stdout.contains("SMTPUTF8"), "{}", finished.stdout);
    assert_eq!(sink.counts().messages, 1);
}

#[test]
fn a_rate_slows_down_and_loses_nothing() {
    let dir = folder();
    let sink = sink(TlsOffer::None, false);
    send(dir.path(), &sink, &["--tls", "none", "--rate", "600/min"]).assert_code(0);
    assert_eq!(sink.counts().messages, 2);
}

#[test]
fn what_is_said_stays_readable_in_a_file() {
    let dir = folder();
    fs::write(dir.path().join("list.csv"), "email,name\nLaȝamon <one@example.com>,klâwen 😀\n").expect("it is there");
    let out = fs::File::create(dir.path().join("out")).expect("the folder is there");
    let finished =
        Program::new(dir.path()).env("LC_ALL", "C").args(["check", "list.csv", "-t", "template.txt"]).stdout(out).run();
    finished.assert_code(0);
    assert!(String::from_utf8(fs::read(dir.path().join("out")).expect("it is there")).is_ok());
}
