//! Domains that are called as the company of their row: `elektro-hansen.de` for Elektro Hansen GmbH, and `elektro-hanssen.de` by a slip.

use super::{Relation, Sample, Values, folded};
use crate::findings::{Kind, Look, Oddity, domains, shown};
use crate::merge::Uses;

/// A column of companies, and one of addresses, most of whose domains are called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Namesakes {
    by: usize,
    address: usize,
}

/// A shorter name with another letter is another one.
const SHORTEST: usize = 7;

/// Of the first rows, whose addresses the letter goes to.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Namesakes> {
    const FEWEST: usize = 8;
    let of_address = |address: usize| {
        (0..sample.columns.len()).filter(move |by| *by != address).map(move |by| Namesakes { by, address })
    };
    let is_habit = |pair: &Namesakes| {
        let (mut rows, mut hits, mut names) = (0, 0, Vec::new());
        for (company, address) in sample.pairs(pair.by, pair.address) {
            let Some(label) = label(address) else { continue };
            rows += 1;
            if words_of(company, |name| name == label).is_some() {
                hits += 1;
                names.push(label);
            }
            // Most columns have nothing to do with the domains.
            if rows == FEWEST && hits == 0 {
                return false;
            }
        }
        names.sort_unstable();
        names.dedup();
        hits >= FEWEST && hits * 2 >= rows && names.len() >= 3
    };
    uses.to.iter().copied().filter(|column| *column < sample.columns.len()).flat_map(of_address).find(is_habit)
}

/// What a domain is called: without signs, and without what stands before and behind it; none of a provider.
fn label(address: &str) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    if domains::is_known(domain) {
        return None;
    }
    let longest = domain.rsplit('.').skip(1).max_by_key(|label| label.len())?;
    Some(folded(longest, false)).filter(|label| !label.is_empty())
}

/// So many words of a company's name, and whether `ü` is `ue` in them, that make a domain of which something is true.
fn words_of(company: &str, is: impl Fn(&str) -> bool) -> Option<(usize, bool)> {
    [true, false].into_iter().find_map(|is_long| {
        let mut name = String::new();
        let at = words(company).position(|word| {
            name.push_str(&folded(word, is_long));
            is(&name)
        });
        Some((at? + 1, is_long))
    })
}

fn words(company: &str) -> impl Iterator<Item = &str> {
    company.split(|c: char| c.is_whitespace() || c == '-')
}

impl Namesakes {
    /// The domain of a row, and what was meant, if it is called as its company but for a letter.
    fn flaw<'a>(self, value: impl Fn(usize) -> &'a str) -> Option<(&'a str, String)> {
        let (company, address) = (value(self.by), value(self.address));
        let (_, domain) = address.rsplit_once('@').filter(|_| !company.is_empty())?;
        if is_plainly_called(company, domain) {
            return None;
        }
        let label = label(address).filter(|label| label.len() >= SHORTEST)?;
        if words_of(company, |name| name == label).is_some() {
            return None;
        }
        // What is a slip of a part of the name may be the whole of another.
        let (count, is_long) = words_of(company, |name| {
            name.len() >= SHORTEST
                && name.chars().next() == label.chars().next()
                && strsim::osa_distance(name, &label) == 1
                && !is_ending(name, &label)
        })?;
        let written = domain.split('.').find(|part| folded(part, false) == label)?;
        let meant: Vec<String> =
            words(company).take(count).map(|word| folded(word, is_long)).filter(|word| !word.is_empty()).collect();
        let meant = meant.join(if written.contains('-') { "-" } else { "" });
        Some((domain, domain.replacen(written, &meant, 1)))
    }
}

/// Whether a domain begins with all or the first of the words of a company, as most do.
fn is_plainly_called(company: &str, domain: &str) -> bool {
    let mut letters = company.bytes().filter(|octet| !matches!(octet, b' ' | b'-'));
    let mut same = 0;
    for octet in domain.bytes().take_while(|octet| *octet != b'.').filter(|octet| *octet != b'-') {
        if letters.next().is_none_or(|letter| !letter.eq_ignore_ascii_case(&octet)) {
            return false;
        }
        same += 1;
    }
    // What ends within a word is called after a piece of it.
    let mut length = 0;
    words(company).any(|word| {
        length += word.len();
        length == same
    })
}

