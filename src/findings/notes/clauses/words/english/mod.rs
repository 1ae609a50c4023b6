//! The words of such clauses in English.

mod gone;
mod open;
mod unsent;

use super::super::Language;

pub(super) const ENGLISH: Language = Language {
    before: &[
        "the", "our", "his", "her", "their", "client", "customer", "member", "patient", "pupil", "student",
        "participant", "subscriber", "donor", "guest", "tenant", "owner", "contract", "membership", "subscription",
        "registration", "order", "account", "has", "have", "had", "is", "was", "been", "unfortunately", "sadly",
        "already", "now", "please", "pls", "note", "attention", "he", "she", "they", "and", "resident", "leaver",
        "parent", "family", "employee", "lessee", "supplier", "volunteer", "child", "this", "it", "we", "just",
        "currently", "tenancy", "lease", "invoice", "statement", "row", "entry", "all", "the whole", "whole", "asked",
        "wants", "wishes", "author", "authors", "speaker", "presenter", "applicant", "candidate", "paper", "talk",
        "abstract", "manuscript",
    ],
    gone: gone::GONE,
    unsent: unsent::UNSENT,
    open: open::OPEN,
    begins: lines![
        "duplicate of", "dup of", "dupe of", "a duplicate of", "double of", "same as row", "same as line",
        "same as entry", "same person as", "same as no", "see row", "see line", "see entry", "superseded by",
        "merged with", "merged into", "hold until", "on hold until", "hold till", "on hold till", "paused until",
        "suspended until", "no emails until", "listed twice", "already sent on", "already sent in", "already sent by",
        "query on", "remove after", "delete after",
    ],
    behind: &[
        "any more", "anymore", "again", "ever", "anything", "more", "mails", "emails", "letters", "mail", "email",
        "letter", "invoices", "invoice", "please", "pls", "thanks", "thank you", "yet", "now", "on", "in", "as of",
        "as from", "since", "from", "by", "end of", "effective", "at all", "until further notice", "him", "her",
        "them", "to him", "to her", "to them", "client", "customer", "member", "patient", "from list", "from the list",
        "for now", "for good", "ever again", "this row", "this one", "to be sent", "first", "too", "so", "out",
        "to this", "this month", "this time", "this year", "with us", "statement", "statements", "newsletter",
        "newsletters", "e-mails", "until", "end", "early", "late", "mid", "at", "last", "week", "month", "year",
        "summer", "winter", "spring", "autumn", "recently", "already", "his", "the", "list", "any longer",
        "for the time being", "permanently", "temporarily", "at the end of", "before", "author", "authors", "speaker",
        "presenter", "applicant", "candidate",
    ],
};
