//! Many clients, other clients, and the end.

use std::fs;
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::Duration;

use mailshot::sink::TlsOffer;

use crate::{Client, kept, login, socket, start};

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
