//! Companies, schools and offices whose people have their mailboxes in a domain of its own.

use std::collections::{HashMap, HashSet};

use super::{Sample, Values};
use crate::findings::{Kind, Look, Map, domains, shown};
use crate::merge::Uses;

/// A column each value of which goes with one domain of the addresses, and each domain with one value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Companies {
    pub(super) by: usize,
    /// The columns of addresses that the letter uses.
    pub(super) addresses: Vec<usize>,
    domains: Map<String, String>,
    /// The other way round.
    owners: Map<String, String>,
}

/// What so many rows have goes together.
const FEWEST: usize = 2;
/// Fewer companies show no habit.
const FEWEST_COMPANIES: usize = 3;
/// So many rows do.
const FEWEST_ROWS: usize = 15;

/// Of the first rows: the column the most values of which go with a domain.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Companies> {
    let columns = || 0..sample.columns.len();
    let are_addresses = |column: &usize| {
        let (mut values, mut addresses) = (0, 0);
        for value in sample.rows.iter().map(|row| row[*column]).filter(|value| !value.is_empty()) {
            values += 1;
            addresses += usize::from(domain(value).is_some());
        }
        uses.letter.contains(column) && addresses > 0 && addresses * 10 >= values * 8
    };
    let addresses: Vec<usize> = columns().filter(are_addresses).collect();
    let of_address = |address: usize| columns().filter(move |by| *by != address).map(move |by| (by, address));
    let all = addresses.iter().flat_map(|address| of_address(*address)).filter(|(by, _)| may_be_companies(sample, *by));
    let all = all.filter_map(|(by, address)| between(sample, by, address));
    let (_, by, domains) = all.min_by_key(|(misses, by, domains)| (std::cmp::Reverse(domains.len()), *misses, *by))?;
    let owners = domains.iter().map(|(company, domain)| (domain.clone(), company.clone())).collect();
    Some(Companies { by, addresses, domains, owners })
}

fn may_be_companies(sample: &Sample<'_>, column: usize) -> bool {
    let known = &sample.columns[column];
    !known.has_dates && !known.has_own && known.numbers.is_none() && known.sites.is_none()
}

/// The domain of an address, if it is no provider's, where anybody has a mailbox.
fn domain(address: &str) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.to_lowercase();
    (domain.contains('.') && !domain.contains([' ', '>', ',', ';'])).then_some(domain)
}

/// How many rows have another domain than their company, and which domain each has.
fn between(sample: &Sample<'_>, by: usize, address: usize) -> Option<(usize, usize, Map<String, String>)> {
    let pairs: Vec<(&str, String)> = sample
        .pairs(by, address)
        .filter_map(|(company, address)| Some((company, domain(address)?)))
        .filter(|(_, domain)| !domains::is_known(domain))
        .collect();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    pairs.iter().for_each(|(company, domain)| *counts.entry((company, domain)).or_default() += 1);
    // What most rows of a company have, and most rows with it are the company's.
    let total =
        |is: &dyn Fn(&(&str, &str)) -> bool| counts.iter().filter(|(key, _)| is(key)).map(|(_, count)| count).sum();
    let is_habit = |count: usize, of: usize| count >= FEWEST && (of - count <= 1 || (of - count) * 3 <= of);
    let mut domains: Map<String, String> = Map::default();
    let (mut rows, mut misses) = (0, 0);
    for (&(company, domain), &count) in &counts {
        let (of_company, of_domain): (usize, usize) = (total(&|key| key.0 == company), total(&|key| key.1 == domain));
        if is_habit(count, of_company) && is_habit(count, of_domain) && 2 * count > of_company.max(of_domain) {
            rows += count;
            misses += of_company.max(of_domain) - count;
            domains.insert(company.to_owned(), domain.to_owned());
        }
    }
    let distinct: HashSet<&String> = domains.values().collect();
    let is_told = domains.len() >= FEWEST_COMPANIES && distinct.len() == domains.len() && rows >= FEWEST_ROWS;
    // Some may be offices of one firm.
    let are_most = rows * 5 >= pairs.len() * 2 && (misses <= 2 || misses * 8 <= rows);
    (is_told && are_most).then_some((misses, by, domains))
}

