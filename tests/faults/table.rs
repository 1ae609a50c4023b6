//! The tables: one line is one scenario, or several where it has braces. `README.md` beside this file explains them.

use std::fmt;

/// One scenario.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// The file, and the line with its braces expanded: what a failure is told by.
    pub(crate) name: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) setting: Setting,
    pub(crate) expected: Expected,
}

/// At this place, at this time, the server does this instead of what it should do.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) place: Place,
    pub(crate) when: When,
    pub(crate) acts: Vec<Act>,
}

/// Where in a session the server may misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Greeting,
    Ehlo,
    StartTls,
    /// The TLS handshake, when the client's first octet has come.
    Tls,
    /// EHLO under TLS.
    Ehlo2,
    Auth,
    /// Each line the client says after AUTH.
    Challenge,
    Mail,
    Rcpt,
    Data,
    /// When the first line of the content has come.
    Content,
    /// The end of data.
    Dot,
    Rset,
    Quit,
    /// When the reply to the end of data is out.
    Idle,
}

const PLACES: [(&str, Place); 15] = [
    ("greeting", Place::Greeting),
    ("ehlo", Place::Ehlo),
    ("starttls", Place::StartTls),
    ("tls", Place::Tls),
    ("ehlo2", Place::Ehlo2),
    ("auth", Place::Auth),
    ("challenge", Place::Challenge),
    ("mail", Place::Mail),
    ("rcpt", Place::Rcpt),
    ("data", Place::Data),
    ("content", Place::Content),
    ("dot", Place::Dot),
    ("rset", Place::Rset),
    ("quit", Place::Quit),
    ("idle", Place::Idle),
];

/// Which time.
#[derive(Debug, Clone)]
pub(crate) enum When {
    Always,
    /// The n-th of the whole run.
    Nth(usize),
    /// The n-th of the whole run and all after it.
    From(usize),
    /// The n-th of each session.
    OfSession(usize),
    /// The n-th of each session and all after it.
    FromOfSession(usize),
    /// From the n-th recipient of a mail on, of those that are taken.
    FromOfMail(usize),
    /// When this recipient is meant (RCPT), or among those of the transaction.
    About(String),
    /// The first time for each argument.
    New,
}

/// What a misbehaving server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Says this; a whole reply has the effect it would have as the server's own.
    Say(String),
    /// Loses what has come behind what it answers, and does what it should do.
    Drop,
    /// Closes if something has come behind what it should answer, and does what it should do otherwise.
    Choke,
    /// Does what it should do, and says the reply twice.
    Twice,
    /// Does what it should do after this long, in milliseconds.
    Late(u64),
    Close,
    Reset,
    /// Says nothing and reads on until the client has gone.
    Silent,
    /// One octet at a time, for ever.
    Trickle,
    /// A reply that never ends.
    Endless,
    /// A line without end.
    Long,
    /// Octets that are no text.
    Garbage,
    /// Half a reply.
    Half,
    /// Says nothing and reads nothing.
    Deaf,
}

/// How the program is called and what the server offers.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) tls: String,
    /// Mechanisms the server offers, separated by commas; the program has a login. `none` = a login and no offer.
    pub(crate) auth: Option<String>,
    /// `--auth`.
    pub(crate) mechanism: Option<String>,
    pub(crate) scram: String,
    pub(crate) cert: String,
    pub(crate) pipelining: bool,
    /// Further lines of EHLO.
    pub(crate) offer: Vec<String>,
    /// Further lines of EHLO before TLS only.
    pub(crate) clear: Vec<String>,
    pub(crate) sessions: usize,
    pub(crate) attempts: u32,
    pub(crate) list: String,
    pub(crate) rate: Option<String>,
    /// `--window`.
    pub(crate) window: Option<String>,
    /// `--messages-per-session`.
    pub(crate) most: Option<String>,
    /// Nobody listens.
    pub(crate) nobody: bool,
}

