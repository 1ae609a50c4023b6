//! `mailshot demo`: the whole thing on this machine alone, without an account.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};

use super::args::{DemoArgs, MergeArgs, ReadingArgs};
use super::exit::Exit;
use super::lang::lang;
use super::merge::{self, Telling};
use super::output::{self, line, prose};
use super::preflight_words::facts;
use super::progress::Progress;
use super::send::{about, exit, stop_on_signals};
use crate::batch::{self, End, Limits, Redo, Reports, Schedule, Sessions, Stop};
use crate::delivery::Outcome;
use crate::ledger::Sqlite;
use crate::net::{Server, Tls, TlsOptions, Transcript};
use crate::report::wrap::command;
use crate::report::{ReportError, Writer};
use crate::sink::{self, Counts, Pattern, Sink, TlsOffer};
use crate::smtp::TlsMode;
use crate::smtp::auth::{Choice, Credentials, Secret};

/// A file that the demo unpacks: its path, and what is in it.
macro_rules! files {
    ($($path:literal),+ $(,)?) => { &[$(($path, include_bytes!(concat!("../../", $path)))),+] };
}

const FILES: &[(&str, &[u8])] = files![
    "samples/class.csv",
    "samples/newsletter.csv",
    "samples/reports/report-emma-wilson.pdf",
    "samples/reports/report-jose-garcia.pdf",
    "samples/reports/report-sean-obrien.pdf",
    "samples/reports/成绩单-刘畅.pdf",
    "samples/reports/成绩单-周子涵.pdf",
    "samples/reports/成绩单-孙悦.pdf",
    "samples/reports/成绩单-张三.pdf",
    "samples/reports/成绩单-李四.pdf",
    "samples/reports/成绩单-欧阳雪.pdf",
    "samples/reports/成绩单-王小明.pdf",
    "samples/reports/成绩单-赵一鸣.pdf",
    "samples/reports/成绩单-陈思远.pdf",
    "templates/announcement.md",
    "templates/layout.html",
    "templates/logo.png",
    "templates/newsletter.html",
];

/// What is sent: a list, its template, and the name of its report.
const BATCHES: &[(&str, &str, &str)] = &[
    ("samples/class.csv", "templates/announcement.md", "class"),
    ("samples/newsletter.csv", "templates/newsletter.html", "newsletter"),
];

/// Who is refused, as if the mailbox had gone: so that a failure is seen, and what is said of it.
const GONE: [&str; 2] = ["zhou.zihan@*", "per.olsen@*"];

const SESSIONS: usize = 4;

/// As a server nearby would answer; without it there would be nothing to see.
const LATENCY: Duration = Duration::from_millis(20);

/// Says that a folder is a demo's, and may be made anew.
const MARK: &str = ".mailshot-demo";

/// The mails that the server has got.
const MAIL: &str = "mail";

/// The server's certificate.
const CERTIFICATE: &str = "server-ca.pem";

/// What becomes of each batch, and its ending. A ledger may have left its log behind.
const OUTPUTS: [(&str, &str); 6] = [
    ("ledger", "ledger"),
    ("ledger", "ledger-wal"),
    ("ledger", "ledger-journal"),
    ("dialog", "txt"),
    ("report", "csv"),
    ("report", "html"),
];

pub(super) fn run(args: &DemoArgs) -> anyhow::Result<Exit> {
    let demo = Demo::start(&args.dir)?;
    let stop = stop_on_signals()?;
    prose(
        &format!("A test server with TLS and a login listens on {} for as long as this takes.", demo.sink.address()),
        0,
    );
    let mut worst = Exit::Done;
    for (recipients, template, name) in BATCHES {
        let exit = demo.send(recipients, template, name, &stop)?;
        if exit != Exit::Done {
            worst = exit;
            break;
        }
    }
    demo.conclude();
    Ok(worst)
}

fn gone() -> anyhow::Result<Vec<Pattern>> {
    GONE.iter().map(|text| Pattern::parse(text, false).map_err(|error| anyhow!("{text}: {error}"))).collect()
}

struct Demo {
    dir: PathBuf,
    sink: Sink,
    tls: Tls,
    login: (String, String),
}

impl Demo {
    fn start(dir: &Path) -> anyhow::Result<Self> {
        make_folder(dir)?;
        let login = ("teacher@school.example".to_owned(), "demo-password".to_owned());
        let sink = Sink::start(sink::Options {
            tls: TlsOffer::Implicit,
            login: Some(login.clone()),
            dir: Some(dir.join(MAIL)),
            latency: LATENCY,
            refuse: gone()?,
            ..sink::Options::default()
        })?;
        let ca_file = dir.join(CERTIFICATE);
        fs::write(&ca_file, sink.certificate_pem().unwrap_or_default())
            .with_context(|| format!("{}: cannot be written", ca_file.display()))?;
        let tls = Tls::new(&TlsOptions { ca_file: Some(ca_file), accept_invalid_certs: false })?;
        Ok(Self { dir: dir.to_owned(), sink, tls, login })
    }

