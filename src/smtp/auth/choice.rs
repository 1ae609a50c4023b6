//! Which mechanism a login uses.

use super::{BadMechanism, CramMd5, Credentials, Login, Mechanism, OAuthBearer, Plain, ScramSha256, XOAuth2};
use crate::smtp::Capabilities;

/// `--auth`: which mechanism to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The strongest that is offered.
    #[default]
    Auto,
    /// PLAIN (RFC 4616).
    Plain,
    /// LOGIN (draft-murchison-sasl-login).
    Login,
    /// CRAM-MD5 (RFC 2195).
    CramMd5,
    /// SCRAM-SHA-256 (RFC 5802, 7677).
    ScramSha256,
    /// XOAUTH2 (Google, Microsoft).
    XOAuth2,
    /// OAUTHBEARER (RFC 7628).
    OAuthBearer,
}

/// Those that take a password, the strongest first.
const BY_STRENGTH: [Choice; 4] = [Choice::ScramSha256, Choice::CramMd5, Choice::Plain, Choice::Login];

/// Those that take an access token: only by explicit choice, since a password is no token.
const WITH_TOKEN: [Choice; 2] = [Choice::XOAuth2, Choice::OAuthBearer];

impl Choice {
    /// The mechanism's name in the AUTH command; `AUTO` for the choice that is left to the program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "AUTO",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::CramMd5 => "CRAM-MD5",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }

    /// Whether whoever listens without TLS learns the secret.
    fn shows_secret(self) -> bool {
        !matches!(self, Self::CramMd5 | Self::ScramSha256)
    }

    fn is_offered(self, capabilities: &Capabilities) -> bool {
        capabilities.auth.iter().any(|name| name == self.name())
    }
}

/// What decides about the mechanism, beside the choice.
#[derive(Debug)]
pub(in crate::smtp) struct Situation<'a> {
    pub(in crate::smtp) capabilities: &'a Capabilities,
    /// Whether a secret may be shown: TLS is active, or showing it has been allowed.
    pub(in crate::smtp) may_show_secret: bool,
    pub(in crate::smtp) host: &'a str,
    pub(in crate::smtp) port: u16,
    pub(in crate::smtp) nonce: &'a str,
}

/// The mechanism for a login, or why there is none.
pub(in crate::smtp) fn select(
    choice: Choice,
    credentials: &Credentials,
    situation: &Situation<'_>,
) -> Result<Box<dyn Mechanism>, String> {
    check(credentials)?;
    if choice == Choice::Auto {
        return strongest(credentials, situation);
    }
    build(allowed(choice, situation)?, credentials, situation).map_err(|error| error.to_string())
}

/// NUL separates the parts of PLAIN, ^A those of XOAUTH2 and OAUTHBEARER: inside a part they would forge another.
fn check(credentials: &Credentials) -> Result<(), String> {
    let parts = [("user name", credentials.user.as_str()), ("password", credentials.secret.expose())];
    for (what, part) in parts {
        if part.contains(['\0', '\x01', '\r', '\n']) {
            return Err(format!("the {what} holds a control character (NUL, ^A, CR or LF)"));
        }
        if part.is_empty() {
            return Err(format!("the {what} is empty"));
        }
    }
    Ok(())
}

/// The strongest that can carry the login: a password that SCRAM prohibits is none of PLAIN's affair.
fn strongest(credentials: &Credentials, situation: &Situation<'_>) -> Result<Box<dyn Mechanism>, String> {
    let Situation { capabilities, may_show_secret, .. } = situation;
    let offered: Vec<Choice> = BY_STRENGTH.into_iter().filter(|choice| choice.is_offered(capabilities)).collect();
    let mut bad = None;
    for &choice in offered.iter().filter(|choice| *may_show_secret || !choice.shows_secret()) {
        match build(choice, credentials, situation) {
            Ok(mechanism) => return Ok(mechanism),
            Err(error) => bad = bad.or(Some(error)),
        }
    }
    if let Some(bad) = bad {
        return Err(bad.to_string());
    }
    if !capabilities.esmtp {
        return Err("the server knows only HELO and so cannot say which mechanisms it has. \
                    Name one: --auth login (or plain)"
            .to_owned());
    }
    let names = offer(capabilities)?;
    if !offered.is_empty() {
        return Err(unencrypted(&names));
    }
    Err(match WITH_TOKEN.into_iter().find(|choice| choice.is_offered(capabilities)) {
        Some(choice) => format!(
            "the server offers no mechanism that takes a password, only {names}. \
             Use --auth {} with an access token as the password",
            choice.name().to_ascii_lowercase()
        ),
        None => format!("the server offers only {names}, none of which this program has"),
    })
}

