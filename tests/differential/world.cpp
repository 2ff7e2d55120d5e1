#include "world.h"

#include <memory>

#include "loaded.h"
#include "packet_maker.h"
#include "policy_maker.h"

namespace sekisho::test {

namespace {

// Around the days and hours that policies name.
std::string any_moment(Dice& dice) {
  const std::string day = dice.pick({"20", "20", "21", "21", "22"});
  return "2026-11-" + day + "T" +
         dice.pick({"00:00:00", "08:29:59", "08:30:00", "10:00:00", "10:00:00", "12:00:00",
                    "17:14:59", "17:15:00", "23:59:59.999999"}) +
         dice.pick({"+09:00", "+09:00", "Z"});
}

class WorldMaker {
 public:
  WorldMaker(std::uint64_t seed, unsigned packets)
      : dice_(seed), policies_(dice_), packets_(dice_), left_(packets) {
    world_.seed = seed;
  }

  World make() {
    world_.policies.push_back(policies_.make());
    change_rules();
    while (left_ > 0) {
      live(std::min(left_, dice_.between(100, 400)));
      if (left_ > 0) change_rules();
    }
    return std::move(world_);
  }

 private:
  void change_rules() {
    if (!scenery_ || dice_.chance(70)) {
      if (scenery_) world_.policies.push_back(policies_.vary());
      policy_ = world_.policies.size() - 1;
      if (scenery_ && dice_.chance(20)) policy_ = dice_.below(world_.policies.size());
    }
    Event event;
    event.kind = Event::Kind::rules;
    event.policy = policy_;
    event.at = any_moment(dice_);
    for (const Json& relaxation : world_.policies[policy_]["relaxations"])
      if (dice_.chance(50)) event.relaxed.insert(relaxation["id"]);
    const Loaded loaded = load(world_.policies[policy_], event.at, event.relaxed);
    scenery_ = std::make_unique<Scenery>(loaded.model, loaded.at, event.relaxed);
    packets_.enter(*scenery_);
    world_.events.push_back(std::move(event));
    // Changes can follow each other without a packet in between.
    if (world_.events.size() > 1 && dice_.chance(10)) change_rules();
  }

  void live(unsigned packets) {
    for (; packets > 0; --packets, --left_) {
      if (cut_off_.empty() ? dice_.below(150) == 0 : dice_.below(8) == 0) switch_isolation();
      world_.events.push_back(packets_.next());
    }
  }

  void switch_isolation() {
    Event event = cut_off_.empty() ? Event{} : cut_off_.back();
    if (!cut_off_.empty()) {
      cut_off_.pop_back();
      event.isolated = false;
    } else {
      const Model& model = scenery_->model();
      const bool is_device = !model.devices.empty() && dice_.chance(60);
      const Device* device = is_device ? &dice_.pick(model.devices) : nullptr;
      event.kind = is_device ? Event::Kind::isolate_device : Event::Kind::isolate_zone;
      event.id = is_device ? device->id : dice_.pick(model.zones).id;
      if (device && !device->addresses.empty() && dice_.chance(50)) {
        const AddressRange& range = device->addresses.front();
        event.kind = Event::Kind::isolate_address;
        event.id = to_string(to_address(range.family, range.first));
      }
      event.isolated = true;
      cut_off_.push_back(event);
    }
    world_.events.push_back(std::move(event));
  }

  Dice dice_;
  PolicyMaker policies_;
  PacketMaker packets_;
  unsigned left_;
  World world_;
  std::size_t policy_ = 0;
  std::unique_ptr<Scenery> scenery_;
  std::vector<Event> cut_off_;
};

}  // namespace

World make_world(std::uint64_t seed, unsigned packets) {
  return WorldMaker(seed, packets).make();
}

}  // namespace sekisho::test
