//! The tables, as `sqlite3 LEDGER .schema` shows them to a person.

/// `mail`, in ASCII: says that a file is one of ours.
pub(super) const APPLICATION_ID: i64 = 0x6D61_696C;

/// If you change the schema, also raise this: an older program must refuse what it does not understand.
pub(super) const VERSION: i64 = 3;

/// Recipients that a message may have: an `id` is the message's number times this, and the recipient's place.
pub(super) const PLACES: u64 = 1 << 20;

pub(super) const SCHEMA: &str = "
PRAGMA application_id = 1835100524;
PRAGMA user_version = 3;

-- What the batch is bound to.
CREATE TABLE batch (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One line per recipient of a message of which something is known. SELECT * FROM report shows it in words.
CREATE TABLE recipient (
  id         INTEGER PRIMARY KEY, -- the message's number * 1048576 + the recipient's place in its envelope, from 0
  key        BLOB    NOT NULL, -- hash of the row's values
  row        INTEGER NOT NULL, -- the row's number when it was last seen, from 1
  line       INTEGER NOT NULL,
  address    TEXT    NOT NULL,
  state      INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  code       INTEGER,
  enhanced   INTEGER,          -- 5001001 is 5.1.1
  phase      INTEGER,
  text       TEXT,
  message_id TEXT    NOT NULL, -- from its @ on, where the rest is the key and the batch
  at         INTEGER NOT NULL, -- milliseconds since 1970, UTC
  micros     INTEGER,
  turn       INTEGER NOT NULL, -- the commit it was written by, from 1
  sum        INTEGER NOT NULL  -- of all the others: damage is noticed
);

-- Messages whose end of data may have been written, many to a line. A line of recipient from a later turn tells how one
-- ended. Once all of a slot have ended it is written over.
CREATE TABLE sending (
  slot     INTEGER PRIMARY KEY,
  turn     INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  messages TEXT    NOT NULL, -- [[number, key, row, line, message_id, attempts, [[place, address], ...], lane, flight], ...]
  sum      INTEGER NOT NULL
);

-- Recipients who may have got it, of whom nothing has been heard since.
CREATE VIEW being_sent AS
  SELECT json_extract(m.value, '$[0]') * 1048576 + json_extract(r.value, '$[0]') AS id,
         json_extract(m.value, '$[1]') AS key,
         json_extract(m.value, '$[2]') AS row,
         json_extract(m.value, '$[3]') AS line,
         json_extract(r.value, '$[1]') AS address,
         json_extract(m.value, '$[5]') AS attempts,
         json_extract(m.value, '$[4]') AS message_id,
         json_extract(m.value, '$[7]') AS lane,
         json_extract(m.value, '$[8]') AS flight,
         s.at, s.slot, max(s.turn) AS turn
  FROM sending AS s, json_each(s.messages) AS m, json_each(m.value, '$[6]') AS r
  WHERE NOT EXISTS (
    SELECT * FROM recipient AS l
    WHERE l.id >= json_extract(m.value, '$[0]') * 1048576 AND l.id < (json_extract(m.value, '$[0]') + 1) * 1048576
      AND l.turn > s.turn
  )
  GROUP BY 1;

-- For people: SELECT * FROM report WHERE state <> 'accepted';
CREATE VIEW report AS
  SELECT row, line, address,
         CASE state WHEN 0 THEN 'sending' WHEN 1 THEN 'accepted' WHEN 2 THEN 'refused' WHEN 3 THEN 'deferred'
           WHEN 4 THEN 'in-doubt' WHEN 5 THEN 'unsent' WHEN 6 THEN 'faulty' END AS state,
         code,
         CASE WHEN enhanced NOT NULL
           THEN printf('%d.%d.%d', enhanced / 1000000, enhanced / 1000 % 1000, enhanced % 1000) END AS enhanced,
         CASE phase WHEN 0 THEN 'connect' WHEN 1 THEN 'tls' WHEN 2 THEN 'greeting' WHEN 3 THEN 'ehlo' WHEN 4 THEN 'helo'
           WHEN 5 THEN 'starttls' WHEN 6 THEN 'auth' WHEN 7 THEN 'mail' WHEN 8 THEN 'rcpt' WHEN 9 THEN 'data'
           WHEN 10 THEN 'content' WHEN 11 THEN 'rset' WHEN 12 THEN 'quit' END AS phase,
         text, attempts,
         strftime('%Y-%m-%d %H:%M:%S', at / 1000, 'unixepoch') AS time, micros / 1e6 AS seconds,
         CASE WHEN message_id LIKE '@%'
           THEN key || '.' || (SELECT value FROM batch WHERE batch.key = 'batch') || message_id ELSE message_id
           END AS message_id
  FROM (
    SELECT id, lower(hex(key)) AS key, row, line, address, state, attempts, code, enhanced, phase, text, message_id, at,
           micros
    FROM recipient WHERE id NOT IN (SELECT id FROM being_sent)
    UNION ALL
    SELECT id, key, row, line, address, 0, attempts, NULL, NULL, NULL, NULL, message_id, at, NULL FROM being_sent
  )
  ORDER BY row, id;
";

/// Made once rows have to be found wherever they stand.
pub(super) const INDEX: &str = "CREATE INDEX recipient_key ON recipient (key)";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Outcome;
    use crate::ledger::sqlite::line::state;
    use crate::smtp::Phase;

    #[test]
    fn the_schema_says_what_the_constants_say() {
        assert!(SCHEMA.contains(&format!("application_id = {APPLICATION_ID};")));
        assert!(SCHEMA.contains(&format!("user_version = {VERSION};")));
        assert!(SCHEMA.contains(&format!("* {PLACES} +")));
    }

    #[test]
    fn the_schema_has_the_words_of_the_report() {
        for outcome in Outcome::ALL {
            assert!(SCHEMA.contains(&format!("WHEN {} THEN '{outcome}'", state(outcome))), "{outcome}");
        }
        for (code, phase) in Phase::ALL.iter().enumerate() {
            assert!(SCHEMA.contains(&format!("WHEN {code} THEN '{}'", phase.name())), "{phase:?}");
        }
    }
}
