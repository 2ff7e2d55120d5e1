# Warnings are errors, for every target of the project.
add_library(sekisho_options INTERFACE)
target_compile_options(sekisho_options INTERFACE -Wall -Wextra -Wpedantic -Werror -fno-omit-frame-pointer)
target_include_directories(sekisho_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
if(SEKISHO_SANITIZE)
  target_compile_options(sekisho_options INTERFACE -fsanitize=${SEKISHO_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(sekisho_options INTERFACE -fsanitize=${SEKISHO_SANITIZE})
endif()
