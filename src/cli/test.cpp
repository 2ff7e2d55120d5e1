// sekisho test: the unit tests of a policy (cli.md section 5).
#include <algorithm>
#include <map>
#include <numeric>
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/cases.h"
#include "cli/command.h"
#include "cli/images_by_time.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "sekisho/base/utf8.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {
namespace {

struct TestOptions {
  std::string policy, cases, format = "text";
};

struct Outcome {
  bool passes = false;
  bool is_allowed = false;
  std::string reason;
  std::string rule;  // "" for none
};

Outcome compare(const Case& wanted, const Judged& judged, const TableImage& image) {
  Outcome outcome;
  outcome.is_allowed = judged.allowed();
  outcome.reason = reason_name(judged.reason);
  outcome.rule = std::string(image.rule_name(judged.rule));
  outcome.passes = outcome.is_allowed == wanted.expects_allow &&
                   (!wanted.reason || *wanted.reason == outcome.reason) &&
                   (!wanted.rule || wanted.rule->value_or("") == outcome.rule);
  return outcome;
}

SwitchedOn relaxations_of(const Case& wanted) {
  SwitchedOn on;
  for (const Case::Relaxation& relaxation : wanted.relaxations) on.insert(relaxation.id);
  return on;
}

// Judges cases one by one; images are shared by those of one time and set of relaxations.
class CaseRunner {
 public:
  explicit CaseRunner(const Model& model) : model_(model) {}

  Expected<Outcome> run(const Case& wanted) {
    const SwitchedOn on = relaxations_of(wanted);
    const auto image = images_.try_emplace(on, model_, on).first->second.at(wanted.at);
    if (!image) return tl::unexpected(image.error());
    UserlandJudge& judge = judge_of(*image);
    const PacketSpec spec = complete(wanted.packet, model_, wanted.at);
    return compare(wanted, judge_new(judge, wanted.packet, spec, wanted.at), **image);
  }

 private:
  // A judge has its own copy of the image; cases that alternate between two times would pay for it
  // each time.
  UserlandJudge& judge_of(const std::shared_ptr<const TableImage>& image) {
    constexpr std::size_t kKeptJudges = 16;
    const auto found = judges_.find(image);
    if (found != judges_.end()) return found->second;
    if (judges_.size() == kKeptJudges) judges_.clear();
    return judges_.try_emplace(image, image).first->second;
  }

