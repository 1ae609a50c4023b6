//! Addresses that are valid, and hardly what was meant: an office's, an example, one with a spreadsheet's traces.

mod local_part;
mod unread;

use self::local_part::of_local_part;
pub(super) use self::unread::is_unread;
use super::columns::Domains;
use super::domains::{self, Example, Verdict};
use super::relations::folded;
use super::{Finding, Kind, Look, Sender, roles};
use crate::mail::{Address, Mailbox};

/// Names of nobody in a domain of examples, beside [`TRIALS`].
const EXAMPLES: [&str; 7] = ["user", "tester", "name", "email", "somebody", "john.doe", "abc"];

/// Domains that people type for an example, whatever stands before the `@`.
const FILLED: [&str; 8] = [
    "test.com", "domain.com", "yourdomain.com", "mydomain.com", "company.com", "yourcompany.com", "yourschool.com",
    "yourschool.edu",
];

/// Domains of examples (RFC 2606), and those that people type for one.
const EXAMPLE_DOMAINS: [&str; 8] = [
    "example.com", "example.org", "example.net", "test.com", "domain.com", "email.com", "yourdomain.com", "company.com",
];

/// Names that people type to see whether it works, whatever the domain.
const TRIALS: [&str; 20] = [
    "test", "test1", "test2", "test123", "testing", "testuser", "test.user", "example", "username", "user.name",
    "yourname", "your.name", "your-name", "your_name", "youremail", "your.email", "someone", "firstname.lastname",
    "first.last", "asdf",
];

/// The same in other languages, where some have such a surname: told of at a provider, and at a domain of the same name.
const TRIALS_ELSEWHERE: [&str; 17] = [
    "teste", "testes", "teste1", "teste123", "prueba", "pruebas", "prueba1", "prueba123", "essai", "essai1", "prova",
    "prova1", "ejemplo", "exemplo", "exemple", "esempio", "beispiel",
];

/// The longest of these and [`EXAMPLES`].
const LONGEST_TRIAL: usize = 18;

/// What programs and people write for a name that there is none of.
const NOTHINGS: [&str; 15] = [
    "undefined", "null", "nan", "none", "n.a", "tbd", "tbc", "tba", "todo", "xxx", "xxxx", "unknown", "noemail",
    "no-email", "nomail",
];

/// Of addresses that nobody reads; that a list has many of them says that it is one to try the program out with.
const EXAMPLE: &str = "is reserved for examples: nobody has a mailbox there. Type the right address.";
/// The same of a part of such a domain.
const PART_OF_EXAMPLE: &str =
    "belongs to a domain that is reserved for examples: nobody has a mailbox there. Type the right address.";

/// Of a letter, in the same words for each: what all have is the template's.
const REPEATED: &str = "the same address stands twice among To, Cc and Bcc of one letter. Take one out.";

const NOTHING: &str = "begins with what is written for nothing. Type the right address.";

/// What looks wrong about an address: what kind, why, and the address that was meant.
pub(super) type Flaw = (Kind, String, Option<String>);

/// Looks at the address of one of all mailboxes of a letter, which are in the order of To, Cc and Bcc.
pub(super) fn look<'m>(
    look: &mut Look<'_>,
    mailbox: &Mailbox,
    all: &(impl Iterator<Item = &'m Mailbox> + Clone),
    domains: &Domains,
) {
    let address = &mailbox.address;
    if let Some(flaw) = flaw(address, domains).filter(|flaw| !is_called_so(look, address, flaw)) {
        let column = look.column_of(address.as_str());
        // The domain is why it is almost another value of its column.
        if matches!(flaw.0, Kind::NearDomain | Kind::TypoDomain) && flaw.2.is_some() {
            let line = look.line;
            let is_near = |finding: &Finding| finding.kind == Kind::NearValue && finding.column == column;
            look.findings.retain(|finding| finding.line != line || column.is_none() || !is_near(finding));
        }
        look.find_address(column, address, flaw);
    }
    let is_perhaps_role = || {
        roles::is_perhaps_role(address.local_part(), address.domain(), look.record.fields.iter())
            && !domains::is_of_people(&address.domain().to_lowercase())
    };
    if let Some((kind, what)) = role(address).or_else(|| is_perhaps_role().then_some((Kind::Office, OFFICE))) {
        if kind == Kind::Office && is_copy(mailbox, all) {
            return;
        }
        let column = look.column_of(address.as_str());
        if kind == Kind::Office {
            look.find_office(column, address, what);
        } else {
            look.find_address(column, address, (kind, what.to_owned(), None));
        }
    }
}

