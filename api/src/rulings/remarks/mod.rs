//! What members say among themselves about the draft while they write it. It is deliberative
//! (class C5): nobody who does not sit learns of it, and it is no part of the ruling.

mod queries;

use domain::Word;
use domain::case::Act;
use domain::refusal::Refusal;
use domain::ruling::{REMARK_LETTERS, REMARK_QUOTE_LETTERS};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FairCopy, SectionText};
use crate::cases::{self, Case};
use crate::db::Tx;
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::people;
use crate::wire::{CaseAct, RulingSection, Spelled};

use queries::{NewRemark, RemarkRow};

/// A remark as a member makes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkSaid {
    /// The section that it is about.
    pub section: RulingSection,
    /// The paragraph of it, by its number in the section from 1; without one it is about the whole
    /// section.
    #[serde(default)]
    pub paragraph: Option<i32>,
    /// The words of that paragraph that it is about; without them, how the paragraph begins.
    #[serde(default)]
    pub quote: String,
    /// What is remarked; 4,000 letters at most.
    pub text: String,
}

/// An answer to a remark.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkReplySaid {
    /// What is answered; 4,000 letters at most.
    pub text: String,
}

/// An answer to a remark, for the members.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemarkReply {
    /// Its id.
    pub id: Uuid,
    /// Who answered.
    pub author: String,
    /// What.
    pub text: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub said_at: Timestamp,
}

/// A remark, for the members.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemarkView {
    /// Its id.
    pub id: Uuid,
    /// The section that it is about.
    pub section: RulingSection,
    /// The number that its paragraph had in the section; none if it is about the whole section.
    pub paragraph: Option<i32>,
    /// The words that it is about, as they stood.
    pub quote: String,
    /// The number of the paragraph in which those words stand now; none if they are gone.
    pub now_at: Option<i32>,
    /// Who made it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub said_at: Timestamp,
    /// What was answered, the first first.
    pub replies: Vec<RemarkReply>,
    /// Who settled it.
    pub settled_by: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub settled_at: Option<Timestamp>,
}

/// The remarks on the draft of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemarksView {
    /// The remarks, the first first; what is settled stays.
    pub items: Vec<RemarkView>,
    /// What may still be done with them, by the person who asks.
    pub can: Vec<CaseAct>,
}

/// A member remarks on a passage of the draft. Said twice under the same id, it is said once.
pub(super) async fn make(tx: &mut Tx<'_>, id: Uuid, remark: Uuid, said: RemarkSaid) -> Result<()> {
    let case = super::take(tx, id).await?;
    let text = said.text.trim();
    if let Some(there) = queries::find(tx, id, remark).await? {
        let same = there.said_by == tx.person()
            && there.text == text
            && there.section == Some(said.section)
            && there.paragraph == said.paragraph;
        return if same { Ok(()) } else { Err(id_taken()) };
    }
    let permit = tx.allow(Act::Remark, &case)?;
    case.after(tx, None, Act::Remark, |_| ())?;
    let sections = text_now(tx, &case).await?;
    let mut faults = text_faults(text);
    let quote = passage(&sections, &said).unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    });
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let new = NewRemark {
        id: remark,
        case_id: id,
        answers: None,
        section: Some(said.section),
        paragraph: said.paragraph,
        quote: &quote,
        text,
    };
    if !queries::insert(tx, &permit, new).await? {
        return Err(id_taken());
    }
    tx.record_in_case(permit, id, json!({ "remark": remark }))
        .await
}

/// A member answers a remark that is not settled. Said twice under the same id, it is said once.
pub(super) async fn answer(
    tx: &mut Tx<'_>,
    id: Uuid,
    remark: Uuid,
    reply: Uuid,
    said: RemarkReplySaid,
) -> Result<()> {
    let case = super::take(tx, id).await?;
    let text = said.text.trim();
    if let Some(there) = queries::find(tx, id, reply).await? {
        let same =
            there.said_by == tx.person() && there.text == text && there.answers == Some(remark);
        return if same { Ok(()) } else { Err(id_taken()) };
    }
    let about = open(tx, id, remark).await?;
    let permit = tx.allow(Act::Remark, &case)?;
    case.after(tx, None, Act::Remark, |_| ())?;
    if about.settled_at.is_some() {
        return Err(Refusal::RulingRemarkSettled.into());
    }
    let faults = text_faults(text);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let new = NewRemark {
        id: reply,
        case_id: id,
        answers: Some(remark),
        section: None,
        paragraph: None,
        quote: "",
        text,
    };
    if !queries::insert(tx, &permit, new).await? {
        return Err(id_taken());
    }
    tx.record_in_case(permit, id, json!({ "remark": remark, "reply": reply }))
        .await
}

