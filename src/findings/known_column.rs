//! What is known of a column before its values are looked at: learnt from the first rows, the headings and the template.
//!
//! It is learnt in phases, and what a phase knows the later ones ask: their order, which is that of the fields here, is not to be
//! changed. [`columns::sampled`](super::columns::sampled) has all but the last.
//!
//! 1. Of the values alone: dates, numbers, codes, names, links, or texts. Each of these rules out some of the others.
//! 2. By the heading, and by what the values are: streets, towns, days of payments, remarks.
//! 3. Beside the other columns: where one has countries, the postcodes are compared with those of their own, and all else that was learnt
//!    of them is dropped; whether addresses begin with a value; which blanks are meant.
//! 4. Of the values once more, by all of that: the few values that there are, how short codes are built, days of work, what repeats.
//! 5. By the template, in [`Inspector::new`](super::Inspector::new): what comes instead of nothing, and where a value is written.

use super::column::ages::Ages;
use super::column::alphabet::Alphabet;
use super::column::built::Built;
use super::column::closed::Closed;
use super::column::codes::Code;
use super::column::dates::{Day, Shape};
use super::column::era::Era;
use super::column::few::Few;
use super::column::left_blank::LeftBlank;
use super::column::lines::Lines;
use super::column::names::Names;
use super::column::numbers::Numbers;
use super::column::postcodes::Postcodes;
use super::column::repeated::Repeated;
use super::column::scripts::Script;
use super::column::season::Season;
use super::column::shares::Shares;
use super::column::sites::Sites;
use super::column::sizes::Sizes;
use super::column::telephones::Telephones;
use super::column::times::Times;
use super::column::tokens::Tokens;
use super::column::workdays::Workdays;
use super::links::Place;

/// What is known of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Column {
    // Of its values alone.
    /// Most of its values are dates.
    pub(super) has_dates: bool,
    /// How its dates are mostly written.
    pub(super) shape: Option<Shape>,
    /// The years that its dates are of, from and to.
    pub(super) years: Option<(u32, u32)>,
    /// The years that its dates are of, if those are many.
    pub(super) era: Option<Era>,
    /// The months in which all of its dates are, if those are few.
    pub(super) season: Option<Season>,
    /// Between which days nearly all of its dates are, if those are close together.
    pub(super) near: Option<(u32, u32)>,
    /// The day that nearly all rows have.
    pub(super) constant: Option<Day>,
    /// Its dates have no times behind the days.
    pub(super) are_days: bool,
    /// The last day that there can be, of days of birth.
    pub(super) latest: Option<u32>,
    /// The first year that can be none of days of birth but by habit.
    pub(super) by_habit: Option<u32>,
    /// Where its dates are days of birth of children of about the same age: between which days they are.
    pub(super) children: Option<(u32, u32)>,
    /// Most of its values are times of the day.
    pub(super) times: Option<Times>,
    /// Most of its values are numbers like these.
    pub(super) numbers: Option<Numbers>,
    /// Nearly all of its values are parts of one whole.
    pub(super) shares: Option<Shares>,
    /// Most of its values are codes that are built alike.
    pub(super) code: Option<Code>,
    /// Its values are codes of one length, built anyhow.
    pub(super) tokens: Option<Tokens>,
    /// Its values are somebody's or something's own: each is another one.
    pub(super) has_own: bool,
    /// Most of its values are telephone numbers, written in more than one way.
    pub(super) telephones: Option<Telephones>,
    /// Most of its values are numbers of accounts.
    pub(super) has_accounts: bool,
    /// Most of its values are names of persons.
    pub(super) names: Option<Names>,
    /// The script that nearly all of its names are written in.
    pub(super) script: Option<Script>,
    /// None but a few of its names begin with a title.
    pub(super) are_bare_names: bool,
    /// None but a few of its names, which have two words, are one word alone.
    pub(super) are_whole_names: bool,
    /// Most of its values are links, which have so much in common.
    pub(super) sites: Option<Sites>,
    /// Most of its values are sizes of clothes.
    pub(super) sizes: Option<Sizes>,
    /// Most of its values are words, without a digit.
    pub(super) has_words: bool,
    /// Some of its values are texts of several words.
    pub(super) has_texts: bool,
    /// Its values are all of one sort: dates, numbers, codes, names, links … Any other may hold a text, if not in its first rows.
    pub(super) is_special: bool,
    // By its heading, and by what its values are.
    /// By its heading, it has streets: words and numbers.
    pub(super) has_streets: bool,
    /// It has streets, each with the number of the house.
    pub(super) are_numbered_streets: bool,
    /// By its heading, it has the days by which something is to be paid.
    pub(super) is_due: bool,
    /// By its heading, it has the days on which something was.
    pub(super) is_paid: bool,
    /// By its heading, it has towns, whose names begin with a capital.
    pub(super) has_towns: bool,
    /// It has texts, or by its heading what people write about a row, as short as that may be.
    pub(super) has_remarks: bool,
    // Beside the other columns.
    /// By its heading, it has countries.
    pub(super) has_countries: bool,
    /// By its heading, it has postcodes, and another has the countries that they are of.
    pub(super) has_postcodes: bool,
    /// Most of its rows have an address that begins with its value: they are first names.
    pub(super) begins_addresses: bool,
    /// Nearly none of its values has a wide or a no-break blank around it; by the template, this is said of names and of what stands in
    /// the Subject alone.
    pub(super) is_tidy: bool,
    /// With what its blanks go, where they are meant.
    pub(super) left_blank: Option<LeftBlank>,
    // Of its values once more, by all of that.
    /// It has few values, and these are the usual ones.
    pub(super) few: Option<Few>,
    /// Most of its values are short codes with a sign in them.
    pub(super) built: Option<Built>,
    /// Nearly all of its values are postcodes of one country, with letters or a sign in them.
    pub(super) postcodes: Option<Postcodes>,
    /// Its values are short, and made of the same few letters and signs.
    pub(super) closed: Option<Closed>,
    /// Where its values are days or years of birth: of adults, or of children.
    pub(super) ages: Option<Ages>,
    /// How its values are set.
    pub(super) lines: Lines,
    /// Nearly all of its values are in one alphabet.
    pub(super) alphabet: Option<Alphabet>,
    /// Its values are appointments, all of them on days of work, or at weekends.
    pub(super) workdays: Option<Workdays>,
    /// Most of its values stand there more than once.
    pub(super) repeated: Option<Repeated>,
    /// Nearly all rows have a value in it.
    pub(super) is_filled: bool,
    /// By its heading, it has positions or departments, and nearly none of the first rows says that somebody has left his.
    pub(super) has_posts: bool,
    // By the template.
    /// The template says what comes instead of nothing.
    pub(super) is_optional: bool,
    /// The template writes it where these columns hold something.
    pub(super) guards: Vec<usize>,
    /// Where the template writes it: in a link, as a picture.
    pub(super) place: Place,
}

impl Column {
    /// Whether a family may have one for all: a telephone number, an account, a link.
    pub(super) fn is_shared(&self) -> bool {
        self.telephones.is_some() || self.has_accounts || self.sites.is_some()
    }
}
