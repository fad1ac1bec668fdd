//! What a kind of paper can do. The pack's `kinds/*.toml` gives each kind its roles; who asks for a role names no kinds.

use serde::{Deserialize, Serialize};

/// Declares the roles and their list, so that none is left out of it.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident,)+) => {
        /// The closed set of roles; in TOML by their kebab-case names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Role {
            $($(#[$doc])* $role,)+
        }

        impl Role {
            pub const ALL: &[Role] = &[$(Role::$role,)+];
        }
    };
}

roles! {
    /// Its title or labels name an event.
    NamesAnEvent,
    /// Made beforehand by who holds the event: its title is the event's official one.
    NamesTheEventOfficially,
    /// Made during the event or afterwards: shows that it took place.
    TellsItWasHeld,
    /// Tells the day of its event.
    CarriesADay,
    /// One such paper may be about several events.
    MayCoverSeveralEvents,
    /// Says when and where as its very content; on others that stands on the cover too.
    Announces,
    /// Of people, teams or journals.
    IsAList,
    IsAPlan,
    /// The order of an event: handbook, agenda.
    IsAProgramme,
    IsAccounts,
    IsAVoucher,
    /// Labels with cells to fill in.
    IsAForm,
    /// Agreed or applied for: a promise.
    IsAnAgreement,
    /// The grantee's own account of the project, on a form.
    IsOwnStatement,
    /// States project, grantee and leader in fields.
    StatesTheProject,
    /// Its word on the grant outweighs the grantee's.
    SettlesTheGrant,
    /// A letter whose title names its matter after “关于”.
    IsAnOfficialLetter,
    /// Asks an authority, or answers for it.
    DealsWithAnAuthority,
    IsAnAnswer,
    /// Its figures are aims.
    IsWrittenBeforehand,
    IsPress,
    /// A mail or page by which a release is seen to have gone out.
    ShowsThatPressWentOut,
    /// A report on what was done.
    IsAReport,
    /// Has to speak of one of the project's events.
    IsOfAnEvent,
    /// Has to speak of the project's work.
    IsOfTheWork,
    /// Says nothing of events, whatever names stand in it.
    TellsOfNoEvent,
    /// A paper of another programme strays into dossiers.
    MayBeAStrangers,
    /// A picture, a page of links, a ticket: without running text and whole all the same.
    MayStandBare,
    /// Usually a part of another paper when it stands in one.
    MayBeAPart,
    /// A cover or report behind which other papers are bound.
    BindsOthers,
    HasChapters,
    /// Its table shows where it begins.
    BeginsWithItsTable,
    /// Several of the same title are several papers.
    ComesInNumbers,
}

/// The roles of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(u64);

impl Roles {
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u64) != 0
    }

    pub fn has_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|r| self.has(*r))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Roles {
        Roles(roles.into_iter().fold(0, |set, role| set | (1 << role as u64)))
    }
}
