//! The request for review: drafted by the applicant, examined by the registry, registered or
//! returned (T-01 to T-06).

use domain::case::Act;
use domain::clause::proposed_profile;
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use domain::ruling::LegalEffect;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, Change};
use super::{Case, Entry, change, find, owe, step, take};
use crate::bodies::{self, BodyOf, StateEntry};
use crate::db::{Permit, Tx};
use crate::deadlines;
use crate::error::{Error, Fault, Result};
use crate::measures::{self, MeasureDraft};
use crate::wire::Profile;

/// On what basis the review is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentBasis {
    /// A clause of the treaty itself.
    TreatyClause,
    /// A declaration of the respondent.
    Declaration,
    /// A special agreement: the Committee's own standard applies (profile P4).
    SpecialAgreement,
    /// None yet; the respondent is asked.
    Invited,
}

impl ConsentBasis {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::TreatyClause => "treaty_clause",
            Self::Declaration => "declaration",
            Self::SpecialAgreement => "special_agreement",
            Self::Invited => "invited",
        }
    }
}

/// A certificate of failed consultations (T-08).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The regional body that gave it.
    pub issuer: String,
    /// Its reference.
    pub reference: String,
    /// When it was given; it is good for twelve months.
    #[schema(value_type = String, format = Date)]
    pub issued_on: Date,
}

/// A claim as the request states it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimDraft {
    /// The component of the measure.
    pub component: String,
    /// The obligation that it is said to breach.
    pub obligation: String,
}

/// A request for review (F01) as the applicant writes it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDraft {
    /// The state that invokes the exception.
    pub respondent: String,
    /// The measure.
    pub measure: MeasureDraft,
    /// The clause that the respondent invokes.
    pub clause_id: String,
    /// Its ground.
    pub ground: Option<String>,
    /// What is to be reviewed: one component, one obligation each.
    pub claims: Vec<ClaimDraft>,
    /// What the public may read of it (C0).
    pub summary: String,
    /// The facts (C1).
    pub facts: String,
    /// What the applicant asks for.
    pub remedy_sought: String,
    /// On what basis.
    pub consent_basis: ConsentBasis,
    /// A regional certificate of failed consultations, if there is one.
    #[serde(default)]
    pub certificate: Option<Certificate>,
    /// A developing applicant asks for a member from a developing state (G-DIV).
    #[serde(default)]
    pub developing_request: bool,
}

/// A defect that the registrar names (T-02).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// The field of the request, as `claims.0.obligation`.
    pub field: String,
    /// What is wrong and what would cure it.
    pub reason: String,
}

impl CaseDraft {
    pub(super) fn effect_on_respondent(&self) -> LegalEffect {
        match self.consent_basis {
            ConsentBasis::Invited => LegalEffect::Recommendatory,
            _ => LegalEffect::Binding,
        }
    }

    /// What keeps it from being filed, field by field.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = self.measure.faults();
        let texts = [
            ("summary", &self.summary),
            ("facts", &self.facts),
            ("remedy_sought", &self.remedy_sought),
        ];
        for (field, text) in texts {
            if text.trim().is_empty() {
                faults.push(Fault::new(
                    field,
                    "This part of the request is still empty.",
                ));
            }
        }
        if self.claims.is_empty() || self.claims.len() > 100 {
            faults.push(Fault::new(
                "claims",
                "State one to a hundred claims: a component and an obligation each.",
            ));
        }
        for (at, claim) in self.claims.iter().enumerate() {
            if claim.component.trim().is_empty() {
                faults.push(Fault::new(
                    format!("claims.{at}.component"),
                    "Name the component of the measure.",
                ));
            }
            if claim.obligation.trim().is_empty() {
                faults.push(Fault::new(
                    format!("claims.{at}.obligation"),
                    "Name the obligation.",
                ));
            }
        }
        faults
    }
}

/// Opens or rewrites a draft, under an id that the client chooses. The same author with the same
/// words gets the draft that is there; changing it names the version that was seen.
pub async fn draft(tx: &mut Tx<'_>, id: Uuid, seen: Option<i32>, draft: CaseDraft) -> Result<Case> {
    let permit = tx.allow(Act::Open, &BodyOf::this(tx))?;
    let digest = digest(tx, &draft)?;
    if queries::exists(tx, id).await? {
        rewrite(tx, permit, id, seen, draft, &digest).await
    } else {
        open(tx, permit, id, draft, &digest).await
    }
}

fn id_taken() -> Error {
    Error::invalid("id", "This id is taken; choose another one.")
}

