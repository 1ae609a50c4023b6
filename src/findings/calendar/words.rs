//! Names of months and days of the week as dates have them in more languages, in whatever case these put them. In other places,
//! some of them are other words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Months as they stand beside the number of a day. Croatian ones are not among them: what is October there is November in Polish.
const MONTHS: [[&str; 12]; 21] = [
    // Polish, behind a day and alone
    [
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
        "listopada", "grudnia",
    ],
    [
        "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik",
        "listopad", "grudzień",
    ],
    // Czech, Slovak, Slovene
    [
        "ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu",
        "prosince",
    ],
    [
        "januára", "februára", "marca", "apríla", "mája", "júna", "júla", "augusta", "septembra", "októbra",
        "novembra", "decembra",
    ],
    [
        "januarja", "februarja", "marca", "aprila", "maja", "junija", "julija", "avgusta", "septembra", "oktobra",
        "novembra", "decembra",
    ],
    // Russian, Ukrainian, Bulgarian
    [
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ],
    [
        "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
        "листопада", "грудня",
    ],
    [
        "януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември",
        "декември",
    ],
    // Hungarian, Turkish
    [
        "január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október",
        "november", "december",
    ],
    ["ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"],
    // Swedish, Danish and Norwegian
    [
        "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
        "december",
    ],
    [
        "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
        "desember",
    ],
    // Finnish, as a part of the month and alone
    [
        "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta",
        "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
    ],
    [
        "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu",
        "lokakuu", "marraskuu", "joulukuu",
    ],
    // Greek
    [
        "ιανουαρίου", "φεβρουαρίου", "μαρτίου", "απριλίου", "μαΐου", "ιουνίου", "ιουλίου", "αυγούστου", "σεπτεμβρίου",
        "οκτωβρίου", "νοεμβρίου", "δεκεμβρίου",
    ],
    // Romanian
    [
        "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie",
        "noiembrie", "decembrie",
    ],
    // Catalan
    [
        "gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre",
        "desembre",
    ],
    // Estonian, Latvian, Lithuanian
    [
        "jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli", "august", "september", "oktoober",
        "november", "detsember",
    ],
    [
        "janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā", "jūlijā", "augustā", "septembrī", "oktobrī",
        "novembrī", "decembrī",
    ],
    [
        "sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio",
        "lapkričio", "gruodžio",
    ],
    // Indonesian
    [
        "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
        "desember",
    ],
];

/// Days of the week from Monday on, as they stand beside a date.
const DAYS: [[&str; 7]; 37] = [
    // Polish
    ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
    ["poniedziałku", "wtorku", "środę", "czwartku", "piątku", "sobotę", "niedzielę"],
    ["poniedziałkiem", "wtorkiem", "środy", "czwartkiem", "piątkiem", "soboty", "niedzieli"],
    // Czech, Slovak, Slovene
    ["pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle"],
    ["pondělka", "úterka", "středu", "čtvrtka", "pátku", "sobotu", "neděli"],
    ["pondelok", "utorok", "streda", "štvrtok", "piatok", "sobota", "nedeľa"],
    ["pondelka", "utorka", "stredu", "štvrtka", "piatka", "sobotu", "nedeľu"],
    ["ponedeljek", "torek", "sreda", "četrtek", "petek", "sobota", "nedelja"],
    ["ponedeljka", "torka", "sredo", "četrtka", "petka", "soboto", "nedeljo"],
    // Russian, Ukrainian (of `п'ятниця`, what is behind the apostrophe), Bulgarian
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    ["понедельника", "вторника", "среду", "четверга", "пятницу", "субботу", "воскресенья"],
    ["понедельнику", "вторнику", "среды", "четвергу", "пятницы", "субботы", "воскресенью"],
    ["понеділок", "вівторок", "середа", "четвер", "ятниця", "субота", "неділя"],
    ["понеділка", "вівторка", "середу", "четверга", "ятницю", "суботу", "неділю"],
    ["понеділку", "вівторку", "середи", "четвергу", "ятниці", "суботи", "неділі"],
    ["понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"],
    // Hungarian, Turkish
    ["hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap"],
    ["hétfőn", "kedden", "szerdán", "csütörtökön", "pénteken", "szombaton", "vasárnapon"],
    TURKISH_DAYS,
    // Swedish, Danish and Norwegian
    ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    ["måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"],
    ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    ["mandagen", "tirsdagen", "onsdagen", "torsdagen", "fredagen", "lørdagen", "søndagen"],
    // Finnish, and on that day
    ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"],
    ["maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"],
    // Greek, Romanian with the letters of either norm, Catalan
    ["δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή", "σάββατο", "κυριακή"],
    ["luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"],
    ["lunea", "marţi", "miercurea", "joia", "vinerea", "sîmbătă", "duminica"],
    ["dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte", "diumenge"],
    // Estonian, Latvian, Lithuanian, and on that day
    ["esmaspäev", "teisipäev", "kolmapäev", "neljapäev", "reede", "laupäev", "pühapäev"],
    ["esmaspäeval", "teisipäeval", "kolmapäeval", "neljapäeval", "reedel", "laupäeval", "pühapäeval"],
    ["pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena"],
    ["pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien", "svētdien"],
    ["pirmadienis", "antradienis", "trečiadienis", "ketvirtadienis", "penktadienis", "šeštadienis", "sekmadienis"],
    ["pirmadienį", "antradienį", "trečiadienį", "ketvirtadienį", "penktadienį", "šeštadienį", "sekmadienį"],
    // Indonesian, Korean
    ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "ahad"],
    KOREAN_DAYS,
];

/// These languages put the day of the week behind the date, with nothing between.
const TURKISH_DAYS: [&str; 7] = ["pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"];
const KOREAN_DAYS: [&str; 7] = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"];

/// The month of a name in lower case that stands in a date.
pub(in crate::findings) fn month_in_date(word: &str) -> Option<u32> {
    static NUMBERS: LazyLock<HashMap<&str, u32>> =
        LazyLock::new(|| MONTHS.iter().flat_map(|names| names.iter().copied().zip(1..)).collect());
    super::month(word).or_else(|| NUMBERS.get(word).copied())
}

/// Whether a month begins so.
pub(in crate::findings) fn begins_month(word: &str) -> bool {
    MONTHS.iter().flatten().any(|name| name.starts_with(word))
}

/// The day of the week of a name in lower case that stands beside a date.
pub(in crate::findings) fn weekday_beside(word: &str) -> Option<usize> {
    static NUMBERS: LazyLock<HashMap<&str, usize>> =
        LazyLock::new(|| DAYS.iter().flat_map(|names| names.iter().copied().zip(0..)).collect());
    NUMBERS.get(word).copied()
}

/// Whether a day of the week stands behind its date without a sign between: `18 Nisan 2027 Pazar`.
pub(in crate::findings) fn is_behind_date(word: &str) -> bool {
    TURKISH_DAYS.contains(&word) || KOREAN_DAYS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_of_one_month_and_one_day() {
        for names in &MONTHS {
            for (name, number) in names.iter().zip(1..) {
                assert_eq!(month_in_date(name), Some(number), "{name}");
            }
        }
        for names in &DAYS {
            for (name, day) in names.iter().zip(0..) {
                assert_eq!(weekday_beside(name), Some(day), "{name}");
            }
        }
        assert!(is_behind_date("pazar") && is_behind_date("일요일") && !is_behind_date("neděli"));
        assert_eq!((month_in_date("sobota"), weekday_beside("maja"), weekday_beside("")), (None, None, None));
    }
}
