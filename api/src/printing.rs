//! Documents on paper: sets them away from the threads that answer requests, at most as many at once
//! as there are cores, and keeps the last ones, since the same document is the same bytes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::language::Language;
use pdf::Template;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// How many documents are kept; each is some 100 to 500 KB.
const KEPT: usize = 32;

/// Whether our fonts have the letters of a language; the others are refused when they are met.
pub fn has_letters_of(language: Language) -> bool {
    language != Language::Chinese
}

/// What is set: everything that the document depends on.
pub struct Print {
    /// Names the document for good, with its body and its version: the same name is the same bytes.
    pub ident: String,
    /// How it is set.
    pub template: Template,
    /// What the template reads, as JSON.
    pub data: String,
    /// The file that travels in it, and its name.
    pub attached: Option<(&'static str, Vec<u8>)>,
}

/// A document as it was set; nothing, where it could not be.
type Set = Option<Arc<Vec<u8>>>;

struct Printer {
    turns: Semaphore,
    /// What was set, and what could not be: that stays so, too.
    kept: Mutex<VecDeque<(String, Set)>>,
}

fn printer() -> &'static Printer {
    static PRINTER: OnceLock<Printer> = OnceLock::new();
    PRINTER.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Printer {
            turns: Semaphore::new(cores),
            kept: Mutex::default(),
        }
    })
}

impl Printer {
    fn kept(&self, ident: &str) -> Option<Set> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(known, _)| known == ident);
        found.map(|(_, bytes)| bytes.clone())
    }

    fn keep(&self, ident: String, bytes: Set) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((ident, bytes));
        kept.truncate(KEPT);
    }
}

/// Sets a document as PDF. What cannot be set, as letters that no font of ours has, is told as not
/// being there, and in the log.
pub async fn print(print: Print) -> Result<Arc<Vec<u8>>> {
    let printer = printer();
    if let Some(bytes) = printer.kept(&print.ident) {
        return bytes.ok_or_else(unset);
    }
    let turn = printer.turns.acquire().await.map_err(Error::broken)?;
    // Someone else may have asked for the same while this waited.
    if let Some(bytes) = printer.kept(&print.ident) {
        return bytes.ok_or_else(unset);
    }
    let ident = print.ident.clone();
    let set = tokio::task::spawn_blocking(move || {
        let attached = print.attached.as_ref();
        let attached = attached.map(|(name, content)| (*name, content.as_slice()));
        pdf::set(print.template, &print.ident, &print.data, attached)
    });
    let set = set.await.map_err(Error::broken)?;
    let bytes = match set {
        Ok(bytes) => Some(Arc::new(bytes)),
        Err(why) => {
            tracing::error!(ident, %why, "a document could not be set as PDF");
            None
        }
    };
    printer.keep(ident, bytes.clone());
    drop(turn);
    bytes.ok_or_else(unset)
}

fn unset() -> Error {
    Error::NotFound("PDF of this document")
}
