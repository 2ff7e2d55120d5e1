# The manual pages and the shell's completion, each written from what the program itself knows: the
# options that sub-commands declare, and the schema of the policy.
set(manual ${PROJECT_BINARY_DIR}/manual)
set(page ${PROJECT_SOURCE_DIR}/cmake/policy_man.py)
set(schema ${PROJECT_SOURCE_DIR}/rules/policy.schema.json)
add_custom_command(
  OUTPUT ${manual}/en/sekisho.1 ${manual}/ja/sekisho.1 ${manual}/sekisho.bash
  COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}/en ${manual}/ja
  COMMAND sekisho man --lang en > ${manual}/en/sekisho.1
  COMMAND sekisho man --lang ja > ${manual}/ja/sekisho.1
  COMMAND sekisho completion bash > ${manual}/sekisho.bash
  DEPENDS sekisho
  COMMENT "Writing sekisho(1)" VERBATIM)
set(policy_pages "")
foreach(language en ja)
  set(frame ${PROJECT_SOURCE_DIR}/docs/man/${language}/sekisho-policy.5.in)
  add_custom_command(
    OUTPUT ${manual}/${language}/sekisho-policy.5
    COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}/${language}
    COMMAND /usr/bin/python3 ${page} ${schema} ${frame} ${language} > ${manual}/${language}/sekisho-policy.5
    DEPENDS ${page} ${schema} ${frame}
    COMMENT "Writing sekisho-policy(5), ${language}" VERBATIM)
  list(APPEND policy_pages ${manual}/${language}/sekisho-policy.5)
endforeach()
add_custom_target(manual ALL DEPENDS ${manual}/en/sekisho.1 ${policy_pages})

install(FILES ${manual}/en/sekisho.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual}/en/sekisho-policy.5 docs/man/en/sekishod.json.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES docs/man/en/sekishod.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES ${manual}/ja/sekisho.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/ja/man1)
install(FILES ${manual}/ja/sekisho-policy.5 docs/man/ja/sekishod.json.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/ja/man5)
install(FILES docs/man/ja/sekishod.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/ja/man8)
install(FILES ${manual}/sekisho.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME sekisho)
