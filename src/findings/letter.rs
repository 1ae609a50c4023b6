//! The letter as it was rendered.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::addresses::Flaw;
use super::{Kind, Look, OtherFrom, Sender, addresses, domains, shown, trimmed};
use crate::mail::{Address, Mailbox};
use crate::merge::Uses;
use crate::message::{Body, Draft, FilePart};
use crate::provider;

/// Most servers take so much, and few take more (octets of the whole content).
const LARGE: u64 = 25_000_000;

/// Endings that Gmail, Outlook or QQ do not let in.
const BLOCKED: [&str; 20] = [
    "ade", "apk", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "ps1",
    "scr", "vbe", "vbs", "wsf",
];

/// Endings of documents with programs in them.
const MACROS: [&str; 5] = ["docm", "dotm", "pptm", "xlsm", "xltm"];

const NO_PDF: &str = "does not begin as a PDF does. Open it: is it another file that was named so?";
const CUT: &str = "has no end as a PDF has one: half a download? Open it, and fetch or save it anew.";

/// A subject with more characters than this is a text that came into the wrong place.
const LONGEST_SUBJECT: usize = 160;

/// A Subject that came out empty, or too long.
pub(super) fn subject(look: &mut Look<'_>, draft: &Draft, uses: &Uses) {
    if let Some((kind, what)) = flaw_of_subject(draft.subject.as_deref().unwrap_or_default()) {
        let column = one(&uses.subject);
        // That the column is empty is the same once more.
        look.findings
            .retain(|finding| finding.kind != Kind::EmptyValue || column.is_none() || finding.column != column);
        let what = format!("{}field Subject: {what}", look.place(column));
        look.push(kind, column, what, None);
    }
}

/// What is wrong with a Subject, if it is not its words.
pub(super) fn flaw_of_subject(subject: &str) -> Option<(Kind, String)> {
    let bare = trimmed(subject);
    if bare.is_empty() {
        return Some((Kind::NoSubject, "is empty. A letter without one is taken for spam.".to_owned()));
    }
    if says_nothing(bare) {
        let what = format!(
            "\"{}\" says nothing of the letter, which is taken for spam so. Write what it is about.",
            shown(bare)
        );
        return Some((Kind::NoSubject, what));
    }
    if subject.len() <= LONGEST_SUBJECT {
        return None;
    }
    let count = subject.chars().count();
    let what = format!("has {count} characters, and programs show some 80. Shorten it.");
    (count > LONGEST_SUBJECT).then_some((Kind::LongSubject, what))
}

/// Whether a Subject is a sign, the beginning of an answer, or what stands in its place until it is written: `-`, `Re:`, `[Subject]`.
fn says_nothing(subject: &str) -> bool {
    const LONGEST: usize = 40;
    const ANSWERS: [&str; 14] =
        ["re", "fw", "fwd", "aw", "wg", "tr", "rv", "antw", "sv", "回复", "转发", "答复", "回覆", "轉寄"];
    const PLACES: [&str; 32] = [
        "subject", "subject here", "subject line", "your subject", "your subject here", "insert subject",
        "insert subject here", "email subject", "no subject", "untitled", "betreff", "kein betreff", "ohne betreff",
        "betreffzeile", "objet", "sans objet", "aucun objet", "asunto", "sin asunto", "oggetto", "nessun oggetto",
        "assunto", "sem assunto", "onderwerp", "geen onderwerp", "temat", "主题", "无主题", "邮件主题", "標題", "件名",
        "제목",
    ];
    if subject.len() > LONGEST {
        return false;
    }
    // `…` stands for what is not known of a Subject with a fault.
    let is_sign = |c: char| {
        c.is_ascii_punctuation() || c.is_whitespace() || "：【】（）［］「」《》〈〉—–。，、·？！～".contains(c)
    };
    let bare = subject.trim_matches(is_sign).to_lowercase();
    let is_answer = || ANSWERS.contains(&bare.as_str()) && subject.ends_with([':', '：']);
    bare.is_empty() || PLACES.contains(&bare.as_str()) || is_answer()
}

