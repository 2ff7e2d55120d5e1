#include "policy/ledger_encoding.h"

#include <iconv.h>

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16Mark = "\xFF\xFE";

struct Decoded {
  std::string text;
  std::optional<std::size_t> fault;  // the offset of the first byte that does not fit
};

// An encoding that the system does not know fits nothing.
Decoded decode(const char* encoding, std::string_view bytes) {
  // iconv_open() says with all bits set that there is none.
  const auto none = reinterpret_cast<iconv_t>(-1);  // NOLINT: as iconv(3) defines it
  iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == none) return {{}, 0};
  // Neither encoding has a character of n bytes that takes more than 3n in UTF-8.
  Decoded decoded{std::string(bytes.size() * 3, '\0'), std::nullopt};
  char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv() only reads it
  char* out = decoded.text.data();
  std::size_t in_left = bytes.size(), out_left = decoded.text.size();
  const bool fits =
      iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  decoded.text.resize(decoded.text.size() - out_left);
  if (!fits) decoded.fault = bytes.size() - in_left;
  return decoded;
}

Location byte_at(std::uint32_t file, std::size_t offset) {
  const auto at = static_cast<std::uint32_t>(offset);
  return {file, at, at + 1};
}

void suggest_utf8(Diagnostic& diagnostic) {
  diagnostic.help = say("save it as \"CSV UTF-8\"");
}

// A byte order mark says which encoding is meant.
void refuse_marked(std::uint32_t file, const char* encoding, std::size_t at, Diagnostics& found) {
  suggest_utf8(found.add("SK1101",
                         say("the ledger is not text: byte {} does not fit; tried: {}, as its byte "
                             "order mark says",
                             at, encoding),
                         byte_at(file, at)));
}

std::optional<char> decode_utf16(std::uint32_t file, SourceSet& sources, Diagnostics& found) {
  const std::string_view bytes = sources.file(file).text;
  Decoded decoded = decode("UTF-16LE", bytes.substr(kUtf16Mark.size()));
  if (decoded.fault) {
    refuse_marked(file, "UTF-16LE", *decoded.fault + kUtf16Mark.size(), found);
    return std::nullopt;
  }
  sources.decode(file, std::move(decoded.text));
  return '\t';
}

// The encoding that fits longest is most likely the one that was meant.
void refuse(std::uint32_t file, std::size_t in_utf8, std::size_t in_cp932, Diagnostics& found) {
  suggest_utf8(found.add("SK1101",
                         say("the ledger is not text; tried: UTF-8 (byte {} does not fit), CP932 "
                             "(byte {} does not fit)",
                             in_utf8, in_cp932),
                         byte_at(file, std::max(in_utf8, in_cp932))));
}

}  // namespace

std::optional<char> decode_ledger(std::uint32_t file, SourceSet& sources, Diagnostics& found) {
  const std::string_view bytes = sources.file(file).text;
  if (bytes.starts_with(kUtf16Mark)) return decode_utf16(file, sources, found);
  const auto invalid = find_invalid_utf8(bytes);
  if (bytes.starts_with(kUtf8Mark)) {
    if (invalid) {
      refuse_marked(file, "UTF-8", *invalid, found);
      return std::nullopt;
    }
    sources.decode(file, std::string(bytes.substr(kUtf8Mark.size())));
  } else if (invalid) {
    Decoded decoded = decode("CP932", bytes);
    if (decoded.fault) {
      refuse(file, *invalid, *decoded.fault, found);
      return std::nullopt;
    }
    sources.decode(file, std::move(decoded.text));
  }
  return ',';
}

}  // namespace sekisho
