// The two machines of the judge, asked alike: a step in, "reason rule" out.
#pragma once

#include <memory>
#include <string>

#include "packet_case.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/dataplane/xdp.h"
#include "sekisho/policy/model.h"
#include "support/kernel_lab.h"

namespace sekisho::test {

// The policy tests/dataplane/data/<policy>.json; throws where it does not load.
Model model_of(const std::string& policy);
Instant policy_moment();  // at which it is judged
// The image of tests/dataplane/data/<policy>.json on 2026-11-20; throws where it does not compile.
std::shared_ptr<const TableImage> image_of(const std::string& policy);

struct Userland {
  explicit Userland(std::shared_ptr<const TableImage> image) : judge_(std::move(image)) {}
  std::string judge(const Step& step);
  std::string reload(std::shared_ptr<const TableImage> image);
  void isolate_zone(const char* id, bool isolated) { judge_.isolate_zone(id, isolated); }
  void isolate_address(const char* address, bool isolated) {
    judge_.isolate_address(*parse_address(address), isolated);
  }
  void isolate_device(const char* id, bool isolated) { judge_.isolate_device(id, isolated); }

 private:
  UserlandJudge judge_;
};

// What goes wrong is said instead of a verdict.
struct Kernel {
  Kernel(KernelLab& lab, const std::string& name) : lab(lab), folder(lab.pin_folder(name)) {}
  ~Kernel();
  // Loads and commits `image`; attaches to its ports. "" when it went well.
  std::string start(std::shared_ptr<const TableImage> image);
  std::string reload(std::shared_ptr<const TableImage> image);
  std::string judge(const Step& step);
  void isolate_zone(const char* id, bool isolated) { (void)datapath->isolate_zone(id, isolated); }
  void isolate_address(const char* address, bool isolated) {
    (void)datapath->isolate_address(*parse_address(address), isolated);
  }
  void isolate_device(const char* id, bool isolated) {
    (void)datapath->isolate_device(id, isolated);
  }

  KernelLab& lab;
  std::string folder;
  std::unique_ptr<XdpDatapath> datapath;
};

}  // namespace sekisho::test
