// A stub of systemd-resolved as a program: says "ready" and every call it gets, on standard error.
#include <cstdio>

#include "support/resolver_stub.hpp"

int main() {
  uv_loop_t* loop = uv_default_loop();
  const dial::test::ResolverStub stub(
      loop, [](const std::string& call) { std::fprintf(stderr, "%s\n", call.c_str()); });
  if (!stub.is_there()) return 1;
  std::fputs("ready\n", stderr);
  return uv_run(loop, UV_RUN_DEFAULT);
}
