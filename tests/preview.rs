//! `mailshot preview`: what is shown is what is sent; whose folder is taken; one letter in the terminal.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mailshot::delivery::Lang;
use mailshot::mail::Mailbox;
use mailshot::message::{Body, Draft, Stamp, compose};
use mailshot::preview::{About, Gallery, Letter};
use serde_json::Value;
use support::mail::read_maildir;
use support::program::{Finished, Program};
use support::sink::SinkChild;
use tempfile::TempDir;

fn sample(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn preview(dir: &Path, args: &[&str]) -> Finished {
    Program::new(dir).args(["preview"]).args(args).run()
}

/// All files below a folder, by their path seen from it.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("it is there") {
            let path: PathBuf = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("it is below").display().to_string();
                found.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

/// The value that a data file hands to the page.
fn data(dir: &Path, kind: &str, number: u32) -> Value {
    let script = fs::read_to_string(dir.join(format!("data/{kind}-{number:04}.js"))).expect("it is there");
    let json =
        script.strip_prefix(&format!("preview.take(\"{kind}\", {number}, ")).and_then(|s| s.strip_suffix(");\n"));
    serde_json::from_str(json.unwrap_or_else(|| panic!("{script}"))).expect("it is JSON")
}

/// A text of a letter, put together of its block's lines.
fn text(block: &Value, row: usize, part: &str) -> String {
    let lines: Vec<String> = serde_json::from_value(block["lines"].clone()).expect("lines");
    let runs: Vec<(usize, usize)> = serde_json::from_value(block["rows"][row][part].clone()).expect("runs of lines");
    runs.into_iter().map(|(first, count)| lines[first..first + count].concat()).collect()
}

/// A mail without what is another one each time: Date (and what the sink writes before it), the batch's part of the
/// Message-ID, and the boundaries, which come of it.
fn constant(octets: &[u8]) -> String {
    let text = String::from_utf8(octets.to_vec()).expect("it is ASCII").replace("\r\n", "\n");
    let (_, text) = text.split_once("\nFrom: ").expect("Date comes before From");
    let mut kept = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        if let Some(id) = line.strip_prefix("Message-ID: <") {
            let (key, rest) = id.split_once('.').expect("key.batch@domain");
            let (_, domain) = rest.split_once('@').expect("key.batch@domain");
            line = format!("Message-ID: <{key}@{domain}");
        }
        // `=_mixed_` and sixteen digits.
        while let Some(at) = line.find("=_") {
            let digits = line[at + 2..].find('_').map_or(line.len(), |under| at + 2 + under + 1);
            line.replace_range(at..line.len().min(digits + 16), "BOUNDARY");
        }
        kept.push_str(&line);
        kept.push('\n');
    }
    kept
}

/// The same list previewed, and sent to a sink: equal, octet for octet but for what must differ.
fn same_as_sent(list: &str, template: &str) {
    let sink = SinkChild::start(&["--tls", "implicit"]);
    let certificate = sink.certificate().display().to_string();
    let dir = sink.dir();
    preview(dir, &[&sample(list), "-t", &sample(template), "-o", "preview"]).assert_code(0);
    Program::new(dir)
        .args(["send", &sample(list), "-t", &sample(template), "--server", sink.address(), "--tls", "implicit"])
        .args(["--ca-file", &certificate, "--yes", "--quiet", "--ledger", "none"])
        .run()
        .assert_code(0);
    let sent = files(&sink.maildir());
    let mut sent: Vec<String> = sent.values().map(|octets| constant(octets)).collect();
    let shown = files(&dir.join("preview/eml"));
    let mut shown: Vec<String> = shown.values().map(|octets| constant(octets)).collect();
    sent.sort_unstable();
    shown.sort_unstable();
    assert!(!sent.is_empty());
    assert_eq!(shown.len(), sent.len());
    for (shown, sent) in shown.iter().zip(&sent) {
        let different = shown.lines().zip(sent.lines()).find(|(shown, sent)| shown != sent);
        assert_eq!(different, None);
        assert_eq!(shown.lines().count(), sent.lines().count());
    }
}

#[test]
fn what_is_shown_is_what_is_sent() {
    same_as_sent("samples/class.csv", "templates/announcement.md");
    same_as_sent("samples/newsletter.csv", "templates/newsletter.html");
    same_as_sent("samples/newsletter.csv", "templates/plain.txt");
}

