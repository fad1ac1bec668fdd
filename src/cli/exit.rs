//! Exit codes: a contract with scripts (README, “退出码”). The worse answer is told, trouble before all.

use std::process::ExitCode;

use crate::model::{Audit, Status};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing failed, nothing is missing, nobody has to look.
    Clean,
    /// 1: some check is `fail` or `missing`.
    Failed,
    /// 2: the run itself failed: bad arguments, nothing to audit, output not writable.
    Trouble,
    /// 3: nothing failed, but something needs a person.
    Look,
}

impl Exit {
    /// What an audit says, over all dossiers and the checks across them.
    pub fn of(audit: &Audit) -> Exit {
        // A run that looked at nothing is trouble, an empty folder too.
        if audit.dossiers.iter().all(|d| d.dossier.documents.is_empty()) {
            return Exit::Trouble;
        }
        let own = audit.dossiers.iter().flat_map(|d| d.findings.iter().map(|f| f.status));
        let worst = own.chain(audit.cross.iter().map(|c| c.status)).max();
        match worst {
            None => Exit::Trouble,
            Some(Status::Fail | Status::Missing) => Exit::Failed,
            Some(Status::Review) => Exit::Look,
            Some(Status::Pass | Status::NotApplicable) => Exit::Clean,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Failed => 1,
            Exit::Trouble => 2,
            Exit::Look => 3,
        })
    }
}
