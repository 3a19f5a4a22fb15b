//! The page of a ruling in another language, alone or beside the authentic text, and the same as
//! Akoma Ntoso, which is signed, and as JSON.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use domain::Word as _;
use domain::language::Language;
use domain::translation::AUTHENTIC;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::super::tongue::{Html, tag};
use super::{
    ClaimOnPage, Day, Frame, TextPiece, Tongue, Wanted, asked_for, claims_of, day, minute, paper,
    pieces, published,
};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::pages::{anyone, html, refused, send};
use crate::printing::{self, Print};
use crate::publications::{self, Current, SigningKey};
use crate::rulings::{self, FORMS, Form, LanguageVersion, PublicRuling, PublicTranslation};
use crate::server::Origin;
use crate::wire::{Spelled, hex};

/// The forms that a translation has. On paper there is one where our fonts have its letters.
fn has(form: Form, language: Language) -> bool {
    match form {
        Form::Pdf => printing::has_letters_of(language),
        form => is_frozen(form) || matches!(form, Form::Html | Form::Json),
    }
}

/// What there is not, where a language has letters that no font of ours has.
const UNPRINTED: &str = "PDF of this translation (no font of ours has its letters)";

/// Those of its frozen bytes, of which there are versions.
fn is_frozen(form: Form) -> bool {
    matches!(form, Form::Akn | Form::Minisig | Form::Jws | Form::Stamp)
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
    let own = all.iter().filter(|one| !one.authentic);
    let translated: Vec<_> = own.map(|one| one.language.0).collect();
    alternates_of(address, &translated)
}

/// The same, by the languages of its translations.
pub(in crate::pages) fn alternates_of(
    address: &str,
    translated: &[Language],
) -> Vec<(&'static str, String)> {
    let each = Language::ALL.iter().map(|language| {
        let place = match translated.contains(language) {
            true => format!("{address}/{language}"),
            false => address.to_owned(),
        };
        (tag(*language), format!("{place}?lang={language}"))
    });
    let mut each: Vec<_> = each.collect();
    each.push(("x-default", address.to_owned()));
    each
}

#[derive(Template)]
#[template(path = "translation.html")]
pub(super) struct TranslationPage {
    pub(super) say: Tongue,
    pub(super) frame: Frame,
    /// Where this page is.
    pub(super) address: String,
    /// The page of the authentic text.
    pub(super) authentic: String,
    pub(super) alternates: Vec<(&'static str, String)>,
    pub(super) languages: Vec<LanguageOnPage>,
    /// Does the authentic text stand beside it?
    pub(super) beside: bool,
    /// The same page, the other way.
    pub(super) turned: String,
    pub(super) behind: Option<String>,
    pub(super) published_on: Day,
    pub(super) case: String,
    pub(super) claims: Vec<ClaimOnPage>,
    pub(super) sections: Vec<SectionInBoth>,
    /// Nothing where it became public before translations were a part of the log.
    pub(super) frozen: Option<Frozen>,
    /// Can it be had on paper?
    pub(super) printed: bool,
    pub(super) it: PublicTranslation,
    pub(super) ruling: PublicRuling,
}

/// What vouches for the text as it was published.
pub(super) struct Frozen {
    pub(super) version: i32,
    pub(super) sha256: String,
    pub(super) key: Option<String>,
    pub(super) stamp: Option<(String, String)>,
}

impl Frozen {
    fn of(current: &Current, key: Option<&SigningKey>) -> Self {
        let digest = current.line.digest.as_ref();
        let stamp = current.stamp.as_ref();
        Self {
            version: current.line.version,
            sha256: digest.map(|digest| hex(digest)).unwrap_or_default(),
            key: key.map(|key| key.minisign.clone()),
            stamp: stamp.map(|stamp| (stamp.authority.clone(), minute(stamp.stamped_at))),
        }
    }
}

pub(super) struct SectionInBoth {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) own_title: String,
    pub(super) paragraphs: Vec<PairOnPage>,
}

pub(super) struct PairOnPage {
    pub(super) no: usize,
    /// Nothing where it is not translated yet.
    pub(super) text: Vec<TextPiece>,
    pub(super) own: Vec<TextPiece>,
}

impl TranslationPage {
    fn of(say: Tongue, address: String, sent: Translated, beside: bool) -> Self {
        let Translated {
            frame,
            ruling,
            it,
            current,
            key,
        } = sent;
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
            frozen: current.map(|current| Frozen::of(&current, key.as_ref())),
            printed: has(Form::Pdf, it.language.0),
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
    /// Its line in the log, with the bytes; nothing where it became public before there was one.
    current: Option<Current>,
    /// The public half of the key that signed it.
    key: Option<SigningKey>,
}

impl Translated {
    /// On paper: the page's own text in its language, with its Akoma Ntoso attached.
    async fn printed(self, address: &str) -> Result<Vec<u8>> {
        let say = Tongue::within(self.it.language.0);
        let authentic = address.to_owned();
        let here = format!("{address}/{}", self.it.language);
        let frozen = self.current.as_ref().and_then(|one| one.content.clone());
        let xml = match frozen {
            Some(content) => content,
            None => self.it.akn(&self.ruling, &here, address)?,
        };
        let page = TranslationPage::of(say, authentic, self, false);
        let data = paper::translation(&page, &hex(&Sha256::digest(&xml))).to_string();
        let print = Print {
            // All that is set is in the data.
            ident: format!("{here}/{}", hex(&Sha256::digest(&data))),
            template: pdf::Template::Translation,
            data,
            attached: Some(("translation.xml", xml.into_bytes())),
        };
        Ok(printing::print(print).await?.to_vec())
    }

