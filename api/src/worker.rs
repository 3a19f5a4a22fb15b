//! The worker: what happens without a person. It lets deadlines run out, each at its own instant,
//! and carries what the outbox holds; what either means is the business of the slices.

mod queries;
mod routes;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::deadlines::Deadline;
use crate::error::{Error, Result};
use crate::following::{self, Cadence};
use crate::post::Carrier;
use crate::search::Library;
use crate::signing::Signer;
use crate::stamping::Stamper;
use crate::store::Store;
use crate::webhook::Hooks;
use crate::{
    bodies, bulk, cases, compliance, deadlines, documents, emergency, filings, ledger, linkage,
    panels, people, publications, record, rulings, service, wire,
};

pub use routes::mount;

/// How often the worker looks for something to do.
const PAUSE: Duration = Duration::from_secs(1);
/// How long an outbox row is ours before another worker may take it: long enough to send.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// After this many rows of one body the others get their turn.
const TURN: usize = 50;
/// How many messages to programs are under way at once.
const MESSAGES: usize = 16;
/// After this many rounds of these the other bodies get their turn, and a server that stops stops.
const MESSAGES_TURN: usize = 2;
/// The longest wait before something is tried again.
const LONGEST_WAIT: i64 = 60 * 60;

/// What the worker needs beside the database.
pub struct Office {
    /// Carries letters.
    pub carrier: Carrier,
    /// Carries messages to programs.
    pub hooks: Hooks,
    /// Document bytes, for what is enclosed.
    pub store: Store,
    /// The address that people use, for links in letters.
    pub origin: String,
    /// Signs what is published.
    pub signer: Signer,
    /// Finds who asked to be told of it.
    pub library: Arc<Library>,
    /// Has what is published stamped, where an authority is named.
    pub stamper: Option<Stamper>,
}

/// What the outbox holds, in two bags: each is carried by itself, so that neither waits for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bag {
    /// Everything but messages, in its order.
    Post,
    /// Messages to programs, several at once: whoever runs one decides how slowly it answers.
    Messages,
}

/// What a round through an outbox came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are done.
    pub settled: usize,
    /// Rows that are to be tried again.
    pub failed: usize,
}

/// Turns the clock of a simulation; every limit that runs out on the way does so at its own
/// instant, in order, each in a transaction of its own.
pub async fn turn_clock(db: &Db, signer: &Signer, caller: &Caller, to: Timestamp) -> Result<()> {
    let to = wire::to_microseconds(to);
    db.within(caller, async |tx| bodies::may_turn_clock(tx, to).await)
        .await?;
    let clock = Caller::clock(caller.body, &caller.slug);
    let mut passed_over = Vec::new();
    while expire_next(db, signer, &clock, Some(to), &mut passed_over).await? {}
    people::delegations::warn(db, &clock).await
}

/// Lets the next limit of the body run out; no when there is none. With `to`, its clock is turned
/// to that limit first, and to `to` at the end. A limit whose act fails on our side is passed over
/// and tried again at the next visit, so that it cannot hold up the others of its body.
async fn expire_next(
    db: &Db,
    signer: &Signer,
    clock: &Caller,
    to: Option<Timestamp>,
    passed_over: &mut Vec<Uuid>,
) -> Result<bool> {
    let mut tried = None;
    let done = db
        .within(clock, async |tx| {
            let until = match to {
                Some(to) => {
                    bodies::lock_clock(tx).await?;
                    to
                }
                None => tx.now(),
            };
            let Some(deadline) = deadlines::next_expired(tx, until, passed_over).await? else {
                if let Some(to) = to {
                    bodies::set_clock(tx, to).await?;
                }
                return Ok(false);
            };
            tried = Some(deadline.clone());
            if expire(tx, &deadline, to.is_some()).await? {
                perform(tx, signer, &deadline).await?;
            }
            Ok(true)
        })
        .await;
    match (done, tried) {
        // The law refuses what the clock would have done, so the matter has moved on: only the limit
        // itself runs out.
        (Err(Error::Refused(refusal, _)), Some(deadline)) => {
            tracing::info!(deadline = %deadline.id, %refusal, "nothing is left for the clock to do");
            db.within(clock, async |tx| {
                if to.is_some() {
                    bodies::lock_clock(tx).await?;
                }
                expire(tx, &deadline, to.is_some()).await
            })
            .await?;
            Ok(true)
        }
        (
            Err(error @ (Error::Broken(_) | Error::NotFound(_) | Error::Invalid(_))),
            Some(deadline),
        ) => {
            tracing::error!(deadline = %deadline.id, error = format!("{error:?}"), "a limit could not run out");
            passed_over.push(deadline.id);
            Ok(true)
        }
        (done, _) => done,
    }
}

