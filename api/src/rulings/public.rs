//! What everyone may read of a published ruling: the same view for the API and for the page.

use std::collections::{BTreeMap, BTreeSet};

use domain::Word as _;
use domain::compliance::Status;
use domain::language::Language;
use domain::review::Step;
use domain::ruling::{self, Citation, Standing};
use domain::vote::Finding as FindingWord;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, CitedRow, LineRow, RemedyRow, RulingRow};
use super::{
    FairCopy, LanguageVersion, Mask, Member, SectionText, draft, hold, redaction, translations,
};
use crate::bodies::{self, Rules, StateEntry};
use crate::cases::{self, CaseDraft, CaseRow};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::languages::{self, Words};
use crate::law;
use crate::publications::{self, Publication};
use crate::review::{ClaimResult, CriterionScore, Departure, MotionCount};
use crate::wire::{
    Finding, LegalEffect, Profile, PublicationChange, RedactionReason, RemedyStatus, ReviewStep,
    RulingStanding, Spelled, Technology,
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
    /// Where it stands today; none where nobody owes it any more, since the ruling is being revised or was.
    pub status: Option<RemedyStatus>,
    /// The ruling by which it was replaced, where another one was published in the place of its own before it
    /// was done.
    pub replaced_by: Option<RulingBeside>,
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
    /// The elements of that ground to which the panel came (procedure 2.2.8a).
    #[serde(skip)]
    pub elements: Vec<String>,
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
    /// Does it stand? One that was revised is counted in no figure.
    pub standing: RulingStanding,
    /// Has a revision been admitted (T-55)? It then stands until the ruling that revises it is public.
    pub in_revision: bool,
    /// The later ruling of the case that was published in its place, also where that one was withdrawn since.
    pub revised_by: Option<RulingBeside>,
    /// The earlier ruling of the case in whose place it was published.
    pub revises: Option<RulingBeside>,
}

impl PublicRuling {
    /// Its symbol: the one that the UN assigned, else the one that is reserved.
    pub fn symbol(&self) -> &str {
        let mut symbols = self.identifiers.iter();
        let first = symbols.find(|one| one.scheme == "un_symbol");
        first.map_or("", |one| &one.value)
    }

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
    /// Was it taken back? Its address then says only that, and why.
    pub withdrawn: bool,
}

/// Another ruling of the same case: the one that revises it, or the one that it revises (T-55).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulingBeside {
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// Its address.
    pub slug: String,
    /// Its address in the scheme of Akoma Ntoso, below the origin of this server.
    pub iri: String,
    /// When it was published.
    #[schema(value_type = Option<String>, format = Date)]
    pub published_on: Option<Date>,
    /// Was it taken back since? Its address then says why, and the ruling that it revised does not stand again.
    pub withdrawn: bool,
}

impl RulingBeside {
    /// What is said of a ruling in whose place this one was published: before and after its citation.
    pub fn said(&self, words: &Words) -> (&'static str, &'static str) {
        languages::around(match self.withdrawn {
            true => words.ruling.revised_gone,
            false => words.ruling.revised_by,
        })
    }
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
    /// When the log of changes last told of it,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub changed_at: Option<Timestamp>,
    /// and what.
    pub change: Option<PublicationChange>,
    /// Does it stand?
    pub standing: RulingStanding,
    /// The later ruling of the case that was published in its place.
    pub revised_by: Option<RulingBeside>,
    /// The other languages in which it can be read: below its address, at the tag of each.
    #[serde(default)]
    pub translations: Vec<crate::wire::Language>,
}

impl RulingLine {
    /// What a list says of it, and the log last.
    pub(super) fn of(ruling: &PublicRuling, last: Option<&Publication>) -> Self {
        let results = ruling.results.iter().cloned();
        let others = ruling.languages.iter().filter(|one| !one.authentic);
        Self {
            translations: others.map(|one| one.language).collect(),
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
            changed_at: last.map(|line| line.at),
            change: last.map(|line| line.change),
            standing: ruling.standing,
            revised_by: ruling.revised_by.clone(),
        }
    }
}

