//! What is the same in all letters because the author wrote it into the header section: told once, of the template.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::pictures::Pictures;
use super::plain::Plain;
use super::typed::{Columns, People, Typed};
use super::{asked, bygone, claims, enclosed, seasons, template, years};
use crate::findings::columns::Domains;
use crate::findings::{Finding, Kind, Sender, addresses, attachments, letter, shown};
use crate::input::{Header, Source};
use crate::mail::{Address, Mailbox};
use crate::merge::{Template, Written};

/// Of a template without a Subject.
const NO_SUBJECT: &str =
    "the template has no field Subject. A letter without one is taken for spam: add a line such as Subject: Hello";

/// What looks wrong about a template as a whole: its header fields, and what it says of a list and its files. `rows` are the first of
/// the list.
pub(in crate::findings) fn look(
    template: &Template,
    source: &Source,
    sender: &Sender,
    domains: &Domains,
    people: &People,
    rows: &[Vec<String>],
) -> Vec<Finding> {
    let addresses = address_column(rows);
    let mut found: Vec<Finding> = mailboxes(template, domains).collect();
    if let Some(what) = template.from_of_all().and_then(|from| letter::not_login(from, sender)) {
        found.push(Finding::of_template(Kind::FromIsNotLogin, format!("{}: {what}", template.place_of("From")), None));
    }
    found.extend(one_recipient(template, addresses.and_then(|column| source.header().names().get(column))));
    found.extend(asked::look(template.written(), source));
    found.extend(subject(template));
    found.extend(draft(template));
    found.extend(other_year(template).or_else(|| signed_with_other_year(template)));
    found.extend(attached(template, source.header(), rows).or_else(|| fewer(template)));
    found.extend(somebodys(template, source));
    found.extend(twice(template));
    found.extend(typed(template, source, people));
    found
}

fn mailboxes(template: &Template, domains: &Domains) -> impl Iterator<Item = Finding> {
    let from = template.from_of_all().map(|from| from.address.domain());
    let written = template.mailboxes_of_all().map(|(field, mailbox)| (field, mailbox.address.clone()));
    let found = written.chain(template.typed_recipient());
    let found = found.filter(|(field, _)| !(template.is_trial() && is_recipient(field)));
    found.filter_map(move |(field, address)| {
        // What many rows have is a domain of its own.
        let own = from.filter(|_| !domains.are_usual(address.domain()));
        let near_from = || Some(letter::of_field(field, &address, letter::near_from(&address, own?)?));
        let found = if is_recipient(field) {
            let flaw = addresses::flaw(&address, domains);
            // Colleagues have the domain of the one who sends, and the list another that is like it.
            let flaw = flaw.filter(|(kind, ..)| *kind != Kind::NearDomain || from != Some(address.domain()));
            flaw.map(|flaw| letter::of_field(field, &address, flaw))
        } else {
            letter::of_sender(field, &address)
        };
        let (kind, what, suggestion) = found.or_else(near_from)?;
        Some(Finding::of_template(kind, format!("{}: {what}", template.place_of(field)), suggestion))
    })
}

/// An address that every row is sent to, and the column of those that were meant.
fn one_recipient(template: &Template, column: Option<&String>) -> Option<Finding> {
    if template.is_trial() {
        return None;
    }
    let what = if let Some((field, address)) = template.typed_recipient() {
        let remedy = match column {
            Some(column) => format!("write {{{{ {} }}}} in its place.", shown(column)),
            None => "is that meant? A column is written {{ column }}.".to_owned(),
        };
        format!(
            "{}: field {field}: \"{}\" is the same address for every row: {remedy}",
            template.place_of(field),
            shown(address.as_str())
        )
    } else if template.has_own_recipients() {
        return None;
    } else {
        let (field, mailbox) = template.recipients_of_all().next()?;
        format!(
            "{}: field {field}: every row is sent to \"{}\", and to nobody of the list. Is that meant? A column is written \
             {{{{ {} }}}}.",
            template.place_of(field),
            shown(mailbox.address.as_str()),
            column.map_or("column".into(), |column| shown(column))
        )
    };
    Some(Finding::of_template(Kind::RepeatedAddress, what, None))
}

