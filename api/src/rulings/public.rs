//! What everyone may read of a published ruling: the same view for the API and for the page.

use std::collections::{BTreeMap, BTreeSet};

use domain::language::Language;
use domain::review::Step;
use domain::ruling::Citation;
use domain::vote::Finding as FindingWord;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, CitedRow, RemedyRow, RulingRow};
use super::{
    FairCopy, LanguageVersion, Mask, Member, SectionText, draft, hold, redaction, translations,
};
use crate::bodies::{self, Rules, StateEntry};
use crate::cases::{self, CaseDraft, CaseRow};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::law;
use crate::publications;
use crate::review::{ClaimResult, CriterionScore, Departure, MotionCount};
use crate::wire::{
    Finding, LegalEffect, Profile, RedactionReason, RemedyStatus, ReviewStep, Spelled, Technology,
};

/// A party of a ruling.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicParty {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Does the ruling bind it?
    pub legal_effect: LegalEffect,
}

/// A gate of the figure: one step of a claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicGate {
    /// Which step.
    pub step: ReviewStep,
    /// Its finding; none where the ground of the clause has no such step.
    pub finding: Option<Finding>,
    /// Was it answered for the sake of argument only?
    pub arguendo: bool,
}

/// A claim of a ruling, with what it came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicClaim {
    /// Its number.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
    /// The sentence of the outcome.
    pub outcome: String,
    /// What is noted beside it.
    pub concerns: Vec<String>,
    /// The four steps.
    pub gates: Vec<PublicGate>,
    /// The roll call.
    pub votes: Vec<PublicVote>,
    /// How the panel scored the criteria of each step that was reached.
    pub scores: Vec<PublicScores>,
}

/// The scores of one step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublicScores {
    /// The step.
    pub step: ReviewStep,
    /// Was it answered for the sake of argument only?
    pub arguendo: bool,
    /// Criterion by criterion.
    pub criteria: Vec<CriterionScore>,
}

/// A motion and its roll call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicVote {
    /// The step.
    pub step: ReviewStep,
    /// Its name, as `T1a`.
    pub motion: String,
    /// What was put to the vote.
    pub text: String,
    /// Was it carried?
    pub carried: bool,
    /// Votes for.
    pub yes: usize,
    /// Votes against.
    pub no: usize,
    /// Who voted for it.
    pub in_favour: Vec<String>,
    /// Who voted against it.
    pub against: Vec<String>,
}

/// A remedy, and where it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicRemedy {
    /// Its number.
    pub no: i32,
    /// The claim, by its number.
    pub claim_no: i32,
    /// The operative sentence.
    pub sentence: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time.
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    /// Where it stands today.
    pub status: RemedyStatus,
}

/// A name of a ruling in some scheme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Identifier {
    /// `uuid`, `neutral_citation`, `akn` or `un_symbol`.
    pub scheme: String,
    /// The name.
    pub value: String,
    /// `assigned`, or `reserved` while the authority of that scheme has not assigned it.
    pub status: String,
}

