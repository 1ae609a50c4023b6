//! A report from a ledger that can only be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use mailshot::sink::Options;

use crate::Project;
use crate::support::program::{Finished, Program};

/// A folder that nobody can write in, as long as this lives: for whom rights do not count, by a mount.
struct Unwritable {
    folder: PathBuf,
    is_mounted: bool,
}

impl Unwritable {
    fn new(folder: PathBuf) -> Option<Self> {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("it is ours");
        let is_writable = || fs::write(folder.join("probe"), "").is_ok();
        if !is_writable() {
            return Some(Self { folder, is_mounted: false });
        }
        fs::remove_file(folder.join("probe")).expect("it was just made");
        let mount = |args: &[&str]| {
            let done = Command::new("mount").args(args).arg(&folder).stderr(Stdio::null()).status();
            done.is_ok_and(|status| status.success())
        };
        let from = folder.to_str().expect("it is ASCII");
        let is_mounted = mount(&["--bind", from]);
        let made = Self { folder: folder.clone(), is_mounted };
        (is_mounted && mount(&["-o", "remount,bind,ro"]) && !is_writable()).then_some(made)
    }

    fn told(&self, args: &[&str]) -> Finished {
        let parent = self.folder.parent().expect("it lies in one");
        Program::new(parent).args(["report", "kept/list.template.ledger"]).args(args).run()
    }
}

impl Drop for Unwritable {
    fn drop(&mut self) {
        if self.is_mounted {
            let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
        }
        let _ = fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o755));
    }
}

/// These files in a folder of their own that cannot be written in; `None`, and a word of it, where that cannot be had.
fn kept(project: &Project, names: &[&str]) -> Option<Unwritable> {
    fs::create_dir(project.file("kept")).expect("there was none");
    for name in names {
        let copy = project.file(&format!("kept/{name}"));
        fs::copy(project.file(name), &copy).expect("it is there");
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o400)).expect("it is ours");
    }
    let made = Unwritable::new(project.file("kept"));
    if made.is_none() {
        let note = b"tests/resume: mounting is not permitted here: a folder that cannot be written in was not tried\n";
        std::io::Write::write_all(&mut std::io::stderr(), note).expect("standard error can be written");
    }
    made
}

/// Killed amid its batch.
fn killed() -> Project {
    let project = Project::with(Options { latency: Duration::from_millis(100), ..Options::default() });
    let mut child = project.program("list.csv", &["--sessions", "1"]).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages < 2 {
        std::thread::yield_now();
    }
    child.kill().expect("it was started");
    child.wait().expect("it was started");
    project
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).expect("it is there").count()
}

#[test]
fn a_ledger_that_can_only_be_read_is_reported_from() {
    let project = Project::new();
    project.send(&["--limit", "3"]).assert_code(0);
    let Some(kept) = kept(&project, &["list.template.ledger", "list.csv"]) else { return };
    let told = kept.told(&["--failed", "rest.csv", "--report", "told.csv"]);
    told.assert_code(0);
    assert!(told.stdout.contains("accepted  3"), "{}", told.stdout);
    let rest = fs::read_to_string(project.file("rest.csv")).expect("it was written");
    assert!(rest.contains("dora@example.com") && !rest.contains("carl@example.com"), "{rest}");
    assert!(fs::read_to_string(project.file("told.csv")).expect("it was written").contains("carl@example.com"));
    assert_eq!(names(&kept.folder), 2);
    // Nothing is sent by it.
    let sent = project.program("list.csv", &["--ledger", "kept/list.template.ledger"]).run();
    sent.assert_code(2);
    assert!(!sent.stderr.contains("Make room"), "{}", sent.stderr);
}

#[test]
fn with_a_log_it_is_to_be_copied_first() {
    let project = killed();
    let both = ["list.template.ledger", "list.template.ledger-wal"];
    let Some(kept) = kept(&project, &both) else { return };
    let told = kept.told(&[]);
    told.assert_code(2);
    told.assert_says(&[
        "a part of it is in its log kept/list.template.ledger-wal",
        "Copy both to a folder of your own",
    ]);
    for name in both {
        fs::copy(kept.folder.join(name), project.file(name)).expect("it can be read");
        fs::set_permissions(project.file(name), fs::Permissions::from_mode(0o600)).expect("it is ours");
    }
    Program::new(project.dir.path()).args(["report", "list.template.ledger"]).run().assert_code(0);
}

#[test]
fn without_its_log_it_is_missed_here_too() {
    let project = killed();
    let Some(kept) = kept(&project, &["list.template.ledger"]) else { return };
    let told = kept.told(&[]);
    told.assert_code(2);
    told.assert_says(&["its log kept/list.template.ledger-wal is missing"]);
    assert_eq!(names(&kept.folder), 1);
}
