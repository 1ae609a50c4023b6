//! The table `replies.toml`: read once, when the first failure is to be explained.

use std::sync::LazyLock;
use std::time::Duration;

use regex::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::explain::Words;
use super::{Explanation, Lang, Meaning, Outcome};
use crate::smtp::{EnhancedCode, Phase};

const SOURCE: &str = include_str!("replies.toml");

/// Most octets of a text that are looked at: the words that matter stand at its beginning.
const MOST_TEXT: usize = 4_096;

/// What became of the recipient, in an advice.
const OUTCOME: &str = "{outcome}";

/// What is to be explained.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    /// Where nothing else decides: in doubt, unsent, faulty; deferred, where that is said of the reply.
    pub(super) outcome: Option<Outcome>,
    pub(super) phase: Option<Phase>,
    /// `None` = no reply.
    pub(super) code: Option<u16>,
    pub(super) enhanced: Option<EnhancedCode>,
    pub(super) text: &'a str,
    /// The server's name.
    pub(super) host: Option<&'a str>,
}

/// Every entry, in the order of the file.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    /// The entries' texts, of those that have one: an expression that fits any text would make the set slow.
    texts: RegexSet,
}

/// An entry: when it fits, and what it says.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its place in the set of texts; `None` = any text.
    text: Option<usize>,
    pub(super) outcome: Option<Outcome>,
    pub(super) codes: Vec<Codes>,
    /// Class, subject, detail; `None` = any.
    pub(super) enhanced: Vec<[Option<u16>; 3]>,
    pub(super) place: Place,
    pub(super) hosts: Vec<String>,
    pub(super) meaning: Option<Meaning>,
    /// For what is refused, or has no outcome of its own.
    pub(super) explanation: Explanation,
    /// For what is deferred, where that is told otherwise.
    deferred: Option<Explanation>,
}

/// Which replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    /// This one.
    Is(u16),
    /// 4yz.
    Transient,
    /// 5yz.
    Permanent,
    /// 4yz and 5yz.
    Negative,
    /// No reply.
    NoReply,
}

/// Where the words count: the same ones mean something else in reply to a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the login, and for mail.
    Anywhere,
    /// In reply to AUTH.
    Login,
    /// In these phases.
    Of(Vec<Phase>),
}

/// The table.
pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> =
        LazyLock::new(|| Table::read(SOURCE).expect("the table is a part of the program, and a test reads it"));
    &TABLE
}

impl Table {
    /// Reads the table; the error says which entry is wrong, and how.
    pub(super) fn read(source: &str) -> Result<Self, String> {
        let file: File = toml::from_str(source).map_err(|error| error.to_string())?;
        let texts = RegexSetBuilder::new(file.reply.iter().filter_map(|raw| raw.text.as_deref()))
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .build()
            .map_err(|error| error.to_string())?;
        let mut places = 0..;
        let parsed = file.reply.into_iter().map(|raw| {
            let id = raw.id.clone();
            let text = raw.text.as_ref().and_then(|_| places.next());
            raw.parse(text).ok_or_else(|| format!("{id}: a value that is none"))
        });
        Ok(Self { entries: parsed.collect::<Result<_, _>>()?, texts })
    }

    /// The first entry that fits.
    pub(super) fn find(&self, case: &Case<'_>) -> Option<&Entry> {
        let text = &case.text[..case.text.floor_char_boundary(MOST_TEXT)];
        let said = self.texts.matches(text);
        self.entries.iter().find(|entry| entry.text.is_none_or(|place| said.matched(place)) && entry.fits(case))
    }
}

impl Entry {
    /// What it says of a recipient that is deferred, or else refused.
    pub(super) fn explanation_of(&self, is_deferred: bool) -> &Explanation {
        self.deferred.as_ref().filter(|_| is_deferred).unwrap_or(&self.explanation)
    }

    /// Whether it is about certain words.
    pub(super) fn has_text(&self) -> bool {
        self.text.is_some()
    }

    /// Whether all but the text fits.
    pub(super) fn fits(&self, case: &Case<'_>) -> bool {
        self.outcome == case.outcome
            && (self.outcome.is_some() || self.codes.iter().any(|codes| codes.hold(case.code)))
            && (self.enhanced.is_empty() || case.enhanced.is_some_and(|code| self.has(code)))
            && self.place.holds(case)
            && (self.hosts.is_empty() || case.host.is_some_and(|host| self.is_of(host)))
    }

    fn has(&self, EnhancedCode(class, subject, detail): EnhancedCode) -> bool {
        let code = [u16::from(class), subject, detail];
        let fits = |pattern: &[Option<u16>; 3]| pattern.iter().zip(code).all(|(each, n)| each.is_none_or(|m| m == n));
        self.enhanced.iter().any(fits)
    }

