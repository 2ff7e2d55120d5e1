// sekisho log verify: the exact places where a log is not as it was written.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/log.h"
#include "sekisho/base/utf8.h"
#include "sekisho/log/verify.h"

namespace sekisho::cli {
namespace {

struct LogVerifyRequest {
  std::vector<std::string> files;
  LogVerifyOptions verify;
  std::string format = "text";
};

// "seq 7" or "seqs 7 to 9"; what is not known is not said.
Text describe_seqs(const LogBreak& found) {
  if (found.first_seq == 0) return {};
  if (found.first_seq == found.last_seq) return say(" (seq {})", found.first_seq);
  return say(" (seqs {} to {})", found.first_seq, found.last_seq);
}

Text describe(const LogBreak& found) {
  const Text seqs = describe_seqs(found);
  switch (found.kind) {
    case BreakKind::changed:
      return say("changed: {} line(s) are not as they were written{}", found.lines, seqs);
    case BreakKind::inserted:
      return say("inserted: {} line(s) are not of this log", found.lines);
    case BreakKind::missing:
      return say("missing: {} line(s) that stood before this place{}", found.lines, seqs);
    case BreakKind::reordered:
      return say("reordered: {} line(s) stand behind later ones{}", found.lines, seqs);
    case BreakKind::duplicated:
      return say("duplicated: {} line(s) were there already{}", found.lines, seqs);
    case BreakKind::truncated:
      return say("truncated: {} line(s) that were written are cut off{}", found.lines, seqs);
    case BreakKind::half_line:
      return say("half line: the file ends within a line{}", seqs);
    case BreakKind::damaged:
      return say("damaged: the compressed file cannot be read from here on{}", seqs);
    case BreakKind::bad_signature:
      return say("bad signature: what was signed is not what is here{}", seqs);
    case BreakKind::no_signature:
      return say("no signature: a sealed segment is without its seal");
    case BreakKind::unknown_key:
      return say("unknown key: signed with another key than the one it is checked by");
  }
  return {};
}

// What to do, where it is not plain.
Text advise(const LogBreak& found) {
  switch (found.kind) {
    case BreakKind::missing:
      return say(
          "look for the lines in a backup or in what was forwarded; where earlier files are "
          "only elsewhere, name them too or give --partial");
    case BreakKind::half_line:
      return say(
          "a crash leaves this, and the next start of the daemon sets it aside; else the "
          "end was cut off");
    case BreakKind::no_signature:
      return say("name the folder that has the .sig file beside the segment");
    case BreakKind::unknown_key:
      return say("give the public key of the appliance that wrote the log with --key");
    case BreakKind::damaged:
    case BreakKind::truncated:
      return say("compare with a backup or with what was forwarded");
    default:
      return {};
  }
}

void print_breaks(const LogVerification& result, const Console& console) {
  for (const LogBreak& found : result.breaks) {
    console.out << shown(found.file);
    if (found.line) console.out << ":" << found.line;
    console.out << ": " << console.painted(console.in(describe(found)), Paint::bad) << "\n";
    const Text advice = advise(found);
    if (!advice.is_empty())
      console.out << "  " << console.in(say("help")) << ": " << console.in(advice) << "\n";
  }
  if (result.more_breaks) console.out << console.in(say("and {} more", result.more_breaks)) << "\n";
}

void print_notes(const LogVerification& result, const Console& console) {
  const auto note = [&](const Text& text) {
    console.out << console.in(say("note")) << ": " << console.in(text) << "\n";
  };
  if (!result.has_head)
    note(say("no head was found: lines cut off the end of the last file would not show"));
  if (result.unchecked_seals)
    note(say("{} seal(s) could not be checked for want of a key (--key)", result.unchecked_seals));
  if (result.is_key_beside)
    note(
        say("the key is the one beside the log; whoever can write there can put another in its "
            "place, so give one that was kept elsewhere (--key)"));
  if (result.unsealed_segments)
    note(say("{} segment(s) are not sealed yet", result.unsealed_segments));
}

void print_text(const LogVerification& result, const Console& console) {
  print_breaks(result, console);
  const std::uint64_t breaks = result.breaks.size() + result.more_breaks;
  const Text verdict =
      result.holds() ? say("the log is whole") : say("the log is broken at {} place(s)", breaks);
  console.out << console.painted(console.in(verdict), result.holds() ? Paint::good : Paint::bad)
              << ": "
              << console.in(say("{} lines, seq {} to {}, in {} files; {} seals checked",
                                result.lines, result.first_seq, result.last_seq, result.files,
                                result.seals))
              << "\n";
  print_notes(result, console);
}

void print_json(const LogVerification& result, const Console& console) {
  nlohmann::ordered_json json = {{"ok", result.holds()},
                                 {"files", result.files},
                                 {"lines", result.lines},
                                 {"bytes", result.bytes},
                                 {"first_seq", result.first_seq},
                                 {"last_seq", result.last_seq},
                                 {"seals", result.seals},
                                 {"unchecked_seals", result.unchecked_seals},
                                 {"unsealed_segments", result.unsealed_segments},
                                 {"head", result.has_head},
                                 {"key_beside_log", result.is_key_beside},
                                 {"more_breaks", result.more_breaks}};
  json["breaks"] = nlohmann::ordered_json::array();
  for (const LogBreak& found : result.breaks) {
    json["breaks"].push_back({{"kind", to_string(found.kind)},
                              {"file", found.file},
                              {"line", found.line},
                              {"lines", found.lines},
                              {"first_seq", found.first_seq},
                              {"last_seq", found.last_seq},
                              {"message", console.in(describe(found))},
                              {"help", console.in(advise(found))}});
  }
  console.out << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

int verify_events(const LogVerifyRequest& options, const Console& console) {
  const auto result = verify_log(logs_or_usual(options.files), options.verify);
  if (!result) {
    const std::string why = result.error().message();
    return console.fail(say("cannot verify: {}", why));
  }
  options.format == "json" ? print_json(*result, console) : print_text(*result, console);
  return result->holds() ? kDone : kFound;
}

}  // namespace

Action declare_log_verify(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<LogVerifyRequest>();
  app.add_option("files", o->files,
                 words(say("log files, plain or compressed, or folders of them (default: "
                           "/var/log/sekisho)")))
      ->option_text("FILE|FOLDER ..");
  app.add_option("--key", o->verify.key_files,
                 words(say("public key that signatures are checked by (PEM)")))
      ->option_text("FILE");
  app.add_option("--head", o->verify.head_file,
                 words(say("signed head of the log, as it was kept elsewhere")))
      ->option_text("FILE");
  app.add_flag("--partial", o->verify.is_partial,
               words(say("the files begin later than the log: earlier lines are not missing")));
  app.add_option("--format", o->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [o](const Console& console) { return verify_events(*o, console); };
}

}  // namespace sekisho::cli
