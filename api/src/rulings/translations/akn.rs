//! A translation in Akoma Ntoso: another expression of the same work. It has the text and what was
//! found, in its own language; scores, votes and remedies stand with the authentic expression.

use askama::Template;
use domain::Word as _;
use domain::vote::Finding;

use super::{PublicRuling, PublicTranslation};
use crate::error::{Error, Result};
use crate::languages::{self, Words};
use crate::rulings::RulingBeside;
use crate::rulings::forms::{allowed, block_of};

#[derive(Template)]
#[template(path = "translation.akn.xml")]
struct Akn<'a> {
    ruling: &'a PublicRuling,
    it: &'a PublicTranslation,
    w: &'static Words,
    /// Where its page is, and where that of the authentic text.
    address: &'a str,
    authentic_address: &'a str,
    /// The name of the authentic expression.
    original: String,
    number: String,
    delivered: String,
    delivered_words: String,
    behind: Option<String>,
    /// When a ruling was published in its place, and what is said of that.
    revised: String,
    revision: Option<(&'static str, &'a RulingBeside, &'static str)>,
    /// Name, end of the address and word of each finding.
    findings: Vec<(&'static str, String, &'static str)>,
    introduction: Vec<Part>,
    background: Vec<Part>,
    motivation: Vec<Part>,
    decision: Vec<Part>,
    claims: Vec<Claim>,
}

/// A section, with its paragraphs under the numbers that they have in every language.
struct Part {
    title: String,
    paragraphs: Vec<Paragraph>,
}

struct Paragraph {
    no: usize,
    text: String,
    /// Is it not translated yet?
    foreign: bool,
}

struct Claim {
    no: i32,
    title: String,
    /// What the step is called, the name of its finding, and the word for that.
    steps: Vec<(&'static str, &'static str, &'static str)>,
    outcome: &'static str,
}

impl PublicTranslation {
    /// In Akoma Ntoso; `address` is where its page is, `authentic` where that of the authentic text.
    pub fn akn(&self, ruling: &PublicRuling, address: &str, authentic: &str) -> Result<String> {
        let w = languages::words(self.language.0);
        let mut blocks: [Vec<Part>; 4] = Default::default();
        for section in &self.sections {
            let paragraphs = section.paragraphs.iter().map(|one| Paragraph {
                no: one.no,
                text: allowed(one.text.as_ref().unwrap_or(&one.authentic)),
                foreign: one.text.is_none(),
            });
            let part = Part {
                title: section.title.clone(),
                paragraphs: paragraphs.collect(),
            };
            if let Some(block) = blocks.get_mut(block_of(section.section.0)) {
                block.push(part);
            }
        }
        let [introduction, background, motivation, decision] = blocks;
        let findings = Finding::ALL.iter().map(|one| {
            let end = match one {
                Finding::NoFinding => "no-finding".to_owned(),
                one => format!("finding-{}", one.as_str().replace('_', "-")),
            };
            (one.as_str(), end, w.finding(*one))
        });
        let akn = Akn {
            original: ruling.expression(self.authentic.0),
            number: ruling.iri.rsplit('/').next().unwrap_or_default().to_owned(),
            delivered: ruling
                .delivered()
                .map_or_else(String::new, |day| day.to_string()),
            delivered_words: ruling
                .delivered()
                .map_or_else(String::new, |day| w.date(day)),
            behind: self.outrun(w),
            revised: ruling
                .revised_by
                .as_ref()
                .and_then(|one| one.published_on)
                .map_or_else(String::new, |day| day.to_string()),
            revision: ruling.revised_by.as_ref().map(|one| {
                let (before, after) = one.said(w);
                (before, one, after)
            }),
            findings: findings.collect(),
            claims: claims(ruling, w),
            ruling,
            it: self,
            w,
            address,
            authentic_address: authentic,
            introduction,
            background,
            motivation,
            decision,
        };
        akn.render().map_err(Error::broken)
    }

    /// That the authentic text has changed since, in the words of a language.
    pub fn outrun(&self, words: &Words) -> Option<String> {
        let (of, stands) = (self.of_version.to_string(), self.stands.to_string());
        let text = words.translation.behind;
        let said = || languages::with_two(text, ("version", &of), ("stands", &stands));
        self.behind.then(said)
    }
}

fn claims(ruling: &PublicRuling, w: &'static Words) -> Vec<Claim> {
    let claims = ruling.claims.iter().zip(&ruling.results);
    let claims = claims.map(|(claim, result)| Claim {
        no: claim.no,
        title: languages::with(w.ruling.claim, claim.no),
        steps: claim
            .gates
            .iter()
            .filter_map(|gate| {
                let finding = gate.finding?.0;
                Some((w.step(gate.step.0), finding.as_str(), w.finding(finding)))
            })
            .collect(),
        outcome: w.outcome(result.outcome.0),
    });
    claims.collect()
}
