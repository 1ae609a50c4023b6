//! Reads the dialog files; their format is described in `tests/dialogs/README.md`.

use std::path::{Path, PathBuf};

use mailshot::mail::{Address, Content, Envelope, MailObject, Segment};
use mailshot::smtp::auth::{Choice, Credentials, Secret};
use mailshot::smtp::{Lost, ProtocolError, Settled, TlsMode, Unsupported, Verdict};

/// One dialog file.
#[derive(Debug)]
pub(crate) struct Script {
    /// The file's name.
    pub(crate) name: String,
    pub(crate) tls: TlsMode,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) mechanism: Choice,
    pub(crate) plaintext_auth: bool,
    pub(crate) nonce: String,
    /// Whether it can be played over a socket too.
    #[allow(dead_code, reason = "each test binary compiles this file for itself, and not each has a socket")]
    pub(crate) socket: bool,
    pub(crate) window: usize,
    /// Whether the client knows of the last mail that it is.
    pub(crate) leave: bool,
    pub(crate) mails: Vec<ScriptMail>,
    /// How the session ends, if not by QUIT, and words that the error's message holds.
    pub(crate) error: Option<(String, String)>,
    pub(crate) events: Vec<Event>,
}

/// One mail of a script, and its verdicts in the words of the script.
#[derive(Debug)]
pub(crate) struct ScriptMail {
    pub(crate) object: MailObject,
    pub(crate) expected: Vec<String>,
}

/// One line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Server(Vec<u8>),
    Client(Vec<u8>),
    Tls,
    Close,
}

/// The scripts' client says this in EHLO.
pub(crate) const CLIENT_NAME: &str = "client.example";

/// Every script in `tests/dialogs`, by name.
pub(crate) fn all() -> Vec<Script> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogs");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    files.iter().map(|file| Script::read(file)).collect()
}

impl Script {
    fn read(file: &Path) -> Self {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let mut script = Self {
            name,
            tls: TlsMode::None,
            credentials: None,
            mechanism: Choice::Auto,
            plaintext_auth: true,
            nonce: "nonce".to_owned(),
            socket: true,
            window: 1,
            leave: false,
            mails: Vec::new(),
            error: None,
            events: Vec::new(),
        };
        let mut in_conversation = false;
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", script.name, number + 1);
            if line.starts_with('#') {
                continue;
            }
            if line.is_empty() {
                in_conversation |= number > 0;
            } else if in_conversation {
                script.events.push(event(line, &place));
            } else {
                let (directive, value) = line.split_once(':').unwrap_or_else(|| panic!("{place}: no directive"));
                script.directive(directive, value.trim(), &place);
            }
        }
        script
    }

    fn directive(&mut self, directive: &str, value: &str, place: &str) {
        match directive {
            "tls" => {
                self.tls = match value {
                    "none" => TlsMode::None,
                    "starttls" => TlsMode::StartTls,
                    "implicit" => TlsMode::Implicit,
                    _ => panic!("{place}: tls: {value}?"),
                }
            }
            "auth" => {
                let words: Vec<&str> = value.splitn(3, ' ').collect();
                let [mechanism, user, secret] = words[..] else { panic!("{place}: auth: {value}?") };
                let text = |word: &str| String::from_utf8(unescape(word)).unwrap();
                self.mechanism = choice(mechanism).unwrap_or_else(|| panic!("{place}: auth: {mechanism}?"));
                self.credentials = Some(Credentials { user: text(user), secret: Secret::new(text(secret)) });
            }
            "plaintext-auth" => self.plaintext_auth = value == "yes",
            "nonce" => self.nonce = value.to_owned(),
            "socket" => self.socket = value == "yes",
            "window" => self.window = value.parse().unwrap(),
            "leave" => self.leave = value == "yes",
            "mail" => self.mails.push(ScriptMail { object: mail(value, place), expected: Vec::new() }),
            "expect" => {
                let mail = self.mails.last_mut().unwrap_or_else(|| panic!("{place}: expect before mail"));
                mail.expected = value.split(';').map(|verdict| verdict.trim().to_owned()).collect();
                assert_eq!(mail.expected.len(), mail.object.envelope.forward_paths.len(), "{place}: verdicts");
            }
            "error" => {
                let (error, words) = value.split_once('|').unwrap_or((value, ""));
                self.error = Some((error.trim().to_owned(), words.trim().to_owned()));
            }
            _ => panic!("{place}: {directive}?"),
        }
    }
}