/// What is to come of it. Who is not named is accepted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expected {
    /// One of these.
    pub(crate) exit: Vec<i32>,
    /// For whom (names, `all` or `rest`), and one of these outcomes.
    pub(crate) outcomes: Vec<(Vec<String>, Vec<String>)>,
    pub(crate) attempts: Vec<(String, u32)>,
    /// `logins=1`, `connections<=2`, `at-once<=2`: what is counted, whether exactly, how many.
    pub(crate) counts: Vec<(String, bool, usize)>,
    /// What standard error says; behind `!`, what it does not.
    pub(crate) says: Vec<String>,
}

/// Reads a table.
pub(crate) fn read(file: &str, text: &str) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        for expanded in expand(line) {
            scenarios.push(scenario(file, &expanded));
        }
    }
    scenarios
}

/// `a {b, c} d` is `a b d` and `a c d`; several braces multiply.
fn expand(line: &str) -> Vec<String> {
    let Some(open) = line.find('{') else { return vec![line.to_owned()] };
    let close = open + line[open..].find('}').unwrap_or_else(|| panic!("a brace without end: {line}"));
    let (before, choices, behind) = (&line[..open], &line[open + 1..close], &line[close + 1..]);
    let behind = expand(behind);
    let each = |choice: &str| -> Vec<String> {
        behind.iter().map(|behind| format!("{before}{}{behind}", choice.trim())).collect()
    };
    choices.split(',').flat_map(each).collect()
}

fn scenario(file: &str, line: &str) -> Scenario {
    let name = format!("{file}: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
    let columns: Vec<_> = line.split('|').map(str::trim).collect();
    let [server, setting, expected] = columns[..] else { panic!("{name}: not three columns") };
    let rules =
        server.split("; ").map(str::trim).filter(|rule| !rule.is_empty()).map(|text| rule(&name, text)).collect();
    Scenario { rules, setting: self::setting(&name, setting), expected: self::expected(&name, expected), name }
}

fn rule(name: &str, text: &str) -> Rule {
    let (head, acts) = text.split_once(": ").unwrap_or_else(|| panic!("{name}: no colon in {text:?}"));
    let (place, when) = head.split_once(' ').unwrap_or((head, ""));
    let place =
        PLACES.iter().find(|(word, _)| *word == place).unwrap_or_else(|| panic!("{name}: no place {place:?}")).1;
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{name}: no number {text:?}"));
    let when = match when.trim() {
        "" => When::Always,
        "new" => When::New,
        about if about.starts_with('@') => When::About(about[1..].to_owned()),
        nth if nth.ends_with('+') => When::From(number(nth.trim_end_matches('+'))),
        nth => match nth.split_once(" of ") {
            Some((nth, "mail")) => When::FromOfMail(number(nth.trim_end_matches('+'))),
            Some((nth, "session")) => match nth.strip_suffix('+') {
                Some(nth) => When::FromOfSession(number(nth)),
                None => When::OfSession(number(nth)),
            },
            _ => When::Nth(number(nth)),
        },
    };
    Rule { place, when, acts: acts.split(" / ").map(|text| act(text.trim())).collect() }
}

fn act(text: &str) -> Act {
    match text {
        "drop" => Act::Drop,
        "choke" => Act::Choke,
        "twice" => Act::Twice,
        "close" => Act::Close,
        "reset" => Act::Reset,
        "silent" => Act::Silent,
        "trickle" => Act::Trickle,
        "endless" => Act::Endless,
        "long" => Act::Long,
        "garbage" => Act::Garbage,
        "half" => Act::Half,
        "deaf" => Act::Deaf,
        text => match text.strip_prefix("late ") {
            Some(milliseconds) => Act::Late(milliseconds.parse().expect("milliseconds")),
            None => Act::Say(text.replace("\\r", "\r").replace("\\n", "\n").replace("\\e", "\x1b")),
        },
    }
}

fn setting(name: &str, text: &str) -> Setting {
    let mut setting = Setting {
        tls: "none".to_owned(),
        auth: None,
        mechanism: None,
        scram: "good".to_owned(),
        cert: "good".to_owned(),
        pipelining: false,
        offer: Vec::new(),
        clear: Vec::new(),
        sessions: 1,
        attempts: 2,
        list: "six".to_owned(),
        rate: None,
        window: None,
        most: None,
        nobody: false,
    };
    for word in text.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let spaced = || value.replace('_', " ");
        match key {
            "lockstep" => setting.pipelining = false,
            "pipelined" => setting.pipelining = true,
            "nobody" => setting.nobody = true,
            "tls" => setting.tls = value.to_owned(),
            "auth" => setting.auth = Some(value.to_owned()),
            "mechanism" => setting.mechanism = Some(value.to_owned()),
            "scram" => setting.scram = value.to_owned(),
            "cert" => setting.cert = value.to_owned(),
            "offer" => setting.offer.push(spaced()),
            "clear" => setting.clear.push(spaced()),
            "sessions" => setting.sessions = value.parse().expect("a number of sessions"),
            "attempts" => setting.attempts = value.parse().expect("a number of attempts"),
            "list" => setting.list = value.to_owned(),
            "window" => setting.window = Some(value.to_owned()),
            "most" => setting.most = Some(value.to_owned()),
            "chunks" => {
                setting.pipelining = true;
                setting.offer.push("CHUNKING".to_owned());
            }
            "rate" => setting.rate = Some(value.to_owned()),
            _ => panic!("{name}: no setting {word:?}"),
        }
    }
    setting
}

