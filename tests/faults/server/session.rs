//! A server that keeps to RFC 5321, except where a rule says otherwise, and keeps a record of what it has done.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::login::{Login, PASSWORD, plain_response};
use crate::table::{Act, Place, Rule, Setting, When};

/// Between two octets of a server that trickles.
const TRICKLE: Duration = Duration::from_millis(50);

/// No chunk is longer.
const MOST_OCTETS: usize = 1 << 20;

/// What the server has seen and done.
#[derive(Debug, Default, Clone)]
pub(crate) struct Record {
    pub(crate) connections: usize,
    /// Connections that are there, and the most there have been: one counts until the server closes it.
    at_once: usize,
    pub(crate) most_at_once: usize,
    /// AUTH commands.
    pub(crate) logins: usize,
    pub(crate) transactions: Vec<Transaction>,
    /// What no client may do.
    pub(crate) violations: Vec<String>,
    /// A connection was reset, or not read to its end: what was on its way the server cannot know.
    pub(crate) lost_track: bool,
}

/// A content that the server began to receive.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    pub(crate) recipients: Vec<String>,
    pub(crate) message_id: String,
    /// The lone dot has been read, or all of the last chunk.
    pub(crate) whole: bool,
    /// The server stopped in the middle of the content: how much the client had sent by then it cannot know.
    pub(crate) cut: bool,
    /// The code of the reply to the end of data, if it was a whole one and went out.
    pub(crate) answer: Option<u16>,
}

impl Record {
    fn connected(&mut self) {
        self.connections += 1;
        self.at_once += 1;
        self.most_at_once = self.most_at_once.max(self.at_once);
    }
}

impl Transaction {
    pub(crate) fn is_accepted(&self) -> bool {
        self.whole && self.answer.is_some_and(|code| code / 100 == 2)
    }

