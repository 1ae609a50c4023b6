//! A login whose secret cannot be printed by accident.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use memchr::memmem::Finder;

use crate::smtp::Reply;

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

/// Replaces a secret by stars: server texts may echo it. Found are the secret itself, the responses of PLAIN, LOGIN and
/// XOAUTH2 that hold it, in base64 or not, and every other text in base64 that holds it, as the response of OAUTHBEARER is.
pub struct Redaction {
    /// The longest first: what is left of a form whose middle has been replaced would not be found any more.
    forms: Vec<Finder<'static>>,
    /// What base64 makes of the secret, whatever stands around it.
    cores: Vec<Finder<'static>>,
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
        let finder = |text: &str| Finder::new(text).into_owned();
        Self {
            forms: all.map(|form| finder(&form)).collect(),
            cores: (0..3).filter_map(|before| core(raw, before)).map(|core| finder(&core)).collect(),
            length: raw.len(),
        }
    }

    /// `text` with every occurrence of the secret replaced by stars.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for core in &self.cores {
            while let Some(at) = core.find(shown.as_bytes()) {
                let is_other = |c: char| !is_base64(c);
                let start = shown[..at]
                    .rfind(is_other)
                    .map_or(0, |other| other + shown[other..].chars().next().map_or(1, char::len_utf8));
                let rest = &shown[at..];
                let end = rest.find(is_other).map_or(shown.len(), |end| at + end);
                shown.replace_range(start..end, STARS);
            }
        }
        for form in &self.forms {
            if form.find(shown.as_bytes()).is_some() {
                // Every form has been a text.
                shown = shown.replace(&*String::from_utf8_lossy(form.needle()), STARS);
            }
        }
        shown
    }

    /// A reply whose text is safe to keep and show, even if the server echoes the secret. A challenge (334) stays as it is: it is
    /// answered, and never kept.
    #[must_use]
    pub fn clean(&self, mut reply: Reply) -> Reply {
        if reply.code != 334 && self.may_concern(&reply.text) {
            reply.text = self.redact(&reply.text).into();
        }
        reply
    }

    /// Whether a line may hold the secret: most lines do not, and are not searched further. Its shortest forms are itself and
    /// its base64.
    #[must_use]
    pub fn may_concern(&self, line: &str) -> bool {
        let encoded = (self.length * 4).div_ceil(3);
        let raw = self.forms.last();
        raw.is_some_and(|raw| raw.find(line.as_bytes()).is_some())
            || line.split(|c| !is_base64(c)).any(|run| run.len() >= encoded)
    }
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

/// The characters that base64 makes of the secret alone where so many octets (modulo 3) stand before it. `None`: so few that they
/// may be anything.
fn core(secret: &str, before: usize) -> Option<String> {
    const FEWEST: usize = 8;
    let octets = [&[0].repeat(before), secret.as_bytes()].concat();
    // Six bits a character; those that share one with a neighbour do not count.
    let (first, end) = ((before * 8).div_ceil(6), octets.len() * 8 / 6);
    let encoded = STANDARD_NO_PAD.encode(octets);
    encoded.get(first..end).filter(|core| core.len() >= FEWEST).map(str::to_owned)
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

    /// Whatever stands around it, and in whatever place it is.
    #[test]
    fn it_is_found_in_every_text_in_base64() {
        let credentials = Credentials { user: "test".into(), secret: Secret::new("hunter22secret".into()) };
        for before in ["", "a", "ab", "abc", "n,a=me@example.org,\u{1}host=h\u{1}port=587\u{1}auth=Bearer "] {
            for after in ["", "\u{1}", "\u{1}\u{1}", "xyz"] {
                let form = STANDARD.encode(format!("{before}hunter22secret{after}"));
                let shown = credentials.redact(&format!("235 ä{form}ä and {form}"));
                assert_eq!(shown, "235 ä***ä and ***", "{before}|{after}");
            }
        }
    }

    #[test]
    fn debug_shows_stars() {
        let credentials = Credentials { user: "test".into(), secret: Secret::new("hunter22".into()) };
        assert!(!format!("{credentials:?}").contains("hunter"));
    }
}
