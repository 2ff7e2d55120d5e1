// Whether a sanitizer slows this build, tenfold and more: long tests then take a smaller share of
// what they try, and the normal build takes all of it.
#pragma once

namespace sekisho::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace sekisho::test
