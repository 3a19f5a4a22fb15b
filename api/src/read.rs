//! What a request says, read into the types of the routes: its body, its query, and the parts of its
//! address. What cannot be read is refused with the field and with what would be right, in words of ours.
//! It is then read a second time, by a reader that keeps where it is and what was asked of it there.

use std::any::type_name;
use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, web};
use domain::unread::Unread;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use crate::error::{Error, Fault};

/// A body, said by either side as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// What follows the question mark of an address.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The parts of an address that its pattern leaves open.
#[derive(Debug)]
pub struct Path<T>(pub T);

macro_rules! opened {
    ($($name:ident),+) => {$(
        impl<T> $name<T> {
            /// What was said.
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T> std::ops::Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }
    )+};
}
opened!(Json, Query, Path);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Size, content type and whether it is JSON at all are judged there.
        let said = web::Json::<Box<RawValue>>::from_request(request, payload);
        Box::pin(async move { Ok(Self(body(said.await?.get())?)) })
    }
}

impl<T: Serialize> Responder for Json<T> {
    type Body = <web::Json<T> as Responder>::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<Self::Body> {
        web::Json(self.0).respond_to(request)
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(query(request.query_string()).map(Self))
    }
}

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = web::Path::<T>::from_request(request, payload).into_inner();
        // What cannot be an address of something leads nowhere, as one that is nobody's does.
        let unknown = |_| Error::NotFound("address");
        ready(read.map(|parts| Self(parts.into_inner())).map_err(unknown))
    }
}

fn body<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| match serde_json::from_str::<Value>(text) {
        // Whoever says a field twice is refused, and the second reading no longer sees it.
        Ok(value) => fault::<T>(Given::Json(&value), "body", Unread::Twice).into(),
        Err(_) => Error::unread("body", Unread::Form),
    })
}

fn query<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_urlencoded::from_str(text).map_err(|_| {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
        fault::<T>(Given::Pairs(&pairs), "query", Unread::Form).into()
    })
}

/// What is wrong, and where; `whole` names all of it, and `otherwise` is said where a second reading
/// finds nothing.
fn fault<T: DeserializeOwned>(given: Given<'_>, whole: &str, otherwise: Unread) -> Fault {
    let Err(error) = serde_path_to_error::deserialize::<_, T>(given) else {
        return Fault::unread(whole, otherwise, vec![]);
    };
    let mut path: Vec<_> = error
        .path()
        .iter()
        .filter_map(|step| match step {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { variant } => Some(variant.clone()),
            Segment::Unknown => None,
        })
        .collect();
    let wrong = error.into_inner();
    path.extend(wrong.field.map(str::to_owned));
    let path = if path.is_empty() {
        whole.to_owned()
    } else {
        path.join(".")
    };
    Fault::unread(path, wrong.kind, wrong.names)
}

/// What serde says to whoever gives it something wrong, without its words.
#[derive(Debug)]
struct Wrong {
    kind: Unread,
    /// The words or the number that it speaks of.
    names: Vec<String>,
    /// A field of the group at which one is.
    field: Option<&'static str>,
}

impl Wrong {
    fn of(kind: Unread) -> Self {
        Self {
            kind,
            names: vec![],
            field: None,
        }
    }

    fn named(kind: Unread, name: impl std::fmt::Display) -> Self {
        Self {
            names: vec![name.to_string()],
            ..Self::of(kind)
        }
    }

    /// The same, but where nothing is known of it, that this is wanted.
    fn wanted(self, kind: Unread) -> Self {
        if self.kind == Unread::Form {
            Self::of(kind)
        } else {
            self
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.kind.why(&self.names))
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::of(Unread::Form)
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            field: Some(field),
            ..Self::of(Unread::Needed)
        }
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self {
            field: Some(field),
            ..Self::of(Unread::Twice)
        }
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::of(Unread::Unknown)
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        Self {
            names: words.iter().map(|word| (*word).to_owned()).collect(),
            ..Self::of(Unread::Choice)
        }
    }
}

/// What someone gave, at one place.
#[derive(Clone, Copy)]
enum Given<'a> {
    Json(&'a Value),
    /// A text that can stand for a number.
    Text(&'a str),
    Pairs(&'a [(String, String)]),
}

impl<'a> Given<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Json(Value::String(text)) => Some(text.as_str()),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn whole(self) -> Option<i128> {
        match self {
            Self::Json(Value::Number(number)) => {
                let small = number.as_i64().map(i128::from);
                small.or_else(|| number.as_u64().map(i128::from))
            }
            Self::Json(_) => None,
            _ => self.text()?.parse().ok(),
        }
    }

    fn number(self) -> Option<f64> {
        match self {
            Self::Json(value) => value.as_f64(),
            _ => self.text()?.parse().ok(),
        }
    }

    fn true_or_false(self) -> Option<bool> {
        match self {
            Self::Json(value) => value.as_bool(),
            _ => self.text()?.parse().ok(),
        }
    }

    /// What is said where something else is wanted.
    fn not(self, wanted: Unread) -> Wrong {
        Wrong::of(match self {
            Self::Json(Value::Null) => Unread::Needed,
            _ => wanted,
        })
    }
}

