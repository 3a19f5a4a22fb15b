//! Asks Cedar: may this person do this to that? The only file that names `cedar_policy`. Policies
//! are text in `policies/`; a slice hands over facts, in the words of the domain.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, anyhow};
use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Effect, Entities, Entity, EntityId,
    EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, Request, Response,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use domain::Word as _;
use domain::document::Ground;
use uuid::Uuid;

/// The policy files, read together.
const POLICIES: &[(&str, &str)] = &[
    ("bodies", include_str!("../policies/bodies.cedar")),
    ("people", include_str!("../policies/people.cedar")),
    ("delegations", include_str!("../policies/delegations.cedar")),
    ("cases", include_str!("../policies/cases.cedar")),
    ("alternates", include_str!("../policies/alternates.cedar")),
    ("documents", include_str!("../policies/documents.cedar")),
    ("emergency", include_str!("../policies/emergency.cedar")),
    ("review", include_str!("../policies/review.cedar")),
    ("linkage", include_str!("../policies/linkage.cedar")),
];
const SCHEMA: &str = include_str!("../policies/house.cedarschema");

/// With how much stack a policy is asked, in bytes: Cedar wants 100 KiB left at its deepest, and a
/// build for development takes several times that to get there.
const STACK: usize = 1024 * 1024;

/// What is asked before someone reads what a document says.
const OPEN: &str = "document.view_content";

/// Which role is a kind of another: a deputy is an agent, and everyone who acts for a state is of its delegation.
const KINDS: &[(&str, &str)] = &[
    ("deputy_agent", "agent"),
    ("agent", "delegation"),
    ("counsel", "delegation"),
    ("adviser", "delegation"),
];

/// Who asks.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Nobody in particular: the nil id.
    pub id: Uuid,
    /// Role words; `clock` for the worker.
    pub roles: Vec<String>,
    /// The state in whose delegation they are; empty for everyone else.
    pub state: String,
}

/// One fact about a thing.
#[derive(Clone, Debug)]
pub enum Fact {
    /// A word or a name.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Someone, or nobody.
    Person(Option<Uuid>),
    /// Several people.
    People(Vec<Uuid>),
}

/// A thing that something may be done to.
pub trait Resource {
    /// Its entity type in the schema.
    const KIND: &'static str;

    /// Its id.
    fn id(&self) -> Uuid;

    /// The case that it belongs to, for the record.
    fn case(&self) -> Option<Uuid> {
        None
    }

    /// What policies may ask about it.
    fn facts(&self) -> Vec<(&'static str, Fact)>;
}

/// Everything that policies ask of a case: whoever asks about one says all of it.
pub struct CaseFacts {
    /// The state that asks for the review.
    pub applicant: String,
    /// The state that invokes the exception.
    pub respondent: String,
    /// Nothing of it has been filed.
    pub draft: bool,
    /// The respondent has been served.
    pub served: bool,
    /// Who opened it.
    pub filed_by: Uuid,
    /// Who sits.
    pub sitting: Vec<Uuid>,
    /// Who is asked to sit, or has accepted.
    pub candidates: Vec<Uuid>,
    /// Who is named as an alternate, and is no sitting one.
    pub alternates: Vec<Uuid>,
    /// Who is a sitting alternate.
    pub sitting_alternates: Vec<Uuid>,
    /// Who presides.
    pub presiding: Option<Uuid>,
    /// Its ruling has been issued.
    pub issued: bool,
    /// A ruling in it was published.
    pub published: bool,
    /// Its recommendations are held.
    pub held: bool,
    /// Whom an emergency access lets in.
    pub let_in: Vec<Uuid>,
}

impl CaseFacts {
    /// As a resource gives them.
    pub fn all(self) -> Vec<(&'static str, Fact)> {
        vec![
            ("applicant", Fact::Text(self.applicant)),
            ("respondent", Fact::Text(self.respondent)),
            ("draft", Fact::Flag(self.draft)),
            ("served", Fact::Flag(self.served)),
            ("filed_by", Fact::Person(Some(self.filed_by))),
            ("sitting", Fact::People(self.sitting)),
            ("candidates", Fact::People(self.candidates)),
            ("alternates", Fact::People(self.alternates)),
            ("sitting_alternates", Fact::People(self.sitting_alternates)),
            ("presiding", Fact::Person(self.presiding)),
            ("issued", Fact::Flag(self.issued)),
            ("published", Fact::Flag(self.published)),
            ("held", Fact::Flag(self.held)),
            ("let_in", Fact::People(self.let_in)),
        ]
    }
}

/// The law of access, parsed and validated once.
pub struct Policies {
    authorizer: Authorizer,
    /// What speaks of an action: the rest need not be asked about it.
    about: HashMap<EntityUid, PolicySet>,
    grounds: HashMap<PolicyId, Ground>,
    schema: Schema,
    person: EntityTypeName,
    role: EntityTypeName,
    action: EntityTypeName,
}

impl Policies {
    /// The policies of this program: read once, whoever asks.
    pub fn shared() -> anyhow::Result<Arc<Self>> {
        static READ: OnceLock<Arc<Policies>> = OnceLock::new();
        if let Some(read) = READ.get() {
            return Ok(Arc::clone(read));
        }
        let read = Arc::new(Self::load()?);
        Ok(Arc::clone(READ.get_or_init(|| read)))
    }

