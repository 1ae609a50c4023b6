//! Domains: misspelt ones and dead ones.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::providers::{Co, ENDS, EXACT, OF_A_COUNTRY, OTHERS, SOUND, WELL_KNOWN, well_known};
use super::{Map, Set, national};
use crate::mail::DOCUMENTATION_DOMAINS;
use crate::provider;

/// The domains of the mailboxes that a preset is there for.
static PRESETS: LazyLock<Set<&str>> = LazyLock::new(|| provider::domains().collect());

/// Domains whose verdict is remembered, per thread.
const REMEMBERED: usize = 4_096;

thread_local! {
    static KNOWN: RefCell<Map<String, Verdict>> = RefCell::default();
}

/// What is to be said of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Sound,
    /// Almost this one, which is well known.
    Meant(String),
    /// A domain of its own, that few use; most mean this one.
    Other(String),
    Dead,
    /// It ends as no domain does. The one that was meant, where that can be told.
    NoTop(Option<&'static str>),
    /// Reserved for examples (RFC 2606).
    Example(Example),
    /// Valid, and seldom right: why.
    Odd(&'static str),
}

/// A domain of examples. Lists to try the program out with have the one or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Example {
    /// `example.com` itself.
    Whole,
    /// A part of one, or of a top level for examples: `students.example.com`, `school.example`, `a.test`.
    Part,
}

/// Whether a domain, in lower case, is one of examples: mail for them goes nowhere (RFC 2606 §2, §3).
pub(super) fn example(domain: &str) -> Option<Example> {
    if DOCUMENTATION_DOMAINS.contains(&domain) {
        return Some(Example::Whole);
    }
    let is_part =
        DOCUMENTATION_DOMAINS.iter().any(|whole| domain.strip_suffix(whole).is_some_and(|rest| rest.ends_with('.')))
            || domain.ends_with(".example")
            || domain.ends_with(".test");
    is_part.then_some(Example::Part)
}

/// What is to be said of a domain, as an address has it.
pub(super) fn verdict(domain: &str) -> Verdict {
    KNOWN.with_borrow_mut(|known| {
        if let Some(verdict) = known.get(domain) {
            return verdict.clone();
        }
        let verdict = judge(&domain.to_ascii_lowercase());
        if known.len() < REMEMBERED {
            known.insert(domain.to_owned(), verdict.clone());
        }
        verdict
    })
}

/// The domain that was probably meant by one that is almost that.
pub(crate) fn meant_domain(domain: &str) -> Option<String> {
    match verdict(domain) {
        Verdict::Meant(near) | Verdict::Other(near) => Some(near),
        Verdict::NoTop(near) => near.map(str::to_owned),
        _ => None,
    }
}

fn judge(domain: &str) -> Verdict {
    if domain.starts_with('[') {
        return Verdict::Odd("is a number of a machine, not a domain: most servers take no mail for one. Is it right?");
    }
    if let Some((_, right)) = OTHERS.iter().find(|(other, _)| *other == domain) {
        return Verdict::Other((*right).to_owned());
    }
    // People write the end that others of their country have.
    let is_of_country =
        |end: &str| ["co.", "com."].iter().find_map(|kind| end.strip_prefix(kind)).is_some_and(is_country);
    if domain.strip_prefix("gmail.").is_some_and(|end| is_country(end) && !is_slip(end, "com") || is_of_country(end)) {
        return Verdict::Other("gmail.com".to_owned());
    }
    if let Some(right) = without_last_letter(domain) {
        return Verdict::Other(right.to_owned());
    }
    // Universities of Cameroon have it; most people mean China's.
    if let Some(school) = domain.strip_suffix(".edu.cm") {
        return Verdict::Other(format!("{school}.edu.cn"));
    }
    if let Some(right) = find_meant(domain) {
        return Verdict::Meant(right);
    }
    if is_dead(domain) {
        return Verdict::Dead;
    }
    if let Some(example) = example(domain) {
        return Verdict::Example(example);
    }
    if domain.contains("xn--")
        && let Some(what) = mixed(domain)
    {
        return Verdict::Odd(what);
    }
    if !has_top(domain) {
        return Verdict::NoTop(of_same_name(domain));
    }
    if national::is_disposable(domain) {
        return Verdict::Odd(
            "is a mailbox to be thrown away after a few minutes, which nobody reads, or anybody. Is there another address?",
        );
    }
    if domain.contains('_') {
        return Verdict::Odd("has a \"_\" in its domain, which no domain on the internet has. Is it a \"-\"?");
    }
    Verdict::Sound
}