/// Addresses that every letter is sent to beside its own recipients, of so many letters: each gets as many copies.
pub(in crate::findings) fn copies(template: &Template, letters: u64) -> Vec<Finding> {
    /// Fewer may be meant.
    const FEWEST: u64 = 10;
    if letters < FEWEST || template.is_trial() || !template.has_own_recipients() || template.typed_recipient().is_some()
    {
        return Vec::new();
    }
    // Hidden copies are for an archive, and one's own are too.
    let is_own = |mailbox: &Mailbox| template.from_of_all().is_some_and(|from| from.address == mailbox.address);
    let of_field = |field: &'static str| {
        let others = template.recipients_of_all().filter(|(name, mailbox)| *name == field && !is_own(mailbox));
        let addresses: Vec<_> = others.map(|(_, mailbox)| shown(mailbox.address.as_str())).collect();
        let (last, rest) = addresses.split_last()?;
        let whom = if rest.is_empty() {
            format!("{last} gets {letters} copies")
        } else {
            format!("{} and {last} get {letters} copies each", rest.join(", "))
        };
        let what = format!(
            "{}: field {field}: {whom}, one for each row. Is that meant? For one copy, take the address out, and add a row for it \
             to the list.",
            template.place_of(field)
        );
        Some(Finding::of_template(Kind::RepeatedAddress, what, None))
    };
    ["To", "Cc"].into_iter().filter_map(of_field).collect()
}

/// The column that holds addresses in most of these rows.
fn address_column(rows: &[Vec<String>]) -> Option<usize> {
    let count = |column: usize| {
        let values = rows.iter().filter_map(|row| row.get(column));
        values.filter(|value| Address::parse(value).is_ok()).count()
    };
    let columns = 0..rows.first().map_or(0, Vec::len);
    let (count, Reverse(column)) = columns.map(|column| (count(column), Reverse(column))).max()?;
    (count * 2 > rows.len()).then_some(column)
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

/// A Subject that says that it is a draft's.
fn draft(template: &Template) -> Option<Finding> {
    let (_, subject) = template.field("Subject")?;
    let subject = template::without_tags(subject);
    let word = claims::draft(&subject)?;
    let what = format!(
        "{}: field Subject: \"{word}\" says that the letter is not ready. Take it out, if it is.",
        template.place_of("Subject")
    );
    Some(Finding::of_template(Kind::Leftover, what, None))
}

/// A Subject with another year behind a name than the rest of the letter has behind it.
fn other_year(template: &Template) -> Option<Finding> {
    let (_, subject) = template.field("Subject")?;
    let bare = template::without_tags(subject);
    let rest = rest(template);
    // Who thanks for one year may ask to the next.
    let later = || years::later_in_a_site(&bare, &rest).filter(|_| !bygone::looks_back(&bare));
    let (said, year) = years::other_year(&bare, &rest)
        .or_else(|| years::other_in_han(&bare, &rest))
        .or_else(|| seasons::other_season(&bare, &rest))
        .or_else(later)?;
    let what = format!(
        "{}: field Subject: \"{}\" is of another year than the rest of the letter, which has {year} there. Is it last year's?",
        template.place_of("Subject"),
        shown(said)
    );
    Some(Finding::of_template(Kind::OtherYear, what, None))
}

/// All of a letter but its Subject, without tags.
pub(super) fn rest(template: &Template) -> String {
    let of_text = |written: Written<'_>| {
        template::without_tags(written.text).lines().filter(|line| !is_subject(line)).collect::<Vec<_>>().join("\n")
    };
    template.written().map(of_text).collect::<Vec<_>>().join("\n")
}

/// A text that is signed with another year than the Subject has.
fn signed_with_other_year(template: &Template) -> Option<Finding> {
    let (_, subject) = template.field("Subject")?;
    let subject = template::without_tags(subject);
    template.written().enumerate().find_map(|(index, written)| {
        let text = template::without_tags(written.text);
        // What is included has no fields.
        let body = if index == 0 { template::behind_fields(&text) } else { 0 };
        let (from, to, year) = years::signed_with_other(&subject, &text[body..])?;
        let what = format!(
            "{}: \"{}\" is of another year than the Subject, which has {year} there. Is it last year's?",
            written.place(body + from),
            shown(&text[body + from..body + to])
        );
        Some(Finding::of_template(Kind::OtherYear, what, None))
    })
}

fn is_subject(line: &str) -> bool {
    line.get(.."subject:".len()).is_some_and(|begin| begin.eq_ignore_ascii_case("subject:"))
}

/// A text that says that something is attached, where no field attaches anything, and does not speak of a picture that it shows.
fn attached(template: &Template, header: &Header, rows: &[Vec<String>]) -> Option<Finding> {
    if template.has_attachments() || template.is_unread() {
        return None;
    }
    let own = template.from_of_all().and_then(|from| from.name.as_deref()).unwrap_or_default();
    let pictures = Pictures::of(template.written().map(|written| written.text), header, rows, own);
    let (file, phrase) = template.written().find_map(|written| {
        let text = template::without_tags(written.text).replace(['\n', '\r'], " ");
        let phrase = claims::attached(&text, |sentence| pictures.may_be_of(sentence))?;
        Some((written.file.display(), phrase))
    })?;
    let what = format!(
        "{file}: the text says \"{}\", and the template attaches nothing. Add a line such as Attachment: file.pdf above the \
         empty line.",
        phrase.trim()
    );
    Some(Finding::of_template(Kind::NoAttachment, what, None))
}

