//! Documents: a party's PDF arrives, is kept as it came, and is filed later by an act of the case.
//! Until then it is open to its side alone (procedure 2.1.2).

mod access;
mod arrival;
mod destruction;
mod keys;
mod names;
mod queries;
mod routes;
mod secrecy;
mod showing;
mod sweep;

use std::collections::{HashMap, HashSet};

use domain::Word as _;
use domain::document::{Act, Class, Ground, Lacks};
use domain::people::Side as SideWord;
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::authz::{CaseFacts, Fact, Principal, Resource};
use crate::bodies;
use crate::db::{Permit, Tx};
use crate::error::{Error, Fault, Result};
use crate::sealing::{DocumentKey, Vault};
use crate::signing::Signer;
use crate::wire::{self, Class as ClassWord, Spelled};

pub use access::{Protected, protected_for};
pub use arrival::{Arrival, Received};
pub use destruction::case_ended;
pub use keys::rotate as rotate_keys;
use queries::{Bench, CaseAround};
pub use queries::{DocumentRow, Exhibit};
pub use routes::{DocumentView, mount, send};
pub use sweep::{UPLOAD, sweep};

/// Who may know of a document and not open it.
const CLOSED: &str = "Documents of class C2 and C3 are opened by the sitting members, and by agents and counsel who are approved in the case and have declared secrecy.";

/// How many documents one filing may take in.
const MOST_AT_ONCE: usize = 100;

/// A document, and the state whose side it is.
#[derive(Clone, Debug)]
pub struct Document {
    /// What is stored.
    pub row: DocumentRow,
    /// The state whose side uploaded it.
    pub by: String,
    /// May the caller read its name and what it says, and not only know of it?
    pub open: bool,
    /// May the caller read its name? Whoever opens it may; so may whoever sent it, until it is filed.
    pub named: bool,
    /// May the caller take it back?
    pub may_take_back: bool,
    /// When its key was erased: since then nobody can read it.
    pub destroyed_at: Option<Timestamp>,
}

/// A document that is to arrive.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Chosen by the client.
    pub id: Uuid,
    /// Its case.
    pub case: Uuid,
    /// What it is called.
    pub title: String,
    /// What its file was called.
    pub file_name: String,
    /// Its class.
    pub class: ClassWord,
}

/// What an upload left in the store.
pub struct Upload {
    /// Tells it from all others.
    pub arrival: Uuid,
    /// What its bytes are sealed with.
    pub key: DocumentKey,
    /// What came.
    pub received: Received,
}

/// Where the bytes of a document are, and what opens them.
pub struct Place {
    /// Under which name.
    pub name: String,
    /// The key, if they are sealed.
    pub key: Option<DocumentKey>,
}

/// The case around documents, as far as policies ask.
struct Around {
    case: CaseAround,
    bench: Bench,
    /// Who is approved and has declared secrecy, and for which state.
    declared: Vec<(Uuid, String)>,
}

/// Papers of a case that the caller may know of.
pub struct Papers {
    /// The documents, oldest first.
    pub documents: Vec<Document>,
    around: Around,
}

/// A filing, as far as policies ask.
pub struct FilingFacts {
    /// Its id.
    pub id: Uuid,
    /// The class of what it says itself.
    pub class: Class,
    /// Whose side filed it.
    pub side: SideWord,
    /// Who filed it.
    pub filed_by: Uuid,
}

/// What the caller may do with a document.
#[derive(Clone, Copy)]
struct Leave {
    /// Know of it.
    known: bool,
    /// Read its name and what it says.
    open: bool,
    /// Read its name.
    named: bool,
    /// Take it back.
    take_back: bool,
}

/// A document in its case, or one that is to be, as policies see it.
struct Held<'a> {
    around: &'a Around,
    cleared: Vec<Uuid>,
    id: Uuid,
    class: ClassWord,
    by: &'a str,
    filed: bool,
    uploaded_by: Uuid,
}

