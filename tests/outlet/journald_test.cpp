#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <set>

#include <gtest/gtest.h>

#include "outlet/journald_fields.h"
#include "sekisho/outlet/sender.h"

namespace sekisho {
namespace {

constexpr const char* kLine =
    R"({"timestamp":"2026-11-21T11:03:04.123456+0900","seq":7,"event_type":"deny","severity":"high","reason":"default-deny","rule":null,"count":17,"src_zone":"net","dest_zone":"mn","src_ip":"203.0.113.9","src_port":50000,"dest_ip":"2001:db8::1","dest_port":445,"proto":"TCP"})";

TEST(Journald, SaysAnEventInBothLanguages) {
  const Text text = describe(*read_facts(kLine));
  EXPECT_EQ(text.en,
            "denied (default-deny): TCP 203.0.113.9:50000 -> [2001:db8::1]:445 [net -> mn], "
            "17 packets");
  EXPECT_EQ(text.ja,
            "拒否 (default-deny): TCP 203.0.113.9:50000 -> [2001:db8::1]:445 [net -> mn], "
            "17 パケット");
}

TEST(Journald, SaysATypeWithoutATitleByItsName) {
  const auto facts = read_facts(R"({"seq":7,"event_type":"scan","src_ip":"192.0.2.1"})");
  EXPECT_EQ(describe(*facts).en, "scan:  192.0.2.1 -> ");
}

TEST(Journald, HasAFieldForEachThatALineHas) {
  const std::string datagram = to_journal(*read_facts(kLine), kLine, Language::english);
  EXPECT_EQ(datagram,
            "MESSAGE=denied (default-deny): TCP 203.0.113.9:50000 -> [2001:db8::1]:445 "
            "[net -> mn], 17 packets\n"
            "PRIORITY=3\nSYSLOG_IDENTIFIER=sekishod\n"
            "MESSAGE_ID=" +
                message_id_of("deny") +
                "\n"
                "SEKISHO_SEQ=7\nSEKISHO_EVENT_TYPE=deny\nSEKISHO_SEVERITY=high\n"
                "SEKISHO_TIMESTAMP=2026-11-21T11:03:04.123456+0900\nSEKISHO_REASON=default-deny\n"
                "SEKISHO_COUNT=17\nSEKISHO_SRC_ZONE=net\nSEKISHO_DEST_ZONE=mn\n"
                "SEKISHO_SRC_IP=203.0.113.9\nSEKISHO_SRC_PORT=50000\nSEKISHO_DEST_IP=2001:db8::1\n"
                "SEKISHO_DEST_PORT=445\nSEKISHO_PROTO=TCP\nSEKISHO_EVENT=" +
                kLine + "\n");
}

TEST(Journald, WritesAValueOfTwoLinesWithItsLength) {
  const auto facts = read_facts(R"({"seq":7,"event_type":"stop","message":"a\nb"})");
  const std::string datagram = to_journal(*facts, "x", Language::english);
  const std::string value = "sekishod stops (a\nb)";
  const std::string wanted = std::string("MESSAGE\n") + static_cast<char>(value.size()) +
                             std::string(7, '\0') + value + "\nPRIORITY=";
  EXPECT_TRUE(datagram.starts_with(wanted)) << datagram;
}

TEST(Journald, KeepsItsMessageIds) {
  // Filters of operators name them.
  EXPECT_EQ(message_id_of("deny"), "e3bb9fe7200652e9b2a82fbf969379d1");
  std::set<std::string> ids;
  for (const char* type : {"deny", "allow", "suppressed", "start", "stop", "reload", "scan"})
    ids.insert(message_id_of(type));
  EXPECT_EQ(ids.size(), 7u);
}

class JournalSocket : public ::testing::Test {
 protected:
  JournalSocket() {
    std::string pattern = ::testing::TempDir() + "sekisho-journald-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/socket";
  }
  ~JournalSocket() override {
    close();
    ::rmdir(folder_.c_str());
  }
  void listen() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path_.c_str());
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    ASSERT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    ::unlink(path_.c_str());
  }
  std::string receive() const {
    std::string bytes(1 << 17, '\0');
    const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }

  std::string folder_, path_;
  int fd_ = -1;
};

TEST_F(JournalSocket, GetsEachEventAsADatagram) {
  listen();
  const auto sender = make_journald_sender(path_, Language::english);
  ASSERT_TRUE(sender->work({}));
  ASSERT_TRUE(sender->has_room());
  sender->send(*read_facts(kLine), kLine);
  EXPECT_EQ(sender->settled(), 0u);
  ASSERT_TRUE(sender->work({}));
  EXPECT_EQ(sender->settled(), 7u);
  EXPECT_EQ(receive(), to_journal(*read_facts(kLine), kLine, Language::english));
}

TEST_F(JournalSocket, ThatIsFullIsNotWaitedFor) {
  listen();
  const auto sender = make_journald_sender(path_, Language::english);
  ASSERT_TRUE(sender->work({}));
  std::uint64_t seq = 0;
  while (sender->has_room() && seq < 100000) {
    auto facts = *read_facts(kLine);
    facts.seq = ++seq;
    sender->send(facts, kLine);
    ASSERT_TRUE(sender->work({}));
  }
  ASSERT_LT(seq, 100000u);
  EXPECT_EQ(sender->arrived(), seq - 1);
  receive();
  ASSERT_TRUE(sender->work({}));
  EXPECT_EQ(sender->arrived(), seq);
}

TEST_F(JournalSocket, ThatIsGoneIsAnError) {
  auto sender = make_journald_sender(path_, Language::english);
  EXPECT_FALSE(sender->work({})) << "none is there";
  listen();
  sender = make_journald_sender(path_, Language::english);
  ASSERT_TRUE(sender->work({}));
  close();
  sender->send(*read_facts(kLine), kLine);
  EXPECT_FALSE(sender->work({})) << "it went";
  EXPECT_EQ(sender->settled(), 0u);
}

}  // namespace
}  // namespace sekisho
