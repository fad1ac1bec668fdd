//! Made out to the grantee (V02).

use std::collections::BTreeMap;

use super::asked::{close, grounded, nothing_to_check};
use crate::model::body::Body;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{Finding, Invoice, InvoiceKind, Status};
use crate::rules::Case;

/// V02.
pub fn buyer_is_grantee(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    if let Some(out) = nothing_to_check(case, rule) {
        return out;
    }
    let units = unit_keys(case);
    let unit = &case.facts.project.unit;
    if units.is_empty() {
        let evidence = case.accounts.invoices.iter().take(3).map(|i| i.evidence.clone());
        return vec![case.finding(rule, Status::Review, "未能识别承担单位名称，无法核对发票购买方。").citing(evidence)];
    }
    let joint: Vec<String> = case.facts.joint_units.iter().map(|u| shorten(&key(&u.value))).collect();
    let grantee = Body::read(unit);
    let mut hosts: BTreeMap<&str, Vec<&Invoice>> = BTreeMap::new();
    let mut out = Vec::new();
    for invoice in &case.accounts.invoices {
        let (status, message) = match standing(&invoice.buyer, &units) {
            Standing::Same => continue,
            Standing::Close | Standing::Other if is_host_of(&grantee, &invoice.buyer) => {
                hosts.entry(invoice.buyer.as_str()).or_default().push(invoice);
                continue;
            }
            Standing::Other if joint.contains(&shorten(&key(&invoice.buyer))) => (
                Status::Review,
                format!(
                    "发票号码{}的购买方“{}”为联合申报单位，不是承担单位“{unit}”，需说明。",
                    invoice.number, invoice.buyer
                ),
            ),
            // Rail tickets bought by the traveller carry no buyer.
            Standing::Blank if invoice.kind.is_ticket() || invoice.kind == InvoiceKind::Other => continue,
            Standing::Blank => (Status::Review, format!("发票号码{}的购买方名称为空或未能读出。", invoice.number)),
            Standing::Close => (
                Status::Review,
                format!(
                    "发票号码{}的购买方为“{}”，与承担单位“{unit}”相近而不相同，需说明或换开。",
                    invoice.number, invoice.buyer
                ),
            ),
            Standing::Other => (
                Status::Fail,
                format!(
                    "发票号码{}的购买方为“{}”，与承担单位“{unit}”名称不符，不能作为本项目报销凭证，需换开或说明。",
                    invoice.number, invoice.buyer
                ),
            ),
        };
        let finding = case.finding(rule, grounded(invoice, status), message);
        out.push(finding.about(invoice.number.clone()).citing([invoice.evidence.clone()]));
    }
    for (buyer, invoices) in hosts {
        let message = format!(
            "{}张发票的购买方为“{buyer}”，疑为承担单位“{unit}”的依托单位，须说明两者关系及以其名义开票的理由。",
            invoices.len()
        );
        let evidence = invoices.iter().map(|i| i.evidence.clone());
        out.push(case.finding(rule, Status::Review, message).about(buyer.to_owned()).citing(evidence));
    }
    let clean = format!("{}张发票的购买方均为承担单位“{unit}”。", case.accounts.invoices.len());
    close(case, rule, out, clean)
}

/// The park's administration, the firm or the school behind a grantee that is its 科协.
fn is_host_of(grantee: &Body, buyer: &str) -> bool {
    let buyer = Body::read(buyer);
    let named = !key(&buyer.name).is_empty() && buyer.name != grantee.name;
    let whole = key(grantee.of()) == key(&buyer.name);
    named && grantee.is_association() && (whole || grantee.is_of_park() && grantee.is_kin(&buyer))
}

#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Same,
    Close,
    Other,
    Blank,
}

/// Keys of the grantee's names, long and short forms of 科协 folded.
fn unit_keys(case: &Case<'_>) -> Vec<String> {
    case.unit_keys().iter().map(|k| shorten(k)).collect()
}

fn shorten(key: &str) -> String {
    language().places.gazetteer.with_short_regions(key).replace("科学技术协会", "科协")
}

fn standing(buyer: &str, units: &[String]) -> Standing {
    let buyer = shorten(&key(buyer));
    if buyer.is_empty() {
        return Standing::Blank;
    }
    if units.contains(&buyer) {
        return Standing::Same;
    }
    // A branch, the school behind its 科协, a slip of the pen.
    let near = |unit: &String| {
        let long_enough = unit.chars().count().min(buyer.chars().count()) >= 4;
        long_enough && (unit.contains(&buyer) || buyer.contains(unit.as_str())) || distance(unit, &buyer) <= 2
    };
    if units.iter().any(near) { Standing::Close } else { Standing::Other }
}

/// Edits from one name to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, d) in b.iter().enumerate() {
            let replace = row.get(j).copied().unwrap_or(usize::MAX).saturating_add(usize::from(c != *d));
            let delete = row.get(j + 1).copied().unwrap_or(usize::MAX).saturating_add(1);
            let insert = next.last().copied().unwrap_or(usize::MAX).saturating_add(1);
            next.push(replace.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stands_behind_an_association_is_its_host_and_a_neighbour_is_not() {
        let park = Body::read("来宾某某产业园科学技术协会");
        let school = Body::read("广西某某职业学院科协");
        let society = Body::read("广西某某学会");
        assert!(is_host_of(&park, "某某产业园管理委员会") && is_host_of(&school, "广西某某职业学院"));
        for (grantee, buyer) in [
            (&park, "来宾另一产业园管理委员会"),
            (&park, "来宾某某贸易有限公司"),
            (&park, ""),
            (&school, "广西另一职业学院"),
            (&society, "广西某某职业学院"),
        ] {
            assert!(!is_host_of(grantee, buyer), "{buyer}");
        }
    }

    #[test]
    fn buyers_are_held_against_the_grantee() {
        let units = vec![shorten(&key("广西科技传播与会展研究会")), shorten(&key("百色市科学技术协会"))];
        for (buyer, expected) in [
            ("广西科技传播与会展研究会", Standing::Same),
            ("百色市科协", Standing::Same),
            ("广西科技传播和会展研究会", Standing::Close),
            ("广西科技传播与会展研究会南宁分会", Standing::Close),
            ("平桂碳酸钙产业园管理委员会", Standing::Other),
            ("张某某", Standing::Other),
            ("", Standing::Blank),
        ] {
            assert_eq!(standing(buyer, &units), expected, "{buyer}");
        }
    }
}
