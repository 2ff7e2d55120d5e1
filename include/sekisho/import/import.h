// A rule base of another filter as the draft of a policy: what nftables (`nft -j list ruleset`) or
// iptables-save permits to be forwarded.
//
// Never wider: a rule is carried over only where all that it asks is understood and what earlier
// rules refuse can be taken out of it exactly; else it is left out and listed by its line. Replies
// need no rule, so rules for established flows are not missed. Pure; thread: any.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "sekisho/base/address.h"
#include "sekisho/base/message.h"

namespace sekisho {

struct ImportOptions {
  Language language = Language::english;               // of the draft's comments
  std::map<std::string, std::string> kinds;            // of zones, by interface
  std::map<std::string, std::vector<Prefix>> subnets;  // by interface; absent: those of the rules
};

struct NotCarried {
  std::uint32_t line = 0;  // of the file, from 1
  std::string text;        // the rule, as far as it can be shown
  Text why;
};

struct ImportedPolicy {
  std::string policy;  // JSON with comments; a zone whose kind is not given has it to fill in
  std::size_t rules = 0;
  std::vector<NotCarried> left_out;   // by line
  std::vector<std::string> kindless;  // interfaces whose zone's kind is to be filled in
};

// The Text says why the file is none of that kind.
tl::expected<ImportedPolicy, Text> import_nftables(const std::string& json,
                                                   const ImportOptions& options);
tl::expected<ImportedPolicy, Text> import_iptables(std::string_view text,
                                                   const ImportOptions& options);

}  // namespace sekisho
