// sekisho: the operator's command.
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <iostream>
#include <string>

#include <unistd.h>

#include "cli/cli.h"

namespace {

std::string locale_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::ios::sync_with_stdio(false);
    const sekisho::SystemClock clock;
    return sekisho::cli::run({argv + 1, argv + argc},
                             {.out = std::cout,
                              .err = std::cerr,
                              .clock = clock,
                              .locale = locale_of_environment(),
                              .allows_colour = !is_set("NO_COLOR"),
                              .out_is_terminal = isatty(STDOUT_FILENO) != 0,
                              .err_is_terminal = isatty(STDERR_FILENO) != 0});
  } catch (const std::exception& error) {  // out of memory, or a mistake of ours
    std::cerr << "sekisho: " << error.what() << "\n";
    return 2;
  }
}
