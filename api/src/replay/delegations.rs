//! A state's delegation, as its agent asks for it and the registrar accredits it.

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};

use super::file::PersonRecord;
use super::wire::{Target, Wire, With};
use super::{ADMINISTRATOR, derived, enter};

/// Someone whom the agent of a state puts forward.
#[derive(Clone, Debug)]
pub struct Delegate {
    /// Who; what they are is said by the letter of credence alone.
    pub person: PersonRecord,
    /// As what.
    pub role: String,
    /// Does the registrar accredit them? Else they wait.
    pub accredited: bool,
}

/// Has these people put forward for a delegation, and accredited, from today on; what is done already is not done
/// again.
pub async fn accredit(
    at: &Target,
    state: &str,
    (agent, registrar): (&PersonRecord, &PersonRecord),
    delegates: &[Delegate],
) -> anyhow::Result<()> {
    let mut wire = Wire::to(at);
    wire.introduce(ADMINISTRATOR, &at.email, &at.password);
    for one in [agent, registrar] {
        wire.introduce(&one.key, &one.email, &one.password);
    }
    let path = format!("/delegations/{state}");
    for Delegate {
        person,
        role,
        accredited,
    } in delegates
    {
        // Whoever is accredited has an account; it has a password, since nobody reads letters here.
        if *accredited {
            wire.introduce(&person.key, &person.email, &person.password);
            enter(&mut wire, &at.body, person).await?;
        }
        let id = derived(&[&at.body, "accreditation", &person.email]);
        let shown = wire.get(&registrar.key, &path).await?;
        let mut members = shown["members"].as_array().into_iter().flatten();
        let there = members.find(|one| one["accreditation"] == json!(id));
        if there.is_none() {
            let today: Date = shown["today"].as_str().context("a day")?.parse()?;
            let new = json!({
                "role": role, "name": person.name, "email": person.email, "first_day": today,
                "letter": {
                    "signed_by": "Thandiwe Moyo", "signed_as": "Minister for Foreign Affairs",
                    "signed_on": today.saturating_sub(7.days()), "reference": format!("{state}/{role}"),
                },
            });
            let path = format!("{path}/accreditations/{id}");
            send(&mut wire, agent, Method::PUT, &path, new).await?;
        }
        if *accredited && there.is_none_or(|one| one["standing"] == "waiting") {
            let path = format!("{path}/accreditations/{id}/accept");
            send(&mut wire, registrar, Method::POST, &path, json!({})).await?;
        }
    }
    Ok(())
}

async fn send(
    wire: &mut Wire,
    who: &PersonRecord,
    method: Method,
    path: &str,
    json: Value,
) -> anyhow::Result<()> {
    let with = With {
        json: Some(json),
        ..With::default()
    };
    wire.send(&who.key, method, path, with).await?;
    Ok(())
}
