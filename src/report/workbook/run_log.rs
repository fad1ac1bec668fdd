//! 运行记录: program, pack, day, what was set aside, what happened on the way.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{Grid, Heading, Value, column};
use super::style::Look;
use super::{Book, sheet};
use crate::report::{tally, words};

pub const TITLES: [&str; 3] = ["类别", "项目", "内容"];

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::LOG,
        title: "运行记录",
        index: "G-3",
        note: "同一材料、同一规则包、同一截止日，得到同样的底稿。程序不改动送审材料，不联网。".to_owned(),
    };
    let looks = [(16.0, Look::Centre), (28.0, Look::Text), (100.0, Look::Text)];
    let columns = TITLES.iter().zip(looks).map(|(title, (width, look))| column(title, width, look)).collect();
    let mut grid = Grid::new(book, &heading, columns)?;
    for (label, text) in settings(book) {
        grid.row(&[Value::text(label), Value::text("—"), Value::text(text)])?;
    }
    for d in &book.audit.dossiers {
        for path in &d.dossier.set_aside {
            grid.row(&[
                Value::text("未计入的文件"),
                Value::text(&d.path),
                Value::text(format!("{path}（系统或临时文件）")),
            ])?;
        }
        for p in &d.dossier.problems {
            grid.row(&[Value::text("读取异常"), Value::text(&d.path), Value::text(words::problem(p))])?;
        }
        if let Some(settings) = &d.dossier.settings {
            grid.row(&[Value::text("项目自带设置"), Value::text(&d.path), Value::text(book.say(settings))])?;
        }
        let basis = &d.facts.project.sub_type_basis;
        if !basis.is_empty() {
            let text = format!("{}：{}", d.facts.project.sub_type, book.say(basis));
            grid.row(&[Value::text("类型判断"), Value::text(&d.path), Value::text(text)])?;
        }
    }
    for line in &book.audit.log {
        grid.row(&[Value::text("过程"), Value::text("—"), Value::text(book.say(line))])?;
    }
    grid.finish(1)
}

fn settings(book: &Book<'_>) -> Vec<(&'static str, String)> {
    let audit = book.audit;
    let files: usize = audit.dossiers.iter().map(|d| d.files.len()).sum();
    let unread: usize = audit.dossiers.iter().map(|d| tally::unread(d).count()).sum();
    let register = if audit.register_file.is_empty() { "未使用".to_owned() } else { audit.register_file.clone() };
    vec![
        ("程序", audit.tool.clone()),
        ("规则包", format!("{} 第{}版", audit.pack.id, audit.pack.version)),
        ("规则包校验码", audit.pack.sha256.clone()),
        ("审核截止日", audit.as_of.chinese()),
        ("审核范围", format!("{}，文件{files}份，未能读取或未完整读取{unread}份", book.scope())),
        ("立项一览表", register),
        ("隐私处理", if book.options.unmask { "未遮盖个人号码" } else { "手机号、身份证号、银行账号已遮盖" }.to_owned()),
        (
            "读取上限",
            "单个文件无进展30秒、新增内存512MB、压缩包3层、展开200倍（64MB以上）、2万个条目、2000页、80万个单元格（一个项目合计）；触及上限的文件列为未完整读取。"
                .to_owned(),
        ),
    ]
}
