dial_fuzz_target(chat_script
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/chat_script_fuzz.cpp
  LAYERS script)
