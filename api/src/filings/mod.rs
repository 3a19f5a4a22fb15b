//! Filings: what the parties put on the record, and the acts of the case that take it in
//! (procedure 2.1.4): the request, the panel request, the written submissions, exhibits.

mod queries;
mod routes;

use std::collections::HashMap;

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::filing::{self, Kind, Stage as StageWord, Timeliness};
use domain::people::Side as SideWord;
use domain::refusal::Refusal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::authz::{Fact, Resource};
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::documents::{self, Document, DocumentRow};
use crate::error::{Error, Fault, Result};

pub use queries::FilingRow;
pub use routes::{FilingView, mount};

/// The longest statement, in characters.
const LONGEST_STATEMENT: usize = 50_000;
const LONGEST_TITLE: usize = 200;
const LONGEST_SUMMARY: usize = 5_000;

/// A filing with its documents.
#[derive(Clone, Debug)]
pub struct Filing {
    /// What is stored.
    pub row: FilingRow,
    /// What it took in.
    pub documents: Vec<Document>,
}

/// What a party puts into a filing.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// An exhibit's title.
    pub title: Option<&'a str>,
    /// What it says beside its documents.
    pub statement: &'a str,
    /// Of documents that only some may read: what everyone in the case may know of them.
    pub summary: Option<&'a str>,
    /// Documents of the side, uploaded and not filed yet, in their order.
    pub documents: &'a [Uuid],
}

/// A filing that goes on the record.
struct NewFiling<'a> {
    id: Uuid,
    kind: Kind,
    stage: Option<StageWord>,
    side: SideWord,
    title: String,
    statement: &'a str,
    summary: Option<&'a str>,
    late: bool,
}

/// A filing as policies see it: like a document on the record, of the class of its kind.
struct OnRecord<'a> {
    case: &'a Case,
    filing: &'a FilingRow,
}

impl Resource for OnRecord<'_> {
    const KIND: &'static str = "Document";

    fn id(&self) -> Uuid {
        self.filing.id
    }

    fn case(&self) -> Option<Uuid> {
        Some(self.case.row.id)
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("applicant", Fact::Text(self.case.row.applicant.clone())),
            ("respondent", Fact::Text(self.case.row.respondent.clone())),
            (
                "class",
                Fact::Text(self.filing.kind.0.default_class().as_str().to_owned()),
            ),
            (
                "by",
                Fact::Text(self.case.state_of(self.filing.side.0).to_owned()),
            ),
            ("filed", Fact::Flag(true)),
            ("uploaded_by", Fact::Person(Some(self.filing.filed_by))),
            ("sitting", Fact::People(self.case.progress.sitting.clone())),
            (
                "sitting_alternates",
                Fact::People(self.case.progress.sitting_alternates.clone()),
            ),
            ("cleared", Fact::People(Vec::new())),
            ("let_in", Fact::People(self.case.progress.let_in.clone())),
        ]
    }
}

impl Content<'_> {
    fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        if self.statement.chars().count() > LONGEST_STATEMENT {
            faults.push(Fault::new(
                "statement",
                "A statement has at most 50,000 characters; put the rest into a document.",
            ));
        }
        if self
            .title
            .is_some_and(|title| title.trim().is_empty() || title.chars().count() > LONGEST_TITLE)
        {
            faults.push(Fault::new(
                "title",
                "Give the exhibit a title of at most 200 characters.",
            ));
        }
        if self
            .summary
            .is_some_and(|summary| summary.chars().count() > LONGEST_SUMMARY)
        {
            faults.push(Fault::new(
                "summary",
                "A summary has at most 5,000 characters; enclose a version that everyone in the case may read.",
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(faults))
        }
    }

    /// The summary, if it says anything.
    fn said_of_them(&self) -> Option<&str> {
        self.summary
            .map(str::trim)
            .filter(|summary| !summary.is_empty())
    }

    /// Is there something that everyone in the case may read of what only some may (2.2.7, step 1)?
    fn covers(&self, documents: &[DocumentRow]) -> Result<()> {
        let classes: Vec<_> = documents.iter().map(|document| document.class.0).collect();
        filing::with_open_version(&classes, self.said_of_them().is_some()).map_err(|refusal| {
            let why = "Say what everyone in the case may know of these documents.";
            Error::Refused(refusal, vec![Fault::new("summary", why)])
        })
    }

    /// A client that repeats itself is known by the author and everything that is said.
    fn digest(&self, tx: &Tx<'_>, case: Uuid, kind: Kind) -> Result<Vec<u8>> {
        let said = json!([
            tx.person(),
            case,
            kind.as_str(),
            self.title,
            self.statement,
            self.summary,
            self.documents
        ]);
        Ok(Sha256::digest(serde_json::to_vec(&said)?).to_vec())
    }
}

