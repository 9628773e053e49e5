# What is installed: the library with its headers, CMake package and pkg-config file, the
# programs, the units and the configuration. Included last, when every target is known.
include(CMakePackageConfigHelpers)

# With the prefix /usr, /etc is the system's; any other prefix carries its own.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(DIAL_SYSCONFDIR ${CMAKE_INSTALL_FULL_SYSCONFDIR}/dial)
else()
  set(DIAL_SYSCONFDIR ${CMAKE_INSTALL_SYSCONFDIR}/dial)
endif()

# libdial.a: the objects of every layer, so that a program links one archive.
get_property(dial_layers GLOBAL PROPERTY DIAL_LAYERS)
set(dial_objects "")
set(dial_modules "")  # pkg-config names of what the layers link
foreach(layer ${dial_layers})
  list(APPEND dial_objects $<TARGET_OBJECTS:dial_${layer}_objects>)
  get_target_property(libraries dial_${layer}_objects LINK_LIBRARIES)
  if(NOT libraries)
    continue()
  endif()
  foreach(library ${libraries})
    if(library MATCHES "^PkgConfig::(.*)$")
      list(APPEND dial_modules ${${CMAKE_MATCH_1}_MODULE_NAME})
    elseif(library STREQUAL "tomlplusplus::tomlplusplus")
      list(APPEND dial_modules tomlplusplus)
    endif()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES dial_modules)
list(JOIN dial_modules " " DIAL_MODULES)

add_library(dial STATIC ${dial_objects})
set_target_properties(dial PROPERTIES LINKER_LANGUAGE CXX)
target_include_directories(dial INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(dial INTERFACE cxx_std_23)

set(dial_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/libdial)
install(TARGETS dial EXPORT libdial ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
# libdial.so.0, the C interface: libdial::ras in CMake, libdial-ras in pkg-config.
target_include_directories(dial_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(TARGETS dial_shared EXPORT libdial LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        COMPONENT libdial0 NAMELINK_COMPONENT dev)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/libdial/include/dial DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT dev
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(EXPORT libdial NAMESPACE libdial:: FILE libdialTargets.cmake DESTINATION ${dial_package_dir}
        COMPONENT dev)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/libdialConfig.cmake.in
                              ${CMAKE_BINARY_DIR}/package/libdialConfig.cmake
                              INSTALL_DESTINATION ${dial_package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/libdialConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/package/libdialConfig.cmake
              ${CMAKE_BINARY_DIR}/package/libdialConfigVersion.cmake
        DESTINATION ${dial_package_dir} COMPONENT dev)
# The prefix as seen from the .pc file, so that an installed tree can be moved.
file(RELATIVE_PATH DIAL_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
foreach(module libdial libdial-ras)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/${module}.pc.in ${CMAKE_BINARY_DIR}/package/${module}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/package/${module}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT dev)
endforeach()

# The programs; dialsim's own folder installs it.
if(TARGET diald)
  install(TARGETS diald RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
endif()
if(TARGET dialctl)
  install(TARGETS dialctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT dialctl)
  set(completion ${CMAKE_SOURCE_DIR}/cli/completion)
  install(FILES ${completion}/dialctl.bash RENAME dialctl COMPONENT dialctl
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${completion}/_dialctl COMPONENT dialctl
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(FILES ${completion}/dialctl.fish COMPONENT dialctl
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
# What does for diald what needs root.
install(TARGETS dial-helper RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/dial)
# What diald, and any program with libdial, starts to run a Lua script.
install(TARGETS dial-lua RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/dial)

# The manual pages, compressed, with the program or library they are of.
find_program(GZIP gzip REQUIRED)
function(dial_man component)
  foreach(page ${ARGN})
    set(source ${CMAKE_SOURCE_DIR}/docs/man/${page})
    set(compressed ${CMAKE_BINARY_DIR}/package/${page}.gz)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    execute_process(COMMAND ${GZIP} -9nc ${source} OUTPUT_FILE ${compressed} COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCH "[0-9]$" section ${page})
    install(FILES ${compressed} COMPONENT ${component} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
  endforeach()
endfunction()
dial_man(dialctl dialctl.1)
dial_man(diald diald.8 dial.profile.5)
dial_man(dev libdial.3)
dial_man(dialsim dialsim.1)

# Configuration: an empty phone book, and what to fill it from.
install(DIRECTORY DESTINATION ${DIAL_SYSCONFDIR}/profiles)
if(EXISTS ${CMAKE_SOURCE_DIR}/config/diald.toml)
  install(FILES ${CMAKE_SOURCE_DIR}/config/diald.toml DESTINATION ${DIAL_SYSCONFDIR})
endif()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libdial/config
        PATTERN diald.toml EXCLUDE PATTERN profile.schema.json EXCLUDE)
# What programs read: editors the schema, clients the interface.
install(FILES ${CMAKE_SOURCE_DIR}/config/profile.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/dial)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libdial
        PATTERN man EXCLUDE)
foreach(document README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${document})
    install(FILES ${CMAKE_SOURCE_DIR}/${document} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libdial)
  endif()
endforeach()
if(EXISTS ${CMAKE_SOURCE_DIR}/libdial/rpc/org.libdial.dial.varlink)
  install(FILES ${CMAKE_SOURCE_DIR}/libdial/rpc/org.libdial.dial.varlink
          DESTINATION ${CMAKE_INSTALL_DATADIR}/dial)
endif()
