#include "case_folder.h"

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::test {

namespace {

constexpr const char* kEvents = "events.txt";

std::string to_hex(const Bytes& bytes) {
  return bytes.empty() ? "-" : fmt::format("{:02x}", fmt::join(bytes, ""));
}

Bytes from_hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t at = 0; text != "-" && at < text.size(); at += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(at, 2), nullptr, 16)));
  return bytes;
}

std::string file_of_policy(std::size_t index) {
  return fmt::format("policy-{}.json", index);
}

const char* kind_of(const Event& event) {
  if (event.kind == Event::Kind::isolate_zone) return "zone";
  return event.kind == Event::Kind::isolate_device ? "device" : "address";
}

std::string to_line(const Event& event) {
  switch (event.kind) {
    case Event::Kind::packet:
      return fmt::format("packet {} {} {}", event.time_ns, event.port, to_hex(event.frame)) +
             (event.expected.empty() ? "" : "\nexpect " + event.expected);
    case Event::Kind::rules:
      return fmt::format("rules {} {} {}", file_of_policy(event.policy), event.at,
                         fmt::join(event.relaxed, ","));
    default:
      return fmt::format("{} {} {}", event.isolated ? "isolate" : "rejoin", kind_of(event),
                         event.id);
  }
}

class Reader {
 public:
  explicit Reader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  World read() {
    std::ifstream file(folder_ / kEvents);
    if (!file) throw std::runtime_error("no events in " + folder_.string());
    for (std::string line; std::getline(file, line);) read_line(line);
    return std::move(world_);
  }

 private:
  void read_line(const std::string& line) {
    std::istringstream words(line);
    std::string what;
    if (!(words >> what) || what[0] == '#') return;
    Event event;
    if (what == "expect") {
      std::string reason, rule;
      words >> reason >> rule;
      world_.events.back().expected = reason + " " + rule;
      return;
    }
    if (what == "rules") {
      read_rules(words, event);
    } else if (what == "packet") {
      std::string hex;
      words >> event.time_ns >> event.port >> hex;
      event.frame = from_hex(hex);
    } else if (what == "isolate" || what == "rejoin") {
      std::string kind;
      words >> kind >> event.id;
      event.kind = kind == "zone"     ? Event::Kind::isolate_zone
                   : kind == "device" ? Event::Kind::isolate_device
                                      : Event::Kind::isolate_address;
      event.isolated = what == "isolate";
    } else {
      throw std::runtime_error("no event: " + line);
    }
    world_.events.push_back(std::move(event));
  }

  void read_rules(std::istringstream& words, Event& event) {
    std::string name, relaxed, id;
    words >> name >> event.at >> relaxed;
    event.kind = Event::Kind::rules;
    for (std::istringstream ids(relaxed); std::getline(ids, id, ',');) event.relaxed.insert(id);
    const auto [place, is_new] = policies_.try_emplace(name, world_.policies.size());
    event.policy = place->second;
    if (!is_new) return;
    std::ifstream file(folder_ / name);
    if (!file) throw std::runtime_error("no policy " + name);
    world_.policies.push_back(Json::parse(file, nullptr, true, true));
  }

  std::filesystem::path folder_;
  World world_;
  std::map<std::string, std::size_t> policies_;
};

}  // namespace

void write_case(const std::filesystem::path& folder, const World& world,
                const Difference& difference) {
  std::filesystem::create_directories(folder);
  for (std::size_t index = 0; index < world.policies.size(); ++index)
    std::ofstream(folder / file_of_policy(index)) << world.policies[index].dump(1) << '\n';
  std::ofstream events(folder / kEvents);
  events << "# Seed " << world.seed << ". The judges differ in the last packet.\n";
  for (const Event& event : world.events) events << to_line(event) << '\n';
  for (const auto& [judge, answer] : difference.answers)
    events << "# " << judge << ": " << answer << '\n';
}

World read_case(const std::filesystem::path& folder) {
  return Reader(folder).read();
}

}  // namespace sekisho::test
