//! A report on paper: its sections as they read now, with the tables behind them and the rulings
//! behind each figure, and the series attached as data.

use domain::Word;
use domain::compliance::Status;
use domain::linkage::{FORMULA, TechClass};
use domain::ruling::LegalEffect;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::content::{
    ClaimLine, RemedyLine, SeriesLine, StageLine, finding_name, outcome_name, step_name,
};
use super::{Report, sdmx};
use crate::db::Tx;
use crate::printing::Print;
use crate::wire::hex;

/// What is to be set. Its name follows from all that it says and carries, so that the same report is
/// the same bytes, whoever asks and whenever; only a newer one is not named to whom it was not sent.
pub(super) fn print(tx: &Tx<'_>, report: &Report) -> Print {
    let csv = sdmx::csv(
        &report.rules.document.citation_code,
        std::slice::from_ref(report),
    );
    let world = tx.world();
    let data = data(report, &world.name, world.simulation).to_string();
    let said = Sha256::new()
        .chain_update(&data)
        .chain_update(&csv)
        .finalize();
    Print {
        ident: format!("{}/{}", report.row.id, hex(&said)),
        template: pdf::Template::Report,
        data,
        attached: Some(("linkage.csv", csv.into_bytes())),
    }
}

fn data(report: &Report, body: &str, simulation: bool) -> Value {
    let content = &report.content;
    let at = report.row.transmitted_at.unwrap_or(report.row.created_at);
    let day = report.rules.calendar.date_of(at);
    let status = match report.replaced_at {
        Some(_) => "corrected by the edition that follows".to_owned(),
        None => report.standing(),
    };
    let sections: Vec<_> = report
        .sections()
        .into_iter()
        .map(|one| {
            let paragraphs: Vec<_> = one.paragraphs.iter().map(|text| plain(text)).collect();
            json!({ "no": one.no, "title": one.title, "paragraphs": paragraphs })
        })
        .collect();
    let sensitivity = content.index.sensitivity.iter().map(|one| {
        json!({
            "strength": one.strength.to_string(), "late": one.late_half_life_days.to_string(),
            "age": one.age_half_life_years.to_string(), "index": format!("{:.2}", one.index),
        })
    });
    json!({
        "heading": report.heading(),
        "body": body,
        "simulation": simulation,
        "purpose": FORMULA,
        "state": report.row.state,
        "state_name": content.state_name,
        "period": report.row.period,
        "edition": report.row.edition,
        "status": status,
        "banner": report.banner(),
        "day": [day.year(), i16::from(day.month()), i16::from(day.day())],
        "sections": sections,
        "series": content.series.iter().map(figure).collect::<Vec<_>>(),
        "claims": content.claims.iter().map(claim).collect::<Vec<_>>(),
        "remedies": content.remedies.iter().map(remedy).collect::<Vec<_>>(),
        "sensitivity": sensitivity.collect::<Vec<_>>(),
    })
}

/// Text without the marks that no font has a letter for; lines stay lines.
fn plain(text: &str) -> String {
    let spaced = text.replace("\r\n", "\n").replace('\t', " ");
    spaced
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .collect()
}

fn figure(line: &SeriesLine) -> Value {
    let (_, decimals) = sdmx::unit(line.indicator.0);
    let number = |value: f64| format!("{value:.decimals$}");
    let class = match line.tech_class.0 {
        TechClass::Total => "all".to_owned(),
        class => class.as_str().to_owned(),
    };
    let mut beside = Vec::new();
    if let (Some(lower), Some(upper)) = (line.lower, line.upper) {
        beside.push(format!("{} to {}", number(lower), number(upper)));
    }
    beside.extend(line.n_obs.map(|count| format!("of {count} remedies")));
    json!({
        "indicator": sdmx::indicator_name(line.indicator.0),
        "stage": sdmx::stage_name(line.stage.0),
        "class": class,
        "value": line.value.map_or("withheld".to_owned(), number),
        "beside": beside.join(", "),
        "sources": line.sources,
    })
}

fn claim(claim: &ClaimLine) -> Value {
    let effect = match claim.effect.0 {
        LegalEffect::Recommendatory => "The ruling does not bind the state.",
        LegalEffect::Binding => "The ruling binds the state by its consent.",
    };
    json!({
        "title": plain(&format!("Claim {}: {}, {}", claim.no, claim.component, claim.obligation)),
        "outcome": format!("Outcome: {}.", outcome_name(claim.outcome.0)),
        "effect": effect,
        "source": format!("{}, {}", claim.citation, claim.case),
        "steps": claim.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &StageLine) -> Value {
    let arguendo = if step.arguendo {
        ", for the sake of argument"
    } else {
        ""
    };
    let votes: Vec<_> = step
        .votes
        .iter()
        .map(|vote| format!("{} {} to {}", vote.motion, vote.yes, vote.no))
        .collect();
    json!({
        "name": step_name(step.step.0),
        "finding": format!("{}{arguendo}", finding_name(step.finding.0)),
        "votes": votes.join(", "),
    })
}

fn remedy(one: &RemedyLine) -> Value {
    let stands = match (one.status.0, one.done_on) {
        (Status::Done, Some(day)) => format!("done on {day}"),
        (Status::Overdue, _) => format!("not done, {} days outstanding", one.days_outstanding),
        _ => "its date has not come".to_owned(),
    };
    json!({
        "text": plain(&one.text),
        "weight": one.weight,
        "due": one.due_on.to_string(),
        "stands": stands,
        "source": format!("{}, claim {}, remedy {}", one.citation, one.claim, one.no),
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_without_a_letter_are_left_out_and_lines_stay() {
        assert_eq!(plain("a\r\n\tb\u{7}\n"), "a\n b\n");
    }
}