pub(super) fn look(look: &mut Look<'_>, draft: &Draft, octets: u64, sender: &Sender, uses: &Uses) {
    match &draft.body {
        body if has_text(body) => {}
        body if body.html.as_deref().is_some_and(|html| html.contains("<img")) => look.find(
            Kind::EmptyBody,
            "the letter is a picture alone: who does not load pictures sees nothing, and filters take it for spam. Write a \
             sentence too."
                .to_owned(),
        ),
        _ => look.find(Kind::EmptyBody, "the letter has no text. Is something missing below the empty line?".to_owned()),
    }
    for file in &draft.attachments {
        attachment(look, uses, file);
    }
    size(look, "the message has", octets, &draft.attachments, sender);
    let recipients = draft.to.len() + draft.cc.len() + draft.bcc.len();
    if let Some(most) = sender.recipients.filter(|most| recipients > *most) {
        look.find(
            Kind::ManyRecipients,
            format!("{recipients} recipients, and the server takes {most} in one message."),
        );
    }
}

/// The attachments of a letter of which nothing else can be told.
pub(super) fn attachments(look: &mut Look<'_>, files: &[Arc<FilePart>], sender: &Sender, uses: &Uses) {
    for file in files {
        attachment(look, uses, file);
    }
    let octets = files.iter().map(|file| file.encoded().len() as u64).sum();
    size(look, "what is attached has", octets, files, sender);
}

fn size(look: &mut Look<'_>, whose: &str, octets: u64, files: &[Arc<FilePart>], sender: &Sender) {
    let largest = sender.largest.unwrap_or(LARGE);
    if octets > largest {
        let who = match (sender.largest, &sender.provider) {
            (Some(_), _) => "the server takes".to_owned(),
            (None, Some(provider)) => format!("what {provider} takes is not known; most servers take"),
            (None, None) => "most servers take".to_owned(),
        };
        look.find(
            Kind::LargeMessage,
            format!(
                "{whose} {:.1} MB{}, and {who} {:.0} MB. Make its attachments smaller, or link to them.",
                octets as f64 / 1e6,
                largest_of(files, octets),
                largest as f64 / 1e6
            ),
        );
    }
}

/// The files that make a message large, as they are sent: `, nearly all of it for "film.mp4"`.
fn largest_of(files: &[Arc<FilePart>], octets: u64) -> String {
    const MOST: usize = 3;
    const PART: u64 = 10;
    let size = |file: &FilePart| file.encoded().len() as u64;
    let mut large: Vec<&Arc<FilePart>> = files.iter().filter(|file| size(file) * PART >= octets).collect();
    large.sort_by_key(|file| std::cmp::Reverse(size(file)));
    if let [file] = large.as_slice()
        && size(file) * PART >= octets * (PART - 1)
    {
        return format!(", nearly all of it for \"{}\"", shown(file.name()));
    }
    let said = large.iter().take(MOST).enumerate().map(|(index, file)| {
        let of = if index == 0 { " of it" } else { "" };
        format!(", {:.1} MB{of} for \"{}\"", size(file) as f64 / 1e6, shown(file.name()))
    });
    said.collect()
}

/// What is said of a From that is not the login, where it has to be, is replaced by it, or is of another house.
pub(super) fn not_login(from: &Mailbox, sender: &Sender) -> Option<String> {
    let from = &from.address;
    let login = sender.login.as_ref().filter(|login| !login.eq_ignore_ascii_case(from.as_str()))?;
    // Some log in with a number, or with the part before the @ alone.
    let (_, domain) = login.rsplit_once('@')?;
    if mailbox(login).is_some_and(|own| Some(own) == mailbox(from.as_str())) {
        return None;
    }
    let house = provider::by_domain(domain);
    let are_of_one = house.is_some_and(|house| house.owns(from.domain()));
    let said = match &sender.other_from {
        OtherFrom::Replaced => {
            "this provider puts the login there, unless the account has the other as an alias. Write the login into From, and the \
             other into Reply-To."
                .to_owned()
        }
        OtherFrom::Refused(reply) => {
            let reply = reply.as_ref().map_or_else(String::new, |reply| format!(" ({reply})"));
            let unless = if are_of_one { ", unless both are addresses of one mailbox" } else { "" };
            format!("this provider refuses that{reply}{unless}. Make them the same.")
        }
        OtherFrom::Unknown => {
            let title = &house.filter(|house| !house.hosts_domains && !are_of_one)?.title;
            format!(
                "a server for mailboxes of {title} mostly refuses a From of another domain, or receivers take it for forged. Write \
                 the login into From, and the other into Reply-To."
            )
        }
    };
    Some(format!("From is {from}, and the login {login}: {said}"))
}

