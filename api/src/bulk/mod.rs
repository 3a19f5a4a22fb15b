//! Bulk: everything that a body has published in one file, in three forms, each named by its day and
//! by the last line of the log of changes that it takes into account. Made by the worker, kept where
//! documents are, and taken away when something that they hold is withdrawn.

mod queries;
mod routes;
mod writing;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::wire::Language;
use crate::{publications, rulings, wire};

pub use queries::BulkFile;
pub use routes::mount;

/// What the outbox calls the making of the files.
pub const MAKING: &str = "bulk_files";
/// What it calls taking one away.
pub const DROPPING: &str = "bulk_file_drop";

/// How many sets of files are kept.
const KEPT: usize = 7;
/// How many rulings are held in memory at once.
const PAGE: i64 = 20;

/// The forms: file ending, media type, and what is in it.
const FORMS: [(&str, &str, &str); 3] = [
    (
        "jsonl",
        "application/jsonl",
        "One line of JSON for each ruling and each translation: its line in the log of changes, and the ruling or the translation as the API gives it.",
    ),
    (
        "csv",
        "text/csv; charset=utf-8; header=present",
        "One row for each ruling: names, parties, dates, outcomes; no text.",
    ),
    (
        "akn.zip",
        "application/zip",
        "One file of Akoma Ntoso for each ruling and each translation: the signed text, byte for byte.",
    ),
];

impl BulkFile {
    fn form(&self) -> (&'static str, &'static str, &'static str) {
        let mut all = FORMS.iter();
        let own = all.find(|form| self.name.ends_with(&format!(".{}", form.0)));
        *own.unwrap_or(&("", "application/octet-stream", ""))
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        self.form().1
    }

    /// What is in it, in a sentence.
    pub fn holds(&self) -> &'static str {
        self.form().2
    }
}

/// What can be had now, the newest first. A file that holds what was withdrawn since is not offered,
/// even before it is taken away.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<BulkFile>> {
    let withdrawn = publications::last_withdrawal(tx).await?;
    let mut files = queries::offered(tx).await?;
    files.retain(|file| file.seq >= withdrawn);
    Ok(files)
}

/// One of them by its name.
pub async fn find(tx: &mut Tx<'_>, name: &str) -> Result<BulkFile> {
    let mut files = list(tx).await?.into_iter();
    files
        .find(|file| file.name == name)
        .ok_or(Error::NotFound("file"))
}

/// Something became public: the files are to be made anew tonight; at once where there are none, or
/// where those that are there hold what was withdrawn.
pub async fn queue(db: &Db, clock: &Caller, tonight: Timestamp) -> Result<()> {
    db.within(clock, async |tx| {
        let now = wire::wall_clock();
        if list(tx).await?.is_empty() {
            tx.post_for(Uuid::now_v7(), MAKING, json!({}), now).await
        } else if tx.is_queued(MAKING, &json!({})).await? {
            Ok(())
        } else {
            tx.post_for(Uuid::now_v7(), MAKING, json!({}), tonight)
                .await
        }
    })
    .await
}

/// Makes the files, unless nothing changed since the last ones.
pub async fn make(db: &Db, clock: &Caller, store: &Store) -> Result<bool> {
    let (upto, made, name) = db
        .within(clock, async |tx| {
            let made = list(tx).await?.first().map(|file| file.seq);
            let name = format!("{}-rulings-{}", tx.world().slug, tx.now().strftime("%F"));
            Ok((
                publications::last(tx).await?,
                made.unwrap_or_default(),
                name,
            ))
        })
        .await?;
    if upto == made {
        return Ok(true);
    }
    let mut writing = writing::Writing::start(store, clock.body);
    if let Err(error) = write_all(db, clock, upto, &mut writing).await {
        writing.discard().await;
        return Err(error);
    }
    let files = writing.keep(&format!("{name}-{upto}"), upto).await?;
    let ids: Vec<_> = files.iter().map(|file| file.id).collect();
    db.within(clock, async |tx| {
        let made_at = tx.now();
        let files = files
            .iter()
            .map(|file| BulkFile {
                made_at,
                ..file.clone()
            })
            .collect();
        let unwanted = if queries::insert(tx, files).await? {
            outdated(tx).await?
        } else {
            // Another worker was faster: theirs are offered, and ours go.
            ids
        };
        queries::drop_files(tx, &unwanted).await?;
        for file in unwanted {
            tx.post(DROPPING, json!({ "file": file })).await?;
        }
        Ok(())
    })
    .await?;
    Ok(true)
}

/// Reads what stands in the log up to a line, page by page, into the files.
async fn write_all(
    db: &Db,
    clock: &Caller,
    upto: i32,
    writing: &mut writing::Writing,
) -> Result<()> {
    writing.begin().await?;
    let mut after = 0;
    loop {
        let (last, page) = db
            .within(clock, async |tx| {
                let lines = publications::standing(tx, after, upto, PAGE).await?;
                let ids: Vec<_> = lines.iter().map(|(line, _)| line.id).collect();
                let last = lines.last().map(|(line, _)| line.seq);
                let mut stamps = publications::stamps(tx, &ids).await?.into_iter().collect();
                let mut page = Vec::new();
                for (line, content) in lines {
                    page.extend(writing::Entry::of(tx, line, content, &mut stamps).await?);
                }
                Ok((last, page))
            })
            .await?;
        let Some(last) = last else { break };
        after = last;
        writing.add(page).await?;
    }
    writing.end().await
}

/// Those that hold what was withdrawn, and those beyond the last few sets.
async fn outdated(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    let withdrawn = publications::last_withdrawal(tx).await?;
    let files = queries::offered(tx).await?;
    let sets: BTreeSet<_> = files.iter().map(|file| file.seq).collect();
    let oldest = sets.iter().rev().nth(KEPT - 1).copied().unwrap_or_default();
    let files = files.into_iter();
    Ok(files
        .filter(|file| file.seq < withdrawn.max(oldest))
        .map(|file| file.id)
        .collect())
}

#[derive(Deserialize)]
struct Dropped {
    file: Uuid,
}

/// Takes the bytes of a file away that is no longer offered.
pub async fn drop_bytes(clock: &Caller, store: &Store, payload: &Value) -> Result<bool> {
    let Dropped { file } = Dropped::deserialize(payload)?;
    // Nobody is writing it any more, however young its bytes are.
    let all = wire::wall_clock() + SignedDuration::from_hours(1);
    let swept = store
        .sweep(clock.body, file, file, None, all)
        .await
        .map_err(Error::Broken)?;
    Ok(swept.left == 0)
}

/// The ruling of a line as it stands now; nothing where it was withdrawn, and then why.
async fn standing(
    tx: &mut Tx<'_>,
    slug: &str,
) -> Result<std::result::Result<rulings::PublicRuling, String>> {
    match Box::pin(rulings::published(tx, slug)).await {
        Ok(ruling) => Ok(Ok(ruling)),
        Err(Error::Gone(why)) => Ok(Err(why)),
        Err(error) => Err(error),
    }
}

/// The translation of a line as it stands now; nothing where the ruling was withdrawn.
async fn translated(
    tx: &mut Tx<'_>,
    slug: &str,
    language: Language,
) -> Result<Option<rulings::PublicTranslation>> {
    match rulings::translated(tx, slug, language).await {
        Ok((_, translation)) => Ok(Some(translation)),
        Err(Error::Gone(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
