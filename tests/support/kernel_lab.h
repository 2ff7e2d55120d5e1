// A network namespace of the test process's own, with veth ports that XDP can be attached to.
//
// The calling thread stays in it until the lab goes. Needs root; the pin folders under bpffs are
// unique to the process and are removed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sekisho::test {

class KernelLab {
 public:
  explicit KernelLab(const std::vector<std::string>& ports);
  ~KernelLab();
  KernelLab(const KernelLab&) = delete;
  KernelLab& operator=(const KernelLab&) = delete;

  bool is_ready() const { return why_.empty(); }
  const std::string& why() const { return why_; }  // what is missing
  std::uint32_t ifindex(const std::string& port) const;
  std::string pin_folder(const std::string& name);

 private:
  void add_port(const std::string& name);

  std::string why_;
  int home_ = -1;  // the namespace to go back to
  std::map<std::string, std::uint32_t> ports_;
  std::vector<std::string> folders_;
};

}  // namespace sekisho::test
