//! Phrases of spending: how their parts are told. What is banned is the pack's, what sort of thing a word names is [`super::goods`]'s.

use super::List;

lexicon! {
    /// `spending-phrases.toml`, over text without white space.
    SpendingPhrases {
        /// Counts and prices at the end.
        count_tail: List,
        /// Counted in units of machines.
        counted_as_machine: List,
        /// … of paper.
        counted_as_paper: List,
        /// How many pieces: group `n`.
        count: List,
        counted_once: List,
        unit_price: List,
        yuan_end: List,
        /// Measures behind which a price stands.
        price_after: List,
        /// The work that a compound ends with.
        work_kept: List,
        /// Verbs of giving and buying at the beginning, the longer first.
        giving_verb: List,
        car_in_use: List,
        /// Behind the name of an event: nothing is said.
        bare_rest: List,
        /// Short names of invoices that are services.
        service_short_name: List,
        /// Goods near a ban.
        doubtful_goods: List,
        money_end: List,
        /// Letters of giving money to others.
        hands_over: List,
        prize_letters: List,
        stake_letters: List,
        service_end: List,
        /// Printed or put together.
        made: List,
        fee_letters: List,
        /// A service at the end of a gift.
        service_work: List,
        hire_price: List,
        /// Hire that covers all that is named behind it.
        hires: List,
        /// A bracket that only says hired.
        hired: List,
        /// Used, repaired, carried: not bought.
        used: List,
        time_of_use: List,
        lasting_accessories: List,
        /// Put up for the day,
        put_up: List,
        /// … but these stay.
        stays_up: List,
        /// Pay for a piece of work.
        fee_end: List,
        /// Words that make a ban a question.
        softens: List,
        supports: List,
        prize_money: List,
        parts_and_software: List,
        apparatus: List,
        asset_word: List,
        fee_or_car: List,
        notebook: List,
        /// Words for the project itself.
        own_words: List,
        /// A bracket that says what it is in fact.
        in_fact: List,
        /// A bracket that names who pays.
        bears: List,
        /// Opens a list in a bracket.
        opens_list: List,
        meal: List,
    }
}
