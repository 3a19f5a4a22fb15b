//! The six official languages of the United Nations, in which everyone may read what is public.

crate::words! {
    /// A language, by its tag (BCP 47).
    Language "language" {
        /// English, in which what is published is written so far.
        English = "en",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
        /// Russian.
        Russian = "ru",
        /// Chinese, in simplified characters.
        Chinese = "zh",
        /// Arabic.
        Arabic = "ar",
    }
}

impl Language {
    /// What the language calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Russian => "Русский",
            Self::Chinese => "中文",
            Self::Arabic => "العربية",
        }
    }

    /// What it is called in English, as the docket names it.
    #[must_use]
    pub fn in_english(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Russian => "Russian",
            Self::Chinese => "Chinese",
            Self::Arabic => "Arabic",
        }
    }

    /// Its code of three letters (ISO 639-2), as the addresses of Akoma Ntoso have it.
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        match self {
            Self::English => "eng",
            Self::French => "fra",
            Self::Spanish => "spa",
            Self::Russian => "rus",
            Self::Chinese => "zho",
            Self::Arabic => "ara",
        }
    }

    /// The language of that code.
    #[must_use]
    pub fn of_alpha3(code: &str) -> Option<Self> {
        use crate::Word as _;
        Self::ALL.iter().copied().find(|one| one.alpha3() == code)
    }

    /// The direction of its writing, as a page says it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The first language of these tags that is one of the six, by what stands before the hyphen.
    pub fn among<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        use crate::Word as _;
        tags.into_iter().find_map(|tag| {
            let primary = tag.split('-').next().unwrap_or_default();
            Self::parse(&primary.to_ascii_lowercase())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_known_language_is_taken_whatever_its_region() {
        assert_eq!(
            Language::among(["de", "FR-ca", "en"]),
            Some(Language::French)
        );
        assert_eq!(
            Language::among(["zh-Hant-TW", "en"]),
            Some(Language::Chinese)
        );
        assert_eq!(Language::among(["de", "*", ""]), None);
    }
}
