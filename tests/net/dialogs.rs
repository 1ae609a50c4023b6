//! Every file of `tests/dialogs` that a socket can play, over one.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use mailshot::net::{Server, SessionError, Tls};
use rustls::ServerConfig;

use crate::client::Session;
use crate::dialog_script::{CLIENT_NAME, Event, Script, all, error_words, lost_words, settled_words};
use crate::peer::{Wire, encrypted, listen, server};
use crate::tls::{GOOD, signed, trusting};

#[test]
fn the_dialogs_go_over_a_socket_as_they_go_without() {
    let (config, pem) = signed(GOOD);
    let tls = trusting(&pem);
    // A peer on loopback may always see the secret, and a session has one mail in flight.
    let scripts = all().into_iter().filter(|script| script.socket && script.plaintext_auth && script.window == 1);
    let mut played = 0;
    for script in scripts {
        play(script, &config, &tls);
        played += 1;
    }
    assert!(played > 30, "{played} dialogs only");
}

fn play(script: Script, config: &Arc<ServerConfig>, tls: &Tls) {
    let name = script.name.clone();
    let (config, events) = (Arc::clone(config), script.events.clone());
    let at = name.clone();
    let (port, peer) = listen("127.0.0.1", move |tcp| serve(&at, events, &config, &tcp)).unwrap();
    let server = Server {
        tls_mode: script.tls,
        tls: tls.clone(),
        credentials: script.credentials.clone(),
        mechanism: script.mechanism,
        client_name: Some(CLIENT_NAME.to_owned()),
        ..server(port)
    };
    let error = hold(&script, &server);
    peer.join().unwrap();
    match (script.error, error) {
        (None, None) => {}
        (Some((expected, words)), Some(error)) => {
            let told = match &error {
                SessionError::Protocol(error) => error_words(error),
                SessionError::Closed { phase } | SessionError::Io { phase, .. } => format!("closed {}", phase.name()),
                other => other.to_string(),
            };
            assert_eq!(told, expected, "{name}");
            assert!(error.to_string().contains(&words), "{name}: {error}");
        }
        (expected, error) => panic!("{name}: expected {expected:?}, got {error:?}"),
    }
}

/// The client's part. Returns how the session ended, if not by QUIT.
fn hold(script: &Script, server: &Server) -> Option<SessionError> {
    let mut session = match Session::open(server, None) {
        Ok(session) => session,
        Err(error) => return Some(error),
    };
    let mut ended = None;
    for (at, mail) in script.mails.iter().enumerate() {
        let is_last = script.leave && at + 1 == script.mails.len();
        let settled = if is_last { session.submit_last(&mail.object) } else { session.submit(&mail.object) };
        let words = match settled {
            Ok(settled) => settled_words(&settled),
            Err(lost) => {
                let words = lost_words(&lost.lost[0]);
                ended.get_or_insert(lost.error);
                words
            }
        };
        assert_eq!(words, mail.expected, "{}", script.name);
    }
    session.quit();
    ended
}

/// The server's part.
fn serve(name: &str, events: Vec<Event>, config: &Arc<ServerConfig>, tcp: &TcpStream) {
    let mut wire: Box<dyn Wire> = Box::new(tcp.try_clone().unwrap());
    for event in events {
        match event {
            Event::Server(octets) => wire.write_all(&octets).unwrap(),
            Event::Client(expected) => {
                let mut octets = vec![0; expected.len()];
                let result = wire.read_exact(&mut octets);
                let (said, expected) = (String::from_utf8_lossy(&octets), String::from_utf8_lossy(&expected));
                assert!(result.is_ok(), "{name}: the client is gone, {expected:?} was expected");
                assert_eq!(said, expected, "{name}");
            }
            Event::Tls => wire = Box::new(encrypted(Arc::clone(config), tcp.try_clone().unwrap())),
            Event::Close => return,
        }
    }
    // After an error the client may still say QUIT; it waits for no answer longer than it must.
    let _ = tcp.shutdown(std::net::Shutdown::Write);
    let _ = std::io::copy(&mut wire, &mut std::io::sink());
}
