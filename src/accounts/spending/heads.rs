//! A phrase by its last words: a service or a supply, and what stands before it.

use super::classifier::Classifier;
use super::objects::natures;
use super::phrase::{AND, is_goods, known, parts, without_tail};
use super::verdict::{Context, Verdict, worse};
use crate::model::SpendingClass;
use crate::model::language::goods::Nature;

impl Classifier {
    /// Advice on an investment, rights in land: a fee, but near a ban.
    pub(super) fn anyway(&self, plain: &str, verdict: Verdict) -> Verdict {
        // The subject of a talk or a printed paper is no spending on it.
        let doubt = self.anyway.iter().find_map(|(class, words)| {
            let found = words.find(plain)?;
            let rest = plain.get(found.end()..)?;
            (!self.topics.is_match(rest)).then(|| (*class, found.as_str()))
        });
        match doubt {
            Some((class, found)) if verdict.class == SpendingClass::Allowed => {
                Verdict::review(&[class], format!("“{found}”须核实是否属{}", class.chinese()))
            }
            _ => verdict,
        }
    }

    /// A service or supply by its last words: what stands before is a modifier, unless it is listed beside it (“奖金及证书制作费”).
    pub(super) fn with_head(&self, whole: &str, head: &str, bare: &str, gives: bool, context: &Context) -> Verdict {
        let before = whole.strip_suffix(head).unwrap_or_default();
        if gives
            && !self.is_display(bare, head)
            && let Some(banned) = self.gift(bare)
        {
            return banned;
        }
        let mut verdict = if self.vague.is_match(bare) {
            Verdict::review(&[SpendingClass::Fiscal], format!("“{whole}”笼统，须补充明细"))
        } else {
            Verdict::allowed(format!("“{head}”属活动直接费用"))
        };
        for (class, ban, _) in &self.bans {
            if let Some(found) = ban.find_iter(whole).find(|m| m.end() == whole.len()) {
                return Verdict::forbidden(*class, found.as_str());
            }
        }
        if self.acquire.find(before).is_some_and(|m| m.as_str() == before)
            && (self.consumable.is_match(head) || known().service_end.closes(head))
        {
            return verdict;
        }
        if let Some(verb) = self.acquire.find(whole).filter(|m| m.start() == 0)
            && let Some(supply) = whole.get(verb.end()..).and_then(|object| self.supply_of_a_device(object))
        {
            return Verdict::allowed(format!("采购“{supply}”属活动耗用"));
        }
        let listed = self.listed(before);
        let beside = listed.len() > 1 || before.ends_with(AND);
        for (i, part) in listed.iter().enumerate() {
            let last = i + 1 == listed.len() && !before.ends_with(AND);
            for (class, ban, near) in &self.bans {
                if last && self.is_display(bare, head) {
                    continue;
                }
                if let Some(found) = ban.find(part) {
                    let found = found.as_str();
                    let alone = beside && !last && !self.heads.is_match(part);
                    let candidate = if alone {
                        Verdict::forbidden(*class, found)
                    } else {
                        Verdict::review(&[*class], format!("“{whole}”涉及“{found}”，须核实"))
                    };
                    verdict = worse(verdict, candidate);
                } else if *class != SpendingClass::Fiscal
                    && let Some(found) = near.find_iter(part).find(|m| is_goods(m.as_str()))
                {
                    verdict = worse(
                        verdict,
                        Verdict::review(&[*class], format!("“{}”是否属{}须核实", found.as_str(), class.chinese())),
                    );
                }
            }
            if let Some(bought) = self.bought(part, context)
                && bought.class != SpendingClass::Allowed
            {
                let candidate = if beside && !last || bought.class == SpendingClass::Review {
                    bought
                } else {
                    Verdict::review(&[SpendingClass::FixedAsset], bought.reason)
                };
                verdict = worse(verdict, candidate);
            }
        }
        verdict
    }