    /// The text, or what vouches for it, at these addresses.
    fn written(self, form: Form, here: &str, authentic: &str) -> Result<Vec<u8>> {
        let (signature, stamp, content) = match self.current {
            Some(current) => (current.signature, current.stamp, current.content),
            None => (None, None, None),
        };
        let unsigned = Error::NotFound("signature yet");
        Ok(match form {
            Form::Akn => match content {
                Some(content) => content.into_bytes(),
                None => self.it.akn(&self.ruling, here, authentic)?.into_bytes(),
            },
            Form::Minisig => signature.ok_or(unsigned)?.minisig.into_bytes(),
            Form::Jws => signature.ok_or(unsigned)?.jws.into_bytes(),
            Form::Stamp => stamp.ok_or(Error::NotFound("time stamp"))?.response,
            _ => serde_json::to_vec_pretty(&self.it)?,
        })
    }
}

/// The translation of a published ruling, with its newest bytes or those of a version.
pub(super) async fn translated(
    caller: Result<Caller>,
    db: &Db,
    slug: &str,
    language: Language,
    version: Option<i32>,
) -> Result<Translated> {
    let caller = caller?;
    db.within(&caller, async |tx| {
        let (ruling, it) = rulings::translated(tx, slug, Spelled(language)).await?;
        let current = publications::current_in(tx, (ruling.id, language), version).await?;
        if version.is_some() && current.is_none() {
            return Err(Error::NotFound("version of the translation"));
        }
        let signed = current.as_ref().and_then(|one| one.signature.as_ref());
        let key = match signed {
            Some(signed) => publications::keys(tx)
                .await?
                .into_iter()
                .find(|key| key.kid == signed.kid),
            None => None,
        };
        Ok(Translated {
            frame: Frame::of(tx),
            ruling,
            it,
            current,
            key,
        })
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
    let (known, language) = match language {
        Ok(language) => (Ok(language), language),
        Err(error) => (Err(error), AUTHENTIC),
    };
    let frozen = matches!(form, Ok(Some(form)) if is_frozen(form));
    let found = async {
        let wanted = Query::<Wanted>::from_query(request.query_string())
            .map_err(|_| Error::invalid("version", "A version is a number, from 1."))?;
        let version = wanted.version.filter(|_| frozen);
        translated(anyone(reader), &db, slug, known?, version).await
    };
    let found = found.await;
    serve(&request, &origin, (form, language), found).await
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
    (form, language): (Result<Option<Form>>, Language),
    found: Result<Translated>,
) -> HttpResponse {
    let asked = || asked_for(request, |form| has(form, language));
    let form = form.map(|form| form.unwrap_or_else(asked));
    let reads = !matches!(form, Ok(form) if form != Form::Html);
    let sent = async {
        let form = form?;
        let sent = found?;
        match form {
            form if has(form, language) => {}
            Form::Pdf => return Err(Error::NotFound(UNPRINTED)),
            _ => return Err(Error::NotFound("form of a translation")),
        }
        let address = format!(
            "{}/{}/rulings/{}",
            origin.0, sent.frame.slug, sent.ruling.slug
        );
        let here = format!("{address}/{language}");
        let mut response = if form == Form::Html {
            let shown = Query::<Shown>::from_query(request.query_string());
            let beside = shown.is_ok_and(|shown| shown.beside == "1");
            let say = Tongue::of(request);
            html(request, &TranslationPage::of(say, address, sent, beside))?
        } else {
            let kind = match form {
                Form::Stamp | Form::Pdf => form.media_type().to_owned(),
                text => format!("{}; charset=utf-8", text.media_type()),
            };
            let content = match form {
                Form::Pdf => sent.printed(&address).await?,
                form => sent.written(form, &here, &address)?,
            };
            send(request, &kind, "public, max-age=60", content)
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
        let mut links = vec![format!("<{here}>; rel=\"canonical\"")];
        let forms = [Form::Akn, Form::Pdf, Form::Json];
        let others = FORMS.iter().filter(|one| forms.contains(&one.0));
        let others = others.filter(|one| has(one.0, language));
        links.extend(others.map(|(_, ending, kind)| {
            format!("<{here}.{ending}>; rel=\"alternate\"; type=\"{kind}\"")
        }));
        let links = HeaderValue::from_str(&links.join(", ")).map_err(Error::broken)?;
        headers.insert(header::LINK, links);
        Ok(response)
    };
    match sent.await {
        Ok(response) => response,
        Err(error) if reads => refused(request, &error).await,
        Err(error) => error.error_response(),
    }
}