fn choice(name: &str) -> Option<Choice> {
    Some(match name {
        "auto" => Choice::Auto,
        "plain" => Choice::Plain,
        "login" => Choice::Login,
        "cram-md5" => Choice::CramMd5,
        "scram-sha-256" => Choice::ScramSha256,
        "xoauth2" => Choice::XOAuth2,
        "oauthbearer" => Choice::OAuthBearer,
        _ => return None,
    })
}

fn mail(value: &str, place: &str) -> MailObject {
    let (words, body) = value.split_once("body=").unwrap_or((value, "Subject: hi\\r\\n\\r\\nHello\\r\\n"));
    let address = |text: &str| Address::parse(text).unwrap_or_else(|error| panic!("{place}: {text}: {error}"));
    let mut mail = MailObject {
        envelope: Envelope { reverse_path: None, forward_paths: Vec::new() },
        content: Content::new(vec![Segment::Own(unescape(body))]),
        eight_bit: false,
        smtputf8: false,
    };
    for word in words.split_whitespace() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("from", from) => mail.envelope.reverse_path = Some(address(from)),
            ("to", to) => mail.envelope.forward_paths = to.split(',').map(address).collect(),
            ("8bit", "") => mail.eight_bit = true,
            ("smtputf8", "") => mail.smtputf8 = true,
            _ => panic!("{place}: mail: {word}?"),
        }
    }
    mail
}

fn event(line: &str, place: &str) -> Event {
    let octets = |text: &str| {
        let (text, end) = text.strip_suffix("\\c").map_or((text, "\r\n"), |text| (text, ""));
        [&unescape(text), end.as_bytes()].concat()
    };
    match line.split_once(':') {
        Some(("S", text)) => Event::Server(octets(text.strip_prefix(' ').unwrap_or(text))),
        Some(("C", text)) => Event::Client(octets(text.strip_prefix(' ').unwrap_or(text))),
        _ if line == "TLS" => Event::Tls,
        _ if line == "CLOSE" => Event::Close,
        _ => panic!("{place}: {line}?"),
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let mut buffer = [0; 4];
        if character != '\\' {
            octets.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            continue;
        }
        octets.push(match characters.next() {
            Some('r') => b'\r',
            Some('n') => b'\n',
            Some('t') => b'\t',
            Some('\\') => b'\\',
            Some('x') => {
                let digits: String = characters.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).unwrap()
            }
            other => panic!("\\{other:?}?"),
        });
    }
    octets
}

/// The verdicts of a mail in the words of the scripts.
pub(crate) fn settled_words(settled: &Settled) -> Vec<String> {
    settled.verdicts.iter().map(verdict_words).collect()
}

/// What is said of a lost mail in the words of the scripts.
pub(crate) fn lost_words(lost: &Lost) -> Vec<String> {
    assert!(!lost.in_doubt || lost.verdicts.contains(&None), "no doubt about what is decided");
    let undecided = if lost.in_doubt { "in-doubt" } else { "unsent" };
    let words = |verdict: &Option<Verdict>| verdict.as_ref().map_or_else(|| undecided.to_owned(), verdict_words);
    lost.verdicts.iter().map(words).collect()
}

fn verdict_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Reply { phase, reply } => format!("{} {}", reply.code, phase.name()),
        Verdict::Unsupported(Unsupported::Size { .. }) => "unsupported size".to_owned(),
        Verdict::Unsupported(Unsupported::EightBit) => "unsupported 8bit".to_owned(),
        Verdict::Unsupported(Unsupported::Smtputf8) => "unsupported smtputf8".to_owned(),
    }
}

/// An error of the dialog in the words of the scripts.
pub(crate) fn error_words(error: &ProtocolError) -> String {
    match error {
        ProtocolError::Malformed { phase, .. } => format!("malformed {}", phase.name()),
        ProtocolError::Refused { phase, reply } => format!("refused {} {}", phase.name(), reply.code),
        ProtocolError::Unexpected { phase, reply } => format!("unexpected {} {}", phase.name(), reply.code),
        ProtocolError::LoginRefused { reply } => format!("login-refused {}", reply.code),
        ProtocolError::NoStartTls => "no-starttls".to_owned(),
        ProtocolError::NoAuth { .. } => "no-auth".to_owned(),
        ProtocolError::BadChallenge { .. } => "bad-challenge".to_owned(),
        other => other.to_string(),
    }
}