/// A text that says of how many files it is with, where fewer fields attach one.
fn fewer(template: &Template) -> Option<Finding> {
    let written = template.written().next()?;
    let fields = written.text[..template::behind_fields(written.text)].lines();
    let is_one = |line: &&str| line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case("attachment"));
    let fields = fields.filter(is_one).count();
    if fields == 0 || template.is_unread() {
        return None;
    }
    let (file, said) = template.written().find_map(|written| {
        let text = template::without_tags(written.text);
        let plain = Plain::of(&text, template::behind_fields(&text));
        enclosed::said(&plain.text).map(|said| (written.file.display(), said))
    })?;
    let what = format!(
        "{file}: the text says \"{}\", and the template attaches {}. Add a line such as Attachment: file.pdf above the empty \
         line, or correct the text.",
        shown(&said.words),
        if fields == 1 { "one file".to_owned() } else { format!("{fields} files") },
    );
    (fields < said.files).then(|| Finding::of_template(Kind::NoAttachment, what, None))
}

/// The same file in two fields.
fn twice(template: &Template) -> Option<Finding> {
    let written = template.written().next()?;
    let fields = &written.text[..template::behind_fields(written.text)];
    let mut seen = HashSet::new();
    let (line, file) = (1..).zip(fields.lines()).find_map(|(number, line)| {
        let (name, file) = line.split_once(':')?;
        let file = file.trim();
        let is_file = name.trim().eq_ignore_ascii_case("attachment") && !file.is_empty();
        (is_file && !seen.insert(file)).then_some((number, file))
    })?;
    let what =
        format!("{}:{line}: attachment \"{}\" stands here twice. Take one out.", written.file.display(), shown(file));
    Some(Finding::of_template(Kind::OddAttachment, what, None))
}

/// A file that goes with every letter and is one person's.
fn somebodys(template: &Template, source: &Source) -> Option<Finding> {
    let own = template.from_of_all().and_then(|from| from.name.as_deref()).unwrap_or_default();
    let whose = attachments::whose(source, &template.uses(), own)?;
    let written = template.written().next()?;
    let line = (1..).zip(written.text.lines()).find(|(_, line)| line.contains(&whose.file));
    let place = line.map_or_else(String::new, |(number, _)| format!(":{number}"));
    let what = format!(
        "{}{place}: attachment \"{}\" goes with every letter, and has the name or number of one of the list in it (\"{}\", line {}). \
         If each is to have their own, write a column such as {{{{ file }}}} in its place.",
        written.file.display(),
        shown(&whose.file),
        shown(&whose.said),
        whose.line
    );
    Some(Finding::of_template(Kind::SharedAttachment, what, None))
}

/// Names and links of somebody of the list in the text of all letters, and in their Subject.
fn typed(template: &Template, source: &Source, people: &People) -> Vec<Finding> {
    let own = template.from_of_all().and_then(|from| from.name.as_deref()).unwrap_or_default();
    let subject = template.field("Subject").and_then(|(_, subject)| {
        let subject = template::without_tags(subject);
        let typed = people.in_subject(&subject, own).or_else(|| people.called(&subject, own).into_iter().next());
        let Typed { from, to, columns } = typed?;
        Some(told(source, &template.place_of("Subject"), &subject[from..to], columns))
    });
    let mut found: Vec<Finding> = subject.into_iter().collect();
    for (index, written) in template.written().enumerate() {
        let text = template::without_tags(written.text);
        // What is included has no fields.
        let body = if index == 0 { template::behind_fields(&text) } else { 0 };
        let text = &text[body..];
        let mut all = people.all(text, own);
        let plain = Plain::of(text, 0);
        for Typed { from, to, columns } in people.called(&plain.text, own) {
            let name = &plain.text[from..to];
            let (from, to) = plain.place(from, to);
            let is_same = |told: &Typed| told.from < to && from < told.to || &text[told.from..told.to] == name;
            if !all.iter().any(is_same) && text.get(from..to).is_some() {
                all.push(Typed { from, to, columns });
            }
        }
        for Typed { from, to, columns } in all {
            let place = written.place(body + from);
            found.push(told(source, &place, &text[from..to], columns));
        }
    }
    found
}

fn told(source: &Source, place: &str, typed: &str, columns: Columns) -> Finding {
    let name = |column: usize| shown(source.header().names().get(column).map_or("", String::as_str)).into_owned();
    let (first, last) = columns;
    let last = last.map_or_else(String::new, |last| format!(" {{{{ {} }}}}", name(last)));
    let what = format!(
        "{place}: \"{}\" is in the list, and here in every letter. If each is to have their own, write {}{{{{ {} }}}}{last} in \
         its place.",
        shown(typed),
        if last.is_empty() { "a column such as " } else { "" },
        name(first)
    );
    Finding::of_template(Kind::TypedName, what, None)
}
