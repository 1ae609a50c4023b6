//! TLS by rustls: whom to trust.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CipherSuite, ClientConfig, DigitallySignedStruct, Error as Rustls, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier as Platform;

use super::TlsError;
use super::tls_error::{is_ca_as_end_entity, is_of_old_version};

/// A CA file over this size is something else.
const MAX_CA_FILE: u64 = 16 << 20;

/// Whom to trust.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Extra trust roots in PEM, beside the platform's.
    pub ca_file: Option<PathBuf>,
    /// `--danger-accept-invalid-certs`.
    pub accept_invalid_certs: bool,
}

/// A client configuration, shared by all sessions (tickets for resumption included). Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tls(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The user's own trust roots.
    own: Vec<CertificateDer<'static>>,
    accept_invalid_certs: bool,
    /// Made once TLS is used. With `--tls none` the platform's roots, some 140, are not read, and a machine without any does.
    config: OnceLock<Result<Arc<ClientConfig>, TlsError>>,
}

impl Tls {
    /// Reads the user's own trust roots; those of the platform once they are needed.
    ///
    /// # Errors
    /// The CA file cannot be read or holds no certificate.
    pub fn new(options: &TlsOptions) -> Result<Self, TlsError> {
        let own = options.ca_file.as_deref().map(certificates).transpose()?.unwrap_or_default();
        let accept_invalid_certs = options.accept_invalid_certs;
        Ok(Self(Arc::new(Shared { own, accept_invalid_certs, config: OnceLock::new() })))
    }

    /// The configuration of every session.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, TlsError> {
        self.0.config.get_or_init(|| self.0.make()).clone()
    }
}

impl Shared {
    fn make(&self) -> Result<Arc<ClientConfig>, TlsError> {
        let mut provider = ring::default_provider();
        // The one that every server has (RFC 8446 §9.1), as browsers ask for it: with 256 bits each octet takes a third longer.
        provider.cipher_suites.sort_by_key(|suite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
        let provider = Arc::new(provider);
        let trust = if self.accept_invalid_certs { Trust::Anyone } else { Trust::roots(self.own.clone(), &provider)? };
        let verifier = Arc::new(Verifier { trust, provider: Arc::clone(&provider) });
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring has the algorithms of TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}

/// Reads the certificates of a PEM file that can serve as trust roots.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let fault = |why: String| TlsError::CaFile { file: file.to_owned(), why };
    let mut pem = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAX_CA_FILE).read_to_end(&mut pem))
        .map_err(|error| fault(format!("the CA file cannot be read: {}", super::error::why(&error))))?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| fault(format!("the CA file is damaged: {error}")))?;
    // One odd certificate in a bundle of a hundred does not spoil the others.
    let usable: Vec<_> =
        found.iter().filter(|root| RootCertStore::empty().add((*root).clone()).is_ok()).cloned().collect();
    if !usable.is_empty() {
        return Ok(usable);
    }
    Err(fault(if found.is_empty() {
        "the CA file holds no certificate in PEM (-----BEGIN CERTIFICATE-----).".to_owned()
    } else {
        "none of the certificates in the CA file can be read.".to_owned()
    }))
}

/// Whom a server's certificate may come from.
#[derive(Debug)]
enum Trust {
    /// The platform's roots and the user's own.
    Roots { platform: Platform, own: Vec<CertificateDer<'static>> },
    /// `--danger-accept-invalid-certs`: any certificate, as long as the peer holds its key, if that can be told.
    Anyone,
}

impl Trust {
    fn roots(own: Vec<CertificateDer<'static>>, provider: &Arc<CryptoProvider>) -> Result<Self, TlsError> {
        let platform =
            Platform::new_with_extra_roots(own.iter().cloned(), Arc::clone(provider)).map_err(|error| match error {
                Rustls::General(why) => TlsError::NoRoots { why },
                error => TlsError::NoRoots { why: error.to_string() },
            })?;
        Ok(Self::Roots { platform, own })
    }
}

/// Checks the certificate by the trust, and the signature in any case.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// Of a certificate that nobody vouches for, the signature says no more than that the peer has made it; with one of a version that
    /// cannot be read it need not say that.
    fn believe(&self, verified: Result<HandshakeSignatureValid, Rustls>) -> Result<HandshakeSignatureValid, Rustls> {
        match (verified, &self.trust) {
            (Err(Rustls::InvalidCertificate(error)), Trust::Anyone) if is_of_old_version(&error) => {
                Ok(HandshakeSignatureValid::assertion())
            }
            (verified, _) => verified,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Rustls> {
        let Trust::Roots { platform, own } = &self.trust else { return Ok(ServerCertVerified::assertion()) };
        match platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // A self-signed certificate as `openssl req -x509` makes them says CA:TRUE, and a CA is no end entity. But
            // where the user gave this very certificate, there is nobody else to trust: it is taken for what it is.
            // Its dates have been checked by then (they come before the basic constraints); its name has not.
            Err(Rustls::InvalidCertificate(error)) if is_ca_as_end_entity(&error) && own.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Rustls> {
        self.believe(verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        ))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Rustls> {
        self.believe(verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        ))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
