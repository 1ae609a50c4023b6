//! What arrived, as Python's `email` sees it: a parser that shares nothing with this program.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/parse_mail.py");

/// A mail, parsed.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Mail {
    pub(crate) file: String,
    /// What strict parsing finds wrong.
    pub(crate) defects: Vec<String>,
    /// Names as written, values decoded.
    pub(crate) fields: Vec<(String, String)>,
    /// Names and values as written, still folded.
    pub(crate) raw_fields: Vec<(String, String)>,
    pub(crate) from: Vec<Mailbox>,
    pub(crate) to: Vec<Mailbox>,
    pub(crate) cc: Vec<Mailbox>,
    pub(crate) reply_to: Vec<Mailbox>,
    pub(crate) date_ok: bool,
    /// In octets, without the line end.
    pub(crate) longest_line: usize,
    pub(crate) ascii: bool,
    /// Whether the header section is.
    pub(crate) ascii_header: bool,
    pub(crate) part: Part,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Mailbox {
    pub(crate) name: String,
    pub(crate) address: String,
}

/// An entity (RFC 2045 §2.4).
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Part {
    pub(crate) media_type: String,
    pub(crate) charset: Option<String>,
    pub(crate) disposition: Option<String>,
    pub(crate) file_name: Option<String>,
    pub(crate) content_id: Option<String>,
    pub(crate) encoding: String,
    #[serde(deserialize_with = "base64_octets")]
    pub(crate) octets: Vec<u8>,
    /// Of a text part: decoded, LF at the end of lines.
    pub(crate) text: Option<String>,
    pub(crate) parts: Vec<Part>,
}

fn base64_octets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}

/// Reads one Maildir.
pub(crate) fn read_maildir(dir: &Path) -> Vec<Mail> {
    read_maildirs(&[dir]).pop().expect("one list for each Maildir")
}

/// Reads many Maildirs with one start of Python.
pub(crate) fn read_maildirs(dirs: &[&Path]) -> Vec<Vec<Mail>> {
    let output = Command::new("python3").arg("-X").arg("utf8").arg(SCRIPT).args(dirs).output();
    let output = output.expect("python3 is installed (tests/run does that)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("parse_mail.py prints what Mail holds")
}

impl Mail {
    /// What every mail of this program keeps to, whatever is in it.
    pub(crate) fn assert_well_formed(&self) {
        assert!(self.defects.is_empty(), "{}: {:?}", self.file, self.defects);
        assert!(self.longest_line <= 998, "{}: a line of {} octets", self.file, self.longest_line);
        assert!(self.date_ok, "{}: no Date", self.file);
        for name in ["Date", "From", "Message-ID", "MIME-Version", "Content-Type"] {
            assert_eq!(self.count(name), 1, "{}: {name}", self.file);
        }
        for name in ["To", "Cc", "Reply-To", "Sender", "Subject", "Content-Transfer-Encoding"] {
            assert!(self.count(name) <= 1, "{}: {name} more than once", self.file);
        }
        assert_eq!(self.count("Bcc"), 0, "{}: Bcc must not be seen", self.file);
        let mut mailboxes = self.from.iter().chain(&self.to).chain(&self.cc).chain(&self.reply_to);
        let utf8 = mailboxes.any(|mailbox| !mailbox.address.is_ascii());
        assert!(self.ascii_header || utf8, "{}: a header section beyond ASCII for no address", self.file);
        for name in ["From", "To", "Cc", "Reply-To", "Sender"] {
            for word in self.raw(name).into_iter().flat_map(encoded_words) {
                assert!(!word.contains('@'), "{}: {name}: address inside an encoded-word: {word}", self.file);
            }
        }
    }

    fn count(&self, name: &str) -> usize {
        self.fields.iter().filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name)).count()
    }

    /// The decoded value of the first field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value of the first field of this name as it is on the wire.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.raw_fields
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn subject(&self) -> &str {
        self.field("Subject").unwrap_or_default()
    }

    /// The text/plain part that is to be read, without the line ends at its end.
    pub(crate) fn text(&self) -> &str {
        self.body("text/plain").unwrap_or_else(|| panic!("{}: no text/plain", self.file))
    }

    /// The text/html part that is to be read, without the line ends at its end.
    pub(crate) fn html(&self) -> &str {
        self.body("text/html").unwrap_or_else(|| panic!("{}: no text/html", self.file))
    }

    fn body(&self, media_type: &str) -> Option<&str> {
        let part = self
            .part
            .walk()
            .into_iter()
            .find(|part| part.media_type == media_type && part.disposition.as_deref() != Some("attachment"))?;
        part.text.as_deref().map(|text| text.trim_end_matches('\n'))
    }

    /// Every part to be saved: file name and octets.
    pub(crate) fn attachments(&self) -> Vec<(&str, &[u8])> {
        self.part
            .walk()
            .into_iter()
            .filter(|part| part.disposition.as_deref() == Some("attachment"))
            .map(|part| (part.file_name.as_deref().unwrap_or_default(), part.octets.as_slice()))
            .collect()
    }

    /// The part that `cid:` in the HTML refers to.
    pub(crate) fn inline(&self, content_id: &str) -> Option<&Part> {
        let wanted = format!("<{content_id}>");
        self.part.walk().into_iter().find(|part| part.content_id.as_deref() == Some(wanted.as_str()))
    }

    /// Every `cid:` the HTML refers to.
    pub(crate) fn cids(&self) -> Vec<&str> {
        self.html().split("cid:").skip(1).filter_map(|rest| rest.split(['"', '\'', ')', '>']).next()).collect()
    }
}

/// The encoded-words of a raw field value, decoded (RFC 2047).
fn encoded_words(value: &str) -> Vec<String> {
    value.split("=?").skip(1).filter_map(decode_word).collect()
}

fn decode_word(word: &str) -> Option<String> {
    let mut pieces = word.splitn(4, '?');
    let (_charset, encoding, text) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if encoding.eq_ignore_ascii_case("b") {
        let octets = STANDARD.decode(text).ok()?;
        return Some(String::from_utf8_lossy(&octets).into_owned());
    }
    Some(text.replace("=40", "@"))
}

impl Part {
    /// This entity and all within it, in order.
    pub(crate) fn walk(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.parts.iter().flat_map(Self::walk));
        all
    }

    /// `multipart/mixed(text/plain application/pdf)`: the shape at a glance.
    pub(crate) fn shape(&self) -> String {
        if self.parts.is_empty() {
            return self.media_type.clone();
        }
        let inner: Vec<String> = self.parts.iter().map(Self::shape).collect();
        format!("{}({})", self.media_type, inner.join(" "))
    }
}

impl Mailbox {
    pub(crate) fn is(&self, name: &str, address: &str) -> bool {
        self.name == name && self.address == address
    }
}