/// Whether an office gets a copy of what goes to one of its own people, or is written to together with whom it is called by. That a
/// colleague of whom is written to gets a copy does not make an office of him.
fn is_copy<'m>(office: &Mailbox, all: &(impl Iterator<Item = &'m Mailbox> + Clone)) -> bool {
    const SHORTEST: usize = 3;
    let is_colleague = |other: &&Mailbox| {
        other.address != office.address
            && other.address.domain().eq_ignore_ascii_case(office.address.domain())
            && role(&other.address).is_none()
    };
    let is_before =
        || all.clone().take_while(|other| other.address != office.address).any(|other| is_colleague(&other));
    // What is not written in Latin letters is in an address somehow.
    let name = office.name.as_deref().unwrap_or_default();
    let words = name.split(|c: char| !c.is_alphanumeric()).map(|word| folded(word, false));
    let words: Vec<String> = words.filter(|word| word.len() >= SHORTEST && word.is_ascii()).collect();
    let is_called_by = |other: &Mailbox| {
        let text = other.address.as_str().to_lowercase();
        words.is_empty() || words.iter().any(|word| text.contains(word))
    };
    is_before() || all.clone().filter(is_colleague).any(is_called_by)
}

/// Whether the row has a name that is written as nothing is: `nan@naansbakery.co.uk` of Nan.
fn is_called_so(look: &Look<'_>, address: &Address, (kind, ..): &Flaw) -> bool {
    let is_name = |word: &str| {
        let is_capital = word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase);
        is_capital && word.eq_ignore_ascii_case(address.local_part())
    };
    *kind == Kind::Leftover
        && local_part::is_nothing(address.local_part())
        && look.record.fields.iter().any(|value| value.split(|c: char| !c.is_alphanumeric()).any(is_name))
}

/// Said of `info@`.
const OFFICE: &str = "is the address of an office, not of a person. Many do not answer it, or complain.";

/// What is said of an address that is no person's.
fn role(address: &Address) -> Option<(Kind, &'static str)> {
    if is_unread(address) {
        return Some((Kind::RoleAddress, "is an address that nobody reads, as it says itself. Type the right one."));
    }
    if roles::is_role(address.local_part()) {
        return Some((Kind::Office, OFFICE));
    }
    let what = "is the address of a mailing list: all of it gets what is one person's. Type the person's own.";
    is_of_a_list(address.domain()).then_some((Kind::RoleAddress, what))
}

/// `lists.example.org`, `googlegroups.com`; not `list.ru`, where people have their mailboxes, nor `list.co.uk`.
fn is_of_a_list(domain: &str) -> bool {
    const FIRST: [&str; 7] = ["lists.", "list.", "listserv.", "listes.", "listas.", "mailman.", "verteiler."];
    const KINDS: [&str; 8] = ["ac", "co", "com", "edu", "gov", "net", "or", "org"];
    let is_owned =
        |rest: &str| rest.split_once('.').is_some_and(|(name, end)| end.len() != 2 || !KINDS.contains(&name));
    FIRST.iter().any(|first| domain.strip_prefix(first).is_some_and(is_owned))
        || matches!(domain, "googlegroups.com" | "groups.io")
}