/// A member settles a remark, whoever made it: what the panel thinks of it is for the panel to say.
pub(super) async fn settle(tx: &mut Tx<'_>, id: Uuid, remark: Uuid) -> Result<()> {
    let case = super::take(tx, id).await?;
    let about = open(tx, id, remark).await?;
    let permit = tx.allow(Act::SettleRemark, &case)?;
    case.after(tx, None, Act::SettleRemark, |_| ())?;
    if about.settled_at.is_some() {
        return Err(Refusal::RulingRemarkSettled.into());
    }
    queries::settle(tx, &permit, id, remark).await?;
    tx.record_in_case(permit, id, json!({ "remark": remark }))
        .await
}

/// The remark of the case, which is not an answer to another one.
async fn open(tx: &mut Tx<'_>, case: Uuid, remark: Uuid) -> Result<RemarkRow> {
    let row = queries::find(tx, case, remark).await?;
    row.filter(|row| row.answers.is_none())
        .ok_or(Error::NotFound("remark"))
}

fn id_taken() -> Error {
    Error::invalid("id", "This id is taken; choose another one.")
}

/// What was said about the draft, as the person who asks may know it: a member's.
pub(super) async fn shown(tx: &mut Tx<'_>, id: Uuid) -> Result<RemarksView> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    let rows = queries::all(tx, id).await?;
    let people = rows
        .iter()
        .flat_map(|row| [Some(row.said_by), row.settled_by]);
    let mut ids: Vec<Uuid> = people.flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = people::by_ids(tx, &ids).await?;
    let name = |id: Uuid| {
        let account = accounts.iter().find(|one| one.id == id);
        account.map(|one| one.name.clone()).unwrap_or_default()
    };
    let sections = text_now(tx, &case).await?;
    let (answers, made): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.answers.is_some());
    let items = made.into_iter().filter_map(|row| {
        let replies = answers.iter().filter(|one| one.answers == Some(row.id));
        let replies = replies.map(|one| RemarkReply {
            id: one.id,
            author: name(one.said_by),
            text: one.text.clone(),
            said_at: one.said_at,
        });
        Some(RemarkView {
            id: row.id,
            section: row.section?,
            paragraph: row.paragraph,
            now_at: now_at(&sections, &row),
            quote: row.quote,
            author: name(row.said_by),
            text: row.text,
            said_at: row.said_at,
            replies: replies.collect(),
            settled_by: row.settled_by.map(name),
            settled_at: row.settled_at,
        })
    });
    let can = [Act::Remark, Act::SettleRemark].into_iter().filter(|act| {
        case.after(tx, None, *act, |_| ()).is_ok()
            && tx.may(&format!("{}.{}", Act::NAME, act.as_str()), &case)
    });
    Ok(RemarksView {
        items: items.collect(),
        can: can.map(Spelled).collect(),
    })
}

