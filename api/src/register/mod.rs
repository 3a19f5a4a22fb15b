//! The register: what everyone may know of a case from its registration on (procedure 2.2.1,
//! "visible to public"). Its parties, measure and clause, where it stands, its public docket, who
//! sits, what is due next, what the parties filed as public (C0). Nothing else of what they wrote, and
//! nothing of the deliberation.

mod routes;

use std::collections::BTreeMap;

use domain::Word;
use domain::calendar::Calendar;
use domain::case::{Act, State};
use domain::deadline::TimeLimit;
use domain::filing::{Kind, Stage};
use domain::people::Side;
use domain::register::{Office, Stop};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::bodies::{self, StateEntry};
use crate::cases::{self, Among, CaseRow, Took};
use crate::db::Tx;
use crate::deadlines::{self, Of};
use crate::docket::{self, Way};
use crate::documents::{self, DocumentRow, Place};
use crate::error::{Error, Result};
use crate::filings::{self, PublicFiling};
use crate::languages::{self, Words};
use crate::law;
use crate::people;
use crate::review::ClaimResult;
use crate::rulings::{self, Member};
use crate::sealing::Vault;
use crate::wire::{self, CaseAct, CaseState, LegalEffect, OwedBy, Profile, Spelled, Technology};

pub use routes::mount;

/// How many cases a page of the register has.
const PAGE: usize = 50;
/// More public entries than this no docket of a case has; it bounds what one page costs.
const ENTRIES: i64 = 2000;

/// A party of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegisterParty {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Would a ruling bind it?
    pub legal_effect: LegalEffect,
}

/// A line of the register.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegisterLine {
    /// `2026/3`.
    pub number: String,
    /// Its address: `2026-3`.
    pub slug: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// The measure's title.
    pub measure: String,
    /// As "Article XXI of the …".
    pub clause: String,
    /// Where the case stands.
    pub state: CaseState,
    /// When it was filed.
    #[schema(value_type = Option<String>, format = Date)]
    pub filed_on: Option<Date>,
    /// How many days it stood at the stop that one asked for with `left`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
}

/// A stop on the way of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrackStop {
    /// The stop, for whoever says it in another language.
    #[serde(skip)]
    pub stop: Stop,
    /// What it is called.
    pub name: String,
    /// When the case came there.
    #[schema(value_type = Option<String>, format = Date)]
    pub reached_on: Option<Date>,
    /// Is the case there now?
    pub now: bool,
}

/// An entry of the public docket.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicEntry {
    /// What was done.
    pub act: CaseAct,
    /// Which submission it took in, and whether that was late.
    #[serde(skip)]
    pub submission: Option<(Stage, bool)>,
    /// What the docket says of it.
    pub title: String,
    /// Who did it for the body; nobody, if a party did.
    #[serde(skip)]
    pub office: Option<Office>,
    /// Which ruling it is about, where the case may have several: its citation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// On which day, at the seat.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// What a paper on compliance says; those are public (class C0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// How much of each remedy is done, as far as such a paper or a finding on it says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<RemedyShare>,
}

/// How much of a remedy is done, as someone says.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RemedyShare {
    /// Its number in the case.
    pub no: i32,
    /// 0 to 100; 100 is done.
    pub percent: u8,
    /// What is done, or what remains.
    #[serde(default)]
    pub note: String,
}

/// What everyone may read of something that a party filed (class C0, procedure 2.1.2).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPaper {
    /// The act that took it in.
    pub act: CaseAct,
    /// Which submission it is, and whether that was late.
    #[serde(skip)]
    pub submission: Option<(Stage, bool)>,
    /// What the docket calls it.
    pub title: String,
    /// The party that filed it, by its name.
    pub by: String,
    /// On which day, at the seat.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// What it says itself, where that is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Its public documents.
    pub documents: Vec<PublicDocument>,
}

/// A document of class C0.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicDocument {
    /// Its id; its bytes are at `/register/{number}/documents/{document}`.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Its label as an exhibit, as UKR-1.
    pub exhibit: Option<String>,
    /// What its content is.
    pub media_type: String,
    /// How large it is.
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Something that is due in the case, as far as the public knows the timetable.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicDue {
    /// The line of the deadline table.
    #[serde(skip)]
    pub limit: domain::deadline::TimeLimit,
    /// What is owed.
    pub what: String,
    /// As what.
    pub owed_by: OwedBy,
    /// Its first day is the one after.
    #[schema(value_type = Option<String>, format = Date)]
    pub started_on: Option<Date>,
    /// The last day, at the seat.
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
    /// How the day was found.
    pub why: String,
}

