//! DKIM: is there a key that receivers could check a signature with (RFC 6376 §3.6)?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::super::step::{Mark, Step};
use super::{Lookup, NameError, Names, failed, tags};

/// Tried where nobody has named one, after those of the provider.
const USUAL: &[&str] = &[
    "default", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "mail", "dkim", "smtp", "email", "key1",
    "mx",
];

/// RFC 8301 §3.2: shorter ones must not be believed.
const FEWEST_BITS: usize = 1024;

/// A key as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    /// `rsa` or `ed25519`.
    kind: String,
    /// Of an RSA key that could be read.
    bits: Option<usize>,
    /// `p=` is empty.
    is_revoked: bool,
    /// `t=y`: receivers are told to take no notice.
    is_testing: bool,
}

/// Why a record is no key.
fn parse(record: &str) -> Result<Key, &'static str> {
    let tags = tags::parse(record).ok_or("it is no list of tags")?;
    if tags::get(&tags, "v").is_some_and(|version| version != "DKIM1") {
        return Err("it is not of version DKIM1");
    }
    let key = tags::get(&tags, "p").ok_or("it has no key (p=)")?;
    let key: String = key.split_whitespace().collect();
    let kind = tags::get(&tags, "k").unwrap_or("rsa").to_ascii_lowercase();
    let is_testing = tags::get(&tags, "t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"));
    let octets = STANDARD.decode(&key).map_err(|_| "its key is not base64")?;
    let bits = (kind == "rsa").then(|| rsa_bits(&octets)).flatten();
    if kind == "rsa" && bits.is_none() && !key.is_empty() {
        return Err("its key is no RSA key");
    }
    Ok(Key { kind, bits, is_revoked: key.is_empty(), is_testing })
}

fn rsa_bits(der: &[u8]) -> Option<usize> {
    let (_, info) = SubjectPublicKeyInfo::from_der(der).ok()?;
    match info.parsed().ok()? {
        PublicKey::RSA(key) => Some(key.key_size()),
        _ => None,
    }
}

pub(super) fn step(names: &dyn Names, lookup: &Lookup<'_>) -> Step {
    let domain = lookup.domain;
    if let Some(selector) = lookup.selector {
        return match names.txt(&name(selector, domain)) {
            Ok(records) => found(selector, domain, &records),
            Err(NameError::Missing) => {
                let text = format!("no key at {}", name(selector, domain));
                let advice = "Compare the selector with s= in the DKIM-Signature of a mail that you have sent.";
                Step::new("dkim", Mark::Odd, text).advise(advice)
            }
            Err(NameError::Failed(why)) => failed("dkim", "the DKIM key", &why),
        };
    }
    let own = lookup.provider.iter().flat_map(|provider| provider.selectors.iter().map(String::as_str));
    let mut tried: Vec<&str> = Vec::new();
    for selector in own.chain(USUAL.iter().copied()) {
        if tried.contains(&selector) {
            continue;
        }
        tried.push(selector);
        match names.txt(&name(selector, domain)) {
            // A wildcard answers to every name; only what is meant as a key counts.
            Ok(records) if records.iter().any(|record| record.contains("p=")) => {
                return found(selector, domain, &records);
            }
            Err(NameError::Failed(why)) => return failed("dkim", "the DKIM key", &why),
            Ok(_) | Err(NameError::Missing) => {}
        }
    }
    let text = format!("not to be told: {domain} has no key under any of {} usual selectors", tried.len());
    let advice = "Send yourself a mail and look for DKIM-Signature: no such field, no DKIM; else give what stands behind s= as \
                  --dkim-selector.";
    Step::new("dkim", Mark::Open, text).advise(advice).with("tried", tried)
}

fn name(selector: &str, domain: &str) -> String {
    format!("{selector}._domainkey.{domain}")
}

fn found(selector: &str, domain: &str, records: &[String]) -> Step {
    let at = name(selector, domain);
    let key = records.iter().find_map(|record| parse(record).ok());
    let Some(key) = key else {
        let why = records.iter().find_map(|record| parse(record).err()).unwrap_or("there is none");
        return Step::new("dkim", Mark::Odd, format!("the record at {at} is no key: {why}"))
            .advise("Publish it again as your provider shows it; it may have been cut, or lost a quotation mark.");
    };
    let size = key.bits.map_or_else(String::new, |bits| format!(", {bits} bits"));
    let text = format!("{domain} has a key ({}{size}, selector {selector})", key.kind);
    let odd = |text: String, advice: &str| Step::new("dkim", Mark::Odd, text).advise(advice);
    let step = if key.is_revoked {
        odd(
            format!("the key of selector {selector} has been revoked"),
            "Have your provider make a new one, and publish it.",
        )
    } else if key.bits.is_some_and(|bits| bits < FEWEST_BITS) {
        odd(format!("{text}: too short, receivers ignore it"), "Have your provider make one of 2048 bits.")
    } else if key.is_testing {
        odd(format!("{text}, marked as a test (t=y)"), "Take t=y out of the record once signatures are right.")
    } else {
        Step::new("dkim", Mark::Good, text).and("whether the server signs with it shows in a mail that it has sent")
    };
    step.with("selector", selector).with("bits", key.bits)
}