impl NewDocument {
    /// With names that are safe to show and to send.
    pub fn new(
        case: Uuid,
        id: Uuid,
        file_name: &str,
        title: Option<&str>,
        class: ClassWord,
    ) -> Self {
        let file_name = names::file_name(file_name);
        let title = Some(names::plain(title.unwrap_or_default())).filter(|title| !title.is_empty());
        Self {
            id,
            case,
            title: title.unwrap_or_else(|| file_name.clone()),
            file_name,
            class,
        }
    }

    fn faults(&self) -> Result<()> {
        if self.title.chars().count() > names::LONGEST {
            return Err(Error::invalid(
                "title",
                "A title has at most 200 characters.",
            ));
        }
        if !self.class.0.may_be_filed_by_party() {
            let why = "A party files documents of class C0, C1, C2 or C3. What a State has classified (C4) stays with it.";
            return Err(Error::Refused(
                Refusal::FilingClassNotAllowed,
                vec![Fault::new("class", why)],
            ));
        }
        Ok(())
    }
}

impl Around {
    fn state_of(&self, side: SideWord) -> &str {
        match side {
            SideWord::Applicant => &self.case.applicant,
            SideWord::Respondent => &self.case.respondent,
        }
    }

    fn my_side(&self, tx: &Tx<'_>) -> Option<SideWord> {
        let mine = &tx.who().state;
        let sides = [SideWord::Applicant, SideWord::Respondent];
        sides.into_iter().find(|side| self.state_of(*side) == mine)
    }

    fn leave(&self, tx: &Tx<'_>, row: &DocumentRow) -> Leave {
        let held = self.held(tx.who(), row);
        let open = !self.opens(tx, tx.who(), row).is_empty();
        Leave {
            known: tx.may("document.view", &held),
            open,
            named: open || tx.may("document.view_name", &held),
            take_back: row.filing_id.is_none() && tx.may("document.take_back", &held),
        }
    }

    /// By what someone may open a document; nothing where they may not. The one answer to that, for whoever
    /// opens one and for whoever is told who can.
    fn opens(&self, tx: &Tx<'_>, who: &Principal, row: &DocumentRow) -> Vec<Ground> {
        let held = self.held(who, row);
        if !tx.may_they(who, "case.view", self) || !tx.may_they(who, "document.view", &held) {
            return Vec::new();
        }
        tx.grounds_of(who, &held)
    }

    /// Who reads what is protected, when this person asks. Whoever acts for another state by now does not.
    fn cleared(&self, who: &Principal) -> Vec<Uuid> {
        let declared = self.declared.iter();
        declared
            .filter(|(person, state)| *person != who.id || *state == who.state)
            .map(|(person, _)| *person)
            .collect()
    }

    fn held<'a>(&'a self, who: &Principal, row: &DocumentRow) -> Held<'a> {
        Held {
            around: self,
            cleared: self.cleared(who),
            id: row.id,
            class: row.class,
            by: self.state_of(row.side.0),
            filed: row.filing_id.is_some(),
            uploaded_by: row.uploaded_by,
        }
    }

    fn with_leave(&self, row: DocumentRow, leave: Leave, gone: Option<Timestamp>) -> Document {
        Document {
            by: self.state_of(row.side.0).to_owned(),
            row,
            open: leave.open,
            named: leave.named,
            may_take_back: leave.take_back && gone.is_none(),
            destroyed_at: gone,
        }
    }

    fn document(&self, tx: &Tx<'_>, row: DocumentRow, gone: Option<Timestamp>) -> Document {
        let leave = self.leave(tx, &row);
        self.with_leave(row, leave, gone)
    }
}

impl Resource for Around {
    const KIND: &'static str = "Case";

    fn id(&self) -> Uuid {
        self.case.id
    }

