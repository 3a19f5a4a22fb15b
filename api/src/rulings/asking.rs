//! What is asked of the portal: the same query as an address, as JSON, as a feed and as what is followed.

use std::collections::BTreeMap;

use domain::Word as _;
use domain::clause::Profile;
use domain::compliance::Status;
use domain::facet::Facet;
use domain::language::Language;
use domain::measure::Technology;
use domain::review::Step;
use domain::ruling::Standing;
use domain::vote::{Finding, Outcome};
use jiff::civil::Date;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use super::draft::{clause_name, finding_name, outcome_word, step_name};
use super::portal::{PAGE, PAGES};
use super::public;
use crate::bodies::StateEntry;
use crate::error::{Error, Result};
use crate::languages::{self, IN_ADDRESS, OWN, Words};
use crate::law;
use crate::search::Asked;

/// The longest text that is asked for, in characters.
const WORDS: usize = 300;
/// What an address names beside the facets.
const BESIDE: [&str; 5] = ["q", "from", "to", "page", IN_ADDRESS];

/// What is asked of the portal. All that is named holds, and what nothing is called by is refused: whoever
/// mistyped a name would be shown, or told of, everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Words, "phrases", -without.
    pub q: String,
    facets: BTreeMap<Facet, String>,
    /// Issued on this day or later.
    pub from: Option<Date>,
    /// Issued on this day or before.
    pub to: Option<Date>,
    /// Which page; from 1.
    pub page: Option<usize>,
}

