//! Pages of a PDF as pictures, with a mark burnt in: for what is shown and never given out. Everything
//! of hayro is in this file.

use std::fmt;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::{TRANSPARENT, WHITE};
use hayro::{RenderCache, RenderSettings, render};

use crate::{Template, set};

/// So many pixels the longer side of a picture has at most: enough to read small print.
const LONGEST: f32 = 1600.0;
/// A page is not drawn larger than this, in pixels for each point.
const LARGEST: f32 = 2.0;

/// A page as a picture.
pub struct Picture {
    /// PNG.
    pub png: Vec<u8>,
    /// How many pages the document has.
    pub pages: usize,
}

/// Why a page is not shown.
#[derive(Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The document has fewer pages.
    NoSuchPage,
    /// The document, or the mark, cannot be drawn; why, for the log.
    Undrawn(String),
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPage => f.write_str("there is no such page"),
            Self::Undrawn(why) => write!(f, "it cannot be drawn: {why}"),
        }
    }
}

impl std::error::Error for Unseen {}

/// Draws a page, the first one being 1, with the lines of a mark all over it. `marks` are tried one
/// after the other: letters that none of our fonts has cannot be drawn. Takes some tenths of a second of
/// a core: call it where it may block.
///
/// # Errors
/// When there is no such page, or it cannot be drawn.
pub fn page(pdf: Vec<u8>, no: usize, marks: &[String]) -> Result<Picture, Unseen> {
    let pdf = Pdf::new(pdf).map_err(|why| Unseen::Undrawn(format!("{why:?}")))?;
    let pages = pdf.pages();
    let page = no.checked_sub(1).and_then(|at| pages.get(at));
    let page = page.ok_or(Unseen::NoSuchPage)?;
    let mut picture = drawn(page)?;
    let mut mark = Err(Unseen::Undrawn("there is no mark".to_owned()));
    for text in marks {
        mark = marked(picture.width(), picture.height(), text);
        if mark.is_ok() {
            break;
        }
    }
    let mark = mark?;
    lay_over(&mut picture, &mark);
    let png = picture
        .into_png()
        .map_err(|why| Unseen::Undrawn(why.to_string()))?;
    Ok(Picture {
        png,
        pages: pages.len(),
    })
}

fn drawn(page: &Page<'_>) -> Result<Pixmap, Unseen> {
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !(longer.is_finite() && width >= 1.0 && height >= 1.0) {
        return Err(Unseen::Undrawn(format!("{width} by {height} points")));
    }
    let scale = (LONGEST / longer).min(LARGEST);
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some(pixels(width * scale)),
        height: Some(pixels(height * scale)),
        bg_color: WHITE,
    };
    let cache = RenderCache::new();
    Ok(render(
        page,
        &cache,
        &InterpreterSettings::default(),
        &settings,
    ))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the longest side"
)]
fn pixels(length: f32) -> u16 {
    length.clamp(1.0, LONGEST) as u16
}

/// The mark alone, of that size, on nothing.
fn marked(width: u16, height: u16, text: &str) -> Result<Pixmap, Unseen> {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    let data = format!(r#"{{"width":{width},"height":{height},"text":"{text}"}}"#);
    let set = set(Template::Mark, "mark", &data, None);
    let set = set.map_err(|why| Unseen::Undrawn(why.to_string()))?;
    let pdf = Pdf::new(set).map_err(|why| Unseen::Undrawn(format!("{why:?}")))?;
    let page = pdf.pages().first();
    let page = page.ok_or_else(|| Unseen::Undrawn("the mark has no page".to_owned()))?;
    let settings = RenderSettings {
        width: Some(width),
        height: Some(height),
        bg_color: TRANSPARENT,
        ..RenderSettings::default()
    };
    let cache = RenderCache::new();
    Ok(render(
        page,
        &cache,
        &InterpreterSettings::default(),
        &settings,
    ))
}

/// Lays one picture over another of the same size; both have their colours multiplied by how opaque
/// they are.
fn lay_over(under: &mut Pixmap, over: &Pixmap) {
    let over = over.data_as_u8_slice().chunks_exact(4);
    let under = under.data_as_u8_slice_mut().chunks_exact_mut(4);
    for (under, over) in under.zip(over) {
        let through = 255 - u16::from(over[3]);
        for (below, above) in under.iter_mut().zip(over) {
            let rest = u16::from(*below) * through / 255;
            *below = u8::try_from(rest + u16::from(*above)).unwrap_or(u8::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Unseen, page};

    /// One page with nothing on it.
    const BLANK: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    fn shown(no: usize, marks: &[&str]) -> Result<(Vec<u8>, usize), Unseen> {
        let marks: Vec<_> = marks.iter().map(|mark| (*mark).to_owned()).collect();
        let picture = page(BLANK.as_bytes().to_vec(), no, &marks)?;
        Ok((picture.png, picture.pages))
    }

    #[test]
    fn a_page_bears_the_mark_of_whoever_sees_it() {
        let (png, pages) = shown(1, &["Ada Marsh · 2026/1"]).expect("a picture");
        assert!(png.starts_with(b"\x89PNG"));
        assert_eq!(pages, 1);
        let (again, _) = shown(1, &["Ada Marsh · 2026/1"]).expect("a picture");
        assert_eq!(png, again);
        let (other, _) = shown(1, &["Ben Hollow · 2026/1"]).expect("a picture");
        assert_ne!(png, other, "who sees it is in the picture");
        let (none, _) = shown(1, &[" "]).expect("a picture");
        assert!(none.len() < png.len(), "the mark is drawn");
    }

    #[test]
    fn a_mark_that_no_font_of_ours_can_draw_gives_way_to_the_next() {
        let (png, _) = shown(1, &["王", "wang@example.org"]).expect("a picture");
        assert_eq!(png, shown(1, &["wang@example.org"]).expect("a picture").0);
        assert!(matches!(shown(1, &["王"]), Err(Unseen::Undrawn(_))));
        let (quoted, _) = shown(1, &["a \"b\" \\ c #panic()"]).expect("a picture");
        assert!(quoted.starts_with(b"\x89PNG"));
    }

    #[test]
    fn what_is_no_page_is_said() {
        for no in [0, 2, usize::MAX] {
            assert_eq!(
                shown(no, &["x"]).expect_err("no picture"),
                Unseen::NoSuchPage
            );
        }
        let nonsense = page(b"%PDF-1.4\n%%EOF".to_vec(), 1, &["x".to_owned()]);
        assert!(matches!(
            nonsense.err(),
            Some(Unseen::Undrawn(_) | Unseen::NoSuchPage)
        ));
    }
}
