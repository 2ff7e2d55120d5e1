#include "import/iptables_rule.h"

#include <algorithm>
#include <charconv>

namespace sekisho {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(port)
                                                                  : std::nullopt;
}

// "80", "1024:65535", ":1023", "443,8000:8010"
std::optional<std::vector<PortRange>> parse_ports(std::string_view text) {
  std::vector<PortRange> ports;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t colon = part.find(':');
    const std::string_view low = part.substr(0, colon);
    const std::string_view high = colon == std::string_view::npos ? low : part.substr(colon + 1);
    const auto first = low.empty() ? std::optional<std::uint16_t>(0) : parse_port(low);
    const auto last = high.empty() ? std::optional<std::uint16_t>(65535) : parse_port(high);
    if (!first || !last || *first > *last) return std::nullopt;
    ports.push_back({*first, *last});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return join_ports(std::move(ports));
}

// "10.0.0.0/8", "10.0.0.0/255.0.0.0", "10.0.0.1"
std::optional<RangeSet> parse_network(const std::string& text) {
  if (const auto address = parse_address(text)) return RangeSet{range_of(*address)};
  if (const auto prefix = parse_prefix(text)) return RangeSet{range_of(masked(*prefix))};
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, slash));
  const auto mask = parse_address(text.substr(slash + 1));
  if (!address || !mask || address->family != Family::ipv4 || mask->family != Family::ipv4)
    return std::nullopt;
  const auto bits = static_cast<std::uint32_t>(to_number(*mask));
  const std::uint32_t hosts = ~bits;
  if ((hosts & (hosts + 1)) != 0) return std::nullopt;  // a mask with holes is no prefix
  const std::uint32_t first = static_cast<std::uint32_t>(to_number(*address)) & bits;
  return RangeSet{{Family::ipv4, first, first | hosts}};
}

class RuleReader {
 public:
  RuleReader(std::vector<std::string> words, FilterRule& rule, bool is_v6)
      : words_(std::move(words)), rule_(rule), is_v6_(is_v6) {}

  // Behind "-A CHAIN".
  void read(std::size_t at) {
    for (at_ = at; at_ < words_.size(); ++at_) {
      is_negated_ = words_[at_] == "!";
      if (is_negated_ && ++at_ == words_.size()) return;
      read_option(words_[at_]);
    }
  }

 private:
  const std::string& value() {
    static const std::string kNone;
    return at_ + 1 < words_.size() ? words_[++at_] : kNone;
  }

  void refuse(const std::string& option, const std::string& with) {
    const std::string text = (is_negated_ ? "! " : "") + option + (with.empty() ? "" : " " + with);
    rule_.match.unknown.push_back(Text{text, text});
  }

  void read_option(const std::string& option) {
    if (option == "-s" || option == "-d" || option == "--src-range" || option == "--dst-range")
      read_addresses(option);
    else if (option == "-i" || option == "-o")
      read_interface(option);
    else if (option == "-p")
      read_protocol();
    else if (option == "--dport" || option == "--dports" || option == "--destination-ports")
      read_ports(option, rule_.match.ports);
    else if (option == "--sport" || option == "--sports" || option == "--source-ports")
      read_ports(option, rule_.match.source_ports);
    else if (option == "--icmp-type" || option == "--icmpv6-type")
      read_type(option);
    else if (option == "--ctstate" || option == "--state")
      read_states(option);
    else if (option == "--syn" || option == "--tcp-flags")
      read_flags(option);
    else
      read_plain(option);
  }

  void read_plain(const std::string& option) {
    if (option == "-m" || option == "--reject-with" || option == "--log-prefix" ||
        option == "--log-level" || option == "--nflog-prefix" || option == "--nflog-group") {
      value();  // a match is known by its options; what is told besides decides nothing
    } else if (option == "--comment") {
      rule_.label = value();
    } else if (option == "-c") {  // counters
      value();
      value();
    } else if (option == "-j" || option == "-g") {
      read_target(option == "-g");
    } else if (option == "--log-tcp-options" || option == "--log-ip-options" ||
               option == "--log-uid" || option == "--log-tcp-sequence") {
      return;
    } else {
      refuse(option, at_ + 1 < words_.size() && !words_[at_ + 1].starts_with("-") ? value() : "");
    }
  }