/// The ruling of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicRulingOfCase {
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// Its address.
    pub slug: String,
    /// Was it taken back?
    pub withdrawn: bool,
}

/// A case as everyone may know it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicCase {
    /// The body.
    pub body: String,
    /// Is the body a simulation?
    pub simulation: bool,
    /// `2026/3`.
    pub number: String,
    /// Its address: `2026-3`.
    pub slug: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// Where the case stands.
    pub state: CaseState,
    /// Who asked for the review.
    pub applicant: RegisterParty,
    /// Who invoked the exception.
    pub respondent: RegisterParty,
    /// The measure's title.
    pub measure: String,
    /// The technology it touches.
    pub technology: Technology,
    /// What the applicant says of the case for everyone to read.
    pub summary: String,
    /// The clause.
    pub clause_id: String,
    /// As "Article XXI of the …".
    pub clause: String,
    /// The ground of it that was invoked.
    pub ground: Option<String>,
    /// The standard of review, from the procedural order on.
    pub profile: Option<Profile>,
    /// When it was filed.
    #[schema(value_type = Option<String>, format = Date)]
    pub filed_on: Option<Date>,
    /// When it came on the register.
    #[schema(value_type = Option<String>, format = Date)]
    pub registered_on: Option<Date>,
    /// Who sits, once the panel is constituted.
    pub panel: Vec<Member>,
    /// Its way, stop by stop.
    pub track: Vec<TrackStop>,
    /// What is due.
    pub due: Vec<PublicDue>,
    /// What happened, the newest last.
    pub docket: Vec<PublicEntry>,
    /// What everyone may read of what the parties filed, the newest last.
    pub papers: Vec<PublicPaper>,
    /// The ruling, once it is public.
    pub ruling: Option<PublicRulingOfCase>,
    /// What each claim came to, once the ruling is public and as long as it stands.
    pub results: Vec<ClaimResult>,
    /// The outcome line of a ruling that was issued and is not public yet.
    pub issued: Option<Issued>,
}

/// That a ruling was issued and what it comes to, which nothing delays (procedure 2.2.1, CS-17;
/// 2.2.8): its text is public only when it is published.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Issued {
    /// When.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// Claim by claim.
    pub outcomes: Vec<ClaimOutcome>,
}

/// What a claim came to, in one word.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimOutcome {
    /// Its number in the case.
    pub no: i32,
    /// The word.
    pub outcome: wire::Outcome,
}

/// Stops on the way of a case, and the states that are each of them.
const STOPS: &[(Stop, &[State])] = &[
    (Stop::Registered, &[State::Registered]),
    (Stop::Consultations, &[State::InConsultations]),
    (
        Stop::Panel,
        &[State::PanelRequested, State::Composing, State::Constituted],
    ),
    (Stop::WrittenPhase, &[State::WrittenPhase]),
    (Stop::Evidence, &[State::EvidencePhase]),
    (
        Stop::Deliberation,
        &[
            State::ClosedForDecision,
            State::Deliberation,
            State::Drafting,
            State::InterimReview,
        ],
    ),
    (Stop::Ruling, &[State::Issued, State::Redaction]),
    (Stop::Published, &[State::Published]),
    (
        Stop::Compliance,
        &[
            State::CompliancePeriod,
            State::ComplianceReview,
            State::NonCompliant,
        ],
    ),
    (Stop::Closed, &[State::Closed]),
];

/// Time limits that are part of the public timetable (procedure 2.2.1, CS-04, CS-08 and CS-20).
const TIMETABLE: &[TimeLimit] = &[
    TimeLimit::Consultations,
    TimeLimit::ApplicantFirst,
    TimeLimit::RespondentFirst,
    TimeLimit::Reply,
    TimeLimit::Rejoinder,
    TimeLimit::Remedy,
    TimeLimit::Plan,
    TimeLimit::StatusReport,
    TimeLimit::Contest,
    TimeLimit::ComplianceDecision,
    TimeLimit::SecondPeriod,
];

