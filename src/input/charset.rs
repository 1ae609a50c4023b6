//! Which charset the file is in: byte order mark, else strict UTF-8, else the likeliest of the older ones.

use std::io;
use std::str;
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, ISO_2022_JP, UTF_8};

use super::octets::Octets;
use super::text::Text;

const BLOCK: usize = 64 << 10;
/// Octets that a character of UTF-8 has at most.
const CHARACTER: usize = 4;
/// How many octets after the first that are no UTF-8 have a say. More would not change the answer.
const SAMPLE: u64 = 4 << 20;

/// The file's byte order mark decides, then what the user said, then what the octets look like.
pub(super) fn find(octets: &Arc<Octets>, given: Option<&'static Encoding>) -> io::Result<&'static Encoding> {
    let mut start = [0; 3];
    let count = octets.read_at(&mut start, 0)?;
    match Encoding::for_bom(&start[..count]).map(|(encoding, _)| encoding).or(given) {
        Some(encoding) => Ok(encoding),
        None => detect(octets),
    }
}

/// Reads the whole file once: it may be ASCII for a million rows and not after that.
fn detect(octets: &Arc<Octets>) -> io::Result<&'static Encoding> {
    let found = Utf8Check::run(octets)?;
    let Some(first_wrong) = found.first_wrong else {
        // ISO-2022-JP is nothing but ASCII with escapes, which no other text has.
        let may_be_japanese = found.sequences == 0 && found.has_escape;
        let is_japanese = may_be_japanese && guess(octets, u64::MAX, Iso2022JpDetection::Allow)? == ISO_2022_JP;
        return Ok(if is_japanese { ISO_2022_JP } else { UTF_8 });
    };
    // Text in another charset is hardly ever UTF-8 by chance. So this is UTF-8 with a few broken octets, and decoding
    // it as something else would spoil every other name: let it fail, with its line.
    if found.sequences >= 2 * found.wrong {
        return Ok(UTF_8);
    }
    let guess = guess(octets, first_wrong.saturating_add(SAMPLE), Iso2022JpDetection::Deny)?;
    if guess == GBK || is_chinese_list(octets)? {
        return Ok(GB18030);
    }
    // A single-octet charset makes UTF-8 by chance even less: "Ã©" is no word.
    if guess.is_single_byte() && found.sequences >= found.wrong {
        return Ok(UTF_8);
    }
    Ok(guess)
}

/// Strict UTF-8 or not, and if not, how far from it.
#[derive(Debug, Default)]
struct Utf8Check {
    /// Valid sequences of two octets or more.
    sequences: u64,
    wrong: u64,
    first_wrong: Option<u64>,
    has_escape: bool,
}

impl Utf8Check {
    /// Where so many are wrong, the rest need not be looked at.
    const ENOUGH: u64 = 10_000;

    fn run(octets: &Octets) -> io::Result<Self> {
        let mut check = Self::default();
        let mut block = vec![0; BLOCK];
        let (mut offset, mut kept) = (0, 0);
        while check.wrong < Self::ENOUGH {
            let count = octets.read_at(&mut block[kept..], offset)?;
            let filled = kept + count;
            check.has_escape = check.has_escape || memchr::memchr(0x1B, &block[..filled]).is_some();
            let used = check.take(&block[..filled], offset - kept as u64, count == 0);
            if count == 0 {
                break;
            }
            offset += count as u64;
            block.copy_within(used..filled, 0);
            kept = filled - used;
        }
        Ok(check)
    }

    /// Says how many octets it has taken: a sequence that is cut off at the end is left for the next call.
    fn take(&mut self, octets: &[u8], offset: u64, is_last: bool) -> usize {
        let mut used = 0;
        while used < octets.len() {
            let valid = used + Encoding::utf8_valid_up_to(&octets[used..]);
            self.sequences += lead_octets(&octets[used..valid]);
            used = valid;
            let character = &octets[used..octets.len().min(used + CHARACTER)];
            let Err(error) = str::from_utf8(character) else { break };
            let wrong = match error.error_len() {
                Some(count) => count,
                None if is_last => octets.len() - used,
                None => break,
            };
            self.first_wrong.get_or_insert(offset + used as u64);
            self.wrong += 1;
            used += wrong;
        }
        used
    }
}

