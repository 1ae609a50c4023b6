//! The sink from outside: raw SMTP over sockets, in the clear and through TLS, and Python's smtplib as another client.

// `allow-unwrap-in-tests` does not reach the helpers of an integration test.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use mailshot::sink::{Options, Pattern, Sink, SinkError, TlsOffer};
use md5::Md5;
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

#[test]
fn ehlo_offers_what_it_is_told_to() {
    let sink = start(|options| {
        options.login = login();
        options.max_size = 1234;
    });
    let reply = Client::connect(&sink).ask("EHLO me", "250-localhost\n");
    let keywords: Vec<&str> = reply.lines().map(|line| &line[4..]).collect();
    assert_eq!(
        keywords,
        [
            "localhost",
            "PIPELINING",
            "SIZE 1234",
            "AUTH PLAIN LOGIN CRAM-MD5",
            "8BITMIME",
            "SMTPUTF8",
            "CHUNKING",
            "ENHANCEDSTATUSCODES",
            "HELP"
        ]
    );
    assert_eq!(Client::connect(&sink).ask("HELO me", "250"), "250 localhost");

    let all = ["pipelining", "CHUNKING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES"];
    let bare = start(|options| options.without = all.map(str::to_owned).to_vec());
    let mut client = Client::connect(&bare);
    assert_eq!(client.ask("EHLO me", "250"), "250-localhost\n250 HELP");
    client.ask_all(&[
        ("BDAT 2 LAST", "502 command"),
        ("MAIL FROM:<a@b.example> SIZE=3", "555 "),
        ("MAIL FROM:<a@b.example> BODY=8BITMIME", "555 "),
        ("MAIL FROM:<a@b.example> SMTPUTF8", "555 "),
        ("MAIL FROM:<a@b.example>", "250 sender"),
    ]);
    let helo = start(|options| options.without = vec!["EHLO".into()]);
    Client::connect(&helo).ask_all(&[("EHLO me", "502"), ("HELO me", "250"), ("MAIL FROM:<>", "250")]);
}

