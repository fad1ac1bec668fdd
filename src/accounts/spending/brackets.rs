//! What brackets add to a phrase: parts, another nature, doubts.

use super::classifier::Classifier;
use super::objects::{is_plain, natures};
use super::phrase::{count_of, counted_as_machine, known, only_price, parts, split_brackets, without_tail};
use super::verdict::{Context, Verdict, worse, worse_or};
use crate::model::SpendingClass;
use crate::model::language::goods::Nature;
use crate::model::language::language;

impl Classifier {
    /// The phrase and what its brackets add: 含…, enumerations, remarks.
    pub(super) fn with_brackets(&self, text: &str, context: &Context) -> Verdict {
        let whole = text;
        let text = self.negated.replace_all(text, "");
        let left = known().own_words.without(&text);
        if left.chars().count() < 2 && text != whole {
            return Verdict::allowed(format!("“{whole}”是否定的说法，不是支出"));
        }
        let (plain, brackets) = split_brackets(&text);
        // “投影幕布1块（320元）”: the price of the one piece.
        let stated = brackets.iter().find_map(|b| (counted_once(&plain)).then(|| only_price(b)).flatten());
        let context = &Context { unit_price: context.unit_price.or(stated), ..context.clone() };
        let mut verdict = self.renewed(&plain, &brackets, context).unwrap_or_else(|| {
            let verdict = self.anyway(&plain, self.phrase(&plain, context));
            self.behind_the_head(&text, &plain, verdict)
        });
        for inner in brackets.iter().filter(|b| !self.aside.is_match(b)) {
            if let Some(stated) = known().in_fact.behind_opening(inner) {
                return self.phrase(stated, context);
            }
            if let Some(stated) = self.bought_or_hired(&plain, inner, context) {
                verdict = stated;
                continue;
            }
            if self.used_up.is_match(inner) && self.is_supply(&plain, &verdict) {
                verdict = Verdict::allowed(format!("注明“{inner}”，属活动耗用"));
                continue;
            }
            if self.bracket_review.is_match(inner) && !is_source_of_harmless(inner, &verdict) {
                if verdict.class.is_forbidden() && !names_payer(inner) {
                    continue;
                }
                let suspects = if verdict.class.is_forbidden() { vec![verdict.class] } else { self.near(inner) };
                let suspects = if suspects.is_empty() { vec![SpendingClass::Fiscal] } else { suspects };
                verdict = worse_or(verdict, Verdict::review(&suspects, format!("“{inner}”须核实")));
                continue;
            }
            if let Some(found) = self.inside(&plain, inner, context) {
                verdict = worse(verdict, found);
            }
        }
        verdict
    }

    /// Goods of no known sort that a bracket calls used up; a device stays a device whatever the bracket says.
    pub(super) fn is_supply(&self, plain: &str, verdict: &Verdict) -> bool {
        let only_goods =
            verdict.suspects.iter().all(|s| matches!(s, SpendingClass::FixedAsset | SpendingClass::Fiscal));
        verdict.class == SpendingClass::Review
            && only_goods
            && !self.durable.is_match(plain)
            && self.near(&self.mask(plain)).is_empty()
    }

    /// “扫描仪更新（1台）”: a device renewed and counted is bought; uncounted (“系统更新”, “更换空调”) it may be a repair.
    pub(super) fn renewed(&self, plain: &str, brackets: &[String], context: &Context) -> Option<Verdict> {
        let word = self.renewal.find(plain)?;
        if self.heads.is_match(&without_tail(plain)) || self.acquire.is_match(plain) {
            return None;
        }
        let count = brackets.iter().map(String::as_str).chain([plain, context.quantity.as_str()]);
        let counted = count.clone().find(|t| counted_as_machine(t))?.to_string();
        let object = format!("购置{}{}", plain.get(..word.start())?, plain.get(word.end()..)?);
        self.machine.is_match(&without_tail(&object)).then(|| {
            let quantity = if context.quantity.is_empty() { counted } else { context.quantity.clone() };
            self.phrase(&object, &Context { quantity, ..context.clone() })
        })
    }