#[cfg(test)]
mod tests {
    use super::super::table::Table;
    use super::*;

    /// RSA, 2048 and 512 bits, made with openssl for this test.
    const RSA_2048: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt8INCSKiSVapww1cVEEwjpY2Wj3Gr8wTMNjIQ5Fh1R3ok/41J6gTjpzQ\
         /NgOzrgFoE2MfO0JW8CPMSJ/gcmtui+lgtFy5JBniCLy/vR+zLlqgMu9eJUD0xQGH0WRA42N2/WTeLoJniCEu2N7SkFGaEoCEM9/\
         5hKyWiaIjXo6sP/6+5m2eVvwZu1UhGQUmxPHkb+4byrpxBNAMs1iybm16z0UT1nZUxzFa4xgW4l6yGEfsd+N0h9+KcDklVOVtb8O\
         zSuIm1MNFxwtHWVgnI79njfIUhc0UBZ/ElVrui4fev56XJ+ZnICXrGUFJUOh7niTLv2nDrMYTuLLAyrhsMdQhQIDAQAB";
    const RSA_512: &str = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMJqCtC1RiL5AIamg1H5NOsH4IvGLzupqnrK8eYNEZdBjAM1AlX8B4Ll3PE+hV4nf72U\
         lTja4fgvS4eToz473ykCAwEAAQ==";

    #[test]
    fn keys_are_read() {
        let key = parse(&format!("v=DKIM1; k=rsa; t=s; p={RSA_2048}")).unwrap();
        assert_eq!(key, Key { kind: "rsa".into(), bits: Some(2048), is_revoked: false, is_testing: false });
        let key = parse("v=DKIM1; k=ed25519; t=y:s; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=").unwrap();
        assert_eq!(key, Key { kind: "ed25519".into(), bits: None, is_revoked: false, is_testing: true });
        assert!(parse("v=DKIM1; p=").unwrap().is_revoked);
        for (record, why) in [
            ("v=DKIM2; p=", "version"),
            ("v=DKIM1", "no key"),
            ("v=DKIM1; p=a%b", "base64"),
            ("v=DKIM1; p=AAAA", "no RSA key"),
            ("hello", "no list"),
        ] {
            assert!(parse(record).unwrap_err().contains(why), "{record}");
        }
    }

    fn told(records: &[(&str, &str)], selector: Option<&str>) -> Step {
        let provider = crate::provider::by_name("exmail");
        let lookup = Lookup { domain: "school.example", provider, addresses: &[], selector };
        step(&Table::new(records), &lookup)
    }

    #[test]
    fn the_usual_selectors_are_tried() {
        let key = format!("v=DKIM1; p={RSA_2048}");
        let step = told(&[("s1._domainkey.school.example TXT", &key)], None);
        assert!(step.mark == Mark::Good && step.text.contains("2048 bits, selector s1"), "{}", step.text);
        let step = told(&[("default._domainkey.school.example TXT", "a wildcard")], None);
        assert!(step.mark == Mark::Open && step.text.contains("not to be told"), "{}", step.text);
    }

    #[test]
    fn a_selector_that_was_said_is_the_only_one() {
        let records = [("s1._domainkey.school.example TXT", "v=DKIM1; p=")];
        assert!(told(&records, Some("mail")).text.contains("no key at mail._domainkey.school.example"));
        assert!(told(&records, Some("s1")).text.contains("revoked"));
        let short = format!("v=DKIM1; p={RSA_512}");
        assert!(told(&[("a._domainkey.school.example TXT", &short)], Some("a")).text.contains("too short"));
        assert!(told(&[("a._domainkey.school.example TXT", "x")], Some("a")).text.contains("is no key"));
        assert_eq!(told(&[("a._domainkey.school.example TXT", "FAIL")], Some("a")).mark, Mark::Open);
    }
}
