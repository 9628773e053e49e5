// Uses the library as its installed headers offer it: where no daemon is, a dial says so.
#include <dial/dialer.hpp>

#include <iostream>

int main() {
  dial::DialerOptions options;
  options.socket = "/nonexistent/diald.sock";
  auto dialer = dial::Dialer::create(nullptr, options);
  if (dialer) {
    dial::DialParameters parameters;
    parameters.entry = "demo";
    const auto id = dialer->dial(parameters);
    if (id) return 1;
    std::cout << dial::describe(id.error()) << '\n';
    return id.error().code == dial::ErrorCode::kServiceNotReachable ? 0 : 1;
  }
  std::cout << dial::describe(dialer.error()) << '\n';
  return dialer.error().code == dial::ErrorCode::kServiceNotReachable ? 0 : 1;
}
