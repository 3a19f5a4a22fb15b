//! The record: the ledger with its hash chains, the numbered docket, and the outbox. Only ever
//! added to, always in the transaction of the act.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::Word;
use domain::case::{Act, State};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{chains, docket_entries, ledger, outbox};

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
        self.append(chain, &permit.action, permit.subject, detail, false)
            .await?;
        self.spent();
        Ok(())
    }

    /// Puts an act of a case on that case's chain without docketing it (deliberation).
    pub async fn record_in_case(
        &mut self,
        permit: Permit,
        case: Uuid,
        detail: Value,
    ) -> Result<()> {
        self.append(case, &permit.action, permit.subject, detail, false)
            .await?;
        self.spent();
        Ok(())
    }

    /// Puts an act on the case's chain and on its docket; gives the entry's number. Letters follow
    /// through the outbox.
    pub async fn docket(&mut self, permit: Permit, case: Uuid, entry: Docketed) -> Result<i32> {
        let detail = json!({ "detail": entry.detail, "filing": entry.filing, "state": entry.state_after.as_str() });
        let no = self
            .append(case, &permit.action, permit.subject, detail, true)
            .await?;
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

    /// A refusal by policy is part of the record too.
    pub(crate) async fn record_denial(&mut self, why: &str) -> Result<()> {
        let chain = self.world().body;
        self.append(chain, "denied", chain, json!({ "why": why }), false)
            .await
            .map(|_| ())
    }

    /// Queues something to be done after the commit: a letter, a transmission.
    pub async fn post(&mut self, kind: &str, payload: Value) -> Result<()> {
        let now = crate::wire::wall_clock();
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
        let now = crate::wire::wall_clock();
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
        let now = crate::wire::wall_clock();
        diesel::update(outbox::table.filter(outbox::id.eq(id).and(outbox::settled_at.is_null())))
            .set(outbox::settled_at.eq(now.to_diesel()))
            .execute(self.conn())
            .await?;
        Ok(())
    }

    /// Adds a line to a chain. Locks the chain's head, so lines and docket numbers have no gaps.
    async fn append(
        &mut self,
        chain: Uuid,
        action: &str,
        subject: Uuid,
        detail: Value,
        docketed: bool,
    ) -> Result<i32> {
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
        let (seq, head, docket_no): (i64, Vec<u8>, i32) = chains::table
            .filter(chains::id.eq(chain))
            .select((chains::seq, chains::head, chains::docket_no))
            .for_update()
            .first(self.conn())
            .await?;
        let (seq, docket_no) = (seq + 1, docket_no + i32::from(docketed));
        let line = canonical(
            self,
            chain,
            seq,
            action,
            subject,
            &detail,
            docketed.then_some(docket_no),
        )?;
        let hash = link(&head, &line);
        diesel::insert_into(ledger::table)
            .values((
                ledger::chain_id.eq(chain),
                ledger::seq.eq(seq),
                ledger::line.eq(&line),
                ledger::hash.eq(&hash),
            ))
            .execute(self.conn())
            .await?;
        diesel::update(chains::table.filter(chains::id.eq(chain)))
            .set((
                chains::seq.eq(seq),
                chains::head.eq(&hash),
                chains::docket_no.eq(docket_no),
            ))
            .execute(self.conn())
            .await?;
        Ok(docket_no)
    }
}

/// The line as it is hashed: JSON with its keys in alphabetical order, times cut to microseconds.
fn canonical(
    tx: &Tx<'_>,
    chain: Uuid,
    seq: i64,
    action: &str,
    subject: Uuid,
    detail: &Value,
    docket_no: Option<i32>,
) -> Result<String> {
    let actor = if tx.is_clock() {
        "clock".to_owned()
    } else {
        tx.person().to_string()
    };
    let at: Timestamp = tx.now();
    let line = json!({
        "action": action, "actor": actor, "at": at.to_string(), "body": tx.world().body, "chain": chain,
        "detail": detail, "docket_no": docket_no, "seq": seq, "session": tx.session(), "subject": subject,
    });
    serde_json::to_string(&line).map_err(Error::from)
}

/// The next hash of a chain: SHA-256 over the hash before it and the line.
pub fn link(head: &[u8], line: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(head);
    hasher.update(line.as_bytes());
    hasher.finalize().to_vec()
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

/// The first line of a body's ledger that does not follow from the one before it, if any.
pub async fn first_broken_line(tx: &mut Tx<'_>) -> Result<Option<(Uuid, i64)>> {
    let lines: Vec<(Uuid, i64, String, Vec<u8>)> = ledger::table
        .order((ledger::chain_id, ledger::seq))
        .select((ledger::chain_id, ledger::seq, ledger::line, ledger::hash))
        .load(tx.conn())
        .await?;
    let heads: Vec<(Uuid, i64, Vec<u8>)> = chains::table
        .order(chains::id)
        .select((chains::id, chains::seq, chains::head))
        .load(tx.conn())
        .await?;
    let mut at = lines.iter().peekable();
    for (chain, length, head) in heads {
        let (mut seq, mut hash) = (0, Vec::new());
        while let Some((_, line_seq, line, line_hash)) = at.next_if(|line| line.0 == chain) {
            seq += 1;
            hash = link(&hash, line);
            if *line_seq != seq || *line_hash != hash {
                return Ok(Some((chain, seq)));
            }
        }
        if seq != length || hash != head {
            return Ok(Some((chain, length)));
        }
    }
    Ok(at.next().map(|line| (line.0, line.1)))
}
