//! The interim review: the parties read the draft and comment on it before the final vote; where a
//! claim may change on a point that nobody argued, they are heard on that point (procedure T-30 to
//! T-33, DL-49 to DL-51, DL-123). Between the parties, the panel and the registry it is class C1.

mod queries;

use std::collections::{BTreeMap, BTreeSet};

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::people::Side as SideWord;
use domain::refusal::Refusal;
use domain::ruling;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::draft::{long_date, remedies_shown};
use super::{Drafting, FairCopy, RemedyInRuling, SectionText, hold};
use crate::cases::{self, Case, Entry, said};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor};
use crate::error::{Error, Fault, Result};
use crate::review::ClaimResult;
use crate::wire::{CaseAct, Side, Spelled};

use queries::{Comment, NewRound, Round};

/// The longest comment, in characters: some ten pages.
const LONGEST: usize = 30_000;

/// Sends the text on: to the parties, or to the final vote.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SentOn {
    /// The text quotes nothing of class C2 or higher (T-30).
    pub class_checked: bool,
    /// In a second round: the point on which the parties are heard.
    pub point: Option<String>,
    /// For a claim that changed after the parties had the draft, by its number: where they had
    /// argued the point, so that they need not be heard on it again (T-33).
    pub argued: BTreeMap<i32, String>,
    /// What came of the meeting on the draft, where a party asked for one (DL-51).
    pub meeting: Option<String>,
}

/// What a party says of the draft (F15).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftComment {
    /// In its own words.
    pub text: String,
    /// Does it ask to meet the panel about the draft (DL-51)?
    #[serde(default)]
    pub wants_meeting: bool,
}

/// A claim may change on a point that nobody argued (T-33).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPoint {
    /// The claims, by their numbers.
    pub claims: Vec<i32>,
    /// The point, so that the parties can speak to it.
    pub point: String,
}

/// The interim review of a case, as its parties, its panel and the registry read it.
#[derive(Serialize, ToSchema)]
pub struct InterimView {
    /// Round by round.
    pub rounds: Vec<RoundView>,
    /// The acts on it that are open to the person who asks.
    pub can: Vec<CaseAct>,
}

/// One round.
#[derive(Serialize, ToSchema)]
pub struct RoundView {
    /// 1, 2 …
    pub no: i32,
    /// When it went out.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
    /// In a second round: the claims that may change, by their numbers.
    pub claims: Vec<i32>,
    /// And the point on which the parties are heard.
    pub point: String,
    /// The draft as it was sent.
    pub sections: Vec<SectionText>,
    /// What was to be done in it.
    pub remedies: Vec<RemedyInRuling>,
    /// What each claim came to in it.
    pub findings: Vec<ClaimResult>,
    /// What the parties said.
    pub comments: Vec<CommentView>,
    /// When the panel had considered it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
}

/// A comment, or a reply to one.
#[derive(Serialize, ToSchema)]
pub struct CommentView {
    /// Whose.
    pub side: Side,
    /// Is it a reply to the other side's comment?
    pub is_reply: bool,
    /// What it says.
    pub text: String,
    /// Does it ask for a meeting?
    pub wants_meeting: bool,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Timestamp,
}

const ACTS: [Act; 6] = [
    Act::CommentOnDraft,
    Act::ReplyOnDraft,
    Act::WaiveInterimReview,
    Act::SendDraft,
    Act::SubstantiveChange,
    Act::CommentsConsidered,
];

/// What went to the parties and what they said; nothing is there before the first draft went out.
pub(super) async fn show(tx: &mut Tx<'_>, id: Uuid) -> Result<InterimView> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_draft", &case, "interim review")?;
    let rounds = queries::rounds(tx, id).await?;
    if rounds.is_empty() {
        return Err(Error::NotFound("interim review"));
    }
    let comments = queries::comments(tx, id).await?;
    let (effect, respondent) = super::ordered(tx, &case).await?;
    let mut views = Vec::new();
    let held = case.held_from(tx.person());
    for round in rounds {
        views.push(round_view(round, &comments, held, (effect, &respondent))?);
    }
    let acts = case.can(tx).into_iter().filter(|act| ACTS.contains(act));
    Ok(InterimView {
        rounds: views,
        can: acts.map(Spelled).collect(),
    })
}

