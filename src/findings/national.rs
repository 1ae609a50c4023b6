//! Providers that have a domain in many countries: `yahoo.co.id` is one of its own, and `hotmial.fr` is none.

/// Their names, and the ends that each has.
const NATIONAL: [(&str, &[&str]); 16] = [
    (
        "yahoo",
        &[
            "com", "ae", "at", "be", "bg", "ca", "cl", "cn", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz",
            "co.th", "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.cn", "com.co", "com.hk", "com.mx", "com.my",
            "com.pe", "com.ph", "com.sg", "com.tr", "com.tw", "com.ua", "com.ve", "com.vn", "cz", "de", "dk", "ee",
            "es", "fi", "fr", "gr", "hr", "hu", "ie", "in", "it", "lt", "lv", "ne.jp", "nl", "no", "pl", "pt", "ro",
            "rs", "ru", "se", "si", "sk",
        ],
    ),
    (
        "hotmail",
        &[
            "com", "at", "be", "ca", "ch", "cl", "cn", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.th",
            "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.hk", "com.mx", "com.my", "com.ph", "com.sg", "com.tr",
            "com.tw", "com.vn", "cz", "de", "dk", "es", "fi", "fr", "gr", "hu", "ie", "it", "jp", "lt", "lu", "lv",
            "my", "nl", "no", "ph", "pt", "ro", "rs", "ru", "se", "sg", "sk",
        ],
    ),
    (
        "live",
        &[
            "com", "at", "be", "ca", "ch", "cl", "cn", "co.in", "co.kr", "co.uk", "co.za", "com.ar", "com.au",
            "com.br", "com.mx", "com.my", "com.pe", "com.ph", "com.pk", "com.pt", "com.sg", "com.tr", "com.ve", "de",
            "dk", "es", "fi", "fr", "hk", "ie", "in", "it", "jp", "lu", "nl", "no", "ph", "pl", "pt", "ru", "se",
        ],
    ),
    (
        "outlook",
        &[
            "com", "at", "be", "bg", "cl", "cn", "co.id", "co.il", "co.nz", "co.th", "co.uk", "com.ar", "com.au",
            "com.br", "com.es", "com.gr", "com.hr", "com.pe", "com.py", "com.tr", "com.ua", "com.vn", "cz", "de", "dk",
            "ec", "es", "fr", "hn", "hu", "ie", "in", "it", "jp", "kr", "lv", "mx", "my", "pa", "ph", "pk", "pt", "ro",
            "sa", "sg", "si", "sk", "tw", "uy",
        ],
    ),
    ("msn", &["com", "cn", "de", "es", "fr", "it", "nl", "co.uk"]),
    (
        "aol",
        &[
            "com", "at", "be", "ca", "ch", "co.uk", "com.au", "com.br", "com.mx", "cz", "de", "dk", "es", "fi", "fr",
            "hk", "in", "it", "jp", "kr", "nl", "pl", "ru", "se", "tw",
        ],
    ),
    (
        "gmx",
        &[
            "com", "at", "biz", "ca", "cc", "ch", "cn", "co.in", "co.uk", "com.br", "com.my", "com.tr", "de", "es",
            "eu", "fr", "hk", "ie", "info", "it", "li", "lu", "net", "org", "ph", "pt", "ru", "se", "sg", "tm", "tw",
            "us",
        ],
    ),
    ("orange", &["com", "be", "es", "fr", "jo", "lu", "md", "net", "nl", "pl", "ro", "sk", "tn"]),
    ("wanadoo", &["fr", "co.uk", "es", "nl", "jo"]),
    ("t-online", &["de", "hu"]),
    (
        "yandex",
        &[
            "com", "az", "by", "com.am", "com.ge", "com.tr", "ee", "eu", "fr", "kz", "lt", "lv", "md", "net", "ru",
            "tj", "tm", "ua", "uz",
        ],
    ),
    ("mail", &["com", "ru", "de", "ee", "bg", "ua", "lv", "ch", "fr", "be", "md", "kz"]),
    ("icloud", &["com", "com.cn"]),
    ("proton", &["me", "ch"]),
    ("protonmail", &["com", "ch"]),
    ("zoho", &["com", "com.au", "com.cn", "eu", "in", "jp"]),
];

/// Where mail is read for some minutes, by whoever likes.
const DISPOSABLE: [&str; 46] = [
    "0-mail.com", "10minutemail.com", "10minutemail.net", "20minutemail.com", "33mail.com", "byom.de", "discard.email",
    "discardmail.com", "discardmail.de", "dispostable.com", "emailondeck.com", "fakeinbox.com", "fakemail.net",
    "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com", "guerrillamail.de",
    "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "jetable.org",
    "mail-temporaire.fr", "mailcatch.com", "maildrop.cc", "mailinator.com", "mailinator.net", "mailnesia.com",
    "mintemail.com", "moakt.com", "mohmal.com", "mytemp.email", "sharklasers.com", "spambog.com", "spamgourmet.com",
    "temp-mail.org", "tempmail.com", "tempr.email", "throwawaymail.com", "trash-mail.com", "trashmail.com",
    "trashmail.de", "wegwerfmail.de", "yopmail.com",
];

/// Whether a domain is one of a provider in a country.
pub(super) fn is_one(domain: &str) -> bool {
    let Some((name, end)) = domain.split_once('.') else { return false };
    NATIONAL.iter().any(|(provider, ends)| *provider == name && ends.contains(&end))
}

/// The one that is meant by a domain whose name is mistyped: `hotmial.fr`.
pub(super) fn meant(domain: &str) -> Option<String> {
    /// Shorter names are close to too many, and `grange` is no `orange`.
    const MISTYPED: [&str; 5] = ["yahoo", "hotmail", "outlook", "wanadoo", "t-online"];
    let (name, end) = domain.split_once('.')?;
    let is_meant = |(provider, ends): &&(&str, &[&str])| {
        MISTYPED.contains(provider)
            && ends.contains(&end)
            && provider.as_bytes().first() == name.as_bytes().first()
            && strsim::osa_distance(provider, name) == 1
    };
    NATIONAL.iter().find(is_meant).map(|(provider, _)| format!("{provider}.{end}"))
}

/// Whether the mailboxes of a domain are thrown away.
pub(super) fn is_disposable(domain: &str) -> bool {
    DISPOSABLE.contains(&domain) || domain.strip_prefix("yopmail.").is_some_and(|end| matches!(end, "fr" | "net"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_providers_in_each_country_are_known() {
        for domain in ["yahoo.co.id", "yahoo.com.vn", "hotmail.be", "live.se", "gmx.fr", "orange.pl", "t-online.hu"] {
            assert!(is_one(domain), "{domain}");
        }
        assert!(!is_one("yahoo.school") && !is_one("school.de") && !is_one("yahoo") && !is_one(""));
    }

    #[test]
    fn mistyped_names_are_known_in_each_country() {
        for (domain, right) in [
            ("hotmial.fr", Some("hotmail.fr")),
            ("yaho.de", Some("yahoo.de")),
            ("outllook.es", Some("outlook.es")),
            ("wanado.fr", Some("wanadoo.fr")),
            ("grange.es", None),
            ("hotmail.fr", None),
            ("hotmial.school", None),
            ("lvie.nl", None),
        ] {
            assert_eq!(meant(domain).as_deref(), right, "{domain}");
        }
        assert!(is_disposable("mailinator.com") && is_disposable("yopmail.fr") && !is_disposable("mail.com"));
    }
}
