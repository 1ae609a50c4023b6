//! TLS: whom a session trusts, and what it says when it does not.

use std::sync::{Arc, Mutex};

use mailshot::net::{Server, SessionError, Tls, TlsError, TlsOptions};
use mailshot::smtp::{Phase, TlsMode};
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{HandshakeKind, ServerConfig};

use crate::client::Session;
use crate::peer::{Peer, encrypted, hurried, listen, mail, plain, secure, server};

/// What a certificate is to be like.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    name: &'static str,
    from: i32,
    until: i32,
    /// Says CA:TRUE, like those of `openssl req -x509`.
    ca: bool,
    /// Its subject: what a verifier finds an issuer by.
    issuer: &'static str,
}

pub(crate) const GOOD: Kind = Kind { name: "127.0.0.1", from: 2020, until: 2090, ca: false, issuer: "right" };

fn params(kind: Kind) -> CertificateParams {
    let mut params = CertificateParams::new(vec![kind.name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(kind.from, 1, 1);
    params.not_after = date_time_ymd(kind.until, 1, 1);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, kind.issuer);
    if kind.ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    Arc::new(config)
}

/// A self-signed certificate: the server's side, and the certificate in PEM.
fn self_signed(kind: Kind) -> (Arc<ServerConfig>, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = params(kind).self_signed(&key).unwrap();
    (config(certificate.der().clone(), &key), certificate.pem())
}

/// A certificate signed by a private CA: the server's side, and the CA's certificate in PEM.
pub(crate) fn signed(kind: Kind) -> (Arc<ServerConfig>, String) {
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let ca_params = params(Kind { name: "ca.test", ca: true, issuer: "ca", ..GOOD });
    let ca = ca_params.self_signed(&ca_key).unwrap();
    let certificate = params(kind).signed_by(&key, &Issuer::new(ca_params, ca_key)).unwrap();
    (config(certificate.der().clone(), &key), ca.pem())
}

pub(crate) fn trusting(pem: &str) -> Tls {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pem).unwrap();
    Tls::new(&TlsOptions { ca_file: Some(file.path().to_owned()), accept_invalid_certs: false }).unwrap()
}

/// Opens a session to a server with TLS from the first octet, and says what came of it.
fn open(config: Arc<ServerConfig>, tls: Tls) -> Result<(), SessionError> {
    let (port, peer) = secure(config, |mut peer| {
        peer.say("220 mx.test");
        if !peer.line().is_empty() {
            peer.say("250 mx.test");
            peer.on("QUIT", "221 bye");
        }
    });
    let server = Server { tls_mode: TlsMode::Implicit, tls, ..server(port) };
    let result = Session::open(&server, None).map(Session::quit);
    peer.join().unwrap();
    result
}

fn tls_error(result: Result<(), SessionError>) -> TlsError {
    match result {
        Err(SessionError::Tls(error)) => error,
        other => panic!("expected an error of TLS, got {other:?}"),
    }
}

#[test]
fn good_certificates_are_taken() {
    let ca = signed(GOOD);
    open(ca.0, trusting(&ca.1)).unwrap();
    for own in [GOOD, Kind { ca: true, ..GOOD }] {
        let (config, pem) = self_signed(own);
        open(config, trusting(&pem)).unwrap();
    }
}

