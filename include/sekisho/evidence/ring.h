// The packets behind events, as pcapng files in a ring: Wireshark and tcpdump read them.
//
// Each packet carries comments that name its events. Files are numbered; a run begins a file of its
// own, a full one is followed by the next, and the oldest beyond the number to keep is removed. A
// batch is one write(2): it is in the file whole or not at all. Thread: loop.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/evidence/frame.h"

namespace sekisho {

struct EvidenceOptions {
  std::string folder;  // "": nothing is kept
  std::uint32_t snap_bytes = 256;
  std::uint64_t rotate_bytes = std::uint64_t{64} << 20;
  std::uint64_t keep_files = 32;

  friend bool operator==(const EvidenceOptions&, const EvidenceOptions&) = default;
};

struct EvidencePacket {
  const KeptFrame* frame = nullptr;
  std::vector<std::string> comments;
};

class EvidenceRing {
 public:
  explicit EvidenceRing(EvidenceOptions options = {}, std::string application = "sekishod");
  ~EvidenceRing();
  EvidenceRing(const EvidenceRing&) = delete;
  EvidenceRing& operator=(const EvidenceRing&) = delete;

  // From the next packet on; another folder begins another file there.
  void set_options(EvidenceOptions options);
  // Errors: those of making the folder, of opening and of writing; nothing of the batch is in the
  // file then, and the next one is tried anew.
  Status write(std::span<const EvidencePacket> packets);

  const std::string& path() const { return path_; }  // "" before the first packet

 private:
  Status ensure_file(std::uint64_t more_bytes);
  Status begin_file();
  void close_file();
  void remove_oldest(std::uint64_t newest);
  std::uint32_t interface_of(const std::string& name, std::string& batch);

  EvidenceOptions options_;
  std::string application_;
  std::string path_;
  int fd_ = -1;
  std::uint64_t bytes_ = 0;
  std::map<std::string, std::uint32_t> interfaces_;  // of the file, by name
};

// The number of a file of the ring, by its name ("sekisho-00000012.pcapng"); 0: it is none.
std::uint64_t evidence_number_of(const std::string& name);

}  // namespace sekisho
