//! What the columns of a row have to do with each other: a link holds the row's own number, a total is the sum of the marks, one day
//! is after another. Learnt from the first rows, and asked of each row.

mod apart;
mod bare;
mod blocks;
mod bounds;
mod companies;
mod composed;
mod decided;
mod emergency;
mod filled;
mod glued;
mod greeted;
mod held;
mod in_words;
mod initials;
mod levels;
mod look;
mod lookalikes;
mod named_days;
mod namesakes;
mod orders;
mod pinyin;
mod postcodes;
mod prefixes;
mod ranked;
mod ratios;
mod seated;
mod slots;
mod spans;
mod sums;
mod surnames;
mod swapped;
mod tens;
mod terms;
mod tops;
mod towns;
mod weekdays;

use self::apart::Apart;
use self::bare::Bare;
use self::blocks::Blocks;
use self::bounds::Bound;
use self::companies::Companies;
use self::composed::Composed;
use self::decided::Decided;
use self::emergency::Emergency;
use self::filled::Filled;
use self::glued::Glued;
use self::greeted::Greeted;
use self::held::Held;
pub(super) use self::held::folded;
use self::in_words::InWords;
use self::initials::Initials;
use self::levels::Levels;
use self::lookalikes::Lookalikes;
use self::named_days::NamedDay;
use self::namesakes::Namesakes;
use self::orders::Ordered;
use self::pinyin::Pinyin;
use self::postcodes::Postcodes;
use self::prefixes::Prefixes;
use self::ranked::Ranked;
use self::ratios::Ratio;
use self::seated::Seated;
pub(super) use self::slots::Slot;
use self::spans::Span;
pub(super) use self::spans::is_of_weeks;
use self::sums::Sum;
use self::swapped::Swapped;
use self::tens::Tens;
use self::terms::Term;
use self::tops::Tops;
use self::towns::Towns;
use self::weekdays::Weekdays;
use super::cells::Column;
use super::column::dates::Shape;
use super::column::few::Few;
use super::column::unlike;
use super::{Finding, Kind, Look, SWAPPED, headings, leftovers, mojibake, shown, trimmed};
use crate::input::{Fields, Source};
use crate::merge::Uses;

/// Fewer rows show no habit.
const FEWEST: usize = 10;

/// Where a point stands at the wrong place, or a digit is too many: how many times as much it is, and in words.
const POWERS: [(f64, &str); 4] =
    [(10.0, "ten times"), (100.0, "a hundred times"), (0.1, "a tenth of"), (0.01, "a hundredth of")];

/// What holds between columns in nearly all of the first rows.
#[derive(Debug, Default)]
pub(super) struct Relations {
    held: Vec<Held>,
    sums: Vec<Sum>,
    ordered: Vec<Ordered>,
    postcodes: Vec<Postcodes>,
    towns: Option<Towns>,
    prefixes: Vec<Prefixes>,
    weekdays: Vec<Weekdays>,
    spans: Vec<Span>,
    terms: Vec<Term>,
    decided: Vec<Decided>,
    emergency: Option<Emergency>,
    filled: Vec<Filled>,
    bare: Vec<Bare>,
    initials: Vec<Initials>,
    in_words: Vec<InWords>,
    levels: Vec<Levels>,
    named_days: Vec<NamedDay>,
    ranked: Vec<Ranked>,
    blocks: Vec<Blocks>,
    apart: Vec<Apart>,
    ratios: Vec<Ratio>,
    tens: Vec<Tens>,
    slots: Vec<Slot>,
    seated: Option<Seated>,
    bounds: Vec<Bound>,
    companies: Option<Companies>,
    composed: Vec<Composed>,
    namesakes: Option<Namesakes>,
    swapped: Option<Swapped>,
    /// Columns of two values that the letter does not use, as the sex, by which others are told.
    halves: Vec<(usize, Few)>,
    pinyin: Option<Pinyin>,
    glued: Option<Glued>,
    greeted: Option<Greeted>,
    tops: Option<Tops>,
    lookalikes: Vec<Lookalikes>,
}

/// The first rows, their values without blanks around them. What is unlike the rest of its column is left out: it says nothing.
struct Sample<'a> {
    rows: Vec<Vec<&'a str>>,
    columns: &'a [Column],
}

