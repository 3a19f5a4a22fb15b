//! A published ruling in other languages. The registry writes a translation of the public text,
//! paragraph by paragraph; the registrar publishes it beside the authentic text, of which it never
//! takes the place. What is masked or held in the authentic text is so in every language.

mod akn;
mod queries;

use std::collections::BTreeMap;

use domain::Word as _;
use domain::case::Act;
use domain::deadline::Owed;
use domain::refusal::Refusal;
use domain::ruling::{OpinionKind, PublicationChange, RedactionReason, Section};
use domain::translation::{self, AUTHENTIC, Misfit, Part, TranslationState as State};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::public::{self, PublicRuling};
use super::{Mask, RulingOfCase, RulingRow, SectionText, afterlife, portal, redaction};
use crate::bodies;
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::deadlines;
use crate::error::{Error, Fault, Result};
use crate::languages::{self, Words};
use crate::people;
use crate::publications::{self, Release};
use crate::search::PARAGRAPH;
use crate::wire::{CaseAct, Language, RulingSection, Spelled, TranslationState};
use queries::TranslationRow;

/// The longest translated paragraph, in characters.
const PARAGRAPH_CHARACTERS: usize = 20_000;

/// A section of a translation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedSection {
    /// Which section.
    pub section: RulingSection,
    /// Paragraph N translates paragraph N of the authentic text; one without text is still to come.
    pub paragraphs: Vec<String>,
}

/// What the registry writes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslationSaid {
    /// The version of the authentic text that was read.
    pub of_version: i32,
    /// Section by section.
    pub sections: Vec<TranslatedSection>,
}

/// A section of the public text that is to be translated.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceSection {
    /// Which section.
    pub section: RulingSection,
    /// Its heading, which the system says in each language.
    pub title: String,
    /// The number of its first paragraph.
    pub first: usize,
    /// Its paragraphs, with bars where something is masked.
    pub paragraphs: Vec<String>,
    /// Is it held, so that there is nothing to translate yet?
    pub held: bool,
}

/// A translation, as the registry has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TranslationView {
    /// Its language.
    pub language: Language,
    /// What `If-Match` names; 0 where nothing is written yet.
    pub version: i32,
    /// Where it stands; none where nothing is written yet.
    pub state: Option<TranslationState>,
    /// The version of the authentic text that it translates.
    pub of_version: i32,
    /// Has the authentic text changed since?
    pub behind: bool,
    /// How many paragraphs have no text yet.
    pub open: usize,
    /// What was written, aligned with the text that stands.
    pub sections: Vec<TranslatedSection>,
    /// Who wrote it last.
    pub translator: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub edited_at: Option<Timestamp>,
    /// When it was published last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
}

/// The public text of a ruling, and its translations; for the registry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TranslationsView {
    /// The address of the ruling, by which an act names it.
    pub slug: String,
    /// The rulings of the case, the newest first, and what may be done to each.
    pub rulings: Vec<RulingOfCase>,
    /// The addresses of those of which a translation waits to be caught up or published, the newest first.
    pub waits: Vec<String>,
    /// The language of the authentic text.
    pub authentic: Language,
    /// Its version.
    pub of_version: i32,
    /// What is to be translated.
    pub source: Vec<SourceSection>,
    /// One for each other language.
    pub translations: Vec<TranslationView>,
    /// The acts on them that are open to the person who asks.
    pub can: Vec<CaseAct>,
}

/// A language in which a ruling can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LanguageVersion {
    /// The language.
    pub language: Language,
    /// Is this the text that counts?
    pub authentic: bool,
    /// Where its page is, below the origin of this server.
    pub address: String,
    /// The name of this expression in the scheme of Akoma Ntoso, below the same.
    pub iri: String,
    /// Has the authentic text changed since it was translated?
    pub behind: bool,
    /// When the translation was published last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
}

