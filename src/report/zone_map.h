// The zone map before it is drawn: a column for each zone, a lane for each conduit. Thread: one.
#pragma once

#include <string>
#include <vector>

#include "report/document.h"

namespace sekisho::report {

constexpr double kMargin = 8, kGutter = 74;  // on the left: what each row is
constexpr double kPillarTop = 4, kBoxTop = 40, kBoxHeight = 100;
constexpr double kLead = 22;  // of a line between a box and the gateway
constexpr double kBandHead = 14, kBandFoot = 14, kLegendHeight = 58;

struct Column {
  std::size_t zone;  // the gateway behind the zones
  unsigned pillar;
  bool is_outer;
  double x = 0;  // its middle
};

struct Lane {
  std::size_t from, to;  // columns
  const Conduit* conduit;
  double y = 0;
};

constexpr unsigned kPillars = 5;

// Of what the map is drawn from, and its measures.
class ZoneMap {
 public:
  ZoneMap(const Report& report, Language language) : report_(report), language_(language) {
    place_columns();
    place_lanes();
  }

  std::string draw() const;

 private:
  void place_columns();
  void place_lanes();
  void draw_pillars(std::string& svg) const;
  void draw_box(const Column& column, std::string& svg) const;
  void draw_drop(std::size_t column, std::string& svg) const;
  void draw_lane(const Lane& lane, std::string& svg) const;
  void draw_gutter(std::string& svg) const;
  void draw_legend(std::string& svg) const;

  double band_top() const { return kBoxTop + kBoxHeight + kLead; }
  double band_bottom() const {
    return band_top() + kBandHead + lane_height_ * double(lanes_.size()) + kBandFoot;
  }
  double outer_top() const { return band_bottom() + kLead; }
  double bottom() const { return outer_top() + kBoxHeight + 8; }
  const std::string& in(const Text& text) const { return text.in(language_); }

  const Report& report_;
  Language language_;
  std::vector<Column> columns_;
  std::vector<Lane> lanes_;
  double slot_ = 100, width_ = 0, lane_height_ = 17;
};

}  // namespace sekisho::report