/// How many characters of more than one octet there are in valid UTF-8.
fn lead_octets(text: &[u8]) -> u64 {
    // Counted in octets, as far as they hold, a vector instruction counts sixteen at a time and more.
    let count = |octets: &[u8]| octets.iter().map(|octet| u8::from(*octet >= 0xC0)).sum::<u8>();
    text.chunks(usize::from(u8::MAX)).map(|octets| u64::from(count(octets))).sum()
}

fn guess(octets: &Octets, end: u64, japanese: Iso2022JpDetection) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(japanese);
    let mut block = vec![0; BLOCK];
    let mut offset = 0;
    while offset < end {
        let count = octets.read_at(&mut block, offset)?;
        detector.feed(&block[..count], count == 0);
        if count == 0 {
            break;
        }
        offset += count as u64;
    }
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Whether the file reads as a list of Chinese names in GB18030.
///
/// The detector goes by the letters of running text, and two or three names are too few for it: it takes one such
/// file in three for Korean or Japanese. But names begin with a surname, and the common surnames are few.
fn is_chinese_list(octets: &Arc<Octets>) -> io::Result<bool> {
    let mut words = Words::default();
    let mut text = Text::new(octets.clone(), GB18030);
    let mut piece = String::new();
    while words.count < Words::ENOUGH {
        if text.read(&mut piece).is_err() {
            return Ok(false);
        }
        if piece.is_empty() {
            break;
        }
        for character in piece.chars() {
            if !words.take(character) {
                return Ok(false);
            }
        }
    }
    words.end();
    Ok(words.names > 0 && 2 * words.names >= words.count)
}

/// Runs of characters that are not ASCII.
#[derive(Debug, Default)]
struct Words {
    first: Option<char>,
    length: usize,
    count: u64,
    /// How many of them could be names.
    names: u64,
}

impl Words {
    const ENOUGH: u64 = 1_000;
    /// The surnames of nine in ten people, most frequent first.
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程\
        魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤\
        康易乔赖文欧阳施洪殷牛温庞樊葛邢安齐伍庄申关左俞柳詹辛管祝符宁";

    /// Takes a character; false if it is in no Chinese text.
    fn take(&mut self, character: char) -> bool {
        match character {
            '\0'..='\x7f' => self.end(),
            // Han; CJK and full-width punctuation.
            '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{3011}' | '\u{FF01}'..='\u{FF5E}' | '·' | '—' => {
                self.first.get_or_insert(character);
                self.length += 1;
            }
            _ => return false,
        }
        true
    }

    fn end(&mut self) {
        if let Some(first) = self.first.take() {
            self.count += 1;
            self.names += u64::from((2..=4).contains(&self.length) && Self::SURNAMES.contains(first));
        }
        self.length = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Utf8Check;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

        /// Wherever the octets are cut into blocks.
        #[test]
        fn utf8_and_what_is_none_are_counted(
            pieces in prop::collection::vec(
                prop_oneof![
                    4 => prop::sample::select(vec!["a", "é", "姓", "𝄞"]).prop_map(|text| text.as_bytes().to_vec()),
                    1 => prop::sample::select(&b"\x80\xBF\xC0\xC3\xE4\xE5\xED\xEF\xF0\x9D\xF4\xFF"[..])
                        .prop_map(|octet| vec![octet]),
                ],
                0..40,
            ),
            block in 1_usize..40,
        ) {
            let octets = pieces.concat();
            let (mut check, mut from, mut to) = (Utf8Check::default(), 0, 0);
            while from < octets.len() {
                let is_last = to == octets.len();
                from += check.take(&octets[from..to], from as u64, is_last);
                to = octets.len().min(to + block);
            }
            let chunks = || octets.utf8_chunks();
            let sequences = chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii()).count();
            prop_assert_eq!(check.sequences, sequences as u64);
            prop_assert_eq!(check.wrong, chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64);
            let first = std::str::from_utf8(&octets).err().map(|error| error.valid_up_to() as u64);
            prop_assert_eq!(check.first_wrong, first);
        }
    }
}