/// A round as it is read. What is held (OV-A12) is held in a draft as in the ruling, whether it went out
/// before the hold or after.
fn round_view(
    round: Round,
    comments: &[Comment],
    held: bool,
    ordered: (ruling::LegalEffect, &str),
) -> Result<RoundView> {
    let mut fair: FairCopy = serde_json::from_value(round.content)?;
    let remedies = hold::shown(held, &mut fair.sections, fair.remedies);
    let findings: Vec<ClaimResult> = serde_json::from_value(round.results)?;
    let said = comments.iter().filter(|one| one.round == round.no);
    Ok(RoundView {
        no: round.no,
        sent_at: round.sent_at,
        claims: numbers(&findings, &round.claims),
        point: round.point,
        sections: fair.sections,
        remedies: remedies_shown(remedies, ordered, None),
        findings,
        comments: said
            .map(|one| CommentView {
                side: one.side,
                is_reply: one.is_reply,
                text: one.text.clone(),
                wants_meeting: one.wants_meeting,
                filed_at: one.filed_at,
            })
            .collect(),
        closed_at: round.closed_at,
    })
}

fn numbers(findings: &[ClaimResult], claims: &[Uuid]) -> Vec<i32> {
    let named = findings.iter().filter(|one| claims.contains(&one.claim_id));
    named.map(|one| one.no).collect()
}

/// A party does without the interim review (T-30a); when both have, the draft needs not be sent.
pub(super) async fn waive(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::WaiveInterimReview, &case)?;
    let next = case.after(tx, Some(seen), Act::WaiveInterimReview, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_said(side, said::NO_INTERIM_REVIEW) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    cases::note_said(tx, &permit, &mut case, side, said::NO_INTERIM_REVIEW).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::WaiveInterimReview, next, entry).await?;
    let case = cases::find(tx, id).await?;
    if case.interim_review_waived() {
        deadlines::cancel(tx, case.of(), "case.send_draft").await?;
        let what = "Complete the draft of the ruling and put it to the final vote.";
        let by = Owed::PresidingMember;
        cases::owe(tx, &case, None, Act::SkipInterimReview, by, what).await?;
    }
    Ok(case)
}