    fn case(&self) -> Option<Uuid> {
        Some(self.case.id)
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let (case, bench) = (&self.case, &self.bench);
        CaseFacts {
            applicant: case.applicant.clone(),
            respondent: case.respondent.clone(),
            draft: case.state.0 == domain::case::State::Draft,
            served: case.registered_at.is_some(),
            filed_by: case.filed_by,
            sitting: bench.sitting.clone(),
            candidates: bench.candidates.clone(),
            alternates: bench.alternates.clone(),
            sitting_alternates: bench.sitting_alternates.clone(),
            presiding: bench.presiding,
            issued: case.issued_at.is_some(),
            published: case.published_at.is_some(),
            held: case.held_at.is_some(),
            let_in: bench.let_in_c1.clone(),
        }
        .all()
    }
}

impl Resource for Held<'_> {
    const KIND: &'static str = "Document";

    fn id(&self) -> Uuid {
        self.id
    }

    fn case(&self) -> Option<Uuid> {
        Some(self.around.case.id)
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("applicant", Fact::Text(self.around.case.applicant.clone())),
            (
                "respondent",
                Fact::Text(self.around.case.respondent.clone()),
            ),
            ("class", Fact::Text(self.class.to_string())),
            ("by", Fact::Text(self.by.to_owned())),
            ("filed", Fact::Flag(self.filed)),
            (
                "served",
                Fact::Flag(self.around.case.registered_at.is_some()),
            ),
            ("held", Fact::Flag(self.around.case.held_at.is_some())),
            ("uploaded_by", Fact::Person(Some(self.uploaded_by))),
            ("sitting", Fact::People(self.around.bench.sitting.clone())),
            (
                "sitting_alternates",
                Fact::People(self.around.bench.sitting_alternates.clone()),
            ),
            ("cleared", Fact::People(self.cleared.clone())),
            (
                "let_in",
                Fact::People(self.around.bench.let_in(self.class.0).to_vec()),
            ),
        ]
    }
}

/// The case around documents, if the caller may see it.
async fn around(tx: &mut Tx<'_>, case: Uuid) -> Result<Around> {
    let around = found_around(tx, case).await?;
    tx.see("case.view", &around, "case")?;
    Ok(around)
}

async fn found_around(tx: &mut Tx<'_>, case: Uuid) -> Result<Around> {
    let (case, bench) = queries::around(tx, case).await?;
    let declared = secrecy::declared(tx, case.id).await?;
    Ok(Around {
        case,
        bench,
        declared,
    })
}

fn to_be<'a>(tx: &Tx<'_>, around: &'a Around, new: &NewDocument) -> Result<(SideWord, Held<'a>)> {
    let outsider = || Error::Forbidden("Only the parties upload documents.".to_owned());
    let side = around.my_side(tx).ok_or_else(outsider)?;
    let by = around.state_of(side);
    Ok((
        side,
        Held {
            around,
            cleared: around.cleared(tx.who()),
            id: new.id,
            class: new.class,
            by,
            filed: false,
            uploaded_by: tx.person(),
        },
    ))
}

/// In which classes the caller may send documents, as the case stands; and in which not, and what is missing for it.
/// `approved`: an agent has approved the caller.
fn classes_to_send(
    tx: &Tx<'_>,
    around: &Around,
    approved: bool,
) -> (Vec<Class>, Vec<(Class, Lacks)>) {
    let (mut open, mut shut) = (Vec::new(), Vec::new());
    let Some(side) = around.my_side(tx) else {
        return (open, shut);
    };
    let sends = |class: Class, cleared: Vec<Uuid>| {
        let held = Held {
            around,
            cleared,
            id: around.case.id,
            class: Spelled(class),
            by: around.state_of(side),
            filed: false,
            uploaded_by: tx.person(),
        };
        tx.may("document.upload", &held)
    };
    let filed_by_party = Class::ALL.iter().copied();
    for class in filed_by_party
        .filter(|class| class.may_be_filed_by_party() && !around.case.state.0.is_closed())
    {
        if sends(class, around.cleared(tx.who())) {
            open.push(class);
        } else if !sends(class, vec![tx.person()]) {
            shut.push((class, Lacks::Voice));
        } else if approved {
            shut.push((class, Lacks::Declaration));
        } else {
            shut.push((class, Lacks::Approval));
        }
    }
    (open, shut)
}

