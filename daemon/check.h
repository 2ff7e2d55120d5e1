// `sekishod --check`: what a start or reload would say, without doing it.
#pragma once

#include <string>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/message.h"

namespace sekisho::daemon {

// Of LC_ALL, LC_MESSAGES, LANG the first that is set.
Language language_of_locale();
// To stderr, in the locale's language.
void print_diagnostics(const Diagnostics& found, const SourceSet& sources);
// Exit code: 0 nothing wrong, 1 errors, 2 a file that cannot be read.
int check(const std::string& config_path);

}  // namespace sekisho::daemon
