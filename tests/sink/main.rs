//! The sink from outside: raw SMTP over sockets, in the clear and through TLS, and Python's smtplib as another client.

// `allow-unwrap-in-tests` does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used)]

mod clients;
mod commands;
mod groups;
mod told_to;
mod trust;

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailshot::sink::{Options, Pattern, Sink};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// base64 of NUL anna NUL secret.
const ANNA: &str = "AGFubmEAc2VjcmV0";

trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

struct Client {
    wire: BufReader<Box<dyn Wire>>,
}

impl Client {
    fn new(wire: impl Wire + 'static) -> Self {
        Self { wire: BufReader::new(Box::new(wire)) }
    }

    /// Connects and takes the greeting.
    fn connect(sink: &Sink) -> Self {
        let mut client = Self::new(socket(sink.address()));
        client.expect("220");
        client
    }

    /// Connects and says EHLO.
    fn ready(sink: &Sink) -> Self {
        let mut client = Self::connect(sink);
        client.ask("EHLO me.example", "250");
        client
    }

    fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.wire.get_mut().write_all(octets.as_ref()).unwrap();
        self.wire.get_mut().flush().unwrap();
    }

    /// One reply, its lines joined by LF; empty at the end of the connection.
    fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            self.wire.read_line(&mut line).unwrap();
            reply.push_str(line.trim_end_matches(['\r', '\n']));
            if line.as_bytes().get(3) != Some(&b'-') {
                return reply;
            }
            reply.push('\n');
        }
    }

    #[track_caller]
    fn expect(&mut self, prefix: &str) -> String {
        let reply = self.reply();
        assert!(reply.starts_with(prefix), "expected {prefix}, got {reply}");
        reply
    }

    #[track_caller]
    fn ask(&mut self, command: &str, prefix: &str) -> String {
        self.send(format!("{command}\r\n"));
        let reply = self.reply();
        assert!(reply.starts_with(prefix), "expected {prefix} to {command}, got {reply}");
        reply
    }

    #[track_caller]
    fn ask_all(&mut self, dialog: &[(&str, &str)]) {
        for (command, prefix) in dialog {
            self.ask(command, prefix);
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.wire.fill_buf().map_or(true, <[u8]>::is_empty)
    }
}

fn socket(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    // Only so that a broken server cannot hang the tests.
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket.set_nodelay(true).unwrap();
    socket
}

fn secure(sink: &Sink, name: &str, socket: TcpStream) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sink.certificate_pem().unwrap().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), socket);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

fn start(change: impl FnOnce(&mut Options)) -> Sink {
    let mut options = Options::default();
    change(&mut options);
    Sink::start(options).unwrap()
}

fn login() -> Option<(String, String)> {
    Some(("anna".into(), "secret".into()))
}

fn pattern(text: &str) -> Vec<Pattern> {
    vec![Pattern::parse(text, true).unwrap()]
}

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn count(&self, word: &str) -> usize {
        self.text().matches(word).count()
    }
}

fn kept(dir: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(dir.join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}
