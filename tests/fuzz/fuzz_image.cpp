// Table images: what the reader accepts keeps every look-up in its section, whatever is in it, and
// the proof comes to an end. The input is patches (four bytes of place, four of value) to a good
// image, resealed; or, with an odd first byte, an image as it stands.
#include <cstring>
#include <random>

#include "fuzz.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/image/image.h"
#include "sekisho/verify/verify.h"
#include "support/image_reader.h"
#include "support/models.h"

namespace {

using namespace sekisho;
using Image = std::vector<std::byte>;

const Model& model() {
  static const Model made = [] {
    std::mt19937 random(3);
    return test::random_model(random, 12);
  }();
  return made;
}

const Image& good_image() {
  static const Image bytes = [] {
    auto compiled = compile(model(), *parse_instant("2026-11-20T10:00:00+09:00"));
    fuzz::require(compiled.has_value(), "the model compiles");
    const auto image = compiled->image.bytes();
    return Image(image.begin(), image.end());
  }();
  return bytes;
}

Image patched(const std::uint8_t* data, std::size_t size) {
  Image bytes = good_image();
  for (; size >= 8; data += 8, size -= 8) {
    std::uint32_t place = 0;
    std::memcpy(&place, data, 4);
    place %= static_cast<std::uint32_t>(bytes.size() - 4);
    std::memcpy(bytes.data() + place, data + 4, 4);
  }
  const auto sum = checksum_of(bytes);
  std::memcpy(reinterpret_cast<sk_image_header*>(bytes.data())->checksum, sum.data(), sum.size());
  return bytes;
}

Image as_it_stands(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto image = TableImage::from_bytes(data[0] % 2 ? as_it_stands(data + 1, size - 1)
                                                        : patched(data + 1, size - 1));
  if (!image) return 0;
  const std::string strayed = test::wander(image->bytes(), data[0]);
  fuzz::require(strayed.empty(), strayed);
  (void)verify(model(), *image);
  return 0;
}
