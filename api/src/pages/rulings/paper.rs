//! What the template of a ruling on paper reads: the same as the page, in plain values.

use domain::ruling::LegalEffect;
use serde_json::{Value, json};

use super::translation::TranslationPage;
use super::{Gate, RulingPage, SectionOnPage, TextPiece, capital};
use crate::languages::{self, Words};
use crate::review::CriterionScore;
use crate::rulings::{PublicClaim, PublicParty, PublicRuling, RulingBeside, step_name};

fn sections(sections: &[SectionOnPage]) -> Vec<Value> {
    let section = |section: &SectionOnPage| {
        let paragraphs = section.paragraphs.iter().map(|(no, pieces)| {
            let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            json!([no, text])
        });
        json!({ "title": section.title, "modelled": section.modelled, "paragraphs": paragraphs.collect::<Vec<_>>() })
    };
    sections.iter().map(section).collect()
}

/// A ruling as `ruling.typ` reads it.
pub(super) fn ruling(page: &RulingPage) -> Value {
    let ruling = &page.ruling;
    let published = ruling.published_on.unwrap_or_default();
    let claims: Vec<_> = page
        .claims
        .iter()
        .map(|one| claim(&one.claim, &one.gates))
        .collect();
    let departures: Vec<_> = page
        .departures
        .iter()
        .map(|one| json!({ "no": one.no, "member": one.member, "text": one.text, "reasons": one.reasons }))
        .collect();
    let versions: Vec<_> = page
        .versions
        .iter()
        .map(|one| {
            let note = if one.note.is_empty() {
                String::new()
            } else {
                format!(" {}", one.note)
            };
            format!(
                "Version {}, {}: {}.{note}",
                one.version,
                one.day.1,
                page.say.words.change(one.change).to_lowercase()
            )
        })
        .collect();
    let remedies: Vec<_> = ruling
        .remedies
        .iter()
        .map(|one| json!({ "sentence": one.sentence, "claim_no": one.claim_no, "weight": one.weight }))
        .collect();
    json!({
        "caption": ruling.caption,
        "citation": ruling.citation,
        "body": ruling.body,
        "simulation": ruling.simulation,
        "summary": ruling.summary,
        "measure": ruling.measure,
        "clause": ruling.clause,
        "applicant": ruling.applicant.name,
        "respondent": ruling.respondent.name,
        "published": [published.year(), published.month(), published.day()],
        "published_on": page.published_on.as_ref().map(|day| &day.1),
        "issued_on": page.issued_on.as_ref().map(|day| &day.1),
        "address": page.address,
        "sha256": page.sha256,
        "key": page.key,
        "facts": facts(page),
        "claims": claims,
        "sections": sections(&page.sections),
        "later": sections(&page.later),
        "remedies": remedies,
        "scored": page.has_scores,
        // Where three sit, no answers are published.
        "answers": ruling.claims.iter().flat_map(|claim| &claim.scores).flat_map(|step| &step.criteria).any(|one| one.distribution.is_some()),
        "departures": departures,
        "versions": versions,
    })
}

fn facts(page: &RulingPage) -> Vec<Value> {
    let ruling = &page.ruling;
    let panel = ruling.panel.iter().map(|one| {
        let presiding = if one.presiding { ", presiding" } else { "" };
        format!("{} ({}{presiding})", one.name, one.discipline)
    });
    let mut facts = vec![("Case", ruling.case_number.clone())];
    facts.extend(page.filed_on.as_ref().map(|day| ("Filed", day.1.clone())));
    facts.extend(page.issued_on.as_ref().map(|day| ("Issued", day.1.clone())));
    let ground = ruling.ground.as_ref().map(|ground| format!(": {ground}"));
    let clause = format!("{}{}", ruling.clause, ground.unwrap_or_default());
    facts.push(("Clause", clause));
    facts.push(("Technology", page.technology.to_owned()));
    facts.extend(ruling.profile.map(|profile| {
        (
            "Standard of review",
            page.say.words.profile(profile.0).to_owned(),
        )
    }));
    facts.push(("Legal effect", effect(ruling)));
    facts.push(("Panel", panel.collect::<Vec<_>>().join("; ")));
    let other = |one: &RulingBeside| match one.withdrawn {
        true => format!("{}, which was withdrawn", one.citation),
        false => one.citation.clone(),
    };
    facts.extend(
        ruling
            .revised_by
            .as_ref()
            .map(|one| ("Revised by", other(one))),
    );
    facts.extend(ruling.revises.as_ref().map(|one| ("Revises", other(one))));
    let rows = facts.into_iter();
    rows.map(|(name, text)| json!([name, text])).collect()
}

fn effect(ruling: &PublicRuling) -> String {
    let of = |party: &PublicParty| match party.legal_effect.0 {
        LegalEffect::Binding => format!("binds {} by its consent", party.name),
        LegalEffect::Recommendatory => format!("recommends to {}", party.name),
    };
    capital(&format!(
        "{}; {}",
        of(&ruling.applicant),
        of(&ruling.respondent)
    ))
}