fn expected(name: &str, text: &str) -> Expected {
    let mut expected = Expected::default();
    let mut parts = text.split('"');
    let words = parts.next().unwrap_or_default();
    expected.says = parts.step_by(2).map(str::to_owned).collect();
    let mut words = words.split_whitespace();
    let exits = words.next().unwrap_or_default().split('/').map(str::parse);
    expected.exit = exits.collect::<Result<_, _>>().unwrap_or_else(|_| panic!("{name}: no exit code"));
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or_else(|| panic!("{name}: {word:?} expects nothing"));
        let number = || value.parse().unwrap_or_else(|_| panic!("{name}: no number {value:?}"));
        match key {
            "attempts" => {
                let (who, tries) = value.split_once(':').expect("attempts=NAME:N");
                expected.attempts.push((who.to_owned(), tries.parse().expect("a number of attempts")));
            }
            "logins" | "connections" | "at-once" => expected.counts.push((key.to_owned(), true, number())),
            "logins<" | "connections<" | "at-once<" => {
                expected.counts.push((key.trim_end_matches('<').to_owned(), false, number()));
            }
            names => {
                let list = |text: &str, by: char| text.split(by).map(str::to_owned).collect::<Vec<_>>();
                expected.outcomes.push((list(names, ','), list(value, '/')));
            }
        }
    }
    expected
}

impl Setting {
    pub(crate) fn has_login(&self) -> bool {
        self.auth.is_some()
    }
}

impl Scenario {
    /// Whether a deadline has to pass: then it is a short one.
    pub(crate) fn waits(&self) -> bool {
        let waits = |act: &Act| matches!(act, Act::Silent | Act::Trickle | Act::Deaf);
        self.rules.iter().any(|rule| rule.acts.iter().any(waits))
    }
}

impl Expected {
    /// The outcomes that are right for this person.
    pub(crate) fn outcomes_of(&self, who: &str) -> Vec<String> {
        let named = |name: &str| self.outcomes.iter().find(|(names, _)| names.iter().any(|each| each == name));
        let found = named(who).or_else(|| named("all")).or_else(|| named("rest"));
        found.map_or_else(|| vec!["accepted".to_owned()], |(_, outcomes)| outcomes.clone())
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
