//! The paths of MAIL and RCPT as they were written: what `smtp-proto` judges but does not hand out.

use std::net::{Ipv4Addr, Ipv6Addr};

/// What stands in the angle brackets of MAIL or RCPT, as it was written but without a source route (RFC 5321 section
/// 4.1.1.3); `smtp-proto` has judged the command but takes the quotes off.
pub(super) fn path(command: &str) -> &str {
    let path = bracketed(command).unwrap_or_default();
    if path.starts_with('@') { path.split_once(':').map_or(path, |(_, path)| path) } else { path }
}

fn bracketed(command: &str) -> Option<&str> {
    let (_, rest) = command.split_once('<')?;
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(&rest[..at]),
            _ => {}
        }
    }
    None
}

/// Whether there is something on both sides of the last at sign. The rest is `smtp-proto`'s judgement.
pub(super) fn is_mailbox(path: &str) -> bool {
    path.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.starts_with('.') && !domain.ends_with('.')
    })
}

/// For a command whose path ends in an address literal (RFC 5321 section 4.1.3): the path, and the command with a
/// domain in the literal's place.
pub(super) fn with_domain_for_literal(command: &str) -> Option<(&str, String)> {
    let path = path(command);
    let (local, literal) = path.strip_suffix(']')?.rsplit_once("@[")?;
    let is_address = match literal.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => literal[5..].parse::<Ipv6Addr>().is_ok(),
        _ => literal.parse::<Ipv4Addr>().is_ok(),
    };
    is_address.then(|| (path, command.replacen(path, &format!("{local}@literal.invalid"), 1) + "\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_written() {
        for (command, expected) in [
            ("MAIL FROM:<>", ""),
            ("MAIL FROM:<a@b> SIZE=1", "a@b"),
            ("RCPT TO:<@x,@y:a@b>", "a@b"),
            ("RCPT TO:<\"a>b\"@c>", "\"a>b\"@c"),
            ("RCPT TO:<\"a\\\">b\"@c>", "\"a\\\">b\"@c"),
            ("RCPT TO:<\"open@c>", ""),
            ("RCPT", ""),
        ] {
            assert_eq!(path(command), expected, "{command}");
        }
    }

    #[test]
    fn literals_get_a_domain() {
        let line = |command| with_domain_for_literal(command).map(|(_, line)| line);
        assert_eq!(line("RCPT TO:<a@[127.0.0.1]>").as_deref(), Some("RCPT TO:<a@literal.invalid>\r\n"));
        assert_eq!(line("RCPT TO:<a@[IPv6:::1]> X=1").as_deref(), Some("RCPT TO:<a@literal.invalid> X=1\r\n"));
        for other in ["RCPT TO:<a@[300.0.0.1]>", "RCPT TO:<a@[贝贝]>", "RCPT TO:<a@b>", "RCPT TO:<a@[]>", "]"] {
            assert_eq!(line(other), None, "{other}");
        }
    }
}