/// The draft goes to the parties (T-30). After the first time, because a claim flipped on a point on
/// which they were not heard, and then they are heard on that alone.
pub(super) async fn send_draft(tx: &mut Tx<'_>, id: Uuid, seen: i32, sent: SentOn) -> Result<Case> {
    let mut case = super::take(tx, id).await?;
    let permit = tx.allow(Act::SendDraft, &case)?;
    let now = super::drafting(tx, &case).await?;
    let next = super::may_go_on(&case, tx, seen, Act::SendDraft, &now, |facts| {
        facts.class_checked = sent.class_checked;
    })?;
    let point = sent.point.unwrap_or_default().trim().to_owned();
    let again = case.progress.draft_rounds > 0;
    if again && point.is_empty() {
        let why =
            "Name the point on which the outcome changed, so that the parties can speak to it.";
        return Err(Error::invalid("point", why));
    }
    let claims = if again { now.unheard.clone() } else { vec![] };
    open_round(tx, &case, &permit, now, (&claims, &point)).await?;
    let no = case.progress.draft_rounds + 1;
    let entry = Entry {
        detail: json!({ "round": no, "point": point }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::SendDraft, next, entry).await?;
    for other in ["case.skip_interim_review", "case.waive_interim_review"] {
        deadlines::cancel(tx, case.of(), other).await?;
    }
    hear(tx, id, no).await
}

/// The panel tells the parties that a claim may change on a point that nobody argued (T-33).
pub(super) async fn substantive_change(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: NewPoint,
) -> Result<Case> {
    let mut case = super::take(tx, id).await?;
    let permit = tx.allow(Act::SubstantiveChange, &case)?;
    let next = case.after(tx, Some(seen), Act::SubstantiveChange, |facts| {
        facts.reasoned = !said.point.trim().is_empty();
    })?;
    let now = super::drafting(tx, &case).await?;
    let named: BTreeSet<i32> = said.claims.iter().copied().collect();
    let claims: Vec<Uuid> = now
        .results
        .iter()
        .filter(|one| named.contains(&one.no))
        .map(|one| one.claim_id)
        .collect();
    if claims.is_empty() || claims.len() != named.len() {
        let why = "Name the claims of this case that may change, by their numbers.";
        return Err(Error::invalid("claims", why));
    }
    let point = said.point.trim().to_owned();
    open_round(tx, &case, &permit, now, (&claims, &point)).await?;
    let no = case.progress.draft_rounds + 1;
    let entry = Entry {
        detail: json!({ "round": no, "claims": named, "point": point }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::SubstantiveChange, next, entry).await?;
    for waiting in ["case.comment_on_draft", "case.reply_on_draft"] {
        deadlines::cancel(tx, case.of(), waiting).await?;
    }
    deadlines::cancel(tx, case.of(), "case.comments_considered").await?;
    hear(tx, id, no).await
}

async fn open_round(
    tx: &mut Tx<'_>,
    case: &Case,
    permit: &Permit,
    now: Drafting,
    (claims, point): (&[Uuid], &str),
) -> Result<()> {
    let clause = crate::law::clause_text(&case.row.clause_id);
    let fair = FairCopy {
        sections: now.fair(clause),
        panel: super::bench(tx, case.id()).await?,
        remedies: now.draft.remedies,
    };
    let new = NewRound {
        no: case.progress.draft_rounds + 1,
        content: serde_json::to_value(fair)?,
        results: serde_json::to_value(&now.results)?,
        claims,
        point,
    };
    queries::open(tx, permit, case.id(), new).await
}

/// Both parties may comment now: on the draft, or on the one point.
async fn hear(tx: &mut Tx<'_>, id: Uuid, round: i32) -> Result<Case> {
    let case = cases::find(tx, id).await?;
    let limit = if round == 1 {
        TimeLimit::DraftComments
    } else {
        TimeLimit::SecondRound
    };
    let by = Owed::BothParties;
    cases::owe(tx, &case, Some(limit), Act::CommentOnDraft, by, "").await?;
    if round > 1 {
        owe_consideration(tx, &case).await?;
    }
    cases::find(tx, id).await
}

async fn owe_consideration(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let what = "Consider what the parties say on the draft, and put the ruling to the final vote.";
    let by = Owed::PresidingMember;
    cases::owe(tx, case, None, Act::CommentsConsidered, by, what).await
}

/// A party comments on the draft (F15, DL-49); the other one may reply (DL-50).
pub(super) async fn comment(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: DraftComment,
) -> Result<Case> {
    let (mut case, permit, next, side) = begin(tx, id, seen, Act::CommentOnDraft, &said).await?;
    let word = side.as_str().to_owned();
    if case.progress.commented.contains(&word) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    let round = case.progress.draft_rounds;
    let place = (round, Spelled(side), false);
    queries::say(
        tx,
        &permit,
        id,
        place,
        (said.text.trim(), said.wants_meeting),
    )
    .await?;
    let entry = Entry {
        detail: json!({ "side": word, "round": round, "wants_meeting": said.wants_meeting }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::CommentOnDraft, next, entry).await?;
    if round == 1 {
        let other = Debtor::party(Owed::BothParties, case.state_of(side.other()));
        let limit = Some(TimeLimit::DraftReplies);
        cases::owe_to(tx, &case, limit, Act::ReplyOnDraft, other, "").await?;
        if !case.waits_for("case.comments_considered", None) {
            owe_consideration(tx, &case).await?;
        }
    }
    cases::find(tx, id).await
}

/// A party replies to the comment of the other one (F15, DL-50).
pub(super) async fn reply(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: DraftComment,
) -> Result<Case> {
    let (mut case, permit, next, side) = begin(tx, id, seen, Act::ReplyOnDraft, &said).await?;
    let round = case.progress.draft_rounds;
    let place = (round, Spelled(side), true);
    queries::say(tx, &permit, id, place, (said.text.trim(), false)).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str(), "round": round }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::ReplyOnDraft, next, entry).await?;
    cases::find(tx, id).await
}

async fn begin(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    act: Act,
    said: &DraftComment,
) -> Result<(Case, Permit, State, SideWord)> {
    let case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, Some(seen), act, |_| ())?;
    let side = case.my_side(tx)?;
    if said.text.trim().is_empty() {
        return Err(Error::invalid(
            "text",
            "Say it in words; the other party and the panel read it.",
        ));
    }
    if said.text.chars().count() > LONGEST {
        return Err(Error::invalid(
            "text",
            "Say it in at most 30,000 characters.",
        ));
    }
    Ok((case, permit, next, side))
}

/// DL-49 has run and nobody commented: the draft becomes the final text (T-31).
pub async fn no_comments(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::NoComments, &case)?;
    let next = case.after(tx, None, Act::NoComments, |_| ())?;
    queries::close(tx, &permit, id).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::NoComments,
        next,
        Entry::default(),
    )
    .await?;
    deadlines::cancel(tx, case.of(), "case.comment_on_draft").await?;
    super::owe_final_vote(tx, &case).await
}

