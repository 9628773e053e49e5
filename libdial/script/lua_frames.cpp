#include "script/lua_frames.hpp"

#include <utility>

namespace dial::script::lua {
namespace {

class Encoder {
 public:
  explicit Encoder(Buffer& out) : out_(out) {}

  void put(std::uint32_t number) { out_.u32(number); }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    out_.text(text);
  }
  void put(SecretId id) { put(id.number); }
  template <class T>
  void put(const std::vector<T>& list) {
    put(static_cast<std::uint32_t>(list.size()));
    for (const T& element : list)
      put(element);
  }
  template <class... Kinds>
  void put(const std::variant<Kinds...>& one) {
    out_.u8(static_cast<std::uint8_t>(one.index()));
    std::visit([this](const auto& value) { this->put(value); }, one);
  }
  template <class Message>
  void put(const Message& message) {
    std::apply([this](const auto&... fields) { (this->put(fields), ...); },
               Message::fields(message));
  }

 private:
  ByteWriter out_;
};

class Decoder {
 public:
  explicit Decoder(Octets octets) : in_(octets) {}

  bool is_at_end() const { return in_.empty(); }

  bool get(std::uint32_t& number) {
    const auto read = in_.u32();
    if (read) number = *read;
    return read.has_value();
  }
  bool get(std::string& text) {
    const auto length = in_.u32();
    const auto octets = length ? in_.take(*length) : std::nullopt;
    if (octets) text = text_of(*octets);
    return octets.has_value();
  }
  bool get(SecretId& id) { return get(id.number); }
  template <class T>
  bool get(std::vector<T>& list) {
    const auto count = in_.u32();
    // Each element takes an octet and more.
    if (!count || *count > in_.rest().size()) return false;
    for (std::uint32_t i = 0; i < *count; ++i) {
      if (!get(list.emplace_back())) return false;
    }
    return true;
  }
  template <class... Kinds>
  bool get(std::variant<Kinds...>& one) {
    const auto index = in_.u8();
    return index && get_kind(one, *index, std::index_sequence_for<Kinds...>{});
  }
  template <class Message>
  bool get(Message& message) {
    return std::apply([this](auto&... fields) { return (this->get(fields) && ...); },
                      Message::fields(message));
  }

 private:
  template <class Variant, std::size_t... kIndexes>
  bool get_kind(Variant& one, std::size_t index, std::index_sequence<kIndexes...>) {
    return ((index == kIndexes && get(one.template emplace<kIndexes>())) || ...);
  }

  ByteReader in_;
};

template <class Message>
Buffer frame_of(const Message& message) {
  Buffer body;
  Encoder(body).put(message);
  Buffer frame;
  ByteWriter(frame).u32(static_cast<std::uint32_t>(body.size())).bytes(body);
  return frame;
}

template <class Message>
std::optional<Message> message_of(Octets frame) {
  Decoder decoder(frame);
  std::optional<Message> message(std::in_place);
  if (!decoder.get(*message) || !decoder.is_at_end()) return std::nullopt;
  return message;
}

}  // namespace

Buffer encode(const Command& command) {
  return frame_of(command);
}

Buffer encode(const Request& request) {
  return frame_of(request);
}

std::optional<Command> decode_command(Octets frame) {
  return message_of<Command>(frame);
}

std::optional<Request> decode_request(Octets frame) {
  return message_of<Request>(frame);
}

void FrameReader::handle_input(Octets octets) {
  if (!is_broken()) waiting_.insert(waiting_.end(), octets.begin(), octets.end());
}

std::optional<Buffer> FrameReader::poll_frame() {
  const auto size = length();
  if (!size || *size > kLongestFrame || waiting_.size() - kLengthSize < *size) return std::nullopt;
  const auto begin = waiting_.begin() + static_cast<std::ptrdiff_t>(kLengthSize);
  const auto end = begin + static_cast<std::ptrdiff_t>(*size);
  Buffer frame(begin, end);
  waiting_.erase(waiting_.begin(), end);
  return frame;
}

bool FrameReader::is_broken() const {
  const auto size = length();
  return size && *size > kLongestFrame;
}

std::optional<std::size_t> FrameReader::length() const {
  return ByteReader(waiting_).u32();
}

}  // namespace dial::script::lua
