//! The forms in which a published ruling leaves, all made from one [`PublicRuling`]: Akoma Ntoso in
//! the UN's profile (AKN4UN), JSON-LD in the words of schema.org, BibTeX and RIS.

use askama::Template;
use domain::review::Step;
use domain::ruling::Section;
use domain::translation::AUTHENTIC;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::draft::long_date;
use super::public::PublicRuling;
use crate::error::{Error, Result};

/// A form of a ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The page.
    Html,
    /// Akoma Ntoso 1.0 (OASIS, 2018).
    Akn,
    /// PDF/A-3a and PDF/UA-1, with the Akoma Ntoso attached.
    Pdf,
    /// As the API gives it.
    Json,
    /// schema.org.
    JsonLd,
    /// BibTeX.
    BibTex,
    /// RIS.
    Ris,
    /// The minisign signature over the Akoma Ntoso.
    Minisig,
    /// The detached JWS over the same.
    Jws,
    /// The time stamp over the same (RFC 3161).
    Stamp,
}

/// What vouches for the bytes of a ruling, by the end of their addresses.
pub const SIGNATURES: [(Form, &str, &str); 3] = [
    (Form::Minisig, "xml.minisig", "text/plain"),
    (Form::Jws, "xml.jws", "application/jose"),
    (Form::Stamp, "xml.tsr", "application/timestamp-reply"),
];

/// What can be asked for by the end of an address, or by its media type: the first one is sent to
/// whoever takes anything.
pub const FORMS: [(Form, &str, &str); 7] = [
    (Form::Html, "html", "text/html"),
    (Form::Akn, "xml", "application/akn+xml"),
    (Form::Pdf, "pdf", "application/pdf"),
    (Form::Json, "json", "application/json"),
    (Form::JsonLd, "jsonld", "application/ld+json"),
    (Form::BibTex, "bib", "application/x-bibtex"),
    (Form::Ris, "ris", "application/x-research-info-systems"),
];

impl Form {
    /// The form of that file ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        let mut all = FORMS.iter().chain(&SIGNATURES);
        all.find(|one| one.1 == ending).map(|one| one.0)
    }

    /// Its file ending.
    pub fn ending(self) -> &'static str {
        let mut all = FORMS.iter().chain(&SIGNATURES);
        all.find(|one| one.0 == self).map_or("html", |one| one.1)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        let mut all = FORMS.iter().chain(&SIGNATURES);
        all.find(|one| one.0 == self)
            .map_or("text/html", |one| one.2)
    }
}

/// The address of a paragraph, or of the whole.
fn at(address: &str, paragraph: Option<usize>) -> String {
    match paragraph {
        Some(no) => format!("{address}#p{no}"),
        None => address.to_owned(),
    }
}

impl PublicRuling {
    /// In Akoma Ntoso; `address` is where the page is, `corrected` when a slip was corrected last. That it was
    /// revised ends its effect: an event of its own (`repeal`), with the ruling that did it as its source.
    pub fn akn(&self, address: &str, corrected: Option<Date>) -> Result<String> {
        let mut akn = Akn::of(self, address);
        akn.corrected = corrected.map(|day| day.to_string());
        akn.render().map_err(Error::broken)
    }

    /// For BibTeX; of one paragraph of it, if one is named.
    pub fn bibtex(&self, address: &str, paragraph: Option<usize>) -> String {
        let key = paragraph.map(|no| format!("-p{no}")).unwrap_or_default();
        let mut lines = vec![
            format!("@misc{{{}{key},", self.slug),
            format!("  title = {{{}}},", tex(&self.caption)),
            format!("  author = {{{{{}}}}},", tex(&self.body)),
        ];
        if let Some(day) = self.delivered() {
            lines.push(format!("  year = {{{}}},", day.year()));
            lines.push(format!("  date = {{{day}}},"));
        }
        lines.push(format!("  howpublished = {{{}}},", tex(&self.citation)));
        if let Some(no) = paragraph {
            lines.push(format!("  pages = {{¶ {no}}},"));
        }
        let address = at(address, paragraph);
        lines.push(format!("  url = {{{address}}},"));
        lines.push("  langid = {english},".to_owned());
        if let Some(note) = self.revision() {
            lines.push(format!("  note = {{{}}},", tex(&note)));
        }
        lines.push("}\n".to_owned());
        lines.join("\n")
    }