impl Sample<'_> {
    /// The columns of days, with how these are written.
    fn days(&self) -> Vec<(usize, Shape)> {
        let days = self.columns.iter().enumerate();
        days.filter_map(|(index, column)| Some((index, column.shape.filter(|_| column.has_dates)?))).collect()
    }

    /// The values of two columns, of the rows that have both.
    fn pairs(&self, one: usize, other: usize) -> impl Iterator<Item = (&str, &str)> {
        self.rows
            .iter()
            .map(move |row| (row[one], row[other]))
            .filter(|(one, other)| !one.is_empty() && !other.is_empty())
    }
}

impl Relations {
    /// Of the first rows, each of which has a value for each column, of the headings, and of the letter that uses them.
    pub(super) fn of(rows: &[Vec<String>], columns: &[Column], names: &[String], uses: &Uses) -> Self {
        /// A wider list has hardly been written by a person.
        const MOST_COLUMNS: usize = 60;
        if rows.len() < FEWEST || columns.len() > MOST_COLUMNS {
            return Self::default();
        }
        let rows = rows.iter().filter(|row| row.len() == columns.len());
        let rows =
            rows.map(|row| row.iter().zip(columns).map(|(value, column)| kept(value, column)).collect()).collect();
        let sample = Sample { rows, columns };
        let weekdays = weekdays::of(&sample, uses);
        Self {
            held: held::of(&sample, uses),
            sums: sums::of(&sample, uses),
            ordered: orders::of(&sample, names, uses),
            postcodes: postcodes::of(&sample, uses, names),
            towns: towns::of(&sample, uses, names),
            prefixes: prefixes::of(&sample, uses, names),
            spans: spans::of(&sample, uses, names),
            terms: terms::of(&sample, uses),
            decided: decided::of(&sample, uses, names, &weekdays),
            weekdays,
            emergency: emergency::of(&sample, uses, names),
            filled: filled::of(&sample, uses),
            bare: bare::of(&sample, uses),
            initials: initials::of(&sample, uses, names),
            in_words: in_words::of(&sample, uses),
            levels: levels::of(&sample, uses, names),
            named_days: named_days::of(&sample, uses),
            ranked: ranked::of(&sample, uses, names),
            blocks: blocks::of(&sample, uses, names),
            apart: apart::of(&sample, uses, names),
            ratios: ratios::of(&sample, uses),
            tens: tens::of(&sample, uses, names),
            slots: slots::of(&sample, uses, names),
            seated: seated::of(&sample, uses),
            bounds: bounds::of(&sample, uses, names),
            companies: companies::of(&sample, uses),
            composed: composed::of(&sample, uses, names),
            namesakes: namesakes::of(&sample, uses),
            swapped: swapped::of(&sample, uses, names),
            halves: halves(columns, uses),
            pinyin: pinyin::of(&sample, uses),
            glued: glued::of(&sample, uses, names),
            greeted: greeted::of(&sample, uses),
            tops: tops::of(&sample, uses),
            lookalikes: lookalikes::of(&sample, uses),
        }
    }

    /// Learns what the first rows are too few for.
    pub(super) fn know_others(&mut self, source: &Source) {
        ranked::know_others(&mut self.ranked, source);
        if let Some(seated) = &mut self.seated {
            seated.know_others(source);
        }
    }

    /// The columns whose values together are of one row alone: a place at a time.
    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Whether a column holds a number of its row, which is then told of where it is another's.
    pub(super) fn is_holder(&self, column: usize) -> bool {
        self.held.iter().any(|held| held.within == column && held.is_of_numbers)
    }

    /// Whether a column has the numbers that a link, a file, or the like of its row holds: they are its own.
    pub(super) fn is_held(&self, column: usize) -> bool {
        self.held.iter().any(|held| held.own == column && held.is_of_numbers)
    }