/// A paragraph of a translation beside the one that it translates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPair {
    /// Its number, which is the same in every language.
    pub no: usize,
    /// The translation; none where there is none yet, and the authentic text has to be read.
    pub text: Option<String>,
    /// The authentic text.
    pub authentic: String,
}

/// A section of a translation beside the one that it translates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPairs {
    /// Which section.
    pub section: RulingSection,
    /// Its heading.
    pub title: String,
    /// Its heading in the authentic text.
    pub authentic_title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<PublicPair>,
}

/// A published translation of a ruling. It is not authentic.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicTranslation {
    /// Its language.
    pub language: Language,
    /// The language of the text that is authentic.
    pub authentic: Language,
    /// The name of this expression in the scheme of Akoma Ntoso, below the origin of this server.
    pub iri: String,
    /// Where its page is, below the same.
    pub address: String,
    /// `[2026] ISECRC 1`.
    pub citation: String,
    /// The address of the ruling within its body.
    pub slug: String,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// The version of the authentic text that it translates.
    pub of_version: i32,
    /// The version of the authentic text that stands.
    pub stands: i32,
    /// Has the authentic text changed since it was translated?
    pub behind: bool,
    /// When it was published last.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Timestamp,
    /// The day of that.
    #[schema(value_type = String, format = Date)]
    pub published_on: Date,
    /// The text, aligned with the authentic one.
    pub sections: Vec<PublicPairs>,
    /// In which languages the ruling can be read.
    pub languages: Vec<LanguageVersion>,
}

/// The public text as a translation has to follow it, and its version.
struct Source {
    ruling: PublicRuling,
    masks: Vec<Mask>,
    stands: i32,
}

impl Source {
    /// Of a ruling of a case that was published. A withdrawn one is gone in every language.
    async fn of(tx: &mut Tx<'_>, row: RulingRow) -> Result<Self> {
        let slug = row.slug.ok_or_else(nothing_public)?;
        Ok(Self {
            masks: serde_json::from_value(row.masks)?,
            ..Self::at(tx, &slug).await?
        })
    }

    async fn at(tx: &mut Tx<'_>, slug: &str) -> Result<Self> {
        let ruling = public::published(tx, slug).await?;
        let stands = publications::stand(tx, &[ruling.id]).await?;
        let stands = stands.first().map(|one| one.1).unwrap_or_default();
        Ok(Self {
            ruling,
            masks: Vec::new(),
            stands,
        })
    }

    fn sections(&self) -> impl Iterator<Item = &SectionText> {
        self.ruling.numbered()
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let sections = self.sections();
        let part =
            |one: &'_ SectionText| (one.section.0, one.section.0 == Section::Recommendations);
        sections
            .map(|one| {
                let (section, recommends) = part(one);
                Part {
                    section,
                    paragraphs: one.paragraphs.iter().map(String::as_str).collect(),
                    held: self.ruling.held && recommends,
                }
            })
            .collect()
    }

    fn shown(&self) -> Vec<SourceSection> {
        let mut first = 1;
        let parts = self.parts();
        let sections = self.sections().zip(&parts).map(|(one, part)| {
            let at = first;
            first += one.paragraphs.len();
            SourceSection {
                section: one.section,
                title: one.title.clone(),
                first: at,
                paragraphs: one.paragraphs.clone(),
                held: part.held,
            }
        });
        sections.collect()
    }

    /// What was written, in the shape of the text that stands; and whether it has that shape.
    fn aligned(&self, written: &[TranslatedSection]) -> (Vec<TranslatedSection>, bool) {
        let parts = self.parts();
        let fits = translation::misfits(&parts, &seen(written)).is_empty();
        let sections = parts.iter().enumerate().map(|(at, part)| {
            let own = written
                .get(at)
                .filter(|one| one.section.0 == part.section)
                .map_or(&[][..], |one| one.paragraphs.as_slice());
            let text = |place: usize| own.get(place).filter(|_| !part.held);
            let places = 0..part.paragraphs.len();
            TranslatedSection {
                section: Spelled(part.section),
                paragraphs: places
                    .map(|place| text(place).cloned().unwrap_or_default())
                    .collect(),
            }
        });
        (sections.collect(), fits)
    }

