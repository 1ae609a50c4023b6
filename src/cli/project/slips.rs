//! A line of mailshot.toml that cannot be read, in words for a person who was never told how such a file is written.

use std::borrow::Cow;
use std::path::Path;

use super::FILE;
use crate::mail;

/// Signs that are meant for quotes: of other languages, and those that word processors put in their place.
const QUOTES: [char; 16] = ['"', '\'', '“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '「', '」', '『', '』', '＂'];

/// Keys as people call them, and what they are called here.
const OTHERS: [(&str, &str); 24] = [
    ("letter", "template"),
    ("brief", "template"),
    ("body", "template"),
    ("message", "template"),
    ("mail", "template"),
    ("text", "template"),
    ("recipient", "recipients"),
    ("list", "recipients"),
    ("csv", "recipients"),
    ("empfänger", "recipients"),
    ("sender", "from"),
    ("absender", "from"),
    ("发件人", "from"),
    ("服务器", "server"),
    ("用户", "user"),
    ("用户名", "user"),
    ("账号", "user"),
    ("帐号", "user"),
    ("名单", "recipients"),
    ("收件人", "recipients"),
    ("模板", "template"),
    ("正文", "template"),
    ("报告", "report"),
    ("速度", "rate"),
];

/// The flag that a key stands for which people use for it, in this language or another.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    OTHERS.iter().find(|(other, _)| *other == key).map(|(_, key)| *key)
}

/// What passwords are called, whole or in part, in the languages of those who write them down.
const SECRETS: [&str; 16] = [
    "passw", "pasw", "passphrase", "passcode", "pwd", "secret", "token", "kennwort", "credential", "api-key",
    "auth-code", "authorization-code", "authorisation-code", "密码", "口令", "授权码",
];

/// Whether a key that is no flag's is that of a password, as it is or misspelt: what stands behind it is nobody's business.
pub(super) fn is_secret(key: &str) -> bool {
    const WHOLE: [&str; 6] = ["password", "passwort", "pass", "pw", "psw", "key"];
    let key = key.to_lowercase().replace(['_', ' '], "-");
    // These say where it is.
    if key.ends_with("file") || key.ends_with("command") || key.ends_with("cmd") {
        return false;
    }
    SECRETS.iter().any(|secret| key.contains(secret))
        || WHOLE.contains(&key.as_str())
        || key.ends_with("-key")
        || mail::nearest(&key, WHOLE[..2].iter().copied(), 0.7).is_some()
}

/// The key of a line, however that is written.
pub(super) fn key(line: &str) -> &str {
    let key = line.split(['=', '＝', ':', '：']).next().unwrap_or_default().trim();
    key.rsplit('.').next().unwrap_or(key).trim().trim_matches(QUOTES)
}

/// What is said of a project's file that has got a second ending beside the list, as an editor that shows none gives it.
pub(super) fn second_ending(file: &Path) -> Option<String> {
    let mut named = file.as_os_str().to_owned();
    named.push(".txt");
    let named = Path::new(&named);
    (!file.exists() && named.is_file()).then(|| {
        format!(
            "{}: is not read: the file of a project is called {FILE}, without .txt at the end. Rename it. (In Windows the endings of \
             names are shown with View, File name extensions.)",
            named.display()
        )
    })
}

/// What is wrong in a line, as far as that can be told from the line alone, and what to write.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// The key cannot be one.
    Key(String),
    /// A sentence without a full stop.
    Said(String),
}

/// What may stand behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// `true` or `false`.
    Flag,
    /// A value.
    Value,
    /// A value that is not shown: it is about the password, or is perhaps itself one.
    Hidden,
    /// Nothing: the key is none. It may be anything, and is not shown either.
    Unknown,
}

