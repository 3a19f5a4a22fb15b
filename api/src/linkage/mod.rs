//! Linkage reports: drawn up for one state and half-year, checked, replied to, made final,
//! transmitted, acknowledged (procedure 2.5). They inform and never recommend.

mod content;
mod corrections;
mod cure;
mod editions;
mod inputs;
mod late;
mod letters;
mod paper;
mod queries;
mod release;
mod resend;
mod routes;
mod sdmx;
mod superseded;

use domain::Word;
use domain::deadline::{Owed, TimeLimit};
use domain::language::Language;
use domain::linkage::{Act, HalfYear, State};
use domain::people::Role;
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::authz::{Fact, Resource};
use crate::bodies::{self, BodyOf, Rules};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Deadline, Debtor, Of, Opening};
use crate::error::{Error, Fault, Result};
use crate::people;
use crate::wire::hex;

use queries::Changed;

pub use content::{ClaimLine, Content, IndexLine, METHOD, RemedyLine, ReportSection, SeriesLine};
pub use corrections::{Asked, Decided, ask_correction, decide_correction};
pub use cure::{Cure, await_updates, send_update};
pub use editions::{Change, Edition, await_withdrawal, correct, withdraw};
pub use late::{Late, late};
pub use letters::deliver;
pub use queries::{CorrectionRow, EditionRow, ReportRow, UpdateRow};
pub use resend::resend;
pub use routes::{ReportView, mount};
pub use superseded::Later;

/// The longest reply: ten pages of three thousand characters (procedure 2.5, L-03).
const REPLY_CHARACTERS: usize = 30_000;

/// A report, with what the law asks about it.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is stored.
    pub row: ReportRow,
    /// What it says.
    pub content: Content,
    /// To whom it was transmitted.
    pub recipients: Vec<Recipient>,
    /// Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// The rules of procedure in force.
    pub rules: Rules,
    /// Editions that were sent and then corrected, in order.
    pub former: Vec<Edition>,
    /// When another edition took the place of this one; none for the one that stands.
    pub replaced_at: Option<Timestamp>,
    /// Rulings on which it rests and that were withdrawn since.
    pub overturned: Vec<String>,
    /// Rulings on which it rests and that are being revised or explained.
    pub unsettled: Vec<String>,
    /// Factual corrections that the state asked for.
    pub corrections: Vec<CorrectionRow>,
    /// Rulings of which recipients were told that they were complied with.
    pub updates: Vec<UpdateRow>,
    /// Rulings that were complied with and of which recipients are still to be told.
    pub cured: Vec<Cure>,
    /// The newest report on the state that was sent, if it is on a later half-year and may be read.
    pub superseded_by: Option<Later>,
}

/// Someone to whom a report was transmitted.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The report.
    pub report: Uuid,
    /// The account.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Where letters go.
    pub email: String,
    /// In which language they are written to.
    pub language: Language,
    /// Whom they receive reports for.
    pub institution: String,
    /// When they confirmed receipt.
    pub acknowledged_at: Option<Timestamp>,
}

/// A report that is not there yet, as policies see it.
struct Sketch {
    id: Uuid,
    state: String,
}

impl Report {
    fn assemble(
        row: ReportRow,
        recipients: Vec<Recipient>,
        deadlines: Vec<Deadline>,
        rules: Rules,
    ) -> Result<Self> {
        Ok(Self {
            former: Vec::new(),
            replaced_at: None,
            overturned: Vec::new(),
            unsettled: Vec::new(),
            corrections: Vec::new(),
            updates: Vec::new(),
            cured: Vec::new(),
            superseded_by: None,
            content: serde_json::from_value(row.content.clone())?,
            row,
            recipients,
            deadlines,
            rules,
        })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.row.status.0
    }

    /// Where it stands, in the words of its page.
    fn standing(&self) -> String {
        match self.state() {
            State::ClosedByCure => "closed by compliance".to_owned(),
            state => state.as_str().replace('_', " "),
        }
    }

    /// Its title in lists of work and letters.
    pub fn heading(&self) -> String {
        format!(
            "Linkage report on {}, {}",
            self.content.state_name, self.row.period
        )
    }

    fn of(&self) -> Of {
        Of::Report(self.row.id)
    }

    /// Has the reported state seen it?
    fn with_state(&self) -> bool {
        self.state() >= State::WithState
    }

