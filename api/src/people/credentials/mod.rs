//! What someone shows to be let in, and how it changes. Whoever's changes is told by a letter.

mod letters;
mod queries;
mod routes;

use serde_json::json;

use super::{Sealed, Which};
use crate::bodies::BodyOf;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::wire::wall_clock;
use domain::people::PeopleAct;

pub use letters::{News, SECURITY, send_news};
pub(in crate::people) use routes::mount;

/// The person who asks has another password from now on, and every other session of theirs ends. `seen` is the
/// text that was stored when the former one was looked at.
pub async fn change_password(tx: &mut Tx<'_>, seen: &str, Sealed(new): Sealed) -> Result<()> {
    let permit = tx.allow(PeopleAct::ChangePassword, &BodyOf::this(tx))?;
    let new = new.map_err(|fault| Error::Invalid(vec![fault]))?;
    let (person, here, now) = (tx.person(), tx.session(), wall_clock());
    if !queries::change_password(tx, &permit, person, seen, &new).await? {
        return Err(Error::Stale);
    }
    let ended = super::queries::end_sessions(tx, &permit, person, Which::AllBut(here), now).await?;
    tx.record(permit, json!({ "person": person, "sessions": ended }))
        .await?;
    letters::tell(tx, person, News::PasswordChanged).await
}
