//! What is the same in all letters because the author wrote it into the header section: told once, of the template.

use super::columns::Domains;
use super::{Finding, Kind, Sender, addresses, letter, shown};
use crate::merge::Template;

/// Of a template without a Subject.
const NO_SUBJECT: &str =
    "the template has no field Subject. A letter without one is taken for spam: add a line such as Subject: Hello";

/// What looks wrong about the header fields of a template.
pub(super) fn look(template: &Template, sender: &Sender, domains: &Domains) -> Vec<Finding> {
    let mut found: Vec<Finding> = mailboxes(template, domains).collect();
    if let Some(what) = template.from_of_all().and_then(|from| letter::not_login(from, sender)) {
        found.push(Finding::of_template(Kind::FromIsNotLogin, format!("{}: {what}", template.place_of("From")), None));
    }
    if !template.has_own_recipients()
        && !template.is_trial()
        && let Some((field, mailbox)) = template.recipients_of_all().next()
    {
        let what = format!(
            "{}: field {field}: every row is sent to \"{}\", and to nobody of the list. Is that meant? A column is written \
             {{{{ column }}}}.",
            template.place_of(field),
            shown(mailbox.address.as_str())
        );
        found.push(Finding::of_template(Kind::RepeatedAddress, what, None));
    }
    found.extend(subject(template));
    found
}

fn mailboxes(template: &Template, domains: &Domains) -> impl Iterator<Item = Finding> {
    let found = template.mailboxes_of_all().filter(|(field, _)| !(template.is_trial() && is_recipient(field)));
    found.filter_map(|(field, mailbox)| {
        let address = &mailbox.address;
        let (kind, what, suggestion) = if is_recipient(field) {
            let (kind, what, suggestion) = addresses::flaw(address, domains)?;
            (kind, format!("field {field}: \"{}\": {what}", shown(address.as_str())), suggestion)
        } else {
            letter::of_sender(field, address)?
        };
        Some(Finding::of_template(kind, format!("{}: {what}", template.place_of(field)), suggestion))
    })
}

fn is_recipient(field: &str) -> bool {
    matches!(field, "To" | "Cc" | "Bcc")
}

/// A Subject that is not there, is empty or too long.
fn subject(template: &Template) -> Option<Finding> {
    if !template.has_subject() {
        return Some(Finding::of_template(Kind::NoSubject, NO_SUBJECT.to_owned(), None));
    }
    let (kind, what) = letter::flaw_of_subject(template.subject_of_all()?)?;
    let what = format!("{}: field Subject: {what}", template.place_of("Subject"));
    Some(Finding::of_template(kind, what, None))
}