async fn open(
    tx: &mut Tx<'_>,
    permit: Permit,
    id: Uuid,
    draft: CaseDraft,
    digest: &[u8],
) -> Result<Case> {
    let applicant = tx.who().state.clone();
    let caption = check_draft(tx, &applicant, &draft).await?;
    let rubric = bodies::current_rules(tx).await?.document.rubric;
    // The measure's row comes first, since the case refers to it.
    measures::write(tx, &permit, id, &draft.respondent, &draft.measure).await?;
    let names = (caption.as_str(), applicant.as_str(), rubric.as_str());
    if !queries::insert(tx, &permit, id, names, &draft, digest).await? {
        return Err(id_taken());
    }
    tx.record_in_case(permit, id, json!({ "digest": crate::wire::hex(digest) }))
        .await?;
    let case = find(tx, id).await?;
    let what = "Complete the request for review and file it.";
    owe(tx, &case, None, Act::Submit, Owed::Applicant, what).await?;
    find(tx, id).await
}

async fn rewrite(
    tx: &mut Tx<'_>,
    permit: Permit,
    id: Uuid,
    seen: Option<i32>,
    draft: CaseDraft,
    digest: &[u8],
) -> Result<Case> {
    let case = take(tx, id).await.map_err(|_| id_taken())?;
    let applicant = tx.who().state.clone();
    if case.row.applicant != applicant {
        return Err(id_taken());
    }
    if case.row.digest == digest {
        tx.record_in_case(permit, id, json!({ "again": true }))
            .await?;
        return Ok(case);
    }
    let Some(seen) = seen else {
        return Err(id_taken());
    };
    case.after(tx, Some(seen), Act::Open, |_| ())?;
    let caption = check_draft(tx, &applicant, &draft).await?;
    measures::write(tx, &permit, id, &draft.respondent, &draft.measure).await?;
    queries::rewrite(tx, &permit, id, &caption, &draft, digest).await?;
    tx.record_in_case(permit, id, json!({ "digest": crate::wire::hex(digest) }))
        .await?;
    find(tx, id).await
}

async fn check_draft(tx: &mut Tx<'_>, applicant: &str, draft: &CaseDraft) -> Result<String> {
    let states = bodies::states(tx).await?;
    let today = bodies::current_rules(tx).await?.calendar.date_of(tx.now());
    draft_caption(&states, applicant, draft, today)
}

/// The caption of the draft, or what of it cannot be kept even as a draft.
fn draft_caption(
    states: &[StateEntry],
    applicant: &str,
    draft: &CaseDraft,
    today: Date,
) -> Result<String> {
    let name = |code: &str| {
        states
            .iter()
            .find(|state| state.code == code)
            .map(|state| state.name.clone())
    };
    let mut faults = draft.measure.odd_dates();
    if draft
        .certificate
        .as_ref()
        .is_some_and(|certificate| certificate.issued_on > today)
    {
        faults.push(Fault::new(
            "certificate.issued_on",
            "A certificate cannot have been given on a day that is still to come.",
        ));
    }
    if draft.respondent == applicant {
        faults.push(Fault::new(
            "respondent",
            "A state cannot ask for a review of its own measure (T-01).",
        ));
    }
    let (Some(ours), theirs) = (name(applicant), name(&draft.respondent)) else {
        return Err(Error::invalid(
            "applicant",
            "The state that you act for is not known to this body.",
        ));
    };
    if theirs.is_none() {
        faults.push(Fault::new("respondent", "No state has this code here."));
    }
    match crate::law::clause(&draft.clause_id) {
        None => faults.push(Fault::new("clause_id", "There is no such clause.")),
        Some(clause) if !clause.offered_for_claims => {
            faults.push(Fault::new(
                "clause_id",
                Refusal::ClauseReferenceOnly.because(),
            ));
        }
        Some(clause) => {
            let known = draft
                .ground
                .as_deref()
                .is_some_and(|ground| clause.invocable(ground).is_some());
            if !known {
                faults.push(Fault::new(
                    "ground",
                    "Choose the ground of the clause that is invoked.",
                ));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(format!("{ours} v. {}", theirs.unwrap_or_default()))
}

fn digest(tx: &Tx<'_>, draft: &CaseDraft) -> Result<Vec<u8>> {
    let mut hasher = Sha256::new();
    hasher.update(tx.person().as_bytes());
    hasher.update(serde_json::to_vec(draft)?);
    Ok(hasher.finalize().to_vec())
}

/// The registrar names the defects of the request (T-02).
pub async fn find_deficient(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    defects: Vec<Defect>,
) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::FindDeficient, &case)?;
    let named = u32::try_from(defects.len()).unwrap_or(u32::MAX);
    let next = case.after(tx, Some(seen), Act::FindDeficient, |facts| {
        facts.defects_named = named
    })?;
    if let Some(at) = defects
        .iter()
        .position(|defect| defect.reason.trim().is_empty())
    {
        return Err(Error::invalid(
            format!("{at}.reason"),
            "Say what is wrong and what would cure it.",
        ));
    }
    let detail = json!({ "defects": defects });
    let named = Change {
        defects: Some(detail["defects"].clone()),
        deficient_request: Some(case.row.request.clone()),
        ..Change::default()
    };
    change(tx, &permit, &mut case, named).await?;
    deadlines::cancel(tx, case.of(), "case.register").await?;
    step(
        tx,
        &mut case,
        permit,
        Act::FindDeficient,
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
        Some(TimeLimit::Cure),
        Act::Cure,
        Owed::Applicant,
        "",
    )
    .await?;
    find(tx, id).await
}

/// The applicant sends the corrected request (T-03); the filing date stays. The registrar looks at
/// it afresh, and may name what is still wrong with it.
pub async fn cure(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Cure, &case)?;
    let next = case.after(tx, Some(seen), Act::Cure, |_| ())?;
    let cured = Change {
        defects: Some(json!([])),
        ..Change::default()
    };
    change(tx, &permit, &mut case, cured).await?;
    step(tx, &mut case, permit, Act::Cure, next, Entry::default()).await?;
    owe(
        tx,
        &case,
        Some(TimeLimit::Completeness),
        Act::Register,
        Owed::Registrar,
        "",
    )
    .await?;
    find(tx, id).await
}

