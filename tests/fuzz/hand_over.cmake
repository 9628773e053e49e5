dial_fuzz_target(hand_over
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/hand_over_fuzz.cpp
  LAYERS manager)
