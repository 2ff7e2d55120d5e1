// Names of sections, reasons and verdicts, all out of the X-macros of abi/.
#include "sekisho/abi/reason.h"
#include "sekisho/image/image.h"

namespace sekisho {

namespace {

struct SectionInfo {
  const char* name;
  std::size_t element_size;
};

constexpr SectionInfo kSections[] = {
#define SK_X(enumerator, name, type) {name, sizeof(type)},
    SK_SECTIONS(SK_X)
#undef SK_X
};

constexpr const char* kReasons[] = {"undecided",
#define SK_X(enumerator, name, verdict) name,
                                    SK_REASONS(SK_X)
#undef SK_X
};

}  // namespace

const char* section_name(sk_section_id id) {
  return kSections[id].name;
}

std::size_t section_element_size(sk_section_id id) {
  return kSections[id].element_size;
}

const char* reason_name(std::uint32_t reason) {
  return reason < SK_REASON_COUNT ? kReasons[reason] : "unknown";
}

const char* verdict_name(int verdict) {
  return verdict == SK_ALLOW ? "allow" : "deny";
}

}  // namespace sekisho
