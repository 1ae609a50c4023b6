//! Tests of what is looked for in letters.

use super::*;

#[test]
fn files_of_blanks_alone_are_empty() {
    for (octets, is) in [
        (&b""[..], true),
        (b" ", true),
        (b"\r\n\r\n", true),
        (b"\t", true),
        (b"[]", true),
        (b"[]\n", true),
        (b"\xEF\xBB\xBF", true),
        (b"{}", false),
        (b" x", false),
        (b"%PDF-1.4", false),
    ] {
        assert_eq!(is_blank(&FilePart::attachment("a.pdf", octets)), is, "{octets:?}");
    }
    assert!(is_blank(&FilePart::attachment("a.pdf", &[b' '; 64])));
}

/// What is said of a From beside a login.
fn beside(from: &str, login: &str, other_from: OtherFrom) -> Option<String> {
    let sender = Sender { login: Some(login.to_owned()), other_from, ..Sender::default() };
    not_login(&Mailbox::parse(from).unwrap(), &sender)
}

#[test]
fn a_from_that_the_provider_replaces_is_told_of() {
    let found = |from: &str, other_from: OtherFrom| beside(from, "data.conf@gmail.com", other_from);
    let told = found("Billing <billing@dataconf.org.uk>", OtherFrom::Replaced).unwrap();
    assert!(told.contains("puts the login there") && told.contains("Reply-To"), "{told}");
    for own in ["data.conf@gmail.com", "dataconf@googlemail.com", "DataConf+2027@Gmail.com"] {
        assert_eq!(found(own, OtherFrom::Replaced), None, "{own}");
    }
    assert!(found("other@gmail.com", OtherFrom::Replaced).is_some());
    assert_eq!(not_login(&Mailbox::parse("a@b.org").unwrap(), &Sender::default()), None);
}

#[test]
fn a_from_that_the_provider_refuses_is_told_of_with_its_own_reply() {
    let refused = |reply: Option<&str>| OtherFrom::Refused(reply.map(str::to_owned));
    let told =
        beside("Bank <citas@bank.es>", "bank@gmx.es", refused(Some("550 Sender address is not allowed"))).unwrap();
    assert!(told.contains("refuses that (550 Sender address is not allowed). Make"), "{told}");
    let told = beside("a@gmx.net", "b@gmx.de", refused(None)).unwrap();
    assert!(told.contains("refuses that, unless both are addresses of one mailbox. Make"), "{told}");
    for (from, login) in [("a@gmx.de", "A@GMX.de"), ("a@gmx.de", "12345678"), ("a.b@ya.ru", "a-b@yandex.com")] {
        assert_eq!(beside(from, login, refused(None)), None, "{from} {login}");
    }
    assert!(beside("office@school.ru", "office@yandex.ru", refused(None)).is_some());
}

#[test]
fn a_from_of_another_house_than_a_public_mailbox_is_doubted() {
    for (from, login) in [
        ("club@verein.de", "club@t-online.de"),
        ("a@gmx.de", "a@web.de"),
        ("a@libero.it", "a@orange.fr"),
        ("a@example.org", "a@libero.it"),
    ] {
        let told = beside(from, login, OtherFrom::Unknown);
        assert!(told.is_some_and(|what| what.contains("mostly refuses")), "{from} {login}");
    }
    for (from, login) in [
        ("a@wanadoo.fr", "b@orange.fr"),
        ("a@t-online.de", "a@t-online.de"),
        ("office@school.example", "office@fastmail.com"),
        ("office@school.example", "office@mailbox.org"),
        ("office@school.example", "office@other.example"),
        ("office@school.example", "office"),
    ] {
        assert_eq!(beside(from, login, OtherFrom::Unknown), None, "{from} {login}");
    }
}

#[test]
fn files_that_are_not_what_they_seem_are_found() {
    let found = |name: &str, octets: &[u8]| {
        let file = FilePart::attachment(name, octets);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        odd(name, ending, file.encoded()).is_some()
    };
    for (name, octets, is_odd) in [
        ("a.pdf", &b"<!DOCTYPE html><html>404"[..], true),
        ("a.pdf", b"<html>", true),
        ("a.docx", b"<HTML><body>", true),
        ("~$a.docx", b"x", true),
        ("a.pdf.crdownload", b"%PDF-1.7", true),
        ("a.pdf", b"PK\x03\x04\x14", true),
        ("a.pdf", b"MZ\x90\0", true),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", true),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\xCE\x7A", true),
        ("a.docx", b"PK\x03\x04\x14", false),
        ("a.docx", b"%PDF-1.7", true),
        ("a.pdf", b"MX", false),
        ("a.pdf", b"%PDF-1.7", false),
        ("a.pdf", b"", false),
        ("a.html", b"<!DOCTYPE html>", false),
        ("a.xls", b"<html><table>", false),
    ] {
        assert_eq!(found(name, octets), is_odd, "{name}");
    }
}