/// The filings of a case that the caller may read, oldest first.
pub async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Filing>> {
    let case = cases::find(tx, case).await?;
    let mut documents: HashMap<Uuid, Vec<Document>> = HashMap::new();
    for document in documents::of_case(tx, case.id()).await? {
        if let Some(filing) = document.row.filing_id {
            documents.entry(filing).or_default().push(document);
        }
    }
    let rows = queries::of_case(tx, case.id()).await?;
    if tx.may("case.view_record", &case) {
        tx.saw("case.view_record", &case);
    }
    Ok(rows
        .into_iter()
        .filter(|row| {
            tx.may(
                "document.view",
                &OnRecord {
                    case: &case,
                    filing: row,
                },
            )
        })
        .map(|row| Filing {
            documents: documents.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect())
}

async fn find(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Filing> {
    of_case(tx, case)
        .await?
        .into_iter()
        .find(|filing| filing.row.id == id)
        .ok_or(Error::NotFound("filing"))
}

/// Whether the request repeats a filing that is there: the same author, the same content. One that
/// only uses its id is refused when it is written, after everything that comes first (2.2.8a).
async fn repeated(tx: &mut Tx<'_>, id: Uuid, digest: &[u8]) -> Result<bool> {
    let row = queries::find(tx, id).await?;
    Ok(row.is_some_and(|row| row.digest == digest))
}

fn id_taken() -> Error {
    Error::invalid("id", "This id is taken; choose another one.")
}

/// Writes a filing and files its documents, before the act that takes it in. The case is locked, so
/// the number that the act will get is known.
async fn write(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    new: &NewFiling<'_>,
    content: &Content<'_>,
    documents: &[(DocumentRow, Option<String>)],
) -> Result<()> {
    let digest = content.digest(tx, case, new.kind)?;
    let docket_no = tx.next_docket_no(case).await?;
    if !queries::insert(tx, permit, case, new, &digest, docket_no).await? {
        return Err(id_taken());
    }
    for (document, exhibit) in documents {
        documents::file(tx, permit, document.id, new.id, exhibit.as_deref()).await?;
    }
    Ok(())
}

/// What the docket keeps of a filing: receipts of its documents, not what they say.
fn entry(
    new: &NewFiling<'_>,
    title: Option<String>,
    documents: &[(DocumentRow, Option<String>)],
) -> Entry {
    let receipts: Vec<Value> = documents
        .iter()
        .map(|(document, exhibit)| json!({ "id": document.id, "sha256": crate::wire::hex(&document.sha256), "exhibit": exhibit }))
        .collect();
    let detail = json!({ "kind": new.kind.as_str(), "side": new.side.as_str(), "late": new.late, "documents": receipts });
    Entry {
        title,
        detail,
        filing: Some(new.id),
    }
}

fn unlabelled(documents: Vec<DocumentRow>) -> Vec<(DocumentRow, Option<String>)> {
    documents
        .into_iter()
        .map(|document| (document, None))
        .collect()
}

/// The applicant files the request for review (F01, T-01); the registrar has DL-01 to check it.
pub async fn submit(tx: &mut Tx<'_>, id: Uuid, seen: i32, ids: &[Uuid]) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Submit, &case)?;
    let next = case.after(tx, Some(seen), Act::Submit, |_| ())?;
    let new = request(&case, tx, Kind::RequestForReview, "")?;
    let documents = unlabelled(documents::to_file(tx, id, new.side, ids).await?);
    // The request itself says what everyone in the case may know.
    let content = Content {
        title: None,
        statement: "",
        summary: None,
        documents: ids,
    };
    write(tx, &permit, id, &new, &content, &documents).await?;
    let entry = entry(&new, None, &documents);
    cases::step(tx, &mut case, permit, Act::Submit, next, entry).await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::Completeness),
        Act::Register,
        Owed::Registrar,
        "",
    )
    .await?;
    cases::find(tx, id).await
}

/// The applicant asks for a panel (F04, T-10) once the parties had time to consult.
pub async fn request_panel(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    content: Content<'_>,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::RequestPanel, &case)?;
    let next = case.after(tx, Some(seen), Act::RequestPanel, |_| ())?;
    content.check()?;
    let mut new = request(&case, tx, Kind::PanelRequest, content.statement)?;
    new.summary = content.said_of_them();
    let documents = documents::to_file(tx, id, new.side, content.documents).await?;
    content.covers(&documents)?;
    let documents = unlabelled(documents);
    write(tx, &permit, id, &new, &content, &documents).await?;
    let entry = entry(&new, None, &documents);
    cases::step(tx, &mut case, permit, Act::RequestPanel, next, entry).await?;
    let propose = "Propose the size and the disciplines of the panel, with reasons.";
    cases::owe(
        tx,
        &case,
        None,
        Act::ProposeComposition,
        Owed::President,
        propose,
    )
    .await?;
    cases::find(tx, id).await
}

fn request<'a>(case: &Case, tx: &Tx<'_>, kind: Kind, statement: &'a str) -> Result<NewFiling<'a>> {
    let side = case.my_side(tx)?;
    Ok(NewFiling {
        id: Uuid::now_v7(),
        kind,
        stage: None,
        side,
        title: kind.title().to_owned(),
        statement,
        summary: None,
        late: false,
    })
}

/// A side files its next written submission (F07). The other side's next one then runs from service
/// (C-10); with the last one the written phase is complete.
pub async fn file_submission(
    tx: &mut Tx<'_>,
    case_id: Uuid,
    id: Uuid,
    seen: Option<i32>,
    content: Content<'_>,
) -> Result<Filing> {
    let mut case = cases::take(tx, case_id).await?;
    let digest = content.digest(tx, case_id, Kind::WrittenSubmission)?;
    if repeated(tx, id, &digest).await? {
        return find(tx, case_id, id).await;
    }
    let permit = tx.allow(Act::FileSubmission, &case)?;
    let next = case.after(tx, seen, Act::FileSubmission, |_| ())?;
    let side = case.my_side(tx)?;
    let (mut filed, missed) = (case.stages(), case.missed_stages(tx.now()));
    let (stage, timeliness) = filing::file_next(side, &filed, &missed)?;
    let documents = attached(tx, &case, side, &content).await?;
    let late = timeliness == Timeliness::Late;
    let new = NewFiling {
        id,
        kind: Kind::WrittenSubmission,
        stage: Some(stage),
        side,
        title: stage.title().to_owned(),
        statement: content.statement,
        summary: content.said_of_them(),
        late,
    };
    let documents = unlabelled(documents);
    write(tx, &permit, case_id, &new, &content, &documents).await?;
    let title = format!(
        "{} filed{}",
        stage.title(),
        if late { ", late" } else { "" }
    );
    let entry = entry(&new, Some(title), &documents);
    cases::step(tx, &mut case, permit, Act::FileSubmission, next, entry).await?;
    filed.push(stage);
    match filing::next_due(&filed, &missed) {
        Some((_, side, limit)) => {
            let by = if side == SideWord::Applicant {
                Owed::Applicant
            } else {
                Owed::Respondent
            };
            cases::owe(tx, &case, Some(limit), Act::FileSubmission, by, "").await?;
        }
        None => {
            tx.as_clock(async |tx| written_complete(tx, case_id).await)
                .await?
        }
    }
    find(tx, case_id, id).await
}

/// A side files exhibits (F10): each gets the next label of its side, as UKR-1.
pub async fn file_exhibit(
    tx: &mut Tx<'_>,
    case_id: Uuid,
    id: Uuid,
    seen: Option<i32>,
    content: Content<'_>,
) -> Result<Filing> {
    let mut case = cases::take(tx, case_id).await?;
    let digest = content.digest(tx, case_id, Kind::Exhibit)?;
    if repeated(tx, id, &digest).await? {
        return find(tx, case_id, id).await;
    }
    let permit = tx.allow(Act::FileExhibit, &case)?;
    let next = case.after(tx, seen, Act::FileExhibit, |_| ())?;
    let side = case.my_side(tx)?;
    let documents = attached(tx, &case, side, &content).await?;
    let (there, state) = (
        documents::exhibits_of(tx, case_id, side).await?,
        case.state_of(side).to_owned(),
    );
    let labels = (there + 1..).map(|no| Some(format!("{state}-{no}")));
    let documents: Vec<_> = documents.into_iter().zip(labels).collect();
    let title = content
        .title
        .unwrap_or_else(|| Kind::Exhibit.title())
        .trim()
        .to_owned();
    let new = NewFiling {
        id,
        kind: Kind::Exhibit,
        stage: None,
        side,
        title,
        statement: content.statement,
        summary: content.said_of_them(),
        late: false,
    };
    write(tx, &permit, case_id, &new, &content, &documents).await?;
    let entry = entry(&new, Some(exhibits_title(&documents)), &documents);
    cases::step(tx, &mut case, permit, Act::FileExhibit, next, entry).await?;
    find(tx, case_id, id).await
}

fn exhibits_title(documents: &[(DocumentRow, Option<String>)]) -> String {
    let label = |document: Option<&(DocumentRow, Option<String>)>| {
        document
            .and_then(|(_, label)| label.clone())
            .unwrap_or_default()
    };
    match documents {
        [only] => format!("Exhibit {} filed", label(Some(only))),
        many => format!(
            "Exhibits {} to {} filed",
            label(many.first()),
            label(many.last())
        ),
    }
}

/// What a submission or exhibit takes in: at least one document.
async fn attached(
    tx: &mut Tx<'_>,
    case: &Case,
    side: SideWord,
    content: &Content<'_>,
) -> Result<Vec<DocumentRow>> {
    content.check()?;
    if content.documents.is_empty() {
        return Err(Refusal::FilingWithoutDocument.into());
    }
    let documents = documents::to_file(tx, case.id(), side, content.documents).await?;
    content.covers(&documents)?;
    Ok(documents)
}

/// DL-27 or DL-28 has run and the reply or rejoinder is not in: the case goes on without it (T-20).
/// For the worker, which is the clock; nothing happens where the written phase is over already.
pub async fn submission_missed(tx: &mut Tx<'_>, case: Uuid) -> Result<()> {
    if cases::find(tx, case).await?.state() != State::WrittenPhase {
        return Ok(());
    }
    written_complete(tx, case).await
}

/// The last submission is in, or missed (T-20).
async fn written_complete(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::WrittenComplete, &case)?;
    let next = case.after(tx, None, Act::WrittenComplete, |_| ())?;
    let missed: Vec<_> = case
        .missed_stages(tx.now())
        .into_iter()
        .filter(|stage| !case.stages().contains(stage))
        .collect();
    let left_out: Vec<_> = missed.iter().map(|stage| stage.as_str()).collect();
    let entry = Entry {
        detail: json!({ "left_out": left_out }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::WrittenComplete, next, entry).await?;
    let case = cases::find(tx, id).await?;
    cases::await_closure(tx, &case).await
}

/// In which of these cases has a side filed anything?
pub async fn cases_with(tx: &mut Tx<'_>, cases: &[Uuid], side: SideWord) -> Result<Vec<Uuid>> {
    queries::cases_with(tx, cases, side).await
}
