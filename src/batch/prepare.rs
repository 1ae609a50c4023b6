//! One row to one mail object: the same function for preflight and for sending, so that what was checked is what is sent.

use sha2::{Digest, Sha256};

use crate::input::Record;
use crate::mail::MailObject;
use crate::merge::{Fault, Template};
use crate::message::{Stamp, compose};

/// A composed row.
#[derive(Debug)]
pub struct Prepared {
    /// What is delivered.
    pub mail: MailObject,
    /// Its Message-ID without angle brackets.
    pub message_id: String,
    /// Its Subject, decoded.
    pub subject: Option<String>,
    /// Its From, as a person reads it.
    pub from: String,
}

/// Renders and composes a row. `date` is in seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// All faults of the row.
pub fn prepare(template: &Template, record: &Record, date: i64) -> Result<Prepared, Vec<Fault>> {
    let draft = template.draft(record)?;
    let message_id = message_id(&template.digest(), &record.fields, draft.from.address.domain());
    let mail = compose(&draft, &Stamp { date, message_id: &message_id })
        .map_err(|error| vec![Fault { place: "message".to_owned(), what: error.to_string() }])?;
    Ok(Prepared { mail, message_id, subject: draft.subject, from: draft.from.to_string() })
}

/// Derived from the template and the row's values, so that the same mail sent again carries the same Message-ID, and any
/// other mail another one (RFC 5322 §3.6.4).
fn message_id(template: &[u8; 32], fields: &[String], domain: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(template);
    for field in fields {
        // With its length, so that ("ab", "c") and ("a", "bc") differ.
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let digest = hasher.finalize();
    let mut id = String::with_capacity(40 + domain.len());
    for byte in &digest[..16] {
        id.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        id.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    id.push('@');
    // An address literal is no id-right that every receiver takes.
    id.push_str(if domain.starts_with('[') { "mailshot.invalid" } else { domain });
    id
}

#[cfg(test)]
mod tests {
    use super::message_id;

    #[test]
    fn the_message_id_depends_on_template_and_values_and_on_where_they_are_split() {
        let id = |digest: u8, fields: &[&str]| {
            let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
            message_id(&[digest; 32], &fields, "example.org")
        };
        assert_eq!(id(1, &["a", "b"]), id(1, &["a", "b"]));
        assert_ne!(id(1, &["a", "b"]), id(2, &["a", "b"]));
        assert_ne!(id(1, &["ab", "c"]), id(1, &["a", "bc"]));
        assert!(id(1, &[]).ends_with("@example.org"));
    }
}