#[test]
fn what_does_not_begin_as_a_pdf_is_found() {
    for (octets, is) in [
        (&b"Dear all, here are the marks"[..], true),
        (b"%PDF-1.7\n", false),
        (b"\n\n%PDF-1.4\n", false),
        (b"PK\x03\x04\x14", false),
        (b"<html>", false),
        (&[b'x'; 5000], true),
    ] {
        assert_eq!(is_no_pdf(FilePart::attachment("a.pdf", octets).encoded()), is, "{octets:?}");
    }
}

#[test]
fn half_a_pdf_is_told_from_a_whole_one() {
    let is_cut = |octets: &[u8]| is_cut(FilePart::attachment("a.pdf", octets).encoded());
    let pdf = |length: usize, end: &str| ["%PDF-1.7\n", &"x".repeat(length), end].concat().into_bytes();
    for length in [0, 40, 57, 76, 1000, 5000] {
        assert!(is_cut(&pdf(length, "")) && is_cut(&pdf(length, "%%EO")), "{length}");
        for end in ["%%EOF", "\n%%EOF\r\n", &format!("%%EOF{}", "\n".repeat(900))] {
            assert!(!is_cut(&pdf(length, end)), "{length}: {end:?}");
        }
    }
    assert!(is_cut(&pdf(10, &format!("%%EOF{}", "x".repeat(3000)))));
    assert!(!is_cut(b"") && !is_cut(b"no PDF"));
}

#[test]
fn subjects_that_say_nothing_are_found() {
    for subject in [
        "-", "Re:", "FW: ", "Subject", "[Subject]", "<subject line>", "...", "主题", "【主题】", "回复：",
        "Kein Betreff",
    ] {
        let found = flaw_of_subject(subject);
        assert!(
            found.as_ref().is_some_and(|(kind, what)| *kind == Kind::NoSubject && what.contains("says nothing")),
            "{subject}: {found:?}"
        );
    }
    for subject in
        ["Re: Your letter", "AW", "Re", "Marks", "…", "🎉", "A", "2026", "Subject matters", "主题班会", "Objet trouvé"]
    {
        assert_eq!(flaw_of_subject(subject), None, "{subject}");
    }
}

#[test]
fn letters_without_anything_to_read_are_found() {
    for (html, is_read) in [
        ("<p>Dear Ann</p>", true),
        ("Dear Ann", true),
        ("<html><head><title>Marks</title><style>p {}</style></head><body><p> &nbsp;\n</p></body></html>", false),
        ("<html><head><title>Marks</title></head><body>x</body></html>", true),
        ("<title>Marks</title><!-- a > b --><img alt=\"a logo\" src=\"logo.png\">", false),
        ("<style>p {}</style><p>a</p>", true),
        ("<header>a</header>", true),
        ("<head><title>Marks</title><body>x", true),
        ("<p><br></p>", false),
        ("<p", false),
        ("<div style=\"display:none\">a preview</div>", false),
        ("<DIV STYLE='Display: none; max-height:0'><div>a</div>b</DIV><br>", false),
        ("<div style=\"display:none\">a preview</div><p>Dear Ann</p>", true),
        ("<div style=\"display:none\"><div>a</div></div>Dear Ann", true),
        ("<img style=\"display:none\" src=\"a.png\">Dear Ann", true),
        ("<span style=\"visibility:hidden\">a", false),
        ("<p style=\"color:red\">Dear Ann, display:none</p>", true),
        ("<", false),
        ("&nbsp;a", true),
        ("", false),
    ] {
        let body = Body { html: Some(html.to_owned()), text: Some("x".to_owned()), ..Body::default() };
        assert_eq!(has_text(&body), is_read, "{html}");
    }
    assert!(has_text(&Body { text: Some("a".to_owned()), ..Body::default() }));
    assert!(!has_text(&Body { text: Some(" \n".to_owned()), ..Body::default() }));
    assert!(!has_text(&Body::default()));
}

proptest::proptest! {
    #[test]
    fn any_letter_can_be_looked_at(html in "(\\PC|[<>&;!-]|<style|<!--|&nbsp;|<body){0,30}") {
        has_text(&Body { html: Some(html), ..Body::default() });
    }
}
