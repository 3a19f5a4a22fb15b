//! Rulings: drafted from the findings, voted, signed by the presiding member and the registrar,
//! issued to the parties, published for all (procedure 2.2.8, T-30a to T-39).

mod afterlife;
mod asking;
mod draft;
mod forms;
mod hold;
mod interim;
mod opinions;
mod portal;
mod public;
mod queries;
mod redaction;
mod release;
mod remarks;
mod requests;
mod routes;
mod translations;

use std::collections::BTreeMap;

use domain::Word;
use domain::calendar::Due;
use domain::case::{Act, Facts, State};
use domain::compliance::{Remedy, Status, Weight};
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use domain::ruling::{Citation, LegalEffect, PublicationChange, Section};
use domain::translation::AUTHENTIC;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bodies;
use crate::cases::{self, Case, Change, Entry, said};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor, Opening};
use crate::docket;
use crate::documents;
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::panels;
use crate::people;
use crate::publications::{self, Release};
use crate::review::{self, ClaimResult, Departure};
use crate::wire::{Ballot, Class, Discipline, Language, RulingSection, Spelled};

use draft::Sources;

pub use afterlife::{
    AssignedSymbol, Corrected, Rectification, RulingOfCase, Withdrawal, assign_symbol, rectify,
    withdraw,
};
pub use asking::{Search, facet_label, law_label};
pub use draft::{
    Draft, RemedyDraft, RemedyInRuling, SectionDraft, SectionText, clause_name, concern_sentence,
    finding_name, long_date, outcome_word, remedy_sentence, step_name,
};
pub use forms::{FORMS, Form, SIGNATURES};
pub use interim::{DraftComment, InterimView, NewPoint, SentOn, no_comments};
pub use opinions::{Opinion, OpinionSaid, OpinionView};
pub use portal::{
    Counted, CrossedLine, CrossedView, FacetValue, FacetView, FoundRuling, Piece, SearchView,
    SpreadView, catch_up, figures, fits, search, search_changed,
};
pub use public::{
    CitedRuling, Identifier, PublicClaim, PublicGate, PublicParty, PublicRemedy, PublicRuling,
    PublicScores, PublicVote, RulingBeside, RulingLine, Told, Which, gates, list, published, told,
    told_of_case,
};
pub use queries::{Published, PublishedRemedy, RemedyRow, RulingRow};
pub use redaction::{Mask, RedactionList, RedactionRulings, RedactionView, kept_unsaid};
pub use remarks::{RemarkReply, RemarkReplySaid, RemarkSaid, RemarkView, RemarksView};
pub use requests::RequestView;
pub use routes::{RulingView, mount};
pub use translations::{
    LanguageVersion, PublicPair, PublicPairs, PublicTranslation, TranslationSaid, TranslationsView,
    translated,
};

/// A member of the panel, as the ruling names it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The discipline of the seat.
    pub discipline: Discipline,
    /// Does the member preside?
    pub presiding: bool,
}

/// The text of a ruling as both sign it, without names or counts; at issue the roll call joins it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct FairCopy {
    /// Its sections, with every paragraph in its place.
    pub sections: Vec<SectionText>,
    /// What is to be done.
    pub remedies: Vec<RemedyDraft>,
    /// Who decided.
    pub panel: Vec<Member>,
}

/// What the system puts into the operative part when the ruling issues (annex D 13).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct RollCall {
    /// The results with counts and names.
    pub results: Vec<ClaimResult>,
    /// Why members voted against what the scores indicated.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub departures: Value,
    /// What members say in their own name.
    #[serde(default)]
    pub opinions: Vec<Opinion>,
}

/// The votes of one member in the confirming roll call: motion by motion, or everything as before.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FinalVotes {
    /// Every motion as in the provisional roll call.
    pub confirm: bool,
    /// Per claim and motion; what is not named stays as in the provisional roll call.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, FinalVote>>)]
    pub votes: BTreeMap<Uuid, BTreeMap<String, FinalVote>>,
    /// The member will give a separate opinion; the signature waits for it (DL-53).
    pub opinion: bool,
}

/// One vote.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalVote {
    /// Yes or no.
    pub vote: Ballot,
}

/// A draft as it stands, with what it was made from.
pub(crate) struct Drafting {
    version: i32,
    draft: Draft,
    results: Vec<ClaimResult>,
    departures_missing: bool,
    /// What the record says of the interim review; it stands before what the panel writes of it.
    story: Vec<String>,
    /// Claims that changed after the parties had the draft, on a point on which they were not heard.
    unheard: Vec<Uuid>,
    /// Paragraphs that refer to an exhibit of class C2 or higher.
    cautions: Vec<Caution>,
    /// A party commented on the draft, and the panel does not say yet what it makes of it (T-32).
    unanswered: bool,
}

