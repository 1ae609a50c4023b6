//! Names of countries, in some languages, and slips in them.

/// In English, German, French, Spanish and Chinese.
const COUNTRIES: [[&str; 5]; 120] = [
    ["Afghanistan", "Afghanistan", "Afghanistan", "Afganistán", "阿富汗"],
    ["Albania", "Albanien", "Albanie", "Albania", "阿尔巴尼亚"],
    ["Algeria", "Algerien", "Algérie", "Argelia", "阿尔及利亚"],
    ["Angola", "Angola", "Angola", "Angola", "安哥拉"],
    ["Argentina", "Argentinien", "Argentine", "Argentina", "阿根廷"],
    ["Armenia", "Armenien", "Arménie", "Armenia", "亚美尼亚"],
    ["Australia", "Australien", "Australie", "Australia", "澳大利亚"],
    ["Austria", "Österreich", "Autriche", "Austria", "奥地利"],
    ["Azerbaijan", "Aserbaidschan", "Azerbaïdjan", "Azerbaiyán", "阿塞拜疆"],
    ["Bangladesh", "Bangladesch", "Bangladesh", "Bangladés", "孟加拉国"],
    ["Belarus", "Belarus", "Biélorussie", "Bielorrusia", "白俄罗斯"],
    ["Belgium", "Belgien", "Belgique", "Bélgica", "比利时"],
    ["Bolivia", "Bolivien", "Bolivie", "Bolivia", "玻利维亚"],
    ["Bosnia and Herzegovina", "Bosnien und Herzegowina", "Bosnie-Herzégovine", "Bosnia y Herzegovina", "波黑"],
    ["Brazil", "Brasilien", "Brésil", "Brasil", "巴西"],
    ["Bulgaria", "Bulgarien", "Bulgarie", "Bulgaria", "保加利亚"],
    ["Cambodia", "Kambodscha", "Cambodge", "Camboya", "柬埔寨"],
    ["Cameroon", "Kamerun", "Cameroun", "Camerún", "喀麦隆"],
    ["Canada", "Kanada", "Canada", "Canadá", "加拿大"],
    ["Chile", "Chile", "Chili", "Chile", "智利"],
    ["China", "China", "Chine", "China", "中国"],
    ["Colombia", "Kolumbien", "Colombie", "Colombia", "哥伦比亚"],
    ["Costa Rica", "Costa Rica", "Costa Rica", "Costa Rica", "哥斯达黎加"],
    ["Croatia", "Kroatien", "Croatie", "Croacia", "克罗地亚"],
    ["Cuba", "Kuba", "Cuba", "Cuba", "古巴"],
    ["Cyprus", "Zypern", "Chypre", "Chipre", "塞浦路斯"],
    ["Czech Republic", "Tschechien", "Tchéquie", "Chequia", "捷克"],
    ["Denmark", "Dänemark", "Danemark", "Dinamarca", "丹麦"],
    ["Dominican Republic", "Dominikanische Republik", "République dominicaine", "República Dominicana", "多米尼加"],
    ["Ecuador", "Ecuador", "Équateur", "Ecuador", "厄瓜多尔"],
    ["Egypt", "Ägypten", "Égypte", "Egipto", "埃及"],
    ["El Salvador", "El Salvador", "Salvador", "El Salvador", "萨尔瓦多"],
    ["Estonia", "Estland", "Estonie", "Estonia", "爱沙尼亚"],
    ["Ethiopia", "Äthiopien", "Éthiopie", "Etiopía", "埃塞俄比亚"],
    ["Finland", "Finnland", "Finlande", "Finlandia", "芬兰"],
    ["France", "Frankreich", "France", "Francia", "法国"],
    ["Georgia", "Georgien", "Géorgie", "Georgia", "格鲁吉亚"],
    ["Germany", "Deutschland", "Allemagne", "Alemania", "德国"],
    ["Ghana", "Ghana", "Ghana", "Ghana", "加纳"],
    ["Greece", "Griechenland", "Grèce", "Grecia", "希腊"],
    ["Guatemala", "Guatemala", "Guatemala", "Guatemala", "危地马拉"],
    ["Haiti", "Haiti", "Haïti", "Haití", "海地"],
    ["Honduras", "Honduras", "Honduras", "Honduras", "洪都拉斯"],
    ["Hong Kong", "Hongkong", "Hong Kong", "Hong Kong", "香港"],
    ["Hungary", "Ungarn", "Hongrie", "Hungría", "匈牙利"],
    ["Iceland", "Island", "Islande", "Islandia", "冰岛"],
    ["India", "Indien", "Inde", "India", "印度"],
    ["Indonesia", "Indonesien", "Indonésie", "Indonesia", "印度尼西亚"],
    ["Iran", "Iran", "Iran", "Irán", "伊朗"],
    ["Iraq", "Irak", "Irak", "Irak", "伊拉克"],
    ["Ireland", "Irland", "Irlande", "Irlanda", "爱尔兰"],
    ["Israel", "Israel", "Israël", "Israel", "以色列"],
    ["Italy", "Italien", "Italie", "Italia", "意大利"],
    ["Ivory Coast", "Elfenbeinküste", "Côte d'Ivoire", "Costa de Marfil", "科特迪瓦"],
    ["Jamaica", "Jamaika", "Jamaïque", "Jamaica", "牙买加"],
    ["Japan", "Japan", "Japon", "Japón", "日本"],
    ["Jordan", "Jordanien", "Jordanie", "Jordania", "约旦"],
    ["Kazakhstan", "Kasachstan", "Kazakhstan", "Kazajistán", "哈萨克斯坦"],
    ["Kenya", "Kenia", "Kenya", "Kenia", "肯尼亚"],
    ["Kosovo", "Kosovo", "Kosovo", "Kosovo", "科索沃"],
    ["Kuwait", "Kuwait", "Koweït", "Kuwait", "科威特"],
    ["Kyrgyzstan", "Kirgisistan", "Kirghizistan", "Kirguistán", "吉尔吉斯斯坦"],
    ["Laos", "Laos", "Laos", "Laos", "老挝"],
    ["Latvia", "Lettland", "Lettonie", "Letonia", "拉脱维亚"],
    ["Lebanon", "Libanon", "Liban", "Líbano", "黎巴嫩"],
    ["Libya", "Libyen", "Libye", "Libia", "利比亚"],
    ["Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein", "列支敦士登"],
    ["Lithuania", "Litauen", "Lituanie", "Lituania", "立陶宛"],
    ["Luxembourg", "Luxemburg", "Luxembourg", "Luxemburgo", "卢森堡"],
    ["Macau", "Macau", "Macao", "Macao", "澳门"],
    ["Madagascar", "Madagaskar", "Madagascar", "Madagascar", "马达加斯加"],
    ["Malaysia", "Malaysia", "Malaisie", "Malasia", "马来西亚"],
    ["Mali", "Mali", "Mali", "Malí", "马里"],
    ["Malta", "Malta", "Malte", "Malta", "马耳他"],
    ["Mauritius", "Mauritius", "Maurice", "Mauricio", "毛里求斯"],
    ["Mexico", "Mexiko", "Mexique", "México", "墨西哥"],
    ["Moldova", "Moldau", "Moldavie", "Moldavia", "摩尔多瓦"],
    ["Mongolia", "Mongolei", "Mongolie", "Mongolia", "蒙古"],
    ["Montenegro", "Montenegro", "Monténégro", "Montenegro", "黑山"],
    ["Morocco", "Marokko", "Maroc", "Marruecos", "摩洛哥"],
    ["Mozambique", "Mosambik", "Mozambique", "Mozambique", "莫桑比克"],
    ["Myanmar", "Myanmar", "Birmanie", "Birmania", "缅甸"],
    ["Nepal", "Nepal", "Népal", "Nepal", "尼泊尔"],
    ["Netherlands", "Niederlande", "Pays-Bas", "Países Bajos", "荷兰"],
    ["New Zealand", "Neuseeland", "Nouvelle-Zélande", "Nueva Zelanda", "新西兰"],
    ["Nicaragua", "Nicaragua", "Nicaragua", "Nicaragua", "尼加拉瓜"],
    ["Nigeria", "Nigeria", "Nigéria", "Nigeria", "尼日利亚"],
    ["North Macedonia", "Nordmazedonien", "Macédoine du Nord", "Macedonia del Norte", "北马其顿"],
    ["Norway", "Norwegen", "Norvège", "Noruega", "挪威"],
    ["Pakistan", "Pakistan", "Pakistan", "Pakistán", "巴基斯坦"],
    ["Panama", "Panama", "Panama", "Panamá", "巴拿马"],
    ["Paraguay", "Paraguay", "Paraguay", "Paraguay", "巴拉圭"],
    ["Peru", "Peru", "Pérou", "Perú", "秘鲁"],
    ["Philippines", "Philippinen", "Philippines", "Filipinas", "菲律宾"],
    ["Poland", "Polen", "Pologne", "Polonia", "波兰"],
    ["Portugal", "Portugal", "Portugal", "Portugal", "葡萄牙"],
    ["Qatar", "Katar", "Qatar", "Catar", "卡塔尔"],
    ["Romania", "Rumänien", "Roumanie", "Rumania", "罗马尼亚"],
    ["Russia", "Russland", "Russie", "Rusia", "俄罗斯"],
    ["Saudi Arabia", "Saudi-Arabien", "Arabie saoudite", "Arabia Saudita", "沙特阿拉伯"],
    ["Senegal", "Senegal", "Sénégal", "Senegal", "塞内加尔"],
    ["Serbia", "Serbien", "Serbie", "Serbia", "塞尔维亚"],
    ["Singapore", "Singapur", "Singapour", "Singapur", "新加坡"],
    ["Slovakia", "Slowakei", "Slovaquie", "Eslovaquia", "斯洛伐克"],
    ["Slovenia", "Slowenien", "Slovénie", "Eslovenia", "斯洛文尼亚"],
    ["South Africa", "Südafrika", "Afrique du Sud", "Sudáfrica", "南非"],
    ["South Korea", "Südkorea", "Corée du Sud", "Corea del Sur", "韩国"],
    ["Spain", "Spanien", "Espagne", "España", "西班牙"],
    ["Sri Lanka", "Sri Lanka", "Sri Lanka", "Sri Lanka", "斯里兰卡"],
    ["Sweden", "Schweden", "Suède", "Suecia", "瑞典"],
    ["Switzerland", "Schweiz", "Suisse", "Suiza", "瑞士"],
    ["Syria", "Syrien", "Syrie", "Siria", "叙利亚"],
    ["Taiwan", "Taiwan", "Taïwan", "Taiwán", "台湾"],
    ["Thailand", "Thailand", "Thaïlande", "Tailandia", "泰国"],
    ["Tunisia", "Tunesien", "Tunisie", "Túnez", "突尼斯"],
    ["Turkey", "Türkei", "Turquie", "Turquía", "土耳其"],
    ["Ukraine", "Ukraine", "Ukraine", "Ucrania", "乌克兰"],
    ["United Kingdom", "Vereinigtes Königreich", "Royaume-Uni", "Reino Unido", "英国"],
    ["United States", "Vereinigte Staaten", "États-Unis", "Estados Unidos", "美国"],
    ["Vietnam", "Vietnam", "Viêt Nam", "Vietnam", "越南"],
];