/// The well-known domain that was meant by one that is almost that.
fn find_meant(domain: &str) -> Option<String> {
    if is_known(domain) {
        return None;
    }
    if let Some((_, right)) = EXACT.iter().find(|(wrong, _)| *wrong == domain) {
        return Some((*right).to_owned());
    }
    if let Some(right) = look_alike(domain) {
        return Some(right.to_owned());
    }
    // Jordan has `com.jo`, and none of the ends of Japan.
    if let Some(right) = domain.strip_suffix(".jo").map(|name| format!("{name}.jp"))
        && [".co.jp", ".ne.jp", ".or.jp", ".ac.jp"].iter().any(|end| right.ends_with(end))
        && is_of_people(&right)
    {
        return Some(right);
    }
    let (name, end) = domain.split_once('.')?;
    if name == "www" && end.contains('.') {
        return Some(end.to_owned());
    }
    if let Some(right) = of_two_ends(domain).or_else(|| of_vip(domain)) {
        return Some(right);
    }
    // Typed or pasted twice: `163.com163.com`, `163.com.163.com`.
    if let Some(known) =
        well_known().find(|known| domain.strip_suffix(known).is_some_and(|begin| begin.trim_end_matches('.') == *known))
    {
        return Some(known.to_owned());
    }
    let close = |(other, co): &&(&str, Co)| {
        let (other_name, other_end) = other.split_once('.').unwrap_or((other, ""));
        // Short names are close to too many, and digits are seldom mistyped: there only the end may differ.
        let is_short = other_name.len() <= 4 || other_name.bytes().all(|octet| octet.is_ascii_digit());
        match (is_short, name == other_name) {
            (_, true) if is_of_another_country(end, other_end) => false,
            (_, true) => is_slip(end, other_end) || end == "co" && *co == Co::Slip,
            (true, false) => false,
            (false, false) => end == other_end && strsim::osa_distance(name, other_name) == 1,
        }
    };
    if let Some((found, _)) = WELL_KNOWN.iter().find(close) {
        return Some((*found).to_owned());
    }
    if let Some(found) =
        OF_A_COUNTRY.iter().find(|other| is_swapped_or_doubled(domain, other) || is_long_slip(domain, other))
    {
        return Some((*found).to_owned());
    }
    if let Some(found) = national::meant(domain) {
        return Some(found);
    }
    let is_end = |name: &str| matches!(name, "edu" | "ac" | "gov" | "org" | "net" | "co");
    if let Some((wrong, right)) = ENDS.iter().find(|(wrong, _)| domain.ends_with(wrong))
        && !domain.strip_suffix(wrong).is_some_and(is_end)
    {
        let right = format!("{}{right}", domain.strip_suffix(wrong)?);
        // `l63.con`
        return Some(look_alike(&right).map_or(right, str::to_owned));
    }
    let is_example = |label: &str| matches!(label, "exmaple" | "examlpe" | "exampel" | "exapmle" | "eaxmple");
    let right: Vec<&str> = domain.split('.').map(|label| if is_example(label) { "example" } else { label }).collect();
    Some(right.join(".")).filter(|right| right != domain)
}

/// Whether most people have their mailbox in domains like this one.
pub(super) fn is_provider(domain: &str) -> bool {
    well_known().any(|known| known == domain)
}

/// Whether a domain is one that many people have their mailbox in, in any country.
pub(super) fn is_known(domain: &str) -> bool {
    well_known().any(|known| known == domain)
        || SOUND.contains(&domain)
        || national::is_one(domain)
        || PRESETS.contains(domain)
}

