//! Names of offices that may be somebody's too, or stand in a domain of his own.

use super::is_role;
use crate::findings::relations::folded;
use crate::findings::starts::{Start, Starts};

/// Names that stand for an office in a domain that is no person's own, where people have no mailboxes, and that somebody may be called by.
const PERHAPS: [&str; 198] = [
    "adherents", "adhesion", "affitti", "almacen", "alquileres", "aluguel", "alugueres", "apotheke", "bestuur",
    "bilgi", "board", "bonjour", "boutique", "box-office", "boxoffice", "buhgalter", "bureau", "cabinet", "caiwu",
    "cangku", "chair", "chairman", "chairperson", "chairwoman", "chongmu", "church", "clients", "clinic", "colegio",
    "committee", "condominio", "correio", "correo", "council", "courrier", "customer", "customercare", "customers",
    "czlonkowie", "dangwei", "dingdan", "e-mail", "ecole", "eigyo", "elternbeirat", "elternvertretung", "email",
    "enrollment", "enrolment", "enrolments", "equipe", "equipo", "escola", "escuela", "estates", "evenementen",
    "evenements", "event", "eventi", "eventos", "events", "facilities", "fuwu", "gemeinde", "gerance", "gestion",
    "gogaek", "gonghui", "gongsi", "group", "hallo", "hausmeister", "hello", "hola", "houqin", "huurders", "inquilini",
    "inquilino", "inquilinos", "insa", "jiesuan", "jimukyoku", "jinji", "jishu", "junta", "kaipiao", "kanzlei",
    "kasse", "kassenwart", "keiri", "kindergarten", "kita", "koho", "lager", "landlord", "leden", "ledenadministratie",
    "letting", "lettings", "lianxi", "locataires", "logistics", "loja", "madoguchi", "magasin", "magazin", "mail",
    "maintenance", "market", "members", "membership", "memberships", "mieter", "mieterservice", "mitglieder",
    "mitgliederverwaltung", "mitgliedschaft", "najem", "negozio", "nursery", "otdel", "parish", "penningmeester",
    "personal", "pfarramt", "pharmacy", "poczta", "post", "posta", "praxis", "qiantai", "registration",
    "registrations", "renshi", "rental", "rentals", "saiyo", "schatzmeister", "school", "schule", "schulleitung",
    "scuola", "security", "shangwu", "shichang", "shkola", "shop", "shouhou", "skarbnik", "sklad", "sklep", "soci",
    "socios", "soumu", "squadra", "standard", "store", "suppliers", "surgery", "syndic", "szkola", "team", "tenant",
    "tenants", "termine", "tesorero", "tesoriere", "tesoureiro", "ticketing", "tickets", "tienda", "toiawase",
    "treasurer", "tresorier", "trustees", "uketsuke", "veranstaltungen", "verein", "verhuur", "vermietung",
    "voorzitter", "vorstand", "warehouse", "werkstatt", "winkel", "wuliu", "wydarzenia", "xingzheng", "xingzhengban",
    "xuexiao", "yanfa", "yewu", "youeryuan", "zakaz", "zakazy", "zarzad", "zhaopin", "zongwu",
];

/// Those that may be a name in Pinyin, with the surnames that they begin with then.
const SURNAMES: [(&str, &str); 16] = [
    ("caiwu", "蔡"),
    ("dingdan", "丁"),
    ("fuwu", "傅付符伏富"),
    ("gonghui", "龚宫公巩"),
    ("houqin", "侯"),
    ("jishu", "纪季吉计"),
    ("lianxi", "连廉练莲"),
    ("renshi", "任"),
    ("shangwu", "尚商"),
    ("shichang", "史施石时"),
    ("wuliu", "吴武伍邬"),
    ("xingzheng", "邢"),
    ("yanfa", "严颜闫阎晏"),
    ("yewu", "叶"),
    ("zhaopin", "赵"),
    ("zongwu", "宗"),
];

