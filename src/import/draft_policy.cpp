#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "import/draft_zones.h"
#include "import/filter.h"
#include "sekisho/base/utf8.h"
#include "sekisho/policy/one_line_json.h"
#include "sekisho/policy/protocol.h"
#include "sekisho/policy/service_json.h"

namespace sekisho {
namespace {

using DraftJson = nlohmann::ordered_json;

// A policy names its protocols one by one: of a rule for all, those that are in use.
const std::set<std::uint8_t> kCommon = {IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6};

// Nothing: a policy cannot ask this of that protocol.
std::optional<Service> service_of(std::uint8_t protocol, const FlowMatch& match) {
  if ((match.ports || match.source_ports) && !has_ports(protocol)) return std::nullopt;
  if (match.types && !has_types(protocol)) return std::nullopt;
  Service service;
  service.protocol = protocol;
  if (match.ports) service.ports = *match.ports;
  if (match.source_ports) service.source_ports = *match.source_ports;
  if (match.types) service.types.assign(match.types->begin(), match.types->end());
  return service;
}

class PolicyDrafter {
 public:
  PolicyDrafter(std::vector<DraftZone> zones, std::vector<NotCarried>& left_out,
                const ImportOptions& options)
      : zones_(std::move(zones)), left_out_(left_out), options_(options) {}

  ImportedPolicy run(const std::vector<FlowPermission>& permissions) {
    for (const FlowPermission& permission : permissions) add_rule(permission);
    ImportedPolicy draft;
    comment("", say("Drafted by sekisho import. Replies need no rule. Check it with sekisho check, "
                    "and read what was left out."));
    text_ += "{\n  \"sekisho\": 1,\n  \"name\": " +
             on_one_line(say("TO FILL IN").in(options_.language)) + ",\n  \"zones\": [";
    for (std::size_t i = 0; i < zones_.size(); ++i) add_zone(zones_[i], i == 0, draft);
    text_ += zones_.empty() ? "],\n" : "\n  ],\n";
    text_ += "  \"allow\": [" + rules_ + (rules_.empty() ? "]\n}\n" : "\n  ]\n}\n");
    draft.policy = std::move(text_);
    draft.rules = count_;
    return draft;
  }

 private:
  void comment(std::string_view indent, const Text& text) {
    text_.append(indent) += "// " + shown(text.in(options_.language)) + "\n";
  }

  void add_zone(const DraftZone& zone, bool is_first, ImportedPolicy& draft) {
    text_ += is_first ? "\n" : ",\n";
    if (zone.kind.empty()) {
      draft.kindless.push_back(zone.interface);
      comment("    ", say("kind: mynumber, lgwan, lgwan-uplink, internet, dmz, sanitiser, partner, "
                          "development, management or out-of-scope"));
    }
    if (zone.is_inferred)
      comment("    ", say("its networks are those that rules name; --subnet {}=PREFIX gives others",
                          zone.interface));
    DraftJson json;
    json["id"] = zone.id;
    json["kind"] = zone.kind.empty() ? say("TO FILL IN").in(options_.language) : zone.kind;
    json["interfaces"] = {zone.interface};
    json["subnets"] = DraftJson::array();
    for (const Prefix& prefix : zone.subnets) json["subnets"].push_back(to_string(prefix));
    text_ += "    " + on_one_line(json);
  }

  void leave_out(const FlowPermission& permission, const Text& why) {
    left_out_.push_back({permission.line, permission.text, why});
  }

  // Of the zones of these interfaces, or all: those that are wholly in `wanted`, and what else is.
  DraftJson ends_of(const std::optional<std::set<std::string>>& interfaces,
                    const RangeSet& wanted) const {
    DraftJson ends = DraftJson::array();
    for (const DraftZone& zone : zones_) {
      if (zone.extent.empty() || (interfaces && !interfaces->contains(zone.interface))) continue;
      if (holds_all(wanted, zone.extent)) {
        ends.push_back("zone:" + zone.id);
        continue;
      }
      for (const AddressRange& range : intersection(wanted, zone.extent))
        ends.push_back(to_string(range));
    }
    return ends;
  }