/// The text as it stands: the draft, or what was signed. While claims are deliberated anew there
/// is none.
async fn text_now(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<SectionText>> {
    if let Some(row) = super::of_case(tx, case.id()).await? {
        let fair: FairCopy = serde_json::from_value(row.content)?;
        return Ok(fair.sections);
    }
    if !super::WRITTEN.contains(&case.state()) {
        return Ok(Vec::new());
    }
    let now = super::drafting(tx, case).await?;
    Ok(now.sections(law::clause_text(&case.row.clause_id)))
}

/// The paragraphs of a section with their numbers, those from the findings first.
fn numbered(section: &SectionText) -> impl Iterator<Item = (i32, &str)> {
    let all = section.generated.iter().chain(&section.paragraphs);
    (1..).zip(all.map(String::as_str))
}

/// The words that a remark keeps of the passage that it is about, or why it is about none.
fn passage(sections: &[SectionText], said: &RemarkSaid) -> std::result::Result<String, Fault> {
    let quote = said.quote.trim();
    let Some(section) = sections.iter().find(|one| one.section == said.section) else {
        let why = "The draft has no such section; choose one that it has.";
        return Err(Fault::new("section", why));
    };
    let Some(no) = said.paragraph else {
        let why = "Say in which paragraph these words stand, or quote nothing.";
        return if quote.is_empty() {
            Ok(String::new())
        } else {
            Err(Fault::new("paragraph", why))
        };
    };
    let Some((_, text)) = numbered(section).find(|(number, _)| *number == no) else {
        let why = format!(
            "The section has no paragraph {no}; it has {}.",
            numbered(section).count()
        );
        return Err(Fault::new("paragraph", why));
    };
    if quote.is_empty() {
        return Ok(beginning(text.trim()).to_owned());
    }
    if quote.chars().count() > REMARK_QUOTE_LETTERS {
        let why = format!("A remark quotes at most {REMARK_QUOTE_LETTERS} letters; quote fewer.");
        return Err(Fault::new("quote", why));
    }
    if !text.contains(quote) {
        let why =
            "These words do not stand in that paragraph. Save the text first, or choose them anew.";
        return Err(Fault::new("quote", why));
    }
    Ok(quote.to_owned())
}

/// The first words of a text, as many as a remark may quote.
fn beginning(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(REMARK_QUOTE_LETTERS) else {
        return text;
    };
    let cut = &text[..end];
    // A word is not cut in two, where the script has gaps between words.
    cut.rfind(char::is_whitespace)
        .map_or(cut, |gap| cut[..gap].trim_end())
}

/// In which paragraph of its section the words stand now: the same one if they are still there.
fn now_at(sections: &[SectionText], row: &RemarkRow) -> Option<i32> {
    let section = sections
        .iter()
        .find(|one| Some(one.section) == row.section)?;
    if row.quote.is_empty() {
        return None;
    }
    let mut found = numbered(section)
        .filter(|(_, text)| text.contains(&row.quote))
        .map(|(number, _)| number);
    let first = found.next()?;
    let same = Some(first)
        .into_iter()
        .chain(found)
        .find(|number| Some(*number) == row.paragraph);
    same.or(Some(first))
}

fn text_faults(text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if text.is_empty() {
        faults.push(Fault::new("text", "Write what you have to say."));
    }
    let letters = text.chars().count();
    if letters > REMARK_LETTERS {
        let why = format!(
            "This has {letters} letters; at most {REMARK_LETTERS} are kept. Say it in fewer, or in two."
        );
        faults.push(Fault::new("text", why));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ruling::Section;

    fn section(paragraphs: &[&str]) -> SectionText {
        SectionText {
            section: Spelled(Section::Findings),
            title: "Findings".to_owned(),
            generated: vec!["It follows from the votes.".to_owned()],
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
            from_findings: false,
            basis: None,
        }
    }

    fn said(paragraph: Option<i32>, quote: &str) -> RemarkSaid {
        RemarkSaid {
            section: Spelled(Section::Findings),
            paragraph,
            quote: quote.to_owned(),
            text: "Is this so?".to_owned(),
        }
    }

    #[test]
    fn a_remark_keeps_the_words_that_it_is_about() {
        let text = [section(&["The quota was tried.", "It failed."])];
        let kept = |paragraph, quote| passage(&text, &said(paragraph, quote));
        let path = |kept: std::result::Result<String, Fault>| kept.unwrap_err().path;
        assert_eq!(kept(Some(2), " quota ").unwrap(), "quota");
        assert_eq!(kept(Some(1), "").unwrap(), "It follows from the votes.");
        assert_eq!(kept(None, "").unwrap(), "");
        assert_eq!(path(kept(None, "quota")), "paragraph");
        assert_eq!(path(kept(Some(4), "")), "paragraph");
        assert_eq!(path(kept(Some(0), "")), "paragraph");
        assert_eq!(path(kept(Some(3), "quota")), "quote");
        let long = "a ".repeat(REMARK_QUOTE_LETTERS);
        let text = [section(&[&long])];
        assert_eq!(path(passage(&text, &said(Some(2), &long))), "quote");
        let short = passage(&text, &said(Some(2), "")).unwrap();
        assert!(short.chars().count() <= REMARK_QUOTE_LETTERS && short.ends_with('a'));
        assert_eq!(path(passage(&[], &said(None, ""))), "section");
        let unbroken = "字".repeat(REMARK_QUOTE_LETTERS + 1);
        assert_eq!(beginning(&unbroken).chars().count(), REMARK_QUOTE_LETTERS);
    }

    #[test]
    fn a_remark_finds_its_words_when_the_text_has_moved() {
        let row = |paragraph, quote: &str| RemarkRow {
            id: Uuid::nil(),
            answers: None,
            section: Some(Spelled(Section::Findings)),
            paragraph,
            quote: quote.to_owned(),
            text: "Is this so?".to_owned(),
            said_by: Uuid::nil(),
            said_at: Timestamp::UNIX_EPOCH,
            settled_by: None,
            settled_at: None,
        };
        let text = [section(&["The quota was tried.", "The quota failed."])];
        assert_eq!(now_at(&text, &row(Some(3), "quota")), Some(3));
        assert_eq!(now_at(&text, &row(Some(9), "quota")), Some(2));
        assert_eq!(now_at(&text, &row(Some(2), "tariff")), None);
        assert_eq!(now_at(&text, &row(None, "")), None);
        assert_eq!(now_at(&[], &row(Some(2), "quota")), None);
    }

    #[test]
    fn a_remark_says_something_and_not_too_much() {
        assert!(text_faults("Is this so?").is_empty());
        assert_eq!(text_faults("").len(), 1);
        assert!(text_faults(&"字".repeat(REMARK_LETTERS)).is_empty());
        assert_eq!(text_faults(&"a".repeat(REMARK_LETTERS + 1)).len(), 1);
    }
}