/// A text that refers to a protected exhibit: whoever sends the ruling on looks at it (T-30).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Caution {
    /// Where it will stand: remedies among the recommendations, reasons for departing with the votes.
    pub section: RulingSection,
    /// The number that it will have in the ruling; of what is not numbered there, the place within its section.
    pub paragraph: usize,
    /// The exhibit, as `XAA-3`.
    pub exhibit: String,
    /// Its class.
    pub class: Class,
}

impl Drafting {
    /// The sections that still lack text. What the record tells of the interim review is enough as
    /// long as nobody commented.
    fn missing(&self) -> Vec<Section> {
        let told = |one: &Section| {
            *one == Section::InterimReview && !self.story.is_empty() && !self.unanswered
        };
        let missing = self.draft.missing().into_iter();
        missing.filter(|one| !told(one)).collect()
    }

    fn complete(&self) -> bool {
        self.missing().is_empty()
            && self.draft.remedied(&self.results)
            && self.draft.faults(&self.results).is_empty()
    }

    fn sections(&self, clause: Option<&law::ClauseText>) -> Vec<SectionText> {
        self.draft.sections(&self.results, &self.story, clause)
    }

    fn fair(&self, clause: Option<&law::ClauseText>) -> Vec<SectionText> {
        self.draft.fair(&self.results, &self.story, clause)
    }
}

/// A case whose deliberation the caller may see: a member's.
async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    let case = cases::take(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    Ok(case)
}

/// In these states there is a draft.
const WRITTEN: [State; 3] = [State::Drafting, State::InterimReview, State::FinalVote];

/// The draft, where there is one yet: from the day on which the scoring is complete.
async fn drafting(tx: &mut Tx<'_>, case: &Case) -> Result<Drafting> {
    if !WRITTEN.contains(&case.state()) {
        return Err(Error::NotFound("ruling"));
    }
    let row = queries::draft(tx, case.id())
        .await?
        .ok_or(Error::NotFound("ruling"))?;
    let results: Vec<_> = review::results(tx, case)
        .await?
        .into_iter()
        .map(ClaimResult::without_counts)
        .collect();
    let written: Draft = serde_json::from_value(row.content)?;
    let draft = written.over(first_draft(tx, case, &results).await?);
    let argued = serde_json::from_value(row.argued)?;
    let story = interim::story(tx, case, &argued).await?;
    let clause = law::clause_text(&case.row.clause_id);
    let sections = draft.sections(&results, &story, clause);
    Ok(Drafting {
        version: row.version,
        cautions: cautions(tx, case, &draft, &sections).await?,
        unanswered: case.progress.ever_commented && !draft.says(Section::InterimReview),
        story,
        draft,
        results,
        departures_missing: case.said.departures_missing,
        unheard: row.unheard,
    })
}

/// What refers to an exhibit of class C2 or higher by its label, of all that will be published.
async fn cautions(
    tx: &mut Tx<'_>,
    case: &Case,
    draft: &Draft,
    sections: &[SectionText],
) -> Result<Vec<Caution>> {
    let protected = documents::protected(tx, case.id()).await?;
    if protected.is_empty() {
        return Ok(Vec::new());
    }
    // The list of the evidence names every exhibit, and says nothing of what stands in it.
    let written = draft::numbered(sections).filter(|(one, ..)| one.section.0 != Section::Evidence);
    let mut texts: Vec<(Section, usize, String)> = written
        .map(|(one, text, no)| (one.section.0, no, text.to_owned()))
        .collect();
    let mut beside = |section, all: Vec<String>| {
        let counted = all.into_iter().zip(1..);
        texts.extend(counted.map(|(text, no)| (section, no, text)));
    };
    let remedies = draft.remedies.iter().map(|one| one.text.clone());
    beside(Section::Recommendations, remedies.collect());
    // In the final vote nobody knows yet who voted how; the reasons for it were looked at one by one.
    if case.state() != State::FinalVote {
        let departures = review::departures(tx, case).await?.into_iter();
        beside(Section::Votes, departures.map(|one| one.reasons).collect());
    }
    let opinions = opinions::given(tx, case.id()).await?.into_iter();
    let opinions = opinions.flat_map(|one| one.paragraphs);
    beside(Section::Opinions, opinions.collect());
    let mut found = Vec::new();
    for (section, paragraph, text) in texts {
        let named = protected.iter().filter(|one| one.is_named_in(&text));
        found.extend(named.map(|exhibit| Caution {
            section: Spelled(section),
            paragraph,
            exhibit: exhibit.label.clone(),
            class: exhibit.class,
        }));
    }
    Ok(found)
}

