//! What the register tells of a case: the stops of its way, and who did what by office.

crate::words! {
    /// A stop on the way of a case.
    Stop "stop" {
        /// It came on the register.
        Registered = "registered",
        /// The parties consult.
        Consultations = "consultations",
        /// The panel comes together.
        Panel = "panel",
        /// The written submissions.
        WrittenPhase = "written_phase",
        /// The evidence.
        Evidence = "evidence",
        /// The panel deliberates.
        Deliberation = "deliberation",
        /// The ruling is written, issued and made ready.
        Ruling = "ruling",
        /// Everyone can read it.
        Published = "published",
        /// It is carried out.
        Compliance = "compliance",
        /// The end.
        Closed = "closed",
    }
}

crate::words! {
    /// Who acts for the body.
    Office "office" {
        /// The registry.
        Registry = "registry",
        /// The President.
        President = "president",
        /// The panel.
        Panel = "panel",
    }
}

impl Stop {
    /// What the stop is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Registered => "Registered",
            Self::Consultations => "Consultations",
            Self::Panel => "Panel",
            Self::WrittenPhase => "Written phase",
            Self::Evidence => "Evidence",
            Self::Deliberation => "Deliberation",
            Self::Ruling => "Ruling",
            Self::Published => "Published",
            Self::Compliance => "Compliance",
            Self::Closed => "Closed",
        }
    }
}

impl Office {
    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Registry => "Registry",
            Self::President => "President",
            Self::Panel => "Panel",
        }
    }
}
