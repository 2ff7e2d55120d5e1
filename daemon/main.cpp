// sekishod: enforces one policy on one appliance. See docs/daemon.md.
#include "daemon/program.h"

int main(int argc, char** argv) {
  return sekisho::daemon::run_program(argc, argv);
}
