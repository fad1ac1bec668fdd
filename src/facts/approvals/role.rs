//! How an authority stands in a paper — below the text, in a cell of its own, as the letterhead — and which lines are its own.

use crate::facts::reading::Line;
use crate::model::language::language;
use crate::model::text::fold;

/// One that is only mentioned in a sentence (“并报自治区外事办”) has no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its name stands below the text.
    Signs,
    /// A row or cell of its own: “自治区科协意见 | 同意备案”.
    Cell,
    /// Its name is the letterhead.
    Heads,
    /// The paper is addressed to it.
    Addressed,
    /// The file or folder is called after it.
    Named,
}

impl Role {
    /// What it says stands around its name.
    pub(super) fn speaks(self) -> bool {
        matches!(self, Role::Signs | Role::Cell)
    }
}

/// Lines at the foot of a paper in which a name alone is a signature.
const FOOT: usize = 8;
/// Lines at its head.
const HEAD: usize = 8;
/// Characters of a line that is a name alone.
const NAME_ALONE: usize = 32;

/// The role of the authority that `names` tells, and the line that shows it.
pub(super) fn role(lines: &[&Line], names: &impl Fn(&str) -> bool) -> Option<(Role, usize)> {
    let words = &language().approvals;
    let alone = |l: &Line| {
        names(&l.folded)
            && l.folded.chars().count() <= NAME_ALONE
            && !l.folded.ends_with(':')
            && !words.mentions.hits(&l.folded)
            && !l.folded.contains(['。', ',', '，'])
    };
    // “此致 自治区民政厅” and “…（收）” address it
    let addressed = |i: usize| {
        i.checked_sub(1).and_then(|k| lines.get(k)).is_some_and(|l| words.handed_to.hits(&l.folded))
            || words.receiver.hits(&lines[i].folded)
    };
    let find = |is: &dyn Fn(&Line) -> bool| lines.iter().position(|l| is(l));
    let from = lines.len().saturating_sub(FOOT);
    if let Some(i) = (from..lines.len()).rev().find(|i| !lines[*i].table_row && alone(lines[*i])) {
        return Some((if addressed(i) { Role::Addressed } else { Role::Signs }, i));
    }
    let own = |l: &Line| {
        (l.table_row || words.opinion.hits(&l.folded))
            && (l.written.split(['\t', '：', ':']).next().is_some_and(|first| names(&fold(first)))
                || words.granted.hits(&l.folded) && own_answer(&l.written, names))
    };
    if let Some(i) = find(&own) {
        return Some((Role::Cell, i));
    }
    // “受理 | 自治区科协”, “结果 | 准予备案”: named as the one that deals with it, the answer stands elsewhere
    let handles = |l: &Line| {
        let mut cells = l.written.split(['\t', '：', ':']).map(fold);
        cells.next().is_some_and(|c| words.handler.hits(&c)) && cells.next().is_some_and(|c| names(&c))
    };
    let heads = |l: &Line| !l.table_row && names(&l.folded) && (words.letterhead.hits(&l.folded) || alone(l));
    let addresses = |l: &Line| names(&l.folded) && l.folded.ends_with(':');
    find(&handles)
        .or_else(|| find(&heads).filter(|i| *i < 3))
        .map(|i| (Role::Heads, i))
        .or_else(|| find(&addresses).filter(|i| *i < HEAD).map(|i| (Role::Addressed, i)))
}

/// “已备案。自治区科协学会部 2026年8月27日”: the answer and the name stand in sentences of their own in one cell.
fn own_answer(written: &str, names: &impl Fn(&str) -> bool) -> bool {
    let sentences = written.split(['。', '\n', '\t']).map(fold);
    let mentions = &language().approvals.mentions;
    sentences.into_iter().any(|s| names(&s) && s.chars().count() <= 44 && !mentions.hits(&s))
}

