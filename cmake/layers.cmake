# sekisho_layer(<name> LINK <targets>): the static library sekisho_<name> of src/<name>/*.cpp.
function(sekisho_layer name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(sekisho_${name} STATIC ${sources})
  target_include_directories(sekisho_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(sekisho_${name} PUBLIC sekisho_options ${ARG_LINK})
endfunction()

# sekisho_program(<name> <folder> TO <folder> LINK <targets>): the program <name> of <folder>/*.cpp, installed
# to a folder. All but its main.cpp is also the library <name>_lib, so that tests can link it.
function(sekisho_program name folder)
  cmake_parse_arguments(ARG "" "TO" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(REMOVE_ITEM sources ${PROJECT_SOURCE_DIR}/${folder}/main.cpp)
  add_library(${name}_lib STATIC ${sources})
  target_include_directories(${name}_lib PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name}_lib PRIVATE SEKISHO_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name}_lib PUBLIC sekisho_options ${ARG_LINK} Threads::Threads)
  add_executable(${name} ${PROJECT_SOURCE_DIR}/${folder}/main.cpp)
  target_link_libraries(${name} PRIVATE ${name}_lib)
  if(NOT SEKISHO_SANITIZE)  # sanitizers bring an allocator of their own
    target_link_libraries(${name} PRIVATE mimalloc)
  endif()
  install(TARGETS ${name} RUNTIME DESTINATION ${ARG_TO})
endfunction()
