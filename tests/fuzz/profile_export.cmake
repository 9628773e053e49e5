dial_fuzz_target(profile_export
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/profile_export_fuzz.cpp
  LAYERS profile script)