fn allowed(choice: Choice, situation: &Situation<'_>) -> Result<Choice, String> {
    let Situation { capabilities, may_show_secret, .. } = situation;
    // A server that knows only HELO has no way of advertising AUTH, and some have it all the same.
    let blind = !capabilities.esmtp && matches!(choice, Choice::Login | Choice::Plain);
    if !blind && !choice.is_offered(capabilities) {
        let name = choice.name();
        if !capabilities.esmtp {
            return Err(format!("the server knows only HELO and so cannot offer {name}. Try --auth login (or plain)"));
        }
        let names = offer(capabilities)?;
        return Err(format!("the server does not offer {name}. It offers {names}"));
    }
    if choice.shows_secret() && !may_show_secret {
        return Err(unencrypted(choice.name()));
    }
    Ok(choice)
}

/// What is offered, in words; an error if that is nothing.
fn offer(capabilities: &Capabilities) -> Result<String, String> {
    if !capabilities.auth.is_empty() {
        return Ok(capabilities.auth.join(", "));
    }
    Err(if capabilities.starttls {
        "the server offers no AUTH before STARTTLS. Use --tls starttls".to_owned()
    } else {
        "the server offers no AUTH. Leave out the user name, or use its submission port (465 or 587)".to_owned()
    })
}

fn unencrypted(names: &str) -> String {
    format!(
        "{names} would show the password, and the connection is not encrypted. \
         Use --tls starttls or --tls implicit (or --allow-plaintext-auth, if you must)"
    )
}

