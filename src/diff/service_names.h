// Sets of services in the words of a policy. Immutable; thread: any.
#pragma once

#include <string>
#include <vector>

#include "diff/service_space.h"
#include "sekisho/diff/diff.h"

namespace sekisho::diffing {

class ServiceNames {
 public:
  // The names' services are in the space.
  ServiceNames(const ServiceSpace& space, const PolicyNames& names);

  // Exact as far as `mask` goes; beyond it a name may hold more. A name is used where it says all
  // of what it touches: 443 of all ports is not https.
  std::vector<WrittenService> write(const ServiceBits& services, const ServiceBits& mask) const;

 private:
  struct Name {
    std::string text;
    ServiceBits services;
  };

  const ServiceSpace& space_;
  std::vector<Name> names_;
};

}  // namespace sekisho::diffing
