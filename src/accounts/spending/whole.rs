//! A phrase without its brackets: what is measured and what is topic is set aside, then its last words or its objects decide.

use super::classifier::Classifier;
use super::phrase::{known, without_tail};
use super::verdict::{Context, Verdict};

impl Classifier {
    pub(super) fn phrase(&self, text: &str, context: &Context) -> Verdict {
        let masked = self.mask(text);
        let bare = without_tail(&masked);
        let tail = masked.strip_prefix(bare.as_str()).unwrap_or_default().to_string();
        let context = &Context {
            quantity: if context.quantity.is_empty() { tail } else { context.quantity.clone() },
            ..context.clone()
        };
        let head = self.heads.find(&bare);
        let gives = self.transfers.is_match(&bare);
        let cut = if head.is_some() || !gives { self.after_topic(&bare) } else { bare.clone() };
        // “配置会议音响”: the topic is cut out, the verb of buying stays.
        let verb = self.acquire.find(&bare).filter(|m| m.start() == 0).map(|m| m.as_str());
        let cut = match verb {
            Some(verb) if head.is_none() && !cut.starts_with(verb) => format!("{verb}{cut}"),
            _ => cut,
        };
        // “购置公务用车” buys the car.
        let used = |head: &str| verb.is_some() && known().car_in_use.is(head);
        let head = head.filter(|m| !used(m.as_str()));
        let whole = cut.trim_matches(['-', '\"', ':', '的']).to_string();
        if whole.is_empty() {
            return Verdict::vague(&[], "未写明支出内容，须补充明细");
        }
        let head = head.map(|m| m.as_str().to_string());
        let in_whole = self.heads.find(&whole).map(|m| m.as_str().to_string());
        if let Some(head) = in_whole.filter(|h| !used(h)).or(head) {
            return self.with_head(&whole, &head, &bare, gives, context);
        }
        self.without_head(&whole, text, context)
    }
}