/// Other names, and countries that few lists have.
const OTHERS: [&str; 116] = [
    "America", "Andorra", "Bahamas", "Bahrain", "Barbados", "Benin", "Bhutan", "Botswana", "Brunei", "Burkina Faso",
    "Burma", "Burundi", "Cabo Verde", "Cape Verde", "Catalonia", "Chad", "Congo", "Corea", "Corée", "Crimea",
    "Czechia", "Dominica", "Emiratos Árabes Unidos", "England", "Eritrea", "Eswatini", "Faroe Islands", "Fiji",
    "French Guiana", "Gabon", "Gambia", "Gibraltar", "Great Britain", "Greenland", "Grenada", "Großbritannien",
    "Guadeloupe", "Guam", "Guernsey", "Guinea", "Guyana", "Holland", "Isle of Man", "Jersey", "Kiribati", "Korea",
    "Lesotho", "Liberia", "Macao", "Macedonia", "Malawi", "Maldives", "Martinique", "Mauritania", "Mayotte", "Monaco",
    "Mosambique", "Namibia", "Nauru", "New Caledonia", "Niger", "Nordirland", "Nordkorea", "North Korea",
    "Northern Ireland", "Oman", "Palau", "Palestina", "Palestine", "Palästina", "Papua New Guinea", "Puerto Rico",
    "Republic of Ireland", "Republic of Korea", "Ruanda", "Russian Federation", "Rwanda", "Réunion", "Samoa",
    "San Marino", "Schottland", "Scotland", "Seychelles", "Sierra Leone", "Slovak Republic", "Somalia", "South Sudan",
    "Sudan", "Suriname", "Südtirol", "Tajikistan", "Tansania", "Tanzania", "The Netherlands", "Tibet", "Togo", "Tonga",
    "Trinidad and Tobago", "Turkmenistan", "Tuvalu", "Türkiye", "USA", "Uganda", "United Arab Emirates",
    "United States of America", "Uruguay", "Usbekistan", "Uzbekistan", "Vanuatu", "Venezuela",
    "Vereinigte Arabische Emirate", "Wales", "Yemen", "Zambia", "Zimbabwe", "Émirats arabes unis",
];