    /// Parses the policies and checks them against the schema.
    pub fn load() -> anyhow::Result<Self> {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).context("house.cedarschema")?;
        let (mut set, mut grounds) = (PolicySet::new(), HashMap::new());
        for (name, text) in POLICIES {
            let file = PolicySet::from_str(text).with_context(|| format!("{name}.cedar"))?;
            for policy in file.policies() {
                let id = policy
                    .annotation("id")
                    .ok_or_else(|| anyhow!("a policy in {name}.cedar has no @id"))?;
                let id = PolicyId::new(id);
                if let Some(ground) = ground_of(policy).with_context(|| format!("{name}.cedar"))? {
                    grounds.insert(id.clone(), ground);
                }
                set.add(policy.new_id(id))
                    .with_context(|| format!("{name}.cedar"))?;
            }
        }
        let verdict = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if !verdict.validation_passed() {
            let faults: Vec<_> = verdict
                .validation_errors()
                .map(ToString::to_string)
                .collect();
            return Err(anyhow!(
                "policies do not fit the schema: {}",
                faults.join("; ")
            ));
        }
        let mut about = HashMap::new();
        for action in schema.actions() {
            let speak = set.policies().filter(|policy| speaks_of(policy, action));
            let speak = PolicySet::from_policies(speak.cloned())?;
            about.insert(action.clone(), speak);
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            about,
            grounds,
            schema,
            person: EntityTypeName::from_str("Person")?,
            role: EntityTypeName::from_str("Role")?,
            action: EntityTypeName::from_str("Action")?,
        })
    }

    /// Every action that the schema knows, as `case.register`.
    pub fn actions(&self) -> Vec<String> {
        let mut all: Vec<_> = self
            .schema
            .actions()
            .map(|uid| uid.id().unescaped().to_owned())
            .collect();
        all.sort();
        all
    }

    /// May they? An error in a policy is a no.
    pub fn ask<R: Resource>(&self, who: &Principal, action: &str, what: &R) -> bool {
        self.allowed(who, action, what).is_some()
    }

    /// By what may they open it? Nothing: they may not.
    pub fn grounds<R: Resource>(&self, who: &Principal, what: &R) -> Vec<Ground> {
        let Some(answer) = self.allowed(who, OPEN, what) else {
            return Vec::new();
        };
        let by = answer.diagnostics().reason();
        let mut grounds: Vec<_> = by.filter_map(|id| self.grounds.get(id).copied()).collect();
        grounds.sort_unstable();
        grounds
    }

    fn allowed<R: Resource>(&self, who: &Principal, action: &str, what: &R) -> Option<Response> {
        match self.answer(who, action, what) {
            Ok(answer) => (answer.decision() == Decision::Allow).then_some(answer),
            Err(error) => {
                tracing::error!(
                    action,
                    error = format!("{error:#}"),
                    "policy question failed"
                );
                None
            }
        }
    }

    fn answer<R: Resource>(
        &self,
        who: &Principal,
        action: &str,
        what: &R,
    ) -> anyhow::Result<Response> {
        let person = self.uid(&self.person, &who.id.to_string());
        let roles: HashSet<_> = who
            .roles
            .iter()
            .map(|role| self.uid(&self.role, role))
            .collect();
        let principal = Entity::new(
            person.clone(),
            HashMap::from([(
                "state".to_owned(),
                RestrictedExpression::new_string(who.state.clone()),
            )]),
            roles.clone(),
        )?;
        let thing = EntityUid::from_type_name_and_id(
            EntityTypeName::from_str(R::KIND)?,
            EntityId::new(what.id().to_string()),
        );
        let facts = what
            .facts()
            .into_iter()
            .filter_map(|(name, fact)| Some((name.to_owned(), self.expression(fact)?)));
        let resource = Entity::new(thing.clone(), facts.collect(), HashSet::new())?;
        // What a role is a kind of, also where the role itself is not held: then nobody is in it.
        let kinds: HashSet<_> = KINDS
            .iter()
            .flat_map(|(kind, of)| [self.uid(&self.role, kind), self.uid(&self.role, of)])
            .collect();
        let roles = kinds.union(&roles).map(|role| {
            let of = KINDS
                .iter()
                .filter(|(kind, _)| *kind == role.id().unescaped())
                .map(|(_, of)| self.uid(&self.role, of));
            Entity::new_no_attrs(role.clone(), of.collect())
        });
        let entities =
            Entities::from_entities([principal, resource].into_iter().chain(roles), None)?;
        let action = self.uid(&self.action, action);
        let policies = self
            .about
            .get(&action)
            .ok_or_else(|| anyhow!("no such action"))?;
        let request = Request::new(person, action, thing, Context::empty(), None)?;
        // Cedar gives up where little stack is left, and a policy that gave up neither permits nor
        // forbids: it is asked on a stack that is long enough.
        let answer = stacker::maybe_grow(STACK, 2 * STACK, || {
            self.authorizer.is_authorized(&request, policies, &entities)
        });
        if let Some(error) = answer.diagnostics().errors().next() {
            anyhow::bail!("{error}");
        }
        Ok(answer)
    }

    fn uid(&self, kind: &EntityTypeName, id: &str) -> EntityUid {
        EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
    }

    fn expression(&self, fact: Fact) -> Option<RestrictedExpression> {
        let person = |id: Uuid| {
            RestrictedExpression::new_entity_uid(self.uid(&self.person, &id.to_string()))
        };
        Some(match fact {
            Fact::Text(text) => RestrictedExpression::new_string(text),
            Fact::Flag(flag) => RestrictedExpression::new_bool(flag),
            Fact::Person(who) => person(who?),
            Fact::People(who) => RestrictedExpression::new_set(who.into_iter().map(person)),
        })
    }
}

