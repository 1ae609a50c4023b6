//! A real Postfix with Dovecot SASL, one for a test binary: see `postfix/run`, which does the work.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postfix/run");

/// The password of every login: `LIST@lab.example`, for each list in `postfix/mailboxes`.
pub(crate) const PASSWORD: &str = "correct horse";

/// The running servers.
pub(crate) struct Postfix {
    dir: PathBuf,
    /// STARTTLS is required here.
    pub(crate) submission: u16,
    /// TLS from the first octet.
    pub(crate) submissions: u16,
    // The servers stop when its standard input closes, that is when the test binary ends, however it ends.
    _servers: Child,
}

/// The servers, started by whoever asks first.
pub(crate) fn postfix() -> &'static Postfix {
    static POSTFIX: OnceLock<Postfix> = OnceLock::new();
    POSTFIX.get_or_init(Postfix::start)
}

impl Postfix {
    fn start() -> Self {
        let [submission, submissions] = free_ports();
        let mut child = Command::new(SCRIPT)
            .args([submission.to_string(), submissions.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/support/postfix/run can be executed");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut dir = String::new();
        stdout.read_line(&mut dir).expect("stdout can be read");
        assert!(!dir.is_empty(), "Postfix did not start: see above. tests/run installs what it needs, as root.");
        Self { dir: PathBuf::from(dir.trim_end()), submission, submissions, _servers: child }
    }

    /// The root certificate, for `--ca-file`.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    /// The Maildir of a list of recipients (see `postfix/mailboxes`).
    pub(crate) fn maildir(&self, list: &str) -> PathBuf {
        self.dir.join("mail").join(list)
    }

    /// Waits until as many mails are in the Maildir: Postfix delivers after it has answered.
    pub(crate) fn wait_for(&self, list: &str, count: usize) -> PathBuf {
        let maildir = self.maildir(list);
        let deadline = Instant::now() + Duration::from_secs(60);
        while mails_in(&maildir) < count {
            assert!(Instant::now() < deadline, "{} of {count} mails in {list}\n{}", mails_in(&maildir), self.log());
            // Nothing tells when the local delivery agent is done, short of inotify.
            thread::sleep(Duration::from_millis(20));
        }
        maildir
    }

    /// How many logins of this user Dovecot has answered so: `OK` or `FAIL`.
    pub(crate) fn logins(&self, user: &str, answer: &str) -> usize {
        let start = format!("client passdb out: {answer}\t");
        let user = format!("user={user}");
        let log = fs::read_to_string(self.dir.join("dovecot.log")).unwrap_or_default();
        log.lines().filter(|line| line.contains(&start) && line.split('\t').any(|field| field == user)).count()
    }

    /// What Postfix has logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.join("postfix.log")).unwrap_or_default()
    }
}

/// How many mails are in a Maildir.
pub(crate) fn mails_in(maildir: &Path) -> usize {
    fs::read_dir(maildir.join("new")).map_or(0, Iterator::count)
}

/// Two ports that are free now. Postfix cannot be given port 0.
fn free_ports() -> [u16; 2] {
    let bind = || TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    [bind(), bind()].map(|listener| listener.local_addr().expect("it is bound").port())
}
