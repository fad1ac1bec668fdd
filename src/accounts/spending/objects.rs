//! A phrase by the things it names: bought, hired, used up.

use super::classifier::Classifier;
use super::phrase::{count_of, counted_as_machine, counted_as_paper, known, parts, price_in, without_tail};
use super::verdict::{Context, Verdict, worse};
use crate::model::language::goods::{Nature, Natures, Thing};
use crate::model::language::language;
use crate::model::{Money, SpendingClass};

pub(super) fn natures() -> &'static Natures {
    &language().goods.natures
}

/// Natures that nobody asks about.
pub(super) fn is_plain(nature: Nature) -> bool {
    use Nature as N;
    match nature {
        N::Medicine | N::Living | N::Printed | N::Consumable => true,
        N::Service | N::Labour | N::Hire | N::Travel | N::Repair => true,
        N::Durable | N::Accessory | N::Software | N::Works | N::Property => false,
        N::Gift | N::Garment | N::Alcohol | N::Food | N::Energy => false,
    }
}

/// “专家技术诊断费”: the fee for a piece of work.
fn work_paid(bare: &str) -> Option<Thing<'_>> {
    let work = known().fee_end.before_closing(bare)?;
    natures()
        .head(work)
        .filter(|t| matches!(t.nature, Nature::Service | Nature::Labour | Nature::Hire | Nature::Repair))
}

fn decided(part: &str, thing: Thing<'_>) -> Verdict {
    let what = thing.nature.chinese();
    Verdict::allowed(match part == thing.word {
        true => format!("“{part}”属{what}"),
        false => format!("“{part}”按末尾的“{}”属{what}", thing.word),
    })
}

impl Classifier {
    pub(super) fn without_head(&self, whole: &str, text: &str, context: &Context) -> Verdict {
        // Several things in a row: the worst counts.
        let mut verdict: Option<Verdict> = None;
        let listed = self.listed(whole);
        let verb = self.acquire.find(whole).filter(|m| m.start() == 0).map(|m| m.as_str().to_string());
        let hires = verb.is_none() && listed.len() > 1 && known().hires.opens(whole);
        for part in &listed {
            // “租用甲及乙”: the verb covers both, until another verb stands before a part.
            if hires && !self.acquire.is_match(part) && self.near(part).is_empty() {
                let found = Verdict::allowed(format!("“{whole}”是租用，不是购置"));
                verdict = Some(verdict.map_or(found.clone(), |v| worse(v, found)));
                continue;
            }
            let with_verb = match &verb {
                Some(v) if !part.starts_with(v.as_str()) => format!("{v}{part}"),
                _ => part.clone(),
            };
            let rented = verb.is_none() && listed.first().is_some_and(|p| p != part && self.rents.is_match(p));
            if rented && self.venue_equipment.is_match(&without_tail(part)) {
                // Counted in 台 or 套 it may be bought beside the rent.
                if [part, &context.quantity].iter().any(|t| counted_as_machine(t)) {
                    let doubt = format!("“{part}”是租用还是购置须核实");
                    verdict = Some(worse(
                        verdict.unwrap_or_else(|| Verdict::allowed("")),
                        Verdict::review(&[SpendingClass::FixedAsset], doubt),
                    ));
                }
                continue;
            }
            let found = self.single(&with_verb, text, context);
            verdict = Some(match verdict {
                Some(v) => worse(v, found),
                None => found,
            });
        }
        verdict.unwrap_or_else(|| self.single(whole, text, context))
    }

