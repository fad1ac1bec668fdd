//! Adds up what the papers state, in exact decimals: statements, spending classes, invoices. Knows no verdicts.
