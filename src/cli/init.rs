//! `mailshot init`: a starter project.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::args::InitArgs;
use super::exit::Exit;
use super::output::line;

const FILES: &[(&str, &str)] = &[
    ("recipients.csv", include_str!("starter/recipients.csv")),
    ("announcement.md", include_str!("starter/announcement.md")),
];

pub(super) fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let dir = &args.dir;
    fs::create_dir_all(dir).with_context(|| format!("{}: cannot be made", dir.display()))?;
    for (name, _) in FILES {
        anyhow::ensure!(
            !dir.join(name).exists(),
            "{}: is there already, and is left as it is",
            dir.join(name).display()
        );
    }
    for (name, text) in FILES {
        write_new(&dir.join(name), text)?;
        line(&format!("wrote {}", dir.join(name).display()));
    }
    let here = if dir == Path::new(".") { String::new() } else { format!("cd {} && ", dir.display()) };
    line("");
    line("Next:");
    line("  put your own address into From in announcement.md, and your people into recipients.csv");
    line(&format!("  {here}mailshot check recipients.csv -t announcement.md"));
    line(
        "  mailshot send recipients.csv -t announcement.md -s smtp.163.com -u me@163.com --limit 1 --send-to me@163.com",
    );
    Ok(Exit::Done)
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("{}: cannot be written", path.display()))
}