/// What the docket says of the acts that a ruling tells of.
const TOLD: [Act; 9] = [
    Act::Submit,
    Act::Register,
    Act::RequestPanel,
    Act::Constitute,
    Act::ProceduralOrder,
    Act::FileSubmission,
    Act::WrittenComplete,
    Act::WaiveHearing,
    Act::OpenDeliberation,
];

async fn first_draft(tx: &mut Tx<'_>, case: &Case, results: &[ClaimResult]) -> Result<Draft> {
    let request = case.request()?;
    let states = bodies::states(tx).await?;
    let name = |code: &str| {
        states
            .iter()
            .find(|state| state.code == code)
            .map_or_else(|| code.to_owned(), |state| state.name.clone())
    };
    let date = |at: Timestamp| case.rules.calendar.date_of(at);
    let history: Vec<_> = docket::history(tx, case.id())
        .await?
        .into_iter()
        .filter(|(act, ..)| TOLD.contains(&act.0))
        .map(|(_, title, at)| (title, date(at)))
        .collect();
    let members: Vec<_> = bench(tx, case.id())
        .await?
        .into_iter()
        .map(|member| {
            let presiding = if member.presiding { ", presiding" } else { "" };
            (member.name, format!("{}{presiding}", member.discipline))
        })
        .collect();
    let mut exhibits: Vec<_> = documents::on_record(tx, case.id())
        .await?
        .into_iter()
        .map(|exhibit| (exhibit.label, exhibit.title, exhibit.class.to_string()))
        .collect();
    // Party by party, in the order of their numbers: XAA-2 before XAA-10.
    exhibits.sort_by_cached_key(|(label, ..)| {
        let (party, no) = label.rsplit_once('-').unwrap_or((label, ""));
        (party.to_owned(), no.parse::<u32>().ok(), label.clone())
    });
    let clause = law::clause_text(&case.row.clause_id);
    let ground = clause.and_then(|clause| {
        clause
            .grounds
            .iter()
            .find(|ground| Some(&ground.id) == case.row.ground.as_ref())
    });
    let sources = Sources {
        applicant: &name(&case.row.applicant),
        respondent: &name(&case.row.respondent),
        measure: &request.measure.title,
        technology: request.measure.technology_class.0,
        clause,
        ground: ground.map(|ground| ground.label.as_str()),
        history: &history,
        members: &members,
        exhibits: &exhibits,
        interim_review: case.rules.interim_review(),
    };
    Ok(draft::first(&sources, results))
}

/// A sitting member changes the text; `seen` is the version of the draft.
pub async fn edit(tx: &mut Tx<'_>, id: Uuid, seen: i32, written: Draft) -> Result<()> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::EditRuling, &case)?;
    let next = case.after(tx, None, Act::EditRuling, |_| ())?;
    let now = drafting(tx, &case).await?;
    if now.version != seen {
        return Err(Error::Stale);
    }
    let faults = written.faults(&now.results);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let content = serde_json::to_value(&written)?;
    let draft = written.over(first_draft(tx, &case, &now.results).await?);
    let complete = Drafting {
        unanswered: case.progress.ever_commented && !draft.says(Section::InterimReview),
        draft,
        ..now
    }
    .complete();
    queries::write_draft(tx, &permit, id, seen, content, complete).await?;
    let entry = Entry {
        detail: json!({ "version": seen + 1 }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::EditRuling, next, entry).await?;
    Ok(())
}

/// No interim review is due, so the draft goes to the final vote (T-30a): the rules have none, both
/// parties waived it, or it was held and what changed since was argued.
pub async fn skip_interim_review(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    sent: SentOn,
) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::SkipInterimReview, &case)?;
    let now = drafting(tx, &case).await?;
    let faults = interim::argued_faults(&now, &sent.argued);
    // Nobody can have argued a fact that nobody could know: in a revision the parties are heard.
    let argued =
        case.progress.draft_rounds > 0 && faults.is_empty() && case.progress.reopened.is_none();
    let next = may_go_on(&case, tx, seen, Act::SkipInterimReview, &now, |facts| {
        facts.class_checked = sent.class_checked;
        facts.interim_review_held |= argued;
    });
    let next = match next {
        Err(Error::Refused(Refusal::CaseInterimReviewDue, _)) => {
            return Err(Error::Refused(Refusal::CaseInterimReviewDue, faults));
        }
        other => other?,
    };
    if argued && !now.unheard.is_empty() {
        queries::note_argued(tx, &permit, id, serde_json::to_value(&sent.argued)?).await?;
    }
    let entry = Entry::default();
    cases::step(tx, &mut case, permit, Act::SkipInterimReview, next, entry).await?;
    for other in ["case.send_draft", "case.waive_interim_review"] {
        deadlines::cancel(tx, case.of(), other).await?;
    }
    owe_final_vote(tx, &case).await?;
    cases::find(tx, id).await
}

