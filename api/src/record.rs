//! The record: the ledger with its hash chains, the numbered docket, and the outbox. Only ever
//! added to, always in the transaction of the act.
//!
//! A chain is kept for the body, for each case, for each session or program, which is where that it began and
//! what is read in it is put down, and for each account in whose name someone tried to sign in in vain: nobody
//! waits for anybody else's reading, nor for strangers. The body's own chain takes in the
//! heads of all others at each checkpoint, so that one signed hash stands for the whole ledger.

pub mod proof;
pub mod reading;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::Word;
use domain::case::{Act, State};
use domain::record::{DoorAct, LineKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::{Door, Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{chains, docket_entries, outbox};
use crate::wire;

/// What the outbox calls the signing of the next checkpoint.
pub const CHECKPOINT: &str = "ledger_checkpoint";

/// What is put on a chain.
struct Line<'a> {
    kind: LineKind,
    action: &'a str,
    subject: Uuid,
    case: Option<Uuid>,
    detail: Value,
    docketed: bool,
    /// In whose name, where it is not the one of the transaction.
    by: Option<InName>,
}

/// In whose name something happens where one is let in: nobody is in yet.
#[derive(Clone, Copy, Debug)]
pub struct InName {
    /// Whose account it is.
    pub person: Uuid,
    /// The session that it is about.
    pub session: Option<Uuid>,
    /// The program that it is about.
    pub client: Option<Uuid>,
}

/// What the docket shows of an act.
pub struct Docketed {
    /// The act; its title is the entry's.
    pub act: Act,
    /// Where the case stands after it.
    pub state_after: State,
    /// The entry's text, when the act's own title does not say enough.
    pub title: Option<String>,
    /// What belongs to the entry: reasons, defects, seats.
    pub detail: Value,
    /// The filing that the entry takes in.
    pub filing: Option<Uuid>,
    /// The day on which service is deemed made (C-10).
    pub served_on: Date,
}

impl Tx<'_> {
    /// Puts an act on the record of the body and spends its permit.
    pub async fn record(&mut self, permit: Permit, detail: Value) -> Result<()> {
        let chain = self.world().body;
        self.append(chain, act(&permit, None, detail)).await?;
        self.spent();
        Ok(())
    }

    /// Puts on the record of the body how far the whole ledger goes, and spends the permit: the heads of
    /// all chains that grew. Gives the line's number and hash.
    pub async fn record_checkpoint(
        &mut self,
        permit: Permit,
        detail: Value,
    ) -> Result<(i64, Vec<u8>)> {
        let chain = self.world().body;
        let line = Line {
            kind: LineKind::Checkpoint,
            ..act(&permit, None, detail)
        };
        let put = self.append(chain, line).await?;
        self.spent();
        Ok((put.seq, put.hash))
    }

    /// Puts an act of a case on that case's chain without docketing it (deliberation).
    pub async fn record_in_case(
        &mut self,
        permit: Permit,
        case: Uuid,
        detail: Value,
    ) -> Result<()> {
        self.append(case, act(&permit, Some(case), detail)).await?;
        self.spent();
        Ok(())
    }

    /// Puts an act on the case's chain and on its docket; gives the entry's number. Letters follow
    /// through the outbox.
    pub async fn docket(&mut self, permit: Permit, case: Uuid, entry: Docketed) -> Result<i32> {
        let detail = json!({ "detail": entry.detail, "filing": entry.filing, "state": entry.state_after.as_str() });
        let line = Line {
            docketed: true,
            ..act(&permit, Some(case), detail)
        };
        let no = self.append(case, line).await?.docket_no;
        let at = self.now();
        let (actor, actor_label) = (
            (!self.is_clock()).then(|| self.person()),
            self.person_name().to_owned(),
        );
        diesel::insert_into(docket_entries::table)
            .values((
                docket_entries::case_id.eq(case),
                docket_entries::no.eq(no),
                docket_entries::act.eq(entry.act.as_str()),
                docket_entries::title
                    .eq(entry.title.unwrap_or_else(|| entry.act.title().to_owned())),
                docket_entries::detail.eq(entry.detail),
                docket_entries::actor.eq(actor),
                docket_entries::actor_label.eq(actor_label),
                docket_entries::at.eq(at.to_diesel()),
                docket_entries::served_on.eq(entry.served_on.to_diesel()),
                docket_entries::state_after.eq(entry.state_after.as_str()),
                docket_entries::filing_id.eq(entry.filing),
            ))
            .execute(self.conn())
            .await?;
        self.post("docket_entry", json!({ "case": case, "no": no }))
            .await?;
        self.spent();
        Ok(no)
    }

    /// The number that the next docketed act of a case gets: known before the act, since the case is
    /// locked and only acts that lock it are docketed.
    pub async fn next_docket_no(&mut self, case: Uuid) -> Result<i32> {
        let last: Option<i32> = chains::table
            .filter(chains::id.eq(case))
            .select(chains::docket_no)
            .first(self.conn())
            .await
            .optional()?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// A refusal by policy is part of the record too, and so is what someone looked for and may not
    /// know of.
    pub(crate) async fn record_denial(&mut self, door: Option<&Door>, why: &str) -> Result<()> {
        let body = self.world().body;
        let line = Line {
            kind: LineKind::Denied,
            action: door.map_or("denied", |door| &door.action),
            subject: door.map_or(body, |door| door.subject),
            case: door.and_then(|door| door.case),
            detail: json!({ "why": why }),
            docketed: false,
            by: None,
        };
        let chain = self.session().or(self.client()).unwrap_or(body);
        self.append(chain, line).await.map(|_| ())
    }

    /// Something that is not public was read.
    pub(crate) async fn record_read(&mut self, door: &Door) -> Result<()> {
        let chain = self.session().or(self.client());
        let chain = chain.unwrap_or(self.world().body);
        let line = Line {
            kind: LineKind::Read,
            action: &door.action,
            subject: door.subject,
            case: door.case,
            detail: door.part.clone(),
            docketed: false,
            by: None,
        };
        self.append(chain, line).await.map(|_| ())
    }

    /// A list of what is not public was asked for: a line for each session or program, list and hour, since lists
    /// are looked at all day, and what is opened from them has lines of its own.
    pub async fn record_list(&mut self, action: &'static str) -> Result<()> {
        let Some(chain) = self.session().or(self.client()) else {
            return Ok(());
        };
        let since = self.now() - jiff::SignedDuration::from_hours(1);
        if reading::was_listed(self, chain, action, since).await? {
            return Ok(());
        }
        let door = Door {
            action: action.to_owned(),
            subject: self.world().body,
            case: None,
            part: Value::Null,
        };
        self.record_read(&door).await
    }

    /// What happened where one is let in: on the chain of the session or program that it is about. What was tried
    /// in vain in the name of an account is on a chain of the account, so that nobody's acts wait for strangers;
    /// it is put down only for accounts that there are, and only what got past the limit on attempts, which is
    /// what keeps strangers from growing the ledger: one attempt in 30 seconds against an account, from wherever.
    pub(crate) async fn record_at_door(
        &mut self,
        act: DoorAct,
        done: bool,
        by: InName,
        detail: Value,
    ) -> Result<()> {
        let action = format!("{}.{act}", DoorAct::NAME);
        let line = Line {
            kind: if done {
                LineKind::Act
            } else {
                LineKind::Denied
            },
            action: &action,
            subject: by.person,
            case: None,
            detail,
            docketed: false,
            by: Some(by),
        };
        let chain = by.session.or(by.client).unwrap_or(by.person);
        self.append(chain, line).await.map(|_| ())
    }

    /// Queues something to be done after the commit: a letter, a transmission.
    pub async fn post(&mut self, kind: &str, payload: Value) -> Result<()> {
        let now = wire::wall_clock();
        self.post_for(Uuid::now_v7(), kind, payload, now).await
    }

    /// Queues something to be done at `due` by the server's clock, unless it is called off.
    pub async fn post_for(
        &mut self,
        id: Uuid,
        kind: &str,
        payload: Value,
        due: Timestamp,
    ) -> Result<()> {
        diesel::insert_into(outbox::table)
            .values((
                outbox::id.eq(id),
                outbox::kind.eq(kind),
                outbox::payload.eq(payload),
                outbox::due_at.eq(due.to_diesel()),
            ))
            .execute(self.conn())
            .await?;
        Ok(())
    }

    /// Whether something of this kind, with this in its payload, is queued for later.
    pub async fn is_queued(&mut self, kind: &str, holding: &Value) -> Result<bool> {
        let now = wire::wall_clock();
        let queued = outbox::table
            .filter(
                outbox::settled_at
                    .is_null()
                    .and(outbox::due_at.gt(now.to_diesel())),
            )
            .filter(outbox::kind.eq(kind).and(outbox::payload.contains(holding)));
        Ok(diesel::select(diesel::dsl::exists(queued))
            .get_result(self.conn())
            .await?)
    }

    /// What was queued under this id need not be done any more.
    pub async fn call_off(&mut self, id: Uuid) -> Result<()> {
        let now = wire::wall_clock();
        diesel::update(outbox::table.filter(outbox::id.eq(id).and(outbox::settled_at.is_null())))
            .set(outbox::settled_at.eq(now.to_diesel()))
            .execute(self.conn())
            .await?;
        Ok(())
    }

    /// Adds a line to a chain. Locks the chain's head, so lines and docket numbers have no gaps.
    async fn append(&mut self, chain: Uuid, line: Line<'_>) -> Result<Put> {
        let head = match head_of(self, chain).await? {
            Some(head) => head,
            None => {
                diesel::insert_into(chains::table)
                    .values((
                        chains::id.eq(chain),
                        chains::seq.eq(0),
                        chains::head.eq(Vec::<u8>::new()),
                    ))
                    .on_conflict((chains::tenant_id, chains::id))
                    .do_nothing()
                    .execute(self.conn())
                    .await?;
                let there = head_of(self, chain).await?;
                there.ok_or_else(|| Error::broken(anyhow::anyhow!("a chain has no head")))?
            }
        };
        let (seq, docket_no) = (head.0 + 1, head.2 + i32::from(line.docketed));
        let (detail, salt) = (serde_json::to_string(&line.detail)?, salt()?);
        let text = canonical(
            self,
            chain,
            seq,
            &line,
            line.docketed.then_some(docket_no),
            &proof::commitment(&salt, &detail),
        )?;
        let hash = proof::link(&head.1, &text);
        diesel::sql_query(
            "with put as (insert into ledger (chain_id, seq, line, hash, detail, salt) values ($1, $2, $3, $4, $5, $6))
             update chains set seq = $2, head = $4, docket_no = $7 where id = $1",
        )
        .bind::<SqlUuid, _>(chain)
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(&text)
        .bind::<Binary, _>(&hash)
        .bind::<Text, _>(&detail)
        .bind::<Binary, _>(&salt)
        .bind::<Integer, _>(docket_no)
        .execute(self.conn())
        .await?;
        Ok(Put {
            seq,
            hash,
            docket_no,
        })
    }
}

/// A line that was put on a chain.
struct Put {
    seq: i64,
    hash: Vec<u8>,
    docket_no: i32,
}

fn act(permit: &Permit, case: Option<Uuid>, detail: Value) -> Line<'_> {
    Line {
        kind: LineKind::Act,
        action: &permit.action,
        subject: permit.subject,
        case,
        detail,
        docketed: false,
        by: None,
    }
}

