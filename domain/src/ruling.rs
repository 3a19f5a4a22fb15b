//! What a ruling must contain, its standing sentences, and how it is cited (procedure 2.2.8).

use jiff::ToSpan;
use jiff::civil::Date;

use crate::Word;
use crate::vote::Outcome;

crate::words! {
    /// The parts of a ruling, in their order.
    Section "ruling_section" {
        /// What the panel was asked.
        TermsOfReference = "terms_of_reference",
        /// Who took part, and in what.
        Participation = "participation",
        /// The class of the technology, or that none is concerned (annex D 14).
        Classification = "classification",
        /// Per claim: the threshold and each tier, those answered arguendo included.
        Findings = "findings",
        /// Every exhibit with its grade and class.
        Evidence = "evidence",
        /// What the parties said on the draft, or that there was no interim review.
        InterimReview = "interim_review",
        /// One outcome per claim, with its concerns.
        Outcomes = "outcomes",
        /// What the state should do, or that nothing is recommended.
        Recommendations = "recommendations",
        /// The roll call per proposition. The system puts it in at issue (annex D 13).
        Votes = "votes",
        /// What a member says in their own name; each is a section of its own, put in at issue.
        Opinions = "opinions",
        /// What the panel said later of its meaning or scope (T-54); each is a section of its own.
        Addenda = "addenda",
    }
}

/// The longest symbol of a UN document, in characters.
const SYMBOL_CHARACTERS: usize = 80;

/// A symbol of a UN document without the space around it: parts of letters, digits, dots, brackets and hyphens,
/// with a stroke between them, as `A/AC.900/2026/C.1`. None, if it is no such thing.
#[must_use]
pub fn un_symbol(text: &str) -> Option<&str> {
    let text = text.trim();
    let good = |one: char| one.is_ascii_alphanumeric() || ".()[]-".contains(one);
    let part = |part: &str| part.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '[');
    let parts = text.split('/');
    let fits =
        parts.clone().count() > 1 && parts.clone().all(|one| part(one) && one.chars().all(good));
    (fits && text.len() <= SYMBOL_CHARACTERS).then_some(text)
}

/// The UN symbol that is kept free for a ruling, as `A/AC.900/2026/C.1` (procedure 2.5); that of the so-manieth
/// revision of the same case ends with `/Rev.1`. A symbol is assigned by the UN, not by a body.
#[must_use]
pub fn reserved_symbol(base: &str, (year, number): (i32, i32), revision: i64) -> String {
    let first = format!("{base}/{year}/C.{number}");
    match revision {
        0 => first,
        revision => format!("{first}/Rev.{revision}"),
    }
}

/// The symbols of the versions of a ruling, after what each changed: a corrigendum and an addendum have their own,
/// numbered apart (`/Corr.`, `/Add.`); a translation has that of what it translates.
#[must_use]
pub fn symbols_of_versions(symbol: &str, changes: &[PublicationChange]) -> Vec<String> {
    let (mut corrigenda, mut addenda) = (0, 0);
    let own = changes.iter().map(|change| match change {
        PublicationChange::Corrected => {
            corrigenda += 1;
            format!("{symbol}/Corr.{corrigenda}")
        }
        PublicationChange::Interpreted => {
            addenda += 1;
            format!("{symbol}/Add.{addenda}")
        }
        _ => symbol.to_owned(),
    });
    own.collect()
}

crate::words! {
    /// What a member says in their own name (procedure 2.2.8, opinions).
    OpinionKind "opinion_kind" {
        /// The member voted against an outcome.
        Dissent = "dissent",
        /// The member agrees, for other reasons.
        Separate = "separate",
        /// The member adds something and takes nothing back.
        Declaration = "declaration",
    }
}

impl OpinionKind {
    /// The heading of an opinion of that kind, before the name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Dissent => "Dissenting opinion of",
            Self::Separate => "Separate opinion of",
            Self::Declaration => "Declaration of",
        }
    }
}

/// The longest opinion, in words (procedure 2.2.8).
pub const OPINION_WORDS: usize = 10_000;

/// The longest remark on a draft, in letters: a remark is a note to colleagues, not an opinion.
pub const REMARK_LETTERS: usize = 4_000;

/// The longest passage that a remark quotes, in letters.
pub const REMARK_QUOTE_LETTERS: usize = 600;

