//! What a kind of paper can do. The pack's `kinds/*.toml` gives each kind its roles; who asks for a role names no kinds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::DocKind;

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

/// The roles of all kinds that a pack knows. Kinds of the program alone (其他材料、未能读取) have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleTable {
    by_kind: BTreeMap<DocKind, Roles>,
}

impl RoleTable {
    pub fn of(&self, kind: DocKind) -> Roles {
        self.by_kind.get(&kind).copied().unwrap_or_default()
    }

    pub fn has(&self, kind: DocKind, role: Role) -> bool {
        self.of(kind).has(role)
    }

    pub fn has_any(&self, kind: DocKind, roles: &[Role]) -> bool {
        self.of(kind).has_any(roles)
    }

    /// The kinds that have a role, in the order of [`DocKind`].
    pub fn kinds(&self, role: Role) -> Vec<DocKind> {
        self.by_kind.iter().filter(|(_, roles)| roles.has(role)).map(|(kind, _)| *kind).collect()
    }
}

impl FromIterator<(DocKind, Roles)> for RoleTable {
    fn from_iter<T: IntoIterator<Item = (DocKind, Roles)>>(kinds: T) -> RoleTable {
        RoleTable { by_kind: kinds.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_roles_it_was_given_and_no_others() {
        assert!(Role::ALL.len() <= 64, "the set is one word");
        let roles: Roles = [Role::NamesAnEvent, Role::ComesInNumbers].into_iter().collect();
        let has: Vec<&Role> = Role::ALL.iter().filter(|r| roles.has(**r)).collect();
        assert_eq!(has, [&Role::NamesAnEvent, &Role::ComesInNumbers]);
        let table: RoleTable = [(DocKind::SignIn, roles)].into_iter().collect();
        assert!(table.has(DocKind::SignIn, Role::ComesInNumbers) && !table.has(DocKind::Other, Role::NamesAnEvent));
        assert_eq!(table.kinds(Role::NamesAnEvent), [DocKind::SignIn]);
    }
}
