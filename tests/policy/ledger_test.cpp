// The records of a ledger: encoding, header, rows, and how messages name a cell (policy.md 1.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/ledger_fixture.h"

namespace sekisho {
namespace {

using ::testing::HasSubstr;
using testing::read_text;
using testing::ReadLedger;

constexpr const char* kHeader = "機器ID,ホスト名,所管,系,ＩＰ,MAC,種別,経由\n";

TEST(Ledger, ReadsTheColumnsOfTowns) {
  const ReadLedger town =
      read_text(std::string(kHeader) +
                "mn-rt,支所ルータ,DX推進課,マイナンバー利用事務系,10.20.0.254,00005E0053FE,"
                "router\r\n"
                "mn-scan,\"支所,スキャナ\",市民課,マイナンバー利用事務系,10.20.7.0/28,,,mn-rt\n");
  EXPECT_EQ(town.places(), "");
  ASSERT_EQ(town.rows.size(), 2u);
  const DeviceDraft &router = town.draft(0), &scanner = town.draft(1);
  EXPECT_EQ(router.id.value, "mn-rt");
  EXPECT_EQ(router.zone.value, "マイナンバー利用事務系");
  EXPECT_EQ(router.role.value, Role::router);
  EXPECT_EQ(router.label, "支所ルータ");
  EXPECT_EQ(router.owner, "DX推進課");
  EXPECT_EQ(town.macs(), "00:00:5e:00:53:fe");
  EXPECT_FALSE(router.via.where.is_known());
  EXPECT_EQ(scanner.via.value, "mn-rt");
  EXPECT_EQ(scanner.label, "支所,スキャナ");
  EXPECT_TRUE(scanner.macs.empty());
  EXPECT_TRUE(router.from_ledger && !router.refused && !scanner.refused);
  EXPECT_EQ(town.rows[1].number, 2u);
}

TEST(Ledger, ReadsDatesAndSeveralMacsOfATown) {
  const ReadLedger town = read_text(
      "機器番号,機器名,設置課,系統,IPアドレス,MACアドレス,役割,経由ルータ,開始日,終了日\n"
      "lg-pc-60,選挙事務の仮設端末,総務課,LGWAN接続系,10.10.20.60,00-00-5E-00-53-60,,,2026-11-16,"
      "2026-11-30\n"
      "in-vdi,仮想ブラウザ,情報政策課,インターネット接続系,10.10.30.64/26,"
      "00-00-5E-00-53-70;00-00-5E-00-53-71,sanitiser\n");
  EXPECT_EQ(town.places(), "");
  ASSERT_EQ(town.rows.size(), 2u);
  const DeviceDraft &borrowed = town.draft(0), &browsers = town.draft(1);
  EXPECT_EQ(to_string(borrowed.dates.starts.value()), "2026-11-16");
  EXPECT_EQ(to_string(borrowed.dates.ends.value()), "2026-11-30");
  ASSERT_EQ(browsers.macs.size(), 2u);
  EXPECT_EQ(to_string(browsers.macs[1].value), "00:00:5e:00:53:71");
  EXPECT_EQ(browsers.role.value, Role::sanitiser);
  EXPECT_FALSE(browsers.dates.starts || browsers.dates.ends) << "missing trailing cells are empty";
}

TEST(Ledger, KnowsEveryNameOfAColumn) {
  struct Row {
    const char* header;
    const char* why;
  };
  const Row rows[] = {
      {"id,zone,mac,ip,role,via,starts,ends,label,owner", "the keys of JSON"},
      {"機器ID,ゾーン,MACアドレス,IP,役割,経由,有効開始,有効期限,名称,所管", "the first of each"},
      {"機器番号,系,物理アドレス,IPアドレス,種別,経由ルータ,開始日,期限,機器名,設置課",
       "the second"},
      {"資産番号,系統,MAC,ip,役割,経由,開始日,終了日,ホスト名,所属", "the third"},
      {"ID,ネットワーク,MAC,IP,役割,経由,開始日,終了日,用途,課室", "the last"},
      {"ＩＤ,ｿﾞｰﾝ,Ｍａｃ アドレス,\"IP\n アドレス\",役　割,経由ﾙｰﾀ,開始日,終了日,名称,所管",
       "after NFKC, without spaces, line ends and case"},
  };
  for (const Row& row : rows) {
    const ReadLedger ledger =
        read_text(std::string(row.header) +
                  "\na,lg,00005E005301,10.2.0.1,host,b,2026-04-01,2027-03-31,l,o\n");
    EXPECT_EQ(ledger.places(), "") << row.why;
    ASSERT_EQ(ledger.rows.size(), 1u) << row.why;
    const DeviceDraft& draft = ledger.draft();
    EXPECT_EQ(draft.id.value + draft.zone.value + draft.via.value + draft.label + draft.owner,
              "algblo")
        << row.why;
    EXPECT_TRUE(draft.dates.starts && draft.dates.ends && draft.role.where.is_known()) << row.why;
  }
}

TEST(Ledger, FindsItsHeader) {
  struct Row {
    std::string text;
    std::size_t devices;
    std::string places;
    const char* why;
  };
  const std::string device = "a,lg,00005E005301,10.2.0.1\n";
  const Row rows[] = {
      {"\xEF\xBB\xBFid,zone,mac,ip\n" + device, 1, "", "behind a byte order mark"},
      {"機器台帳,,,\n,,,\nid,zone,mac,ip\n" + device, 1, "SK1105 機器台帳,,,",
       "titles are skipped with a note, blank lines without"},
      {"id,zone,mac,ip,備考,\n" + device, 1, "SK1105 備考", "other columns are ignored"},
      {"id,zone,mac,ip\n\n,　,\n" + device + device, 2, "", "blank records are skipped"},
      {"id,zone,mac,ip\na,lg,00005E005301,10.2.0.1,,x\n", 1, "SK1105 x", "a cell in no column"},
      {"", 0, "SK1102 ", "an empty file"},
      {"a,b\n", 0, "SK1102 ", "nothing that could be a header"},
      {"title\nid,zone,mac\n", 0, "SK1102 id,zone,mac", "no ip: at what comes nearest"},
      {"id,zone,ip\n", 0, "SK1102 id,zone,ip", "neither mac nor via"},
      {"zone,ip,via\nlg,10.2.0.1,rt\n", 1, "", "via alone will do"},
      {"zone,ip,mac,IPアドレス\n", 0, "SK1102 IPアドレス", "two columns for addresses"},
      {"id,zone,mac,\"ip\n" + device, 0, "SK1101 \"", "a quote that is never closed"},
      {"id,zone,mac,\"ip\"x\n" + device, 0, "SK1101 x", "text behind a quote"},
      {"id,zone,mac,ip\n\xFF\n", 0, "SK1101 \xFF", "neither UTF-8 nor CP932"},
      {"\xEF\xBB\xBFid,zone,mac,ip\n\x8B\x40\n", 0, "SK1101 \x8B", "marked as UTF-8"},
      {std::string("\xFF\xFEi\0d\0\t", 7), 0, "SK1101 \t", "half a character of UTF-16"},
      {std::string("\xFF\xFE\0\xD8i\0", 6), 0, std::string("SK1101 \0", 8),
       "half a pair of UTF-16"},
  };
  for (const Row& row : rows) {
    const ReadLedger ledger = read_text(row.text);
    EXPECT_EQ(ledger.places(), row.places) << row.why;
    EXPECT_EQ(ledger.rows.size(), row.devices) << row.why;
  }
  EXPECT_THAT(read_text("ab\x81").found.all().at(0).message.en,
              HasSubstr("UTF-8 (byte 2 does not fit), CP932 (byte 2 does not fit)"));
  EXPECT_THAT(read_text("\x8B\x40\xFF").found.all().at(0).message.en,
              HasSubstr("UTF-8 (byte 0 does not fit), CP932 (byte 2 does not fit)"));
}

TEST(Ledger, TakesTheFirstOfTwoTexts) {
  const ReadLedger ledger = read_text(
      "zone,mac,ip,名称,用途\nlg,00005E005301,10.2.0.1,,印刷\n"
      "lg,00005E005302,10.2.0.2,複合機,印刷\n");
  EXPECT_EQ(ledger.places(), "SK1105 用途");
  EXPECT_EQ(ledger.draft(0).label, "印刷");
  EXPECT_EQ(ledger.draft(1).label, "複合機");
  EXPECT_EQ(ledger.draft(0).id.value, "");
}

TEST(Ledger, NamesColumnAndCellInBothLanguages) {
  const ReadLedger ledger =
      read_text("系,ＩＰ アドレス,物理アドレス\nlg,10.2.0.999,\"00005E005301;１.23E+11\"\n");
  ASSERT_EQ(ledger.found.all().size(), 2u);
  const Text& mac = ledger.found.all()[0].message;
  const Text& ip = ledger.found.all()[1].message;
  for (const std::string& text : {mac.en, mac.ja}) {
    EXPECT_THAT(text, HasSubstr("物理アドレス"));
    EXPECT_THAT(text, HasSubstr("00005E005301;１.23E+11"));
    EXPECT_THAT(text, HasSubstr("1.23E+11"));
  }
  for (const std::string& text : {ip.en, ip.ja}) {
    EXPECT_THAT(text, HasSubstr("ＩＰ アドレス"));
    EXPECT_THAT(text, HasSubstr("10.2.0.999"));
  }
}

}  // namespace
}  // namespace sekisho
