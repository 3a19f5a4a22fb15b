//! Each act of a docket as the requests that perform it.

use anyhow::Context as _;
use reqwest::Method;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::file::Deed;
use super::paper;
use super::wire::{Wire, With};
use super::{derived, was_refused};

/// Where a docket is performed.
pub(super) struct Stage<'a> {
    pub(super) wire: Wire,
    /// The slug, for derived ids.
    pub(super) body: &'a str,
    /// The docket's name, for derived ids.
    pub(super) docket: &'a str,
    /// Its case.
    pub(super) case: Uuid,
    /// Keys of people and their ids.
    pub(super) people: std::collections::HashMap<String, Uuid>,
    /// The act may have been done, in part or as a whole, by an earlier run.
    pub(super) again: bool,
}

impl Stage<'_> {
    /// Performs one act; `at` is its place in the docket.
    pub(super) async fn act(&mut self, at: usize, deed: &Deed) -> anyhow::Result<()> {
        let mut content = deed.content.clone();
        match deed.act.as_str() {
            "open" => self.open(deed, content).await,
            "submit" | "request_panel" => {
                let documents = self.upload(at, deed).await?;
                content.insert("documents".to_owned(), json!(documents));
                self.case_act(deed, &deed.act, content).await
            }
            "file_submission" | "file_exhibit" => {
                let documents = self.upload(at, deed).await?;
                content.insert("documents".to_owned(), json!(documents));
                let kind = if deed.act == "file_exhibit" {
                    "exhibits"
                } else {
                    "submissions"
                };
                let path = format!(
                    "/cases/{}/{kind}/{}",
                    self.case,
                    self.id(&[&at.to_string(), "filing"])
                );
                let seen = Some(
                    self.version(&deed.by, &format!("/cases/{}", self.case))
                        .await?,
                );
                self.put(deed, &path, content, seen).await
            }
            "nominate" => {
                let key = content
                    .get("person")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let id = self.people.get(key).context("nobody is called so")?;
                content.insert("person".to_owned(), json!(id));
                self.case_act(deed, &deed.act, content).await
            }
            "score" | "vote_step" => self.in_review_of_each(deed, content).await,
            "revise" | "go_on_arguendo" => self.in_review(deed, content).await,
            "edit_ruling" => {
                let path = format!("/cases/{}/ruling", self.case);
                let seen = self.version(&deed.by, &path).await?;
                content.entry("remedies").or_insert_with(|| json!([]));
                self.put(deed, &path, content, Some(seen)).await
            }
            "remark" | "settle_remark" => self.remark(deed, content).await,
            "translate_ruling" | "publish_translation" => self.translation(deed, content).await,
            "vote" => {
                let content = self.final_vote(deed, content).await?;
                self.case_act(deed, "final_vote", content).await
            }
            act => match act.strip_prefix("linkage.") {
                Some(word) => self.report_act(deed, word, content).await,
                None => self.case_act(deed, act, content).await,
            },
        }
    }

    fn id(&self, parts: &[&str]) -> Uuid {
        derived(&[&[self.body, self.docket], parts].concat())
    }

    async fn version(&mut self, who: &str, path: &str) -> anyhow::Result<i64> {
        let seen = self.wire.get(who, path).await?;
        Ok(seen["version"].as_i64().unwrap_or_default())
    }

    /// The version of a step of a claim, as a member sees it.
    async fn step_version(&mut self, who: &str, claim: &str, step: &str) -> anyhow::Result<i64> {
        let path = format!("/cases/{}/review", self.case);
        let review = self.wire.get(who, &path).await?;
        let find = |list: &Value, key: &str, wanted: &str| {
            let mut all = list.as_array().into_iter().flatten();
            all.find(|one| one[key] == wanted).cloned()
        };
        let step = find(&review["claims"], "id", claim)
            .and_then(|claim| find(&claim["steps"], "step", step))
            .with_context(|| format!("the claim has no step {step}"))?;
        Ok(step["version"].as_i64().unwrap_or_default())
    }

    async fn put(
        &mut self,
        deed: &Deed,
        path: &str,
        content: Map<String, Value>,
        seen: Option<i64>,
    ) -> anyhow::Result<()> {
        let with = With {
            json: Some(Value::Object(content)),
            seen,
            ..With::default()
        };
        self.wire
            .send(&deed.by, Method::PUT, path, with)
            .await
            .map(|_| ())
    }

    async fn post(
        &mut self,
        deed: &Deed,
        path: &str,
        content: Map<String, Value>,
        seen: i64,
    ) -> anyhow::Result<()> {
        let with = With {
            json: Some(Value::Object(content)),
            seen: Some(seen),
            ..With::default()
        };
        self.wire
            .send(&deed.by, Method::POST, path, with)
            .await
            .map(|_| ())
    }

    async fn case_act(
        &mut self,
        deed: &Deed,
        word: &str,
        content: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let case = format!("/cases/{}", self.case);
        let seen = self.version(&deed.by, &case).await?;
        self.post(deed, &format!("{case}/{word}"), content, seen)
            .await
    }

    /// Remarks, answers and settles; a docket calls its remarks by keys.
    async fn remark(&mut self, deed: &Deed, mut content: Map<String, Value>) -> anyhow::Result<()> {
        let mut called = |field: &str| {
            let key = content.remove(field)?.as_str()?.to_owned();
            Some(self.id(&["remark", &key]))
        };
        let (key, about) = (
            called("key").context("a remark has a key")?,
            called("answers"),
        );
        let remarks = format!("/cases/{}/remarks", self.case);
        if deed.act == "settle_remark" {
            let path = format!("{remarks}/{key}/settle");
            return self
                .wire
                .send(&deed.by, Method::POST, &path, With::default())
                .await
                .map(|_| ());
        }
        let path = match about {
            Some(about) => format!("{remarks}/{about}/replies/{key}"),
            None => format!("{remarks}/{key}"),
        };
        self.put(deed, &path, content, None).await
    }

    /// A translation is written over the text that stands, and published as it was written.
    async fn translation(
        &mut self,
        deed: &Deed,
        mut content: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let language = content.remove("language").unwrap_or_default();
        let all = format!("/cases/{}/translations", self.case);
        let named = content.remove("ruling");
        let asked = match named.as_ref().and_then(Value::as_str) {
            Some(slug) => format!("{all}?ruling={slug}"),
            None => all.clone(),
        };
        let now = self.wire.get(&deed.by, &asked).await?;
        let mut known = now["translations"].as_array().into_iter().flatten();
        let known = known.find(|one| one["language"] == language);
        let seen = known.and_then(|one| one["version"].as_i64());
        let seen = seen.context("there is no such translation")?;
        let path = format!("{all}/{}", language.as_str().unwrap_or_default());
        let of = now["slug"].as_str().unwrap_or_default();
        if deed.act == "publish_translation" {
            let path = format!("{path}/publish?ruling={of}");
            return self.post(deed, &path, content, seen).await;
        }
        let path = format!("{path}?ruling={of}");
        content.insert("of_version".to_owned(), now["of_version"].clone());
        self.put(deed, &path, content, Some(seen)).await
    }

    /// Opens the draft; once it is there, rewrites it.
    async fn open(&mut self, deed: &Deed, mut content: Map<String, Value>) -> anyhow::Result<()> {
        let case = format!("/cases/{}", self.case);
        let seen = self.version(&deed.by, &case).await.ok();
        let request = content
            .remove("request")
            .and_then(|value| value.as_object().cloned())
            .unwrap_or_default();
        self.put(deed, &case, request, seen).await
    }

    async fn upload(&mut self, at: usize, deed: &Deed) -> anyhow::Result<Vec<Uuid>> {
        let mut ids = Vec::new();
        for (no, document) in deed.content["documents"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            let title = document["title"]
                .as_str()
                .context("a document has a title")?;
            let text: Vec<String> = serde_json::from_value(document["text"].clone())
                .context("a document has paragraphs of text")?;
            let class = document["class"]
                .as_str()
                .unwrap_or(if deed.act == "request_panel" {
                    "C0"
                } else {
                    "C1"
                });
            let id = self.id(&[&at.to_string(), "document", &no.to_string()]);
            let name = file_name(title);
            let with = With {
                pdf: Some(paper::pdf(title, &text)),
                query: &[("file_name", &name), ("title", title), ("class", class)],
                ..With::default()
            };
            self.wire
                .send(
                    &deed.by,
                    Method::PUT,
                    &format!("/cases/{}/documents/{id}", self.case),
                    with,
                )
                .await?;
            ids.push(id);
        }
        Ok(ids)
    }

    /// The id of a claim by its number, as a member sees it.
    async fn claim(&mut self, who: &str, no: i64) -> anyhow::Result<String> {
        let case = self.wire.get(who, &format!("/cases/{}", self.case)).await?;
        let claim = case["claims"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|claim| claim["no"].as_i64() == Some(no));
        let id = claim.and_then(|claim| claim["id"].as_str());
        Ok(id
            .with_context(|| format!("the case has no claim {no}"))?
            .to_owned())
    }

    /// One sheet, or one set of ballots, for each of the claims that it is given for.
    async fn in_review_of_each(
        &mut self,
        deed: &Deed,
        mut content: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let step = content["step"].as_str().unwrap_or_default().to_owned();
        let review = format!("/cases/{}/review", self.case);
        let list = |value: Option<Value>| value.and_then(|value| value.as_array().cloned());
        let claims = list(content.remove("claims")).unwrap_or_default();
        let (word, requests) = match list(content.remove("ballots")) {
            Some(ballots) => ("vote", ballots),
            None => ("score", vec![json!({ "answers": content["answers"] })]),
        };
        for no in claims.iter().filter_map(Value::as_i64) {
            let claim = self.claim(&deed.by, no).await?;
            let path = format!("{review}/{claim}/{step}/{word}");
            for request in &requests {
                let seen = self.step_version(&deed.by, &claim, &step).await?;
                let request = request.as_object().cloned().unwrap_or_default();
                match self.post(deed, &path, request, seen).await {
                    // What an earlier run did of this act is refused now; the rest is still to do.
                    Err(error) if self.again && was_refused(&error) => {}
                    done => done.with_context(|| format!("claim {no}"))?,
                }
            }
        }
        Ok(())
    }

    async fn in_review(
        &mut self,
        deed: &Deed,
        mut content: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let no = content
            .remove("claim")
            .and_then(|no| no.as_i64())
            .context("the claim is named by its number")?;
        let step = content.remove("step").unwrap_or_default();
        let claim = self.claim(&deed.by, no).await?;
        let review = format!("/cases/{}/review", self.case);
        let seen = self
            .step_version(&deed.by, &claim, step.as_str().unwrap_or_default())
            .await?;
        let word = if deed.act == "revise" {
            "revise"
        } else {
            "arguendo"
        };
        let path = format!(
            "{review}/{claim}/{}/{word}",
            step.as_str().unwrap_or_default()
        );
        self.post(deed, &path, content, seen).await
    }

    /// Confirms everything, or votes claim by claim under their numbers.
    async fn final_vote(
        &mut self,
        deed: &Deed,
        mut content: Map<String, Value>,
    ) -> anyhow::Result<Map<String, Value>> {
        let opinion = content.remove("opinion").unwrap_or(json!(false));
        let opinion = ("opinion".to_owned(), opinion);
        let Some(votes) = content.remove("votes") else {
            let confirm = ("confirm".to_owned(), json!(true));
            return Ok(Map::from_iter([confirm, opinion]));
        };
        let mut by_id = Map::new();
        for (no, vote) in votes.as_object().into_iter().flatten() {
            by_id.insert(self.claim(&deed.by, no.parse()?).await?, vote.clone());
        }
        let votes = ("votes".to_owned(), Value::Object(by_id));
        Ok(Map::from_iter([votes, opinion]))
    }

    async fn report_act(
        &mut self,
        deed: &Deed,
        word: &str,
        mut content: Map<String, Value>,
    ) -> anyhow::Result<()> {
        let text = |name: &str| {
            content
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let (state, period) = (text("state"), text("period"));
        let report = format!(
            "/reports/{}",
            derived(&[self.body, "report", &state, &period])
        );
        if word == "draw_up" {
            return self.put(deed, &report, content, None).await;
        }
        content.remove("state");
        content.remove("period");
        if word == "resend" {
            let key = content.get("recipient").and_then(Value::as_str);
            let id = self.people.get(key.unwrap_or_default());
            let id = json!(id.context("nobody is called so")?);
            content.insert("recipient".to_owned(), id);
        }
        let seen = self.version(&deed.by, &report).await?;
        self.post(deed, &format!("{report}/{word}"), content, seen)
            .await
    }
}

/// A file's name made of its title.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().take(80) {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    format!("{}.pdf", name.trim_matches('-'))
}
