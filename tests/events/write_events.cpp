// Every event that the product writes, by the product. write_events FOLDER leaves logs there.
#include "events/event_runs.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  sekisho::daemon::run_service(folder + "/service");
  sekisho::daemon::run_journal(folder);
  return 0;
}