/// The panel has considered what the parties said; the ruling goes to the final vote (T-32).
pub(super) async fn considered(tx: &mut Tx<'_>, id: Uuid, seen: i32, sent: SentOn) -> Result<Case> {
    let mut case = super::take(tx, id).await?;
    let permit = tx.allow(Act::CommentsConsidered, &case)?;
    let now = super::drafting(tx, &case).await?;
    let answered = !now.unanswered;
    let next = super::may_go_on(&case, tx, seen, Act::CommentsConsidered, &now, |facts| {
        facts.class_checked = sent.class_checked;
        facts.interim_answered = answered;
    })?;
    let comments = queries::comments(tx, id).await?;
    let meeting = sent.meeting.unwrap_or_default().trim().to_owned();
    // What was asked for in the review of a ruling that is being revised was for that one.
    let since = case.progress.reopened;
    let of_this = |one: &&queries::Comment| since.is_none_or(|at| at <= one.filed_at);
    let mut asked = comments.iter().filter(of_this);
    if meeting.is_empty() && asked.any(|one| one.wants_meeting) {
        let why =
            "A party asked for a meeting on the draft: say when it was held, or why none was.";
        return Err(Error::invalid("meeting", why));
    }
    queries::close(tx, &permit, id).await?;
    let entry = Entry {
        detail: json!({ "meeting": meeting }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::CommentsConsidered, next, entry).await?;
    for waiting in ["case.comment_on_draft", "case.reply_on_draft"] {
        deadlines::cancel(tx, case.of(), waiting).await?;
    }
    super::owe_final_vote(tx, &case).await?;
    cases::find(tx, id).await
}

/// The claims on whose change the parties were heard in a second round.
pub(super) async fn heard_on(tx: &mut Tx<'_>, case: &Case) -> Result<BTreeSet<Uuid>> {
    let rounds = queries::rounds(tx, case.id()).await?.into_iter();
    // Before a revision they were heard on another ruling.
    let since = case.progress.reopened;
    let of_this = rounds.filter(|one| since.is_none_or(|at| at <= one.sent_at));
    Ok(of_this.flat_map(|one| one.claims).collect())
}

/// What the record says of the interim review, as the ruling tells it; nothing where the rules have
/// none.
pub(super) async fn story(
    tx: &mut Tx<'_>,
    case: &Case,
    argued: &BTreeMap<i32, String>,
) -> Result<Vec<String>> {
    if !case.rules.interim_review() {
        return Ok(Vec::new());
    }
    if case.progress.draft_rounds == 0 && case.interim_review_waived() {
        return Ok(vec![ruling::INTERIM_REVIEW_WAIVED.to_owned()]);
    }
    let (rounds, comments) = (
        queries::rounds(tx, case.id()).await?,
        queries::comments(tx, case.id()).await?,
    );
    let date = |at| long_date(case.rules.calendar.date_of(at));
    let mut told = Vec::new();
    for round in rounds {
        let findings: Vec<ClaimResult> = serde_json::from_value(round.results)?;
        told.push(if round.claims.is_empty() {
            format!("The draft was sent to the parties on {}.", date(round.sent_at))
        } else {
            let claims = numbers(&findings, &round.claims);
            let claims: Vec<_> = claims.iter().map(i32::to_string).collect();
            format!(
                "On {} the parties were asked to speak to a point on which claim {} might change: {}",
                date(round.sent_at),
                claims.join(", "),
                round.point
            )
        });
        let said: Vec<_> = comments
            .iter()
            .filter(|one| one.round == round.no)
            .map(|one| {
                let what = if one.is_reply { "replied" } else { "commented" };
                format!("The {} {what} on {}.", one.side, date(one.filed_at))
            })
            .collect();
        told.push(if said.is_empty() {
            "Neither party has commented.".to_owned()
        } else {
            said.join(" ")
        });
    }
    for (claim, place) in argued {
        told.push(format!(
            "The outcome of claim {claim} changed after that, on a point that the parties had argued: {place}"
        ));
    }
    if told.is_empty() {
        told.push("The parties are heard on this draft before the final vote.".to_owned());
    }
    Ok(told)
}

/// What still keeps a claim that changed from going to the final vote: each needs a place where the
/// parties had argued the point.
pub(super) fn argued_faults(now: &Drafting, argued: &BTreeMap<i32, String>) -> Vec<Fault> {
    let open = numbers(&now.results, &now.unheard)
        .into_iter()
        .filter(|no| argued.get(no).is_none_or(|place| place.trim().is_empty()));
    open.map(|no| {
        let why = format!(
            "The outcome of claim {no} changed after the parties had the draft: say where they argued the point, or send them the draft again."
        );
        Fault::new(format!("argued.{no}"), why)
    })
    .collect()
}