/// A published ruling.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicRuling {
    /// Its id, which never changes.
    pub id: Uuid,
    /// Its address in the scheme of Akoma Ntoso, below the origin of this server.
    pub iri: String,
    /// All its names.
    pub identifiers: Vec<Identifier>,
    /// The body.
    pub body: String,
    /// Is the body a simulation?
    pub simulation: bool,
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// Its address.
    pub slug: String,
    /// The case.
    pub case_id: Uuid,
    /// The number of the case, as `2026/3`.
    pub case_number: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// Who asked for the review.
    pub applicant: PublicParty,
    /// Who invoked the exception.
    pub respondent: PublicParty,
    /// The measure's title.
    pub measure: String,
    /// The technology it touches.
    pub technology: Technology,
    /// The case in the public summary of the request.
    pub summary: String,
    /// The clause.
    pub clause_id: String,
    /// As "Article XXI of the …".
    pub clause: String,
    /// The ground of it that was invoked.
    pub ground: Option<String>,
    /// The standard of review.
    pub profile: Option<Profile>,
    /// Who decided.
    pub panel: Vec<Member>,
    /// When the request was filed.
    #[schema(value_type = Option<String>, format = Date)]
    pub filed_on: Option<Date>,
    /// When it was issued.
    #[schema(value_type = Option<String>, format = Date)]
    pub issued_on: Option<Date>,
    /// When it was published.
    #[schema(value_type = Option<String>, format = Date)]
    pub published_on: Option<Date>,
    /// The same to the instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// The text.
    pub sections: Vec<SectionText>,
    /// Where something is masked in it, and why.
    pub masked: Vec<Masked>,
    /// What each claim came to, in words.
    pub claims: Vec<PublicClaim>,
    /// The same for machines.
    pub results: Vec<ClaimResult>,
    /// What is to be done.
    pub remedies: Vec<PublicRemedy>,
    /// Why members voted against what the scores indicated.
    #[schema(value_type = Vec<Object>)]
    pub departures: Value,
    /// The languages in which it can be read, the authentic one first.
    pub languages: Vec<LanguageVersion>,
    /// Are its recommendations held (OV-A12)?
    #[serde(skip)]
    pub held: bool,
    /// The rulings of the body to which its text refers by neutral citation.
    pub cites: Vec<CitedRuling>,
    /// Those whose text refers to it, the newest first; at most a hundred.
    pub cited_by: Vec<CitedRuling>,
    /// Has a revision been admitted (T-55)? It then stands until the ruling that revises it is public.
    pub in_revision: bool,
    /// The later ruling of the case that stands in its place.
    pub revised_by: Option<CitedRuling>,
    /// The earlier ruling of the case in whose place it stands.
    pub revises: Option<CitedRuling>,
}

impl PublicRuling {
    /// The sections whose paragraphs are numbered: the text. The roll call is read as a table.
    pub fn numbered(&self) -> impl Iterator<Item = &SectionText> {
        let sections = self.sections.iter();
        sections.filter(|one| one.section.0.numbered())
    }

    /// The name of its expression in a language, in the scheme of Akoma Ntoso.
    pub fn expression(&self, language: Language) -> String {
        let day = self.delivered().map(|day| day.to_string());
        let day = day.unwrap_or_default();
        format!("{}/{}@{day}", self.iri, language.alpha3())
    }
}

/// A passage that is masked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Masked {
    /// Does it stand among the reasons for departing, and not in the text?
    pub departure: bool,
    /// The number of its paragraph, there or here.
    pub paragraph: usize,
    /// Why.
    pub reason: RedactionReason,
}

/// Another ruling of the body, as one refers to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CitedRuling {
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// Its address.
    pub slug: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
}

/// A line of the list of rulings.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RulingLine {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// Its address.
    pub slug: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// The code of the state that asked for the review.
    pub applicant: String,
    /// The code of the state that invoked the exception.
    pub respondent: String,
    /// The clause.
    pub clause_id: String,
    /// The measure's title.
    pub measure: String,
    /// What each claim came to.
    pub results: Vec<ClaimResult>,
    /// When it was published.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
}

impl RulingLine {
    /// What a list says of it.
    pub(super) fn of(ruling: &PublicRuling) -> Self {
        let results = ruling.results.iter().cloned();
        Self {
            id: ruling.id,
            case_id: ruling.case_id,
            citation: ruling.citation.clone(),
            slug: ruling.slug.clone(),
            caption: ruling.caption.clone(),
            applicant: ruling.applicant.code.clone(),
            respondent: ruling.respondent.code.clone(),
            clause_id: ruling.clause_id.clone(),
            measure: ruling.measure.clone(),
            results: results.map(ClaimResult::without_scores).collect(),
            published_at: ruling.published_at,
        }
    }
}

const PAGE: usize = 50;
/// How many of the rulings that refer to one are told of it.
const CITED: i64 = 100;

