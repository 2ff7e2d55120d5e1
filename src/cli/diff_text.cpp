// What `sekisho diff` tells a person.
#include <ostream>

#include <fmt/ranges.h>

#include "cli/diff_output.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

constexpr std::size_t kMostNames = 12, kMostLines = 100;

class DiffPrinter {
 public:
  DiffPrinter(const TimeZone& time_zone, const Console& console)
      : time_zone_(time_zone), console_(console) {}

  void print_flows(const Text& title, const std::vector<RegionChange>& regions, bool is_gain) {
    Section section(*this, title, regions.size());
    for (const auto& [region, occasion] : regions) {
      if (!section.has_room()) return;
      std::vector<std::string> services;
      for (const WrittenService& service : region.written_services)
        services.push_back(to_string(service));
      print_line(is_gain, addresses_text(region.written_from) + " → " +
                              addresses_text(region.written_to) + ": " + names_text(services));
      const std::string rules = names_text(region.rules);
      console_.out << "      "
                   << console_.painted(
                          console_.in(say("by rule {}", rules)) + occasion_text(occasion),
                          Paint::faint)
                   << "\n";
    }
  }

  void print_addresses(const std::vector<AddressDifference>& differences) {
    const Text title = say("Addresses blocked or of another zone:");
    Section section(*this, title, differences.size());
    for (const AddressDifference& each : differences) {
      if (!section.has_room()) return;
      const std::string addresses = addresses_text(each.written);
      const bool is_blocked = each.change == AddressChange::blocked;
      Text text =
          is_blocked ? say("{}: blocked", addresses) : say("{}: no longer blocked", addresses);
      if (each.change == AddressChange::rezoned) {
        const Text before = zone_text(each.zone_before), after = zone_text(each.zone_after);
        text = say("{}: {} before, {} now", addresses, before, after);
      }
      const std::string line = console_.in(text) + occasion_text(each.occasion);
      if (each.change == AddressChange::rezoned)
        console_.out << "  ~ " << shown(line) << "\n";
      else
        print_line(!is_blocked, line);
    }
  }

  void print_items(const Text& title, const std::vector<PolicyItem>& items) {
    Section section(*this, title, items.size());
    for (const PolicyItem& item : items) {
      if (!section.has_room()) return;
      const std::string name = item.kind + " " + item.id;
      if (item.change == ItemChange::added) print_line(true, name);
      if (item.change == ItemChange::removed) print_line(false, name);
      if (item.change == ItemChange::moved)
        console_.out << "  ~ " << shown(console_.in(say("{}: stands elsewhere", name))) << "\n";
      if (item.change != ItemChange::changed) continue;
      console_.out << "  ~ " << shown(name) << "\n";
      print_fields(item.fields, "      ");
    }
  }

  void print_settings(const std::vector<FieldChange>& fields) {
    const Text title = say("Settings:");
    Section section(*this, title, fields.size());
    print_fields(fields, "  ");
  }

 private:
  // A title where there is something, and what is left out of a long list.
  class Section {
   public:
    Section(DiffPrinter& printer, const Text& title, std::size_t lines)
        : printer_(printer), left_(lines) {
      if (lines > 0) printer.console_.out << printer.console_.in(title) << "\n";
    }
    bool has_room() {
      const bool has_room = printed_++ < kMostLines;
      if (!has_room)
        printer_.console_.out << "  "
                              << printer_.console_.in(
                                     say("… and {} more, which --format json lists", left_))
                              << "\n";
      --left_;
      return has_room;
    }

   private:
    DiffPrinter& printer_;
    std::size_t left_, printed_ = 0;
  };

  void print_line(bool is_gain, const std::string& text) {
    console_.out << "  "
                 << console_.painted((is_gain ? "+ " : "- ") + shown(text),
                                     is_gain ? Paint::good : Paint::bad)
                 << "\n";
  }

  void print_fields(const std::vector<FieldChange>& fields, const char* indent) {
    for (const FieldChange& field : fields)
      console_.out << indent << field.field << ": " << shown(side_text(field.before)) << " → "
                   << shown(side_text(field.after)) << "\n";
  }

  std::string side_text(const std::vector<std::string>& values) const {
    return values.empty() ? "-" : names_text(values);
  }