/// The same, also of one that few have outside of its country.
pub(super) fn is_of_people(domain: &str) -> bool {
    is_known(domain) || OF_A_COUNTRY.contains(&domain)
}

/// `co.id` beside `co.in`: each country has one.
fn is_of_another_country(end: &str, other: &str) -> bool {
    let (Some((kind, country)), Some((other_kind, other))) = (end.split_once('.'), other.split_once('.')) else {
        return false;
    };
    kind == other_kind && country != other && is_country(country)
}

/// Two letters.
fn is_country(end: &str) -> bool {
    end.len() == 2 && has_top(end)
}

/// Whether a domain ends in one that there is (IANA's list).
pub(super) fn has_top(domain: &str) -> bool {
    tld::exist(domain.rsplit('.').next().unwrap_or_default())
}

/// The provider that a domain is but for its last letters: `sfr.f`, `att.ent`.
fn of_same_name(domain: &str) -> Option<&'static str> {
    let (name, top) = domain.rsplit_once('.')?;
    let is_meant =
        |known: &&str| known.rsplit_once('.').is_some_and(|(other, right)| other == name && is_almost_end(top, right));
    well_known().chain(SOUND).chain(OF_A_COUNTRY).chain(provider::domains()).find(is_meant)
}

/// Whether a name has two letters swapped, or one twice: `senzam.cz`, `bluewwin.ch`. Without a letter, or with another one, it
/// may be a name of its own: `libro.it`, `sezam.cz`.
fn is_swapped_or_doubled(domain: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    let (Some((name, end)), Some((right, right_end))) = (domain.split_once('.'), other.split_once('.')) else {
        return false;
    };
    if end != right_end || right.len() < SHORTEST || strsim::osa_distance(name, right) != 1 {
        return false;
    }
    let sorted = |text: &str| {
        let mut octets = text.as_bytes().to_vec();
        octets.sort_unstable();
        octets
    };
    let once = |text: &str| {
        let mut octets = text.as_bytes().to_vec();
        octets.dedup();
        octets
    };
    sorted(name) == sorted(right) || name.len() > right.len() && right.len() > SHORTEST && once(name) == once(right)
}

/// A long name with a letter too many, or one missing: `virginmeda.com`.
fn is_long_slip(domain: &str, other: &str) -> bool {
    const SHORTEST: usize = 9;
    let (Some((name, end)), Some((right, right_end))) = (domain.split_once('.'), other.split_once('.')) else {
        return false;
    };
    end == right_end && right.len() >= SHORTEST && name.len() != right.len() && strsim::osa_distance(name, right) == 1
}

/// The domain of a country's people that one is but for the last letter of `.com`: `virginmedia.co`, `sky.cm`.
fn without_last_letter(domain: &str) -> Option<&'static str> {
    let (name, end) = domain.split_once('.')?;
    let is_meant = |known: &&&str| known.split_once('.') == Some((name, "com"));
    OF_A_COUNTRY.iter().find(is_meant).copied().filter(|_| matches!(end, "co" | "cm" | "om"))
}

/// `163.com.cm`, `yahoo.com.fr`: a known domain, and what stands behind it is the slip of a country, or the right end of another one.
fn of_two_ends(domain: &str) -> Option<String> {
    let (rest, country) = domain.rsplit_once('.')?;
    let (name, kind) = rest.rsplit_once('.')?;
    if matches!(country, "cm" | "con") && well_known().any(|known| known == rest) {
        return Some(rest.to_owned());
    }
    let own = format!("{name}.{country}");
    let is_meant = kind == "com" && country != "cn" && is_country(country);
    (is_meant && SOUND.contains(&own.as_str())).then_some(own)
}

/// `vip.qq.co`
fn of_vip(domain: &str) -> Option<String> {
    let right = find_meant(domain.strip_prefix("vip.")?)?;
    matches!(right.as_str(), "163.com" | "126.com" | "qq.com" | "sina.com").then(|| format!("vip.{right}"))
}