/// Has a policy something to say of an action? Actions are in no groups here: each is named.
fn speaks_of(policy: &Policy, action: &EntityUid) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(named) => named.contains(action),
        ActionConstraint::Eq(named) => named == *action,
    }
}

/// By what a policy opens a document. Each that does says it.
fn ground_of(policy: &Policy) -> anyhow::Result<Option<Ground>> {
    let open = EntityUid::from_type_name_and_id("Action".parse()?, EntityId::new(OPEN));
    let opens = policy.effect() == Effect::Permit && speaks_of(policy, &open);
    match policy.annotation("ground") {
        Some(word) => {
            let ground = Ground::parse(word);
            ground
                .map(Some)
                .ok_or_else(|| anyhow!("“{word}” is no ground to open a document"))
        }
        None if opens => Err(anyhow!("a policy that opens documents has no @ground")),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Fact, Policies, Principal, Resource};

    struct Filed;

    impl Resource for Filed {
        const KIND: &'static str = "Case";

        fn id(&self) -> Uuid {
            Uuid::nil()
        }

        fn facts(&self) -> Vec<(&'static str, Fact)> {
            let state = |code: &str| Fact::Text(code.to_owned());
            let mut facts = vec![("applicant", state("XAA")), ("respondent", state("XBB"))];
            for name in ["draft", "served", "issued", "published", "held"] {
                facts.push((name, Fact::Flag(name == "served")));
            }
            for name in ["filed_by", "presiding"] {
                facts.push((name, Fact::Person(None)));
            }
            for name in ["sitting", "candidates", "alternates", "sitting_alternates"] {
                facts.push((name, Fact::People(Vec::new())));
            }
            facts
        }
    }

    #[test]
    fn policies_fit_their_schema() {
        Policies::load().unwrap();
    }

    #[test]
    fn the_answer_does_not_depend_on_how_much_stack_is_left() {
        let policies = Policies::load().unwrap();
        let who = |role: &str| Principal {
            id: Uuid::nil(),
            roles: vec![role.to_owned()],
            state: String::new(),
        };
        let (clock, liaison) = (who("clock"), who("liaison"));
        let answers = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(192 * 1024);
            let asked = thread.spawn_scoped(scope, || {
                let ask = |who| policies.ask(who, "case.view", &Filed);
                (ask(&clock), ask(&liaison))
            });
            asked.unwrap().join().unwrap()
        });
        assert_eq!(answers, (true, false));
    }
}
