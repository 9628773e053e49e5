dial_fuzz_target(session SOURCE ${CMAKE_CURRENT_LIST_DIR}/session_fuzz.cpp LAYERS session)
