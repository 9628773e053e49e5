#include "profile/import/format.hpp"

#include "importing.hpp"

using namespace dial::profile;

TEST_SUITE("profile::detect_format") {
  TEST_CASE("every sample is told by what stands in it, whatever it is called") {
    for (const auto& [name, format] : {std::pair("wvdial.conf", ImportFormat::kWvdial),
                                       std::pair("wvdial-cellular.conf", ImportFormat::kWvdial),
                                       std::pair("lte.nmconnection", ImportFormat::kNetworkManager),
                                       std::pair("rasphone.pbk", ImportFormat::kPhoneBook),
                                       std::pair("ppp/peers/gprs", ImportFormat::kPppd),
                                       std::pair("ppp/peers/nullmodem", ImportFormat::kPppd),
                                       std::pair("ppp/peers/provider", ImportFormat::kPppd),
                                       std::pair("ppp/peers/shell", ImportFormat::kPppd)}) {
      CAPTURE(name);
      CHECK(detect_format(sample(name), "backup.1") == format);
    }
  }

  TEST_CASE("a file with nothing to tell it by is told by its name") {
    CHECK(detect_format("", "/etc/wvdial.conf") == ImportFormat::kWvdial);
    CHECK(detect_format("", "/home/alice/.wvdialrc") == ImportFormat::kWvdial);
    CHECK(detect_format("", "Rasphone.PBK") == ImportFormat::kPhoneBook);
    CHECK(detect_format("", "lte.nmconnection") == ImportFormat::kNetworkManager);
    CHECK_FALSE(detect_format("", "isp"));
  }

  TEST_CASE("other files are none that can be imported") {
    CHECK_FALSE(detect_format("root:x:0:0:root:/root:/bin/bash\n", "/etc/passwd"));
    CHECK_FALSE(
        detect_format("number = \"5551234\"\n[line]\ndevice = \"/dev/ttyS0\"\n", "isp.toml"));
    CHECK_FALSE(detect_format("[Unit]\nDescription=x\n[Service]\nUser=y\n", "a.service"));
  }

  TEST_CASE("the words of --format are those of the formats, in both directions") {
    for (const std::string_view word : import_formats()) {
      const auto format = parse_import_format(word);
      REQUIRE(format);
      CHECK(to_string(*format) == word);
    }
    CHECK_FALSE(parse_import_format("pp"));
  }
}