  std::string names_text(const std::vector<std::string>& names) const {
    if (names.size() <= kMostNames) return fmt::format("{}", fmt::join(names, ", "));
    const std::vector<std::string> some(names.begin(), names.begin() + kMostNames);
    const std::string text = fmt::format("{}", fmt::join(some, ", "));
    return console_.in(say("{} and {} more", text, names.size() - kMostNames));
  }

  std::string addresses_text(const WrittenAddresses& written) const {
    std::string names = names_text(written.names);
    if (written.except.empty()) return names;
    const std::string except = names_text(written.except);
    return console_.in(say("{} except {}", names, except));
  }

  Text zone_text(const std::string& zone) const {
    return zone.empty() ? say("of no zone") : say("of zone {}", zone);
  }

  std::string moment_text(Instant moment) const {
    const TimeZone::Local local = time_zone_.local(moment);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local.since_midnight);
    if (minutes.count() == 0) return to_string(local.date);
    return fmt::format("{} {:02}:{:02}", to_string(local.date), minutes.count() / 60,
                       minutes.count() % 60);
  }

  // A day's end is that day: policies name the last one.
  std::string end_text(Instant end) const {
    const bool is_midnight = time_zone_.local(end).since_midnight.count() == 0;
    return is_midnight ? to_string(time_zone_.local(end - std::chrono::seconds(1)).date)
                       : moment_text(end);
  }

  std::string period_text(const Period& period) const {
    std::string text;
    const std::string from = period.from ? moment_text(*period.from) : "";
    const std::string until = period.until ? end_text(*period.until) : "";
    if (period.from && period.until)
      text = console_.in(say("from {} until {}", from, until));
    else if (period.from)
      text = console_.in(say("from {} on", from));
    else if (period.until)
      text = console_.in(say("until {}", until));
    for (const std::string& span : period.weekly) text += (text.empty() ? "" : ", ") + span;
    return text;
  }

  // "" for always.
  std::string occasion_text(const Occasion& occasion) const {
    std::string text;
    for (const Period& period : occasion.periods) text += "; " + period_text(period);
    if (!occasion.relaxation.empty())
      text += "; " + console_.in(say("with relaxation {} switched on", occasion.relaxation));
    return text;
  }

  const TimeZone& time_zone_;
  const Console& console_;
};

// The last line, which says what a script reads from the exit code.
void print_verdict(const PolicyDiff& diff, const Console& console) {
  if (!diff.is_equal) {
    console.out << console.painted(console.in(say("The policies differ.")), Paint::bad) << "\n";
    return;
  }
  const Text same = diff.changes.is_empty()
                        ? say("The policies say the same.")
                        : say("The policies mean the same: every packet is judged and told alike.");
  console.out << console.painted(console.in(same), Paint::good) << "\n";
}

}  // namespace

void print_diff_text(const PolicyDiff& diff, const TimeZone& time_zone, const Console& console) {
  DiffPrinter printer(time_zone, console);
  const auto flows = [&](FlowChange change) -> const std::vector<RegionChange>& {
    return diff.flows[static_cast<std::size_t>(change)];
  };
  printer.print_flows(say("Flows newly allowed:"), flows(FlowChange::allowed), true);
  printer.print_flows(say("Flows newly denied:"), flows(FlowChange::denied), false);
  printer.print_flows(say("Flows newly logged:"), flows(FlowChange::logged), true);
  printer.print_flows(say("Flows no longer logged:"), flows(FlowChange::unlogged), false);
  printer.print_addresses(diff.addresses);
  printer.print_items(say("Rules:"), diff.changes.rules);
  printer.print_items(say("Devices:"), diff.changes.devices);
  printer.print_items(say("Zones:"), diff.changes.zones);
  printer.print_settings(diff.changes.settings);
  if (!diff.resolves_alike)
    console.out << console.in(say("Address resolution passes between other addresses than before "
                                  "(forwarding: bridge)."))
                << "\n";
  if (!diff.moments.is_all)
    console.out << console.in(say("Only {} moments were compared: dates and schedules make more.",
                                  diff.moments.compared))
                << "\n";
  print_verdict(diff, console);
}

}  // namespace sekisho::cli
