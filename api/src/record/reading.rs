//! Reading the ledger: for whoever checks it, and for whoever asks who did what.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::Word as _;
use domain::record::LineKind;
use jiff::Timestamp;
use uuid::Uuid;

use super::proof::{self, Grown};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{chains, ledger, sealed_chains};
use crate::wire::{self, hex};

/// How many lines are looked at in one go.
const PAGE: i64 = 1_000;

/// Which lines of the ledger.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What they are about.
    pub kind: Option<LineKind>,
    /// Of whom; the clock has no id, so it cannot be asked for.
    pub actor: Option<Uuid>,
    /// Of which case.
    pub case: Option<Uuid>,
    /// Which act or reading, as `case.register`.
    pub action: Option<String>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

/// A place in the ledger as it is listed, newest first: instant, chain and line.
pub type Place = (String, Uuid, i64);

/// A line of the ledger.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ledger)]
pub struct Row {
    /// Its chain.
    pub chain_id: Uuid,
    /// Its number in it.
    pub seq: i64,
    /// The line as it was hashed.
    pub line: String,
    /// The hash after it.
    pub hash: Vec<u8>,
    /// Of a reading: which part was shown, where it is shown in parts.
    #[diesel(select_expression = sql("case when ledger.kind = 'read' and ledger.detail <> 'null' then ledger.detail end"))]
    #[diesel(select_expression_type = SqlLiteral<Nullable<Text>>)]
    pub part: Option<String>,
}

/// A page of lines, newest first, after a place.
pub async fn lines(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut query = ledger::table.filter(ledger::at.is_not_null()).into_boxed();
    if let Some(kind) = wanted.kind {
        query = query.filter(ledger::kind.eq(kind.as_str()));
    }
    if let Some(actor) = wanted.actor {
        query = query.filter(ledger::actor.eq(actor.to_string()));
    }
    if let Some(case) = wanted.case {
        query = query.filter(ledger::case_id.eq(case));
    }
    if let Some(action) = &wanted.action {
        query = query.filter(ledger::action.eq(action.clone()));
    }
    if let Some(from) = wanted.from {
        query = query.filter(ledger::at.ge(wire::sortable(from)));
    }
    if let Some(until) = wanted.until {
        query = query.filter(ledger::at.lt(wire::sortable(until)));
    }
    if let Some((at, chain, seq)) = after {
        let later = ledger::chain_id
            .lt(*chain)
            .or(ledger::chain_id.eq(*chain).and(ledger::seq.lt(*seq)));
        query = query.filter(
            ledger::at
                .lt(at.clone())
                .or(ledger::at.eq(at.clone()).and(later.assume_not_null())),
        );
    }
    Ok(query
        .order((
            ledger::at.desc(),
            ledger::chain_id.desc(),
            ledger::seq.desc(),
        ))
        .limit(limit)
        .select(Row::as_select())
        .load(tx.conn())
        .await?)
}

/// Was this list asked for on this chain since then?
pub(super) async fn was_listed(
    tx: &mut Tx<'_>,
    chain: Uuid,
    action: &str,
    since: Timestamp,
) -> Result<bool> {
    let actor = tx.person().to_string();
    let there = ledger::table
        .filter(
            ledger::actor
                .eq(actor)
                .and(ledger::at.gt(wire::sortable(since))),
        )
        .filter(
            ledger::action
                .eq(action.to_owned())
                .and(ledger::chain_id.eq(chain)),
        );
    Ok(diesel::select(diesel::dsl::exists(there))
        .get_result(tx.conn())
        .await?)
}

/// How many lines the body's own chain has; it gets no more until the transaction ends.
pub async fn hold_own_chain(tx: &mut Tx<'_>) -> Result<i64> {
    let own = tx.world().body;
    let length: Option<i64> = chains::table
        .filter(chains::id.eq(own))
        .select(chains::seq)
        .for_update()
        .first(tx.conn())
        .await
        .optional()?;
    Ok(length.unwrap_or_default())
}

/// Chains that grew since the last checkpoint took them into account; the body's own is not among them,
/// since a checkpoint is a line of it.
pub async fn grown(tx: &mut Tx<'_>) -> Result<Vec<Grown>> {
    let own = tx.world().body;
    let rows: Vec<(Uuid, i64, Vec<u8>)> = chains::table
        .left_join(sealed_chains::table.on(sealed_chains::chain_id.eq(chains::id)))
        .filter(chains::id.ne(own).and(chains::seq.gt(0)))
        .filter(
            sealed_chains::seq
                .is_null()
                .or(sealed_chains::seq.assume_not_null().lt(chains::seq)),
        )
        .order(chains::id)
        .select((chains::id, chains::seq, chains::head))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(chain, seq, head)| Grown {
            chain,
            seq,
            head: hex(&head),
        })
        .collect())
}