  void read_addresses(const std::string& option) {
    const std::string& text = value();
    std::optional<RangeSet> set;
    if (option.ends_with("-range")) {
      if (const auto range = parse_address_range(text)) set = RangeSet{*range};
    } else {
      set = parse_network(text);
    }
    if (!set) return refuse(option, text);
    if (is_negated_) set = difference(all_addresses(), *set);
    RangeSet& side = option.starts_with("-s") || option.starts_with("--s")
                         ? rule_.match.source
                         : rule_.match.destination;
    side = intersection(side, *set);
  }

  void read_interface(const std::string& option) {
    const std::string& name = value();
    if (is_negated_ || name.empty() || name.ends_with("+")) return refuse(option, name);
    (option == "-i" ? rule_.match.in : rule_.match.out) = std::set<std::string>{name};
  }

  void read_protocol() {
    const std::string& name = value();
    const auto number = protocol_number(name);
    if (name == "all" && !is_negated_) return;
    if (is_negated_ || !number) return refuse("-p", name);
    rule_.match.protocols = std::set<std::uint8_t>{*number};
  }

  void read_ports(const std::string& option, std::optional<std::vector<PortRange>>& ports) {
    const std::string& text = value();
    const auto parsed = parse_ports(text);
    if (is_negated_ || !parsed || ports) return refuse(option, text);
    ports = *parsed;
  }

  void read_type(const std::string& option) {
    const std::string& name = value();
    const auto type = icmp_type_number(name, is_v6_);
    if (is_negated_ || !type) return refuse(option, name);
    rule_.match.types = std::set<std::uint8_t>{*type};
  }

  void read_states(const std::string& option) {
    const std::string states = "," + value() + ",";
    if (is_negated_) return refuse(option, states.substr(1, states.size() - 2));
    rule_.match.takes_new = states.find(",NEW,") != std::string::npos;
  }

  // Only a bare SYN begins a flow of TCP, here and in a policy.
  void read_flags(const std::string& option) {
    const std::string mask = option == "--syn" ? "FIN,SYN,RST,ACK" : value();
    const std::string flags = option == "--syn" ? "SYN" : value();
    if (mask != "FIN,SYN,RST,ACK" || flags != "SYN") return refuse(option, mask + " " + flags);
    if (is_negated_) rule_.match.takes_new = false;
  }

  void read_target(bool is_goto) {
    const std::string& target = value();
    if (is_goto) {
      rule_.action = FilterAction::go_to;
      rule_.target = target;
    } else if (target == "ACCEPT") {
      rule_.action = FilterAction::accept;
    } else if (target == "DROP" || target == "REJECT") {
      rule_.action = FilterAction::drop;
    } else if (target == "RETURN") {
      rule_.action = FilterAction::give_back;
    } else if (target == "LOG" || target == "NFLOG") {
      rule_.log = true;
    } else {
      rule_.action = FilterAction::jump;
      rule_.target = target;
    }
  }

  std::vector<std::string> words_;
  FilterRule& rule_;
  bool is_v6_;
  std::size_t at_ = 0;
  bool is_negated_ = false;
};

}  // namespace

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool is_in_word = false, is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (!is_quoted && (c == ' ' || c == '\t' || c == '\r')) {
      is_in_word = false;
      continue;
    }
    if (!is_in_word) words.emplace_back();
    is_in_word = true;
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == '\\' && is_quoted && i + 1 < line.size())
      words.back() += line[++i];
    else
      words.back() += c;
  }
  return words;
}

void read_iptables_rule(std::vector<std::string> words, std::size_t at, bool is_v6,
                        FilterRule& rule) {
  RuleReader(std::move(words), rule, is_v6).read(at);
}

}  // namespace sekisho