    fn send(&self, recipients: &str, template: &str, name: &str, stop: &Stop) -> anyhow::Result<Exit> {
        let (user, password) = &self.login;
        let list = merge::open(
            &MergeArgs {
                recipients: self.dir.join(recipients),
                template: self.dir.join(template),
                from: None,
                send_to: None,
                limit: None,
                rows: None,
                condition: None,
                reading: ReadingArgs::default(),
                dedupe: None,
                strict: false,
                origins: BTreeMap::new(),
            },
            Some(user),
            false,
        )?;
        let (mut ledger, _) = Sqlite::open(&self.file("ledger", name, "ledger"), &list.identity(1))?;
        let found = merge::check(&list, Some(&mut ledger), Redo::default(), 1, Telling::aloud(false))?;
        prose(&format!("\n{recipients} with {template}: {}", facts(&found)), 2);
        let server = Server {
            host: self.sink.address().ip().to_string(),
            port: self.sink.address().port(),
            tls_mode: TlsMode::Implicit,
            tls: self.tls.clone(),
            credentials: Some(Credentials { user: user.clone(), secret: Secret::new(password.clone()) }),
            mechanism: Choice::Auto,
            allow_plaintext_auth: false,
            client_name: None,
            timeout: Some(Duration::from_secs(30)),
        };
        let dialog = self.file("dialog", name, "txt");
        let transcript =
            Transcript::create(&dialog).with_context(|| format!("{}: cannot be written", dialog.display()))?;
        let options = batch::Options {
            server,
            transcript: Some(Arc::new(transcript)),
            limits: Limits {
                sessions: Sessions::AtMost(SESSIONS),
                attempts: 2,
                retry_wait: Duration::from_secs(1),
                ..Limits::default()
            },
            quota: None,
            redo: Redo::default(),
            schedule: Schedule::default(),
            canary: None,
        };
        let writers =
            ["csv", "html"].map(|ending| Ok(Writer::create(&self.file("report", name, ending))?.told_in(lang())));
        let writers = writers.into_iter().collect::<Result<Vec<_>, ReportError>>()?;
        let mut reports = Reports::new(writers, None);
        reports.leave_out(&found);
        let mut progress = Progress::with(true, false, false, found.messages);
        let ended = batch::run(&list, found, &mut ledger, &options, stop, &mut progress)?;
        progress.finish();
        reports.about = about(&list, Some(self.sink.address().to_string()), &ended);
        let report_errors = batch::write_reports(&list, &ledger, reports, ended.is_whole).errors;
        line(&output::summary(&ended.summary));
        match &ended.end {
            End::LoginRefused(why) => output::error(why),
            End::Stopped(why) => output::error(&why.told_in(lang())),
            End::Finished | End::Interrupted | End::Declined(_) => {}
        }
        report_errors.iter().for_each(|error| output::error(&error.to_string()));
        // What was refused was meant to be.
        let is_as_meant = ended.summary.count(Outcome::Refused) == 1
            && ended.summary.count(Outcome::Accepted) + 1 == ended.summary.total();
        Ok(if is_as_meant && report_errors.is_empty() { Exit::Done } else { exit(&ended, &report_errors) })
    }

    fn file(&self, what: &str, name: &str, ending: &str) -> PathBuf {
        self.dir.join(output(what, name, ending))
    }

    fn conclude(self) {
        let Counts { logins, messages, quits, .. } = self.sink.stop();
        prose(&format!("\nThe server counted {logins} logins, {messages} messages and {quits} QUITs."), 0);
        let show = |what: &str, path: PathBuf| prose(&format!("{what:<9} {}", path.display()), 10);
        show("Mail:", self.dir.join(MAIL).join("new"));
        for (_, _, name) in BATCHES {
            let path = |what, ending| self.dir.join(output(what, name, ending));
            show("Report:", path("report", "html"));
            show("", path("report", "csv"));
            show("Dialog:", path("dialog", "txt"));
        }
        prose(
            "\nIn each list one was refused: the report says why, and what to do. Lists and letters lie there to be tried:",
            0,
        );
        let (list, letter, _) = BATCHES[0];
        let files = format!("{} -t {}", self.dir.join(list).display(), self.dir.join(letter).display());
        let show = |typed: &str| line(&command(&format!("  mailshot {typed}"), output::stdout_width()));
        show(&format!("check {files}"));
        show(&format!("preview {files} --open"));
        show(&format!("send {files} -u YOUR@ADDRESS --limit 1 --send-to YOUR@ADDRESS"));
    }
}

/// Makes the folder. What an earlier demo has put there is made anew, and what else lies there is left alone; so is any other
/// folder that is in use.
fn make_folder(dir: &Path) -> anyhow::Result<()> {
    let failed = |error| anyhow!("{}: cannot be made: {error}. Give --dir another place.", dir.display());
    fs::create_dir_all(dir).map_err(failed)?;
    if dir.join(MARK).is_file() {
        clear(dir).map_err(failed)?;
    } else {
        let in_use = fs::read_dir(dir).map_err(failed)?.next().is_some();
        ensure!(!in_use, "{}: is in use and was not made by a demo. Give --dir another place.", dir.display());
    }
    fs::write(dir.join(MARK), "").map_err(failed)?;
    for (path, octets) in FILES {
        let path = dir.join(path);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).and_then(|()| fs::write(&path, octets)).map_err(failed)?;
    }
    Ok(())
}

/// The file with what has become of a batch.
fn output(what: &str, name: &str, ending: &str) -> String {
    format!("{what}-{name}.{ending}")
}

/// Takes away what a demo puts into its folder. A ledger of whoever has tried a list since is not among it.
fn clear(dir: &Path) -> io::Result<()> {
    let outputs =
        BATCHES.iter().flat_map(|(_, _, name)| OUTPUTS.iter().map(move |(what, ending)| output(what, name, ending)));
    let files = FILES.iter().map(|(path, _)| (*path).to_owned()).chain(outputs).chain([CERTIFICATE.to_owned()]);
    for file in files {
        match fs::remove_file(dir.join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Sink::clear(&dir.join(MAIL))
}
