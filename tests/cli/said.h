// Files as text, and what a command said held against such a file.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace sekisho::cli::testing {

inline std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// SEKISHO_UPDATE_SAID=1 writes the file anew, for a person to read.
inline void expect_said(const std::string& path, const std::string& said) {
  if (std::getenv("SEKISHO_UPDATE_SAID")) std::ofstream(path, std::ios::binary) << said;
  EXPECT_EQ(said, text_of_file(path)) << path;
}

}  // namespace sekisho::cli::testing
