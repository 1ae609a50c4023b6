//! The parts that every message goes through, each on its own: list, template, composition, ledger, dialog, replies.
//!
//! `cargo bench --bench micro`, or with a part's name behind `--`: `rows`, `render`, `compose`, `replies`,
//! `transparency`, `commit`. Times are per message, except for `commit`, which is per group of sixteen, and `rows`, which
//! is per list of ten thousand. The ledger lies where the temporary files lie: set `TMPDIR` to the disk that is to be
//! measured.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, SystemTime};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use mailshot::delivery::{Delivery, Outcome, Settlement};
use mailshot::input::{self, Record};
use mailshot::ledger::{Change, Flight, Identity, Key, Sqlite};
use mailshot::mail::{Address, Content, Envelope, MailObject, Segment};
use mailshot::merge::{Options, Template};
use mailshot::message::{Draft, Stamp, compose};
use mailshot::smtp::{Capabilities, Dialog, EnhancedCode, Outbox, Phase, Reply, ReplyReader, Step, Submission};
use tempfile::TempDir;

#[path = "support/letter.rs"]
mod letter;

/// Messages in one turn of the coordinator's ring, with sixteen sessions.
const GROUP: u64 = 16;

/// Rows of the list that is read.
const ROWS: usize = 10_000;

criterion_group!(benches, rows, render, composition, replies, transparency, commit);
criterion_main!(benches);

/// A pass over a list: its values as they are, and with more that wants the long way.
fn rows(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("list.csv");
    let mut group = criterion.benchmark_group("rows");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (name, from, to) in
        [("usual", "\n", "\n"), ("blanks around quotes", ",\"", ", \""), ("not ASCII", "Reader", "读者")]
    {
        fs::write(&file, list(ROWS).replace(from, to)).expect("the disk has room");
        let source = input::open(&file, &input::Options::default()).expect("the list has no fault");
        group.bench_function(name, |bencher| {
            bencher.iter(|| source.records().expect("the list is there").map(black_box).filter(Result::is_ok).count());
        });
    }
    group.finish();
}

fn render(criterion: &mut Criterion) {
    let (_folder, template, record) = template_and_record();
    criterion.bench_function("render", |bencher| bencher.iter(|| template.draft(black_box(&record))));
}

fn composition(criterion: &mut Criterion) {
    let (_folder, template, record) = template_and_record();
    let draft: Draft = template.draft(&record).expect("the row has no fault");
    let stamp = Stamp { date: 1_800_000_000, message_id: "1.0123abcd@mail.example" };
    criterion.bench_function("compose", |bencher| bencher.iter(|| compose(black_box(&draft), &stamp)));
}

/// The four replies to one message: in one piece, in segments of a network, octet by octet.
fn replies(criterion: &mut Criterion) {
    let wire = b"250 2.1.0 sender ok\r\n250 2.1.5 recipient ok\r\n354 end data with <CR><LF>.<CR><LF>\r\n\
        250 2.0.0 accepted as 1.1234\r\n";
    let mut group = criterion.benchmark_group("replies");
    group.throughput(Throughput::Bytes(wire.len() as u64));
    for (name, piece) in [("whole", wire.len()), ("split", 7), ("octets", 1)] {
        group.bench_function(name, |bencher| {
            let mut reader = ReplyReader::new();
            bencher.iter(|| {
                let mut count = 0;
                for octets in wire.chunks(piece) {
                    reader.push(black_box(octets));
                    while let Ok(Some(reply)) = reader.next_reply() {
                        black_box(reply);
                        count += 1;
                    }
                }
                assert_eq!(count, 4);
            });
        });
    }
    group.finish();
}

/// The content's way onto the wire: a letter, and the worst there is, nothing but dots.
fn transparency(criterion: &mut Criterion) {
    let letter = letter::TEXT.replace('\n', "\r\n").repeat(8).into_bytes();
    let dots = b".\r\n".repeat(letter.len() / 3);
    let mut group = criterion.benchmark_group("transparency");
    for (name, content) in [("letter", letter), ("dots", dots)] {
        group.throughput(Throughput::Bytes(content.len() as u64));
        let mail = mail(content);
        group.bench_function(name, |bencher| {
            let mut out = Outbox::new(false);
            bencher.iter_batched(|| mail.clone(), |mail| submit(mail, &mut out), BatchSize::SmallInput);
        });
    }
    group.finish();
}

