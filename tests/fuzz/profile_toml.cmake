dial_fuzz_target(profile_toml
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/profile_toml_fuzz.cpp
  LAYERS profile)
