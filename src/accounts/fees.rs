//! Rows of fee sheets (劳务费、讲课费、咨询费发放表): names and amounts only; no account or identity numbers are kept.

use super::grid::{self, Grid};
use super::lexicon::{sums_up, tight};
use crate::facts::amount;
use crate::model::accounts::FeeRow;
use crate::model::language::{List, language};
use crate::model::{DocKind, Dossier, Kinds, Money};

/// Fee rows of all fee sheets, and of tables in other papers that have both 姓名 and 应发 or 实发.
pub fn read(dossier: &Dossier, kinds: &Kinds) -> Vec<FeeRow> {
    dossier
        .iter()
        .flat_map(|(doc, document)| {
            let sheet = kinds.main_kind(doc) == DocKind::FeeSheet;
            grid::grids(doc, document).iter().flat_map(|g| rows(g, sheet)).collect::<Vec<_>>()
        })
        .collect()
}

fn rows(grid: &Grid, is_fee_sheet: bool) -> Vec<FeeRow> {
    let mut out = Vec::new();
    let mut columns: Option<Columns> = None;
    for row in &grid.rows {
        if let Some(found) = Columns::of(row, is_fee_sheet) {
            columns = Some(found);
            continue;
        }
        let Some(c) = &columns else { continue };
        let text =
            |col: Option<u32>| col.and_then(|c| row.at(c)).map(|c| c.text.trim().to_string()).unwrap_or_default();
        let money = |col: Option<u32>| {
            let cell = row.at(col?)?;
            cell.number.or_else(|| amount::read(&cell.text).map(|f| f.number)).map(Money::new)
        };
        let name: String = text(Some(c.name)).chars().filter(|c| !c.is_whitespace()).collect();
        let is_name =
            (2..=12).contains(&name.chars().count()) && !sums_up(&name) && !language().amounts.in_words.hits(&name);
        let (gross, tax, net) = (money(c.gross), money(c.tax), money(c.net));
        if is_name && (gross.is_some() || net.is_some()) {
            let signed = c.signature.map(|s| !text(Some(s)).is_empty());
            let evidence = fee_evidence(grid, row, &name, gross.or(net));
            out.push(FeeRow { evidence, name, gross, tax, net, signed, taxed: c.tax.is_some() || c.tells_apart });
        }
    }
    out
}

/// Quotes name and amount only: the row may hold identity and account numbers.
fn fee_evidence(grid: &Grid, row: &grid::GridRow, name: &str, amount: Option<Money>) -> crate::model::Evidence {
    let quote = format!("{name} {}", amount.map(Money::grouped).unwrap_or_default());
    crate::model::Evidence { quote, ..row.evidence(grid.doc, grid.hidden) }
}

struct Columns {
    name: u32,
    gross: Option<u32>,
    tax: Option<u32>,
    net: Option<u32>,
    signature: Option<u32>,
    /// One column is what was due and another what was paid.
    tells_apart: bool,
}

impl Columns {
    fn of(row: &grid::GridRow, is_fee_sheet: bool) -> Option<Columns> {
        let heads = &language().fees;
        let find = |list: &List| row.cells.iter().find(|c| list.hits(&tight(&c.text))).map(|c| c.col);
        let name = find(&heads.name)?;
        let net = find(&heads.net);
        let due = find(&heads.due);
        let gross = due.or_else(|| if is_fee_sheet { find(&heads.sum) } else { None });
        let tax = find(&heads.tax);
        let signature = find(&heads.signature);
        (gross.is_some() || net.is_some()).then_some(Columns {
            name,
            gross,
            tax,
            net,
            signature,
            tells_apart: due.is_some() && net.is_some() && due != net,
        })
    }
}