#[test]
fn the_class_gets_a_mail_each_with_its_report() {
    let dir = folder();
    let run =
        preview(dir.path(), &[&sample("samples/class.csv"), "-t", &sample("templates/announcement.md"), "-o", "p"]);
    run.assert_code(0);
    assert!(
        run.stdout.contains("12 messages to 12 recipients") && run.stdout.contains("p/index.html"),
        "{}",
        run.stdout
    );
    let made = files(&dir.path().join("p"));
    assert!(made.contains_key("eml/0001-zhang.san@students.example.com.eml"), "{:?}", made.keys());
    // As a Maildir, so that Python reads them.
    fs::create_dir_all(dir.path().join("m/new")).expect("it can be made");
    for (name, octets) in made.iter().filter(|(name, _)| name.starts_with("eml/")) {
        fs::write(dir.path().join("m/new").join(&name[4..]), octets).expect("it can be written");
    }
    let mut mails = read_maildir(&dir.path().join("m"));
    mails.sort_by(|one, other| one.file.cmp(&other.file));
    let block = data(&dir.path().join("p"), "letters", 1);
    assert_eq!(mails.len(), 12);
    for (row, mail) in mails.iter().enumerate() {
        mail.assert_well_formed();
        let shown = &block["rows"][row];
        assert_eq!(shown["fields"][3], serde_json::json!(["Subject", mail.subject()]));
        assert_eq!(text(&block, row, "text").trim_end(), mail.text().trim_end());
        assert_eq!(text(&block, row, "html").trim_end(), mail.html().trim_end());
        let (name, octets) = mail.attachments()[0];
        let attachment = &shown["attachments"][0];
        assert_eq!(attachment["name"], name);
        assert_eq!(attachment["size"], octets.len());
        assert_eq!(made[attachment["path"].as_str().expect("a path")], octets, "{name}");
        assert!(made.contains_key(shown["file"].as_str().expect("a path")));
    }
}

#[test]
fn what_is_shared_is_there_once() {
    let dir = folder();
    preview(dir.path(), &[&sample("samples/newsletter.csv"), "-t", &sample("templates/newsletter.html"), "-o", "p"])
        .assert_code(0);
    let made = files(&dir.path().join("p"));
    assert_eq!(made.keys().filter(|name| name.starts_with("data/image-")).count(), 1);
    let mut lines: Vec<String> =
        serde_json::from_value(data(&dir.path().join("p"), "letters", 1)["lines"].clone()).unwrap();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all);
    let shared = dir.path().join("shared.txt");
    fs::write(dir.path().join("a.txt"), "the same").unwrap();
    fs::write(dir.path().join("b.txt"), "the same").unwrap();
    fs::write(dir.path().join("c.txt"), "another").unwrap();
    fs::write(dir.path().join("l.csv"), "email,file\na@e.org,a.txt\nb@e.org,b.txt\nc@e.org,c.txt\nd@e.org,a.txt\n")
        .unwrap();
    fs::write(&shared, "From: a@example.org\nTo: {{ email }}\nAttachment: {{ file }}\n\nHi\n").unwrap();
    preview(dir.path(), &["l.csv", "-t", "shared.txt", "-o", "q"]).assert_code(0);
    let made = files(&dir.path().join("q"));
    let attachments: Vec<_> = made.keys().filter(|name| name.starts_with("attachments/")).collect();
    assert_eq!(attachments, ["attachments/0001-a.txt", "attachments/0002-c.txt"]);
    let block = data(&dir.path().join("q"), "letters", 1);
    let names = |row: usize| block["rows"][row]["attachments"][0]["name"].clone();
    let paths = |row: usize| block["rows"][row]["attachments"][0]["path"].clone();
    assert_eq!((names(1), paths(1)), ("b.txt".into(), "attachments/0001-a.txt".into()));
    assert_eq!(paths(3), paths(0));
}

#[test]
fn faulty_rows_are_shown_as_such() {
    let dir = folder();
    let list =
        "name,email\nAnn,ann@example.org\nBob,bob@@example.org\nbroken\nEve,eve@example.org\nAnn,ann@example.org\n";
    fs::write(dir.path().join("list.csv"), list).unwrap();
    fs::write(
        dir.path().join("t.txt"),
        "From: a@school.example\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\nHi {{ name }}\n",
    )
    .unwrap();
    let run = preview(dir.path(), &["list.csv", "-t", "t.txt", "-o", "p"]);
    run.assert_code(2);
    run.assert_says(&["list.csv:3: ", "two \"@\"", "list.csv:4: ", "2 faulty rows of 5"]);
    // The last row repeats the first one, and would not be sent.
    let items = data(&dir.path().join("p"), "list", 1);
    let states: Vec<_> = items.as_array().unwrap().iter().map(|item| (item[0].clone(), item[4].clone())).collect();
    assert_eq!(states, [(1.into(), 0.into()), (2.into(), 2.into()), (3.into(), 2.into()), (4.into(), 0.into())]);
    assert_eq!(items[1][1], "Bob · bob@@example.org");
    let block = data(&dir.path().join("p"), "letters", 1);
    assert!(block["rows"][1]["faults"][0].as_str().unwrap().starts_with("list.csv:3: "), "{block}");
    assert_eq!(files(&dir.path().join("p/eml")).len(), 2);
}

