//! One connection: the commands of the client, and what the server should say to them.

mod content;
mod rules;
mod wire;

use std::collections::HashMap;
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use super::{Shared, lock};
use crate::login::Login;
use crate::table::Place;

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// The session goes no further.
struct Over;

/// What a step comes to: the code of the reply that went out, if it was whole.
type Effect = Result<Option<u16>, Over>;

pub(super) struct Session {
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
    /// The client has reason to leave: it was told more or less than a reply, or has said QUIT.
    may_leave: bool,
    /// What the client's last line is to be answered with.
    at: Option<Place>,
}

impl Session {
    pub(super) fn new(tcp: TcpStream, shared: Arc<Shared>) -> Self {
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
            may_leave: false,
            at: None,
        }
    }

    pub(super) fn run(mut self) {
        let _ = self.talk();
        lock(&self.shared.record).was_hurried |= !self.may_leave;
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
                    self.may_leave = true;
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
}