  const Model& model_;
  std::map<SwitchedOn, ImagesByTime> images_;
  std::map<std::shared_ptr<const TableImage>, UserlandJudge> judges_;
};

// Outcomes in the order of the cases. They are judged in the order of their times, so that each
// image is compiled once however the file orders them.
Expected<std::vector<Outcome>> run_all(const std::vector<Case>& cases, const Model& model,
                                       const Console& console) {
  std::vector<std::size_t> by_time(cases.size());
  std::iota(by_time.begin(), by_time.end(), std::size_t{0});
  std::stable_sort(by_time.begin(), by_time.end(),
                   [&](std::size_t a, std::size_t b) { return cases[a].at < cases[b].at; });
  CaseRunner runner(model);
  Progress progress(console, say("cases"));
  std::vector<Outcome> outcomes(cases.size());
  for (const std::size_t i : by_time) {
    auto outcome = runner.run(cases[i]);
    if (!outcome) return tl::unexpected(std::move(outcome.error()));
    outcomes[i] = std::move(*outcome);
    progress.count_one();
  }
  return outcomes;
}

Diagnostics find_unknown_relaxations(const std::vector<Case>& cases, const Model& model) {
  Diagnostics found;
  const std::vector<std::string_view> known(model.relaxations.begin(), model.relaxations.end());
  for (const Case& wanted : cases) {
    for (const Case::Relaxation& relaxation : wanted.relaxations) {
      if (std::find(known.begin(), known.end(), relaxation.id) != known.end()) continue;
      Diagnostic& diagnostic =
          found.add("SK2003", say("relaxation \"{}\" is not defined by the policy", relaxation.id),
                    relaxation.where);
      const std::string_view near = nearest(relaxation.id, known);
      if (!near.empty()) diagnostic.help = say("did you mean \"{}\"?", near);
    }
  }
  return found;
}

nlohmann::ordered_json to_json(const Case& wanted, const Outcome& outcome) {
  nlohmann::ordered_json json;
  json["name"] = wanted.name;
  json["pass"] = outcome.passes;
  json["verdict"] = outcome.is_allowed ? "allow" : "deny";
  json["reason"] = outcome.reason;
  json["rule"] = nullptr;
  if (!outcome.rule.empty()) json["rule"] = outcome.rule;
  return json;
}

std::string rule_text(const std::string& rule, const Console& console) {
  return rule.empty() ? console.in(say("no rule")) : rule;
}

std::string expectation_text(const Case& wanted, const Console& console) {
  std::string text = wanted.expects_allow ? "allow" : "deny";
  if (wanted.reason) text += ", " + *wanted.reason;
  if (wanted.rule) text += ", " + rule_text(wanted.rule->value_or(""), console);
  return text;
}

void print_failure(const Case& wanted, const Outcome& outcome, const SourceSet& sources,
                   const Console& console) {
  const Position position = sources.position(wanted.where);
  console.out << console.painted(console.in(say("FAIL")), Paint::bad) << " "
              << shown(sources.file(wanted.where.file).name) << ":" << position.line << ":"
              << position.column << ": " << shown(wanted.name) << "\n  "
              << console.in(say("expected: ")) << expectation_text(wanted, console) << "\n  "
              << console.in(say("actual:   ")) << (outcome.is_allowed ? "allow" : "deny") << ", "
              << outcome.reason << ", " << rule_text(outcome.rule, console) << "\n";
}

int report(const std::vector<Case>& cases, const std::vector<Outcome>& outcomes,
           const TestOptions& options, const SourceSet& sources, const Console& console) {
  std::size_t failed = 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!outcomes[i].passes) ++failed;
    if (options.format == "json")
      list.push_back(to_json(cases[i], outcomes[i]));
    else if (!outcomes[i].passes)
      print_failure(cases[i], outcomes[i], sources, console);
  }
  const std::size_t passed = cases.size() - failed;
  if (options.format == "json") {
    nlohmann::ordered_json json;
    json["passed"] = passed;
    json["failed"] = failed;
    json["cases"] = std::move(list);
    console.out << json.dump(2) << "\n";
  } else {
    const Text sums = say("{} passed, {} failed", passed, failed);
    console.out << console.painted(console.in(sums), failed == 0 ? Paint::good : Paint::bad)
                << "\n";
  }
  return failed == 0 ? kDone : kFound;
}

int test(const TestOptions& options, const Console& console) {
  const Instant now = console.clock.now();
  SourceSet case_sources, policy_sources;
  Diagnostics found;
  const auto refuse = [&] {
    print_diagnostics(found, case_sources, Severity::error, console, console.err,
                      console.colour_err);
    return kUnusable;
  };
  const auto cases = read_cases(options.cases, now, case_sources, found);
  if (!cases) return refuse();
  // The day of the run must not matter: the policy is checked at a time of the cases.
  const Instant checked_at = cases->empty() ? now : cases->front().at;
  const auto model = load_to_judge(options.policy, checked_at, policy_sources, console);
  if (!model) return kUnusable;
  found.append(find_unknown_relaxations(*cases, *model));
  if (found.has_errors()) return refuse();

  const auto outcomes = run_all(*cases, *model, console);
  if (!outcomes) {
    const std::string why = outcomes.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  return report(*cases, *outcomes, options, case_sources, console);
}

}  // namespace

Action declare_test(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<TestOptions>();
  app.add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("cases", options->cases, words(say("the file of cases")))
      ->required()
      ->option_text("CASES");
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [options](const Console& console) { return test(*options, console); };
}

}  // namespace sekisho::cli
