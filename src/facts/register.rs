//! The register of awards (立项一览表): one row a project, with line and sub-type carried down merged cells.

use std::sync::LazyLock;

use regex::Regex;

use super::sub_type::Names;
use crate::model::document::{Document, Row, Table};
use crate::model::text::fold;
use crate::model::{Money, Pack, Place, RegisterRow};

static HEADS: LazyLock<[(&str, Regex); 7]> = LazyLock::new(|| {
    let re = |p: &str| Regex::new(p).expect("fixed pattern");
    [
        ("unit", re(r"^(项目)?((承担|申报|实施|建站|建设|牵头|完成|执行).{0,8})?单位(名称)?$")),
        ("grant", re(r"(资助|立项|拟资助|补助|支持|安排)?(金额|经费|额度|资金)([(（].*[)）])?$")),
        ("leader", re(r"负责人$|^项目负责人")),
        ("code", re(r"^项目(编号|代码)$|^编号$")),
        (
            "type",
            re(r"(^|项目|申报)(类型|类别)([(（].*[)）])?$|项目名称[(（]类别[)）]|项目大类|子类型?|小类|分类|子项|方向"),
        ),
        ("name", re(r"^(项目|课题)?名称$")),
        ("line", re(r"^(所属)?(项目)?(大类|专项|方向|线|号)$")),
    ]
});

/// All rows of all tables that look like a register.
pub fn read(documents: &[Document], pack: &Pack) -> Vec<RegisterRow> {
    let names = Names::new(pack);
    documents
        .iter()
        .flat_map(|d| d.blocks.iter().filter_map(move |b| Some((d, b.content.as_table()?))))
        .flat_map(|(d, t)| table_rows(d, t, &names))
        .collect()
}

fn table_rows(doc: &Document, table: &Table, names: &Names) -> Vec<RegisterRow> {
    let Some((head, columns)) = table.rows.iter().enumerate().find_map(|(i, r)| header(r).map(|h| (i, h))) else {
        return Vec::new();
    };
    let above: String =
        table.rows.iter().take(head + 1).flat_map(|r| &r.cells).map(|c| fold(&c.text)).collect::<Vec<_>>().join(" ");
    let wan = above.contains("万元");
    let of = |row: &Row, what: &str| -> String {
        columns
            .iter()
            .filter(|(_, w)| *w == what)
            .map(|(c, _)| row.at(*c).map_or("", |x| x.text.trim()))
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    };
    let mut rows = Vec::new();
    let (mut line, mut code_down) = (String::new(), String::new());
    for row in table.rows.iter().skip(head + 1) {
        let unit = of(row, "unit");
        let code = of(row, "code");
        if !code.is_empty() {
            code_down.clone_from(&code);
        }
        let kind_words = format!("{} {} {} {}", code_down, of(row, "line"), of(row, "type"), of(row, "name"));
        let first = names.recognise(&format!("{} {} {}", code_down, of(row, "line"), of(row, "type")));
        let said = if first.sub_type.is_some() { first } else { names.recognise(&kind_words) };
        if let Some(l) = &said.line {
            line.clone_from(l);
        }
        let is_total = row
            .cells
            .first()
            .is_some_and(|c| ["合计", "总计", "小计", "备注"].iter().any(|w| fold(&c.text).starts_with(w)));
        if unit.is_empty() || is_total || header(row).is_some() {
            continue;
        }
        let cell = columns.iter().find(|(_, w)| *w == "grant").and_then(|(c, _)| row.at(*c));
        let number = cell.filter(|c| c.is_shown()).and_then(|c| {
            c.number
                .or_else(|| fold(&c.text).replace(',', "").trim_end_matches("元").trim_end_matches('万').parse().ok())
        });
        let in_cell_wan = cell.is_some_and(|c| c.text.contains('万'));
        let grant = number.and_then(|n| if wan || in_cell_wan { Money::from_wan(n) } else { Some(Money::new(n)) });
        let place_col = columns.iter().find(|(_, w)| *w == "unit").map_or(0, |(c, _)| *c);
        rows.push(RegisterRow {
            line: line.clone(),
            sub_type: said.sub_type.unwrap_or_default(),
            name: of(row, "name"),
            unit,
            grant,
            leader: of(row, "leader"),
            file: doc.path.clone(),
            place: Place::Cell { sheet: table.sheet.clone().unwrap_or_default(), row: row.row, col: place_col },
        });
    }
    rows
}

fn header(row: &Row) -> Option<Vec<(u32, &'static str)>> {
    let columns: Vec<(u32, &str)> = row
        .cells
        .iter()
        .filter_map(|c| {
            let f = fold(&c.text);
            HEADS.iter().find(|(_, re)| re.is_match(&f)).map(|(w, _)| (c.col, *w))
        })
        .collect();
    let has = |w: &str| columns.iter().any(|(_, x)| *x == w);
    (has("unit") && has("name") && (has("grant") || has("code"))).then_some(columns)
}
