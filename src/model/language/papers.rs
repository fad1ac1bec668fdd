//! Whether a paper is the paper itself: drafts, covers, pages about a paper, notices on other matters, needs that were not handed in.

use super::list::List;

lexicon! {
    /// `papers.toml`
    Papers {
        /// The paper calls itself a draft, a template or a sample.
        draft_mark: List,
        /// … on a line of its own.
        draft_line: List,
        /// Another paper's name, whose marks are not this one's.
        quoted_name: List,
        /// A paper was never made, is lost, or comes later.
        lacking: List,
        /// A line of a list of papers.
        entry: List,
        /// A list of annexes or a table of contents.
        listing: List,
        contents: List,
        /// On a cover, no content.
        cover_line: List,
        /// Labels of a cover: who made it, for which project.
        made_by: List,
        /// On the cover of a book; in a notice or plan it is what that says.
        when_where: List,
        /// A heading with nothing behind it.
        bare_heading: List,
        /// A notice's title that sends a paper on.
        sends: List,
        /// … that calls for papers.
        calls_for_papers: List,
        /// … that calls to a meeting about the activity.
        prepares: List,
        /// … that tells how it ended.
        tells_results: List,
        /// People are asked to come.
        invites: List,
        place_said: List,
        time_label: List,
        place_label: List,
        /// An application's own title.
        applies: List,
        /// Needs were not handed in yet.
        not_handed_in: List,
        handed_in: List,
        /// The platform's page says that they are a draft.
        stored_only: List,
        /// … that they went in.
        went_in: List,
        /// A folder beside what went in.
        drafts_folder: List,
        /// A mail's subject.
        press_mail: List,
        press_attachment: List,
        filing_mail: List,
        filing_answer: List,
        /// A file's name that says nothing.
        neutral_name: List,
        /// A picture's name that says that it is a document.
        document_picture: List,
        /// The row of an acceptance form for what came of the project.
        result_row: List,
        /// … and what may stand below it instead.
        sign_off: List,
        /// The group `by` names who made the paper.
        maker: List,
        /// A letter that asks for something reports nothing.
        asks: List,
        meeting_filing: List,
        called_case: List,
        called_summary: List,
        called_survey: List,
        /// The group `year` is one.
        year: List,
        /// A paper on rules says that there are none.
        no_rules: List,
        /// A paper on the money says that none was spent.
        nothing_spent: List,
        /// The group `by` names who holds or made it.
        held_by: List,
        local_association: List,
        /// A paper says that the local association agreed.
        local_said: List,
        /// What was tried did not succeed.
        unsolved: List,
        solved: List,
        /// A party of an agreement.
        party: List,
        /// An agreement on doing something together, as against one on a service.
        of_cooperation: List,
        /// A letter agrees to host together.
        consents: List,
        /// The words of the project, not of an event.
        project_words: List,
        /// The name of a file that may hold a letter or agreement of a partner.
        cooperation_file: List,
        spends: List,
        /// Fields of a form that tell its year.
        dated_label: List,
    }
}
