#include "detect/ordinary_day.h"

#include <cmath>
#include <random>

#include "support/sanitized.h"

namespace sekisho::test {
namespace {

constexpr double kHour = 3600;
constexpr double kOpens = 0.5 * kHour, kCloses = 9.25 * kHour;  // 08:30 and 17:15
// Terminals of the LGWAN zone and of the Internet's; a sanitizer has a smaller office.
constexpr int kClerks = kIsSanitized ? 8 : 60;
constexpr int kOffices = kIsSanitized ? 5 : 40;
constexpr const char* kFiles[] = {"10.40.0.10", "10.40.0.11"};
constexpr const char* kGroupware = "10.40.0.20";
constexpr const char* kNames = "10.40.0.53";

class Day {
 public:
  Tape record() {
    for (int i = 0; i < kClerks; ++i) spend_clerks_day(10 + i);
    for (int i = 0; i < kOffices; ++i) spend_office_day(10 + i);
    random_.seed(2026);  // what follows is the same in an office of any size
    make_mistakes();
    carry_mail();
    watch_all_hosts();
    work_at_night();
    serve_citizens();
    replace_printer();
    return std::move(tape_);
  }

 private:
  double between(double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random_);
  }
  int one_of(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  static std::string host(const char* prefix, int n) { return prefix + std::to_string(n); }
  std::string someone() { return host("203.0.113.", 1 + one_of(250)); }

  // What every host says when it wakes up; all of it is denied.
  void wake_up(double at_s, const std::string& own, const std::string& gateway,
               const std::string& everyone) {
    tape_.broadcast(at_s, "0.0.0.0", "255.255.255.255", 67);
    tape_.arp(at_s + 1, port_of(own), mac_of(own), own, gateway);
    for (int i = 0; i < 3; ++i) {
      tape_.broadcast(at_s + 2 + i * 0.75, own, everyone, 137);
      tape_.broadcast(at_s + 4 + i * 1.5, own, "224.0.0.251", 5353);
      tape_.broadcast(at_s + 4.1 + i * 0.4, own, "224.0.0.252", 5355);
      tape_.broadcast(at_s + 5 + i * 3, own, "239.255.255.250", 1900);
    }
    tape_.broadcast(at_s + 12, own, everyone, 138);
    // Windows asks whether this is the Internet.
    tape_.attempt(at_s + 6, own, "13.107.4.52", 80);
  }

  void spend_clerks_day(int n) {
    const std::string own = host("10.20.1.", n);
    const double came = kOpens + between(-900, 600), left = kCloses + between(0, 2 * kHour);
    wake_up(came, own, "10.20.0.1", "10.20.255.255");
    tape_.ask(came + 8, own, kNames, 123);
    for (int i = 0; i < 4; ++i) tape_.session(came + 60 + i, own, "10.40.0.30", 8530);  // WSUS, AV
    for (double t = came + 20; t < left; t += between(60, 600)) {
      tape_.ask(t, own, kNames, 53);
      tape_.session(t + 0.1, own, kGroupware, 443);
      if (one_of(3) == 0) tape_.session(t + 1, own, kFiles[one_of(2)], 445, 3000, 20000);
      if (one_of(12) == 0) tape_.session(t + 2, own, host("10.20.99.", 1 + one_of(8)), 9100, 9000);
      if (one_of(20) == 0) tape_.broadcast(t + 3, own, "10.20.255.255", 138);
    }
    // Lunch: the laptop sleeps and wakes.
    if (n % 3 == 0) wake_up(4.5 * kHour + between(0, 1800), own, "10.20.0.1", "10.20.255.255");
    // A browser's and the system's wish to call home, several of them now and then.
    for (double t = came + 300; t < left; t += between(0.5 * kHour, 3 * kHour))
      for (int i = 0; i < 3 + one_of(6); ++i)
        tape_.attempt(t + between(0, 40), own, host("20.190.160.", 1 + one_of(60)), 443);
  }

  void spend_office_day(int n) {
    const std::string own = host("10.50.1.", n);
    const double came = kOpens + between(-900, 600), left = kCloses + between(0, kHour);
    wake_up(came, own, "10.50.0.1", "10.50.255.255");
    for (double t = came + 10; t < left; t += between(30, 300)) {
      tape_.ask(t, own, "192.0.2.53", 53);
      for (int i = 0; i < 1 + one_of(6); ++i)
        tape_.session(t + 0.1 + i * 0.2, own, someone(), 443, 800, 8000);
      if (one_of(10) == 0) tape_.session(t + 2, own, "192.0.2.25", 587, 4000, 300);
      if (one_of(8) == 0) {  // QUIC first, which is denied
        tape_.datagram(t + 3, own, someone(), 50000, 443, 1200);
      }
    }
    if (n % 10 == 0)  // reads a colleague's shared folder
      for (int i = 0; i < 3; ++i)
        tape_.session(came + 1000 + i * 700, own, host("10.50.1.", 11 + i % 2), 445);
    tape_.ask(came + 5, own, "192.0.2.53", 123);
  }

  void make_mistakes() {
    for (int i = 0; i < 12; ++i) {  // an address mistyped, tried twice
      const std::string own = host("10.20.1.", 10 + one_of(kClerks));
      const std::string wrong = host("10.40.1.", 1 + one_of(200));
      const double t = between(kOpens, kCloses);
      tape_.attempt(t, own, wrong, 443);
      tape_.attempt(t + 25, own, wrong, 443);
    }
    // A share by a wrong name: 445, then 139, twice.
    for (int i = 0; i < 2; ++i) {
      tape_.attempt(3 * kHour + i * 30, "10.20.1.14", "10.50.1.12", 445);
      tape_.attempt(3 * kHour + i * 30 + 10, "10.20.1.14", "10.50.1.12", 139);
    }
    for (int i = 0; i < 5; ++i) tape_.ping(4 * kHour + i, "10.20.1.15", "10.40.0.20", false);
    // A copier that was told the wrong mail server tries again and again, at odd times.
    for (double t = 2 * kHour; t < 3 * kHour; t += between(40, 200))
      tape_.attempt(t, "10.20.99.3", "192.0.2.26", 25);
    // An administrator's traceroute, out of a place from which it is not allowed.
    for (int i = 0; i < 90; ++i)
      tape_.datagram(5 * kHour + i * 0.1, "10.20.1.20", "10.40.0.20", 40000,
                     static_cast<std::uint16_t>(33434 + i), 24);
    // Answers that come after their flow is gone.
    for (int i = 0; i < 60; ++i)
      tape_.datagram(between(kOpens, kCloses), "192.0.2.53",
                     host("10.50.1.", 10 + one_of(kOffices)), 53,
                     static_cast<std::uint16_t>(50000 + i), 200);
    // A host that asks a time server that it may not ask, as they do: every 64 s, later every 1024.
    for (double t = kOpens; t < kOpens + kHour; t += 64)
      tape_.datagram(t, "10.20.1.21", "133.243.238.163", 123, 123, 48);
    for (double t = kOpens + kHour; t < kCloses; t += 1024)
      tape_.datagram(t, "10.20.1.21", "133.243.238.163", 123, 123, 48);
  }

  void carry_mail() {
    for (double t = 0; t < 24 * kHour; t += between(5, t < kCloses ? 60 : 400)) {
      if (one_of(2) == 0)
        tape_.session(t, someone(), "192.0.2.25", 25, 6000, 300);
      else
        tape_.session(t, "192.0.2.25", someone(), 25, 6000, 300);
    }
    // The mayor's letter to all who wanted it.
    for (int i = 0; i < 300; ++i)
      tape_.session(6 * kHour + i * 0.8, "192.0.2.25", someone(), 25, 3000, 300);
  }

  // Every five minutes; terminals that are off do not answer.
  void watch_all_hosts() {
    for (double t = 0; t < 24 * kHour; t += 300) {
      const bool is_day = t > kOpens && t < kCloses;
      for (int i = 0; i < kClerks; ++i)
        tape_.ping(t + i * 0.05, "10.30.0.5", host("10.20.1.", 10 + i), is_day);
    }
  }

  void work_at_night() {
    for (int i = 0; i < 30; ++i)
      tape_.session(18 * kHour + i * 60, "10.40.0.10", "10.40.0.99", 22, 200'000, 2000);
    // The cleaner pulls a plug: one switch is away for a minute, and all its hosts come back.
    for (int i = 0; i < 20; ++i)
      wake_up(12 * kHour + i * 0.5, host("10.20.1.", 10 + i), "10.20.0.1", "10.20.255.255");
  }

  void serve_citizens() {
    for (double t = kOpens; t < kCloses; t += between(20, 120))
      tape_.session(t, "10.10.0.10", "10.60.0.5", 443, 3000, 5000);
  }

  // Another printer comes in the place of one that broke, with its address.
  void replace_printer() {
    for (int i = 0; i < 10; ++i)
      tape_.arp(3 * kHour + i * 60, "eth1", "00:00:5e:00:53:10", "10.20.99.9", "10.20.0.1");
    for (int i = 0; i < 10; ++i)
      tape_.arp(5 * kHour + i * 60, "eth1", "00:00:5e:00:53:11", "10.20.99.9", "10.20.0.1");
  }

  std::mt19937 random_{20261120};
  Tape tape_;
};

}  // namespace

Tape record_ordinary_day() {
  return Day().record();
}

}  // namespace sekisho::test
