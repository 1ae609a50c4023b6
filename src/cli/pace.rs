//! The pace of a batch: what was said, else what the provider's preset suggests, else the defaults.

use super::args::PaceArgs;
use super::output::{counted, grouped};
use super::words::{fill, say};
use crate::batch::Sessions;
use crate::provider::Provider;
use crate::rate::Rate;

/// Where neither flag nor preset says how many.
const SESSIONS: Sessions = Sessions::AtMost(2);

/// What a batch keeps to.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    pub(super) sessions: Sessions,
    pub(super) messages_per_session: Option<u64>,
    pub(super) rate: Option<Rate>,
    pub(super) daily_limit: Option<u64>,
    /// What of it is the preset's, in words.
    pub(super) preset: Option<String>,
}

impl Pace {
    pub(super) fn new(args: &PaceArgs, provider: Option<&Provider>) -> Self {
        let said = Said {
            sessions: args.sessions,
            messages_per_session: args.messages_per_session,
            rate: args.rate,
            daily_limit: args.daily_limit,
        };
        said.with(provider)
    }

    /// `as fast as the server takes it`, `no faster than 15/min`.
    pub(super) fn words(&self) -> String {
        match self.rate {
            None => say("as fast as the server takes it").to_owned(),
            Some(rate) => fill("no faster than {rate}", &[("rate", &rate.to_string())]),
        }
    }
}

/// What was typed.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    sessions: Option<Sessions>,
    messages_per_session: Option<u64>,
    rate: Option<Rate>,
    daily_limit: Option<u64>,
}

impl Said {
    fn with(self, provider: Option<&Provider>) -> Pace {
        let mut taken = Vec::new();
        let mut flags = Vec::new();
        let mut take = |words: String, flag: &'static str| {
            taken.push(words);
            flags.push(flag);
        };
        let sessions = self.sessions.or_else(|| {
            let number = provider?.sessions.as_ref()?.value;
            take(counted(number, "session"), "--sessions");
            Some(Sessions::AtMost(usize::try_from(number).unwrap_or(1)))
        });
        let messages_per_session = self.messages_per_session.or_else(|| {
            let number = provider?.messages_per_session.as_ref()?.value;
            take(format!("{} each", counted(number, "message")), "--messages-per-session");
            Some(number)
        });
        let rate = self.rate.or_else(|| {
            let rate: Rate = provider?.rate.as_ref()?.value.parse().ok()?;
            take(rate.to_string(), "--rate");
            Some(rate)
        });
        let daily_limit = self.daily_limit.or_else(|| {
            let number = provider?.daily_limit.as_ref()?.value;
            take(format!("{} recipients in 24 hours", grouped(number)), "--daily-limit");
            Some(number)
        });
        let preset = provider.filter(|_| !taken.is_empty()).map(|provider| {
            format!("{}: {} (from the preset; {} overrule it)", provider.name, taken.join(", "), flags.join(", "))
        });
        Pace { sessions: sessions.unwrap_or(SESSIONS), messages_per_session, rate, daily_limit, preset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider;

    #[test]
    fn a_preset_fills_in_what_was_not_said() {
        let pace = Said::default().with(provider::by_name("163"));
        assert_eq!(
            (pace.sessions, pace.messages_per_session, pace.daily_limit),
            (Sessions::AtMost(1), Some(8), Some(200))
        );
        assert_eq!(pace.words(), "no faster than 15/min");
        assert_eq!(
            pace.preset.as_deref(),
            Some(
                "163: 1 session, 8 messages each, 15/min, 200 recipients in 24 hours (from the preset; --sessions, \
                 --messages-per-session, --rate, --daily-limit overrule it)"
            )
        );
    }

    #[test]
    fn flags_win_one_by_one() {
        let said = Said { sessions: Some(Sessions::Auto), rate: "2/s".parse().ok(), ..Said::default() };
        let pace = said.with(provider::by_name("gmail"));
        assert_eq!((pace.sessions, pace.messages_per_session, pace.daily_limit), (Sessions::Auto, Some(50), Some(500)));
        assert_eq!(pace.words(), "no faster than 2/s");
        let preset = pace.preset.unwrap();
        assert!(preset.contains("50 messages each, 500 recipients") && !preset.contains("--rate"), "{preset}");
    }

    #[test]
    fn without_a_provider_nothing_is_changed() {
        let pace = Said::default().with(None);
        assert_eq!((pace.sessions, pace.messages_per_session, pace.daily_limit), (SESSIONS, None, None));
        assert!(pace.rate.is_none() && pace.preset.is_none());
        assert_eq!(pace.words(), "as fast as the server takes it");
    }

    #[test]
    fn every_preset_s_rate_is_one() {
        for provider in provider::all() {
            let pace = Said::default().with(Some(provider));
            assert_eq!(pace.rate.is_some(), provider.rate.is_some(), "{}", provider.name);
        }
    }
}
