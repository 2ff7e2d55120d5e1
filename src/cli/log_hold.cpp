// sekisho log hold, sekisho log key: what is kept for a case, and what its seals are checked by.
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <ostream>

#include "cli/input.h"
#include "cli/log.h"
#include "cli/text_table.h"
#include "sekisho/base/utf8.h"
#include "sekisho/dataplane/capture.h"
#include "sekisho/evidence/ring.h"
#include "sekisho/log/hold.h"

namespace sekisho::cli {
namespace {

struct LogHoldRequest {
  std::string id, from, until, reason, release, evidence;
  std::string log = kUsualLog, state = kUsualState;
  bool lists = false;
};

// Who asks: behind sudo, the one who called it.
std::string name_of_user() {
  if (const char* name = std::getenv("SUDO_USER"); name && *name) return name;
  const passwd* user = ::getpwuid(::getuid());
  return user ? user->pw_name : std::to_string(::getuid());
}

// With its slash.
std::string folder_of_log(const std::string& log) {
  return log.substr(0, log.rfind('/') + 1);
}

Instant to_instant(const timespec& time) {
  return Instant(std::chrono::seconds(time.tv_sec) +
                 std::chrono::microseconds(time.tv_nsec / 1000));
}

int fail_with(const Error& error, const Console& console) {
  const std::string why = error.message();
  return console.fail(say("cannot do it: {}", why));
}

int show_holds(const LogHoldRequest& options, const Console& console) {
  TextTable table({Align::left, Align::left, Align::left, Align::right, Align::left});
  for (const Hold& hold : list_holds(options.log)) {
    table.add({shown(hold.id), shown(hold.from), shown(hold.until),
               std::to_string(hold.files.size()), shown(hold.reason)});
  }
  table.print(console.out);
  return kDone;
}

int end_hold(const LogHoldRequest& options, const Console& console) {
  if (Status done = release_hold(options.log, options.release); !done)
    return fail_with(done.error(), console);
  console.out << console.in(say("released: {}", options.release)) << "\n";
  return kDone;
}

// The evidence files with packets of the period: begun before its end, written to after its
// beginning. The newest still grows.
std::vector<FileBeside> packets_of(const std::string& folder, Instant from, Instant until) {
  namespace fs = std::filesystem;
  std::map<std::uint64_t, std::string> paths;
  std::error_code code;
  for (auto entry = fs::directory_iterator(folder, code);
       !code && entry != fs::directory_iterator(); entry.increment(code)) {
    if (const auto number = evidence_number_of(entry->path().filename()))
      paths.emplace(number, entry->path());
  }
  std::vector<FileBeside> files;
  for (const auto& [number, path] : paths) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || to_instant(info.st_mtim) < from) continue;
    auto capture = CaptureFile::open(path);
    const auto first = capture ? capture->next() : std::nullopt;
    if (!first || !*first) continue;
    const auto begin =
        std::chrono::microseconds(static_cast<std::int64_t>((*first)->time_ns / 1000));
    if (Instant(begin) <= until) files.push_back({path, number == paths.rbegin()->first});
  }
  return files;
}

int hold_period(const LogHoldRequest& options, const Console& console) {
  if (!is_hold_id(options.id))
    return console.fail(say("a hold's id is 1 to 64 letters, digits, \"-\", \"_\" and \".\""));
  const auto from = read_moment(options.from, console), until = read_moment(options.until, console);
  if (!from) return console.fail(from.error());
  if (!until) return console.fail(until.error());
  if (*until < *from) return console.fail(say("--until is before --from"));
  const auto key = SigningKey::open(options.state);
  if (!key) return fail_with(key.error(), console);
  Hold hold{options.id,         to_rfc3339(*from),
            to_rfc3339(*until), options.reason,
            name_of_user(),     to_rfc3339(console.clock.now()),
            options.log,        {}};
  const std::string evidence =
      options.evidence.empty() ? folder_of_log(options.log) + "evidence" : options.evidence;
  const auto made =
      make_hold(options.log, std::move(hold), *key, packets_of(evidence, *from, *until));
  if (!made) return fail_with(made.error(), console);
  console.out << console.in(say("held: {} file(s) in {}", made->files.size(),
                                folder_of_log(options.log) + kHoldFolder + "/" + options.id))
              << "\n";
  return kDone;
}

int answer_hold(const LogHoldRequest& options, const Console& console) {
  if (options.lists) return show_holds(options, console);
  if (!options.release.empty()) return end_hold(options, console);
  if (options.id.empty() || options.from.empty() || options.until.empty())
    return console.fail(say("a hold needs an id, --from and --until"));
  return hold_period(options, console);
}

}  // namespace

Action declare_log_hold(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<LogHoldRequest>();
  app.add_option("id", o->id, words(say("name of the hold")))->option_text("ID");
  app.add_option("--from", o->from, words(say("the first moment")))->option_text("TIME");
  app.add_option("--until", o->until, words(say("the last moment")))->option_text("TIME");
  app.add_option("--reason", o->reason, words(say("why it is kept")))->option_text("TEXT");
  app.add_flag("--list", o->lists, words(say("show the holds there are")));
  app.add_option("--release", o->release, words(say("end a hold: keep_days counts again")))
      ->option_text("ID");
  app.add_option("--log", o->log, words(say("the log that is written")))
      ->option_text("FILE (" + o->log + ")");
  app.add_option("--evidence", o->evidence,
                 words(say("folder of the evidence files; those of the period are kept too "
                           "(default: \"evidence\" beside the log)")))
      ->option_text("FOLDER");
  app.add_option("--state", o->state, words(say("the daemon's state folder")))
      ->option_text("FOLDER (" + o->state + ")");
  return [o](const Console& console) { return answer_hold(*o, console); };
}

Action declare_log_key(CLI::App& app, const Words& words) {
  const auto state = std::make_shared<std::string>(kUsualState);
  const auto makes = std::make_shared<bool>(false);
  app.add_option("--state", *state, words(say("the daemon's state folder")))
      ->option_text("FOLDER (" + *state + ")");
  app.add_flag("--make", *makes, words(say("make the key where there is none")));
  return [state, makes](const Console& console) {
    const auto key = *makes ? SigningKey::open_or_make(*state) : SigningKey::open(*state);
    if (!key) return fail_with(key.error(), console);
    console.err << console.in(say("key {}", key->id())) << "\n";
    console.out << key->public_pem();
    return static_cast<int>(kDone);
  };
}

}  // namespace sekisho::cli
