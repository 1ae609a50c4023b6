//! What comes after a trial: the same command for all.

use std::ffi::OsString;

/// What makes a trial of a command, each with a value behind it.
const OF_A_TRIAL: [&str; 2] = ["--send-to", "--limit"];

/// The command that sends the list, by what was typed for the trial, the name of the program first.
pub(super) fn whole_command(typed: impl IntoIterator<Item = OsString>) -> String {
    let mut words = vec!["mailshot".to_owned()];
    let mut typed = typed.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = typed.next() {
        let flag = word.split('=').next().unwrap_or_default();
        if !OF_A_TRIAL.contains(&flag) {
            words.push(quoted(&word));
        } else if flag.len() == word.len() {
            typed.next();
        }
    }
    words.join(" ")
}

/// A word as a shell takes it whole.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./\\:@=+,%".contains(c) && (c != '\\' || cfg!(windows));
    match word.chars().all(is_plain) && !word.is_empty() {
        true => word.to_owned(),
        false if cfg!(windows) => format!("\"{word}\""),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_trial_is_left_out() {
        let command = |typed: &str| whole_command(typed.split('|').map(OsString::from));
        assert_eq!(
            command("/usr/bin/mailshot|send|成绩.csv|-t|a.md|--send-to|me@x.org|-s|x.org:25|--limit|1|--yes"),
            "mailshot send 成绩.csv -t a.md -s x.org:25 --yes"
        );
        assert_eq!(command("mailshot|send|a.csv|--limit=1|--send-to=me@x.org|-t|b.md"), "mailshot send a.csv -t b.md");
        if cfg!(unix) {
            assert_eq!(
                command("m|send|my list.csv|--where|a == 'b'"),
                r"mailshot send 'my list.csv' --where 'a == '\''b'\'''"
            );
        }
    }
}
