//! The shared words of the program: values only, no I/O, no file formats, no printing.

pub mod accounts;
pub mod agreed;
pub mod approval;
pub mod audit;
pub mod body;
pub mod brand;
pub mod clause;
pub mod clue;
pub mod day;
pub mod digits;
pub mod document;
pub mod event_kind;
pub mod facts;
pub mod filler;
pub mod finding;
pub mod grounds;
pub mod kind;
pub mod language;
pub mod ledger;
pub mod lexicon;
pub mod line;
pub mod mask;
pub mod money;
pub mod pack;
pub mod paper;
pub mod park;
pub mod partner;
pub mod place;
pub mod refusal;
pub mod region;
pub mod role;
pub mod shown;
pub mod snapshot;
pub mod standing;
pub mod text;
pub mod venue;

pub use accounts::{
    Accounts, Difference, DifferenceKind, Expense, Invoice, InvoiceKind, InvoiceLine, Source, SpendingClass, Statement,
    StatementLine, Unit,
};
pub use audit::{Audit, DossierAudit, FileRow, PackStamp, Proposal};
pub use clue::{Clue, ClueKind};
pub use day::{Day, DayRange};
pub use document::{
    Block, Cell, CellFlag, Content, Coverage, DocId, Document, Dossier, Format, Origin, Problem, Table,
};
pub use facts::{Event, EventKind, Facts, Project, RegisterRow};
pub use finding::{Finding, Severity, Status};
pub use kind::{DocKind, Kinds, Paper};
pub use ledger::{Ledger, LedgerEntry};
pub use line::Line;
pub use money::Money;
pub use pack::{Check, Pack, Rule, SubTypeSpec};
pub use place::{Evidence, Place};
pub use role::{Role, RoleTable, Roles};
pub use snapshot::{Picture, View};
pub use standing::{PaperStanding, Standing};
