//! How a page speaks: in the language that its address names, else in the first that the reader's
//! browser asks for, else in English. No cookie, no script: what an address names is carried on by
//! the links of the page, and what the browser asks for it asks for again.

use actix_web::http::header::{self, AcceptLanguage, HeaderMap, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest};
use askama::filters::{Escaper as _, Html as Markup, HtmlSafe};
use domain::Word as _;
use domain::language::Language;
use domain::translation::AUTHENTIC;

use crate::languages::{self, IN_ADDRESS, OWN, Words, without_language};
use crate::rulings::RulingBeside;
use crate::server::Origin;

/// The language of a page, its words, and its address in every other language.
pub(super) struct Tongue {
    pub(super) language: Language,
    pub(super) words: &'static Words,
    /// Does the address name it? Then the links of the page do.
    named: bool,
    origin: String,
    /// The address of the page without the language.
    address: String,
}

/// Text that may stand in a page as it is.
#[derive(Clone)]
pub(super) struct Html(String);

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// A language that a page can be read in.
pub(super) struct Other {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) href: String,
    pub(super) current: bool,
}

pub(super) fn tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-Hans",
        other => other.as_str(),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    // Writing into a string does not fail.
    let _ = Markup.write_escaped_str(&mut safe, text);
    safe
}

/// An address with the language at its end.
fn spoken(address: &str, language: Language) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{IN_ADDRESS}={language}")
}

fn named_in(query: &str) -> Option<Language> {
    let value = query
        .split('&')
        .find_map(|part| part.strip_prefix(IN_ADDRESS)?.strip_prefix('='));
    Language::parse(value?)
}

/// The languages of ours that a request asks for, the preferred first (RFC 9110, 12.5.4).
pub(super) fn ranked(request: &HttpRequest) -> Vec<Language> {
    let header = request.get_header::<AcceptLanguage>();
    let ranked = header.map(|header| header.ranked()).unwrap_or_default();
    ranked
        .iter()
        .filter_map(|one| Language::among([one.item()?.to_string().as_str()]))
        .collect()
}

