//! What a state did: kinds of measure, and the class of the technology it touches (procedure 2.6.2).

use jiff::civil::Date;

crate::words! {
    /// What kind of measure it is.
    Kind "measure_kind" {
        /// Exports need leave or are forbidden.
        ExportControl = "export_control",
        /// Goods, services or applications are kept out.
        MarketAccessBan = "market_access_ban",
        /// An owner must sell.
        Divestiture = "divestiture",
        /// Facts must be reported to the state.
        ReportingMandate = "reporting_mandate",
        /// A duty at the border.
        Tariff = "tariff",
        /// Investments need leave.
        InvestmentScreening = "investment_screening",
        /// The public purse may not buy.
        ProcurementBan = "procurement_ban",
        /// Data must stay in the territory.
        DataLocalisation = "data_localisation",
        /// Any other restriction of trade, transit included.
        OtherTradeRestriction = "other_trade_restriction",
    }
}

impl Kind {
    /// What a reader calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ExportControl => "export control",
            Self::MarketAccessBan => "market-access ban",
            Self::Divestiture => "divestiture order",
            Self::ReportingMandate => "reporting mandate",
            Self::Tariff => "tariff",
            Self::InvestmentScreening => "investment screening",
            Self::ProcurementBan => "procurement ban",
            Self::DataLocalisation => "data localisation",
            Self::OtherTradeRestriction => "other trade restriction",
        }
    }
}

crate::words! {
    /// The class of the technology that a measure touches. It sets how wide the room for an
    /// exception is; it never decides the result (procedure 2.6.2).
    Technology "technology" {
        /// Weapons-type control: the link to security is presumed, and may be rebutted.
        HighlyMilitarised = "1",
        /// Controlled by performance parameters.
        DualUse = "2",
        /// Ordinary trade rules suffice until the state says why not.
        Commercial = "3",
        /// The measure touches no technology (annex D 14).
        NotConcerned = "none",
    }
}

impl Technology {
    /// What a reader calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::HighlyMilitarised => "class 1, highly militarised",
            Self::DualUse => "class 2, dual-use",
            Self::Commercial => "class 3, predominantly commercial",
            Self::NotConcerned => "no technology concerned",
        }
    }
}

crate::words! {
    /// Where a measure stands on a given day.
    Status "measure_status" {
        /// Announced, not yet applied.
        Announced = "announced",
        /// Applied.
        InForce = "in_force",
        /// Its end date has passed.
        Ended = "ended",
    }
}

/// Where a measure stands on a day. The end date is its last day in force.
pub fn status_on(day: Date, in_force: Option<Date>, ends: Option<Date>) -> Status {
    match (in_force, ends) {
        (_, Some(end)) if day > end => Status::Ended,
        (Some(start), _) if day >= start => Status::InForce,
        _ => Status::Announced,
    }
}

/// How many days a measure has been applied by the end of a day, first and last included.
pub fn days_in_force(day: Date, in_force: Option<Date>, ends: Option<Date>) -> i32 {
    let Some(start) = in_force else { return 0 };
    let last = ends.map_or(day, |end| end.min(day));
    crate::compliance::days_between(start, last)
        .saturating_add(1)
        .max(0)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Status, Technology, days_in_force, status_on};
    use crate::Word;
    use jiff::civil::date;

    #[test]
    fn a_measure_is_in_force_from_its_first_to_its_last_day() {
        let (from, to) = (Some(date(2026, 3, 10)), Some(date(2026, 3, 12)));
        assert_eq!(status_on(date(2026, 3, 9), from, to), Status::Announced);
        assert_eq!(status_on(date(2026, 3, 10), from, to), Status::InForce);
        assert_eq!(status_on(date(2026, 3, 12), from, to), Status::InForce);
        assert_eq!(status_on(date(2026, 3, 13), from, to), Status::Ended);
        assert_eq!(days_in_force(date(2026, 3, 9), from, to), 0);
        assert_eq!(days_in_force(date(2026, 3, 10), from, to), 1);
        assert_eq!(days_in_force(date(2026, 8, 1), from, to), 3);
        assert_eq!(days_in_force(date(2026, 8, 1), None, None), 0);
    }

    #[test]
    fn kinds_and_classes_are_read_back_from_their_spelling() {
        assert_eq!(
            Kind::parse("other_trade_restriction"),
            Some(Kind::OtherTradeRestriction)
        );
        assert_eq!(Technology::parse("none"), Some(Technology::NotConcerned));
        assert_eq!(Technology::parse("4"), None);
    }
}
