//! Values that may have a password in them which nobody asked for: an error shows it as `***`.

use std::borrow::Cow;
use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::{Arg, Command, Error};

/// A parser whose errors show a value without the password in it.
#[derive(Debug, Clone)]
pub(super) struct Masked<P>(pub(super) P);

impl<P: TypedValueParser> TypedValueParser for Masked<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Self::Value, Error> {
        self.0.parse_ref(command, arg, value).map_err(|error| {
            let shown = value.to_str().map(masked).filter(|shown| shown.as_ref() != value);
            let told = shown.map(|shown| self.0.parse_ref(command, arg, OsStr::new(shown.as_ref())));
            // What is refused with a password is refused without one.
            told.and_then(Result::err).unwrap_or(error)
        })
    }
}

/// `smtps://me:***@host` for what has a password before its last `@`; nothing stays of what stands behind a question mark.
pub(in crate::cli) fn masked(text: &str) -> Cow<'_, str> {
    const SLASHES: [&str; 4] = ["://", "：//", ":／／", "：／／"];
    let schemes = SLASHES.iter().filter_map(|slashes| Some((text.find(slashes)?, slashes.len())));
    let is_scheme = |at: usize| !text[..at].contains([':', '：', '@', '＠']);
    let user = schemes.filter(|(at, _)| is_scheme(*at)).map(|(at, length)| at + length).min().unwrap_or(0);
    let host = text[user..].rfind(['@', '＠']).map(|at| user + at);
    let colon = host.and_then(|host| Some(user + text[user..host].find([':', '：'])?));
    let from = host.unwrap_or(user);
    let query = text[from..].find(['?', '？']).map(|at| from + at);
    if colon.is_none() && query.is_none() {
        return Cow::Borrowed(text);
    }
    let login = colon.map_or_else(|| text[..from].to_owned(), |colon| format!("{}:***", &text[..colon]));
    let behind = query.map_or_else(|| text[from..].to_owned(), |query| format!("{}?***", &text[from..query]));
    Cow::Owned(login + &behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        for (text, shown) in [
            ("smtps://me:pw@host:465", "smtps://me:***@host:465"),
            ("smtps://me@163.com:pw@host", "smtps://me@163.com:***@host"),
            ("smtp：／／me：pw＠host", "smtp：／／me:***＠host"),
            ("me:p/w@host", "me:***@host"),
            ("me:p//w@host", "me:***@host"),
            ("me:p://w@host", "me:***@host"),
            ("host?password=pw", "host?***"),
            ("db://u:p@w@127.0.0.1:1/db?password=pw", "db://u:***@127.0.0.1:1/db?***"),
            ("db://h/db?password=pw", "db://h/db?***"),
            ("db://u:pw@[bad/db", "db://u:***@[bad/db"),
            ("host:465", "host:465"),
            ("me@host:465", "me@host:465"),
            ("smtp://host:465/", "smtp://host:465/"),
            ("[::1]:25", "[::1]:25"),
            ("", ""),
            ("@", "@"),
            ("a@//b", "a@//b"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_masked(text in "[a:：@＠/／?？é]{0,16}") {
            let shown = masked(&text).into_owned();
            proptest::prop_assert_eq!(masked(&shown), shown.as_str());
        }
    }
}
