//! The walk to a server.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use mailshot::sink::{Options, Pattern, Sink, TlsOffer};

use super::{PASSWORD, outcomes, probe, probe_json, step};
use crate::support::login::answering_logins;
use crate::support::port::closed_port;

fn sink(tls: TlsOffer, options: Options) -> Sink {
    let login = Some(("anna@school.example".to_owned(), PASSWORD.to_owned()));
    Sink::start(Options { tls, login, ..options }).expect("loopback has a free port")
}

/// The arguments for a sink whose certificate is trusted.
fn trusted(dir: &std::path::Path, sink: &Sink, mode: &str) -> Vec<String> {
    let pem = sink.certificate_pem().expect("it has TLS");
    std::fs::write(dir.join("ca.pem"), pem).expect("the folder is ours");
    let server = format!("localhost:{}", sink.address().port());
    ["-s", &server, "--tls", mode, "--ca-file", "ca.pem", "-u", "anna@school.example", "--no-dns"]
        .map(str::to_owned)
        .to_vec()
}

fn strs(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

#[test]
fn a_sound_mailbox_is_ready_and_gets_nothing() {
    for (tls, mode, expected) in [
        (TlsOffer::Implicit, "implicit", "dns ok, tcp ok, tls ok, greeting ok, ehlo ok, login ok, mail ok"),
        (TlsOffer::StartTls, "starttls", "dns ok, tcp ok, greeting ok, tls ok, ehlo ok, login ok, mail ok"),
    ] {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let sink = sink(tls, Options::default());
        let (finished, json) = probe_json(dir.path(), &strs(&trusted(dir.path(), &sink, mode)));
        finished.assert_code(0);
        assert_eq!(outcomes(&json), expected);
        assert_eq!((&json["ready"], &json["provider"]), (&true.into(), &serde_json::Value::Null));
        let tls = &step(&json, "tls")["details"];
        assert_eq!((&tls["version"], &tls["names"][0]), (&"TLS 1.3".into(), &"localhost".into()));
        let extensions = step(&json, "ehlo")["details"]["extensions"].to_string();
        assert!(extensions.contains("PIPELINING") && extensions.contains("CHUNKING"), "{extensions}");
        assert_eq!(step(&json, "login")["details"]["mechanism"], "CRAM-MD5");
        assert!(json["meaning"].to_string().contains("one round trip"), "{json}");
        let counts = sink.stop();
        assert_eq!((counts.messages, counts.logins, counts.quits, counts.connections), (0, 1, 1, 1));
    }
}

#[test]
fn what_a_person_sees() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let sink = sink(
        TlsOffer::StartTls,
        Options { without: vec!["PIPELINING".into(), "CHUNKING".into()], ..Options::default() },
    );
    let finished = probe(dir.path(), &strs(&trusted(dir.path(), &sink, "starttls")));
    finished.assert_code(0);
    for expected in
        ["✓ tls", "certificate for localhost", "✓ login", "nothing sent", "What this means", "no PIPELINING", "Ready:"]
    {
        assert!(finished.stdout.contains(expected), "{expected}: {}", finished.stdout);
    }
    assert_eq!(sink.stop().messages, 0);
}

#[test]
fn a_refused_login_is_tried_once() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let login = Some(("anna@school.example".to_owned(), "another".to_owned()));
    let sink = Sink::start(Options { tls: TlsOffer::Implicit, login, ..Options::default() })
        .expect("loopback has a free port");
    let (finished, json) = probe_json(dir.path(), &strs(&trusted(dir.path(), &sink, "implicit")));
    finished.assert_code(77);
    assert_eq!(outcomes(&json), "dns ok, tcp ok, tls ok, greeting ok, ehlo ok, login failed");
    assert!(step(&json, "login")["advice"].to_string().contains("Check user and password"), "{json}");
    assert_eq!(sink.stop().refused_logins, 1);
}

/// By its code and its enhanced code, not by its text alone; and what is refused only for now is no wrong password.
#[test]
fn the_answer_to_a_login_is_explained_as_send_does() {
    for (answer, code, advice) in [
        ("454 4.7.0 Too many login attempts, please try again later", 1, "Too many logins in a short time"),
        ("535 5.7.139 Authentication unsuccessful", 77, "takes OAuth2"),
        ("534 5.7.14 Please log in via your web browser", 77, "log in once in a browser"),
        ("504 5.5.4 Unrecognized authentication type", 77, "does not know this way of logging in"),
        ("538 5.7.11 Encryption required", 77, "over an encrypted connection only"),
        ("535 5.7.8 no", 77, "The login was refused. Check user and password"),
    ] {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let server = answering_logins(answer).to_string();
        let args = ["-s", &server, "--tls", "none", "-u", "anna@school.example", "--no-dns"];
        let (finished, json) = probe_json(dir.path(), &args);
        finished.assert_code(code);
        let login = step(&json, "login");
        assert_eq!(
            (&login["outcome"], &login["details"]["refused"]),
            (&"failed".into(), &(code == 77).into()),
            "{json}"
        );
        assert!(login["advice"].as_str().is_some_and(|told| told.contains(advice)), "{answer}: {json}");
    }
}

/// Nothing was refused: what the step itself says to do is enough.
#[test]
fn a_server_without_logins_has_refused_none() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let sink =
        Sink::start(Options { tls: TlsOffer::Implicit, ..Options::default() }).expect("loopback has a free port");
    let (finished, json) = probe_json(dir.path(), &strs(&trusted(dir.path(), &sink, "implicit")));
    finished.assert_code(1);
    let login = step(&json, "login");
    assert_eq!(login["outcome"], "failed");
    assert!(login["text"].to_string().contains("the server offers no AUTH. Leave out the user name"), "{json}");
    assert!(login["advice"].is_null(), "{json}");
}