impl Search {
    /// A search as the query of an address has it, in whatever language it is read there.
    ///
    /// # Errors
    /// When it names something that a search has not, or asks for what cannot be.
    pub fn read(query: &str) -> Result<Self> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query.trim_start_matches('?'))
                .map_err(|_| Error::invalid("query", "This is no search of the rulings."))?;
        let mut search = Self::default();
        for (name, value) in pairs {
            let facet = Facet::parse(&name);
            if facet.is_none() && !BESIDE.contains(&name.as_str()) {
                return Err(unknown(&name));
            }
            match (facet, name.as_str()) {
                // A form sends also what was left empty.
                _ if value.trim().is_empty() => {}
                (Some(facet), _) => search.narrow(facet, value)?,
                (None, "q") => search.q = value,
                (None, "from") => search.from = Some(day("from", &value)?),
                (None, "to") => search.to = Some(day("to", &value)?),
                (None, "page") => search.page = Some(page(&value)?),
                _ => {}
            }
        }
        if search.q.chars().count() > WORDS {
            return Err(Error::invalid("q", "Ask with at most 300 characters."));
        }
        Ok(search)
    }

    fn narrow(&mut self, facet: Facet, value: String) -> Result<()> {
        if is_word(facet) && law_label(languages::words(Language::English), facet, &value).is_none()
        {
            let why = format!("“{value}” is no value of “{facet}”. Take one that the list names.");
            return Err(Error::invalid("query", why));
        }
        match self.facets.insert(facet, value) {
            None => Ok(()),
            Some(_) => {
                let why = format!("This asks twice for “{facet}”. Ask for one value of each.");
                Err(Error::invalid("query", why))
            }
        }
    }

    /// As the query of an address has it, without its question mark.
    pub fn written(&self) -> String {
        let mut pairs = Vec::new();
        if !self.q.is_empty() {
            pairs.push(("q", self.q.clone()));
        }
        let facets = self.facets.iter();
        pairs.extend(facets.map(|(facet, value)| (facet.as_str(), value.clone())));
        pairs.extend(self.days().map(|(name, day)| (name, day.to_string())));
        pairs.extend(self.page.map(|page| ("page", page.to_string())));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    /// What is asked of one facet.
    pub fn of(&self, facet: Facet) -> Option<&str> {
        self.facets.get(&facet).map(String::as_str)
    }

    /// What is asked of each facet of which something is.
    pub fn facets(&self) -> impl Iterator<Item = (Facet, &str)> {
        let facets = self.facets.iter();
        facets.map(|(facet, value)| (*facet, value.as_str()))
    }

    /// The days between which it is asked for, under their names.
    pub fn days(&self) -> impl Iterator<Item = (&'static str, Date)> {
        let days = [("from", self.from), ("to", self.to)].into_iter();
        days.filter_map(|(name, day)| Some((name, day?)))
    }

    /// Is everything asked for?
    pub fn is_open(&self) -> bool {
        self.q.trim().is_empty() && self.facets.is_empty() && self.days().next().is_none()
    }

    /// The same with one facet set or taken away, from the first page.
    #[must_use]
    pub fn with(&self, facet: Facet, value: Option<&str>) -> Self {
        let mut other = self.on_page(None);
        match value {
            Some(value) => other.facets.insert(facet, value.to_owned()),
            None => other.facets.remove(&facet),
        };
        other
    }

    /// The same on another page; the first one, if none is named.
    #[must_use]
    pub fn on_page(&self, page: Option<usize>) -> Self {
        Self {
            page: page.filter(|page| *page > 1),
            ..self.clone()
        }
    }

    /// What is asked for, in words: on one line, and not longer than a letter bears.
    pub fn in_words(&self, words: &Words) -> String {
        let said: String = self
            .spelled(words)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let shown = said.chars().filter(|letter| !letter.is_control());
        let mut shown: String = shown.take(WORDS).collect();
        // What was set apart ends, even where the text was cut.
        if shown.matches(OWN.0).count() > shown.matches(OWN.1).count() {
            shown.push(OWN.1);
        }
        shown
    }

    fn spelled(&self, words: &Words) -> String {
        let w = &words.facets;
        let pair = |name: &str, value: &str| {
            let name = name.to_lowercase();
            languages::with_two(w.pair, ("name", &name), ("value", value))
        };
        let mut parts = Vec::new();
        if !self.q.trim().is_empty() {
            parts.push(languages::with(w.quoted, words.own(self.q.trim())));
        }
        parts.extend(self.facets().map(|(facet, value)| {
            let value = law_label(words, facet, value)
                .unwrap_or_else(|| words.own(&value_label(facet, value, &[])));
            pair(facet_label(words, facet), &value)
        }));
        parts.extend(self.days().map(|(name, day)| {
            let name = if name == "from" { w.from } else { w.to };
            pair(name, &words.date(day))
        }));
        if parts.is_empty() {
            w.every_ruling.to_owned()
        } else {
            languages::with(w.rulings_with, parts.join(words.site.comma))
        }
    }

    /// The same for the index, on a day. What was revised is found by who asks for it.
    pub(super) fn asked(&self, today: Date) -> Asked {
        let facets = self.facets().filter(|(facet, _)| *facet != Facet::Standing);
        let standing = self
            .of(Facet::Standing)
            .unwrap_or(Standing::Stands.as_str());
        Asked {
            words: self.q.clone(),
            filters: facets
                .map(|(facet, value)| (facet, value.to_owned()))
                .collect(),
            from: self.from,
            to: self.to,
            today: Some(today),
            standing: (standing != public::ANY).then(|| standing.to_owned()),
            only: None,
            crossed: Vec::new(),
            changed_first: false,
            offset: (self.page.unwrap_or(1) - 1) * PAGE,
            limit: PAGE,
        }
    }
}

fn unknown(name: &str) -> Error {
    let facets = Facet::ALL.iter().map(|facet| facet.as_str());
    let known: Vec<_> = ["q", "from", "to", "page"]
        .into_iter()
        .chain(facets)
        .collect();
    let why = format!(
        "A search of the rulings has no “{name}”. It has: {}.",
        known.join(", ")
    );
    Error::invalid("query", why)
}

fn day(name: &str, value: &str) -> Result<Date> {
    value
        .trim()
        .parse()
        .map_err(|_| Error::invalid(name, "A day is written as 2026-01-31."))
}

fn page(value: &str) -> Result<usize> {
    let page = value.trim().parse().ok();
    page.filter(|page| (1..=PAGES).contains(page))
        .ok_or_else(|| {
            Error::invalid(
                "page",
                "There are pages 1 to 400; ask more closely to see what is beyond.",
            )
        })
}

