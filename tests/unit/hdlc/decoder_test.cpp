#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

#include "hdlc/codec.hpp"
#include "hdlc/fcs.hpp"

using dial::Buffer, dial::Octets;
using dial::hdlc::Decoder, dial::hdlc::encode, dial::hdlc::Framing;

namespace {

struct Got {
  std::uint16_t protocol = 0;
  Buffer information;
  bool operator==(const Got&) const = default;
};

std::vector<Got> decode_all(Decoder& decoder, Octets line) {
  std::vector<Got> frames;
  while (!line.empty()) {
    line = line.subspan(decoder.decode(line));
    if (const auto frame = decoder.frame())
      frames.push_back({frame->protocol, {frame->information.begin(), frame->information.end()}});
  }
  return frames;
}

std::vector<Got> decode_all(Decoder& decoder, std::initializer_list<Buffer> parts) {
  Buffer line;
  for (const Buffer& part : parts)
    line.insert(line.end(), part.begin(), part.end());
  return decode_all(decoder, line);
}

Buffer on_line(const Got& frame, const Framing& framing = {}) {
  Buffer out;
  encode({frame.protocol, frame.information}, framing, out);
  return out;
}

// Any octets, with flags around them, a right check sequence and no escapes but the needed ones.
Buffer raw(Buffer octets) {
  const auto fcs = static_cast<std::uint16_t>(~dial::hdlc::fcs16(octets));
  octets.push_back(static_cast<std::uint8_t>(fcs & 0xff));
  octets.push_back(static_cast<std::uint8_t>(fcs >> 8));
  Buffer line{0x7e};
  for (const std::uint8_t octet : octets) {
    if (octet < 0x20 || octet == 0x7d || octet == 0x7e) {
      line.push_back(0x7d);
      line.push_back(octet ^ 0x20);
    } else {
      line.push_back(octet);
    }
  }
  line.push_back(0x7e);
  return line;
}

const Got kRequest{0xc021, {1, 1, 0, 8, 1, 4, 5, 0xdc}};
const Got kDatagram{0x0021, {0x45, 0x00, 0x7e, 0x7d, 0x11, 0x13, 0xff}};
const Buffer kFlagOnly{0x7e};

std::uint64_t bad(const Decoder& decoder) {
  const auto& c = decoder.counters();
  return c.fcs_errors + c.aborts + c.runts + c.overlong + c.bad_headers;
}

}  // namespace

