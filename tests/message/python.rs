//! What people send, read back by Python's `email`.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use mailshot::mail::Mailbox;
use mailshot::message::{Body, Draft, FilePart};

use crate::{STAMP, draft, mail, mailbox, normal};

fn file_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "report.pdf", "成绩单.pdf", "résumé final.docx", "a\"b\\c.txt", "100%.txt", "a%20b.txt", "a  b.txt", "😀.png",
        "a;b=c,d(e)'f'.txt", "=?utf-8?Q?a?=.txt", "no ending", ".bashrc", "a'b''c.txt", "张三 — 数学.xlsx",
    ]
    .map(str::to_owned)
    .into();
    names.push(format!("{}.pdf", "很".repeat(200)));
    names.push(format!("{}.pdf", "long name ".repeat(20)));
    names.push(format!("{}.pdf", "x".repeat(300)));
    names
}

/// Drafts that cover what people send; Python reads them back.
fn samples() -> Vec<Draft> {
    let texts = [
        "Hello\n",
        "",
        "\n",
        "张三，你好！\r\n成绩见附件。",
        "a\rb\nc\r\nd",
        "nul \0 bell \u{7}",
        "blank \nend\t",
        "😀",
        "From me\n.\n..\n",
        "Größe",
        "=3D =\n",
        "--\nsignature",
        "\u{feff}bom",
    ];
    let names = [
        "张三", "Doe, Jane", "J. \"Joe\" Doe", "a\\b", "😀 Émile", "=?utf-8?Q?a?=", "a  b", "Jane (x) <y>", "O'Hara",
        "jane@x.example", "a:b;c", "张三, 李四", " x ",
    ];
    let long_line = "x".repeat(2000);
    let mut drafts = Vec::new();
    for text in texts.into_iter().chain([long_line.as_str()]) {
        drafts.push(Draft { body: Body { text: Some(text.to_owned()), ..Body::default() }, ..draft() });
        drafts.push(Draft {
            body: Body {
                text: Some(text.to_owned()),
                html: Some(format!("<p>{text}</p>")),
                inline: Vec::new(),
                ..Body::default()
            },
            ..draft()
        });
    }
    let named = |name: &str| Mailbox { name: Some(name.to_owned()), ..mailbox("jane@example.org") };
    for name in names {
        drafts.push(Draft {
            from: named(name),
            to: names.map(named).into(),
            subject: Some(name.to_owned()),
            ..draft()
        });
    }
    let long_name = "Department of Names ".repeat(30);
    drafts.push(Draft { to: vec![named(long_name.trim()), named(&"很长".repeat(100))], ..draft() });
    for subject in ["期末考试成绩通知😀".repeat(500), "word ".repeat(100) + "end", "x".repeat(3000), "Ünï ".repeat(50)]
    {
        drafts.push(Draft { subject: Some(subject.trim().to_owned()), ..draft() });
    }
    let png = Arc::new(FilePart::inline("标志.png", "logo.1@mailshot", &(0..=255).collect::<Vec<u8>>()));
    let body = Body {
        text: Some("文本\n".to_owned()),
        html: Some("<img src=\"cid:x\">\n".to_owned()),
        inline: vec![png],
        ..Body::default()
    };
    for name in file_names() {
        let file = Arc::new(FilePart::attachment(&name, "姓名,成绩\r\n".repeat(50).as_bytes()));
        drafts.push(Draft { attachments: vec![file.clone()], body: Body::default(), ..draft() });
        drafts.push(Draft { attachments: vec![file], body: body.clone(), ..draft() });
    }
    drafts.push(Draft { body, ..draft() });
    drafts.push(Draft { body: Body::default(), ..draft() });
    drafts.push(Draft { to: Vec::new(), bcc: vec![named("x")], ..draft() });
    drafts
}

/// Reads pairs of length-prefixed message and expectation; fails on any defect or difference.
const CHECK: &str = r#"
import base64, email, email.policy, json, sys
bad = 0
def same(what, number, got, expected):
    global bad
    if got != expected:
        bad += 1
        print(f"message {number}: {what}: {got!r} instead of {expected!r}")
count = 0
for line in sys.stdin:
    count += 1
    sample = json.loads(line)
    message = email.message_from_bytes(base64.b64decode(sample["message"]), policy=email.policy.strict)
    leaves = []
    for part in message.walk():
        same("defects", count, [str(d) for d in part.defects], [])
        for name, value in part.items():
            same("defects of " + name, count, [str(d) for d in value.defects], [])
        if not part.is_multipart():
            leaves.append(part)
    same("subject", count, str(message["subject"]), sample["subject"])
    for field in ["from", "to"]:
        got = [[a.display_name, a.addr_spec] for a in message[field].addresses]
        # Before 3.13, a blank comes between two encoded-words of one name.
        loose = lambda pairs: [[name.replace(" ", "") if len(name) > 40 else name, spec] for name, spec in pairs]
        same(field, count, loose(got), loose(sample[field]))
    same("id", count, str(message["message-id"]), sample["id"])
    texts = [p.get_payload(decode=True).decode("utf-8") for p in leaves if p.get_filename() is None]
    same("texts", count, texts, sample["texts"])
    files = [[p.get_filename(), base64.b64encode(p.get_payload(decode=True)).decode()] for p in leaves if p.get_filename() is not None]
    same("files", count, files, sample["files"])
print(count)
sys.exit(1 if bad else 0)
"#;

fn expectation(draft: &Draft) -> serde_json::Value {
    let base64 = |octets: &[u8]| encodify::base64::STANDARD.encode(octets);
    let mailboxes = |list: &[Mailbox]| -> Vec<[String; 2]> {
        list.iter().map(|m| [m.name.clone().unwrap_or_default(), m.address.to_string()]).collect()
    };
    let texts = [&draft.body.text, &draft.body.html];
    let mut texts: Vec<String> = texts.into_iter().flatten().map(|text| normal(text)).collect();
    if texts.is_empty() && draft.attachments.is_empty() {
        texts.push(String::new());
    }
    let files = draft.body.inline.iter().chain(&draft.attachments);
    let files: Vec<[String; 2]> = files
        .map(|file| [file.name().to_owned(), String::from_utf8_lossy(file.encoded()).replace("\r\n", "")])
        .collect();
    serde_json::json!({
        "message": base64(&mail(draft).content.to_vec()),
        "subject": draft.subject,
        "from": mailboxes(std::slice::from_ref(&draft.from)),
        "to": mailboxes(&draft.to),
        "id": format!("<{}>", STAMP.message_id),
        "texts": texts,
        "files": files,
    })
}

#[test]
fn python_reads_them_without_defects() {
    let samples = samples();
    let mut python = Command::new("python3")
        .args(["-c", CHECK])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs; install it for this test");
    let mut stdin = python.stdin.take().unwrap();
    for sample in &samples {
        writeln!(stdin, "{}", expectation(sample)).unwrap();
    }
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.trim(), samples.len().to_string());
}
