//! Text from outside, made harmless for who reads it next.

use std::borrow::Cow;

/// Text that begins like a formula gets a leading `'`: spreadsheet programs run what follows `=`.
pub(crate) fn neutralised(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::neutralised;

    #[test]
    fn formulas() {
        for text in ["=1+1", "+861", "-1", "@a", "\t=1", "\r=1"] {
            assert_eq!(neutralised(text), format!("'{text}"));
        }
        for text in ["", "a=1", "550 no", " =1"] {
            assert_eq!(neutralised(text), text);
        }
    }
}
