// A policy out of its text: model and image, as of a moment.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "sekisho/image/image.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"
#include "world.h"

namespace sekisho::test {

struct Loaded {
  Model model;
  Instant at;
  SwitchedOn relaxed;
  std::shared_ptr<const TableImage> image;
};

// By a file, as users load it; without the image. Throws what the loader says against it.
Loaded load(const Json& policy, const std::string& at, const SwitchedOn& relaxed);
Loaded load_and_compile(const Json& policy, const std::string& at, const SwitchedOn& relaxed);

}  // namespace sekisho::test
