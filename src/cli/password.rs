//! Where the password comes from. Never from a flag: other users of the machine can read those.

use std::fs;
use std::io::{self, IsTerminal};
use std::process::{Command, Stdio};

use anyhow::{Context, anyhow, bail, ensure};

use super::args::ServerArgs;
use super::output::note;
use crate::report::BYTE_ORDER_MARK;
use crate::smtp::auth::{Credentials, Secret};

/// The variable that may hold it.
pub(super) const VARIABLE: &str = "MAILSHOT_PASSWORD";

/// How often an empty password is asked for at the prompt.
const TRIES: usize = 3;

/// The login, if there is one: `--password-file`, `--password-command`, the variable, or a hidden prompt.
pub(super) fn credentials(args: &ServerArgs) -> anyhow::Result<Option<Credentials>> {
    let Some(user) = &args.user else {
        let has_source = args.password_file.is_some() || args.password_command.is_some();
        ensure!(!has_source, "a password is of no use without a login: give --user NAME");
        return Ok(None);
    };
    let secret = if let Some(file) = &args.password_file {
        let text = fs::read(file).with_context(|| format!("{}: the password cannot be read", file.display()))?;
        let text = String::from_utf8(text).map_err(|_| {
            anyhow!("{}: the password cannot be read: it is not UTF-8. Save the file as UTF-8.", file.display())
        })?;
        first_line(&text).to_owned()
    } else if let Some(command) = &args.password_command {
        from_command(command)?
    } else if let Some(text) = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty()) {
        text
    } else if io::stdin().is_terminal() {
        asked(TRIES, || rpassword::prompt_password(format!("Password for {user}: ")))
            .context("the password cannot be read")?
    } else {
        bail!(
            "no password for {user}: set {VARIABLE}, or give --password-file or --password-command, or run on a terminal"
        );
    };
    ensure!(!secret.is_empty(), "the password for {user} is empty");
    Ok(Some(Credentials { user: user.clone(), secret: Secret::new(secret) }))
}

/// What is typed at the prompt: Return alone is a slip, and asked again. Empty where it stays so.
fn asked(tries: usize, mut prompt: impl FnMut() -> io::Result<String>) -> io::Result<String> {
    for _ in 1..tries {
        let typed = prompt()?;
        if !typed.is_empty() {
            return Ok(typed);
        }
        note("It is empty. Type the password, which is not shown, and Return.");
    }
    prompt()
}

fn from_command(command: &str) -> anyhow::Result<String> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let output = Command::new(shell)
        .args([flag, command])
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .context("--password-command cannot be run")?;
    // What stands behind the program's name may be a secret.
    let program = command.split_whitespace().next().unwrap_or_default();
    ensure!(output.status.success(), "--password-command: {program} failed: {}", output.status);
    let text = String::from_utf8(output.stdout).ok().context("--password-command did not print UTF-8")?;
    Ok(first_line(&text).to_owned())
}

fn first_line(text: &str) -> &str {
    // Some editors write a byte order mark.
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for text in ["chalk", "chalk\r\nand more", "\u{feff}chalk\n"] {
            assert_eq!(first_line(text), "chalk");
        }
        assert_eq!(first_line(""), "");
    }

    #[test]
    fn a_command_that_fails_is_named_without_what_it_was_given() {
        let told = from_command("exit 3 hunter2").unwrap_err().to_string();
        assert!(told.starts_with("--password-command: exit failed: ") && !told.contains("hunter2"), "{told}");
    }

    #[test]
    fn an_empty_password_is_asked_for_again() {
        for (typed, found, asked_for) in
            [(vec!["", "", "x"], "x", 3), (vec!["x", "y"], "x", 1), (vec!["", "", "", "x"], "", 3)]
        {
            let mut typed = typed.into_iter();
            let mut times = 0;
            let password = asked(TRIES, || {
                times += 1;
                Ok(typed.next().unwrap().to_owned())
            });
            assert_eq!((password.unwrap().as_str(), times), (found, asked_for));
        }
        let failed = asked(TRIES, || Err(io::Error::other("no terminal")));
        assert!(failed.is_err());
    }
}
