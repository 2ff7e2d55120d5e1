// Whatever an imported policy permits, the rules that it came from permit; and where nothing was
// left out it is all of that.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "import/tiny_filter.h"
#include "sekisho/import/import.h"
#include "sekisho/policy/load.h"

namespace sekisho::test {
namespace {

const Instant kMoment = *parse_instant("2026-11-20T10:00:00+09:00");
constexpr int kFlows = 400;

bool holds_address(const Model& model, const std::vector<Endpoint>& endpoints,
                   const Address& address) {
  return std::any_of(endpoints.begin(), endpoints.end(), [&](const Endpoint& endpoint) {
    if (endpoint.kind == EndpointKind::zone) return zone_of(model, address) == endpoint.zone;
    return endpoint.range.contains(range_of(address));
  });
}

bool holds_service(const Service& service, const TinyFlow& flow) {
  if (service.protocol != flow.protocol) return false;
  return service.ports.empty() ||
         std::any_of(service.ports.begin(), service.ports.end(), [&](const PortRange& range) {
           return range.first <= flow.port && flow.port <= range.last;
         });
}

bool permits(const Model& model, const TinyFlow& flow) {
  return std::any_of(model.rules.begin(), model.rules.end(), [&](const Rule& rule) {
    return holds_address(model, rule.from, flow.src) && holds_address(model, rule.to, flow.dst) &&
           std::any_of(rule.services.begin(), rule.services.end(),
                       [&](const Service& service) { return holds_service(service, flow); });
  });
}

ImportOptions three_zones() {
  ImportOptions options;
  for (int n = 0; n < 3; ++n) {
    const std::string name = "eth" + std::to_string(n);
    options.kinds[name] = "internet";
    options.subnets[name] = {*parse_prefix("10." + std::to_string(n) + ".0.0/24")};
  }
  return options;
}

std::optional<Model> load(const std::string& policy, const std::string& path) {
  std::ofstream(path) << policy;
  SourceSet sources;
  auto loaded = load_policy(path, kMoment, sources);
  for (const Diagnostic& each : loaded.diagnostics.all())
    if (each.severity == Severity::error)
      ADD_FAILURE() << render(each, sources, Language::english, false);
  return std::move(loaded.value);
}

struct Tally {
  std::size_t permitted = 0, whole = 0;
};

// What a rule for every protocol leaves out, the flows here have none of.
bool is_whole(const ImportedPolicy& imported) {
  return std::all_of(imported.left_out.begin(), imported.left_out.end(),
                     [](const NotCarried& each) {
                       return each.why.en.find("every protocol") != std::string::npos ||
                              each.why.en.find("takes all of it") != std::string::npos;
                     });
}

void hold(const TinyFilter& filter, const ImportedPolicy& imported, std::mt19937& random,
          Tally& tally) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("sekisho-import-" + std::to_string(getpid()));
  const auto model = load(imported.policy, path);
  std::filesystem::remove(path);
  ASSERT_TRUE(model) << imported.policy;
  tally.whole += is_whole(imported);
  for (int i = 0; i < kFlows; ++i) {
    const TinyFlow flow = random_flow(random);
    const bool is_permitted = permits(*model, flow), was_permitted = filter.accepts(flow);
    tally.permitted += is_permitted;
    const std::string told = to_string(flow.src) + " > " + to_string(flow.dst) + " " +
                             std::to_string(flow.protocol) + "/" + std::to_string(flow.port);
    EXPECT_TRUE(!is_permitted || was_permitted) << told << "\n"
                                                << filter.as_iptables() << imported.policy;
    EXPECT_TRUE(is_permitted || !was_permitted || !is_whole(imported))
        << told << "\n"
        << filter.as_iptables() << imported.policy;
  }
}

TEST(NeverWiderImport, ThanTheRulesItCameFrom) {
  Tally iptables, nftables;
  for (unsigned seed = 1; seed <= 300 && !::testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    const TinyFilter filter = TinyFilter::random(random);
    const auto one = import_iptables(filter.as_iptables(), three_zones());
    const auto other = import_nftables(filter.as_nftables(), three_zones());
    ASSERT_TRUE(one && other);
    hold(filter, *one, random, iptables);
    hold(filter, *other, random, nftables);
    EXPECT_EQ(one->rules, other->rules) << filter.as_iptables() << other->policy;
  }
  // The rule bases are not all refused, nor all left out in part.
  EXPECT_GT(iptables.permitted, 1000u);
  EXPECT_GT(iptables.whole, 30u);
  EXPECT_GT(nftables.permitted, 1000u);
}

}  // namespace
}  // namespace sekisho::test
