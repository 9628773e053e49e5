#pragma once

#include "script/lua_frames.hpp"

namespace dial::interpreter {

namespace lua = script::lua;

// The way to whoever runs the script: a stream socket, standard input. A request waits for its
// answer; when there is nobody left to answer, the process ends. Only waiting takes no computing
// time.
class Channel {
 public:
  lua::Command receive();
  void send(const lua::Request& request);
  lua::Command call(const lua::Request& request);

 private:
  lua::FrameReader frames_;
};

}  // namespace dial::interpreter
