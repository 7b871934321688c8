// A process of its own for libhdf5, whose crash or endless loop on a hostile file is not ours.
#ifndef CHDF5_ISOLATION_H
#define CHDF5_ISOLATION_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// In the new process: nobody's handlers, no output, no core file, and an end to its time.
static inline void chdf5_confine(unsigned seconds) {
    const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGXCPU, SIGALRM, SIGTERM, SIGINT, SIGPIPE};
    sigset_t none;
    for (size_t place = 0; place < sizeof fatal / sizeof *fatal; place++) (void)signal(fatal[place], SIG_DFL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    int nowhere = open("/dev/null", O_RDWR);
    for (int stream = 0; nowhere >= 0 && stream < 3; stream++) (void)dup2(nowhere, stream);
    struct rlimit core = {0, 0}, time = {seconds, seconds};
    (void)setrlimit(RLIMIT_CORE, &core);
    (void)setrlimit(RLIMIT_CPU, &time);
    (void)alarm(6 * seconds);
}

// Like fork, with a socket between the two: the process's number here, 0 there, negative when there is none.
static inline pid_t chdf5_fork(int *end, unsigned seconds) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
    for (int side = 0; side < 2; side++) {
        (void)fcntl(ends[side], F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
        int yes = 1;
        (void)setsockopt(ends[side], SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
    }
    pid_t process = fork();
    (void)close(ends[process == 0 ? 0 : 1]);
    *end = ends[process == 0 ? 1 : 0];
    if (process == 0) chdf5_confine(seconds);
    if (process < 0) (void)close(*end);
    return process;
}

// Sends everything: 1, or 0 when the other side has left.
static inline int chdf5_send(int end, const void *bytes, size_t count) {
#ifdef MSG_NOSIGNAL
    const int flags = MSG_NOSIGNAL;
#else
    const int flags = 0;
#endif
    for (size_t done = 0; done < count;) {
        ssize_t sent = send(end, (const char *)bytes + done, count - done, flags);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return 0;
        done += (size_t)sent;
    }
    return 1;
}

// Receives that many bytes: 1, or 0 when the other side has left before.
static inline int chdf5_receive(int end, void *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t got = recv(end, (char *)bytes + done, count - done, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return 0;
        done += (size_t)got;
    }
    return 1;
}

// Ends the process and says by which signal it had ended itself, or 0.
static inline int chdf5_end(pid_t process, int end) {
    int status = 0;
    (void)close(end);
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return 0;
    }
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

#endif
