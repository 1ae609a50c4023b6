//! The mechanisms: vectors of the RFCs, and servers that lie.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use mailshot::smtp::auth::{CramMd5, Login, Mechanism, OAuthBearer, Plain, Redaction, ScramSha256, XOAuth2};
use proptest::prelude::*;

use crate::credentials;

#[test]
fn plain_as_in_rfc_4616() {
    let plain = Plain::new(credentials("tim", "tanstaaftanstaaf"));
    assert_eq!(plain.initial_response().unwrap(), b"\0tim\0tanstaaftanstaaf");
}

#[test]
fn cram_md5_as_in_rfc_2195() {
    let mut cram = CramMd5::new(credentials("tim", "tanstaaftanstaaf"));
    assert_eq!(cram.initial_response(), None);
    let response = cram.respond(b"<1896.697170952@postoffice.reston.mci.net>").unwrap();
    assert_eq!(response, b"tim b913a602c7eda7a495b4e6e7334d3890");
    assert!(cram.respond(b"").is_err());
}

#[test]
fn scram_sha_256_as_in_rfc_7677() {
    let mut scram = ScramSha256::new(&credentials("user", "pencil"), "rOprNGfwEbeRWgbNEkqO").unwrap();
    assert_eq!(scram.initial_response().unwrap(), b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    let server_first = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    let client_final = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                         p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    assert_eq!(scram.respond(server_first).unwrap(), client_final);
    assert!(scram.finish("ok").is_err(), "the server has not signed yet");
    assert_eq!(scram.respond(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").unwrap(), b"");
    assert!(scram.finish("ok").is_ok());
    assert!(scram.respond(b"").is_err());
}

#[test]
fn scram_escapes_and_prepares_names() {
    // RFC 5802 §5.1: "=" and "," in names; RFC 4013 §3: SOFT HYPHEN maps to nothing, ª to a.
    let scram = ScramSha256::new(&credentials("a=b,c\u{ad}\u{aa}", "p"), "n").unwrap();
    assert_eq!(scram.initial_response().unwrap(), b"n,,n=a=3Db=2Cca,r=n");
    assert!(ScramSha256::new(&credentials("u", "\u{7}"), "n").is_err());
    assert!(ScramSha256::new(&credentials("u", "p"), "a,b").is_err());
    assert!(ScramSha256::new(&credentials("u", "p"), "").is_err());
}

#[test]
fn scram_refuses_what_is_no_server_first_message() {
    let messages = [
        "",
        "r=nX",
        "r=nX,s=AAAA",
        "r=nX,s=AAAA,i=",
        "r=nX,s=AAAA,i=-1",
        "r=nX,s=AAAA,i=4095",
        "r=nX,s=AAAA,i=1000001",
        "r=nX,s=AAAA,i=99999999999999999999",
        "r=nX,s=,i=4096",
        "r=nX,s=!,i=4096",
        "r=n,s=AAAA,i=4096",
        "r=mX,s=AAAA,i=4096",
        "s=AAAA,r=nX,i=4096",
        "m=ext,r=nX,s=AAAA,i=4096",
        "e=other-error",
    ];
    for message in messages {
        let mut scram = ScramSha256::new(&credentials("u", "p"), "n").unwrap();
        assert!(scram.respond(message.as_bytes()).is_err(), "{message}");
    }
    let mut scram = ScramSha256::new(&credentials("u", "p"), "n").unwrap();
    assert!(scram.respond(b"r=n\xff,s=AAAA,i=4096").is_err());
    let mut scram = ScramSha256::new(&credentials("u", "p"), "n").unwrap();
    assert!(scram.respond(b"r=nX,s=AAAA,i=4096,x=extension").is_ok());
}

#[test]
fn tokens() {
    let xoauth2 = XOAuth2::new(credentials("someuser@example.com", "token"));
    assert_eq!(xoauth2.initial_response().unwrap(), b"user=someuser@example.com\x01auth=Bearer token\x01\x01");
    let mut bearer = OAuthBearer::new(credentials("us,er=@example.com", "token"), "server.example.com", 143);
    let expected = b"n,a=us=2Cer=3D@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer token\x01\x01";
    assert_eq!(bearer.initial_response().unwrap(), expected);
    let json = br#"{"status":"invalid_token","scope":"example_scope"}"#;
    assert_eq!(bearer.respond(json).unwrap(), b"\x01");
    assert_eq!(bearer.failure(), Some("invalid_token"));
    assert!(bearer.respond(json).is_err());
}

fn mechanisms() -> Vec<Box<dyn Mechanism>> {
    let login = credentials("u", "p");
    vec![
        Box::new(Plain::new(login.clone())),
        Box::new(Login::new(login.clone())),
        Box::new(CramMd5::new(login.clone())),
        Box::new(ScramSha256::new(&login, "n").unwrap()),
        Box::new(XOAuth2::new(login.clone())),
        Box::new(OAuthBearer::new(login, "h", 1)),
    ]
}

proptest! {
    #[test]
    fn no_challenge_makes_a_mechanism_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        for mut mechanism in mechanisms() {
            let _ = mechanism.respond(&octets);
            let _ = mechanism.respond(&octets);
            let _ = mechanism.finish(&String::from_utf8_lossy(&octets));
        }
    }
}

/// The forms in which the secret goes out, as they are and in base64.
fn forms_of(user: &str, secret: &str) -> Vec<String> {
    let forms = [
        format!("user={user}\x01auth=Bearer {secret}\x01\x01"),
        format!("{user}\0{user}\0{secret}"),
        format!("\0{user}\0{secret}"),
        secret.to_owned(),
    ];
    forms.iter().flat_map(|form| [STANDARD.encode(form), STANDARD_NO_PAD.encode(form), form.clone()]).collect()
}

proptest! {
    /// No form of the secret is left, what holds none is left as it is, and a line that is passed over holds none.
    #[test]
    fn a_redaction_finds_every_form(
        user in "[a-c]{1,3}",
        secret in "[a-cé =]{1,6}",
        pieces in prop::collection::vec((0usize..14, "[ a-cA-C0=]{0,4}"), 0..6),
    ) {
        let forms = ["user=U\x01auth=Bearer S\x01\x01", "U\0U\0S", "\0U\0S", "S"].map(|form| form.replace('U', &user).replace('S', &secret));
        let text: String = pieces
            .iter()
            .map(|(which, between)| match which {
                0..4 => forms[*which].clone() + between,
                4..8 => STANDARD.encode(&forms[which - 4]) + between,
                8..12 => STANDARD_NO_PAD.encode(&forms[which - 8]) + between,
                _ => between.clone(),
            })
            .collect();
        let redaction = Redaction::new(&credentials(&user, &secret));
        let shown = redaction.redact(&text);
        let holds = |text: &str| forms_of(&user, &secret).iter().any(|form| text.contains(form));
        prop_assert!(!holds(&shown), "{shown}");
        prop_assert_eq!(holds(&text), shown != text);
        prop_assert!(redaction.may_concern(&text) || !holds(&text));
        prop_assert_eq!(format!("{:?}", redaction), "***");
    }
}