/// Where the text goes on to, or what it still lacks.
fn may_go_on(
    case: &Case,
    tx: &Tx<'_>,
    seen: i32,
    act: Act,
    now: &Drafting,
    adjust: impl FnOnce(&mut Facts),
) -> Result<State> {
    let seen_now = |facts: &mut Facts| {
        facts.ruling_complete = case.progress.ruling_complete && now.complete();
        adjust(facts);
    };
    match case.after(tx, Some(seen), act, seen_now) {
        Err(Error::Refused(Refusal::RulingIncomplete, _)) => {
            Err(Error::Refused(Refusal::RulingIncomplete, lacking(now)))
        }
        Err(Error::Refused(Refusal::RulingClassUnchecked, _)) => Err(Error::Refused(
            Refusal::RulingClassUnchecked,
            unchecked(now),
        )),
        other => other,
    }
}

/// What is to be looked at before the text goes on.
fn unchecked(now: &Drafting) -> Vec<Fault> {
    let why = "Confirm that the text quotes nothing of class C2 or higher.";
    let mut faults = vec![Fault::new("class_checked", why)];
    faults.extend(now.cautions.iter().map(|one| {
        Fault::new(
            format!("sections.{}", one.section),
            format!(
                "Paragraph {} refers to exhibit {} of class {}.",
                one.paragraph, one.exhibit, one.class
            ),
        )
    }));
    faults
}

/// Each member owes a vote in the roll call.
async fn owe_final_vote(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let what = "Vote in the roll call that confirms the findings.";
    cases::owe(tx, case, None, Act::Vote, Owed::EachMember, what).await
}

/// What the draft still lacks, field by field.
fn lacking(now: &Drafting) -> Vec<Fault> {
    let mut faults: Vec<_> = now
        .missing()
        .into_iter()
        .map(|section| {
            let why = if section == Section::InterimReview && now.unanswered {
                "It does not say yet what the panel makes of the comments on the draft.".to_owned()
            } else {
                format!("“{}” has no text yet.", section.title())
            };
            Fault::new(format!("sections.{}", section.as_str()), why)
        })
        .collect();
    if !now.draft.remedied(&now.results) {
        faults.push(Fault::new(
            "remedies",
            "Every claim that is not, or only partly, justified needs a remedy.",
        ));
    }
    if faults.is_empty() {
        faults.push(Fault::new(
            "sections",
            "Nobody has saved this text since the findings were made.",
        ));
    }
    faults
}

/// The roll call and the reasoned departures, as they stand.
async fn roll_call(tx: &mut Tx<'_>, case: &Case) -> Result<Value> {
    let departures: Vec<Departure> = review::departures(tx, case).await?;
    let roll_call = RollCall {
        results: review::results(tx, case).await?,
        departures: serde_json::to_value(departures)?,
        opinions: opinions::given(tx, case.id()).await?,
    };
    Ok(serde_json::to_value(roll_call)?)
}

/// What members said for departing from what the scores indicated, as the roll call of a ruling has it;
/// from issue on.
fn departures(roll_call: Option<&Value>) -> Result<Vec<Departure>> {
    let told = roll_call.and_then(|all| all.get("departures"));
    let told = told.filter(|one| one.is_array()).cloned();
    Ok(told
        .map(serde_json::from_value)
        .transpose()?
        .unwrap_or_default())
}

/// A member votes in the roll call that confirms the findings; with the last vote it is counted (T-34).
pub async fn vote(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: FinalVotes) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Vote, &case)?;
    tx.proved_lately()?;
    let next = case.after(tx, Some(seen), Act::Vote, |_| ())?;
    if !said.confirm && said.votes.is_empty() {
        return Err(Error::invalid(
            "votes",
            "Vote on the motions, or confirm all of them as you voted before.",
        ));
    }
    let votes = said.votes.into_iter().map(|(claim, motions)| {
        (
            claim,
            motions
                .into_iter()
                .map(|(key, one)| (key, one.vote))
                .collect(),
        )
    });
    let call = review::cast_final(tx, &case, &permit, &votes.collect()).await?;
    opinions::reserve(tx, &permit, id, said.opinion).await?;
    if call.complete() {
        let roll_call = roll_call(tx, &case).await?;
        queries::close_roll_call(tx, &permit, id, !call.flipped.is_empty(), roll_call).await?;
    }
    cases::step(tx, &mut case, permit, Act::Vote, next, Entry::default()).await?;
    match (call.complete(), call.flipped.is_empty()) {
        (true, true) => {
            opinions::owe(tx, &case).await?;
            cases::owe(
                tx,
                &case,
                None,
                Act::Sign,
                Owed::PresidingMember,
                "Sign the ruling for the panel.",
            )
            .await?
        }
        (true, false) => {
            let what = "Reopen the deliberation: the roll call does not confirm a finding.";
            cases::owe(
                tx,
                &case,
                None,
                Act::ReopenOnFlip,
                Owed::PresidingMember,
                what,
            )
            .await?;
        }
        _ => {}
    }
    cases::find(tx, id).await
}