    fn waits_for(&self, person: Uuid) -> bool {
        self.recipients
            .iter()
            .any(|one| one.id == person && one.acknowledged_at.is_none())
    }

    /// The ten sections as they read now: the status, the reply and the log change on the way.
    pub fn sections(&self) -> Vec<ReportSection> {
        let date = |at| self.rules.calendar.date_of(at);
        let mut cover = vec![
            format!(
                "State: {} ({}). Half-year: {}.",
                self.content.state_name, self.row.state, self.row.period
            ),
            format!(
                "Data cut-off: {}. Drawn up on {}.",
                self.content.cut_off,
                date(self.row.created_at)
            ),
            match self.replaced_at {
                Some(at) => format!(
                    "Edition {}, status: corrected on {} by the edition that follows. Method: {}.",
                    self.row.edition,
                    date(at),
                    self.content.method
                ),
                None => format!(
                    "Edition {}, status: {}. Method: {}.",
                    self.row.edition,
                    self.standing(),
                    self.content.method
                ),
            },
            format!("Digest of inputs (SHA-256): {}.", hex(&self.row.digest)),
        ];
        cover.extend(self.banner());
        let mut log = self.log();
        let steps = [
            ("Reply received", self.row.reply_at),
            ("Final", self.row.final_at),
            ("Transmitted", self.row.transmitted_at),
        ];
        log.extend(
            steps
                .iter()
                .filter_map(|(what, at)| at.map(|at| format!("{what} on {}.", date(at)))),
        );
        log.extend(self.update_log());
        let mut all = self.content.sections.clone();
        all.push(content::section(1, cover));
        all.push(content::section(
            8,
            content::reply_words(
                self.row.reply.as_deref(),
                self.state() > State::WithState,
                self.correction_words(),
            ),
        ));
        all.push(content::section(10, log));
        all.sort_by_key(|section| section.no);
        all
    }

    /// The acts that are open to the person who asks: in order now, and theirs by policy.
    pub fn can(&self, tx: &Tx<'_>) -> Vec<Act> {
        Act::ALL
            .iter()
            .copied()
            .filter(|act| *act != Act::LapseReply && self.state().after(*act).is_ok())
            .filter(|act| {
                !matches!(act, Act::Reply | Act::AskCorrection) || !self.reply_time_over(tx)
            })
            .filter(|act| *act != Act::DecideCorrection || self.corrections_open())
            .filter(|act| *act != Act::SendUpdate || !self.cured.is_empty())
            .filter(|act| *act != Act::Finalise || !self.corrections_open())
            .filter(|act| *act != Act::Acknowledge || self.waits_for(tx.person()))
            .filter(|act| *act != Act::Resend || self.may_go_again(tx.now()))
            .filter(|act| tx.may(&action(*act), self))
            .collect()
    }

    /// The time for a reply has run. What was sent may be asked about as long as it stands: the rules
    /// set no limit for that.
    fn reply_time_over(&self, tx: &Tx<'_>) -> bool {
        self.state() == State::WithState
            && deadlines::has_run(&self.deadlines, TimeLimit::LinkageReply, tx.now())
    }

    /// Is the screen fresh, and where does the act lead?
    fn after(&self, seen: Option<i32>, act: Act) -> Result<State> {
        if seen.is_some_and(|seen| seen != self.row.version) {
            return Err(Error::Stale);
        }
        Ok(self.state().after(act)?)
    }
}

impl Resource for Report {
    const KIND: &'static str = "Report";

    fn id(&self) -> Uuid {
        self.row.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.row.state.clone())),
            ("with_state", Fact::Flag(self.with_state())),
            (
                "transmitted",
                Fact::Flag(self.state() >= State::Transmitted),
            ),
            (
                "recipients",
                Fact::People(self.recipients.iter().map(|one| one.id).collect()),
            ),
        ]
    }
}

impl Resource for Sketch {
    const KIND: &'static str = "Report";

    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.state.clone())),
            ("with_state", Fact::Flag(false)),
            ("transmitted", Fact::Flag(false)),
            ("recipients", Fact::People(vec![])),
        ]
    }
}

fn action(act: Act) -> String {
    format!("{}.{}", Act::NAME, act.as_str())
}

/// A report that the caller may see; one that was withdrawn says why it is no longer served.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Report> {
    let report = load(tx, id, false).await?;
    match report.tombstone() {
        Some(why) => Err(Error::Gone(why)),
        None => Ok(report),
    }
}

