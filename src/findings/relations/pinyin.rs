//! Addresses that begin with the surname of a Chinese name: `wang.bo@` or `wangbo@` for 王博.

mod syllables;

use super::{Relation, Sample, Values};
use crate::findings::column::surnames;
use crate::findings::{Kind, Look, Oddity, domains, shown};
use crate::merge::Uses;

/// A column of names, and one of addresses that begin with their surnames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pinyin {
    name: usize,
    address: usize,
    /// Other columns of names, as those of children, whose addresses may be there too: where those at providers, where people call
    /// themselves anything, are of surnames by habit.
    at_providers: Option<Vec<usize>>,
}

/// Of the first rows, whose addresses the letter goes to.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Pinyin> {
    const FEWEST: usize = 15;
    const FEWEST_AT_PROVIDERS: usize = 20;
    /// Two may have each other's.
    const EXCHANGED: usize = 2;
    let are_names = |column: &usize| {
        let values = || sample.rows.iter().map(|row| row[*column]).filter(|value| !value.is_empty());
        values().filter(|value| surnames::of(value).is_some()).count() * 2 > values().count()
    };
    let names: Vec<usize> = (0..sample.columns.len()).filter(are_names).collect();
    let of_address = |address: usize, are_at_providers: bool| {
        let names = &names;
        names.iter().filter(move |name| **name != address).map(move |name| {
            let others = names.iter().copied().filter(|other| other != name).collect();
            Pinyin { name: *name, address, at_providers: are_at_providers.then_some(others) }
        })
    };
    let is_habit = |pair: &Pinyin| {
        // The column of those whose addresses they are, and not of their children.
        let alone = Pinyin { at_providers: pair.at_providers.as_ref().map(|_| Vec::new()), ..*pair };
        let told = |is_asked: &dyn Fn(&str) -> bool| {
            let rows = sample.rows.iter().filter(|row| is_asked(row[pair.address]));
            rows.filter_map(|row| alone.is_own(|column| row[column])).collect::<Vec<bool>>()
        };
        let is_rare = |told: &[bool], most: usize| {
            let others = told.iter().filter(|is_own| !**is_own).count();
            others <= most || others * 20 <= told.len()
        };
        let all = told(&|_| true);
        if pair.at_providers.is_none() {
            return all.len() >= FEWEST && is_rare(&all, 1);
        }
        let at_providers = told(&is_at_provider);
        at_providers.len() >= FEWEST_AT_PROVIDERS && is_rare(&at_providers, EXCHANGED) && is_rare(&all, EXCHANGED)
    };
    let to = || uses.to.iter().copied().filter(|column| *column < sample.columns.len());
    [true, false].into_iter().flat_map(|are| to().flat_map(move |address| of_address(address, are))).find(is_habit)
}

impl Pinyin {
    /// Whether an address begins with the surname of its row; nothing, if it does not begin with one.
    fn is_own<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<bool> {
        let (name, address) = (value(self.name), value(self.address));
        let (local_part, domain) = address.split_once('@')?;
        let own = surnames::of(name)?;
        let local_part = local_part.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-'));
        let Some((surname, given)) = local_part.split_once(['.', '_', '-']) else {
            let is_known = domains::is_known(domain);
            let others = self.at_providers.as_deref().unwrap_or_default();
            return match is_own_in_one(own, name, local_part)? {
                false if is_known && others.iter().any(|other| is_of(value(*other), local_part)) => None,
                false if is_known && !is_whole_name(local_part) => None,
                is_own => (!is_known || self.at_providers.is_some()).then_some(is_own),
            };
        };
        let is_own = surname.eq_ignore_ascii_case(own) || given.eq_ignore_ascii_case(own);
        let is_other = surnames::is_latin(surname) && !surnames::is_latin(given);
        let is_other_behind = surnames::is_latin(given) && !surnames::is_latin(surname) && syllables::is_given(surname);
        (is_own || is_other || is_other_behind).then_some(is_own)
    }

    /// The surname that an address does not begin with, where it begins with another.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str + Copy) -> Option<&'static str> {
        (self.is_own(value) == Some(false)).then(|| surnames::of(value(self.name)))?
    }
}