/// The number of a case in the form that it has in an address.
fn slug_of(row: &CaseRow) -> String {
    format!(
        "{}-{}",
        row.year.unwrap_or_default(),
        row.number.unwrap_or_default()
    )
}

/// The number that an address names.
fn number_of(slug: &str) -> Option<(i32, i32)> {
    let (year, number) = slug.split_once('-')?;
    let read = (year.parse().ok()?, number.parse().ok()?);
    (format!("{}-{}", read.0, read.1) == slug).then_some(read)
}

/// Where the case stands as the public is told; nothing, if it is not told of the case.
fn told(row: &CaseRow) -> Option<State> {
    row.number?;
    let outside = row.state.0.shown_outside(row.scored_at.is_some());
    outside.shown_to_public()
}

/// Which cases of the register one asks for; all that is named holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only cases that stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<CaseState>,
    /// Only cases that are not closed, where it is `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// Only cases with a number of that year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Only cases that came to that stop of their way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<wire::Stop>,
    /// Only cases that stood at that stop and left it; each line then says how many days it stood there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<wire::Stop>,
    /// Only cases in which a member of that name sits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panelist: Option<String>,
}

impl Wanted {
    /// As the query of an address has it, without its question mark.
    pub fn written(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    async fn among(&self, tx: &mut Tx<'_>) -> Result<Among> {
        let acts = public_acts();
        let mut like = Vec::new();
        if let Some(stop) = self.reached {
            like.push(docket::came_to(&states_of(stop.0), &acts));
        }
        if let Some(stop) = self.left {
            let later = STOPS.iter().skip_while(|one| one.0 != stop.0).skip(1);
            let later: Vec<_> = later.flat_map(|one| one.1).copied().collect();
            like.push(docket::came_to(&states_of(stop.0), &acts));
            like.push(docket::came_to(&later, &acts));
        }
        Ok(Among {
            state: self.state.map(|state| state.0),
            open: self.open.unwrap_or_default(),
            year: self.year,
            sitting: match &self.panelist {
                Some(name) => Some(people::named(tx, name).await?),
                None => None,
            },
            like,
        })
    }
}

/// The states that are a stop.
fn states_of(stop: Stop) -> Vec<State> {
    let mut stops = STOPS.iter();
    let found = stops.find(|one| one.0 == stop);
    found.map_or_else(Vec::new, |one| one.1.to_vec())
}

/// The way of a case as the public is told of it, by the number of each stop.
fn way(acts: &[Act]) -> Way<'_> {
    let stops = STOPS.iter().zip(0..);
    let states = stops.flat_map(|((_, states), no)| states.iter().map(move |state| (*state, no)));
    Way {
        states: states.collect(),
        acts,
    }
}

/// How many days the cases on the register stood at each stop that they left, in the order of the stops.
pub async fn stood(tx: &mut Tx<'_>) -> Result<Vec<(Stop, Took)>> {
    let acts = public_acts();
    let took = docket::stood(tx, &way(&acts)).await?;
    let stop = |took: Took| Some((STOPS.get(took.name.parse::<usize>().ok()?)?.0, took));
    Ok(took.into_iter().filter_map(stop).collect())
}

