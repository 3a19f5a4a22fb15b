//! What the template of a ruling on paper reads: the same as the page, in plain values.

use domain::ruling::LegalEffect;
use serde_json::{Value, json};

use super::{Gate, RulingPage, capital};
use crate::review::CriterionScore;
use crate::rulings::{PublicClaim, PublicParty, PublicRuling, RulingBeside, step_name};

/// A ruling as `ruling.typ` reads it.
pub(super) fn ruling(page: &RulingPage) -> Value {
    let ruling = &page.ruling;
    let published = ruling.published_on.unwrap_or_default();
    let sections: Vec<_> = page
        .sections
        .iter()
        .map(|section| {
            let paragraphs = section.paragraphs.iter().map(|(no, pieces)| {
                let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
                json!([no, text])
            });
            json!({ "title": section.title, "modelled": section.modelled, "paragraphs": paragraphs.collect::<Vec<_>>() })
        })
        .collect();
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
        "sections": sections,
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
