//! The tables, as `sqlite3 LEDGER .schema` shows them to a person.

/// `mail`, in ASCII: says that a file is one of ours.
pub(super) const APPLICATION_ID: i64 = 0x6D61_696C;

/// If you change the schema, also raise this: an older program must refuse what it does not understand.
pub(super) const VERSION: i64 = 1;

pub(super) const SCHEMA: &str = "
PRAGMA application_id = 1835100524;
PRAGMA user_version = 1;

-- What the batch is bound to.
CREATE TABLE batch (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One line per recipient. A row of the list that has none is planned.
CREATE TABLE recipient (
  message    INTEGER NOT NULL, -- one number per message
  n          INTEGER NOT NULL, -- the recipient's place in its envelope, from 0
  key        BLOB    NOT NULL, -- hash of the row's values
  row        INTEGER NOT NULL, -- the row's number when it was last seen, from 1
  line       INTEGER NOT NULL,
  address    TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- sending, accepted, refused, deferred, in-doubt
  attempts   INTEGER NOT NULL,
  code       INTEGER,
  enhanced   TEXT,
  phase      TEXT,
  text       TEXT,
  message_id TEXT    NOT NULL,
  at         INTEGER NOT NULL, -- milliseconds since 1970, UTC
  seconds    REAL,
  sum        INTEGER NOT NULL, -- of all the others: damage is noticed
  PRIMARY KEY (message, n)
) WITHOUT ROWID;

-- For people: SELECT * FROM report WHERE state <> 'accepted';
CREATE VIEW report AS
  SELECT row, line, address, state, code, enhanced, phase, text, attempts,
         strftime('%Y-%m-%d %H:%M:%S', at / 1000, 'unixepoch') AS time, seconds, message_id
  FROM recipient ORDER BY row, n;
";

/// Made once rows have to be found wherever they stand.
pub(super) const INDEX: &str = "CREATE INDEX recipient_key ON recipient (key)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_the_constants_say() {
        assert!(SCHEMA.contains(&format!("application_id = {APPLICATION_ID};")));
        assert!(SCHEMA.contains(&format!("user_version = {VERSION};")));
    }
}
