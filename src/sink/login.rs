//! AUTH (RFC 4954): the 334 loop and its base64 around [`super::auth`].

use std::mem;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::auth::{self, Exchange, Login, Step};
use super::session::{Mode, Next, Session};
use super::shared::{Escaped, add};

impl Session<'_> {
    /// Obeys AUTH.
    pub(super) fn auth(&mut self, mechanism: u64, initial: &str) -> Next {
        let refusal = if self.client.is_none() {
            Some(("503", "5.5.1", "send EHLO first"))
        } else if self.shared.offers_starttls() && !self.encrypted {
            Some(("538", "5.7.11", "encryption is required: send STARTTLS first"))
        } else if self.authenticated {
            Some(("503", "5.5.1", "logged in already"))
        } else if self.transaction.is_open() {
            Some(("503", "5.5.1", "not during a mail transaction"))
        } else {
            None
        };
        if let Some((code, status, text)) = refusal {
            self.reply(code, status, text);
            return Next::Read;
        }
        self.exchanges += 1;
        let (number, exchanges) = (self.number, self.exchanges);
        match auth::start(mechanism, || challenge(number, exchanges)) {
            None => self.bad("504", "5.5.4", "mechanism not offered"),
            Some(Step::Challenge(_, Exchange::CramMd5 { .. })) if !initial.is_empty() => {
                self.bad("501", "5.5.4", "CRAM-MD5 has no initial response")
            }
            Some(Step::Challenge(_, exchange)) if !initial.is_empty() => {
                self.mode = Mode::Auth(exchange);
                // RFC 4954 section 4: a lone equals sign is the empty initial response.
                self.response(if initial == "=" { "" } else { initial })
            }
            Some(step) => self.exchange(step),
        }
    }

    /// Takes the client's response, or its initial response, in base64.
    pub(super) fn response(&mut self, text: &str) -> Next {
        let Mode::Auth(exchange) = mem::replace(&mut self.mode, Mode::Command) else { return Next::Read };
        if text == "*" {
            self.reply("501", "5.7.0", "cancelled");
            return Next::Read;
        }
        let Ok(response) = BASE64_STANDARD.decode(text) else {
            return self.bad("501", "5.5.2", "the response is not base64");
        };
        let Some((name, password)) = &self.shared.options.login else { return Next::Read };
        self.exchange(exchange.respond(&response, Login { name, password }))
    }

    fn exchange(&mut self, step: Step) -> Next {
        match step {
            Step::Challenge(challenge, exchange) => {
                self.mode = Mode::Auth(exchange);
                self.reply("334", "", &BASE64_STANDARD.encode(challenge));
                Next::Read
            }
            Step::Finished { mechanism, name, accepted: true } => {
                self.authenticated = true;
                add(&self.shared.counters.logins, 1);
                self.log(format_args!("login {} ({mechanism})", Escaped(&name)));
                self.reply("235", "2.7.0", "welcome");
                Next::Read
            }
            Step::Finished { mechanism, name, accepted: false } => {
                add(&self.shared.counters.refused_logins, 1);
                // Not the word "login": a person counts those that succeeded by it.
                self.log(format_args!("auth-refused {} ({mechanism}) 535", Escaped(&name)));
                self.bad("535", "5.7.8", "name or password is wrong")
            }
            Step::Malformed(why) => self.bad("501", "5.5.2", why),
        }
    }
}

/// CRAM-MD5's challenge: a message id with a time stamp that does not come twice (RFC 2195 section 2).
fn challenge(session: u64, number: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("<{session}-{number}.{:020}@localhost>", now.as_nanos())
}
