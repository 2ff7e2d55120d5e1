// Classes to trees: for each pair of address classes the rules between them, for each such list of
// rules the first one by service class.
//
// A conduit is a distinct list of rules between two classes. The answer for a service class is the
// first rule of the list that permits it, so file order decides here and nowhere else.
#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include <boost/functional/hash.hpp>

#include "compiler/passes.h"
#include "compiler/shared_trees.h"

namespace sekisho {

namespace {

using RuleList = std::vector<ImageIndex>;

class Combiner {
 public:
  Combiner(const AddressPartition& addresses, const ServicePartition& services, SharedTrees& trees)
      : addresses_(addresses), services_(services), trees_(trees) {
    conduits_.destination_depth = tree_depth_for(addresses.destination_classes.size());
    conduits_.service_depth = tree_depth_for(services.service_class_count);
    conduits_.dport_depth = tree_depth_for(services.dport_class_count);
    conduits_.sport_depth = tree_depth_for(services.sport_class_count);
  }

  Conduits run() {
    if (!conduits_.fits()) return std::move(conduits_);
    invert_destinations();
    build_rows();
    for (const auto& cells : services_.protocols)
      conduits_.protocols.push_back(build_protocol(cells));
    conduits_.count = known_.size();
    return std::move(conduits_);
  }

 private:
  void invert_destinations() {
    classes_of_rule_.resize(services_.rule_classes.size());
    for (std::uint32_t c = 0; c < addresses_.destination_classes.size(); ++c)
      for (const ImageIndex rule : addresses_.destination_classes[c])
        classes_of_rule_[rule].push_back(c);
  }

  // Neighbours in the address space mostly share their zone's rules, so each row is the one before,
  // changed where their lists of rules differ.
  void build_rows() {
    const RuleList none;
    const RuleList* before = &none;
    std::uint32_t row = 0;
    for (const RuleList& rules : addresses_.source_classes) {
      row = trees_.update(row, changes_between(*before, rules), conduits_.destination_depth);
      conduits_.source_rows.push_back(row);
      before = &rules;
    }
  }

  // The destination classes that a rule of one list alone holds, with their conduits by `rules`.
  std::vector<SharedTrees::Entry> changes_between(const RuleList& before, const RuleList& rules) {
    RuleList differing;
    std::set_symmetric_difference(before.begin(), before.end(), rules.begin(), rules.end(),
                                  std::back_inserter(differing));
    std::vector<std::uint32_t> touched;
    for (const ImageIndex rule : differing)
      touched.insert(touched.end(), classes_of_rule_[rule].begin(), classes_of_rule_[rule].end());
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::vector<SharedTrees::Entry> changes;
    for (const std::uint32_t c : touched) {
      RuleList both;
      const RuleList& holding = addresses_.destination_classes[c];
      std::set_intersection(rules.begin(), rules.end(), holding.begin(), holding.end(),
                            std::back_inserter(both));
      changes.emplace_back(c, conduit_of(both));
    }
    return changes;
  }

  std::uint32_t conduit_of(const RuleList& rules) {
    if (rules.empty()) return 0;
    const auto [place, is_new] = known_.try_emplace(rules, 0);
    if (!is_new) return place->second;
    std::map<std::uint32_t, std::uint32_t> first;  // by service class
    for (const ImageIndex rule : rules)
      for (const std::uint32_t c : services_.rule_classes[rule]) first.try_emplace(c, rule);
    const std::vector<SharedTrees::Entry> entries(first.begin(), first.end());
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
  std::vector<std::vector<std::uint32_t>> classes_of_rule_;  // destination classes by image rule
  std::unordered_map<RuleList, std::uint32_t, boost::hash<RuleList>> known_;
};

}  // namespace

Conduits combine_classes(const AddressPartition& addresses, const ServicePartition& services,
                         SharedTrees& trees) {
  return Combiner(addresses, services, trees).run();
}

}  // namespace sekisho
