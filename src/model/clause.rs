//! Sentences and clauses, and what they say of what they speak of: held, to come, called off, denied, only quoted … The roles are
//! closed, their words are data (`templates/language/clauses.toml`). Says nothing on what they are about.

use super::language::{List, language};
use super::text::fold;

/// What a sentence or clause does with what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 举办、召开
    Holds,
    /// 拟、将、计划、择期
    Planned,
    /// 已、了、圆满
    Done,
    /// 取消、未举办
    Off,
    /// 改期至、地点变更
    Moved,
    /// 原定
    Originally,
    /// 实际
    Actually,
    /// 尚未、没有、不再
    Denied,
    /// 如、若、视情况
    Conditional,
    /// 请、须、不得: what the reader should do
    Instructed,
    /// 根据通知要求、考核指标
    Quoted,
    /// 去年、往届
    Earlier,
    /// 学习、参照、区别于
    Model,
    /// 茶歇、环节
    Part,
}

impl Role {
    fn words(self) -> &'static List {
        let words = &language().clauses;
        match self {
            Role::Holds => &words.holds,
            Role::Planned => &words.planned,
            Role::Done => &words.done,
            Role::Off => &words.off,
            Role::Moved => &words.moved,
            Role::Originally => &words.originally,
            Role::Actually => &words.actually,
            Role::Denied => &words.denied,
            Role::Conditional => &words.conditional,
            Role::Instructed => &words.instructed,
            Role::Quoted => &words.quoted,
            Role::Earlier => &words.earlier,
            Role::Model => &words.model,
            Role::Part => &words.part,
        }
    }
}

/// Whether a folded sentence or clause has a role.
pub fn says(folded: &str, role: Role) -> bool {
    let said = role.words().hits(folded);
    // “如遇暴雨，活动取消”, “取消茶歇”
    said && (role != Role::Off || !language().clauses.off_not.hits(folded) && !says(folded, Role::Conditional))
}

/// How a sentence tells of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// It took place.
    Held,
    /// It is to come.
    Planned,
    /// It was called off.
    Off,
    /// The sentence does not say.
    Unsaid,
}

impl Stance {
    /// Of a folded sentence. What was done outweighs what was meant (“原定于6月举办的研讨会已于7月3日如期举行”).
    pub fn of(folded: &str) -> Stance {
        if says(folded, Role::Off) {
            return Stance::Off;
        }
        match (says(folded, Role::Done), says(folded, Role::Holds)) {
            (true, _) => Stance::Held,
            (false, true) if says(folded, Role::Planned) => Stance::Planned,
            _ => Stance::Unsaid,
        }
    }
}

/// The sentences of a line or cell, as written.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', ';', '！', '？', '\t', '\n']).map(str::trim).filter(|s| !s.is_empty())
}

/// The clauses of a sentence, folded. A comma inside quotation marks or brackets cuts nothing.
pub fn clauses(sentence: &str) -> Vec<String> {
    let folded = fold(sentence);
    let (mut out, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0_u32, false);
    for (at, c) in folded.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' | '《' | '[' => depth += 1,
            ')' | '》' | ']' => depth = depth.saturating_sub(1),
            ',' | '，' | '。' | ';' | ':' if depth == 0 && !quoted => {
                out.extend(folded.get(from..at).map(str::to_owned));
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.extend(folded.get(from..).map(str::to_owned));
    out.retain(|c| !c.trim().is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_tells_of_what_was_held_planned_or_called_off() {
        let cases = [
            ("拟于11月20日在百色市举办学术交流会", Stance::Planned),
            ("学会计划于12月召开研讨会", Stance::Planned),
            ("讲坛时间待定，举办地点未定", Stance::Planned),
            ("原定于6月举办的研讨会已于7月3日如期举行", Stance::Held),
            ("9月12日，学术交流会在南宁举行", Stance::Held),
            ("按照年度计划举办学术交流会", Stance::Held),
            ("计划于6月召开的会议圆满召开", Stance::Held),
            ("该活动因故取消", Stance::Off),
            ("关于取消举办某某研讨会的通知", Stance::Off),
            ("如遇暴雨，活动取消", Stance::Unsaid),
            ("会议取消茶歇，厉行节约", Stance::Unsaid),
            ("活动未取消，如期举行", Stance::Held),
            ("经费由学会承担", Stance::Unsaid),
        ];
        for (sentence, want) in cases {
            assert_eq!(Stance::of(&fold(sentence)), want, "{sentence}");
        }
    }

    #[test]
    fn a_comma_inside_a_name_cuts_no_clause() {
        assert_eq!(clauses("由“良种，良法”学会主办，某县协办"), ["由\"良种,良法\"学会主办", "某县协办"]);
        assert_eq!(sentences("甲。乙；丙\t丁").collect::<Vec<_>>(), ["甲", "乙", "丙", "丁"]);
    }
}
