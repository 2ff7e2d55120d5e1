// A world as a folder: its policies, and its events as lines of text that a person can read and
// cut down.
//
//   # why                                      a remark
//   rules policy-0.json 2026-11-20T10:00:00Z relax-1,relax-2
//   isolate zone z0                            and "rejoin zone z0"; "device" likewise
//   packet 1000000000000 w0 ffffffffffff...    nanoseconds, port, the frame
//   expect rule r1                             what the manual says of the packet above
#pragma once

#include <filesystem>

#include "judges.h"
#include "world.h"

namespace sekisho::test {

// `difference`: what each judge said of the last packet goes in as remarks.
void write_case(const std::filesystem::path& folder, const World& world,
                const Difference& difference);
// Throws where a line is none of the above.
World read_case(const std::filesystem::path& folder);

}  // namespace sekisho::test
