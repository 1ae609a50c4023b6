//! Values beside the others of their column: what most of the first rows are (dates, numbers, names, telephone numbers …), and what is
//! unlike them.
//!
//! Start reading at `unlike.rs`, which asks the right one of the others.

pub(super) mod ages;
pub(super) mod alphabet;
pub(super) mod aside;
mod asides;
pub(super) mod built;
pub(super) mod clocks;
pub(super) mod closed;
pub(super) mod codes;
pub(super) mod countries;
pub(super) mod counts;
pub(super) mod dates;
pub(super) mod era;
pub(super) mod few;
pub(super) mod figures;
pub(super) mod left_blank;
pub(super) mod lines;
mod most;
pub(super) mod named;
pub(super) mod names;
pub(super) mod numbers;
pub(super) mod odd_name;
pub(super) mod own;
mod period;
pub(super) mod postcodes;
pub(super) mod range;
pub(super) mod reading;
pub(super) mod repeated;
pub(super) mod scripts;
pub(super) mod season;
pub(super) mod shares;
mod shuffled;
pub(super) mod sites;
pub(super) mod sizes;
pub(super) mod slips;
pub(super) mod steps;
pub(super) mod streets;
pub(super) mod surnames;
pub(super) mod telephones;
pub(super) mod times;
pub(super) mod titles;
pub(super) mod tokens;
pub(super) mod unlike;
pub(super) mod words;
pub(super) mod workdays;
