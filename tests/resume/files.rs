//! Files that go between preflight and their letter.

use std::fs;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use crate::support::program::Program;
use crate::{ALL_ONCE, Project};

/// All have been seen when the first session is opened, and none has been composed. The letter whose file has gone by then is not
/// sent, which is no doubt, and the others are.
#[test]
fn a_file_that_goes_before_its_letter_is_composed() {
    let project = Project::new();
    let letter =
        "From: office@example.org\nTo: {{ email }}\nSubject: Marks\nAttachment: {{ name }}.txt\n\nDear {{ name }}!\n";
    project.write("template.txt", letter);
    let names = ["Anna", "Bert", "Carl", "Dora"];
    names.iter().for_each(|name| project.write(&format!("{name}.txt"), &format!("{name}'s marks\n")));
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let door = listener.local_addr().expect("it is bound").to_string();
    for window in ["1", "2", "8"] {
        let sink = project.sink.address();
        let (list, template) = (format!("list-{window}.csv"), "template.txt");
        let rows = names.map(|name| format!("{}{window}@example.com,{name},1", name.to_lowercase()));
        project.write(&list, &format!("email,name,mark\n{}\n", rows.join("\n")));
        project.write("Bert.txt", "Bert's marks\n");
        let send = |server: &str| {
            Program::new(project.dir.path())
                .args(["send", &list, "-t", template, "--tls", "none", "--yes", "--report", "report.jsonl"])
                .args(["--sessions", "1", "--window", window, "--server", server])
        };
        thread::scope(|scope| {
            let run = scope.spawn(|| send(&door).run());
            let (client, _) = listener.accept().expect("the program comes");
            fs::remove_file(project.file("Bert.txt")).expect("it is there");
            pass_on(&client, &TcpStream::connect(sink).expect("the server listens"));
            let run = run.join().expect("it has not panicked");
            run.assert_code(1);
        });
        let report = project.report();
        let outcomes: Vec<_> = report.iter().map(|line| line.outcome.as_str()).collect();
        assert_eq!(outcomes, ["accepted", "faulty", "accepted", "accepted"], "--window {window}");
        assert!(report[1].text.contains("Bert.txt"), "{}", report[1].text);
        // Nobody is in doubt: with the file back, the same command sends the one that is left.
        project.write("Bert.txt", "Bert's marks\n");
        send(&sink.to_string()).run().assert_code(0);
        assert!(project.report().iter().all(|line| line.outcome == "accepted"), "--window {window}");
    }
    let got = project.got();
    assert_eq!((got.len(), got.values().all(|copies| copies.len() == 1)), (3 * ALL_ONCE.len(), true), "{got:?}");
}

/// What either says goes to the other, until one has nothing more to say.
fn pass_on(client: &TcpStream, server: &TcpStream) {
    let copy = |mut from: &TcpStream, mut to: &TcpStream| {
        // A connection that is reset has nothing more to say either.
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    thread::scope(|scope| {
        scope.spawn(|| copy(client, server));
        copy(server, client);
    });
}
