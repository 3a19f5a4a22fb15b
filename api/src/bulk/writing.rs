//! Writing the bulk files: pages of rulings go into all three at once, and from memory into the store.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Word;
use domain::ruling::PublicationChange;
use domain::translation::AUTHENTIC;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::BulkFile;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::publications::{ChangeView, Publication, TimeStamp};
use crate::rulings::{PublicRuling, PublicTranslation};
use crate::store::{Arriving, Store};
use crate::wire::{Spelled, hex};

/// The columns of the CSV file.
const COLUMNS: [&str; 24] = [
    "seq",
    "change",
    "version",
    "at",
    "note",
    "ruling_id",
    "citation",
    "slug",
    "caption",
    "applicant",
    "respondent",
    "measure",
    "technology",
    "clause_id",
    "ground",
    "profile",
    "case_number",
    "filed_on",
    "issued_on",
    "published_on",
    "outcomes",
    "sha256",
    "standing",
    "revised_by",
];

/// A ruling in the files, or a translation of one: what stands of it.
#[derive(Serialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    change: ChangeView,
    /// Nothing where it was withdrawn, or where this is a translation.
    ruling: Option<PublicRuling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation: Option<PublicTranslation>,
    #[serde(skip)]
    content: Option<String>,
}

impl Entry {
    /// What is told of a line; nothing of a translation whose ruling was withdrawn meanwhile.
    pub(super) async fn of(
        tx: &mut Tx<'_>,
        line: Publication,
        content: Option<String>,
        stamps: &mut BTreeMap<Uuid, TimeStamp>,
    ) -> Result<Option<Self>> {
        let (slug, language) = (line.slug.clone(), line.language);
        let body = tx.world().slug.clone();
        let change = ChangeView::of(line, &body, stamps);
        if language.0 != AUTHENTIC {
            let found = super::translated(tx, &slug, language).await?;
            return Ok(found.map(|translation| Self {
                change,
                ruling: None,
                translation: Some(translation),
                content,
            }));
        }
        Self::authentic(tx, change, content).await.map(Some)
    }

    async fn authentic(
        tx: &mut Tx<'_>,
        mut change: ChangeView,
        content: Option<String>,
    ) -> Result<Self> {
        let translation = None;
        if change.sha256.is_none() {
            return Ok(Self {
                change,
                ruling: None,
                translation,
                content: None,
            });
        }
        let slug = change.slug.clone();
        match super::standing(tx, &slug).await? {
            Ok(ruling) => Ok(Self {
                change,
                ruling: Some(ruling),
                translation,
                content,
            }),
            // It was withdrawn while the files were being made: its text is in none of them.
            Err(why) => {
                change.change = Spelled(PublicationChange::Withdrawn);
                change.note = why;
                (change.sha256, change.stamp) = (None, None);
                change.corrections = json!([]);
                Ok(Self {
                    change,
                    ruling: None,
                    translation,
                    content: None,
                })
            }
        }
    }

    fn is_authentic(&self) -> bool {
        self.change.language.0 == AUTHENTIC
    }

    fn row(&self) -> Vec<String> {
        let (line, ruling) = (&self.change, self.ruling.as_ref());
        let day = |of: fn(&PublicRuling) -> Option<jiff::civil::Date>| {
            ruling
                .and_then(of)
                .map(|day| day.to_string())
                .unwrap_or_default()
        };
        let text = |of: fn(&PublicRuling) -> String| ruling.map(of).unwrap_or_default();
        vec![
            line.seq.to_string(),
            line.change.0.as_str().to_owned(),
            line.version.to_string(),
            line.at.to_string(),
            line.note.clone(),
            line.ruling_id.to_string(),
            line.citation.clone(),
            line.slug.clone(),
            line.title.clone(),
            text(|one| one.applicant.code.clone()),
            text(|one| one.respondent.code.clone()),
            text(|one| one.measure.clone()),
            text(|one| one.technology.to_string()),
            text(|one| one.clause_id.clone()),
            text(|one| one.ground.clone().unwrap_or_default()),
            text(|one| one.profile.map(|word| word.to_string()).unwrap_or_default()),
            text(|one| one.case_number.clone()),
            day(|one| one.filed_on),
            day(|one| one.issued_on),
            day(|one| one.published_on),
            text(outcomes),
            line.sha256.clone().unwrap_or_default(),
            text(|one| one.standing.to_string()),
            text(revised_by),
        ]
    }
}

/// The ruling that was published in its place.
fn revised_by(ruling: &PublicRuling) -> String {
    let other = ruling.revised_by.as_ref();
    other.map(|one| one.citation.clone()).unwrap_or_default()
}

