// The program sekishod: its options, and the order in which its parts come up and go down.
#pragma once

namespace sekisho::daemon {

// Exit code: 0 stopped on purpose, or nothing wrong found; 1 errors found, or nothing was enforced;
// 2 wrong usage, unreadable configuration, or another daemon has the state folder or socket.
int run_program(int argc, char** argv);

}  // namespace sekisho::daemon
