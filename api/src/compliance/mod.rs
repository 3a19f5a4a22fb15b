//! Compliance: where each remedy of a ruling stands, what the respondent says of it, and whether the
//! applicant, or the panel that ruled, agrees (procedure T-40 to T-45, DL-57 to DL-62, DL-124). All of
//! it is public: what is said here is said to everyone (class C0).

mod routes;

use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::deadlines;
use crate::docket;
use crate::error::{Error, Fault, Result};
use crate::rulings::{self, RemedyRow};

pub use routes::{RemedyView, mount};

/// The longest statement, in characters.
const LONGEST: usize = 20_000;

/// How much of a remedy is done, as the respondent says or the panel finds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemedyProgress {
    /// Its number in the case.
    pub no: i32,
    /// 0 to 100; 100 is done.
    pub percent: u8,
    /// What is done, or what remains.
    #[serde(default)]
    pub note: String,
}

/// A paper of a party: a plan, a report, a statement (F17).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompliancePaper {
    /// What it says; everyone reads it.
    pub statement: String,
    /// Remedy by remedy, where it says so.
    #[serde(default)]
    pub remedies: Vec<RemedyProgress>,
}

/// What the panel found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplianceFinding {
    /// Why; everyone reads it.
    pub reasons: String,
    /// Remedy by remedy, and every one of them.
    pub remedies: Vec<RemedyProgress>,
}

/// The remedies of a case, for those who may know what was found.
pub async fn remedies(tx: &mut Tx<'_>, id: Uuid) -> Result<(Case, Vec<RemedyRow>)> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_results", &case, "ruling")?;
    // What is held under Article 12 is the panel's alone until the President releases it.
    let remedies = match case.held_from(tx.person()) {
        true => Vec::new(),
        false => rulings::remedies(tx, id).await?,
    };
    Ok((case, remedies))
}

/// The applicant accepts that the ruling is complied with; the case is closed (T-40).
pub async fn accept_compliance(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    done_on: Option<Date>,
) -> Result<Case> {
    accept(tx, id, Some(seen), Act::AcceptCompliance, done_on).await
}

/// The applicant confirms that what was found missing has been done; the case is closed (T-45).
pub async fn confirm_cure(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    done_on: Option<Date>,
) -> Result<Case> {
    accept(tx, id, Some(seen), Act::ConfirmCure, done_on).await
}

/// DL-61 has run and the applicant said nothing: silence is consent (T-40).
pub async fn contest_time_run(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    accept(tx, id, None, Act::AcceptCompliance, None)
        .await
        .map(|_| ())
}

async fn accept(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: Option<i32>,
    act: Act,
    done_on: Option<Date>,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, seen, act, |_| ())?;
    let today = case.rules.calendar.date_of(tx.now());
    let issued = case
        .row
        .issued_at
        .map_or(today, |at| case.rules.calendar.date_of(at));
    let done_on = match done_on {
        Some(day) => day,
        // Silence and assent are about what the respondent stated, so it was done by then.
        None => stated_on(tx, &case).await?.unwrap_or(today),
    };
    if done_on > today || done_on < issued {
        return Err(Error::invalid(
            "done_on",
            "Name a day from the issue of the ruling to today.",
        ));
    }
    rulings::complete_remedies(tx, &permit, id, done_on).await?;
    let entry = Entry {
        detail: json!({ "done_on": done_on }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    cases::find(tx, id).await
}

/// The respondent says how it means to carry the ruling out (F17, DL-57).
pub async fn file_plan(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    paper: CompliancePaper,
) -> Result<Case> {
    let (case, permit, next) = begin(tx, id, seen, Act::FilePlan).await?;
    file(tx, case, permit, Act::FilePlan, next, &paper).await?;
    cases::find(tx, id).await
}

/// The respondent reports how far it is; the next report is due as long as the case waits (DL-60).
pub async fn report(tx: &mut Tx<'_>, id: Uuid, seen: i32, paper: CompliancePaper) -> Result<Case> {
    let (case, permit, next) = begin(tx, id, seen, Act::ReportCompliance).await?;
    let case = file(tx, case, permit, Act::ReportCompliance, next, &paper).await?;
    deadlines::settle(tx, case.of(), "case.report_compliance", None).await?;
    owe_report(tx, &case).await?;
    cases::find(tx, id).await
}

/// The respondent says that the ruling is carried out; the applicant has DL-61 to contest it, and in
/// the state of non-compliance is asked to confirm it.
pub async fn claim(tx: &mut Tx<'_>, id: Uuid, seen: i32, paper: CompliancePaper) -> Result<Case> {
    let (case, permit, next) = begin(tx, id, seen, Act::ClaimCompliance).await?;
    let case = file(tx, case, permit, Act::ClaimCompliance, next, &paper).await?;
    let (limit, act, what) = if case.state() == State::NonCompliant {
        let what = "Confirm that what was found missing has been done, once it has.";
        (None, Act::ConfirmCure, what)
    } else {
        (Some(TimeLimit::Contest), Act::ContestCompliance, "")
    };
    cases::owe(tx, &case, limit, act, Owed::Applicant, what).await?;
    cases::find(tx, id).await
}

/// The applicant contests that the ruling is carried out; the panel that ruled looks at it (T-41).
pub async fn contest(tx: &mut Tx<'_>, id: Uuid, seen: i32, paper: CompliancePaper) -> Result<Case> {
    let (case, permit, next) = begin(tx, id, seen, Act::ContestCompliance).await?;
    let case = file(tx, case, permit, Act::ContestCompliance, next, &paper).await?;
    for waiting in [
        "case.accept_compliance",
        "case.report_compliance",
        "case.file_plan",
    ] {
        deadlines::cancel(tx, case.of(), waiting).await?;
    }
    // The time for each remedy has run or is answered for: the panel looks at them now.
    deadlines::settle(tx, case.of(), "case.claim_compliance", None).await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::ComplianceDecision),
        Act::FindCompliant,
        Owed::PresidingMember,
        "",
    )
    .await?;
    cases::find(tx, id).await
}

