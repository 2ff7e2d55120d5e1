#include "sekisho/metrics/families.h"

namespace sekisho {
namespace {

constexpr MetricInfo kFamilies[] = {
#define SK_X(enumerator, name, type, help) {name, MetricKind::type, help},
    SK_METRIC_FAMILIES(SK_X)
#undef SK_X
};

}  // namespace

std::span<const MetricInfo> metric_families() {
  return kFamilies;
}

const MetricInfo& info_of(Metric metric) {
  return kFamilies[static_cast<std::size_t>(metric)];
}

}  // namespace sekisho
