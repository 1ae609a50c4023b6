//! `mailshot demo`: made anew in its own folder, it leaves alone what is not its own.

mod support;

use std::fs;
use std::path::Path;

use support::program::{Finished, Program};
use tempfile::TempDir;

fn demo(dir: &Path) -> Finished {
    Program::new(dir).args(["demo", "--dir", "demo"]).run()
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).expect("it was made").count()
}

#[test]
fn a_second_demo_leaves_what_is_not_its_own() {
    let dir = TempDir::new().expect("there is room");
    let file = |name: &str| dir.path().join("demo").join(name);
    demo(dir.path()).assert_code(0);
    let mails = count(&file("mail/new"));
    let own =
        ["samples/my-class.csv", "samples/class.announcement.ledger", "notes.txt", "mail/new/notes.txt", "mine/a.txt"];
    fs::create_dir(file("mine")).expect("there is room");
    own.iter().for_each(|name| fs::write(file(name), "mine").expect("there is room"));
    fs::write(file("samples/class.csv"), "tried").expect("there is room");
    let again = demo(dir.path());
    again.assert_code(0);
    for name in own {
        assert_eq!(fs::read_to_string(file(name)).ok().as_deref(), Some("mine"), "{name}");
    }
    assert!(fs::read_to_string(file("samples/class.csv")).expect("it is written anew").len() > 100);
    assert_eq!(count(&file("mail/new")), mails + 1, "the mails of the first are gone");
}

/// What a link leads to is somebody else's.
#[cfg(unix)]
#[test]
fn a_demo_writes_through_no_link() {
    let dir = TempDir::new().expect("there is room");
    demo(dir.path()).assert_code(0);
    let (list, linked) = (dir.path().join("list.csv"), dir.path().join("demo/samples/class.csv"));
    fs::write(&list, "mine").expect("there is room");
    fs::remove_file(&linked).expect("it is there");
    std::os::unix::fs::symlink(&list, &linked).expect("there is room");
    demo(dir.path()).assert_code(0);
    assert_eq!(fs::read_to_string(&list).ok().as_deref(), Some("mine"));
}

#[test]
fn a_folder_in_use_is_no_place_for_a_demo() {
    let dir = TempDir::new().expect("there is room");
    fs::create_dir(dir.path().join("demo")).expect("there is room");
    fs::write(dir.path().join("demo/notes.txt"), "mine").expect("there is room");
    let refused = demo(dir.path());
    refused.assert_says(&["is in use and was not made by a demo"]);
    assert_eq!(count(&dir.path().join("demo")), 1);
}