/// Marks the limit as run, at the instant after its last one. No if someone was faster.
async fn expire(tx: &mut Tx<'_>, deadline: &Deadline, turn: bool) -> Result<bool> {
    if let (true, Some(due)) = (turn, deadline.due_at) {
        bodies::set_clock(tx, due + SignedDuration::from_micros(1)).await?;
    }
    // The matter before its deadlines, as every act does: so that two never wait for each other.
    if let Some(case) = deadline.case_id {
        cases::take(tx, case).await?;
    }
    if let Some(report) = deadline.report_id {
        linkage::take(tx, report).await?;
    }
    deadlines::expire(tx, deadline.id).await
}

/// The act of the slice that opened the deadline.
async fn perform(tx: &mut Tx<'_>, signer: &Signer, deadline: &Deadline) -> Result<()> {
    let Some(act) = deadline.on_expiry.as_deref() else {
        return Ok(());
    };
    if let ("linkage.lapse_reply", Some(report)) = (act, deadline.report_id) {
        return linkage::reply_time_run(tx, report).await;
    }
    match (act, deadline.case_id, deadline.person) {
        ("case.lapse_uncured", Some(case), _) => cases::lapse_uncured(tx, case).await,
        ("case.decline_seat", Some(case), Some(person)) => {
            panels::candidate_silent(tx, case, person).await
        }
        ("case.written_complete", Some(case), _) => filings::submission_missed(tx, case).await,
        ("case.accept_compliance", Some(case), _) => compliance::contest_time_run(tx, case).await,
        ("case.no_comments", Some(case), _) => rulings::no_comments(tx, case).await,
        ("document.destroy", Some(case), _) => documents::kept_long_enough(tx, signer, case).await,
        ("case.publish", Some(case), _) => rulings::publish_at_longstop(tx, case).await,
        _ => Err(Error::broken(anyhow::anyhow!(
            "nobody performs {act} when a limit runs out"
        ))),
    }
}

/// Works until `stop` comes true; what is under way then is finished. Which bodies have something due
/// is asked as the worker's role, which may know no more than that; everything else happens inside the
/// body.
pub async fn run(db: Db, worker_url: String, office: Office, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = tokio::sync::watch::channel(false);
    let rounds = [Bag::Post, Bag::Messages]
        .map(|bag| go_round(&db, &worker_url, &office, bag, stopped.clone()));
    let [post, messages] = rounds;
    let stop = async {
        stop.await;
        stopping.send_replace(true);
    };
    tokio::join!(post, messages, stop);
}

async fn go_round(
    db: &Db,
    worker_url: &str,
    office: &Office,
    bag: Bag,
    mut stopped: tokio::sync::watch::Receiver<bool>,
) {
    let mut lookout = None;
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        match queries::due_bodies(&mut lookout, worker_url).await {
            Ok(due) => {
                for body in due {
                    if let Err(error) = visit(db, body, office, bag).await {
                        tracing::error!(%body, error = format!("{error:?}"), "the worker could not finish in a body");
                    }
                }
            }
            Err(error) => {
                lookout = None;
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the worker cannot see what is due"
                );
            }
        }
    }
}