/// A page of what is published, newest first, and where the next one begins.
pub async fn list(tx: &mut Tx<'_>, after: Option<Uuid>) -> Result<(Vec<RulingLine>, Option<Uuid>)> {
    let mut rows = queries::list_published(tx, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|ruling| ruling.id);
    let ids: Vec<_> = rows.iter().map(|ruling| ruling.case_id).collect();
    let cases: BTreeMap<_, _> = cases::briefs(tx, &ids)
        .await?
        .into_iter()
        .map(|case| (case.id, case))
        .collect();
    let items = rows.into_iter().map(|ruling| {
        let case = cases
            .get(&ruling.case_id)
            .cloned()
            .ok_or(Error::NotFound("case"))?;
        let results: Vec<ClaimResult> = serde_json::from_value(ruling.results)?;
        Ok(RulingLine {
            id: ruling.id,
            case_id: ruling.case_id,
            citation: ruling.citation.unwrap_or_default(),
            slug: ruling.slug.unwrap_or_default(),
            caption: case.caption,
            applicant: case.applicant,
            respondent: case.respondent,
            clause_id: case.clause_id,
            measure: case.measure,
            results: results
                .into_iter()
                .map(ClaimResult::without_scores)
                .collect(),
            published_at: ruling.published_at,
        })
    });
    Ok((items.collect::<Result<_>>()?, next))
}

/// A published ruling.
pub async fn published(tx: &mut Tx<'_>, slug: &str) -> Result<PublicRuling> {
    let ruling = queries::published(tx, slug)
        .await?
        .ok_or(Error::NotFound("ruling"))?;
    if ruling.withdrawn_at.is_some() {
        let last = publications::current(tx, ruling.id, None).await?;
        return Err(Error::Gone(
            last.map(|last| last.line.note).unwrap_or_default(),
        ));
    }
    let case = cases::by_ids(tx, &[ruling.case_id])
        .await?
        .pop()
        .ok_or(Error::NotFound("ruling"))?;
    let remedies = queries::remedies(tx, &[ruling.id]).await?;
    let (revised_by, revises) = beside(tx, &ruling).await?;
    let (cites, cited_by) = (
        queries::cites(tx, ruling.id, CITED).await?,
        queries::cited_by(tx, ruling.id, CITED).await?,
    );
    let cites = as_cited(tx, cites).await?;
    let cited_by = as_cited(tx, cited_by).await?;
    let around = Around::of(tx).await?;
    let mut whole = around.assemble(tx, ruling, case, remedies)?;
    (whole.cites, whole.cited_by) = (cites, cited_by);
    translations::note_languages(tx, std::slice::from_mut(&mut whole)).await?;
    whole.in_revision &= revised_by.is_none();
    (whole.revised_by, whole.revises) = (revised_by, revises);
    Ok(whole)
}

/// The ruling that revises this one, and the one that this one revises: asked for only where there is
/// one.
async fn beside(
    tx: &mut Tx<'_>,
    ruling: &RulingRow,
) -> Result<(Option<CitedRuling>, Option<CitedRuling>)> {
    if ruling.reopened_at.is_none() && ruling.revises.is_none() {
        return Ok((None, None));
    }
    let (rows, later): (Vec<_>, Vec<_>) = queries::beside(tx, ruling).await?.into_iter().unzip();
    let (mut revised_by, mut revises) = (None, None);
    for (one, later) in as_cited(tx, rows).await?.into_iter().zip(later) {
        let place = if later { &mut revised_by } else { &mut revises };
        *place = Some(one);
    }
    Ok((revised_by, revises))
}