/// Looks at a line that the parser does not take. `sort` says what its key is.
pub(super) fn slip(line: &str, sort: impl Fn(&str) -> Sort) -> Option<Slip> {
    let line = line.trim();
    if line.starts_with('[') {
        return Some(said("a heading is the name of a command in brackets, on a line of its own: [send]"));
    }
    let Some(at) = line.find(['=', '＝']) else { return Some(without_equals(line, sort)) };
    let (key, value) = (line[..at].trim(), &line[at..]);
    let (is_wide, value) = (value.starts_with('＝'), value.trim_start_matches(['=', '＝']).trim());
    let key = key.trim_matches(QUOTES);
    if key.is_empty() {
        return Some(without_equals("", sort));
    }
    let sort = sort(key);
    if !is_bare(key) || sort == Sort::Unknown {
        return Some(Slip::Key(key.to_owned()));
    }
    let value = without_comment(value);
    if sort == Sort::Flag {
        return Some(said(&format!("write {key} = true or {key} = false, in small letters")));
    }
    if value.is_empty() {
        return Some(said(&format!("{key} has no value: write {key} = \"…\", or take the line out")));
    }
    let value = if sort == Sort::Hidden { hidden(value) } else { Cow::Borrowed(value) };
    of_value(key, &value).or_else(|| is_wide.then(|| said(&format!("write an ordinary equals sign: {key} = {value}"))))
}

/// A value with as many quotes and commas as it has, and its text left out.
fn hidden(value: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    for sign in value.chars() {
        match sign {
            '[' | ',' | '\\' | ' ' => shown.push(sign),
            sign if QUOTES.contains(&sign) => shown.push(sign),
            _ if shown.ends_with('…') => {}
            _ => shown.push('…'),
        }
    }
    Cow::Owned(shown)
}

/// A line that has no equals sign.
fn without_equals(line: &str, sort: impl Fn(&str) -> Sort) -> Slip {
    let parts = line.split_once([':', '：']).map(|(key, value)| (key.trim(), without_comment(value.trim())));
    let parts = parts.filter(|(key, value)| is_bare(key) && !value.is_empty());
    match parts.map(|(key, value)| (key, value, sort(key))) {
        Some((key, _, Sort::Unknown)) => Slip::Key(key.to_owned()),
        Some((key, value, Sort::Hidden)) => {
            said(&format!("write an equals sign: {}", written(key, bare(&hidden(value)))))
        }
        Some((key, value, Sort::Flag | Sort::Value)) => {
            said(&format!("write an equals sign: {}", written(key, bare(value))))
        }
        None => said("a line says KEY = VALUE, such as rate = \"10/min\""),
    }
}

fn of_value(key: &str, value: &str) -> Option<Slip> {
    let quote = value.chars().next()?;
    if quote == '[' {
        return Some(said(&format!("several values stand in quotes and brackets: {key} = [\"…\", \"…\"]")));
    }
    if quote != '"' && quote != '\'' {
        return Some(said(&format!("write the value in straight quotes: {}", written(key, bare(value)))));
    }
    if value.starts_with("\"\"\"") || value.starts_with("'''") {
        return None;
    }
    let inner = &value[1..];
    match inner.find(quote) {
        // A quote of a word processor closes nothing.
        None if inner.ends_with(QUOTES) => {
            Some(said(&format!("write the value in straight quotes: {}", written(key, bare(value)))))
        }
        None => Some(said(&format!("the closing quote is missing: {}", written(key, bare(value))))),
        Some(end) if end + 1 == inner.len() && inner[..end].contains('\\') => Some(said(&format!(
            "behind a backslash stands a sign of its own: write single quotes: {}",
            written(key, &inner[..end])
        ))),
        Some(end) if end + 1 < inner.len() && inner[end + 1..].contains(quote) => {
            Some(said(&format!("several values stand in brackets: {key} = [\"…\", \"…\"]")))
        }
        Some(end) if end + 1 < inner.len() => {
            Some(said(&format!("nothing may stand behind the closing quote: {}", written(key, &inner[..end]))))
        }
        Some(_) => None,
    }
}

/// `user = "me@163.com"`: in single quotes where the value has what the others give another meaning.
fn written(key: &str, value: &str) -> String {
    let quote = if value.contains(['"', '\\']) && !value.contains('\'') { '\'' } else { '"' };
    format!("{key} = {quote}{value}{quote}")
}

/// A value without what was meant for quotes.
fn bare(value: &str) -> &str {
    value.trim_matches(QUOTES).trim()
}

/// A value without the comment behind it. A `#` in a word begins none.
fn without_comment(value: &str) -> &str {
    let end = value
        .find(" #")
        .filter(|end| !value[..*end].starts_with(['"', '\'']) || value[*end..].matches('"').count() == 0);
    value[..end.unwrap_or(value.len())].trim_end()
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.'))
}