/// A language of the list, by its place in [`COUNTRIES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language(usize);

/// Whether a text is the name of a country.
pub(super) fn is_name(text: &str) -> bool {
    COUNTRIES.iter().flatten().chain(&OTHERS).any(|name| *name == text)
}

/// The language of most of some names.
pub(super) fn language<'n>(names: impl Iterator<Item = &'n str>) -> Option<Language> {
    let mut counts = [0_usize; 5];
    let mut known = 0;
    for name in names {
        let of = COUNTRIES.iter().filter(|names| names.contains(&name));
        let mut is_of = [false; 5];
        of.for_each(|names| (0..5).for_each(|at| is_of[at] |= names[at] == name));
        known += usize::from(is_of.contains(&true));
        counts.iter_mut().zip(is_of).for_each(|(count, is)| *count += usize::from(is));
    }
    let most = (0..5).max_by_key(|at| (counts[*at], 5 - at))?;
    // Some names are of several languages.
    (counts[most] >= 3 && counts[most] * 10 >= known * 9).then_some(Language(most))
}

/// What a country is called in a language, whose name in another one this is.
pub(super) fn translated(text: &str, Language(language): Language) -> Option<&'static str> {
    let is_known = COUNTRIES.iter().any(|names| names[language] == text) || OTHERS.contains(&text);
    let names = COUNTRIES.iter().find(|names| !is_known && names.contains(&text))?;
    Some(names[language])
}

