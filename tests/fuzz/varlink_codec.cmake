dial_fuzz_target(varlink_codec SOURCE ${CMAKE_CURRENT_LIST_DIR}/varlink_codec_fuzz.cpp LAYERS rpc)