/// The address of the one who sends, in a row that is about somebody else.
pub(super) fn look_for_own<'m>(
    look: &mut Look<'_>,
    mailboxes: impl Iterator<Item = &'m Mailbox>,
    from: Option<&Mailbox>,
    sender: &Sender,
) {
    for mailbox in mailboxes {
        let address = &mailbox.address;
        let is_own = |own: &str| own.eq_ignore_ascii_case(address.as_str());
        let is_from = from.is_some_and(|from| is_own(from.address.as_str()));
        if !is_from && !sender.login.as_deref().is_some_and(is_own) {
            continue;
        }
        // Who sends may want a copy, in a row of the list.
        let name = from.and_then(|from| from.name.as_deref()).unwrap_or_default();
        let has_name = |value: &str| !value.is_empty() && name.split_whitespace().all(|word| value.contains(word));
        if name.is_empty() || !has_name(&look.record.fields.iter().collect::<Vec<_>>().join(" ")) {
            let column = look.column_of(address.as_str());
            let what = "is your own address, from which it is sent. Type the right one, if this row is another's.";
            look.find_address(column, address, (Kind::OwnAddress, what.to_owned(), None));
        }
    }
}

/// An address that one letter has twice: out of two columns, or because the author wrote one column twice.
pub(super) fn look_at_repeated<'m>(look: &mut Look<'_>, mailboxes: impl Iterator<Item = &'m Mailbox> + Clone) {
    if mailboxes.clone().nth(1).is_none() {
        return;
    }
    let all: Vec<&Address> = mailboxes.map(|mailbox| &mailbox.address).collect();
    for (index, address) in all.iter().enumerate() {
        if !all[..index].iter().any(|earlier| earlier.as_str().eq_ignore_ascii_case(address.as_str())) {
            continue;
        }
        if let [first, .., column] = look.columns_of(address.as_str())[..] {
            // That one of the two does not go with its row says less.
            let line = look.line;
            let is_why = |finding: &Finding| {
                finding.line == line
                    && finding.kind == Kind::OddRelation
                    && [Some(first), Some(column)].contains(&finding.column)
            };
            let told = look.findings.iter().find(|finding| is_why(finding)).and_then(|finding| finding.column);
            let (told, other) = if told == Some(first) { (first, column) } else { (column, first) };
            let what = format!(
                "is the address of {} too, and stands twice in one letter. Take one out, or type the other's.",
                look.heading(other)
            );
            look.findings.retain(|finding| !is_why(finding));
            look.find_address(Some(told), address, (Kind::RepeatedRecipient, what, None));
        } else {
            look.find(Kind::RepeatedRecipient, REPEATED.to_owned());
            return;
        }
    }
}

/// What is wrong with an address that sends or takes replies: From, Reply-To.
pub(super) fn of_sender(address: &Address) -> Option<Flaw> {
    of_domain(address, domains::verdict(address.domain())).or_else(|| beyond_ascii(address))
}

/// Letters that no mailbox of a well-known provider has.
fn beyond_ascii(address: &Address) -> Option<Flaw> {
    let (local_part, domain) = (address.local_part(), address.domain());
    let letter = local_part.chars().find(|letter| !letter.is_ascii()).filter(|_| domains::is_of_people(domain))?;
    let plain = |letter: char| if letter.is_ascii() { letter.to_string() } else { folded(&letter.to_string(), false) };
    let meant: String = local_part.chars().map(plain).collect();
    // Of other alphabets nobody knows how they are meant.
    let meant = Some(meant).filter(|meant| meant.is_ascii() && meant.len() >= local_part.chars().count());
    let what = format!(
        "{domain} has no mailbox with \"{letter}\" before the \"@\": what is sent there is lost. Type the right address."
    );
    Some((Kind::OddAddress, what, meant.map(|meant| format!("{meant}@{domain}"))))
}

