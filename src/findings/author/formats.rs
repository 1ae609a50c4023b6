//! Formats of dates whose parts stand in each other's places: `%Y年%d月%m日`, `%d.%M.%Y`.

use crate::findings::near;

/// A part of a day or a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Other,
}

impl Part {
    fn of(directive: char) -> Self {
        match directive {
            'Y' | 'y' | 'G' | 'g' | 'C' => Self::Year,
            'm' | 'b' | 'B' | 'h' => Self::Month,
            'd' | 'e' => Self::Day,
            'H' | 'I' | 'k' | 'l' => Self::Hour,
            'M' => Self::Minute,
            _ => Self::Other,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Year => "the year",
            Self::Month => "the month",
            Self::Day => "the day",
            Self::Hour => "the hour",
            Self::Minute => "the minutes",
            Self::Other => "",
        }
    }

    /// What it is written as in figures.
    fn directive(self) -> &'static str {
        match self {
            Self::Year => "%Y",
            Self::Month => "%m",
            Self::Day => "%d",
            Self::Hour => "%H",
            Self::Minute => "%M",
            Self::Other => "",
        }
    }
}

/// What is written of a part, and the text behind it up to the next.
struct Step<'f> {
    letter: char,
    part: Part,
    behind: &'f str,
}

/// The formats that the tags of a text give to dates, each with its place in octets.
pub(super) fn formats(text: &str) -> Vec<(usize, &str)> {
    const LONGEST: usize = 500;
    const MOST: usize = 100;
    let tags = ["{{", "{%"].iter().flat_map(|begin| text.match_indices(begin));
    let of_tag = |(at, begin): (usize, &str)| {
        let inside = near::behind(&text[at + begin.len()..], LONGEST);
        let inside = &inside[..inside.find(if begin == "{{" { "}}" } else { "%}" })?];
        let date = inside.find("date")?;
        let named = date + inside[date..].find("format")? + "format".len();
        let quoted = inside[named..].trim_start().strip_prefix('=')?.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let (format, _) = quoted.strip_prefix(quote)?.split_once(quote)?;
        Some((near::place_of(format, text), format))
    };
    tags.take(MOST).filter_map(of_tag).collect()
}

/// What is wrong with a format.
pub(super) fn flaw(format: &str) -> Option<String> {
    let steps = steps(format)?;
    before_name(&steps)
        .or_else(|| minutes(&steps))
        .or_else(|| month_of_hour(&steps))
        .or_else(|| day_before_month(&steps))
        .or_else(|| twice(&steps))
}

/// `None` where it is nothing that is known here.
fn steps(format: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for written in format.split('%').skip(1) {
        let bare = written.trim_start_matches(['-', '_', '0', '^', '#']);
        // `%%` is a sign.
        let letter = bare.chars().next()?;
        steps.push(Step { letter, part: Part::of(letter), behind: &bare[letter.len_utf8()..] });
    }
    Some(steps)
}

