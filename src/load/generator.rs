//! The messages.

use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use super::head::{Head, NUMBER};
use super::{Recipients, RecipientsError, Sizes};
use crate::delivery::unix_now;
use crate::input::{Header, Record};
use crate::mail::{Content, Envelope, MailObject, Mailbox, Segment};
use crate::merge::{Fault, Options, Template, TemplateError};
use crate::message::{Body, ComposeError, Draft, Stamp, compose, id_right};

/// Characters of a line of text.
const LINE: usize = 76;

/// Lines of text that all messages share.
const LINES: usize = 200;

const WORDS: [&str; 24] = [
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima",
    "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "zulu",
];

/// Makes messages as fast as they can be sent: what they have in common is made once.
#[derive(Debug)]
pub struct Generator {
    recipients: Recipients,
    bodies: Bodies,
    /// Makes the Message-IDs of this run different from any other's.
    run: String,
}

/// What is in the messages.
#[derive(Debug)]
enum Bodies {
    Plain(Box<Plain>),
    Template { template: Box<Template>, header: Arc<Header> },
}

/// Plain text of random sizes.
#[derive(Debug)]
struct Plain {
    from: Mailbox,
    sizes: Sizes,
    random: fastrand::Rng,
    /// What all messages are cut from: whole lines.
    text: Arc<[u8]>,
    /// The header section, and the second it is of.
    head: Option<(i64, Head)>,
}

/// Why a message cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GeneratorError {
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The template cannot be rendered for a message.
    #[error("message {number}: {}", faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))]
    Faults {
        /// Which.
        number: u64,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// The message cannot be composed.
    #[error("message {number}: {source}")]
    Compose {
        /// Which.
        number: u64,
        /// Why.
        source: ComposeError,
    },
    /// Its recipient is none.
    #[error(transparent)]
    Recipients(#[from] RecipientsError),
}

impl Generator {
    /// Messages of plain text; the same seed gives the same sizes and texts. `run` is a part of the Message-IDs: letters and
    /// digits.
    #[must_use]
    pub fn of_sizes(from: Mailbox, recipients: Recipients, sizes: Sizes, seed: u64, run: String) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let text = text(&mut random).into();
        Self { recipients, bodies: Bodies::Plain(Box::new(Plain { from, sizes, random, text, head: None })), run }
    }

    /// Messages from a template with the variables `n` and `recipient`. Its To, Cc and Bcc have no effect, and it needs none:
    /// each message goes to its own recipient alone.
    ///
    /// # Errors
    /// The template cannot be read, or rendered for the first message.
    pub fn of_template(
        file: &Path,
        from: Option<Mailbox>,
        default_from: Mailbox,
        recipients: Recipients,
        run: String,
    ) -> Result<Self, GeneratorError> {
        let header = Arc::new(Header::new(vec!["n".to_owned(), "recipient".to_owned()]));
        let options = Options { from, default_from: Some(default_from), is_addressed: true, ..Options::default() };
        let template = Box::new(Template::load(file, &header, &options)?);
        let mut generator = Self { recipients, bodies: Bodies::Template { template, header }, run };
        generator.message(1)?;
        Ok(generator)
    }

    /// The message with this number.
    ///
    /// # Errors
    /// See [`GeneratorError`].
    pub fn message(&mut self, number: u64) -> Result<MailObject, GeneratorError> {
        let recipient = Mailbox { name: None, address: self.recipients.address(number)? };
        let now = unix_now();
        match &mut self.bodies {
            Bodies::Plain(plain) => {
                let size = usize::try_from(plain.sizes.draw(&mut plain.random)).unwrap_or(usize::MAX);
                let head = match &mut plain.head {
                    Some((second, head)) if *second == now => head,
                    head => {
                        let recipient = Mailbox { name: None, address: self.recipients.address(NUMBER)? };
                        let draft = draft(plain.from.clone(), recipient, &self.run);
                        let mail = composed(&draft, NUMBER, &self.run, now)?;
                        &mut head.insert((now, Head::of(&mail.content))).1
                    }
                };
                let (from, to) = (plain.from.address.clone(), recipient.address);
                let smtputf8 = from.needs_smtputf8() || to.needs_smtputf8();
                Ok(MailObject {
                    envelope: Envelope { reverse_path: Some(from), forward_paths: vec![to] },
                    content: filled(head.with(number, size % plain.text.len()), size, &plain.text),
                    // An address that is not ASCII stands in the header section as it is (RFC 6532).
                    eight_bit: smtputf8,
                    smtputf8,
                })
            }
            Bodies::Template { template, header } => {
                let fields = [number.to_string().as_str(), recipient.address.as_str()].into_iter().collect();
                let record = Record { number, line: number, header: Arc::clone(header), fields, more: Vec::new() };
                let mut draft = template.draft(&record).map_err(|faults| GeneratorError::Faults { number, faults })?;
                (draft.to, draft.cc, draft.bcc) = (vec![recipient], Vec::new(), Vec::new());
                composed(&draft, number, &self.run, now)
            }
        }
    }
}

