//! The pack judges: check kinds, statuses, findings. Knows no files and no formats.

mod across;
pub mod check;
pub mod clues;
pub mod pack;
mod proposal;
pub mod recognised;
pub mod self_check;
pub mod undecided;

pub use across::judge_across;
pub use proposal::proposal;

use crate::model::pack::{Check, Pack, Rule, SubTypeSpec};
use crate::model::text::key;
use crate::model::{Accounts, Day, Dossier, Event, EventKind, Evidence, Facts, Finding, Kinds, Status};

use check::activities::{self, Asked};
use check::counts;
use check::filing::{self, Forum, International};
use check::founding;
use check::materials::{self, Wanted};
use check::{brand, changes, consistency, fees, files, invoices, money, press, spending, time};

/// Judges one dossier by every rule that applies to its sub-type, in the pack's order.
pub fn judge(case: &Case<'_>) -> Vec<Finding> {
    let judged = |rule| apply(case, rule).into_iter().map(move |finding| recognised::settle(case, rule, finding));
    case.pack.rules_for(&case.sub_type.code).flat_map(judged).collect()
}

fn apply(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let sub = case.sub_type.code.as_str();
    match &rule.check {
        Check::DocumentPresent { kinds, kinds_in, weak, per_event, optional_in, hints, about_in } => {
            let wanted = Wanted {
                kinds: kinds_in.get(sub).unwrap_or(kinds),
                weak,
                per_event: *per_event,
                optional: optional_in.contains(sub),
                hints,
                about: about_in.get(sub).map(Vec::as_slice),
            };
            materials::document_present(case, rule, &wanted)
        }
        Check::PartsPresent { kinds, parts } => materials::parts_present(case, rule, kinds, parts),
        Check::ResultsPresent { parts_in } => {
            materials::results_present(case, rule, parts_in.get(sub).map_or(&[][..], Vec::as_slice))
        }
        Check::Brand { brand: id, event, least_in } => match case.pack.brand(id) {
            Some(b) => brand::brand(case, rule, b, *event, least_in.get(sub).copied().unwrap_or(1)),
            None => Vec::new(),
        },
        Check::EventsAtLeast {
            event_in,
            least,
            least_in,
            as_organiser,
            with_national_society,
            after_founding_in,
            apart_from,
        } => {
            let Some(kind) = event_in.get(sub) else { return Vec::new() };
            let asked = Asked {
                kind: *kind,
                least: least_in.get(sub).copied().unwrap_or(*least),
                as_organiser: *as_organiser,
                with_national_society: *with_national_society,
                after_founding: after_founding_in.contains(sub),
                apart_from: *apart_from,
            };
            activities::events_at_least(case, rule, &asked)
        }
        Check::ProblemSolved { kinds, .. } => activities::problem_solved(case, rule, kinds),
        Check::AssociationFounded { levels } => founding::association_founded(case, rule, levels),
        Check::CountAtLeast { what, least_in } => match least_in.get(sub) {
            Some(least) => counts::count_at_least(case, rule, *what, *least),
            None => Vec::new(),
        },
        Check::CountriesAtLeast { least, excluded, home } => {
            counts::countries_at_least(case, rule, *least, excluded, home)
        }
        Check::PressSubmitted {} => press::press_submitted(case, rule),
        Check::ForumFiled { always_in, duty_of_host_in, trigger, unclear, not_forums, authorities, societies_only } => {
            let forum = Forum {
                always: always_in.contains(sub),
                duty_of_host: duty_of_host_in.contains(sub),
                trigger,
                unclear,
                not_forums,
                authorities,
                societies_only,
            };
            filing::forum_filed(case, rule, &forum)
        }
        Check::InternationalApproved { always_in, title_words, countries, authorities } => {
            let always = always_in.contains(sub);
            let asked = International { always, title_words, countries: *countries, authorities };
            filing::international_approved(case, rule, &asked)
        }
        Check::ChangesRequested {} => changes::changes_requested(case, rule),
        Check::DoneInTime {} => time::done_in_time(case, rule),
        Check::HandedInInTime {} => time::handed_in_in_time(case, rule),
        Check::VouchersInPeriod {} => invoices::vouchers_in_period(case, rule),
        Check::GrantWithinCap {} => money::grant_within_cap(case, rule),
        Check::ChargedWithinGrant {} => money::charged_within_grant(case, rule),
        Check::Articulated {} => money::articulated(case, rule),
        Check::OneUnit {} => money::one_unit(case, rule),
        Check::BudgetFollowed {} => money::budget_followed(case, rule),
        Check::NothingForbidden { class } => spending::nothing_forbidden(case, rule, *class),
        Check::NothingAdvisory { class } => spending::nothing_advisory(case, rule, *class),
        Check::InvoicesUnique {} => invoices::invoices_unique(case, rule),
        Check::BuyerIsGrantee {} => invoices::buyer_is_grantee(case, rule),
        Check::InvoicesCoverLines {} => invoices::invoices_cover_lines(case, rule),
        Check::InvoicesArticulated {} => invoices::invoices_articulated(case, rule),
        Check::FeesArticulated { deduction, deduction_up_to, deduction_percent_above, brackets } => {
            let tax = fees::Withholding {
                deduction: *deduction,
                up_to: *deduction_up_to,
                percent_above: *deduction_percent_above,
                brackets,
            };
            fees::fees_articulated(case, rule, &tax)
        }
        Check::DatesAgree {} => consistency::dates_agree(case, rule),
        Check::NamesAgree {} => consistency::names_agree(case, rule),
        Check::PeopleAgree {} => consistency::people_agree(case, rule),
        Check::JointUnitsAtMost { most } => consistency::joint_units_at_most(case, rule, *most),
        Check::FilesReadable {} => files::files_readable(case, rule),
        Check::NoDuplicateFiles {} => files::no_duplicate_files(case, rule),
        // judged once over the whole run
        Check::PortfolioWithinNotice {} | Check::InvoicesUniqueAcross {} | Check::PapersDistinctAcross { .. } => {
            Vec::new()
        }
    }
}

