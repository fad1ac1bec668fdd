//! 资料索引: every file, what paper it was taken for and why, and how much of it was read.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{Column, FIRST, Grid, Heading, Value, column, kept_columns};
use super::style::Look;
use super::{Book, lines, links, number, rows, sheet};
use crate::model::{DossierAudit, FileRow};
use crate::report::{tally, words};

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::FILES,
        title: "资料索引",
        index: "F-1",
        note: "列出全部文件。点击“打开”可打开文件；压缩包内的文件打开所在压缩包，邮件附件打开所在邮件。校验码（SHA-256）用于确认文件未被改动。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for p in &d.dossier.problems {
            let mut row = vec![Value::Whole(number(at)), Value::text(&d.path), Value::text("（整个项目）")];
            row.extend((0..6).map(|_| Value::text("—")));
            row.extend([Value::text("部分读取"), Value::text(words::problem(p)), Value::text("—"), Value::text("—")]);
            grid.row(&row)?;
            grid.keep(subject(d, &words::problem(p), ""));
        }
        for f in &d.files {
            let row = row(book, at, d, f);
            grid.row(&row)?;
            grid.keep(subject(d, &f.sha256, &f.path));
        }
    }
    if grid.next == FIRST {
        grid.nothing("没有文件。")?;
    }
    grid.fill(Kept::Files)?;
    grid.finish(3)
}

/// A file is known by its content: it may be renamed and moved. Of several copies, the one in its old place comes first.
fn subject(d: &DossierAudit, content: &str, path: &str) -> Subject {
    let key = carry::short_hash(&[&d.identity, content]);
    // The path is no ground: a note on a file is not void because the file was moved.
    Subject { key: format!("F-{key}"), print: carry::print(&d.identity, &[path]) }
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 18.0, Look::Text),
        column("文件", 34.0, Look::Text),
        column("打开", 6.0, Look::Centre),
        column("判断类型", 16.0, Look::Text),
        column("判断依据", 30.0, Look::Text),
        column("格式", 11.0, Look::Text),
        column("页数", 6.0, Look::Centre),
        column("大小", 10.0, Look::Centre),
        column("读取情况", 10.0, Look::Centre),
        column("未读原因/说明", 32.0, Look::Text),
        column("校验码（SHA-256）", 34.0, Look::Id),
        column("问题", 19.0, Look::Centre),
        column("备注", 12.0, Look::Entry),
    ];
    columns.extend(kept_columns());
    columns
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit, f: &FileRow) -> Vec<Value> {
    let opens = links::file(&book.options.links_base, d, &f.path);
    let kinds = std::iter::once(f.kind).chain(f.also.iter().copied()).map(|k| k.chinese().to_owned());
    vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(&f.path),
        Value::Link(if opens.is_some() { "打开" } else { "—" }.to_owned(), opens),
        Value::text(lines(kinds)),
        Value::text(or_dash(book.say(&f.reasons.join("；")))),
        Value::text(words::format(f.format)),
        if f.pages == 0 { Value::text("—") } else { Value::Whole(f.pages.into()) },
        Value::text(words::size(f.size)),
        Value::text(reading(f)),
        Value::text(or_dash(words::problems(&f.problems))),
        Value::text(&f.sha256),
        rows::cited(book, at, |e| d.dossier.documents.get(e.doc.0 as usize).is_some_and(|doc| doc.path == f.path)),
    ]
}

/// Plain photos are not read and need not be; what was recognised from an image says so.
fn reading(f: &FileRow) -> &'static str {
    let full = f.coverage == crate::model::Coverage::Full;
    if full && f.problems.iter().any(|p| matches!(p, crate::model::Problem::Recognised(_))) {
        return "图像识别";
    }
    if !full && !tally::is_unread(f) { "无须读取" } else { words::coverage(f.coverage) }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}
