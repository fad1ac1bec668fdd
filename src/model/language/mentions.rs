//! How papers speak of an event: labels, “定于…”, names in sentences, days, hosts.

use super::list::List;

lexicon! {
    /// `mentions.toml`
    Mentions {
        /// Labels of an event's name,
        name_label: List,
        /// … that say no more than 名称,
        bare_name_label: List,
        /// … of its theme,
        theme_label: List,
        /// … of its day,
        time_label: List,
        /// … of its hosts.
        host_label: List,
        /// Columns of a table with a row for each event: names,
        name_column: List,
        /// … names that count where they are a brand's,
        theme_column: List,
        /// … the city.
        city_column: List,
        /// The number before a heading.
        numbered: List,
        /// A field of a day below a heading.
        dated_below: List,
        /// The heading of time and place.
        time_heading: List,
        /// The first and last line of a notice's title.
        title_begins: List,
        title_ends: List,
        /// A notice that sends a plan round.
        sends_a_plan: List,
        /// Names in running text: group `name`.
        named_in_prose: List,
        held_in_prose: List,
        /// “定于…”, with what follows.
        fixed_day: List,
        /// … where it is another day than before.
        moved_day: List,
        /// A day that is not the event's: words before it,
        day_of_something_else: List,
        /// … words behind it.
        day_of_something_else_behind: List,
        arrival: List,
        /// One of several ways that a plan weighs,
        alternative: List,
        /// … and which was taken.
        chosen: List,
        preliminary_round: List,
        /// A day in two numbers: groups `m`, `d`, `m2`, `d2`.
        bare_day: List,
        /// A sentence of news that tells what happened.
        happened: List,
        /// A short line that tells of an event, not of a page.
        spoken_of: List,
        /// A line on when something was published or sent.
        sent: List,
        /// A field of time, which on a page is that of publishing.
        dated_field: List,
        /// A page's hour of publishing: group `rest`.
        page_hour: List,
        page_counter: List,
        /// Behind an hour: it is that of the event.
        goes_on: List,
        /// The next label in a place's field.
        no_place_label: List,
        /// Groups `who` and `role`.
        hosts_in_prose: List,
        host_clause: List,
        /// Roles of those who hold an event,
        hosting_role: List,
        /// … and of those who help.
        helping_role: List,
        /// Asked to be a host.
        asked_to_host: List,
        together: List,
        society_label: List,
        /// Two bodies joined by 和.
        name_and: List,
        /// Words that make a line's name no event's.
        filling: List,
    }
}
