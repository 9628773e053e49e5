// What ThreadSanitizer cannot know: libuv closes descriptors by syscall(2), unseen, so that a
// number which another thread's loop gets next looks like one that two threads share. What libuv
// does with descriptors is not looked at therefore; what threads hand to each other goes through
// locks of ours.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libuv.so\n";
}
#endif
#endif
