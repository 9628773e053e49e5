#pragma once

#include "script/engine.hpp"
#include "session/characters.hpp"

namespace dial::session {

// How the characters of a login look, which its script may change in several steps.
class LoginFormat {
 public:
  explicit LoginFormat(Characters characters);

  void change(const script::Engine::LineFormat& change);
  // Seven bits without parity are seven bits and a mark: the same ten bits as 7N2.
  Characters characters() const;

 private:
  bool is_seven_bit_;
  script::Engine::Parity parity_;  // kept while eight bits have none
};

}  // namespace dial::session
