#include <algorithm>

#include "policy/json.h"

namespace sekisho {
namespace {

// RFC 6901 3.
void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

bool holds(std::uint32_t begin, std::uint32_t end, const Location& where) {
  return begin <= where.begin && where.begin < end && where.end <= end;
}

// The last of `list`, which stands in file order, that does not begin behind `where`.
template <typename T, typename Begin>
const T* last_before(const std::vector<T>& list, const Location& where, Begin begin_of) {
  const auto after = std::partition_point(
      list.begin(), list.end(), [&](const T& each) { return begin_of(each) <= where.begin; });
  return after == list.begin() ? nullptr : &*std::prev(after);
}

}  // namespace

std::string pointer_to(const JsonValue& root, const Location& where) {
  std::string pointer;
  const JsonValue* value = &root;
  for (;;) {
    const JsonMember* member =
        last_before(value->members, where, [](const JsonMember& m) { return m.key_where.begin; });
    const JsonValue* item =
        last_before(value->items, where, [](const JsonValue& v) { return v.where.begin; });
    if (member && holds(member->key_where.begin, member->value.where.end, where)) {
      append_token(pointer, member->key);
      value = &member->value;
    } else if (item && holds(item->where.begin, item->where.end, where)) {
      append_token(pointer, std::to_string(item - value->items.data()));
      value = item;
    } else {
      return pointer;
    }
  }
}

}  // namespace sekisho
