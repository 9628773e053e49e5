dial_fuzz_target(varlink_server SOURCE ${CMAKE_CURRENT_LIST_DIR}/varlink_server_fuzz.cpp LAYERS rpc)
target_sources(varlink_server_fuzz PRIVATE ${CMAKE_CURRENT_LIST_DIR}/fuzz_client.cpp)