/// The head of a chain, locked until the transaction ends.
async fn head_of(tx: &mut Tx<'_>, chain: Uuid) -> Result<Option<(i64, Vec<u8>, i32)>> {
    Ok(chains::table
        .filter(chains::id.eq(chain))
        .select((chains::seq, chains::head, chains::docket_no))
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// Without it, whoever has a line could guess what was said by trying.
fn salt() -> Result<Vec<u8>> {
    let mut salt = vec![0; 16];
    SystemRandom::new()
        .fill(&mut salt)
        .map_err(|_| Error::broken(anyhow::anyhow!("no random bytes")))?;
    Ok(salt)
}

/// The line as it is hashed: JSON with its keys in alphabetical order, times in UTC with six digits of
/// a second, so that they sort as text.
fn canonical(
    tx: &Tx<'_>,
    chain: Uuid,
    seq: i64,
    line: &Line<'_>,
    docket_no: Option<i32>,
    commitment: &str,
) -> Result<String> {
    let actor = if tx.is_clock() {
        "clock".to_owned()
    } else {
        tx.person().to_string()
    };
    let (actor, client, session) = match line.by {
        Some(by) => (by.person.to_string(), by.client, by.session),
        None => (actor, tx.client(), tx.session()),
    };
    let line = json!({
        "action": line.action, "actor": actor, "at": wire::sortable(tx.now()), "body": tx.world().body, "case": line.case,
        "chain": chain, "client": client, "detail": commitment, "docket_no": docket_no, "kind": line.kind.as_str(), "seq": seq,
        "session": session, "subject": line.subject,
    });
    serde_json::to_string(&line).map_err(Error::from)
}

/// How much of the body's outbox is due before `until` and not settled.
pub async fn unsettled(tx: &mut Tx<'_>, until: Timestamp) -> Result<i64> {
    Ok(outbox::table
        .filter(
            outbox::settled_at
                .is_null()
                .and(outbox::due_at.lt(until.to_diesel())),
        )
        .count()
        .get_result(tx.conn())
        .await?)
}
