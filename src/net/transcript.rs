//! The dialog as text, for a learner of the protocol: secrets and content left out.
//!
//! ```text
//! [1] 12:00:01.234 -- connected to 127.0.0.1:2525
//! [1] 12:00:01.236 S: 220 mx.example ESMTP
//! [1] 12:00:01.236 C: EHLO client.example
//! [1] 12:00:01.240 S: 334 VXNlcm5hbWU6   (Username:)
//! [1] 12:00:01.251 C: … 1,234 octets of content …
//! [1] 12:00:01.251 C: .
//! ```

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GB18030;

use super::own_file::open_own;
use crate::mail::is_unsafe;
use crate::smtp::auth::Redaction;
use crate::smtp::{Outbox, ReplyReader, SpanKind};

/// A transcript shared by all sessions; each line names its session.
#[derive(Debug)]
pub struct Transcript {
    file: Mutex<File>,
    /// Why lines are missing.
    cut_by: OnceLock<io::Error>,
    sessions: AtomicU64,
}

impl Transcript {
    /// Creates the file (mode 0600), or empties the one that is there. A symbolic link to another file is refused.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = open_private(path)?;
        let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S %:z");
        writeln!(
            file,
            "{BEGIN}{now} on. [number of the session], S: server, C: client. \
             Passwords are shown as ***, contents by their size."
        )?;
        Ok(Self { file: Mutex::new(file), cut_by: OnceLock::new(), sessions: AtomicU64::new(0) })
    }

    /// Whether a file that begins so is one.
    #[must_use]
    pub fn is_own(start: &str) -> bool {
        start.starts_with(BEGIN)
    }

    /// One write for each flight: what has been written survives a kill. A full disk costs lines, never mail.
    fn write(&self, lines: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(lines.as_bytes()) {
            let _ = self.cut_by.set(error);
        }
    }

    /// Why lines are missing, if any are.
    #[must_use]
    pub fn cut_by(&self) -> Option<&io::Error> {
        self.cut_by.get()
    }
}

/// What each begins with.
const BEGIN: &str = "-- Dialogs from ";

/// Opens it for its owner alone: nothing is emptied before it is certain which file it is.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = open_own(&mut options, path)?;
    if file.metadata()?.is_file() {
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.set_len(0)?;
    }
    Ok(file)
}

/// One session's part of a transcript.
pub(super) struct Log {
    transcript: Arc<Transcript>,
    number: u64,
    redaction: Option<Arc<Redaction>>,
    /// What has come of a line that is not whole yet.
    partial: Vec<u8>,
    /// Octets of content that have gone out and are not told yet.
    content: usize,
}

impl Log {
    /// A part for the next session.
    pub(super) fn new(transcript: &Arc<Transcript>, redaction: Option<&Arc<Redaction>>) -> Self {
        Self {
            transcript: Arc::clone(transcript),
            number: transcript.sessions.fetch_add(1, Ordering::Relaxed) + 1,
            redaction: redaction.cloned(),
            partial: Vec::new(),
            content: 0,
        }
    }

    /// What happened beside the dialog.
    pub(super) fn event(&mut self, text: &str) {
        let mut lines = Lines::new(self.number);
        self.tell_rest(&mut lines);
        lines.add("--", &shown(text.as_bytes()));
        self.transcript.write(&lines.text);
    }

    /// What has been put into the outbox since the last time.
    pub(super) fn client(&mut self, outbox: &mut Outbox) {
        let spans = outbox.take_spans();
        if spans.is_empty() {
            return;
        }
        let mut lines = Lines::new(self.number);
        let length: usize = spans.iter().map(|span| span.length).sum();
        let octets = outbox.octets();
        let mut rest = &octets[octets.len().saturating_sub(length)..];
        for span in &spans {
            let (octets, behind) = rest.split_at_checked(span.length).unwrap_or((rest, &[]));
            rest = behind;
            if span.kind == SpanKind::Content {
                self.content += octets.len();
                continue;
            }
            self.tell_content(&mut lines);
            match &span.kind {
                SpanKind::Secret(stead) => lines.add("C:", &shown(stead.as_bytes())),
                SpanKind::EndOfData => lines.add("C:", "."),
                _ => octets.trim_ascii_end().split(|octet| *octet == b'\n').for_each(|line| {
                    lines.add("C:", &shown(line.trim_ascii_end()));
                }),
            }
        }
        self.transcript.write(&lines.text);
    }

    /// Octets from the server: any number of lines, the last one perhaps in part.
    pub(super) fn server(&mut self, octets: &[u8]) {
        let mut lines = Lines::new(self.number);
        for piece in octets.split_inclusive(|octet| *octet == b'\n') {
            self.partial.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.partial.len() >= ReplyReader::MAX_LINE {
                let line = std::mem::take(&mut self.partial);
                lines.add("S:", &self.server_line(&line));
            }
        }
        self.transcript.write(&lines.text);
    }

