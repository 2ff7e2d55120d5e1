#include "judges.h"

#include "reference/reference.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::test {

namespace {

class Userland final : public WorldJudge {
 public:
  const char* name() const override { return "userland"; }
  void forget() override { judge_.reset(); }
  void change_rules(const Loaded& loaded) override {
    judge_ ? judge_->swap(loaded.image) : void(judge_.emplace(loaded.image));
  }
  void isolate(const Event& event) override { test::isolate(*judge_, event); }
  std::optional<std::string> judge(const Event& packet) override {
    const TableImage& image = judge_->image();
    const Judged judged = judge_->judge(
        {packet.time_ns, image.find_port(packet.port), std::as_bytes(std::span(packet.frame))});
    return std::string(reason_name(judged.reason)) + " " +
           std::string(image.rule_name(judged.rule));
  }

 private:
  std::optional<UserlandJudge> judge_;
};

class ReferenceJudge final : public WorldJudge {
 public:
  const char* name() const override { return "reference"; }
  void forget() override { judge_.reset(); }
  void change_rules(const Loaded& loaded) override {
    if (judge_) return judge_->change_rules(loaded.model, loaded.at, loaded.relaxed);
    judge_.emplace(loaded.model, loaded.at, loaded.relaxed);
  }
  void isolate(const Event& event) override { test::isolate(*judge_, event); }
  std::optional<std::string> judge(const Event& packet) override {
    const Answer answer = judge_->judge(packet.time_ns, packet.port, packet.frame);
    return answer.reason + " " + answer.rule;
  }

 private:
  std::optional<Reference> judge_;
};

Answers ask(const Event& packet, Judges& judges) {
  Answers answers;
  if (!packet.expected.empty()) answers["expected"] = packet.expected;
  for (auto& judge : judges)
    if (auto answer = judge->judge(packet)) answers[judge->name()] = *answer;
  return answers;
}

bool agree(const Answers& answers) {
  return std::all_of(answers.begin(), answers.end(),
                     [&](const auto& answer) { return answer.second == answers.begin()->second; });
}

}  // namespace

std::unique_ptr<WorldJudge> userland_judge() {
  return std::make_unique<Userland>();
}
std::unique_ptr<WorldJudge> reference_judge() {
  return std::make_unique<ReferenceJudge>();
}

std::optional<Difference> first_difference(const World& world, Judges& judges,
                                           const std::function<void(const std::string&)>& seen) {
  for (auto& judge : judges) judge->forget();
  for (std::size_t index = 0; index < world.events.size(); ++index) {
    const Event& event = world.events[index];
    if (event.kind == Event::Kind::rules) {
      const Loaded loaded = load_and_compile(world.policies[event.policy], event.at, event.relaxed);
      for (auto& judge : judges) judge->change_rules(loaded);
    } else if (event.kind != Event::Kind::packet) {
      for (auto& judge : judges) judge->isolate(event);
    } else {
      Answers answers = ask(event, judges);
      if (!agree(answers)) return Difference{index, std::move(answers)};
      if (seen) seen(answers.begin()->second);
    }
  }
  return std::nullopt;
}

}  // namespace sekisho::test
