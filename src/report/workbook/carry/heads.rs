//! What people write outside the lists: 编制人 and 复核人 with their dates in the head of each sheet, the signatures on the
//! cover, and words of their own above the columns. Knows the form of our heads, refuses to guess at anything else.

use super::page::Page;
use super::{Earlier, Entered, Signature, loose};
use crate::report::workbook::{cover, grid, sheet};

/// The head stands this far up, though people may have put rows above it.
const DEEPEST: usize = 12;

/// The head of a sheet, above its columns' titles.
pub fn head(page: &Page<'_>, name: &str, titles: usize, out: &mut Earlier) {
    let end = titles.min(DEEPEST);
    let people = (0..end).find(|row| words(page, *row).any(|(_, w)| w.starts_with(grid::PEOPLE)));
    for row in 0..end {
        // The line under the names tells how to read the sheet, the one above the matrix's titles repeats them.
        let ours = people.is_some_and(|p| row == p + 1) || (name == sheet::MATRIX && row + 1 == end);
        for (_, said) in words(page, row).filter(|_| !ours) {
            if Some(row) == people && said.starts_with(grid::PEOPLE) {
                signed(name, said, out);
            } else if let Some(scope) = said.strip_prefix(grid::SCOPE) {
                let root = scope.rfind("个项目）").and_then(|end| scope.get(..end)?.rsplit_once('（'));
                out.root = root.map_or_else(|| out.root.clone(), |(root, _)| root.to_owned());
            } else if !is_head(&said) {
                out.rows.push(loose(name, &format!("第{}行", page.row_number(row)), said, out));
            }
        }
    }
}

fn signed(name: &str, said: String, out: &mut Earlier) {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"_＿:：".contains(*c)).collect::<String>();
    if bare(&said) == bare(grid::BLANK_PEOPLE) {
        return;
    }
    match out.heads.get(name) {
        None => drop(out.heads.insert(name.to_owned(), said)),
        Some(same) if *same == said => {}
        Some(_) => out.rows.push(loose(name, "编制人、复核人", said, out)),
    }
}

fn is_head(said: &str) -> bool {
    grid::TITLES.contains(&said.trim())
}

/// The rows of the signature table, and words that stand on the cover where we write none.
pub fn cover(page: &Page<'_>, out: &mut Earlier) {
    let found = (0..page.height()).find_map(|row| {
        let at = words(page, row).find(|(_, w)| w.trim() == cover::SIGNATURES[0])?;
        Some((row, at.0))
    });
    let Some((titles, first)) = found else { return };
    let columns: Vec<(usize, String)> = words(page, titles).collect();
    for row in titles + 1..page.height() {
        let who = page.cell(row, first).map(|e| e.words()).unwrap_or_default();
        let filled: Vec<(String, Entered)> = columns
            .iter()
            .filter(|(col, _)| *col != first)
            .filter_map(|(col, title)| Some((title.trim().to_owned(), page.cell(row, *col)?)))
            .collect();
        if cover::MARKS.contains(&who.trim()) || (who.is_empty() && filled.is_empty() && row > titles + 1) {
            break;
        }
        let (own, added): (Vec<_>, Vec<_>) =
            filled.into_iter().partition(|(title, _)| cover::SIGNATURES.contains(&title.as_str()));
        for (title, value) in added {
            out.rows.push(loose(sheet::COVER, &who, format!("{title}：{}", value.words()), out));
        }
        out.signatures.push(Signature { who: who.trim().to_owned(), entries: own });
    }
    let beyond = first + usize::from(cover::LAST) + 1;
    for row in 0..page.height() {
        for (_, said) in words(page, row).filter(|(col, _)| *col >= beyond && !columns.iter().any(|(c, _)| c == col)) {
            out.rows.push(loose(sheet::COVER, &format!("第{}行", page.row_number(row)), said, out));
        }
    }
}

fn words<'p>(page: &'p Page<'_>, row: usize) -> impl Iterator<Item = (usize, String)> + 'p {
    (0..page.width()).filter_map(move |col| Some((col, page.cell(row, col)?.words()))).filter(|(_, w)| !w.is_empty())
}