impl IntoParams for Search {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let one = |name: &str, what: &str, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(parameter_in().unwrap_or(ParameterIn::Query))
                .required(Required::False)
                .description(Some(what))
                .schema(Some(schema))
                .build()
        };
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let day = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        let page = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(PAGES));
        let mut all = vec![one("q", "Words, \"phrases\", -without.", text())];
        let facets = Facet::ALL.iter();
        all.extend(facets.map(|facet| one(facet.as_str(), asks(*facet), text())));
        all.push(one("from", "Issued on this day or later.", day()));
        all.push(one("to", "Issued on this day or before.", day()));
        all.push(one("page", "Which page; from 1.", page));
        all
    }
}

/// What one asks for by a facet, as the document of the API says it.
fn asks(facet: Facet) -> &'static str {
    match facet {
        Facet::Respondent => "Code of the state that invoked the exception.",
        Facet::Applicant => "Code of the state that asked for the review.",
        Facet::Clause => "The clause.",
        Facet::Element => "An element of the clause that the panel came to, as `gatt-xxi.b.nexus`.",
        Facet::Measure => "The title of the measure.",
        Facet::Technology => "The class of the technology.",
        Facet::Finding => "A step and its finding on any claim, as `necessity:not_met`.",
        Facet::Outcome => "What any claim came to.",
        Facet::Compliance => "Where any remedy stands today: `running`, `overdue` or `done`.",
        Facet::Profile => "The standard of review.",
        Facet::Panelist => "The name of a member of the panel.",
        Facet::Language => "A language in which it can be read, as `fr`.",
        Facet::Year => "The year of issue.",
        Facet::Cites => "The address of a ruling that it refers to, as `2026-isecrc-1`.",
        Facet::Standing => {
            "`stands`, `revised`, or `any` for both; where nothing is said, what stands."
        }
        Facet::Spread => {
            "How far apart the members of a panel answered a criterion on any claim, as `2.2:3`."
        }
    }
}

/// What a facet is called.
pub fn facet_label(words: &Words, facet: Facet) -> &'static str {
    let w = &words.facets;
    match facet {
        Facet::Respondent => w.respondent,
        Facet::Applicant => w.applicant,
        Facet::Clause => w.clause,
        Facet::Element => w.element,
        Facet::Measure => w.measure,
        Facet::Technology => w.technology,
        Facet::Finding => w.finding,
        Facet::Outcome => w.outcome,
        Facet::Compliance => w.compliance,
        Facet::Profile => w.profile,
        Facet::Panelist => w.panelist,
        Facet::Language => w.language,
        Facet::Year => w.year,
        Facet::Cites => w.cites,
        Facet::Standing => w.standing,
        Facet::Spread => w.spread,
    }
}

/// Are the values of the facet words of the law, of which there are no others?
fn is_word(facet: Facet) -> bool {
    match facet {
        Facet::Technology
        | Facet::Finding
        | Facet::Outcome
        | Facet::Compliance
        | Facet::Profile
        | Facet::Language
        | Facet::Standing => true,
        Facet::Respondent
        | Facet::Applicant
        | Facet::Clause
        | Facet::Element
        | Facet::Measure
        | Facet::Panelist
        | Facet::Year
        | Facet::Cites
        | Facet::Spread => false,
    }
}

/// What a value of a facet is called, where it is a word of the law.
pub fn law_label(words: &Words, facet: Facet, value: &str) -> Option<String> {
    match facet {
        Facet::Technology => {
            Technology::parse(value).map(|class| words.technology(class).to_owned())
        }
        Facet::Outcome => Outcome::parse(value).map(|outcome| words.outcome(outcome).to_owned()),
        Facet::Profile => Profile::parse(value).map(|profile| words.profile(profile).to_owned()),
        Facet::Compliance => Status::parse(value).map(|status| words.remedy(status).to_owned()),
        Facet::Language => Language::parse(value).map(|language| language.name().to_owned()),
        Facet::Standing if value == public::ANY => Some(words.facets.any.to_owned()),
        Facet::Standing => {
            Standing::parse(value).map(|standing| words.standing(standing).to_owned())
        }
        Facet::Finding => value.split_once(':').and_then(|(step, finding)| {
            let (step, finding) = (Step::parse(step)?, Finding::parse(finding)?);
            let (step, finding) = (words.step(step), words.finding(finding).to_lowercase());
            let pair = (("name", step), ("value", finding.as_str()));
            Some(languages::with_two(words.facets.pair, pair.0, pair.1))
        }),
        _ => None,
    }
}

