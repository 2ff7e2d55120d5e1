#include "cli/replay_summary.h"

#include <algorithm>
#include <ostream>

#include "cli/replay_line.h"
#include "cli/text_table.h"

namespace sekisho::cli {
namespace {

constexpr std::size_t kTopPairs = 10;

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

}  // namespace

void ReplaySummary::add(Instant time, const Judged& judged,
                        const std::shared_ptr<const TableImage>& image) {
  if (image != image_) fold();
  image_ = image;
  if (allowed_packets_ + denied_packets_ == 0) first_ = last_ = time;
  first_ = std::min(first_, time);
  last_ = std::max(last_, time);
  const sk_event& event = judged.event;
  Sum& sum = of_image_[{event.source_zone, event.destination_zone, judged.reason, judged.rule}];
  ++sum.packets;
  sum.bytes += event.length;
  ++(judged.allowed() ? allowed_packets_ : denied_packets_);
  if (!judged.allowed() && has_addresses(event))
    ++denied_[{source_of(event), destination_of(event)}];
}

void ReplaySummary::fold() {
  for (const auto& [indexes, sum] : of_image_) {
    const auto& [src_zone, dst_zone, reason, rule] = indexes;
    Sum& all = sums_[{.src_zone = std::string(image_->zone_name(src_zone)),
                      .dst_zone = std::string(image_->zone_name(dst_zone)),
                      .reason = reason_name(reason),
                      .rule = std::string(image_->rule_name(rule)),
                      .is_allowed = sk_verdict_of(static_cast<int>(reason)) == SK_ALLOW}];
    all.packets += sum.packets;
    all.bytes += sum.bytes;
  }
  of_image_.clear();
}

void ReplaySummary::print_sums(const Console& console) const {
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::left, Align::right,
                   Align::right});
  table.add({console.in(say("from")), console.in(say("to")), console.in(say("verdict")),
             console.in(say("reason")), console.in(say("rule")), console.in(say("packets")),
             console.in(say("bytes"))});
  for (const auto& [names, sum] : sums_)
    table.add({or_dash(names.src_zone), or_dash(names.dst_zone),
               names.is_allowed ? "allow" : "deny", names.reason, or_dash(names.rule),
               std::to_string(sum.packets), std::to_string(sum.bytes)});
  table.print(console.out);
}

void ReplaySummary::print_denied(const Console& console) const {
  std::vector<std::pair<Pair, std::uint64_t>> pairs(denied_.begin(), denied_.end());
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (pairs.size() > kTopPairs) pairs.resize(kTopPairs);
  console.out << "\n" << console.in(say("most denied:")) << "\n";
  TextTable table({Align::left, Align::left, Align::right});
  for (const auto& [pair, packets] : pairs)
    table.add({to_string(pair.first), to_string(pair.second), std::to_string(packets)});
  table.print(console.out);
}

void ReplaySummary::print(const Console& console) {
  fold();
  const std::uint64_t packets = allowed_packets_ + denied_packets_;
  console.out << console.in(say("{} packets, {} allowed, {} denied", packets, allowed_packets_,
                                denied_packets_))
              << "\n";
  if (packets == 0) return;
  console.out << to_rfc3339(first_) << " .. " << to_rfc3339(last_) << "\n\n";
  print_sums(console);
  if (!denied_.empty()) print_denied(console);
}

}  // namespace sekisho::cli
