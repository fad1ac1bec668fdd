//! What a paper is worth, where project, events and other papers tell it: whose it is, of which year, whether it answers, whether it
//! is another paper once more. One answer for each paper; what the paper alone tells, `classify` has settled before.

mod about;
mod answers;
mod copies;
mod forms;
mod makers;
mod matter;
mod years;

use super::Source;
use crate::model::facts::Stated;
use crate::model::pack::SubTypeSpec;
use crate::model::standing::PaperStanding;
use crate::model::text::key;
use crate::model::{Document, Event, Format, Line, Paper, Project, Role, Standing};

use about::About;

pub(super) fn of_papers(
    source: &Source<'_>,
    project: &Project,
    joint: &[Stated<String>],
    events: &[Event],
    spec: Option<&SubTypeSpec>,
) -> Vec<PaperStanding> {
    let own = std::iter::once(&project.unit).chain(&project.aliases).map(|u| key(u)).filter(|k| !k.is_empty());
    let joint = joint.iter().map(|u| key(&u.value)).filter(|k| !k.is_empty());
    let asker =
        Asker { source, events, spec, project, own_units: own.clone().collect(), units: own.chain(joint).collect() };
    let copies = copies::of_papers(source);
    let standing = |paper: &Paper| {
        let copy = || copies.iter().find(|(copy, _)| *copy == (paper.doc, paper.blocks.start)).map(|(_, of)| *of);
        let (standing, evidence) = match &paper.standing {
            Standing::Whole => match copy() {
                Some(of) => (Standing::CopyOf(of), None),
                None => asker.standing(paper),
            },
            // a platform's page says little, and that it is a draft
            told => answers::stored_only(paper, &paper.lines(source.dossier)).unwrap_or((told.clone(), None)),
        };
        PaperStanding { doc: paper.doc, from: paper.blocks.start, standing, evidence }
    };
    source.kinds.papers.iter().map(standing).filter(|s| s.standing != Standing::Whole).collect()
}

/// What a standing is, and the line that shows it.
type Told = (Standing, Option<crate::model::Evidence>);

struct Asker<'a> {
    source: &'a Source<'a>,
    events: &'a [Event],
    spec: Option<&'a SubTypeSpec>,
    project: &'a Project,
    /// Keys of the grantee's names.
    own_units: Vec<String>,
    /// … and of the joint applicants'.
    units: Vec<String>,
}

impl Asker<'_> {
    fn standing(&self, paper: &Paper) -> Told {
        if paper.blocks.is_empty() {
            return (Standing::Whole, None);
        }
        let lines = paper.lines(self.source.dossier);
        let doc = self.source.dossier.doc(paper.doc);
        let alone = |standing: Option<Standing>| standing.map(|s| (s, None));
        answers::stored_only(paper, &lines)
            .or_else(|| alone(self.not_of_the_project(paper, doc, &lines)))
            .or_else(|| alone(self.made_for_others(paper, doc, &lines)))
            .or_else(|| alone(self.of_an_earlier_year(paper, doc, &lines)))
            .or_else(|| alone(forms::result_left_open(paper, &lines)))
            .or_else(|| alone(self.about_another_matter(paper, &lines)))
            .or_else(|| answers::unanswered(&self.source.pack.notice, paper, doc, &lines))
            .unwrap_or((Standing::Whole, None))
    }

    /// Handbook, news, case, summary and survey have to speak of the project's events or, for its work, of the project.
    fn not_of_the_project(&self, paper: &Paper, doc: &Document, lines: &[Line]) -> Option<Standing> {
        let of_work = paper.is(Role::IsOfTheWork);
        let asked = of_work || paper.is(Role::IsOfAnEvent);
        if !asked || !is_all_seen(doc) {
            return None;
        }
        match self.about(paper, lines)? {
            About::Event => None,
            About::Project | About::Hints if of_work => None,
            About::Project => Some(Standing::OfNoEvent),
            About::Hints => Some(Standing::HintsOnly),
            About::Another(other) => Some(Standing::OfAnotherMatter(other)),
            About::Nothing => Some(Standing::OfNothing),
        }
    }
}

/// Of what was not wholly read, or only recognised, nothing is said.
fn is_all_seen(doc: &Document) -> bool {
    doc.coverage == crate::model::Coverage::Full && !doc.is_recognised() && doc.format != Format::Image
}