    /// Whether an address holds another name of the row, as the first where the last is new.
    fn is_of_another_name<'a>(&self, held: &Held, value: impl Fn(usize) -> &'a str) -> bool {
        let within = value(held.within);
        let is_other = |other: &&Held| other.within == held.within && other.own != held.own;
        self.held.iter().filter(is_other).any(|other| other.is_held(value(other.own), within))
            && !held.is_nearly_held(value(held.own), within)
    }

    /// Finds numbers that stand a column beside where they belong, as the sums of their row tell; says whether there are some.
    pub(super) fn look_for_slips(&self, look: &mut Look<'_>, fields: &Fields) -> bool {
        sums::look_for_slips(look, &self.sums, |column| trimmed(fields.get(column).unwrap_or_default()))
    }

    /// Finds what does not hold in a row. A value of which something is said already is enough said of.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        let value = |column: usize| trimmed(fields.get(column).unwrap_or_default());
        sums::look(look, &self.sums, value);
        for ordered in &self.ordered {
            let columns = [ordered.first, ordered.last];
            // That a day is before another one says more than that it is far from others.
            let is_far = |finding: &Finding| {
                [unlike::FAR, unlike::OTHER_ERA].iter().any(|far| finding.what.ends_with(far))
                    && finding.column.is_some_and(|column| columns.contains(&column))
            };
            if (!look.is_told(columns) || look.findings.iter().any(is_far))
                && let Some(column) = ordered.reversed(value)
            {
                let line = look.line;
                let of_line = |finding: &Finding| finding.line == line && is_far(finding);
                let far = look.findings.iter().find(|finding| of_line(finding)).and_then(|finding| finding.column);
                look.findings.retain(|finding| !of_line(finding));
                // The one that is far from the others of its column is the odd one.
                let column = far.unwrap_or(column);
                let other = if column == ordered.last { ordered.first } else { ordered.last };
                let side = if column == ordered.last { "before" } else { "after" };
                let end = if far.is_some() {
                    "and it is far from the others of its column. Is its year or month right?"
                } else {
                    "and in the other rows it is not. Is one of them wrong?"
                };
                let what = format!("is {side} {} ({}), {end}", look.heading(other), shown(value(other)));
                look.find_value(column, Kind::OddRelation, value(column), &what);
            }
        }
        for postcodes in &self.postcodes {
            if !look.is_told([postcodes.country])
                && let Some((column, what)) = postcodes.flaw_of_country(value, |column| look.heading(column))
            {
                look.find_value(column, Kind::OddRelation, value(column), &what);
            } else if !look.is_told([postcodes.column])
                && let Some(what) = postcodes.flaw(value(postcodes.column), value(postcodes.country))
            {
                look.find_value(postcodes.column, Kind::OddRelation, value(postcodes.column), &what);
            }
        }
        if let Some(towns) = &self.towns
            && !look.is_told([towns.postcode, towns.town])
            && let Some(what) = towns.flaw(value, |column| look.heading(column))
        {
            look.find_value(towns.told, Kind::OddRelation, value(towns.told), &what);
        }
        if let Some(towns) = self.towns.as_ref().filter(|towns| towns.told == towns.postcode)
            && let Some(usual) = towns.slip(value)
            && !look.is_told([towns.postcode, towns.town])
        {
            let what = format!(
                "is almost \"{}\", which the other rows with {} \"{}\" have. Is that meant?",
                shown(usual),
                look.heading(towns.town),
                shown(value(towns.town))
            );
            // Where several are so, the town has more than one, and it is taken back.
            look.find_value(towns.postcode, Kind::NearValue, value(towns.postcode), &what);
        }
        self.look_at_prefixes(look, value);
        for weekdays in &self.weekdays {
            let columns = [weekdays.weekday, weekdays.date];
            // Where the rest of the row has another date, it is that which is wrong.
            let is_of_date = |decided: &&Decided| decided.told == weekdays.date && !columns.contains(&decided.by);
            let is_explained = || {
                let mut decided = self.decided.iter().filter(is_of_date);
                decided.any(|decided| decided.flaw(value(decided.by), value(decided.column)).is_some())
            };
            if !look.is_told(columns)
                && !is_explained()
                && let Some(what) = weekdays.flaw(value, |column| look.heading(column))
            {
                look.find_value(weekdays.told, Kind::OddRelation, value(weekdays.told), &what);
            }
        }
        for (column, few) in &self.halves {
            if let Some((kind, what)) = few.flaw(value(*column)).filter(|_| !value(*column).is_empty()) {
                look.find_value(*column, kind, value(*column), &what);
            }
        }
        for bound in &self.bounds {
            if !look.is_told([bound.part, bound.most])
                && let Some(what) = bound.flaw(value, |column| look.heading(column))
            {
                look.find_value(bound.part, Kind::OddRelation, value(bound.part), &what);
            }
        }
        for ratio in &self.ratios {
            if !look.is_told([ratio.column, ratio.other])
                && let Some((column, what)) = ratio.flaw(value, |column| look.heading(column))
            {
                look.find_value(column, Kind::OddRelation, value(column), &what);
            }
        }
        let told = tens::look(look, &self.tens, value);
        self.look_at_spans(look, value);
        self.look_at_terms(look, value);
        self.look_at_named_days(look, value);
        self.look_at_words(look, value);
        self.look_at_filled(look, value);
        // What a sort decides is clearer than a number that goes with another level, and that than what a number decides.
        let is_told = self.look_at_decided(look, value, &told, false);
        self.look_at_levels(look, value);
        self.look_at_companies(look, value);
        if !is_told {
            self.look_at_decided(look, value, &told, true);
        }
        self.look_at_surnames(look, value);
        self.look_at_apart(look, value);
        let flaws = self.emergency.as_ref().map(|emergency| emergency.flaws(value, |column| look.heading(column)));
        for (column, what) in flaws.into_iter().flatten() {
            if !look.is_told([column]) {
                look.find_value(column, Kind::OddRelation, value(column), &what);
            }
        }
        self.look_at_seated(look, value);
        self.look_at_tops(look, value);
        self.look_at_lookalikes(look, value);
        let mut own = None;
        for held in &self.held {
            if own != Some(held.own)
                && !look.is_told([held.own, held.within])
                && !held.is_kept(value(held.own), value(held.within))
                && !self.is_of_another_name(held, value)
                // That two names are swapped says why.
                && !held.instead(value).is_some_and(|other| look.is_told([other]))
                && !is_what_one_is_called(look.record.header.names(), held, value)
            {
                own = Some(held.own);
                let (column, what) = if held.is_own_odd(value(held.own)) {
                    let what = format!(
                        "is not in {} ({}), as nearly all others are, and is not built as they are. Is it mistyped?",
                        look.heading(held.within),
                        shown(value(held.within))
                    );
                    (held.own, what)
                } else {
                    let (heading, own) = (look.heading(held.own), shown(value(held.own)));
                    let what = if value(held.within).contains('@') {
                        format!(
                            "does not go with {heading} ({own}), as nearly all other addresses do. Is one of the two another row's?"
                        )
                    } else if let Some(owner) = held.owner(value(held.within)) {
                        format!(
                            "does not hold the row's own {heading} ({own}), as nearly all others do, but another row's ({}). Is it the \
                             right one?",
                            shown(owner)
                        )
                    } else {
                        format!(
                            "does not hold the row's own {heading} ({own}), as nearly all others do. Is one of them another row's?"
                        )
                    };
                    (held.within, what)
                };
                look.find_value(column, Kind::OddRelation, value(column), &what);
            } else if let Some(word) = held.slip(value(held.own), value(held.within))
                && !look.is_told([held.own, held.within])
            {
                let what = format!(
                    "has \"{}\" in it, which is almost the surname of {} ({}). Is a letter wrong?",
                    shown(word),
                    look.heading(held.own),
                    shown(value(held.own))
                );
                look.find_value(held.within, Kind::OddRelation, value(held.within), &what);
            }
        }
    }

    /// Finds what is the same in two columns that are never the same.
    fn look_at_apart<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for apart in &self.apart {
            if apart.is_flawed(value) && !look.is_told([apart.one, apart.other]) {
                let other = if apart.told == apart.one { apart.other } else { apart.one };
                let what = format!(
                    "is the same as {}, and in the other rows the two differ. Is one of them wrong?",
                    look.heading(other)
                );
                look.find_value(apart.told, Kind::OddRelation, value(apart.told), &what);
            }
        }
    }

    /// Finds numbers that do not fit the days of their row.
    fn look_at_spans<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        // Which of the days or the number is wrong, the day of the week or the rest of the row may tell.
        let is_explained = |look: &Look<'_>, columns: [usize; 3]| {
            let of_week = self.weekdays.iter().filter(|weekdays| columns.contains(&weekdays.date));
            let decided = self.decided.iter().filter(|decided| columns.contains(&decided.told));
            of_week.into_iter().any(|weekdays| look.is_told([weekdays.weekday]))
                || decided.into_iter().any(|decided| decided.flaw(value(decided.by), value(decided.column)).is_some())
        };
        for span in &self.spans {
            if !look.is_told(span.columns())
                && let Some(what) = span.flaw(value, |column| look.heading(column))
                && !is_explained(look, span.columns())
            {
                look.find_value(span.told(), Kind::OddRelation, value(span.told()), &what);
            }
        }
    }

    /// Finds days that are not as far from another as they should be.
    fn look_at_terms<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for term in &self.terms {
            if !look.is_told(term.columns())
                && let Some(what) = term.flaw(value, |column| look.heading(column))
            {
                look.find_value(term.told(), Kind::OddRelation, value(term.told()), &what);
            }
        }
    }

    /// Finds addresses of another company, and names that are swapped.
    fn look_at_companies<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        if let Some(companies) = &self.companies {
            for &address in &companies.addresses {
                if let Some(other) = companies.flaw(value(companies.by), value(address))
                    && !look.is_told([companies.by, address])
                {
                    let what = format!(
                        "is in the domain of \"{}\", and {} is \"{}\". Is one of the two wrong?",
                        shown(other),
                        look.heading(companies.by),
                        shown(value(companies.by))
                    );
                    look.find_value(address, Kind::OddRelation, value(address), &what);
                }
            }
        }
        if let Some(namesakes) = self.namesakes
            && let Some((domain, meant)) = namesakes.flaw(value)
            && !look.is_told([namesakes.by, namesakes.address])
        {
            let what = format!(
                "is in \"{}\", which is almost what {} ({}) is called. Is {} meant?",
                shown(domain),
                look.heading(namesakes.by),
                shown(value(namesakes.by)),
                shown(&meant)
            );
            look.find_value(namesakes.address, Kind::OddRelation, value(namesakes.address), &what);
        }
        if let Some(swapped) = &self.swapped
            && let Some(holder) = swapped.flaw(value)
            && !look.is_told([swapped.first, swapped.last])
        {
            let what = format!(
                "is in {} ({}), where the other rows have {}, and that is \"{}\". {SWAPPED}",
                look.heading(holder),
                shown(value(holder)),
                look.heading(swapped.last),
                shown(value(swapped.last))
            );
            look.find_value(swapped.first, Kind::OddRelation, value(swapped.first), &what);
        }
    }

    /// Finds levels and ranks that do not go with the number of their row.
    fn look_at_levels<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        for levels in &self.levels {
            if !look.is_told([levels.level, levels.number])
                && let Some(what) = levels.flaw(value, |column| look.heading(column))
            {
                look.find_value(levels.told, Kind::OddRelation, value(levels.told), &what);
            }
        }
        for ranked in &self.ranked {
            if !look.is_told([ranked.rank, ranked.number])
                && let Some(what) = ranked.flaw(value, |column| look.heading(column))
            {
                look.find_value(ranked.told, Kind::OddRelation, value(ranked.told), &what);
            }
        }
        for blocks in &self.blocks {
            if !look.is_told([blocks.sort, blocks.number])
                && let Some(what) = blocks.flaw(value, |column| look.heading(column))
            {
                look.find_value(blocks.told, Kind::OddRelation, value(blocks.told), &what);
            }
        }
    }

    /// Finds a number that is far behind the last of its sort.
    fn look_at_seated<'a>(&self, look: &mut Look<'_>, value: impl Fn(usize) -> &'a str + Copy) {
        if let Some(seated) = &self.seated
            && let Some(what) = seated.flaw(value, |column| look.heading(column))
            && !look.is_told([seated.by, seated.column])
        {
            look.find_value(seated.column, Kind::OddRelation, value(seated.column), &what);
        }
    }
}

