dial_fuzz_target(helper_message
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/helper_message_fuzz.cpp
  LAYERS sys)