#[test]
fn warnings_stand_with_their_letter() {
    let dir = folder();
    let mailbox = |text: &str| Mailbox::parse(text).expect("it is one");
    let draft = Draft {
        from: mailbox("a@example.org"),
        sender: None,
        reply_to: Vec::new(),
        to: vec![mailbox("Bob <b@example.org>")],
        cc: Vec::new(),
        bcc: vec![mailbox("c@example.org")],
        subject: None,
        fields: vec![("X-Class".to_owned(), "3A".to_owned())],
        body: Body { text: Some("Hi".to_owned()), ..Body::default() },
        attachments: Vec::new(),
    };
    let mail = compose(&draft, &Stamp { date: 0, message_id: "a@example.org" }).expect("it is sound");
    let about = About { recipients: "list.csv".to_owned(), template: "t.txt".to_owned(), date: 0, lang: Lang::En };
    let mut gallery = Gallery::create(&dir.path().join("p"), about, 1).expect("the folder is empty");
    let warnings = ["There is no Subject.".to_owned()];
    gallery
        .letter(&Letter { number: 7, line: 8, draft: &draft, mail: &mail, warnings: &warnings })
        .expect("there is room");
    let page = gallery.finish().expect("there is room");
    assert!(fs::read_to_string(page).unwrap().contains(r#""faulty":0,"warned":1"#));
    assert_eq!(data(&dir.path().join("p"), "list", 1), serde_json::json!([[7, "Bob", "b@example.org", "", 1]]));
    let row = &data(&dir.path().join("p"), "letters", 1)["rows"][0];
    assert_eq!(row["warnings"], serde_json::json!(["There is no Subject."]));
    let fields = serde_json::json!([
        ["From", "a@example.org"],
        ["To", "Bob <b@example.org>"],
        ["Bcc", "c@example.org"],
        ["X-Class", "3A"]
    ]);
    assert_eq!(row["fields"], fields);
    assert_eq!(row["envelope"], serde_json::json!(["a@example.org", ["b@example.org", "c@example.org"]]));
}

#[test]
fn rows_are_chosen_as_for_check() {
    let dir = folder();
    for (args, numbers) in [
        (&["--limit", "2"][..], vec![1, 2]),
        (&["--rows", "3-4"], vec![3, 4]),
        (&["--where", "总评 == \"A\"", "--limit", "1", "--rows", "2-"], vec![3]),
    ] {
        let run = Program::new(dir.path())
            .args(["preview", &sample("samples/class.csv"), "-t", &sample("templates/announcement.md"), "-o", "p"])
            .args(args)
            .run();
        run.assert_code(0);
        let items = data(&dir.path().join("p"), "list", 1);
        let shown: Vec<u64> = items.as_array().unwrap().iter().map(|item| item[0].as_u64().unwrap()).collect();
        assert_eq!(shown, numbers);
        assert_eq!(files(&dir.path().join("p/eml")).len(), numbers.len(), "an earlier preview is replaced");
    }
}

#[test]
fn a_trial_is_shown_as_one() {
    let dir = folder();
    let (list, template) = (sample("samples/class.csv"), sample("templates/announcement.md"));
    preview(dir.path(), &[&list, "-t", &template, "-o", "p", "--send-to", "me@example.org"]).assert_code(0);
    let block = data(&dir.path().join("p"), "letters", 1);
    assert_eq!(block["rows"][6]["envelope"][1], serde_json::json!(["me@example.org"]));
}

#[test]
fn long_lists_are_cut_into_blocks_and_folders() {
    let dir = folder();
    let mut list = "email\n".to_owned();
    (1..=1_201).for_each(|number| list.push_str(&format!("u{number}@example.org\n")));
    fs::write(dir.path().join("list.csv"), list).unwrap();
    fs::write(dir.path().join("t.txt"), "From: a@example.org\nTo: {{ email }}\n\nHi {{ email }}\n").unwrap();
    preview(dir.path(), &["list.csv", "-t", "t.txt", "-o", "p"]).assert_code(0);
    let made = files(&dir.path().join("p"));
    assert!(made.contains_key("eml/0001-1000/1000-u1000@example.org.eml"));
    assert!(made.contains_key("eml/1001-2000/1001-u1001@example.org.eml"));
    assert_eq!(made.keys().filter(|name| name.starts_with("eml/")).count(), 1_201);
    assert_eq!(made.keys().filter(|name| name.starts_with("data/list-")).count(), 2);
    assert_eq!(made.keys().filter(|name| name.starts_with("data/letters-")).count(), 7);
    let page = String::from_utf8(made["index.html"].clone()).unwrap();
    assert!(page.contains(r#""list":[1,1001],"letters":[0,200,400,600,800,1000,1200],"rows":1201"#), "{page}");
    assert!(page.len() < 64 << 10, "the page does not grow with the list: {}", page.len());
    assert_eq!(text(&data(&dir.path().join("p"), "letters", 7), 0, "text"), "Hi u1201@example.org\n");
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let dir = folder();
    let (list, template) = (sample("samples/class.csv"), sample("templates/announcement.md"));
    let made = |output: &str| preview(dir.path(), &[&list, "-t", &template, "-o", output, "--limit", "1"]);
    fs::create_dir(dir.path().join("mine")).unwrap();
    fs::write(dir.path().join("mine/index.html"), "mine").unwrap();
    let run = made("mine");
    run.assert_code(2);
    run.assert_says(&["mine: is in use and was not made by a preview", "-o another folder"]);
    assert_eq!(files(&dir.path().join("mine")).len(), 1);
    fs::write(dir.path().join("file"), "mine").unwrap();
    made("file").assert_says(&["file: is no folder"]);
    assert_eq!(fs::read(dir.path().join("file")).unwrap(), b"mine");

    fs::create_dir(dir.path().join("empty")).unwrap();
    made("empty").assert_code(0);
    // What somebody puts beside a preview outlives the next one; what the preview made does not.
    fs::write(dir.path().join("empty/notes.txt"), "mine").unwrap();
    fs::write(dir.path().join("empty/eml/9999-old.eml"), "old").unwrap();
    made("empty").assert_code(0);
    let made = files(&dir.path().join("empty"));
    assert!(made.contains_key("notes.txt") && !made.contains_key("eml/9999-old.eml"), "{:?}", made.keys());
}

#[test]
fn a_wrong_template_costs_no_earlier_preview() {
    let dir = folder();
    let list = sample("samples/class.csv");
    preview(dir.path(), &[&list, "-t", &sample("templates/announcement.md"), "-o", "p"]).assert_code(0);
    let before = files(&dir.path().join("p"));
    fs::write(dir.path().join("t.txt"), "From: a@example.org\nTo: {{ emial }}\n\nHi\n").unwrap();
    preview(dir.path(), &[&list, "-t", "t.txt", "-o", "p"]).assert_code(2);
    assert_eq!(files(&dir.path().join("p")), before);
}

#[test]
fn names_of_files_cannot_leave_the_folder() {
    let dir = folder();
    fs::write(dir.path().join("list.csv"), "email\n\"\"\"../../x/y\"\"@example.org\"\n").unwrap();
    fs::write(dir.path().join("t.txt"), "From: a@example.org\nTo: {{ email }}\n\nHi\n").unwrap();
    preview(dir.path(), &["list.csv", "-t", "t.txt", "-o", "p"]).assert_code(0);
    let made = files(&dir.path().join("p"));
    assert!(made.contains_key("eml/0001-_.._.._x_y_@example.org.eml"), "{:?}", made.keys());
}

#[test]
fn one_letter_is_shown_in_the_terminal() {
    let dir = folder();
    let (list, template) = (sample("samples/class.csv"), sample("templates/announcement.md"));
    let run = preview(dir.path(), &[&list, "-t", &template, "--row", "3"]);
    run.assert_code(0);
    for expected in [
        "Row 3 (",
        "To:       王小明 <wang.xiaoming@students.example.com>\n",
        "a < b",
        "Attachment: 成绩单-王小明.pdf, application/pdf, ",
    ] {
        assert!(run.stdout.contains(expected), "{expected:?} is not in\n{}", run.stdout);
    }
    assert!(files(dir.path()).is_empty(), "nothing is written");

    let run = preview(dir.path(), &[&list, "-t", &template, "--row", "99"]);
    run.assert_code(2);
    run.assert_says(&["there is no row 99"]);
    preview(dir.path(), &[&list, "-t", &template, "--row", "0"]).assert_code(2);
    preview(dir.path(), &[&list, "-t", &template, "--row", "1", "-o", "p"]).assert_code(2);
}

#[test]
fn without_a_folder_it_lies_beside_the_list() {
    let dir = folder();
    fs::create_dir(dir.path().join("lists")).unwrap();
    fs::write(dir.path().join("lists/list.csv"), "email\na@example.org\n").unwrap();
    fs::write(dir.path().join("t.txt"), "From: a@example.org\nTo: {{ email }}\n\nHi\n").unwrap();
    let run = preview(dir.path(), &["lists/list.csv", "-t", "t.txt"]);
    run.assert_code(0);
    assert!(run.stdout.contains("Look at them: lists/preview/index.html"), "{}", run.stdout);
    assert!(dir.path().join("lists/preview/index.html").is_file());
}

#[test]
fn a_terminal_gets_no_commands_from_a_cell() {
    let dir = folder();
    fs::write(dir.path().join("list.csv"), "email,word\na@example.org,\"x\u{1b}[2Jy\u{202e}z\"\nb@@example.org,\n")
        .unwrap();
    fs::write(dir.path().join("t.txt"), "From: a@example.org\nTo: {{ email }}\n\nHi {{ word }}\n").unwrap();
    let run = preview(dir.path(), &["list.csv", "-t", "t.txt", "--row", "1"]);
    run.assert_code(0);
    assert!(run.stdout.contains("Hi x\\u{1b}[2Jy\\u{202e}z\n") && !run.stdout.contains('\u{1b}'), "{:?}", run.stdout);
    let run = preview(dir.path(), &["list.csv", "-t", "t.txt", "--row", "2"]);
    run.assert_code(2);
    run.assert_says(&["list.csv:3: column \"email\"", "Row 2 cannot be sent"]);
}

#[test]
fn a_browser_that_does_not_start_costs_nothing() {
    let dir = folder();
    let (list, template) = (sample("samples/class.csv"), sample("templates/announcement.md"));
    let args = ["preview", &list, "-t", &template, "-o", "p", "--open"];
    let run = Program::new(dir.path()).args(args).env("PATH", "/nonexistent").run();
    run.assert_code(0);
    run.assert_says(&["No browser could be started"]);

    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let opener = bin.join("xdg-open");
    fs::write(&opener, "#!/bin/sh\necho \"$1\" > opened\n").unwrap();
    #[cfg(unix)]
    {
        // Whoever reads from it waits for the browser, and it for him.
        let opened = dir.path().join("opened");
        assert!(std::process::Command::new("mkfifo").arg(&opened).status().unwrap().success());
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
        Program::new(dir.path()).args(args).env("PATH", &bin.display().to_string()).run().assert_code(0);
        let (told, page) = std::sync::mpsc::channel();
        std::thread::spawn(move || told.send(fs::read_to_string(opened).unwrap()));
        let page = page.recv_timeout(std::time::Duration::from_secs(10)).expect("it was called");
        assert!(page.trim_end().ends_with("p/index.html") && page.ends_with('\n'), "{page}");
    }
}

/// One letter in the terminal is the letter that leaves: with all rows of the person, whichever of them is asked for.
#[test]
fn a_row_of_a_group_is_shown_with_the_others() {
    let dir = folder();
    let list = "email,subject,mark\nann@example.com,Maths,88\nben@example.com,Maths,70\nann@EXAMPLE.com,Physics,90\n\
                ann@example.com,Art,71\n,Art,60\n";
    let template = "From: a@example.com\nTo: {{ email }}\nSubject: Marks\n\n{% for r in rows %}{{ r.subject }} {{ r.mark }}\n{% endfor %}\n";
    fs::write(dir.path().join("list.csv"), list).expect("it can be written");
    fs::write(dir.path().join("t.txt"), template).expect("it can be written");
    let show = |row: &str| preview(dir.path(), &["list.csv", "-t", "t.txt", "--group-by", "email", "--row", row]);
    for row in ["1", "3", "4"] {
        let run = show(row);
        run.assert_code(0);
        assert!(run.stdout.starts_with("Row 1 (list.csv:2) with lines 4, 5, "), "{row}: {}", run.stdout);
        assert!(run.stdout.contains("\nMaths 88\nPhysics 90\nArt 71\n"), "{row}: {}", run.stdout);
    }
    let run = show("2");
    assert!(run.stdout.starts_with("Row 2 (list.csv:3), "), "{}", run.stdout);
    assert!(run.stdout.contains("\nMaths 70\n") && !run.stdout.contains("Physics"), "{}", run.stdout);
    let run = show("5");
    run.assert_code(2);
    run.assert_says(&["list.csv:6: column \"email\": is empty, but --group-by needs it"]);
    let run = show("6");
    run.assert_code(2);
    run.assert_says(&["there is no row 6. Its rows are 1-5, counted below the header."]);
}