    /// “投影仪（购置）”, “投影仪（租用）”: the bracket only says whether the thing was bought or hired.
    pub(super) fn bought_or_hired(&self, plain: &str, inner: &str, context: &Context) -> Option<Verdict> {
        let bought = self.acquire.find(inner).is_some_and(|m| m.as_str() == inner);
        let hired = known().hired.is(inner);
        if bought {
            return Some(self.phrase(&format!("{inner}{plain}"), context));
        }
        hired.then(|| self.phrase(&format!("{plain}租用"), context))
    }

    /// What a bracket lists counts only where it names something banned or near a ban, or a thing that lasts; unknown details are just
    /// details, and what a bracket tells of (“含产业基金座谈”) is no thing.
    pub(super) fn inside(&self, plain: &str, inner: &str, context: &Context) -> Option<Verdict> {
        let masked = self.mask(listed(inner));
        let hire = self.vehicle_hire.is_match(plain);
        let told = |p: &str| {
            let bare = without_tail(p);
            self.topics.find_iter(&bare).any(|m| m.end() == bare.len()) && !self.acquire.is_match(p)
        };
        parts(&masked)
            .into_iter()
            .filter(|p| !self.heads.is_match(&without_tail(p)) && !told(p))
            .filter(|p| !(hire && self.hire_includes.is_match(p)))
            .filter_map(|part| {
                let banned = self.bans.iter().find_map(|(class, ban, near)| {
                    if let Some(found) = ban.find(&part) {
                        return Some(Verdict::forbidden(*class, found.as_str()));
                    }
                    let found = near.find(&part).filter(|_| *class != SpendingClass::Fiscal)?;
                    Some(Verdict::review(&[*class], format!("含“{}”，须核实", found.as_str())))
                });
                banned
                    .or_else(|| self.bought(&part, context).filter(|v| v.class.is_forbidden()))
                    .or_else(|| self.thing_inside(plain, &part))
            })
            .max_by_key(Verdict::weight)
    }

    /// A device, a book, a gift that a bracket adds to a harmless head: nobody knows whether it was bought for it.
    fn thing_inside(&self, plain: &str, part: &str) -> Option<Verdict> {
        let part = listed(part);
        let bare = without_tail(part);
        let named = format!("括号内的“{part}”");
        // “设备租赁费（含购置）”
        if self.acquire.find(part).is_some_and(|m| m.as_str() == bare) {
            return Some(Verdict::review(&[SpendingClass::FixedAsset], format!("{named}表明含购置，须核实购置的物品")));
        }
        // What is hired, repaired, carried or used is not bought.
        let bare_plain = without_tail(plain);
        let hired = known().used.hits(&bare_plain) && !counted_as_machine(part);
        let thing = natures().head(&bare);
        if thing.is_some_and(|t| is_plain(t.nature)) || hired {
            return None;
        }
        if self.gifts.is_match(&bare) && !known().meal.hits(plain) {
            return Some(Verdict::review(&[SpendingClass::Fiscal], format!("{named}是否属礼品须核实")));
        }
        let lasts = match thing.map(|t| t.nature) {
            Some(Nature::Durable | Nature::Accessory | Nature::Software) => true,
            Some(_) => false,
            None => self.durable.find_iter(&bare).any(|m| m.end() == bare.len()),
        };
        let reason = format!("{named}未写明租用或购置，须核实是否属固定资产购买");
        lasts.then(|| Verdict::review(&[SpendingClass::FixedAsset], reason))
    }
}

fn counted_once(plain: &str) -> bool {
    count_of(plain) == Some(1) || known().counted_once.closes(plain)
}

/// A bracket without the words that open a list.
fn listed(inner: &str) -> &str {
    let mut rest = inner;
    while let Some(next) = known().opens_list.behind_opening(rest) {
        rest = next;
    }
    rest
}

/// “（单位承担）” on a harmless line only names the payer.
fn is_source_of_harmless(inner: &str, verdict: &Verdict) -> bool {
    verdict.class == SpendingClass::Allowed && names_payer(inner)
}

/// A bracket that says who pays.
fn names_payer(inner: &str) -> bool {
    language().accounts.own_funds.hits(inner) || known().bears.hits(inner)
}
