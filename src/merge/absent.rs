//! What is said of a file that is not there: where it is instead, or how its name is written.

use std::fs::{self, DirEntry};
use std::path::Path;

use crate::mail::{self, shown};

/// Most files of a folder that are compared with a name that is not there: each such row does it anew.
const MOST_LOOKED_AT: usize = 2_000;

/// A folder's name is so much like the one that was meant.
const LIKE_FOLDER: f64 = 0.6;

/// A file that was looked for.
pub(super) struct Seen<'a> {
    /// The template's folder.
    pub(super) folder: &'a Path,
    /// The path as the row has it.
    pub(super) text: &'a str,
    /// The path as seen from where the program runs.
    pub(super) path: &'a Path,
}

impl Seen<'_> {
    /// What stands behind `no such file: PATH`: nothing, where there is nothing like it.
    pub(super) fn hint(&self, is_there: impl Fn(&str) -> bool) -> String {
        if let Some(what) = written_otherwise(self.text, is_there) {
            return format!(": {what}");
        }
        let named = |words: &str, name: &str| format!("{words} \"{}\"", shown(name, 100));
        in_other_case(self.path)
            .map(|name| named(": there is", &name))
            .or_else(|| self.machine())
            .or_else(|| self.missing_folder())
            .or_else(|| alike(self.path).map(|name| named(". Did you mean", &name) + " beside it?"))
            .or_else(|| self.below(self.text.trim()).map(|path| named(". Did you mean", &path) + "?"))
            .unwrap_or_default()
    }

    /// A whole path of somebody's machine: what to write instead, going by where a file of this name lies.
    fn machine(&self) -> Option<String> {
        let (before, name) = of_a_machine(self.text)?;
        let whole = ". It is a whole path of somebody's machine: ";
        let only = format!("write the file name only (\"{}\")", shown(name, 100));
        if self.folder.join(before).join(name).is_file() {
            return Some(format!("{whole}{only}"));
        }
        Some(match self.below(name) {
            Some(path) => format!("{whole}write \"{}\", where the file lies", shown(&path, 100)),
            None => format!("{whole}put the file beside the letter, and {only}"),
        })
    }

    /// The first folder of the path that is not there, and the one that was probably meant: it has the file, or nearly the name.
    fn missing_folder(&self) -> Option<String> {
        let lacking = self.path.ancestors().skip(1).take_while(|folder| !folder.exists()).last()?;
        let name = lacking.file_name()?.to_str()?;
        let rest = self.path.strip_prefix(lacking).ok()?;
        // A path of one name lies in "", the folder where the program runs.
        let around = lacking.parent().filter(|around| !around.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folders = folders(around);
        let has_it = folders.iter().find(|folder| around.join(folder).join(rest).is_file());
        let meant = has_it.map(String::as_str);
        let meant = meant.or_else(|| mail::nearest(name, folders.iter().map(String::as_str), LIKE_FOLDER));
        let meant = meant.map(|folder| format!(". Did you mean \"{}/\"?", shown(folder, 100))).unwrap_or_default();
        Some(format!(": there is no folder \"{}\"{meant}", shown(name, 100)))
    }

    /// The path of a file of this name in a folder of the template's folder, seen from there.
    fn below(&self, name: &str) -> Option<String> {
        if name.is_empty() || name.contains('/') {
            return None;
        }
        let folder = folders(self.folder).into_iter().find(|folder| self.folder.join(folder).join(name).is_file())?;
        Some(format!("{folder}/{name}"))
    }
}

/// The entries of a folder, not too many of them.
fn entries(folder: &Path) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(folder).into_iter().flatten().take(MOST_LOOKED_AT).flatten()
}