fn said(text: &str) -> Slip {
    Slip::Said(text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_are_told_with_the_line_as_it_should_be() {
        for (line, told) in [
            ("tls = none", "write the value in straight quotes: tls = \"none\""),
            ("user = me@163.com  # mine", "write the value in straight quotes: user = \"me@163.com\""),
            ("server = “smtp.163.com”", "write the value in straight quotes: server = \"smtp.163.com\""),
            ("server = ‘smtp.163.com’", "write the value in straight quotes: server = \"smtp.163.com\""),
            ("server = \"smtp.163.com”", "write the value in straight quotes: server = \"smtp.163.com\""),
            ("rate = \"10/min", "the closing quote is missing: rate = \"10/min\""),
            ("rate = '10/min", "the closing quote is missing: rate = \"10/min\""),
            ("rate ＝ \"10/min\"", "write an ordinary equals sign: rate = \"10/min\""),
            ("from: a@b.org", "write an equals sign: from = \"a@b.org\""),
            ("from： “a@b.org”", "write an equals sign: from = \"a@b.org\""),
            ("rate 10", "a line says KEY = VALUE, such as rate = \"10/min\""),
            ("yes = True", "write yes = true or yes = false, in small letters"),
            ("rate =", "rate has no value: write rate = \"…\", or take the line out"),
            (
                "report = \"C:\\Users\\x.html\"",
                "behind a backslash stands a sign of its own: write single quotes: report = 'C:\\Users\\x.html'",
            ),
            ("report = \"a.csv\", \"b.html\"", "several values stand in brackets: report = [\"…\", \"…\"]"),
            ("report = [a.csv, b.html]", "several values stand in quotes and brackets: report = [\"…\", \"…\"]"),
            ("rate = \"10\" /min", "nothing may stand behind the closing quote: rate = \"10\""),
            ("[send", "a heading is the name of a command in brackets, on a line of its own: [send]"),
        ] {
            let sort = |key: &str| if key == "yes" { Sort::Flag } else { Sort::Value };
            assert_eq!(slip(line, sort), Some(said(told)), "{line}");
        }
        assert_eq!(slip("发件人 = \"x\"", |_| Sort::Value), Some(Slip::Key("发件人".to_owned())));
        assert_eq!(slip("“from” = \"x\"", |_| Sort::Value), None);
        for (key, flag) in [("发件人", "from"), ("letter", "template"), ("list", "recipients")] {
            assert_eq!(meant(key), Some(flag));
        }
    }

    #[test]
    fn what_may_be_a_password_is_not_said_again() {
        for line in [
            "x = pw", "x = “pw”", "x: pw", "x ： “pw”", "x = \"pw", "x ＝ \"pw\"", "x = \"a\\pw\"", "x = \"pw\" pw",
            "x = [pw, pw]", "x = 'pw', 'pw'", "x = pw # pw",
        ] {
            for sort in [Sort::Hidden, Sort::Unknown] {
                match slip(line, |_| sort) {
                    Some(Slip::Said(told)) => assert!(!told.contains("pw") && sort == Sort::Hidden, "{told}"),
                    Some(Slip::Key(key)) => assert!(key == "x" && sort == Sort::Unknown, "{line}"),
                    None => panic!("{line}"),
                }
            }
        }
        let told = said("write the value in straight quotes: x = \"… …\"");
        assert_eq!(slip("x = “pass mail”", |_| Sort::Hidden), Some(told));
    }

    #[test]
    fn passwords_are_known_by_what_they_are_called() {
        for line in [
            "password = x", "pasword = “x”", "passwort: x", "“Password” = x", "send.password = x", "PASSWD＝x",
            "smtp_password = x", "authorization-code = x", "api_key = x", "secret-key = x", "授权码 = x", "密码：x",
            "pwd = x", "pssword = x",
        ] {
            assert!(is_secret(key(line)), "{line}");
        }
        for line in ["password-file = x", "password_command = x", "pasword-comand-file", "rate = x", "report", "=", ""]
        {
            assert!(!is_secret(key(line)), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_looked_at(line in "[a =＝:：\"'“”\\[\\]#\\\\张-]{0,24}") {
            for sort in [Sort::Flag, Sort::Value, Sort::Hidden, Sort::Unknown] {
                let _ = slip(&line, |_| sort);
            }
        }
    }
}