    /// A translation as the registry has it.
    fn view(&self, row: Option<TranslationRow>, language: Language) -> Result<TranslationView> {
        let written: Vec<TranslatedSection> = match &row {
            Some(row) => serde_json::from_value(row.content.clone())?,
            None => Vec::new(),
        };
        let (sections, aligned) = self.aligned(&written);
        let of_version = row.as_ref().map_or(self.stands, |row| row.of_version);
        Ok(TranslationView {
            language,
            version: row.as_ref().map_or(0, |row| row.version),
            state: row.as_ref().map(|row| row.state),
            of_version,
            behind: row.is_some() && translation::is_behind(of_version, self.stands, aligned),
            open: translation::open(&self.parts(), &seen(&sections)).len(),
            sections,
            translator: None,
            edited_at: row.as_ref().map(|row| row.edited_at),
            published_at: row.and_then(|row| row.published_at),
        })
    }
}

fn seen(sections: &[TranslatedSection]) -> Vec<(Section, &[String])> {
    let all = sections.iter();
    all.map(|one| (one.section.0, one.paragraphs.as_slice()))
        .collect()
}

fn nothing_public() -> Error {
    Error::NotFound("published ruling")
}

/// The public text of a ruling of the case and its translations, for whoever writes them; of the newest
/// one that is public, where none is named.
pub(super) async fn list(
    tx: &mut Tx<'_>,
    id: Uuid,
    named: Option<&str>,
) -> Result<TranslationsView> {
    let case = cases::find(tx, id).await?;
    tx.see("case.translate_ruling", &case, "translation")?;
    let all = super::queries::issued_of(tx, id).await?.into_iter();
    let published: Vec<_> = all.filter(|row| row.published_at.is_some()).collect();
    let meant = match named {
        Some(slug) => published
            .iter()
            .find(|row| row.slug.as_deref() == Some(slug)),
        None => published
            .iter()
            .find(|row| row.withdrawn_at.is_none())
            .or(published.first()),
    };
    let row = meant.cloned().ok_or_else(nothing_public)?;
    let source = Source::of(tx, row).await?;
    let mut waits = Vec::new();
    for (one, waiting) in all_waiting(tx, id).await? {
        if waiting.outrun || waiting.complete {
            waits.push(one);
        }
    }
    let mut rows: BTreeMap<_, _> = queries::of_rulings(tx, &[source.ruling.id])
        .await?
        .into_iter()
        .map(|row| (row.language, row))
        .collect();
    let by: Vec<_> = rows.values().map(|row| row.translated_by).collect();
    let people = people::by_ids(tx, &by).await?;
    let mut translations = Vec::new();
    let all = domain::language::Language::ALL.iter().copied();
    for language in all.filter(|one| *one != AUTHENTIC).map(Spelled) {
        let row = rows.remove(&language);
        let by = row.as_ref().map(|row| row.translated_by);
        let translator = people.iter().find(|one| Some(one.id) == by);
        let mut view = source.view(row, language)?;
        view.translator = translator.map(|one| one.name.clone());
        translations.push(view);
    }
    let acts = [Act::TranslateRuling, Act::PublishTranslation];
    let can = case.can(tx).into_iter();
    Ok(TranslationsView {
        rulings: afterlife::shown(tx, &case).await?,
        slug: source.ruling.slug.clone(),
        waits,
        authentic: Spelled(AUTHENTIC),
        of_version: source.stands,
        source: source.shown(),
        translations,
        can: can.filter(|act| acts.contains(act)).map(Spelled).collect(),
    })
}

