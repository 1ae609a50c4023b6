//! A certificate for the loopback, made on the spot.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const DAY: Duration = Duration::from_secs(86_400);

/// Backdated for clients whose clock is slow.
const VALID_BEFORE: Duration = DAY;

/// Some platforms' verifiers refuse a leaf that is valid for more than 398 days.
const VALID_FOR: Duration = Duration::from_secs(90 * 86_400);

/// What the server shows and what the client trusts; nothing of either without TLS.
#[derive(Default)]
pub(super) struct Identity {
    /// The server's side.
    pub(super) config: Option<Arc<ServerConfig>>,
    /// The authority that signed its certificate. Its key is gone when this value exists: nobody can sign another.
    pub(super) authority_pem: Option<String>,
}

/// Makes an authority and a leaf for `localhost`, `127.0.0.1`, `::1` and, if it is an address of its own, `listen`.
pub(super) fn identity(listen: IpAddr) -> Result<Identity, String> {
    let words = |error: rcgen::Error| error.to_string();
    let authority_key = KeyPair::generate().map_err(words)?;
    let authority_params = authority();
    let authority_pem = authority_params.self_signed(&authority_key).map_err(words)?.pem();

    let leaf_key = KeyPair::generate().map_err(words)?;
    let leaf = leaf(listen)
        .map_err(words)?
        .signed_by(&leaf_key, &Issuer::new(authority_params, authority_key))
        .map_err(words)?;

    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key))
        .map_err(|error| error.to_string())?;
    Ok(Identity { config: Some(Arc::new(config)), authority_pem: Some(authority_pem) })
}

fn authority() -> CertificateParams {
    let mut params = dated(CertificateParams::default());
    params.distinguished_name.push(DnType::CommonName, "mailshot sink authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf(listen: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut params = dated(CertificateParams::new(vec!["localhost".to_owned()])?);
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    if !listen.is_unspecified() && !addresses.contains(&listen) {
        addresses.push(listen);
    }
    params.subject_alt_names.extend(addresses.into_iter().map(SanType::IpAddress));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn dated(mut params: CertificateParams) -> CertificateParams {
    let now = SystemTime::now();
    params.not_before = (now - VALID_BEFORE).into();
    params.not_after = (now + VALID_FOR).into();
    params
}
