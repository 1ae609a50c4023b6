//! A login whose secret cannot be printed by accident.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use memchr::memmem::Finder;

/// What stands in place of a secret.
const STARS: &str = "***";

/// A password, authorization code, app password or access token. `Debug` shows stars; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the octets of a mechanism only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STARS)
    }
}

/// Who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The login name.
    pub user: String,
    /// Password or token.
    pub secret: Secret,
}

impl Credentials {
    /// `text` with every occurrence of the secret replaced by stars. See [`Redaction`], which is made once for many texts.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        Redaction::new(self).redact(text)
    }
}

/// Replaces a secret by stars: server texts may echo it. Found are the secret itself and the responses of PLAIN, LOGIN and
/// XOAUTH2 that hold it, in base64 or not.
pub struct Redaction {
    /// The longest first: what is left of a form whose middle has been replaced would not be found any more.
    forms: Vec<Finder<'static>>,
    /// The secret's length in octets.
    length: usize,
}

impl Redaction {
    /// For the secret of these.
    #[must_use]
    pub fn new(credentials: &Credentials) -> Self {
        let (user, raw) = (&credentials.user, credentials.secret.expose());
        let forms = [
            format!("user={user}\x01auth=Bearer {raw}\x01\x01"),
            format!("{user}\0{user}\0{raw}"),
            format!("\0{user}\0{raw}"),
            raw.to_owned(),
        ];
        let forms = forms.into_iter().filter(|_| !raw.is_empty());
        let all = forms.flat_map(|form| [STANDARD.encode(&form), STANDARD_NO_PAD.encode(&form), form]);
        Self { forms: all.map(|form| Finder::new(&form).into_owned()).collect(), length: raw.len() }
    }

    /// `text` with every occurrence of the secret replaced by stars.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for form in &self.forms {
            if form.find(shown.as_bytes()).is_some() {
                // Every form has been a text.
                shown = shown.replace(&*String::from_utf8_lossy(form.needle()), STARS);
            }
        }
        shown
    }

    /// Whether a line may hold the secret: most lines do not, and are not searched further. Its shortest forms are itself and
    /// its base64.
    #[must_use]
    pub fn may_concern(&self, line: &str) -> bool {
        let is_base64 = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/');
        let encoded = (self.length * 4).div_ceil(3);
        let raw = self.forms.last();
        raw.is_some_and(|raw| raw.find(line.as_bytes()).is_some())
            || line.as_bytes().split(|octet| !is_base64(*octet)).any(|run| run.len() >= encoded)
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STARS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_goes_out_is_redacted() {
        let credentials = Credentials { user: "test".into(), secret: Secret::new("hunter22".into()) };
        let forms = [
            "hunter22",
            "aHVudGVyMjI=",
            "aHVudGVyMjI",
            "AHRlc3QAaHVudGVyMjI=",
            "AHRlc3QAaHVudGVyMjI",
            "dGVzdAB0ZXN0AGh1bnRlcjIy",
            "dXNlcj10ZXN0AWF1dGg9QmVhcmVyIGh1bnRlcjIyAQE=",
        ];
        for form in forms {
            let shown = credentials.redact(&format!("535 bad: {form} was sent, {form}"));
            assert_eq!(shown, "535 bad: *** was sent, ***", "{form}");
        }
        assert_eq!(credentials.redact("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn debug_shows_stars() {
        let credentials = Credentials { user: "test".into(), secret: Secret::new("hunter22".into()) };
        assert!(!format!("{credentials:?}").contains("hunter"));
    }
}
