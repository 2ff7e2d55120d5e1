# Warnings are errors, for every target of the project.
add_library(sekisho_options INTERFACE)
target_compile_options(sekisho_options INTERFACE -Wall -Wextra -Wpedantic -Werror -fno-omit-frame-pointer)
# g++ 12 sees memcpy over itself in std::string's own operator+ (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sekisho_options INTERFACE -Wno-restrict)
endif()
target_include_directories(sekisho_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
if(SEKISHO_SANITIZE)
  target_compile_options(sekisho_options INTERFACE -fsanitize=${SEKISHO_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(sekisho_options INTERFACE -fsanitize=${SEKISHO_SANITIZE})
endif()