/// A commit of sixteen messages armed and the sixteen before them settled.
fn commit(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let identity = Identity::new("0123456789abcdef", "letter.txt", "list.csv");
    let (kept, _) = Sqlite::open(&folder.path().join("list.ledger"), &identity).expect("the disk has room");
    let unsynced = Sqlite::temporary(&identity).expect("the disk has room");
    let mut group = criterion.benchmark_group("commit");
    group.throughput(Throughput::Elements(GROUP));
    for (name, mut ledger) in [("synced", kept), ("unsynced", unsynced)] {
        let mut turn = 0;
        group.bench_function(name, |bencher| {
            let next = || {
                turn += 1;
                changes(turn)
            };
            bencher.iter_batched(
                next,
                |changes| ledger.commit(&changes).expect("the disk has room"),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn template_and_record() -> (TempDir, Template, Record) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let record = record(folder.path());
    let file = folder.path().join("letter.txt");
    fs::write(&file, letter::template()).expect("the disk has room");
    let template = Template::load(&file, &record.header, &Options::default()).expect("the template has no fault");
    (folder, template, record)
}

fn record(folder: &Path) -> Record {
    let file = folder.join("list.csv");
    fs::write(&file, list(1)).expect("the disk has room");
    let source = input::open(&file, &input::Options::default()).expect("the list has no fault");
    let mut records = source.records().expect("the list has no fault");
    records.next().expect("the list has a row").expect("the row has no fault")
}

fn list(rows: usize) -> String {
    let mut list = letter::HEADER.to_owned() + "\n";
    for number in 1..=rows {
        writeln!(list, "{}", letter::row(number)).expect("writing to memory cannot fail");
    }
    list
}

fn mail(content: Vec<u8>) -> MailObject {
    let address = |text| Address::parse(text).expect("it is an address");
    MailObject {
        envelope: Envelope {
            reverse_path: Some(address("news@example.org")),
            forward_paths: vec![address("reader@example.com")],
        },
        content: Content::new(vec![Segment::Own(content)]),
        eight_bit: false,
        smtputf8: false,
    }
}

/// One mail transaction with a server that takes everything and offers nothing; how many octets left.
fn submit(mail: MailObject, out: &mut Outbox) -> usize {
    let mut submission = Submission::new(Capabilities::default());
    submission.push(mail);
    submission.release(1);
    let (mut reply, mut octets) = (None, 0);
    loop {
        let step = submission.step(reply.take(), out).expect("the server makes no mistake");
        octets += out.octets().len();
        out.clear();
        match step {
            Step::AwaitReply(phase) => reply = Some(positive(phase)),
            Step::Done(_) => return octets,
            _ => {}
        }
    }
}

fn positive(phase: Phase) -> Reply {
    let code = if phase == Phase::Data { 354 } else { 250 };
    Reply { code, enhanced: None, text: "".into() }
}

fn changes(turn: u64) -> Vec<Change> {
    let ids = |turn: u64| (turn - 1) * GROUP + 1..=turn * GROUP;
    let before = (turn > 1).then(|| ids(turn - 1));
    before.into_iter().flatten().map(settle).chain(ids(turn).map(arm)).collect()
}

fn arm(id: u64) -> Change {
    Change::Arm {
        id,
        key: key(id),
        row: id,
        line: id + 1,
        message_id: message_id(id),
        attempts: 0,
        recipients: [(0, Address::parse(&recipient(id)).expect("it is an address"))].into(),
        flight: Flight { lane: 0, number: id },
    }
}

fn settle(id: u64) -> Change {
    let settlement = Settlement {
        address: recipient(id).into(),
        outcome: Outcome::Accepted,
        phase: Some(Phase::Content),
        code: Some(250),
        enhanced: EnhancedCode::parse("2.0.0"),
        text: format!("2.0.0 accepted as 1.{id}").into(),
    };
    let delivery = Delivery {
        row: id,
        line: id + 1,
        message_id: message_id(id),
        attempts: 1,
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_123),
        elapsed: Duration::from_millis(1),
        recipients: vec![settlement],
    };
    Change::Settle { id, key: key(id), delivery }
}

fn key(id: u64) -> Key {
    Key::of([id.to_string().as_str()])
}

fn message_id(id: u64) -> String {
    format!("{id}.0123abcd@mail.example")
}

fn recipient(id: u64) -> String {
    format!("reader{id}@example.com")
}
