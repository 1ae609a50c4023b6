use super::*;

#[test]
fn slips_are_found() {
    for (domain, meant) in [
        ("gmial.com", "gmail.com"),
        ("163.com.cm", "163.com"),
        ("qq.com.con", "qq.com"),
        ("vip.qq.co", "vip.qq.com"),
        ("vip.163.con", "vip.163.com"),
        ("yahoo.com.fr", "yahoo.fr"),
        ("yahoo.uk", "yahoo.co.uk"),
        ("hotmail.uk", "hotmail.co.uk"),
        ("hotmail.com.uk", "hotmail.co.uk"),
        ("btinternet.co.uk", "btinternet.com"),
        ("virginmeda.com", "virginmedia.com"),
        ("blueyondr.co.uk", "blueyonder.co.uk"),
        ("yaeh.net", "yeah.net"),
        ("sina.cn.com", "sina.com"),
        ("wo.cm", "wo.cn"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmail.om", "gmail.com"),
        ("qq.con", "qq.com"),
        ("163.cm", "163.com"),
        ("l63.con", "163.com"),
        ("stu.linhu.edn.cn", "stu.linhu.edu.cn"),
        ("163.con", "163.com"),
        ("126.cmo", "126.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yaho.com", "yahoo.com"),
        ("yahooo.com", "yahoo.com"),
        ("iclould.com", "icloud.com"),
        ("foxmial.com", "foxmail.com"),
        ("school.example.con", "school.example.com"),
        ("pku.edu.con", "pku.edu.cn"),
        ("tsinghua.edu.c", "tsinghua.edu.cn"),
        ("sina.com.con", "sina.com"),
        ("163.con.cn", "163.com"),
        ("yeha.net", "yeah.net"),
        ("gmail.co", "gmail.com"),
        ("163.co", "163.com"),
        ("1663.com", "163.com"),
        ("sinna.com", "sina.com"),
        ("yaho.co.jp", "yahoo.co.jp"),
        ("yahoo.co.jo", "yahoo.co.jp"),
        ("ezweb.ne.jo", "ezweb.ne.jp"),
        ("docomo.ne.jo", "docomo.ne.jp"),
        ("docomo.co.jp", "docomo.ne.jp"),
        ("yaho.com.cn", "yahoo.com.cn"),
        ("comcast.nt", "comcast.net"),
        ("students.exmaple.com", "students.example.com"),
        ("163.comcom", "163.com"),
        ("163.com163.com", "163.com"),
        ("163.com.163.com", "163.com"),
        ("www.163.com", "163.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("yaho.de", "yahoo.de"),
        ("l63.com", "163.com"),
        ("gmai1.com", "gmail.com"),
        ("xn--gmil-63d.com", "gmail.com"),
        ("xn--16-ulc.com", "163.com"),
        ("gmx.dee", "gmx.de"),
        ("gmx.ed", "gmx.de"),
        ("web.dee", "web.de"),
        ("naver.con", "naver.com"),
        ("navr.com", "naver.com"),
        ("senzam.cz", "seznam.cz"),
        ("rmabler.ru", "rambler.ru"),
        ("virgiilo.it", "virgilio.it"),
        ("virgillio.it", "virgilio.it"),
        ("bluewwin.ch", "bluewin.ch"),
    ] {
        assert_eq!(find_meant(domain).as_deref(), Some(meant), "{domain}");
    }
}

#[test]
fn other_domains_are_left_alone() {
    for domain in well_known().chain(SOUND).chain([
        "example.com", "vip.qq.com", "q.com", "vip.163.com", "tsinghua.edu.cn", "mail.tsinghua.edu.cn", "aqq.com",
        "1163.com", "bmw.com", "me.net", "students.example.com", "hotmail.net", "b.example.org", "gov.cn",
        "yahoo.co.id", "yahoo.com.vn", "yahoo.com.tr", "hotmail.co.nz", "live.se", "gmx.se", "orange.pl", "yandex.eu",
        "ezweb.ne.jp", "ocn.ne.jp", "orange.jo", "minato.co.jo", "libro.it", "sezam.cz", "telnet.be", "webb.de",
        "allice.it", "interna.pl", "yahoo.com.jo",
    ]) {
        assert_eq!(find_meant(domain), None, "{domain}");
    }
}

#[test]
fn where_a_preset_s_mailboxes_are_nothing_is_wrong() {
    let presets = provider::all().iter().flat_map(|provider| &provider.domains);
    let doubted: Vec<&String> = presets.filter(|domain| judge(domain) != Verdict::Sound).collect();
    assert!(doubted.is_empty(), "{doubted:?}");
}

#[test]
fn domains_of_their_own_get_a_question() {
    for (domain, meant) in [
        ("gmail.net", "gmail.com"),
        ("163.cn", "163.com"),
        ("school.edu.cm", "school.edu.cn"),
        ("gmail.fr", "gmail.com"),
        ("gmail.lu", "gmail.com"),
        ("wed.de", "web.de"),
        ("qq.cn", "qq.com"),
    ] {
        assert_eq!(judge(domain), Verdict::Other(meant.to_owned()), "{domain}");
    }
    for domain in ["yahoo.cn", "hotmail.cn", "163.net", "vip.sina.com", "live.co"] {
        assert!(!matches!(judge(domain), Verdict::Other(_)), "{domain}");
    }
}

#[test]
fn domains_that_end_as_none_does_are_found() {
    for (domain, meant) in [
        ("gmail.c", Some("gmail.com")),
        ("sfr.f", Some("sfr.fr")),
        ("uol.com.b", Some("uol.com.br")),
        ("att.ent", Some("att.net")),
        ("daum.ent", Some("daum.net")),
        ("skynet.bee", Some("skynet.be")),
        ("bk.r", Some("bk.ru")),
        ("virgilio.ti", Some("virgilio.it")),
        ("bol.com.rb", Some("bol.com.br")),
        ("bluewin.c", Some("bluewin.ch")),
        ("hispeed.hc", Some("hispeed.ch")),
        ("kpnmail.ln", Some("kpnmail.nl")),
        ("wp.p", Some("wp.pl")),
        ("wp.pll", Some("wp.pl")),
        ("seznam.zc", Some("seznam.cz")),
        ("posteo.d", Some("posteo.de")),
        ("mailbox.or", Some("mailbox.org")),
        ("school.rog", None),
        ("city.intranet", None),
    ] {
        assert_eq!(judge(domain), Verdict::NoTop(meant), "{domain}");
    }
    for domain in ["talktalk.ne", "g.mail.com", "outlook.cn.com", "aoll.com", "gxm.de", "gmxx.de", "liberoo.it"] {
        assert!(matches!(judge(domain), Verdict::Meant(_)), "{domain}");
    }
    for domain in ["a.museum", "b.app", "c.berlin", "q.com", "xn--fiq228c5hs.xn--fiqs8s", "uni.ac.uk", "x.school"] {
        assert_eq!(judge(domain), Verdict::Sound, "{domain}");
    }
}

#[test]
fn domains_of_mixed_letters_are_odd() {
    let verdict = |domain: &str| judge(&idna::domain_to_ascii(domain).unwrap());
    for domain in ["163.com的", "schооl.edu.cn", "universιty.gr"] {
        assert!(matches!(verdict(domain), Verdict::Odd(_)), "{domain}");
    }
    assert!(matches!(verdict("mailinator.com"), Verdict::Odd(_)));
    assert_eq!(verdict("ɡmail.com"), Verdict::Meant("gmail.com".to_owned()));
    for domain in ["中国.中国", "uni-köln.de", "почта.рф", "淘宝taobao.cn"] {
        assert_eq!(verdict(domain), Verdict::Sound, "{domain}");
    }
}

#[test]
fn domains_of_examples_are_known() {
    for (domain, found) in [
        ("example.com", Some(Example::Whole)),
        ("example.org", Some(Example::Whole)),
        ("students.example.com", Some(Example::Part)),
        ("school.example", Some(Example::Part)),
        ("a.test", Some(Example::Part)),
        ("myexample.com", None),
        ("example.de", None),
        ("test.com", None),
        ("latest", None),
    ] {
        assert_eq!(example(domain), found, "{domain}");
    }
}

#[test]
fn dead_domains_are_found() {
    for (domain, dead) in
        [("localhost", true), ("intranet", true), ("a.invalid", true), ("[127.0.0.1]", false), ("a.example.com", false)]
    {
        assert_eq!(is_dead(domain), dead, "{domain}");
    }
}

#[test]
fn ends_of_schools_are_compared_with_those_of_the_other_rows() {
    for (domain, other, is) in [
        ("stu.linhu.edu.com", "stu.linhu.edu.cn", true),
        ("linhu.edu.org", "linhu.edu.cn", true),
        ("ashcombe.uk", "ashcombe.ac.uk", true),
        ("students.ashcombe.uk", "students.ashcombe.ac.uk", true),
        ("ashcombe.uk", "students.ashcombe.ac.uk", false),
        ("dahu.edu.com", "linhu.edu.cn", false),
        ("linhu.edu.cn", "linhu.edu.com", false),
        ("ashcombe.com", "stonecombe.ac.uk", false),
    ] {
        assert_eq!(has_other_school_end(domain, other) || has_lost_kind(domain, other), is, "{domain} {other}");
    }
}

#[test]
fn domains_that_most_mean_another_by_are_told_as_that() {
    for (domain, meant) in [
        ("gmail.co.uk", "gmail.com"),
        ("gmail.com.uk", "gmail.com"),
        ("gmail.com.au", "gmail.com"),
        ("139.co", "139.com"),
        ("613.com", "163.com"),
        ("163m.com", "163.com"),
        ("qq.net", "qq.com"),
        ("aliyun.cn", "aliyun.com"),
        ("sky.co", "sky.com"),
        ("sky.cm", "sky.com"),
        ("virginmedia.co", "virginmedia.com"),
        ("ntlworld.co", "ntlworld.com"),
        ("outlook.co.uk", "outlook.com"),
    ] {
        assert_eq!(verdict(domain), Verdict::Other(meant.to_owned()), "{domain}");
    }
    for domain in [
        "163.net", "yahoo.co.uk", "hotmail.co.uk", "live.co.uk", "outlook.de", "aliyun.com", "sina.com.cn",
        "vip.qq.com", "vip.163.com", "vip.sina.com", "wo.cn", "yahoo.com.ar", "yahoo.com.mx", "yahoo.com.br",
        "hotmail.com.ar", "virginmedia.com", "sky.com", "talktalk.net", "uol.com.br", "terra.com.br", "yahoo.com.au",
        "yahoo.co.nz", "yahoo.com.sg", "q.com", "139.com",
    ] {
        assert_eq!(verdict(domain), Verdict::Sound, "{domain}");
    }
    for domain in PRESETS.iter() {
        assert!(!matches!(verdict(domain), Verdict::Meant(_) | Verdict::Other(_)), "{domain}");
    }
}

#[test]
fn slips_of_the_end_of_a_companys_own_domain_are_found() {
    for domain in [
        "lanhai-tech.com.cm", "lanhai-tech.con.cn", "lanhai-tech.cn", "lanhai-tech.cn.com", "lanhai-tech.com.com.cn",
        "lanhai.com.cn",
    ] {
        assert!(is_near(domain, "lanhai-tech.com.cn"), "{domain}");
    }
    for (domain, own) in [("acme.uk", "acme.co.uk"), ("acme.com.uk", "acme.co.uk")] {
        assert!(is_near(domain, own), "{domain}");
    }
    for (domain, own) in [
        ("163.cn", "163.com"),
        ("sina.com.cn", "sina.cn"),
        ("sun.com.cn", "sun-tech.com.cn"),
        ("lanhai-shop.com.cn", "lanhai-tech.com.cn"),
        ("tech.com.cn", "lanhai-tech.com.cn"),
        ("yahoo.co.jp", "yahoo.com"),
        ("hotmail.co.uk", "hotmail.com"),
        ("ac.cn", "com.cn"),
    ] {
        assert!(!is_near(domain, own), "{domain} {own}");
    }
}
