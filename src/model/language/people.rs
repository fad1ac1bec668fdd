//! Who took part: marks, sections and names on sign-in sheets and lists of people.

use super::{List, Twins};

lexicon! {
    /// `people.toml`
    People {
        /// A mark in a column of presence: came.
        mark_came: List,
        /// … did not come.
        mark_absent: List,
        /// … a circle, which some use for the one and some for the other.
        mark_circle: List,
        /// … nothing filled in.
        mark_blank: List,
        /// In words: did not come, did not sign.
        absent: List,
        /// A team that did not compete.
        withdrawn: List,
        /// Took part from afar.
        online: List,
        /// A cell of any column that says only that.
        online_cell: List,
        /// Somebody else came or signed in their place.
        proxy: List,
        /// A role or remark: works for the event.
        staff: List,
        /// Titles and rows that head a part of a list: those online,
        section_online: List,
        /// … those who did not come,
        section_absent: List,
        /// … those who work for the event,
        section_staff: List,
        /// … those whom one means to invite,
        section_invited: List,
        /// … those who signed up.
        section_registered: List,
        /// A group of a contest that is not the students' of universities.
        school_group: List,
        /// How many came, by the list's own words: group `n`.
        actual: List,
        /// “第六届”: group `n`.
        ordinal: List,
        /// A meeting of the body itself, no event of the project.
        own_business: List,
        /// A round of the contest above the project's.
        national_round: List,
        /// The list of a meeting that it does not name.
        of_a_meeting: List,
        /// The name of an event that is a meeting.
        meeting_name: List,
        /// The row below a list begins so.
        foot: List,
        /// What a mark stands for: groups `mark` and `means`.
        legend: List,
        /// … that the person came.
        legend_came: List,
        /// A cell of names that names nobody (待定, 同上).
        nobody: List,
        /// … somebody without a name (随行, 记者).
        unnamed: List,
        /// “韦文海等3人”: groups `name` and `n`.
        and_others: List,
        /// … somebody whose name is hidden (张某, 李*明).
        masked: List,
        /// … a group, a body, a word of the form.
        not_a_name: List,
        /// A name with a title behind it: group `name`.
        title_behind: List,
        /// A title by itself.
        title_alone: List,
        compound_surname: List,
        /// Begins with a family name.
        family_name: List,
        /// Traditional and variant characters of names.
        twins: Twins,
        /// “泰籍华人”: group `name`.
        nationality_behind: List,
        /// “越南代表团”: group `name`, which may be no country.
        delegation: List,
        /// A cell that does not say where somebody is from.
        not_from: List,
        /// A body in this country, whatever country its name has.
        at_home: List,
    }
}
