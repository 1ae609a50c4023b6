//! One case: what goes in, what is to come out.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use mailshot::sink::{Counts, Options, Sink};
use tempfile::TempDir;

use crate::support::mail::{Mail, read_maildirs};
use crate::support::program::{Finished, Program, ReportLine, read_report};

/// A case. `@DIR@` in the list and in the template is the folder it is in.
pub(crate) struct Case {
    /// What it shows.
    pub(crate) name: &'static str,
    /// `list.csv`.
    pub(crate) list: &'static [u8],
    /// The template's file name.
    pub(crate) template_name: &'static str,
    /// The template.
    pub(crate) template: &'static str,
    /// Other files.
    pub(crate) files: &'static [(&'static str, &'static [u8])],
    /// More flags for `send`.
    pub(crate) args: &'static [&'static str],
    /// Addresses that the server refuses.
    pub(crate) refuse: &'static [&'static str],
    /// What is to come out.
    pub(crate) expect: Expect,
}

/// What is to come out of a case.
#[derive(Clone, Copy)]
pub(crate) enum Expect {
    /// Exit code 0, and this holds.
    Sent(fn(&Arrived)),
    /// Exit code 1, and this holds.
    PartlySent(fn(&Arrived)),
    /// Exit code 2, nothing was sent, and standard error holds each of these.
    Fault(&'static [&'static str]),
    /// Nothing was sent, and that may be called a success or a mistake.
    Nothing,
}

/// One row, plain text.
pub(crate) const PLAIN: Case = Case {
    name: "",
    list: b"email,name\nto@example.com,Ann\n",
    template_name: "template.txt",
    template: "TO: {{email}}\nSUBJECT: Hello\nFROM: from@example.com\n\nHello {{name}}\n",
    files: &[],
    args: &[],
    refuse: &[],
    expect: Expect::Nothing,
};

/// What the server got and the report says.
pub(crate) struct Arrived {
    pub(crate) mails: Vec<Mail>,
    pub(crate) report: Vec<ReportLine>,
    pub(crate) counts: Counts,
    pub(crate) finished: Finished,
}

impl Arrived {
    /// The one mail.
    pub(crate) fn mail(&self) -> &Mail {
        let [mail] = &self.mails[..] else { panic!("{} mails instead of one", self.mails.len()) };
        mail
    }

    /// The one mail to this address.
    pub(crate) fn mail_to(&self, address: &str) -> &Mail {
        let mails: Vec<&Mail> =
            self.mails.iter().filter(|mail| mail.to.iter().any(|to| to.address == address)).collect();
        let [mail] = mails[..] else { panic!("{} mails to {address} instead of one", mails.len()) };
        mail
    }

    /// The forward-paths that were accepted, sorted.
    pub(crate) fn accepted(&self) -> Vec<&str> {
        let accepted = self.report.iter().filter(|line| line.outcome == "accepted");
        let mut addresses: Vec<&str> = accepted.map(|line| line.address.as_str()).collect();
        addresses.sort_unstable();
        addresses
    }
}

/// Runs each case, then reads all their mail at once; panics with a list of those that failed.
pub(crate) fn run(cases: &[Case]) {
    let ran: Vec<(TempDir, Finished, Counts)> = cases.iter().map(send).collect();
    let maildirs: Vec<_> = ran.iter().map(|(dir, ..)| dir.path().join("mail")).collect();
    let maildirs: Vec<&Path> = maildirs.iter().map(AsRef::as_ref).collect();
    let mut failed = Vec::new();
    for ((case, mails), (dir, finished, counts)) in cases.iter().zip(read_maildirs(&maildirs)).zip(ran) {
        let report = read_report(&dir.path().join("report.jsonl"));
        let arrived = Arrived { mails, report, counts, finished };
        if catch_unwind(AssertUnwindSafe(|| judge(case, &arrived))).is_err() {
            eprintln!("^ {}\nstderr was:\n{}", case.name, arrived.finished.stderr);
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "{} of {} cases failed: {failed:#?}", failed.len(), cases.len());
}

fn send(case: &Case) -> (TempDir, Finished, Counts) {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, octets: &[u8]| {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().expect("it is within the folder")).expect("folders can be made");
        fs::write(file, octets).expect("the folder is there");
    };
    let place = dir.path().to_str().expect("temporary folders have ASCII names");
    write("list.csv", &replace(case.list, place));
    write(case.template_name, case.template.replace("@DIR@", place).as_bytes());
    for (name, octets) in case.files {
        write(name, octets);
    }
    let refuse = case.refuse.iter().map(|&glob| mailshot::sink::Pattern { glob: glob.to_owned(), times: None });
    let options = Options { dir: Some(dir.path().join("mail")), refuse: refuse.collect(), ..Options::default() };
    let sink = Sink::start(options).expect("loopback has a free port");
    let finished = Program::new(dir.path())
        .args(["send", "list.csv", "-t", case.template_name, "--server", &sink.address().to_string()])
        .args(["--tls", "none", "--yes", "--report", "report.jsonl", "--failed", "failed.csv"])
        .args(case.args)
        .run();
    let counts = sink.stop();
    (dir, finished, counts)
}

fn replace(octets: &[u8], place: &str) -> Vec<u8> {
    match std::str::from_utf8(octets) {
        Ok(text) => text.replace("@DIR@", place).into_bytes(),
        Err(_) => octets.to_vec(),
    }
}

fn judge(case: &Case, arrived: &Arrived) {
    arrived.finished.assert_no_panic();
    for mail in &arrived.mails {
        mail.assert_well_formed();
    }
    assert_eq!(arrived.counts.messages, arrived.mails.len() as u64, "what was counted is what was kept");
    match case.expect {
        Expect::Sent(holds) => {
            arrived.finished.assert_code(0);
            holds(arrived);
        }
        Expect::PartlySent(holds) => {
            arrived.finished.assert_code(1);
            holds(arrived);
        }
        Expect::Fault(says) => {
            arrived.finished.assert_code(2);
            arrived.finished.assert_says(says);
            assert_eq!(arrived.counts.connections, 0, "a connection was opened in spite of a fault");
        }
        Expect::Nothing => {
            assert!([0, 2].contains(&arrived.finished.code()), "exit code {}", arrived.finished.code());
            assert_eq!(arrived.counts.messages, 0);
        }
    }
}
