//! Lists: delimiters, quotes, charsets, and which rows are taken.

use crate::case::Expect::{Fault, Nothing, Sent};
use crate::case::{Arrived, Case, PLAIN, run};

fn hello_ann(arrived: &Arrived) {
    assert_eq!(arrived.accepted(), ["to@example.com"]);
    assert_eq!(arrived.mail().text(), "Hello Ann");
}

#[test]
fn lists_are_read() {
    run(&[
        Case { name: "comma", expect: Sent(hello_ann), ..PLAIN },
        Case {
            name: "a byte order mark is no part of the first name",
            list: b"\xef\xbb\xbfemail,name\nto@example.com,Ann\n",
            expect: Sent(hello_ann),
            ..PLAIN
        },
        Case { name: "TAB", list: b"email\tname\nto@example.com\tAnn\n", expect: Sent(hello_ann), ..PLAIN },
        Case { name: "semicolon", list: b"email;name\nto@example.com;Ann\n", expect: Sent(hello_ann), ..PLAIN },
        Case { name: "bar", list: b"email|name\nto@example.com|Ann\n", expect: Sent(hello_ann), ..PLAIN },
        Case { name: "CRLF", list: b"email,name\r\nto@example.com,Ann\r\n", expect: Sent(hello_ann), ..PLAIN },
        Case {
            name: "no line end at the end",
            list: b"email,name\nto@example.com,Ann",
            expect: Sent(hello_ann),
            ..PLAIN
        },
        Case {
            name: "empty lines are no rows",
            list: b"email,name\n\nto@example.com,Ann\n,\n\n",
            expect: Sent(hello_ann),
            ..PLAIN
        },
        Case {
            name: "blanks around a column's name are trimmed",
            list: b"email,name \nto@example.com,Ann\n",
            expect: Sent(hello_ann),
            ..PLAIN
        },
        Case {
            name: "doubled quotes and delimiters within quotes",
            list: b"email,name\nto@example.com,\"Ann, \"\"the reader\"\"\"\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "Hello Ann, \"the reader\"")),
            ..PLAIN
        },
        Case {
            name: "a line break within quotes",
            list: b"email,name\nto@example.com,\"Ann\nand Bob\"\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "Hello Ann\nand Bob")),
            ..PLAIN
        },
        Case {
            name: "UTF-8, and an address with a name in one cell",
            list: "email,name\nLaȝamon <to@example.com>,klâwen 😀\n".as_bytes(),
            expect: Sent(|arrived| {
                assert_eq!(arrived.accepted(), ["to@example.com"]);
                assert!(arrived.mail().to[0].is("Laȝamon", "to@example.com"), "{:?}", arrived.mail().to);
                assert_eq!(arrived.mail().text(), "Hello klâwen 😀");
            }),
            ..PLAIN
        },
        Case {
            name: "an open quote",
            list: b"email,name\nto@example.com,\"Ann\n",
            expect: Fault(&["list.csv:2"]),
            ..PLAIN
        },
        Case {
            name: "an open quote in a later row",
            list: b"email,name\none@example.com,Ann\ntwo@example.com,\"Bob\n",
            expect: Fault(&["list.csv:3"]),
            ..PLAIN
        },
        Case {
            name: "the same column twice",
            list: b"email,email\nto@example.com,x\n",
            expect: Fault(&["list.csv:1", "email"]),
            ..PLAIN
        },
    ]);
}

const THREE: Case = Case { list: b"email,name\na@example.com,A\nb@example.com,B\nc@example.com,C\n", ..PLAIN };

#[test]
fn rows_are_chosen() {
    fn all(arrived: &Arrived) {
        assert_eq!(arrived.accepted(), ["a@example.com", "b@example.com", "c@example.com"]);
    }
    run(&[
        Case { name: "all", expect: Sent(all), ..THREE },
        Case {
            name: "the first",
            args: &["--limit", "1"],
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["a@example.com"])),
            ..THREE
        },
        Case { name: "no more than there are", args: &["--limit", "10"], expect: Sent(all), ..THREE },
        Case { name: "none", args: &["--limit", "0"], expect: Nothing, ..THREE },
        Case {
            name: "from the second on",
            args: &["--rows", "2-3"],
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["b@example.com", "c@example.com"])),
            ..THREE
        },
        Case {
            name: "the last",
            args: &["--rows", "3-3"],
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["c@example.com"])),
            ..THREE
        },
        Case { name: "past the end", args: &["--rows", "4-9"], expect: Nothing, ..THREE },
        Case {
            name: "one of a range",
            args: &["--rows", "2-3", "--limit", "1"],
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["b@example.com"])),
            ..THREE
        },
        Case {
            name: "by an expression",
            args: &["--where", "name == \"B\""],
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["b@example.com"])),
            ..THREE
        },
        Case { name: "there is no row 0", args: &["--rows", "0-1"], expect: Fault(&["rows"]), ..THREE },
        Case { name: "a negative limit", args: &["--limit=-1"], expect: Fault(&["limit"]), ..THREE },
        Case { name: "a limit that is no number", args: &["--limit", "few"], expect: Fault(&["limit"]), ..THREE },
        Case {
            name: "a report of no known kind",
            args: &["--report", "report.bad"],
            expect: Fault(&["report.bad"]),
            ..THREE
        },
    ]);
}