/// Whether what stands before the `@` is an office, or the number of one (`admin01`), unless one of the values of its row is a name that makes it
/// somebody's: `mail@anna-berg.example`, `caiwu` of 蔡武. The domain is none where people have their mailboxes.
pub(in crate::findings) fn is_perhaps_role<'v>(
    local_part: &str,
    domain: &str,
    values: impl Iterator<Item = &'v str> + Clone,
) -> bool {
    const LONGEST: usize = 20;
    const MOST_DIGITS: usize = 3;
    static STARTS: Starts = Starts::of(&[&PERHAPS]);
    let role = local_part.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = local_part.len() - role.len();
    let is_one = |role: &str| {
        role.len() <= LONGEST
            && STARTS.may_have(Start::of(role.as_bytes()))
            && PERHAPS.iter().any(|perhaps| perhaps.eq_ignore_ascii_case(role))
    };
    let is_numbered = (1..=MOST_DIGITS).contains(&digits) && is_role(role);
    if !(is_one(local_part) || is_numbered) {
        return false;
    }
    let role = role.to_ascii_lowercase();
    let surnames = SURNAMES.iter().find(|(name, _)| *name == role).map_or("", |(_, surnames)| surnames);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let has_name = |value: &str| value.starts_with(|c| surnames.contains(c)) || letters(value) == role;
    !values.clone().any(has_name) && !is_own(domain, values)
}

/// Whether the name of a domain is made of names of the row, and nothing else.
fn is_own<'v>(domain: &str, values: impl Iterator<Item = &'v str>) -> bool {
    const SHORTEST: usize = 3;
    const MOST_PARTS: usize = 4;
    /// Where people have domains, and firms hardly.
    const OF_PERSONS: [&str; 4] = ["me", "name", "family", "blog"];
    if domain.rsplit('.').next().is_some_and(|top| OF_PERSONS.contains(&top)) {
        return true;
    }
    let mut words: Vec<String> = ["the", "family", "familie", "fam", "dr", "prof"].map(str::to_owned).into();
    for value in values.filter(|value| !value.contains('@')) {
        let parts = value
            .split(|c: char| !c.is_alphanumeric())
            .flat_map(|word| [false, true].map(|is_long| folded(word, is_long)));
        words.extend(parts.filter(|word| word.len() >= SHORTEST && word.is_ascii()));
    }
    let mut rest = folded(domain.split('.').next().unwrap_or_default(), false);
    for _ in 0..MOST_PARTS {
        let longest = words.iter().filter_map(|word| rest.strip_prefix(word.as_str())).min_by_key(|rest| rest.len());
        let Some(behind) = longest.map(str::to_owned) else { break };
        rest = behind;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_that_may_be_names_are_told_by_their_rows() {
        let is_one = |local_part: &str, domain: &str, values: &[&str]| {
            is_perhaps_role(local_part, domain, values.iter().copied())
        };
        for (local_part, domain, values) in [
            ("team", "silverstone-plumbing.co.uk", &["Patrick", "Silverstone"][..]),
            ("Hello", "studio-nord.example", &["Anna Berg"]),
            ("treasurer", "choir.example", &["Anna Berg"]),
            ("caiwu", "lanhai-tech.com.cn", &["李文斌"]),
            ("zhaopin", "lanhai-tech.com.cn", &["李文斌"]),
            ("admin01", "lanhai-tech.com.cn", &["李文斌"]),
            ("info2", "verein.example", &["Anna Berg"]),
            ("lettings", "harbour.example", &["Anna Berg"]),
            ("mitglieder", "verein.example", &["Anna Berg"]),
            ("penningmeester", "club.example", &[]),
        ] {
            assert!(is_one(local_part, domain, values), "{local_part}");
        }
        for (local_part, domain, values) in [
            ("hello", "anna-berg.example", &["Anna", "Berg"][..]),
            ("hello", "zoefitzgibbon.example", &["Zoë Fitzgibbon"]),
            ("hello", "zoemusic.me", &["Zoë Fitzgibbon"]),
            ("mail", "müller.example", &["Jörg Müller"]),
            ("mail", "juergen-mueller.example", &["Jürgen Müller"]),
            ("mail", "bergfamily.example", &["Anna Berg"]),
            ("post", "dr-lindqvist.example", &["Dr", "Nils Lindqvist"]),
            ("caiwu", "lanhai-tech.com.cn", &["蔡武"]),
            ("caiwu", "lanhai-tech.com.cn", &["Cai Wu"]),
            ("anna01", "verein.example", &["Anna Berg"]),
            ("info2024", "verein.example", &["Anna Berg"]),
            ("teamer", "verein.example", &["Anna Berg"]),
            ("", "verein.example", &[]),
        ] {
            assert!(!is_one(local_part, domain, values), "{local_part}");
        }
    }
}
