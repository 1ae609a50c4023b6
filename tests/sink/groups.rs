//! Groups of commands, and replies that are late.

use std::io::{self, Write};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use mailshot::sink::{Options, Sink, TlsOffer};

use crate::{Client, pattern, secure, socket, start};

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
