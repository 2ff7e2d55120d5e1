#include "shrink.h"

#include <exception>

namespace sekisho::test {

namespace {

Answers reasons_of(Answers answers) {
  for (auto& [judge, answer] : answers) answer.resize(answer.find(' '));
  return answers;
}

class Shrinker {
 public:
  Shrinker(Shrunk start, Judges& judges) : best_(std::move(start)), judges_(judges) {}

  Shrunk run() {
    drop_events();
    drop_unused_policies();
    // A zone can go only when nothing names it any more: once is not enough.
    for (int round = 0; round < 3; ++round)
      for (std::size_t policy = 0; policy < best_.world.policies.size(); ++policy)
        shrink_policy(policy);
    drop_events();
    return std::move(best_);
  }

 private:
  // Takes the smaller world where the judges differ in it as well. One that no longer loads (a rule
  // names a device that has gone) is no world.
  bool try_world(World world) {
    try {
      auto difference = first_difference(world, judges_);
      if (!difference || reasons_of(difference->answers) != reasons_) return false;
      world.events.resize(difference->event + 1);
      best_ = {std::move(world), std::move(*difference)};
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  // Halves, quarters and so on down to single events; never the first, which brings the rules.
  void drop_events() {
    for (std::size_t size = best_.world.events.size() / 2; size > 0; size /= 2) {
      for (std::size_t begin = 1; begin + size <= best_.world.events.size();) {
        World world = best_.world;
        const auto from = world.events.begin() + static_cast<std::ptrdiff_t>(begin);
        world.events.erase(from, from + static_cast<std::ptrdiff_t>(size));
        if (!try_world(std::move(world))) begin += size;
      }
    }
    merge_rules();
  }

  // A later set of rules that serves from the beginning.
  void merge_rules() {
    for (std::size_t index = 1; index < best_.world.events.size(); ++index) {
      if (best_.world.events[index].kind != Event::Kind::rules) continue;
      World world = best_.world;
      world.events[0] = world.events[index];
      world.events.erase(world.events.begin() + static_cast<std::ptrdiff_t>(index));
      if (try_world(std::move(world))) index = 0;
    }
  }

  void drop_unused_policies() {
    World& world = best_.world;
    std::vector<Json> used;
    std::map<std::size_t, std::size_t> places;
    for (Event& event : world.events) {
      if (event.kind != Event::Kind::rules) continue;
      const auto [place, is_new] = places.try_emplace(event.policy, used.size());
      if (is_new) used.push_back(world.policies[event.policy]);
      event.policy = place->second;
    }
    world.policies = std::move(used);
  }

  bool drop(std::size_t policy, const Json::json_pointer& parent, const Json& key) {
    World world = best_.world;
    Json& holder = world.policies[policy][parent];
    key.is_string() ? void(holder.erase(key.get<std::string>()))
                    : holder.erase(key.get<std::size_t>());
    return try_world(std::move(world));
  }

  // Every member and item, the outermost first: what a policy cannot do without, it does not load
  // without.
  void shrink_policy(std::size_t policy, const Json::json_pointer& at = Json::json_pointer()) {
    const Json value = best_.world.policies[policy][at];
    if (value.is_object()) {
      for (const auto& [key, member] : value.items())
        if (!drop(policy, at, key) && member.is_structured()) shrink_policy(policy, at / key);
    } else if (value.is_array()) {
      for (std::size_t place = value.size(); place-- > 0;)
        if (!drop(policy, at, place) && value[place].is_structured())
          shrink_policy(policy, at / place);
    }
  }

  Shrunk best_;
  Judges& judges_;
  Answers reasons_ = reasons_of(best_.difference.answers);  // another difference is another case
};

}  // namespace

Shrunk shrink(World world, Difference difference, Judges& judges) {
  world.events.resize(difference.event + 1);
  return Shrinker({std::move(world), std::move(difference)}, judges).run();
}

}  // namespace sekisho::test