#[test]
fn a_stranger_s_certificate_is_shown_and_gets_no_password() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    for (tls, mode) in [(TlsOffer::Implicit, "implicit"), (TlsOffer::StartTls, "starttls")] {
        let sink = sink(tls, Options::default());
        let server = format!("localhost:{}", sink.address().port());
        let (finished, json) =
            probe_json(dir.path(), &["-s", &server, "--tls", mode, "-u", "anna@school.example", "--no-dns"]);
        finished.assert_code(1);
        assert!(outcomes(&json).ends_with("tls failed"), "{}", outcomes(&json));
        let step = step(&json, "tls");
        assert_eq!(
            (&step["details"]["issuer"], &step["details"]["names"][0]),
            (&"mailshot sink authority".into(), &"localhost".into())
        );
        let counts = sink.stop();
        assert_eq!((counts.logins, counts.refused_logins, counts.messages), (0, 0, 0));
    }
}

#[test]
fn an_address_that_the_server_refuses_is_told() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let refuse = vec![Pattern::parse("anna@*", false).expect("it is a pattern")];
    let sink = sink(TlsOffer::Implicit, Options { refuse, ..Options::default() });
    let (finished, json) = probe_json(dir.path(), &strs(&trusted(dir.path(), &sink, "implicit")));
    finished.assert_code(1);
    assert!(outcomes(&json).ends_with("login ok, mail failed"), "{}", outcomes(&json));
    assert!(step(&json, "mail")["text"].to_string().contains("RCPT TO: 550"), "{json}");
    assert_eq!(sink.stop().messages, 0);
}

#[test]
fn without_an_address_or_a_login_the_rest_is_tried() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let server = sink.address().to_string();
    let (finished, json) = probe_json(dir.path(), &["-s", &server, "--tls", "none", "--no-dns"]);
    finished.assert_code(0);
    assert_eq!(outcomes(&json), "tcp ok, greeting ok, ehlo ok, login skipped, mail skipped");
    let (finished, json) =
        probe_json(dir.path(), &["-s", &server, "--tls", "none", "--no-dns", "--from", "Änna <änna@school.example>"]);
    finished.assert_code(0);
    assert!(outcomes(&json).ends_with("mail ok"), "{}", outcomes(&json));
    assert_eq!(sink.stop().messages, 0);
}

#[test]
fn nobody_there_is_told() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let free = closed_port();
    let (finished, json) = probe_json(dir.path(), &["-s", &free.to_string(), "--no-dns"]);
    finished.assert_code(1);
    assert_eq!(outcomes(&json), "tcp failed");
    assert!(step(&json, "tcp")["text"].to_string().contains("Nothing listens there"), "{json}");
    let (finished, json) = probe_json(dir.path(), &["-s", "nowhere.invalid:465", "--no-dns"]);
    finished.assert_code(1);
    assert_eq!(outcomes(&json), "dns failed");
}

/// Says these lines, one for each that it reads, the first unasked; then keeps the connection for a while.
fn scripted(lines: &'static [&'static str]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        while let Ok((mut tcp, _)) = listener.accept() {
            let mut commands = BufReader::new(tcp.try_clone().expect("it is a socket"));
            for line in lines {
                if *line == "CLOSE" || tcp.write_all(line.as_bytes()).is_err() {
                    break;
                }
                let mut command = String::new();
                let _ = commands.read_line(&mut command);
            }
            if lines.last() != Some(&"CLOSE") {
                thread::sleep(Duration::from_secs(3));
            }
        }
    });
    address
}

#[test]
fn servers_that_misbehave_end_the_walk_where_they_do() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let cases: &[(&[&str], &str, &str, &str)] = &[
        (&["554 go away\r\n"], "none", "greeting failed", "go away"),
        (&["HTTP/1.1 400 Bad Request\r\n"], "none", "greeting failed", "HTTP"),
        (&[""], "none", "greeting failed", "no answer within"),
        (&["CLOSE"], "none", "greeting failed", "closed the connection"),
        (&["220 mx", "CLOSE"], "none", "greeting failed", "no answer within"),
        (
            &["220 \x1b[2Jmx\r\n", "250-mx\r\n250 SIZE\r\n", "530 login first\r\n", "221 bye\r\n"],
            "none",
            "mail failed",
            "530",
        ),
        (&["220 mx\r\n", "250 mx\r\n"], "starttls", "tls failed", "does not offer STARTTLS"),
        (
            &["220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"],
            "starttls",
            "tls failed",
            "tampering",
        ),
        (
            &["220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n", "250 clear\r\n"],
            "starttls",
            "tls failed",
            "does not speak TLS",
        ),
        (&["220 mx\r\n", "550 no\r\n", "550 no\r\n"], "none", "ehlo failed", "550"),
        (
            &["220 mx\r\n", "502 what\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "500 rset\r\n", "CLOSE"],
            "none",
            "mail ok",
            "nothing sent",
        ),
    ];
    for (script, tls, outcome, text) in cases {
        let server = scripted(script).to_string();
        let args = ["-s", &server, "--tls", tls, "--timeout", "1s", "--no-dns", "--from", "anna@school.example"];
        let (finished, json) = probe_json(dir.path(), &args);
        finished.assert_code(if *outcome == "mail ok" { 0 } else { 1 });
        assert!(outcomes(&json).ends_with(outcome), "{script:?}: {}", outcomes(&json));
        let last = json["steps"].as_array().and_then(|steps| steps.last()).expect("there is a step").to_string();
        assert!(last.contains(text), "{script:?}: {last}");
        assert!(!finished.stdout.contains("u001b"), "a control character has come through");
    }
}
