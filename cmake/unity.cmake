# Builds a dozen files of a target as one, which takes a third of the time: the headers that they share
# are read once, and what templates make of them is made once. It also hides an include that a file lacks,
# so scripts/build compiles file by file. scripts/test and scripts/demo do it where nothing is built yet.
option(SEKISHO_UNITY "compile the files of a target a dozen at a time" OFF)
if(SEKISHO_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>)  # as if a header's
  # g++ 12 takes an empty optional of another file's for one that is read, where it inlines the most.
  add_compile_options($<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
  # pcap's header has the instructions of classic BPF by the names that Linux gives to its own.
  set_source_files_properties(src/dataplane/capture.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endif()
