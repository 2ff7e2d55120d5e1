# sekisho_embed_web(<target> <folder>): the files of <folder> as the rows of web/assets.inc
# (name, SHA-256, bytes), so that the console is there wherever the program runs.
function(sekisho_embed_web target folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.html ${PROJECT_SOURCE_DIR}/${folder}/*.css
       ${PROJECT_SOURCE_DIR}/${folder}/*.js ${PROJECT_SOURCE_DIR}/${folder}/*.svg)
  set(rows "")
  foreach(source ${files})
    get_filename_component(name ${source} NAME)
    file(READ ${source} text)
    file(SHA256 ${source} digest)
    string(APPEND rows "{\"${name}\", \"${digest}\", R\"web~(${text})web~\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  endforeach()
  set(generated ${PROJECT_BINARY_DIR}/web)
  file(GENERATE OUTPUT ${generated}/web/assets.inc CONTENT "${rows}")
  target_include_directories(${target} PRIVATE ${generated})
endfunction()
