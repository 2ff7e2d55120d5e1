// The journal's packets: those behind its lines, kept beside them.
#include <utility>

#include <fmt/format.h>

#include "daemon/journal.h"

namespace sekisho::daemon {
namespace {

// As a person looks for it in Wireshark: frame.comment contains "seq=1034 ".
std::string comment_of(const EventLine& line, std::uint64_t seq) {
  std::string text = fmt::format("sekisho seq={} {}", seq, event_type_of(line.text));
  if (line.reason) text += fmt::format(" {}", reason_name(line.reason));
  return text;
}

}  // namespace

std::shared_ptr<const KeptFrame> Journal::keep_frame(const PacketRecord& record, Instant time,
                                                     const TableImage* image) const {
  if (record.frame.empty() || options_.evidence.folder.empty()) return nullptr;
  return std::make_shared<const KeptFrame>(
      KeptFrame{image ? std::string(image->port_name(record.packet.port)) : std::string(),
                time,
                record.packet.length,
                {record.frame.begin(), record.frame.end()}});
}

// With the numbers that their lines have just got. A packet of several lines is kept once.
void Journal::keep_packets() {
  std::vector<EvidencePacket> packets;
  std::uint64_t seq = file_->link().seq - lines_.size();
  for (const EventLine& line : lines_) {
    ++seq;
    if (!line.frame) continue;
    if (packets.empty() || packets.back().frame != line.frame.get())
      packets.push_back({line.frame.get(), {}});
    packets.back().comments.push_back(comment_of(line, seq));
  }
  if (packets.empty()) return;
  const Status kept = evidence_.write(packets);
  if (!kept) {
    packets_lost_ += packets.size();
    if (!cannot_keep_) log_->error("{}", kept.error().message());
  }
  cannot_keep_ = !kept;
}

// Once they can be kept again.
void Journal::tell_packets_lost() {
  if (packets_lost_ == 0 || cannot_keep_) return;
  log_->warn("evidence is kept again; {} packets were lost", packets_lost_);
  tell_of_log(EventSeverity::medium, "packets_lost",
              {{"packets", std::exchange(packets_lost_, 0)}});
}

}  // namespace sekisho::daemon