impl Companies {
    /// The other company whose domain an address is in; nothing, where it is the own one's or nobody's.
    pub(super) fn flaw(&self, company: &str, address: &str) -> Option<&str> {
        if address.is_empty() {
            return None;
        }
        let own = self.domains.get(company)?;
        // Most are in the own one, and need not be looked for.
        if address.rsplit_once('@').is_none_or(|(_, domain)| domain.eq_ignore_ascii_case(own)) {
            return None;
        }
        self.owners.get(&domain(address)?).map(String::as_str)
    }
}

/// Finds addresses in the domain of another company.
pub(super) fn look(look: &mut Look<'_>, all: Option<&Companies>, line: Values<'_>) {
    let value = |column| line.value(column);
    if let Some(companies) = all {
        for &address in &companies.addresses {
            if let Some(other) = companies.flaw(value(companies.by), value(address))
                && !look.is_told([companies.by, address])
            {
                let what = format!(
                    "is in the domain of \"{}\", and {} is \"{}\". Is one of the two wrong?",
                    shown(other),
                    look.heading(companies.by),
                    shown(value(companies.by))
                );
                look.find_value(address, Kind::OddRelation, value(address), &what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn companies(rows: &[[String; 3]]) -> Option<Companies> {
        let columns = [Column::default(), Column::default(), Column::default()];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        of(&Sample { rows, columns: &columns }, &Uses { letter: vec![0, 1, 2], ..Uses::default() })
    }

    fn row(n: usize) -> [String; 3] {
        let all = [
            ("Halden Ltd", "halden.co.uk"),
            ("Nordlys AB", "nordlys.se"),
            ("Vento Srl", "vento.it"),
            ("Lycée Hugo", "hugo.fr"),
        ];
        let (company, domain) = all[n % 4];
        let cc = if n.is_multiple_of(7) { format!("office@{domain}") } else { String::new() };
        [company.to_owned(), format!("person{n}@{domain}"), cc]
    }

    #[test]
    fn an_address_of_another_company_is_found() {
        let mut rows: Vec<[String; 3]> = (0..40).map(row).collect();
        rows[3][1] = "someone@gmail.com".to_owned();
        rows[5][1] = "person5@vento.it".to_owned();
        let companies = companies(&rows).unwrap();
        assert_eq!((companies.by, companies.addresses.as_slice()), (0, &[1, 2][..]));
        for (company, address, other) in [
            ("Nordlys AB", "person5@vento.it", Some("Vento Srl")),
            ("Nordlys AB", "Office@HALDEN.co.uk", Some("Halden Ltd")),
            ("Nordlys AB", "a@nordlys.se", None),
            ("Nordlys AB", "a@gmail.com", None),
            ("Nordlys AB", "a@nordlys-data.se", None),
            ("Another", "a@vento.it", None),
            ("Nordlys AB", "", None),
            ("", "a@vento.it", None),
        ] {
            assert_eq!(companies.flaw(company, address), other, "{company} {address}");
        }
    }

    #[test]
    fn where_domains_are_shared_nothing_is_told() {
        let shared =
            |n: usize| [format!("Team {}", n % 4), format!("p{n}@{}", ["a.org", "b.org"][n % 2]), String::new()];
        assert_eq!(companies(&(0..40).map(shared).collect::<Vec<_>>()), None);
        let several =
            |n: usize| [["North", "South", "West"][n % 3].to_owned(), format!("p{n}@{}.org", n % 5), String::new()];
        assert_eq!(companies(&(0..40).map(several).collect::<Vec<_>>()), None);
        let private =
            |n: usize| [format!("Firm {}", n % 4), format!("p{n}@{}", ["gmail.com", "web.de"][n % 2]), String::new()];
        assert_eq!(companies(&(0..40).map(private).collect::<Vec<_>>()), None);
        assert_eq!(companies(&(0..12).map(row).collect::<Vec<_>>()), None);
    }
}
