//! The letter as it was rendered.

use super::{Kind, Look, Sender, shown};
use crate::message::Draft;

/// Most servers take so much, and few take more (octets of the whole content).
const LARGE: u64 = 25_000_000;

/// Endings that Gmail, Outlook or QQ do not let in.
const BLOCKED: [&str; 20] = [
    "ade", "apk", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "ps1",
    "scr", "vbe", "vbs", "wsf",
];

pub(super) fn look(look: &mut Look<'_>, draft: &Draft, octets: u64, sender: &Sender) {
    if draft.subject.is_none() {
        look.find(
            Kind::NoSubject,
            "field Subject: is missing or empty. A letter without one is taken for spam.".to_owned(),
        );
    }
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    if is_blank(&draft.body.text) && is_blank(&draft.body.html) {
        look.find(Kind::EmptyBody, "the letter has no text. Is something missing below the empty line?".to_owned());
    }
    for file in &draft.attachments {
        attachment(look, file.name(), file.size());
    }
    let largest = sender.largest.unwrap_or(LARGE);
    if octets > largest {
        look.find(
            Kind::LargeMessage,
            format!(
                "the message has {:.1} MB, and {} {:.0} MB. Make its attachments smaller, or link to them.",
                octets as f64 / 1e6,
                if sender.largest.is_some() { "the server takes" } else { "most servers take" },
                largest as f64 / 1e6
            ),
        );
    }
    let recipients = draft.to.len() + draft.cc.len() + draft.bcc.len();
    if let Some(most) = sender.recipients.filter(|most| recipients > *most) {
        look.find(
            Kind::ManyRecipients,
            format!("{recipients} recipients, and the server takes {most} in one message."),
        );
    }
    if let Some(login) = &sender.login
        && !login.eq_ignore_ascii_case(draft.from.address.as_str())
    {
        look.find(
            Kind::FromIsNotLogin,
            format!(
                "From is {}, and the login {login}: this provider refuses that (553). Make them the same.",
                draft.from.address
            ),
        );
    }
}

/// Links and pictures. Quotation marks are as the template has them.
pub(super) fn look_closely(look: &mut Look<'_>, draft: &Draft) {
    let texts = [&draft.body.html, &draft.body.text];
    let Some(text) = texts.into_iter().flatten().next() else { return };
    let pictures =
        ["src=\"http://", "src='http://", "src=http://"].iter().map(|sign| text.matches(sign).count()).sum::<usize>();
    let all = text.matches("http://").count();
    if pictures > 0 {
        look.find(
            Kind::InsecureImage,
            "the letter shows a picture by http: most programs do not load it. Put the file beside the template, or use https."
                .to_owned(),
        );
    }
    if all > pictures {
        look.find(Kind::InsecureLink, "the letter has a link by http: use https if the site has it.".to_owned());
    }
}

pub(super) fn attachment(look: &mut Look<'_>, name: &str, octets: u64) {
    if octets == 0 {
        look.find(Kind::EmptyAttachment, format!("attachment \"{}\": is empty.", shown(name)));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| BLOCKED.contains(&ending.as_str())) {
        look.find(
            Kind::BlockedAttachment,
            format!("attachment \"{}\": many mailboxes refuse such files. Send a link instead.", shown(name)),
        );
    }
}