/// A page of the register, the newest number first, and where the next one begins.
pub async fn list(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    after: Option<&str>,
) -> Result<(Vec<RegisterLine>, Option<String>)> {
    let after = match after {
        Some(slug) => Some(number_of(slug).ok_or_else(|| {
            Error::invalid("after", "Name the last case of the page before, as 2026-3.")
        })?),
        None => None,
    };
    let among = wanted.among(tx).await?;
    let mut rows = cases::registered(tx, among, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(slug_of);
    let calendar = bodies::current_rules(tx).await?.calendar;
    let mut days = BTreeMap::new();
    if let Some(no) = (wanted.left).and_then(|stop| (0..).zip(STOPS).find(|one| one.1.0 == stop.0))
    {
        let (acts, ids) = (public_acts(), rows.iter().map(|row| row.id));
        let ids: Vec<_> = ids.collect();
        days.extend(docket::stood_at(tx, &way(&acts), no.0, &ids).await?);
    }
    let lines = rows.into_iter().filter_map(|row| {
        Some(RegisterLine {
            state: Spelled(told(&row)?),
            slug: slug_of(&row),
            number: slug_of(&row).replace('-', "/"),
            measure: text_at(&row, "/measure/title"),
            clause: rulings::clause_name(law::clause_text(&row.clause_id)),
            filed_on: row.filed_at.map(|at| calendar.date_of(at)),
            days: days.get(&row.id).copied(),
            caption: row.caption,
        })
    });
    Ok((lines.collect(), next))
}

fn text_at(row: &CaseRow, pointer: &str) -> String {
    let found = row.request.pointer(pointer).and_then(|text| text.as_str());
    found.unwrap_or_default().to_owned()
}

/// A case at its address in the register.
pub async fn show(tx: &mut Tx<'_>, slug: &str) -> Result<PublicCase> {
    let unknown = || Error::NotFound("case");
    let number = number_of(slug).ok_or_else(unknown)?;
    let row = cases::of_number(tx, number).await?.ok_or_else(unknown)?;
    let state = told(&row).ok_or_else(unknown)?;
    let calendar = bodies::current_rules(tx).await?.calendar;
    let date = |at: Option<Timestamp>| at.map(|at| calendar.date_of(at));
    let states = bodies::states(tx).await?;
    let request: cases::CaseDraft = serde_json::from_value(row.request.clone())?;
    let entries = public_docket(tx, row.id, 0).await?;
    let reached = |stop: &[State]| {
        let first = entries
            .iter()
            .find(|entry| stop.contains(&entry.state_after.0));
        first.map(|entry| calendar.date_of(entry.at))
    };
    let public = rulings::last_public(tx, row.id).await?;
    // A plan may speak of the ruling, which is not public before it is published: nor is one that is to
    // take the place of a ruling that is.
    let reopened = entries
        .iter()
        .rposition(|entry| entry.act.0 == Act::AdmitRevision);
    let told = |at: usize| {
        let public = row.published_at.is_some() || reopened.is_some_and(|then| at < then);
        public && !held(&entries, at, row.held_at)
    };
    let docket: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| PublicEntry {
            act: entry.act,
            submission: entry.submission(),
            title: title(entry),
            ruling: about(entry),
            office: office(entry),
            by: by(entry, &row, &states),
            at: entry.at,
            on: calendar.date_of(entry.at),
            statement: statement(entry).filter(|_| told(at)),
            shares: if told(at) { shares(entry) } else { Vec::new() },
        })
        .collect();
    let papers = papers(tx, &row, &states, &calendar).await?;
    let standing = public.as_ref().filter(|one| one.withdrawn_at.is_none());
    let clause = law::clause_text(&row.clause_id);
    Ok(PublicCase {
        body: tx.world().name.clone(),
        simulation: tx.world().simulation,
        number: slug.replace('-', "/"),
        slug: slug.to_owned(),
        state: Spelled(state),
        applicant: party(&states, &row.applicant, row.effect_on_applicant),
        respondent: party(&states, &row.respondent, row.effect_on_respondent),
        measure: request.measure.title,
        technology: request.measure.technology_class,
        clause: rulings::clause_name(clause),
        ground: clause
            .and_then(|clause| {
                let mut grounds = clause.grounds.iter();
                grounds.find(|ground| Some(&ground.id) == row.ground.as_ref())
            })
            .map(|ground| ground.label.clone()),
        filed_on: date(row.filed_at),
        registered_on: date(row.registered_at),
        panel: rulings::bench(tx, row.id).await?,
        track: track(state, reached),
        due: due(
            tx,
            row.id,
            public
                .as_ref()
                .is_some_and(|one| one.withdrawn_at.is_some()),
        )
        .await?,
        results: standing
            .map(|ruling| serde_json::from_value::<Vec<ClaimResult>>(ruling.results.clone()))
            .transpose()?
            .unwrap_or_default()
            .into_iter()
            .map(ClaimResult::without_scores)
            .collect(),
        issued: issued(tx, row.id, &calendar).await?,
        ruling: public.map(|ruling| PublicRulingOfCase {
            citation: ruling.citation.unwrap_or_default(),
            slug: ruling.slug.unwrap_or_default(),
            withdrawn: ruling.withdrawn_at.is_some(),
        }),
        docket,
        papers,
        caption: row.caption,
        summary: row.summary,
        clause_id: row.clause_id,
        profile: row.profile,
    })
}

