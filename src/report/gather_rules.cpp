// Rules as an auditor reads them: between which zones, how wide, how its ends are recognised.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/separate_checks.h"
#include "report/gather.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/protocol.h"
#include "sekisho/policy/written.h"

namespace sekisho::report {
namespace {

std::string write_date(const std::optional<Date>& date) {
  return date ? to_string(*date) : "";
}

std::string write_addresses(const std::vector<AddressRange>& ranges) {
  std::vector<std::string> texts;
  texts.reserve(ranges.size());
  for (const AddressRange& range : ranges) texts.push_back(to_string(range));
  return fmt::format("{}", fmt::join(texts, " "));
}

std::string write_macs(const std::vector<Mac>& macs) {
  std::vector<std::string> texts;
  texts.reserve(macs.size());
  for (const Mac& mac : macs) texts.push_back(to_string(mac));
  return fmt::format("{}", fmt::join(texts, " "));
}

EndFacts describe_end(const Model& model, const Endpoint& endpoint) {
  EndFacts facts;
  facts.written = written(model, endpoint);
  if (endpoint.kind == EndpointKind::zone) facts.label = model[endpoint.zone].label;
  if (endpoint.kind != EndpointKind::device) return facts;
  const Device& device = model[endpoint.device];
  if (!endpoint.group.empty()) facts.written += " device:" + device.id;
  facts.label = device.label;
  facts.addresses = write_addresses(device.addresses);
  if (device.via) {
    facts.router = model[*device.via].id;
  } else {
    facts.mac = write_macs(device.macs);
  }
  return facts;
}

double count_of(const std::vector<PortRange>& ports) {
  if (ports.empty()) return 65536;
  std::vector<AddressRange> ranges;
  ranges.reserve(ports.size());
  for (const PortRange& each : ports) ranges.push_back({Family::ipv4, each.first, each.last});
  double count = 0;
  for (const AddressRange& each : make_set(std::move(ranges)))
    count += static_cast<double>(each.last - each.first) + 1;
  return count;
}

bool holds_port(const Service& service, std::initializer_list<std::uint16_t> wanted) {
  if (!has_ports(service.protocol) || service.ports.empty()) return false;
  return std::any_of(wanted.begin(), wanted.end(), [&](std::uint16_t port) {
    return std::any_of(service.ports.begin(), service.ports.end(), [&](const PortRange& range) {
      return range.first <= port && port <= range.last;
    });
  });
}

// A service without ports counts as one, ICMP by its types.
void measure_services(const Rule& rule, RuleFacts& facts) {
  for (const Service& service : rule.services) {
    const bool is_icmp = service.protocol == 1 || service.protocol == 58;
    if (has_ports(service.protocol)) {
      facts.ports += count_of(service.ports);
      facts.all_ports |= service.ports.empty();
    } else {
      facts.ports += !is_icmp ? 1 : service.types.empty() ? 256 : double(service.types.size());
    }
    facts.mail |= holds_port(service, {25, 465, 587});
    // ssh, telnet, rdp, vnc, winrm
    facts.administers |= holds_port(service, {22, 23, 3389, 5900, 5985, 5986});
  }
}

struct Size {
  double v4 = 0, v6 = 0;
};

// Of what the ends hold together, each address once.
Size size_of(const std::vector<End>& ends) {
  std::vector<AddressRange> ranges;
  for (const End& end : ends) {
    for (const Reach& reach : end.reaches) ranges.push_back(reach.range);
  }
  Size size;
  for (const AddressRange& each : make_set(std::move(ranges)))
    (each.family == Family::ipv4 ? size.v4 : size.v6) +=
        static_cast<double>(each.last - each.first) + 1;
  return size;
}

bool is_routed(const Model& model, const End& end) {
  return std::any_of(end.reaches.begin(), end.reaches.end(), [&](const Reach& reach) {
    return reach.endpoint->kind == EndpointKind::device && model[reach.endpoint->device].via;
  });
}

// From LGWAN to what is neither an internet zone's private network nor the security cloud.
bool is_breakout(const Landscape& land, const sekisho::Conduit& conduit) {
  const bool is_outward =
      conduit.from.kind == ZoneKind::lgwan && conduit.to.kind == ZoneKind::internet;
  if (!is_outward || has_sanitiser(conduit.rule)) return false;
  return std::any_of(conduit.to.reaches.begin(), conduit.to.reaches.end(),
                     [&](const Reach& reach) { return !land.near_internet.contains(reach.range); });
}

void judge_conduit(const Landscape& land, const sekisho::Conduit& conduit, RuleFacts& facts) {
  const std::size_t gateway = land.model.zones.size();
  const auto place_of = [&](const End& end) { return end.zone ? index_of(*end.zone) : gateway; };
  facts.pairs.emplace_back(place_of(conduit.from), place_of(conduit.to));
  facts.breakout |= is_breakout(land, conduit);
  if (!is_mynumber_rule(conduit)) return;
  facts.limited = true;
  facts.by_router |= is_routed(land.model, conduit.from) || is_routed(land.model, conduit.to);
  const End& far = far_end(conduit);
  const bool is_of_others = far.kind == ZoneKind::partner || is_routed(land.model, far);
  facts.far_is_remote |= conduit.rule.paper.government_system.empty() && is_of_others;
}

void copy_paper(const RulePaper& paper, RuleFacts& facts) {
  facts.label = paper.label;
  facts.basis = paper.basis;
  facts.necessity = paper.necessity;
  facts.owner = paper.owner;
  facts.government_system = paper.government_system;
  facts.sanitiser = paper.sanitiser_id;
  facts.method = paper.sanitiser_method;
  facts.approved_by = paper.approved_by;
  facts.approved_on = write_date(paper.approved_on);
  facts.expires = write_date(paper.expires);
  facts.review_by = write_date(paper.review_by);
  facts.ticket = paper.ticket;
  facts.reason = paper.reason;
  facts.applicant = paper.applicant;
  facts.departs_from = paper.departs_from;
}

// Its `expires` is past, its review is due, it ends soon, or begins later, in this order.
void judge_exception(const Rule& rule, Date today, RuleFacts& facts) {
  if (rule.kind != RuleKind::exception || !rule.paper.expires) return;
  facts.days_left = days_between(today, *rule.paper.expires);
  const bool is_unreviewed = rule.paper.review_by && *rule.paper.review_by < today;
  const bool begins_later = rule.dates.starts && today < *rule.dates.starts;
  facts.state = facts.expired                  ? ExceptionState::expired
                : is_unreviewed                ? ExceptionState::review_due
                : facts.days_left <= kSoonDays ? ExceptionState::ends_soon
                : begins_later                 ? ExceptionState::not_yet
                                               : ExceptionState::in_force;
}

RuleFacts describe_rule(const Landscape& land, EndFinder& finder, const Rule& rule) {
  RuleFacts facts;
  facts.id = rule.id;
  facts.kind = rule.kind;
  facts.relaxation = rule.relaxation;
  facts.services = write_services(rule.services);
  facts.schedule = rule.schedule ? written(*rule.schedule) : "";
  facts.starts = write_date(rule.dates.starts);
  facts.ends = write_date(rule.dates.ends);
  facts.log = rule.log;
  copy_paper(rule.paper, facts);
  measure_services(rule, facts);
  const std::vector<End> from = finder.ends_of(rule.from), to = finder.ends_of(rule.to);
  for (const End& one : from) {
    for (const End& other : to) judge_conduit(land, {rule, one, other}, facts);
  }
  std::sort(facts.pairs.begin(), facts.pairs.end());
  facts.from = describe_ends(land.model, rule.from, facts.limited);
  facts.to = describe_ends(land.model, rule.to, facts.limited);
  const Size sources = size_of(from), destinations = size_of(to);
  facts.sources = sources.v4 + sources.v6;
  facts.destinations = destinations.v4 + destinations.v6;
  // No packet goes from one family to the other.
  facts.width = (sources.v4 * destinations.v4 + sources.v6 * destinations.v6) * facts.ports;
  return facts;
}

}  // namespace

std::vector<EndFacts> describe_ends(const Model& model, const std::vector<Endpoint>& endpoints,
                                    bool opens_groups) {
  std::vector<EndFacts> ends;
  std::set<std::string> told;
  for (const Endpoint& endpoint : endpoints) {
    const bool is_group = !endpoint.group.empty() && !opens_groups;
    EndFacts facts = is_group ? EndFacts{"group:" + endpoint.group, "", "", "", ""}
                              : describe_end(model, endpoint);
    if (told.insert(facts.written).second) ends.push_back(std::move(facts));
  }
  return ends;
}

std::vector<std::string> write_services(const std::vector<Service>& services) {
  std::vector<std::string> texts;
  for (const Service& service : services) {
    std::string text = written(service);
    if (has_ports(service.protocol) && service.ports.empty()) text += "/*";
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  return texts;
}

std::vector<RuleFacts> gather_rules(const Model& model, Instant at) {
  const Landscape land(model);
  EndFinder finder(model);
  const Date today = model.time_zone.local(at).date;
  std::vector<RuleFacts> rules;
  for (const Rule& rule : model.rules) {
    RuleFacts facts = describe_rule(land, finder, rule);
    facts.in_force = is_in_force(rule, model.time_zone, at, {});
    facts.expired = is_expired(rule, today);
    judge_exception(rule, today, facts);
    rules.push_back(std::move(facts));
  }
  return rules;
}

}  // namespace sekisho::report
