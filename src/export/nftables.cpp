#include "sekisho/export/nftables.h"

#include <fmt/format.h>

#include "export/tables.h"

namespace sekisho {
namespace {

// English alone: the file is nft's, and an operator's in any language.
void write_head(nft::Script& script, const nft::View& view,
                const std::vector<Unexpressed>& left_out) {
  script.comment(fmt::format("The nearest nftables ruleset to the policy {}",
                             view.model.digest.empty() ? "given" : view.model.digest));
  script.comment(fmt::format("as it is at {}. Load it with: nft -f FILE", to_rfc3339(view.at)));
  script.comment("Over a bridge it needs br_netfilter, and these set to 1:");
  script.comment("  net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables");
  script.comment("  net.bridge.bridge-nf-filter-vlan-tagged");
  script.comment("");
  script.comment("What nftables cannot express:");
  for (const Unexpressed& each : left_out) {
    script.comment(fmt::format("  {}: {}", each.id, each.what.en));
    if (!each.reasons.empty())
      script.comment(fmt::format("    (reasons: {})", fmt::join(each.reasons, ", ")));
  }
  script.blank();
}

// Loading the file again replaces what it loaded before, in one transaction.
void write_replacement(nft::Script& script, const char* table) {
  script.line(fmt::format("add table {}", table));
  script.line(fmt::format("delete table {}", table));
}

}  // namespace

NftExport to_nftables(const Model& model, Instant at, const SwitchedOn& relaxed) {
  const nft::View view(model, at, relaxed);
  NftExport made;
  made.left_out = nft::list_left_out(view);
  nft::Script script;
  write_head(script, view, made.left_out);
  write_replacement(script, "netdev sekisho");
  write_replacement(script, "inet sekisho");
  script.blank();
  nft::write_ingress_table(script, view);
  script.blank();
  nft::write_flow_table(script, view);
  made.ruleset = script.text();
  return made;
}

}  // namespace sekisho