/// What is the same in all ways to write a mailbox, where there are several: at Gmail, and at Yandex, which has each in all of its
/// domains; nothing for another address.
fn mailbox(address: &str) -> Option<(&'static str, String)> {
    let (local_part, domain) = address.rsplit_once('@')?;
    let (house, dot) = match provider::by_domain(domain)?.name.as_str() {
        "gmail" => ("gmail", ""),
        "yandex" => ("yandex", "-"),
        _ => return None,
    };
    let own = local_part.split('+').next().unwrap_or_default();
    Some((house, own.to_lowercase().replace('.', dot)))
}

/// What looks wrong about an address in From or Reply-To.
pub(super) fn of_sender(field: &str, address: &Address) -> Option<Flaw> {
    let place = format!("field {field}: \"{}\"", shown(address.as_str()));
    if field == "From" && address.is_example() {
        let what = format!("{place} is an example, and nobody's: put your own address into From.");
        return Some((Kind::Leftover, what, None));
    }
    if let Some(flaw) = addresses::of_sender(address) {
        return Some(of_field(field, address, flaw));
    }
    let is_unread = field == "Reply-To" && (address.is_example() || addresses::is_unread(address));
    let what = "nobody reads what is sent there, and answers go to it. Write the address that takes answers.";
    is_unread.then(|| (Kind::RoleAddress, format!("{place}: {what}"), None))
}

/// An address whose domain is one slip of the finger from the one of From.
pub(super) fn near_from(address: &Address, own: &str) -> Option<Flaw> {
    let domain = address.domain();
    if domain == own || domains::is_provider(domain) || !domains::is_near_seldom(domain, own) {
        return None;
    }
    let what = format!("the domain looks like {own}, which From has. Correct it if it is.");
    Some((Kind::TypoDomain, what, Some(format!("{}@{own}", address.local_part()))))
}

/// What is said of an address, with the field that it stands in.
pub(super) fn of_field(field: &str, address: &Address, (kind, what, suggestion): Flaw) -> Flaw {
    (kind, format!("field {field}: \"{}\": {what}", shown(address.as_str())), suggestion)
}

fn one(columns: &[usize]) -> Option<usize> {
    match columns {
        [column] => Some(*column),
        _ => None,
    }
}

/// Whether there is something to read. Of HTML, what is seen: no tags, no style sheet, no title.
fn has_text(body: &Body) -> bool {
    let Some(html) = body.html.as_deref() else {
        return body.text.as_deref().is_some_and(|text| !trimmed(text).is_empty());
    };
    // What is seen mostly begins near the beginning.
    let mut rest = html;
    loop {
        let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        if is_seen(text) {
            return true;
        }
        if behind.is_empty() {
            return false;
        }
        let hidden = HIDDEN.iter().find(|(name, _)| starts_with(&behind[1..], name));
        let Some((name, close)) = hidden else {
            rest = behind_tag(behind);
            let tag = &behind[..behind.len() - rest.len()];
            if is_unseen(tag) {
                rest = behind_element(tag, rest);
            }
            continue;
        };
        let at = memchr::memmem::find(&behind.as_bytes()[1..], close.as_bytes());
        rest = at.map_or("", |at| &behind[1 + at + close.len()..]);
        if *name != "!--" {
            rest = behind_tag(rest);
        }
    }
}

/// What begins with this is not seen up to that.
const HIDDEN: [(&str, &str); 4] = [("style", "</style"), ("script", "</script"), ("title", "</title"), ("!--", "-->")];

/// Whether a tag begins what no program shows: `<div style="display:none">`.
fn is_unseen(tag: &str) -> bool {
    const STYLES: [&str; 3] = ["display:none", "visibility:hidden", "font-size:0;"];
    if memchr::memchr2(b'y', b'Y', tag.as_bytes()).is_none() {
        return false;
    }
    let lower: String = tag.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    lower.contains("style=") && STYLES.iter().any(|style| lower.contains(style))
}

