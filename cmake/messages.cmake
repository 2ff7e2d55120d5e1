# sekisho_messages(<target>): builds po/ja.po into <target> as messages_ja.inc, so that no program
# looks for a catalogue at run time. msgfmt refuses a file that a translator has broken.
find_program(MSGFMT msgfmt REQUIRED)

function(sekisho_messages target)
  set(po ${PROJECT_SOURCE_DIR}/po/ja.po)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/messages)
  set(embed ${PROJECT_SOURCE_DIR}/cmake/embed_messages.py)
  add_custom_command(
    OUTPUT ${folder}/messages_ja.inc
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${MSGFMT} --check-format --check-header -o ${folder}/ja.mo ${po}
    COMMAND /usr/bin/python3 ${embed} ${folder}/ja.mo ${folder}/messages_ja.inc
    DEPENDS ${po} ${embed}
    COMMENT "Embedding po/ja.po" VERBATIM)
  add_custom_target(${target}_messages DEPENDS ${folder}/messages_ja.inc)
  add_dependencies(${target} ${target}_messages)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