impl Section {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::TermsOfReference => "Terms of reference",
            Self::Participation => "Participation",
            Self::Classification => "Classification of the technology",
            Self::Findings => "Findings",
            Self::Evidence => "Evidence",
            Self::InterimReview => "Interim review",
            Self::Outcomes => "Outcomes",
            Self::Recommendations => "Recommendations",
            Self::Votes => "Votes",
            Self::Opinions => "Opinions",
            Self::Addenda => "Addenda",
        }
    }

    /// Whether the panel writes it with the draft. The roll call and what members say in their own
    /// name stay out of the text that the registrar signs; an addendum comes after the issue.
    pub fn written_by_panel(self) -> bool {
        !matches!(self, Self::Votes | Self::Opinions | Self::Addenda)
    }

    /// Whether its paragraphs are numbered with the others. The roll call is read as a table.
    pub fn numbered(self) -> bool {
        self != Self::Votes
    }
}

/// The sections that a draft still lacks before it can be voted and signed. A section counts as
/// there only if it has text.
pub fn missing(there: &[Section]) -> Vec<Section> {
    Section::ALL
        .iter()
        .copied()
        .filter(|s| s.written_by_panel() && !there.contains(s))
        .collect()
}

crate::words! {
    /// What a ruling is for a party (procedure 0.1); an attribute of the party in the case.
    LegalEffect "legal_effect" {
        /// The party has consented to be bound.
        Binding = "binding_by_consent",
        /// The Committee can only recommend.
        Recommendatory = "recommendatory",
    }
}

crate::words! {
    /// What a ruling of a case is, beside the others of that case (T-55).
    RulingState "ruling_state" {
        /// The parties have it, and it is not public yet.
        Issued = "issued",
        /// It is public, and in force.
        InForce = "in_force",
        /// It is public, and a revision of it is admitted: it stands until there is another one.
        InRevision = "in_revision",
        /// It is public, and a later one took its place.
        Revised = "revised",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

/// What has happened to a ruling.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fate {
    /// It was published.
    pub published: bool,
    /// It was taken back.
    pub withdrawn: bool,
    /// A revision of it was admitted.
    pub reopened: bool,
    /// A later ruling of the case was published, whatever became of that one.
    pub replaced: bool,
}

impl RulingState {
    /// What has happened last counts; that it was taken back counts before anything else.
    #[must_use]
    pub fn of(fate: Fate) -> Self {
        match fate {
            Fate {
                withdrawn: true, ..
            } => Self::Withdrawn,
            Fate { replaced: true, .. } => Self::Revised,
            Fate { reopened: true, .. } => Self::InRevision,
            Fate {
                published: true, ..
            } => Self::InForce,
            Fate { .. } => Self::Issued,
        }
    }
}

crate::words! {
    /// Why a passage stays hidden in the public version (procedure 2.2.8, publication).
    RedactionReason "redaction_reason" {
        /// A State considers its disclosure contrary to its essential security.
        EssentialSecurity = "essential_security",
        /// A trade secret, or what would harm a business.
        BusinessConfidential = "business_confidential",
        /// It is about a private person.
        PersonalData = "personal_data",
        /// Another State or an institution gave it in confidence.
        ThirdParty = "third_party",
        /// Its disclosure would impede law enforcement.
        LawEnforcement = "law_enforcement",
    }
}

/// The bar that stands in the place of a masked passage. It does not tell its length.
pub const BAR: &str = "█████";

impl RedactionReason {
    /// What stands in the place of a masked passage: a bar, and why.
    #[must_use]
    pub fn bar(self) -> String {
        format!("{BAR} [masked: {}]", self.title())
    }

    /// The reason in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::EssentialSecurity => "essential security",
            Self::BusinessConfidential => "business confidential",
            Self::PersonalData => "personal data",
            Self::ThirdParty => "given in confidence",
            Self::LawEnforcement => "law enforcement",
        }
    }
}

crate::words! {
    /// What a party asks of a ruling that has issued (F18).
    RulingRequest "ruling_request" {
        /// What it means, or how far it goes (T-54).
        Interpretation = "interpretation",
        /// That it be revised on a fact that nobody could know (T-55).
        Revision = "revision",
    }
}

crate::words! {
    /// What a ruling that is public is now; one that was withdrawn is neither.
    Standing "ruling_standing" {
        /// It stands, also while a revision of it is pending.
        Stands = "stands",
        /// A later ruling of the case was published in its place (T-55). It stays readable and does not stand
        /// again, not even where the later one is withdrawn.
        Revised = "revised",
    }
}