/// The presiding member records what the panel found (T-42 to T-44).
pub async fn find(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    act: Act,
    finding: ComplianceFinding,
) -> Result<Case> {
    let (mut case, permit, next) = begin(tx, id, seen, act).await?;
    let remedies = rulings::remedies(tx, id).await?;
    let faults = finding_faults(act, &finding, &remedies);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    unsaid(tx, id, ("reasons", &finding.reasons), &finding.remedies).await?;
    // What is found done was done when the respondent stated it, not when the panel looked.
    let today = case.rules.calendar.date_of(tx.now());
    let day = stated_on(tx, &case).await?.unwrap_or(today);
    for one in &finding.remedies {
        rulings::measure_remedy(tx, &permit, id, one.no, (one.percent, day)).await?;
    }
    let entry = Entry {
        detail: json!({ "statement": finding.reasons.trim(), "remedies": finding.remedies }),
        ..Entry::default()
    };
    deadlines::settle(tx, case.of(), "case.find_compliant", None).await?;
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    let case = cases::find(tx, id).await?;
    if next == State::CompliancePeriod {
        let period = Some(TimeLimit::SecondPeriod);
        cases::owe(
            tx,
            &case,
            period,
            Act::ClaimCompliance,
            Owed::Respondent,
            "",
        )
        .await?;
        let what = "Accept that the ruling is complied with, once it is.";
        cases::owe(
            tx,
            &case,
            None,
            Act::AcceptCompliance,
            Owed::Applicant,
            what,
        )
        .await?;
    }
    if !next.is_closed() {
        owe_report(tx, &case).await?;
    }
    cases::find(tx, id).await
}

/// The day on which the respondent last stated that the ruling is carried out.
async fn stated_on(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Date>> {
    let history = docket::history(tx, case.id()).await?;
    let mut stated = history.into_iter().rev();
    // What was stated of a ruling that was revised since is not said of this one.
    let issued = case.row.issued_at;
    let of_this = |at: &Timestamp| issued.is_some_and(|issued| issued <= *at);
    let last = stated.find(|(act, _, at)| act.0 == Act::ClaimCompliance && of_this(at));
    Ok(last.map(|(_, _, at)| case.rules.calendar.date_of(at)))
}

/// What stood found about compliance with a ruling at an instant.
#[derive(Clone, Debug)]
pub struct Stood {
    /// The case.
    pub case: Uuid,
    /// The last finding, acceptance or confirmation by then.
    pub act: Act,
    /// When it was made.
    pub at: Timestamp,
    /// What it said remedy by remedy.
    pub remedies: Vec<RemedyProgress>,
}

impl Stood {
    /// Was it found, accepted or confirmed that the ruling is carried out (T-40, T-42, T-45)? A
    /// finding that a part is done is none of these (T-43).
    pub fn complied(&self) -> bool {
        matches!(
            self.act,
            Act::FindCompliant | Act::AcceptCompliance | Act::ConfirmCure
        )
    }
}

/// What stood found in each of these cases at an instant; what was found later is not in it.
pub async fn stood(tx: &mut Tx<'_>, cases: &[Uuid], at: Timestamp) -> Result<Vec<Stood>> {
    let acts = [
        Act::FindCompliant,
        Act::FindPartial,
        Act::FindNonCompliant,
        Act::AcceptCompliance,
        Act::ConfirmCure,
        // What was found of the ruling before is not found of the one that takes its place.
        Act::AdmitRevision,
    ];
    let mut all: Vec<Stood> = Vec::new();
    for (case, act, detail, at) in docket::told_by(tx, cases, &acts, at).await? {
        all.retain(|one| one.case != case);
        if act.0 == Act::AdmitRevision {
            continue;
        }
        let remedies = detail.get("remedies").cloned();
        all.push(Stood {
            case,
            act: act.0,
            at,
            remedies: remedies
                .map(serde_json::from_value)
                .transpose()?
                .unwrap_or_default(),
        });
    }
    Ok(all)
}

async fn begin(tx: &mut Tx<'_>, id: Uuid, seen: i32, act: Act) -> Result<(Case, Permit, State)> {
    let case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, Some(seen), act, |_| ())?;
    Ok((case, permit, next))
}

