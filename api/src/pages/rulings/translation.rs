//! The page of a ruling in another language, alone or beside the authentic text, and the same as
//! Akoma Ntoso and as JSON.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use domain::Word as _;
use domain::language::Language;
use domain::translation::AUTHENTIC;
use serde::Deserialize;

use super::super::tongue::{Html, tag};
use super::{
    ClaimOnPage, Day, Frame, TextPiece, Tongue, asked_for, claims_of, day, pieces, published,
};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::pages::{anyone, html, refused, send};
use crate::rulings::{self, Form, LanguageVersion, PublicRuling, PublicTranslation};
use crate::server::Origin;
use crate::wire::Spelled;

/// The forms that a translation has. What is signed is the authentic text.
fn has(form: Form) -> bool {
    matches!(form, Form::Html | Form::Akn | Form::Json)
}

/// A language in which the ruling can be read, as its pages list it.
pub(super) struct LanguageOnPage {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    /// What says of the name which language it is in.
    pub(super) marks: Html,
    pub(super) href: String,
    /// Is it the one of this page?
    pub(super) here: bool,
    /// Authentic, or a translation, or one that is behind.
    pub(super) what: &'static str,
}

/// The languages of a ruling, for the page of the text in one of them.
pub(super) fn languages(
    say: &Tongue,
    all: &[LanguageVersion],
    here: Language,
) -> Vec<LanguageOnPage> {
    let w = &say.words.translation;
    let language = |one: &LanguageVersion| LanguageOnPage {
        tag: tag(one.language.0),
        name: one.language.0.name(),
        marks: say.marks(one.language.0),
        href: say.to(&one.address),
        here: one.language.0 == here,
        what: match (one.authentic, one.behind) {
            (true, _) => w.authentic,
            (false, true) => w.outrun,
            (false, false) => w.translated,
        },
    };
    all.iter().map(language).collect()
}

/// Where each reader is served best, for those who index the web: the text in their language, or else
/// the authentic one with what stands around it in theirs. `address` is that of the authentic text.
pub(super) fn alternates(address: &str, all: &[LanguageVersion]) -> Vec<(&'static str, String)> {
    let each = Language::ALL.iter().map(|language| {
        let mut own = all.iter().filter(|one| !one.authentic);
        let place = match own.find(|one| one.language.0 == *language) {
            Some(_) => format!("{address}/{language}"),
            None => address.to_owned(),
        };
        (tag(*language), format!("{place}?lang={language}"))
    });
    let mut each: Vec<_> = each.collect();
    each.push(("x-default", address.to_owned()));
    each
}

