// 無害化通信: what joins LGWAN接続系 and インターネット接続系 (policy.md 3).
#include <netinet/in.h>

#include <algorithm>
#include <initializer_list>

#include "policy/separate_checks.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

const SanitiserSet* sanitiser_of(const Landscape& land, const Rule& rule) {
  const auto found = land.sanitisers.find(rule.paper.sanitiser_id);
  return found == land.sanitisers.end() ? nullptr : &found->second;
}

bool is_exactly(const End& end, const SanitiserSet& sanitiser) {
  return std::all_of(end.reaches.begin(), end.reaches.end(), [&](const Reach& reach) {
    return reach.endpoint->kind == EndpointKind::device &&
           sanitiser.devices.contains(reach.endpoint->device);
  });
}

// Which way a method's flows begin; a zone of sanitisers may stand for either end.
struct MethodRow {
  std::string_view method;
  std::initializer_list<PolicyModel> models;
  ZoneKind from;
  ZoneKind to;
};

constexpr PolicyModel kAlpha = PolicyModel::alpha;
constexpr PolicyModel kAlphaPrime = PolicyModel::alpha_prime;
constexpr PolicyModel kBeta = PolicyModel::beta;
constexpr PolicyModel kBetaPrime = PolicyModel::beta_prime;

// file-sanitise goes any way: one end is the sanitiser.
const MethodRow kMethods[] = {
    {"mail-text", {kAlpha, kAlphaPrime, kBeta, kBetaPrime}, ZoneKind::internet, ZoneKind::lgwan},
    {"screen-transfer", {kAlpha, kAlphaPrime}, ZoneKind::lgwan, ZoneKind::internet},
    {"screen-transfer", {kBeta, kBetaPrime}, ZoneKind::internet, ZoneKind::lgwan},
};

const MethodRow* find_method(std::string_view method, PolicyModel model) {
  for (const MethodRow& row : kMethods) {
    const bool is_models =
        std::find(row.models.begin(), row.models.end(), model) != row.models.end();
    if (row.method == method && is_models) return &row;
  }
  return nullptr;
}

bool may_stand_for(ZoneKind kind, ZoneKind wanted) {
  return kind == wanted || kind == ZoneKind::sanitiser;
}

bool is_mail(const Service& service) {
  constexpr PortRange kSmtp{25, 25};
  constexpr PortRange kSubmission{587, 587};
  return service.protocol == IPPROTO_TCP && !service.ports.empty() &&
         std::all_of(service.ports.begin(), service.ports.end(), [&](const PortRange& range) {
           return range == kSmtp || range == kSubmission;
         });
}

bool is_between_lgwan_and_internet(const Conduit& conduit) {
  const ZoneKind from = conduit.from.kind;
  const ZoneKind to = conduit.to.kind;
  return (from == ZoneKind::lgwan && to == ZoneKind::internet) ||
         (from == ZoneKind::internet && to == ZoneKind::lgwan);
}

const End& internet_end(const Conduit& conduit) {
  return conduit.from.kind == ZoneKind::internet ? conduit.from : conduit.to;
}

// No more addresses than a /24 has, or a /48 of IPv6.
bool is_narrow(const AddressRange& range) {
  constexpr unsigned kHostBits = 32 - 24;
  constexpr unsigned kHostBits6 = 128 - 48;
  const unsigned bits = range.family == Family::ipv4 ? kHostBits : kHostBits6;
  return (range.last - range.first) >> bits == 0;
}

// A written range counts as written, also where only a part of it lies in the zone.
const AddressRange& extent_of(const Reach& reach) {
  return reach.endpoint->kind == EndpointKind::range ? reach.endpoint->range : reach.range;
}

// What is wrong with a local breakout to these addresses, or nullopt.
std::optional<Text> wrong_with_breakout(const Landscape& land, const Rule& rule,
                                        const Reach& reach) {
  const std::string to = written(land.model, *reach.endpoint);
  if (land.model.model == kAlpha) {
    return say(
        "\"{}\" is the Internet outside the security cloud; model alpha has no local "
        "breakout, only alpha-prime, beta and beta-prime have",
        to);
  }
  if (!is_exception(rule)) {
    return say(
        "\"{}\" is the Internet outside the security cloud; local breakout is an exception, "
        "with its approval",
        to);
  }
  if (is_narrow(extent_of(reach))) return std::nullopt;
  return say(
      "\"{}\" is too wide for local breakout, which goes to prefixes no shorter than /24 or "
      "/48",
      to);
}

}  // namespace

