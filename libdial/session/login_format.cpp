#include "session/login_format.hpp"

namespace dial::session {
namespace {

using Parity = script::Engine::Parity;

Parity parity_of(Characters characters) {
  switch (characters) {
    case Characters::k7E1:
      return Parity::kEven;
    case Characters::k7O1:
      return Parity::kOdd;
    case Characters::k7S1:
      return Parity::kSpace;
    case Characters::k7M1:
      return Parity::kMark;
    case Characters::k8N1:
      break;
  }
  return Parity::kNone;
}

Characters seven_bits(Parity parity) {
  switch (parity) {
    case Parity::kEven:
      return Characters::k7E1;
    case Parity::kOdd:
      return Characters::k7O1;
    case Parity::kSpace:
      return Characters::k7S1;
    case Parity::kNone:
    case Parity::kMark:
      break;
  }
  return Characters::k7M1;
}

}  // namespace

LoginFormat::LoginFormat(Characters characters)
    : is_seven_bit_(characters != Characters::k8N1), parity_(parity_of(characters)) {}

void LoginFormat::change(const script::Engine::LineFormat& change) {
  is_seven_bit_ = change.is_seven_bit.value_or(is_seven_bit_);
  parity_ = change.parity.value_or(parity_);
}

Characters LoginFormat::characters() const {
  return is_seven_bit_ ? seven_bits(parity_) : Characters::k8N1;
}

}  // namespace dial::session