#[derive(Template)]
#[template(path = "translation.html")]
struct TranslationPage {
    say: Tongue,
    frame: Frame,
    /// Where this page is.
    address: String,
    /// The page of the authentic text.
    authentic: String,
    alternates: Vec<(&'static str, String)>,
    languages: Vec<LanguageOnPage>,
    /// Does the authentic text stand beside it?
    beside: bool,
    /// The same page, the other way.
    turned: String,
    behind: Option<String>,
    published_on: Day,
    case: String,
    claims: Vec<ClaimOnPage>,
    sections: Vec<SectionInBoth>,
    it: PublicTranslation,
    ruling: PublicRuling,
}

struct SectionInBoth {
    id: String,
    title: String,
    own_title: String,
    paragraphs: Vec<PairOnPage>,
}

struct PairOnPage {
    no: usize,
    /// Nothing where it is not translated yet.
    text: Vec<TextPiece>,
    own: Vec<TextPiece>,
}

impl TranslationPage {
    fn of(say: Tongue, address: String, sent: Translated, beside: bool) -> Self {
        let Translated { frame, ruling, it } = sent;
        let place = format!("/{}/rulings", frame.slug);
        let set = |text: &str| pieces(text, &ruling, &place);
        let sections = it.sections.iter().zip(1..).map(|(one, no)| SectionInBoth {
            // Opinions are several, and an address within the page names one.
            id: format!("s{no}-{}", one.section.to_string().replace('_', "-")),
            title: one.title.clone(),
            own_title: one.authentic_title.clone(),
            paragraphs: one
                .paragraphs
                .iter()
                .map(|pair| PairOnPage {
                    no: pair.no,
                    text: pair.text.as_deref().map(set).unwrap_or_default(),
                    own: set(&pair.authentic),
                })
                .collect(),
        });
        let turned = if beside {
            it.address.clone()
        } else {
            format!("{}?beside=1", it.address)
        };
        Self {
            sections: sections.collect(),
            authentic: say.at(&frame.slug, "/rulings/", &ruling.slug),
            alternates: alternates(&address, &it.languages),
            languages: languages(&say, &it.languages, it.language.0),
            turned: say.to(&turned),
            behind: it.outrun(say.words),
            published_on: day(say.words, it.published_on),
            case: ruling.case_number.replace('/', "-"),
            claims: claims_of(say.words, &ruling),
            address: format!("{address}/{}", it.language),
            beside,
            frame,
            ruling,
            it,
            say,
        }
    }
}

/// A translation as it is sent.
pub(super) struct Translated {
    frame: Frame,
    pub(super) ruling: PublicRuling,
    it: PublicTranslation,
}

/// The translation of a published ruling.
pub(super) async fn translated(
    caller: Result<Caller>,
    db: &Db,
    slug: &str,
    language: Language,
) -> Result<Translated> {
    let caller = caller?;
    db.within(&caller, async |tx| {
        let (ruling, it) = rulings::translated(tx, slug, Spelled(language)).await?;
        let frame = Frame::of(tx);
        Ok(Translated { frame, ruling, it })
    })
    .await
}

/// A ruling in another language at its permanent address: `/fr`, or a form of that, as `/fr.xml`.
pub(super) async fn show_translation(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<(String, String, String)>,
) -> HttpResponse {
    let (slug, last) = (path.1.as_str(), path.2.as_str());
    let (language, form) = match last.split_once('.') {
        None => (last, None),
        Some((language, ending)) => (
            language,
            Some(Form::of_ending(ending).ok_or(Error::NotFound("form of a ruling"))),
        ),
    };
    let language = Language::parse(language).ok_or(Error::NotFound("language of a ruling"));
    let form = form.transpose();
    if let (Ok(AUTHENTIC), Ok(form)) = (&language, &form) {
        // The authentic text has one address; it is made of what is there, not of what was asked.
        return match published(anyone(reader), &db, slug, None).await {
            Ok(sent) => {
                let (body, ruling) = (&sent.frame.slug, &sent.ruling.slug);
                let end = form.map(|form| format!(".{}", form.ending()));
                let end = end.unwrap_or_default();
                HttpResponse::MovedPermanently()
                    .insert_header((header::LOCATION, format!("/{body}/rulings/{ruling}{end}")))
                    .finish()
            }
            Err(error) => refused(&request, &error).await,
        };
    }
    let found = async { translated(anyone(reader), &db, slug, language?).await };
    serve(&request, &origin, form, found.await).await
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    beside: String,
}

/// Sends a translation in one of its forms; where none is named, in the one that is asked for.
pub(super) async fn serve(
    request: &HttpRequest,
    origin: &Origin,
    form: Result<Option<Form>>,
    found: Result<Translated>,
) -> HttpResponse {
    let form = form.map(|form| form.unwrap_or_else(|| asked_for(request, has)));
    let reads = !matches!(form, Ok(form) if form != Form::Html);
    let sent = async {
        let form = form?;
        if !has(form) {
            return Err(Error::NotFound("form of a translation"));
        }
        let sent = found?;
        let address = format!(
            "{}/{}/rulings/{}",
            origin.0, sent.frame.slug, sent.ruling.slug
        );
        let language = sent.it.language.0;
        let here = format!("{address}/{language}");
        let mut response = if form == Form::Html {
            let shown = Query::<Shown>::from_query(request.query_string());
            let beside = shown.is_ok_and(|shown| shown.beside == "1");
            let say = Tongue::of(request);
            html(request, &TranslationPage::of(say, address, sent, beside))?
        } else {
            let text = match form {
                Form::Akn => sent.it.akn(&sent.ruling, &here, &address)?,
                _ => serde_json::to_string_pretty(&sent.it)?,
            };
            let kind = format!("{}; charset=utf-8", form.media_type());
            send(request, &kind, "public, max-age=60", text.into_bytes())
        };
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("accept"));
        if form != Form::Html {
            let language = HeaderValue::from_static(tag(language));
            headers.insert(header::CONTENT_LANGUAGE, language);
        }
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
        let links = format!(
            "<{here}>; rel=\"canonical\", <{here}.xml>; rel=\"alternate\"; type=\"application/akn+xml\", \
             <{here}.json>; rel=\"alternate\"; type=\"application/json\""
        );
        let links = HeaderValue::from_str(&links).map_err(Error::broken)?;
        headers.insert(header::LINK, links);
        Ok(response)
    };
    match sent.await {
        Ok(response) => response,
        Err(error) if reads => refused(request, &error).await,
        Err(error) => error.error_response(),
    }
}
