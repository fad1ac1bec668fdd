//! From a paper's title to the names of events that it holds: “关于举办‘甲’暨‘乙’的通知” → 甲, 乙; and how alike two names are.

mod name;

use super::Source;
use crate::model::DocKind;
use crate::model::language::{List, language};
use crate::model::text::{fold, key};

pub use name::{core, differ_in_ordinal, form, is_short_of, likeness, named_in, same, spellings};

/// What a paper's title says of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTitle {
    /// The whole name, as written.
    pub written: String,
    /// The paper changes an earlier plan (延期、调整时间).
    pub change: bool,
    /// The title says that something is held (“关于举办…”), whatever it is called.
    pub announced: bool,
}

/// The event's title in a paper's title; `None` when the title names only the sort of paper.
pub fn event_title(paper_title: &str, kind: DocKind, ours: &[String]) -> Option<EventTitle> {
    let words = &language().titles;
    let mut t: String = words.dated_end.without(&paper_title.split_whitespace().collect::<String>());
    let change = words.changes.hits(&t)
        && matches!(
            kind,
            DocKind::Notice | DocKind::Request | DocKind::ChangeRequest | DocKind::Approval | DocKind::Invitation
        );
    let announced = words.announces.hits(&t);
    // an authority's paper names the event only after “关于”: its own title names a form
    let about = words.about.captures(&t).map(|c| c["name"].to_owned());
    if about.is_none()
        && matches!(kind, DocKind::Filing | DocKind::Approval | DocKind::Request | DocKind::ChangeRequest)
    {
        return None;
    }
    if let Some(name) = about {
        t = name;
    } else if kind == DocKind::Notice {
        t = words.notice_end.without(&t);
    }
    if let Some(book) = t.strip_prefix('《').and_then(|t| t.strip_suffix('》')) {
        t = book.to_owned();
    }
    if change {
        t = words.change_words.without(&t).trim_end_matches('的').to_owned();
    }
    if let Some(end) = end_of(kind) {
        t = end.without(&t);
    }
    // a notice may send a plan round (“关于印发…方案的通知”)
    t = words.plan_end.without(&t);
    let t = t.trim_matches(|c: char| "-—–:：·,，、".contains(c)).to_owned();
    let bare = key(&t);
    let named = bare.chars().count() >= 4 && !is_generic(&t, ours);
    named.then_some(EventTitle { written: t, change, announced })
}

/// The words that end a title of this kind of paper.
fn end_of(kind: DocKind) -> Option<&'static List> {
    let words = &language().titles;
    match kind {
        DocKind::Plan | DocKind::ServicePlan => Some(&words.plan_end),
        DocKind::Handbook => Some(&words.handbook_end),
        DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList => Some(&words.list_end),
        DocKind::Agenda => Some(&words.agenda_end),
        DocKind::Filing => Some(&words.filing_end),
        _ => None,
    }
}

/// The names in a title that names two events (“‘甲’研讨会暨专家助企活动”, “…展（含专家助企赋能——走进乙公司）”): each a name by itself, and
/// each of another sort. One name where it is one.
pub(super) fn names_in(source: &Source<'_>, written: &str) -> Vec<String> {
    let words = &language().titles;
    if let Some(inner) = words.included.captures(written) {
        let whole = inner.get(0).map_or(0..0, |m| m.range());
        let outer = format!("{}{}", &written[..whole.start], &written[whole.end..]);
        let inner = inner["name"].to_owned();
        if are_two(source, &outer, &inner) {
            return vec![outer, inner];
        }
    }
    for joint in words.joint.find_all(written) {
        if is_inside_quotes(written, joint.start) {
            continue;
        }
        let (first, second) = (&written[..joint.start], &written[joint.end..]);
        if are_two(source, first, second) {
            return vec![first.to_owned(), second.to_owned()];
        }
    }
    vec![written.to_owned()]
}

/// Both are names of events, and they answer to different duties: what is one occasion under two names stays one.
fn are_two(source: &Source<'_>, first: &str, second: &str) -> bool {
    let events = &language().events;
    // a brand before a name is what the name is under, no event beside it
    let is_brand = |t: &str| source.pack.brands.iter().any(|b| key(t) == key(&b.name));
    let is_name = |t: &str| {
        let branded = source.pack.brands.iter().any(|b| key(t).contains(&key(&b.name)));
        (4..=60).contains(&key(t).chars().count()) && (branded || events.event_end.hits(&fold(t)))
    };
    let (a, b) = (source.patterns.kinds_in(first), source.patterns.kinds_in(second));
    !is_brand(first)
        && !is_brand(second)
        && is_name(first)
        && is_name(second)
        && !a.is_empty()
        && !b.is_empty()
        && a.is_disjoint(&b)
}

