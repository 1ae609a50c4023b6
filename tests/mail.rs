//! Addresses, mailboxes and envelopes: what is accepted, in which form, and what is said about the rest.

use mailshot::mail::{Address, Envelope, Mailbox};
use proptest::prelude::*;

fn reason(text: &str) -> String {
    Address::parse(text).expect_err(text).to_string()
}

#[test]
fn accepted_addresses_and_the_form_they_are_held_in() {
    let long_local = format!("{}@example.org", "a".repeat(64));
    let long_label = format!("a@{}.example", "b".repeat(63));
    for (text, held) in [
        ("jane@example.org", "jane@example.org"),
        ("  jane@example.org\t", "jane@example.org"),
        ("\u{3000}jane@example.org\u{a0}", "jane@example.org"),
        ("Jane.Doe+list@Example.ORG", "Jane.Doe+list@example.org"),
        ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
        ("12345@qq.com", "12345@qq.com"),
        ("user@localhost", "user@localhost"),
        ("user@mail_server", "user@mail_server"),
        ("user@1.2.3.4.example", "user@1.2.3.4.example"),
        ("user@a--b.example", "user@a--b.example"),
        ("\"jane doe\"@example.org", "\"jane doe\"@example.org"),
        ("\"a@b, c; <d>\"@example.org", "\"a@b, c; <d>\"@example.org"),
        (r#""a\"b\\c"@example.org"#, r#""a\"b\\c"@example.org"#),
        ("user@[192.0.2.1]", "user@[192.0.2.1]"),
        ("user@[ipv6:2001:DB8:0::1]", "user@[IPv6:2001:db8::1]"),
        ("user@例子.中国", "user@xn--fsqu00a.xn--fiqs8s"),
        ("user@BÜCHER.example", "user@xn--bcher-kva.example"),
        ("user@XN--BCHER-KVA.example", "user@xn--bcher-kva.example"),
        ("张三@example.org", "张三@example.org"),
        (long_local.as_str(), long_local.as_str()),
        (long_label.as_str(), long_label.as_str()),
    ] {
        let address = Address::parse(text).expect(text);
        assert_eq!(address.as_str(), held, "{text}");
        assert_eq!(format!("{}@{}", address.local_part(), address.domain()), held, "{text}");
        assert_eq!(address.needs_smtputf8(), text.starts_with('张'), "{text}");
    }
}

#[test]
fn refused_addresses_and_the_reason_given() {
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long_label = format!("a@{}.example", "b".repeat(64));
    let long_a_label = format!("a@{}.example", "中国人民".repeat(15));
    let long_domain = format!("a@{}example", "bcd.".repeat(70));
    let long_address = format!("{}@{}example", "a".repeat(64), "bcd.".repeat(47));
    for (text, reason_part) in [
        ("", "empty"),
        (" \t ", "empty"),
        ("jane", "no \"@\""),
        ("Jane Doe", "no \"@\""),
        ("jane@@example.org", "two \"@\""),
        ("jane@a@b", "two \"@\""),
        ("@example.org", "nothing before"),
        ("\"\"@example.org", "nothing before"),
        ("jane@", "nothing after"),
        (".jane@example.org", "dot at the beginning"),
        ("jane.@example.org", "dot right before"),
        ("jane..doe@example.org", "two dots in a row"),
        ("jane doe@example.org", "a space"),
        ("jane@exam ple.org", "a space"),
        ("jane\u{a0}doe@example.org", "a space"),
        ("jane@example.org\r\nRCPT TO:<x@y>", "control character (U+000D)"),
        ("jane@example.org\n", "control character (U+000A)"),
        ("\"jane\r\n doe\"@example.org", "control character (U+000D)"),
        ("jane\0@example.org", "control character (U+0000)"),
        ("jane\u{85}@example.org", "control character (U+0085)"),
        ("\u{feff}jane@example.org", "invisible character (U+FEFF)"),
        ("jane@example.org\u{200b}", "invisible character (U+200B)"),
        ("j\u{fffd}ne@example.org", "charset"),
        ("jane＠example.org", "full-width \"＠\"; type \"@\""),
        ("jane@example．org", "full-width \"．\"; type \".\""),
        ("jane@example。org", "full-width \"。\"; type \".\""),
        ("ｊane@example.org", "full-width \"ｊ\"; type \"j\""),
        ("a@x.example, b@x.example", "\",\" in it: two addresses?"),
        ("a@x.example;b@x.example", "\";\" in it: two addresses?"),
        ("li.si@163.com,", "a stray \",\" at its end"),
        ("li.si@163.com; ", "a stray \";\" at its end"),
        ("li.si@163.com；", "a stray \"；\" at its end"),
        ("li.si@163.com。", "a stray \"。\" at its end"),
        ("li.si@163，com", "type \".\""),
        ("li.si@163,com", "type \".\""),
        ("li.si@163.com；li.wu@163.com", "\"；\" in it: two addresses?"),
        ("li.si@163.com、li.wu@163.com", "\"、\" in it: two addresses?"),
        ("li.si@163.com li.wu@163.com", "two addresses? Give each its own row"),
        ("li.si@163", "is \".com\" missing?"),
        ("Li Si <li.si@163.com>", "a name and an address in one"),
        ("<a@x.example>", "\"<\" is not allowed"),
        ("mailto:a@x.example", "\":\" is not allowed"),
        ("\"jane\"doe@example.org", "double quote in the wrong place"),
        ("\"jane@example.org", "not closed"),
        ("\"jane\"", "no \"@\""),
        (long_local.as_str(), "65 octets before"),
        (long_label.as_str(), "label of 64 octets"),
        (long_a_label.as_str(), "label"),
        (long_domain.as_str(), "octets after"),
        (long_address.as_str(), "octets; 254 are allowed"),
        ("jane@example..org", "two dots in a row, or one at"),
        ("jane@.example.org", "two dots in a row, or one at"),
        ("jane@example.org.", "a dot at its end; take it out"),
        ("jane@-example.org", "hyphen"),
        ("jane@example-.org", "hyphen"),
        ("jane@192.0.2.1", "brackets"),
        ("jane@example.123", "brackets"),
        ("jane@exa!mple.org", "\"!\" is not allowed"),
        ("jane@exa(c)mple.org", "\"(\" is not allowed"),
        ("jane@xn--999999999.example", "international"),
        ("jane@bü!cher.example", "international"),
        ("jane@[192.0.2.256]", "address literal"),
        ("jane@[IPv6:2001::db8::1]", "address literal"),
        ("jane@[2001:db8::1]", "address literal"),
        ("jane@[192.0.2.1", "address literal"),
        ("jane@[]", "address literal"),
    ] {
        let said = reason(text);
        assert!(said.contains(reason_part), "{text:?}: {said}");
    }
}

#[test]
fn accepted_mailboxes() {
    for (text, name, address) in [
        ("jane@example.org", None, "jane@example.org"),
        ("<jane@example.org>", None, "jane@example.org"),
        ("Jane <jane@example.org>", Some("Jane"), "jane@example.org"),
        ("Jane   Doe<jane@example.org>", Some("Jane Doe"), "jane@example.org"),
        ("J. Doe <j@x.example>", Some("J. Doe"), "j@x.example"),
        ("张三 <z@qq.com>", Some("张三"), "z@qq.com"),
        ("张三，李四 <z@qq.com>", Some("张三，李四"), "z@qq.com"),
        ("\"Doe, Jane\" <jane@x.example>", Some("Doe, Jane"), "jane@x.example"),
        (r#""Jane \"J\" \\ Doe" <j@x.example>"#, Some(r#"Jane "J" \ Doe"#), "j@x.example"),
        ("\"a  b\" <j@x.example>", Some("a  b"), "j@x.example"),
        ("\"a\tb\" <j@x.example>", Some("a b"), "j@x.example"),
        ("\"\" <j@x.example>", None, "j@x.example"),
        ("j@x.example <j@x.example>", Some("j@x.example"), "j@x.example"),
        ("[Team] <j@x.example>", Some("[Team]"), "j@x.example"),
        ("Jane (her (own) \\) name) Doe <j@x.example>", Some("Jane Doe"), "j@x.example"),
        ("Jane < (here) j@x.example (there)> (end)", Some("Jane"), "j@x.example"),
        ("j@x.example (Jane)", None, "j@x.example"),
        ("Jane\r\n Doe <j@x.example>", Some("Jane Doe"), "j@x.example"),
        ("Jane Doe\r\n\t<j@x.example>", Some("Jane Doe"), "j@x.example"),
        ("\"Jane\r\n Doe\" <j@x.example>", Some("Jane Doe"), "j@x.example"),
        ("=?utf-8?B?5byg5LiJ?= <z@qq.com>", Some("张三"), "z@qq.com"),
        ("=?gb2312?B?1cXI/Q==?= <z@qq.com>", Some("张三"), "z@qq.com"),
        ("=?utf-8?q?J=C3=BCrgen_M?= <j@x.example>", Some("Jürgen M"), "j@x.example"),
        ("=?utf-8?Q?Doe,_Jane?= <j@x.example>", Some("Doe, Jane"), "j@x.example"),
        // One character split between two encoded-words, as some mail programs write it.
        ("=?utf-8?B?5byg5A==?= =?utf-8?B?uIk=?= <z@qq.com>", Some("张三"), "z@qq.com"),
        ("=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?= b <j@x.example>", Some("aü b"), "j@x.example"),
        ("=?klingon?Q?a?= <j@x.example>", Some("=?klingon?Q?a?="), "j@x.example"),
        ("\"=?utf-8?Q?a?=\" <j@x.example>", Some("=?utf-8?Q?a?="), "j@x.example"),
        ("\"jane doe\"@x.example", None, "\"jane doe\"@x.example"),
        ("Jane <\"a>b, c\"@x.example>", Some("Jane"), "\"a>b, c\"@x.example"),
        ("user@[IPv6:2001:db8::1]", None, "user@[IPv6:2001:db8::1]"),
        ("Jane <user@[IPv6:2001:db8::1]>,", Some("Jane"), "user@[IPv6:2001:db8::1]"),
    ] {
        let mailbox = Mailbox::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((mailbox.name.as_deref(), mailbox.address.as_str()), (name, address), "{text}");
        assert_eq!(Mailbox::parse(&mailbox.to_string()).as_ref(), Ok(&mailbox), "{text} → {mailbox}");
    }
}

#[test]
fn refused_mailboxes_and_the_reason_given() {
    for (text, reason_part) in [
        ("", "empty"),
        ("()", "empty"),
        ("Jane", "no \"@\""),
        ("Jane <>", "empty"),
        ("Jane <jane>", "no \"@\""),
        ("Jane jane@x.example", "Name <address>"),
        ("Doe, Jane <jane@x.example>", "put the name in double quotes: \"Doe, Jane\""),
        ("a@x.example, b@x.example", "two addresses?"),
        ("a@x.example; b@x.example", "two addresses?"),
        ("jane@web,de", "\",\" in the domain; type \".\""),
        ("Jane <a@x.example> <b@x.example>", "text after"),
        ("Jane <a@x.example> b", "text after"),
        ("Jane <a@x.example", "\"<\" that is not closed"),
        ("Jane a@x.example>", "\">\" that nothing opened"),
        ("Jane) <a@x.example>", "\")\" that nothing opened"),
        ("Jane (J <a@x.example>", "\"(\" that is not closed"),
        ("5\" disk <a@x.example>", "double quote that is not closed"),
        ("Re: Jane <a@x.example>", "\":\" outside quotes"),
        ("Friends: a@x.example;", "\":\" outside quotes"),
        ("Jane\r\nBcc: b@x.example <a@x.example>", "\":\" outside quotes"),
        ("Jane\r\nDoe <a@x.example>", "control character (U+000D)"),
        ("Jane\nDoe <a@x.example>", "control character (U+000A)"),
        ("\"Jane\r\nDoe\" <a@x.example>", "control character (U+000D)"),
        ("\"Jane\0\" <a@x.example>", "control character (U+0000)"),
        ("=?utf-8?Q?a=0D=0A_b?= <a@x.example>", "control character (U+000D)"),
        ("张三 ＜z@qq.com＞", "full-width"),
        ("张三 <z＠qq.com>", "full-width"),
    ] {
        let said = Mailbox::parse(text).expect_err(text).to_string();
        assert!(said.contains(reason_part), "{text:?}: {said}");
    }
}

#[test]
fn lists() {
    for (text, expected) in [
        ("", ""),
        (" , ", ""),
        ("a@x.example", "a@x.example"),
        ("a@x.example,b@x.example", "a@x.example|b@x.example"),
        ("a@x.example; b@x.example;", "a@x.example|b@x.example"),
        ("A <a@x.example>,, (c, d) \"B, C\" <b@x.example>,", "A <a@x.example>|\"B, C\" <b@x.example>"),
        ("Friends: a@x.example, B <b@x.example>;, c@x.example", "a@x.example|B <b@x.example>|c@x.example"),
        ("undisclosed-recipients:;", ""),
        ("u@[IPv6:::1], b@x.example", "u@[IPv6:::1]|b@x.example"),
    ] {
        let list = Mailbox::parse_list(text).unwrap_or_else(|(item, error)| panic!("{text}: {item}: {error}"));
        let written: Vec<String> = list.iter().map(ToString::to_string).collect();
        assert_eq!(written.join("|"), expected, "{text}");
    }
    for (text, item, reason_part) in [
        ("a@x.example, jane@@x.example, b", "jane@@x.example", "two \"@\""),
        ("Doe, Jane <jane@x.example>", "Doe", "double quotes: \"Doe, Jane\""),
        ("a@x.example, Doe, Jane <jane@x.example>", "Doe", "double quotes: \"Doe, Jane\""),
        ("a@x.example, \"b", "\"b", "not closed"),
        ("jane@web,de", "jane@web,de", "\",\" in the domain; type \".\""),
        ("jane@mail.school,edu", "jane@mail.school,edu", "\",\" in the domain"),
        ("b@x.example, jane@school,co.uk; c@x.example", "jane@school,co.uk", "\",\" in the domain"),
        ("jane@web.de,Bert", "Bert", "no \"@\""),
        ("jane@web, de", "de", "no \"@\""),
        ("jane@x.example, bert", "bert", "no \"@\""),
        ("Jane <jane@web>,de", "de", "no \"@\""),
        ("Friends: a@x.example", "Friends: a@x.example", "\":\" outside quotes"),
    ] {
        let (wrong, error) = Mailbox::parse_list(text).expect_err(text);
        assert_eq!(wrong, item, "{text}");
        assert!(error.to_string().contains(reason_part), "{text}: {error}");
    }
}

#[test]
fn hostile_fields_need_neither_stack_nor_time() {
    let deep = format!("{}{}a@x.example", "(".repeat(1_000_000), ")".repeat(1_000_000));
    assert!(Mailbox::parse(&deep).is_ok());
    for hostile in ["=?a?Q?", "@[", "\"", "(", "<", "a,", "a:", "a@", "ü.", "ab.ü@"] {
        let _ = Mailbox::parse_list(&hostile.repeat(200_000));
        let _ = Address::parse(&hostile.repeat(200_000));
    }
}

#[test]
fn an_envelope_has_each_address_once() {
    let list = Mailbox::parse_list("B <b@X.example>, a@x.example, b@x.example, B@x.example").unwrap();
    let envelope = Envelope::new(None, &list).unwrap();
    let paths: Vec<&str> = envelope.forward_paths.iter().map(Address::as_str).collect();
    assert_eq!(paths, ["b@x.example", "a@x.example", "B@x.example"]);
    assert_eq!(Envelope::new(None, &[]), None);
}

/// Texts that look enough like address fields to get past the first check.
fn field() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::string::string_regex("[ -~]{0,4}").expect("a regex"),
        proptest::sample::select(vec![
            "a", "@", "x.example", "<", ">", "\"", "\\", "(", ")", ",", ";", ":", ".", "[", "]", "[192.0.2.1]", " ",
            "\r\n ", "\r", "\n", "\0", "\t", "张三", "ü", "＠", "\u{200b}", "xn--", "-", "=?utf-8?B?5byg?=",
            "=?utf-8?Q?=0A?=", "=?", "?=", "<a@x>", "\"a b\"@x", "\u{3000}", "\u{202e}", "_", "😀",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn check_address(address: &Address) {
    assert!(!address.as_str().contains(char::is_control), "{address:?}");
    assert!(address.as_str().len() <= 254 && address.local_part().len() <= 64, "{address:?}");
    assert!(address.domain().is_ascii(), "{address:?}");
    assert!(!address.domain().contains([' ', '<', '>', ',', '@']), "{address:?}");
    if !address.local_part().starts_with('"') {
        assert!(!address.local_part().contains([' ', '<', '>', ',', ';', '@', '"', '(']), "{address:?}");
    }
    assert_eq!(Address::parse(address.as_str()).as_ref(), Ok(address));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_is_safe_and_reads_back(text in field()) {
        if let Ok(address) = Address::parse(&text) {
            check_address(&address);
        }
        if let Ok(mailbox) = Mailbox::parse(&text) {
            check_address(&mailbox.address);
            prop_assert!(!mailbox.name.as_deref().unwrap_or_default().contains(char::is_control));
            prop_assert_eq!(Mailbox::parse(&mailbox.to_string()), Ok(mailbox));
        }
        if let Ok(list) = Mailbox::parse_list(&text) {
            let written: Vec<String> = list.iter().map(ToString::to_string).collect();
            prop_assert_eq!(Mailbox::parse_list(&written.join(", ")), Ok(list));
        }
    }

    #[test]
    fn any_name_is_written_so_that_it_reads_back(name in "\\PC{1,30}") {
        prop_assume!(name.trim() == name && !name.contains(char::is_control));
        let mailbox = Mailbox { name: Some(name), address: Address::parse("a@x.example").unwrap() };
        prop_assert_eq!(Mailbox::parse(&mailbox.to_string()), Ok(mailbox));
    }

    #[test]
    fn a_name_of_any_characters_is_written_so_that_it_parses(name in any::<String>()) {
        let mailbox = Mailbox { name: Some(name), address: Address::parse("a@x.example").unwrap() };
        prop_assert_eq!(Mailbox::parse(&mailbox.to_string()).unwrap().address, mailbox.address);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = (Address::parse(&text), Mailbox::parse(&text), Mailbox::parse_list(&text).map(|_| ()));
    }
}