/// Puts a party's paper on the docket, where everyone reads it.
async fn file(
    tx: &mut Tx<'_>,
    mut case: Case,
    permit: Permit,
    act: Act,
    next: State,
    paper: &CompliancePaper,
) -> Result<Case> {
    let known = match case.held_from(tx.person()) {
        true => Vec::new(),
        false => rulings::remedies(tx, case.id()).await?,
    };
    let mut faults = statement_faults("statement", &paper.statement);
    faults.extend(progress_faults(&paper.remedies, &known));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    unsaid(
        tx,
        case.id(),
        ("statement", &paper.statement),
        &paper.remedies,
    )
    .await?;
    let entry = Entry {
        detail: json!({ "statement": paper.statement.trim(), "remedies": paper.remedies }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    Ok(case)
}

/// Everyone reads it, so it says nothing that is hidden in the ruling.
async fn unsaid(
    tx: &mut Tx<'_>,
    case: Uuid,
    text: (&str, &str),
    remedies: &[RemedyProgress],
) -> Result<()> {
    let notes: Vec<_> = remedies
        .iter()
        .enumerate()
        .map(|(at, one)| (format!("remedies.{at}.note"), one.note.as_str()))
        .collect();
    let notes = notes.iter().map(|(path, note)| (path.as_str(), *note));
    let all: Vec<_> = std::iter::once(text).chain(notes).collect();
    rulings::kept_unsaid(tx, case, &all).await
}

async fn owe_report(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let limit = Some(TimeLimit::StatusReport);
    cases::owe(tx, case, limit, Act::ReportCompliance, Owed::Respondent, "").await
}

fn statement_faults(path: &str, text: &str) -> Vec<Fault> {
    if text.trim().is_empty() {
        vec![Fault::new(path, "Say it in words; everyone reads it.")]
    } else if text.chars().count() > LONGEST {
        vec![Fault::new(path, "Say it in at most 20,000 characters.")]
    } else {
        Vec::new()
    }
}

fn progress_faults(said: &[RemedyProgress], known: &[RemedyRow]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, one) in said.iter().enumerate() {
        if !known.iter().any(|remedy| remedy.no == one.no) {
            let why = "The ruling has no such remedy.";
            faults.push(Fault::new(format!("remedies.{at}.no"), why));
        }
        if said[..at].iter().any(|other| other.no == one.no) {
            let why = "This remedy is named twice.";
            faults.push(Fault::new(format!("remedies.{at}.no"), why));
        }
        if one.percent > 100 {
            let why = "Name a share from 0 to 100 percent.";
            faults.push(Fault::new(format!("remedies.{at}.percent"), why));
        }
    }
    faults
}

/// A finding names every remedy, and says of what is missing what remains (T-43).
fn finding_faults(act: Act, finding: &ComplianceFinding, known: &[RemedyRow]) -> Vec<Fault> {
    let mut faults = statement_faults("reasons", &finding.reasons);
    faults.extend(progress_faults(&finding.remedies, known));
    let missing = |row: &&RemedyRow| !finding.remedies.iter().any(|one| one.no == row.no);
    if let Some(row) = known.iter().find(missing) {
        let why = format!("Say how much of remedy {} is done.", row.no);
        faults.push(Fault::new("remedies", why));
    }
    let done = finding.remedies.iter().all(|one| one.percent >= 100);
    match act {
        Act::FindCompliant if !done => faults.push(Fault::new(
            "remedies",
            "A ruling is carried out when every remedy is done in full.",
        )),
        Act::FindPartial | Act::FindNonCompliant if done => faults.push(Fault::new(
            "remedies",
            "Every remedy is done in full, so the ruling is carried out.",
        )),
        _ => {}
    }
    if act == Act::FindPartial {
        for (at, one) in finding.remedies.iter().enumerate() {
            if one.percent < 100 && one.note.trim().is_empty() {
                let why = "Say what remains to be done.";
                faults.push(Fault::new(format!("remedies.{at}.note"), why));
            }
        }
    }
    faults
}
