//! Pages that speak of a paper and are not it: “未编印活动手册的说明”, “手册待补交”, a bare list of annexes, a table of contents.
//! Long papers are never taken for such a page: a handbook may well say that the printed one comes later.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::title::Title;
use crate::model::DocKind;
use crate::model::document::Document;
use crate::model::text::fold;

/// A page of more characters than this has content of its own.
const SHORT: usize = 160;

const PAPER: &str = "(手册|指南|秩序册|会刊|方案|通知|签到表?|名单|新闻稿?|报道|案例(材料)?|总结|调研报告|决算(报告|表)?|验收表|申报表|备案(表|材料)?|批复|佐证(材料)?|照片|材料|发票)";

/// The paper was never made, is lost, or comes later.
static LACKING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(未|没有|没|尚未|暂未|不再|无法|不能|未能)(能)?(另行|单独|专门)?(编印|编制|编写|印制|印发|制作|形成|提供|准备|安排|提交|留存|保存|取得|下发|发放|设置|撰写|整理|找到)[^。；;，,]{{0,20}}{PAPER}|(缺|缺少|暂缺|暂无|欠)[^。；;，,]{{0,10}}{PAPER}|{PAPER}[^。；;，,]{{0,8}}(待补交?|后补|补交|待提供|待提交|待定|待完善|待整理|暂缺|暂无|缺失|遗失|丢失|稍后|随后(补|报)|另附|正在(编|整理|制作|印)|尚在|未(编|印|制|做|形成|提供|发|附)|略$)|{PAPER}(一?直)?没(有)?(做|编|印|写|弄)"#
    ))
    .expect("fixed pattern")
});
/// An entry of a list of papers: “1.活动方案”, “附件2：会议手册 ……12”.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(附件?[0-9一二三四五六七八九十]*[:、.]?)?([(（]?[0-9一二三四五六七八九十]{{1,3}}[)）]?[.、:]?|第[0-9一二三四五六七八九十]{{1,3}}(章|部分|件|项))?[^。，；;:]{{0,30}}({PAPER}[^。，；;:]{{0,10}}|[.…·\-]{{2,}}[^。，；;:]{{0,4}})([(（][^)）]{{0,12}}[)）])?[0-9]{{0,3}}$"
    ))
    .expect("fixed pattern")
});

/// Why the page only speaks of the paper; `None` when it is one.
pub(super) fn speaks_of(
    doc: &Document,
    blocks: Range<usize>,
    title: Option<&Title>,
    kind: DocKind,
) -> Option<&'static str> {
    let lines = lines(doc, blocks);
    let whole: usize = lines.iter().map(|l| l.chars().count()).sum();
    let titled = title.map_or("", |t| t.folded.as_str());
    let lacks = |line: &str| LACKING.find_iter(line).any(|m| nouns(kind).iter().any(|n| m.as_str().contains(n)));
    if lacks(titled) && whole <= SHORT * 3 {
        return Some("标题说明该材料未形成或未提供");
    }
    if whole > SHORT {
        return None;
    }
    if lines.iter().any(|l| lacks(l)) {
        return Some("内容只是说明该材料未形成、缺失或待补");
    }
    let below: Vec<&String> = lines
        .iter()
        .filter(|l| (l.as_str() != titled || l.starts_with('附')) && !matches!(l.as_str(), "目录" | "目 录"))
        .collect();
    let items: Vec<String> = below.iter().flat_map(|l| split_entries(l)).collect();
    let entries = items.iter().filter(|i| ENTRY.is_match(i)).count();
    let listed =
        lines.iter().any(|l| l.starts_with("附件") || l.starts_with("附:") || l.contains("目录") || l.contains('…'));
    (listed && entries >= 2 && entries * 5 >= items.len() * 4).then_some("只是附件清单或目录")
}

/// What a page calls the paper that it stands for.
fn nouns(kind: DocKind) -> &'static [&'static str] {
    match kind {
        DocKind::Handbook => &["手册", "指南", "秩序册", "会刊", "材料"],
        DocKind::Plan | DocKind::ServicePlan => &["方案", "材料"],
        DocKind::Notice => &["通知", "材料"],
        DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList => &["签到", "名单", "材料"],
        DocKind::PressRelease | DocKind::PressPublication => &["新闻", "报道", "佐证", "材料"],
        DocKind::CaseWriteUp => &["案例", "材料"],
        DocKind::ServiceSummary | DocKind::SurveyReport => &["总结", "调研报告", "材料"],
        DocKind::FinalAccounts => &["决算"],
        DocKind::AcceptanceForm => &["验收表"],
        DocKind::Filing => &["备案"],
        _ => &["材料"],
    }
}