std::optional<Finding> ask_sanitiser_end(const Landscape& land, const Conduit& conduit) {
  const SanitiserSet* named = sanitiser_of(land, conduit.rule);
  if (!named) return std::nullopt;
  const Sanitiser* sanitiser = named->sanitiser;
  const std::string& method = conduit.rule.paper.sanitiser_method;
  const auto& methods = sanitiser->methods;
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
    return finding("SK3102", land, conduit, conduit.rule.where,
                   say("sanitiser \"{}\" does not list the method {}", sanitiser->id, method));
  }
  if (is_exactly(conduit.from, *named) || is_exactly(conduit.to, *named)) {
    return std::nullopt;
  }
  return finding("SK3102", land, conduit, conduit.rule.where,
                 say("neither end is exactly devices of sanitiser \"{}\"; one end of a sanitiser "
                     "rule is its devices and nothing else",
                     sanitiser->id));
}

std::optional<Finding> ask_method(const Landscape& land, const Conduit& conduit) {
  const std::string& method = conduit.rule.paper.sanitiser_method;
  const MethodRow* row = find_method(method, land.model.model);
  if (!has_sanitiser(conduit.rule) || !row) return std::nullopt;
  const bool is_right_way =
      may_stand_for(conduit.from.kind, row->from) && may_stand_for(conduit.to.kind, row->to);
  if (!is_right_way) {
    return finding(
        "SK3103", land, conduit, conduit.rule.where,
        say("with model {} the method {} goes from {} to {} only", to_string(land.model.model),
            method, to_string(row->from), to_string(row->to)));
  }
  if (method != "mail-text") return std::nullopt;
  for (const Service& service : conduit.rule.services) {
    if (is_mail(service)) continue;
    return finding(
        "SK3103", land, conduit, service.where,
        say("{} is not for the method mail-text, which is tcp 25 or 587 only", written(service)));
  }
  return std::nullopt;
}

std::optional<Finding> ask_breakout(const Landscape& land, const Conduit& conduit) {
  if (has_sanitiser(conduit.rule)) return std::nullopt;
  for (const Reach& reach : internet_end(conduit).reaches) {
    if (land.near_internet.contains(reach.range)) continue;
    const auto wrong = wrong_with_breakout(land, conduit.rule, reach);
    if (wrong) return finding("SK3104", land, conduit, reach.endpoint->where, *wrong);
  }
  return std::nullopt;
}

std::optional<Finding> ask_outward(const Landscape& land, const Conduit& conduit) {
  if (has_sanitiser(conduit.rule)) return std::nullopt;
  const Text rest =
      say("LGWAN and the Internet are joined by a sanitiser method only, or by an exception from "
          "devices to explicit addresses");
  if (!is_exception(conduit.rule)) {
    return finding("SK3101", land, conduit, conduit.to.where(), rest);
  }
  const Endpoint* no_device = first_that_is_no_device(conduit.from);
  if (no_device) return finding("SK3101", land, conduit, no_device->where, rest);
  for (const Reach& reach : conduit.to.reaches) {
    const bool is_explicit = reach.endpoint->kind != EndpointKind::zone;
    if (!is_explicit) return finding("SK3101", land, conduit, reach.endpoint->where, rest);
  }
  return std::nullopt;
}

std::optional<Finding> ask_inward(const Landscape& land, const Conduit& conduit) {
  if (has_sanitiser(conduit.rule)) return std::nullopt;
  return finding("SK3101", land, conduit, conduit.from.where(),
                 say("from the Internet into LGWAN a flow needs a sanitiser method, an exception "
                     "too"));
}

// Local breakout obeys rules of its own (ask_breakout).
std::optional<Finding> ask_cloud(const Landscape& land, const Conduit& conduit) {
  if (land.model.security_cloud.empty()) return std::nullopt;
  if (is_between_lgwan_and_internet(conduit) && !has_sanitiser(conduit.rule)) return std::nullopt;
  for (const End* end : {&conduit.from, &conduit.to}) {
    for (const Reach& reach : end->reaches) {
      const auto outside = land.known.first_outside(reach.range);
      const bool is_gateway = reach.endpoint->kind == EndpointKind::gateway;
      if (!outside || is_gateway) continue;
      return finding("SK3107", land, conduit, reach.endpoint->where,
                     say("\"{}\" holds {}, which is the Internet other than through the security "
                         "cloud; name only addresses of security_cloud",
                         written(land.model, *reach.endpoint), to_string(*outside)));
    }
  }
  return std::nullopt;
}

}  // namespace sekisho