/// What stands behind an element that begins with a tag: all of its own kind in it have their ends before.
fn behind_element<'t>(tag: &str, inside: &'t str) -> &'t str {
    const VOID: [&str; 6] = ["img", "br", "hr", "input", "wbr", "col"];
    let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if name.is_empty() || tag.ends_with("/>") || VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) {
        return inside;
    }
    let (mut rest, mut open) = (inside, 1_usize);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let behind = &rest[at + 1..];
        let end = behind.strip_prefix('/');
        if starts_with(end.unwrap_or(behind), name) {
            open = if end.is_some() { open - 1 } else { open + 1 };
        }
        rest = behind_tag(&rest[at..]);
        if open == 0 {
            return rest;
        }
    }
    ""
}

fn behind_tag(text: &str) -> &str {
    memchr::memchr(b'>', text.as_bytes()).map_or("", |at| &text[at + 1..])
}

fn starts_with(tag: &str, name: &str) -> bool {
    let is_end = |behind: &[u8]| name == "!--" || !behind.first().is_some_and(u8::is_ascii_alphanumeric);
    tag.as_bytes().get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
        && is_end(&tag.as_bytes()[name.len()..])
}

/// Whether there is more than blanks, also those that are written as entities.
fn is_seen(text: &str) -> bool {
    let text = trimmed(text);
    !text.is_empty()
        && !text
            .split(';')
            .all(|part| matches!(part.trim(), "" | "&nbsp" | "&#160" | "&#xa0" | "&#xA0" | "&zwnj" | "&#8203"))
}

pub(super) fn attachment(look: &mut Look<'_>, uses: &Uses, file: &FilePart) {
    let (name, octets) = (file.name(), file.size());
    let is_common = uses.common_files.iter().any(|common| common == name);
    let column = one(&uses.attachment).filter(|_| !is_common);
    let place = |look: &Look<'_>| format!("{}attachment \"{}\": ", look.place(column), shown(name));
    if is_blank(file) {
        let what = match octets {
            0 => format!("{}is empty.", place(look)),
            _ => format!("{}is empty but for blanks. Save it anew.", place(look)),
        };
        return look.push(Kind::EmptyAttachment, column, what, None);
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    if let Some(why) = odd(name, ending, file.encoded()) {
        let what = format!("{}{why}", place(look));
        look.push(Kind::OddAttachment, column, what, None);
    }
    if ending == "pdf" && is_cut(file.encoded()) {
        // Own files that are all built so are readable, or no more than a trial.
        let kind = if is_common { Kind::OddAttachment } else { Kind::CutAttachment };
        look.push(kind, column, format!("{}{CUT}", place(look)), None);
    }
    if ending == "pdf" && !is_common && is_no_pdf(file.encoded()) {
        look.push(Kind::CutAttachment, column, format!("{}{NO_PDF}", place(look)), None);
    }
    let blocked = if BLOCKED.contains(&ending) {
        Some("many mailboxes refuse such files. Send a link instead.")
    } else {
        MACROS
            .contains(&ending)
            .then_some("has macros, and many mailboxes refuse such files. Save it without them, or as a PDF.")
    };
    if let Some(why) = blocked {
        let what = format!("{}{why}", place(look));
        look.push(Kind::BlockedAttachment, column, what, None);
    }
}

/// Whether a file has nothing in it, or blanks alone, or the brackets of a list of nothing.
fn is_blank(file: &FilePart) -> bool {
    const LONGEST: u64 = 64;
    let is_blank = || {
        let encoded: Vec<u8> = file.encoded().iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
        let decoded = STANDARD.decode(encoded).unwrap_or_else(|_| vec![0]);
        matches!(decoded.trim_ascii(), b"" | b"[]" | b"\xEF\xBB\xBF")
    };
    file.size() == 0 || file.size() <= LONGEST && is_blank()
}

/// Why a file is hardly what was to be sent.
fn odd(name: &str, ending: &str, encoded: &[u8]) -> Option<&'static str> {
    /// What a download has for an ending until it is there.
    const UNFINISHED: [&str; 6] = ["crdownload", "download", "part", "partial", "tmp", "temp"];
    /// What is no web page, whatever it begins with; old tables may be.
    const NO_PAGES: [&str; 9] = ["doc", "docx", "gif", "jpeg", "jpg", "pdf", "png", "pptx", "xlsx"];
    /// `<!DOCTYPE`, `<!doctype`, `<html`, `<HTML` in base64.
    const PAGES: [&[u8]; 4] = [b"PCFET0NUWVBF", b"PCFkb2N0eXBl", b"PGh0bW", b"PEhUT"];
    if name.starts_with("~$") {
        return Some("is what a program puts beside a file that is open, and not the file.");
    }
    if UNFINISHED.contains(&ending) {
        return Some("is a file that was not finished, by its ending. Fetch or save it anew.");
    }
    if ending == "pdf"
        && let Some(what) = other_than_pdf(encoded)
    {
        return Some(what);
    }
    if NO_PAGES.contains(&ending) && ending != "pdf" && encoded.starts_with(b"JVBERi0") {
        return Some("is a PDF inside, and not what its ending says. Give it the ending \".pdf\", or save it anew.");
    }
    let is_page = NO_PAGES.contains(&ending) && PAGES.iter().any(|begin| encoded.starts_with(begin));
    is_page.then_some("is a web page inside, and not what its ending says: an error page that was saved? Open it.")
}