/// The roll call does not confirm a finding: that claim goes back into deliberation (T-34a).
pub async fn reopen_on_flip(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::ReopenOnFlip, &case)?;
    let next = case.after(tx, Some(seen), Act::ReopenOnFlip, |_| ())?;
    let flipped = review::final_call(tx, &case).await?.flipped;
    review::reopen(tx, &case, &permit, &flipped).await?;
    let heard = interim::heard_on(tx, &case).await?;
    let unheard: Vec<Uuid> = if case.progress.draft_rounds > 0 {
        let all = flipped.iter().copied();
        all.filter(|claim| !heard.contains(claim)).collect()
    } else {
        Vec::new()
    };
    queries::reopen_draft(tx, &permit, id, &unheard).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::ReopenOnFlip,
        next,
        Entry {
            detail: json!({ "claims": flipped }),
            ..Entry::default()
        },
    )
    .await?;
    cases::find(tx, id).await
}

/// The presiding member signs the fair copy; it has neither names nor counts (annex D 13).
pub async fn sign(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Sign, &case)?;
    tx.proved_lately()?;
    let next = case.after(tx, Some(seen), Act::Sign, |_| ())?;
    let now = drafting(tx, &case).await?;
    let panel = bench(tx, id).await?;
    let fair = FairCopy {
        sections: now.fair(law::clause_text(&case.row.clause_id)),
        remedies: now.draft.remedies,
        panel,
    };
    queries::sign(
        tx,
        &permit,
        id,
        serde_json::to_value(fair)?,
        serde_json::to_value(&now.results)?,
    )
    .await?;
    // Reasons may have come in since the roll call closed; what the system puts in is complete now.
    let roll_call = roll_call(tx, &case).await?;
    queries::restate_roll_call(tx, &permit, id, roll_call).await?;
    cases::step(tx, &mut case, permit, Act::Sign, next, Entry::default()).await?;
    let what = "Read the signed ruling, sign it for the registry and issue it to the parties.";
    cases::owe(tx, &case, None, Act::Issue, Owed::Registrar, what).await?;
    cases::find(tx, id).await
}

/// The registrar signs; the system puts the roll call in; the ruling is served (T-35).
pub async fn issue(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Issue, &case)?;
    tx.proved_lately()?;
    let next = case.after(tx, Some(seen), Act::Issue, |_| ())?;
    let row = queries::of_case(tx, id)
        .await?
        .ok_or(Refusal::RulingUnsigned)?;
    let released = queries::countersign(tx, &permit, id)
        .await?
        .ok_or(Refusal::RulingNotVoted)?;
    let roll_call: RollCall = serde_json::from_value(released.clone())?;
    let mut fair: FairCopy = serde_json::from_value(row.content)?;
    fair.sections.push(votes_section(&case, &roll_call.results));
    let opinions = roll_call.opinions.iter().cloned();
    fair.sections.extend(opinions.map(Opinion::section));
    let results = serde_json::to_value(&roll_call.results)?;
    queries::complete_text(
        tx,
        &permit,
        id,
        serde_json::to_value(&fair)?,
        results.clone(),
        released,
    )
    .await?;
    let due = remedy_due(&case, tx.now());
    let claims = draft::claim_ids(&roll_call.results);
    let former = match row.revises {
        Some(former) => queries::remedies(tx, &[former]).await?,
        None => Vec::new(),
    };
    let remedies: Vec<_> = fair
        .remedies
        .iter()
        .zip(1..)
        .filter_map(|(one, no)| {
            let claim = claims.get(&one.claim_no).copied()?;
            let text = one.text.trim();
            // What a revision leaves as it was goes on as it stood.
            let same = |old: &&RemedyRow| old.claim_id == claim && old.text == text;
            let before = former.iter().find(same);
            Some(queries::NewRemedy {
                claim,
                no,
                text,
                weight: one.weight,
                due_on: before.map_or(due.date, |old| old.due_on),
                completion: before.map_or(0.0, |old| old.completion),
                done_on: before.and_then(|old| old.done_on),
            })
        })
        .collect();
    queries::insert_remedies(tx, &permit, (id, row.id), &remedies).await?;
    cases::change(
        tx,
        &permit,
        &mut case,
        Change {
            results: Some(results),
            ..Change::default()
        },
    )
    .await?;
    let outcomes: Vec<_> = roll_call
        .results
        .iter()
        .map(|claim| json!({ "claim": claim.no, "outcome": claim.outcome }))
        .collect();
    let entry = Entry {
        detail: json!({ "outcomes": outcomes, "remedies": remedies.len() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Issue, next, entry).await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::RedactionLists),
        Act::NothingToRedact,
        Owed::BothParties,
        "",
    )
    .await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::Publication),
        Act::Publish,
        Owed::Registrar,
        "",
    )
    .await?;
    let what = "Open the redaction, so that the ruling can be published.";
    cases::owe(tx, &case, None, Act::OpenRedaction, Owed::Registrar, what).await?;
    if !remedies.is_empty() {
        let limit = Some(TimeLimit::Plan);
        cases::owe(tx, &case, limit, Act::FilePlan, Owed::Respondent, "").await?;
    }
    cases::find(tx, id).await
}

