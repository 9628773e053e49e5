# The routines of diald, all that is served but the program around them.
if(NOT TARGET diald)
  return()
endif()
dial_fuzz_target(varlink_service
  SOURCE ${CMAKE_CURRENT_LIST_DIR}/varlink_service_fuzz.cpp
  LIBRARIES dial_daemon)
target_sources(varlink_service_fuzz PRIVATE ${CMAKE_CURRENT_LIST_DIR}/fuzz_client.cpp)
target_include_directories(varlink_service_fuzz PRIVATE ${CMAKE_SOURCE_DIR})
