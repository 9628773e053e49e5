dial_fuzz_target(ppp_link SOURCE ${CMAKE_CURRENT_LIST_DIR}/ppp_link_fuzz.cpp LAYERS ppp)
