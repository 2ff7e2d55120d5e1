# sekisho_embed_profiles(<target> <names>): the files rules/profiles/<name>.json as the rows of
# policy/profiles.inc, so that the built-in profiles are there wherever the program runs.
function(sekisho_embed_profiles target)
  set(rows "")
  foreach(name ${ARGN})
    set(source ${PROJECT_SOURCE_DIR}/rules/profiles/${name}.json)
    file(READ ${source} text)
    string(APPEND rows "{\"${name}\", R\"json(${text})json\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  endforeach()
  set(folder ${PROJECT_BINARY_DIR}/profiles)
  file(GENERATE OUTPUT ${folder}/policy/profiles.inc CONTENT "${rows}")
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
