dial_fuzz_target(dialogue_text
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/dialogue_text_fuzz.cpp
  LAYERS script)