/// An edition of a report that the caller may see: the one that stands, or an earlier one.
pub async fn find_edition(tx: &mut Tx<'_>, id: Uuid, no: i32) -> Result<Report> {
    let report = find(tx, id).await?;
    if report.row.edition == no && report.row.transmitted_at.is_some() {
        return Ok(report);
    }
    report.as_of(no)?.ok_or(Error::NotFound("edition"))
}

/// The same, locked until the transaction ends: every act on a report begins with this.
pub async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Report> {
    bodies::hold_clock(tx).await?;
    load(tx, id, true).await
}

async fn load(tx: &mut Tx<'_>, id: Uuid, lock: bool) -> Result<Report> {
    let row = queries::find(tx, id, lock).await?;
    let recipients = recipients(tx, &[id]).await?;
    let deadlines = deadlines::of(tx, Of::Report(id)).await?;
    let rules = bodies::current_rules(tx).await?;
    let mut report = Report::assemble(row, recipients, deadlines, rules)?;
    tx.see("report.view", &report, "report")?;
    let former = queries::editions(tx, &[id]).await?;
    report.former = former.into_iter().map(Edition::of).collect::<Result<_>>()?;
    report.unsettled = editions::unsettled(tx, &report.content).await?;
    report.overturned = editions::overturned(tx, &report.content).await?;
    report.corrections = queries::corrections(tx, id).await?;
    report.updates = queries::updates(tx, id).await?;
    report.cured = cure::to_tell(tx, &report).await?;
    superseded::mark(tx, std::slice::from_mut(&mut report)).await?;
    Ok(report)
}