#[test]
fn every_rule_has_its_own_words() {
    let host = || "127.0.0.1".to_owned();
    for kind in [Kind { until: 2021, ..GOOD }, Kind { until: 2021, ca: true, ..GOOD }] {
        let (config, pem) = self_signed(kind);
        let error = tls_error(open(config, trusting(&pem)));
        assert_eq!(error, TlsError::Expired { host: host(), on: "2021-01-01".to_owned() });
    }
    let (config, pem) = signed(Kind { from: 2080, ..GOOD });
    let error = tls_error(open(config, trusting(&pem)));
    assert_eq!(error, TlsError::NotYetValid { host: host(), from: "2080-01-01".to_owned() });
    for kind in [Kind { name: "mx.test", ..GOOD }, Kind { name: "mx.test", ca: true, ..GOOD }] {
        let (config, pem) = self_signed(kind);
        let error = tls_error(open(config, trusting(&pem)));
        assert_eq!(error, TlsError::WrongName { host: host(), names: vec!["mx.test".to_owned()] });
        assert!(error.to_string().contains("is for mx.test, not for 127.0.0.1"), "{error}");
    }
    let other = || trusting(&self_signed(Kind { ca: true, issuer: "wrong", ..GOOD }).1);
    for (config, _) in [self_signed(GOOD), self_signed(Kind { ca: true, ..GOOD }), signed(GOOD)] {
        let error = tls_error(open(config, other()));
        assert_eq!(error, TlsError::UnknownIssuer { host: host() });
        assert!(error.to_string().contains("--ca-file"), "{error}");
    }
    // A self-signed certificate that was made anew, and the old one.
    let error = tls_error(open(self_signed(GOOD).0, trusting(&self_signed(GOOD).1)));
    assert_eq!(error, TlsError::BadSignature { host: host() });
}

#[test]
fn the_danger_flag_takes_any_certificate() {
    let danger = Tls::new(&TlsOptions { ca_file: None, accept_invalid_certs: true }).unwrap();
    let (config, _) = self_signed(Kind { name: "mx.test", from: 2000, until: 2001, ca: true, ..GOOD });
    open(config, danger).unwrap();
}

/// As `openssl x509 -req` makes them where nothing is said of extensions: self-signed, until 2081, and its key has no other use.
#[test]
fn a_certificate_of_version_1_is_told_of_in_words_and_taken_with_the_danger_flag() {
    let config = || {
        let pem = include_bytes!("version1/certificate.pem");
        let certificate = CertificateDer::from_pem_slice(pem).unwrap();
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("version1/key.pem")).unwrap();
        let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
        let certified = CertifiedKey::new(vec![certificate], key);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let resolver = SingleCertAndKey::from(certified);
        Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(resolver)))
    };
    let error = tls_error(open(config(), trusting(&self_signed(GOOD).1))).to_string();
    for words in ["X.509 version 1", "--danger-accept-invalid-certs"] {
        assert!(error.contains(words), "{error}");
    }
    open(config(), Tls::new(&TlsOptions { ca_file: None, accept_invalid_certs: true }).unwrap()).unwrap();
}

#[test]
fn a_ca_file_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (garbage, missing) = (folder.path().join("garbage.pem"), folder.path().join("missing.pem"));
    std::fs::write(&garbage, b"\0\xff no PEM").unwrap();
    let rubbish = folder.path().join("rubbish.pem");
    std::fs::write(&rubbish, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    for file in [garbage, missing, rubbish, folder.path().to_owned()] {
        let error = Tls::new(&TlsOptions { ca_file: Some(file.clone()), accept_invalid_certs: false }).unwrap_err();
        assert!(matches!(error, TlsError::CaFile { .. }), "{error:?}");
        assert!(error.to_string().starts_with(&format!("{}: ", file.display())), "{error}");
    }
}

#[test]
fn starttls_then_everything_is_encrypted_and_learnt_anew() {
    let (config, pem) = signed(GOOD);
    let (port, peer) = listen("127.0.0.1", move |tcp| {
        let mut peer = Peer::new(tcp.try_clone().unwrap());
        peer.greet(&["STARTTLS", "SIZE 1"]);
        peer.on("STARTTLS", "220 go ahead");
        let mut peer = Peer::new(encrypted(config, tcp));
        peer.on("EHLO ", "250-mx.test\n250 SIZE 1000000");
        peer.accept();
        peer.on("QUIT", "221 bye");
        // TLS's own good-bye, then the end.
        peer.gone();
    })
    .unwrap();
    let server = Server { tls_mode: TlsMode::StartTls, tls: trusting(&pem), ..server(port) };
    let mut session = Session::open(&server, None).unwrap();
    assert_eq!(session.capabilities().size, Some(1_000_000));
    assert!(session.submit(&mail(500_000)).unwrap().verdicts[0].is_accepted());
    session.quit();
    peer.join().unwrap();
}

