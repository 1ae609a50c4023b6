//! LOGIN (draft-murchison-sasl-login): the server asks for the user name, then for the password.

use super::{BadMechanism, Credentials, Mechanism};

/// LOGIN. Never with an initial response: old servers, Coremail among them, want `AUTH LOGIN` alone.
#[derive(Debug)]
pub struct Login {
    credentials: Credentials,
    user_sent: bool,
    password_sent: bool,
}

impl Login {
    /// A login by LOGIN.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, user_sent: false, password_sent: false }
    }
}

impl Mechanism for Login {
    fn name(&self) -> &'static str {
        "LOGIN"
    }

    /// `Username:`, `User Name`, `Password:`; any other prompt is for what has not been said yet, the user name first.
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        let prompt = challenge.trim_ascii_start().to_ascii_lowercase();
        let asks_user = prompt.starts_with(b"user") || !prompt.starts_with(b"pass") && !self.user_sent;
        let said = if asks_user { &mut self.user_sent } else { &mut self.password_sent };
        if std::mem::replace(said, true) {
            return Err(BadMechanism::extra_challenge(self.name()));
        }
        let answer = if asks_user { &self.credentials.user } else { self.credentials.secret.expose() };
        Ok(answer.as_bytes().to_vec())
    }

    fn takes_plain_text(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::Secret;
    use super::*;

    fn login() -> Login {
        Login::new(Credentials { user: "tim".into(), secret: Secret::new("tanstaaf".into()) })
    }

    #[test]
    fn prompts() {
        let cases: [[&[u8]; 2]; 6] = [
            [b"Username:", b"Password:"],
            [b"User Name\0", b"Password\0"],
            [b"username:", b"password:"],
            [b"", b""],
            [b"Login?", b"Secret?"],
            ["用户名".as_bytes(), "密码".as_bytes()],
        ];
        for prompts in cases {
            let mut login = login();
            assert_eq!(login.respond(prompts[0]).unwrap(), b"tim", "{prompts:?}");
            assert_eq!(login.respond(prompts[1]).unwrap(), b"tanstaaf", "{prompts:?}");
            assert!(login.respond(prompts[1]).is_err(), "{prompts:?}");
        }
    }

    #[test]
    fn a_known_prompt_counts_more_than_the_order() {
        let mut login = login();
        assert_eq!(login.respond(b"Password:").unwrap(), b"tanstaaf");
        assert_eq!(login.respond(b"Username:").unwrap(), b"tim");
    }

    #[test]
    fn nothing_is_said_twice() {
        let mut login = login();
        assert!(login.respond(b"Username:").is_ok());
        assert!(login.respond(b"Username:").is_err());
    }
}