/// A checkpoint took these into account.
pub async fn seal(tx: &mut Tx<'_>, grown: &[Grown]) -> Result<()> {
    // Each row binds two values, and a statement takes at most 65,535.
    for some in grown.chunks(10_000) {
        let rows: Vec<_> = some
            .iter()
            .map(|one| {
                (
                    sealed_chains::chain_id.eq(one.chain),
                    sealed_chains::seq.eq(one.seq),
                )
            })
            .collect();
        diesel::insert_into(sealed_chains::table)
            .values(rows)
            .on_conflict((sealed_chains::tenant_id, sealed_chains::chain_id))
            .do_update()
            .set(sealed_chains::seq.eq(diesel::upsert::excluded(sealed_chains::seq)))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// How far the last checkpoint goes in each chain but the body's own.
pub async fn sealed(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, i64)>> {
    Ok(sealed_chains::table
        .order(sealed_chains::chain_id)
        .select((sealed_chains::chain_id, sealed_chains::seq))
        .load(tx.conn())
        .await?)
}

/// Lines of chains as they are taken out: of the first of these chains after line `after`, up to where
/// each ends, at most a page.
pub async fn links(
    tx: &mut Tx<'_>,
    chain: Uuid,
    after: i64,
    upto: i64,
) -> Result<Vec<proof::Link>> {
    type Found = (
        i64,
        String,
        Vec<u8>,
        Option<String>,
        Option<String>,
        Option<Vec<u8>>,
    );
    let rows: Vec<Found> = ledger::table
        .filter(ledger::chain_id.eq(chain))
        .filter(ledger::seq.gt(after).and(ledger::seq.le(upto)))
        .order(ledger::seq)
        .limit(PAGE)
        .select((
            ledger::seq,
            ledger::line,
            ledger::hash,
            ledger::kind,
            ledger::detail,
            ledger::salt,
        ))
        .load(tx.conn())
        .await?;
    let links = rows
        .into_iter()
        .map(|(seq, line, hash, kind, detail, salt)| {
            // What was said stays; of a checkpoint it is nothing but hashes, and of a reading the page at most.
            let is = |one: LineKind| kind.as_deref() == Some(one.as_str());
            let paged = is(LineKind::Read) && detail.as_deref() != Some("null");
            let open = is(LineKind::Checkpoint) || paged;
            proof::Link {
                chain,
                seq,
                hash: hex(&hash),
                line,
                detail: detail.filter(|_| open),
                salt: salt.filter(|_| open).map(|salt| hex(&salt)),
            }
        });
    Ok(links.collect())
}

/// The first line of a body's ledger that does not follow from the one before it, or says something
/// else than it commits to, if any.
pub async fn first_broken_line(tx: &mut Tx<'_>) -> Result<Option<(Uuid, i64)>> {
    type Found = (i64, String, Vec<u8>, Option<String>, Option<Vec<u8>>);
    let heads: Vec<(Uuid, i64, Vec<u8>)> = chains::table
        .order(chains::id)
        .select((chains::id, chains::seq, chains::head))
        .load(tx.conn())
        .await?;
    for (chain, length, head) in heads {
        let (mut seq, mut hash) = (0, Vec::new());
        loop {
            let lines: Vec<Found> = ledger::table
                .filter(ledger::chain_id.eq(chain).and(ledger::seq.gt(seq)))
                .order(ledger::seq)
                .limit(PAGE)
                .select((
                    ledger::seq,
                    ledger::line,
                    ledger::hash,
                    ledger::detail,
                    ledger::salt,
                ))
                .load(tx.conn())
                .await?;
            if lines.is_empty() {
                break;
            }
            for (line_seq, line, line_hash, detail, salt) in lines {
                seq += 1;
                hash = proof::link(&hash, &line);
                let kept = match (detail, salt) {
                    (Some(detail), Some(salt)) => line.contains(&proof::commitment(&salt, &detail)),
                    // Lines from before there were commitments hold what was said themselves.
                    (detail, _) => detail.is_none(),
                };
                if line_seq != seq || line_hash != hash || !kept {
                    return Ok(Some((chain, seq)));
                }
            }
        }
        if seq != length || hash != head {
            return Ok(Some((chain, length)));
        }
    }
    Ok(None)
}
