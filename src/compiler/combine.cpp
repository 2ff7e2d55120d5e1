// Classes to trees: for each pair of address classes the rules between them, for each such list of
// rules the first one by service class.
//
// A conduit is a distinct list of rules between two classes. The answer for a service class is the
// first rule of the list that permits it, so file order decides here and nowhere else.
#include <map>
#include <unordered_map>

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
    for (const RuleList& rules : addresses_.source_classes)
      conduits_.source_rows.push_back(build_row(rules));
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

  std::uint32_t build_row(const RuleList& rules) {
    std::map<std::uint32_t, RuleList> lists;  // by destination class
    for (const ImageIndex rule : rules)
      for (const std::uint32_t c : classes_of_rule_[rule]) lists[c].push_back(rule);
    std::vector<SharedTrees::Entry> entries;
    for (const auto& [c, list] : lists) entries.emplace_back(c, conduit_of(list));
    return trees_.build(entries, conduits_.destination_depth);
  }

  std::uint32_t conduit_of(const RuleList& rules) {
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
  std::map<RuleList, std::uint32_t> known_;
};

}  // namespace

Conduits combine_classes(const AddressPartition& addresses, const ServicePartition& services,
                         SharedTrees& trees) {
  return Combiner(addresses, services, trees).run();
}

}  // namespace sekisho
