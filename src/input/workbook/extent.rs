//! How far the cells of an `.xls` reach. The reader of its values keeps a place for each cell of the rectangle that they make up, and
//! for each of the one that the file says they do: a file that is damaged there would take all memory.

use super::Flaw;
use super::xls::{FORMULA, records, u16_at};

/// Columns that a sheet has at most (MS-XLS §2.5.51); its rows cannot be more than a record can say.
const COLUMNS: u16 = 256;

/// How large a sheet says it is (MS-XLS §2.4.90).
const DIMENSIONS: u16 = 0x0200;

/// The type of a cell without a value, which nobody reads: as it is written.
pub(super) const BLANK: [u8; 2] = 0x0201_u16.to_le_bytes();

/// A sheet that is said to be larger is read without that: there is nothing else that it is for.
const MOST: u64 = 1 << 21;

/// Refuses cells where there can be none.
pub(super) fn refuse_far_cells(stream: &[u8]) -> Result<(), Flaw> {
    let far = records(stream, 0).find_map(|(kind, content)| last_column(kind, content).filter(|last| *last >= COLUMNS));
    far.map_or(Ok(()), |last| {
        let why =
            format!("a cell of it is in column {}, and such a sheet has no more than {COLUMNS}", u32::from(last) + 1);
        Err(Flaw::Damaged(why))
    })
}

/// The column of a cell's record, the last one if it is of several cells.
fn last_column(kind: u16, content: &[u8]) -> Option<u16> {
    match kind {
        // NUMBER, LABEL, BOOLERR, RSTRING, LABELSST, RK
        0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x00FD | 0x027E | FORMULA => u16_at(content, 2),
        // MULRK ends with it.
        0x00BD => u16_at(content, content.len().checked_sub(2)?),
        _ => None,
    }
}

/// Where the types of records stand that say of a sheet that it is too large to be true.
pub(super) fn large_claims(stream: &[u8]) -> Vec<usize> {
    let start = stream.as_ptr() as usize;
    let claims = records(stream, 0).filter(|(kind, content)| *kind == DIMENSIONS && !is_plausible(content));
    // The content stands behind the type and the length.
    claims.map(|(_, content)| content.as_ptr() as usize - start - 4).collect()
}

/// The first row, the one behind the last, and the same of columns: rows take four octets each since Excel 97.
fn is_plausible(content: &[u8]) -> bool {
    let long = |at: usize| Some(u32::from_le_bytes(*content.get(at..)?.first_chunk()?));
    let short = |at: usize| u16_at(content, at).map(u32::from);
    let bounds = match content.len() {
        14 => [long(0), long(4), short(8), short(10)],
        _ => [short(0), short(2), short(4), short(6)],
    };
    let [Some(first_row), Some(rows), Some(first_column), Some(columns)] = bounds else { return false };
    first_row <= rows && first_column <= columns && u64::from(rows) * u64::from(columns) <= MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &u16::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
    }

    fn cell(column: u16) -> Vec<u8> {
        record(0x00FD, &[[5, 0], column.to_le_bytes(), [0, 0], [0, 0], [0, 0]].concat())
    }

    #[test]
    fn cells_stand_within_a_sheet() {
        assert!(refuse_far_cells(&[cell(0), cell(255)].concat()).is_ok());
        for far in [cell(256), cell(u16::MAX), record(0x00BD, &[0, 0, 250, 0, 0, 1])] {
            assert!(matches!(refuse_far_cells(&[cell(1), far].concat()), Err(Flaw::Damaged(_))));
        }
    }

    #[test]
    fn claims_that_cannot_be_true_are_found() {
        let claim = |rows: [u32; 2], columns: [u16; 2]| {
            let rows = rows.map(u32::to_le_bytes).concat();
            record(DIMENSIONS, &[rows, columns.map(u16::to_le_bytes).concat(), vec![0, 0]].concat())
        };
        let sound =
            [claim([0, 120], [0, 8]), claim([0, 0], [0, 0]), record(DIMENSIONS, &[0, 0, 9, 0, 0, 0, 4, 0, 0, 0])];
        assert!(sound.iter().all(|claim| large_claims(claim).is_empty()));
        for odd in
            [claim([5, 2], [0, 8]), claim([0, u32::MAX], [0, 8]), claim([0, 65_536], [0, 256]), claim([0, 9], [4, 2])]
        {
            assert_eq!(large_claims(&[cell(1), odd].concat()), [cell(1).len()]);
        }
        assert_eq!(large_claims(&record(DIMENSIONS, &[1, 2, 3])), [0]);
    }
}
