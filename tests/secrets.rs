//! A server that says again what it was told of the login: no output holds the secret, in whichever way it went out.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use support::program::Program;

const SECRET: &str = "tok3nSecretValue42";

/// Its replies to AUTH and MAIL have all that the client said behind AUTH. Ends with the test.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A client that goes away is no matter.
            let _ = serve(&client);
        }
    });
    address
}

fn serve(mut client: &TcpStream) -> std::io::Result<()> {
    client.write_all(b"220 echo\r\n")?;
    let mut login = String::new();
    for line in BufReader::new(client).lines() {
        let line = line?;
        let reply = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250-echo\r\n250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER".to_owned(),
            "AUTH" if line == "AUTH LOGIN" => "334 VXNlcm5hbWU6".to_owned(),
            "AUTH" => {
                login = line;
                format!("235 welcome, {login} and {SECRET}")
            }
            "MAIL" => format!("550 not from you, {login}, {SECRET}"),
            "QUIT" => "221 bye".to_owned(),
            "RSET" | "RCPT" => "250 ok".to_owned(),
            _ if login.is_empty() => {
                login = "AUTH LOGIN".to_owned();
                "334 UGFzc3dvcmQ6".to_owned()
            }
            answer => {
                login = answer.to_owned();
                format!("235 welcome, {login}")
            }
        };
        client.write_all(format!("{reply}\r\n").as_bytes())?;
    }
    Ok(())
}

/// Whether a text holds the secret, as it is or anywhere within base64.
fn holds_secret(text: &str) -> bool {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let decoded = text.split(|c| !is_base64(c)).filter_map(|run| STANDARD_NO_PAD.decode(run).ok());
    let mut hidden = decoded.chain(text.split_whitespace().filter_map(|word| STANDARD.decode(word).ok()));
    text.contains(SECRET) || hidden.any(|octets| String::from_utf8_lossy(&octets).contains(SECRET))
}

#[test]
fn what_a_server_says_again_is_not_shown() {
    let server = echo().to_string();
    for mechanism in ["plain", "login", "xoauth2", "oauthbearer"] {
        // Where the secret stands within base64 depends on the name before it.
        for user in ["me@example.org", "me2@example.org", "me22@example.org"] {
            let dir = support::folder(&[
                ("list.csv", "email\nu1@example.com\n"),
                ("letter.txt", "From: a@example.com\nTo: {{ email }}\nSubject: s\n\nHello\n"),
            ]);
            let common = ["--server", &server, "--tls", "none", "--user", user, "--auth", mechanism];
            let run = |arguments: &[&str]| {
                Program::new(dir.path()).env("MAILSHOT_PASSWORD", SECRET).args([arguments, &common].concat()).run()
            };
            let probed = run(&["probe", "--no-dns", "--from", "a@example.com"]);
            let told = run(&["probe", "--no-dns", "--from", "a@example.com", "--json"]);
            let send = ["send", "list.csv", "--template", "letter.txt", "--yes", "--transcript", "tr.txt"];
            let sent = run(&[&send[..], &["--report", "r.csv", "--report", "r.html"]].concat());
            let written = ["tr.txt", "r.csv", "r.html"].map(|name| fs::read_to_string(dir.path().join(name)).unwrap());
            let outputs = [&probed.stdout, &probed.stderr, &told.stdout, &told.stderr, &sent.stdout, &sent.stderr];
            for output in outputs.into_iter().chain(&written) {
                assert!(!holds_secret(output), "{mechanism} {user}: {output}");
            }
            assert!(
                probed.stdout.contains("550 not from you, AUTH") || probed.stdout.contains("550 not from you, ***")
            );
            assert!(written[1].contains("***"), "{mechanism} {user}: {}", written[1]);
        }
    }
}

/// A list, a letter, and this project's file.
fn project(text: &str) -> tempfile::TempDir {
    support::folder(&[
        ("list.csv", "email\nu1@example.com\n"),
        ("letter.txt", "From: a@example.com\nTo: {{ email }}\nSubject: s\n\nHello\n"),
        ("mailshot.toml", &format!("recipients = \"list.csv\"\ntemplate = \"letter.txt\"\n{text}")),
    ])
}

#[test]
fn a_password_in_a_url_is_not_shown_and_the_advice_works() {
    let urls = [
        format!("smtps://me:{SECRET}@localhost:2525"),
        format!("me:{SECRET}@localhost:2525"),
        format!("smtp://me：{SECRET}＠localhost:2525/?x={SECRET}"),
    ];
    for url in &urls {
        let dir = project("");
        let typed = |arguments: &[&str]| Program::new(dir.path()).args([arguments, &["-s", url]].concat()).run();
        let of_file = project(&format!("server = \"{url}\"\n"));
        let runs = [
            typed(&["send"]),
            typed(&["probe"]),
            Program::new(dir.path()).env("MAILSHOT_SERVER", url).args(["check"]).run(),
            Program::new(dir.path()).env("MAILSHOT_SERVER", url).args(["config"]).run(),
            Program::new(of_file.path()).args(["check"]).run(),
        ];
        for run in &runs {
            run.assert_code(2);
            run.assert_says(&["write -s localhost:2525 -u me (the password is asked for"]);
            assert!(!run.stderr.contains(SECRET) && !run.stdout.contains(SECRET), "{run:?}");
        }
        runs[2].assert_says(&["in the environment's variable MAILSHOT_SERVER"]);
    }
}

#[test]
fn a_ledger_is_no_url_and_its_password_is_not_shown() {
    let url = format!("db://u:{SECRET}@127.0.0.1:1/db?password={SECRET}");
    let dir = project("");
    let of_file = project(&format!("ledger = \"{url}\"\n"));
    for run in [
        Program::new(dir.path()).args(["send", "--yes", "--ledger", &url]).run(),
        Program::new(dir.path()).args(["report", &url]).run(),
        Program::new(of_file.path()).args(["config"]).run(),
        Program::new(of_file.path()).args(["check"]).run(),
    ] {
        run.assert_code(2);
        run.assert_says(&["db://u:***@127.0.0.1:1/db", "a ledger is a file on this machine, not a URL"]);
        assert!(!run.stderr.contains(SECRET) && !run.stdout.contains(SECRET), "{run:?}");
    }
}

#[test]
fn a_password_in_the_project_s_file_is_not_said_again() {
    for line in [
        "pasword = “SECRET”",
        "passwort: SECRET",
        "authorization-code = SECRET",
        "授权码 = \"SECRET\"",
        "smtp_password = \"SECRET\"",
        "key = SECRET",
        "password-command = \"echo SECRET",
        "password-file = SECRET",
        "anything = SECRET",
        "anything: “SECRET”",
        "[send]\nPassword = SECRET",
    ] {
        let dir = project(&format!("{}\n", line.replace("SECRET", SECRET)));
        let run = Program::new(dir.path()).args(["check"]).run();
        run.assert_code(2);
        run.assert_says(&["mailshot.toml:"]);
        assert!(!run.stderr.contains(SECRET) && !run.stdout.contains(SECRET), "{line}: {run:?}");
    }
}
