//! What the server says: as a rule wants it, or as it should.

use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use super::{Effect, Over, Session};
use crate::login::{PASSWORD, plain_response};
use crate::server::lock;
use crate::table::{Act, Place, Rule, When};

/// Between two octets of a server that trickles.
const TRICKLE: Duration = Duration::from_millis(50);

impl Session {
    /// Replies as the rules say, or as the server should.
    pub(super) fn reply(&mut self, place: Place, argument: &str, should: &str) -> Effect {
        self.at = Some(place);
        match self.rule(place, argument) {
            Some(acts) => self.act(&acts, should),
            None => self.say(&format!("{should}\r\n")),
        }
    }

    /// What is to be done here and now instead. Each rule that may apply counts this visit.
    pub(super) fn rule(&mut self, place: Place, argument: &str) -> Option<Vec<Act>> {
        let of_session = self.visits.entry(place).or_default();
        *of_session += 1;
        let of_session = *of_session;
        let mut visits = lock(&self.shared.visits);
        let of_run = visits.counts.entry(place).or_default();
        *of_run += 1;
        let of_run = *of_run;
        let is_new = visits.arguments.insert((place, argument.to_owned()));
        let applies = |rule: &&Rule| {
            rule.place == place
                && match &rule.when {
                    When::Always => true,
                    When::Nth(nth) => of_run == *nth,
                    When::From(nth) => of_run >= *nth,
                    When::OfSession(nth) => of_session == *nth,
                    When::FromOfSession(nth) => of_session >= *nth,
                    When::FromOfMail(nth) => self.recipients.len() >= *nth,
                    When::About(who) => argument.contains(who.as_str()),
                    When::New => is_new,
                }
        };
        self.shared.rules.iter().find(applies).map(|rule| rule.acts.clone())
    }

    pub(super) fn act(&mut self, acts: &[Act], should: &str) -> Effect {
        let mut effect = None;
        self.said = None;
        self.may_leave |= acts.iter().any(|act| !matches!(act, Act::Say(_) | Act::Twice | Act::Late(_)));
        for act in acts {
            match act {
                Act::Say(text) => {
                    effect = effect.or(self.say(&format!("{}\r\n", self.filled(text)))?);
                    self.said = effect;
                }
                Act::Drop => {
                    self.drop_what_came()?;
                    effect = self.say(&format!("{should}\r\n"))?;
                }
                Act::Choke if self.has_more() => return Err(self.close()),
                Act::Choke => effect = self.say(&format!("{should}\r\n"))?,
                Act::Twice => effect = self.say(&format!("{should}\r\n{should}\r\n"))?,
                Act::Late(milliseconds) => {
                    thread::sleep(Duration::from_millis(*milliseconds));
                    effect = self.say(&format!("{should}\r\n"))?;
                }
                Act::Close => return Err(self.close()),
                Act::Reset => {
                    lock(&self.shared.record).lost_track = true;
                    self.drained = true;
                    let linger = Some(Duration::ZERO);
                    socket2::SockRef::from(&self.tcp).set_linger(linger).expect("a socket has options");
                    return Err(Over);
                }
                Act::Silent => return Err(self.drain()),
                Act::Trickle => {
                    let text = format!("250-{}", "slow ".repeat(1_000));
                    for octet in text.chars() {
                        self.say(&octet.to_string())?;
                        thread::sleep(TRICKLE);
                    }
                }
                Act::Endless => loop {
                    self.say(&"250-and another thing\r\n".repeat(100))?;
                },
                Act::Long => loop {
                    self.say(&format!("250 {}", "x".repeat(4_000)))?;
                },
                Act::Garbage => {
                    self.write(b"\x00\xff\x80\x1b[2J\x07 what\r\n")?;
                }
                Act::Half => {
                    self.write(&should.as_bytes()[..should.len().min(5)])?;
                    return Err(self.close());
                }
                Act::Deaf => {
                    lock(&self.shared.record).lost_track = true;
                    let over = lock(&self.shared.over);
                    drop(self.shared.ended.wait_while(over, |over| !*over).unwrap_or_else(PoisonError::into_inner));
                    return Err(Over);
                }
            }
        }
        Ok(effect)
    }

    /// Echoes of what the client has said, and of its password.
    fn filled(&self, text: &str) -> String {
        text.replace("%secret", PASSWORD).replace("%plain", &plain_response()).replace("%line", &self.line)
    }
}
