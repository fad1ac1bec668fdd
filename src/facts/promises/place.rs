//! Where a sentence says that an event is to be held, by city, as against whose city it names (“南宁市科协承办”).

use std::collections::BTreeSet;

use crate::model::language::language;

/// Marks between several cities.
const BETWEEN: [char; 3] = ['、', '和', '及'];

/// The cities of each place in a folded sentence.
pub(super) fn held_in(folded: &str) -> Vec<BTreeSet<String>> {
    let (gazetteer, words) = (&language().places.gazetteer, &language().promises);
    let mut out: Vec<BTreeSet<String>> = Vec::new();
    // the end of the last place, when it was one
    let mut goes_on = 0;
    for named in gazetteer.find(folded).into_iter().filter(|n| !n.city.is_empty()) {
        let before = folded.get(..named.at.start).unwrap_or_default();
        // “在广西南宁市”
        let region = gazetteer.find(before).into_iter().find(|n| n.region && n.at.end == before.len());
        let before = region.map_or(before, |r| before.get(..r.at.start).unwrap_or_default());
        let behind = folded.get(named.at.end..).unwrap_or_default();
        let behind = behind.strip_prefix('市').unwrap_or(behind);
        let end = folded.len() - behind.len();
        let joined = goes_on > 0
            && folded.get(goes_on..named.at.start).is_some_and(|gap| gap.chars().all(|c| BETWEEN.contains(&c)));
        let held_there = language().clauses.holds.find(behind).is_some_and(|f| f.start == 0);
        if words.of_a_body.hits(behind) || !(joined || words.held_at.hits(before) || held_there) {
            continue;
        }
        let cities = BTreeSet::from([named.city.to_owned()]);
        match out.last_mut().filter(|_| joined) {
            Some(last) => last.extend(cities),
            None => out.push(cities),
        }
        goes_on = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;

    #[test]
    fn where_it_is_held_and_whose_city_is_named() {
        let cities = |text: &str| -> Vec<String> { held_in(&fold(text)).into_iter().flatten().collect() };
        for (text, city) in [
            ("2026年9月在南宁市举办研讨会", "南宁"),
            ("于百色召开", "百色"),
            ("桂林市举办年会", "桂林"),
            ("在广西柳州市开展", "柳州"),
        ] {
            assert_eq!(cities(text), [city], "{text}");
        }
        assert_eq!(cities("赴河池、来宾开展助企活动"), ["来宾", "河池"]);
        for text in ["由南宁市科协承办", "在南宁市科协指导下开展活动", "地址：柳州市城中区"]
        {
            assert!(cities(text).is_empty(), "{text}");
        }
    }
}
