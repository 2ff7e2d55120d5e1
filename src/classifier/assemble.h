// Everything the passes made, moved into one block of memory.
#pragma once

#include <vector>

#include "classifier/address_table.h"
#include "classifier/answers.h"
#include "classifier/plane_table.h"
#include "classifier/service_classes.h"
#include "classifier/tables.h"
#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

// The whole classifier as arrays of their own.
struct Draft {
  AddressArrays sources, destinations;
  std::vector<std::uint32_t> source_records, destination_records;  // empty with one plane
  std::vector<Answers> ways;                                       // by plane
  std::vector<PlaneArrays> planes;
  AnswerArrays classed;     // direct or pattern
  AnswerArrays lined;       // lines
  ServiceClasses services;  // of direct and pattern; else none
};

std::uint64_t bytes_of(const Draft& draft);
std::vector<TableFigures> figures_of(const Draft& draft);
Tables assemble(const Draft& draft);

}  // namespace sekisho::classifier
