// What a benchmark found: tables for people, and the same as JSON for scripts/bench-report.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace sekisho::bench {

// Of one figure over the rounds of a run.
struct Spread {
  double median = 0, low = 0, high = 0;
};
Spread spread_of(std::vector<double> values);

struct Column {
  std::string name;  // with its unit
  int decimals = 0;  // of numbers
};

struct Table {
  std::string id;
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<nlohmann::json>> rows;  // a cell a column; null: not measured
};

// Text on the left, numbers on the right.
void print(const Table& table);

// {"bench", "machine", "command", "tables"}; the machine and the moment are added here. Throws
// std::runtime_error where the file cannot be written.
void write_json(const std::string& path, const std::string& bench, const std::string& command,
                const std::vector<Table>& tables);

}  // namespace sekisho::bench
