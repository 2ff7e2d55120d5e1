#include "report.h"

#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

namespace sekisho::bench {

namespace {

std::string text_of(const nlohmann::json& cell, const Column& column) {
  if (cell.is_null()) return "-";
  if (cell.is_string()) return cell.get<std::string>();
  return fmt::format("{:.{}f}", cell.get<double>(), column.decimals);
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

nlohmann::json machine() {
  utsname kernel{};
  ::uname(&kernel);
  const std::time_t now = std::time(nullptr);
  char date[32];
  std::strftime(date, sizeof(date), "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
  return {{"cpu", cpu_model()},
          {"cores", ::sysconf(_SC_NPROCESSORS_ONLN)},
          {"kernel", kernel.release},
          {"date", date}};
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {values[values.size() / 2], values.front(), values.back()};
}

void print(const Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t n = 0; n < table.columns.size(); ++n) {
    std::size_t width = table.columns[n].name.size();
    for (const auto& row : table.rows)
      width = std::max(width, text_of(row[n], table.columns[n]).size());
    widths.push_back(width);
  }
  fmt::print("\n{}\n", table.title);
  const auto put = [&](std::size_t n, const std::string& text, bool is_left) {
    fmt::print(
        "{}{}", n ? "  " : "",
        is_left ? fmt::format("{:<{}}", text, widths[n]) : fmt::format("{:>{}}", text, widths[n]));
  };
  const auto is_left = [&](std::size_t n) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [n](const auto& row) { return row[n].is_string(); });
  };
  for (std::size_t n = 0; n < widths.size(); ++n) put(n, table.columns[n].name, is_left(n));
  fmt::print("\n");
  for (const auto& row : table.rows) {
    for (std::size_t n = 0; n < widths.size(); ++n)
      put(n, text_of(row[n], table.columns[n]), is_left(n));
    fmt::print("\n");
  }
  std::fflush(stdout);
}

void write_json(const std::string& path, const std::string& bench, const std::string& command,
                const std::vector<Table>& tables) {
  nlohmann::json document{{"bench", bench}, {"command", command}, {"machine", machine()}};
  for (const Table& table : tables) {
    nlohmann::json columns = nlohmann::json::array();
    for (const Column& column : table.columns)
      columns.push_back({{"name", column.name}, {"decimals", column.decimals}});
    document["tables"].push_back(
        {{"id", table.id}, {"title", table.title}, {"columns", columns}, {"rows", table.rows}});
  }
  std::ofstream file(path);
  file << document.dump(1) << "\n";
  if (!file) throw std::runtime_error("cannot write " + path);
}

}  // namespace sekisho::bench
