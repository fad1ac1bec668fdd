//! Papers of another year: by the title, by a form's own name and dates, by days that all lie before the project's year.

use super::Asker;
use crate::facts::dates;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Document, Line, Paper, Role, Standing};

impl Asker<'_> {
    pub(super) fn of_an_earlier_year(&self, paper: &Paper, doc: &Document, lines: &[Line]) -> Option<Standing> {
        if doc.is_unread() || doc.is_recognised() {
            return None;
        }
        let text = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
        let told = [Role::IsOfTheWork, Role::IsAccounts, Role::IsOwnStatement, Role::IsAPlan, Role::IsOfAnEvent];
        let titled = || paper.is_any(&told).then(|| self.titled_earlier(paper, doc, &text)).flatten();
        let form = || (paper.is(Role::IsOwnStatement)).then(|| self.filled_in_earlier(paper, &text)).flatten();
        if let Some(year) = titled().or_else(form) {
            return Some(Standing::OfAnotherYear(year));
        }
        let of_event =
            paper.is(Role::NamesTheEventOfficially) || paper.is(Role::CarriesADay) && !paper.is(Role::IsAList);
        let days = of_event.then(|| dates::find(&text, self.source.year()))?;
        let latest = days.iter().map(|d| d.range.last).max()?;
        (latest.year() < self.source.year()).then_some(Standing::DatedEarlier(latest))
    }

    /// The title or, without one, the file's name speaks of an earlier year, and nothing in the paper of the project's.
    fn titled_earlier(&self, paper: &Paper, doc: &Document, text: &str) -> Option<i16> {
        let title = paper.title.as_ref().map_or_else(|| fold(doc.stem()), |t| fold(&t.quote));
        let latest = latest_year(&title).filter(|y| *y < self.source.year())?;
        let year = self.source.year();
        // a paper of this year may look back on the last one; accounts are of the year in their title
        let of_this_year = if paper.is(Role::IsAccounts) {
            text.contains(&format!("{year}年度"))
        } else {
            text.contains(&year.to_string())
        };
        (!of_this_year).then_some(latest)
    }

    /// A form whose name of the project and whose dates are all of an earlier year, with nothing of this one in it.
    fn filled_in_earlier(&self, paper: &Paper, text: &str) -> Option<i16> {
        if text.contains(&self.source.year().to_string()) {
            return None;
        }
        let fields = self.source.reading(paper.doc).fields_in(&paper.blocks);
        let dated = fields.filter(|f| language().papers.dated_label.hits(&f.label));
        dated.filter_map(|f| latest_year(&fold(&f.value))).max().filter(|y| *y < self.source.year())
    }
}

fn latest_year(folded: &str) -> Option<i16> {
    let years = language().papers.year.captures_all(folded);
    years.iter().filter_map(|c| c.name("year")?.as_str().parse().ok()).max()
}