fn composed(draft: &Draft, number: u64, run: &str, date: i64) -> Result<MailObject, GeneratorError> {
    let message_id = format!("load.{run}.{number}@{}", id_right(draft.from.address.domain()));
    compose(draft, &Stamp { date, message_id: &message_id })
        .map_err(|source| GeneratorError::Compose { number, source })
}

/// A message that is still to get its number and its text.
fn draft(from: Mailbox, recipient: Mailbox, run: &str) -> Draft {
    Draft {
        from,
        sender: None,
        reply_to: Vec::new(),
        to: vec![recipient],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some(format!("Test delivery {NUMBER} of run {run}")),
        fields: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        body: Body { text: Some(String::new()), ..Body::default() },
        attachments: Vec::new(),
    }
}

/// The head with as much text behind it as makes it `size` octets, or a few less.
fn filled(mut own: Vec<u8>, size: usize, text: &Arc<[u8]>) -> Content {
    let room = size.saturating_sub(own.len());
    let (whole, rest) = (room / text.len(), room % text.len());
    // Two octets are the end of a line, and one is none.
    if rest > 2 {
        own.extend_from_slice(&text[..rest - 2]);
        // The line may end in the middle of a word, but not in a blank or in the middle of a CRLF.
        while own.last().is_some_and(u8::is_ascii_whitespace) {
            own.pop();
        }
        own.extend_from_slice(b"\r\n");
    }
    let mut segments = Vec::with_capacity(1 + whole);
    segments.push(Segment::Own(own));
    segments.extend((0..whole).map(|_| Segment::Shared(Arc::clone(text))));
    Content::new(segments)
}