/// What is public of what the parties filed.
async fn papers(
    tx: &mut Tx<'_>,
    row: &CaseRow,
    states: &[StateEntry],
    calendar: &Calendar,
) -> Result<Vec<PublicPaper>> {
    let filed = filings::public_of_case(tx, row.id).await?.into_iter();
    let paper = |one: PublicFiling| {
        let act = match one.kind {
            Kind::RequestForReview => Act::Submit,
            Kind::PanelRequest => Act::RequestPanel,
            Kind::WrittenSubmission => Act::FileSubmission,
            Kind::Exhibit => Act::FileExhibit,
        };
        let stage = one.submission.map(|(stage, _)| stage.title());
        let code = match one.side {
            Side::Applicant => &row.applicant,
            Side::Respondent => &row.respondent,
        };
        PublicPaper {
            act: Spelled(act),
            submission: one.submission,
            title: stage.unwrap_or_else(|| act.title()).to_owned(),
            by: state_name(states, code),
            on: calendar.date_of(one.filed_at),
            statement: one.statement,
            documents: one.documents.into_iter().map(Into::into).collect(),
        }
    };
    Ok(filed.map(paper).collect())
}

impl From<DocumentRow> for PublicDocument {
    fn from(row: DocumentRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            exhibit: row.exhibit,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: wire::hex(&row.sha256),
        }
    }
}

/// A public document of a case at its address in the register, and where its bytes are.
pub async fn document(
    tx: &mut Tx<'_>,
    vault: &Vault,
    slug: &str,
    id: Uuid,
) -> Result<(DocumentRow, Place)> {
    let case = id_of(tx, slug).await?.ok_or(Error::NotFound("document"))?;
    documents::open_public(tx, vault, case, id).await
}

/// The outcome line of the case's ruling between its issue and its publication.
async fn issued(tx: &mut Tx<'_>, case: Uuid, calendar: &Calendar) -> Result<Option<Issued>> {
    let ruling = rulings::of_case(tx, case).await?;
    let waiting = ruling.filter(|ruling| ruling.published_at.is_none());
    let Some((ruling, at)) = waiting.and_then(|ruling| ruling.issued_at.map(|at| (ruling, at)))
    else {
        return Ok(None);
    };
    let results: Vec<ClaimResult> = serde_json::from_value(ruling.results)?;
    let outcomes = results.into_iter().map(|claim| ClaimOutcome {
        no: claim.no,
        outcome: claim.outcome,
    });
    Ok(Some(Issued {
        on: calendar.date_of(at),
        outcomes: outcomes.collect(),
    }))
}

/// The id of the case at an address of the register, if the public is told of it.
pub async fn id_of(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Uuid>> {
    let Some(number) = number_of(slug) else {
        return Ok(None);
    };
    let row = cases::of_number(tx, number).await?;
    Ok(row.filter(|row| told(row).is_some()).map(|row| row.id))
}

/// What a case on the register is called: "case 2026/3, Ukraine v. Russian Federation".
pub async fn name_of(tx: &mut Tx<'_>, case: Uuid, words: &Words) -> Result<String> {
    let row = row_of(tx, case).await?;
    let number = slug_of(&row).replace('-', "/");
    Ok(languages::with_two(
        words.case.name,
        ("number", &number),
        ("caption", &words.own(&row.caption)),
    ))
}

async fn row_of(tx: &mut Tx<'_>, case: Uuid) -> Result<CaseRow> {
    let found = cases::by_ids(tx, &[case]).await?.pop();
    found
        .filter(|row| told(row).is_some())
        .ok_or(Error::NotFound("case"))
}

/// The number of the last entry of the docket that the public is told of.
pub async fn last_entry(tx: &mut Tx<'_>, case: Uuid) -> Result<i32> {
    docket::last_made_by(tx, case, &public_acts()).await
}

/// Something that the public docket of a case tells.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The case, as `2026-3`.
    pub case: String,
    /// The number of the entry; not for the public, since gaps would tell of what is not shown.
    #[serde(skip)]
    pub no: i32,
    /// What was done.
    pub act: CaseAct,
    /// What the docket says of it, in English.
    pub title: String,
    /// Which ruling it is about, where the case may have several: its citation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruling: Option<String>,
    /// When.
    pub at: Timestamp,
    #[serde(skip)]
    submission: Option<(Stage, bool)>,
}

