dial_fuzz_target(hdlc_decoder SOURCE ${CMAKE_CURRENT_LIST_DIR}/hdlc_decoder_fuzz.cpp LAYERS hdlc)
