//! The server's certificates, right and wrong.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// The parameters are this file's own.
const SOUND: &str = "the certificate can be made";

/// The server's side, and in PEM what the client is to trust.
pub(crate) struct Identity {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) trusted: String,
}

/// `good`, `expired`, `early` (not yet valid), `name` (another's), `self` (self-signed) or `unknown` (of another CA).
pub(crate) fn identity(kind: &str) -> Identity {
    let (authority, authority_key) = (authority("the authority"), key());
    let trusted = authority.self_signed(&authority_key).expect(SOUND).pem();
    let leaf_key = key();
    let leaf = leaf(kind);
    let certificate = match kind {
        "self" => leaf.self_signed(&leaf_key),
        "unknown" => leaf.signed_by(&leaf_key, &Issuer::new(self::authority("another authority"), key())),
        _ => leaf.signed_by(&leaf_key, &Issuer::new(authority, authority_key)),
    };
    let certificate = certificate.expect(SOUND);
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect(SOUND)
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(leaf_key.serialize_der().into()))
        .expect(SOUND);
    Identity { config: Arc::new(config), trusted }
}

fn key() -> KeyPair {
    KeyPair::generate().expect(SOUND)
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn leaf(kind: &str) -> CertificateParams {
    let name = if kind == "name" { "other.test" } else { "127.0.0.1" };
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect(SOUND);
    let (from, until) = match kind {
        "expired" => (2020, 2021),
        "early" => (2080, 2090),
        _ => (2020, 2090),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    params
}