crate::words! {
    /// What happened to something that is public.
    PublicationChange "publication_change" {
        /// It became public.
        Published = "published",
        /// It was corrected; the earlier version stays (T-53).
        Corrected = "corrected",
        /// The panel said what it means; that is a part of it from now on (T-54).
        Interpreted = "interpreted",
        /// What the President had held of it became public (OV-A12).
        Released = "released",
        /// A later ruling of the case stands in its place (T-55).
        Revised = "revised",
        /// It became public in another language, or what was public in it was replaced.
        Translated = "translated",
        /// It was taken back; that it was there stays.
        Withdrawn = "withdrawn",
    }
}

impl LegalEffect {
    /// The verb of every operative sentence.
    pub fn operative_verb(self) -> &'static str {
        match self {
            Self::Binding => "shall",
            Self::Recommendatory => "is called upon to",
        }
    }
}

/// The sentence that says what a claim came to. `clause` is the article and instrument, such as
/// "Article XXI of the GATT 1994".
pub fn outcome_sentence(outcome: Outcome, clause: &str) -> String {
    match outcome {
        Outcome::Justified => format!("The measure is justified under {clause}."),
        Outcome::NotJustifiedT0 => format!(
            "The measure is not justified under {clause}: the circumstances that the clause requires are not established."
        ),
        Outcome::NotJustifiedT1a => format!(
            "The measure is not justified under {clause}: no essential security interest with a plausible link to the measure is articulated."
        ),
        Outcome::NotJustifiedT1b => {
            format!(
                "The measure is not justified under {clause}: the clause is invoked as a pretext."
            )
        }
        Outcome::NotJustifiedT2 => {
            format!("The measure is not justified under {clause}: it is not shown to be necessary.")
        }
        Outcome::NotJustifiedT3 => format!(
            "The measure is not justified under {clause}: it is not shown, on adequate proof, to be proportionate to a threat."
        ),
        Outcome::PartlyJustified => {
            format!(
                "The measure is justified under {clause} in part only, component by component as set out."
            )
        }
        Outcome::NotReached => {
            format!("The claim is not reached; nothing is decided on it under {clause}.")
        }
        Outcome::Moot => {
            format!("The claim is moot; nothing is left to decide on it under {clause}.")
        }
    }
}

/// The operative sentence of a remedy: who, what and until when. `action` begins with a verb in
/// the infinitive, such as "withdraw the measure".
pub fn remedy_sentence(effect: LegalEffect, state: &str, action: &str, due: Date) -> String {
    format!(
        "{state} {verb} {action} by {due}.",
        verb = effect.operative_verb()
    )
}

/// Whether a party may still ask for a revision on a fact that it discovered on a day: within six
/// months of that day, and ten years of the issue (DL-65). The last day counts.
#[must_use]
pub fn revision_in_time(discovered: Date, issued: Date, today: Date) -> bool {
    let months = discovered.saturating_add(6.months());
    let years = issued.saturating_add(10.years());
    discovered <= today && today <= months && today <= years
}

/// The sentence of [`Section::InterimReview`] where both parties did without it (T-30a).
pub const INTERIM_REVIEW_WAIVED: &str = "Both parties agreed to do without an interim review.";

/// The sentence of [`Section::InterimReview`] where the body's rules have none (T-30a).
pub const NO_INTERIM_REVIEW: &str =
    "The rules of procedure provide for no interim review; none was held.";

/// The sentence of [`Section::Recommendations`] where no claim calls for anything.
pub const NO_RECOMMENDATION: &str = "The panel makes no recommendation.";

/// The sentence of [`Section::Classification`] for a measure that touches no technology.
pub const NO_TECHNOLOGY: &str = "No technology is concerned.";

/// How a ruling is cited: `[2026] ISECRC 1`. The number runs within the body and the year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The year of issue.
    pub year: i16,
    /// The body's mark in capitals.
    pub body: String,
    /// The number in that year, from 1.
    pub number: u32,
}

impl Citation {
    /// The form it has in an address: `2026-isecrc-1`.
    pub fn slug(&self) -> String {
        format!(
            "{}-{}-{}",
            self.year,
            self.body.to_ascii_lowercase(),
            self.number
        )
    }

    /// Reads the form that it has in an address; only the one form that [`Citation::slug`]
    /// writes, so that a ruling has one address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let (year, rest) = slug.split_once('-')?;
        let (body, number) = rest.rsplit_once('-')?;
        let marked =
            !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let citation = Self {
            year: year.parse().ok()?,
            body: body.to_ascii_uppercase(),
            number: number.parse().ok()?,
        };
        (marked && citation.number > 0 && citation.slug() == slug).then_some(citation)
    }
}

