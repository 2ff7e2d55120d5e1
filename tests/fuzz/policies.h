// The policies of the packet table, as models, for fuzzers of packets.
#pragma once

#include <array>
#include <stdexcept>

#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"

namespace sekisho::fuzz {

inline const Instant kNow = *parse_instant("2026-11-20T10:00:00+09:00");
inline constexpr std::array kPorts{"skt-mn", "skt-lg", "skt-in", "skt-tr", "none"};

inline Model model_of(const char* name) {
  SourceSet sources;
  auto model = load_policy(
      SEKISHO_SOURCE_DIR "/tests/dataplane/data/" + std::string(name) + ".json", kNow, sources);
  if (!model) throw std::runtime_error("the policy of the packet table does not load");
  return std::move(*model);
}

inline std::shared_ptr<const TableImage> image_of(const Model& model) {
  auto compiled = compile(model, kNow);
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return std::make_shared<const TableImage>(std::move(compiled->image));
}

}  // namespace sekisho::fuzz