/// `ent` for `net`, `c` for `com`.
fn is_almost_end(end: &str, right: &str) -> bool {
    right.starts_with(end) || strsim::osa_distance(end, right) == 1
}

/// The well-known domain that a domain looks like to the eye: Cyrillic letters in `gmail.com`, `l63.com`.
fn look_alike(domain: &str) -> Option<&'static str> {
    let (seen, _) = idna::domain_to_unicode(domain);
    let has_odd = seen.bytes().any(|octet| octet >= 0x80 || octet.is_ascii_digit() || octet == b'l');
    let skeleton = skeleton(&seen);
    well_known().find(|known| has_odd && *known != domain && self::skeleton(known) == skeleton)
}

/// What is odd about the letters of a domain in A-labels.
fn mixed(domain: &str) -> Option<&'static str> {
    let (seen, _) = idna::domain_to_unicode(domain);
    let has_latin = |label: &str| label.bytes().any(|octet| octet.is_ascii_alphabetic());
    let has_others = |label: &str| label.chars().any(|c| matches!(c, '\u{250}'..='\u{58F}' | '\u{13A0}'..='\u{13FF}'));
    if seen.split('.').any(|label| has_latin(label) && has_others(label)) {
        return Some("has letters of two alphabets in its domain, which look alike. Type the address anew.");
    }
    let top = seen.rsplit('.').next().unwrap_or_default();
    (has_latin(top) && !top.is_ascii())
        .then_some("has something behind its domain that does not belong there. Take it out.")
}

/// Whether a domain is one slip of the finger from another one, and hardly one of its own.
pub(super) fn is_near(domain: &str, other: &str) -> bool {
    /// Shorter labels are close to too many.
    const SHORTEST: usize = 5;
    if lacks_end(domain, other)
        || lacks_end(other, domain)
        || has_other_end(domain, other)
        || has_other_top(domain, other)
        || has_no_end(domain, other)
        || has_lost_kind(domain, other)
        || has_other_school_end(domain, other)
        || has_doubled_label(domain, other)
        || lacks_word(domain, other)
    {
        return true;
    }
    if domain.len().abs_diff(other.len()) > 1 || is_known(domain) {
        return false;
    }
    let without = |text: &str, what: fn(char) -> bool| text.replace(what, "");
    if without(domain, |c| c == '.') == without(other, |c| c == '.') {
        return domain != other;
    }
    has_slip_in_label(domain, other, SHORTEST)
}

/// The same of one that few have: two letters swapped, one missing or one too many, and nothing that may be meant.
pub(super) fn is_near_seldom(domain: &str, other: &str) -> bool {
    const SHORTEST: usize = 5;
    if has_other_school_end(domain, other) {
        return true;
    }
    let is_swapped = || domain.len() == other.len() && has_slip_in_label(domain, other, 2);
    domain.len().abs_diff(other.len()) <= 1
        && !is_known(domain)
        && (is_swapped() || has_slip_in_label(domain, other, SHORTEST))
}

/// Whether one label of so many letters at least is unlike, and has a letter too many, or one missing, or two that are swapped.
fn has_slip_in_label(domain: &str, other: &str, shortest: usize) -> bool {
    if domain.split('.').count() != other.split('.').count() {
        return false;
    }
    let mut unlike = domain.split('.').zip(other.split('.')).filter(|(one, other)| one != other);
    let (Some((one, other)), None) = (unlike.next(), unlike.next()) else { return false };
    // `class1` and `class2` are two.
    let without_digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    let is_numbered = without_digits(one) == without_digits(other);
    // Another letter makes another university as often as not: `unipd` and `unipi`.
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_slip = one.len() != other.len() || letters(one) == letters(other);
    // Staff and students.
    let are_both = matches!((one, other), ("mail", "mails" | "email") | ("mails" | "email", "mail"));
    other.len() >= shortest && !is_numbered && !are_both && is_slip && strsim::osa_distance(one, other) == 1
}

