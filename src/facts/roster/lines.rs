//! A list of people that is set without a table: names as running text, or a name and a unit to a line.

use super::list::{Entry, Roster};
use super::marks::{Section, Standing};
use super::names::{Name, Named, begins_with_family_name, names};
use crate::facts::reading::Line;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{Evidence, Paper};

/// Fewer names are a sentence or a signature, no list.
const ENOUGH: usize = 8;

pub fn read(paper: &Paper, lines: &[Line]) -> Option<Roster> {
    let mut roster = Roster { tables: 1, ..Roster::default() };
    let mut section = Section::default();
    let lines: Vec<&Line> = lines.iter().filter(|l| !l.table_row && !l.written.trim().is_empty()).collect();
    let read: Vec<Option<Vec<(Name, String)>>> =
        lines.iter().map(|l| names_in_line(&l.written).or_else(|| numbered(&l.written))).collect();
    // a name alone on its line is one where nearly all lines are; elsewhere it is a heading, a word of the form
    let alone = read.iter().flatten().filter(|p| p.len() == 1).count();
    let column = alone * 10 >= lines.len() * 7;
    for (line, people) in lines.iter().zip(read) {
        let is_alone = |p: &Vec<(Name, String)>| p.len() == 1 && p.iter().all(|(_, unit)| unit.is_empty());
        let Some(people) = people.filter(|p| column || !is_alone(p)) else {
            let heads = line.written.chars().count() <= 30;
            let said = Section::titled(&fold(&line.written));
            // any heading ends the one before
            if heads && (said.is_said() || section.is_said()) {
                section = said;
            }
            continue;
        };
        for (name, unit) in people {
            let standing = section.standing.unwrap_or(Standing::Came);
            let name = Named::Person(name);
            let entry = Entry {
                name,
                unit,
                phone: String::new(),
                country: None,
                standing,
                marked: false,
                hand: None,
                table: 0,
            };
            roster.people.push(entry);
            roster.rows += 1;
        }
        roster.first.get_or_insert_with(|| Evidence::new(paper.doc, line.place.clone(), &line.written));
    }
    (roster.people.len() >= ENOUGH).then_some(roster)
}

/// “韦文海　覃秀春　黄立宁”, “韦文海（右江站）、…”: names and units; `None` for a line that is not made of names.
fn names_in_line(line: &str) -> Option<Vec<(Name, String)>> {
    let outside: String = line.replace(['\u{3000}', '\t'], " ");
    let pieces: Vec<&str> =
        outside.split([' ', '、', '，', ',', '；', ';']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let people: Vec<(Name, String)> = pieces
        .iter()
        .filter(|p| begins_with_family_name(p.split(['（', '(']).next().unwrap_or_default()))
        .filter_map(|p| match names(p).as_slice() {
            [Named::Person(name)] => Some((name.clone(), key(&name.aside))),
            _ => None,
        })
        .collect();
    let enough = people.len() * 10 >= pieces.len() * 9 && !people.is_empty();
    enough.then_some(people)
}

/// “12. 韦文海 右江农业站 站长”: a number, a name, a unit.
fn numbered(line: &str) -> Option<Vec<(Name, String)>> {
    let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == line.trim_start().len() {
        return None;
    }
    let rest = rest.trim_start_matches(['.', '、', '．', ')', '）', ' ', '\u{3000}', '\t']);
    let mut words = rest.split([' ', '\u{3000}', '\t', '，', ',']).filter(|w| !w.is_empty());
    let (first, unit) = (words.next()?, words.next().unwrap_or_default());
    let bare = first.split(['（', '(']).next().unwrap_or_default();
    // a numbered paragraph goes on; a row of a list is short
    if !begins_with_family_name(bare) || rest.chars().count() > 40 || language().people.foot.hits(&fold(rest)) {
        return None;
    }
    match names(first).as_slice() {
        [Named::Person(name)] => Some(vec![(name.clone(), key(unit))]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_names_are_told_from_sentences() {
        assert_eq!(names_in_line("韦文海　覃秀春　黄立宁").map(|p| p.len()), Some(3));
        assert_eq!(names_in_line("韦文海（右江站）、覃秀春（田东站）").map(|p| p.len()), Some(2));
        assert_eq!(names_in_line("韦文海").map(|p| p.len()), Some(1));
        assert!(names_in_line("黄立宁主持会议，覃秀春致辞").is_none());
        let row = numbered("12. 韦文海 右江农业站 站长").expect("a row");
        assert_eq!((row[0].0.key.as_str(), row[0].1.as_str()), ("韦文海", "右江农业站"));
        assert!(numbered("2. 会议要求各站做好选种，并按时上报有关数据").is_none());
    }
}