pub(super) fn flaw(address: &Address, domains: &Domains) -> Option<Flaw> {
    match domains::verdict(address.domain()) {
        // A network may have names of its own.
        Verdict::NoTop(_) if domains.are_usual(address.domain()) => of_local_part(address),
        verdict @ Verdict::NoTop(_) => near(address, domains).or_else(|| of_domain(address, verdict)),
        Verdict::Sound => of_local_part(address).or_else(|| near(address, domains)).or_else(|| of_filled(address)),
        Verdict::Example(example) => of_local_part(address)
            .or_else(|| near(address, domains))
            .or_else(|| if domains.are_examples { None } else { Some(of_example(address.domain(), example)) }),
        verdict => of_domain(address, verdict),
    }
}

/// A domain that is almost one of which the list has many.
fn near(address: &Address, domains: &Domains) -> Option<Flaw> {
    let Some(right) = domains.near(address.domain()) else {
        let part = domains.part_of(address.domain())?;
        let what = format!("the domain is {}, and many rows have {part}. Is it the right one?", address.domain());
        return Some((Kind::NearDomain, what, None));
    };
    let what = format!("the domain looks like {right}, which other rows have. Correct it if it is.");
    Some((Kind::NearDomain, what, Some(format!("{}@{right}", address.local_part()))))
}

/// `a@a.com`, `xxx@xxx.com`, `anna@test.com`.
fn of_filled(address: &Address) -> Option<Flaw> {
    const KEYS: [&str; 12] =
        ["abc", "abcd", "abc123", "asd", "asdf", "qwe", "qwerty", "foo", "bar", "email", "e-mail", "correo"];
    let (local_part, domain) = (address.local_part(), address.domain());
    if FILLED.contains(&domain) {
        let what = format!("{domain} is what people type for an example. Type the right address, if it is one.");
        return Some((Kind::ExampleAddress, what, None));
    }
    let (name, end) = domain.split_once('.')?;
    let country = end.strip_prefix("co.").or_else(|| end.strip_prefix("com.")).unwrap_or(end);
    let is_same = name.eq_ignore_ascii_case(local_part) && (matches!(end, "com" | "net") || country.len() == 2);
    let is_one_key = || name.bytes().all(|octet| octet == name.as_bytes()[0]);
    let what = "looks like an address that was typed for a trial. Type the right one, if it is.";
    let is_typed = |names: &[&str]| names.contains(&name);
    (is_same && (is_typed(&KEYS) || is_typed(&TRIALS_ELSEWHERE) || is_one_key()))
        .then(|| (Kind::Leftover, what.to_owned(), None))
}

fn of_example(domain: &str, example: Example) -> Flaw {
    let (kind, what) = match example {
        Example::Whole => (Kind::ExampleAddress, EXAMPLE),
        Example::Part => (Kind::PartOfExample, PART_OF_EXAMPLE),
    };
    (kind, format!("{domain} {what}"), None)
}

fn of_domain(address: &Address, verdict: Verdict) -> Option<Flaw> {
    let domain = address.domain();
    let meant = |meant: &str| Some(format!("{}@{meant}", address.local_part()));
    match verdict {
        Verdict::Sound | Verdict::Example(_) => None,
        Verdict::Meant(right) => {
            let what = format!("the domain looks like {right}. Correct it if it is.");
            Some((Kind::TypoDomain, what, meant(&right)))
        }
        Verdict::Other(right) => {
            let what =
                format!("{domain} is a domain of its own, and few have their mailbox there. Did you mean {right}?");
            Some((Kind::TypoDomain, what, meant(&right)))
        }
        Verdict::Dead => {
            let right = of_bare_name(domain);
            let hint = right.map(|right| format!(" Did you mean {right}?")).unwrap_or_default();
            let what = match right {
                Some(_) => format!("\"{domain}\" is no complete domain. Correct it.{hint}"),
                None => format!("no mail goes to {domain} from elsewhere. Correct it."),
            };
            Some((Kind::DeadDomain, what, right.and_then(meant)))
        }
        Verdict::NoTop(right) => {
            let top = domain.rsplit('.').next().unwrap_or_default();
            let hint = right.map(|right| format!(" Did you mean {right}?")).unwrap_or_default();
            let what = format!("no domain ends in \".{top}\". Correct it.{hint}");
            Some((Kind::DeadDomain, what, right.and_then(meant)))
        }
        Verdict::Odd(what) => Some((Kind::OddAddress, what.to_owned(), None)),
    }
}

