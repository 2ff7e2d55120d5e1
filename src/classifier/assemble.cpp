#include "classifier/assemble.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace sekisho::classifier {

namespace {

constexpr std::size_t kHugePage = 2U << 20;
constexpr std::size_t kPadding = 64;  // gathers read four bytes where an element may be one

std::size_t padded(std::size_t bytes) {
  return (bytes + kPadding + 63) & ~std::size_t{63};
}

// Port classes as bytes where they fit.
std::vector<std::uint8_t> narrowed(const std::vector<std::uint16_t>& classes, std::uint32_t count,
                                   std::uint32_t& shift) {
  shift = count <= 256 ? 0 : 1;
  std::vector<std::uint8_t> bytes(classes.size() << shift);
  for (std::size_t n = 0; n < classes.size(); ++n)
    std::memcpy(&bytes[n << shift], &classes[n], std::size_t{1} << shift);  // little endian
  return bytes;
}

// Copies array after array into one block, in pages as large as the system gives.
class Packer {
 public:
  explicit Packer(std::size_t bytes) {
    const std::size_t whole = (bytes + kHugePage - 1) & ~(kHugePage - 1);
    void* memory = std::aligned_alloc(kHugePage, whole);
    if (!memory) throw std::bad_alloc();
    madvise(memory, whole, MADV_HUGEPAGE);  // a wish; small pages do as well
    std::memset(memory, 0, bytes);
    block_.reset(static_cast<std::byte*>(memory), [](std::byte* p) { std::free(p); });
  }

  template <typename T>
  const T* put(const std::vector<T>& array) {
    std::byte* place = block_.get() + used_;
    if (!array.empty()) std::memcpy(place, array.data(), array.size() * sizeof(T));
    used_ += padded(array.size() * sizeof(T));
    return reinterpret_cast<const T*>(place);
  }

  std::shared_ptr<std::byte> block() { return block_; }

 private:
  std::shared_ptr<std::byte> block_;
  std::size_t used_ = 0;
};

template <typename T>
TableFigures figure(std::string name, const std::vector<T>& array) {
  return {std::move(name), array.size(), array.size() * sizeof(T)};
}

AddressTable put_addresses(Packer& packer, const AddressArrays& arrays) {
  AddressTable table{};
  table.root = packer.put(arrays.root);
  table.nodes = packer.put(arrays.nodes);
  table.segments = packer.put(arrays.segments);
  if (arrays.narrow_root.empty()) return table;
  table.narrow_root = packer.put(arrays.narrow_root);
  table.narrow_nodes = packer.put(arrays.narrow_nodes);
  return table;
}

ServiceTable put_services(Packer& packer, const ServiceClasses& classes) {
  ServiceTable table{};
  table.source_ports =
      packer.put(narrowed(classes.source_ports, classes.source_count, table.source_shift));
  table.destination_ports = packer.put(
      narrowed(classes.destination_ports, classes.destination_count, table.destination_shift));
  table.protocols =
      packer.put(std::vector<std::uint32_t>(classes.protocols.begin(), classes.protocols.end()));
  table.classes = packer.put(classes.classes);
  table.destination_classes = classes.destination_count;
  table.has_source_classes = classes.source_count > 1;
  return table;
}

}  // namespace

std::vector<TableFigures> figures_of(const Draft& draft) {
  std::vector<TableFigures> figures;
  const auto add_addresses = [&figures](const std::string& end, const AddressArrays& arrays) {
    const bool narrow = !arrays.narrow_root.empty();
    figures.push_back(narrow ? figure(end + "-root", arrays.narrow_root)
                             : figure(end + "-root", arrays.root));
    figures.push_back(narrow ? figure(end + "-nodes", arrays.narrow_nodes)
                             : figure(end + "-nodes", arrays.nodes));
    figures.push_back(figure(end + "-segments", arrays.segments));
  };
  add_addresses("source", draft.sources);
  add_addresses("destination", draft.destinations);
  const std::vector<TableFigures> others{
      figure("source-records", draft.source_records),
      figure("destination-records", draft.destination_records),
      figure("rules-by-class", draft.classed.rules_by_class),
      figure("lists", draft.classed.lists),
      figure("places", draft.classed.places),
      figure("port-lines", draft.lined.lines),
      figure("port-nodes", draft.lined.port_nodes),
      figure("source-ports", draft.services.source_ports),
      figure("destination-ports", draft.services.destination_ports),
      figure("service-classes", draft.services.classes)};
  figures.insert(figures.end(), others.begin(), others.end());
  for (const PlaneArrays& plane : draft.planes)
    figures.push_back(plane.buckets.empty() ? figure("cells", plane.cells)
                                            : figure("buckets", plane.buckets));
  return figures;
}

std::uint64_t bytes_of(const Draft& draft) {
  std::uint64_t bytes = 4096;
  for (const TableFigures& table : figures_of(draft)) bytes += padded(table.bytes);
  return bytes;
}

Tables assemble(const Draft& draft) {
  Packer packer(bytes_of(draft));
  Tables tables{};
  tables.sources = put_addresses(packer, draft.sources);
  tables.destinations = put_addresses(packer, draft.destinations);
  tables.planes = static_cast<std::uint32_t>(draft.planes.size());
  tables.source_records = packer.put(draft.source_records);
  tables.destination_records = packer.put(draft.destination_records);
  for (std::size_t n = 0; n < draft.planes.size(); ++n) {
    const PlaneArrays& plane = draft.planes[n];
    tables.plane[n].cell_shift = plane.cell_shift;
    tables.plane[n].bucket_bits = plane.bucket_bits;
    tables.plane[n].columns = plane.columns;
    tables.plane[n].answers = plane.answers;
    if (plane.buckets.empty())
      tables.plane[n].cells = packer.put(plane.cells);
    else
      tables.plane[n].buckets = packer.put(plane.buckets);
  }
  tables.asks_services = draft.services.count > 0;
  if (tables.asks_services) tables.services = put_services(packer, draft.services);
  tables.service_classes = draft.services.count;
  tables.rules_by_class = packer.put(draft.classed.rules_by_class);
  tables.rule_shift = draft.classed.rule_shift;
  tables.lists = packer.put(draft.classed.lists);
  tables.places = packer.put(draft.classed.places);
  tables.lines = packer.put(draft.lined.lines);
  tables.port_nodes = packer.put(draft.lined.port_nodes);
  tables.block = packer.block();
  return tables;
}

}  // namespace sekisho::classifier