/// Whether a domain is another one without its end: `students.school` for `students.school.de`.
fn lacks_end(domain: &str, whole: &str) -> bool {
    let end = whole.strip_prefix(domain).and_then(|rest| rest.strip_prefix('.'));
    // A country behind a whole domain makes another one: `school.com.cn`.
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && end.is_some_and(|end| !end.contains('.'))
        && !matches!(top, "com" | "edu" | "org" | "net" | "ac" | "co" | "gov" | "gob" | "or" | "go" | "k12" | "sch")
}

/// Whether a domain is a school's or a company's own one but for its end: `school.com` for `school.org` or `school.com.cn`.
fn has_other_end(domain: &str, own: &str) -> bool {
    // The ones that end others stand before those.
    const ENDS: [&str; 23] = [
        "cn", "uk", "com", "org", "net", "edu", "con", "com.cn", "edu.cn", "org.cn", "net.cn", "con.cn", "cm.cn",
        "co.cn", "com.cm", "cn.com", "com.tw", "com.hk", "edu.tw", "edu.hk", "co.uk", "com.uk", "uk.com",
    ];
    let name = |domain: &'_ str| -> Option<(String, &'static str)> {
        let end = ENDS.iter().rev().find(|end| domain.strip_suffix(*end).is_some_and(|name| name.ends_with('.')))?;
        Some((domain[..domain.len() - end.len()].to_owned(), end))
    };
    let is_provider = |domain: &str| well_known().chain(SOUND).any(|known| known == domain);
    let (Some((one, end)), Some((other, other_end))) = (name(domain), name(own)) else { return false };
    one == other && end != other_end && !is_provider(domain) && !is_provider(own)
}

/// Whether a part of a domain stands there twice: `school.com.com.cn`.
fn has_doubled_label(domain: &str, own: &str) -> bool {
    let mut labels: Vec<&str> = domain.split('.').collect();
    let count = labels.len();
    labels.dedup();
    labels.len() < count && labels.into_iter().eq(own.split('.'))
}

/// Whether a domain is another one without the last word of its name: `lanhai.com.cn` for `lanhai-tech.com.cn`.
fn lacks_word(domain: &str, own: &str) -> bool {
    const SHORTEST: usize = 5;
    let (Some((name, end)), Some((own_name, own_end))) = (domain.split_once('.'), own.split_once('.')) else {
        return false;
    };
    let first = own_name.rsplit_once('-').map(|(first, _)| first);
    end == own_end && name.len() >= SHORTEST && first == Some(name) && !is_of_people(domain)
}

/// Whether a domain is a part of a school's or a company's own one but for its end: `stu.school.com` for `stu.school.cn`.
fn has_other_top(domain: &str, own: &str) -> bool {
    let name = |domain: &'_ str| -> Option<String> {
        let (name, top) = domain.rsplit_once('.')?;
        let (_, last) = name.rsplit_once('.')?;
        let is_whole = !SECOND.contains(&last) && has_top(top);
        is_whole.then(|| name.to_owned())
    };
    domain != own && name(domain).is_some_and(|one| name(own) == Some(one)) && !is_known(domain)
}

/// Whether a domain is another one without the label that says what it is of: `school.uk` for `school.ac.uk`.
fn has_lost_kind(domain: &str, own: &str) -> bool {
    let without = || {
        let (rest, top) = own.rsplit_once('.')?;
        let (name, kind) = rest.rsplit_once('.')?;
        Some((name, top)).filter(|_| matches!(kind, "ac" | "edu" | "gov" | "sch"))
    };
    without().is_some_and(|(name, top)| domain.strip_suffix(top).and_then(|rest| rest.strip_suffix('.')) == Some(name))
}