/// The name says of what sort an event is, and nothing of its own (“助企活动”).
pub(super) fn is_generic(name: &str, ours: &[String]) -> bool {
    let without_ours = ours.iter().fold(key(name), |k, word| k.replace(word.as_str(), ""));
    let rest = language().places.gazetteer.without_region(&without_ours);
    rest.is_empty() || language().titles.generic.hits(rest)
}

fn is_inside_quotes(written: &str, at: usize) -> bool {
    let before = written.get(..at).unwrap_or_default();
    let open = before.matches(['“', '「', '『', '《', '(', '（']).count();
    let closed = before.matches(['”', '」', '』', '》', ')', '）']).count();
    open > closed || before.matches('"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pack::Brand;

    #[test]
    fn event_titles_come_out_of_paper_titles() {
        let ours = ["助企".to_owned(), "入桂".to_owned()];
        let cases = [
            (DocKind::Notice, "关于举办“八桂科技讲坛——甘蔗”学术交流会的通知", Some("“八桂科技讲坛——甘蔗”学术交流会")),
            (DocKind::Notice, "关于开展“专家助企赋能”走进某某公司活动的通知", Some("“专家助企赋能”走进某某公司活动")),
            (
                DocKind::Notice,
                "关于调整“八桂科技讲坛——甘蔗”研讨会会期和会址的补充通知",
                Some("“八桂科技讲坛——甘蔗”研讨会"),
            ),
            (DocKind::Notice, "某某学会关于召开2026年某某论坛的补充通知", Some("2026年某某论坛")),
            (DocKind::Notice, "关于“八桂科技讲坛·甘蔗”延期举办的通知", Some("“八桂科技讲坛·甘蔗”")),
            (DocKind::Notice, "2026年某某区生态碳汇科技研讨会（第二轮通知）", Some("2026年某某区生态碳汇科技研讨会")),
            (DocKind::Plan, "“专家助企”技术诊断活动方案", Some("“专家助企”技术诊断活动")),
            (DocKind::Plan, "活动实施方案", None),
            (DocKind::Handbook, "『八桂科技讲坛』甘蔗学术交流会会议手册", Some("『八桂科技讲坛』甘蔗学术交流会")),
            (DocKind::Handbook, "会议手册", None),
            (DocKind::SignIn, "甘蔗学术研讨会签到表", Some("甘蔗学术研讨会")),
            (DocKind::SignIn, "签到表", None),
            (DocKind::Filing, "自治区级学会学术活动备案表", None),
            (DocKind::Filing, "学术活动备案复函", None),
            (DocKind::Approval, "关于同意举办某某合作交流活动的批复", Some("某某合作交流活动")),
            (DocKind::Invitation, "关于邀请参加某某期刊编辑座谈会的函", Some("某某期刊编辑座谈会")),
        ];
        for (kind, title, want) in cases {
            assert_eq!(event_title(title, kind, &ours).map(|t| t.written).as_deref(), want, "{title}");
        }
        assert!(event_title("关于某某大会延期举办的通知", DocKind::Notice, &ours).is_some_and(|t| t.change));
    }

    fn brands() -> Vec<Brand> {
        let brand = |name: &str, not: &[&str]| Brand {
            id: name.into(),
            name: name.into(),
            short: vec![],
            general: String::new(),
            near_misses: vec![],
            not_followed_by: not.iter().map(|s| (*s).into()).collect(),
        };
        vec![brand("八桂科技讲坛", &[]), brand("专家助企赋能", &[]), brand("全国学会入桂行", &["动"])]
    }

    #[test]
    fn titles_of_one_event_agree_and_others_do_not() {
        let b = brands();
        assert!(same(
            "“八桂科技讲坛——甘蔗良种良法与全程机械化”学术交流会",
            "『八桂科技讲坛』甘蔗良种良法与全程机械化学术交流会",
            &b
        ));
        assert!(!same(
            "“专家助企赋能——六堡茶渥堆发酵精准调控技术攻关”活动",
            "“专家助企赋能——六堡茶陈化仓数字化管理人才培训”活动",
            &b
        ));
        assert!(!same("“专家助企赋能”走进甲山糖业公司", "“专家助企赋能”走进乙水纸业公司", &b));
    }
}