fn may_arrive(tx: &Tx<'_>, new: &NewDocument, held: &Held<'_>) -> Result<()> {
    new.faults()?;
    if tx.may("document.upload", held) {
        return Ok(());
    }
    let why = match new.class.0 {
        Class::BusinessConfidential => {
            "Documents of class C2 are uploaded by agents and counsel who are approved in this case and have declared secrecy."
        }
        Class::StrictlyConfidential => {
            "Documents of class C3 are uploaded by the agents of a party."
        }
        _ => "Only agents and counsel of a party upload documents.",
    };
    Err(Error::Forbidden(why.to_owned()))
}

/// May this document arrive? Gives the size that it may have, in bytes. Asked before the bytes are
/// taken in, so that nobody sends what would be refused. What arrives and never gets its row is
/// swept away later, whatever broke it off.
pub async fn expect(tx: &mut Tx<'_>, new: &NewDocument, arrival: Uuid) -> Result<u64> {
    let around = around(tx, new.case).await?;
    let (_, held) = to_be(tx, &around, new)?;
    may_arrive(tx, new, &held)?;
    if around.case.state.0.is_closed() {
        return Err(Refusal::CaseClosed.into());
    }
    let rules = bodies::rules(tx, around.case.rules_version).await?;
    sweep::expect(tx, new.id, arrival).await?;
    Ok(u64::from(rules.document.document_mib_max) << 20)
}

/// The bytes of a document are in the store: it gets its row. The same author with the same bytes
/// gets the row that is there.
pub async fn add(
    tx: &mut Tx<'_>,
    vault: &Vault,
    new: &NewDocument,
    upload: &Upload,
) -> Result<Document> {
    let received = &upload.received;
    let around = around(tx, new.case).await?;
    let (side, held) = to_be(tx, &around, new)?;
    may_arrive(tx, new, &held)?;
    let permit = tx.allow(Act::Upload, &held)?;
    if around.case.state.0.is_closed() {
        return Err(Refusal::CaseClosed.into());
    }
    let added = queries::insert(tx, &permit, new, Spelled(side), received).await?;
    let row = queries::find(tx, new.id)
        .await?
        .ok_or(Refusal::DocumentIdTaken)?;
    let same = row.case_id == new.case
        && row.uploaded_by == tx.person()
        && row.sha256 == received.sha256
        && row.class == new.class;
    if !same {
        return Err(Refusal::DocumentIdTaken.into());
    }
    if !added && queries::certificate_of(tx, new.id).await?.is_some() {
        return Err(Refusal::DocumentDestroyed.into());
    }
    let detail = if added {
        keys::keep(tx, vault, &permit, new.id, (upload.arrival, &upload.key)).await?;
        tx.call_off(upload.arrival).await?;
        json!({ "sha256": wire::hex(&row.sha256), "size_bytes": row.size_bytes, "class": row.class })
    } else {
        // The bytes of the first upload are those that count; these are swept away.
        json!({ "again": true })
    };
    tx.record_in_case(permit, new.case, detail).await?;
    Ok(around.document(tx, row, None))
}

impl Papers {
    /// May the caller read what a filing itself says? It is like a document of the class of its kind.
    pub fn show(&self, tx: &Tx<'_>, filing: FilingFacts) -> bool {
        let held = Held {
            around: &self.around,
            cleared: Vec::new(),
            id: filing.id,
            class: Spelled(filing.class),
            by: self.around.state_of(filing.side),
            filed: true,
            uploaded_by: filing.filed_by,
        };
        tx.may("document.view_content", &held)
    }
}

