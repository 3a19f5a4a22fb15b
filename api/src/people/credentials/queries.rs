//! SQL of credentials.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::accounts;

/// No, if another password is stored than was seen.
pub(super) async fn change_password(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    seen: &str,
    new: &str,
) -> Result<bool> {
    let here = accounts::id
        .eq(person)
        .and(accounts::password_hash.eq(seen));
    let changed = diesel::update(accounts::table.filter(here))
        .set(accounts::password_hash.eq(new))
        .execute(tx.conn())
        .await?;
    Ok(changed == 1)
}
