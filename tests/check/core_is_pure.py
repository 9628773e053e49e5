#!/usr/bin/env python3
"""core_is_pure.py ARCHIVE…: the core reads no clock, descriptor, environment or randomness, and
does not log: none of its archives asks the linker for a function that does. Judged is `nm -u`, so
what a header brings in inline is seen too. Exits with 1 and a line per violation."""
import re
import subprocess
import sys

# C functions, by their whole names.
FORBIDDEN = {
    "a clock": """time clock clock_gettime clock_getres gettimeofday nanosleep clock_nanosleep sleep usleep
                  localtime localtime_r gmtime gmtime_r mktime strftime timerfd_create""",
    "a descriptor": """open open64 openat openat64 creat close read write pread pwrite readv writev lseek ioctl
                       fcntl fcntl64 dup dup2 pipe pipe2 poll ppoll select pselect epoll_create1 epoll_ctl
                       epoll_wait eventfd socket connect bind listen accept send recv sendto recvfrom
                       sendmsg recvmsg socketpair stat fstat lstat unlink rename mmap tcgetattr tcsetattr
                       fopen fopen64 fdopen freopen fclose fread fwrite fgets fputs fputc puts putchar printf
                       fprintf vprintf vfprintf dprintf perror opendir readdir syslog""",
    "the environment": "getenv secure_getenv setenv putenv environ getpid getuid geteuid gethostname uname",
    "randomness": "getrandom getentropy rand rand_r srand random srandom drand48 arc4random",
    "threads": "pthread_create pthread_mutex_lock fork vfork execve posix_spawn system popen signal sigaction",
}
NAMES = {name: what for what, names in FORBIDDEN.items() for name in names.split()}
# C++ and library names, as they come demangled.
PATTERNS = [
    (r"\buv_\w+", "libuv"),
    (r"\bspdlog::", "a log"),
    (r"\bstd::chrono::.*::now\(", "a clock"),
    (r"\bstd::random_device\b", "randomness"),
    (r"\bstd::(basic_)?(fstream|ifstream|ofstream|filebuf)\b", "a descriptor"),
    (r"\bstd::filesystem::", "a descriptor"),
    (r"\bstd::(cout|cerr|clog|cin)\b", "a descriptor"),
    (r"\bstd::thread\b|\bstd::mutex\b|\bstd::condition_variable\b", "threads"),
]
# What a library's inline code brings in without our calling it: (layer, pattern), each with its
# reason as a comment. There is none so far.
ALLOWED: set[tuple[str, str]] = set()


def layer_of(archive):
    return re.sub(r"^lib(dial_)?|\.a$", "", archive.rsplit("/", 1)[-1])


def undefined(archive):
    done = subprocess.run(["nm", "-uC", archive], check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        match = re.match(r"\s+[Uwv] (.+)$", line)
        if match:
            yield match.group(1)


def reads(symbol):
    """What the symbol would read, or None."""
    bare = re.sub(r"@.*$", "", symbol)
    bare = re.sub(r"^__(.*)_chk$", r"\1", bare)
    if bare in NAMES:
        return NAMES[bare]
    return next((what for pattern, what in PATTERNS if re.search(pattern, symbol)), None)


def main(archives):
    found = []
    for archive in archives:
        layer = layer_of(archive)
        for symbol in sorted(set(undefined(archive))):
            what = reads(symbol)
            if what and not any(layer == name and re.search(pattern, symbol) for name, pattern in ALLOWED):
                found.append(f"{layer} reads {what}: {symbol}")
    print("\n".join(found) or f"{len(archives)} archives are pure")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else 2)
