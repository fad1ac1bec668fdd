//! Invoices: the labels of their face, the fields of their data, and the papers that only speak of them.

use super::List;

lexicon! {
    /// `invoices.toml`. Patterns of the face run over text with full-width forms narrowed, in which blanks may stand between letters.
    InvoiceWords {
        /// Labels of the face: what stands behind them is a value. Group `side`.
        name_label: List,
        /// Group `side`.
        tax_id_label: List,
        number_label: List,
        code_label: List,
        date_label: List,
        check_code_label: List,
        ticket_label: List,
        passenger_label: List,
        /// Any label: a value ends before it.
        label: List,
        /// A label of a name that does not say whose.
        bare_name: List,
        /// Before a label of a name: the name of something else.
        other_name: List,
        /// Before a label of a number or day: of another invoice, of another day.
        other_number: List,
        /// The side of the seller.
        seller_side: List,
        mentions_invoice: List,
        /// Groups `all` and `this`.
        leaf: List,
        /// The number of the invoice that a list of goods belongs to: group `n`.
        number_of_list: List,
        /// Labels that only an invoice has.
        face_labels: List,
        /// The page of an inquiry, no invoice.
        inquiry: List,
        /// The head of a column of a ledger.
        number_column: List,
        /// Beside the name of the form, one of these makes it an invoice.
        sum_on_face: List,
        special: List,
        vat: List,
        rail: List,
        air: List,
        /// Kinds of invoices by the type that data names.
        rail_type: List,
        air_type: List,
        special_type: List,
        /// The sum with tax: group `n`.
        gross_small: List,
        gross_fare: List,
        gross_total: List,
        /// … of other invoices.
        gross_plain: List,
        gross_label: List,
        has_total: List,
        /// The row of sums without tax.
        net_row: List,
        remarks: List,
        remarks_head: List,
        remarks_end: List,
        /// The invoice was taken back.
        voided: List,
        voided_denied: List,
        /// What recognition makes of a colon behind a label: group `label`.
        read_colon: List,
        /// … of a bracket: group `word`.
        read_bracket: List,
        /// … of `¥`: groups `before` and `n`.
        read_sign: List,
        read_small: List,
        read_large: List,
        /// Labels that a narrow cell breaks.
        broken_label: List,
        /// Labels whose letters a form spreads out.
        spread_labels: List,
        /// The name of the form, alone.
        title: List,
        /// Labels that stand close behind the name.
        first_labels: List,
        /// Papers that list or discuss invoices.
        speaks_of_invoices: List,
        /// The page of goods of an older invoice.
        goods_list: List,
        /// The number of this invoice, not of one that it corrects.
        own_number: List,
        /// Heads of the columns of goods.
        head_item: List,
        head_spec: List,
        head_rate: List,
        head_tax: List,
        head_amount: List,
        head_price: List,
        head_quantity: List,
        head_unit: List,
        /// Words in the head of the table of goods.
        head_names: List,
        head_amount_named: List,
        head_figures: List,
        /// A rate stands behind it in the head.
        rate_head: List,
        /// A rate that is none.
        untaxed: List,
        see_list: List,
        /// Names of fields in data, the better first.
        field_number: List,
        field_code: List,
        field_date: List,
        field_buyer: List,
        field_buyer_id: List,
        field_seller: List,
        field_seller_id: List,
        field_net: List,
        field_tax: List,
        field_gross: List,
        field_words: List,
        field_remarks: List,
        field_check_code: List,
        field_ticket: List,
        field_passenger: List,
        field_type: List,
        field_item: List,
        field_spec: List,
        field_unit: List,
        field_quantity: List,
        field_price: List,
        field_amount: List,
        field_rate: List,
        field_line_tax: List,
        /// Heads of the columns of a ledger of earlier invoices, the better first.
        ledger_number: List,
        ledger_code: List,
        ledger_date: List,
        ledger_seller: List,
        ledger_gross: List,
        ledger_unit: List,
        ledger_project: List,
        ledger_notice: List,
        /// A file or folder is called so.
        named_invoice: List,
    }
}
