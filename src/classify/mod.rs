//! What paper is this, and why: scored signals from the pack. Knows no amounts and no rules.
