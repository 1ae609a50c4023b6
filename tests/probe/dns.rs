//! What the DNS says of a domain, asked of a name server of this test's own.

use std::net::SocketAddr;

use hickory_proto::op::ResponseCode;
use mailshot::sink::{Options, Sink};
use serde_json::Value;

use super::names::NameServer;
use super::{outcomes, probe, probe_json, step};

/// A probe of a server without TLS and login, for a domain.
fn look(records: &[(&str, &str)], more: &[&str]) -> Value {
    let names = NameServer::start(records, ResponseCode::NXDomain);
    look_by(names.address, more)
}

fn look_by(names: SocketAddr, more: &[&str]) -> Value {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let (server, names) = (sink.address().to_string(), names.to_string());
    let args = ["-s", &server, "--tls", "none", "--from", "anna@school.example", "--dns-server", &names];
    let (finished, json) = probe_json(dir.path(), &[&args[..], more].concat());
    // Whatever the DNS says, the server takes mail.
    finished.assert_code(0);
    assert_eq!(sink.stop().messages, 0);
    json
}

#[test]
fn a_domain_in_good_order() {
    let key =
        format!("v=DKIM1; k=ed25519; p={}; n={}", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "x".repeat(300));
    let json = look(
        &[
            ("school.example MX", "mx.school.example"),
            ("school.example TXT", "some-verification=1"),
            ("school.example TXT", "v=spf1 include:spf.school.example -all"),
            ("spf.school.example TXT", "v=spf1 a:mx.school.example -all"),
            ("mx.school.example A", "127.0.0.1"),
            ("mail._domainkey.school.example TXT", &key),
            ("_dmarc.school.example TXT", "v=DMARC1; p=quarantine; aspf=s; rua=mailto:post@school.example"),
        ],
        &[],
    );
    assert!(outcomes(&json).ends_with("mx ok, spf ok, dkim ok, dmarc ok"), "{}", outcomes(&json));
    assert_eq!(step(&json, "mx")["details"]["hosts"][0], "mx.school.example");
    assert_eq!(step(&json, "spf")["details"]["covered_by"], "a:mx.school.example");
    assert_eq!(step(&json, "spf")["details"]["lookups"], 2);
    assert_eq!(step(&json, "dkim")["details"]["selector"], "mail");
    let dmarc = &step(&json, "dmarc")["details"];
    assert_eq!(
        (&dmarc["policy"], &dmarc["strict_spf"], &dmarc["reports"]),
        (&"quarantine".into(), &true.into(), &true.into())
    );
    assert!(json["verdict"].as_str().is_some_and(|verdict| verdict.starts_with("Ready:")), "{json}");
}

#[test]
fn a_domain_without_records_is_ready_and_warned() {
    let json = look(&[], &[]);
    assert!(
        outcomes(&json).ends_with("mail ok, mx warning, spf warning, dkim skipped, dmarc warning"),
        "{}",
        outcomes(&json)
    );
    assert!(json["verdict"].to_string().contains("spam folder"), "{json}");
}

#[test]
fn a_selector_that_was_said_is_asked_for() {
    let records = [
        ("school.example MX", "mx.school.example"),
        ("own._domainkey.school.example TXT", "v=DKIM1; p="),
        ("s1._domainkey.school.example TXT", "v=DKIM1; p="),
    ];
    let json = look(&records, &["--dkim-selector", "own"]);
    assert!(step(&json, "dkim")["text"].to_string().contains("selector own has been revoked"), "{json}");
    let json = look(&records, &["--dkim-selector", "other"]);
    assert!(step(&json, "dkim")["text"].to_string().contains("other._domainkey"), "{json}");
}

#[test]
fn records_with_control_characters_are_told_without_them() {
    let records = [
        ("school.example MX", "mx.school.example"),
        ("school.example TXT", "v=spf1 \u{1b}[31m\u{7}evil -all"),
        ("_dmarc.school.example TXT", "v=DMARC1; p=\u{1b}]0;x"),
    ];
    let names = NameServer::start(&records, ResponseCode::NXDomain);
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let sink = Sink::start(Options::default()).expect("loopback has a free port");
    let (server, names) = (sink.address().to_string(), names.address.to_string());
    let finished =
        probe(dir.path(), &["-s", &server, "--tls", "none", "--from", "anna@school.example", "--dns-server", &names]);
    finished.assert_code(0);
    assert!(!finished.stdout.contains(['\u{1b}', '\u{7}']), "{:?}", finished.stdout);
    assert!(finished.stdout.contains("! spf") && finished.stdout.contains("! dmarc"), "{}", finished.stdout);
    assert_eq!(sink.stop().messages, 0);
}

#[test]
fn name_servers_that_fail_are_no_fault_of_the_domain() {
    let refusing = NameServer::start(&[], ResponseCode::ServFail);
    let json = look_by(refusing.address, &[]);
    assert!(outcomes(&json).ends_with("mail ok, mx skipped"), "{}", outcomes(&json));
    assert!(step(&json, "mx")["text"].to_string().contains("cannot be asked"), "{json}");
    let (_socket, silent) = NameServer::silent();
    let json = look_by(silent, &[]);
    assert!(outcomes(&json).ends_with("mail ok, mx skipped"), "{}", outcomes(&json));
}

#[test]
fn the_mx_record_tells_where_a_domain_is_hosted() {
    let names = NameServer::start(&[("school.example MX", "mxbiz1.qq.com")], ResponseCode::NXDomain);
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let names = names.address.to_string();
    let finished = probe(dir.path(), &["--from", "anna@school.example", "--dns-server", &names]);
    finished.assert_code(2);
    finished.assert_says(&["Tencent enterprise mail", "-u anna@school.example"]);
}
