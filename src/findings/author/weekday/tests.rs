use super::*;
use crate::findings::author::template::without_tags;

/// A Sunday.
const TODAY: u32 = 2026 * YEAR + 11 * 31 + 29;

fn found(text: &str) -> Vec<&str> {
    wrong(text, text, TODAY).iter().map(|wrong| &text[wrong.from..wrong.to]).collect()
}

#[test]
fn days_of_the_week_that_are_not_the_dates_are_found() {
    for (text, part) in [
        ("see you on Monday, 12 January 2027.", "Monday, 12 January 2027"),
        ("on Monday the 12th of January, 2027", "Monday the 12th of January, 2027"),
        ("Mon, January 12, 2027", "Mon, January 12, 2027"),
        ("am Montag, den 12. Januar 2027", "Montag, den 12. Januar 2027"),
        ("Montag, 12.01.2027", "Montag, 12.01.2027"),
        ("el lunes 12 de enero de 2027", "lunes 12 de enero de 2027"),
        ("lundi 12 janvier 2027", "lundi 12 janvier 2027"),
        ("lunedì 12 gennaio 2027", "lunedì 12 gennaio 2027"),
        ("maandag 12 januari 2027", "maandag 12 januari 2027"),
        ("segunda-feira, 12 de janeiro de 2027", "segunda-feira, 12 de janeiro de 2027"),
        ("do 31 listopada 2027", "31 listopada 2027"),
        ("2027年1月18日（星期五）查卷", "2027年1月18日（星期五"),
        ("周五，2027年1月18日", "周五，2027年1月18日"),
        ("12 January 2027 (Monday)", "12 January 2027 (Monday"),
        ("El lunes 30 de febrero de 2027", "30 de febrero de 2027"),
        ("by 31 April", "31 April"),
        ("31.11.2027", "31.11.2027"),
        ("2027-02-29", "2027-02-29"),
        ("2027年2月30日", "2027年2月30日"),
        ("2026-02-30", "2026-02-30"),
        ("2026年12月32日前", "2026年12月32日"),
        ("12月40日", "12月40日"),
        ("2026年13月1日", "2026年13月1日"),
        ("Friday, 6 March 2027", "Friday, 6 March 2027"),
        ("of Sunday, 17 November 2026", "Sunday, 17 November 2026"),
    ] {
        assert_eq!(found(text), [part], "{text}");
    }
}

#[test]
fn days_without_a_year_are_of_one_of_these() {
    let found =
        |text: &str| wrong_in(text, |_, _| vec![2026, 2027]).into_iter().map(|wrong| wrong.what).collect::<Vec<_>>();
    for text in [
        "3月20日（星期三）前",
        "by Wednesday, March 20",
        "Wednesday, 20 March",
        "bis Mittwoch, den 20. März",
        "bis Mittwoch, 20.03. im Büro",
        "el miércoles 20 de marzo",
        "le mercredi 20 mars",
    ] {
        assert_eq!(found(text), ["in 2026 that day is a Friday. Correct the day or the date."], "{text}");
    }
    for text in [
        "3月20日（星期五）前", "3月20日（周六）前", "by Friday, March 20", "Freitag, 20.03. im Büro",
        "Mittwoch 8.10. Beginn", "Mittwoch, 20.03 m", "On Wednesday 20 pupils", "April 31 pupils",
    ] {
        assert!(found(text).is_empty(), "{text}");
    }
}

#[test]
fn days_without_a_year_are_those_next_to_today_or_of_a_year_that_is_named() {
    for (text, what) in [
        ("请于12月9日（星期四）前填写", "in 2026 that day is a Wednesday."),
        ("1月10日（周五）开会", "in 2027 that day is a Sunday."),
        ("on Friday, 9 December, in the hall", "in 2026 that day is a Wednesday."),
        ("am Freitag, den 12. Januar, um 9 Uhr", "in 2027 that day is a Tuesday."),
        ("le lundi 14 décembre 2026, puis le mardi 14 janvier", "in 2027 that day is a Thursday."),
    ] {
        let found = wrong(text, text, TODAY);
        assert!(found.len() == 1 && found[0].what.starts_with(what), "{text} {found:?}");
    }
    for text in [
        "12月9日（星期三）前",
        // Of last year, this one, or the next.
        "12月9日（周二）的会议",
        "3月20日（周五）",
        "3月20日（周六）",
        // Of a year that the text names, or that begins in it.
        "2028年第一次会议：12月9日（星期六）",
        "School year 2027/28: Sunday, 9 April",
        "on Wednesday, December 9",
    ] {
        assert_eq!(wrong(text, text, TODAY), [], "{text}");
    }
}

