// What `sekisho explain` prints of one judged packet: the verdict, each step, and where it is
// denied the clause behind it, the rules that nearly permit it and what would permit it. Thread:
// one.
#pragma once

#include "cli/console.h"
#include "cli/explained.h"

namespace sekisho::cli {

void print_as_json(const Explained& explained, const Console& console);
void print_as_text(const Explained& explained, const Console& console);

}  // namespace sekisho::cli
