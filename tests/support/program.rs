//! Running `mailshot` and reading its reports.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::Deserialize;

/// No run of these tests takes longer, unless it hangs.
const DEADLINE: Duration = Duration::from_secs(120);

/// A run of the program being put together. Without a terminal, without the caller's `MAILSHOT_…` variables.
pub(crate) struct Program {
    command: Command,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// Runs in `dir`.
    pub(crate) fn new(dir: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mailshot"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MAILSHOT_") {
                command.env_remove(name);
            }
        }
        // A home and a locale of its own: nobody's configuration decides how a test ends.
        command
            .current_dir(dir)
            .env("HOME", dir)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { command }
    }

    /// Runs it by means of another program, which gets this one's path as the argument behind these.
    pub(crate) fn through(mut self, means: &[&str]) -> Self {
        let mut command = Command::new(means[0]);
        command.args(&means[1..]).arg(self.command.get_program()).args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(dir) = self.command.get_current_dir() {
            command.current_dir(dir);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command = command;
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, stdin: impl Into<Stdio>) -> Self {
        self.command.stdin(stdin);
        self
    }

    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.command.stdout(stdout);
        self
    }

    pub(crate) fn stderr(mut self, stderr: impl Into<Stdio>) -> Self {
        self.command.stderr(stderr);
        self
    }

    pub(crate) fn spawn(mut self) -> Child {
        self.command.spawn().expect("the program starts")
    }

    /// Runs it to its end; kills it and panics when it takes longer than two minutes.
    pub(crate) fn run(self) -> Finished {
        let what = format!("{:?}", self.command);
        let mut child = self.spawn();
        let (sender, receiver) = mpsc::channel();
        let stdout = drain(child.stdout.take(), sender.clone());
        let stderr = drain(child.stderr.take(), sender);
        for _ in 0..2 {
            if receiver.recv_timeout(DEADLINE).is_err() {
                child.kill().expect("a hanging program can be killed");
                panic!("still running after {DEADLINE:?}: {what}");
            }
        }
        let status = child.wait().expect("the program was started");
        let text = |thread: thread::JoinHandle<String>| thread.join().expect("reading does not panic");
        Finished { status, stdout: text(stdout), stderr: text(stderr) }
    }
}

/// Sends it a signal.
pub(crate) fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().cast_signed()), signal).expect("it has not been waited for");
}

/// Reads a stream to its end in a thread, which says so on the channel.
fn drain(stream: Option<impl Read + Send + 'static>, done: mpsc::Sender<()>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut octets = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut octets).expect("a pipe can be read");
        }
        let _ = done.send(());
        String::from_utf8_lossy(&octets).into_owned()
    })
}

impl Finished {
    /// The exit code; panics where a signal ended the program.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("ended by a signal: {self:?}"))
    }

    /// The program said why, to a person: no panic, no debug output of an error.
    pub(crate) fn assert_code(&self, code: i32) {
        self.assert_no_panic();
        assert_eq!(self.code(), code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
    }

    pub(crate) fn assert_no_panic(&self) {
        let panicked = self.stderr.contains("panicked") || self.stderr.contains("RUST_BACKTRACE");
        assert!(!panicked && self.code() != 101, "{}", self.stderr);
    }

    /// Standard error holds each of these.
    pub(crate) fn assert_says(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.stderr.contains(text), "stderr does not say {text:?}:\n{}", self.stderr);
        }
    }
}

/// One line of a `.jsonl` report.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReportLine {
    pub(crate) row: u64,
    pub(crate) line: u64,
    pub(crate) address: String,
    pub(crate) outcome: String,
    pub(crate) code: Option<u16>,
    pub(crate) enhanced: Option<String>,
    pub(crate) phase: Option<String>,
    pub(crate) text: String,
    pub(crate) message_id: String,
}

/// Reads a `.jsonl` report; empty where there is none.
pub(crate) fn read_report(file: &Path) -> Vec<ReportLine> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}