impl Told {
    /// What the docket says of it in a language.
    pub fn said(&self, words: &Words) -> String {
        let told = words.told(self.act.0, self.submission);
        match &self.ruling {
            Some(ruling) => format!("{told}{}{}", words.site.comma, words.own(ruling)),
            None => told,
        }
    }
}

/// What the public docket of a case tells after an entry, and the case's caption and address.
pub async fn news(tx: &mut Tx<'_>, case: Uuid, after: i32) -> Result<(Vec<Told>, String, String)> {
    let row = row_of(tx, case).await?;
    let entries = public_docket(tx, case, after).await?;
    let slug = slug_of(&row);
    let news = entries.iter().map(|entry| Told {
        case: slug.clone(),
        no: entry.no,
        act: entry.act,
        title: title(entry),
        ruling: about(entry),
        at: entry.at,
        submission: entry.submission(),
    });
    Ok((news.collect(), row.caption, slug.clone()))
}

async fn public_docket(
    tx: &mut Tx<'_>,
    case: Uuid,
    after: i32,
) -> Result<Vec<docket::DocketEntry>> {
    docket::made_by(tx, case, &public_acts(), after, ENTRIES).await
}

fn public_acts() -> Vec<Act> {
    let acts = Act::ALL.iter().copied();
    acts.filter(|act| act.public()).collect()
}

/// What the public docket says: the act's own title, or which submission it was, in the words of
/// the registry and never in those of a party.
fn title(entry: &docket::DocketEntry) -> String {
    match entry.submission() {
        Some(_) => entry.title.clone(),
        None => entry.act.0.title().to_owned(),
    }
}

/// The ruling that was corrected, taken back, translated or given a symbol: it need not be the one in force.
fn about(entry: &docket::DocketEntry) -> Option<String> {
    let named = matches!(
        entry.act.0,
        Act::Rectify | Act::WithdrawRuling | Act::PublishTranslation | Act::AssignSymbol
    );
    let said = entry.detail["ruling"].as_str().filter(|_| named);
    said.map(str::to_owned)
}

/// Does an entry speak of recommendations that are held (OV-A12)? Whoever carries them out, contests
/// that or looks at it tells of what they are. The notes on the hold itself are for everyone.
fn held(entries: &[docket::DocketEntry], at: usize, held_at: Option<Timestamp>) -> bool {
    let of_the_hold = matches!(
        entries[at].act.0,
        Act::HoldRecommendations | Act::ReleaseHold
    );
    !of_the_hold && docket::is_held(entries, entries[at].no, held_at)
}

/// What a paper on compliance, or a note of the President, says to everyone.
fn statement(entry: &docket::DocketEntry) -> Option<String> {
    let public = entry.act.0.speaks_in_public();
    let said = entry.detail["statement"].as_str().filter(|_| public);
    said.map(str::to_owned)
}

/// What such a paper or finding says of each remedy.
fn shares(entry: &docket::DocketEntry) -> Vec<RemedyShare> {
    let said = statement(entry).and_then(|_| entry.detail.get("remedies").cloned());
    said.and_then(|said| serde_json::from_value(said).ok())
        .unwrap_or_default()
}

/// Who did it for the body; nobody, where a party did.
fn office(entry: &docket::DocketEntry) -> Option<Office> {
    match entry.act.0 {
        // Silence of the applicant accepts (DL-61): the clock has no account.
        Act::AcceptCompliance if entry.actor.is_none() => Some(Office::Registry),
        Act::Submit
        | Act::OpenConsultations
        | Act::RequestPanel
        | Act::AcceptCompliance
        | Act::ContestCompliance
        | Act::ConfirmCure
        | Act::FilePlan
        | Act::ReportCompliance
        | Act::ClaimCompliance
        | Act::RequestInterpretation
        | Act::RequestRevision
        | Act::FileSubmission => None,
        Act::FixSize | Act::WithdrawRuling | Act::HoldRecommendations | Act::ReleaseHold => {
            Some(Office::President)
        }
        Act::ProceduralOrder
        | Act::WaiveHearing
        | Act::OpenDeliberation
        | Act::ScoringComplete
        | Act::FindCompliant
        | Act::FindPartial
        | Act::FindNonCompliant
        | Act::Rectify
        | Act::Interpret
        | Act::DeclineInterpretation
        | Act::AdmitRevision
        | Act::DeclineRevision => Some(Office::Panel),
        _ => Some(Office::Registry),
    }
}