/// The columns of two values that the letter does not use.
fn halves(columns: &[Column], uses: &Uses) -> Vec<(usize, Few)> {
    let unused = columns.iter().enumerate().filter(|(index, _)| !uses.letter.contains(index));
    unused
        .filter_map(|(index, column)| Some((index, column.few.clone().filter(|few| few.usual().len() == 2)?)))
        .collect()
}

/// Whether it is a preferred name that an address does not hold, and another name of the row may be the one that it is made of.
fn is_what_one_is_called<'a>(names: &[String], held: &Held, value: impl Fn(usize) -> &'a str) -> bool {
    let heading = |column: usize| names.get(column).map_or_else(String::new, |name| name.to_lowercase());
    let is_another = |column: &usize| *column != held.own && headings::is_person(&heading(*column));
    headings::is_called(&heading(held.own))
        && (0..names.len()).filter(is_another).any(|column| Held::may_be_of(value(column), value(held.within)))
}

/// A value, unless it is unlike the rest of its column.
fn kept<'v>(value: &'v str, column: &Column) -> &'v str {
    let is_sound =
        unlike::flaw(column, value).is_none() && leftovers::word(value).is_none() && !mojibake::is_mojibake(value);
    if is_sound { value } else { "" }
}

impl Look<'_> {
    /// Whether something is said of one of these columns in this line already, that is not taken back where many numbers are so.
    pub(super) fn is_told(&self, columns: impl IntoIterator<Item = usize>) -> bool {
        let is_certain = |finding: &&Finding| {
            finding.line == self.line && !matches!(finding.kind, Kind::OddNumber | Kind::FarNumber)
        };
        !self.findings.is_empty()
            && columns
                .into_iter()
                .any(|column| self.findings.iter().filter(is_certain).any(|finding| finding.column == Some(column)))
    }
}