/// As `1:JUSTIFIED 2:NOT_JUSTIFIED`.
fn outcomes(ruling: &PublicRuling) -> String {
    let claims = ruling.results.iter();
    let claims: Vec<_> = claims
        .map(|claim| format!("{}:{}", claim.no, claim.outcome))
        .collect();
    claims.join(" ")
}

/// A file on its way into the store.
struct Sheet {
    id: Uuid,
    ending: &'static str,
    arriving: Arriving,
    digest: Sha256,
    size: i64,
}

impl Sheet {
    async fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.digest.update(bytes);
        self.size += i64::try_from(bytes.len()).unwrap_or_default();
        self.arriving.write(bytes).await.map_err(Error::Broken)
    }
}

/// What the ZIP writer has written and the store has not taken yet.
#[derive(Clone, Default)]
struct Between(Arc<Mutex<Vec<u8>>>);

impl Between {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Between {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The three files while they are made.
pub(super) struct Writing {
    lines: Sheet,
    rows: Sheet,
    texts: Sheet,
    zip: Option<ZipWriter<StreamWriter<Between>>>,
    between: Between,
    rulings: i32,
    withdrawn: i32,
}

impl Writing {
    pub(super) fn start(store: &Store, body: Uuid) -> Self {
        let sheet = |ending| Sheet {
            id: Uuid::now_v7(),
            ending,
            arriving: store.receive(body),
            digest: Sha256::new(),
            size: 0,
        };
        let [lines, rows, texts] = super::FORMS.map(|form| sheet(form.0));
        let between = Between::default();
        Self {
            lines,
            rows,
            texts,
            zip: Some(ZipWriter::new_stream(between.clone())),
            between,
            rulings: 0,
            withdrawn: 0,
        }
    }

    pub(super) async fn begin(&mut self) -> Result<()> {
        self.rows
            .put(&csv(&[COLUMNS.map(str::to_owned).to_vec()])?)
            .await
    }

    pub(super) async fn add(&mut self, page: Vec<Entry>) -> Result<()> {
        let rulings = page.iter().filter(|entry| entry.is_authentic());
        let rows: Vec<_> = rulings.map(Entry::row).collect();
        self.rows.put(&csv(&rows)?).await?;
        for entry in page {
            let mut line = serde_json::to_vec(&entry)?;
            line.push(b'\n');
            self.lines.put(&line).await?;
            let (name, text) = match &entry.content {
                Some(content) if !entry.is_authentic() => {
                    let (slug, language) = (&entry.change.slug, entry.change.language);
                    (format!("{slug}.{language}.xml"), content.clone())
                }
                Some(content) => {
                    self.rulings += 1;
                    (format!("{}.xml", entry.change.slug), content.clone())
                }
                None => {
                    self.withdrawn += 1;
                    let text = format!(
                        "{} was withdrawn. {}\n",
                        entry.change.citation, entry.change.note
                    );
                    (format!("{}.withdrawn.txt", entry.change.slug), text)
                }
            };
            if let Some(zip) = &mut self.zip {
                zip.start_file(name, SimpleFileOptions::default())
                    .map_err(Error::broken)?;
                zip.write_all(text.as_bytes()).map_err(Error::broken)?;
            }
            self.texts.put(&self.between.take()).await?;
        }
        Ok(())
    }

    pub(super) async fn end(&mut self) -> Result<()> {
        if let Some(zip) = self.zip.take() {
            zip.finish().map_err(Error::broken)?;
        }
        self.texts.put(&self.between.take()).await
    }

    /// Gives the files their names; from here on they can be read.
    pub(super) async fn keep(self, name: &str, seq: i32) -> Result<Vec<BulkFile>> {
        let mut files = Vec::new();
        for sheet in [self.lines, self.rows, self.texts] {
            let sha256 = sheet.digest.finalize().to_vec();
            sheet
                .arriving
                .keep(sheet.id, &hex(&sha256))
                .await
                .map_err(Error::Broken)?;
            files.push(BulkFile {
                id: sheet.id,
                name: format!("{name}.{}", sheet.ending),
                seq,
                rulings: self.rulings,
                withdrawn: self.withdrawn,
                size_bytes: sheet.size,
                sha256,
                made_at: Timestamp::default(),
            });
        }
        Ok(files)
    }

    pub(super) async fn discard(self) {
        for sheet in [self.lines, self.rows, self.texts] {
            sheet.arriving.discard().await;
        }
    }
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(Error::broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::broken(error.into_error()))
}
