//! From registration to the closing of the record: consultations, the procedural order, the
//! hearing that is waived (T-07, T-08, T-16, T-23).

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::request::check_profile;
use super::{Case, Change, Entry, change, find, note_said, owe, said, step, take};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::wire::Profile;

/// Consultations open (T-07), and DL-07 runs.
pub async fn open_consultations(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::OpenConsultations, &case)?;
    let next = case.after(tx, Some(seen), Act::OpenConsultations, |_| ())?;
    step(
        tx,
        &mut case,
        permit,
        Act::OpenConsultations,
        next,
        Entry::default(),
    )
    .await?;
    let what = "Consult about the measure; when the period has run, a panel may be requested.";
    owe(
        tx,
        &case,
        Some(TimeLimit::Consultations),
        Act::RequestPanel,
        Owed::Applicant,
        what,
    )
    .await?;
    find(tx, id).await
}

/// Consultations are skipped on a regional certificate (T-08); DL-07 is treated as run.
pub async fn skip_consultations(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::SkipConsultations, &case)?;
    let next = case.after(tx, Some(seen), Act::SkipConsultations, |_| ())?;
    let entry = Entry {
        detail: json!({ "certificate": case.row.certificate }),
        ..Entry::default()
    };
    step(tx, &mut case, permit, Act::SkipConsultations, next, entry).await?;
    owe(
        tx,
        &case,
        None,
        Act::RequestPanel,
        Owed::Applicant,
        "Request a panel.",
    )
    .await?;
    find(tx, id).await
}

/// The presiding member makes the procedural order: the conference, the standard of review, and
/// with them the written timetable (T-16).
pub async fn procedural_order(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    profile: Profile,
    conference: &str,
) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::ProceduralOrder, &case)?;
    let next = case.after(tx, Some(seen), Act::ProceduralOrder, |_| ())?;
    if !["held", "waived"].contains(&conference) {
        return Err(Error::invalid(
            "conference",
            "Say whether the conference was held or waived.",
        ));
    }
    check_profile(&case.request()?, profile)?;
    change(
        tx,
        &permit,
        &mut case,
        Change {
            profile: Some(profile),
            ..Change::default()
        },
    )
    .await?;
    let detail = json!({ "profile": profile, "conference": conference });
    step(
        tx,
        &mut case,
        permit,
        Act::ProceduralOrder,
        next,
        Entry {
            detail,
            ..Entry::default()
        },
    )
    .await?;
    owe(
        tx,
        &case,
        Some(TimeLimit::ApplicantFirst),
        Act::FileSubmission,
        Owed::Applicant,
        "",
    )
    .await?;
    let agree = "Say whether you agree that the case is decided without a hearing.";
    owe(
        tx,
        &case,
        None,
        Act::AgreeNoHearing,
        Owed::BothParties,
        agree,
    )
    .await?;
    find(tx, id).await
}

/// A party agrees to do without a hearing.
pub async fn agree_no_hearing(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::AgreeNoHearing, &case)?;
    let next = case.after(tx, Some(seen), Act::AgreeNoHearing, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_said(side, said::NO_HEARING) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    note_said(tx, &permit, &mut case, side, said::NO_HEARING).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str() }),
        ..Entry::default()
    };
    step(tx, &mut case, permit, Act::AgreeNoHearing, next, entry).await?;
    await_closure(tx, &case).await?;
    find(tx, id).await
}

/// Once the record is complete and both agree, the presiding member owes the next step.
pub async fn await_closure(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let waits = case
        .deadlines
        .iter()
        .any(|one| one.act == "case.waive_hearing" && one.state == "open");
    if case.state() == State::EvidencePhase && case.both_said(said::NO_HEARING) && !waits {
        let what = "Waive the hearing and close the record for decision.";
        owe(
            tx,
            case,
            None,
            Act::WaiveHearing,
            Owed::PresidingMember,
            what,
        )
        .await?;
    }
    Ok(())
}

/// No hearing is held and the record closes (T-23, with the guard of T-22).
pub async fn waive_hearing(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::WaiveHearing, &case)?;
    let next = case.after(tx, Some(seen), Act::WaiveHearing, |_| ())?;
    step(
        tx,
        &mut case,
        permit,
        Act::WaiveHearing,
        next,
        Entry::default(),
    )
    .await?;
    owe(
        tx,
        &case,
        None,
        Act::OpenDeliberation,
        Owed::PresidingMember,
        "Open the deliberation.",
    )
    .await?;
    find(tx, id).await
}
