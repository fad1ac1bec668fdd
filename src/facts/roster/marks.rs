//! Whether somebody on a list came: marks and signatures, remarks, and headings within the list.

use crate::model::facts::Why;
use crate::model::language::language;
use crate::model::text::fold;

use super::names::{Named, names};

/// From the best to the worst: who stands twice has the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Came,
    Doubtful(Why),
    /// A column to sign or tick in was left empty: away where others used it.
    Unmarked,
    Away,
}

/// What a cell to sign or tick in says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Came,
    /// Signed, with the name where it is one.
    Signed(Option<String>),
    Away,
    Online,
    Proxy,
    Circle,
    Blank,
}

/// “注：√为到会，○为请假”: what single marks mean, where the list says so.
#[derive(Debug, Default)]
pub struct Legend {
    marks: Vec<(String, bool)>,
}

impl Legend {
    pub fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Legend {
        let people = &language().people;
        let mut marks = Vec::new();
        for text in texts.filter(|t| t.chars().count() < 200) {
            for c in people.legend.captures_all(&fold(text)) {
                marks.push((c["mark"].to_owned(), people.legend_came.hits(&c["means"])));
            }
        }
        Legend { marks }
    }

    /// The mark in a cell. `pictured`: a signature put in as an image, which nobody can read here.
    pub fn mark(&self, cell: &str, pictured: bool) -> Mark {
        let people = &language().people;
        let folded: String = fold(cell).chars().filter(|c| *c != '\u{fe0f}').collect();
        if let Some((_, came)) = self.marks.iter().find(|(m, _)| *m == folded) {
            return if *came { Mark::Came } else { Mark::Away };
        }
        if folded.is_empty() || people.mark_blank.hits(&folded) {
            return if pictured { Mark::Signed(None) } else { Mark::Blank };
        }
        let marks = [
            (&people.mark_came, Mark::Came),
            (&people.mark_absent, Mark::Away),
            (&people.mark_circle, Mark::Circle),
            (&people.absent, Mark::Away),
            (&people.withdrawn, Mark::Away),
            (&people.proxy, Mark::Proxy),
            (&people.online, Mark::Online),
        ];
        let known = marks.into_iter().find(|(words, _)| words.hits(&folded)).map(|(_, mark)| mark);
        known.unwrap_or_else(|| {
            let signed = names(cell).into_iter().find_map(|n| match n {
                Named::Person(name) => Some(name.key),
                _ => None,
            });
            Mark::Signed(signed)
        })
    }
}

/// What a remark, a role, words in brackets behind the name say of a row.
pub fn remarked(folded: &str) -> Option<Standing> {
    let people = &language().people;
    let doubts = [(&people.proxy, Why::Proxy), (&people.online, Why::Online)];
    let doubted = || doubts.into_iter().find(|(words, _)| words.hits(folded)).map(|(_, why)| Standing::Doubtful(why));
    in_passing(folded).or_else(|| doubted().filter(|_| is_short(folded)))
}

/// What a cell of any other column says: plain words only (a unit, a duty, a subject may speak of the net).
pub fn in_passing(folded: &str) -> Option<Standing> {
    let people = &language().people;
    if !is_short(folded) {
        return None;
    }
    if people.absent.hits(folded) || people.withdrawn.hits(folded) {
        return Some(Standing::Away);
    }
    people.online_cell.hits(folded).then_some(Standing::Doubtful(Why::Online))
}

/// Longer cells tell a story.
pub fn is_short(folded: &str) -> bool {
    !folded.is_empty() && folded.chars().count() <= 16
}

/// A remark or role that makes somebody one of the staff.
pub fn is_staff(folded: &str) -> bool {
    language().people.staff.hits(folded)
}

/// The part of a list that a row stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// What holds for all its rows.
    pub standing: Option<Standing>,
    /// “越南代表团”
    pub country: Option<String>,
}

impl Section {
    /// By a heading or title (folded).
    pub fn titled(folded: &str) -> Section {
        let people = &language().people;
        let parts = [
            (&people.section_absent, Standing::Away),
            (&people.section_invited, Standing::Away),
            (&people.section_online, Standing::Doubtful(Why::Online)),
            (&people.section_staff, Standing::Doubtful(Why::Staff)),
        ];
        let standing = parts.into_iter().find(|(words, _)| words.hits(folded)).map(|(_, standing)| standing);
        Section { standing, country: None }
    }

    pub fn is_said(&self) -> bool {
        self.standing.is_some() || self.country.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_signatures() {
        let plain = Legend::default();
        for (cell, mark) in [
            ("√", Mark::Came),
            ("✔️", Mark::Came),
            ("已 到", Mark::Came),
            ("×", Mark::Away),
            ("请假（出差）", Mark::Away),
            ("线上", Mark::Online),
            ("代", Mark::Proxy),
            ("○", Mark::Circle),
            ("——", Mark::Blank),
            ("", Mark::Blank),
            ("08:35", Mark::Signed(None)),
            ("韦文海", Mark::Signed(Some("韦文海".to_owned()))),
        ] {
            assert_eq!(plain.mark(cell, false), mark, "{cell}");
        }
        assert_eq!(plain.mark("", true), Mark::Signed(None));
        let legend = Legend::read(["注：√为到会，○为请假"].into_iter());
        assert_eq!(legend.mark("○", false), Mark::Away);
    }

    #[test]
    fn headings_say_whom_they_head() {
        for (heading, standing) in [
            ("以下为线上参会人员", Some(Standing::Doubtful(Why::Online))),
            ("会务人员", Some(Standing::Doubtful(Why::Staff))),
            ("以下人员请假", Some(Standing::Away)),
            ("参会代表", None),
            ("参会代表及工作人员签到表", None),
            ("田东县代表", None),
        ] {
            assert_eq!(Section::titled(&fold(heading)).standing, standing, "{heading}");
        }
    }
}
