// Ports are cut at every bound of a range. Cells of the cuts that hold the same services are one
// class; cuts that have the same cells everywhere are one class of ports.
#include "classifier/service_classes.h"

#include <algorithm>
#include <map>

namespace sekisho::classifier {

namespace {

constexpr std::uint64_t kMostCells = 1 << 20;
constexpr std::uint64_t kMostStandings = 1 << 25;

// Cuts of 0 to 65535: the first port of each piece.
struct Cuts {
  std::vector<std::uint32_t> starts;
  std::uint32_t piece_of(std::uint32_t port) const {
    return static_cast<std::uint32_t>(std::upper_bound(starts.begin(), starts.end(), port) -
                                      starts.begin() - 1);
  }
};

Cuts cut_ports(const Services& services, Ports TupleRule::*side) {
  Cuts cuts{{0}};
  for (const TupleRule& service : services.distinct) {
    cuts.starts.push_back((service.*side).first);
    if ((service.*side).last != 65535) cuts.starts.push_back((service.*side).last + 1u);
  }
  std::sort(cuts.starts.begin(), cuts.starts.end());
  cuts.starts.erase(std::unique(cuts.starts.begin(), cuts.starts.end()), cuts.starts.end());
  return cuts;
}

// Every cell (protocol, source piece, destination piece) and the services that hold it.
class Grid {
 public:
  explicit Grid(const Services& services)
      : services_(services),
        source(cut_ports(services, &TupleRule::source_ports)),
        destination(cut_ports(services, &TupleRule::destination_ports)) {
    for (const TupleRule& service : services.distinct)
      if (!service.any_protocol) protocol.push_back(service.protocol);
    std::sort(protocol.begin(), protocol.end());
    protocol.erase(std::unique(protocol.begin(), protocol.end()), protocol.end());
  }

  std::uint64_t size() const {
    return (protocol.size() + 1) * source.starts.size() * destination.starts.size();
  }

  template <typename Visit>
  void each_cell(const TupleRule& service, const Visit& visit) const {
    const auto own = std::lower_bound(protocol.begin(), protocol.end(), service.protocol);
    const std::size_t p = service.any_protocol ? 0 : own - protocol.begin() + 1;
    const std::size_t last_p = service.any_protocol ? protocol.size() : p;
    const std::uint32_t s0 = source.piece_of(service.source_ports.first);
    const std::uint32_t s1 = source.piece_of(service.source_ports.last);
    const std::uint32_t d0 = destination.piece_of(service.destination_ports.first);
    const std::uint32_t d1 = destination.piece_of(service.destination_ports.last);
    for (std::size_t n = p; n <= last_p; ++n)
      for (std::size_t s = s0; s <= s1; ++s)
        for (std::size_t d = d0; d <= d1; ++d)
          visit((n * source.starts.size() + s) * destination.starts.size() + d);
  }

  // Classes by cell, each a distinct set of services; nothing where there are too many.
  std::optional<std::vector<std::uint16_t>> classify(ServiceClasses& classes) const {
    std::uint64_t standings = 0;
    std::vector<std::uint32_t> begin(size() + 1);
    for (const TupleRule& service : services_.distinct)
      each_cell(service, [&](std::size_t cell) { ++begin[cell + 1], ++standings; });
    if (standings > kMostStandings) return std::nullopt;
    for (std::size_t n = 1; n < begin.size(); ++n) begin[n] += begin[n - 1];
    std::vector<std::uint32_t> members(standings), filled(begin.begin(), begin.end() - 1);
    for (std::uint32_t n = 0; n < services_.distinct.size(); ++n)
      each_cell(services_.distinct[n], [&](std::size_t cell) { members[filled[cell]++] = n; });
    SequencePool sets;
    std::vector<std::uint16_t> of_cell(size());
    classes.of_service.resize(services_.distinct.size());
    for (std::size_t cell = 0; cell < size(); ++cell) {
      const auto set = std::span(members).subspan(begin[cell], begin[cell + 1] - begin[cell]);
      const std::uint32_t known = sets.size();
      const std::uint32_t number = sets.intern(set);
      if (number > 65535) return std::nullopt;
      of_cell[cell] = static_cast<std::uint16_t>(number);
      if (sets.size() != known)
        for (const std::uint32_t n : set) classes.of_service[n].push_back(of_cell[cell]);
    }
    classes.count = sets.size();
    return of_cell;
  }

 private:
  const Services& services_;

 public:
  Cuts source, destination;
  std::vector<std::uint8_t> protocol;  // cell's protocol 0: any other
};

// Pieces with equal rows are one class. `row(piece)` is what is compared.
template <typename Row>
std::vector<std::uint32_t> merge_pieces(std::size_t count, const Row& row, std::uint32_t& classes) {
  std::map<std::vector<std::uint16_t>, std::uint32_t> known;
  std::vector<std::uint32_t> of_piece;
  for (std::size_t piece = 0; piece < count; ++piece)
    of_piece.push_back(
        known.try_emplace(row(piece), static_cast<std::uint32_t>(known.size())).first->second);
  classes = static_cast<std::uint32_t>(known.size());
  return of_piece;
}

std::vector<std::uint16_t> spread(const Cuts& cuts, const std::vector<std::uint32_t>& of_piece) {
  std::vector<std::uint16_t> of_port;
  for (std::uint32_t piece = 0; piece < cuts.starts.size(); ++piece) {
    const std::uint32_t end = piece + 1 < cuts.starts.size() ? cuts.starts[piece + 1] : 65536;
    of_port.resize(end, static_cast<std::uint16_t>(of_piece[piece]));
  }
  return of_port;
}

}  // namespace

std::optional<ServiceClasses> classify_services(const Services& services) {
  const Grid grid(services);
  if (grid.size() > kMostCells) return std::nullopt;
  ServiceClasses classes;
  const auto cells = grid.classify(classes);
  if (!cells) return std::nullopt;

  const std::size_t protocols = grid.protocol.size() + 1;
  const std::size_t height = grid.source.starts.size(), width = grid.destination.starts.size();
  const auto sources = merge_pieces(
      height,
      [&](std::size_t s) {
        std::vector<std::uint16_t> row;
        for (std::size_t p = 0; p < protocols; ++p) {
          const auto begin = cells->begin() + static_cast<std::ptrdiff_t>((p * height + s) * width);
          row.insert(row.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
        }
        return row;
      },
      classes.source_count);
  const auto destinations = merge_pieces(
      width,
      [&](std::size_t d) {
        std::vector<std::uint16_t> column;
        for (std::size_t n = d; n < cells->size(); n += width) column.push_back((*cells)[n]);
        return column;
      },
      classes.destination_count);
  classes.source_ports = spread(grid.source, sources);
  classes.destination_ports = spread(grid.destination, destinations);

  const std::uint32_t plane = classes.source_count * classes.destination_count;
  classes.classes.resize(protocols * plane);
  for (std::size_t p = 0; p < protocols; ++p)
    for (std::size_t s = 0; s < height; ++s)
      for (std::size_t d = 0; d < width; ++d)
        classes.classes[p * plane + sources[s] * classes.destination_count + destinations[d]] =
            (*cells)[(p * height + s) * width + d];
  for (std::size_t n = 0; n < grid.protocol.size(); ++n)
    classes.protocols[grid.protocol[n]] = static_cast<std::uint32_t>((n + 1) * plane);
  return classes;
}

}  // namespace sekisho::classifier
