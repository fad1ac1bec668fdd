//! Notices whose matter is another paper, or a meeting about the activity, and that ask nobody to the activity itself.

use super::Asker;
use crate::model::language::language;
use crate::model::standing::OtherMatter;
use crate::model::text::fold;
use crate::model::{DocKind, Line, Paper, Role, Standing};

impl Asker<'_> {
    pub(super) fn about_another_matter(&self, paper: &Paper, lines: &[Line]) -> Option<Standing> {
        if paper.kind != DocKind::Notice {
            return None;
        }
        let words = &language().papers;
        let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
        if words.prepares.hits(&title) {
            return Some(Standing::NoticeOf(OtherMatter::Preparing));
        }
        let (sends, results) = (words.sends.hits(&title), words.tells_results.hits(&title));
        if !sends && !results && !words.calls_for_papers.hits(&title) {
            return None;
        }
        let text = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
        // day, place and an invitation: the notice of the activity, whatever else it sends or asks for
        let tells = language().fillers.day.hits(&text) && words.place_said.hits(&text);
        let labelled = || words.time_label.hits(&text) && words.place_label.hits(&text);
        if tells && (words.invites.hits(&text) || labelled()) {
            return None;
        }
        let other = match () {
            () if results => OtherMatter::Results,
            () if !sends => OtherMatter::Errands,
            () if self.has_its_annex(paper, &text) => return None,
            () => OtherMatter::SentPaper,
        };
        Some(Standing::NoticeOf(other))
    }

    /// The plan that a notice sends on is there.
    fn has_its_annex(&self, paper: &Paper, text: &str) -> bool {
        let hollow = |p: &Paper| matches!(p.standing, Standing::CoverOnly | Standing::HeadingsOnly);
        let annexed = text.lines().any(|l| language().title_lines.annex_mark.hits(l));
        let mut plans = self.source.kinds.with(Role::IsAPlan).filter(|p| !p.is_void() && !hollow(p));
        plans.any(|p| p.doc == paper.doc || annexed)
    }
}