/// The names of its folders, in their order.
fn folders(folder: &Path) -> Vec<String> {
    let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut names: Vec<String> =
        entries(folder).filter(is_folder).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// The file's name of a whole path of another system or another machine, wherever that stands: `C:\\Users\\anna\\a.pdf`; and what
/// stands before that.
fn of_a_machine(text: &str) -> Option<(&str, &str)> {
    let octets = text.as_bytes();
    let is_drive =
        |at: &usize| octets[at - 1].is_ascii_alphabetic() && matches!(octets.get(at + 1), Some(b'\\' | b'/'));
    let is_alone = |at: &usize| at.checked_sub(2).is_none_or(|before| !octets[before].is_ascii_alphanumeric());
    let drive = memchr::memchr_iter(b':', octets).find(|at| *at > 0 && is_drive(at) && is_alone(at)).map(|at| at - 1);
    let begin = ["\\\\", "/Users/", "/home/"].iter().filter_map(|begin| text.find(begin)).chain(drive).min()?;
    let name = text.rsplit(['\\', '/']).next().filter(|name| !name.is_empty())?;
    Some((&text[..begin], name))
}

/// What is to be done with a path that is none, and says what is meant all the same.
fn written_otherwise(text: &str, is_there: impl Fn(&str) -> bool) -> Option<&'static str> {
    const BETWEEN: [char; 7] = [';', ',', '|', '\n', '；', '，', '、'];
    if text.contains(BETWEEN) && text.split(BETWEEN).filter(|part| !part.trim().is_empty()).all(&is_there) {
        return Some("each file takes an Attachment line of its own, and a column of its own");
    }
    if text.contains('\\') && is_there(&text.replace('\\', "/")) {
        return Some("write / for \\");
    }
    text.contains('*').then_some("each file is named, and * stands for nothing")
}

/// The file of this name in other letter case, or with other blanks around it.
fn in_other_case(path: &Path) -> Option<String> {
    let fold = |name: &str| name.trim().to_lowercase();
    let wanted = fold(path.file_name()?.to_str()?);
    let names = entries(path.parent()?);
    names.filter_map(|entry| entry.file_name().into_string().ok()).find(|name| fold(name) == wanted)
}

/// The file beside it that has nearly this name, and the same digits: with others it is somebody else's.
fn alike(path: &Path) -> Option<String> {
    const LIKE: f64 = 0.9;
    const MOST_OCTETS_MORE: usize = 6;
    let wanted = path.file_name()?.to_str()?;
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let names: Vec<String> = entries(path.parent()?)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.len().abs_diff(wanted.len()) <= MOST_OCTETS_MORE && digits(name) == digits(wanted))
        .collect();
    mail::nearest(wanted, names.iter().map(String::as_str), LIKE).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_paths_of_other_machines_are_known() {
        for (text, before, name) in [
            (r"badges/C:\Users\anna\Desktop\badge.pdf", "badges/", "badge.pdf"),
            (r"C:/Users/anna/badge.pdf", "", "badge.pdf"),
            (r"x/\\server\share\badge.pdf", "x/", "badge.pdf"),
            ("files//Users/anna/badge.pdf", "files/", "badge.pdf"),
            ("/home/anna/badge.pdf", "", "badge.pdf"),
        ] {
            assert_eq!(of_a_machine(text), Some((before, name)), "{text}");
        }
        for text in ["badges/badge.pdf", "a:b.pdf", "12:/x.pdf", "", ":", r"C:\"] {
            assert_eq!(of_a_machine(text), None, "{text}");
        }
    }

    #[test]
    fn what_lies_elsewhere_is_found() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["reports", "letters", "files"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["reports/r-1.pdf", "letters/r-2.PDF", "beside.pdf"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        for (text, expected) in [
            ("report/r-1.pdf", ": there is no folder \"report\". Did you mean \"reports/\"?"),
            ("report/r-9.pdf", ": there is no folder \"report\". Did you mean \"reports/\"?"),
            ("pdfs/r-1.pdf", ": there is no folder \"pdfs\". Did you mean \"reports/\"?"),
            ("nowhere/at/all.pdf", ": there is no folder \"nowhere\""),
            ("letters/r-2.pdf", ": there is \"r-2.PDF\""),
            ("r-1.pdf", ". Did you mean \"reports/r-1.pdf\"?"),
            ("r-3.pdf", ""),
            ("reports/r-3.pdf", ""),
            (
                r"C:\Users\anna\r-1.pdf",
                ". It is a whole path of somebody's machine: write \"reports/r-1.pdf\", where the file lies",
            ),
            (
                r"C:\Users\anna\beside.pdf",
                ". It is a whole path of somebody's machine: write the file name only (\"beside.pdf\")",
            ),
            (
                r"reports/C:\Users\anna\r-1.pdf",
                ". It is a whole path of somebody's machine: write the file name only (\"r-1.pdf\")",
            ),
            (
                r"C:\Users\anna\r-9.pdf",
                ". It is a whole path of somebody's machine: put the file beside the letter, and write the file name only (\"r-9.pdf\")",
            ),
        ] {
            let path = folder.path().join(text);
            let seen = Seen { folder: folder.path(), text, path: &path };
            assert_eq!(seen.hint(|_| false), expected, "{text}");
        }
    }
}
