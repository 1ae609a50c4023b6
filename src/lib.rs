//! `mailshot`: a spreadsheet, a template, a mailbox; and afterwards you know exactly who got it.
//!
//! # The path of a row
//!
//! ```text
//!  recipients.csv
//!    │ input::open          Record        number, line, fields
//!    │ merge::Template      Draft         From/To/Cc/Bcc, subject, text, html, attachments
//!    │ message::compose     MailObject    envelope + content (octets, CRLF)
//!    │ ······················ preflight has now seen every row (rayon); the first socket opens
//!    │ batch::coordinator   Job           record, key, attempt;  "sending" is durable before the end of data leaves
//!    │ net::Sessions        Settled       a verdict for each recipient: (phase, reply)
//!    │ delivery             Delivery      row, outcome of each recipient
//!    │ batch::coordinator                 the outcome is durable in the ledger
//!    │ ······················ the batch has ended; the list is read once more, and the ledger asked about each row
//!    ▼ batch::write_reports ReportRow     one per recipient
//!  report.csv
//! ```
//!
//! Each arrow is one function; each value is owned by the next; none is touched again upstream.
//!
//! # Floors
//!
//! A module names only modules on lower floors; modules on one floor are strangers
//! (`tests/floors.rs` holds this).
//!
//! ```text
//!  6  cli                          clap, indicatif and anyhow live here (and in main) and nowhere else
//!  5  batch      load     probe     the run: preflight, coordinator, workers, retry, what the server takes, reports;
//!                                  bulk test deliveries: generated mail, schedule, latencies, reports;
//!                                  is this mailbox ready: server, login, DNS records
//!  4  ledger   report   findings    what was done: kept / told;  what looks wrong about a row;
//!      preview                      what would be sent: shown
//!  3  merge    delivery            Record → Draft (tera);  Verdict → Outcome, and the Scope of a failure
//!  2  input    net      sink       rows in (encoding_rs, calamine);  the wire: an event loop (mio, rustls);  the test server
//!  1  message  smtp     provider   the two crafts, pure: MIME (mail-builder);  the RFC 5321 dialog;  known mailboxes (data);
//!      rate                        how many messages in how much time
//!  0  mail                         Address, Mailbox, Envelope, MailObject (std, idna, strsim, and decoders of encoded-words)
//! ```
//!
//! # Invariants
//!
//! - Floors 0 and 1 open nothing, read no clock, draw no random number, start no thread.
//! - `message` does not know SMTP; `smtp` does not know MIME. They meet in [`mail::MailObject`].
//! - A negative reply is data ([`smtp::Verdict`]), never an `Err`, unless the session cannot go on
//!   without it (greeting, EHLO, STARTTLS, AUTH).
//! - Only the coordinator decides what is written to the ledger, and a thread of its own writes it; a session is touched by
//!   one thread alone, and a thread waits for all of its sessions at once, never for one of them.
//! - What is `sending` in the ledger may have been delivered; what is not, has not been.
//! - No secret is ever formatted: [`smtp::auth::Secret`] has no `Display`, and its `Debug` is a row of stars.
//!
//! # To find … look in …
//!
//! | what | where |
//! | --- | --- |
//! | delimiter, charset, ragged rows | [`input`] |
//! | workbooks, number formats | [`input`], `workbook/` |
//! | several rows as one mail | [`merge`], `group.rs`; [`batch`], `selection.rs` |
//! | template syntax, header fields, attachments, filters | [`merge`] |
//! | misspelt domains, leftovers, wrong attachments | [`findings`] |
//! | address syntax; how text from outside is shown | [`mail`] |
//! | MIME structure, encoded-words, file names | [`message`] |
//! | commands, replies, AUTH mechanisms | [`smtp`] |
//! | what goes out together: PIPELINING, CHUNKING | [`smtp`], `submission/` |
//! | the event loop | [`net`], `sessions.rs` |
//! | sockets, TLS, deadlines, transcript | [`net`] |
//! | what a reply means for a recipient | [`delivery`]; in words: `delivery/replies.toml` |
//! | what survives a crash, and why nobody gets it twice | [`ledger`] |
//! | who of a list is left, after the fact | [`batch`], `whole.rs`, `rest.rs` |
//! | a new ledger beside others of the same letter | [`cli`], `sibling_ledgers.rs`; `ledger/sqlite/glance.rs` |
//! | how a list was read, and is read again | [`cli`], `reading.rs` |
//! | retries, Ctrl-C, when the disk is asked | [`batch`], `coordinator.rs` |
//! | threads, `--window` | [`batch`], `worker.rs` |
//! | what has left before a crash | [`ledger`], `flight.rs`; `batch/coordinator/ahead.rs` |
//! | which session gets the next message | [`batch`], `coordinator/slots.rs` |
//! | pace, logins, what is learnt of a server's limits | [`batch`], `governor.rs` |
//! | the daily limit | [`batch`], `quota.rs` |
//! | bulk test deliveries | [`load`] |
//! | latencies: measured, and told | [`net`], `latencies.rs`; [`report`], `latencies.rs` |
//! | the page of a batch, and what pages share | [`report`], `html/`, `page/` |
//! | flags, questions, progress bar, exit codes | [`cli`] |
//! | what a mail looks like before it leaves | [`preview`] |
//! | is this mailbox ready: TLS, login, SPF, DKIM, DMARC | [`probe`] |
//! | presets: hosts, pace, passwords of known mailboxes | [`provider`], `provider/data/` |
//! | the test server | [`sink`] |
//! | what it costs | `benches/` |

#![forbid(unsafe_code)]

pub mod batch;
pub mod cli;
pub mod delivery;
pub mod findings;
pub mod input;
pub mod ledger;
pub mod load;
pub mod mail;
pub mod merge;
pub mod message;
pub mod net;
pub mod preview;
pub mod probe;
pub mod provider;
pub mod rate;
pub mod report;
pub mod sink;
pub mod smtp;