/// Who did it: a party by its name, everyone else by what they are.
fn by(entry: &docket::DocketEntry, row: &CaseRow, states: &[StateEntry]) -> String {
    if let Some(office) = office(entry) {
        return office.title().to_owned();
    }
    let side = entry.submission().map(|(stage, _)| stage.side());
    let code = match entry.act.0 {
        Act::FilePlan | Act::ReportCompliance | Act::ClaimCompliance => &row.respondent,
        Act::RequestInterpretation | Act::RequestRevision
            if entry.detail["side"] == Side::Respondent.as_str() =>
        {
            &row.respondent
        }
        Act::FileSubmission if side == Some(Side::Respondent) => &row.respondent,
        _ => &row.applicant,
    };
    state_name(states, code)
}

fn state_name(states: &[StateEntry], code: &str) -> String {
    let known = states.iter().find(|state| state.code == code);
    known.map_or_else(|| code.to_owned(), |state| state.name.clone())
}

fn party(states: &[StateEntry], code: &str, legal_effect: LegalEffect) -> RegisterParty {
    RegisterParty {
        code: code.to_owned(),
        name: state_name(states, code),
        legal_effect,
    }
}

/// The way of the case. What it never came to falls away once it is past or the case is closed.
fn track(state: State, reached: impl Fn(&[State]) -> Option<Date>) -> Vec<TrackStop> {
    let here = STOPS
        .iter()
        .position(|(_, states)| states.contains(&state))
        .unwrap_or_default();
    let stops = STOPS.iter().enumerate().filter_map(|(at, (stop, states))| {
        // A ruling that the panel has before it again stays issued, and public.
        let stays = matches!(stop, Stop::Ruling | Stop::Published);
        let reached_on = reached(states).filter(|_| at <= here || stays);
        (at >= here || reached_on.is_some()).then(|| TrackStop {
            stop: *stop,
            name: stop.title().to_owned(),
            reached_on,
            now: at == here,
        })
    });
    stops.collect()
}

/// What is due as far as the public knows. The remedies of a ruling that was withdrawn are no longer
/// told in its words.
async fn due(tx: &mut Tx<'_>, case: Uuid, withdrawn: bool) -> Result<Vec<PublicDue>> {
    let open = deadlines::of(tx, Of::Case(case)).await?.into_iter();
    let public = open.filter(|one| one.state == "open").filter_map(|one| {
        let limit = one.rule.map(|rule| rule.0)?;
        TIMETABLE.contains(&limit).then_some((limit, one))
    });
    let mut due: Vec<_> = public
        .map(|(limit, one)| PublicDue {
            limit,
            what: if withdrawn {
                limit.terms().owes.to_owned()
            } else {
                one.what
            },
            owed_by: one.owed_by,
            started_on: one.started_on,
            due_on: one.due_on,
            why: one.sentence,
        })
        .collect();
    // What both owe is said once.
    due.dedup_by(|one, other| one.what == other.what && one.due_on == other.due_on);
    Ok(due)
}

#[cfg(test)]
mod tests {
    use domain::Word;
    use domain::case::State;

    use super::{STOPS, number_of, track};

    #[test]
    fn a_case_has_one_address() {
        assert_eq!(number_of("2026-3"), Some((2026, 3)));
        for wrong in ["2026-03", "2026/3", "2026-", "-3", "2026-3-1", ""] {
            assert_eq!(number_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_state_that_the_public_is_told_of_is_on_the_way() {
        for told in State::ALL
            .iter()
            .filter_map(|state| state.shown_to_public())
        {
            let stops = STOPS.iter().filter(|(_, states)| states.contains(&told));
            assert_eq!(stops.count(), 1, "{told}");
        }
    }

    #[test]
    fn what_a_case_did_not_come_to_falls_away_once_it_is_past() {
        let day = jiff::civil::date(2026, 3, 1);
        let reached =
            |states: &[State]| (!states.contains(&State::CompliancePeriod)).then_some(day);
        let names = |state| -> Vec<String> {
            let stops = track(state, reached).into_iter();
            stops.map(|stop| stop.name).collect()
        };
        assert!(names(State::Published).contains(&"Compliance".to_owned()));
        assert!(!names(State::Closed).contains(&"Compliance".to_owned()));
    }
}