    /// For reference managers; of one paragraph of it, if one is named. Lines end as RIS asks.
    pub fn ris(&self, address: &str, paragraph: Option<usize>) -> String {
        let line = |tag: &str, text: &str| format!("{tag}  - {}", text.replace(['\r', '\n'], " "));
        let mut lines = vec![
            line("TY", "CASE"),
            line("TI", &self.caption),
            line("AU", &self.body),
            line("PB", &self.body),
            line("ST", &self.citation),
        ];
        if let Some(day) = self.delivered() {
            lines.push(line("PY", &day.year().to_string()));
            lines.push(line("DA", &day.strftime("%Y/%m/%d").to_string()));
        }
        lines.push(line("SN", &self.case_number));
        lines.push(line("AB", &self.summary));
        lines.push(line("LA", "en"));
        lines.extend(self.revision().map(|note| line("N1", &note)));
        if let Some(no) = paragraph {
            lines.push(line("SP", &format!("¶ {no}")));
        }
        lines.push(line("UR", &at(address, paragraph)));
        lines.push(line("ER", ""));
        lines.join("\r\n") + "\r\n"
    }

    /// For machines that read schema.org.
    pub fn linked(&self, address: &str) -> Value {
        let identifiers: Vec<_> = self
            .identifiers
            .iter()
            .map(|one| json!({ "@type": "PropertyValue", "propertyID": one.scheme, "value": one.value }))
            .collect();
        let people: Vec<_> = self
            .panel
            .iter()
            .map(|one| json!({ "@type": "Person", "name": one.name }))
            .collect();
        let forms: Vec<_> = FORMS
            .iter()
            .filter(|one| one.0 != Form::Html)
            .map(|one| {
                json!({
                    "@type": "MediaObject",
                    "contentUrl": format!("{address}.{}", one.1),
                    "encodingFormat": one.2,
                })
            })
            .collect();
        let state = |name: &str| json!({ "@type": "Country", "name": name });
        let mut linked = json!({
            "@context": "https://schema.org",
            "@type": "CreativeWork",
            "@id": address,
            "url": address,
            "name": self.caption,
            "alternateName": self.citation,
            "genre": "Ruling",
            "identifier": identifiers,
            "abstract": self.summary,
            "inLanguage": "en",
            "isAccessibleForFree": true,
            "author": people,
            "publisher": { "@type": "Organization", "name": self.body },
            "about": [
                { "@type": "Legislation", "name": self.measure },
                state(&self.applicant.name),
                state(&self.respondent.name),
            ],
            "citation": self.clause,
            "encoding": forms,
        });
        let translations = self.languages.iter().filter(|one| !one.authentic);
        let translations: Vec<_> = translations
            .map(|one| {
                let place = format!("{address}/{}", one.language);
                json!({ "@type": "CreativeWork", "@id": place, "url": place, "inLanguage": one.language })
            })
            .collect();
        if !translations.is_empty() {
            linked["workTranslation"] = json!(translations);
        }
        if self.simulation {
            linked["creativeWorkStatus"] = json!("Simulation");
        }
        let days = [
            ("dateCreated", self.issued_on),
            ("datePublished", self.published_on),
        ];
        for (key, day) in days {
            if let Some(day) = day {
                linked[key] = json!(day);
            }
        }
        linked
    }

    /// That it does not stand any more: whoever cites it says so.
    fn revision(&self) -> Option<String> {
        let by = self.revised_by.as_ref();
        by.map(|one| format!("Revised by {}", one.citation))
    }

    /// The day by which it is known: of issue.
    pub(super) fn delivered(&self) -> Option<Date> {
        self.issued_on.or(self.published_on)
    }
}

