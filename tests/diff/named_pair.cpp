#include "named_pair.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::test {

std::string text_of(const WrittenAddresses& written) {
  std::string text = fmt::format("{}", fmt::join(written.names, ", "));
  if (!written.except.empty()) text += fmt::format(" except {}", fmt::join(written.except, ", "));
  return text;
}

std::string text_of(const Occasion& occasion) {
  std::string text;
  for (const Period& period : occasion.periods)
    text += fmt::format(" [{}..{}{}{}]", period.from ? to_rfc3339(*period.from) : "",
                        period.until ? to_rfc3339(*period.until) : "",
                        period.weekly.empty() ? "" : " ", fmt::join(period.weekly, "; "));
  if (!occasion.relaxation.empty()) text += " relaxed " + occasion.relaxation;
  return text;
}

const Instant kFriday = *parse_instant("2026-11-20T10:00:00+09:00");

Json base() {
  return Json::parse(R"({
    "sekisho": 1, "name": "base",
    "gateway": {"addresses": ["10.1.0.1"]},
    "zones": [
      {"id": "office", "kind": "dmz", "interfaces": ["eth1"], "devices": "registered",
       "subnets": ["10.1.0.0/24", "2001:db8:1::/64"]},
      {"id": "server", "kind": "dmz", "interfaces": ["eth2"],
       "subnets": ["10.2.0.0/24", "2001:db8:2::/64"]},
      {"id": "inet", "kind": "internet", "interfaces": ["eth3"], "subnets": ["0.0.0.0/0"]}],
    "devices": [
      {"id": "pc-1", "zone": "office", "mac": "00:00:5e:00:53:01",
       "ip": ["10.1.0.10", "2001:db8:1::10"]},
      {"id": "router", "zone": "office", "mac": "00:00:5e:00:53:02", "ip": "10.1.0.2",
       "role": "router"},
      {"id": "pc-2", "zone": "office", "via": "router", "ip": "10.1.0.20"},
      {"id": "web", "zone": "server", "mac": "00:00:5e:00:53:80",
       "ip": ["10.2.0.80", "2001:db8:2::80"]},
      {"id": "db", "zone": "server", "mac": "00:00:5e:00:53:81", "ip": "10.2.0.81"}],
    "groups": {"pcs": ["device:pc-1", "device:pc-2"], "servers": ["device:web", "device:db"]},
    "services": {"app": [{"proto": "tcp", "ports": ["8000-8010"]}]},
    "allow": [
      {"id": "web", "from": ["zone:office"], "to": ["device:web"], "services": ["https", "ping"]},
      {"id": "app", "from": ["group:pcs"], "to": ["group:servers"], "services": ["app"]},
      {"id": "out", "from": ["zone:server"], "to": ["203.0.113.0/24"], "services": ["http"]}],
    "block": [{"id": "bad", "match": ["203.0.113.66"]}],
    "relaxations": [
      {"id": "storm", "label": "storm",
       "allow": [{"id": "r-dns", "from": ["device:pc-1"], "to": ["10.2.0.53"],
                  "services": ["dns"]}]}]
  })");
}

PolicyDiff diff_of(const Json& before, const Json& after) {
  const WrittenPolicy a = read_policy(before, kFriday), b = read_policy(after, kFriday);
  return diff_policies({a.model, a.names}, {b.model, b.names}, kFriday);
}

PolicyDiff diff_of(const Edit& edit) {
  Json after = base();
  edit(after);
  return diff_of(base(), after);
}

Texts flows_of(const PolicyDiff& diff, FlowChange change) {
  std::vector<std::string> texts;
  for (const auto& [region, occasion] : diff.flows[static_cast<std::size_t>(change)]) {
    std::vector<std::string> services;
    for (const WrittenService& service : region.written_services)
      services.push_back(to_string(service));
    texts.push_back(fmt::format("{} > {}: {} by {}{}", text_of(region.written_from),
                                text_of(region.written_to), fmt::join(services, ", "),
                                fmt::join(region.rules, ", "), text_of(occasion)));
  }
  return texts;
}

Texts allowed_by(const Edit& edit) {
  return flows_of(diff_of(edit), FlowChange::allowed);
}
Texts denied_by(const Edit& edit) {
  return flows_of(diff_of(edit), FlowChange::denied);
}

}  // namespace sekisho::test
