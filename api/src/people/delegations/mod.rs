//! A state's delegation: put forward by its agent on letters of credence, accredited by the registrar, and held
//! from the first day to the last (procedure 2.1.1 and 2.1.3, act 40). That a role is held now is told by one
//! view, which each transaction asks; so an end bites at once, wherever the member is.

mod accreditation;
mod hand_over;
mod leaving;
mod letters;
mod queries;
mod routes;
mod showing;
mod terms;

use domain::delegation::{Act, Standing, Term};
use domain::people::Role as RoleWord;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::authz::{Fact, Resource};
use crate::bodies;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::wire::Role;

use accreditation::{accept, put_forward, refuse};
pub(in crate::people) use hand_over::keep_single;
pub use leaving::warn;
use leaving::{end, take_back};
pub use letters::{DELEGATION, send_news};
use queries::Accreditation;
pub(in crate::people) use queries::upcoming;
pub(in crate::people) use routes::mount;
pub use showing::{awaited, refused_lately};
use showing::{list, show};

/// On which letter someone is a member of a delegation. The paper stays with the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Who signed it.
    pub signed_by: String,
    /// In what office.
    pub signed_as: String,
    /// When.
    pub signed_on: Date,
    /// Its reference.
    pub reference: String,
    /// SHA-256 of the letter as it was scanned, in hexadecimal.
    pub digest: Option<String>,
}

/// Someone whom a state puts forward.
pub(super) struct Candidate {
    /// As what.
    pub role: Role,
    /// Their name.
    pub name: String,
    /// Their address, with which they sign in.
    pub email: String,
    /// From when to when.
    pub term: Term,
    /// On which letter of credence.
    pub letter: Letter,
}

/// A membership of a delegation, as it stands.
pub(super) struct Entry {
    /// Its id; none, where an administrator gave the role without a letter.
    pub id: Option<Uuid>,
    /// Whose it is, once it was accepted.
    pub person: Option<Uuid>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// From when to when; without a letter nobody has said from when.
    pub first_day: Option<Date>,
    /// The last day.
    pub last_day: Option<Date>,
    /// The letter of credence.
    pub letter: Option<Letter>,
    /// How it stands.
    pub standing: Standing,
    /// Who put it forward.
    pub put_by: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Does it end within two weeks?
    pub ends_soon: bool,
    /// What the person who asks may do with it.
    pub can: Vec<Act>,
}

/// The delegation of a state.
pub(super) struct Delegation {
    /// The state's code.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Its members, those who are, are to be and were.
    pub entries: Vec<Entry>,
    /// In which roles the person who asks may put someone forward.
    pub offers: Vec<RoleWord>,
    /// Today, at the seat of the body.
    pub today: Date,
}

/// A delegation in which someone waits to be accepted.
pub struct Awaited {
    /// The state's code.
    pub state: String,
    /// Its name.
    pub name: String,
    /// How many wait.
    pub waiting: i64,
}

/// Someone whom a state has put forward, and the registrar has refused.
pub struct Refused {
    /// The state's code.
    pub state: String,
    /// Who.
    pub name: String,
    /// As what.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// One line of the registrar's list of delegations.
pub(super) struct Summary {
    /// The state's code.
    pub state: String,
    /// Its name.
    pub name: String,
    /// How many wait to be accepted.
    pub waiting: i64,
    /// Does an agent or a deputy speak for it now?
    pub is_spoken_for: bool,
}

/// A delegation as policies see it, or one membership in it.
struct Of {
    id: Uuid,
    state: String,
    person: Option<Uuid>,
}

impl Of {
    /// The delegation itself.
    fn state(tx: &Tx<'_>, state: &str) -> Self {
        Self::member(tx.world().body, state, None)
    }

    fn member(id: Uuid, state: &str, person: Option<Uuid>) -> Self {
        let state = state.to_owned();
        Self { id, state, person }
    }
}

impl Resource for Of {
    const KIND: &'static str = "Delegation";

    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.state.clone())),
            ("person", Fact::Person(self.person)),
        ]
    }
}

/// A state that the body knows, for someone who may see its delegation.
async fn seen(tx: &mut Tx<'_>, state: &str) -> Result<String> {
    let of = Of::state(tx, state);
    tx.see("delegation.view", &of, "delegation")?;
    let states = bodies::states(tx).await?;
    let found = states.into_iter().find(|one| one.code == state);
    Ok(found.ok_or(Error::NotFound("delegation"))?.name)
}

/// One of the accreditations of a state, locked together with whoever else changes its delegation.
async fn taken(tx: &mut Tx<'_>, state: &str, id: Uuid) -> Result<Accreditation> {
    seen(tx, state).await?;
    super::queries::lock_state(tx, state).await?;
    let found = queries::find(tx, id).await?;
    let found = found.filter(|one| one.state == state);
    found.ok_or(Error::NotFound("accreditation"))
}

/// Who speaks for a state now: its agent and its deputy.
async fn agents(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Uuid>> {
    queries::voices(tx, state).await
}