fn votes_section(case: &Case, results: &[ClaimResult]) -> SectionText {
    let (rubric, clause) = (
        law::rubric(&case.row.rubric),
        law::clause_text(&case.row.clause_id),
    );
    SectionText {
        section: Spelled(Section::Votes),
        title: Section::Votes.title().to_owned(),
        generated: Vec::new(),
        paragraphs: draft::votes(results, rubric, clause),
        from_findings: true,
        basis: None,
    }
}

/// DL-59 runs from issue.
fn remedy_due(case: &Case, issued: Timestamp) -> Due {
    case.rules
        .limits
        .due(TimeLimit::Remedy, &case.rules.calendar, issued)
}

/// The registrar opens the redaction (T-36).
pub async fn open_redaction(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    open_redaction_now(tx, id, Some(seen)).await?;
    cases::find(tx, id).await
}

async fn open_redaction_now(tx: &mut Tx<'_>, id: Uuid, seen: Option<i32>) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::OpenRedaction, &case)?;
    let next = case.after(tx, seen, Act::OpenRedaction, |_| ())?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::OpenRedaction,
        next,
        Entry::default(),
    )
    .await?;
    Ok(())
}

/// A party says that nothing must stay hidden.
pub async fn nothing_to_redact(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::NothingToRedact, &case)?;
    let next = case.after(tx, Some(seen), Act::NothingToRedact, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_spoken_on_redaction(side) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    cases::note_said(tx, &permit, &mut case, side, said::NO_REDACTION).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::NothingToRedact, next, entry).await?;
    cases::find(tx, id).await
}

/// The registrar publishes (T-37); what follows from the outcomes, time does at once (T-38, T-39).
pub async fn publish(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Publish, &case)?;
    let next = case.after(tx, Some(seen), Act::Publish, |_| ())?;
    publish_now(tx, &mut case, permit, next).await?;
    tx.as_clock(async |tx| conclude(tx, id).await).await?;
    cases::find(tx, id).await
}

/// DL-56 has run: the clock opens the redaction if nobody has, and publishes.
pub async fn publish_at_longstop(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    if cases::find(tx, id).await?.state() == State::Issued {
        open_redaction_now(tx, id, None).await?;
    }
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Publish, &case)?;
    let next = case.after(tx, None, Act::Publish, |facts| facts.redaction_ready = true)?;
    publish_now(tx, &mut case, permit, next).await?;
    conclude(tx, id).await
}

