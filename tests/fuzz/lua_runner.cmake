dial_fuzz_target(lua_runner
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/lua_runner_fuzz.cpp
  LAYERS script)
