# dial_layer(NAME SOURCES a.cpp … [LAYERS base …] [LIBRARIES PkgConfig::X …])
# A layer of libdial: what it may include is what it may link. The objects of all layers
# together make libdial.a (libdial/CMakeLists.txt).
function(dial_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LAYERS;LIBRARIES" ${ARGN})
  list(TRANSFORM ARG_LAYERS PREPEND dial_)
  add_library(dial_${name}_objects OBJECT ${ARG_SOURCES})
  target_include_directories(dial_${name}_objects PUBLIC ${CMAKE_SOURCE_DIR}/libdial
                             ${CMAKE_SOURCE_DIR}/libdial/include)
  target_link_libraries(dial_${name}_objects PUBLIC ${ARG_LIBRARIES})
  foreach(layer ${ARG_LAYERS})
    target_link_libraries(dial_${name}_objects PUBLIC ${layer})
  endforeach()
  add_library(dial_${name} STATIC $<TARGET_OBJECTS:dial_${name}_objects>)
  set_target_properties(dial_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(dial_${name} PUBLIC ${CMAKE_SOURCE_DIR}/libdial
                             ${CMAKE_SOURCE_DIR}/libdial/include)
  target_link_libraries(dial_${name} PUBLIC ${ARG_LIBRARIES} ${ARG_LAYERS})
  set_property(GLOBAL APPEND PROPERTY DIAL_LAYERS ${name})
endfunction()

# dial_unit_test(NAME SOURCES … [LAYERS …] [LIBRARIES …] [LABELS …]): a doctest program run by ctest.
function(dial_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LAYERS;LIBRARIES;LABELS" ${ARGN})
  list(TRANSFORM ARG_LAYERS PREPEND dial_)
  add_executable(${name}_test ${ARG_SOURCES} $<TARGET_OBJECTS:dial_doctest_main>)
  target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE
                             DIAL_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
  target_link_libraries(${name}_test PRIVATE ${ARG_LAYERS} ${ARG_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name}_test)
  # 77: skipped; doctest's own "[!] skipped" is never used for a missing right.
  set_tests_properties(${name} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77 LABELS "unit;${ARG_LABELS}")
endfunction()

# dial_fuzz_target(NAME SOURCE x_fuzz.cpp LAYERS …): with DIAL_FUZZ a libFuzzer program; else a
# program that replays tests/fuzz/corpus/NAME as an ordinary test.
function(dial_fuzz_target name)
  cmake_parse_arguments(ARG "" "SOURCE" "LAYERS;LIBRARIES" ${ARGN})
  list(TRANSFORM ARG_LAYERS PREPEND dial_)
  if(DIAL_FUZZ)
    add_executable(${name}_fuzz ${ARG_SOURCE})
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name}_fuzz ${ARG_SOURCE} $<TARGET_OBJECTS:dial_replay_main>)
    add_test(NAME fuzz_corpus_${name}
             COMMAND ${name}_fuzz ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz_corpus_${name} PROPERTIES TIMEOUT 60 LABELS "fuzz")
  endif()
  target_include_directories(${name}_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name}_fuzz PRIVATE ${ARG_LAYERS} ${ARG_LIBRARIES})
endfunction()
