# What `cmake --install` lays down beside the two programs.
pkg_get_variable(SYSTEMD_UNIT_DIR systemd systemdsystemunitdir)
if(NOT SYSTEMD_UNIT_DIR)
  set(SYSTEMD_UNIT_DIR lib/systemd/system)
endif()
# The distribution's folder is for its packages; another prefix keeps its units to itself.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(SEKISHO_UNIT_DIR ${SYSTEMD_UNIT_DIR})
else()
  set(SEKISHO_UNIT_DIR lib/systemd/system)
endif()

set(SEKISHO_UNITS ${PROJECT_BINARY_DIR}/systemd)
foreach(unit sekishod sekisho-block)
  configure_file(${PROJECT_SOURCE_DIR}/systemd/${unit}.service.in ${SEKISHO_UNITS}/${unit}.service @ONLY)
  install(FILES ${SEKISHO_UNITS}/${unit}.service DESTINATION ${SEKISHO_UNIT_DIR})
endforeach()
install(FILES systemd/sekisho.sysusers DESTINATION lib/sysusers.d RENAME sekisho.conf)
install(FILES systemd/sekisho.tmpfiles DESTINATION lib/tmpfiles.d RENAME sekisho.conf)
install(FILES systemd/sekisho.logrotate DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/logrotate.d RENAME sekisho)

# Examples: what an operator wrote under /etc is never overwritten.
foreach(file sekishod policy)
  install(FILES systemd/${file}.json DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/sekisho RENAME ${file}.json.example)
endforeach()
file(GLOB documents CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(FILES docs/events.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho)

install(FILES monitoring/grafana-dashboard.json monitoring/sekisho.rules.yml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho/monitoring)

# The schema that editors complete a policy by, and the example to begin from.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho/rules)