#[test]
fn days_whose_year_or_calendar_is_told_by_what_stands_around_them_are_left_alone() {
    let found = |written: &str| wrong(&without_tags(written), written, TODAY);
    for text in [
        "Freitag, 3. Dezember",
        "12月3日（星期五）",
        "{{ Kurs }}, {{ Termin }}: vor dem Jahresende, Freitag, 3. Dezember",
        "Mrs Hall: Friday, 3 December",
        "{{ Geburtsjahr }}: Freitag, 3. Dezember",
        "{% if a %}Freitag, 3. Dezember{% endif %}",
        "The film '12 Monkeys', Friday, 3 December",
        "农历新年\n12月3日（星期五）",
        "满意度调查：12月40日",
    ] {
        assert_eq!(found(text).len(), 1, "{text}");
    }
    for text in [
        "WS 27/28: Freitag, 3. Dezember 18 Uhr",
        "Winterprogramm '27\nFreitag, 3. Dezember",
        "Winterprogramm ’27\nFreitag, 3. Dezember",
        "FY27: Fri 3 December",
        "Kursjahr 27/28. Start: Montag, 6. September, Ende: Freitag, 3. Dezember",
        "27年12月3日（星期五）",
        "高27届：12月3日（星期五）",
        "Termine {{ Jahr }}: Freitag, 3. Dezember",
        "Freitag, {{ Jahr }}. 3. Dezember",
        "Freitag, 3. Dezember {{ j }}",
        "农历12月9日（星期六）",
        "农历2月30日",
        "农历十二月初九（12月9日，星期六）",
        "Frau Sonntag, 10. Dezember",
        "Herr Freitag, 10. Dezember",
        "Dr. Sonntag, 10. Dezember 2026",
        "vor drei Jahren, am Sonntag, 3. Dezember",
        "Wie am Sonntag, 3. Dezember vor drei Jahren",
        "The war ended on Friday, 11 December long ago",
        "{% if a %}Samstag{% else %}Freitag{% endif %}, 3. Dezember",
        "{% if a %}30{% else %}31{% endif %} November",
        "宝宝满3月40日",
        // That of 2028.
        "Tuesday, Feb 29",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    let said = |text: &str| found(text).into_iter().map(|wrong| wrong.what).collect::<Vec<_>>();
    assert_eq!(said("Thursday, Feb 29"), ["2027 has no such day. Correct the day or the date."]);
}

/// What says Saturday or Sunday, 18 April 2027, which is a Sunday.
const LANGUAGES: [[&str; 2]; 38] = [
    ["w sobotę, 18 kwietnia 2027 r.", "w niedzielę, 18 kwietnia 2027 r."],
    ["w sobotę 18.04.2027", "w niedzielę 18.04.2027"],
    ["18 kwietnia 2027 r. (sobota)", "18 kwietnia 2027 r. (niedziela)"],
    ["do soboty 18 kwietnia 2027", "do niedzieli 18 kwietnia 2027"],
    ["sobota, dnia 18 kwietnia 2027 roku", "niedziela, dnia 18 kwietnia 2027 roku"],
    ["v sobotu 18. dubna 2027", "v neděli 18. dubna 2027"],
    ["v sobotu 18. 4. 2027", "v neděli 18. 4. 2027"],
    ["v sobotu 18. apríla 2027", "v nedeľu 18. apríla 2027"],
    ["v soboto, 18. aprila 2027", "v nedeljo, 18. aprila 2027"],
    ["в субботу, 18 апреля 2027 г.", "в воскресенье, 18 апреля 2027 г."],
    ["18 апреля 2027 г. (суббота)", "18 апреля 2027 г. (воскресенье)"],
    ["у суботу, 18 квітня 2027 року", "у неділю, 18 квітня 2027 року"],
    ["у п’ятницю, 18 квітня 2027 року", "у неділю, 18 квітня 2027 року"],
    ["в събота, 18 април 2027 г.", "в неделя, 18 април 2027 г."],
    ["2027. április 18., szombat", "2027. április 18., vasárnap"],
    ["2027. április 18-án, szombaton", "2027. április 18-án, vasárnap"],
    ["18 Nisan 2027 Cumartesi günü", "18 Nisan 2027 Pazar günü"],
    ["18 Nisan 2027, Cumartesi", "18 Nisan 2027, Pazar"],
    ["lördagen den 18 april 2027", "söndagen den 18 april 2027"],
    ["lördag 18 april 2027", "söndag 18 april 2027"],
    ["lørdag d. 18. april 2027", "søndag d. 18. april 2027"],
    ["lørdag den 18. april 2027", "søndag den 18. april 2027"],
    ["lauantaina 18. huhtikuuta 2027", "sunnuntaina 18. huhtikuuta 2027"],
    ["lauantai 18.4.2027", "sunnuntai 18.4.2027"],
    ["το Σάββατο 18 Απριλίου 2027", "την Κυριακή 18 Απριλίου 2027"],
    ["zaterdag 18 april 2027", "zondag 18 april 2027"],
    ["sábado, 18 de abril de 2027", "domingo, 18 de abril de 2027"],
    ["sâmbătă, 18 aprilie 2027", "duminică, 18 aprilie 2027"],
    ["marți, 18 aprilie 2027", "duminică, 18 aprilie 2027"],
    ["sabato 18 aprile 2027", "domenica 18 aprile 2027"],
    ["dissabte, 18 abril 2027", "diumenge, 18 abril 2027"],
    ["laupäeval, 18. aprillil 2027 18. aprill 2027 (laupäev)", "pühapäeval, 18. aprill 2027"],
    ["sestdien, 18. aprīlī 2027", "svētdien, 18. aprīlī 2027"],
    ["2027 m. balandžio 18 d., šeštadienį", "2027 m. balandžio 18 d., sekmadienį"],
    ["Sabtu, 18 April 2027", "Ahad, 18 April 2027"],
    ["2027年4月18日（土曜日）", "2027年4月18日（日曜日）"],
    ["2027年4月18日(土)", "2027年4月18日(日)"],
    ["2027년 4월 18일 (토요일)", "2027년 4월 18일 (일요일)"],
];

#[test]
fn days_of_the_week_are_known_in_many_languages() {
    for [wrong_day, right_day] in LANGUAGES {
        assert_eq!(found(wrong_day).len(), 1, "{wrong_day}");
        assert_eq!(found(right_day), [""; 0], "{right_day}");
    }
    assert_eq!(found("2027년 4월 18일(토)까지"), ["2027년 4월 18일(토"]);
    for text in [
        "Sobota 2027, wydanie 18",
        "Maja Lipiec, 18 lat, niedziela",
        "18 kwietnia 2027 r. Sobota będzie dniem wolnym.",
        "od soboty do niedzieli, 17–18 kwietnia 2027",
        "2027 May 5 pupils",
        "18 Nisan 2027 Pazar, 19 Nisan 2027 Pazartesi",
        "4月18日（三）",
        "第4月18日土",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn right_days_are_left_alone() {
    for text in [
        "Tuesday, 12 January 2027",
        "Dienstag, den 12. Januar 2027",
        "martes 12 de enero de 2027",
        "mardi 12 janvier 2027",
        "martedì 12 gennaio 2027",
        "terça-feira, 12 de janeiro de 2027",
        "Friday, 5 March 2027",
        "la segunda parte, 5 de marzo de 2027",
        "2027年1月18日（星期一）",
        "2027年1月18日（周一）",
        "1月18日（周一）",
        "Friday, March 20",
        "Tuesday 1/12/2027 or Tuesday 12/1/2027",
        "29 February 2028",
        "We met on Monday. 12 January 2027 is the last day.",
        "Monday to Friday, 8 to 12 January 2027",
        "by 12 January 2027 Monday classes are over",
        "30 may 2027, 31 mars, version 31.4.2, 31.11",
        "page 45 March 2027",
        "Reference 2027-11-31, see you. Version 31.4.2027, no. 31.11.2027",
        "Dates: 12 December 2026, Sunday 13 December 2026.",
        "12–13 December 2026, Friday/Saturday",
        "13 December 2026, Friday/Saturday",
        "",
    ] {
        assert_eq!(wrong(text, text, TODAY), [], "{text}");
    }
}

#[test]
fn days_with_their_years_are_read() {
    let found = |text: &str| dated(text).iter().map(|dated| dated.days).collect::<Vec<_>>();
    let day = (2026, 3, 5);
    for text in [
        "by 5 March 2026", "5.3.2026", "2026-03-05", "2026年3月5日前", "5 marca 2026 r.", "March 5, 2026",
        "le 5 mars 2026",
    ] {
        assert_eq!(found(text), [(day, None)], "{text}");
    }
    assert_eq!(found("01/03/2025"), [((2025, 3, 1), Some((2025, 1, 3)))]);
    assert_eq!(found("03/31/2025"), [((2025, 3, 31), None)]);
    assert_eq!(found("5 March, 31.2.2026, 5.3., 12:30, 2026"), []);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_looked_at(text in "(\\PC|Monday|12|2027|January|[ ,./()-]|年|月|日|星期五|'27|29 Feb|农历|满|\\{\\{ Jahr \\}\\}|Frau ){0,24}") {
        for Wrong { from, to, .. } in wrong(&text, &text, TODAY) {
            proptest::prop_assert!(text.get(from..to).is_some());
        }
    }
}