/// What the log says last of a ruling, and what a list shows of it; nothing of one that was withdrawn.
pub struct Told {
    /// The line of the log.
    pub last: Publication,
    /// The ruling.
    pub line: Option<RulingLine>,
}

const PAGE: usize = 50;
/// How many of the rulings that refer to one are told of it.
const CITED: i64 = 100;

/// A page of what is published and stands so, newest first, and where the next one begins.
pub async fn list(
    tx: &mut Tx<'_>,
    standing: Which,
    after: Option<Uuid>,
) -> Result<(Vec<RulingLine>, Option<Uuid>)> {
    let mut rows = queries::list_published(tx, standing.0, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|ruling| ruling.id);
    Ok((lines(tx, rows).await?, next))
}

/// What the log says last of each ruling, the last said first, and where the next page begins.
pub async fn told(tx: &mut Tx<'_>, before: Option<i32>) -> Result<(Vec<Told>, Option<i32>)> {
    let mut log = publications::newest(tx, before, PAGE as i64 + 1).await?;
    let more = log.len() > PAGE;
    log.truncate(PAGE);
    let next = log.last().filter(|_| more).map(|line| line.seq);
    Ok((as_told(tx, log).await?, next))
}

/// The same of every ruling of a case that was ever public.
pub async fn told_of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Told>> {
    let ids = queries::ever_public(tx, case).await?;
    let log = publications::last_of(tx, &ids).await?;
    as_told(tx, log).await
}

async fn as_told(tx: &mut Tx<'_>, log: Vec<Publication>) -> Result<Vec<Told>> {
    let ids: Vec<_> = log.iter().map(|line| line.ruling_id).collect();
    let rows = queries::lines(tx, &ids).await?;
    let shown = lines(tx, rows).await?.into_iter();
    let mut shown: BTreeMap<_, _> = shown.map(|line| (line.id, line)).collect();
    let told = log.into_iter().map(|last| Told {
        line: shown.remove(&last.ruling_id),
        last,
    });
    Ok(told.collect())
}

/// What a list shows of these rulings, in their order.
async fn lines(tx: &mut Tx<'_>, rows: Vec<LineRow>) -> Result<Vec<RulingLine>> {
    let ids: Vec<_> = rows.iter().map(|ruling| ruling.id).collect();
    let log = publications::last_of(tx, &ids).await?.into_iter();
    let log: BTreeMap<_, _> = log.map(|line| (line.ruling_id, line)).collect();
    let mut translated: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for (ruling, language, _) in translations::published_of(tx, &ids).await? {
        translated.entry(ruling).or_default().push(language);
    }
    let ids: Vec<_> = rows.iter().map(|ruling| ruling.case_id).collect();
    let cases: BTreeMap<_, _> = cases::briefs(tx, &ids)
        .await?
        .into_iter()
        .map(|case| (case.id, case))
        .collect();
    let of = rows.iter().filter(|ruling| ruling.reopened_at.is_some());
    let of: Vec<_> = of.map(|ruling| ruling.id).collect();
    let mut beside = Beside::of(tx, &[], &of).await?;
    let items = rows.into_iter().map(|ruling| {
        let case = cases
            .get(&ruling.case_id)
            .cloned()
            .ok_or(Error::NotFound("case"))?;
        let results: Vec<ClaimResult> = serde_json::from_value(ruling.results)?;
        let last = log.get(&ruling.id);
        Ok(RulingLine {
            changed_at: last.map(|line| line.at),
            change: last.map(|line| line.change),
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
            standing: beside.standing(ruling.id),
            revised_by: beside.after.remove(&ruling.id),
            translations: translated.remove(&ruling.id).unwrap_or_default(),
        })
    });
    items.collect()
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
    let (cites, cited_by) = (
        queries::cites(tx, ruling.id, CITED).await?,
        queries::cited_by(tx, ruling.id, CITED).await?,
    );
    let cites = as_cited(tx, cites).await?;
    let cited_by = as_cited(tx, cited_by).await?;
    let around = Around::of(tx).await?;
    let mut beside = Beside::of_rows(tx, std::slice::from_ref(&ruling)).await?;
    let mut whole = around.assemble(tx, ruling, case, (remedies, &mut beside))?;
    (whole.cites, whole.cited_by) = (cites, cited_by);
    translations::note_languages(tx, std::slice::from_mut(&mut whole)).await?;
    Ok(whole)
}

