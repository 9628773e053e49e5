dial_fuzz_target(profile_import
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/profile_import_fuzz.cpp
  LAYERS profile script)