/// The ruling gets its citation and its address, in one go with being public.
async fn publish_now(tx: &mut Tx<'_>, case: &mut Case, permit: Permit, next: State) -> Result<()> {
    let issued = case.row.issued_at.unwrap_or_else(|| tx.now());
    let year = case.rules.calendar.date_of(issued).year();
    let number = bodies::next_number(tx, &format!("ruling {year}")).await?;
    let body = case.rules.document.citation_code.clone();
    let citation = Citation {
        year,
        body,
        number: u32::try_from(number).map_err(Error::broken)?,
    };
    let (text, slug) = (citation.to_string(), citation.slug());
    queries::publish(
        tx,
        &permit,
        case.id(),
        i32::from(year),
        number,
        &text,
        &slug,
    )
    .await?;
    let masked = redaction::mask(tx, &permit, case.id()).await?;
    let ruling = public::published(tx, &slug).await?;
    public::note_citations(tx, &permit, &ruling).await?;
    let akn = ruling.akn(&public::place(tx, &slug), None)?;
    let release = Release {
        ruling: ruling.id,
        language: AUTHENTIC,
        change: PublicationChange::Published,
        note: "",
        slug: &slug,
        citation: &text,
        title: &ruling.caption,
        content: Some(&akn),
        corrections: &[],
    };
    publications::release(tx, &permit, release).await?;
    afterlife::replace(tx, &permit, case, &text).await?;
    let entry = Entry {
        detail: json!({ "citation": text, "slug": slug, "masked": masked }),
        ..Entry::default()
    };
    cases::step(tx, case, permit, Act::Publish, next, entry).await?;
    // What nobody has ruled on is masked; there is nothing left to rule on.
    let rule = format!("{}.{}", Act::NAME, Act::RuleOnRedactions.as_str());
    deadlines::cancel(tx, case.of(), &rule).await
}

/// Closes a case in which nothing is to be done, or opens the compliance period.
async fn conclude(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let act = if case.facts(tx).remedies_due {
        Act::OpenCompliance
    } else {
        Act::CloseNoAction
    };
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, None, act, |_| ())?;
    cases::step(tx, &mut case, permit, act, next, Entry::default()).await?;
    if act == Act::CloseNoAction {
        return Ok(());
    }
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
    let issued = case.row.issued_at.unwrap_or_else(|| tx.now());
    let due = remedy_due(&case, issued);
    let report = Some(TimeLimit::StatusReport);
    cases::owe(
        tx,
        &case,
        report,
        Act::ReportCompliance,
        Owed::Respondent,
        "",
    )
    .await?;
    let respondent = case.row.respondent.clone();
    let open = remedies(tx, id).await?.into_iter();
    for remedy in open.filter(|one| one.done_on.is_none()) {
        let what = duty(&remedy, case.row.held_at.is_some());
        let opening = Opening {
            of: case.of(),
            heading: &case.row.caption,
            limit: Some(TimeLimit::Remedy),
            act: format!("{}.{}", Act::NAME, Act::ClaimCompliance.as_str()),
            by: Debtor::party(Owed::Respondent, &respondent),
            what: &what,
            sealed: false,
        };
        deadlines::open_until(tx, opening, Some(due.clone())).await?;
    }
    Ok(())
}

/// What carrying out a remedy is called where it falls due. What is held is not told by that.
fn duty(remedy: &RemedyRow, held: bool) -> String {
    let (no, text) = (remedy.no, remedy.text.trim_end_matches('.'));
    if held {
        format!("Carry out remedy {no}, once it is no longer held.")
    } else {
        format!("Carry out remedy {no}: {text}.")
    }
}