/// What BibTeX reads as a command becomes text.
fn tex(text: &str) -> String {
    let mut safe = String::new();
    for letter in text.chars() {
        match letter {
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                safe.push('\\');
                safe.push(letter);
            }
            '\\' => safe.push_str("\\textbackslash{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '\r' | '\n' => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A ruling as the template of Akoma Ntoso reads it.
#[derive(Template)]
#[template(path = "ruling.akn.xml")]
struct Akn<'a> {
    ruling: &'a PublicRuling,
    address: &'a str,
    /// The work, the expression in its language, and the file.
    work: String,
    expression: String,
    number: String,
    delivered: String,
    delivered_words: String,
    published: String,
    filed: Option<String>,
    corrected: Option<String>,
    /// When a ruling was published in its place.
    revised: String,
    remedy_due: Option<String>,
    introduction: Vec<Part>,
    background: Vec<Part>,
    motivation: Vec<Part>,
    decision: Vec<Part>,
    departures: Vec<(String, String)>,
}

/// A section of the text, with its paragraphs as they are numbered on the page.
struct Part {
    heading: String,
    modelled: bool,
    paragraphs: Vec<(usize, String)>,
}

impl<'a> Akn<'a> {
    fn of(ruling: &'a PublicRuling, address: &'a str) -> Self {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let delivered = day(ruling.delivered());
        let mut blocks: [Vec<Part>; 4] = Default::default();
        let mut number = 0;
        for section in ruling.numbered() {
            let paragraphs = section.paragraphs.iter().map(|text| {
                number += 1;
                (number, allowed(text))
            });
            let part = Part {
                heading: section.title.clone(),
                modelled: section.basis.as_deref() == Some("modelled"),
                paragraphs: paragraphs.collect(),
            };
            if let Some(block) = blocks.get_mut(block_of(section.section.0)) {
                block.push(part);
            }
        }
        let [introduction, background, motivation, decision] = blocks;
        let work = ruling.iri.clone();
        Self {
            expression: ruling.expression(AUTHENTIC),
            work,
            number: ruling.iri.rsplit('/').next().unwrap_or_default().to_owned(),
            delivered_words: ruling.delivered().map(long_date).unwrap_or_default(),
            published: day(ruling.published_on),
            filed: ruling.filed_on.map(|day| day.to_string()),
            corrected: None,
            revised: day(ruling.revised_by.as_ref().and_then(|one| one.published_on)),
            remedy_due: ruling
                .remedies
                .iter()
                .map(|one| one.due_on)
                .max()
                .map(|day| day.to_string()),
            departures: departures(ruling),
            delivered,
            ruling,
            address,
            introduction,
            background,
            motivation,
            decision,
        }
    }
}

/// The block of a judgment in which a section stands: introduction, background, motivation, decision.
pub(super) fn block_of(section: Section) -> usize {
    match section {
        Section::TermsOfReference => 0,
        Section::Participation => 1,
        Section::Classification
        | Section::Findings
        | Section::Evidence
        | Section::InterimReview => 2,
        Section::Outcomes
        | Section::Recommendations
        | Section::Votes
        | Section::Opinions
        | Section::Addenda => 3,
    }
}

/// Who departed from what the scores indicated on which claim, and the reasons.
fn departures(ruling: &PublicRuling) -> Vec<(String, String)> {
    let all = ruling.departures.as_array().into_iter().flatten();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.map(|one| {
        (
            allowed(&format!("{}, claim {}", text(one, "member"), one["no"])),
            allowed(&text(one, "reasons")),
        )
    })
    .collect()
}

/// Without the characters that no XML document may hold (XML 1.0, production 2).
pub(super) fn allowed(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

/// 0 for the threshold, then the number of the tier.
fn tier(step: Step) -> u8 {
    match step {
        Step::Threshold => 0,
        Step::GoodFaith => 1,
        Step::Necessity => 2,
        Step::Proportionality => 3,
    }
}
