// Classes to trees: for each pair of address classes of a plane the rules between them, for each
// such list of rules the first one by service class.
//
// A conduit is a distinct list of rules between two classes. The answer for a service class is the
// first rule of the list that permits it, so file order decides here; and where planes are several,
// once more among their answers.
#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include <boost/functional/hash.hpp>

#include "compiler/intersect.h"
#include "compiler/passes.h"
#include "compiler/shared_trees.h"

namespace sekisho {

namespace {

using RuleList = std::vector<ImageIndex>;

class Combiner {
 public:
  Combiner(const AddressPartition& addresses, const ServicePartition& services, SharedTrees& trees)
      : addresses_(addresses), services_(services), trees_(trees) {
    std::size_t destinations = 0;
    for (const RulesOfClass& plane : addresses.destinations)
      destinations = std::max(destinations, plane.size());
    conduits_.destination_depth = tree_depth_for(destinations);
    conduits_.service_depth = tree_depth_for(services.service_class_count);
    conduits_.dport_depth = tree_depth_for(services.dport_class_count);
    conduits_.sport_depth = tree_depth_for(services.sport_class_count);
    first_.resize(services.service_class_count);
  }

  Conduits run() {
    if (!conduits_.fits()) return std::move(conduits_);
    for (const auto& cells : services_.protocols)
      conduits_.protocols.push_back(build_protocol(cells));
    const std::size_t planes = addresses_.sources.size();
    conduits_.source_rows.resize(addresses_.source_planes.size());
    for (std::size_t plane = 0; plane < planes; ++plane) {
      const auto rows = build_rows(addresses_.sources[plane], addresses_.destinations[plane]);
      for (std::size_t at = plane; at < addresses_.source_planes.size(); at += planes)
        conduits_.source_rows[at] = rows[addresses_.source_planes[at]];
    }
    conduits_.count = known_.size();
    return std::move(conduits_);
  }

 private:
  // Neighbours in the address space mostly share their zone's rules, so each row is the one before,
  // changed where their lists of rules differ. Returned: by source class.
  std::vector<std::uint32_t> build_rows(const RulesOfClass& sources,
                                        const RulesOfClass& destinations) {
    invert(destinations);
    const RuleList none;
    const RuleList* before = &none;
    std::uint32_t row = 0;
    std::vector<std::uint32_t> rows;
    for (const RuleList& rules : sources) {
      if (trees_.is_full()) break;
      row = trees_.update(row, changes_between(*before, rules, destinations),
                          conduits_.destination_depth);
      rows.push_back(row);
      before = &rules;
    }
    rows.resize(sources.size());
    return rows;
  }

  void invert(const RulesOfClass& destinations) {
    classes_of_rule_.assign(services_.list_of_rule.size(), {});
    for (std::uint32_t c = 0; c < destinations.size(); ++c)
      for (const ImageIndex rule : destinations[c]) classes_of_rule_[rule].push_back(c);
  }

  // The destination classes that a rule of one list alone holds, with their conduits by `rules`.
  std::vector<SharedTrees::Entry> changes_between(const RuleList& before, const RuleList& rules,
                                                  const RulesOfClass& destinations) {
    RuleList differing;
    std::set_symmetric_difference(before.begin(), before.end(), rules.begin(), rules.end(),
                                  std::back_inserter(differing));
    std::vector<std::uint32_t> touched;
    for (const ImageIndex rule : differing)
      touched.insert(touched.end(), classes_of_rule_[rule].begin(), classes_of_rule_[rule].end());
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::vector<SharedTrees::Entry> changes;
    for (const std::uint32_t c : touched)
      changes.emplace_back(c, conduit_of(intersect(rules, destinations[c])));
    return changes;
  }

  std::uint32_t conduit_of(RuleList rules) {
    if (rules.empty()) return 0;
    const auto [place, is_new] = known_.try_emplace(std::move(rules), 0);
    if (!is_new) return place->second;
    std::vector<SharedTrees::Entry> entries;
    for (const ImageIndex rule : place->first) {
      if (entries.size() + 1 == first_.size())
        break;  // every service has its rule; class 0 is none
      for (const std::uint32_t c : services_.classes_of(rule))
        if (!std::exchange(first_[c], 1)) entries.emplace_back(c, rule);
    }
    for (const auto& [c, rule] : entries) first_[c] = 0;
    std::sort(entries.begin(), entries.end());
    return place->second = trees_.build(entries, conduits_.service_depth);
  }

  std::uint32_t build_protocol(const std::vector<std::uint32_t>& cells) {
    if (cells.empty()) return 0;
    const std::size_t width = services_.sport_class_count;
    std::vector<std::uint32_t> by_dport;
    for (std::size_t begin = 0; begin < cells.size(); begin += width)
      by_dport.push_back(
          trees_.build_dense(std::span(cells).subspan(begin, width), conduits_.sport_depth));
    return trees_.build_dense(by_dport, conduits_.dport_depth);
  }

  const AddressPartition& addresses_;
  const ServicePartition& services_;
  SharedTrees& trees_;
  Conduits conduits_;
  std::vector<std::vector<std::uint32_t>>
      classes_of_rule_;      // a plane's destination classes by rule
  std::vector<char> first_;  // by service class: whether the conduit being built has its rule
  std::unordered_map<RuleList, std::uint32_t, boost::hash<RuleList>> known_;
};

}  // namespace

Conduits combine_classes(const AddressPartition& addresses, const ServicePartition& services,
                         SharedTrees& trees) {
  return Combiner(addresses, services, trees).run();
}

}  // namespace sekisho
