//! Money: exact decimals, in yuan (元). Nothing converts from a float.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An amount in yuan (元). 万元 are converted on reading, by [`Money::from_wan`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(Decimal);

impl Money {
    pub const ZERO: Money = Money(Decimal::ZERO);
    /// One yuan.
    pub const ONE: Money = Money(Decimal::ONE);

    /// From an exact decimal in yuan.
    pub fn new(yuan: Decimal) -> Money {
        Money(yuan)
    }

    /// From whole yuan.
    pub fn yuan(yuan: i64) -> Money {
        Money(Decimal::from(yuan))
    }

    /// From a decimal in 万元 (10 000 yuan). `None` when the product leaves the range of a decimal.
    pub fn from_wan(wan: Decimal) -> Option<Money> {
        wan.checked_mul(Decimal::from(10_000)).map(Money)
    }

    pub fn as_decimal(self) -> Decimal {
        self.0
    }

    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    pub fn abs(self) -> Money {
        Money(self.0.abs())
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// The sum, or `None` when it leaves the range of a decimal.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// With thousand separators, for sentences: `15,000.00`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |d| ("-", d));
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
        let mut out = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        format!("{sign}{out}.{cents}")
    }
}

impl fmt::Display for Money {
    /// Plain, with at least two decimals: `15000.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.0.normalize();
        let places = d.scale().max(2);
        write!(f, "{:.*}", places as usize, d)
    }
}

impl FromStr for Money {
    type Err = rust_decimal::Error;

    /// Reads plain digits in yuan (`15000.00`); people's spellings are read in `facts::amount`.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse::<Decimal>().map(Money)
    }
}

impl Sum for Money {
    /// Saturates to the largest decimal rather than panic; use [`Money::sum`] where that matters.
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, |a, b| Money(a.0.saturating_add(b.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_two_decimals_and_groups() {
        let m: Money = "1234567.5".parse().expect("digits");
        assert_eq!(m.to_string(), "1234567.50");
        assert_eq!(m.grouped(), "1,234,567.50");
        assert_eq!(Money::yuan(-100).grouped(), "-100.00");
        assert_eq!(Money::yuan(999).grouped(), "999.00");
    }

    #[test]
    fn ten_thousands_become_yuan() {
        assert_eq!(Money::from_wan("1.5".parse().expect("digits")), Some(Money::yuan(15_000)));
    }
}