/// What a text is to become: some types have a form of their own.
fn form_of<T>() -> Unread {
    let made = type_name::<T>();
    if made == type_name::<jiff::civil::Date>() {
        Unread::Day
    } else if made == type_name::<jiff::Timestamp>() {
        Unread::Moment
    } else if made == type_name::<uuid::Uuid>() {
        Unread::Id
    } else {
        Unread::Text
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty,)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            let whole = self.whole().ok_or_else(|| self.not(Unread::Whole))?;
            match <$type>::try_from(whole) {
                Ok(number) => visitor.$visit(number).map_err(|wrong: Wrong| wrong.wanted(Unread::Whole)),
                Err(_) if whole < 0 => Err(Wrong::named(Unread::Least, <$type>::MIN)),
                Err(_) => Err(Wrong::named(Unread::Most, <$type>::MAX)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Given<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Null) => visitor.visit_unit(),
            Self::Json(Value::Bool(said)) => visitor.visit_bool(*said),
            Self::Json(Value::Number(number)) => {
                if let Some(number) = number.as_u64() {
                    visitor.visit_u64(number)
                } else if let Some(number) = number.as_i64() {
                    visitor.visit_i64(number)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
                }
            }
            Self::Json(Value::String(text)) => visitor.visit_borrowed_str(text),
            Self::Json(Value::Array(_)) => self.deserialize_seq(visitor),
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::Json(Value::Object(_)) | Self::Pairs(_) => self.deserialize_map(visitor),
        }
    }

    whole_numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let number = self.number().ok_or_else(|| self.not(Unread::Number))?;
        let read = visitor.visit_f64(number);
        read.map_err(|wrong: Wrong| wrong.wanted(Unread::Number))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let said = self.true_or_false();
        visitor.visit_bool(said.ok_or_else(|| self.not(Unread::TrueOrFalse))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let form = form_of::<V::Value>();
        let text = self.text().ok_or_else(|| self.not(form))?;
        let read = visitor.visit_borrowed_str(text);
        read.map_err(|wrong: Wrong| match form {
            // It is a text, but not as it must be.
            Unread::Text => wrong,
            form => wrong.wanted(form),
        })
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Null) => visitor.visit_none(),
            given => visitor.visit_some(given),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Array(all)) => {
                let mut all = SeqDeserializer::new(all.iter().map(Given::Json));
                let read = visitor.visit_seq(&mut all)?;
                all.end().map(|()| read)
            }
            _ => Err(self.not(Unread::List)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Object(fields)) => visitor.visit_map(MapDeserializer::new(
                fields
                    .iter()
                    .map(|(name, value)| (Given::Text(name), Given::Json(value))),
            )),
            Self::Pairs(pairs) => visitor.visit_map(MapDeserializer::new(
                pairs
                    .iter()
                    .map(|(name, text)| (Given::Text(name), Given::Text(text))),
            )),
            _ => Err(self.not(Unread::Group)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Object(fields)) => {
                let only = fields
                    .iter()
                    .map(|(name, value)| (Given::Text(name), Given::Json(value)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(only)))
            }
            _ => {
                let word = self
                    .text()
                    .ok_or_else(|| <Wrong as de::Error>::unknown_variant("", words))?;
                visitor.visit_enum(IntoDeserializer::<Wrong>::into_deserializer(word))
            }
        }
    }

    forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Given<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::unread::Unread;
    use jiff::Timestamp;
    use jiff::civil::Date;
    use serde::Deserialize;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{body, query};
    use crate::error::Error;
    use crate::wire::{Ballot, ReviewStep};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        DeepBlue,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read is not looked at")]
    struct Claim {
        obligation: String,
        on: Option<Date>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read is not looked at")]
    struct Said {
        day: Date,
        at: Timestamp,
        id: Uuid,
        count: u8,
        change: i32,
        share: f64,
        agreed: bool,
        vote: Ballot,
        colour: Colour,
        claims: Vec<Claim>,
        #[serde(default)]
        answers: BTreeMap<String, Claim>,
    }

    fn good() -> Value {
        json!({
            "day": "2026-11-30", "at": "2026-11-30T09:00:00Z", "id": Uuid::nil(), "count": 1, "change": -1,
            "share": 0.5, "agreed": true, "vote": "yes", "colour": "red", "claims": [{ "obligation": "x", "on": null }],
        })
    }

    /// The one field that is refused, and what is said of it.
    fn refused<T>(read: Result<T, Error>) -> (String, Option<Unread>, String) {
        let Err(Error::Invalid(faults)) = read else {
            panic!("it was read")
        };
        assert_eq!(faults.len(), 1);
        let fault = &faults[0];
        let kind = fault.kind.map(|kind| kind.0);
        (fault.path.clone(), kind, fault.why.clone())
    }

    fn with(field: &str, value: Value) -> (String, Option<Unread>, String) {
        let mut said = good();
        said[field] = value;
        refused(body::<Said>(&said.to_string()))
    }

    #[test]
    fn what_is_right_is_read() {
        body::<Said>(&good().to_string()).unwrap();
    }

    #[test]
    fn each_kind_of_field_is_told_what_would_be_right() {
        let day = "Give a day, as 2026-11-30.";
        let moment = "Give a moment, as 2026-11-30T09:00:00Z.";
        let id = "Give an id, as 0199f3c2-5a7e-7c41-9d2b-6f0e8a1b3c4d.";
        let needed = "This is needed.";
        for (field, value, why) in [
            ("day", json!(""), day),
            ("day", json!("30.11.2026"), day),
            ("day", json!(7), day),
            ("day", Value::Null, needed),
            ("at", json!("2026-11-30"), moment),
            ("id", json!("bogus"), id),
            ("id", json!(""), id),
            ("count", json!("1"), "Give a whole number."),
            ("count", json!(1.5), "Give a whole number."),
            ("count", json!(256), "Give a number of at most 255."),
            ("count", json!(-1), "Give a number of at least 0."),
            ("count", json!(u64::MAX), "Give a number of at most 255."),
            (
                "change",
                json!(i64::MIN),
                "Give a number of at least -2147483648.",
            ),
            ("change", Value::Null, needed),
            ("share", json!("0.5"), "Give a number."),
            ("agreed", json!("true"), "Say true or false."),
            ("vote", json!("perhaps"), "Choose one of: yes, no."),
            ("vote", json!(1), "Choose one of: yes, no."),
            ("colour", json!("green"), "Choose one of: red, deep_blue."),
            ("colour", json!(1), "Choose one of: red, deep_blue."),
            ("claims", json!({}), "Give a list."),
            ("claims", Value::Null, needed),
            ("answers", json!(7), "Give a group of fields."),
        ] {
            let (path, kind, said) = with(field, value.clone());
            assert_eq!((path.as_str(), said.as_str()), (field, why), "{value}");
            assert!(kind.is_some());
        }
    }

    #[test]
    fn a_field_is_named_by_its_whole_path() {
        let (path, _, why) = with("claims", json!([{ "obligation": "x" }, { "on": null }]));
        assert_eq!(
            (path.as_str(), why.as_str()),
            ("claims.1.obligation", "This is needed.")
        );
        let (path, _, why) = with("claims", json!([{ "obligation": 3 }]));
        assert_eq!(
            (path.as_str(), why.as_str()),
            ("claims.0.obligation", "Give a text.")
        );
        let (path, kind, _) = with("claims", json!([{ "obligation": "x", "on": "" }]));
        assert_eq!((path.as_str(), kind), ("claims.0.on", Some(Unread::Day)));
        let (path, kind, _) = with("answers", json!({ "T1.a": { "obligation": "x", "on": 1 } }));
        assert_eq!(
            (path.as_str(), kind),
            ("answers.T1.a.on", Some(Unread::Day))
        );
        let (path, _, why) = with("bogus", json!(1));
        assert_eq!(
            (path.as_str(), why.as_str()),
            ("bogus", "There is no field of this name.")
        );
        let (path, kind, _) = with("claims", json!([{ "obligation": "x", "bogus": 1 }]));
        assert_eq!(
            (path.as_str(), kind),
            ("claims.0.bogus", Some(Unread::Unknown))
        );
    }

    #[test]
    fn what_is_no_group_of_fields_or_says_one_twice_is_refused_as_a_whole() {
        let (path, _, why) = refused(body::<Said>("[]"));
        assert_eq!(
            (path.as_str(), why.as_str()),
            ("body", "Give a group of fields.")
        );
        let twice = r#"{ "obligation": "x", "obligation": "y" }"#;
        let (path, _, why) = refused(body::<Claim>(twice));
        assert_eq!((path.as_str(), why.as_str()), ("body", "Give this once."));
        let (path, ..) = refused(body::<Claim>(&"[".repeat(1000)));
        assert_eq!(path, "body");
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read is not looked at")]
    struct Asked {
        person: Option<Uuid>,
        before: Option<i64>,
        step: Option<ReviewStep>,
        all: Option<bool>,
        must: String,
    }

    #[test]
    fn a_query_is_read_in_the_same_way() {
        query::<Asked>("must=x&before=7&all=true&person=").unwrap_err();
        query::<Asked>("must=x&before=7&all=true").unwrap();
        for (text, field, why) in [
            ("must=x&person=bogus", "person", Unread::Id),
            ("must=x&person=", "person", Unread::Id),
            ("must=x&before=x", "before", Unread::Whole),
            ("must=x&before=99999999999999999999", "before", Unread::Most),
            ("must=x&step=up", "step", Unread::Choice),
            ("must=x&all=perhaps", "all", Unread::TrueOrFalse),
            ("must=x&bogus=1", "bogus", Unread::Unknown),
            ("must=x&must=y", "must", Unread::Twice),
            ("", "must", Unread::Needed),
        ] {
            let (path, kind, _) = refused(query::<Asked>(text));
            assert_eq!((path.as_str(), kind), (field, Some(why)), "{text}");
        }
    }
}
