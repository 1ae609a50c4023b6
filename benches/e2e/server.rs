//! The sink as a process.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::cases::{Case, Wire};
use super::measure::cpu_of_children;

const USER: &str = "anna";
const PASSWORD: &str = "only-for-the-bench";

/// A running `mailshot sink`.
pub(crate) struct Server {
    process: Child,
    output: BufReader<ChildStdout>,
    address: String,
    /// With TLS, what the client is to trust.
    certificate: Option<PathBuf>,
}

impl Server {
    /// Starts a sink for a case.
    pub(crate) fn start(folder: &Path, case: &Case, latency: Duration) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mailshot"));
        command.args(["sink", "--listen", "127.0.0.1:0", "--quiet"]);
        command.args(["--latency", &format!("{}ms", latency.as_millis())]);
        for keyword in case.without {
            command.args(["--without", keyword]);
        }
        let certificate = (case.wire == Wire::StartTls).then(|| {
            let (_, file) = tempfile::NamedTempFile::new_in(folder)
                .and_then(|file| file.keep().map_err(|error| error.error))
                .expect("the disk has room");
            command.args(["--tls", "starttls", "--user", USER, "--password", PASSWORD]);
            command.arg("--certificate-out").arg(&file);
            file
        });
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the program was built");
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the sink speaks");
        let address = line.trim().strip_prefix("listening on ").expect("the sink says where it listens").to_owned();
        Self { process, output, address, certificate }
    }

    /// Points a client at it.
    pub(crate) fn address(&self, client: &mut Command) {
        client.args(["--server", &self.address]);
        match &self.certificate {
            None => client.args(["--tls", "none"]),
            Some(file) => client
                .args(["--tls", "starttls", "--user", USER, "--ca-file"])
                .arg(file)
                .env("MAILSHOT_PASSWORD", PASSWORD),
        };
    }

    /// Stops it: the processor time it took, and the messages it accepted.
    pub(crate) fn stop(mut self) -> (Duration, u64) {
        let before = cpu_of_children();
        let pid = Pid::from_raw(self.process.id().try_into().expect("process ids fit"));
        kill(pid, Signal::SIGTERM).expect("the sink is running");
        let mut counts = String::new();
        self.output.read_to_string(&mut counts).expect("the sink says what it has seen");
        self.process.wait().expect("the sink ends");
        let counts: serde_json::Value = serde_json::from_str(&counts).expect("the counts are JSON");
        (cpu_of_children() - before, counts["messages"].as_u64().expect("messages are counted"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless the bench failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
