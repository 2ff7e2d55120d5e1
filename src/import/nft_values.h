// Values of `nft -j`: what a field is compared with, and what that asks of a flow.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "import/filter.h"
#include "policy/json.h"

namespace sekisho {

// Named sets and maps, by family, table and name.
using NftSets = std::map<std::string, const JsonValue*>;

const JsonValue* find_member(const JsonValue& object, std::string_view key);
std::string text_member(const JsonValue& object, std::string_view key);

// The items that `value` stands for: those of a set, of "@name" in `scope`, or itself. nullopt: a
// set that is not in the file, or changes by itself.
std::optional<std::vector<const JsonValue*>> items_of(const JsonValue& value,
                                                      const std::string& scope,
                                                      const NftSets& sets);

// "ip saddr", "meta iifname", "tcp dport"; "" for what is no plain field.
std::string field_name(const JsonValue& left);
// Narrows `match` by `field` being (or not being) one of `items`; false: not understood.
bool narrow(const std::string& field, const std::vector<const JsonValue*>& items, bool is_negated,
            FlowMatch& match);

}  // namespace sekisho
