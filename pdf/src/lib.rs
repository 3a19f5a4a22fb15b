//! Typesetting: from data and a template to PDF/A-3a that is also PDF/UA-1 (ISO 19005-3, ISO
//! 14289-1), with the machine-readable source attached. Everything of typst is in this file; the
//! templates know the data, this does not. The other way round, from a PDF to pictures of its pages, is
//! in `pages`.

pub mod pages;

use std::fmt;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// What is set, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A published ruling, as a law report.
    Ruling,
    /// A translation of a published ruling.
    Translation,
    /// A linkage report.
    Report,
    /// The certificate of a document that was destroyed.
    Certificate,
    /// The mark over a page that is only shown.
    Mark,
}

/// A document that could not be set: a fault of a template or of its data, never of a reader.
#[derive(Debug)]
pub struct Unset(String);

impl fmt::Display for Unset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the document could not be set: {}", self.0)
    }
}

impl std::error::Error for Unset {}

const FONTS: &[&[u8]] = &[
    include_bytes!("../fonts/serif-400.ttf"),
    include_bytes!("../fonts/serif-400-italic.ttf"),
    include_bytes!("../fonts/serif-600.ttf"),
    include_bytes!("../fonts/sans-400.ttf"),
    include_bytes!("../fonts/sans-600.ttf"),
    include_bytes!("../fonts/arabic-400.ttf"),
    include_bytes!("../fonts/arabic-600.ttf"),
];

/// How many documents ago something was last used before it is forgotten: layout is memoised.
const KEPT: usize = 8;

/// What is the same for every document.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| {
        let fonts: Vec<Font> = FONTS
            .iter()
            .flat_map(|data| Font::iter(Bytes::new(*data)))
            .collect();
        Press {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    })
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Self::Ruling => concat!(
                include_str!("../templates/frame.typ"),
                include_str!("../templates/ruling.typ")
            ),
            Self::Translation => concat!(
                include_str!("../templates/frame.typ"),
                include_str!("../templates/translation.typ")
            ),
            Self::Report => concat!(
                include_str!("../templates/frame.typ"),
                include_str!("../templates/report.typ")
            ),
            Self::Certificate => concat!(
                include_str!("../templates/frame.typ"),
                include_str!("../templates/certificate.typ")
            ),
            Self::Mark => include_str!("../templates/mark.typ"),
        }
    }
}

/// One document: a template, and the files that it may read.
struct Manuscript {
    press: &'static Press,
    main: Source,
    files: Vec<(FileId, Bytes)>,
}

