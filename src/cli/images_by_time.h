// The table image in force at a moment, compiled when it is first asked for.
//
// Moments between which nothing dated changes get the very same image, so whoever sees another
// pointer knows that the rules changed. Not for several threads.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "sekisho/compiler/compile.h"

namespace sekisho::cli {

class ImagesByTime {
 public:
  // `model` outlives this.
  explicit ImagesByTime(const Model& model, SwitchedOn relaxed = {})
      : model_(model), relaxed_(std::move(relaxed)) {}

  Expected<std::shared_ptr<const TableImage>> at(Instant moment);

 private:
  struct Window {
    Instant from;
    std::optional<Instant> until;  // excluded; nullopt: for ever
    std::shared_ptr<const TableImage> image;

    bool holds(Instant moment) const { return from <= moment && (!until || moment < *until); }
  };

  const Model& model_;
  SwitchedOn relaxed_;
  std::deque<Window> windows_;  // the one used last stands first
};

}  // namespace sekisho::cli
