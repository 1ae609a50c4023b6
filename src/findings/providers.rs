//! Where people have their mailboxes, and how they mistype it.

/// What a domain's name with `.co` in the place of `.com` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Co {
    /// A slip: nobody has a mailbox there.
    Slip,
    /// Nothing that is known of, or there is no `.com`.
    Other,
}

/// Where most people have their mailbox.
pub(super) const WELL_KNOWN: [(&str, Co); 50] = [
    ("gmail.com", Co::Slip),
    ("googlemail.com", Co::Slip),
    ("outlook.com", Co::Slip),
    ("hotmail.com", Co::Slip),
    ("live.com", Co::Slip),
    ("msn.com", Co::Slip),
    ("yahoo.com", Co::Slip),
    ("ymail.com", Co::Other),
    ("icloud.com", Co::Slip),
    ("me.com", Co::Other),
    ("mac.com", Co::Other),
    ("aol.com", Co::Slip),
    ("gmx.com", Co::Other),
    ("gmx.de", Co::Other),
    ("gmx.net", Co::Other),
    ("web.de", Co::Other),
    ("mail.com", Co::Other),
    ("proton.me", Co::Other),
    ("protonmail.com", Co::Other),
    ("zoho.com", Co::Other),
    ("fastmail.com", Co::Other),
    ("yandex.ru", Co::Other),
    ("mail.ru", Co::Other),
    ("163.com", Co::Slip),
    ("126.com", Co::Slip),
    ("yeah.net", Co::Other),
    ("qq.com", Co::Slip),
    ("foxmail.com", Co::Slip),
    ("sina.com", Co::Slip),
    ("sohu.com", Co::Slip),
    ("aliyun.com", Co::Slip),
    ("139.com", Co::Other),
    ("189.cn", Co::Other),
    ("21cn.com", Co::Other),
    ("hotmail.co.uk", Co::Other),
    ("yahoo.co.uk", Co::Other),
    ("yahoo.co.jp", Co::Other),
    ("yahoo.com.cn", Co::Other),
    ("yahoo.com.hk", Co::Other),
    ("yahoo.com.tw", Co::Other),
    ("yahoo.co.in", Co::Other),
    ("comcast.net", Co::Other),
    ("verizon.net", Co::Other),
    ("orange.fr", Co::Other),
    ("wanadoo.fr", Co::Other),
    ("t-online.de", Co::Other),
    ("naver.com", Co::Other),
    ("hanmail.net", Co::Other),
    ("rediffmail.com", Co::Other),
    ("hushmail.com", Co::Other),
];

/// Their domains.
pub(super) fn well_known() -> impl Iterator<Item = &'static str> {
    WELL_KNOWN.iter().map(|(domain, _)| *domain)
}

/// Others that are as they should be, although they are close to one of those.
pub(super) const SOUND: [&str; 31] = [
    "email.com",
    "gmx.at",
    "gmx.ch",
    "yahoo.fr",
    "yahoo.de",
    "yahoo.it",
    "yahoo.es",
    "yahoo.ca",
    "yahoo.cn",
    "hotmail.fr",
    "hotmail.de",
    "hotmail.it",
    "hotmail.es",
    "hotmail.cn",
    "live.cn",
    "live.de",
    "live.fr",
    "live.it",
    "live.nl",
    "live.ca",
    "outlook.fr",
    "outlook.it",
    "outlook.es",
    "sina.cn",
    "188.com",
    "163.net",
    "mail.de",
    "ya.ru",
    "263.com",
    "263.net",
    "outlook.de",
];

/// Slips that no rule finds, since they are as near to other domains.
pub(super) const EXACT: [(&str, &str); 18] = [
    ("q.com", "qq.com"),
    ("qqq.com", "qq.com"),
    ("qq.comm.cn", "qq.com"),
    ("1663.com", "163.com"),
    ("1633.com", "163.com"),
    ("1266.com", "126.com"),
    ("1226.com", "126.com"),
    ("sinna.com", "sina.com"),
    ("sohoo.com", "sohu.com"),
    ("gmailcom.com", "gmail.com"),
    ("yeha.net", "yeah.net"),
    ("souhu.com", "sohu.com"),
    ("189.com", "189.cn"),
    ("foxmail.cn", "foxmail.com"),
    ("163.con.cn", "163.com"),
    ("vip.163.cm", "vip.163.com"),
    ("vip.126.cm", "vip.126.com"),
    ("vip.qq.cm", "vip.qq.com"),
];

/// Domains of their own: mail may go there, and most people mean another.
pub(super) const OTHERS: [(&str, &str); 17] = [
    ("136.com", "163.com"),
    ("162.com", "163.com"),
    ("16.com", "163.com"),
    ("216.com", "126.com"),
    ("aq.com", "qq.com"),
    ("alo.com", "aol.com"),
    ("sian.com", "sina.com"),
    ("shou.com", "sohu.com"),
    ("yeah.com", "yeah.net"),
    ("gmail.cn", "gmail.com"),
    ("gmail.net", "gmail.com"),
    ("gmail.com.cn", "gmail.com"),
    ("163.cn", "163.com"),
    ("163.com.cn", "163.com"),
    ("126.cn", "126.com"),
    ("126.com.cn", "126.com"),
    ("qq.com.cn", "qq.com"),
];

/// Ends of names that are often typed wrong, and what was meant.
pub(super) const ENDS: [(&str, &str); 15] = [
    (".ed.cn", ".edu.cn"),
    (".eud.cn", ".edu.cn"),
    (".edu.con", ".edu.cn"),
    (".edu.c", ".edu.cn"),
    (".com.con", ".com"),
    (".comcom", ".com"),
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".comm", ".com"),
    (".vom", ".com"),
    (".xom", ".com"),
    (".cpm", ".com"),
    (".com.com", ".com"),
    (".ner", ".net"),
];
