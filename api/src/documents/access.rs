//! Who can read what only some may (classes C2 and C3), for those who keep an eye on it and read nothing of it.

use std::collections::HashMap;

use domain::document::Ground;
use jiff::Timestamp;
use uuid::Uuid;

use super::{DocumentRow, found_around, queries};
use crate::authz::Principal;
use crate::db::Tx;
use crate::error::Result;

/// A document of class C2 or C3 on the record of a case, and who can read it now. It is not told what it is
/// called, since names tell.
pub struct Protected {
    /// The document.
    pub row: DocumentRow,
    /// The state whose side filed it.
    pub by: String,
    /// When its key was erased: since then nobody can read it.
    pub destroyed_at: Option<Timestamp>,
    /// Who can read it, as they stand in the list that was asked about, and by what.
    pub readers: Vec<(usize, Vec<Ground>)>,
}

/// The documents of class C2 and C3 of a case of which the caller may know who reads them, oldest first, and who of
/// these people can read each. Whoever opens one is asked the same.
pub async fn protected_for(
    tx: &mut Tx<'_>,
    case: Uuid,
    people: &[Principal],
) -> Result<Vec<Protected>> {
    let around = found_around(tx, case).await?;
    let rows = queries::of_case(tx, case).await?;
    let mut destroyed = queries::destroyed_in(tx, case).await?;
    // Whatever policy can ask is in the key, so that each kind of document is asked about once.
    let mut answers: HashMap<_, Vec<(usize, Vec<Ground>)>> = HashMap::new();
    let mut told = Vec::new();
    for row in rows {
        let held = around.held(tx.who(), &row);
        if row.class.0.is_open_in_case() || !tx.may("document.view_access", &held) {
            continue;
        }
        let destroyed_at = destroyed.remove(&row.id);
        let readers = if destroyed_at.is_some() {
            Vec::new()
        } else {
            let key = (
                row.class,
                row.side,
                row.filing_id.is_some(),
                row.uploaded_by,
            );
            let asked = || {
                let grounds = people.iter().map(|who| around.opens(tx, who, &row));
                let grounds = grounds.enumerate();
                grounds.filter(|(_, by)| !by.is_empty()).collect()
            };
            answers.entry(key).or_insert_with(asked).clone()
        };
        told.push(Protected {
            by: around.state_of(row.side.0).to_owned(),
            row,
            destroyed_at,
            readers,
        });
    }
    Ok(told)
}
