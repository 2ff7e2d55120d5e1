// What the facts of a policy say of a principle, apart from findings. Pure; thread: any.
#pragma once

#include "report/principles.h"

namespace sekisho::report {

struct Answer {
  Status status;
  Text reason;
};

struct Grounds {
  const Report& report;  // with its facts, without its principles
  const Profile& profile;
};

// Adds the rules and zones that the principle rests on, and answers from them.
void refine_answer(const Grounds& grounds, Principle& principle, Answer& answer);

}  // namespace sekisho::report