#[test]
fn commands_get_their_replies() {
    let sink = start(|options| options.max_size = 1000);
    let mut client = Client::connect(&sink);
    client.ask_all(&[
        ("NOOP", "250 2.0.0"),
        ("MAIL FROM:<a@b.example>", "503 5.5.1"),
        ("EHLO", "501"),
        ("EHLO me", "250"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("BDAT 0 LAST", "503 5.5.1"),
        ("MAIL FROM:a@b.example", "501 5.5.4"),
        ("MAIL FROM:<a@@b.example>", "501 5.1.7"),
        ("MAIL FROM:<a@b.example> SIZE=1001", "552 5.3.4"),
        ("MAIL FROM:<a@b.example> SIZE=x", "501 5.5.4"),
        ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "555 5.5.4"),
        ("MAIL FROM:<a@b.example> RET=FULL", "555 5.5.4"),
        ("MAIL FROM:<a@b.example> NEW=1", "555 5.5.4"),
        ("MAIL FROM:<é@b.example>", "553 5.6.7"),
        ("mail from:<a@b.example> size=1000 BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@b.example>", "503 5.5.1"),
        ("DATA", "554 5.5.1"),
        ("RCPT TO:<>", "501 5.1.3"),
        ("RCPT TO:<nobody>", "501 5.1.3"),
        ("RCPT TO:<nobody@>", "501 5.1.3"),
        ("RCPT TO:<a@b.example> NOTIFY=NEVER", "555 5.5.4"),
        ("RCPT TO:<Postmaster>", "250 2.1.5"),
        ("RCPT TO:<\"a b>\"@c.example>", "250 2.1.5"),
        ("RCPT TO:<a@[127.0.0.1]>", "250 2.1.5"),
        ("RCPT TO:<贝@例.example>", "250 2.1.5"),
        ("VRFY anna", "252 2."),
        ("EXPN list", "502 5.5.1"),
        ("HELP", "214"),
        ("RSET now", "501 5.5.4"),
        ("RSET", "250 2.0.0"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("STARTTLS", "502 5.5.1"),
        ("AUTH PLAIN", "502 5.5.1"),
        ("HELLO", "500 5.5.1"),
        ("", "500"),
        ("MAIL FROM:<>", "250"),
        ("RCPT TO:<é@b.example>", "553 5.6.7"),
        ("EHLO again", "250"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("QUIT", "221 2.0.0"),
    ]);
    assert!(client.is_at_end());
    let counts = sink.stop();
    assert_eq!((counts.connections, counts.quits, counts.messages, counts.refused), (1, 1, 0, 5));
}

#[test]
fn content_is_judged_by_size_and_line_ends() {
    let sink = start(|options| options.max_size = 20);
    let mut client = Client::ready(&sink);
    for (content, expected) in [
        (&b".\r\n"[..], "250 2.0.0"),
        (b"a\r\n..\r\n.\r\n", "250 2.0.0"),
        (b"\xff\x00\r\n.\r\n", "250 2.0.0"),
        (b"12345678901234567890\r\n.\r\n", "552 5.3.4"),
        (b"a\n.\nb\r\n.\r\n", "550 5.6.0"),
        (b"a\rb\r\n.\r\n", "550 5.6.0"),
        (b"a\n.\r\nNOOP\r\n.\r\n", "550 5.6.0"),
        (b"123456789012345678\r\n.\r\n", "250 2.0.0"),
    ] {
        client.ask_all(&[("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354 ")]);
        client.send(content);
        client.expect(expected);
    }
    let counts = sink.counts();
    assert_eq!((counts.messages, counts.recipients, counts.bytes), (4, 4, 6 + 4 + 20));
}

#[test]
fn chunks_make_a_message() {
    let dir = tempfile::tempdir().unwrap();
    let sink = start(|options| {
        options.dir = Some(dir.path().to_owned());
        options.max_size = 30;
    });
    let mut client = Client::ready(&sink);
    let begin = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";

    client.send(format!("{begin}BDAT 5\r\n.\r\n.\rBDAT 4\r\n\nab\rBDAT 1\r\n\nBDAT 0 LAST\r\n"));
    for expected in ["250 2.1.0", "250 2.1.5", "250 2.0.0 5 octets", "250 2.0.0 4 octets", "250", "250 2.0.0 accepted"]
    {
        client.expect(expected);
    }
    client.send(format!("{begin}BDAT 2\r\nabDATA\r\nRCPT TO:<e@f.example>\r\nRSET\r\n"));
    for expected in ["250", "250", "250", "503 5.5.1", "503 5.5.1", "250"] {
        client.expect(expected);
    }
    // Too large: what follows is refused, the last chunk ends it; the octets are never taken for commands.
    client.send(format!("{begin}BDAT 31\r\n{:31}BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n", ""));
    for expected in ["250", "250", "552 5.3.4", "503 5.5.1", "503 5.5.1"] {
        client.expect(expected);
    }
    client.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\nBDAT 6 LAST\r\nQUIT\r\n");
    for expected in ["250", "501", "554 5.5.1 no valid"] {
        client.expect(expected);
    }
    client.send(format!("{begin}BDAT 3 LAST\r\na\nbBDAT x\r\nBDAT 99999999999999999999999 LAST\r\n"));
    for expected in ["250", "250", "550 5.6.0", "501"] {
        client.expect(expected);
    }
    let counts = sink.stop();
    assert_eq!((counts.messages, counts.bytes, counts.quits), (1, 10, 0));
    let files = kept(dir.path());
    assert!(files.len() == 1 && files[0].ends_with("\n.\n.\nab\n"), "{files:?}");
}

#[test]
fn command_groups_are_answered_in_order() {
    let sink = start(|options| {
        options.refuse = pattern("*@bad.example");
        options.latency = Duration::from_millis(1);
    });
    let mut client = Client::connect(&sink);
    let mut group = "EHLO me\r\n".to_owned();
    for number in 0..200 {
        group +=
            &format!("MAIL FROM:<a@b.example>\r\nRCPT TO:<c{number}@d.example>\r\nRCPT TO:<e@bad.example>\r\nDATA\r\n");
        group += &format!("Subject: {number}\r\n\r\nhello\r\n.\r\n");
    }
    client.send(group + "QUIT\r\n");
    client.expect("250-localhost");
    for _ in 0..200 {
        for expected in ["250 2.1.0", "250 2.1.5", "550 5.1.1 <e@bad.example>: no such user", "354 ", "250 2.0.0"] {
            client.expect(expected);
        }
    }
    client.expect("221");
    assert!(client.is_at_end());
    let counts = sink.stop();
    assert_eq!((counts.messages, counts.recipients, counts.refused, counts.quits), (200, 200, 200, 1));
}

/// Hands each line of the log on.
struct Lines(Sender<String>);

impl Write for Lines {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        // Who waits for no more lines has gone.
        let _ = self.0.send(String::from_utf8(octets.to_vec()).unwrap());
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn replies_can_be_late_while_the_sink_reads_on() {
    let (log, lines) = channel();
    let options = Options { latency: Duration::from_secs(600), ..Options::default() };
    let sink = Sink::start_with_log(options, Lines(log)).unwrap();
    let mut client = Client::new(socket(sink.address()));
    client.send("EHLO me\r\n");
    for number in 1..=3 {
        client.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 2 LAST\r\n\r\n");
        let accepted = format!("1 message {number} ");
        assert!(lines.iter().any(|line| line.starts_with(&accepted)), "message {number} has not been accepted");
    }
    assert_eq!(sink.stop().messages, 3);
    assert!(client.is_at_end(), "a reply has left too early");
}

#[test]
fn groups_of_many_records_are_answered_in_order() {
    for latency in [Duration::ZERO, Duration::from_millis(1)] {
        let sink = start(|options| {
            options.tls = TlsOffer::Implicit;
            options.latency = latency;
        });
        let mut client = Client::new(secure(&sink, "localhost", socket(sink.address())).unwrap());
        client.expect("220");
        client.ask("EHLO me", "250");
        let content = format!("Subject: x\r\n\r\n{}", "line\r\n".repeat(400));
        let message =
            format!("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT {} LAST\r\n{content}", content.len());
        client.send(message.repeat(100));
        for number in 1..=100 {
            client.expect("250 2.1.0");
            client.expect("250 2.1.5");
            assert_eq!(client.reply(), format!("250 2.0.0 accepted as 1.{number}"));
        }
        client.ask("QUIT", "221");
        assert!(client.is_at_end());
        assert_eq!(sink.stop().messages, 100);
    }
}

#[test]
fn logins_right_and_wrong() {
    let log = Log::default();
    let sink = Sink::start_with_log(Options { login: login(), ..Options::default() }, log.clone()).unwrap();
    let (anna, secret) = (BASE64_STANDARD.encode("anna"), BASE64_STANDARD.encode("secret"));
    let wrong = BASE64_STANDARD.encode("geheim");
    let dialogs: &[&[(&str, &str)]] = &[
        &[(&format!("AUTH PLAIN {ANNA}"), "235 2.7.0"), ("AUTH LOGIN", "503 5.5.1"), ("MAIL FROM:<>", "250")],
        &[("auth plain", "334 "), (ANNA, "235 2.7.0")],
        &[("AUTH LOGIN", "334 VXNlcm5hbWU6"), (&anna, "334 UGFzc3dvcmQ6"), (&secret, "235 2.7.0")],
        &[(&format!("AUTH LOGIN {anna}"), "334 UGFzc3dvcmQ6"), (&secret, "235 2.7.0")],
        &[(&format!("AUTH LOGIN {anna}"), "334 "), (&wrong, "535 5.7.8"), ("MAIL FROM:<>", "530 5.7.0")],
        &[("AUTH PLAIN AGFubmEAZ2VoZWlt", "535 5.7.8")],
        &[("AUTH PLAIN =", "501 5.5.2"), ("AUTH PLAIN ????", "501 5.5.2"), ("AUTH", "501 5.5.4")],
        &[("AUTH LOGIN", "334 "), ("*", "501 5.7.0"), ("AUTH PLAIN", "334 "), ("=", "501"), ("NOOP", "250")],
        &[("AUTH SCRAM-SHA-256", "504 5.5.4"), ("AUTH NEW x", "504 5.5.4"), ("AUTH CRAM-MD5 eA==", "501")],
        &[("MAIL FROM:<>", "530 5.7.0"), ("RCPT TO:<a@b.example>", "503"), ("DATA", "503"), ("BDAT 0 LAST", "503")],
    ];
    for dialog in dialogs {
        Client::ready(&sink).ask_all(dialog);
    }
    for (password, expected) in [("secret", "235"), ("geheim", "535")] {
        let mut client = Client::ready(&sink);
        let challenge = client.ask("AUTH CRAM-MD5", "334 ");
        let challenge = BASE64_STANDARD.decode(&challenge[4..]).unwrap();
        assert!(challenge.starts_with(b"<") && challenge.ends_with(b"@localhost>"));
        let mac = Hmac::<Md5>::new_from_slice(password.as_bytes()).unwrap().chain_update(&challenge).finalize();
        let digest: String = mac.into_bytes().iter().map(|octet| format!("{octet:02x}")).collect();
        client.ask(&BASE64_STANDARD.encode(format!("anna {digest}")), expected);
    }
    Client::connect(&sink).ask(&format!("AUTH PLAIN {ANNA}"), "503 5.5.1");
    let counts = sink.stop();
    assert_eq!((counts.logins, counts.refused_logins), (5, 3));
    assert_eq!((log.count(" login "), log.count("login"), log.count(" auth-refused anna (")), (5, 5, 3));
    for secret in ["secret", "geheim", &secret, &wrong, ANNA] {
        assert!(!log.text().contains(secret), "{}", log.text());
    }
}

#[test]
fn implicit_tls_for_each_name() {
    let sink = start(|options| options.tls = TlsOffer::Implicit);
    for name in ["localhost", "127.0.0.1", "::1"] {
        let mut client = Client::new(secure(&sink, name, socket(sink.address())).unwrap());
        client.expect("220");
        assert!(!client.ask("EHLO me", "250").contains("STARTTLS"));
        client.ask_all(&[("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354")]);
        client.ask_all(&[("Subject: x\r\n\r\nx\r\n.", "250"), ("QUIT", "221")]);
        assert!(client.is_at_end());
    }
    assert!(secure(&sink, "mail.example", socket(sink.address())).is_err());
    let another = start(|options| options.tls = TlsOffer::Implicit);
    assert!(
        secure(&another, "localhost", socket(sink.address())).is_err(),
        "an authority signs for its own sink alone"
    );
    assert_eq!(sink.stop().messages, 3);
    assert_eq!(start(|_| ()).certificate_pem(), None);
}

#[test]
fn starttls_forgets_what_was_before() {
    let sink = start(|options| {
        options.tls = TlsOffer::StartTls;
        options.login = login();
    });
    let mut plain = socket(sink.address());
    let mut reader = BufReader::new(plain.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    // AUTH is refused before TLS; what follows STARTTLS in the clear is not obeyed afterwards.
    plain.write_all(format!("EHLO me\r\nAUTH PLAIN {ANNA}\r\nSTARTTLS\r\nNOOP\r\n").as_bytes()).unwrap();
    let mut before = String::new();
    while !before.contains("220 ") {
        reader.read_line(&mut before).unwrap();
    }
    assert!(before.contains("STARTTLS\r\n") && !before.contains("AUTH PLAIN"), "{before}");
    assert!(before.contains("538 5.7.11") && before.ends_with("220 2.0.0 go ahead\r\n"), "{before}");
    let mut client = Client::new(secure(&sink, "localhost", plain).unwrap());
    client.ask("MAIL FROM:<>", "503 5.5.1");
    let reply = client.ask("EHLO me", "250");
    assert!(reply.contains("AUTH PLAIN LOGIN CRAM-MD5") && !reply.contains("STARTTLS"), "{reply}");
    client.ask_all(&[("STARTTLS", "503"), (&format!("AUTH PLAIN {ANNA}"), "235"), ("MAIL FROM:<>", "250")]);
    assert_eq!(sink.stop().logins, 1);
}

#[test]
fn openssl_trusts_the_certificate() {
    let Ok(version) = Command::new("openssl").arg("version").output() else { return };
    assert!(version.status.success());
    let sink = start(|options| options.tls = TlsOffer::Implicit);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ca.pem");
    fs::write(&file, sink.certificate_pem().unwrap()).unwrap();
    let address = sink.address().to_string();
    let output = Command::new("openssl")
        .args(["s_client", "-verify_return_error", "-x509_strict", "-verify_ip", "127.0.0.1", "-connect", &address])
        .arg("-CAfile")
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Verify return code: 0 (ok)"), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn patterns_refuse_and_defer() {
    let log = Log::default();
    let options = Options {
        refuse: pattern("*@bad.example"),
        defer: [pattern("*@slow.example:2"), pattern("never@*")].concat(),
        ..Options::default()
    };
    let sink = Sink::start_with_log(options, log.clone()).unwrap();
    for (slow, never) in [("451 4.2.0", "451 4.2.0"), ("451 4.2.0", "451"), ("250 2.1.5", "451"), ("250", "451")] {
        Client::ready(&sink).ask_all(&[
            ("MAIL FROM:<a@b.example>", "250"),
            ("RCPT TO:<bob@Bad.Example>", "550 5.1.1 <bob@Bad.Example>: no such user here (told to refuse)"),
            ("RCPT TO:<Bob@Slow.example>", slow),
            ("RCPT TO:<never@d.example>", never),
            ("RCPT TO:<other@d.example>", "250"),
        ]);
    }
    // Each address has a count of its own.
    Client::ready(&sink).ask_all(&[("MAIL FROM:<>", "250"), ("RCPT TO:<carl@slow.example>", "451")]);
    let counts = sink.stop();
    assert_eq!((counts.refused, counts.deferred), (4, 7));
    assert_eq!((log.count(" refused <bob@Bad.Example> 550\n"), log.count(" deferred <")), (4, 7));
}

#[test]
fn drop_after_ends_without_a_reply() {
    let sink = start(|options| options.drop_after = Some(2));
    let mut client = Client::ready(&sink);
    let message = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 2 LAST\r\n\r\n";
    client.send(message.repeat(3));
    for _ in 0..2 {
        client.expect("250 2.1.0");
        client.expect("250 2.1.5");
        client.expect("250 2.0.0 accepted");
    }
    assert!(client.is_at_end());
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn a_maildir_keeps_the_content() {
    let dir = tempfile::tempdir().unwrap();
    let sink = start(|options| {
        options.dir = Some(dir.path().join("a/b"));
        options.login = login();
    });
    let mut client = Client::ready(&sink);
    client.ask_all(&[
        (&format!("AUTH PLAIN {ANNA}"), "235"),
        ("MAIL FROM:<a@b.example> SMTPUTF8", "250"),
        ("RCPT TO:<\"c d\"@e.example>", "250"),
        ("RCPT TO:<贝@f.example>", "250"),
        ("DATA", "354"),
        ("Subject: x\r\n\r\n..dot\r\n贝\r\n\r\n.", "250"),
        ("MAIL FROM:<>", "250"),
        ("RCPT TO:<g@h.example>", "250"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    let folder = dir.path().join("a/b");
    assert!(folder.join("cur").is_dir());
    assert_eq!(fs::read_dir(folder.join("tmp")).unwrap().count(), 0);
    let files = kept(&folder);
    assert_eq!(files.len(), 2);
    let (trace, content) = files[0].split_once("\nSubject: ").unwrap();
    assert_eq!(content, "x\n\n.dot\n贝\n\n");
    let lines: Vec<&str> = trace.lines().collect();
    assert_eq!(
        lines[..3],
        ["Return-Path: <a@b.example>", "Delivered-To: \"c d\"@e.example", "Delivered-To: 贝@f.example"]
    );
    assert_eq!(lines[3], "Received: from me.example ([127.0.0.1])");
    assert_eq!(lines[4], "\tby localhost (mailshot sink) with ESMTPA id 1.1;");
    assert!(lines[5].ends_with("0000") && lines.len() == 6, "{trace}");
    assert!(files[1].starts_with("Return-Path: <>\nDelivered-To: g@h.example\nReceived: "), "{}", files[1]);

    fs::remove_dir_all(&folder).unwrap();
    client.ask_all(&[("MAIL FROM:<>", "250"), ("RCPT TO:<g@h.example>", "250"), ("DATA", "354"), (".", "452 4.3.1")]);
    client.ask("NOOP", "250");
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn starting_can_fail() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Sink::start(Options { dir: Some(file.path().to_owned()), ..Options::default() }).unwrap_err();
    assert!(matches!(error, SinkError::Maildir { .. }), "{error}");
    // An address of no interface of this machine (RFC 5737).
    let error = Sink::start(Options { listen: "192.0.2.1:25".parse().unwrap(), ..Options::default() }).unwrap_err();
    assert!(error.to_string().starts_with("cannot listen on 192.0.2.1:25: "), "{error}");
}

#[test]
fn the_log_is_one_line_per_event() {
    let log = Log::default();
    let sink = Sink::start_with_log(Options { login: login(), ..Options::default() }, log.clone()).unwrap();
    let mut client = Client::connect(&sink);
    let trick = BASE64_STANDARD.encode("\0x\n9 login y\u{1b}[2J\0z");
    client.ask_all(&[
        ("EHLO me", "250"),
        (&format!("AUTH PLAIN {trick}"), "535"),
        (&format!("AUTH PLAIN {ANNA}"), "235"),
        ("MAIL FROM:<a@b.example>", "250"),
        ("RCPT TO:<c@d.example>", "250"),
        ("DATA", "354"),
        ("hello\r\n.", "250 2.0.0 accepted as 1.1"),
        ("QUIT", "221"),
    ]);
    assert!(client.is_at_end());
    drop(Client::connect(&sink));
    let options = format!("{:?}", Options { login: login(), ..Options::default() });
    assert!(options.contains("anna") && !options.contains("secret"), "{options}");
    assert_eq!(sink.stop().connections, 2);
    let text = log.text();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("1 ")).collect();
    assert!(lines[0].starts_with("1 connected 127.0.0.1:"), "{text}");
    assert_eq!(
        lines[1..],
        [
            "1 auth-refused x\\n9 login y\\u{1b}[2J (PLAIN) 535",
            "1 login anna (PLAIN)",
            "1 message 1 from=<a@b.example> to=1 size=7",
            "1 quit"
        ]
    );
    assert!(text.lines().all(|line| line.starts_with("1 ") || line.starts_with("2 ")), "{text}");
}

#[test]
fn fifty_sessions_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let sink = start(|options| options.dir = Some(dir.path().to_owned()));
    thread::scope(|scope| {
        for number in 0..50 {
            let sink = &sink;
            scope.spawn(move || {
                let mut client = Client::ready(sink);
                for message in 0..10 {
                    client.send(format!(
                        "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nX: {number}.{message}\r\n.\r\n"
                    ));
                    for expected in ["250", "250", "354", "250"] {
                        client.expect(expected);
                    }
                }
                client.ask("QUIT", "221");
            });
        }
    });
    let counts = sink.stop();
    assert_eq!((counts.connections, counts.messages, counts.quits), (50, 500, 50));
    let files = kept(dir.path());
    let mut marks: Vec<&str> = files.iter().filter_map(|file| Some(file.split_once("\nX: ")?.1)).collect();
    marks.sort_unstable();
    marks.dedup();
    assert_eq!(marks.len(), 500);
}

#[test]
fn stopping_ends_open_sessions() {
    let sink = start(|options| options.tls = TlsOffer::StartTls);
    let slow = start(|options| options.latency = Duration::from_secs(600));
    let mut clients: Vec<Client> = (0..20).map(|_| Client::ready(&sink)).collect();
    clients[0].ask_all(&[("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354")]);
    clients[1].ask("STARTTLS", "220");
    let waiting = socket(slow.address());
    assert_eq!(sink.stop().connections, 20);
    assert!(clients.iter_mut().all(Client::is_at_end));
    // A server that has accepted, or not even that, and is to wait ten minutes before it greets.
    let address = slow.address();
    drop(slow);
    assert!(Client::new(waiting).is_at_end());
    assert!(TcpStream::connect(address).is_err(), "still listening");
}

#[test]
fn python_delivers() {
    let script = r#"
import smtplib, ssl, sys
from email.message import EmailMessage
mode, port, cafile = sys.argv[1], int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context(cafile=cafile)
if mode == "implicit":
    server = smtplib.SMTP_SSL("localhost", port, context=context)
else:
    server = smtplib.SMTP("localhost", port)
    server.starttls(context=context)
server.login("anna", "secret")
message = EmailMessage()
message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example, e@f.example", "贝"
message.set_content(".\n..\nhello 贝\n" * 1000)
assert server.send_message(message) == {}
server.quit()
"#;
    for (mode, tls) in [("implicit", TlsOffer::Implicit), ("starttls", TlsOffer::StartTls)] {
        let dir = tempfile::tempdir().unwrap();
        let sink = start(|options| {
            options.tls = tls;
            options.login = login();
            options.dir = Some(dir.path().to_owned());
        });
        let file = dir.path().join("ca.pem");
        fs::write(&file, sink.certificate_pem().unwrap()).unwrap();
        let port = sink.address().port().to_string();
        let Ok(output) = Command::new("python3").args(["-c", script, mode, &port]).arg(&file).output() else { return };
        assert!(output.status.success(), "{mode}: {}", String::from_utf8_lossy(&output.stderr));
        let counts = sink.stop();
        assert_eq!((counts.logins, counts.messages, counts.recipients, counts.quits), (1, 1, 2, 1));
        let files = kept(dir.path());
        let body = ".\n..\nhello 贝\n".repeat(1000);
        let message = mail_parser::MessageParser::default().parse(files[0].as_bytes()).unwrap();
        assert_eq!(message.subject(), Some("贝"));
        assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), body);
    }
}