    pub(super) fn single(&self, part: &str, text: &str, context: &Context) -> Verdict {
        if self.heads.is_match(&without_tail(part)) && !self.acquire.is_match(part) {
            return Verdict::allowed(format!("“{part}”属活动直接费用"));
        }
        for (class, ban, near) in &self.bans {
            let near_longer = near.find(part).is_some_and(|n| {
                ban.find(part).is_some_and(|b| n.len() > b.len() && n.start() <= b.start() && n.end() >= b.end())
            });
            if let Some(found) = ban.find(part).filter(|_| !near_longer) {
                if let Some(mixed) = self.softened(part, *class) {
                    return mixed;
                }
                return Verdict::forbidden(*class, found.as_str());
            }
        }
        let bare = without_tail(part);
        let thing = natures().head(&bare).or_else(|| work_paid(&bare));
        if let Some(thing) = thing.filter(|t| t.nature == Nature::Alcohol) {
            return Verdict::forbidden(SpendingClass::Fiscal, thing.word);
        }
        if let Some(bought) = self.bought(part, context) {
            let near = self.near(part);
            if bought.class == SpendingClass::Review && !near.is_empty() {
                return Verdict { suspects: near, ..bought };
            }
            return bought;
        }
        for (class, _, near) in &self.bans {
            if let Some(found) = near.find(part) {
                let reason = format!("“{}”是否属{}须核实", found.as_str(), class.chinese());
                return Verdict::review(&self.near(part), reason);
            }
        }
        if let Some(thing) = thing.filter(|t| is_plain(t.nature)) {
            return decided(part, thing);
        }
        if let Some(good) = self.durable.find(part) {
            return self.lasting(good.as_str(), text, context);
        }
        if let Some(found) = self.asset_review.find(part) {
            return Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("“{}”是否形成固定资产须核实", found.as_str()),
            );
        }
        if let Some(found) = self.vague.find(part) {
            return Verdict::vague(&[SpendingClass::FixedAsset], format!("“{}”笼统，须补充明细", found.as_str()));
        }
        if let Some(thing) = thing {
            return self.doubted(part, thing, text, context);
        }
        if let Some(found) = self.consumable.find(part) {
            return Verdict::allowed(format!("“{}”属活动耗用", found.as_str()));
        }
        Verdict::vague(&touched(part), format!("“{part}”不在已知的支出类别中，须人工判断"))
    }

    /// A thing of a nature that a finance officer asks about.
    fn doubted(&self, part: &str, thing: Thing<'_>, text: &str, context: &Context) -> Verdict {
        let suspect = match thing.nature {
            Nature::Durable => return self.lasting(thing.word, text, context),
            Nature::Gift => SpendingClass::Award,
            Nature::Accessory | Nature::Software | Nature::Works | Nature::Property => SpendingClass::FixedAsset,
            _ => SpendingClass::Fiscal,
        };
        Verdict::review(&[suspect], format!("“{part}”属{}，是否属{}须核实", thing.nature.chinese(), suspect.chinese()))
    }

    /// The things of an enumeration; a verb of buying that stands alone (“设备租赁及购置”) takes the good named beside it.
    pub(super) fn listed(&self, text: &str) -> Vec<String> {
        let good = self.durable.find(text).map_or("", |m| m.as_str());
        let alone = |part: &str| self.acquire.find(part).is_some_and(|m| m.as_str() == part);
        let listed = parts(text);
        let several = listed.len() > 1;
        listed.into_iter().map(|p| if several && alone(&p) { format!("{p}{good}") } else { p }).collect()
    }

    /// Words of a ban that a second word turns into a question: fees for advice on it, mixed packages, refunds.
    pub(super) fn softened(&self, part: &str, class: SpendingClass) -> Option<Verdict> {
        let known = known();
        let softens = known.softens.find(part);
        // “获奖团队扶持奖金” is a prize whatever it supports.
        let supports = || known.supports.find(part).filter(|_| !known.prize_money.closes(part));
        let word = part.get(softens.or_else(supports)?)?;
        Some(Verdict::review(&[class], format!("“{part}”含“{word}”，须核实性质")))
    }

    /// A verb of buying and what was bought.
    pub(super) fn bought(&self, part: &str, context: &Context) -> Option<Verdict> {
        let verb = self.acquire.find(part)?;
        let object =
            format!("{}{}", part.get(..verb.start()).unwrap_or_default(), part.get(verb.end()..).unwrap_or_default());
        if let Some(supply) = self.supply_of_a_device(&object) {
            return Some(Verdict::allowed(format!("采购“{supply}”属活动耗用")));
        }
        let bare = without_tail(&object);
        let thing = natures().head(&bare);
        let near_ban = self.bans.iter().any(|(_, ban, near)| ban.is_match(&object) || near.is_match(&object));
        let supply = thing.filter(|t| is_plain(t.nature) && !near_ban && parts(&bare).len() == 1);
        if let Some(thing) = supply {
            return Some(Verdict::allowed(format!("采购的“{}”属{}", thing.word, thing.nature.chinese())));
        }
        if let Some(found) = self.no_device_yet(&object) {
            return Some(Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("采购“{found}”可能是耗材、配件或软件，须核实是否属固定资产"),
            ));
        }
        let near_asset = self.asset_review.find(&object).map(|m| m.as_str().to_string());
        let lasts = thing.filter(|t| t.nature == Nature::Durable).map(|t| t.word);
        if let Some(good) = self.durable.find(&object).map(|m| m.as_str()).or(lasts) {
            if self.heads.is_match(&without_tail(&object)) && !known().fee_or_car.closes(&object) {
                return None;
            }
            if let Some(price) = self.price(part, context).filter(|p| *p < self.threshold) {
                return Some(Verdict::review(
                    &[SpendingClass::FixedAsset],
                    format!(
                        "购置“{}”单价{}元，低于{}元，须核实是否属固定资产",
                        good,
                        price.grouped(),
                        self.threshold.grouped()
                    ),
                ));
            }
            return Some(Verdict {
                reason: format!("“{}”＋“{good}”属固定资产购买", verb.as_str()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, part)
            });
        }
        if let Some(word) = near_asset {
            let certain = known().asset_word.is(&word);
            return Some(if certain {
                Verdict::forbidden(SpendingClass::FixedAsset, part)
            } else {
                Verdict::review(&[SpendingClass::FixedAsset], format!("采购“{word}”须核实是否属固定资产"))
            });
        }
        if counted_as_machine(part) || counted_as_machine(&context.quantity) {
            return Some(Verdict {
                reason: format!("“{}”并以台、架、辆计量，属固定资产购买", verb.as_str()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, part)
            });
        }
        if !near_ban && let Some(found) = self.consumable.find(&object) {
            return Some(Verdict::allowed(format!("采购“{}”属活动耗用", found.as_str())));
        }
        if !near_ban && self.heads.is_match(&without_tail(&object)) {
            return Some(Verdict::allowed("采购的是服务"));
        }
        Some(Verdict::review(&[SpendingClass::FixedAsset], format!("“{}”的物品须核实是否属固定资产", verb.as_str())))
    }

    /// Parts of a device, software, and “器材” of no named sort: durable or not, the words do not tell.
    pub(super) fn no_device_yet(&self, object: &str) -> Option<String> {
        let bare = without_tail(object);
        let alone = self.durable.find_iter(&bare).all(|m| known().apparatus.is(m.as_str()));
        if known().apparatus.closes(&bare) && alone {
            return Some(bare);
        }
        (known().parts_and_software.closes(&bare) && parts(&bare).len() == 1).then_some(bare)
    }

    /// “打印机墨盒”, “相机电池”: the last word is used up, the device before it is not what was bought.
    pub(super) fn supply_of_a_device(&self, object: &str) -> Option<String> {
        let bare = without_tail(object);
        let device = natures().head(&bare).filter(|t| t.nature == Nature::Consumable)?.before;
        (self.durable.is_match(device) && parts(&bare).len() == 1).then(|| bare.clone())
    }

    /// A lasting good without a verb: the price and the measure unit tell a purchase; without them nobody knows.
    pub(super) fn lasting(&self, good: &str, text: &str, context: &Context) -> Verdict {
        let counted = [text, &context.quantity, &context.note].iter().any(|t| counted_as_machine(t));
        if known().notebook.is(good) && [text, &context.quantity].iter().any(|t| counted_as_paper(t)) {
            return Verdict::allowed("“笔记本”按本、册计量，属文具");
        }
        // Days, occasions and hire beside the count tell of use, not of a purchase.
        let hired = [&context.quantity, &context.note].iter().any(|t| known().time_of_use.hits(t));
        match self.price(text, context) {
            Some(price) if price >= self.threshold && counted && !hired => Verdict {
                reason: format!("“{good}”按台套计量，单价{}元，达到{}元", price.grouped(), self.threshold.grouped()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, good)
            },
            Some(price) => Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("“{good}”未写明租用或购置，金额{}元", price.grouped()),
            ),
            None => Verdict::review(&[SpendingClass::FixedAsset], format!("“{good}”未写明租用或购置，也无单价")),
        }
    }

    /// Unit price: stated, or the only amount divided by a count of one.
    pub(super) fn price(&self, text: &str, context: &Context) -> Option<Money> {
        if context.unit_price.is_some() {
            return context.unit_price;
        }
        if let Some(found) = price_in(text).or_else(|| price_in(&context.quantity)) {
            return Some(found);
        }
        let count = [text, &context.quantity, &context.note].iter().find_map(|t| count_of(t))?;
        let amount = context.amount?.as_decimal().checked_div(count.into())?;
        Some(Money::new(amount.round_dp(2)))
    }
}

/// The bans that unknown words can touch at all; empty for every one of the four. Money that passes to others may be any gift or stake;
/// a fee buys a service or a thing; anything else is goods, unless a word hints at giving, a prize or a stake.
fn touched(part: &str) -> Vec<SpendingClass> {
    use SpendingClass::{Award, DonationSponsorship, Fiscal, FixedAsset, OutwardInvestment};
    let chinese = part.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let money = known().money_end.closes(part);
    if chinese < 3 || known().hands_over.hits(part) && !money {
        return Vec::new();
    }
    if money {
        return vec![Award, DonationSponsorship, OutwardInvestment];
    }
    let mut out = vec![FixedAsset, Fiscal];
    if known().prize_letters.hits(part) {
        out.extend([Award, DonationSponsorship]);
    }
    if known().stake_letters.hits(part) {
        out.push(OutwardInvestment);
    }
    out
}