/// The lines in which an authority answers, where several answer on one paper: a signature is below its own words, a cell holds them or
/// stands above them.
pub(super) fn stretch<'l>(lines: &[&'l Line], role: Role, at: usize, others: &[usize]) -> Vec<&'l Line> {
    let opens = |i: &usize| {
        let line = lines[*i];
        let first = line.written.split(['\t', '：', ':']).next().unwrap_or_default();
        others.contains(i) || language().approvals.opinion.hits(&fold(first))
    };
    let (from, to) = match role {
        // the next row is somebody else's
        Role::Cell if lines[at].table_row => (at, at + 1),
        Role::Signs => ((0..at).rev().find(|i| others.contains(i)).map_or(0, |i| i + 1), at + 1),
        _ => (at, (at + 1..lines.len()).find(opens).unwrap_or(lines.len())),
    };
    lines.get(from..to).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::approvals::answer::answer_in;
    use crate::model::Place;
    use crate::model::facts::Answer;

    fn line(written: &str, table_row: bool) -> Line {
        Line { block: 0, place: Place::Whole, written: written.into(), folded: fold(written), hidden: false, table_row }
    }

    fn kexie(text: &str) -> bool {
        text.contains("自治区科学技术协会") || text.contains("自治区科协")
    }

    fn waishi(text: &str) -> bool {
        text.contains("外事办")
    }

    fn of(lines: &[Line], names: impl Fn(&str) -> bool) -> Option<Role> {
        role(&lines.iter().collect::<Vec<_>>(), &names).map(|(r, _)| r)
    }

    #[test]
    fn who_signs_answers_and_who_is_mentioned_does_not() {
        let letter = [
            line("关于同意举办某活动的批复", false),
            line("某某研究会：", false),
            line("同意你会举办该活动，请按规定报自治区外事办审批。", false),
            line("广西壮族自治区科学技术协会", false),
            line("2026年8月3日", false),
        ];
        assert_eq!(of(&letter, kexie), Some(Role::Signs));
        assert_eq!(of(&letter, waishi), None);
        let form =
            [line("活动名称\t某讲坛", true), line("自治区科协意见\t已备案。自治区科协学会部2026年8月27日", true)];
        assert_eq!(of(&form, kexie), Some(Role::Cell));
        let form = [line("会议名称\t某研讨会", true), line("受理\t自治区科协", true), line("结果\t准予备案。", true)];
        assert_eq!(of(&form, kexie), Some(Role::Heads));
        let copied = [line("会议名称\t某研讨会", true), line("抄送\t自治区科协", true), line("结果\t准予备案。", true)];
        assert_eq!(of(&copied, kexie), None);
        // who supervises or registered the applicant is particulars of the applicant, not of this filing
        for label in ["业务主管单位", "主管单位", "登记机关"] {
            let row = format!("{label}\t自治区科协");
            let form = [line("会议名称\t某研讨会", true), line(&row, true), line("民政厅意见\t准予备案。", true)];
            assert_eq!(of(&form, kexie), None, "{label}");
        }
        let letter = [
            line("关于备案的函", false),
            line("自治区民政厅：", false),
            line("现将活动报备。", false),
            line("某某学会", false),
        ];
        assert_eq!(of(&letter, |t: &str| t.contains("民政厅")), Some(Role::Addressed));
    }

    #[test]
    fn two_authorities_on_one_form_answer_each_for_itself() {
        let form = [
            line("会议名称：某国际研讨会", false),
            line("自治区科协审核意见：", false),
            line("同意举办。", false),
            line("2026年8月3日", false),
            line("自治区外事办意见：", false),
            line("材料收悉，待研究。", false),
        ];
        let lines: Vec<&Line> = form.iter().collect();
        let answer = |names: &dyn Fn(&str) -> bool, other: usize| {
            let (role, at) = role(&lines, &names).expect("a role");
            answer_in(&stretch(&lines, role, at, &[other])).0
        };
        assert_eq!(answer(&kexie, 4), Answer::Granted);
        assert_eq!(answer(&waishi, 1), Answer::Pending);
    }
}