    fn server_line(&self, line: &[u8]) -> String {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = shown(line.strip_suffix(b"\r").unwrap_or(line));
        let redact = |text: &str| match &self.redaction {
            Some(redaction) => redaction.redact(text),
            None => text.to_owned(),
        };
        match line.strip_prefix("334 ").and_then(challenge) {
            // Encoded together with other text, a secret does not look like itself.
            Some(decoded) if redact(&decoded) != decoded => "334 ***".to_owned(),
            Some(decoded) => format!("{}   ({decoded})", redact(&line)),
            None => redact(&line),
        }
    }

    fn tell_content(&mut self, lines: &mut Lines) {
        if self.content > 0 {
            lines.add("C:", &format!("… {} octets of content …", thousands(self.content)));
            self.content = 0;
        }
    }

    fn tell_rest(&mut self, lines: &mut Lines) {
        self.tell_content(lines);
        if !self.partial.is_empty() {
            let line = std::mem::take(&mut self.partial);
            lines.add("S:", &format!("{}   (no end of line)", self.server_line(&line)));
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.event("closed");
    }
}

/// Lines of one session at one moment.
struct Lines {
    prefix: String,
    text: String,
}

impl Lines {
    fn new(number: u64) -> Self {
        let time = jiff::Zoned::now().strftime("%H:%M:%S%.3f");
        Self { prefix: format!("[{number}] {time}"), text: String::new() }
    }

    fn add(&mut self, who: &str, line: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{} {who} {line}", self.prefix);
    }
}

/// The text of a challenge, where it is text.
fn challenge(encoded: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    (!text.is_empty() && !text.contains(is_unsafe)).then_some(text)
}

/// Decodes as the replies are decoded (UTF-8, else GB18030), and shows what is no printable text as U+FFFD.
fn shown(octets: &[u8]) -> String {
    let text = match std::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(octets)
            .unwrap_or_else(|| String::from_utf8_lossy(octets)),
    };
    text.replace(is_unsafe, "\u{fffd}")
}

/// `1,234,567`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::auth::{Credentials, Secret};

    /// The lines of a transcript after the first, without their times.
    fn written(path: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines()
            .skip(1)
            .map(|line| {
                let (number, rest) = line.split_once(' ').unwrap();
                format!("{number} {}", rest.split_once(' ').unwrap().1)
            })
            .collect()
    }

    #[test]
    fn a_flight_is_told_without_secret_and_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dialog.txt");
        let transcript = Arc::new(Transcript::create(&path).unwrap());
        let credentials = Credentials { user: "test".into(), secret: Secret::new("hunter22".into()) };
        let redaction = Arc::new(Redaction::new(&credentials));
        let mut log = Log::new(&transcript, Some(&redaction));
        log.server(b"220-hello\r\n220 wor");
        log.server(b"ld\x1b[2J\r\n334 dXNlcm5hbWU6\r\n535 \xb5\xc7\xc2\xbc hunter22\r\n");
        let mut outbox = Outbox::new(true);
        outbox.secret(b"AHRlc3QAaHVudGVyMjI=", "***");
        outbox.content(|octets| octets.extend_from_slice(&[b'x'; 1_000]));
        log.client(&mut outbox);
        outbox.clear();
        outbox.content(|octets| octets.extend_from_slice(&[b'x'; 234]));
        outbox.end_of_data();
        outbox.command("QUIT");
        log.client(&mut outbox);
        log.server(b"221 by");
        drop(log);
        let expected = [
            "[1] S: 220-hello",
            "[1] S: 220 world\u{fffd}[2J",
            "[1] S: 334 dXNlcm5hbWU6   (username:)",
            "[1] S: 535 登录 ***",
            "[1] C: ***",
            "[1] C: … 1,234 octets of content …",
            "[1] C: .",
            "[1] C: QUIT",
            "[1] S: 221 by   (no end of line)",
            "[1] -- closed",
        ];
        assert_eq!(written(&path), expected);
    }

    #[test]
    fn lines_without_end_do_not_pile_up() {
        let folder = tempfile::tempdir().unwrap();
        let transcript = Arc::new(Transcript::create(&folder.path().join("dialog.txt")).unwrap());
        let mut log = Log::new(&transcript, None);
        for _ in 0..100 {
            log.server(&[b'x'; 1_024]);
        }
        assert!(log.partial.len() < ReplyReader::MAX_LINE);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private_and_links_are_not_followed() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (precious, link) = (folder.path().join("precious"), folder.path().join("link"));
        std::fs::write(&precious, "keep me").unwrap();
        std::os::unix::fs::symlink(&precious, &link).unwrap();
        assert!(Transcript::create(&link).is_err());
        assert_eq!(std::fs::read_to_string(&precious).unwrap(), "keep me");
        Transcript::create(&precious).unwrap();
        assert_eq!(precious.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
