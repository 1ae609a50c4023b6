//! The folder of a preview: whose it is, and how the files in it are called.

use std::fs;
use std::io;
use std::path::Path;

use super::PreviewError;

/// Says that a folder is a preview's, and may be made anew.
const MARK: &str = ".mailshot-preview";

/// What a preview puts into its folder.
const ENTRIES: [&str; 4] = [PAGE, EML, ATTACHMENTS, DATA];
pub(super) const PAGE: &str = "index.html";
pub(super) const EML: &str = "eml";
pub(super) const ATTACHMENTS: &str = "attachments";
pub(super) const DATA: &str = "data";

/// Files in one folder at most: more make file managers slow.
pub(super) const PER_FOLDER: u64 = 1_000;

/// Octets of a name at most: file systems take 255, archives and some sync programs fewer.
const MAX_NAME: usize = 120;

/// Checks that a preview may be written to a folder: it is not there, empty, or an earlier preview. Nothing is changed.
///
/// # Errors
/// [`PreviewError::InUse`], [`PreviewError::NoFolder`], or it cannot be read.
pub fn check_folder(dir: &Path) -> Result<(), PreviewError> {
    match fs::metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PreviewError::at(dir)(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(PreviewError::NoFolder(dir.to_owned())),
        Ok(_) => {}
    }
    let is_empty = fs::read_dir(dir).map_err(PreviewError::at(dir))?.next().is_none();
    if is_empty || dir.join(MARK).is_file() { Ok(()) } else { Err(PreviewError::InUse(dir.to_owned())) }
}

/// Makes the folder. What an earlier preview has put there is taken away; what else lies there is left alone.
pub(super) fn make(dir: &Path) -> Result<(), PreviewError> {
    check_folder(dir)?;
    for entry in ENTRIES {
        let path = dir.join(entry);
        let gone = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        gone.map_err(PreviewError::at(&path))?;
    }
    make_private(dir).map_err(PreviewError::at(dir))?;
    let mark = dir.join(MARK);
    fs::write(&mark, "").map_err(PreviewError::at(&mark))?;
    let data = dir.join(DATA);
    fs::create_dir(&data).map_err(PreviewError::at(&data))
}

/// Makes a folder for whoever made it alone: letters and addresses of everybody are in it. One that is there stays as it is.
fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    dir.parent().map_or(Ok(()), fs::create_dir_all)?;
    match builder.create(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !dir.is_dir() => Err(error),
        _ => Ok(()),
    }
}

/// `0007-NAME`, in a folder of its thousand where there are more than one.
pub(super) fn numbered(folder: &str, number: u64, name: &str, are_many: bool) -> String {
    let name = safe_name(name);
    if !are_many {
        return format!("{folder}/{number:04}-{name}");
    }
    let first = number.saturating_sub(1) / PER_FOLDER * PER_FOLDER + 1;
    format!("{folder}/{first:04}-{:04}/{number:04}-{name}", first + PER_FOLDER - 1)
}

/// A name that every file system takes and that says the same to a person: letters and digits of any script stay, and so
/// does the ending.
fn safe_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "@._-+=,()[]{}~ ".contains(c) { c } else { '_' };
    let name: String = name.chars().map(safe).collect();
    let name = name.trim_matches([' ', '.']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 && !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let end = (0..=stem.len().min(MAX_NAME - ending.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    let stem = stem[..end].trim_end_matches([' ', '.']);
    if stem.is_empty() { format!("file{ending}") } else { format!("{stem}{ending}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stay_readable() {
        assert_eq!(numbered(EML, 7, "zhang.san@example.com.eml", false), "eml/0007-zhang.san@example.com.eml");
        assert_eq!(numbered(EML, 1000, "a.eml", true), "eml/0001-1000/1000-a.eml");
        assert_eq!(numbered(EML, 12_345, "a.eml", true), "eml/12001-13000/12345-a.eml");
        assert_eq!(numbered(ATTACHMENTS, 1, "成绩单-张三.pdf", false), "attachments/0001-成绩单-张三.pdf");
        for (name, safe) in [
            ("../../etc/passwd", "_._etc_passwd"),
            ("a\\b:c*?\"<>|.pdf", "a_b_c______.pdf"),
            ("..", "file"),
            ("", "file"),
            (" . ", "file"),
            ("a\u{202e}fdp.exe", "a_fdp.exe"),
            ("a.", "a"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_new_folder_is_its_owner_s_alone_and_one_that_is_there_stays_so() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("of/preview");
        let rights = || dir.metadata().unwrap().permissions().mode() & 0o777;
        make(&dir).unwrap();
        assert_eq!(rights(), 0o700);
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).unwrap();
        make(&dir).unwrap();
        assert_eq!(rights(), 0o750);
    }

    proptest! {
        #[test]
        fn names_are_safe(name in any::<String>(), number in 0u64..2_000_000) {
            let path = numbered(EML, number, &name, false);
            let file = path.strip_prefix("eml/").expect("it begins with the folder");
            prop_assert!(file.len() <= MAX_NAME + 8, "{}", file.len());
            prop_assert!(!file.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) && !file.contains(char::is_control));
            prop_assert!(!file.ends_with([' ', '.']));
        }
    }
}