/// Those of these rulings that are public and stand, in no order, in as many statements as one of
/// them takes. Who refers to them is left out.
pub(super) async fn standing(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<PublicRuling>> {
    let rows = queries::published_of(tx, ids).await?;
    let of: Vec<_> = rows.iter().map(|ruling| ruling.case_id).collect();
    let cases: BTreeMap<_, _> = cases::by_ids(tx, &of)
        .await?
        .into_iter()
        .map(|case| (case.id, case))
        .collect();
    let mut remedies: BTreeMap<Uuid, Vec<RemedyRow>> = BTreeMap::new();
    for row in queries::remedies(tx, ids).await? {
        remedies.entry(row.ruling_id).or_default().push(row);
    }
    let mut cites: BTreeMap<Uuid, Vec<CitedRuling>> = BTreeMap::new();
    let (citing, cited) = queries::cites_of(tx, ids).await?.into_iter().unzip();
    let (citing, cited): (Vec<Uuid>, Vec<CitedRow>) = (citing, cited);
    for (ruling, one) in citing.into_iter().zip(as_cited(tx, cited).await?) {
        cites.entry(ruling).or_default().push(one);
    }
    let around = Around::of(tx).await?;
    let rulings = rows.into_iter().map(|ruling| {
        let case = cases
            .get(&ruling.case_id)
            .cloned()
            .ok_or(Error::NotFound("case"))?;
        let remedies = remedies.remove(&ruling.id).unwrap_or_default();
        let mut whole = around.assemble(tx, ruling, case, remedies)?;
        whole.cites = cites.remove(&whole.id).unwrap_or_default();
        Ok(whole)
    });
    let mut rulings = rulings.collect::<Result<Vec<_>>>()?;
    translations::note_languages(tx, &mut rulings).await?;
    Ok(rulings)
}

/// What all rulings of a body are read with.
struct Around {
    states: Vec<StateEntry>,
    rules: Rules,
}

impl Around {
    async fn of(tx: &mut Tx<'_>) -> Result<Self> {
        Ok(Self {
            states: bodies::states(tx).await?,
            rules: bodies::current_rules(tx).await?,
        })
    }

    /// A ruling from its rows, without what it refers to and what refers to it.
    fn assemble(
        &self,
        tx: &Tx<'_>,
        ruling: RulingRow,
        case: CaseRow,
        remedies: Vec<RemedyRow>,
    ) -> Result<PublicRuling> {
        let Self { states, rules } = self;
        let date = |at: Option<Timestamp>| at.map(|at| rules.calendar.date_of(at));
        let (filed_on, issued_on, published_on) = (
            date(case.filed_at),
            date(ruling.issued_at),
            date(ruling.published_at),
        );
        let today = rules.calendar.date_of(tx.now());
        let (mut fair, mut departures, results) = texts(&ruling)?;
        let masks: Vec<Mask> = serde_json::from_value(ruling.masks.clone())?;
        redaction::apply(&mut fair.sections, &masks);
        redaction::apply_to_departures(&mut departures, &masks);
        // A hold that came later does not cover what was public by then.
        let published = ruling.published_at;
        let held = case
            .held_at
            .is_some_and(|held| published.is_none_or(|at| held <= at));
        let remedies = hold::shown(held, &mut fair.sections, remedies);
        let request: CaseDraft = serde_json::from_value(case.request.clone())?;
        let clause = law::clause_text(&case.clause_id);
        let ground = clause.and_then(|clause| {
            clause
                .grounds
                .iter()
                .find(|ground| Some(&ground.id) == case.ground.as_ref())
        });
        let respondent = party(states, &case.respondent, case.effect_on_respondent);
        let remedies = public_remedies(remedies, &results, &case, &respondent.name, today);
        let citation = ruling.citation.unwrap_or_default();
        let slug = ruling.slug.unwrap_or_default();
        let iri = akn_iri(&tx.world().slug, issued_on.or(published_on), &slug);
        let identifiers = identifiers(
            ruling.id,
            &citation,
            &iri,
            &rules.document.symbol_base,
            &slug,
        );
        Ok(PublicRuling {
            languages: Vec::new(),
            held,
            cites: Vec::new(),
            cited_by: Vec::new(),
            in_revision: ruling.reopened_at.is_some(),
            revised_by: None,
            revises: None,
            id: ruling.id,
            iri,
            identifiers,
            body: tx.world().name.clone(),
            simulation: tx.world().simulation,
            citation,
            slug,
            case_id: ruling.case_id,
            case_number: case
                .year
                .zip(case.number)
                .map(|(year, number)| format!("{year}/{number}"))
                .unwrap_or_default(),
            applicant: party(states, &case.applicant, case.effect_on_applicant),
            respondent,
            measure: request.measure.title,
            technology: request.measure.technology_class,
            clause: draft::clause_name(clause),
            ground: ground.map(|ground| ground.label.clone()),
            panel: fair.panel,
            filed_on,
            issued_on,
            published_on,
            published_at: ruling.published_at,
            sections: fair.sections,
            masked: masks
                .iter()
                .map(|one| Masked {
                    departure: one.departure,
                    paragraph: one.paragraph,
                    reason: one.reason,
                })
                .collect(),
            claims: results
                .iter()
                .map(|claim| public_claim(claim, &case))
                .collect(),
            results,
            remedies,
            departures: serde_json::to_value(departures)?,
            caption: case.caption,
            summary: case.summary,
            clause_id: case.clause_id,
            profile: case.profile,
        })
    }
}

async fn as_cited(tx: &mut Tx<'_>, rows: Vec<CitedRow>) -> Result<Vec<CitedRuling>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.case_id).collect();
    let cases = cases::briefs(tx, &ids).await?.into_iter();
    let captions: BTreeMap<_, _> = cases.map(|case| (case.id, case.caption)).collect();
    Ok(rows
        .into_iter()
        .map(|row| CitedRuling {
            caption: captions.get(&row.case_id).cloned().unwrap_or_default(),
            citation: row.citation.unwrap_or_default(),
            slug: row.slug.unwrap_or_default(),
        })
        .collect())
}

/// Writes down to which rulings of the body the text of a published one refers.
pub(super) async fn note_citations(
    tx: &mut Tx<'_>,
    permit: &Permit,
    ruling: &PublicRuling,
) -> Result<()> {
    let paragraphs = ruling.sections.iter().flat_map(|one| &one.paragraphs);
    let slugs: BTreeSet<String> = paragraphs
        .flat_map(|text| Citation::find_all(text))
        .map(|(_, citation)| citation.slug())
        .filter(|slug| *slug != ruling.slug)
        .collect();
    let slugs: Vec<_> = slugs.into_iter().collect();
    let cited = queries::at_addresses(tx, &slugs).await?;
    let ids: Vec<_> = cited.iter().map(|row| row.id).collect();
    queries::cite(tx, permit, ruling.id, &ids).await
}

/// Where the page of a ruling is, below the origin of this server.
pub(super) fn place(tx: &Tx<'_>, slug: &str) -> String {
    format!("/{}/rulings/{slug}", tx.world().slug)
}

fn public_remedies(
    remedies: Vec<RemedyRow>,
    results: &[ClaimResult],
    case: &CaseRow,
    respondent: &str,
    today: Date,
) -> Vec<PublicRemedy> {
    let number_of: BTreeMap<Uuid, i32> = results
        .iter()
        .map(|claim| (claim.claim_id, claim.no))
        .collect();
    remedies
        .into_iter()
        .map(|row| PublicRemedy {
            no: row.no,
            claim_no: number_of.get(&row.claim_id).copied().unwrap_or_default(),
            sentence: draft::remedy_sentence(
                case.effect_on_respondent.0,
                respondent,
                &row.text,
                row.due_on,
            ),
            weight: row.weight,
            due_on: row.due_on,
            status: row.status_on(today),
        })
        .collect()
}

fn identifiers(
    id: Uuid,
    citation: &str,
    iri: &str,
    symbol_base: &str,
    slug: &str,
) -> Vec<Identifier> {
    vec![
        identifier("uuid", id.urn().to_string(), true),
        identifier("neutral_citation", citation.to_owned(), true),
        identifier("akn", iri.to_owned(), true),
        identifier("un_symbol", un_symbol(symbol_base, slug), false),
    ]
}

fn identifier(scheme: &str, value: String, assigned: bool) -> Identifier {
    Identifier {
        scheme: scheme.to_owned(),
        value,
        status: if assigned { "assigned" } else { "reserved" }.to_owned(),
    }
}

/// The address of the work in the UN's profile of Akoma Ntoso (AKN4UN): court decisions are
/// judgments of the subtype decision, by actor, day of delivery and number.
fn akn_iri(body: &str, delivered: Option<Date>, slug: &str) -> String {
    let day = delivered.map_or_else(String::new, |day| day.to_string());
    let number = Citation::from_slug(slug).map_or_else(String::new, |one| {
        format!("{}-{}-{}", one.body, one.year, one.number)
    });
    format!("/akn/un/judgment/decision/un-{body}/{day}/{number}")
}

/// The UN symbol that is kept free for it; a symbol is assigned by the UN, not by a body.
fn un_symbol(base: &str, slug: &str) -> String {
    Citation::from_slug(slug).map_or_else(String::new, |one| {
        format!("{base}/{}/{}", one.year, one.number)
    })
}

fn texts(ruling: &RulingRow) -> Result<(FairCopy, Vec<Departure>, Vec<ClaimResult>)> {
    Ok((
        serde_json::from_value(ruling.content.clone())?,
        super::departures(ruling.roll_call.as_ref())?,
        serde_json::from_value(ruling.results.clone())?,
    ))
}

fn party(states: &[StateEntry], code: &str, legal_effect: LegalEffect) -> PublicParty {
    let known = states.iter().find(|state| state.code == code);
    PublicParty {
        code: code.to_owned(),
        name: known.map_or_else(|| code.to_owned(), |state| state.name.clone()),
        legal_effect,
    }
}

fn public_claim(claim: &ClaimResult, case: &CaseRow) -> PublicClaim {
    let (rubric, clause) = (law::rubric(&case.rubric), law::clause_text(&case.clause_id));
    let vote = |step: Step, key: &str, count: &MotionCount| PublicVote {
        step: Spelled(step),
        motion: key.to_owned(),
        text: draft::motion_text(rubric, clause, key),
        carried: count.yes > count.no,
        yes: count.yes,
        no: count.no,
        in_favour: count
            .names
            .as_ref()
            .map(|names| names.yes.clone())
            .unwrap_or_default(),
        against: count
            .names
            .as_ref()
            .map(|names| names.no.clone())
            .unwrap_or_default(),
    };
    let votes = claim.steps.iter().flat_map(|one| {
        one.counts
            .iter()
            .flatten()
            .map(move |(key, count)| (one.step.0, key, count))
    });
    PublicClaim {
        no: claim.no,
        component: claim.component.clone(),
        obligation: claim.obligation.clone(),
        outcome: domain::ruling::outcome_sentence(claim.outcome.0, &draft::clause_name(clause)),
        concerns: claim
            .concerns
            .iter()
            .map(|concern| draft::concern_sentence(concern.0).to_owned())
            .collect(),
        gates: gates(claim),
        votes: votes
            .map(|(step, key, count)| vote(step, key, count))
            .collect(),
        scores: claim
            .steps
            .iter()
            .filter(|one| !one.scores.is_empty())
            .map(|one| PublicScores {
                step: one.step,
                arguendo: one.arguendo,
                criteria: one.scores.clone(),
            })
            .collect(),
    }
}

/// The four gates of a claim, in their order.
pub fn gates(claim: &ClaimResult) -> Vec<PublicGate> {
    <Step as domain::Word>::ALL
        .iter()
        .map(|step| {
            let found = claim.steps.iter().find(|one| one.step.0 == *step);
            PublicGate {
                step: Spelled(*step),
                finding: found.map(|one| one.finding),
                arguendo: found
                    .is_some_and(|one| one.arguendo && one.finding.0 != FindingWord::NotReached),
            }
        })
        .collect()
}