fn claim(claim: &PublicClaim, gates: &[Gate]) -> Value {
    let gates: Vec<_> = gates
        .iter()
        .map(|gate| json!({ "mark": gate.mark, "name": gate.name, "word": gate.word, "arguendo": gate.arguendo }))
        .collect();
    let votes: Vec<_> = claim
        .votes
        .iter()
        .map(|vote| {
            json!({
                "text": vote.text, "carried": vote.carried, "yes": vote.yes, "no": vote.no,
                "in_favour": vote.in_favour, "against": vote.against,
            })
        })
        .collect();
    let scores: Vec<_> = claim
        .scores
        .iter()
        .map(|step| {
            let criteria: Vec<_> = step.criteria.iter().map(score).collect();
            json!({ "name": step_name(step.step.0), "arguendo": step.arguendo, "criteria": criteria })
        })
        .collect();
    json!({
        "no": claim.no, "component": claim.component, "obligation": claim.obligation, "outcome": claim.outcome,
        "concerns": claim.concerns, "gates": gates, "votes": votes, "scores": scores,
    })
}

fn score(one: &CriterionScore) -> Value {
    let median = match (one.median, one.status.as_str()) {
        (Some(median), _) => median.to_string(),
        (None, "not_applicable") => "does not apply".to_owned(),
        (None, _) => "not determinable".to_owned(),
    };
    let split = if one.split == Some(true) {
        " split"
    } else {
        ""
    };
    let spread = one
        .spread
        .map_or_else(String::new, |spread| format!("{spread}{split}"));
    let answers = one.distribution.iter().flatten().map(ToString::to_string);
    let mark = if one.gate {
        " (gate)"
    } else if one.nature.0 == domain::review::Nature::Advisory {
        " (advisory)"
    } else {
        ""
    };
    json!({
        "name": capital(&format!("{}{mark}", one.name)),
        "median": median,
        "spread": spread,
        "answers": answers.collect::<Vec<_>>().join(", "),
    })
}

/// A translation as `translation.typ` reads it; `sha256` is that of the attached text.
pub(super) fn translation(page: &TranslationPage, sha256: &str) -> Value {
    let (it, ruling, words) = (&page.it, &page.ruling, page.say.words);
    let published = it.published_on;
    let joined = |pieces: &[TextPiece]| -> String {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    };
    let sections = page.sections.iter().map(|section| {
        let paragraphs = section.paragraphs.iter().map(|one| {
            let translated = !one.text.is_empty();
            let text = joined(if translated { &one.text } else { &one.own });
            json!({ "no": one.no, "text": text, "translated": translated })
        });
        json!({ "title": section.title, "paragraphs": paragraphs.collect::<Vec<_>>() })
    });
    let claims = page.claims.iter().map(|one| {
        let gates = one.gates.iter().map(|gate| {
            json!({ "mark": gate.mark, "name": gate.name, "word": gate.word, "arguendo": gate.arguendo })
        });
        let (no, component) = (one.claim.no.to_string(), one.claim.component.as_str());
        json!({
            "title": languages::with_two(words.ruling.claim_of, ("no", &no), ("component", component)),
            "obligation": languages::with(words.ruling.obligation, &one.claim.obligation),
            "gates": gates.collect::<Vec<_>>(),
            "outcome": one.word,
            "concerns": one.concerns,
        })
    });
    json!({
        "lang": it.language,
        "language": it.language.0.name(),
        "authentic": it.authentic,
        "caption": ruling.caption,
        "citation": ruling.citation,
        "body": ruling.body,
        "simulation": ruling.simulation,
        "measure": ruling.measure,
        "clause": ruling.clause,
        "published": [published.year(), published.month(), published.day()],
        "behind": page.behind,
        "standing": standing(ruling, words),
        "address": page.address,
        "authentic_address": page.address.trim_end_matches(&format!("/{}", it.language)),
        "sha256": sha256,
        "key": page.frozen.as_ref().and_then(|frozen| frozen.key.as_ref()),
        "facts": [
            [words.ruling.body, &ruling.body],
            [words.ruling.case, &ruling.case_number],
            [words.ruling.clause, &ruling.clause],
        ],
        "claims": claims.collect::<Vec<_>>(),
        "sections": sections.collect::<Vec<_>>(),
        "words": frame_words(page),
    })
}

/// What else is to be known of the ruling: that it is being revised, or was.
fn standing(ruling: &PublicRuling, words: &Words) -> Vec<String> {
    let w = &words.ruling;
    let mut all = Vec::new();
    if ruling.in_revision {
        all.push(w.in_revision.to_owned());
    }
    let other = |stands: &str, gone: &str, one: &RulingBeside| {
        let text = if one.withdrawn { gone } else { stands };
        languages::with(text, &one.citation)
    };
    let (by, of) = (&ruling.revised_by, &ruling.revises);
    all.extend(
        by.iter()
            .map(|one| other(w.revised_by, w.revised_gone, one)),
    );
    all.extend(of.iter().map(|one| other(w.revises, w.revises_gone, one)));
    all
}

/// The words around a translation, in its language.
fn frame_words(page: &TranslationPage) -> Value {
    let words = page.say.words;
    let (w, t) = (&words.ruling, &words.translation);
    let version = page.frozen.as_ref().map_or(1, |frozen| frozen.version);
    json!({
        "note": t.note,
        "read": t.read,
        "rest": t.rest,
        "untranslated": t.untranslated,
        "simulated": words.site.simulation,
        "simulation": w.simulation,
        "ruling": w.ruling,
        "published_on": languages::with(w.published_on, &page.published_on.1),
        "found": w.found,
        "arguendo": words.gates.arguendo,
        "how_to_cite": w.how_to_cite,
        "address": w.address,
        "genuine": w.genuine,
        "sum": languages::with(w.sum, version),
        "signed": languages::with(w.signed, "minisign"),
    })
}
