#include <algorithm>
#include <filesystem>

#include "daemon/fake_dataplane.h"
#include "daemon/service.h"
#include "events/event_runs.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"

namespace sekisho::daemon {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr const char* kPolicy = R"({ "sekisho": 1, "name": "events", "profile": "marugame",
  "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth0.10"], "subnets": ["10.1.0.0/24"] },
    { "id": "net", "kind": "internet", "interfaces": ["eth1"], "subnets": ["0.0.0.0/0", "::/0"] },
    { "id": "net2", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] } ],
  "devices": [
    { "id": "win-01", "zone": "net2", "mac": "00:00:5e:00:53:01", "ip": "10.2.0.1",
      "label": "窓口端末", "owner": "市民課" },
    { "id": "srv-01", "zone": "net2", "mac": "00:00:5e:00:53:02", "ip": "10.2.0.2" } ],
  "allow": [ { "id": "dns", "from": ["device:win-01"], "to": ["zone:net"], "services": ["dns"],
               "log": true, "ends": "%ENDS%" } ],
  "exceptions": [ { "id": "vendor", "from": ["device:win-01"], "to": ["192.0.2.9"],
    "services": ["https"], "label": "保守", "owner": "市民課", "applicant": "佐藤",
    "approved_by": ["田中"], "approved_on": "2026-11-01", "expires": "2026-12-10",
    "ticket": "R8-12", "reason": "maintenance" } ],
  "relaxations": [ { "id": "storm", "label": "outage", "allow": [ { "id": "storm-web",
    "from": ["zone:net2"], "to": ["192.0.2.10"], "services": ["https"] } ] } ] })";

void put_address(std::uint8_t* target, const char* text) {
  const Address address = *parse_address(text);
  std::copy(address.bytes.begin(), address.bytes.end(), target);
}

// A DNS question of win-01, over TCP or UDP.
sk_event packet_from(const char* source, const char* destination, std::uint8_t protocol,
                     std::uint16_t port, std::uint8_t reason) {
  sk_event packet{};
  packet.count = 1;
  packet.generation = 1;
  packet.tuple.family = std::string_view(source).find(':') == std::string_view::npos ? 4 : 6;
  put_address(packet.tuple.src, source);
  put_address(packet.tuple.dst, destination);
  packet.tuple.protocol = protocol;
  packet.tuple.sport = 50000;
  packet.tuple.dport = port;
  packet.ethertype = packet.tuple.family == 4 ? SK_ETHERTYPE_IPV4 : SK_ETHERTYPE_IPV6;
  packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS;
  packet.reason = reason;
  packet.src_mac[5] = packet.dst_mac[0] = 2;
  packet.port = 3;
  packet.source_zone = 3;
  packet.destination_zone = 2;
  packet.source_device = 1;
  return packet;
}

