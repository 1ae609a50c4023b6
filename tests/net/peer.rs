//! A server for one test: it listens on loopback and does as it is told, connection by connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use mailshot::mail::{Address, Content, Envelope, MailObject, Segment};
use mailshot::net::{Server, Tls, TlsOptions};
use mailshot::smtp::TlsMode;
use mailshot::smtp::auth::Choice;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// For what is expected to end in time.
const PATIENT: Duration = Duration::from_secs(20);
/// For what is expected to run into its deadline.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

/// What a TCP and a TLS stream have in common.
pub(crate) trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// One connection, seen from the server.
pub(crate) struct Peer {
    wire: BufReader<Box<dyn Wire>>,
}

impl Peer {
    pub(crate) fn new(wire: impl Wire + 'static) -> Self {
        Self { wire: BufReader::new(Box::new(wire)) }
    }

    /// Says lines; the CRLFs are added here.
    pub(crate) fn say(&mut self, text: &str) {
        self.raw(&text.split('\n').map(|line| format!("{line}\r\n")).collect::<String>());
    }

    /// Says octets as they are. A client that is gone is the test's own affair.
    pub(crate) fn raw(&mut self, octets: &str) {
        let _ = self.wire.get_mut().write_all(octets.as_bytes());
        let _ = self.wire.get_mut().flush();
    }

    /// The next line, without CRLF; empty = the client is gone.
    pub(crate) fn line(&mut self) -> String {
        let mut line = Vec::new();
        let _ = self.wire.read_until(b'\n', &mut line);
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }

    /// Waits for an octet of whatever kind.
    pub(crate) fn octet(&mut self) {
        let _ = self.wire.read(&mut [0]);
    }

    /// Reads a line that must begin so, and answers it.
    pub(crate) fn on(&mut self, command: &str, answer: &str) -> String {
        let line = self.line();
        assert!(line.starts_with(command), "expected {command}, got {line:?}");
        self.say(answer);
        line
    }

    /// Greeting and EHLO, with these keywords.
    pub(crate) fn greet(&mut self, keywords: &[&str]) {
        self.say("220 mx.test ESMTP");
        let last = keywords.len();
        let lines: Vec<_> = std::iter::once(&"mx.test")
            .chain(keywords)
            .enumerate()
            .map(|(index, text)| format!("250{}{text}", if index == last { ' ' } else { '-' }))
            .collect();
        self.on("EHLO ", &lines.join("\n"));
    }

    /// MAIL, RCPT and DATA of a mail with one recipient.
    pub(crate) fn envelope(&mut self) {
        self.on("MAIL FROM:<", "250 sender ok");
        self.on("RCPT TO:<", "250 recipient ok");
        self.on("DATA", "354 go on");
    }

    /// The content's lines, up to the lone dot.
    pub(crate) fn content(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.line() {
                line if line == "." => return lines,
                line if line.is_empty() && lines.len() > 100_000 => return lines,
                line => lines.push(line),
            }
        }
    }

    /// Takes a whole mail.
    pub(crate) fn accept(&mut self) {
        self.envelope();
        self.content();
        self.say("250 queued");
    }

    /// Waits until the client has gone.
    pub(crate) fn gone(&mut self) {
        let _ = std::io::copy(&mut self.wire, &mut std::io::sink());
    }
}

/// Listens on a free port of `host` and gives its first connection to `act`.
pub(crate) fn listen(host: &str, act: impl FnOnce(TcpStream) + Send + 'static) -> Option<(u16, JoinHandle<()>)> {
    let listener = TcpListener::bind((host, 0)).ok()?;
    let port = listener.local_addr().unwrap().port();
    Some((port, thread::spawn(move || act(listener.accept().unwrap().0))))
}

/// A server in the clear on 127.0.0.1.
pub(crate) fn plain(act: impl FnOnce(Peer) + Send + 'static) -> (u16, JoinHandle<()>) {
    listen("127.0.0.1", |tcp| act(Peer::new(tcp))).unwrap()
}

/// A server with TLS from the first octet on 127.0.0.1. A handshake that fails shows as a client that is gone.
pub(crate) fn secure(config: Arc<ServerConfig>, act: impl FnOnce(Peer) + Send + 'static) -> (u16, JoinHandle<()>) {
    listen("127.0.0.1", move |tcp| act(Peer::new(encrypted(config, tcp)))).unwrap()
}

pub(crate) fn encrypted(config: Arc<ServerConfig>, tcp: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(config).unwrap(), tcp)
}

/// How to reach such a server.
pub(crate) fn server(port: u16) -> Server {
    Server {
        host: "127.0.0.1".to_owned(),
        port,
        tls_mode: TlsMode::None,
        tls: Tls::new(&TlsOptions::default()).unwrap(),
        credentials: None,
        mechanism: Choice::Auto,
        allow_plaintext_auth: false,
        client_name: Some("client.test".to_owned()),
        timeout: Some(PATIENT),
    }
}

pub(crate) fn hurried(port: u16) -> Server {
    Server { timeout: Some(SHORT), ..server(port) }
}

/// A mail to one recipient, of at least so many octets.
pub(crate) fn mail(size: usize) -> Arc<MailObject> {
    let line = "0123456789012345678901234567890123456789012345678901234567890\r\n";
    let octets = format!("Subject: test\r\n\r\n{}", line.repeat(size / line.len() + 1)).into_bytes();
    Arc::new(MailObject {
        envelope: Envelope {
            reverse_path: Some(address("from@client.test")),
            forward_paths: vec![address("to@mx.test")],
        },
        content: Content::new(vec![Segment::Own(octets)]),
        eight_bit: false,
        smtputf8: false,
    })
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}