/// `%d月`: another part than the word behind it says.
fn before_name(steps: &[Step<'_>]) -> Option<String> {
    const NAMES: [(&str, Part); 12] = [
        ("年", Part::Year),
        ("月", Part::Month),
        ("日", Part::Day),
        ("号", Part::Day),
        ("년", Part::Year),
        ("월", Part::Month),
        ("일", Part::Day),
        ("时", Part::Hour),
        ("分", Part::Minute),
        ("時", Part::Hour),
        ("시", Part::Hour),
        ("분", Part::Minute),
    ];
    steps.iter().find_map(|step| {
        let behind = step.behind.trim_start();
        let (name, meant) = NAMES.iter().find(|(name, _)| behind.starts_with(name))?;
        let is_wrong = step.part != *meant && step.part != Part::Other;
        is_wrong.then(|| {
            let (part, right) = (step.part.name(), meant.directive());
            format!("%{} is {part}, and stands before \"{name}\". Is {right} meant?", step.letter)
        })
    })
}

/// `%d.%M.%Y`: minutes without an hour, in a day.
fn minutes(steps: &[Step<'_>]) -> Option<String> {
    let has = |part: Part| steps.iter().any(|step| step.part == part);
    let is_day = has(Part::Day) || has(Part::Year);
    let has_hour = has(Part::Hour) || steps.iter().any(|step| matches!(step.letter, 'R' | 'T' | 'r' | 'c' | 'X' | 'p'));
    (has(Part::Minute) && is_day && !has_hour)
        .then(|| "%M is the minutes, and no hour is before it. Is %m, the month, meant?".to_owned())
}

/// `%H:%m`
fn month_of_hour(steps: &[Step<'_>]) -> Option<String> {
    steps.windows(2).find_map(|pair| {
        let [hour, month] = pair else { return None };
        let is_time = hour.part == Part::Hour && matches!(hour.behind, ":" | "：" | "h" | "时" | "点");
        (is_time && month.letter == 'm')
            .then(|| "%m is the month, and stands behind an hour. Is %M, the minutes, meant?".to_owned())
    })
}

/// `%Y-%d-%m`
fn day_before_month(steps: &[Step<'_>]) -> Option<String> {
    let [year, day, month] = steps.get(..3)? else { return None };
    let signs = [year.behind, day.behind];
    let is_date = year.letter == 'Y' && day.letter == 'd' && month.letter == 'm';
    let is_known = signs[0] == signs[1] && matches!(signs[0], "-" | "/" | "." | "");
    (is_date && is_known).then(|| {
        "the day stands before the month, and the year before both: nobody reads it so. Is %m before %d meant?"
            .to_owned()
    })
}

/// `%d.%d.%Y`: a part twice, and another not at all.
fn twice(steps: &[Step<'_>]) -> Option<String> {
    let count = |part: Part| steps.iter().filter(|step| step.part == part).count();
    let other = |part: Part| if part == Part::Day { Part::Month } else { Part::Day };
    let part = [Part::Day, Part::Month].into_iter().find(|part| count(*part) > 1 && count(other(*part)) == 0)?;
    Some(format!("{} stands twice, and {} not at all. Is one of them meant for it?", part.name(), other(part).name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_the_place_of_others_are_found() {
        for (format, part) in [
            ("%Y年%d月%m日", "%d is the day, and stands before \"月\". Is %m meant?"),
            ("%Y年%m月%m日", "%m is the month, and stands before \"日\". Is %d meant?"),
            ("%Y年%m月%y日", "%y is the year, and stands before \"日\""),
            ("%Y年%M月%d日", "%M is the minutes, and stands before \"月\""),
            ("%d年%m月", "before \"年\". Is %Y meant?"),
            ("%Y년 %-d월 %-m일", "before \"월\""),
            ("%H时%m分", "before \"分\". Is %M meant?"),
            ("%d.%M.%Y", "no hour"),
            ("%Y-%M-%d", "no hour"),
            ("%H:%m", "%m is the month"),
            ("%d.%m.%Y, %H:%m Uhr", "%m is the month"),
            ("%Y-%d-%m", "before the month"),
            ("%Y/%d/%m %H:%M", "before the month"),
            ("%d.%d.%Y", "the day stands twice, and the month not at all"),
            ("%m de %B de %Y", "the month stands twice, and the day not at all"),
            ("%m. %B %Y", "the month stands twice"),
        ] {
            assert!(flaw(format).is_some_and(|what| what.contains(part)), "{format}: {:?}", flaw(format));
        }
    }

    #[test]
    fn formats_of_any_language_are_left_alone() {
        for format in [
            "%Y年%m月%d日", "%Y年%-m月%-d日 %H:%M", "%-m月%-d号", "%Y年%B%d日", "%Y년 %m월 %d일", "%d.%m.%Y",
            "%-d. %-m. %Y", "%d/%m/%Y", "%m/%d/%Y", "%m-%d-%Y", "%d %B %Y", "%A, %d. %B %Y", "%d de %B de %Y",
            "le %d/%m/%Y à %Hh%M", "%B %-d, %Y at %I:%M %p", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y, %H.%M Uhr",
            "%H时%M分", "%M:%S", "%d %b (%d.%m.)", "%Y, %d %B", "%F %T", "%A", "100%", "%", "%%d月", "",
        ] {
            assert_eq!(flaw(format), None, "{format}");
        }
    }

    #[test]
    fn formats_stand_in_tags() {
        let text = "format=\"%d月\" {{ day | date(format=\"%Y\") }} {% set x = day | date(from='%d', format = '%m') %} \
                    {{ update }} {{ day | date }}";
        let found: Vec<&str> = formats(text).into_iter().map(|(_, format)| format).collect();
        assert_eq!(found, ["%Y", "%m"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|\\{\\{|\\}\\}|date|format|=\"|\"|%[YmdMH]|月){0,24}") {
            for (at, format) in formats(&text) {
                proptest::prop_assert!(text[at..].starts_with(format));
            }
            flaw(&text);
        }
    }
}
