//! Labels of the fields of forms: contracts, applications, acceptance forms, accounts, bank slips.

use super::list::List;

lexicon! {
    /// `form-labels.toml`. The questions are folded labels without their colon.
    FormLabels {
        project_name: List,
        grantee: List,
        leader: List,
        project_type: List,
        /// A line that says of which sort the project is.
        speaks_of_type: List,
        grant: List,
        people: List,
        held: List,
        joint_applicant: List,
        /// A value that says that there is none.
        none: List,
        handed_in: List,
        event_name: List,
        /// Of a bank slip.
        payer: List,
        sum: List,
        /// The figures are of 万元.
        ten_thousands: List,
    }
}
