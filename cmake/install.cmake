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

set(SEKISHO_UNIT ${PROJECT_BINARY_DIR}/systemd/sekishod.service)
configure_file(${PROJECT_SOURCE_DIR}/systemd/sekishod.service.in ${SEKISHO_UNIT} @ONLY)
install(FILES ${SEKISHO_UNIT} DESTINATION ${SEKISHO_UNIT_DIR})

# Examples: what an operator wrote under /etc is never overwritten.
install(FILES ${PROJECT_SOURCE_DIR}/systemd/sekishod.json
        DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/sekisho RENAME sekishod.json.example)
install(FILES docs/daemon.md docs/diagnostics.md docs/doctor.md docs/events.md docs/log.md docs/metrics.md docs/nftables.md docs/policy-language.ja.md
        docs/policy-language.md docs/profiles.md docs/syslog.md docs/table-format.md docs/translating.md docs/verify.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(FILES docs/events.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho)

install(FILES monitoring/grafana-dashboard.json monitoring/sekisho.rules.yml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho/monitoring)

# The schema that editors complete a policy by, and the example to begin from.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sekisho/rules)
