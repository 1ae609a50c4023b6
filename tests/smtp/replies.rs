//! The reader of replies, fed with anything in any pieces.

use mailshot::smtp::{Capabilities, Reply, ReplyReader};
use proptest::prelude::*;

/// Everything a reader makes of octets that come in these pieces.
fn replies<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Reply>, Option<String>, bool) {
    let mut reader = ReplyReader::new();
    let mut found = Vec::new();
    for piece in pieces {
        reader.push(piece);
        loop {
            match reader.next_reply() {
                Ok(Some(reply)) => found.push(reply),
                Ok(None) => break,
                Err(error) => return (found, Some(error.to_string()), reader.has_rest()),
            }
        }
    }
    (found, None, reader.has_rest())
}

/// Octets that look like replies often enough.
fn reply_octets() -> impl Strategy<Value = Vec<u8>> {
    let line = (
        prop_oneof![8 => Just("250"), 2 => Just("354"), 2 => Just("550"), 1 => Just("199"), 1 => Just("x")],
        prop_oneof![Just("-"), Just(" "), Just(""), Just("\t")],
        prop_oneof![
            Just(b"ok".to_vec()),
            Just(b"5.1.1 no".to_vec()),
            Just("登录".as_bytes().to_vec()),
            Just(b"\xb5\xc7\xc2\xbc".to_vec()),
            Just(vec![b'x'; 17_000]),
            prop::collection::vec(any::<u8>(), 0..8),
        ],
        prop_oneof![8 => Just("\r\n"), 1 => Just("\n"), 1 => Just("\r")],
    );
    let line = line.prop_map(|(code, separator, text, end)| {
        [code.as_bytes(), separator.as_bytes(), &text, end.as_bytes()].concat()
    });
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_split_of_the_octets_gives_the_same_replies(
        octets in reply_octets(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let whole = replies([octets.as_slice()]);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(octets.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut rest = octets.as_slice();
        let mut before = 0;
        for cut in cuts {
            let (piece, behind) = rest.split_at(cut - before);
            pieces.push(piece);
            rest = behind;
            before = cut;
        }
        pieces.push(rest);
        let cut = replies(pieces);
        prop_assert_eq!((&cut.0, &cut.1), (&whole.0, &whole.1));
        let single = replies(octets.chunks(1));
        prop_assert_eq!((&single.0, &single.1), (&whole.0, &whole.1));
    }

    #[test]
    fn no_octets_make_a_reader_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        for found in replies([octets.as_slice()]).0 {
            prop_assert!((200..=599).contains(&found.code));
            prop_assert!(!found.to_string().contains(char::is_control));
            let _ = Capabilities::parse(&found);
        }
    }
}