/// Which rulings are asked for: those that stand where nothing is said, and both by `any`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which(pub Option<Standing>);

/// The word that asks for both.
pub(super) const ANY: &str = "any";

impl Which {
    /// What stands.
    pub const STANDS: Self = Self(Some(Standing::Stands));

    /// What a word asks for; nothing where it is none of them.
    pub fn parse(word: Option<&str>) -> Option<Self> {
        match word {
            None | Some("") => Some(Self::STANDS),
            Some(ANY) => Some(Self(None)),
            Some(word) => Standing::parse(word).map(|standing| Self(Some(standing))),
        }
    }
}

/// What rulings revise, and what revised them.
#[derive(Default)]
struct Beside {
    /// The earlier ones, by their own ids.
    before: BTreeMap<Uuid, RulingBeside>,
    /// The later ones, by the ids of those in whose place they were published.
    after: BTreeMap<Uuid, RulingBeside>,
    /// Of those that stand in the place of another one: how many were published in their case before.
    revisions: BTreeMap<Uuid, i64>,
}

impl Beside {
    async fn of_rows(tx: &mut Tx<'_>, rows: &[RulingRow]) -> Result<Self> {
        let before: Vec<_> = rows.iter().filter_map(|one| one.revises).collect();
        let after = rows.iter().filter(|one| one.reopened_at.is_some());
        let after: Vec<_> = after.map(|one| one.id).collect();
        let mut beside = Self::of(tx, &before, &after).await?;
        if !before.is_empty() {
            let ids: Vec<_> = rows.iter().map(|one| one.id).collect();
            let revisions = queries::revisions(tx, &ids).await?;
            beside.revisions = revisions.into_iter().collect();
        }
        Ok(beside)
    }

    /// Asked for only where there is one: few rulings are revised.
    async fn of(tx: &mut Tx<'_>, before: &[Uuid], after: &[Uuid]) -> Result<Self> {
        let mut found = Self::default();
        if before.is_empty() && after.is_empty() {
            return Ok(found);
        }
        let calendar = bodies::current_rules(tx).await?.calendar;
        let date = |at: Option<Timestamp>| at.map(|at| calendar.date_of(at));
        for row in queries::beside(tx, before, after).await? {
            let published_on = date(row.published_at);
            let slug = row.slug.unwrap_or_default();
            let one = RulingBeside {
                citation: row.citation.unwrap_or_default(),
                iri: akn_iri(
                    &tx.world().slug,
                    date(row.issued_at).or(published_on),
                    &slug,
                ),
                slug,
                published_on,
                withdrawn: row.withdrawn_at.is_some(),
            };
            if let Some(earlier) = row.revises.filter(|id| after.contains(id)) {
                found.after.insert(earlier, one.clone());
            }
            if before.contains(&row.id) {
                found.before.insert(row.id, one);
            }
        }
        Ok(found)
    }

    fn standing(&self, ruling: Uuid) -> RulingStanding {
        Spelled(match self.after.contains_key(&ruling) {
            true => Standing::Revised,
            false => Standing::Stands,
        })
    }
}

