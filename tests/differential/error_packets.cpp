// ICMP and ICMPv6 errors that quote live flows, almost live ones and none.
#include "packet_maker.h"

namespace sekisho::test {

// What travelled, as an error would quote it.
MadePacket PacketMaker::quote_of(const Talk& talk, bool is_forward) {
  MadePacket quote;
  quote.source = is_forward ? talk.from : talk.to;
  quote.destination = is_forward ? talk.to : talk.from;
  quote.protocol = talk.protocol;
  quote.payload = transport(talk, is_forward, kAck);
  if (quote.payload.size() < 8 && dice_.chance(90)) quote.payload = quote.payload + zeros(8);
  if (!dice_.chance(25)) return quote;
  switch (dice_.below(8)) {
    case 0:
      quote.options = dice_.pick({Bytes{1, 1, 1, 1}, Bytes{131, 7, 4, 10, 0, 0, 1, 0}, zeros(40)});
      break;
    case 1:
      quote.fragment = dice_.pick<std::uint16_t>({0x2000, 1, 0x2001, 0x4000, 0x1fff});
      break;
    case 2:
      quote.extensions.push_back(any_extension(dice_));
      break;
    case 3:
      quote.protocol = dice_.pick<std::uint8_t>({1, 58, 6, 17, 47, 0, 43, 44, 51, 60});
      break;
    case 4:
      quote.length = dice_.pick({0, 1500, 20});
      quote.wrong_checksum = true;
      break;
    case 5:
      quote.version = dice_.pick({4, 6, 0});
      break;
    case 6:
      quote.ihl = dice_.pick({0, 4, 6, 15});
      break;
    default:
      std::swap(quote.source, quote.destination);
  }
  return quote;
}

Bytes PacketMaker::cut_quote(Bytes quote, bool is_v6) {
  const std::size_t header = is_v6 ? 40 : 20;
  if (dice_.chance(40)) return cut(quote, header + 8);
  if (dice_.chance(10)) return cut(quote, header + dice_.below(9));
  if (dice_.chance(5)) return cut(quote, dice_.below(header + 1));
  return quote;
}

void PacketMaker::report_error() {
  if (talks_.empty()) return begin_talk();
  const Talk& talk = any_talk();
  const bool is_forward = talk.is_of_gateway ? dice_.chance(90) : dice_.chance(60);
  const MadePacket quote = quote_of(talk, is_forward);
  const bool is_six = is_v6(quote.source);
  // By the one that was spoken to, by somebody on its side, or by anybody.
  Address reporter = quote.destination;
  const auto zone = zone_of(scenery_->model(), quote.destination);
  if (zone && dice_.chance(50))
    reporter = scenery_->address_of_zone(dice_, *zone, quote.source.family).value_or(reporter);
  if (dice_.chance(8)) reporter = some_end(quote.source.family);
  Address told = quote.source;
  if (dice_.chance(5)) told = some_end(quote.source.family);

  const bool is_usual = dice_.chance(90);
  const std::uint8_t type = is_six
                                ? (is_usual ? dice_.pick<std::uint8_t>({1, 2, 3, 4})
                                            : dice_.pick<std::uint8_t>({0, 5, 100, 127, 128, 129}))
                                : (is_usual ? dice_.pick<std::uint8_t>({3, 3, 4, 11, 12})
                                            : dice_.pick<std::uint8_t>({0, 1, 5, 8, 13, 17}));
  const Bytes body = zeros(4) + cut_quote(to_bytes(quote), is_six);
  send_between(reporter, told, dice_.chance(98) == is_six ? 58 : 1,
               icmp(type, dice_.chance(70) ? 0 : 4, body));
}

}  // namespace sekisho::test
