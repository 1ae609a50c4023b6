//! What the octets of a value may be a part of. Most values have hardly any of it, and most of what is asked about them is answered by
//! that.

/// What one octet may be a part of, or all of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts(u16);

impl Parts {
    /// An error of a spreadsheet, an entity, an escape.
    pub(super) const LEFTOVER: Self = Self(1);
    /// A tag, a blank as links have it.
    pub(super) const TAG: Self = Self(1 << 1);
    /// The exponent of a number.
    pub(super) const EXPONENT: Self = Self(1 << 2);
    /// A text in the wrong charset.
    pub(super) const CHARSET: Self = Self(1 << 3);
    /// A link.
    pub(super) const LINK: Self = Self(1 << 4);
    /// A character that is not seen.
    pub(super) const HIDDEN: Self = Self(1 << 5);
    /// A formula that is a text, a tag of a web page, a form, a letter as mails have it.
    pub(super) const FORM: Self = Self(1 << 6);
    /// A note in brackets or in capitals.
    pub(super) const NOTE: Self = Self(1 << 7);
    /// Any of those.
    pub(super) const FLAW: Self = Self(
        Self::LEFTOVER.0
            | Self::TAG.0
            | Self::EXPONENT.0
            | Self::CHARSET.0
            | Self::LINK.0
            | Self::HIDDEN.0
            | Self::FORM.0
            | Self::NOTE.0,
    );
    /// A password: a digit or a sign.
    pub(super) const SECRET: Self = Self(1 << 8);
    /// What parts a password from the word before it, if that is not Chinese.
    pub(super) const APART: Self = Self(1 << 9);
    /// A line feed.
    pub(super) const BREAK: Self = Self(1 << 10);

    /// Of all octets of a value.
    pub(super) fn of(value: &str) -> Self {
        Self(value.bytes().fold(0, |parts, octet| parts | PARTS[usize::from(octet)]))
    }

    /// Whether there is any of these.
    pub(super) const fn has(self, Self(others): Self) -> bool {
        self.0 & others != 0
    }

    const fn of_flaws(octet: u8) -> Self {
        match octet {
            b'#' => Self(Self::LEFTOVER.0 | Self::TAG.0),
            b'_' => Self(Self::LEFTOVER.0 | Self::TAG.0 | Self::NOTE.0),
            b'(' | b'X' | b'N' => Self::NOTE,
            b'&' | b'\\' => Self::LEFTOVER,
            b'<' => Self(Self::TAG.0 | Self::FORM.0 | Self::NOTE.0),
            b'[' => Self(Self::TAG.0 | Self::NOTE.0),
            b'{' | b'}' | b'%' | b'*' | b'$' => Self::TAG,
            // «, 【, and what is hidden.
            0xC2 => Self(Self::TAG.0 | Self::CHARSET.0 | Self::HIDDEN.0),
            0xE3 => Self(Self::TAG.0 | Self::CHARSET.0 | Self::NOTE.0),
            0xEF => Self(Self::TAG.0 | Self::CHARSET.0 | Self::HIDDEN.0 | Self::NOTE.0),
            0xE2 | 0xF3 => Self(Self::CHARSET.0 | Self::HIDDEN.0),
            0xE6 | 0xE8 | 0xE5 | 0xE7 | 0xC3 => Self(Self::CHARSET.0 | Self::FORM.0),
            b'\t' | b'\n' | b'\r' => Self(0),
            0..0x20 | 0x7F => Self::HIDDEN,
            b'+' => Self::EXPONENT,
            b'=' => Self::FORM,
            b':' => Self::LINK,
            b'?' | 0x80.. => Self::CHARSET,
            _ => Self(0),
        }
    }

    const fn of_others(octet: u8) -> Self {
        match octet {
            b'0'..=b'9' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'@' | b'!' | b'_' => Self::SECRET,
            b'=' => Self(Self::SECRET.0 | Self::APART.0),
            b'\n' => Self(Self::APART.0 | Self::BREAK.0),
            b'\t' | b'\r' | b' ' | b':' | b'-' | b'>' | 0x80.. => Self::APART,
            _ => Self(0),
        }
    }
}

const PARTS: [u16; 256] = {
    let mut parts = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        parts[octet] = Parts::of_flaws(octet as u8).0 | Parts::of_others(octet as u8).0;
        octet += 1;
    }
    parts
};
