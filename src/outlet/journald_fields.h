// An event as fields of the systemd journal. Pure; thread: any.
#pragma once

#include <string>
#include <string_view>

#include "sekisho/base/message.h"
#include "sekisho/outlet/event_facts.h"

namespace sekisho {

// A sentence for a person, of what the line says.
Text describe(const EventFacts& facts);

// MESSAGE_ID of the events of a type: one UUID for each (RFC 9562 5.5, by the type's name), which
// `sekishod` never changes.
std::string message_id_of(std::string_view event_type);

// All fields as one datagram of the journal's native protocol
// (systemd.io/JOURNAL_NATIVE_PROTOCOL).
std::string to_journal(const EventFacts& facts, std::string_view line, Language language);

}  // namespace sekisho
