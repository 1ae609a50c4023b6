//! A server that keeps to RFC 5321, except where a rule says otherwise, and keeps a record of what it has done.

mod record;
mod session;

use std::collections::{HashMap, HashSet};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::ServerConfig;

use crate::table::{Act, Place, Rule, Setting};

pub(crate) use record::{Record, Transaction};
use session::Session;

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    rules: Vec<Rule>,
    setting: Setting,
    tls: Option<Arc<ServerConfig>>,
    record: Mutex<Record>,
    visits: Mutex<Visits>,
    over: Mutex<bool>,
    ended: Condvar,
}

/// What has been come to in the whole run.
#[derive(Default)]
struct Visits {
    /// How often.
    counts: HashMap<Place, usize>,
    /// With which arguments.
    arguments: HashSet<(Place, String)>,
}

impl Server {
    pub(crate) fn start(rules: &[Rule], setting: &Setting, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports");
        let port = listener.local_addr().expect("it is bound").port();
        if rules.iter().any(|rule| rule.place == Place::Content || rule.acts.contains(&Act::Deaf)) {
            take_little(&listener);
        }
        let shared = Arc::new(Shared {
            rules: rules.to_vec(),
            setting: setting.clone(),
            tls,
            record: Mutex::default(),
            visits: Mutex::default(),
            over: Mutex::new(false),
            ended: Condvar::new(),
        });
        let for_thread = Arc::clone(&shared);
        let listener = (!setting.nobody).then(|| thread::spawn(move || accept(&listener, &for_thread)));
        Self { port, shared, listener }
    }

    /// Once the program has ended: waits until every connection has, and tells what has been.
    pub(crate) fn stop(mut self) -> Record {
        *lock(&self.shared.over) = true;
        self.shared.ended.notify_all();
        if let Some(listener) = self.listener.take() {
            // Wakes it up.
            drop(TcpStream::connect(("127.0.0.1", self.port)));
            listener.join().expect("the server does not panic");
        }
        lock(&self.shared.record).clone()
    }
}

/// A client has to wait for what is taken from it soon, while most of a large content is still there. Its own socket holds a number of
/// segments, so that these are small.
fn take_little(listener: &TcpListener) {
    let socket = socket2::SockRef::from(listener);
    socket.set_recv_buffer_size(4096).expect("a buffer may be small");
    #[cfg(unix)]
    socket.set_tcp_mss(536).expect("segments may be small");
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut connections = Vec::new();
    loop {
        let (tcp, _) = listener.accept().expect("the listener is there");
        if *lock(&shared.over) {
            break;
        }
        lock(&shared.record).connected();
        let shared = Arc::clone(shared);
        connections.push(thread::spawn(move || Session::new(tcp, shared).run()));
    }
    for connection in connections {
        connection.join().expect("a connection does not panic");
    }
}
