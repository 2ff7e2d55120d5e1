// A document as one HTML file: no script, nothing from outside, well-formed XML too.
#include <fmt/format.h>

#include "report/document.h"
#include "report/html_style.h"
#include "report/markup.h"
#include "sekisho/base/utf8.h"

namespace sekisho::report {
namespace {

const char* class_of(Mood mood) {
  constexpr const char* kNames[] = {"", "good", "bad", "look", "faint", "closed"};
  return kNames[static_cast<std::size_t>(mood)];
}

std::string with_class(const char* tag, Mood mood) {
  return mood == Mood::plain ? fmt::format("<{}>", tag)
                             : fmt::format("<{} class=\"{}\">", tag, class_of(mood));
}

std::string lines_of(const std::string& text) {
  std::string html;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) html += "<br/>";
    html += escape(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  return html;
}

class HtmlWriter {
 public:
  std::string write(const Document& document);

  void operator()(const Heading& heading);
  void operator()(const Paragraph& paragraph) {
    out_ += with_class("p", paragraph.mood) + lines_of(paragraph.text) + "</p>\n";
  }
  void operator()(const Table& table);
  void operator()(const Picture& picture) { out_ += "<figure>\n" + picture.svg + "</figure>\n"; }

 private:
  void write_contents(const Document& document);
  void write_row(const Table& table, const std::vector<Cell>& row);

  std::string out_;
};

void HtmlWriter::operator()(const Heading& heading) {
  // The sections that hold the most begin on a page of their own.
  const bool is_large = heading.anchor == "zones" || heading.anchor == "principles" ||
                        heading.anchor == "limited" || heading.anchor == "widths";
  out_ += fmt::format("<h{0} id=\"{1}\"{2}>{3}</h{0}>\n", heading.level, escape(heading.anchor),
                      is_large ? " class=\"page\"" : "", escape(heading.text));
}

void HtmlWriter::write_row(const Table& table, const std::vector<Cell>& row) {
  out_ += "<tr>";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool is_head = i == 0 && table.shape != Shape::list;
    out_ += is_head ? "<th scope=\"row\">" : with_class("td", row[i].mood);
    out_ += lines_of(row[i].text) + (is_head ? "</th>" : "</td>");
  }
  out_ += "</tr>\n";
}

void HtmlWriter::operator()(const Table& table) {
  constexpr const char* kShapes[] = {"list", "facts", "matrix"};
  constexpr std::size_t kShortRows = 5;  // a longer table may go over pages
  const char* length = table.rows.size() <= kShortRows ? " short" : "";
  out_ +=
      fmt::format("<table class=\"{}{}\"><caption>{}</caption>\n",
                  kShapes[static_cast<std::size_t>(table.shape)], length, escape(table.caption));
  if (!table.percents.empty()) {
    out_ += "<colgroup>";
    for (const unsigned percent : table.percents)
      out_ += fmt::format("<col style=\"width: {}%\"/>", percent);
    out_ += "</colgroup>\n";
  }
  if (!table.heads.empty()) {
    out_ += "<thead><tr>";
    for (const std::string& head : table.heads)
      out_ += fmt::format("<th scope=\"col\">{}</th>", escape(head));
    out_ += "</tr></thead>\n";
  }
  out_ += "<tbody>\n";
  for (const auto& row : table.rows) write_row(table, row);
  out_ += "</tbody></table>\n";
}

void HtmlWriter::write_contents(const Document& document) {
  out_ +=
      fmt::format("<nav aria-label=\"{}\"><ol>\n", escape(say("Contents").in(document.language)));
  for (const Part& part : document.parts) {
    const auto* heading = std::get_if<Heading>(&part);
    if (heading && heading->level == 2)
      out_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escape(heading->anchor),
                          escape(heading->text));
  }
  out_ += "</ol></nav>\n";
}

std::string HtmlWriter::write(const Document& document) {
  const char* language = document.language == Language::japanese ? "ja" : "en";
  out_ = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"/>\n<title>{} {}</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<style>{}</style></head>\n<body>\n"
      "<header><h1>{}</h1><p class=\"subtitle\">{}</p></header>\n",
      language, escape(document.title), escape(document.subtitle), kStyle, escape(document.title),
      escape(document.subtitle));
  write_contents(document);
  out_ += "<main>\n";
  for (const Part& part : document.parts) std::visit(*this, part);
  return std::move(out_) + "</main></body></html>\n";
}

}  // namespace

std::string escape(std::string_view text) {
  std::string html;
  for (const char letter : shown(text)) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

std::string to_html(const Report& report, Language language) {
  return HtmlWriter().write(lay_out(report, language));
}

}  // namespace sekisho::report