fn lines(doc: &Document, blocks: Range<usize>) -> Vec<String> {
    let mut out = Vec::new();
    for block in doc.blocks.get(blocks).unwrap_or_default().iter().filter(|b| !b.hidden) {
        match block.content.as_table() {
            None => out.extend(block.content.as_line().unwrap_or_default().lines().map(fold)),
            Some(table) => {
                for row in table.rows.iter().filter(|r| !r.hidden) {
                    out.push(row.cells.iter().map(|c| fold(&c.text)).collect::<Vec<_>>().join(" "));
                }
            }
        }
    }
    out.retain(|l| !l.is_empty());
    out
}

/// “附件:1.活动方案 2.手册” holds two entries.
fn split_entries(line: &str) -> Vec<String> {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]{1,2}[.、]").expect("fixed pattern"));
    let rest =
        line.strip_prefix("附件").or_else(|| line.strip_prefix("附")).unwrap_or(line).trim_start_matches([':', ' ']);
    let starts: Vec<usize> = NEXT.find_iter(rest).map(|m| m.start()).collect();
    if starts.len() < 2 {
        return vec![rest.to_owned()].into_iter().filter(|r| !r.is_empty()).collect();
    }
    let ends = starts.iter().skip(1).copied().chain([rest.len()]);
    starts.iter().zip(ends).filter_map(|(a, b)| rest.get(*a..b)).map(|s| s.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Block, Coverage, Format, Origin};
    use crate::model::{Content, DocId, Place};

    fn told(lines: &[&str], kind: DocKind) -> bool {
        let blocks: Vec<Block> = lines
            .iter()
            .zip(1..)
            .map(|(text, n)| Block {
                place: Place::Paragraph(n),
                origin: Origin::Body,
                hidden: false,
                content: Content::Paragraph { text: (*text).to_owned() },
            })
            .collect();
        let doc = Document {
            path: "a.docx".into(),
            sha256: String::new(),
            size: 1,
            format: Format::Docx,
            blocks,
            coverage: Coverage::Full,
            problems: vec![],
            pages: vec![],
            mail: None,
            image: None,
            pictures: Vec::new(),
            fields: Vec::new(),
            inside: None,
        };
        let all = 0..doc.blocks.len();
        speaks_of(&doc, all.clone(), super::super::title_of(DocId(0), &doc, all).as_ref(), kind).is_some()
    }

    #[test]
    fn pages_about_a_paper_are_told_from_the_paper() {
        let long = "会议定于九月十二日上午九时在南宁市召开，请各位代表凭证入场，自觉遵守会场纪律。".repeat(6);
        for lines in [
            &["关于未编印活动手册的说明", "因参会人员较少，本次活动未另行编印手册，特此说明。"][..],
            &["活动手册", "手册待补交"],
            &["附件：1.活动方案 2.手册"],
            &["会议手册", "目 录", "一、会议日程……1", "二、参会须知……3", "三、代表名单……5"],
        ] {
            assert!(told(lines, DocKind::Handbook), "{lines:?}");
        }
        for lines in [
            &["会议手册", "一、会议日程", "9:00 开幕式", "9:30 主旨报告", "二、参会须知：请提前十分钟入场。"][..],
            &["会议手册", long.as_str(), "纸质手册另附，会场领取。", "未提供手册的代表请到会务组领取。"],
            &["关于举办学术交流会的通知", "定于9月12日召开。", "附件：1.会议日程 2.参会回执"],
            &["活动方案", "一、时间：9月12日", "二、地点：南宁", "三、材料准备：手册、签到表、背景板由会务组准备。"],
        ] {
            assert!(!told(lines, DocKind::Handbook), "{lines:?}");
        }
        // a plan that says that the handbook comes later is a plan
        assert!(!told(&["活动方案", "一、时间：9月12日", "二、会议手册另附。"], DocKind::Plan));
    }
}
