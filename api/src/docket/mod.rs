//! The docket: shows the numbered record that `record.rs` writes. It only reads.

mod queries;
mod routes;

use domain::Word;
use domain::case::{Act, State};
use domain::filing::Stage;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::cases::{self, Predicate, Took};
use crate::db::Tx;
use crate::error::Result;
use crate::wire::CaseAct;

pub use queries::{DocketEntry, Way};
pub use routes::mount;

impl DocketEntry {
    /// Which submission the entry took in, and whether it was late.
    pub fn submission(&self) -> Option<(Stage, bool)> {
        if self.act.0 != Act::FileSubmission {
            return None;
        }
        let mut stages = Stage::ALL.iter().copied();
        let stage = stages.find(|stage| self.title.starts_with(stage.title()))?;
        Some((stage, self.title.ends_with(", late")))
    }

    /// The labels of the first and the last exhibit that the entry took in.
    pub fn exhibits(&self) -> Option<(&str, &str)> {
        let documents = self.detail["documents"].as_array()?;
        let mut labels = documents.iter().map(|one| one["exhibit"].as_str());
        let first = labels.next()??;
        Some((first, labels.next_back().flatten().unwrap_or(first)))
    }
}

/// What the panel found about compliance, while what it speaks of is held.
const HELD: &str = "What the panel says here is held with the recommendations that it speaks of (Article 12 of the Charter). \
                    It is shown here when the President releases the hold.";

/// More turns than these no case takes from ruling to revision; it bounds what one page costs.
const TURNS: i64 = 200;

/// The docket of a case that the caller may see, a page at a time, oldest first.
///
/// A hold of Article 12 stops what the body recommends (procedure 0.2, OV-A12), and that is held from the
/// parties too: a recommendation is made to them. So what the panel found about compliance, which says
/// what remains to be done, is covered for whoever does not sit, as the section of the ruling is. What a
/// party wrote on compliance (F17) is no recommendation of the body: it was served on the other party when
/// it was filed, and the parties, the registry that took it in and the panel go on reading it. Everyone
/// else reads the register, which keeps both back.
pub async fn entries(
    tx: &mut Tx<'_>,
    case: Uuid,
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    let case = cases::find(tx, case).await?;
    let mut entries = queries::entries(tx, case.id(), after, limit).await?;
    // Who only is asked to sit reads what happened, not what was said (C1, F05), and so does the President; but the
    // parties are heard on the composition by whoever fixes it, and papers of class C0 follow the ruling.
    if tx.may("case.view_record", &case) {
        tx.saw("case.view_record", &case);
    } else {
        let heard = tx.may("case.fix_size", &case);
        let ruled = tx.may("case.view_results", &case);
        for entry in &mut entries {
            let act = entry.act.0;
            if !(heard && act == Act::CommentOnComposition || ruled && act.speaks_in_public()) {
                entry.detail = serde_json::json!({});
            }
        }
    }
    // What the panel tells the parties of its draft is for those who have the draft.
    if !tx.may("case.view_draft", &case) {
        let of_draft = |act| matches!(act, Act::SendDraft | Act::SubstantiveChange);
        for entry in entries.iter_mut().filter(|one| of_draft(one.act.0)) {
            entry.detail = serde_json::json!({});
        }
    }
    let found = |one: &DocketEntry| {
        matches!(
            one.act.0,
            Act::FindCompliant | Act::FindPartial | Act::FindNonCompliant
        )
    };
    if case.held_from(tx.person()) && entries.iter().any(found) {
        let acts = [Act::Publish, Act::AdmitRevision];
        let turns = queries::made_by(tx, case.id(), &acts, 0, TURNS).await?;
        for entry in entries.iter_mut().filter(|one| found(one)) {
            if entry.detail["statement"].is_string() && is_held(&turns, entry.no, case.row.held_at)
            {
                entry.detail = serde_json::json!({ "statement": HELD });
            }
        }
    }
    Ok(entries)
}

/// Does the entry of that number, if it speaks of a ruling, speak of one whose recommendations are held
/// (OV-A12)? It speaks of the last one published before it, or else of the next; a hold does not reach
/// what was public before it. `turns` has every entry of the case that published a ruling or reopened it.
pub fn is_held(turns: &[DocketEntry], no: i32, held_at: Option<Timestamp>) -> bool {
    let Some(since) = held_at else {
        return false;
    };
    let turn = |one: &&DocketEntry| matches!(one.act.0, Act::Publish | Act::AdmitRevision);
    let public = |one: &DocketEntry| one.act.0 == Act::Publish && one.at < since;
    let before = turns.iter().rev().filter(turn).find(|one| one.no < no);
    match before.filter(|one| one.act.0 == Act::Publish) {
        Some(own) => !public(own),
        None => {
            let next = turns.iter().filter(turn).find(|one| one.no > no);
            !next.is_some_and(public)
        }
    }
}

/// What was done in a case, what the docket says of it, and when: for slices that have the case
/// already and tell of it.
pub async fn history(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<(CaseAct, String, Timestamp)>> {
    queries::history(tx, case).await
}

/// What these acts put on the dockets of these cases by an instant, each docket in its order: the case,
/// the act, what belongs to it, and when.
pub async fn told_by(
    tx: &mut Tx<'_>,
    cases: &[Uuid],
    acts: &[Act],
    until: Timestamp,
) -> Result<Vec<(Uuid, CaseAct, Value, Timestamp)>> {
    queries::told_by(tx, cases, acts, until).await
}

/// Cases that one of these acts brought into one of these states: for the register, which asks it of those that
/// are public.
pub fn came_to(states: &[State], acts: &[Act]) -> Predicate {
    queries::came_to(states, acts)
}

/// How many days cases stood at each stop of a way that they left; the name is the number of the stop. A case
/// leaves a stop when it comes to the next one that it comes to.
pub async fn stood(tx: &mut Tx<'_>, way: &Way<'_>) -> Result<Vec<Took>> {
    queries::stood(tx, way).await
}

/// How many days each of these cases stood at one stop, as far as it left it.
pub async fn stood_at(
    tx: &mut Tx<'_>,
    way: &Way<'_>,
    stop: i32,
    cases: &[Uuid],
) -> Result<Vec<(Uuid, i64)>> {
    queries::stood_at(tx, way, stop, cases).await
}

/// One entry of a case; whoever is told of it is for the slice that tells to decide.
pub async fn entry(tx: &mut Tx<'_>, case: Uuid, no: i32) -> Result<DocketEntry> {
    queries::entry(tx, case, no).await
}

/// The entries of a case that these acts made, in their order after a number, for the register, which
/// tells everyone of those that are public.
pub async fn made_by(
    tx: &mut Tx<'_>,
    case: Uuid,
    acts: &[Act],
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    queries::made_by(tx, case, acts, after, limit).await
}

/// The number of the last of them; 0 if there is none.
pub async fn last_made_by(tx: &mut Tx<'_>, case: Uuid, acts: &[Act]) -> Result<i32> {
    queries::last_made_by(tx, case, acts).await
}