/// The remedies of the ruling of a case, from issue on.
pub async fn remedies(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RemedyRow>> {
    match queries::of_case(tx, case).await? {
        Some(ruling) => queries::remedies(tx, &[ruling.id]).await,
        None => Ok(Vec::new()),
    }
}

/// Marks every remedy of a case as done.
pub async fn complete_remedies(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    done_on: Date,
) -> Result<()> {
    queries::complete_remedies(tx, permit, case, done_on).await?;
    touch_own(tx, permit, case).await
}

/// How many remedies of public rulings stand how on a day.
pub async fn public_standing(tx: &mut Tx<'_>, day: Date) -> Result<BTreeMap<Status, i64>> {
    let held = cases::held(tx).await?;
    let weight = Weight::new(1).ok_or_else(|| Error::broken(anyhow::anyhow!("no weight")))?;
    let before = day.yesterday().map_err(Error::broken)?;
    let mut counts = BTreeMap::new();
    for alike in queries::remedies_in_public(tx, day, &held).await? {
        // Of each kind one is asked about, so that the law alone says what its dates come to.
        let one = Remedy {
            weight,
            due: if alike.due { before } else { day },
            done_on: alike.done.then_some(day),
            done_percent: 0,
            stayed: false,
        };
        *counts.entry(one.status_on(day)).or_default() += alike.count;
    }
    Ok(counts)
}

/// The panel found how much of a remedy is done, in percent. No, if the case has no such remedy.
pub async fn measure_remedy(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    no: i32,
    (percent, day): (u8, Date),
) -> Result<bool> {
    let done_on = (percent >= 100).then_some(day);
    let completion = f64::from(percent.min(100)) / 100.0;
    let measured = queries::measure_remedy(tx, permit, case, (no, completion, done_on)).await?;
    touch_own(tx, permit, case).await?;
    Ok(measured)
}

/// What became of its remedies is shown of the ruling of a case.
async fn touch_own(tx: &mut Tx<'_>, permit: &Permit, case: Uuid) -> Result<()> {
    match queries::of_case(tx, case).await? {
        Some(own) => portal::touch(tx, permit, own.id).await,
        None => Ok(()),
    }
}

/// The ruling of a case from the presiding member's signature on; whether the caller may read it,
/// the caller of this asks.
pub async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<RulingRow>> {
    queries::of_case(tx, case).await
}

/// What the ruling is for the respondent, and the respondent's name: the beginning of what it orders.
async fn ordered(tx: &mut Tx<'_>, case: &Case) -> Result<(LegalEffect, String)> {
    let states = bodies::states(tx).await?;
    let code = &case.row.respondent;
    let known = states.into_iter().find(|state| state.code == *code);
    let name = known.map_or_else(|| code.clone(), |state| state.name);
    Ok((case.row.effect_on_respondent.0, name))
}

/// The sitting members, in the order of their seats.
pub async fn bench(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Member>> {
    let seats = panels::sitting(tx, case).await?;
    let ids: Vec<_> = seats.iter().filter_map(|seat| seat.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let member = |seat: panels::Seat| {
        let account = accounts
            .iter()
            .find(|one| Some(one.id) == seat.account_id)?;
        Some(Member {
            name: account.name.clone(),
            discipline: seat.discipline,
            presiding: seat.presiding,
        })
    };
    Ok(seats.into_iter().filter_map(member).collect())
}

/// How many rulings stand in a sitemap: with one address for each language, fewer than the 50,000 that it
/// may hold (sitemaps.org 0.9).
const SITEMAP: i64 = 8_000;

/// Where a published ruling is, for those who index the web.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its address within its body.
    pub slug: String,
    /// When it became public.
    pub at: Timestamp,
    /// Its translations, and when each became public last.
    pub translations: Vec<(Language, Timestamp)>,
}

/// How many sitemaps the published rulings of the body fill; at least one.
pub async fn sitemaps(tx: &mut Tx<'_>) -> Result<i64> {
    let rulings = queries::count_published(tx).await?;
    Ok(((rulings + SITEMAP - 1) / SITEMAP).max(1))
}

/// Where the published rulings are that stand in one of the body's sitemaps, from 1, the first
/// published first.
pub async fn addresses(tx: &mut Tx<'_>, part: i64) -> Result<Vec<Listed>> {
    let rows = queries::addresses(tx, (part - 1) * SITEMAP, SITEMAP).await?;
    let ids: Vec<_> = rows.iter().map(|one| one.0).collect();
    let mut translated: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for (ruling, language, at) in translations::published_of(tx, &ids).await? {
        let languages = translated.entry(ruling).or_default();
        languages.push((language, at));
    }
    let listed = rows.into_iter().map(|(id, slug, at)| Listed {
        slug,
        at,
        translations: translated.remove(&id).unwrap_or_default(),
    });
    Ok(listed.collect())
}

/// Those rulings of these cases that were public by an instant, in the order of publication.
pub async fn public_of(
    tx: &mut Tx<'_>,
    cases: &[Uuid],
    until: Timestamp,
) -> Result<Vec<Published>> {
    queries::public_of(tx, cases, until).await
}

/// The remedies of all rulings that were public by an instant, by due date, citation and number.
pub async fn public_remedies(tx: &mut Tx<'_>, until: Timestamp) -> Result<Vec<PublishedRemedy>> {
    queries::public_remedies(tx, until, None).await
}

/// Remedies of these rulings, by their citations; of those that were withdrawn, none.
pub async fn public_remedies_of(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<PublishedRemedy>> {
    let now = tx.now();
    queries::public_remedies(tx, now, Some(cited)).await
}

/// Those of these citations whose ruling has been withdrawn, or replaced by a later one (T-55).
pub async fn fallen_among(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<String>> {
    queries::fallen_among(tx, cited).await
}

/// The cases whose ruling is being revised, or about which a request waits for the panel: a report leaves
/// them out (procedure 2.5, L-00).
pub async fn unsettled(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    queries::unsettled(tx).await
}

/// Those of these citations whose ruling is being revised, or about which a request waits.
pub async fn unsettled_among(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<String>> {
    queries::unsettled_among(tx, cited).await
}

/// The last ruling of the case that was public, whatever has become of it.
pub async fn last_public(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<RulingRow>> {
    let own = queries::of_case(tx, case).await?;
    match own.filter(|one| one.published_at.is_some()) {
        Some(own) => Ok(Some(own)),
        None => queries::former_of(tx, case).await,
    }
}
