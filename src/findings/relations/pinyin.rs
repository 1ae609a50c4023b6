//! Addresses that begin with the surname of a Chinese name: `wang.bo@` or `wangbo@` for 王博.

use super::Sample;
use crate::findings::column::surnames;
use crate::findings::domains;
use crate::merge::Uses;

/// A column of names, and one of addresses that begin with their surnames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pinyin {
    name: usize,
    pub(super) address: usize,
}

/// Of the first rows, whose addresses the letter goes to.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Pinyin> {
    const FEWEST: usize = 15;
    let of_address = |address: usize| {
        (0..sample.columns.len()).filter(move |name| *name != address).map(move |name| Pinyin { name, address })
    };
    let is_habit = |pair: &Pinyin| {
        let rows = sample.pairs(pair.name, pair.address);
        let told: Vec<bool> = rows.filter_map(|(name, address)| pair.is_own(name, address)).collect();
        let others = told.iter().filter(|is_own| !**is_own).count();
        told.len() >= FEWEST && (others <= 1 || others * 20 <= told.len())
    };
    uses.to.iter().copied().filter(|column| *column < sample.columns.len()).flat_map(of_address).find(is_habit)
}

impl Pinyin {
    /// Whether an address begins with the surname of a name; nothing, if it does not begin with one.
    fn is_own(self, name: &str, address: &str) -> Option<bool> {
        let (local_part, domain) = address.split_once('@')?;
        let own = surnames::of(name)?;
        let Some((surname, given)) = local_part.split_once(['.', '_', '-']) else {
            return is_own_in_one(own, name, local_part, domain);
        };
        let is_own = surname.eq_ignore_ascii_case(own) || given.eq_ignore_ascii_case(own);
        (is_own || surnames::is_latin(surname) && !surnames::is_latin(given)).then_some(is_own)
    }

    /// The surname that an address does not begin with, where it begins with another; the column of the name.
    pub(super) fn flaw<'a>(self, value: impl Fn(usize) -> &'a str) -> Option<(usize, &'static str)> {
        let name = value(self.name);
        (self.is_own(name, value(self.address)) == Some(false)).then(|| surnames::of(name))?.map(|own| (self.name, own))
    }
}

/// The same of an address in which the surname and the rest are one word: not at a provider, where people call themselves anything.
fn is_own_in_one(own: &str, name: &str, local_part: &str, domain: &str) -> Option<bool> {
    const SHORTEST: usize = 4;
    let word = local_part.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    if word.len() < SHORTEST || !word.bytes().all(|octet| octet.is_ascii_lowercase()) || domains::is_known(domain) {
        return None;
    }
    let is_own = [Some(own), surnames::otherwise(name)]
        .into_iter()
        .flatten()
        .any(|own| word.starts_with(own) || word.ends_with(own));
    (is_own || surnames::begins_latin(&word)).then_some(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::cells::Column;

    #[test]
    fn addresses_of_another_surname_are_found() {
        let names = ["王博", "李静怡", "张伟", "刘洋"];
        let addresses = ["wang.bo@stu.cn", "li.jingyi@stu.cn", "zhang.wei@stu.cn", "liu.yang@stu.cn"];
        let columns = [Column::default(), Column::default()];
        let rows = (0..40).map(|n| vec![names[n % 4], addresses[n % 4]]).collect();
        let uses = Uses { to: vec![1], ..Uses::default() };
        let pinyin = of(&Sample { rows, columns: &columns }, &uses).unwrap();
        for (name, address, own) in [
            ("王博", "huang.xiaoming@stu.cn", Some("wang")),
            ("王博", "Wang.Bo@stu.cn", None),
            ("王博", "bo.wang@stu.cn", None),
            ("王博", "star.77@qq.com", None),
            ("王博", "huangxiaoming@qq.com", None),
            ("王博", "huangxiaoming@stu.cn", Some("wang")),
            ("王博", "wangbo2@stu.cn", None),
            ("王博", "bowang@stu.cn", None),
            ("王博", "office@stu.cn", None),
            ("翟博", "dibo@stu.cn", None),
            ("欧阳娜娜", "ouyang.nana@stu.cn", None),
            ("Emily Thompson", "emily.thompson@stu.cn", None),
            ("", "", None),
        ] {
            let found = pinyin.flaw(|column| [name, address][column]);
            assert_eq!(found.map(|(_, own)| own), own, "{name} {address}");
        }
        let rows = (0..40).map(|n| vec![names[n % 4], addresses[(n + 1) % 4]]).collect();
        assert_eq!(of(&Sample { rows, columns: &columns }, &uses), None);
    }

    #[test]
    fn addresses_in_one_word_are_compared_too() {
        let names = ["王博", "李静怡", "张伟", "刘洋"];
        let addresses = ["wangbo@co.cn", "lijingyi@co.cn", "zhangwei@co.cn", "liuyang@co.cn"];
        let columns = [Column::default(), Column::default()];
        let pinyin = |shift: usize| {
            let rows = (0..40).map(|n| vec![names[n % 4], addresses[(n + shift) % 4]]).collect();
            of(&Sample { rows, columns: &columns }, &Uses { to: vec![1], ..Uses::default() })
        };
        let flaw = |name: &str, address: &str| pinyin(0).unwrap().flaw(|column| [name, address][column]);
        assert_eq!(flaw("郭文静", "songlixin@co.cn"), Some((0, "guo")));
        assert_eq!(flaw("郭文静", "guowenjing@co.cn").or_else(|| flaw("郭文静", "songlixin@qq.com")), None);
        assert_eq!(pinyin(1), None);
    }
}