/// Someone of the registry writes a translation of the ruling at an address, or of the newest public one;
/// `seen` is its version.
pub(super) async fn save(
    tx: &mut Tx<'_>,
    id: Uuid,
    (named, language): (Option<&str>, Language),
    seen_version: i32,
    said: TranslationSaid,
) -> Result<TranslationsView> {
    let case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::TranslateRuling, &case)?;
    let (row, _) = afterlife::meant(tx, &case, (Act::TranslateRuling, None), named).await?;
    let source = Source::of(tx, row).await?;
    if language.0 == AUTHENTIC {
        let why = "The ruling was written in this language; its own text is authentic.";
        return Err(Error::invalid("language", why));
    }
    // Whoever read an older text is told so before anything of theirs is kept under a newer one.
    if said.of_version != source.stands {
        return Err(Refusal::TranslationBehind.into());
    }
    let faults = faults(&source, &said.sections);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let content = serde_json::to_value(trimmed(&said.sections))?;
    let key = (source.ruling.id, language);
    queries::write(tx, &permit, key, seen_version, (source.stands, content)).await?;
    // No entry of the docket, and no new version of the case: nothing in it has moved.
    let detail =
        json!({ "language": language, "version": seen_version + 1, "of_version": source.stands });
    tx.record_in_case(permit, id, detail).await?;
    note_work(tx, &case).await?;
    list(tx, id, Some(&source.ruling.slug)).await
}

/// The registrar publishes what was written of the ruling at an address, or of the newest public one;
/// `seen` is its version.
pub(super) async fn publish(
    tx: &mut Tx<'_>,
    id: Uuid,
    (named, language): (Option<&str>, Language),
    seen_version: i32,
) -> Result<TranslationsView> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::PublishTranslation, &case)?;
    let act = (Act::PublishTranslation, None);
    let (meant, next) = afterlife::meant(tx, &case, act, named).await?;
    // The docket names the ruling where it is not the one on which the case is.
    let former = meant
        .citation
        .clone()
        .filter(|_| meant.reopened_at.is_some());
    let source = Source::of(tx, meant).await?;
    let row = queries::one(tx, source.ruling.id, language)
        .await?
        .ok_or(Error::NotFound("translation"))?;
    if row.version != seen_version {
        return Err(Error::Stale);
    }
    let (state, of_version) = (row.state.0, row.of_version);
    let view = source.view(Some(row), language)?;
    let open = translation::open(&source.parts(), &seen(&view.sections));
    translation::may_publish(state, view.behind, open.len()).map_err(|refusal| {
        let faults = if refusal == Refusal::TranslationIncomplete {
            untranslated(&source, &open)
        } else {
            Vec::new()
        };
        Error::Refused(refusal, faults)
    })?;
    queries::publish(tx, &permit, (source.ruling.id, language)).await?;
    portal::touch(tx, &permit, source.ruling.id).await?;
    release(tx, &permit, &source.ruling.slug, language).await?;
    let name = language.0.in_english();
    let mut title = format!("Translation of the ruling into {name} published");
    let mut detail = json!({ "language": language, "of_version": of_version });
    if let Some(citation) = former {
        title = format!("{title}: {citation}");
        detail["ruling"] = json!(citation);
    }
    let entry = Entry {
        title: Some(title),
        detail,
        ..Entry::default()
    };
    let act = Act::PublishTranslation;
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    note_work(tx, &case).await?;
    list(tx, id, Some(&source.ruling.slug)).await
}

/// What became public is a line of the log: frozen in Akoma Ntoso, and signed as the authentic text is.
async fn release(tx: &mut Tx<'_>, permit: &Permit, slug: &str, language: Language) -> Result<()> {
    let (ruling, it) = translated(tx, slug, language).await?;
    let akn = it.akn(&ruling, &it.address, &public::place(tx, slug))?;
    let note = format!("Translates version {}.", it.of_version);
    let release = Release {
        ruling: ruling.id,
        language: language.0,
        change: PublicationChange::Translated,
        note: &note,
        slug,
        citation: &it.citation,
        title: &it.caption,
        content: Some(&akn),
        corrections: &[],
    };
    publications::release(tx, permit, release).await
}

