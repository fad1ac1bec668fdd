//! The nature of a spending line by its words (GUIDE §3.3), whoever paid it. The word families are the pack's `lexicon/spending.toml`.
//!
//! Lists, all of regular expressions over folded text without white space:
//! `nothing-spent` rows that are no spending · `negated`, `aside` parts to leave out · `organisations`, `neutral` names in which words
//! mean nothing · `transfers` beginnings that give or buy · `topics` nouns whose modifiers are a subject · `heads` last words that make a
//! line a service or a supply · `acquire` verbs, `durable`, `consumable`, `machine` goods · `award`, `donation`, `investment`, `fiscal` the
//! bans, each with `…-review` for what is near them · `asset-review` · `vague` · `bracket-review` · `machine-short-names`,
//! `review-short-names` 税收分类简称 · `vehicle-hire`, `hire-includes` what the price of a hired car holds · `used-up` brackets of
//! supplies · `rents`, `venue-equipment` hired together · `displays` printed things whatever they tell of · `renewal` of a device ·
//! `…-anyway` doubts that no last word removes · `winners`, `rewards` pay that only a winner gets · `ownership` hire that ends in owning ·
//! `makes`, `builds` work that leaves a thing behind · `gifts` goods that a bracket adds to a harmless head.
//!
//! What a name ends with is looked up in the natures of goods (`templates/language/goods.toml`): a plain supply or service is decided
//! whatever device stands before it.
//!
//! Refuses to guess: words it does not know are `Review`, never `Allowed`.

mod brackets;
mod classifier;
mod heads;
mod objects;
mod phrase;
mod verdict;
mod whole;

use self::objects::natures;
use self::phrase::{known, parts, short_name, without_tail};
use super::lexicon::tight;
use crate::model::language::goods::Nature;
use crate::model::pack::{Pack, SpendingLexicon};
use crate::model::text::{fold, without_translation};
use crate::model::{InvoiceLine, Money, SpendingClass};

pub use self::classifier::Classifier;
pub use self::verdict::{Context, Verdict};

/// Classifies one line.
pub fn classify(item: &str, context: &Context, lexicon: &SpendingLexicon) -> Verdict {
    Classifier::new(lexicon).classify(item, context)
}

/// Classifies a phrase that stands alone, as given on the command line.
pub fn classify_phrase(phrase: &str, pack: &Pack) -> Verdict {
    classify(phrase, &Context::default(), &pack.spending)
}

impl Classifier {
    pub fn classify(&self, item: &str, context: &Context) -> Verdict {
        let text = tight(item);
        if context.amount.is_some_and(Money::is_zero) {
            return Verdict::allowed("金额为零，未发生支出");
        }
        if let Some(found) = self.nothing_spent.find(&text) {
            return Verdict::allowed(format!("“{}”表明不是支出行", found.as_str()));
        }
        let verdict = match short_name(&text) {
            Some((short, rest)) => self.invoice_line(short, rest, context),
            None => self.with_brackets(&text, context),
        };
        let verdict = self.without_translation(item, verdict, context);
        self.with_surroundings(verdict, context)
    }

    /// A doubt that comes only of the English behind the words (“场地租赁费 Venue hire”); a brand there (“平板 iPad”) stays.
    fn without_translation(&self, item: &str, verdict: Verdict, context: &Context) -> Verdict {
        let folded = fold(item);
        let bare = without_translation(&folded);
        let tail = folded.get(bare.len()..).unwrap_or_default();
        if verdict.class != SpendingClass::Review || tail.is_empty() || self.durable.is_match(tail) {
            return verdict;
        }
        let again = self.with_brackets(&tight(bare), context);
        if again.class == SpendingClass::Allowed { again } else { verdict }
    }

    /// `*简称*品名`: the seller chose the short name, so it only hints.
    fn invoice_line(&self, short: &str, rest: &str, context: &Context) -> Verdict {
        let verdict = self.with_brackets(rest, context);
        if self.machine_short.is_match(short)
            && self.machine.is_match(&without_tail(rest))
            && !self.heads.is_match(&without_tail(rest))
        {
            let price = self.price(rest, context);
            if price.is_none_or(|p| p >= self.threshold) {
                return Verdict {
                    reason: format!("发票简称“{short}”，品名“{rest}”为整机设备"),
                    ..Verdict::forbidden(SpendingClass::FixedAsset, rest)
                };
            }
        }
        if self.review_short.is_match(short) {
            let suspects = if verdict.class.is_forbidden() { vec![verdict.class] } else { verdict.suspects.clone() };
            let suspects = if suspects.is_empty() { vec![SpendingClass::Fiscal] } else { suspects };
            return Verdict::review(&suspects, format!("发票简称“{short}”，须核实所购物品及用途"));
        }
        verdict
    }

    /// A line of an invoice: goods are bought, whatever the seller's short name says; services are what they are called.
    pub fn goods(&self, line: &InvoiceLine) -> Verdict {
        let text = tight(&line.item);
        let (short, item) = short_name(&text).unwrap_or(("", &text));
        let tax = |rate: &str| line.rate.trim() == rate;
        let of_goods = match short.is_empty() {
            true => tax("13%"),
            false => !known().service_short_name.hits(short),
        };
        let quantity = format!("{}{}", line.quantity.trim(), line.unit.trim());
        let one = line.quantity.trim().is_empty() || line.quantity.trim() == "1";
        let price = line.price.or(line.amount.filter(|_| one));
        let context = Context { amount: line.amount, unit_price: price, quantity, ..Context::default() };
        let bought = of_goods && !self.heads.is_match(&without_tail(item)) && !self.acquire.is_match(item);
        let lasts = natures().head(&without_tail(item)).is_some_and(|t| t.nature == Nature::Durable)
            || self.durable.find_iter(item).any(|m| m.end() == item.len())
            || self.machine_short.is_match(short);
        match bought && lasts {
            true => self.with_brackets(&format!("购买{item}"), &context),
            false => self.with_brackets(item, &context),
        }
    }

    /// Note and section may say what the item hides; they make an allowed line doubtful, never a forbidden one.
    fn with_surroundings(&self, verdict: Verdict, context: &Context) -> Verdict {
        if verdict.class.is_forbidden() {
            return verdict;
        }
        let note = self.negated.replace_all(&tight(&context.note), "").to_string();
        let in_note = (note.chars().count() <= 40)
            .then(|| {
                let masked = self.mask(&note);
                parts(&masked).into_iter().find_map(|part| {
                    let banned = self.bans.iter().take(3).find_map(|(class, ban, _)| {
                        ban.find(&part)
                            .filter(|_| !self.heads.is_match(&part))
                            .map(|m| (*class, m.as_str().to_string()))
                    });
                    banned.or_else(|| {
                        let bought =
                            self.bought(&part, &Context::default()).filter(|v| v.class == SpendingClass::FixedAsset)?;
                        Some((bought.class, part.clone()))
                    })
                })
            })
            .flatten();
        if let Some((class, words)) = in_note {
            let mut suspects = verdict.suspects.clone();
            if !suspects.contains(&class) {
                suspects.push(class);
            }
            return Verdict::review(&suspects, format!("备注含“{words}”，须核实是否属{}", class.chinese()));
        }
        if verdict.class == SpendingClass::Review && verdict.suspects.is_empty() {
            let suspects = self.near(&self.mask(&tight(&context.section)));
            return Verdict { suspects, ..verdict };
        }
        verdict
    }
}

#[cfg(test)]
mod tests;