fn is_at_provider(address: &str) -> bool {
    address.split_once('@').is_some_and(|(_, domain)| domains::is_known(domain))
}

/// Whether an address in one word is of the surname of a name.
fn is_of(name: &str, word: &str) -> bool {
    surnames::of(name).is_some_and(|own| is_own_in_one(own, name, word) == Some(true))
}

/// Whether a word is a surname and what may stand behind one, and nothing else.
fn is_whole_name(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let is_behind = |at: &usize| {
        word.get(*at..).is_some_and(|behind| syllables::is_given(behind) && word.get(..*at) != Some(behind))
    };
    let is_surname = |at: &usize| word.get(..*at).is_some_and(surnames::is_latin);
    // A little one is no Xiao.
    !word.starts_with("xiao") && !syllables::is_other(&word) && (2..=6).any(|at| is_surname(&at) && is_behind(&at))
}

/// Whether an address in which the surname and the rest are one word is of a surname; nothing, if it is of none.
fn is_own_in_one(own: &str, name: &str, word: &str) -> Option<bool> {
    const SHORTEST: usize = 4;
    let word = word.to_ascii_lowercase();
    if word.len() < SHORTEST || !word.bytes().all(|octet| octet.is_ascii_lowercase()) {
        return None;
    }
    let is_own = [Some(own), surnames::otherwise(name)]
        .into_iter()
        .flatten()
        .any(|own| word.starts_with(own) || word.ends_with(own));
    (is_own || surnames::begins_latin(&word)).then_some(is_own)
}

impl Relation for Pinyin {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.name, self.address])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let own = self.flaw(|column| line.value(column))?;
        let what = format!(
            "does not begin with the surname ({own}) of {} ({}), and has another one. Is one of them another row's?",
            line.heading(self.name),
            shown(line.value(self.name))
        );
        Some((self.address, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

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
            assert_eq!(found, own, "{name} {address}");
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
        assert_eq!(flaw("郭文静", "songlixin@co.cn"), Some("guo"));
        assert_eq!(flaw("郭文静", "guowenjing@co.cn").or_else(|| flaw("郭文静", "songlixin@qq.com")), None);
        assert_eq!(pinyin(1), None);
    }

    #[test]
    fn addresses_at_providers_are_compared_where_they_are_of_surnames() {
        let rows = [
            ["王博", "王晓", "wangbo1988@163.com"],
            ["李静怡", "张可馨", "lijingyi_27@126.com"],
            ["张伟", "张依诺", "zhangwei85@163.com"],
            ["刘洋", "陈思琪", "liuyang@qq.com"],
            ["吴海涛", "吴雨桐", "2384072595@qq.com"],
        ];
        let columns = vec![Column::default(); 3];
        let of_rows = |rows: Vec<Vec<&'static str>>| {
            of(&Sample { rows, columns: &columns }, &Uses { to: vec![2], ..Uses::default() })
        };
        let pinyin = of_rows((0..50).map(|n| rows[n % 5].to_vec()).collect()).unwrap();
        for (row, own) in [
            (["王博", "王晓", "huangxiaodong88@qq.com"], Some("wang")),
            (["王博", "王晓", "chenlijuan_12@126.com"], Some("wang")),
            (["李静怡", "张可馨", "weidong.zhang@lanhai-tech.com.cn"], Some("li")),
            // Of the child, and what people call themselves.
            (["李静怡", "张可馨", "zhangkexin@163.com"], None),
            (["王博", "王晓", "sunshine2008@163.com"], None),
            (["王博", "王晓", "lucky88@163.com"], None),
            (["王博", "王晓", "xiaoyu@163.com"], None),
            (["王博", "王晓", "tiantian@163.com"], None),
            (["王博", "王晓", "office@163.com"], None),
            (["王博", "王晓", "113@qq.com"], None),
            (["", "", ""], None),
        ] {
            assert_eq!(pinyin.flaw(|column| row[column]), own, "{row:?}");
        }
        // Many have others' names at providers.
        let mixed = |n: usize| {
            let [name, child, address] = rows[n % 5];
            vec![name, child, if n.is_multiple_of(6) { "chenlijuan@163.com" } else { address }]
        };
        assert_eq!(of_rows((0..50).map(mixed).collect()), None);
    }
}