/// Those to whom reports were transmitted, by institution and name.
async fn recipients(tx: &mut Tx<'_>, of: &[Uuid]) -> Result<Vec<Recipient>> {
    let addressed = queries::addressed(tx, of).await?;
    let ids: Vec<_> = addressed.iter().map(|one| one.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let mut all: Vec<_> = addressed
        .into_iter()
        .filter_map(|one| {
            let account = accounts
                .iter()
                .find(|account| account.id == one.account_id)?;
            Some(Recipient {
                report: one.report_id,
                id: account.id,
                name: account.name.clone(),
                email: account.email.clone(),
                language: account.language.map_or(Language::English, |it| it.0),
                institution: one.institution,
                acknowledged_at: one.acknowledged_at,
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.institution, &a.name, a.id).cmp(&(&b.institution, &b.name, b.id)));
    Ok(all)
}

/// Reports that the caller may see, newest first, a page at a time; whether there are more, the
/// last row of the page says.
pub async fn list(
    tx: &mut Tx<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<(Vec<Report>, Option<Uuid>)> {
    let all = tx.may("report.list_all", &BodyOf::this(tx));
    let mut rows = queries::list(tx, all, after, limit + 1).await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let mut reports = visible(tx, rows).await?;
    superseded::mark(tx, &mut reports).await?;
    Ok((reports, next))
}

/// Those of these that the caller may see: in so many statements, however many they are.
async fn visible(tx: &mut Tx<'_>, rows: Vec<ReportRow>) -> Result<Vec<Report>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let recipients = recipients(tx, &ids).await?;
    let rules = bodies::current_rules(tx).await?;
    let mut reports = Vec::new();
    for row in rows {
        let mine = recipients
            .iter()
            .filter(|one| one.report == row.id)
            .cloned()
            .collect();
        let report = Report::assemble(row, mine, Vec::new(), rules.clone())?;
        if tx.may("report.view", &report) {
            reports.push(report);
        }
    }
    editions::mark_overturned(tx, &mut reports).await?;
    Ok(reports)
}

/// May the person who asks draw up reports?
pub fn may_draw_up(tx: &Tx<'_>) -> bool {
    tx.may(
        &action(Act::DrawUp),
        &Sketch {
            id: Uuid::nil(),
            state: String::new(),
        },
    )
}

/// Draws up the report on a state and a half-year that has closed (L-00 to L-01), under an id that
/// the client chooses. The same again gives the report that is there; with the version that was
/// seen, a draft is drawn up anew.
pub async fn draw_up(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: Option<i32>,
    state: &str,
    period: &str,
) -> Result<Report> {
    let permit = tx.allow(
        Act::DrawUp,
        &Sketch {
            id,
            state: state.to_owned(),
        },
    )?;
    let rules = bodies::current_rules(tx).await?;
    let half = HalfYear::parse(period)
        .ok_or_else(|| Error::invalid("period", "Give a half-year, as 2026-S1."))?;
    let states = bodies::states(tx).await?;
    let name = states
        .into_iter()
        .find(|one| one.code == state)
        .map(|one| one.name);
    let name = name.ok_or_else(|| Error::invalid("state", "No state has this code here."))?;
    half.closed_on(rules.calendar.date_of(tx.now()))?;
    State::Open.after(Act::DrawUp)?;
    let from = rules
        .calendar
        .event_on("the half-year", half.start())
        .instant;
    let inputs = inputs::gather(tx, state, from, rules.calendar.end_of(half.end())).await?;
    let digest = Sha256::digest(serde_json::to_vec(&inputs)?).to_vec();
    let content = content::compose(&name, half, &inputs);
    check(&content)?;
    let kept = serde_json::to_value(&content)?;
    if queries::insert(tx, &permit, id, state, period, &kept, &digest).await? {
        tx.record(
            permit,
            json!({ "state": state, "period": period, "digest": hex(&digest) }),
        )
        .await?;
        let report = find(tx, id).await?;
        let start = rules.calendar.event_on(
            TimeLimit::LinkageDraft.terms().runs_from.title(),
            half.end(),
        );
        let due = rules
            .calendar
            .due(&start, rules.limits.get(TimeLimit::LinkageDraft));
        let heading = report.heading();
        let opening = opening(
            &report,
            &heading,
            Some(TimeLimit::LinkageDraft),
            Act::Submit,
            Debtor::role(Owed::CaseOfficer),
            "",
        );
        deadlines::open_until(tx, opening, Some(due)).await?;
        return find(tx, id).await;
    }
    let there = queries::of(tx, state, period).await?;
    match there {
        Some(other) if other == id => {}
        Some(_) => {
            return Err(Error::invalid(
                "period",
                "There is a report on this state and half-year already.",
            ));
        }
        None => {
            return Err(Error::invalid(
                "id",
                "This id is taken; choose another one.",
            ));
        }
    }
    redraw(tx, permit, id, seen, kept, digest).await
}

/// The report is there already: as it is, or, with the version that was seen, drawn up anew.
async fn redraw(
    tx: &mut Tx<'_>,
    permit: Permit,
    id: Uuid,
    seen: Option<i32>,
    kept: serde_json::Value,
    digest: Vec<u8>,
) -> Result<Report> {
    let report = take(tx, id).await?;
    let Some(seen) = seen else {
        let digest = hex(&report.row.digest);
        let detail = json!({ "again": true, "digest": digest });
        tx.record(permit, detail).await?;
        return find(tx, id).await;
    };
    if seen != report.row.version {
        return Err(Error::Stale);
    }
    // What rests on a withdrawn ruling goes back to the draft from wherever it is, until it is sent.
    let rests = report.overturned.is_empty() && report.unsettled.is_empty();
    let fallen = !rests && report.state() < State::Transmitted;
    if report.state() != State::Draft && !fallen {
        return Err(Refusal::LinkageOutOfOrder.into());
    }
    let detail = json!({ "again": true, "digest": hex(&digest) });
    let changed = Changed {
        content: Some(kept),
        digest: Some(digest),
        ..Changed::default()
    };
    queries::advance(tx, &permit, &report.row, State::Draft, changed).await?;
    if report.state() != State::Draft {
        deadlines::cancel_all(tx, report.of(), &[]).await?;
        let what =
            "Submit the report that was drawn up anew without the ruling that no longer stands.";
        let by = Debtor::role(Owed::CaseOfficer);
        owe(tx, &report, None, Act::Submit, by, what).await?;
    }
    tx.record(permit, detail).await?;
    find(tx, id).await
}

fn check(content: &Content) -> Result<()> {
    let faults: Vec<Fault> = content::advice(content);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Refused(Refusal::LinkageAdvises, faults))
    }
}

fn opening<'a>(
    report: &Report,
    heading: &'a str,
    limit: Option<TimeLimit>,
    act: Act,
    by: Debtor,
    what: &'a str,
) -> Opening<'a> {
    Opening {
        of: report.of(),
        heading,
        limit,
        act: action(act),
        by,
        what,
        sealed: false,
    }
}