#[test]
fn octets_behind_starttls_end_the_session() {
    for injected in ["250 evil\r\n", "250-evil", "\0"] {
        let (port, peer) = plain(move |mut peer| {
            peer.greet(&["STARTTLS"]);
            assert_eq!(peer.line(), "STARTTLS");
            peer.raw(&format!("220 go ahead\r\n{injected}"));
            peer.gone();
        });
        let error = Session::open(&Server { tls_mode: TlsMode::StartTls, ..server(port) }, None).unwrap_err();
        assert!(matches!(error, SessionError::Injected), "{error:?}");
        peer.join().unwrap();
    }
}

#[test]
fn a_server_without_tls_is_told_from_a_bad_one() {
    let (port, peer) = plain(|mut peer| {
        peer.say("220 mx.test ESMTP\x1b[2J");
        peer.gone();
    });
    let implicit = Server { tls_mode: TlsMode::Implicit, ..server(port) };
    let error = Session::open(&implicit, None).unwrap_err();
    assert!(matches!(error, SessionError::Tls(TlsError::NotTls { .. })), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("--tls starttls") && !text.contains('\x1b'), "{text}");
    peer.join().unwrap();
}

#[test]
fn what_a_server_says_instead_of_tls_is_told() {
    let (port, peer) = plain(|mut peer| {
        peer.say("554 5.7.1 your address is blocked");
        peer.gone();
    });
    let error = Session::open(&Server { tls_mode: TlsMode::Implicit, ..server(port) }, None).unwrap_err();
    assert!(error.to_string().contains("554 5.7.1 your address is blocked"), "{error}");
    peer.join().unwrap();
}

#[test]
fn garbage_instead_of_the_handshake_after_starttls_is_told_so() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["STARTTLS"]);
        peer.on("STARTTLS", "220 go ahead");
        // The first octet of the client's handshake has arrived: this is no injection any more.
        peer.octet();
        peer.say("500 what was that?");
        peer.gone();
    });
    let error = Session::open(&Server { tls_mode: TlsMode::StartTls, ..server(port) }, None).unwrap_err();
    assert!(matches!(error, SessionError::Tls(TlsError::NotTls { after_starttls: true, .. })), "{error:?}");
    peer.join().unwrap();
}

#[test]
fn a_handshake_that_stops_or_ends_is_no_fault_of_the_certificate() {
    let (port, peer) = plain(|mut peer| peer.gone());
    let error = Session::open(&Server { tls_mode: TlsMode::Implicit, ..hurried(port) }, None).unwrap_err();
    assert!(matches!(error, SessionError::Deadline { phase: Phase::Tls, .. }), "{error:?}");
    peer.join().unwrap();

    let (port, peer) = plain(|mut peer| {
        peer.octet();
    });
    let error = Session::open(&Server { tls_mode: TlsMode::Implicit, ..server(port) }, None).unwrap_err();
    assert!(
        matches!(error, SessionError::Closed { phase: Phase::Tls } | SessionError::Io { phase: Phase::Tls, .. }),
        "{error:?}"
    );
    peer.join().unwrap();
}

#[test]
fn sessions_that_share_their_trust_resume() {
    let (config, pem) = signed(GOOD);
    let tls = trusting(&pem);
    let kinds = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..2 {
        let (config, seen) = (Arc::clone(&config), Arc::clone(&kinds));
        let (port, peer) = listen("127.0.0.1", move |mut tcp| {
            let mut connection = rustls::ServerConnection::new(config).unwrap();
            connection.complete_io(&mut tcp).unwrap();
            seen.lock().unwrap().push(connection.handshake_kind());
            let mut peer = Peer::new(rustls::StreamOwned::new(connection, tcp));
            peer.greet(&[]);
            peer.on("QUIT", "221 bye");
        })
        .unwrap();
        let server = Server { tls_mode: TlsMode::Implicit, tls: tls.clone(), ..server(port) };
        Session::open(&server, None).unwrap().quit();
        peer.join().unwrap();
    }
    assert_eq!(*kinds.lock().unwrap(), [Some(HandshakeKind::Full), Some(HandshakeKind::Resumed)]);
}