/// The documents of a case that the caller may know of, oldest first.
pub async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Document>> {
    Ok(papers(tx, case).await?.documents)
}

/// The same, and whether the caller may read what was filed with them.
pub async fn papers(tx: &mut Tx<'_>, case: Uuid) -> Result<Papers> {
    let around = around(tx, case).await?;
    let rows = queries::of_case(tx, case).await?;
    let mut destroyed = queries::destroyed_in(tx, case).await?;
    // Whatever policy can ask is in the key, so that each kind of document is asked about once.
    let mut answers = HashMap::new();
    let mut known = Vec::new();
    for row in rows {
        let key = (
            row.class,
            row.side,
            row.filing_id.is_some(),
            row.uploaded_by,
        );
        let leave = *answers.entry(key).or_insert_with(|| around.leave(tx, &row));
        if leave.known {
            let gone = destroyed.remove(&row.id);
            known.push(around.with_leave(row, leave, gone));
        }
    }
    Ok(Papers {
        around,
        documents: known,
    })
}

/// Those of a case on the register that everyone may read (class C0), oldest first; for the register, which has asked
/// whether everyone may know of the case.
pub async fn public_papers(tx: &mut Tx<'_>, case: Uuid) -> Result<Papers> {
    let around = found_around(tx, case).await?;
    let (mut documents, mut answers) = (Vec::new(), HashMap::new());
    for row in queries::public_of_case(tx, case).await? {
        let asked = || tx.may("document.view_content", &around.held(tx.who(), &row));
        if *answers.entry(row.side).or_insert_with(asked) {
            let leave = Leave {
                known: true,
                named: true,
                open: true,
                take_back: false,
            };
            documents.push(around.with_leave(row, leave, None));
        }
    }
    Ok(Papers { around, documents })
}

/// One of them, and where its bytes are.
pub async fn open_public(
    tx: &mut Tx<'_>,
    vault: &Vault,
    case: Uuid,
    id: Uuid,
) -> Result<(DocumentRow, Place)> {
    let around = found_around(tx, case).await?;
    let found = queries::find(tx, id).await?;
    let row = found.filter(|row| {
        row.case_id == case && tx.may("document.view_content", &around.held(tx.who(), row))
    });
    let row = row.ok_or(Error::NotFound("document"))?;
    let place = keys::place(tx, vault, &row).await?;
    Ok((row, place))
}