/// What of the translations of a ruling waits for the registry.
#[derive(Clone, Copy, Default)]
struct Waiting {
    /// The authentic text has changed since one was published.
    outrun: bool,
    /// One is complete and not published.
    complete: bool,
}

async fn waiting(tx: &mut Tx<'_>, source: &Source) -> Result<Waiting> {
    let mut all = Waiting::default();
    for row in queries::of_rulings(tx, &[source.ruling.id]).await? {
        let public = row.public_of_version;
        let (language, state) = (row.language, row.state.0);
        let view = source.view(Some(row), language)?;
        let waits = state == State::Draft && !view.behind && view.open == 0;
        all.complete |= waits;
        all.outrun |= !waits && public.is_some_and(|of| of < source.stands);
    }
    Ok(all)
}

/// The same of each ruling of a case that is public, under its address, the newest first.
async fn all_waiting(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<(String, Waiting)>> {
    let mut all = Vec::new();
    for row in super::queries::issued_of(tx, case).await? {
        if row.published_at.is_some() && row.withdrawn_at.is_none() {
            let source = Source::of(tx, row).await?;
            let waits = waiting(tx, &source).await?;
            all.push((source.ruling.slug, waits));
        }
    }
    Ok(all)
}

/// What waits for the registry: that a public translation of which the authentic text has changed is
/// brought up to it, and that one which is complete is published. The rules set no time for either. It
/// is looked at whenever a ruling of the case or what was written changes, so a line goes when nothing
/// waits. A former ruling is corrected as long as it is public, and so its translations follow it.
pub(super) async fn note_work(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let mut all = Waiting::default();
    for (_, one) in all_waiting(tx, case.id()).await? {
        all.outrun |= one.outrun;
        all.complete |= one.complete;
    }
    let open = deadlines::of(tx, case.of()).await?;
    for (act, wanted, by, what) in [
        (
            Act::TranslateRuling,
            all.outrun,
            // Both may write it, and a registry may be the registrar alone.
            &[Owed::Registrar, Owed::CaseOfficer][..],
            "Bring the translations of the ruling up to its text as it now stands.",
        ),
        (
            Act::PublishTranslation,
            all.complete,
            &[Owed::Registrar][..],
            "Publish the translation of the ruling that is complete.",
        ),
    ] {
        let name = format!("{}.{}", Act::NAME, act.as_str());
        let waits = |one: &deadlines::Deadline| one.state == "open" && one.act == name;
        match (wanted, open.iter().any(waits)) {
            (true, false) => {
                for owed in by {
                    cases::owe(tx, case, None, act, *owed, what).await?;
                }
            }
            (false, true) => deadlines::settle(tx, case.of(), &name, None).await?,
            _ => {}
        }
    }
    Ok(())
}

fn trimmed(sections: &[TranslatedSection]) -> Vec<TranslatedSection> {
    let section = |one: &TranslatedSection| TranslatedSection {
        section: one.section,
        paragraphs: one
            .paragraphs
            .iter()
            .map(|text| text.trim().to_owned())
            .collect(),
    };
    sections.iter().map(section).collect()
}

fn place(section: usize, paragraph: usize) -> String {
    format!("sections.{section}.paragraphs.{paragraph}")
}

/// What is wrong with a translation, paragraph by paragraph.
fn faults(source: &Source, sections: &[TranslatedSection]) -> Vec<Fault> {
    let misfits = translation::misfits(&source.parts(), &seen(sections));
    let mut faults: Vec<_> = misfits.into_iter().map(fault).collect();
    let firsts = source.shown();
    for (at, one) in sections.iter().enumerate() {
        let first = firsts.get(at).map_or(1, |one| one.first);
        let told = one
            .paragraphs
            .iter()
            .enumerate()
            .filter(|(paragraph, text)| redaction::tells(&source.masks, first + paragraph, text));
        let why = "Words that are masked in the authentic paragraph stand in this one; leave only the bar.";
        faults.extend(told.map(|(paragraph, _)| Fault::new(place(at, paragraph), why)));
        let long = |text: &String| text.chars().count() > PARAGRAPH_CHARACTERS;
        let long = one.paragraphs.iter().enumerate().filter(|one| long(one.1));
        let why = "A paragraph has at most 20,000 characters.";
        faults.extend(long.map(|(paragraph, _)| Fault::new(place(at, paragraph), why)));
    }
    faults
}

fn fault(misfit: Misfit) -> Fault {
    match misfit {
        Misfit::Sections => Fault::new(
            "sections",
            "A translation has the sections of the authentic text, in their order.",
        ),
        Misfit::Paragraphs { section, wanted } => Fault::new(
            format!("sections.{section}.paragraphs"),
            format!(
                "This section has {wanted} paragraphs in the authentic text, and paragraph N translates paragraph N."
            ),
        ),
        Misfit::Masks { section, paragraph } => Fault::new(
            place(section, paragraph),
            "Every bar of the authentic paragraph has to stand here, too, with its ground and as often: copy each as it is.",
        ),
        Misfit::Held { section, paragraph } => Fault::new(
            place(section, paragraph),
            "The recommendations are held; leave this empty until the hold is released.",
        ),
    }
}

fn untranslated(source: &Source, open: &[(usize, usize)]) -> Vec<Fault> {
    let shown = source.shown();
    let fault = |&(section, paragraph): &(usize, usize)| {
        let no = shown.get(section).map_or(0, |one| one.first) + paragraph;
        let why = format!("Paragraph {no} has no translation yet.");
        Fault::new(place(section, paragraph), why)
    };
    open.iter().map(fault).collect()
}

/// In which languages these rulings can be read, each with the authentic one first.
pub(super) async fn note_languages(tx: &mut Tx<'_>, rulings: &mut [PublicRuling]) -> Result<()> {
    let ids: Vec<_> = rulings.iter().map(|one| one.id).collect();
    let rows = queries::of_rulings(tx, &ids).await?.into_iter();
    let rows: Vec<_> = rows.filter(|row| row.published_at.is_some()).collect();
    let translated: Vec<_> = rows.iter().map(|row| row.ruling_id).collect();
    let stand: BTreeMap<_, _> = if translated.is_empty() {
        BTreeMap::new()
    } else {
        publications::stand(tx, &translated)
            .await?
            .into_iter()
            .collect()
    };
    for ruling in rulings {
        let page = public::place(tx, &ruling.slug);
        let mut all = vec![LanguageVersion {
            language: Spelled(AUTHENTIC),
            authentic: true,
            iri: ruling.expression(AUTHENTIC),
            address: page.clone(),
            behind: false,
            published_at: ruling.published_at,
        }];
        let of_it = rows.iter().filter(|row| row.ruling_id == ruling.id);
        all.extend(of_it.map(|row| LanguageVersion {
            language: row.language,
            authentic: false,
            iri: ruling.expression(row.language.0),
            address: format!("{page}/{}", row.language),
            // The shape of a published text never changes, so its version tells all.
            behind: row.public_of_version < stand.get(&ruling.id).copied(),
            published_at: row.published_at,
        }));
        ruling.languages = all;
    }
    Ok(())
}

/// The texts of the published translations of these rulings, as one searches them. What they may not tell they
/// do not: that was seen to before they were published.
pub(super) async fn texts(
    tx: &mut Tx<'_>,
    rulings: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<(domain::language::Language, String)>>> {
    let mut texts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in queries::of_rulings(tx, rulings).await? {
        let Some(content) = row.public_content else {
            continue;
        };
        let written: Vec<TranslatedSection> = serde_json::from_value(content)?;
        let paragraphs = written.into_iter().flat_map(|one| one.paragraphs);
        let paragraphs: Vec<_> = paragraphs.filter(|text| !text.is_empty()).collect();
        let text = paragraphs.join(PARAGRAPH);
        let of_ruling = texts.entry(row.ruling_id).or_default();
        of_ruling.push((row.language.0, text));
    }
    Ok(texts)
}

/// In which other languages these rulings are public, and since when as they stand.
pub(super) async fn published_of(
    tx: &mut Tx<'_>,
    rulings: &[Uuid],
) -> Result<Vec<(Uuid, Language, Timestamp)>> {
    queries::published_of(tx, rulings).await
}

/// A published translation, beside the authentic text as it stands.
pub async fn translated(
    tx: &mut Tx<'_>,
    slug: &str,
    language: Language,
) -> Result<(PublicRuling, PublicTranslation)> {
    let source = Source::at(tx, slug).await?;
    let unknown = || Error::NotFound("translation");
    let row = queries::one(tx, source.ruling.id, language).await?;
    let row = row.ok_or_else(unknown)?;
    let (content, of_version, published_at) = row
        .public_content
        .zip(row.public_of_version)
        .zip(row.published_at)
        .map(|((content, of), at)| (content, of, at))
        .ok_or_else(unknown)?;
    let written: Vec<TranslatedSection> = serde_json::from_value(content)?;
    let (sections, aligned) = source.aligned(&written);
    let words = languages::words(language.0);
    let calendar = bodies::current_rules(tx).await?.calendar;
    let address = public::place(tx, slug);
    let ruling = &source.ruling;
    let translation = PublicTranslation {
        language,
        authentic: Spelled(AUTHENTIC),
        iri: ruling.expression(language.0),
        address: format!("{address}/{language}"),
        citation: ruling.citation.clone(),
        slug: ruling.slug.clone(),
        caption: ruling.caption.clone(),
        of_version,
        stands: source.stands,
        behind: translation::is_behind(of_version, source.stands, aligned),
        published_at,
        published_on: calendar.date_of(published_at),
        sections: pairs(&source, sections, words),
        languages: ruling.languages.clone(),
    };
    Ok((source.ruling, translation))
}

/// Each paragraph beside the one that it translates; what is held is covered in both.
fn pairs(source: &Source, sections: Vec<TranslatedSection>, words: &Words) -> Vec<PublicPairs> {
    let shown = source.shown().into_iter().zip(sections);
    let pairs = shown.map(|(own, written)| {
        let both = own.paragraphs.iter().zip(written.paragraphs).enumerate();
        let paragraphs = both.map(|(at, (authentic, text))| PublicPair {
            no: own.first + at,
            text: match (own.held, at) {
                (true, 0) => Some(words.translation.held.to_owned()),
                (true, _) => Some(words.translation.held_too.to_owned()),
                (false, _) => Some(barred(&text, words)).filter(|text| !text.is_empty()),
            },
            authentic: authentic.clone(),
        });
        PublicPairs {
            section: own.section,
            title: heading(own.section.0, &own.title, words),
            authentic_title: own.title.clone(),
            paragraphs: paragraphs.collect(),
        }
    });
    pairs.collect()
}

/// The grounds of the bars in the language of the text.
fn barred(text: &str, words: &Words) -> String {
    let reasons = RedactionReason::ALL.iter();
    reasons.fold(text.to_owned(), |text, reason| {
        text.replace(&reason.bar(), &words.bar(*reason))
    })
}

/// The heading of a section. That of an opinion names who gives it.
fn heading(section: Section, title: &str, words: &Words) -> String {
    let mut kinds = OpinionKind::ALL.iter();
    let opinion = kinds.find_map(|kind| Some((kind, title.strip_prefix(kind.title())?)));
    match opinion {
        Some((kind, name)) if section == Section::Opinions => {
            languages::with(words.opinion(*kind), name.trim())
        }
        _ if section == Section::Addenda => {
            let no: String = title.chars().filter(char::is_ascii_digit).collect();
            languages::with(words.section.addendum, no)
        }
        _ => words.section(section).to_owned(),
    }
}
