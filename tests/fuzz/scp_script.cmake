dial_fuzz_target(scp_script
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/scp_script_fuzz.cpp
  LAYERS script)
