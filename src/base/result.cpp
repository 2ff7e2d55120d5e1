#include "sekisho/base/result.h"

#include <system_error>

namespace sekisho {

std::string Error::message() const {
  return code == 0 ? doing : doing + ": " + std::generic_category().message(code);
}

}  // namespace sekisho
