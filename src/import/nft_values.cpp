#include "import/nft_values.h"

#include <algorithm>
#include <functional>

namespace sekisho {
namespace {

using Items = std::vector<const JsonValue*>;

std::optional<std::int64_t> number_value(const JsonValue& value) {
  return value.is(JsonValue::Kind::integer) ? std::optional(value.integer) : std::nullopt;
}

// {"range": [a, b]}: both; a plain value: twice that.
std::optional<std::pair<const JsonValue*, const JsonValue*>> ends_of_range(const JsonValue& value) {
  const JsonValue* range = find_member(value, "range");
  if (!range) return std::pair(&value, &value);
  if (range->items.size() != 2) return std::nullopt;
  return std::pair(&range->items[0], &range->items[1]);
}

std::optional<AddressRange> address_range(const JsonValue& value) {
  if (const JsonValue* prefix = find_member(value, "prefix")) {
    const auto address = parse_address(text_member(*prefix, "addr"));
    const JsonValue* length = find_member(*prefix, "len");
    const bool is_right = address && length && length->is(JsonValue::Kind::integer) &&
                          length->integer >= 0 && length->integer <= bits_of(address->family);
    if (!is_right) return std::nullopt;
    return range_of(masked({*address, static_cast<unsigned>(length->integer)}));
  }
  const auto ends = ends_of_range(value);
  if (!ends) return std::nullopt;
  const auto first = parse_address(ends->first->text), last = parse_address(ends->second->text);
  if (!first || !last || first->family != last->family || *last < *first) return std::nullopt;
  return AddressRange{first->family, to_number(*first), to_number(*last)};
}

// nullopt: some item is no address.
std::optional<RangeSet> address_set(const Items& items) {
  std::vector<AddressRange> ranges;
  for (const JsonValue* item : items) {
    const auto range = address_range(*item);
    if (!range) return std::nullopt;
    ranges.push_back(*range);
  }
  return make_set(std::move(ranges));
}

std::optional<std::vector<PortRange>> port_set(const Items& items) {
  std::vector<PortRange> ports;
  for (const JsonValue* item : items) {
    const auto ends = ends_of_range(*item);
    if (!ends) return std::nullopt;
    const auto first = number_value(*ends->first), last = number_value(*ends->second);
    if (!first || !last || *first < 0 || *first > *last || *last > 65535) return std::nullopt;
    ports.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
  }
  return join_ports(std::move(ports));
}

template <typename Known>
std::optional<std::set<std::uint8_t>> word_set(const Items& items, Known known) {
  std::set<std::uint8_t> numbers;
  for (const JsonValue* item : items) {
    const auto number = item->is(JsonValue::Kind::integer) ? known(std::to_string(item->integer))
                                                           : known(item->text);
    if (!number) return std::nullopt;
    numbers.insert(*number);
  }
  return numbers;
}

template <typename T>
bool take(std::optional<T> found, std::optional<T>& side) {
  if (!found || side) return false;  // a second of its kind is more than a conjunction of sets
  side = std::move(found);
  return true;
}

bool narrow_addresses(const Items& items, bool is_negated, Family family, RangeSet& side) {
  auto set = address_set(items);
  if (!set) return false;
  const RangeSet whole = whole_family(family);
  set = is_negated ? difference(whole, *set) : intersection(whole, *set);
  side = intersection(side, *set);
  return true;
}

// Which address family a field is of: asking it leaves no packet of the other.
void keep_family(Family family, FlowMatch& match) {
  const RangeSet whole = whole_family(family);
  match.source = intersection(match.source, whole);
  match.destination = intersection(match.destination, whole);
}

bool narrow_states(const Items& items, bool is_negated, FlowMatch& match) {
  const bool has_new = std::any_of(items.begin(), items.end(),
                                   [](const JsonValue* item) { return item->text == "new"; });
  match.takes_new = match.takes_new && has_new != is_negated;
  return true;
}

bool narrow_family(const Items& items, FlowMatch& match) {
  if (items.size() != 1) return false;
  const std::string& word = items[0]->text;
  if (word != "ipv4" && word != "ipv6" && word != "ip" && word != "ip6") return false;
  keep_family(word == "ipv6" || word == "ip6" ? Family::ipv6 : Family::ipv4, match);
  return true;
}

bool narrow_interfaces(const Items& items, std::optional<std::set<std::string>>& side) {
  std::set<std::string> names;
  for (const JsonValue* item : items) {
    const std::string& name = item->text;
    if (name.empty() || name.find('*') != std::string::npos) return false;
    names.insert(name);
  }
  return take(std::optional(std::move(names)), side);
}

// tcp dport and the like ask for the protocol too.
bool narrow_ports(const std::string& protocol, const Items& items, bool is_negated,
                  std::optional<std::vector<PortRange>>& side, FlowMatch& match) {
  if (is_negated || !take(port_set(items), side)) return false;
  const std::set<std::uint8_t> own = protocol == "th"
                                         ? std::set<std::uint8_t>{6, 17, 33, 132, 136}
                                         : std::set<std::uint8_t>{*protocol_number(protocol)};
  FlowMatch asked;
  asked.protocols = own;
  match.protocols = both(match, asked).protocols;
  return true;
}

bool narrow_type(const std::string& protocol, const Items& items, bool is_negated,
                 FlowMatch& match) {
  const bool is_v6 = protocol == "icmpv6";
  const auto known = [&](std::string_view word) { return icmp_type_number(word, is_v6); };
  if (is_negated || !take(word_set(items, known), match.types)) return false;
  FlowMatch asked;
  asked.protocols = std::set<std::uint8_t>{*protocol_number(protocol)};
  match.protocols = both(match, asked).protocols;
  keep_family(is_v6 ? Family::ipv6 : Family::ipv4, match);
  return true;
}

bool narrow_protocol(const Items& items, bool is_negated, FlowMatch& match) {
  const auto known = [](std::string_view word) { return protocol_number(word); };
  auto numbers = word_set(items, known);
  if (is_negated || !numbers) return false;
  FlowMatch asked;
  asked.protocols = std::move(numbers);
  match.protocols = both(match, asked).protocols;
  return true;
}

}  // namespace

const JsonValue* find_member(const JsonValue& object, std::string_view key) {
  const auto found = std::find_if(object.members.begin(), object.members.end(),
                                  [&](const JsonMember& member) { return member.key == key; });
  return found == object.members.end() ? nullptr : &found->value;
}

std::string text_member(const JsonValue& object, std::string_view key) {
  const JsonValue* value = find_member(object, key);
  return value ? value->text : "";
}

std::optional<std::vector<const JsonValue*>> items_of(const JsonValue& value,
                                                      const std::string& scope,
                                                      const NftSets& sets) {
  const JsonValue* list = find_member(value, "set");
  if (value.is(JsonValue::Kind::array)) list = &value;
  if (value.text.starts_with("@")) {
    const auto named = sets.find(scope + value.text.substr(1));
    if (named == sets.end()) return std::nullopt;
    if (const JsonValue* flags = find_member(*named->second, "flags"))
      for (const JsonValue& flag : flags->items)
        if (flag.text == "dynamic" || flag.text == "timeout") return std::nullopt;
    list = find_member(*named->second, "elem");
    if (!list) return Items{};  // an empty set has no elements
  }
  if (!list) return Items{&value};
  if (!list->is(JsonValue::Kind::array)) return Items{list};
  Items items;
  for (const JsonValue& item : list->items) {
    const JsonValue* wrapped = find_member(item, "elem");  // with a comment or a counter
    const JsonValue* inner = wrapped ? find_member(*wrapped, "val") : nullptr;
    items.push_back(inner ? inner : &item);
  }
  return items;
}

std::string field_name(const JsonValue& left) {
  if (const JsonValue* payload = find_member(left, "payload"))
    return text_member(*payload, "protocol") + " " + text_member(*payload, "field");
  if (const JsonValue* meta = find_member(left, "meta")) return "meta " + text_member(*meta, "key");
  if (const JsonValue* ct = find_member(left, "ct"))
    return find_member(*ct, "dir") ? "" : "ct " + text_member(*ct, "key");
  return "";
}

bool narrow(const std::string& field, const std::vector<const JsonValue*>& items, bool is_negated,
            FlowMatch& match) {
  const std::size_t space = field.find(' ');
  if (space == std::string::npos) return false;
  const std::string head = field.substr(0, space), tail = field.substr(space + 1);
  if (field == "ct state") return narrow_states(items, is_negated, match);
  if (head == "ip" || head == "ip6") {
    const Family family = head == "ip" ? Family::ipv4 : Family::ipv6;
    const bool is_protocol = tail == "protocol" || tail == "nexthdr";
    const bool is_narrowed =
        is_protocol ? narrow_protocol(items, is_negated, match)
        : tail == "saddr"
            ? narrow_addresses(items, is_negated, family, match.source)
            : tail == "daddr" && narrow_addresses(items, is_negated, family, match.destination);
    keep_family(family, match);
    return is_narrowed;
  }
  const bool has_port_field = head == "tcp" || head == "udp" || head == "sctp" || head == "th";
  if (has_port_field && tail == "dport")
    return narrow_ports(head, items, is_negated, match.ports, match);
  if (has_port_field && tail == "sport")
    return narrow_ports(head, items, is_negated, match.source_ports, match);
  if ((head == "icmp" || head == "icmpv6") && tail == "type")
    return narrow_type(head, items, is_negated, match);
  if (is_negated) return false;
  if (field == "meta l4proto") return narrow_protocol(items, false, match);
  if (field == "meta nfproto" || field == "meta protocol") return narrow_family(items, match);
  if (field == "meta iifname" || field == "meta iif") return narrow_interfaces(items, match.in);
  if (field == "meta oifname" || field == "meta oif") return narrow_interfaces(items, match.out);
  return false;
}

}  // namespace sekisho
