//! Document classes, in order of secrecy (procedure 2.1.2). Who may see a class is a matter of
//! the access policies.

crate::words! {
    /// How secret a document is; a later class is more secret.
    Class "document_class" {
        /// Public.
        Public = "C0",
        /// For the parties and the panel.
        PartyConfidential = "C1",
        /// Business confidential.
        BusinessConfidential = "C2",
        /// Strictly confidential, of business or government.
        StrictlyConfidential = "C3",
        /// Classified by the State it comes from; never stored, only described.
        Classified = "C4",
        /// Scores, votes, drafts, notes of the panel.
        Deliberative = "C5",
    }
}

crate::words! {
    /// By what someone may open a document (procedure 2.1.2). Each policy that opens one names it.
    Ground "ground" {
        /// It is their own side's, and open to all of it.
        OwnSide = "own_side",
        /// It is on the record, and open to everyone in the case.
        InTheCase = "in_the_case",
        /// Their side sent it; they are approved in the case and have declared secrecy.
        ApprovedOfFiler = "approved_of_filer",
        /// The other side filed it; they are approved in the case and have declared secrecy.
        ApprovedOfOther = "approved_of_other",
        /// It is public.
        Public = "public",
        /// A decision of Article 12 of the Charter is theirs.
        ArticleTwelve = "article_12",
        /// They sit in the case.
        Sitting = "sitting",
        /// They are a sitting alternate (2.1.1).
        Alternate = "alternate",
        /// An emergency access lets them in.
        Emergency = "emergency",
    }
}

crate::words! {
    /// What keeps someone of a party from sending documents of a class, where the class as such is open to parties.
    Lacks "lacks" {
        /// An agent of their side has to approve them in the case.
        Approval = "approval",
        /// They are approved, and have to declare secrecy.
        Declaration = "declaration",
        /// Only those do it who speak for the side.
        Voice = "voice",
    }
}

crate::words! {
    /// What is done with a document by itself; filing it is an act of the case.
    Act "document" {
        /// Its bytes arrive; it stays its side's own until it is filed.
        Upload = "upload",
        /// An agent approves someone of their own side to read classes C2 and C3 (2.1.2, note 5).
        ApprovePerson = "approve_person",
        /// An agent takes such an approval back.
        EndApproval = "end_approval",
        /// Whoever is approved declares secrecy; from then on they read.
        DeclareSecrecy = "declare_secrecy",
        /// A side takes back what it has not filed; it is destroyed.
        TakeBack = "take_back",
        /// What was filed in class C2 or C3 is destroyed when the case is over (2.2.7, step 12).
        Destroy = "destroy",
        /// The key of the body that wraps the keys of its documents is changed.
        RotateKeys = "rotate_keys",
    }
}

impl Class {
    /// What the class is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::PartyConfidential => "Party-confidential",
            Self::BusinessConfidential => "Business confidential",
            Self::StrictlyConfidential => "Strictly confidential",
            Self::Classified => "Classified by its State",
            Self::Deliberative => "Deliberative",
        }
    }

    /// The mark that the United Nations put on such a document; none where none is kept.
    #[must_use]
    pub fn un_mark(self) -> Option<&'static str> {
        match self {
            Self::Public => Some("UNCLASSIFIED"),
            Self::PartyConfidential | Self::BusinessConfidential => Some("CONFIDENTIAL"),
            Self::StrictlyConfidential | Self::Deliberative => Some("STRICTLY CONFIDENTIAL"),
            Self::Classified => None,
        }
    }

    /// Whether a document of this class is kept here at all.
    #[must_use]
    pub fn is_stored(self) -> bool {
        self != Self::Classified
    }

    /// Whether a party may file a document in this class.
    #[must_use]
    pub fn may_be_filed_by_party(self) -> bool {
        self.is_stored() && self != Self::Deliberative
    }

    /// Whether a document of this class is open to everyone in the case. Above it, only those of the
    /// parties read who are approved and have declared secrecy.
    #[must_use]
    pub fn is_open_in_case(self) -> bool {
        matches!(self, Self::Public | Self::PartyConfidential)
    }

    /// Whether a document of this class is shown page by page and never given out as a file.
    #[must_use]
    pub fn is_view_only(self) -> bool {
        self == Self::StrictlyConfidential
    }
}

#[cfg(test)]
mod tests {
    use super::Class;
    use crate::words::Word;

    #[test]
    fn classes_rise_in_secrecy_from_public_to_deliberative() {
        assert!(Class::ALL.is_sorted());
        assert!(Class::Public < Class::PartyConfidential);
    }

    #[test]
    fn a_party_files_neither_what_is_never_stored_nor_what_only_the_panel_writes() {
        let filed: Vec<_> = Class::ALL
            .iter()
            .filter(|class| class.may_be_filed_by_party())
            .collect();
        assert_eq!(
            filed,
            [
                &Class::Public,
                &Class::PartyConfidential,
                &Class::BusinessConfidential,
                &Class::StrictlyConfidential
            ]
        );
        assert_eq!(Class::Classified.un_mark(), None);
    }
}