std::vector<sk_event> make_packets() {
  std::vector<sk_event> packets;
#define SK_X(enumerator, name, verdict) \
  packets.push_back(packet_from("10.2.0.1", "192.0.2.53", SK_PROTOCOL_UDP, 53, SK_##enumerator));
  SK_REASONS(SK_X)
#undef SK_X
  packets.push_back(packet_from("10.2.0.1", "192.0.2.53", 6, 853, SK_DEFAULT_DENY));
  packets.push_back(packet_from("10.2.0.1", "10.2.0.2", 6, 445, SK_DEFAULT_DENY));
  packets.push_back(packet_from("2001:db8::1", "2001:db8::2", 6, 445, SK_DEFAULT_DENY));
  sk_event inside = packet_from("10.2.0.1", "10.2.0.2", 6, 53, SK_RULE);
  inside.vlan = 20;
  packets.push_back(inside);
  sk_event icmp = packet_from("10.2.0.9", "10.1.0.1", 1, 0, SK_DEFAULT_DENY);
  icmp.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES;
  icmp.source_device = 0;
  packets.push_back(icmp);
  icmp.tuple.protocol = 253;  // RFC 3692: without a name
  packets.push_back(icmp);
  sk_event arp = packet_from("10.1.0.1", "10.1.0.2", 0, 0, SK_ARP_SPOOF);
  arp.has = SK_HAS_ETHERNET | SK_HAS_ARP;
  arp.ethertype = SK_ETHERTYPE_ARP;
  arp.port = arp.source_zone = 1;
  arp.vlan = 10;
  packets.push_back(arp);
  sk_event broken{};
  broken.count = 1;
  broken.reason = SK_MALFORMED;
  packets.push_back(broken);  // of no generation that is known
  return packets;
}

// The service, from its first start to its last stop.
class ServiceRun {
 public:
  explicit ServiceRun(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    write_policy("2026-11-21");
    write(folder_ + "/config.json", R"({ "policy": "policy.json", "state": "state",
        "log": { "events": "events.jsonl" }, "evidence": { "dir": "evidence" } })");
  }
  void run();

 private:
  void write_policy(const std::string& ends) const {
    std::string text = kPolicy;
    text.replace(text.find("%ENDS%"), 6, ends);
    write(folder_ + "/policy.json", text);
  }
  void make() {
    service_.reset();
    SourceSet sources;
    auto config = load_config(folder_ + "/config.json", sources);
    auto state = StateFolder::open(config->state);
    const ServiceParts parts{
        clock_, [] { return std::chrono::nanoseconds(0); },
        [this](std::shared_ptr<const TableImage>) -> Expected<std::unique_ptr<Dataplane>> {
          return std::make_unique<FakeDataplane>(kernel_);
        },
        [](const std::string&) {}, make_log()};
    service_ =
        std::make_unique<Service>(parts, folder_ + "/config.json", *config, std::move(*state));
  }
  void drain_packets(bool are_others);
  void count_denials();
  void give_orders();
  void change(const tl::expected<OrderChange, RpcError>& change, const char* what);

  std::string folder_;
  SetClock clock_;
  FakeKernel kernel_;
  std::unique_ptr<Service> service_;
};

void ServiceRun::drain_packets(bool are_others) {
  for (sk_event packet : make_packets()) {
    if (are_others) ++packet.tuple.dport;
    packet.time_ns = kernel_.clock_ns;
    if (packet.generation) packet.generation = kernel_.generation;
    kernel_.records.push_back(packet);
  }
  service_->drain_events();
}

// More than were told, of every reason, in a zone and in none.
void ServiceRun::count_denials() {
#define SK_X(enumerator, name, verdict)                               \
  kernel_.stats.zones.push_back({"mn", SK_##enumerator, {100, 100}}); \
  kernel_.stats.zones.push_back({"", SK_##enumerator, {100, 100}});
  SK_REASONS(SK_X)
#undef SK_X
}

void ServiceRun::change(const tl::expected<OrderChange, RpcError>& change, const char* what) {
  check(change && service_->finish_change(*change, service_->begin_change(*change)()), what);
}

// What an operator does, and what then ends by itself.
void ServiceRun::give_orders() {
  const RpcJson by = to_json(Caller{0, 7, "root", "sekisho"}),
                nobody = to_json(Caller{1, 0, "", ""});
  for (const auto& [kind, id] :
       {std::pair(IsolationKind::zone, "mn"), std::pair(IsolationKind::device, "srv-01"),
        std::pair(IsolationKind::address, "192.0.2.66")}) {
    check(service_->isolate(kind, id, "ランサムウェア", by).has_value(), "an isolation");
    check(service_->release(kind, id, "cleaned", nobody).has_value(), "a release");
  }
  const Instant soon = service_->policy_now() + hours(1), later = soon + hours(1);
  change(service_->relax_on("storm", soon, "outage", {"佐藤", "田中"}, by), "a relaxation");
  change(service_->relax_off("storm", "over", by), "the end of a relaxation");
  change(service_->relax_on("storm", soon, "outage", {"佐藤", "田中"}, by), "a relaxation again");
  change(service_->change_mode(Mode::monitor, later, "moving", by), "monitor mode");
  change(service_->change_mode(Mode::enforce, {}, "moved", by), "enforce mode");
  change(service_->change_mode({}, {}, "as the policy says", by), "the policy's mode");
  change(service_->change_mode(Mode::monitor, later, "moving", by), "monitor mode again");
  for (int i = 0; i < 2; ++i) {  // the relaxation ends, then the mode
    clock_.now_ = *service_->next_update();
    service_->update_rules();
  }
  check(service_->status()["relaxed"].empty(), "a relaxation ends");
  check(service_->status()["mode_override"].is_null(), "monitor mode ends");
  check(service_->reload({by, std::chrono::minutes(5)}).ok, "a reload on probation");
  check(service_->confirm(by).has_value(), "a confirmation");
  for (const RpcJson& who : {by, RpcJson(nullptr)}) {
    check(service_->reload({by, std::chrono::minutes(5)}).ok, "a reload on probation");
    check(service_->finish_going_back(who, service_->begin_going_back()()).ok, "a way back");
  }
  clock_.now_ = *parse_instant("2026-12-11T00:00:00+09:00");
  service_->update_rules();
  clock_.now_ -= hours(48);
  service_->watch_dates();
  check(service_->reload({by, {}, true}).ok, "a clock that is accepted");
}

void ServiceRun::run() {
  write(folder_ + "/policy.json", "{");
  make();
  check(service_->start().has_value(), "a start without rules");
  service_->write_stats();
  check(!service_->stop().has_value(), "a stop without rules");
  write_policy("2026-11-21");
  make();
  check(service_->start() == Service::Started::enforcing, "a start");
  // What cannot be kept is told when it can be again.
  kernel_.frame.resize(60);
  write(folder_ + "/evidence", "no folder");
  drain_packets(false);
  std::filesystem::remove(folder_ + "/evidence");
  drain_packets(true);
  drain_packets(true);  // repeats
  service_->tend_log();
  kernel_.links[1] = {"eth2", LinkState::absent, 1};
  service_->tell_links();
  count_denials();
  for (int i = 0; i < 3; ++i) service_->tick();
  service_->write_stats();
  clock_.now_ = *service_->next_update();
  service_->update_rules();
  check(service_->reload().ok, "a reload");
  give_orders();
  write(folder_ + "/policy.json", R"({ "sekisho": 1, "name": 7, "zones": [], "colour": "red" })");
  check(!service_->reload({to_json(Caller{0, 7, "root", "sekisho"})}).ok, "a reload that fails");
  kernel_.fails = "stage";
  write_policy("2026-12-31");
  check(!service_->reload().ok, "a reload that the kernel refuses");
  check(service_->reload().ok, "another policy");
  const auto back = service_->find_rollback(1);
  check(back.has_value(), "a policy to go back to");
  check(service_
            ->finish_rollback(*back, to_json(Caller{0, 7, "root", "sekisho"}),
                              service_->begin_rollback(*back)())
            .has_value(),
        "a rollback");
  check(service_->stop().has_value(), "a stop");
  write(folder_ + "/policy.json", "{");
  make();
  check(service_->start() == Service::Started::enforcing, "a start with the last good image");
  check(service_->stop().has_value(), "another stop");
  service_.reset();
}

}  // namespace

void run_service(const std::string& folder) {
  ServiceRun(folder).run();
}

}  // namespace sekisho::daemon
