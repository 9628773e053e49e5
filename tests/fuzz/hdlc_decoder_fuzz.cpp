#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "hdlc/codec.hpp"

// The input is a line: four octets of ACCM, one of options, then octets as they come. They are
// decoded in chunks, and they are the information of a frame that has to come back whole.
namespace {

using dial::Buffer, dial::Octets;
using namespace dial::hdlc;

void require(bool is_true) {
  if (!is_true) std::abort();
}

void decode_line(Decoder& decoder, Octets line, std::size_t chunk) {
  while (!line.empty()) {
    const Octets part = line.first(std::min(chunk, line.size()));
    const std::size_t used = decoder.decode(part);
    require(used > 0 && used <= part.size());
    if (const auto frame = decoder.frame()) require(frame->information.size() <= 1600);
    line = line.subspan(used);
  }
}

// Whatever came before: after one flag the next frame arrives.
void round_trip(Decoder& decoder, Octets information, const Framing& framing) {
  Buffer line;
  encode({0x0021, information}, framing, line);
  static_cast<void>(decoder.decode(Buffer{0x7e, 0x7e}));
  require(decoder.decode(line) == line.size());
  const auto frame = decoder.frame();
  require(frame && frame->protocol == 0x0021);
  require(Buffer(frame->information.begin(), frame->information.end()) ==
          Buffer(information.begin(), information.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dial::ByteReader reader({data, size});
  const auto accm = reader.u32();
  const auto options = reader.u8();
  if (!accm || !options) return 0;
  const Framing framing{.accm = *accm,
                        .compress_address = (*options & 1) != 0,
                        .compress_protocol = (*options & 2) != 0};
  Decoder decoder;
  decoder.set_receive_accm(*accm);
  decode_line(decoder, reader.rest(), 1u + (*options >> 2));
  // A frame of four octets is the least there is (RFC 1662, 4.3).
  if (reader.rest().empty() || reader.rest().size() > 1600) return 0;
  round_trip(decoder, reader.rest(), framing);
  return 0;
}