/// What a value of a facet is called in the language of what is published.
pub(super) fn value_label(facet: Facet, value: &str, states: &[StateEntry]) -> String {
    let named = match facet {
        Facet::Respondent | Facet::Applicant => {
            let state = states.iter().find(|state| state.code == value);
            state.map(|state| state.name.clone())
        }
        Facet::Clause => law::clause_text(value).map(|clause| clause_name(Some(clause))),
        Facet::Element => law::element(value).map(|(clause, element)| {
            let place = format!("{} {}", clause.article, element.subparagraph);
            format!("{} ({})", element.label, place.trim())
        }),
        Facet::Technology => Technology::parse(value).map(|class| class.label().to_owned()),
        Facet::Outcome => Outcome::parse(value).map(|outcome| outcome_word(outcome).to_owned()),
        Facet::Profile => Some(format!("Profile {value}")),
        Facet::Compliance | Facet::Language | Facet::Standing => {
            law_label(languages::words(Language::English), facet, value)
        }
        Facet::Finding => value.split_once(':').and_then(|(step, finding)| {
            let (step, finding) = (Step::parse(step)?, Finding::parse(finding)?);
            Some(format!("{}: {}", step_name(step), finding_name(finding)))
        }),
        Facet::Spread => value.rsplit_once(':').and_then(|(row, spread)| {
            let name = law::row_name(row)?;
            Some(format!("{name}: {spread}"))
        }),
        Facet::Measure | Facet::Panelist | Facet::Year | Facet::Cites => None,
    };
    named.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::Word as _;
    use domain::facet::Facet;
    use domain::language::Language;

    use super::{Search, asks, facet_label};
    use crate::languages;

    #[test]
    fn a_search_is_written_as_it_is_read_and_in_one_order() {
        let read = Search::read(
            "?to=2026-02-01&outcome=JUSTIFIED&q=a+b&respondent=USA&from=&lang=fr&page=2",
        )
        .unwrap();
        let written = "q=a+b&respondent=USA&outcome=JUSTIFIED&to=2026-02-01&page=2";
        assert_eq!(read.written(), written);
        assert_eq!(Search::read(written).unwrap(), read);
        let wider = read.with(Facet::Outcome, None);
        assert_eq!(wider.written(), "q=a+b&respondent=USA&to=2026-02-01");
        assert!(Search::read("q=&respondent=&lang=ar").unwrap().is_open());
        let words = languages::words(Language::English);
        let said = "rulings with “a b”, respondent: USA, outcome: justified, delivered to: 1 February 2026";
        assert_eq!(read.in_words(words).to_lowercase(), said.to_lowercase());
    }

    #[test]
    fn what_nobody_can_mean_is_refused() {
        for wrong in [
            "respondant=USA",
            "unheard=",
            "outcome=PERHAPS",
            "finding=necessity",
            "compliance=late",
            "language=xx",
            "standing=maybe",
            "respondent=USA&respondent=FRA",
            "from=yesterday",
            "to=2026-02-30",
            "page=0",
            "page=401",
            "page=x",
        ] {
            assert!(Search::read(wrong).is_err(), "{wrong}");
        }
        assert!(Search::read(&format!("q={}", "x".repeat(301))).is_err());
    }

    #[test]
    fn each_facet_is_named_in_each_language() {
        for language in Language::ALL {
            let words = languages::words(*language);
            for facet in Facet::ALL {
                assert!(!facet_label(words, *facet).is_empty() && !asks(*facet).is_empty());
            }
        }
    }
}