/// Does what is due in one body. Its letters leave even if a limit cannot run out.
async fn visit(db: &Db, body: Uuid, office: &Office, bag: Bag) -> Result<()> {
    let clock = Caller::clock(body, "");
    if bag == Bag::Messages {
        return empty_of_messages(db, &clock, office, MESSAGES_TURN)
            .await
            .map(|_| ());
    }
    let expired = expire_all(db, &office.signer, &clock).await;
    empty(db, &clock, office, bag, TURN).await?;
    expired
}

/// Carries several messages at once.
async fn empty_of_messages(
    db: &Db,
    clock: &Caller,
    office: &Office,
    at_most: usize,
) -> Result<Counts> {
    let carriers = (0..MESSAGES).map(|_| empty(db, clock, office, Bag::Messages, at_most));
    let mut all = Counts::default();
    for counts in futures_util::future::join_all(carriers).await {
        let counts = counts?;
        all.settled += counts.settled;
        all.failed += counts.failed;
    }
    Ok(all)
}

/// In a real body time passes by itself; a simulation waits for its clock to be turned.
async fn expire_all(db: &Db, signer: &Signer, clock: &Caller) -> Result<()> {
    if db
        .within(clock, async |tx| Ok(tx.world().simulation))
        .await?
    {
        return Ok(());
    }
    let mut passed_over = Vec::new();
    while expire_next(db, signer, clock, None, &mut passed_over).await? {}
    Ok(())
}

/// Carries everything that the outbox of this body holds now.
pub async fn round(db: &Db, body: &Caller, office: &Office) -> Result<Counts> {
    let clock = Caller::clock(body.body, &body.slug);
    let post = empty(db, &clock, office, Bag::Post, usize::MAX).await?;
    let messages = empty_of_messages(db, &clock, office, usize::MAX).await?;
    Ok(Counts {
        settled: post.settled + messages.settled,
        failed: post.failed + messages.failed,
    })
}

async fn empty(
    db: &Db,
    clock: &Caller,
    office: &Office,
    bag: Bag,
    at_most: usize,
) -> Result<Counts> {
    let mut counts = Counts::default();
    while counts.settled + counts.failed < at_most {
        let now = wire::wall_clock();
        let Some(item) = db
            .within(clock, async |tx| {
                queries::claim(tx, bag, now, now + LEASE).await
            })
            .await?
        else {
            break;
        };
        // Outside of any transaction: the other end may be slow. On the heap, since what is carried is of
        // many kinds and the largest would lie on the stack for all of them.
        let carried = Box::pin(carry(db, clock, office, &item.kind, &item.payload));
        let done = match carried.await {
            Ok(done) => done,
            Err(error) => {
                tracing::error!(outbox = %item.id, kind = item.kind, error = format!("{error:?}"), "could not be carried");
                false
            }
        };
        if done {
            db.within(clock, async |tx| queries::settle(tx, item.id).await)
                .await?;
            counts.settled += 1;
        } else {
            let again = wire::wall_clock() + wait(item.attempts);
            db.within(clock, async |tx| {
                queries::give_back(tx, item.id, again).await
            })
            .await?;
            counts.failed += 1;
        }
    }
    Ok(counts)
}

/// Twice as long after each attempt.
fn wait(attempts: i32) -> SignedDuration {
    let doublings = u32::try_from(attempts).unwrap_or_default().min(12);
    SignedDuration::from_secs((5_i64 << doublings).min(LONGEST_WAIT))
}

#[derive(Deserialize)]
struct DocketEntry {
    case: Uuid,
    no: i32,
}

