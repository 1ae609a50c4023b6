//! Logins and TLS.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use mailshot::sink::{Options, Sink, TlsOffer};
use md5::Md5;

use crate::{ANNA, Client, Log, login, secure, socket, start};

#[test]
fn logins_right_and_wrong() {
    let log = Log::default();
    let sink = Sink::start_with_log(Options { login: login(), ..Options::default() }, log.clone()).unwrap();
    let (anna, secret) = (BASE64_STANDARD.encode("anna"), BASE64_STANDARD.encode("secret"));
    let wrong = BASE64_STANDARD.encode("geheim");
    let dialogs: &[&[(&str, &str)]] = &[
        &[(&format!("AUTH PLAIN {ANNA}"), "235 2.7.0"), ("AUTH LOGIN", "503 5.5.1"), ("MAIL FROM:<>", "250")],
        &[("auth plain", "334 "), (ANNA, "235 2.7.0")],
        &[("AUTH LOGIN", "334 VXNlcm5hbWU6"), (&anna, "334 UGFzc3dvcmQ6"), (&secret, "235 2.7.0")],
        &[(&format!("AUTH LOGIN {anna}"), "334 UGFzc3dvcmQ6"), (&secret, "235 2.7.0")],
        &[(&format!("AUTH LOGIN {anna}"), "334 "), (&wrong, "535 5.7.8"), ("MAIL FROM:<>", "530 5.7.0")],
        &[("AUTH PLAIN AGFubmEAZ2VoZWlt", "535 5.7.8")],
        &[("AUTH PLAIN =", "501 5.5.2"), ("AUTH PLAIN ????", "501 5.5.2"), ("AUTH", "501 5.5.4")],
        &[("AUTH LOGIN", "334 "), ("*", "501 5.7.0"), ("AUTH PLAIN", "334 "), ("=", "501"), ("NOOP", "250")],
        &[("AUTH SCRAM-SHA-256", "504 5.5.4"), ("AUTH NEW x", "504 5.5.4"), ("AUTH CRAM-MD5 eA==", "501")],
        &[("MAIL FROM:<>", "530 5.7.0"), ("RCPT TO:<a@b.example>", "503"), ("DATA", "503"), ("BDAT 0 LAST", "503")],
    ];
    for dialog in dialogs {
        Client::ready(&sink).ask_all(dialog);
    }
    for (password, expected) in [("secret", "235"), ("geheim", "535")] {
        let mut client = Client::ready(&sink);
        let challenge = client.ask("AUTH CRAM-MD5", "334 ");
        let challenge = BASE64_STANDARD.decode(&challenge[4..]).unwrap();
        assert!(challenge.starts_with(b"<") && challenge.ends_with(b"@localhost>"));
        let mac = Hmac::<Md5>::new_from_slice(password.as_bytes()).unwrap().chain_update(&challenge).finalize();
        let digest: String = mac.into_bytes().iter().map(|octet| format!("{octet:02x}")).collect();
        client.ask(&BASE64_STANDARD.encode(format!("anna {digest}")), expected);
    }
    Client::connect(&sink).ask(&format!("AUTH PLAIN {ANNA}"), "503 5.5.1");
    let counts = sink.stop();
    assert_eq!((counts.logins, counts.refused_logins), (5, 3));
    assert_eq!((log.count(" login "), log.count("login"), log.count(" auth-refused anna (")), (5, 5, 3));
    for secret in ["secret", "geheim", &secret, &wrong, ANNA] {
        assert!(!log.text().contains(secret), "{}", log.text());
    }
}

#[test]
fn implicit_tls_for_each_name() {
    let sink = start(|options| options.tls = TlsOffer::Implicit);
    for name in ["localhost", "127.0.0.1", "::1"] {
        let mut client = Client::new(secure(&sink, name, socket(sink.address())).unwrap());
        client.expect("220");
        assert!(!client.ask("EHLO me", "250").contains("STARTTLS"));
        client.ask_all(&[("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354")]);
        client.ask_all(&[("Subject: x\r\n\r\nx\r\n.", "250"), ("QUIT", "221")]);
        assert!(client.is_at_end());
    }
    assert!(secure(&sink, "mail.example", socket(sink.address())).is_err());
    let another = start(|options| options.tls = TlsOffer::Implicit);
    assert!(
        secure(&another, "localhost", socket(sink.address())).is_err(),
        "an authority signs for its own sink alone"
    );
    assert_eq!(sink.stop().messages, 3);
    assert_eq!(start(|_| ()).certificate_pem(), None);
}

#[test]
fn starttls_forgets_what_was_before() {
    let sink = start(|options| {
        options.tls = TlsOffer::StartTls;
        options.login = login();
    });
    let mut plain = socket(sink.address());
    let mut reader = BufReader::new(plain.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    // AUTH is refused before TLS; what follows STARTTLS in the clear is not obeyed afterwards.
    plain.write_all(format!("EHLO me\r\nAUTH PLAIN {ANNA}\r\nSTARTTLS\r\nNOOP\r\n").as_bytes()).unwrap();
    let mut before = String::new();
    while !before.contains("220 ") {
        reader.read_line(&mut before).unwrap();
    }
    assert!(before.contains("STARTTLS\r\n") && !before.contains("AUTH PLAIN"), "{before}");
    assert!(before.contains("538 5.7.11") && before.ends_with("220 2.0.0 go ahead\r\n"), "{before}");
    let mut client = Client::new(secure(&sink, "localhost", plain).unwrap());
    client.ask("MAIL FROM:<>", "503 5.5.1");
    let reply = client.ask("EHLO me", "250");
    assert!(reply.contains("AUTH PLAIN LOGIN CRAM-MD5") && !reply.contains("STARTTLS"), "{reply}");
    client.ask_all(&[("STARTTLS", "503"), (&format!("AUTH PLAIN {ANNA}"), "235"), ("MAIL FROM:<>", "250")]);
    assert_eq!(sink.stop().logins, 1);
}

#[test]
fn openssl_trusts_the_certificate() {
    let Ok(version) = Command::new("openssl").arg("version").output() else { return };
    assert!(version.status.success());
    let sink = start(|options| options.tls = TlsOffer::Implicit);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ca.pem");
    fs::write(&file, sink.certificate_pem().unwrap()).unwrap();
    let address = sink.address().to_string();
    let output = Command::new("openssl")
        .args(["s_client", "-verify_return_error", "-x509_strict", "-verify_ip", "127.0.0.1", "-connect", &address])
        .arg("-CAfile")
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Verify return code: 0 (ok)"), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
}