/// The provider that a domain without a dot is the name of: `anna@gmail`.
fn of_bare_name(domain: &str) -> Option<&'static str> {
    const PROVIDERS: [&str; 12] = [
        "163.com", "126.com", "aol.com", "foxmail.com", "gmail.com", "hotmail.com", "icloud.com", "outlook.com",
        "qq.com", "web.de", "yahoo.com", "yandex.ru",
    ];
    PROVIDERS.into_iter().find(|provider| provider.split_once('.').is_some_and(|(name, _)| name == domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Kind, Option<String>)> {
        flaw(&Address::parse(text).unwrap(), &Domains::default()).map(|(kind, _, suggestion)| (kind, suggestion))
    }

    #[test]
    fn answers_to_a_mailbox_that_nobody_can_have_are_told_of() {
        let found = |text: &str| of_sender(&Address::parse(text).unwrap()).map(|(kind, _, meant)| (kind, meant));
        for (address, meant) in [
            ("biuro.gdańsk@gmail.com", Some("biuro.gdansk@gmail.com")),
            ("josé@outlook.com", Some("jose@outlook.com")),
            ("周敏@163.com", None),
        ] {
            assert_eq!(found(address), Some((Kind::OddAddress, meant.map(str::to_owned))), "{address}");
        }
        for address in ["biuro.gdansk@gmail.com", "büro@verein-köln.de", "周敏@邮箱.中国"] {
            assert_eq!(found(address), None, "{address}");
        }
    }

    #[test]
    fn offices_and_lists_are_no_persons() {
        let is_told = |address: &str| role(&Address::parse(address).unwrap()).is_some();
        for address in [
            "office@a.de",
            "noreply@a.de",
            "alle-mitglieder@lists.bund.eu",
            "chor@list.verein.co.uk",
            "club@googlegroups.com",
        ] {
            assert!(is_told(address), "{address}");
        }
        for address in [
            "anna@a.de", "anna@listserve.de", "lists@a.de", "anna@mylists.de", "vgalkin.1970@list.ru", "anna@list.de",
            "jo@lists.org", "jo@list.co.uk",
        ] {
            assert!(!is_told(address), "{address}");
        }
    }

    #[test]
    fn an_office_that_gets_a_copy_is_told_from_one_in_the_place_of_somebody() {
        let is_one = |office: usize, all: &[&str]| {
            let all: Vec<Mailbox> = all.iter().map(|text| Mailbox::parse(text).unwrap()).collect();
            is_copy(&all[office], &all.iter())
        };
        for (office, all, is) in [
            (1, &["Anna Berg <anna@a.de>", "office@a.de"][..], true),
            (1, &["Anna Berg <anna@b.de>", "office@a.de"], false),
            (0, &["Berg GmbH <info@berg.de>", "anna@berg.de"], true),
            (0, &["Anna Berg <office@a.de>", "a.berg@a.de"], true),
            (0, &["office@a.de", "a.menon@a.de"], true),
            (0, &["任伟 <office@a.cn>", "renwei@a.cn"], true),
            (0, &["Lewis Fogarty <reception@a.uk>", "a.menon@a.uk"], false),
            (0, &["Lewis Fogarty <reception@a.uk>", "a.menon@b.uk", "info@a.uk"], false),
            (0, &["Lewis Fogarty <reception@a.uk>"], false),
        ] {
            assert_eq!(is_one(office, all), is, "{all:?}");
        }
    }

    #[test]
    fn odd_addresses_are_found_with_what_was_meant() {
        for (text, kind, meant) in [
            ("'li.uk@163.com", Kind::OddAddress, Some("li.uk@163.com")),
            ("123456789.0@qq.com", Kind::SpoiltNumber, Some("123456789@qq.com")),
            ("1.23457E+09@qq.com", Kind::SpoiltNumber, None),
            ("li%20uo@163.com", Kind::OddAddress, None),
            ("李四@163.com", Kind::OddAddress, None),
            ("müller@gmail.com", Kind::OddAddress, None),
            ("sabinе.berg@web.de", Kind::OddAddress, Some("sabine.berg@web.de")),
            ("user@example.com", Kind::Leftover, None),
            ("test@test.com", Kind::Leftover, None),
            ("a@gmial.com", Kind::TypoDomain, Some("a@gmail.com")),
            ("a@www.163.com", Kind::TypoDomain, Some("a@163.com")),
            ("a@gmаil.com", Kind::TypoDomain, Some("a@gmail.com")),
            ("a@my_school.com", Kind::OddAddress, None),
            ("a@[192.0.2.1]", Kind::OddAddress, None),
            ("a@localhost", Kind::DeadDomain, None),
            ("anna@gmail", Kind::DeadDomain, Some("anna@gmail.com")),
            ("test@school.edu.cn", Kind::Leftover, None),
            ("Your.Name@163.com", Kind::Leftover, None),
            ("john@example.com", Kind::ExampleAddress, None),
            ("undefined@163.com", Kind::Leftover, None),
            ("li*si@163.com", Kind::OddAddress, None),
            ("www.li@163.com", Kind::OddAddress, Some("li@163.com")),
            ("12@qq.com", Kind::OddAddress, None),
            ("3l234567O@qq.com", Kind::OddAddress, Some("312345670@qq.com")),
            ("o'brien@school.example", Kind::PartOfExample, None),
            ("test@students.example.org", Kind::Leftover, None),
            ("anna@a.test", Kind::PartOfExample, None),
            ("\"x.y\"@gmail.com", Kind::OddAddress, Some("x.y@gmail.com")),
            ("x.y'@gmail.com", Kind::OddAddress, Some("x.y@gmail.com")),
            ("x@gmäil.com", Kind::TypoDomain, Some("x@gmail.com")),
            ("name@gmail.com", Kind::Leftover, None),
            ("user@163.com", Kind::Leftover, None),
            ("TBD@gmail.com", Kind::Leftover, None),
            ("a@a.com", Kind::Leftover, None),
            ("abc@abc.com", Kind::Leftover, None),
            ("xxx@xxx.com", Kind::Leftover, None),
            ("teste@teste.pt", Kind::Leftover, None),
            ("teste@gmail.com", Kind::Leftover, None),
            ("prueba@gmail.com", Kind::Leftover, None),
            ("Essai@orange.fr", Kind::Leftover, None),
            ("prova@libero.it", Kind::Leftover, None),
            ("abc@abc.pt", Kind::Leftover, None),
            ("email@email.pt", Kind::Leftover, None),
            ("correo@correo.com.ar", Kind::Leftover, None),
            ("anna@test.com", Kind::ExampleAddress, None),
            ("anna@domain.com", Kind::ExampleAddress, None),
            ("a@att.ent", Kind::DeadDomain, Some("a@att.net")),
            ("a@school.rog", Kind::DeadDomain, None),
        ] {
            assert_eq!(found(text), Some((kind, meant.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn sound_addresses_are_left_alone() {
        for text in [
            "li.si@163.com", "123456789@qq.com", "o'brien@school.ie", "2023.01@school.ie", "testa@163.com",
            "12345@qq.com", "li3o@qq.com", "1@qqq.de", "anna@examples.com", "a+b@gmail.com", "1.5e@qq.com",
            "li@中国.中国", "bmw@bmw.com", "bmw@bmw.pt", "j.teste@gmail.com", "teste@mairie-lyon.fr",
            "prova@casaprova.it", "esse@essai.fr", "email@school.pt", "anna@aa.com", "user@school.ie",
            "name@school.ie",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
