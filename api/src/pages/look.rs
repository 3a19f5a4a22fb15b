//! The style and the fonts of the public pages, each at an address that changes with its content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::wire::hex;

/// A file that the pages load.
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub content: Vec<u8>,
}

struct Look {
    assets: BTreeMap<String, Asset>,
    style: String,
    text_font: String,
}

macro_rules! font {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("../../pages/fonts/", $name)).as_slice(),
        )
    };
}

const FONTS: [(&str, &[u8]); 6] = [
    font!("serif-400.woff2"),
    font!("serif-600.woff2"),
    font!("serif-further-400.woff2"),
    font!("sans-400.woff2"),
    font!("sans-further-400.woff2"),
    font!("arabic-400.woff2"),
];

static LOOK: LazyLock<Look> = LazyLock::new(|| {
    let mut assets = BTreeMap::new();
    let mut style = include_str!("../../pages/page.css").to_owned();
    let mut text_font = String::new();
    for (name, bytes) in FONTS {
        let address = address(name, bytes);
        style = style.replace(&format!("url({name})"), &format!("url({address})"));
        if name == "serif-400.woff2" {
            text_font.clone_from(&address);
        }
        let (kind, content) = ("font/woff2", bytes.to_vec());
        assets.insert(address, Asset { kind, content });
    }
    let content = style.into_bytes();
    let style = address("page.css", &content);
    let kind = "text/css; charset=utf-8";
    assets.insert(style.clone(), Asset { kind, content });
    Look {
        assets,
        style,
        text_font,
    }
});

/// `page.css` is at `/assets/page-0123456789ab.css`.
fn address(name: &str, content: &[u8]) -> String {
    let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    let digest = hex(&Sha256::digest(content));
    format!("/assets/{stem}-{}.{kind}", &digest[..12])
}

/// Where the style is.
pub fn style() -> &'static str {
    &LOOK.style
}

/// Where the font of running text is, which every page needs at once.
pub fn text_font() -> &'static str {
    &LOOK.text_font
}

/// What is at an address, if it is one of these.
pub fn asset(address: &str) -> Option<&'static Asset> {
    LOOK.assets.get(address)
}

#[cfg(test)]
mod tests {
    use super::{FONTS, LOOK, style};

    #[test]
    fn the_style_names_every_font_by_its_address_and_nothing_else() {
        let css = String::from_utf8(LOOK.assets[style()].content.clone()).unwrap();
        let named: Vec<_> = css
            .split("url(")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .collect();
        assert_eq!(named.len(), FONTS.len());
        for address in named {
            assert!(LOOK.assets.contains_key(address), "{address}");
        }
    }
}