impl Tongue {
    /// How the answer to a request speaks.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let named = named_in(request.query_string());
        let query = without_language(request.query_string());
        let mark = if query.is_empty() { "" } else { "?" };
        let origin = request.app_data::<Data<Origin>>();
        let language = named
            .or_else(|| ranked(request).first().copied())
            .unwrap_or(Language::English);
        Self {
            language,
            words: languages::words(language),
            named: named.is_some(),
            origin: origin.map_or_else(String::new, |origin| origin.0.clone()),
            address: format!("{}{mark}{query}", request.path()),
        }
    }

    /// What is set on paper is set in the language of the text.
    pub(super) fn authentic() -> Self {
        Self::within(AUTHENTIC)
    }

    /// For what is wholly in that language, and has no links to other pages.
    pub(super) fn within(language: Language) -> Self {
        Self {
            language,
            words: languages::words(language),
            named: false,
            origin: String::new(),
            address: String::new(),
        }
    }

    /// The same for a page that is read again at another address than the one that was sent to.
    pub(super) fn again_at(mut self, address: String) -> Self {
        self.address = address;
        self
    }

    /// Says of an answer what it is in, and by what it was chosen.
    pub(super) fn note(&self, headers: &mut HeaderMap) {
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(tag(self.language)),
        );
        if !self.named {
            headers.append(header::VARY, HeaderValue::from_static("accept-language"));
        }
    }

    pub(super) fn tag(&self) -> &'static str {
        tag(self.language)
    }

    pub(super) fn direction(&self) -> &'static str {
        self.language.direction()
    }

    /// The language that the forms of the page send on.
    pub(super) fn carried(&self) -> Option<&'static str> {
        self.named.then(|| self.language.as_str())
    }

    /// An address of this site as the page links to it.
    pub(super) fn to(&self, address: &str) -> String {
        if self.named {
            spoken(address, self.language)
        } else {
            address.to_owned()
        }
    }

    /// An address within a body, from its parts.
    pub(super) fn at(&self, slug: &str, place: &str, rest: &str) -> String {
        self.to(&format!("/{slug}{place}{rest}"))
    }

    /// The page in each language.
    pub(super) fn others(&self) -> Vec<Other> {
        let all = Language::ALL.iter().map(|language| Other {
            tag: tag(*language),
            name: language.name(),
            href: spoken(&self.address, *language),
            current: *language == self.language,
        });
        all.collect()
    }

    /// The same for those who index the web, and where the language is not named.
    pub(super) fn alternates(&self) -> Vec<(&'static str, String)> {
        let others = self.others().into_iter();
        let mut all: Vec<_> = others
            .map(|one| (one.tag, format!("{}{}", self.origin, one.href)))
            .collect();
        all.push(("x-default", format!("{}{}", self.origin, self.address)));
        all
    }

    /// Is the page in another language than what is published on it?
    pub(super) fn foreign(&self) -> bool {
        self.language != AUTHENTIC
    }

    /// Text in the language of the page, where the other would be text in its own.
    pub(super) fn said(&self, text: &str) -> Html {
        Html(escaped(text))
    }

    /// One after the other.
    pub(super) fn both(&self, first: &Html, second: &Html) -> Html {
        Html(format!("{first} {second}"))
    }

    /// The name of a body; of a simulation, with a word that says so, unless the name does.
    pub(super) fn body(&self, name: &str, simulation: bool) -> Html {
        let named = self.own(name);
        match simulation && !name.to_lowercase().contains("simulation") {
            true => self.both(
                &named,
                &self.said(&format!("({})", self.words.ruling.simulation)),
            ),
            false => named,
        }
    }

    /// Text in its own language within a line of the page.
    pub(super) fn own(&self, text: impl std::fmt::Display) -> Html {
        let safe = escaped(&text.to_string());
        Html(if self.foreign() {
            format!("<bdi lang=\"{AUTHENTIC}\">{safe}</bdi>")
        } else {
            safe
        })
    }

    /// A sentence in which what is in its own language was set apart ([`Words::own`]).
    pub(super) fn told(&self, text: impl std::fmt::Display) -> Html {
        let own = format!("<bdi lang=\"{AUTHENTIC}\">");
        let safe = escaped(&text.to_string()).replace(OWN.0, &own);
        Html(safe.replace(OWN.1, "</bdi>"))
    }

    /// What says of an element that all of it is in the language of what is published.
    pub(super) fn block(&self) -> Html {
        let (language, direction) = (AUTHENTIC, AUTHENTIC.direction());
        Html(if self.foreign() {
            format!(" lang=\"{language}\" dir=\"{direction}\"")
        } else {
            String::new()
        })
    }

    /// What says of an element that it is in that language.
    pub(super) fn marks(&self, language: Language) -> Html {
        let (tag, direction) = (tag(language), language.direction());
        Html(format!(" lang=\"{tag}\" dir=\"{direction}\""))
    }

    /// What says within such an element that something is in the language of the page again.
    pub(super) fn frame(&self) -> Html {
        Html(if self.foreign() {
            format!(" lang=\"{}\"", self.tag())
        } else {
            String::new()
        })
    }

    /// A text of the page with a value of it.
    pub(super) fn with(&self, text: &str, value: impl std::fmt::Display) -> String {
        languages::with(text, value)
    }

    /// A text of the page with something in its own language.
    pub(super) fn with_own(&self, text: &str, value: &str) -> Html {
        let (before, after) = languages::around(text);
        Html(format!(
            "{}{}{}",
            escaped(before),
            self.own(value),
            escaped(after)
        ))
    }

    /// The same with a number besides.
    pub(super) fn numbered(&self, text: &str, no: impl std::fmt::Display, value: &str) -> Html {
        self.with_own(&text.replace("{no}", &no.to_string()), value)
    }

    /// What stands before and after the place of a text.
    pub(super) fn around(&self, text: &'static str) -> (&'static str, &'static str) {
        languages::around(text)
    }

    /// What stands around the name of the ruling that revised another one: also that it was withdrawn.
    pub(super) fn revised(&self, by: &RulingBeside) -> (&'static str, &'static str) {
        by.said(self.words)
    }

    /// "Claim 1, weight 2 of 3."
    pub(super) fn weight(&self, claim: i32, weight: i32) -> String {
        let text = self.words.ruling.weight;
        text.replace("{no}", &claim.to_string())
            .replace("{weight}", &weight.to_string())
    }

    /// A number as the language writes it.
    pub(super) fn number(&self, number: impl std::fmt::Display) -> String {
        languages::number(self.language, number)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use domain::language::Language;

    use super::Tongue;

    fn asked(address: &str, accept: &str) -> Tongue {
        let request = TestRequest::with_uri(address).insert_header(("accept-language", accept));
        Tongue::of(&request.to_http_request())
    }

    #[test]
    fn an_address_names_the_language_else_the_browser_asks_for_it_else_it_is_english() {
        let language = |address, accept| asked(address, accept).language;
        assert_eq!(language("/sim?lang=ru", "fr"), Language::Russian);
        assert_eq!(language("/sim", "de, ar;q=0.5, fr;q=0.8"), Language::French);
        assert_eq!(language("/sim", "*"), Language::English);
        assert_eq!(language("/sim?lang=xx", "zh-CN,zh"), Language::Chinese);
        assert_eq!(language("/sim?slang=ru", "nonsense;;"), Language::English);
    }

    #[test]
    fn links_carry_on_what_the_address_named_and_nothing_else() {
        let named = asked("/sim/rulings?q=a&lang=fr&page=2", "");
        assert_eq!(
            named.at("sim", "/cases", "?state=closed"),
            "/sim/cases?state=closed&lang=fr"
        );
        let arabic = named.others().pop().unwrap();
        assert_eq!(arabic.href, "/sim/rulings?q=a&page=2&lang=ar");
        let chosen = asked("/sim", "fr");
        assert_eq!(chosen.at("sim", "/cases", ""), "/sim/cases");
        assert!(chosen.carried().is_none());
    }

    #[test]
    fn what_was_set_apart_in_a_sentence_is_set_apart_on_the_page() {
        let arabic = asked("/", "ar");
        let name = arabic.words.own("A \u{2068}<v>. B");
        assert_eq!(
            arabic.told(format!("x {name}.")).to_string(),
            "x <bdi lang=\"en\">A &#60;v&#62;. B</bdi>."
        );
        assert_eq!(asked("/", "en").words.own("A"), "A");
    }

    #[test]
    fn what_is_in_its_own_language_says_so_and_is_no_markup() {
        let (arabic, english) = (asked("/", "ar"), asked("/", "en"));
        let text = "<b>Belmora</b>";
        assert_eq!(
            arabic.own(text).to_string(),
            "<bdi lang=\"en\">&#60;b&#62;Belmora&#60;/b&#62;</bdi>"
        );
        assert_eq!(
            english.own(text).to_string(),
            "&#60;b&#62;Belmora&#60;/b&#62;"
        );
    }
}
