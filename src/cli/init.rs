//! `mailshot init`: a starter project.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::args::{FromArg, InitArgs};
use super::exit::Exit;
use super::mailmerge;
use super::output::{line, prose};
use super::project::FILE;
use crate::report::BYTE_ORDER_MARK;

const FILES: &[(&str, &str)] = &[
    ("recipients.csv", include_str!("starter/recipients.csv")),
    ("announcement.md", include_str!("starter/announcement.md")),
    (FILE, include_str!("starter/mailshot.toml")),
];

pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let dir = &args.dir;
    if args.from == Some(FromArg::Mailmerge) {
        mailmerge::import(dir, write_new)?;
        next(
            dir,
            &[
                "mailshot config",
                "mailshot check",
                "mailshot preview --open",
                "mailshot send --limit 1 --send-to YOUR@ADDRESS",
            ],
        );
        return Ok(Exit::Done);
    }
    fs::create_dir_all(dir).with_context(|| format!("{}: cannot be made", dir.display()))?;
    for (name, _) in FILES {
        ensure_free(&dir.join(name))?;
    }
    for (name, text) in FILES {
        // Excel reads UTF-8 by its mark.
        let mark = if name.ends_with(".csv") { BYTE_ORDER_MARK } else { "" };
        write_new(&dir.join(name), &format!("{mark}{text}"))?;
        prose(&format!("wrote {}", dir.join(name).display()), 2);
    }
    next(
        dir,
        &[
            "put your own address into From in announcement.md, your people into recipients.csv, your mailbox into mailshot.toml",
            "mailshot check",
            "mailshot preview --open",
            "mailshot send --limit 1 --send-to YOUR@ADDRESS",
        ],
    );
    Ok(Exit::Done)
}

/// What to do next, in this folder.
fn next(dir: &Path, steps: &[&str]) {
    line("\nNext:");
    if dir != Path::new(".") {
        line(&format!("  cd {}", dir.display()));
    }
    for step in steps {
        // A command is to be copied: it stays in one line.
        match step.starts_with("mailshot ") {
            true => line(&format!("  {step}")),
            false => prose(&format!("  {step}"), 4),
        }
    }
}

fn ensure_free(path: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(!path.exists(), "{}: is there already, and is left as it is", path.display());
    Ok(())
}

/// Writes a file that is not there yet. Half of one does not stay: it would be in the way of the next try.
fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    ensure_free(path)?;
    let failed = || format!("{}: cannot be written", path.display());
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).with_context(failed)?;
    file.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(path))).with_context(failed)
}
