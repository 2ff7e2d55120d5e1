#include "sekisho/policy/diagnostic_json.h"

namespace sekisho {

nlohmann::ordered_json to_json(const Diagnostic& diagnostic, const SourceSet& sources,
                               Language language, const std::string& policy) {
  const bool is_placed = diagnostic.where.file < sources.size();
  const Position position = is_placed ? sources.position(diagnostic.where) : Position{};
  nlohmann::ordered_json json;
  json["code"] = diagnostic.code;
  json["severity"] = to_string(diagnostic.severity);
  json["message"] = diagnostic.message.in(language);
  json["file"] = is_placed ? sources.file(diagnostic.where.file).name : policy;
  json["line"] = position.line;
  json["column"] = position.column;
  json["pointer"] = diagnostic.pointer;
  json["clause"] = nullptr;
  if (!diagnostic.clause.empty()) json["clause"] = diagnostic.clause;
  return json;
}

}  // namespace sekisho