impl Citation {
    /// Every citation that stands in a text, with its place in it.
    #[must_use]
    pub fn find_all(text: &str) -> Vec<(std::ops::Range<usize>, Self)> {
        let mut found = Vec::new();
        for (start, _) in text.match_indices('[') {
            if let Some((length, citation)) = Self::at_start(&text[start..]) {
                found.push((start..start + length, citation));
            }
        }
        found
    }

    /// The paragraph that is named right behind a citation, and the length of that in bytes: as
    /// ` ¶ 12`, which is how a ruling's page says it, or as lawyers write it, `, para 12`.
    #[must_use]
    pub fn paragraph_behind(rest: &str) -> Option<(usize, u32)> {
        let named = rest.strip_prefix(',').unwrap_or(rest);
        let number = [" ¶ ", " para ", " para. ", " paragraph "]
            .iter()
            .find_map(|mark| named.strip_prefix(mark))?;
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let paragraph: u32 = number[..digits].parse().ok()?;
        (paragraph > 0).then_some((rest.len() - number.len() + digits, paragraph))
    }

    /// The citation with which a text begins, and its length in bytes.
    fn at_start(text: &str) -> Option<(usize, Self)> {
        let (year, rest) = text.strip_prefix('[')?.split_once("] ")?;
        let (body, rest) = rest.split_once(' ')?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest[..digits].parse().ok()?;
        let marked = !body.is_empty()
            && body
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        let dated = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let citation = Self {
            year: year.parse().ok()?,
            body: body.to_owned(),
            number,
        };
        let length = year.len() + body.len() + digits + 4;
        (marked && dated && number > 0).then_some((length, citation))
    }
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] {} {}", self.year, self.body, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Citation, Fate, LegalEffect, PublicationChange, RulingState, Section, missing,
        outcome_sentence, remedy_sentence, reserved_symbol, revision_in_time, symbols_of_versions,
        un_symbol,
    };
    use crate::Word;
    use crate::vote::Outcome;
    use jiff::civil::date;

    #[test]
    fn a_symbol_is_reserved_by_case_and_revision_and_each_corrigendum_and_addendum_has_its_own() {
        let base = "A/AC.900";
        assert_eq!(reserved_symbol(base, (2026, 3), 0), "A/AC.900/2026/C.3");
        let second = reserved_symbol(base, (2026, 3), 2);
        assert_eq!(second, "A/AC.900/2026/C.3/Rev.2");
        let changes = [
            PublicationChange::Published,
            PublicationChange::Corrected,
            PublicationChange::Translated,
            PublicationChange::Interpreted,
            PublicationChange::Corrected,
        ];
        let symbols = symbols_of_versions("A/1", &changes);
        let expected = ["A/1", "A/1/Corr.1", "A/1", "A/1/Add.1", "A/1/Corr.2"];
        assert_eq!(symbols, expected);
    }

    #[test]
    fn a_symbol_of_the_un_has_parts_with_strokes_between() {
        for good in [
            "A/79/16",
            "A/AC.900/2026/C.1/Rev.1",
            "S/RES/1373(2001)",
            "A/RES/3314(XXIX)",
        ] {
            assert_eq!(un_symbol(&format!(" {good} ")), Some(good));
        }
        for wrong in [
            "",
            "A",
            "A//1",
            "/A/1",
            "A/1/",
            "A/<b>",
            "A/ 1",
            "Ą/1",
            "A/\u{202e}1",
            "http://x.y/z",
        ] {
            assert_eq!(un_symbol(wrong), None, "{wrong}");
        }
        assert_eq!(un_symbol(&format!("A/{}", "1".repeat(80))), None);
    }

    #[test]
    fn a_draft_lacks_whatever_the_panel_has_not_written() {
        assert_eq!(missing(&[]).len(), Section::ALL.len() - 3);
        assert!(!missing(&[]).contains(&Section::Votes));
        let all: Vec<_> = Section::ALL
            .iter()
            .copied()
            .filter(|s| *s != Section::Evidence)
            .collect();
        assert_eq!(missing(&all), [Section::Evidence]);
        assert_eq!(missing(Section::ALL), []);
    }

    #[test]
    fn a_ruling_is_what_happened_to_it_last_and_withdrawn_before_all() {
        let mut fate = Fate::default();
        assert_eq!(RulingState::of(fate), RulingState::Issued);
        fate.published = true;
        assert_eq!(RulingState::of(fate), RulingState::InForce);
        fate.reopened = true;
        assert_eq!(RulingState::of(fate), RulingState::InRevision);
        fate.replaced = true;
        assert_eq!(RulingState::of(fate), RulingState::Revised);
        fate.withdrawn = true;
        assert_eq!(RulingState::of(fate), RulingState::Withdrawn);
        fate.replaced = false;
        assert_eq!(RulingState::of(fate), RulingState::Withdrawn);
    }

    #[test]
    fn a_revision_is_asked_for_within_six_months_and_ten_years() {
        let (issued, found) = (date(2026, 1, 10), date(2026, 3, 31));
        for (discovered, today, in_time) in [
            (found, date(2026, 9, 30), true),
            (found, date(2026, 10, 1), false),
            // Nobody discovers tomorrow.
            (found, date(2026, 3, 30), false),
            (date(2035, 12, 1), date(2036, 1, 10), true),
            (date(2035, 12, 1), date(2036, 1, 11), false),
        ] {
            assert_eq!(
                revision_in_time(discovered, issued, today),
                in_time,
                "{today}"
            );
        }
    }

    #[test]
    fn the_verb_follows_the_legal_effect() {
        let say = |effect| remedy_sentence(effect, "XBB", "withdraw the measure", date(2026, 9, 1));
        assert_eq!(
            say(LegalEffect::Binding),
            "XBB shall withdraw the measure by 2026-09-01."
        );
        assert_eq!(
            say(LegalEffect::Recommendatory),
            "XBB is called upon to withdraw the measure by 2026-09-01."
        );
    }

    #[test]
    fn every_outcome_has_a_sentence_of_its_own_that_names_the_clause() {
        let mut sentences: Vec<_> = Outcome::ALL
            .iter()
            .map(|o| outcome_sentence(*o, "Article XXI of the GATT 1994"))
            .collect();
        assert_eq!(
            sentences[0],
            "The measure is justified under Article XXI of the GATT 1994."
        );
        assert!(
            sentences
                .iter()
                .all(|s| s.contains("Article XXI of the GATT 1994") && s.ends_with('.'))
        );
        sentences.sort();
        sentences.dedup();
        assert_eq!(sentences.len(), Outcome::ALL.len());
    }

    #[test]
    fn citations_are_found_where_they_stand_and_nothing_else_is() {
        let text = "As in [2026] ISECRC 1, para 4, and [2025] R-ECO 12. Not [26] X 1, [2026] isecrc 1, \
                    [2026] ISECRC 0, [sic] or [2026] ISECRC";
        let found: Vec<_> = Citation::find_all(text)
            .into_iter()
            .map(|(at, citation)| (&text[at], citation.to_string()))
            .collect();
        assert_eq!(
            found,
            [
                ("[2026] ISECRC 1", "[2026] ISECRC 1".to_owned()),
                ("[2025] R-ECO 12", "[2025] R-ECO 12".to_owned())
            ]
        );
    }

    #[test]
    fn a_paragraph_is_named_right_behind_a_citation() {
        assert_eq!(
            Citation::paragraph_behind(" ¶ 12, and"),
            Some((" ¶ 12".len(), 12))
        );
        for (text, length) in [(", para 2", 8), (" para. 2)", 8), (", paragraph 2", 13)] {
            assert_eq!(
                Citation::paragraph_behind(text),
                Some((length, 2)),
                "{text}"
            );
        }
        for other in [
            "",
            ", para two",
            ",, para 2",
            " ¶ ",
            " ¶ 0",
            " ¶12",
            ". ¶ 3",
        ] {
            assert_eq!(Citation::paragraph_behind(other), None, "{other}");
        }
    }

    #[test]
    fn a_citation_has_one_text_and_one_address() {
        let first = Citation {
            year: 2026,
            body: "ISECRC".to_owned(),
            number: 1,
        };
        assert_eq!(first.to_string(), "[2026] ISECRC 1");
        assert_eq!(first.slug(), "2026-isecrc-1");
        assert_eq!(Citation::from_slug("2026-isecrc-1"), Some(first));
        for wrong in [
            "2026-ISECRC-1",
            "2026-isecrc-01",
            "2026-isecrc-0",
            "2026--1",
            "isecrc-1",
            "2026-is/x-1",
            "",
        ] {
            assert_eq!(Citation::from_slug(wrong), None, "{wrong}");
        }
    }
}
