# sekisho_bpf_skeleton(<target> <source>): compiles the BPF program with clang and embeds it in
# <target> as a bpftool skeleton, so that one file deploys. The header is <source's stem>.skel.h.
find_program(CLANG NAMES clang clang-14 REQUIRED)
find_program(BPFTOOL bpftool PATHS /usr/sbin /sbin REQUIRED)

function(sekisho_bpf_skeleton target source)
  get_filename_component(stem ${source} NAME_WLE)  # sekisho.bpf
  string(REPLACE ".bpf" "" stem ${stem})
  get_filename_component(folder ${source} DIRECTORY)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/bpf/${stem}.bpf.o)
  set(skeleton ${CMAKE_CURRENT_BINARY_DIR}/bpf/${stem}.skel.h)
  file(GLOB abi_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/sekisho/abi/*.h
       ${PROJECT_SOURCE_DIR}/${folder}/*.h)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/bpf
    COMMAND ${CLANG} -g -O2 -fno-strict-aliasing -target bpf -mcpu=v3 -Wall -Wextra -Werror
            -D__TARGET_ARCH_${CMAKE_SYSTEM_PROCESSOR}
            -I${PROJECT_SOURCE_DIR}/include -I/usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
            -c ${PROJECT_SOURCE_DIR}/${source} -o ${object}
    DEPENDS ${PROJECT_SOURCE_DIR}/${source} ${abi_headers}
    COMMENT "Compiling ${source} for BPF" VERBATIM)
  add_custom_command(
    OUTPUT ${skeleton}
    COMMAND ${BPFTOOL} gen skeleton ${object} name ${stem}_bpf > ${skeleton}
    DEPENDS ${object}
    COMMENT "Embedding ${stem}.bpf.o")
  add_custom_target(${target}_skeleton DEPENDS ${skeleton})
  add_dependencies(${target} ${target}_skeleton)
  target_include_directories(${target} SYSTEM PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/bpf)
endfunction()
