// Rules, blocks, devices and zones, field by field.
#include "diff/compare_fields.h"

#include <fmt/format.h>

#include "diff/field_text.h"
#include "sekisho/base/range_set.h"

namespace sekisho::diffing {

namespace {

// Of rules and blocks nothing decides by itself: that is for regions to say.
void compare_paper(Fields& fields, const RulePaper& a, const RulePaper& b) {
  const auto text = [&](const char* name, std::string RulePaper::*field) {
    compare_field(fields, name, one(a.*field), one(b.*field), false);
  };
  text("label", &RulePaper::label);
  text("basis", &RulePaper::basis);
  text("necessity", &RulePaper::necessity);
  text("owner", &RulePaper::owner);
  text("government_system", &RulePaper::government_system);
  compare_field(fields, "sanitiser", one(a.sanitiser_id), one(b.sanitiser_id), false);
  compare_field(fields, "sanitiser method", one(a.sanitiser_method), one(b.sanitiser_method),
                false);
  compare_field(fields, "approved_by", a.approved_by, b.approved_by, false);
  compare_field(fields, "approved_on", write_date(a.approved_on), write_date(b.approved_on), false);
  compare_field(fields, "expires", write_date(a.expires), write_date(b.expires), false);
  compare_field(fields, "review_by", write_date(a.review_by), write_date(b.review_by), false);
  text("ticket", &RulePaper::ticket);
  text("reason", &RulePaper::reason);
  text("applicant", &RulePaper::applicant);
  text("departs_from", &RulePaper::departs_from);
}

Texts write_macs(const std::vector<Mac>& macs) {
  Texts texts;
  for (const Mac& mac : macs) texts.push_back(to_string(mac));
  return texts;
}

Texts write_ranges(const std::vector<AddressRange>& ranges) {
  Texts texts;
  for (const AddressRange& range : ranges) texts.push_back(to_string(range));
  return texts;
}

Texts write_interfaces(const std::vector<Interface>& interfaces) {
  Texts texts;
  for (const Interface& each : interfaces)
    texts.push_back(each.vlan == 0 ? each.port : fmt::format("{}.{}", each.port, each.vlan));
  return texts;
}

Texts write_subnets(const std::vector<Prefix>& subnets) {
  Texts texts;
  for (const Prefix& subnet : subnets) texts.push_back(to_string(subnet));
  return texts;
}

Texts write_via(const Model& model, const Device& device) {
  return device.via ? Texts{model[*device.via].id} : Texts{};
}

}  // namespace

Fields compare_rules(const Model& before, const Rule& a, const Model& after, const Rule& b) {
  Fields fields;
  compare_field(fields, "kind", {to_string(a.kind)}, {to_string(b.kind)}, false);
  compare_field(fields, "relaxation", one(a.relaxation), one(b.relaxation), false);
  compare_field(fields, "from", write_endpoints(before, a.from), write_endpoints(after, b.from),
                false);
  compare_field(fields, "to", write_endpoints(before, a.to), write_endpoints(after, b.to), false);
  compare_field(fields, "services", write_services(a.services), write_services(b.services), false);
  compare_field(fields, "log", {a.log ? "true" : "false"}, {b.log ? "true" : "false"}, false);
  compare_field(fields, "schedule", write_schedule(a.schedule), write_schedule(b.schedule), false);
  compare_field(fields, "dates", write_dates(a.dates), write_dates(b.dates), false);
  compare_paper(fields, a.paper, b.paper);
  return fields;
}

Fields compare_blocks(const Model& before, const Block& a, const Model& after, const Block& b) {
  Fields fields;
  compare_field(fields, "match", write_endpoints(before, a.match), write_endpoints(after, b.match),
                false);
  compare_field(fields, "until", write_date(a.until), write_date(b.until), false);
  compare_field(fields, "reason", one(a.reason), one(b.reason), false);
  return fields;
}

// Steps 5 and 6 ask whether a device is a router; no step asks whether it is a sanitiser.
Fields compare_devices(const Model& before, const Device& a, const Model& after, const Device& b) {
  Fields fields;
  const bool routes_otherwise = (a.role == Role::router) != (b.role == Role::router);
  compare_field(fields, "zone", {before[a.zone].id}, {after[b.zone].id}, true);
  compare_field(fields, "mac", write_macs(a.macs), write_macs(b.macs), true);
  compare_field(fields, "ip", write_ranges(make_set(a.addresses)),
                write_ranges(make_set(b.addresses)), true);
  compare_field(fields, "role", {to_string(a.role)}, {to_string(b.role)}, routes_otherwise);
  compare_field(fields, "via", write_via(before, a), write_via(after, b), true);
  compare_field(fields, "dates", write_dates(a.dates), write_dates(b.dates), true);
  compare_field(fields, "label", one(a.label), one(b.label), false);
  compare_field(fields, "owner", one(a.owner), one(b.owner), false);
  return fields;
}

// Which addresses a zone has is compared over all zones: a prefix in two halves is the same.
Fields compare_zones(const Zone& a, const Zone& b) {
  const auto devices = [](const Zone& zone) { return zone.registered_only ? "registered" : "any"; };
  const auto fragments = [](const Zone& zone) { return zone.tracks_fragments ? "track" : "deny"; };
  Fields fields;
  compare_field(fields, "kind", {to_string(a.kind)}, {to_string(b.kind)}, true);
  compare_field(fields, "interfaces", write_interfaces(a.interfaces),
                write_interfaces(b.interfaces), true);
  compare_field(fields, "subnets", write_subnets(a.subnets), write_subnets(b.subnets), false);
  compare_field(fields, "devices", {devices(a)}, {devices(b)}, true);
  compare_field(fields, "fragments", {fragments(a)}, {fragments(b)}, true);
  compare_field(fields, "label", one(a.label), one(b.label), false);
  return fields;
}

}  // namespace sekisho::diffing
