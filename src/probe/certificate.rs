//! What a person wants to know of a certificate (RFC 5280). Whether it is to be trusted is for the verifier to say.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

/// Names beyond so many are counted.
const SHOWN_NAMES: usize = 5;

/// Whose it is, by whom, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Certificate {
    pub(super) subject: String,
    pub(super) issuer: String,
    /// Seconds since 1970.
    pub(super) not_after: i64,
    /// DNS names and IP addresses that it is for.
    pub(super) names: Vec<String>,
}

impl Certificate {
    /// Reads a certificate in DER; `None` where it is none.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let alternative = certificate.subject_alternative_name().ok().flatten();
        let names = alternative.map(|names| names.value.general_names.iter().filter_map(name).collect());
        Some(Self {
            subject: common_name(certificate.subject()),
            issuer: common_name(certificate.issuer()),
            not_after: certificate.validity().not_after.timestamp(),
            names: names.unwrap_or_default(),
        })
    }

    /// The last day, UTC.
    pub(super) fn until(&self) -> String {
        jiff::Timestamp::from_second(self.not_after)
            .map_or_else(|_| "a day beyond the calendar".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
    }

    /// Days that are left; negative when it is over.
    pub(super) fn days_left(&self, now: i64) -> i64 {
        self.not_after.saturating_sub(now).div_euclid(86_400)
    }

    /// `smtp.example.com, *.example.com and 3 more`.
    pub(super) fn names(&self) -> String {
        match self.names.split_at_checked(SHOWN_NAMES) {
            _ if self.names.is_empty() => "no name".to_owned(),
            Some((shown, rest)) if !rest.is_empty() => format!("{} and {} more", shown.join(", "), rest.len()),
            _ => self.names.join(", "),
        }
    }
}

/// The common name, else the organization, else all of it.
fn common_name(name: &X509Name<'_>) -> String {
    let first = name.iter_common_name().chain(name.iter_organization()).find_map(|part| part.as_str().ok());
    first.map_or_else(|| name.to_string(), str::to_owned)
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(octets) => match **octets {
            [a, b, c, d] => Some(std::net::Ipv4Addr::new(a, b, c, d).to_string()),
            _ => <[u8; 16]>::try_from(*octets).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string()),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_read() {
        let made = rcgen::generate_simple_self_signed(["mx.example.com".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let found = Certificate::parse(made.cert.der()).unwrap();
        assert_eq!(found.names, ["mx.example.com", "127.0.0.1"]);
        assert_eq!(found.subject, "rcgen self signed cert");
        assert!(found.days_left(0) > 365 && found.until().len() >= 10, "{found:?}");
        assert_eq!(found.days_left(found.not_after + 1), -1);
        assert_eq!(found.days_left(found.not_after - 86_400), 1);
    }

    #[test]
    fn garbage_is_no_certificate() {
        assert_eq!(Certificate::parse(b""), None);
        assert_eq!(Certificate::parse(b"\x30\x82\x01\x00hello"), None);
    }

    #[test]
    fn many_names_are_counted() {
        let names = (0..7).map(|n| format!("n{n}")).collect();
        let certificate = Certificate { subject: String::new(), issuer: String::new(), not_after: 0, names };
        assert_eq!(certificate.names(), "n0, n1, n2, n3, n4 and 2 more");
    }

    proptest::proptest! {
        #[test]
        fn a_certificate_with_a_wrong_octet_is_read_or_refused(at in 0_usize..600, octet: u8) {
            let made = rcgen::generate_simple_self_signed(["mx.example.com".to_owned()]).unwrap();
            let mut der = made.cert.der().to_vec();
            let at = at % der.len();
            der[at] = octet;
            if let Some(found) = Certificate::parse(&der) {
                proptest::prop_assert!(!found.until().is_empty() && found.names().len() < der.len());
                let _ = found.days_left(i64::MIN);
            }
        }
    }
}
