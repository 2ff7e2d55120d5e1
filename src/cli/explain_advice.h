// What a person would do, or write into the policy, so that a denied packet passes; and where the
// separation forbids it, that. Pure; thread: any.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "cli/explained.h"

namespace sekisho::cli {

// NOLINTNEXTLINE(bugprone-exception-escape): a JSON that moves throws nothing
struct Advice {
  Text text;        // empty where there is nothing to say
  std::string key;  // of the policy to which `write` is added: "allow", "devices"; or ""
  nlohmann::ordered_json write;  // null where nothing is written
  std::string code;              // of the separation's refusal, or ""
  std::string clause;            // of that, or ""
};

// Of a denied packet.
Advice advise(const Explained& explained, const Console& console);

}  // namespace sekisho::cli
