//! Replies (RFC 5321 §4.2).

use std::fmt;

use crate::mail::SmallText;

/// One whole reply, single- or multi-line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The text of the lines, without code, separator and enhanced code, separated by LF; decoded (UTF-8, else GB18030), all other
    /// controls replaced.
    pub text: SmallText,
    /// The enhanced status code (RFC 3463), of the first line that has one of the reply's own class.
    pub enhanced: Option<EnhancedCode>,
}

/// `5.1.1`: class, subject, detail (RFC 3463 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnhancedCode(
    /// 2, 4 or 5.
    pub u8,
    /// 0 to 999.
    pub u16,
    /// 0 to 999.
    pub u16,
);

impl EnhancedCode {
    /// Reads what `Display` has written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::split(text.as_bytes()).and_then(|(code, rest)| rest.is_empty().then_some(code))
    }

    /// Splits `5.1.1 no such user` into its code and the text behind it.
    pub(super) fn split(text: &[u8]) -> Option<(Self, &[u8])> {
        let [class @ (b'2' | b'4' | b'5'), b'.', rest @ ..] = text else { return None };
        let (subject, rest) = number(rest)?;
        let [b'.', rest @ ..] = rest else { return None };
        let (detail, rest) = number(rest)?;
        let rest = match rest {
            [] => rest,
            [b' ', rest @ ..] => rest,
            _ => return None,
        };
        Some((Self(class - b'0', subject, detail), rest))
    }
}

/// One to three digits.
fn number(text: &[u8]) -> Option<(u16, &[u8])> {
    let (mut number, mut rest) = (0, text);
    while text.len() - rest.len() < 3
        && let [digit @ b'0'..=b'9', behind @ ..] = rest
    {
        number = number * 10 + u16::from(digit - b'0');
        rest = behind;
    }
    (rest.len() < text.len()).then_some((number, rest))
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [mut class, mut subject, mut detail] = std::array::from_fn(|_| itoa::Buffer::new());
        let parts = [class.format(self.0), ".", subject.format(self.1), ".", detail.format(self.2)];
        parts.into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl Reply {
    /// 2yz.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// 4yz.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.code / 100 == 4
    }

    /// 5yz.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// 4yz or 5yz.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.is_transient() || self.is_permanent()
    }

    /// The text of each line; of the only one, if there is no text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split('\n')
    }

    /// All lines as one, separated by a space: safe to show.
    #[must_use]
    pub fn words(&self) -> SmallText {
        if self.text.contains('\n') { self.text.replace('\n', " ").into() } else { self.text.clone() }
    }

    /// The reply with at most about `limit` octets of text: it may be kept once for each of many recipients.
    pub(super) fn clipped(mut self, limit: usize) -> Self {
        if self.text.len() > limit {
            self.text = [&self.text[..self.text.floor_char_boundary(limit)], "…"].concat().into();
        }
        self
    }
}

impl fmt::Display for Reply {
    /// `550 5.1.1 no such user`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = self.enhanced {
            write!(f, " {enhanced}")?;
        }
        self.lines().filter(|line| !line.is_empty()).try_for_each(|line| write!(f, " {line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_split_from_the_text() {
        let cases: [(&str, Option<(EnhancedCode, &str)>); 11] = [
            ("5.1.1 no such user", Some((EnhancedCode(5, 1, 1), "no such user"))),
            ("2.0.0", Some((EnhancedCode(2, 0, 0), ""))),
            ("4.7.999 x", Some((EnhancedCode(4, 7, 999), "x"))),
            ("4.7.1000 x", None),
            ("3.1.1 x", None),
            ("5.1. x", None),
            ("5..1 x", None),
            ("5.1.1x", None),
            ("5.1.1.1 x", None),
            ("5", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(code, rest)| (code, rest.as_bytes()));
            assert_eq!(EnhancedCode::split(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn clipping_keeps_whole_characters() {
        let reply = Reply { code: 550, text: "ab\n张三\nc".into(), enhanced: None };
        assert_eq!(reply.clone().clipped(11), reply);
        assert_eq!(reply.clone().clipped(7).text, "ab\n张…");
        assert_eq!(reply.clipped(2).text, "ab…");
    }

    #[test]
    fn a_reply_without_text_is_its_code() {
        assert_eq!(Reply { code: 250, text: SmallText::default(), enhanced: None }.to_string(), "250");
    }
}
