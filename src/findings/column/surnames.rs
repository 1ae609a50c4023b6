//! Chinese surnames, as they are written in Chinese and in Latin letters.

/// The most usual; a name that begins with one of these is hardly anything else.
const SURNAMES: [(char, &str); 185] = [
    ('王', "wang"),
    ('李', "li"),
    ('张', "zhang"),
    ('刘', "liu"),
    ('陈', "chen"),
    ('杨', "yang"),
    ('黄', "huang"),
    ('赵', "zhao"),
    ('周', "zhou"),
    ('吴', "wu"),
    ('徐', "xu"),
    ('孙', "sun"),
    ('朱', "zhu"),
    ('马', "ma"),
    ('胡', "hu"),
    ('郭', "guo"),
    ('林', "lin"),
    ('何', "he"),
    ('高', "gao"),
    ('梁', "liang"),
    ('郑', "zheng"),
    ('罗', "luo"),
    ('宋', "song"),
    ('谢', "xie"),
    ('唐', "tang"),
    ('韩', "han"),
    ('曹', "cao"),
    ('许', "xu"),
    ('邓', "deng"),
    ('萧', "xiao"),
    ('冯', "feng"),
    ('曾', "zeng"),
    ('程', "cheng"),
    ('蔡', "cai"),
    ('彭', "peng"),
    ('潘', "pan"),
    ('袁', "yuan"),
    ('于', "yu"),
    ('董', "dong"),
    ('余', "yu"),
    ('苏', "su"),
    ('叶', "ye"),
    ('吕', "lv"),
    ('魏', "wei"),
    ('蒋', "jiang"),
    ('田', "tian"),
    ('杜', "du"),
    ('丁', "ding"),
    ('沈', "shen"),
    ('姜', "jiang"),
    ('范', "fan"),
    ('江', "jiang"),
    ('傅', "fu"),
    ('钟', "zhong"),
    ('卢', "lu"),
    ('汪', "wang"),
    ('戴', "dai"),
    ('崔', "cui"),
    ('任', "ren"),
    ('陆', "lu"),
    ('廖', "liao"),
    ('姚', "yao"),
    ('方', "fang"),
    ('金', "jin"),
    ('邱', "qiu"),
    ('夏', "xia"),
    ('谭', "tan"),
    ('韦', "wei"),
    ('贾', "jia"),
    ('邹', "zou"),
    ('石', "shi"),
    ('熊', "xiong"),
    ('孟', "meng"),
    ('秦', "qin"),
    ('阎', "yan"),
    ('薛', "xue"),
    ('侯', "hou"),
    ('雷', "lei"),
    ('白', "bai"),
    ('龙', "long"),
    ('段', "duan"),
    ('郝', "hao"),
    ('孔', "kong"),
    ('邵', "shao"),
    ('史', "shi"),
    ('毛', "mao"),
    ('常', "chang"),
    ('万', "wan"),
    ('顾', "gu"),
    ('赖', "lai"),
    ('武', "wu"),
    ('康', "kang"),
    ('贺', "he"),
    ('严', "yan"),
    ('尹', "yin"),
    ('钱', "qian"),
    ('施', "shi"),
    ('牛', "niu"),
    ('洪', "hong"),
    ('龚', "gong"),
    ('汤', "tang"),
    ('陶', "tao"),
    ('黎', "li"),
    ('温', "wen"),
    ('莫', "mo"),
    ('易', "yi"),
    ('樊', "fan"),
    ('乔', "qiao"),
    ('文', "wen"),
    ('安', "an"),
    ('殷', "yin"),
    ('颜', "yan"),
    ('庄', "zhuang"),
    ('章', "zhang"),
    ('鲁', "lu"),
    ('倪', "ni"),
    ('庞', "pang"),
    ('邢', "xing"),
    ('俞', "yu"),
    ('翟', "zhai"),
    ('蓝', "lan"),
    ('聂', "nie"),
    ('齐', "qi"),
    ('向', "xiang"),
    ('申', "shen"),
    ('葛', "ge"),
    ('柴', "chai"),
    ('伍', "wu"),
    ('覃', "qin"),
    ('骆', "luo"),
    ('关', "guan"),
    ('焦', "jiao"),
    ('柳', "liu"),
    ('欧', "ou"),
    ('祝', "zhu"),
    ('纪', "ji"),
    ('尚', "shang"),
    ('毕', "bi"),
    ('耿', "geng"),
    ('芦', "lu"),
    ('左', "zuo"),
    ('季', "ji"),
    ('管', "guan"),
    ('符', "fu"),
    ('辛', "xin"),
    ('苗', "miao"),
    ('詹', "zhan"),
    ('曲', "qu"),
    ('靳', "jin"),
    ('祁', "qi"),
    ('路', "lu"),
    ('涂', "tu"),
    ('兰', "lan"),
    ('甘', "gan"),
    ('裴', "pei"),
    ('梅', "mei"),
    ('童', "tong"),
    ('翁', "weng"),
    ('霍', "huo"),
    ('游', "you"),
    ('阮', "ruan"),
    ('尤', "you"),
    ('岳', "yue"),
    ('柯', "ke"),
    ('牟', "mou"),
    ('滕', "teng"),
    ('谷', "gu"),
    ('舒', "shu"),
    ('卜', "bu"),
    ('成', "cheng"),
    ('饶', "rao"),
    ('宁', "ning"),
    ('凌', "ling"),
    ('盛', "sheng"),
    ('查', "zha"),
    ('单', "shan"),
    ('冉', "ran"),
    ('鲍', "bao"),
    ('华', "hua"),
    ('包', "bao"),
    ('屈', "qu"),
    ('房', "fang"),
    ('喻', "yu"),
    ('肖', "xiao"),
    ('闫', "yan"),
];

