# `cpack -G DEB`: libdial0, libdial-dev, diald, dialctl, dialsim. Each is a component of what is
# installed (DialInstall.cmake); what names none belongs to diald. For an installation with the prefix
# /usr only, whose paths are in the units and programs.
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  return()
endif()
set(DIAL_MAINTAINER "The libdial developers <developers@libdial.org>" CACHE STRING "of the packages")
set(DIAL_DEB_VERSION ${PROJECT_VERSION}-1)
string(TIMESTAMP DIAL_DEB_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH, if that is set
set(packaging ${CMAKE_SOURCE_DIR}/packaging)
set(made ${CMAKE_BINARY_DIR}/packaging)

# ---- what every package has: copyright, changelogs

file(READ ${CMAKE_SOURCE_DIR}/LICENSE licence)
string(REGEX MATCH "Copyright \\(c\\) ([^\n]*)" ignored "${licence}")
set(DIAL_COPYRIGHT ${CMAKE_MATCH_1})
# Behind the line of the copyright; a blank line is a dot there, and each line begins with a blank.
string(REGEX REPLACE "^.*\nCopyright[^\n]*\n\n" "" licence "${licence}")
string(REPLACE "\n\n" "\n.\n" licence "${licence}")
string(STRIP "${licence}" licence)
string(REPLACE "\n" "\n " DIAL_LICENCE_TEXT " ${licence}")
configure_file(${packaging}/copyright.in ${made}/copyright @ONLY)
configure_file(${packaging}/changelog.in ${made}/changelog.Debian @ONLY)
configure_file(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${made}/changelog COPYONLY)
execute_process(COMMAND ${GZIP} -9nfk changelog.Debian changelog WORKING_DIRECTORY ${made}
                COMMAND_ERROR_IS_FATAL ANY)
foreach(component libdial0 dev diald dialctl dialsim)
  set(package ${component})
  if(component STREQUAL dev)
    set(package libdial-dev)
  endif()
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
  install(FILES ${made}/copyright ${made}/changelog.Debian.gz ${made}/changelog.gz
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endforeach()

# ---- what the programs that use the library need to be compiled: by the names of pkg-config

set(of_libuv libuv1-dev)
set(of_fmt libfmt-dev)
set(of_nettle nettle-dev)
set(of_libmnl libmnl-dev)
set(of_lua5.4-c++ liblua5.4-dev)
set(of_libseccomp libseccomp-dev)
set(of_libsystemd libsystemd-dev)
set(of_libudev libudev-dev)
set(of_gnutls libgnutls28-dev)
set(of_zlib zlib1g-dev)
set(of_tomlplusplus libtomlplusplus-dev)
set(dev_depends "libdial0 (= ${DIAL_DEB_VERSION})")
foreach(module ${dial_modules})
  if(NOT DEFINED of_${module})
    message(FATAL_ERROR "cmake/DialPackaging.cmake does not know the Debian package of ${module}")
  endif()
  string(APPEND dev_depends ", ${of_${module}}")
endforeach()

# ---- the maintainer scripts: for the units there are

set(DIAL_SOCKETS "")
file(GLOB units RELATIVE ${CMAKE_SOURCE_DIR}/systemd CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/systemd/*.socket.in)
foreach(unit ${units})
  string(REGEX REPLACE "\\.in$" "" unit ${unit})
  string(APPEND DIAL_SOCKETS " ${unit}")
endforeach()
string(STRIP "${DIAL_SOCKETS}" DIAL_SOCKETS)
set(DIAL_UNITS_ENABLED "${DIAL_SOCKETS} diald.service")
foreach(script postinst prerm postrm)
  configure_file(${packaging}/diald.${script} ${made}/${script} @ONLY
                 FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                  WORLD_READ WORLD_EXECUTE)
endforeach()
file(WRITE ${made}/conffiles "/etc/dial/diald.toml\n/etc/iproute2/rt_protos.d/dial.conf\n")

# ---- what cpack reads

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME libdial)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${DIAL_MAINTAINER})
# Its own default, which cpack knows and leaves out: each package has a first line of its own below.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_NAME} built using CMake")
set(CPACK_COMPONENTS_ALL libdial0 dev diald dialctl dialsim)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# What one component needs of another is said below, by the names of packages.
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)

file(WRITE ${made}/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBDIAL0_PACKAGE_CONTROL_EXTRA ${made}/triggers)
set(CPACK_DEBIAN_LIBDIAL0_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ${dev_depends})
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "diald")
set(CPACK_DEBIAN_DIALD_PACKAGE_DEPENDS "systemd | systemd-sysusers, systemd | systemd-tmpfiles")
set(CPACK_DEBIAN_DIALD_PACKAGE_RECOMMENDS "dialctl")
set(CPACK_DEBIAN_DIALD_PACKAGE_SUGGESTS "ppp, dialsim")
set(CPACK_DEBIAN_DIALD_PACKAGE_CONTROL_EXTRA
    "${made}/postinst;${made}/prerm;${made}/postrm;${made}/conffiles")
set(CPACK_DEBIAN_DIALCTL_PACKAGE_RECOMMENDS "diald")
set(CPACK_DEBIAN_DIALSIM_PACKAGE_SUGGESTS "diald, dialctl")

set(about "libdial dials and keeps PPP connections over modems and serial lines.")
set(CPACK_COMPONENT_LIBDIAL0_DESCRIPTION "dial-up and PPP connections, the RAS functions in C
${about}
This is the shared library of the C interface, dial/ras.h.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "dial-up and PPP connections, files to develop with
${about}
These are the headers, the static library for C++, and what CMake and
pkg-config read.")
set(CPACK_COMPONENT_DIALD_DESCRIPTION "dial-up and PPP connection manager
${about}
diald is the service: it owns the lines, dials, logs in, negotiates PPP, sets
up the network and serves clients on a socket.")
set(CPACK_COMPONENT_DIALCTL_DESCRIPTION "command line of the connection manager diald
${about}
dialctl dials, shows and ends connections, edits profiles, imports those of
other programs and says what is missing where a dial does not work.")
set(CPACK_COMPONENT_DIALSIM_DESCRIPTION "simulated modems with an answering PPP peer
${about}
dialsim makes lines without a telephone, to try profiles and login scripts on.")
include(CPack)
