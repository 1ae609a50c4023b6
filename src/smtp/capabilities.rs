//! What a server offers in its reply to EHLO (RFC 5321 §4.1.1.1).

use super::Reply;

/// The extensions this client knows; none after HELO.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Whether EHLO was accepted at all.
    pub esmtp: bool,
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// AUTH mechanisms as offered, upper case, `AUTH=` old style included (RFC 4954 §3).
    pub auth: Vec<String>,
    /// SIZE (RFC 1870): `Some(0)` = offered without a limit.
    pub size: Option<u64>,
    /// PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// CHUNKING (RFC 3030).
    pub chunking: bool,
    /// 8BITMIME (RFC 6152).
    pub eight_bit_mime: bool,
    /// SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
    /// ENHANCEDSTATUSCODES (RFC 2034).
    pub enhanced_status_codes: bool,
    /// Whether this is known for a server that loses or muddles what comes behind a content before that has been answered, although
    /// it offers PIPELINING. Not in the reply to EHLO: the greeting tells it.
    pub muddles_contents: bool,
}

/// Whether the greeting is of a server that takes commands behind a content (RFC 2920 §3.1) for a part of the transaction before, or ends:
/// the submission service of Dovecot 2.3, in its own words, `Dovecot ready.`
#[must_use]
pub(super) fn muddles_contents(greeting: &Reply) -> bool {
    greeting.lines().any(|line| line.contains("Dovecot"))
}

impl Capabilities {
    /// Reads the lines of a positive reply to EHLO. What is not understood is not there.
    #[must_use]
    pub fn parse(reply: &Reply) -> Self {
        let mut found = Self { esmtp: true, ..Self::default() };
        // The first line is the server's name and greeting.
        for line in reply.lines().skip(1) {
            found.line(line);
        }
        found
    }

    /// Whether mails can go in chunks (RFC 3030): without PIPELINING that would gain nothing.
    #[must_use]
    pub fn takes_chunks(&self) -> bool {
        self.chunking && self.pipelining
    }

    fn line(&mut self, line: &str) {
        const AUTH: &str = "AUTH";
        let line = line.trim();
        // "AUTH=LOGIN PLAIN" is how servers wrote it before RFC 2554; many write both lines.
        let old_style = line.split_once('=').filter(|(keyword, _)| keyword.eq_ignore_ascii_case(AUTH));
        let (keyword, parameters) = old_style.or_else(|| line.split_once(' ')).unwrap_or((line, ""));
        let offered = match keyword {
            keyword if keyword.eq_ignore_ascii_case(AUTH) => return self.mechanisms(parameters),
            keyword if keyword.eq_ignore_ascii_case("SIZE") => return self.size = Some(size(parameters)),
            keyword if keyword.eq_ignore_ascii_case("STARTTLS") => &mut self.starttls,
            keyword if keyword.eq_ignore_ascii_case("PIPELINING") => &mut self.pipelining,
            keyword if keyword.eq_ignore_ascii_case("CHUNKING") => &mut self.chunking,
            keyword if keyword.eq_ignore_ascii_case("8BITMIME") => &mut self.eight_bit_mime,
            keyword if keyword.eq_ignore_ascii_case("SMTPUTF8") => &mut self.smtputf8,
            keyword if keyword.eq_ignore_ascii_case("ENHANCEDSTATUSCODES") => &mut self.enhanced_status_codes,
            _ => return,
        };
        *offered = true;
    }

    fn mechanisms(&mut self, names: &str) {
        for name in names.split_ascii_whitespace() {
            if !self.auth.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                self.auth.push(name.to_ascii_uppercase());
            }
        }
    }
}

/// A number too large for `u64` is a limit too; anything else that is no number says nothing.
fn size(parameters: &str) -> u64 {
    let digits = parameters.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    if is_number { digits.parse().unwrap_or(u64::MAX) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &[&str]) -> Capabilities {
        Capabilities::parse(&Reply { code: 250, text: lines.join("\n").into(), enhanced: None })
    }

    #[test]
    fn keywords_in_any_case() {
        let found = parse(&["mx", "pipelining", "Size 1000", "StartTls", "8bitMIME", "smtpUTF8", "CHUNKING"]);
        assert_eq!(
            found,
            Capabilities {
                esmtp: true,
                starttls: true,
                size: Some(1000),
                pipelining: true,
                chunking: true,
                eight_bit_mime: true,
                smtputf8: true,
                ..Capabilities::default()
            }
        );
        assert!(parse(&["mx", "ENHANCEDSTATUSCODES"]).enhanced_status_codes);
    }

    #[test]
    fn both_styles_of_auth_are_merged() {
        let found = parse(&["mx", "AUTH LOGIN PLAIN", "AUTH=LOGIN xoauth2", "AUTH= CRAM-MD5", "AUTH"]);
        assert_eq!(found.auth, ["LOGIN", "PLAIN", "XOAUTH2", "CRAM-MD5"]);
    }

    #[test]
    fn sizes() {
        let cases = [("SIZE", 0), ("SIZE 0", 0), ("SIZE 35882577", 35_882_577), ("SIZE much", 0), ("SIZE -1", 0)];
        for (line, expected) in cases {
            assert_eq!(parse(&["mx", line]).size, Some(expected), "{line}");
        }
        assert_eq!(parse(&["mx", "SIZE 99999999999999999999999"]).size, Some(u64::MAX));
        assert_eq!(parse(&["mx"]).size, None);
    }

    #[test]
    fn the_first_line_is_no_keyword_and_garbage_is_nothing() {
        let nothing = Capabilities { esmtp: true, ..Capabilities::default() };
        assert_eq!(parse(&["STARTTLS"]), nothing);
        assert_eq!(parse(&[]), nothing);
        assert_eq!(parse(&["mx", "", " ", "=", "AUTHX PLAIN", "SIZES 3", "X-STARTTLS", "启动 TLS"]), nothing);
    }
}