    /// Whether the client has no way of knowing what became of it.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.whole && !self.answer.is_some_and(|code| matches!(code / 100, 2 | 4 | 5))
    }
}

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
        if rules.iter().any(|rule| rule.acts.contains(&Act::Deaf)) {
            // Little room, so that a client notices soon.
            socket2::SockRef::from(&listener).set_recv_buffer_size(4096).expect("a buffer may be small");
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

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// The session goes no further.
struct Over;

/// What a step comes to: the code of the reply that went out, if it was whole.
type Effect = Result<Option<u16>, Over>;

struct Session {
    shared: Arc<Shared>,
    tcp: TcpStream,
    wire: BufReader<Box<dyn Wire>>,
    secure: bool,
    visits: HashMap<Place, usize>,
    logged_in: bool,
    /// MAIL has been accepted, and these recipients.
    open: bool,
    recipients: Vec<String>,
    /// The client's last line, for servers that repeat it.
    line: String,
    /// The last reply that went out whole.
    said: Option<u16>,
    /// The transaction that chunks have come for.
    chunks: Option<usize>,
    /// Octets of a chunk that have not been read.
    chunk: usize,
    drained: bool,
    /// It counts no longer.
    is_closed: bool,
    /// What the client's last line is to be answered with.
    at: Option<Place>,
}

impl Session {
    fn new(tcp: TcpStream, shared: Arc<Shared>) -> Self {
        tcp.set_nodelay(true).expect("a socket has options");
        let wire: Box<dyn Wire> = Box::new(tcp.try_clone().expect("a socket can be cloned"));
        Self {
            shared,
            tcp,
            wire: BufReader::new(wire),
            secure: false,
            visits: HashMap::new(),
            logged_in: false,
            open: false,
            recipients: Vec::new(),
            line: String::new(),
            said: None,
            chunks: None,
            chunk: 0,
            drained: false,
            is_closed: false,
            at: None,
        }
    }

    fn run(mut self) {
        let _ = self.talk();
        self.uncount();
        self.drain();
    }

    fn uncount(&mut self) {
        if !std::mem::replace(&mut self.is_closed, true) {
            lock(&self.shared.record).at_once -= 1;
        }
    }

    fn talk(&mut self) -> Result<(), Over> {
        if self.shared.setting.tls == "implicit" {
            self.start_tls()?;
        }
        self.reply(Place::Greeting, "", "220 mx.test ESMTP")?;
        loop {
            self.at = None;
            let line = self.read_line()?;
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            let (verb, argument) = (verb.to_ascii_uppercase(), argument.to_owned());
            match verb.as_str() {
                "EHLO" => {
                    let place = if self.secure { Place::Ehlo2 } else { Place::Ehlo };
                    self.reply(place, "", &self.offer())?;
                    self.reset();
                }
                "HELO" => self.reply(Place::Ehlo, "", "250 mx.test").map(|_| self.reset())?,
                "STARTTLS" => {
                    if self.reply(Place::StartTls, "", "220 go ahead")? == Some(220) {
                        self.start_tls()?;
                    }
                }
                "AUTH" => self.auth(&argument)?,
                "MAIL" => self.mail()?,
                "RCPT" => self.rcpt(&argument)?,
                "DATA" => self.data()?,
                "BDAT" => self.bdat(&argument)?,
                "RSET" => self.reply(Place::Rset, "", "250 flushed").map(|_| self.reset())?,
                "QUIT" => {
                    self.reply(Place::Quit, "", "221 bye")?;
                    return Err(self.close());
                }
                _ => {
                    self.violation(&format!("unknown command {line:?}"));
                    self.say("500 what?\r\n")?;
                }
            }
        }
    }

    fn offer(&self) -> String {
        let setting = &self.shared.setting;
        let mut lines = vec!["mx.test".to_owned()];
        if setting.tls == "starttls" && !self.secure {
            lines.push("STARTTLS".to_owned());
            lines.extend(setting.clear.clone());
        } else if let Some(auth) = setting.auth.as_ref().filter(|auth| *auth != "none") {
            lines.push(format!("AUTH {}", auth.replace(',', " ")));
        }
        if setting.pipelining {
            lines.push("PIPELINING".to_owned());
        }
        lines.extend(setting.offer.clone());
        let last = lines.len() - 1;
        let line = |(at, text): (usize, &String)| format!("250{}{text}", if at == last { ' ' } else { '-' });
        lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
    }

    fn auth(&mut self, argument: &str) -> Result<(), Over> {
        lock(&self.shared.record).logins += 1;
        self.check_encrypted("AUTH");
        let mut login = Login::new(&self.shared.setting.scram, argument);
        let mut place = Place::Auth;
        loop {
            let reply = login.reply();
            match self.reply(place, "", &reply)? {
                Some(334) => {
                    place = Place::Challenge;
                    let line = self.read_line()?;
                    login.take(&line);
                }
                code => {
                    self.logged_in = code.is_some_and(|code| code / 100 == 2);
                    return Ok(());
                }
            }
        }
    }

    fn mail(&mut self) -> Result<(), Over> {
        self.check_encrypted("MAIL");
        if self.shared.setting.has_login() && !self.logged_in {
            self.violation("MAIL without a login");
        }
        if self.open {
            self.violation("MAIL inside a transaction");
        }
        let code = self.reply(Place::Mail, "", "250 sender ok")?;
        lock(&self.shared.record).lost_track |= code.is_none();
        if code.is_some_and(|code| code / 100 == 2) {
            self.reset();
            self.open = true;
        }
        Ok(())
    }

    fn rcpt(&mut self, argument: &str) -> Result<(), Over> {
        let address = argument.trim_start_matches("TO:<").trim_end_matches('>').to_owned();
        let should = if self.open { "250 recipient ok" } else { "503 MAIL first" };
        // Without an answer it is one of those that are in doubt, should a chunk be on its way.
        self.recipients.push(address.clone());
        let code = self.reply(Place::Rcpt, &address, should)?;
        lock(&self.shared.record).lost_track |= code.is_none();
        if code.is_none_or(|code| code / 100 != 2) {
            self.recipients.pop();
        }
        Ok(())
    }

    fn data(&mut self) -> Result<(), Over> {
        let to = self.recipients.join(",");
        let should = if self.recipients.is_empty() { "554 no valid recipients" } else { "354 go ahead" };
        if self.reply(Place::Data, &to, should)? != Some(354) {
            return Ok(());
        }
        let Some(first) = self.content_line()? else { return self.lone_dot() };
        if self.recipients.is_empty() {
            self.violation("content, and every recipient refused");
        }
        let index = self.begin(&first);
        let early = match self.rule(Place::Content, &to) {
            Some(acts) => {
                self.transaction(index, |transaction| transaction.cut = true);
                // A 250 to what has not been received is no acceptance.
                let code = self.act(&acts, "")?.filter(|code| code / 100 != 2);
                Some(code)
            }
            None => None,
        };
        while let Some(line) = self.content_line()? {
            if let Some(id) = line.strip_prefix("Message-ID: <").or_else(|| line.strip_prefix("Message-Id: <")) {
                self.transaction(index, |transaction| transaction.message_id = id.trim_end_matches('>').to_owned());
            }
        }
        self.transaction(index, |transaction| transaction.whole = true);
        let reply = match early {
            // It has been answered before its end.
            Some(code) => Ok(code),
            None => self.reply(Place::Dot, &to, "250 2.0.0 queued"),
        };
        let answer = self.said.take();
        self.transaction(index, |transaction| transaction.answer = reply.as_ref().map_or(answer, |code| *code));
        reply?;
        self.reset();
        match self.rule(Place::Idle, &to) {
            Some(acts) => self.act(&acts, "").map(|_| ()),
            None => Ok(()),
        }
    }

    /// A chunk (RFC 3030 §2): it is read whatever becomes of it, and refused it leaves the transaction open.
    fn bdat(&mut self, argument: &str) -> Result<(), Over> {
        if !self.shared.setting.offer.iter().any(|line| line == "CHUNKING") {
            self.violation("BDAT without CHUNKING");
        }
        let (length, is_last) = chunk(argument);
        if length > MOST_OCTETS {
            self.violation(&format!("BDAT {argument}"));
            return Err(Over);
        }
        self.chunk = length;
        if self.recipients.is_empty() {
            self.read_chunk()?;
            let should = if self.open { "554 no valid recipients" } else { "503 MAIL first" };
            let code = self.reply(if is_last { Place::Dot } else { Place::Data }, "", should)?;
            if is_last && code.is_some_and(|code| code / 100 == 2) {
                self.reset();
            }
            return Ok(());
        }
        let to = self.recipients.join(",");
        let (index, is_first) = match self.chunks {
            Some(index) => (index, false),
            None => (self.begin(""), true),
        };
        self.chunks = Some(index);
        if is_first {
            self.wire.fill_buf().map_err(|_| Over)?;
            if let Some(acts) = self.rule(Place::Content, &to) {
                self.transaction(index, |transaction| transaction.cut = true);
                self.act(&acts, "")?;
            }
        }
        let octets = self.read_chunk()?;
        if let Some(id) = message_id(&octets) {
            self.transaction(index, |transaction| transaction.message_id = id);
        }
        if !is_last {
            let answer = self.reply(Place::Data, &to, "250 go on")?;
            if answer.is_none_or(|code| code / 100 != 2) {
                self.recipients.clear();
            }
            return Ok(());
        }
        self.transaction(index, |transaction| transaction.whole = true);
        self.chunks = None;
        let reply = self.reply(Place::Dot, &to, "250 2.0.0 queued");
        let answer = self.said.take();
        self.transaction(index, |transaction| transaction.answer = reply.as_ref().map_or(answer, |code| *code));
        if reply?.is_some_and(|code| code / 100 == 2) {
            self.reset();
        }
        match self.rule(Place::Idle, &to) {
            Some(acts) => self.act(&acts, "").map(|_| ()),
            None => Ok(()),
        }
    }

    fn read_chunk(&mut self) -> Result<Vec<u8>, Over> {
        let mut octets = vec![0; self.chunk];
        self.wire.read_exact(&mut octets).map_err(|_| Over)?;
        self.chunk = 0;
        Ok(octets)
    }

    fn lone_dot(&mut self) -> Result<(), Over> {
        if !self.recipients.is_empty() {
            self.violation("an empty content");
        }
        self.reply(Place::Dot, "", "250 2.0.0 an empty mail to nobody")?;
        self.reset();
        Ok(())
    }

    fn begin(&self, first: &str) -> usize {
        let mut record = lock(&self.shared.record);
        let message_id = first.strip_prefix("Message-ID: <").unwrap_or_default().trim_end_matches('>').to_owned();
        let recipients = self.recipients.clone();
        record.transactions.push(Transaction { recipients, message_id, whole: false, cut: false, answer: None });
        record.transactions.len() - 1
    }

    fn transaction(&self, index: usize, change: impl FnOnce(&mut Transaction)) {
        change(&mut lock(&self.shared.record).transactions[index]);
    }

    fn reset(&mut self) {
        self.open = false;
        self.chunks = None;
        self.recipients.clear();
    }

    fn violation(&self, what: &str) {
        lock(&self.shared.record).violations.push(what.to_owned());
    }

    fn check_encrypted(&self, what: &str) {
        if self.shared.setting.tls != "none" && !self.secure {
            self.violation(&format!("{what} in the clear"));
        }
    }

    /// Replies as the rules say, or as the server should.
    fn reply(&mut self, place: Place, argument: &str, should: &str) -> Effect {
        self.at = Some(place);
        match self.rule(place, argument) {
            Some(acts) => self.act(&acts, should),
            None => self.say(&format!("{should}\r\n")),
        }
    }

    /// What is to be done here and now instead. Each rule that may apply counts this visit.
    fn rule(&mut self, place: Place, argument: &str) -> Option<Vec<Act>> {
        let of_session = self.visits.entry(place).or_default();
        *of_session += 1;
        let of_session = *of_session;
        let mut visits = lock(&self.shared.visits);
        let of_run = visits.counts.entry(place).or_default();
        *of_run += 1;
        let of_run = *of_run;
        let is_new = visits.arguments.insert((place, argument.to_owned()));
        let applies = |rule: &&Rule| {
            rule.place == place
                && match &rule.when {
                    When::Always => true,
                    When::Nth(nth) => of_run == *nth,
                    When::From(nth) => of_run >= *nth,
                    When::OfSession(nth) => of_session == *nth,
                    When::About(who) => argument.contains(who.as_str()),
                    When::New => is_new,
                }
        };
        self.shared.rules.iter().find(applies).map(|rule| rule.acts.clone())
    }

    fn act(&mut self, acts: &[Act], should: &str) -> Effect {
        let mut effect = None;
        self.said = None;
        for act in acts {
            match act {
                Act::Say(text) => {
                    effect = effect.or(self.say(&format!("{}\r\n", self.filled(text)))?);
                    self.said = effect;
                }
                Act::Twice => effect = self.say(&format!("{should}\r\n{should}\r\n"))?,
                Act::Late(milliseconds) => {
                    thread::sleep(Duration::from_millis(*milliseconds));
                    effect = self.say(&format!("{should}\r\n"))?;
                }
                Act::Close => return Err(self.close()),
                Act::Reset => {
                    lock(&self.shared.record).lost_track = true;
                    self.drained = true;
                    let linger = Some(Duration::ZERO);
                    socket2::SockRef::from(&self.tcp).set_linger(linger).expect("a socket has options");
                    return Err(Over);
                }
                Act::Silent => return Err(self.drain()),
                Act::Trickle => {
                    let text = format!("250-{}", "slow ".repeat(1_000));
                    for octet in text.chars() {
                        self.say(&octet.to_string())?;
                        thread::sleep(TRICKLE);
                    }
                }
                Act::Endless => loop {
                    self.say(&"250-and another thing\r\n".repeat(100))?;
                },
                Act::Long => loop {
                    self.say(&format!("250 {}", "x".repeat(4_000)))?;
                },
                Act::Garbage => {
                    self.write(b"\x00\xff\x80\x1b[2J\x07 what\r\n")?;
                }
                Act::Half => {
                    self.write(&should.as_bytes()[..should.len().min(5)])?;
                    return Err(self.close());
                }
                Act::Deaf => {
                    lock(&self.shared.record).lost_track = true;
                    let over = lock(&self.shared.over);
                    drop(self.shared.ended.wait_while(over, |over| !*over).unwrap_or_else(PoisonError::into_inner));
                    return Err(Over);
                }
            }
        }
        Ok(effect)
    }

    /// Echoes of what the client has said, and of its password.
    fn filled(&self, text: &str) -> String {
        text.replace("%secret", PASSWORD).replace("%plain", &plain_response()).replace("%line", &self.line)
    }

    /// Writes it all; the effect is that of the first reply in it.
    fn say(&mut self, text: &str) -> Effect {
        self.write(text.as_bytes())?;
        Ok(first_reply(text))
    }

    fn write(&mut self, octets: &[u8]) -> Result<(), Over> {
        let wire = self.wire.get_mut();
        wire.write_all(octets).and_then(|()| wire.flush()).map_err(|_| Over)
    }

    /// The next line, without CRLF.
    fn read_line(&mut self) -> Result<String, Over> {
        let mut line = Vec::new();
        self.wire.read_until(b'\n', &mut line).map_err(|_| Over)?;
        let Some(line) = line.strip_suffix(b"\r\n") else {
            if line.ends_with(b"\n") {
                self.violation("a bare LF");
            }
            return Err(Over);
        };
        self.line = String::from_utf8_lossy(line).into_owned();
        Ok(self.line.clone())
    }

    /// The next line of a content; `None` for the lone dot.
    fn content_line(&mut self) -> Result<Option<String>, Over> {
        let line = self.read_line()?;
        Ok((line != ".").then_some(line))
    }

    fn start_tls(&mut self) -> Result<(), Over> {
        if let Some(acts) = self.rule(Place::Tls, "") {
            // The client's hello has begun: what is said now is no injection any more.
            self.wire.fill_buf().map_err(|_| Over)?;
            self.act(&acts, "\x16\x03\x03\x00\x7a")?;
            return Err(Over);
        }
        let config = self.shared.tls.clone().expect("a server with TLS has a certificate");
        let mut connection = ServerConnection::new(config).expect("the configuration is sound");
        let mut tcp = self.tcp.try_clone().expect("a socket can be cloned");
        while connection.is_handshaking() {
            connection.complete_io(&mut tcp).map_err(|_| Over)?;
        }
        self.wire = BufReader::new(Box::new(StreamOwned::new(connection, tcp)));
        self.secure = true;
        self.logged_in = false;
        Ok(())
    }

    /// Says that nothing more will come, and reads on: what has been said still arrives.
    fn close(&mut self) -> Over {
        self.uncount();
        let _ = self.tcp.shutdown(Shutdown::Write);
        self.drain()
    }

    /// Reads until the client has gone. What comes in chunks behind what was answered, and is whole, is in doubt.
    fn drain(&mut self) -> Over {
        if std::mem::replace(&mut self.drained, true) {
            return Over;
        }
        let mut octets = Vec::new();
        let is_all = self.wire.read_to_end(&mut octets).is_ok();
        if !self.shared.setting.offer.iter().any(|line| line == "CHUNKING") {
            return Over;
        }
        lock(&self.shared.record).lost_track |= !is_all;
        // A MAIL or RCPT that was refused before the connection was closed has been answered.
        let refused = self.at.filter(|_| self.said.is_some());
        if refused == Some(Place::Rcpt) {
            self.recipients.pop();
        }
        let mut is_void = refused == Some(Place::Mail);
        let mut rest = octets.get(self.chunk..).unwrap_or_default();
        while let Some(end) = memchr::memmem::find(rest, b"\r\n") {
            let line = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 2..];
            if let Some(path) = line.strip_prefix("RCPT TO:<") {
                self.recipients.push(path.trim_end_matches('>').to_owned());
            } else if let Some((length, is_last)) = line.strip_prefix("BDAT ").map(chunk) {
                let Some((octets, behind)) = rest.split_at_checked(length) else { break };
                rest = behind;
                if std::mem::take(&mut is_void) {
                    continue;
                }
                let index = self.chunks.unwrap_or_else(|| self.begin(""));
                self.chunks = (!is_last).then_some(index);
                self.transaction(index, |transaction| {
                    transaction.whole = is_last;
                    transaction.message_id = message_id(octets).unwrap_or_else(|| transaction.message_id.clone());
                });
            } else {
                self.reset();
            }
        }
        Over
    }
}

/// The argument of BDAT: how many octets, and whether they are the last.
fn chunk(argument: &str) -> (usize, bool) {
    let (length, last) = argument.split_once(' ').unwrap_or((argument, ""));
    (length.parse().unwrap_or(usize::MAX), last == "LAST")
}

/// The Message-ID in the first lines of a content.
fn message_id(octets: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&octets[..octets.len().min(4096)]).into_owned();
    let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <"))?;
    Some(id.trim_end_matches('>').to_owned())
}

/// The code of the first whole and well-formed reply in a text.
fn first_reply(text: &str) -> Option<u16> {
    let mut first = None;
    for line in text.split_inclusive("\r\n") {
        let line = line.strip_suffix("\r\n")?;
        let code: u16 = line.get(..3)?.parse().ok()?;
        if !(200..600).contains(&code) || first.is_some_and(|first| first != code) {
            return None;
        }
        first = Some(code);
        match line.as_bytes().get(3) {
            None | Some(b' ') => return Some(code),
            Some(b'-') => {}
            Some(_) => return None,
        }
    }
    None
}