/// Whether a domain has the end of all the world behind that of schools, where another one has its country: `school.edu.com` for
/// `school.edu.cn`.
fn has_other_school_end(domain: &str, own: &str) -> bool {
    const WORLD: [&str; 3] = ["com", "net", "org"];
    let (Some((name, top)), Some((own_name, own_top))) = (domain.rsplit_once('.'), own.rsplit_once('.')) else {
        return false;
    };
    let is_of_school = [".edu", ".ac"].iter().any(|kind| name.ends_with(kind));
    is_of_school && name == own_name && WORLD.contains(&top) && is_country(own_top)
}

/// What stands before the country, and is nobody's name.
const SECOND: [&str; 12] = ["com", "co", "edu", "ac", "org", "or", "net", "ne", "gov", "go", "gob", "k12"];

/// Whether a domain is the one that another is a part of: `school.cn` of `stu.school.cn`.
pub(super) fn is_parent(domain: &str, part: &str) -> bool {
    let first = domain.split('.').next().unwrap_or_default();
    part.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
        && domain.contains('.')
        && !SECOND.contains(&first)
        && !is_known(domain)
}

/// Whether a domain is another one but for its end, and that is none that there is: `school.rog`.
fn has_no_end(domain: &str, own: &str) -> bool {
    let name = |domain: &'_ str| domain.rsplit_once('.').map(|(name, _)| name.to_owned());
    !has_top(domain) && name(domain).is_some_and(|one| name(own).is_some_and(|own| own == one))
}

/// Whether a domain has the name of another one, which is no provider's, and another end, whatever that is.
pub(super) fn is_namesake(domain: &str, own: &str) -> bool {
    const SHORTEST: usize = 5;
    let name = |domain: &'_ str| -> Option<String> {
        let (name, _) = domain.split_once('.')?;
        (name.len() >= SHORTEST).then(|| name.to_owned())
    };
    let end = |domain: &str| domain.split('.').count();
    let is_provider = |domain: &str| well_known().chain(SOUND).chain(OF_A_COUNTRY).any(|known| known == domain);
    // A department has a part more before its name, and no other end.
    domain != own
        && end(domain) <= 3
        && end(own) <= 3
        && name(domain).is_some_and(|one| name(own) == Some(one))
        && !is_provider(domain)
        && !is_provider(own)
}

/// A text with one letter for all that look the same.
fn skeleton(text: &str) -> String {
    let like = |c: char| match c {
        'а' | 'α' | 'ɑ' | 'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' => 'a',
        'ɡ' => 'g',
        'е' | 'ё' | 'є' | 'é' | 'è' | 'ê' | 'ë' => 'e',
        'о' | 'ο' | '0' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ѕ' => 's',
        'ј' => 'j',
        'һ' => 'h',
        'ԁ' => 'd',
        'ԛ' => 'q',
        'ԝ' | 'ω' => 'w',
        'м' => 'm',
        'т' | 'τ' => 't',
        'п' => 'n',
        'ν' => 'v',
        'к' | 'κ' => 'k',
        'в' => 'b',
        'з' | 'З' => '3',
        'б' => '6',
        'і' | 'ї' | 'ι' | 'ı' | 'ɩ' | 'í' | 'ì' | 'î' | 'ï' => 'i',
        '1' => 'l',
        other => other,
    };
    text.chars().map(like).collect()
}

/// Whether an end is another one mistyped, and not one of its own.
fn is_slip(end: &str, other: &str) -> bool {
    const OWN: [&str; 12] =
        ["co", "cn", "net", "org", "de", "cm.cn", "com.cn", "co.uk", "com.hk", "com.tw", "io", "me"];
    end != other && !OWN.contains(&end) && strsim::osa_distance(end, other) == 1
        || end == "cm"
        || end == "con"
        || end == "om"
}

/// No dot, or a top level that is for tests alone (RFC 2606, RFC 6761).
fn is_dead(domain: &str) -> bool {
    // `edu.con` is a slip of more than one domain.
    const RESERVED: [&str; 5] = ["invalid", "localhost", "local", "localdomain", "con"];
    let top = domain.rsplit('.').next().unwrap_or_default();
    !domain.starts_with('[')
        && (!domain.contains('.') || RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(top)))
}

#[cfg(test)]
mod tests;