    /// “捐赠鸣谢墙喷绘”, “奖项公告印制”: a thing to be shown, made; what it tells of is not what was bought. No body receives it.
    pub(super) fn is_display(&self, bare: &str, head: &str) -> bool {
        let bare = bare.trim_end_matches(|c: char| known().fee_letters.is(&c.to_string()));
        let Some(object) = known().made.before_closing(bare) else { return false };
        if bare.get(object.len()..).is_none_or(|made| !head.contains(made)) {
            return false;
        }
        let object = known().made.before_closing(object).unwrap_or(object);
        !bare.contains('某') && parts(object).len() == 1 && self.displays.is_match(object)
    }

    /// A phrase that begins with giving: forbidden where the receiver is named, otherwise a question.
    pub(super) fn gift(&self, bare: &str) -> Option<Verdict> {
        self.bans.iter().take(3).find_map(|(class, ban, _)| {
            let found = ban.find(bare).filter(|m| m.start() == 0)?;
            // What is paid for a named receiver is a gift, whatever it buys; so are goods and bare costs.
            let named = bare.get(found.end()..).is_some_and(|rest| rest.contains('某') || rest.is_empty());
            let service = known().service_work.closes(bare);
            let hire = *class == SpendingClass::OutwardInvestment && known().hire_price.closes(bare);
            if !hire && (named || !service) {
                return Some(Verdict::forbidden(*class, found.as_str()));
            }
            Some(Verdict::review(&[*class], format!("“{}”开头，须核实是否属{}", found.as_str(), class.chinese())))
        })
    }

    /// What a harmless head hides: a device made to order, a winner paid for winning, a hired thing that stays.
    pub(super) fn behind_the_head(&self, text: &str, plain: &str, verdict: Verdict) -> Verdict {
        if verdict.class != SpendingClass::Allowed {
            return verdict;
        }
        if let Some(found) = self.ownership.find(text) {
            let reason = format!("“{}”：所租物品期满归承租方，须核实是否属固定资产购买", found.as_str());
            return Verdict::review(&[SpendingClass::FixedAsset], reason);
        }
        self.made(plain).or_else(|| self.rewarded(plain)).unwrap_or(verdict)
    }

    /// “LED显示屏制作费”, “系统开发服务费”, “会议室装修设计费”: the work leaves a device, a system, a room behind.
    fn made(&self, plain: &str) -> Option<Verdict> {
        let doubt = |object: &str, work: &str| {
            Verdict::review(&[SpendingClass::FixedAsset], format!("“{work}”后留下“{object}”，须核实是否形成固定资产"))
        };
        let bare = without_tail(plain);
        if let Some(built) = self.builds.find(&bare) {
            return Some(doubt(&bare, built.as_str()));
        }
        let work = self.makes.find(&bare)?;
        let object = bare.get(..work.start())?;
        let thing = natures().head(object);
        let lasts = match thing.map(|t| t.nature) {
            Some(Nature::Durable) => true,
            Some(Nature::Accessory) => known().lasting_accessories.closes(object),
            Some(Nature::Software) => !self.topics.find_iter(object).any(|m| m.end() == object.len()),
            Some(_) => false,
            None => self.durable.find_iter(object).any(|m| m.end() == object.len()),
        };
        // “直播平台搭建”, “舞台LED屏搭建”: put up for the day.
        let for_the_day = known().put_up.opens(work.as_str()) && !thing.is_some_and(|t| known().stays_up.is(t.word));
        (lasts && !for_the_day).then(|| doubt(object, work.as_str()))
    }

    /// Pay that only a winner gets, whatever it is called. A lecture or a journey of a winner is work like another's.
    fn rewarded(&self, plain: &str) -> Option<Verdict> {
        let bare = without_tail(plain);
        let reward = self.rewards.find(&bare)?;
        let who = bare.get(..reward.start()).and_then(|b| self.winners.find_iter(b).last())?;
        let between = bare.get(who.end()..reward.start())?;
        (between.chars().count() <= 6).then(|| {
            let reason = format!("“{}”的“{}”须核实是否属奖励支出", who.as_str(), reward.as_str());
            Verdict::review(&[SpendingClass::Award], reason)
        })
    }
}
