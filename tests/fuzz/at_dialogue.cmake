dial_fuzz_target(at_dialogue SOURCE ${CMAKE_CURRENT_LIST_DIR}/at_dialogue_fuzz.cpp LAYERS at)