/// DL-02 has run and the defects stand (T-04).
pub async fn lapse_uncured(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::LapseUncured, &case)?;
    let next = case.after(tx, None, Act::LapseUncured, |_| ())?;
    step(
        tx,
        &mut case,
        permit,
        Act::LapseUncured,
        next,
        Entry::default(),
    )
    .await?;
    Ok(())
}

/// The Committee's own standard is open only where the parties have accepted it (procedure 2.6.2).
pub(super) fn check_profile(request: &CaseDraft, profile: Profile) -> Result<()> {
    let accepted = matches!(
        request.consent_basis,
        ConsentBasis::SpecialAgreement | ConsentBasis::Declaration
    );
    if profile.0 == domain::clause::Profile::P4 && !accepted {
        return Err(Error::invalid(
            "profile",
            "Profile P4 needs a special agreement or a declaration of the parties, and this case rests on neither. Choose the profile that follows from the wording of the clause.",
        ));
    }
    Ok(())
}

/// The case comes on the register, gets its number and is served (T-05).
pub async fn register(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    profile: Option<Profile>,
) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Register, &case)?;
    let next = case.after(tx, Some(seen), Act::Register, |_| ())?;
    let request = case.request()?;
    if let Some(profile) = profile {
        check_profile(&request, profile)?;
    }
    let clause = crate::law::clause(&case.row.clause_id).ok_or(Refusal::ClauseUnknown)?;
    let special = request.consent_basis == ConsentBasis::SpecialAgreement;
    let proposed = profile.or_else(|| {
        proposed_profile(clause.necessity, clause.list, special).map(crate::wire::Spelled)
    });
    let year = i32::from(case.rules.calendar.date_of(tx.now()).year());
    let number = bodies::next_number(tx, &format!("case {year}")).await?;
    let given = Change {
        year: Some(year),
        number: Some(number),
        profile_proposed: proposed,
        ..Change::default()
    };
    change(tx, &permit, &mut case, given).await?;
    queries::insert_claims(tx, &permit, id, &request).await?;
    let detail = json!({ "year": year, "number": number, "profile_proposed": proposed });
    // The commit of this act is the service on the respondent (annex D 15), so DL-03 is met with it.
    step(
        tx,
        &mut case,
        permit,
        Act::Register,
        next,
        Entry {
            detail,
            ..Entry::default()
        },
    )
    .await?;
    if case.certificate_valid(tx.now()) {
        owe(
            tx,
            &case,
            None,
            Act::SkipConsultations,
            Owed::Registrar,
            "Take note of the regional certificate; consultations are skipped.",
        )
        .await?;
    } else {
        owe(
            tx,
            &case,
            None,
            Act::OpenConsultations,
            Owed::Applicant,
            "Request consultations with the respondent.",
        )
        .await?;
    }
    find(tx, id).await
}

/// The request is manifestly outside the body's competence (T-06).
pub async fn refuse_registration(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    reasons: &str,
) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::RefuseRegistration, &case)?;
    let reasoned = !reasons.trim().is_empty();
    let next = case.after(tx, Some(seen), Act::RefuseRegistration, |facts| {
        facts.reasoned = reasoned
    })?;
    let entry = Entry {
        detail: json!({ "reasons": reasons }),
        ..Entry::default()
    };
    step(tx, &mut case, permit, Act::RefuseRegistration, next, entry).await?;
    find(tx, id).await
}