async fn there(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<(Around, DocumentRow)> {
    let around = around(tx, case).await?;
    let found = queries::find(tx, id).await?;
    let row = found
        .filter(|row| row.case_id == case)
        .ok_or(Error::NotFound("document"))?;
    tx.see("document.view", &around.held(tx.who(), &row), "document")?;
    Ok((around, row))
}

/// The day has passed on which what only some could read was to be destroyed, and the registrar has not done it. No
/// more is done where the case goes on by now, or a revision is asked for.
pub async fn kept_long_enough(tx: &mut Tx<'_>, signer: &Signer, case: Uuid) -> Result<()> {
    destruction::destroy_protected(tx, signer, case)
        .await
        .map(|_| ())
}

/// A document of a case that the caller may know of.
pub async fn find(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Document> {
    let (around, row) = there(tx, case, id).await?;
    let gone = queries::certificate_of(tx, id).await?;
    Ok(around.document(tx, row, gone.map(|gone| gone.destroyed_at)))
}

/// A document of a case that the caller may open, and where its bytes are.
pub async fn open(
    tx: &mut Tx<'_>,
    vault: &Vault,
    case: Uuid,
    id: Uuid,
) -> Result<(Document, Place)> {
    let (around, row) = there(tx, case, id).await?;
    let held = around.held(tx.who(), &row);
    if around.opens(tx, tx.who(), &row).is_empty() {
        return Err(Error::Forbidden(CLOSED.to_owned()));
    }
    if row.class.0.is_view_only() {
        return Err(Refusal::DocumentViewOnly.into());
    }
    tx.see("document.view_content", &held, "document")?;
    let place = keys::place(tx, vault, &row).await?;
    Ok((around.document(tx, row, None), place))
}

/// The documents that a side wants to file, in its order: its own, of this case, not filed before.
pub async fn to_file(
    tx: &mut Tx<'_>,
    case: Uuid,
    side: SideWord,
    ids: &[Uuid],
) -> Result<Vec<DocumentRow>> {
    if ids.len() > MOST_AT_ONCE {
        return Err(Error::invalid(
            "documents",
            "One filing takes in at most a hundred documents.",
        ));
    }
    let around = around(tx, case).await?;
    let mut rows = queries::waiting(tx, case, Spelled(side), ids).await?;
    let destroyed = queries::destroyed_in(tx, case).await?;
    rows.retain(|row| !destroyed.contains_key(&row.id));
    // Who may not send a document of a class does not file one either.
    let mut waiting: HashMap<_, _> = rows
        .into_iter()
        .filter(|row| tx.may("document.upload", &around.held(tx.who(), row)))
        .map(|row| (row.id, row))
        .collect();
    let (mut seen, mut faults, mut found) = (HashSet::new(), Vec::new(), Vec::new());
    for (at, id) in ids.iter().enumerate() {
        let path = format!("documents.{at}");
        match waiting.remove(id) {
            _ if !seen.insert(*id) => {
                faults.push(Fault::new(path, "This document is named twice."))
            }
            Some(row) => found.push(row),
            None => faults.push(Fault::new(
                path,
                "Your side has no such document here that waits to be filed by you.",
            )),
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Files a document, with its label if it is an exhibit. After that nothing of it changes.
pub async fn file(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: Uuid,
    filing: Uuid,
    exhibit: Option<&str>,
) -> Result<()> {
    queries::file(tx, permit, id, filing, exhibit).await
}

/// How many exhibits a side has on the record; the case is locked by whoever numbers the next.
pub async fn exhibits_of(tx: &mut Tx<'_>, case: Uuid, side: SideWord) -> Result<usize> {
    usize::try_from(queries::count_exhibits(tx, case, side).await?).map_err(Error::broken)
}

/// The labels of all exhibits of a case, the applicant's first, each side's in order. For those who
/// have the case already.
pub async fn exhibit_labels(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<String>> {
    let mut exhibits = queries::exhibits(tx, case).await?;
    let number = |label: &str| {
        label
            .rsplit('-')
            .next()
            .and_then(|digits| digits.parse::<u32>().ok())
    };
    exhibits.sort_by_key(|(side, label)| (side.0 == SideWord::Respondent, number(label)));
    Ok(exhibits.into_iter().map(|(_, label)| label).collect())
}

/// The exhibits on the record of a case, side by side, in the order in which they came. For those
/// who have the case already: what only some may read has no title here, since titles tell.
pub async fn on_record(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Exhibit>> {
    let mut exhibits = queries::on_record(tx, case).await?;
    for exhibit in &mut exhibits {
        if !exhibit.class.0.is_open_in_case() {
            "not named here".clone_into(&mut exhibit.title);
        }
    }
    Ok(exhibits)
}

/// Those of class C2 or higher: what they say stands in nothing that is published (T-30).
pub async fn protected(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Exhibit>> {
    let mut exhibits = on_record(tx, case).await?;
    exhibits.retain(|one| one.class.0 >= Class::BusinessConfidential);
    Ok(exhibits)
}

impl Exhibit {
    /// Does a text name this exhibit, and not one whose label only begins alike?
    pub fn is_named_in(&self, text: &str) -> bool {
        text.match_indices(&self.label).any(|(at, _)| {
            let next = text[at + self.label.len()..].chars().next();
            !next.is_some_and(|letter| letter.is_ascii_digit())
        })
    }
}
