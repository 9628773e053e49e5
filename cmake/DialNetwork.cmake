# What keeps other programs off our interfaces, and lets them know our routes. With the prefix /usr, /etc is
# the system's; any other prefix carries its own.
set(dial_network ${CMAKE_SOURCE_DIR}/config/network)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(dial_etc ${CMAKE_INSTALL_FULL_SYSCONFDIR})
else()
  set(dial_etc ${CMAKE_INSTALL_SYSCONFDIR})
endif()
install(FILES ${dial_network}/10-dial.network DESTINATION lib/systemd/network)
install(FILES ${dial_network}/90-dial.conf DESTINATION lib/NetworkManager/conf.d)
install(FILES ${dial_network}/rt_protos.conf DESTINATION ${dial_etc}/iproute2/rt_protos.d RENAME dial.conf)
install(FILES ${dial_network}/dial-resolved.rules DESTINATION ${CMAKE_INSTALL_DATADIR}/polkit-1/rules.d)
