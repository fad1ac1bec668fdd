//! Which kind of paper has which roles, by the pack.

use std::collections::BTreeMap;

use super::kind::DocKind;
use super::role::{Role, Roles};

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