/// The country whose name a text is but for a slip: a letter changed, missing or too many, or two that are swapped. Those of one
/// language before the others.
pub(super) fn meant(text: &str, language: Option<Language>) -> Option<&'static str> {
    /// Shorter names are close to too many.
    const SHORTEST: usize = 5;
    let letters = text.chars().count();
    if letters < SHORTEST || is_name(text) {
        return None;
    }
    let is_near = |name: &&&str| name.len().abs_diff(text.len()) <= 2 && strsim::osa_distance(name, text) == 1;
    let of_language = language.and_then(|Language(at)| COUNTRIES.iter().map(|names| &names[at]).find(is_near));
    of_language.or_else(|| COUNTRIES.iter().flatten().chain(&OTHERS).find(is_near)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_names_of_countries_are_found() {
        for (text, name) in [
            ("Frnace", "France"),
            ("Germnay", "Germany"),
            ("Untied States", "United States"),
            ("Deutschlnad", "Deutschland"),
            ("Frankeich", "Frankreich"),
            ("Allemange", "Allemagne"),
            ("Espñaa", "España"),
            ("Swizterland", "Switzerland"),
        ] {
            assert_eq!(meant(text, None), Some(name), "{text}");
        }
        for text in ["Iceland", "Ireland", "Island", "Niger", "Austria", "Iran", "Irak", "Mars", "", "Atlantis", "法国"]
        {
            assert_eq!(meant(text, None), None, "{text}");
        }
    }

    #[test]
    fn names_of_another_language_are_known() {
        let english = language(["France", "Germany", "Spain", "Japan"].into_iter()).unwrap();
        assert_eq!((translated("Irland", english), translated("Spanien", english)), (Some("Ireland"), Some("Spain")));
        assert_eq!(
            (translated("Peru", english), translated("Holland", english), translated("X", english)),
            (None, None, None)
        );
        assert!(language(["Frankreich", "Germany", "España"].into_iter()).is_none());
        assert_eq!(language(["Schweiz", "Polen", "Japan"].into_iter()), Some(Language(1)));
    }
}