TEST_SUITE("hdlc::Decoder") {
  TEST_CASE("frames are the same wherever the line is split") {
    const std::vector<Got> sent{kRequest, kDatagram};
    Buffer line = on_line(kRequest);
    const Buffer second = on_line(kDatagram);
    line.insert(line.end(), second.begin(), second.end());
    for (std::size_t cut = 0; cut <= line.size(); ++cut) {
      CAPTURE(cut);
      Decoder decoder;
      auto got = decode_all(decoder, Octets(line).first(cut));
      for (auto& frame : decode_all(decoder, Octets(line).subspan(cut)))
        got.push_back(std::move(frame));
      CHECK(got == sent);
      CHECK(bad(decoder) == 0);
    }
  }

  TEST_CASE("frames are the same octet by octet") {
    Decoder decoder;
    std::vector<Got> got;
    for (const std::uint8_t octet : on_line(kDatagram))
      for (auto& frame : decode_all(decoder, Buffer{octet}))
        got.push_back(std::move(frame));
    CHECK(got == std::vector<Got>{kDatagram});
  }

  TEST_CASE("a frame ends the call that completes it, and is given once") {
    Buffer line = on_line(kRequest);
    const std::size_t first = line.size();
    line.push_back('x');
    Decoder decoder;
    CHECK(decoder.decode(line) == first);
    CHECK(decoder.frame());
    CHECK_FALSE(decoder.frame());
    CHECK(decoder.counters().frames == 1);
  }

  TEST_CASE("a frame not taken is gone with the next octet") {
    Decoder decoder;
    const Buffer line = on_line(kRequest);
    CHECK(decoder.decode(line) == line.size());
    CHECK(decoder.decode(Buffer{0x7e}) == 1);
    CHECK_FALSE(decoder.frame());
  }

  TEST_CASE("random frames come back whole under every framing") {
    std::mt19937 random(20240229);
    const std::uint32_t maps[] = {0, 0xffffffff, 0x000a0000, 1, 0x80000000, 0x55555555};
    for (int round = 0; round < 2000; ++round) {
      CAPTURE(round);
      const Framing framing{.accm = maps[random() % std::size(maps)],
                            .compress_address = random() % 2 == 0,
                            .compress_protocol = random() % 2 == 0};
      Got sent{static_cast<std::uint16_t>((random() & 0xfefe) | 1), Buffer(random() % 200)};
      if (sent.protocol == 0x00ff) sent.protocol = 0x0021;  // RFC 1661, 6.6: not used
      if (framing.compress_protocol && sent.information.empty()) sent.information.push_back(0x7e);
      for (auto& octet : sent.information)
        octet = static_cast<std::uint8_t>(random() % 4 == 0 ? 0x7d + random() % 2 : random());
      Decoder decoder;
      decoder.set_receive_accm(framing.accm);
      CHECK(decode_all(decoder, on_line(sent, framing)) == std::vector<Got>{sent});
      CHECK(bad(decoder) == 0);
    }
  }

  TEST_CASE("garbage before, between and after costs no frame") {
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      Buffer noise(random() % 64);
      for (auto& octet : noise)
        octet = static_cast<std::uint8_t>(random());
      Decoder decoder;
      // A flag ends the noise, as a sender begins with one after silence (RFC 1662, 4.4).
      const auto got = decode_all(decoder, {noise, on_line(kRequest), noise, kFlagOnly,
                                            on_line(kDatagram), noise, on_line(kRequest)});
      CHECK(got == std::vector<Got>{kRequest, kDatagram, kRequest});
    }
  }

  TEST_CASE("a modem's words before the first flag are not counted as anything") {
    Decoder decoder;
    const Buffer words{'\n', 'C', 'O', 'N', 'N', 'E', 'C', 'T', '\r', '\n'};
    CHECK(decode_all(decoder, {words, on_line(kRequest)}) == std::vector<Got>{kRequest});
    CHECK(bad(decoder) == 0);
  }

  TEST_CASE("a first frame that lost its opening flag is still a frame") {
    Decoder decoder;
    const Buffer line = on_line(kRequest);
    CHECK(decode_all(decoder, Octets(line).subspan(1)) == std::vector<Got>{kRequest});
    CHECK(decoder.counters().frames == 1);
  }

  TEST_CASE("each corrupted octet of a frame costs that frame and not the next") {
    const Buffer good = on_line(kRequest, {.accm = 0});
    for (std::size_t at = 1; at + 1 < good.size(); ++at) {
      CAPTURE(at);
      Buffer damaged = good;
      damaged[at] ^= 0x80;
      Decoder decoder;
      decoder.set_receive_accm(0);
      CHECK(decode_all(decoder, {damaged, good}) == std::vector<Got>{kRequest});
      CHECK(decoder.counters().fcs_errors == 1);
      CHECK(decoder.counters().frames == 1);
    }
  }

  TEST_CASE("each lost octet of a frame costs that frame and not the next") {
    const Buffer good = on_line(kDatagram);
    for (std::size_t at = 1; at + 1 < good.size(); ++at) {
      CAPTURE(at);
      Buffer damaged = good;
      damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(at));
      Decoder decoder;
      CHECK(decode_all(decoder, {damaged, good}) == std::vector<Got>{kDatagram});
      CHECK(bad(decoder) == 1);
    }
  }

  TEST_CASE("an escape followed by a flag aborts the frame, and the flag starts the next") {
    Buffer line = on_line(kRequest);
    line.back() = 0x7d;  // a whole frame with a good check sequence, then 7d 7e
    line.push_back(0x7e);
    const Buffer next = on_line(kDatagram);
    line.insert(line.end(), next.begin() + 1, next.end());
    Decoder decoder;
    CHECK(decode_all(decoder, line) == std::vector<Got>{kDatagram});
    CHECK(decoder.counters().aborts == 1);
    CHECK(bad(decoder) == 1);
  }

  TEST_CASE("any octet may come escaped, 0x5d and 0x5e included") {
    Buffer line{0x7e};
    Buffer octets{0xff, 0x03, 0xc0, 0x21, 0x5d, 0x5e, 0x41, 0x7d, 0x7e, 0x00};
    const auto fcs = static_cast<std::uint16_t>(~dial::hdlc::fcs16(octets));
    octets.push_back(static_cast<std::uint8_t>(fcs & 0xff));
    octets.push_back(static_cast<std::uint8_t>(fcs >> 8));
    // 0x5e would have to be sent as 7d 7e, which is the abort: it cannot be escaped.
    for (const std::uint8_t octet : octets) {
      if (octet != 0x5e) line.push_back(0x7d);
      line.push_back(octet != 0x5e ? octet ^ 0x20 : octet);
    }
    line.push_back(0x7e);
    Decoder decoder;
    decoder.set_receive_accm(0);
    CHECK(decode_all(decoder, line) ==
          std::vector<Got>{{0xc021, {0x5d, 0x5e, 0x41, 0x7d, 0x7e, 0x00}}});
  }

  TEST_CASE("control octets of the receive map are dropped wherever the line put them") {
    const Buffer clean = on_line(kDatagram);
    for (std::size_t at = 0; at <= clean.size(); ++at) {
      CAPTURE(at);
      Buffer line = clean;
      line.insert(line.begin() + static_cast<std::ptrdiff_t>(at), {0x11, 0x13});
      Decoder decoder;
      decoder.set_receive_accm(0x000a0000);
      CHECK(decode_all(decoder, line) == std::vector<Got>{kDatagram});
    }
  }

  TEST_CASE("a control octet is dropped exactly when its bit of the receive map is set") {
    for (unsigned octet = 0; octet < 32; ++octet)
      for (const bool is_mapped : {false, true}) {
        CAPTURE(octet);
        const Got sent{0x0021, {static_cast<std::uint8_t>(octet), 'x'}};
        Decoder decoder;
        decoder.set_receive_accm(is_mapped ? 1u << octet : ~(1u << octet));
        const Buffer line = on_line(sent, {.accm = ~(1u << octet)});
        CHECK(decode_all(decoder, line).size() == (is_mapped ? 0 : 1));
        CHECK(decoder.counters().fcs_errors == (is_mapped ? 1 : 0));
      }
  }

  TEST_CASE("every control octet is mapped until the owner says otherwise") {
    Decoder decoder;
    Buffer line = on_line(kRequest);
    for (std::uint8_t octet = 0; octet < 0x20; ++octet)
      line.insert(line.begin() + 3, octet);
    CHECK(decode_all(decoder, line) == std::vector<Got>{kRequest});
  }

  TEST_CASE("a storm of flags is nothing") {
    Decoder decoder;
    CHECK(decode_all(decoder, Buffer(10'000, 0x7e)).empty());
    CHECK(bad(decoder) == 0);
    CHECK(decode_all(decoder, {on_line(kRequest), Buffer(100, 0x7e), on_line(kDatagram)}) ==
          std::vector<Got>{kRequest, kDatagram});
  }

  TEST_CASE("fewer than four octets between flags are a runt and no check sequence error") {
    for (std::size_t size = 1; size < 4; ++size) {
      CAPTURE(size);
      Decoder decoder;
      const Buffer octets(size, 'x');
      CHECK(decode_all(decoder, {kFlagOnly, octets, on_line(kRequest)}) ==
            std::vector<Got>{kRequest});
      CHECK(decoder.counters().runts == 1);
      CHECK(bad(decoder) == 1);
    }
  }

  TEST_CASE("a frame may have no information at all") {
    Decoder decoder;
    const Got empty{0xc021, {}};
    CHECK(decode_all(decoder,
                     {on_line(empty), on_line(empty, {.accm = 0, .compress_address = true})}) ==
          std::vector<Got>{empty, empty});
  }

  TEST_CASE("full and compressed headers are understood side by side") {
    Decoder decoder;
    CHECK(decode_all(decoder, {raw({0xff, 0x03, 0x00, 0x21, 7}), raw({0xff, 0x03, 0x21, 7}),
                               raw({0x00, 0x21, 7}), raw({0x21, 7})}) ==
          std::vector<Got>(4, Got{0x0021, {7}}));
  }

  TEST_CASE("what has no valid protocol or a strange address is a bad header") {
    const Buffer headers[] = {
        {0xff, 0x03},              // no protocol
        {0xff, 0x03, 0xc0},        // half of one
        {0xff, 0x03, 0xc0, 0x20},  // the last octet is even
        {0xc0, 0x22, 1, 2},        // the same without address
        {0xff, 0x13, 0xc0, 0x21},  // not UI
        {0xff, 0xff, 0xc0, 0x21},
    };
    for (const Buffer& header : headers) {
      CAPTURE(dial::printable(header));
      Decoder decoder;
      CHECK(decode_all(decoder, {raw(header), on_line(kRequest)}) == std::vector<Got>{kRequest});
      CHECK(decoder.counters().bad_headers == 1);
      CHECK(bad(decoder) == 1);
    }
  }

  TEST_CASE("a frame of the largest size passes under every header, one octet more does not") {
    for (const bool is_short : {false, true}) {
      const Framing framing{.accm = 0, .compress_address = is_short, .compress_protocol = is_short};
      const Got largest{0x0021, Buffer(1500, 'x')};
      Decoder decoder(1500);
      decoder.set_receive_accm(0);
      CHECK(decode_all(decoder, on_line(largest, framing)) == std::vector<Got>{largest});
      CHECK(decode_all(decoder, on_line({0x0021, Buffer(1501, 'x')}, framing)).empty());
      CHECK(decoder.counters().overlong == 1);
      CHECK(decode_all(decoder, on_line(largest, framing)) == std::vector<Got>{largest});
      CHECK(bad(decoder) == 1);
    }
  }

  TEST_CASE("an overlong frame is tossed to the next flag and counted once") {
    Decoder decoder(100);
    CHECK(decode_all(decoder, {kFlagOnly, Buffer(100'000, 'x'), on_line(kRequest)}) ==
          std::vector<Got>{kRequest});
    CHECK(decoder.counters().overlong == 1);
    CHECK(bad(decoder) == 1);
  }

  TEST_CASE("reset forgets the partial frame and keeps the counters and the map") {
    Decoder decoder;
    decoder.set_receive_accm(0);
    const Buffer line = on_line(kDatagram, {.accm = 0});
    CHECK(decode_all(decoder, line).size() == 1);
    CHECK(decode_all(decoder, Octets(line).first(6)).empty());
    decoder.reset();
    CHECK(decode_all(decoder, line) == std::vector<Got>{kDatagram});
    CHECK(decoder.counters().frames == 2);
    CHECK(bad(decoder) == 0);
  }
}