fn build(
    choice: Choice,
    credentials: &Credentials,
    situation: &Situation<'_>,
) -> Result<Box<dyn Mechanism>, BadMechanism> {
    let &Situation { host, port, nonce, .. } = situation;
    let login = credentials.clone();
    Ok(match choice {
        Choice::Plain => Box::new(Plain::new(login)),
        Choice::Auto | Choice::Login => Box::new(Login::new(login)),
        Choice::CramMd5 => Box::new(CramMd5::new(login)),
        Choice::ScramSha256 => Box::new(ScramSha256::new(credentials, nonce)?),
        Choice::XOAuth2 => Box::new(XOAuth2::new(login)),
        Choice::OAuthBearer => Box::new(OAuthBearer::new(login, host, port)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Secret;
    use super::*;

    fn choose(choice: Choice, offered: Option<&str>, may_show_secret: bool) -> Result<&'static str, String> {
        choose_for("p", choice, offered, may_show_secret)
    }

    fn choose_for(
        password: &str,
        choice: Choice,
        offered: Option<&str>,
        may_show_secret: bool,
    ) -> Result<&'static str, String> {
        let auth = offered.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
        let capabilities = Capabilities { esmtp: offered.is_some(), auth, ..Capabilities::default() };
        let situation = Situation {
            capabilities: &capabilities,
            may_show_secret,
            host: "mx",
            port: 587,
            nonce: "fyko+d2lbbFgONRv",
        };
        let credentials = Credentials { user: "u".into(), secret: Secret::new(password.into()) };
        select(choice, &credentials, &situation).map(|mechanism| mechanism.name())
    }

    #[test]
    fn the_strongest_that_may_be_used() {
        let all = "LOGIN PLAIN XOAUTH2 CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256";
        let cases = [
            (all, true, "SCRAM-SHA-256"),
            (all, false, "SCRAM-SHA-256"),
            ("LOGIN PLAIN CRAM-MD5", true, "CRAM-MD5"),
            ("LOGIN PLAIN CRAM-MD5", false, "CRAM-MD5"),
            ("LOGIN PLAIN XOAUTH2", true, "PLAIN"),
            ("LOGIN NTLM", true, "LOGIN"),
        ];
        for (offered, may_show_secret, expected) in cases {
            assert_eq!(choose(Choice::Auto, Some(offered), may_show_secret).as_deref(), Ok(expected), "{offered}");
        }
    }

    #[test]
    fn why_there_is_none() {
        use Choice::{Auto, CramMd5, Login, Plain, XOAuth2};
        let cases = [
            (Auto, Some("LOGIN PLAIN"), false, "LOGIN, PLAIN would show the password"),
            (Auto, Some("XOAUTH2 OAUTHBEARER"), true, "Use --auth xoauth2 with an access token"),
            (Auto, Some("GSSAPI NTLM"), true, "offers only GSSAPI, NTLM"),
            (Auto, Some(""), true, "offers no AUTH"),
            (Auto, None, true, "--auth login"),
            (Plain, Some(""), true, "offers no AUTH"),
            (Plain, Some("LOGIN"), true, "does not offer PLAIN. It offers LOGIN"),
            (Plain, Some("PLAIN"), false, "would show the password"),
            (Login, None, false, "would show the password"),
            (XOAuth2, Some("XOAUTH2"), false, "would show"),
            (CramMd5, None, true, "knows only HELO"),
        ];
        for (choice, offered, may_show_secret, expected) in cases {
            let why = choose(choice, offered, may_show_secret).unwrap_err();
            assert!(why.contains(expected), "{choice:?} {offered:?}: {why}");
        }
    }

    #[test]
    fn an_explicit_choice() {
        use Choice::{CramMd5, Login, OAuthBearer, Plain, XOAuth2};
        assert_eq!(choose(Login, Some("PLAIN LOGIN"), true), Ok("LOGIN"));
        assert_eq!(choose(CramMd5, Some("PLAIN CRAM-MD5"), false), Ok("CRAM-MD5"));
        assert_eq!(choose(XOAuth2, Some("XOAUTH2"), true), Ok("XOAUTH2"));
        assert_eq!(choose(OAuthBearer, Some("OAUTHBEARER"), true), Ok("OAUTHBEARER"));
        assert_eq!(choose(Plain, None, true), Ok("PLAIN"));
        assert_eq!(choose(Login, None, true), Ok("LOGIN"));
    }

    #[test]
    fn a_password_that_scram_prohibits() {
        use Choice::{Auto, ScramSha256};
        let why = "the password holds characters that SCRAM prohibits";
        let choose =
            |choice, offered, may_show_secret| choose_for("pass\u{1f600}", choice, Some(offered), may_show_secret);
        assert_eq!(choose(Auto, "PLAIN SCRAM-SHA-256", true), Ok("PLAIN"));
        assert_eq!(choose(Auto, "PLAIN SCRAM-SHA-256 CRAM-MD5", false), Ok("CRAM-MD5"));
        assert_eq!(choose(Auto, "PLAIN SCRAM-SHA-256", false).unwrap_err(), why);
        assert_eq!(choose(Auto, "SCRAM-SHA-256", true).unwrap_err(), why);
        assert_eq!(choose(ScramSha256, "PLAIN SCRAM-SHA-256", true).unwrap_err(), why);
    }

    #[test]
    fn credentials_that_cannot_be_sent() {
        for (user, secret) in [("u\0", "p"), ("u", "p\0q"), ("u", "a\x01b"), ("", "p"), ("u", ""), ("u", "p\r\n")] {
            let credentials = Credentials { user: user.into(), secret: Secret::new(secret.into()) };
            assert!(check(&credentials).is_err(), "{user:?} {secret:?}");
        }
    }
}
