// The program `sekisho` without its process: arguments in, exit code out.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sekisho/base/time.h"

namespace sekisho::cli {

struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  std::string locale;         // "ja_JP.UTF-8"; of LC_ALL, LC_MESSAGES, LANG the first that is set
  bool allows_colour = true;  // NO_COLOR is not set
  bool out_is_terminal = false;
  bool err_is_terminal = false;
};

// `arguments` without the program's name. Never throws for what a user can cause.
int run(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace sekisho::cli