/// Whether a text is of two to four characters, and the first is a surname.
pub(in crate::findings) fn begins(name: &str) -> bool {
    (2..=4).contains(&name.chars().take(5).count()) && name.chars().next().and_then(latin).is_some()
}

/// Whether a name is left out: `王某`, `唐某某`, `李×`, `×××`.
pub(in crate::findings) fn is_left_out(name: &str) -> bool {
    const MOST: usize = 3;
    let is_cross = |c: char| matches!(c, '某' | '×' | '✕' | '╳' | '○');
    if !name.ends_with(is_cross) {
        return false;
    }
    let surname = name.trim_end_matches(is_cross);
    let left_out = name.chars().count() - surname.chars().count();
    let mut letters = surname.chars();
    match (letters.next(), letters.next()) {
        (None, _) => (2..=MOST).contains(&left_out),
        (Some(surname), None) => left_out < MOST && latin(surname).is_some(),
        _ => false,
    }
}

/// The surname of a Chinese name in Latin letters, if it is one of those.
pub(in crate::findings) fn of(name: &str) -> Option<&'static str> {
    /// Surnames of two characters begin with another one.
    const DOUBLE: [&str; 8] = ["欧阳", "上官", "司马", "诸葛", "夏侯", "尉迟", "皇甫", "慕容"];
    if !begins(name) || DOUBLE.iter().any(|double| name.starts_with(double)) {
        return None;
    }
    name.chars().next().and_then(latin)
}

/// Whether a word is how one of them is written in Latin letters.
pub(in crate::findings) fn is_latin(word: &str) -> bool {
    SURNAMES.iter().any(|(_, latin)| latin.eq_ignore_ascii_case(word))
}

/// Whether a word begins with one of them, and goes on: `songlixin`.
pub(in crate::findings) fn begins_latin(word: &str) -> bool {
    SURNAMES.iter().any(|(_, latin)| word.len() > latin.len() && word.starts_with(latin))
}

/// How else the surname of a name is read or written.
pub(in crate::findings) fn otherwise(name: &str) -> Option<&'static str> {
    const OTHERS: [(char, &str); 6] =
        [('吕', "lu"), ('翟', "di"), ('覃', "tan"), ('查', "cha"), ('单', "dan"), ('曾', "ceng")];
    OTHERS.iter().find(|(han, _)| name.starts_with(*han)).map(|(_, latin)| *latin)
}

/// A surname in Latin letters.
fn latin(surname: char) -> Option<&'static str> {
    SURNAMES.iter().find(|(han, _)| *han == surname).map(|(_, latin)| *latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_a_surname() {
        for (name, is) in [
            ("王建国", true),
            ("张三", true),
            ("物理课", false),
            ("王", false),
            ("Wang", false),
            ("", false),
            ("王小明同学们", false),
        ] {
            assert_eq!(begins(name), is, "{name}");
        }
        assert!(is_latin("Huang") && !is_latin("anna"));
        assert!(begins_latin("songlixin") && !begins_latin("song") && !begins_latin("office"));
        assert_eq!((otherwise("翟博"), otherwise("王博"), otherwise("")), (Some("di"), None, None));
        assert_eq!((of("王博"), of("欧阳娜娜"), of("Anna")), (Some("wang"), None, None));
        for (name, is) in [
            ("王某", true),
            ("唐某某", true),
            ("李×", true),
            ("李××", true),
            ("×××", true),
            ("×", false),
            ("王建国", false),
            ("某建国", false),
            ("物某", false),
            ("某", false),
            ("", false),
        ] {
            assert_eq!(is_left_out(name), is, "{name}");
        }
        assert_eq!((latin('张'), latin('物')), (Some("zhang"), None));
    }
}
