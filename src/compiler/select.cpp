// First pass: what is in force at the moment, numbered as the image will have it.
#include "compiler/passes.h"

namespace sekisho {

SelectedRules select_in_force(const Model& model, Instant at, const SwitchedOn& relaxed) {
  SelectedRules in_force;
  in_force.device_index.assign(model.devices.size(), 0);
  for (std::size_t id = 0; id < model.devices.size(); ++id) {
    if (!is_in_force(model.devices[id], model.time_zone, at)) continue;
    in_force.devices.push_back(&model.devices[id]);
    in_force.device_index[id] = static_cast<ImageIndex>(in_force.devices.size());
  }
  for (const Rule& rule : model.rules)
    if (is_in_force(rule, model.time_zone, at, relaxed)) in_force.rules.push_back(&rule);
  for (const Block& block : model.blocks)
    if (is_in_force(block, model.time_zone, at)) in_force.blocks.push_back(&block);
  return in_force;
}

}  // namespace sekisho
