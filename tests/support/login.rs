//! A server that answers every login alike.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

/// Starts it; it ends with the test. It offers PLAIN, and the answer is given without the end of the line.
pub(crate) fn answering_logins(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for connection in listener.incoming() {
            let connection = connection.expect("the listener is there");
            thread::spawn(move || {
                let mut out = &connection;
                // The client may be gone at any time.
                let _ = out.write_all(b"220 mx.test\r\n");
                for line in BufReader::new(&connection).lines().map_while(Result::ok) {
                    let reply = match line.get(..4) {
                        Some("EHLO") => "250-mx.test\r\n250 AUTH PLAIN",
                        Some("AUTH") => answer,
                        _ => "221 bye",
                    };
                    let _ = out.write_all(&[reply.as_bytes(), b"\r\n"].concat());
                }
            });
        }
    });
    address
}
