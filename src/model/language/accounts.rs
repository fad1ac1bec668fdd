//! What accounts say: which row is what, who paid, what was received, what was bought. Knows no figures.

use super::List;

lexicon! {
    /// `accounts.toml`, over text without white space unless said otherwise. Many lists are asked in several ways: whether a text has,
    /// opens with, ends with or is one of the words.
    AccountWords {
        total: List,
        subtotal: List,
        /// A sum of what stands before it, in prose.
        all_above: List,
        of_which: List,
        /// Words between an item and its figure, in the order in which they are taken off.
        item_tail: List,
        spending: List,
        /// Verbs of paying.
        pays: List,
        paid_from: List,
        by_whom: List,
        applied_for: List,
        own_funds: List,
        /// Whose money it is.
        money_named: List,
        grant_named: List,
        /// All spending of the project, whoever paid.
        project_spending: List,
        income: List,
        /// A heading over rows of income.
        income_heading: List,
        origin: List,
        received: List,
        appropriation: List,
        /// A row or cell of income.
        income_row: List,
        left_over: List,
        budget: List,
        funds: List,
        approved: List,
        not_received: List,
        at_most: List,
        overall: List,
        remark: List,
        ditto: List,
        /// The source of a column pays the line.
        ticked: List,
        /// … does not.
        unticked: List,
        /// Behind a number: the number counts something.
        count_word: List,
        unit_behind_decimal: List,
        chinese_number: List,
        /// Around a number of a row.
        number_words: List,
        /// The number at the head of an item, as written.
        numbering: List,
        /// Several grades of a prize behind a number.
        prizes: List,
        /// A column of changes to the budget.
        changed: List,
        /// … of the budget as changed.
        after_change: List,
        actual_less_budget: List,
        /// The title tells of what was spent.
        spending_title: List,
        /// … of all that was spent.
        final_accounts: List,
        /// … goes line by line.
        itemised: List,
        /// … of money.
        money_title: List,
        unit_of_paper: List,
        /// Words before a figure that are no item of spending.
        not_an_expense: List,
        /// What an item of spending ends with.
        expense_end: List,
        /// The words before the total of all spending.
        stated_total: List,
        /// Groups `head` and `source`.
        one_source: List,
        /// Group `source`.
        stated_source: List,
        /// The one source that was named before.
        pointed_at: List,
        partial: List,
        single_thing: List,
        of_all: List,
        the_rest: List,
        /// Groups `rest`, `front`, `list`.
        line_numbers: List,
        up_to: List,
        /// Between a mark and what it means.
        stands_for: List,
        mark_noun: List,
        mark_letter: List,
        own_denied: List,
        other_purse: List,
        /// Group `project`.
        runs_it: List,
        paid_back: List,
        not_paid_back: List,
        /// On a payment slip as written: group `purpose`.
        slip_purpose: List,
        /// Group `n`.
        slip_sum: List,
        pays_for: List,
        price_of: List,
        no_thing: List,
        /// Groups `verb` and `object`.
        acquired: List,
        buys: List,
        not_bought: List,
        noun_of_giving: List,
        receiver: List,
        gives_to: List,
        opens_clause: List,
        project_money: List,
        no_purchase: List,
        travel: List,
        /// Pairs of characters that say nothing of likeness.
        common_words: List,
        /// Names of files that hold accounts,
        file_of_accounts: List,
        /// … that state the grant.
        file_of_grant: List,
        /// A paper that adds to the contract.
        supplement: List,
        /// Before a sum by which the grant was raised,
        grant_raised: List,
        /// … lowered,
        grant_lowered: List,
        /// … that is the grant from then on.
        grant_in_all: List,
        /// The sentence changes the grant.
        grant_moves: List,
    }
}
