// What holds where a check finds nothing, code by code.
#include <algorithm>

#include "report/principles.h"

namespace sekisho::report {
namespace {

struct CheckRow {
  std::string_view code;
  Text holds;
};

std::vector<CheckRow> make_check_rows() {
  return {
      {"SK1009", say("no text holds control or direction characters, which can falsify records")},
      {"SK1012", say("nobody but their owner may write the policy's files")},
      {"SK1106", say("every device of the ledger is in a zone that is defined")},
      {"SK2002", say("every zone has an interface and a subnet")},
      {"SK2004", say("no interface is in two zones")},
      {"SK2005", say("no prefix is in two zones")},
      {"SK2006", say("no zone's prefix lies within another zone's")},
      {"SK2007", say("mynumber and internet zones share no physical port")},
      {"SK2008", say("mynumber zones admit devices of the ledger only")},
      {"SK2009", say("no MAC address belongs to two devices")},
      {"SK2010", say("no IP address belongs to two devices")},
      {"SK2011", say("every device's addresses are of its zone")},
      {"SK2012", say("a device without a MAC address stands behind a registered router")},
      {"SK2013", say("no device has a MAC address that may be made up")},
      {"SK2014", say("every device of the ledger is needed by some rule")},
      {"SK2016", say("the gateway's own addresses are in a zone, and of no device")},
      {"SK2017", say("there is a zone of each of the three networks")},
      {"SK3001", say("no rule joins a mynumber zone with the internet, a DMZ, development, a "
                     "sanitiser segment or an out-of-scope zone")},
      {"SK3002", say("both ends of a mynumber rule are devices of the ledger")},
      {"SK3003", say("mynumber rules name their ports, at most 16 a service")},
      {"SK3004", say("every mynumber rule says why it is needed")},
      {"SK3005", say("rules with the LGWAN line name a government system and stay within it")},
      {"SK3006", say("no far end of a mynumber rule is connected to the internet")},
      {"SK3007", say("no government system is past its review")},
      {"SK3008", say("every end of a mynumber rule is seen by its own MAC address")},
      {"SK3009", say("no mynumber rule has a port of file transfer or clear text")},
      {"SK3010", say("no mynumber rule has more than 1024 pairs of device and far address")},
      {"SK3101", say("no rule joins the LGWAN and the internet network without sanitising")},
      {"SK3102", say("sanitiser rules end at the devices of their sanitiser")},
      {"SK3103", say("sanitiser rules have the direction and ports of their method")},
      {"SK3104", say("local breakout only in models that have it, narrow, and as an exception")},
      {"SK3105",
       say("nothing from outside comes into LGWAN or management zones but in the allowed forms")},
      {"SK3106",
       say("the LGWAN line is joined with no internet, DMZ, development or out-of-scope zone")},
      {"SK3107", say("no rule reaches the internet other than through the security cloud")},
      {"SK3108", say("no rule names an out-of-scope zone")},
      {"SK3109", say("rules that need a reason have one")},
      {"SK3110", say("mail goes only through relays and sanitisers")},
      {"SK3111", say("no rule permits a tunnel")},
      {"SK3112", say("management rules are from devices, with explicit services")},
      {"SK3113", say("sanitiser segments hold sanitisers only")},
      {"SK3114", say("government systems lie in LGWAN zones")},
      {"SK3115", say("the security cloud lies in internet zones")},
      {"SK4001", say("no exception lacks approver, dates, number or reason")},
      {"SK4002", say("no exception was approved after its end")},
      {"SK4003", say("no applicant is the only approver")},
      {"SK4004", say("no exception is past its end")},
      {"SK4005", say("no exception ends within 30 days or is past its review")},
      {"SK4006", say("no exception is in force for longer than 12 months")},
      {"SK4007", say("no relaxation touches a mynumber zone")},
      {"SK4008", say("no plain rule makes an exception's end meaningless")},
      {"SK5001", say("no rule is covered by another")},
      {"SK5002", say("no rule can never match")},
      {"SK5003", say("no rule joins whole zones more widely than 65536 combinations")},
      {"SK5004", say("no service opens more than 1024 ports")},
      {"SK5005", say("every group and service is used")},
      {"SK6001", say("every address of a rule has its route")},
      {"SK6002", say("no route leads to a network of no zone")},
      {"SK6003", say("every interface is there")},
      {"SK6004", say("the kernel forwards nothing around the gateway")},
      {"SK6005", say("the clock is synchronised")},
  };
}

}  // namespace

Text what_holds(std::string_view code) {
  static const std::vector<CheckRow> kRows = make_check_rows();
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [&](const CheckRow& each) { return each.code == code; });
  return row == kRows.end() ? Text{} : row->holds;
}

}  // namespace sekisho::report