  // What a rule names, in no zone that it can mean; "" where it names nothing, or all but
  // something.
  std::string missed(const std::optional<std::set<std::string>>& interfaces,
                     RangeSet wanted) const {
    if (!std::all_of(wanted.begin(), wanted.end(), names_a_network)) return "";
    for (const DraftZone& zone : zones_)
      if (!interfaces || interfaces->contains(zone.interface))
        wanted = difference(wanted, zone.extent);
    std::string text;
    for (const AddressRange& range : wanted) text += (text.empty() ? "" : ", ") + to_string(range);
    return text;
  }

  DraftJson services_of(const FlowPermission& permission) {
    const FlowMatch& match = permission.match;
    if (!match.protocols && !match.types)
      leave_out(permission,
                say("it takes every protocol: only TCP, UDP and ICMP are carried over"));
    DraftJson services = DraftJson::array();
    for (const std::uint8_t protocol : match.protocols.value_or(kCommon)) {
      if (const auto service = service_of(protocol, match))
        services.push_back(service_json(*service));
    }
    return services;
  }

  void add_rule(const FlowPermission& permission) {
    const FlowMatch& match = permission.match;
    const DraftJson from = ends_of(match.in, match.source);
    const DraftJson to = ends_of(match.out, match.destination);
    const std::string sources = missed(match.in, match.source);
    const std::string destinations = missed(match.out, match.destination);
    if (!sources.empty())
      leave_out(permission, say("source {} is in no zone of the draft; name its network with "
                                "--subnet",
                                sources));
    if (!destinations.empty())
      leave_out(permission, say("destination {} is in no zone of the draft; name its network with "
                                "--subnet",
                                destinations));
    if (from.empty() || to.empty()) {
      if (sources.empty() && destinations.empty())
        leave_out(permission, say("one of its interfaces is no zone of the draft"));
      return;
    }
    DraftJson services = services_of(permission);
    if (services.empty()) {
      leave_out(permission, say("a policy cannot ask this of that protocol"));
      return;
    }
    DraftJson json;
    json["id"] = "imported-" + std::to_string(++count_);
    json["from"] = from;
    json["to"] = to;
    json["services"] = std::move(services);
    if (!permission.label.empty()) json["label"] = shown(permission.label);
    if (permission.log) json["log"] = true;
    rules_ += count_ == 1 ? "\n" : ",\n";
    rules_ += "    // " +
              shown(say("line {}: {}", permission.line, permission.text).in(options_.language)) +
              "\n    " + on_one_line(json);
  }

  std::vector<DraftZone> zones_;
  std::vector<NotCarried>& left_out_;
  const ImportOptions& options_;
  std::string text_, rules_;
  std::size_t count_ = 0;
};

// By line. A rule that stands for several, or for both families, gives its reason once.
std::vector<NotCarried> listed_once(std::vector<NotCarried> list) {
  std::set<std::tuple<std::uint32_t, std::string, std::string>> seen;
  std::erase_if(list, [&](const NotCarried& each) {
    return !seen.insert({each.line, each.text, each.why.en}).second;
  });
  std::ranges::stable_sort(list, {}, &NotCarried::line);
  return list;
}

}  // namespace

ImportedPolicy draft_policy(const FilterRules& rules, const ImportOptions& options) {
  std::vector<NotCarried> left_out = rules.left_out;
  const Permitted permitted = permissions_of(rules, left_out);
  auto zones = draft_zones(permitted.asked, options, left_out);
  ImportedPolicy draft =
      PolicyDrafter(std::move(zones), left_out, options).run(permitted.permissions);
  draft.left_out = listed_once(std::move(left_out));
  return draft;
}

}  // namespace sekisho