    /// Whether the server's name ends in one of the hosts.
    fn is_of(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let ends = |ending: &String| {
            host.strip_suffix(ending.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.hosts.iter().any(ends)
    }
}

impl Codes {
    fn hold(self, code: Option<u16>) -> bool {
        match (self, code) {
            (Self::NoReply, code) => code.is_none(),
            (_, None) => false,
            (Self::Is(one), Some(code)) => one == code,
            (Self::Transient, Some(code)) => code / 100 == 4,
            (Self::Permanent, Some(code)) => code / 100 == 5,
            (Self::Negative, Some(code)) => matches!(code / 100, 4 | 5),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "4yz" => Some(Self::Transient),
            "5yz" => Some(Self::Permanent),
            "negative" => Some(Self::Negative),
            "none" => Some(Self::NoReply),
            code => code.parse().ok().filter(|code| (400..600).contains(code)).map(Self::Is),
        }
    }
}

impl Place {
    fn holds(&self, case: &Case<'_>) -> bool {
        match self {
            // What is no reply says itself what it is about.
            Self::Anywhere => case.code.is_none() || case.phase != Some(Phase::Auth),
            Self::Login => case.phase == Some(Phase::Auth),
            Self::Of(phases) => case.phase.is_some_and(|phase| phases.contains(&phase)),
        }
    }

    fn parse(names: &[String]) -> Option<Self> {
        match names {
            [] => Some(Self::Anywhere),
            [name] if name == "login" => Some(Self::Login),
            names => {
                let phase = |name: &String| Phase::ALL.into_iter().find(|phase| phase.name() == name);
                names.iter().map(phase).collect::<Option<_>>().map(Self::Of)
            }
        }
    }
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    reply: Vec<Raw>,
}

/// An entry as it is written: the file's head tells what each key means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    outcome: Option<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    enhanced: Vec<String>,
    text: Option<String>,
    #[serde(default)]
    phases: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    meaning: Option<String>,
    wait: Option<u64>,
    temporary: Option<bool>,
    #[serde(default)]
    of_all: bool,
    what_en: String,
    what_zh: String,
    do_en: String,
    do_zh: String,
    source: String,
}

impl Raw {
    /// `None` = a word that means nothing here.
    fn parse(self, text: Option<usize>) -> Option<Entry> {
        let outcome = |word: &str| Outcome::ALL.into_iter().find(|outcome| outcome.word() == word);
        let codes: Option<Vec<_>> = self.codes.iter().map(|text| Codes::parse(text)).collect();
        let enhanced: Option<Vec<_>> = self.enhanced.iter().map(|text| pattern(text)).collect();
        let wait = self.wait.map(Duration::from_secs);
        let meaning = match &self.meaning {
            Some(word) => Some(named(word, wait)?),
            None => None,
        };
        let codes = codes.map(|codes| if codes.is_empty() { vec![Codes::Negative] } else { codes })?;
        let is_own = codes.iter().all(|codes| *codes == Codes::NoReply);
        let temporary = if meaning.is_some_and(Meaning::is_temporary) { Some(true) } else { self.temporary };
        let told = |outcome: Outcome| {
            let words = |lang, what: &str, advice: &str| words(lang, what, advice.replace(OUTCOME, outcome.word()));
            Explanation {
                id: self.id.clone(),
                source: self.source.clone(),
                is_own,
                temporary,
                is_of_all: self.of_all,
                words: [words(Lang::En, &self.what_en, &self.do_en), words(Lang::Zh, &self.what_zh, &self.do_zh)],
            }
        };
        let tells_outcome = self.do_en.contains(OUTCOME) || self.do_zh.contains(OUTCOME);
        let (explanation, deferred) = (told(Outcome::Refused), tells_outcome.then(|| told(Outcome::Deferred)));
        Some(Entry {
            text,
            outcome: match self.outcome {
                Some(word) => Some(outcome(&word)?),
                None => None,
            },
            codes,
            enhanced: enhanced?,
            place: Place::parse(&self.phases)?,
            hosts: self.hosts,
            meaning,
            explanation,
            deferred,
        })
    }
}

fn words(lang: Lang, what: &str, advice: String) -> Words {
    let between = match lang {
        Lang::En => " ",
        Lang::Zh => "",
    };
    Words { whole: format!("{what}{between}{advice}"), what: what.to_owned(), advice }
}

/// `*.7.26`.
fn pattern(text: &str) -> Option<[Option<u16>; 3]> {
    let number = |part: &str| if part == "*" { Some(None) } else { part.parse().ok().map(Some) };
    let parts: Option<Vec<_>> = text.split('.').map(number).collect();
    parts?.try_into().ok()
}

/// `too-fast`.
fn named(word: &str, wait: Option<Duration>) -> Option<Meaning> {
    Some(match word {
        "too-many-sessions" => Meaning::TooManySessions,
        "session-full" => Meaning::SessionFull,
        "session-spoilt" => Meaning::SessionSpoilt,
        "too-fast" => Meaning::TooFast(wait),
        "suspect" => Meaning::Suspect(wait),
        "login-throttled" => Meaning::LoginThrottled,
        "daily-limit" => Meaning::DailyLimit,
        "login-wanted" => Meaning::LoginWanted,
        "access-denied" => Meaning::AccessDenied,
        "busy" => Meaning::Busy,
        "away" => Meaning::Away,
        "too-many-recipients" => Meaning::TooManyRecipients,
        _ => return None,
    })
}