async fn owe(
    tx: &mut Tx<'_>,
    report: &Report,
    limit: Option<TimeLimit>,
    act: Act,
    by: Debtor,
    what: &str,
) -> Result<()> {
    let heading = report.heading();
    deadlines::open(
        tx,
        &report.rules,
        opening(report, &heading, limit, act, by, what),
    )
    .await
}

/// Moves the report where the act leads and puts the act on the record of the body.
async fn step(
    tx: &mut Tx<'_>,
    report: &Report,
    permit: Permit,
    act: Act,
    to: State,
    changed: Changed,
    detail: serde_json::Value,
) -> Result<()> {
    queries::advance(tx, &permit, &report.row, to, changed).await?;
    let by = (act == Act::Acknowledge).then(|| Debtor::person(Owed::Liaison, tx.person()));
    let discharged = if act == Act::LapseReply {
        Act::Reply
    } else {
        act
    };
    let discharged = if act == Act::FailCheck {
        Act::PassCheck
    } else {
        discharged
    };
    deadlines::settle(tx, report.of(), &action(discharged), by.as_ref()).await?;
    tx.record(permit, detail).await
}

/// The draft goes to the legal and class check (L-01 to L-02).
pub async fn submit(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Submit, &report)?;
    let next = report.after(Some(seen), Act::Submit)?;
    step(
        tx,
        &report,
        permit,
        Act::Submit,
        next,
        Changed::default(),
        json!({}),
    )
    .await?;
    owe(
        tx,
        &report,
        Some(TimeLimit::LinkageCheck),
        Act::PassCheck,
        Debtor::role(Owed::Registrar),
        "",
    )
    .await?;
    find(tx, id).await
}

/// The check is passed; the reported state is served and may reply (L-02 to L-03).
pub async fn pass_check(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::PassCheck, &report)?;
    let next = report.after(Some(seen), Act::PassCheck)?;
    editions::stands(&report)?;
    check(&report.content)?;
    step(
        tx,
        &report,
        permit,
        Act::PassCheck,
        next,
        Changed::default(),
        json!({}),
    )
    .await?;
    let by = Debtor::party(Owed::ReportedState, &report.row.state);
    owe(
        tx,
        &report,
        Some(TimeLimit::LinkageReply),
        Act::Reply,
        by,
        "",
    )
    .await?;
    find(tx, id).await
}

/// The check is not passed: back to the draft, with reasons (L-02 to L-01).
pub async fn fail_check(tx: &mut Tx<'_>, id: Uuid, seen: i32, reasons: &str) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::FailCheck, &report)?;
    let next = report.after(Some(seen), Act::FailCheck)?;
    if reasons.trim().is_empty() {
        return Err(Error::invalid(
            "reasons",
            "Say what has to change before the report can go to the state.",
        ));
    }
    step(
        tx,
        &report,
        permit,
        Act::FailCheck,
        next,
        Changed::default(),
        json!({ "reasons": reasons }),
    )
    .await?;
    let what = format!(
        "Draw the report up anew and submit it again. The registrar: {}",
        reasons.trim()
    );
    owe(
        tx,
        &report,
        None,
        Act::Submit,
        Debtor::role(Owed::CaseOfficer),
        &what,
    )
    .await?;
    find(tx, id).await
}

/// The state replies; its words are printed whole and not looked at (L-03 to L-04).
pub async fn reply(tx: &mut Tx<'_>, id: Uuid, seen: i32, text: &str) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Reply, &report)?;
    let next = report.after(Some(seen), Act::Reply)?;
    if report.reply_time_over(tx) {
        return Err(Refusal::LinkageTooLate.into());
    }
    if text.trim().is_empty() {
        return Err(Error::invalid(
            "text",
            "Write the reply, or let the time run out.",
        ));
    }
    if text.chars().count() > REPLY_CHARACTERS {
        let fault = Fault::new(
            "text",
            format!("Ten pages are {REPLY_CHARACTERS} characters."),
        );
        return Err(Error::Refused(Refusal::LinkageReplyTooLong, vec![fault]));
    }
    let changed = Changed {
        reply: Some((text.to_owned(), tx.now())),
        ..Changed::default()
    };
    let detail = json!({ "sha256": hex(&Sha256::digest(text.as_bytes())) });
    step(tx, &report, permit, Act::Reply, next, changed, detail).await?;
    await_approval(tx, &report, report.corrections_open()).await?;
    find(tx, id).await
}