/// Lines of words, each of the same length.
fn text(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut text = Vec::with_capacity(LINES * (LINE + 2));
    for _ in 0..LINES {
        let mut line = String::with_capacity(LINE + 16);
        while line.len() < LINE {
            line.push_str(WORDS[random.usize(..WORDS.len())]);
            line.push(' ');
        }
        line.truncate(LINE);
        if line.ends_with(' ') {
            line.pop();
            line.push('.');
        }
        text.extend_from_slice(line.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;

    use super::*;

    fn generator(sizes: &str, seed: u64) -> Generator {
        let from = Mailbox::parse("Load <load@example.org>").unwrap();
        let recipients = "user{n}@example.com".parse().unwrap();
        Generator::of_sizes(from, recipients, sizes.parse().unwrap(), seed, "r1".to_owned())
    }

    /// The header field's value.
    fn field<'a>(text: &'a str, name: &str) -> &'a str {
        let start = text.find(&format!("{name}: ")).unwrap_or_else(|| panic!("no {name} in {text}"));
        text[start + name.len() + 2..].lines().next().unwrap()
    }

    #[test]
    fn messages_are_as_large_as_asked_and_each_is_its_own() {
        for (sizes, low, high) in
            [("600", 600, 600), ("2k..50k", 2_000, 50_000), ("15600", 15_600, 15_600), ("1M", 1_000_000, 1_000_000)]
        {
            let mut generator = generator(sizes, 1);
            let mut ids = HashSet::new();
            for number in 1..=10 {
                let mail = generator.message(number).unwrap();
                let size = mail.content.size();
                assert!((low - 3..=high).contains(&size), "{size} is not in {sizes}");
                let text = String::from_utf8(mail.content.to_vec()).unwrap();
                assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
                assert!(text.lines().all(|line| line.len() <= 78));
                let body = text.split_once("\r\n\r\n").unwrap().1;
                assert!(body.lines().all(|line| line.len() <= 76 && !line.ends_with(' ') && !line.starts_with('.')));
                assert!(ids.insert(field(&text, "Message-ID").to_owned()));
                assert!(field(&text, "Subject").contains(&number.to_string()));
                assert!(field(&text, "To").contains(&format!("user{number}@example.com")));
                assert!(!field(&text, "Date").is_empty());
                assert_eq!(mail.envelope.forward_paths[0].as_str(), format!("user{number}@example.com"));
                assert_eq!(mail.envelope.reverse_path.unwrap().as_str(), "load@example.org");
                assert!(!mail.eight_bit && !mail.smtputf8);
            }
        }
    }

    #[test]
    fn an_address_that_is_not_ascii_is_declared() {
        for (from, recipient, expected) in [
            ("Ånn <ann@example.org>", "user{n}@example.com", false),
            ("ann@example.org", "张{n}@example.com", true),
            ("张@example.org", "user{n}@example.com", true),
        ] {
            let from = Mailbox::parse(from).unwrap();
            let sizes = "1k".parse().unwrap();
            let mut generator = Generator::of_sizes(from, recipient.parse().unwrap(), sizes, 1, "r1".to_owned());
            let mail = generator.message(1).unwrap();
            assert_eq!((mail.eight_bit, mail.smtputf8), (expected, expected), "{recipient}");
            assert_eq!(mail.content.to_vec().is_ascii(), !expected, "{recipient}");
        }
    }

    #[test]
    fn every_size_is_met_to_a_few_octets() {
        for size in 600..1_000 {
            let found = generator(&size.to_string(), 1).message(1).unwrap().content.size();
            assert!((size - 3..=size).contains(&found), "{found}, not {size}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bodies() {
        let bodies = |seed| {
            let mut generator = generator("2k..5k", seed);
            (1..=20).map(|n| generator.message(n).unwrap().content.size()).collect::<Vec<_>>()
        };
        assert_eq!(bodies(7), bodies(7));
        assert_ne!(bodies(7), bodies(8));
    }

    #[test]
    fn a_template_is_rendered_for_each_message_and_goes_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.txt");
        let from = Mailbox::parse("load@example.org").unwrap();
        let load = |text: &str| {
            fs::write(&file, text).unwrap();
            let recipients = "user{n}@example.com".parse().unwrap();
            Generator::of_template(&file, None, from.clone(), recipients, "r1".to_owned())
        };
        let mut generator =
            load("To: {{ recipient }}\nCc: boss@example.net\nSubject: No {{ n }}\n\nHello {{ recipient }}\n").unwrap();
        let mail = generator.message(12).unwrap();
        assert_eq!(
            mail.envelope.forward_paths.iter().map(|path| path.as_str()).collect::<Vec<_>>(),
            ["user12@example.com"]
        );
        let text = String::from_utf8(mail.content.to_vec()).unwrap();
        assert!(text.contains("Subject: No 12\r\n") && text.ends_with("Hello user12@example.com\r\n"), "{text}");
        assert!(!text.contains("boss"));
        let mail = load("Subject: No {{ n }}\n\nHello\n").unwrap().message(3).unwrap();
        assert_eq!(mail.envelope.forward_paths[0].as_str(), "user3@example.com");
        assert!(String::from_utf8(mail.content.to_vec()).unwrap().contains("To: user3@example.com\r\n"));
        let error = load("To: {{ email }}\n\nHello\n").unwrap_err().to_string();
        assert!(error.contains("email"), "{error}");
        let error =
            load("To: {{ recipient }}\nSubject: {{ n | date(format=\"%d\") }}\n\nHello\n").unwrap_err().to_string();
        assert!(error.contains("message 1"), "{error}");
    }
}