/// Everything a rule may look at for one dossier.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub pack: &'a Pack,
    pub sub_type: &'a SubTypeSpec,
    pub dossier: &'a Dossier,
    pub kinds: &'a Kinds,
    pub facts: &'a Facts,
    pub accounts: &'a Accounts,
    pub as_of: Day,
}

impl<'a> Case<'a> {
    /// The events that answer to a duty: those with the duty's brand and most papers first, as many as are asked for.
    pub fn chosen(&self, kind: EventKind, least: u32) -> Vec<&'a Event> {
        self.chosen_by(kind, least, |_| true)
    }

    /// As [`Case::chosen`], events that meet `good` first.
    pub fn chosen_by(&self, kind: EventKind, least: u32, good: impl Fn(&Event) -> bool) -> Vec<&'a Event> {
        let mut events = self.of_kind(kind, least);
        events.sort_by_key(|e| {
            let on_duty_alone = e.kinds.len() == 1;
            std::cmp::Reverse((activities::held(self, e), good(e), !e.brands.is_empty(), e.papers.len(), on_duty_alone))
        });
        events.truncate(usize::try_from(least.max(1)).unwrap_or(1));
        events
    }

    /// The sub-type's duty besides 助企 (its only one where there is no other).
    pub fn duty_kind(&self) -> Option<EventKind> {
        let kinds = || self.sub_type.required_events.iter().map(|r| r.kind);
        kinds().find(|k| *k != EventKind::Enterprise).or_else(|| kinds().next())
    }

    /// Events of that duty.
    pub fn duty_events(&self) -> Vec<&'a Event> {
        let kind = self.duty_kind();
        kind.map_or(Vec::new(), |k| self.of_kind(k, 1))
    }

    /// Events of a kind; where they are fewer than asked for, those too whose names leave open what they are.
    pub fn of_kind(&self, kind: EventKind, least: u32) -> Vec<&'a Event> {
        let of = |open: bool| {
            let events = self.facts.events.iter();
            events.filter(move |e| if open { e.kind_open } else { e.kinds.contains(&kind) })
        };
        let mut events: Vec<&Event> = of(false).collect();
        if events.len() < usize::try_from(least.max(1)).unwrap_or(1) {
            events.extend(of(true));
        }
        events
    }

    /// The project's own event, as against one that a stray notice of another programme speaks of.
    pub fn is_own(&self, event: &Event) -> bool {
        self.sub_type.owns(event, &self.pack.roles)
    }

    /// Keys of the grantee's name and aliases.
    pub fn unit_keys(&self) -> Vec<String> {
        let p = &self.facts.project;
        std::iter::once(&p.unit).chain(&p.aliases).map(|u| key(u)).filter(|k| !k.is_empty()).collect()
    }

    /// Starts a finding: severity and advice come from the rule, the words from the check.
    pub fn finding(&self, rule: &Rule, status: Status, message: impl Into<String>) -> Finding {
        let advice = match status {
            Status::Fail => rule.advice.fail.clone(),
            Status::Missing => rule.advice.missing.clone(),
            Status::Review => rule.advice.review.clone(),
            Status::Pass | Status::NotApplicable => String::new(),
        };
        Finding {
            rule: rule.code.clone(),
            status,
            severity: rule.severity_for(&self.sub_type.code),
            subject: String::new(),
            message: message.into(),
            advice,
            evidence: Vec::new(),
            searched: String::new(),
            curable: match status {
                Status::Missing => true,
                Status::Fail => rule.curable,
                _ => false,
            },
        }
    }
}

impl Finding {
    /// What the finding is about; part of its stable id.
    pub fn about(mut self, subject: impl Into<String>) -> Finding {
        self.subject = subject.into();
        self
    }

    pub fn citing(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Finding {
        self.evidence.extend(evidence);
        self
    }

    pub fn having_searched(mut self, searched: impl Into<String>) -> Finding {
        self.searched = searched.into();
        self
    }

    pub fn advise(mut self, advice: impl Into<String>) -> Finding {
        self.advice = advice.into();
        self
    }
}