fn file(name: &str) -> Result<FileId, Unset> {
    let path = VirtualPath::new(name).map_err(|error| Unset(format!("{error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Manuscript {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, content)| content.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// A document says its own date; it is the same whenever it is set.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a document. `ident` names it for good (the same document, set twice, is the same bytes);
/// the template reads `data` as `data.json`, and attaches `attached` under the name it gives. Takes
/// some tens of milliseconds of a core: call it where it may block.
///
/// # Errors
/// When the template, the data or the attachment do not fit, or the result would not conform to
/// PDF/A-3a and PDF/UA-1; a missing letter or font is an error too.
pub fn set(
    template: Template,
    ident: &str,
    data: &str,
    attached: Option<(&str, &[u8])>,
) -> Result<Vec<u8>, Unset> {
    let mut files = vec![(file("data.json")?, Bytes::from_string(data.to_owned()))];
    if let Some((name, content)) = attached {
        files.push((file(name)?, Bytes::new(content.to_vec())));
    }
    let manuscript = Manuscript {
        press: press(),
        main: Source::new(file("main.typ")?, template.text().to_owned()),
        files,
    };
    let compiled = typst::compile::<PagedDocument>(&manuscript);
    let document = compiled
        .output
        .map_err(|errors| told(&manuscript, &errors))?;
    if !compiled.warnings.is_empty() {
        return Err(told(&manuscript, &compiled.warnings));
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| Unset(format!("{error:?}")))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Proviso".into())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| told(&manuscript, &errors))?;
    comemo::evict(KEPT);
    Ok(bytes)
}

/// What went wrong, and on which line of the template.
fn told(manuscript: &Manuscript, errors: &[SourceDiagnostic]) -> Unset {
    let texts = errors.iter().map(|error| {
        let hints: Vec<_> = error.hints.iter().map(|hint| hint.v.to_string()).collect();
        let line = manuscript.range(error.span).map_or(0, |range| {
            let before = manuscript.main.text().get(..range.start);
            before.unwrap_or_default().lines().count()
        });
        format!("line {line}: {} {}", error.message, hints.join(" "))
    });
    Unset(texts.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Template, set};

    fn ruling(caption: &str) -> String {
        json!({
            "caption": caption, "citation": "[2026] ISECRC 1", "body": "The Committee", "simulation": true,
            "summary": "A review.", "measure": "A measure", "clause": "Article XXI", "published": [2026, 3, 1],
            "published_on": "1 March 2026", "issued_on": null, "applicant": "Arvenia", "respondent": "Belmora",
            "facts": [["Case", "2026/1"]], "address": "https://example.org/r", "sha256": "00", "key": null,
            "claims": [{ "no": 1, "component": "The duty", "obligation": "XI:1", "outcome": "Not justified.",
                "concerns": [], "gates": [{ "mark": "met", "name": "Threshold", "word": "Met", "arguendo": false }],
                "votes": [{ "text": "It is so.", "carried": true, "yes": 2, "no": 1, "in_favour": ["A"], "against": [] }],
                "scores": [{ "name": "threshold", "arguendo": false, "criteria": [{ "name": "1.2", "median": "3", "spread": "1", "answers": "" }] }] }],
            "sections": [{ "title": "Findings", "modelled": true, "paragraphs": [[1, "Оговорка о безопасности."], [2, "بند الأمن"]] }],
            "later": [{ "title": "Separate opinion of B", "modelled": false, "paragraphs": [[3, "I add this."]] }],
            "remedies": [{ "sentence": "Withdraw.", "claim_no": 1, "weight": 2 }], "scored": true, "answers": true,
            "departures": [{ "no": 1, "member": "B", "text": "It is so.", "reasons": "Because." }], "versions": [],
        })
        .to_string()
    }

    #[test]
    fn a_ruling_is_set_the_same_each_time_and_carries_its_source() {
        let attached = Some(("ruling.xml", b"<akomaNtoso/>".as_slice()));
        let data = ruling("Arvenia v. Belmora");
        let one = set(Template::Ruling, "one", &data, attached).expect("a ruling");
        assert!(one.starts_with(b"%PDF-"));
        assert_eq!(
            one,
            set(Template::Ruling, "one", &data, attached).expect("the same")
        );
        let without = set(Template::Ruling, "one", &data, None);
        assert!(without.is_err(), "nothing is left out silently");
        let opinion = r#"{"title":"Separate opinion of B","modelled":false,"paragraphs":[[3,"I add this."]]}"#;
        let fewer = data.replace(opinion, "");
        assert_ne!(fewer, data);
        let fewer = set(Template::Ruling, "one", &fewer, attached).expect("a ruling");
        assert!(fewer.len() < one.len(), "an opinion is drawn");
    }

    fn report(reply: &str) -> String {
        json!({
            "heading": "Linkage report on Belmora, 2026-S1", "body": "The Committee", "simulation": true,
            "purpose": "It informs.", "state": "XBB", "state_name": "Belmora", "period": "2026-S1", "edition": 2,
            "status": "transmitted", "banner": [], "day": [2026, 7, 1],
            "sections": (1..=10).map(|no| json!({ "no": no, "title": "Section", "paragraphs": [reply] })).collect::<Vec<_>>(),
            "series": [{ "indicator": "Compliance index", "stage": "Not applicable", "class": "All", "value": "withheld",
                "beside": "0.29 to 0.93", "sources": ["[2026] ISECRC 1"] },
                { "indicator": "Measures", "stage": "Not applicable", "class": "1", "value": "1", "beside": "", "sources": [] }],
            "claims": [{ "title": "Claim 1", "outcome": "Not justified.", "effect": "It binds.", "source": "[2026] ISECRC 1",
                "steps": [{ "name": "Threshold", "finding": "met", "votes": "" }] }],
            "remedies": [{ "text": "Withdraw it.", "weight": 2, "due": "2026-06-01", "stands": "done", "source": "[2026] ISECRC 1" }],
            "sensitivity": [{ "strength": "2", "late": "180", "age": "2", "index": "0.97" }],
        })
        .to_string()
    }

    #[test]
    fn a_report_is_set_with_its_tables_and_carries_its_series() {
        let attached = Some(("linkage.csv", b"STRUCTURE\n".as_slice()));
        let data = report("First.\n\n#panic(\"x\") *Second*\u{627}");
        let one = set(Template::Report, "one", &data, attached).expect("a report");
        assert!(one.starts_with(b"%PDF-"));
        let again = set(Template::Report, "one", &data, attached);
        assert_eq!(one, again.expect("the same"));
        assert!(set(Template::Report, "one", &data, None).is_err());
    }

    #[test]
    fn a_banner_is_set_above_the_sections_of_a_report() {
        let attached = Some(("linkage.csv", b"STRUCTURE\n".as_slice()));
        let plain = report("First.");
        let banner = r#""banner":["Complied on 2026-09-01: [2026] ISECRC 1."]"#;
        let bearing = plain.replace(r#""banner":[]"#, banner);
        assert_ne!(bearing, plain);
        let set = |data: &str| set(Template::Report, "one", data, attached).expect("a report");
        assert!(set(&bearing).len() > set(&plain).len(), "it is drawn");
    }

    fn translation(lang: &str, text: &str) -> String {
        let words = [
            "note",
            "simulated",
            "simulation",
            "ruling",
            "published_on",
            "read",
            "found",
            "arguendo",
            "rest",
            "untranslated",
            "how_to_cite",
            "address",
            "genuine",
            "sum",
            "signed",
        ];
        let words: serde_json::Map<_, _> = words
            .iter()
            .map(|word| ((*word).to_owned(), json!(text)))
            .collect();
        json!({
            "lang": lang, "language": "Other", "authentic": "en", "words": words,
            "caption": "Arvenia v. Belmora", "citation": "[2026] ISECRC 1", "body": "The Committee", "simulation": true,
            "measure": "A measure", "clause": "Article XXI", "published": [2026, 3, 1], "behind": text, "standing": [text],
            "facts": [[text, "2026/1"]], "address": "https://example.org/r/fr", "authentic_address": "https://example.org/r",
            "sha256": "00", "key": "RW",
            "claims": [{ "title": text, "obligation": text, "outcome": text, "concerns": [text],
                "gates": [{ "mark": "met", "name": text, "word": text, "arguendo": true }] }],
            "sections": [{ "title": text, "paragraphs": [
                { "no": 1, "text": text, "translated": true }, { "no": 2, "text": "Authentic.", "translated": false }] }],
        })
        .to_string()
    }

    #[test]
    fn a_translation_is_set_in_the_languages_of_our_fonts_and_refused_in_others() {
        let attached = Some(("translation.xml", b"<akomaNtoso/>".as_slice()));
        for (lang, text) in [("fr", "Décision"), ("ru", "Решение"), ("ar", "قرار")] {
            let data = translation(lang, text);
            let one = set(Template::Translation, "one", &data, attached).expect("a translation");
            assert!(one.starts_with(b"%PDF-"));
            assert!(set(Template::Translation, "one", &data, None).is_err());
        }
        assert!(
            set(
                Template::Translation,
                "zh",
                &translation("zh", "裁决"),
                attached
            )
            .is_err()
        );
    }

    #[test]
    fn a_certificate_is_set_and_carries_what_was_signed() {
        let attached = Some(("certificate.json", b"{}".as_slice()));
        let data = json!({
            "heading": "Certificate of destruction", "body": "The Committee", "simulation": false, "day": [2026, 7, 1],
            "document": "0198", "how": "The key was erased.", "ground": "The case has ended.",
            "facts": [["Destroyed by", "بند #panic(\"x\")"], ["SHA-256", "00".repeat(32)]],
            "minisig": "untrusted comment: signature\nRUQ+/==\ntrusted comment: destruction\nAb+/==", "key": "RWQ",
        })
        .to_string();
        let one = set(Template::Certificate, "one", &data, attached).expect("a certificate");
        assert!(one.starts_with(b"%PDF-"));
        let again = set(Template::Certificate, "one", &data, attached);
        assert_eq!(one, again.expect("the same"));
        assert!(set(Template::Certificate, "one", &data, None).is_err());
    }

    #[test]
    fn text_is_text_and_never_an_instruction() {
        let attached = Some(("ruling.xml", b"<akomaNtoso/>".as_slice()));
        let data = ruling("#panic(\"x\") *A* v. $B$ <c>");
        set(Template::Ruling, "two", &data, attached).expect("a ruling");
    }

    #[test]
    fn a_masked_passage_has_a_bar_that_is_drawn() {
        let attached = Some(("ruling.xml", b"<akomaNtoso/>".as_slice()));
        let data = ruling("█████ [masked: personal data]");
        set(Template::Ruling, "bar", &data, attached).expect("a ruling");
    }

    #[test]
    fn a_letter_that_no_font_has_is_refused_and_not_left_blank() {
        let attached = Some(("ruling.xml", b"<akomaNtoso/>".as_slice()));
        let set = set(Template::Ruling, "three", &ruling("\u{1d11e}"), attached);
        assert!(set.is_err());
    }
}