/// Hands a row of the outbox to the slice that knows what it is. No: it is to be tried again.
async fn carry(
    db: &Db,
    clock: &Caller,
    office: &Office,
    kind: &str,
    payload: &Value,
) -> Result<bool> {
    match kind {
        "docket_entry" => {
            let DocketEntry { case, no } = DocketEntry::deserialize(payload)?;
            let delivery =
                service::tell(db, clock, &office.carrier, &office.origin, case, no).await?;
            following::queue_digests(db, clock, case).await?;
            tell(db, clock, office, Cadence::AtOnce, Some(case)).await?;
            // Those who received a report on it hear of compliance from the registry.
            db.within(clock, async |tx| linkage::await_updates(tx, case).await)
                .await?;
            Ok(delivery.failed == 0)
        }
        publications::NEWS => {
            let cadence = payload.get("cadence").cloned();
            let Some(cadence) = cadence else {
                // Something was published, corrected or taken back: reports that rest on it, those who
                // want it at once, and the later letters.
                db.within(clock, linkage::await_withdrawal).await?;
                queue_later(db, clock).await?;
                bulk::queue(db, clock, Cadence::Daily.due(wire::wall_clock())).await?;
                // Whoever takes what was published takes with it how far the record went.
                ledger::sign_checkpoint(db, clock, &office.signer).await?;
                return tell(db, clock, office, Cadence::AtOnce, None).await;
            };
            tell(db, clock, office, serde_json::from_value(cadence)?, None).await
        }
        following::NOTICE_ROW | following::MESSAGE_ROW => {
            let carriers = (&office.carrier, &office.hooks);
            following::send_notice(db, clock, carriers, &office.origin, payload).await
        }
        following::ASKED => {
            following::send_ask(db, clock, &office.carrier, &office.origin, payload).await
        }
        people::credentials::SECURITY => {
            people::credentials::send_news(db, clock, &office.carrier, &office.origin, payload)
                .await
        }
        people::credentials::INVITATION => {
            let (carrier, origin) = (&office.carrier, &office.origin);
            people::credentials::send_invitation_letter(db, clock, carrier, origin, payload).await
        }
        people::credentials::RESET => {
            people::credentials::send_reset(db, clock, &office.carrier, &office.origin, payload)
                .await
        }
        emergency::NEWS => {
            emergency::send(db, clock, &office.carrier, &office.origin, payload).await
        }
        people::delegations::DELEGATION => {
            let (carrier, origin) = (&office.carrier, &office.origin);
            people::delegations::send_news(db, clock, carrier, origin, payload).await
        }
        "report_transmission" => {
            linkage::deliver(db, clock, &office.carrier, &office.origin, payload).await
        }
        publications::SIGNING => {
            let stamps = office.stamper.is_some();
            publications::sign(db, clock, &office.signer, stamps, payload).await
        }
        publications::STAMPING => {
            publications::stamp(db, clock, office.stamper.as_ref(), payload).await
        }
        record::CHECKPOINT => {
            // It comes round once a day, and so does what is to be said in time.
            ledger::sign_checkpoint(db, clock, &office.signer).await?;
            people::delegations::warn(db, clock).await?;
            Ok(true)
        }
        bulk::MAKING => bulk::make(db, clock, &office.store).await,
        bulk::DROPPING => bulk::drop_bytes(clock, &office.store, payload).await,
        documents::UPLOAD => documents::sweep(db, clock, &office.store, payload).await,
        other => Err(Error::broken(anyhow::anyhow!("nobody carries {other}"))),
    }
}

async fn tell(
    db: &Db,
    clock: &Caller,
    office: &Office,
    cadence: Cadence,
    case: Option<Uuid>,
) -> Result<bool> {
    let desk = (office.origin.as_str(), &office.library);
    following::tell(db, clock, desk, cadence, case).await?;
    Ok(true)
}

/// Queues the letters of the day and of the week, unless they are.
async fn queue_later(db: &Db, clock: &Caller) -> Result<()> {
    db.within(clock, async |tx| {
        for cadence in [Cadence::Daily, Cadence::Weekly] {
            let payload = serde_json::json!({ "cadence": cadence });
            if !tx.is_queued(publications::NEWS, &payload).await? {
                let due = cadence.due(wire::wall_clock());
                tx.post_for(Uuid::now_v7(), publications::NEWS, payload, due)
                    .await?;
            }
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::wait;

    #[test]
    fn each_attempt_waits_longer_and_none_longer_than_an_hour() {
        assert_eq!(wait(1), SignedDuration::from_secs(10));
        assert_eq!(wait(2), SignedDuration::from_secs(20));
        assert_eq!(wait(40), SignedDuration::from_hours(1));
    }
}
