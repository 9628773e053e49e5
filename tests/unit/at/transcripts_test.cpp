#include <doctest/doctest.h>

#include "unit/at/modem.hpp"

using namespace dial::at;

namespace {

struct Transcript {
  const char* modem;  // whose words these are
  const char* command;
  std::string_view octets;
  Outcome outcome;
  const char* result;
  Lines info;
  Lines unsolicited;
  std::string_view call;  // octets at the end that are the call's
};

// From logs that users published, and from the makers' tables of result codes; the framing is
// that of V.250, 6.2.6 where a log does not show it.
const Transcript kTranscripts[] = {
    {"Huawei E220, wvdial log", "ATZ", "ATZ\r\r\nOK\r\n", Outcome::kOk, "OK", {}, {}, ""},
    {"Huawei E220, wvdial log",
     "ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0",
     "ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0\r\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {},
     {},
     ""},
    {"Huawei E220, wvdial log",
     "ATDT*99***1#",
     "ATDT*99***1#\r\r\n^BOOT:45660211,0,0,0,6\r\n\r\nCONNECT\r\n~\xff}#\xc0!",
     Outcome::kConnect,
     "CONNECT",
     {},
     {"^BOOT:45660211,0,0,0,6"},
     "~\xff}#\xc0!"},
    {"Longcheer WM66, terminal session",
     "ATI",
     "ATI\r\r\nManufacturer: LONGCHEER HOLDINGS LIMITED\r\nModel: HSDPA USB MODEM\r\n"
     "Revision: LQA0011.1.1_M531C\r\n+GCAP: +CGSM,+DS,+ES\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {"Manufacturer: LONGCHEER HOLDINGS LIMITED", "Model: HSDPA USB MODEM",
      "Revision: LQA0011.1.1_M531C", "+GCAP: +CGSM,+DS,+ES"},
     {},
     ""},
    {"Longcheer WM66, terminal session",
     "AT+CSQ",
     "AT+CSQ\r\r\n+CSQ: 11,91\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {"+CSQ: 11,91"},
     {},
     ""},
    {"Longcheer WM66, wvdial log",
     "ATDT*99#",
     "ATDT*99#\r\r\nERROR\r\n",
     Outcome::kError,
     "ERROR",
     {},
     {},
     ""},
    {"BUG20's UMTS module, chat log",
     "AT",
     "AT\r\r\n+CIEV:5,0\r\n\r\n+CIEV:2,1\r\n\r\n^MODE:2\r\n\r\n^HRSSILVL:0\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {},
     {"+CIEV:5,0", "+CIEV:2,1", "^MODE:2", "^HRSSILVL:0"},
     ""},
    {"US Robotics Courier, manual",
     "ATDT5551234",
     "ATDT5551234\r\r\nRINGING\r\n\r\nCONNECT 28800/ARQ/V34/LAPM/V42BIS\r\nlogin: ",
     Outcome::kConnect,
     "CONNECT 28800/ARQ/V34/LAPM/V42BIS",
     {"RINGING"},
     {},
     "login: "},
    {"US Robotics Courier, manual",
     "ATDT5551234",
     "\r\nNO DIAL TONE\r\n",
     Outcome::kNoDialtone,
     "NO DIAL TONE",
     {},
     {},
     ""},
    {"US Robotics Courier, manual",
     "ATDT5551234",
     "\r\nVOICE\r\n",
     Outcome::kVoice,
     "VOICE",
     {},
     {},
     ""},
    {"Rockwell chips, W1 result codes",
     "ATDT5551234",
     "\r\nCARRIER 31200\r\n\r\nPROTOCOL: LAPM\r\n\r\nCOMPRESSION: V.42BIS\r\n\r\nCONNECT "
     "115200\r\n~",
     Outcome::kConnect,
     "CONNECT 115200",
     {"CARRIER 31200", "PROTOCOL: LAPM", "COMPRESSION: V.42BIS"},
     {},
     "~"},
    {"Toshiba, manual",
     "ATDT5551234",
     "\r\nBLACKLISTED\r\n",
     Outcome::kDelayed,
     "BLACKLISTED",
     {},
     {},
     ""},
    {"Nokia D211, manual, V0",
     "ATDT5551234",
     "ATDT5551234\r18\r~\xff",
     Outcome::kConnect,
     "18",
     {},
     {},
     "~\xff"},
    {"Nokia D211, manual, V0", "AT", "AT\r0\r", Outcome::kOk, "0", {}, {}, ""},
    {"Hayes, manual, V0", "ATDT5551234", "7\r", Outcome::kBusy, "7", {}, {}, ""},
    {"tcpser, both answers to ATH",
     "ATH",
     "ATH\r\r\nNO CARRIER\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {"NO CARRIER"},
     {},
     ""},
    {"tcpser, unknown +FCLASS",
     "AT+FCLASS=0",
     "AT+FCLASS=0\r\r\nERROR\r\n",
     Outcome::kError,
     "ERROR",
     {},
     {},
     ""},
    {"spandsp's interpreter",
     "ATS7?",
     "ATS7?\r\r\n060\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {"060"},
     {},
     ""},
    {"any GSM module",
     "AT+CREG?",
     "AT+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n",
     Outcome::kOk,
     "OK",
     {"+CREG: 0,1"},
     {},
     ""},
    {"any GSM module",
     "AT+CPIN?",
     "\r\n+CME ERROR: 10\r\n",
     Outcome::kError,
     "+CME ERROR: 10",
     {},
     {},
     ""},
};

Dialogue play(const Transcript& transcript, const std::vector<std::size_t>& cuts,
              std::string& rest) {
  Dialogue dialogue = sent(transcript.command);
  std::size_t from = 0;
  for (const std::size_t to : cuts) {
    const auto part = transcript.octets.substr(from, to - from);
    from = to;
    const bool is_call = transcript.outcome == Outcome::kConnect && !dialogue.is_busy();
    rest += is_call ? part : part.substr(feed(dialogue, part));
  }
  return dialogue;
}

void check(const Transcript& transcript, const std::vector<std::size_t>& cuts) {
  CAPTURE(transcript.modem);
  CAPTURE(transcript.command);
  std::string rest;
  Dialogue dialogue = play(transcript, cuts, rest);
  const auto finished = dialogue.poll_finished();
  REQUIRE(finished);
  CHECK(finished->outcome == transcript.outcome);
  CHECK(finished->result == transcript.result);
  CHECK(finished->info == transcript.info);
  CHECK(reports(dialogue) == transcript.unsolicited);
  CHECK(rest == transcript.call);
  CHECK_FALSE(dialogue.poll_finished());
  CHECK(dialogue.poll_output().empty());
  CHECK_FALSE(dialogue.poll_timeout());
}

}  // namespace

TEST_SUITE("at::Dialogue with real modems") {
  TEST_CASE("each modem is understood however its octets are cut in two") {
    for (const Transcript& transcript : kTranscripts)
      for (std::size_t cut = 0; cut <= transcript.octets.size(); ++cut) {
        CAPTURE(cut);
        check(transcript, {cut, transcript.octets.size()});
      }
  }

  TEST_CASE("each modem is understood in chunks of any one size") {
    for (const Transcript& transcript : kTranscripts)
      for (std::size_t chunk = 1; chunk <= transcript.octets.size(); ++chunk) {
        CAPTURE(chunk);
        std::vector<std::size_t> cuts;
        for (std::size_t at = chunk; at < transcript.octets.size(); at += chunk)
          cuts.push_back(at);
        cuts.push_back(transcript.octets.size());
        check(transcript, cuts);
      }
  }
}