/// DL-112 has run and the state has not replied: the report goes on without (L-03 to L-04). Called
/// by the worker as the clock.
pub async fn reply_time_run(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::LapseReply, &report)?;
    let next = report.after(None, Act::LapseReply)?;
    if !report.reply_time_over(tx) {
        return Err(Refusal::LinkageOutOfOrder.into());
    }
    step(
        tx,
        &report,
        permit,
        Act::LapseReply,
        next,
        Changed::default(),
        json!({}),
    )
    .await?;
    await_approval(tx, &report, report.corrections_open()).await
}

/// The factual corrections are decided first (DL-113), where there are any; then the President approves.
async fn await_approval(tx: &mut Tx<'_>, report: &Report, open: bool) -> Result<()> {
    if open {
        let limit = Some(TimeLimit::LinkageRevision);
        let by = Debtor::role(Owed::CaseOfficer);
        return owe(tx, report, limit, Act::DecideCorrection, by, "").await;
    }
    let what = "Approve the report with the state's reply, so that it is final.";
    owe(
        tx,
        report,
        None,
        Act::Finalise,
        Debtor::role(Owed::President),
        what,
    )
    .await
}

/// The President approves: the report is final, and what it says is on the record by its hash
/// (L-04 to L-05).
pub async fn finalise(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Finalise, &report)?;
    let next = report.after(Some(seen), Act::Finalise)?;
    editions::stands(&report)?;
    if report.corrections_open() {
        return Err(Refusal::LinkageCorrectionsOpen.into());
    }
    check(&report.content)?;
    let said = json!({
        "content": report.row.content,
        "reply": report.row.reply,
        "corrections": report.correction_words(),
    });
    let detail = json!({ "sha256": hex(&Sha256::digest(serde_json::to_vec(&said)?)) });
    let changed = Changed {
        final_at: Some(tx.now()),
        ..Changed::default()
    };
    step(tx, &report, permit, Act::Finalise, next, changed, detail).await?;
    owe(
        tx,
        &report,
        Some(TimeLimit::LinkageTransmission),
        Act::Transmit,
        Debtor::role(Owed::Registrar),
        "",
    )
    .await?;
    find(tx, id).await
}

/// The registrar transmits to every liaison; letters follow through the outbox, one each (L-05 to L-06).
pub async fn transmit(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Transmit, &report)?;
    let next = report.after(Some(seen), Act::Transmit)?;
    editions::stands(&report)?;
    let to: Vec<_> = people::holding(tx, Role::Liaison)
        .await?
        .into_iter()
        .map(|person| {
            (
                person.account.id,
                person.account.institution.unwrap_or_default(),
            )
        })
        .collect();
    if to.is_empty() {
        return Err(Error::invalid(
            "recipients",
            "Nobody receives reports here yet; add a liaison first.",
        ));
    }
    queries::address(tx, &permit, id, &to).await?;
    let changed = Changed {
        transmitted_at: Some(tx.now()),
        ..Changed::default()
    };
    let ids: Vec<_> = to.iter().map(|(person, _)| *person).collect();
    step(
        tx,
        &report,
        permit,
        Act::Transmit,
        next,
        changed,
        json!({ "recipients": ids, "edition": 1 }),
    )
    .await?;
    for person in ids {
        editions::send(tx, id, person, 1).await?;
        let by = Debtor::person(Owed::Liaison, person);
        owe(
            tx,
            &report,
            Some(TimeLimit::LinkageAcknowledgment),
            Act::Acknowledge,
            by,
            "",
        )
        .await?;
    }
    // What was complied with between the cut-off and now is told as well.
    let sent = take(tx, id).await?;
    cure::await_update(tx, &sent).await?;
    find(tx, id).await
}

/// A recipient confirms receipt and nothing else; with the last one the report is acknowledged
/// (L-06 to L-07).
pub async fn acknowledge(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Acknowledge, &report)?;
    let all_in = report.after(Some(seen), Act::Acknowledge)?;
    let me = tx.person();
    if !report.waits_for(me) {
        return Err(Refusal::LinkageOutOfOrder.into());
    }
    queries::acknowledge(tx, &permit, id, me).await?;
    let others_wait = report
        .recipients
        .iter()
        .any(|one| one.id != me && one.acknowledged_at.is_none());
    let next = if others_wait { report.state() } else { all_in };
    step(
        tx,
        &report,
        permit,
        Act::Acknowledge,
        next,
        Changed::default(),
        json!({}),
    )
    .await?;
    find(tx, id).await
}