/// What a file is, in base64, that is called a PDF and begins as something else does.
fn other_than_pdf(encoded: &[u8]) -> Option<&'static str> {
    const OTHERS: [(&[u8], &str); 9] = [
        (b"UEsDB", "is a Word or Excel file or an archive inside, and no PDF. Save it as a PDF anew."),
        (b"0M8R4KGx", "is an old Word or Excel file inside, and no PDF. Save it as a PDF anew."),
        (b"e1xydG", "is a text of a word processor inside (RTF), and no PDF. Save it as a PDF anew."),
        (b"TV", "is a program inside, and no PDF: mailboxes refuse it, and it may be harmful. Do not send it."),
        (b"iVBORw0KGg", "is a picture inside (PNG), and no PDF. Save it as a PDF anew."),
        (b"/9j/", "is a picture inside (JPEG), and no PDF. Save it as a PDF anew."),
        (b"R0lGOD", "is a picture inside (GIF), and no PDF. Save it as a PDF anew."),
        (b"H4sI", "is an archive inside, and no PDF. Save it as a PDF anew."),
        (b"N3q8rycc", "is an archive inside, and no PDF. Save it as a PDF anew."),
    ];
    // `MZ` ends within the third character.
    let is_begin = |begin: &[u8]| {
        encoded.starts_with(begin)
            && (begin != b"TV" || encoded.get(2).is_some_and(|third| (b'o'..=b'r').contains(third)))
    };
    OTHERS.iter().find(|(begin, _)| is_begin(begin)).map(|(_, what)| *what)
}

/// Whether a file, in lines of base64, has nothing of a PDF in its first thousand octets, where nothing else is known of it.
fn is_no_pdf(encoded: &[u8]) -> bool {
    const LINES: usize = 18;
    if encoded.starts_with(b"JVBERi0") || odd("", "pdf", encoded).is_some() {
        return false;
    }
    let first: Vec<u8> =
        encoded.split(|octet| *octet == b'\n').take(LINES).flat_map(<[u8]>::trim_ascii_end).copied().collect();
    memchr::memmem::find(&STANDARD.decode(first).unwrap_or_default(), b"%PDF").is_none()
}

/// Whether a file, in lines of base64, begins as a PDF and does not end as one, within the last thousand octets.
fn is_cut(encoded: &[u8]) -> bool {
    // Of 57 octets each. Most have their end in the last ones, and a file may go with every row.
    const LINES: [usize; 2] = [2, 20];
    let has_end = |lines: &usize| memchr::memmem::find(&end(encoded, *lines), b"%%EOF").is_some();
    encoded.starts_with(b"JVBERi0") && !LINES.iter().any(has_end)
}

/// What the last lines of base64 hold.
fn end(encoded: &[u8], lines: usize) -> Vec<u8> {
    let last: Vec<&[u8]> = encoded.trim_ascii_end().rsplit(|octet| *octet == b'\n').take(lines).collect();
    let last: Vec<u8> = last.into_iter().rev().flat_map(<[u8]>::trim_ascii_end).copied().collect();
    STANDARD.decode(last).unwrap_or_default()
}

#[cfg(test)]
mod tests;
