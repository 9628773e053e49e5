#pragma once

#include "rpc/messages_history.hpp"
#include "rpc/messages_phone_book.hpp"

namespace dial::rpc::test {

inline const Error kBusy{ErrorCode::kLineBusy, Layer::kModem, "dialling 0123", "BUSY", 5};
inline const Notification kNotification{
    .connection = {7}, .sequence = 3, .state = State::kConnectDevice, .error = kBusy};

// Every kind of value.
inline const EntryProperties kProperties{.set = {{"flag", true},
                                                 {"number", std::int64_t{-5}},
                                                 {"text", std::string("t")},
                                                 {"texts", std::vector<std::string>{"a", "b"}}},
                                         .effective = {{"none", std::string()}}};
inline const NewCredentials kNewCredentials{
    .user = "joe", .password = "s3", .token = SecretToken{"t"}};

// Every field filled in.
inline ConnectionStatus sample_status() {
  return {.id = {7},
          .entry = "demo",
          .device = "/dev/ttyUSB0",
          .number = "0123",
          .state = State::kConnected,
          .error = kBusy,
          .prompt = "Login incorrect",
          .prompt_is_secret = true,
          .connect_text = "CONNECT 115200",
          .interface = "tun0",
          .datapath = "tun",
          .projection = Projection{.local = {0x0a00020f},
                                   .remote = {0x0a000202},
                                   .name_servers = {{0x0a000203}, {0x01010101}},
                                   .authentication = "pap",
                                   .mru = 1500},
          .mtu = 1400,
          .owner = 1000,
          .references = 2,
          .age = std::chrono::milliseconds(61'000),
          .next_dial = std::chrono::milliseconds(7'500),
          .waits_for = "/dev/ttyUSB0",
          .recovery = {.resets = 4, .restarts = 3, .usb_resets = 2, .power_hooks = 1}};
}

inline Dialogue sample_dialogue() {
  using Kind = DialogueLine::Kind;
  return {.lines = {{Kind::kSent, std::chrono::milliseconds(7), "ATZ\\r"},
                    {Kind::kReceived, std::chrono::milliseconds(30), "OK"},
                    {Kind::kNote, std::chrono::milliseconds(31), "login script"}},
          .dropped = 5};
}

inline PastConnection sample_past() {
  using std::chrono::milliseconds;
  return {.id = {7},
          .entry = "demo",
          .device = "/dev/ttyUSB0",
          .number = "0123",
          .owner = 1000,
          .started = milliseconds(1'700'000'000'000),
          .connected = milliseconds(1'700'000'021'500),
          .ended = milliseconds(1'700'000'061'500),
          .error = kBusy,
          .bytes_sent = 4711,
          .bytes_received = 815};
}

inline ProjectionRecord sample_record() {
  return {.protocol = 0x8021, .error = {}, .values = *sample_status().projection};
}

}  // namespace dial::rpc::test