/// Those of these rulings that are public, in no order, in as many statements as one of them takes. Who
/// refers to them is left out.
pub(super) async fn all_public(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<PublicRuling>> {
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
    let mut beside = Beside::of_rows(tx, &rows).await?;
    let rulings = rows.into_iter().map(|ruling| {
        let case = cases
            .get(&ruling.case_id)
            .cloned()
            .ok_or(Error::NotFound("case"))?;
        let remedies = remedies.remove(&ruling.id).unwrap_or_default();
        let mut whole = around.assemble(tx, ruling, case, (remedies, &mut beside))?;
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
        (remedies, beside): (Vec<RemedyRow>, &mut Beside),
    ) -> Result<PublicRuling> {
        let Self { states, rules } = self;
        let standing = beside.standing(ruling.id);
        let (revised_by, revises) = (
            beside.after.remove(&ruling.id),
            ruling.revises.and_then(|id| beside.before.remove(&id)),
        );
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
        let mut remedies = public_remedies(remedies, &results, &case, &respondent.name, today);
        if ruling.reopened_at.is_some() {
            no_longer_owed(&mut remedies, revised_by.as_ref());
        }
        let citation = ruling.citation.unwrap_or_default();
        let slug = ruling.slug.unwrap_or_default();
        let number = case.year.zip(case.number);
        let case_number = number.map(|(year, number)| format!("{year}/{number}"));
        let case_number = case_number.unwrap_or_default();
        let iri = akn_iri(&tx.world().slug, issued_on.or(published_on), &slug);
        let revision = beside.revisions.remove(&ruling.id).unwrap_or_default();
        let reserved = number
            .map(|number| ruling::reserved_symbol(&rules.document.symbol_base, number, revision));
        let symbols = (ruling.un_symbol, reserved.unwrap_or_default());
        let identifiers = identifiers(ruling.id, &citation, &iri, symbols);
        Ok(PublicRuling {
            languages: Vec::new(),
            held,
            cites: Vec::new(),
            cited_by: Vec::new(),
            standing,
            in_revision: ruling.reopened_at.is_some() && revised_by.is_none(),
            revised_by,
            revises,
            id: ruling.id,
            iri,
            identifiers,
            body: tx.world().name.clone(),
            simulation: tx.world().simulation,
            citation,
            slug,
            case_id: ruling.case_id,
            case_number,
            applicant: party(states, &case.applicant, case.effect_on_applicant),
            respondent,
            measure: request.measure.title,
            technology: request.measure.technology_class,
            clause: draft::clause_name(clause),
            ground: ground.map(|ground| ground.label.clone()),
            elements: elements(&case, &results),
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
            withdrawn: row.withdrawn_at.is_some(),
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
                Some(row.due_on),
            ),
            weight: row.weight,
            due_on: row.due_on,
            status: Some(row.status_on(today)),
            replaced_by: None,
        })
        .collect()
}

/// From the day on which a revision is admitted nobody owes what is not done by then: the ruling that is
/// published in the place of this one says what is left to be done.
fn no_longer_owed(remedies: &mut [PublicRemedy], by: Option<&RulingBeside>) {
    for one in remedies {
        if one.status.is_none_or(|status| status.0 != Status::Done) {
            (one.status, one.replaced_by) = (None, by.cloned());
        }
    }
}

/// The elements of the ground of a case to which the panel came: those of a step that it answered on any
/// claim, and those of none.
fn elements(case: &CaseRow, results: &[ClaimResult]) -> Vec<String> {
    let Some((clause, ground)) = law::clause(&case.clause_id).zip(case.ground.as_deref()) else {
        return Vec::new();
    };
    let answered = |step: &Step| {
        let mut steps = results.iter().flat_map(|claim| &claim.steps);
        steps.any(|one| one.step.0 == *step && one.finding.0 != FindingWord::NotReached)
    };
    let come_to = |proposition| {
        let mut steps = Step::ALL.iter();
        steps.any(|step| step.propositions().contains(&proposition) && answered(step))
    };
    let elements = clause.elements_of(ground).into_iter();
    let elements = elements.filter(|element| element.step.is_none_or(come_to));
    elements.map(|element| element.id.clone()).collect()
}

/// The names of a ruling. A symbol that the UN assigned stands before the one that was reserved, which stays.
fn identifiers(
    id: Uuid,
    citation: &str,
    iri: &str,
    (assigned, reserved): (Option<String>, String),
) -> Vec<Identifier> {
    let mut all = vec![
        identifier("uuid", id.urn().to_string(), true),
        identifier("neutral_citation", citation.to_owned(), true),
        identifier("akn", iri.to_owned(), true),
    ];
    let same = assigned.as_ref() == Some(&reserved);
    all.extend(assigned.map(|symbol| identifier("un_symbol", symbol, true)));
    if !same {
        all.push(identifier("un_symbol", reserved, false));
    }
    all
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