/// Whether one goes on where the other ends: `hansens` and `hansen`.
fn is_ending(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

impl Relation for Namesakes {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.by, self.address])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let (domain, meant) = self.flaw(|column| line.value(column))?;
        let what = format!(
            "is in \"{}\", which is almost what {} ({}) is called. Is {} meant?",
            shown(domain),
            line.heading(self.by),
            shown(line.value(self.by)),
            shown(&meant)
        );
        Some((self.address, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const COMPANIES: [(&str, &str); 5] = [
        ("Elektro Hansen GmbH", "elektro-hansen.de"),
        ("Tischlerei Kolbe", "tischlerei-kolbe.de"),
        ("Stadtwerke Lübow", "stadtwerke-luebow.de"),
        ("Brauhaus Zur Linde KG", "brauhaus-linde.de"),
        ("Hollis & Sons Ltd", "mail.hollisandsons.co.uk"),
    ];

    fn namesakes(domain: impl Fn(usize) -> String) -> Option<Namesakes> {
        let rows: Vec<[String; 2]> =
            (0..40).map(|n| [COMPANIES[n % 5].0.to_owned(), format!("p{n}@{}", domain(n))]).collect();
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let columns = [Column::default(), Column::default()];
        of(&Sample { rows, columns: &columns }, &Uses { to: vec![1], ..Uses::default() })
    }

    #[test]
    fn domains_that_are_nearly_called_as_the_company_are_found() {
        let namesakes = namesakes(|n| COMPANIES[n % 5].1.to_owned()).unwrap();
        assert_eq!((namesakes.by, namesakes.address), (0, 1));
        for (company, address, odd) in [
            ("Elektro Hansen GmbH", "peter.kern@elektro-hanssen.de", Some(("elektro-hanssen.de", "elektro-hansen.de"))),
            ("Elektro Hansen GmbH", "peter.kern@elektrohasnen.de", Some(("elektrohasnen.de", "elektrohansen.de"))),
            ("Stadtwerke Lübow", "a@stadtwerke-lubov.de", Some(("stadtwerke-lubov.de", "stadtwerke-lubow.de"))),
            ("Garage Lefèvre", "a@garage-lefevbre.fr", Some(("garage-lefevbre.fr", "garage-lefevre.fr"))),
            ("Elektro Hansen GmbH", "a@elektro-hansen.de", None),
            ("Elektro Hansen GmbH", "a@elektrohansen.com", None),
            ("Elektro Hansen GmbH", "a@hansen.de", None),
            ("Elektro Hansen GmbH", "a@elektro-hansens.de", None),
            ("Elektro Hansen GmbH", "a@gmail.com", None),
            ("Stadtwerke Lübow", "a@stadtwerke-lubow.de", None),
            ("Haag AG", "a@haak.de", None),
            ("", "a@elektro-hanssen.de", None),
            ("Elektro Hansen GmbH", "", None),
        ] {
            let found = namesakes.flaw(|column| [company, address][column]);
            let found = found.as_ref().map(|(domain, meant)| (*domain, meant.as_str()));
            assert_eq!(found, odd, "{company} {address}");
        }
    }

    #[test]
    fn most_domains_are_plainly_called_so() {
        for (company, domain, is) in [
            ("Elektro Hansen GmbH", "elektro-hansen.de", true),
            ("Elektro-Hansen", "ElektroHansen.de", true),
            ("Elektro Hansen GmbH", "elektro.de", true),
            ("Elektro Hansen GmbH", "elektro-hanssen.de", false),
            ("Elektro Hansen GmbH", "elektro-hans.de", false),
            ("Elektro", "elektro-hansen.de", false),
            ("Stadtwerke Lübow", "stadtwerke-luebow.de", false),
            ("", "a.de", false),
        ] {
            assert_eq!(is_plainly_called(company, domain), is, "{company} {domain}");
        }
    }

    #[test]
    fn where_domains_are_called_otherwise_nothing_is_told() {
        assert_eq!(namesakes(|n| ["gmail.com", "web.de"][n % 2].to_owned()), None);
        assert_eq!(namesakes(|n| COMPANIES[(n + 1) % 5].1.to_owned()), None);
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(company in "(Elektro |é|-|\\PC){0,6}", address in "(elektro|@|[.]|é|\\PC){0,6}") {
            let _ = Namesakes { by: 0, address: 1 }.flaw(|column| [company.as_str(), address.as_str()][column]);
        }
    }
}
