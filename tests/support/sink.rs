//! `mailshot sink` as a child process.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout};
use std::thread;

use nix::sys::signal::Signal;
use serde::Deserialize;
use tempfile::TempDir;

use super::program::{Program, signal};

/// A running sink with its Maildir and certificate. Dropping it ends it.
pub(crate) struct SinkChild {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: Option<thread::JoinHandle<String>>,
    dir: TempDir,
    address: String,
}

/// The counts it prints at its end.
#[derive(Debug, Deserialize)]
pub(crate) struct SinkCounts {
    pub(crate) connections: u64,
    pub(crate) logins: u64,
    pub(crate) refused_logins: u64,
    pub(crate) messages: u64,
    pub(crate) recipients: u64,
    pub(crate) refused: u64,
    pub(crate) deferred: u64,
    pub(crate) quits: u64,
}

impl SinkChild {
    /// Starts it on a free port and waits until it says where it listens.
    pub(crate) fn start(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let mut child = Program::new(dir.path())
            .args(["sink", "--listen", "127.0.0.1:0", "--dir", "mail", "--certificate-out", "sink.pem"])
            .args(args)
            .spawn();
        let log = child.stderr.take().map(collect);
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("stdout can be read");
        let address = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        let address = address.unwrap_or_else(|| panic!("the sink said {line:?} instead of where it listens"));
        Self { child, stdout, log, dir, address }
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// For `--ca-file`.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.dir.path().join("sink.pem")
    }

    pub(crate) fn maildir(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    /// A folder that lives as long as the sink.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Ends it with SIGTERM: its counts and its log.
    pub(crate) fn stop(mut self) -> (SinkCounts, String) {
        signal(&self.child, Signal::SIGTERM);
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("stdout can be read");
        self.child.wait().expect("the sink was started");
        let log = self.log.take().map(|thread| thread.join().expect("reading does not panic")).unwrap_or_default();
        let counts = serde_json::from_str(rest.trim()).unwrap_or_else(|error| panic!("{rest:?}: {error}\n{log}"));
        (counts, log)
    }
}

impl Drop for SinkChild {
    fn drop(&mut self) {
        // After `stop` it has ended already, and this does nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut stream: ChildStderr) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut octets = Vec::new();
        let _ = stream.read_to_end(&mut octets);
        String::from_utf8_lossy(&octets).into_owned()
    })
}
