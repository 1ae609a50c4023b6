//! Whether a server is on this machine.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use thiserror::Error;

/// Why a server may not be loaded without permission.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// It is another machine.
    #[error(
        "{host} is not this machine{}. Bulk test mail to somebody else's server is abuse: it can get your address \
         blocked, and the mail is real. If the server is yours, or its owner has agreed, add --i-am-allowed.",
        resolved(host, address)
    )]
    Remote {
        /// The server.
        host: String,
        /// Its first address that is not a loopback address.
        address: IpAddr,
    },
    /// Nobody can say which machine it is.
    #[error(
        "{host}: cannot be resolved: {source}. Load is for this machine's own servers; if the server is yours, or its owner \
         has agreed, add --i-am-allowed."
    )]
    Unknown {
        /// The server.
        host: String,
        /// Why.
        source: io::Error,
    },
}

/// Checks that every address of a server is a loopback address: 127.0.0.0/8 or ::1.
///
/// # Errors
/// See [`RemoteError`].
pub fn check_loopback(host: &str, port: u16) -> Result<(), RemoteError> {
    let unknown = |source| RemoteError::Unknown { host: host.to_owned(), source };
    let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(unknown)?.collect();
    if addresses.is_empty() {
        return Err(unknown(io::Error::new(io::ErrorKind::NotFound, "the name has no address")));
    }
    match addresses.into_iter().map(|address| address.ip()).find(|address| !address.to_canonical().is_loopback()) {
        Some(address) => Err(RemoteError::Remote { host: host.to_owned(), address }),
        None => Ok(()),
    }
}

/// The address, where it is not the host's name already.
fn resolved(host: &str, address: &IpAddr) -> String {
    if host == address.to_string() { String::new() } else { format!(" (it is {address})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_passes() {
        for host in ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "localhost"] {
            assert!(check_loopback(host, 25).is_ok(), "{host}");
        }
        for host in ["192.0.2.1", "0.0.0.0", "10.0.0.1", "::", "2001:db8::1", "::ffff:192.0.2.1"] {
            let error = check_loopback(host, 25).unwrap_err().to_string();
            assert!(error.contains("is abuse") && error.contains("--i-am-allowed"), "{host}: {error}");
        }
        let error = check_loopback("a b", 25).unwrap_err().to_string();
        assert!(error.contains("cannot be resolved"), "{error}");
    }
}
