dial_fuzz_target(profile_edit
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/profile_edit_fuzz.cpp
  LAYERS profile)
