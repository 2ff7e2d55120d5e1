#include "outlet/relp.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

RelpClient make_open() {
  RelpClient client;
  client.open();
  const std::string data = "200 OK\nrelp_version=0\nrelp_software=librelp\ncommands=syslog\n";
  const Status done = client.receive("1 rsp " + std::to_string(data.size()) + " " + data + "\n");
  EXPECT_TRUE(done) << done.error().message();
  EXPECT_TRUE(client.is_open());
  return client;
}

TEST(Relp, FramesCommandsWithTheirLength) {
  RelpClient client;
  EXPECT_EQ(client.open(), "1 open 53 relp_version=0\nrelp_software=sekishod\ncommands=syslog\n");
  EXPECT_EQ(client.syslog("<134>1 x", 10), "2 syslog 8 <134>1 x\n");
  EXPECT_EQ(client.close(), "3 close 0\n");
}

TEST(Relp, TellsHowFarAnswersAreWithoutAGap) {
  RelpClient client = make_open();
  client.syslog("a", 10);
  client.syslog("b", 12);
  client.syslog("c", 15);
  ASSERT_TRUE(client.receive("3 rsp 6 200 OK\n"));
  EXPECT_EQ(client.answered(), 0u) << "the first is not answered";
  ASSERT_TRUE(client.receive("2 rsp 6 200 OK\n"));
  EXPECT_EQ(client.answered(), 12u);
  EXPECT_EQ(client.unanswered(), 1u);
  ASSERT_TRUE(client.receive("4 rsp 6 200 OK\n"));
  EXPECT_EQ(client.answered(), 15u);
}

TEST(Relp, ReadsAnswersInPiecesOfAnySize) {
  RelpClient client = make_open();
  for (std::uint64_t seq = 1; seq <= 20; ++seq) client.syslog("message", seq);
  std::string answers;
  for (int transaction = 2; transaction <= 21; ++transaction)
    answers += std::to_string(transaction) + " rsp 6 200 OK\n";
  for (const char each : answers) ASSERT_TRUE(client.receive({&each, 1}));
  EXPECT_EQ(client.answered(), 20u);
}

TEST(Relp, EndsWhereTheReceiverRefuses) {
  struct Row {
    const char* answer;
    const char* said;
    const char* why;
  };
  const Row rows[] = {
      {"2 rsp 14 500 disk full.\n", "500 disk full.", "an error code"},
      {"0 serverclose 0\n", "closes the connection", "it goes"},
      {"9 rsp 6 200 OK\n", "nothing that was sent", "another's answer"},
      {"2 syslog 6 200 OK\n", "no RELP", "no answer at all"},
      {"2 rsp 6 200 OK!\n", "no RELP", "longer than it says"},
      {"2 rsp 99999999 x", "no RELP", "more than an answer has"},
      {"HTTP/1.1 400 Bad Request\r\n", "no RELP", "another protocol"},
      {"<html><head><title>this is a web server, it does not know what to say to us", "no RELP",
       "no space that could end a head"},
  };
  for (const Row& row : rows) {
    RelpClient client = make_open();
    client.syslog("a", 1);
    const Status done = client.receive(row.answer);
    ASSERT_FALSE(done) << row.why;
    EXPECT_NE(done.error().message().find(row.said), std::string::npos)
        << row.why << ": " << done.error().message();
    EXPECT_EQ(client.answered(), 0u) << row.why;
  }
}

TEST(Relp, ClosesInOrder) {
  RelpClient client = make_open();
  EXPECT_EQ(client.close(), "2 close 0\n");
  ASSERT_TRUE(client.receive("2 rsp 0\n0 serverclose 0\n"));
  EXPECT_TRUE(client.is_closed());
}

TEST(Relp, IsNotOpenBeforeTheReceiverSaysSo) {
  RelpClient client;
  client.open();
  ASSERT_TRUE(client.receive("1 rsp 44 200 OK\nrelp_version=0"));
  EXPECT_FALSE(client.is_open()) << "half an answer";
  RelpClient refused;
  refused.open();
  EXPECT_FALSE(refused.receive("1 rsp 12 500 too busy\n"));
  EXPECT_FALSE(refused.is_open());
}

}  // namespace
}  // namespace sekisho
