/* The limit: what a line server can do at best. One thread, epoll, one shared log of all lines.
 *
 * Whatever comes in is appended to the log; every connection has an offset in it and is sent all it
 * lacks in one call. Nothing is parsed, kept on disk or promised. Prints its port, serves until killed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEERS_MAX 65536
#define LOG_BYTES (64u << 20) /* a ring, written twice over its edge so that sends are one piece */
#define READ_BYTES (64 << 10)

static char *history;
static uint64_t head;              /* bytes ever logged */
static uint64_t offset_of[PEERS_MAX];
static char joined[PEERS_MAX];
static int peers[PEERS_MAX], peer_count, epoll_fd;

static void drop(int fd) {
    for (int i = 0; i < peer_count; i++)
        if (peers[i] == fd) {
            peers[i] = peers[--peer_count];
            break;
        }
    joined[fd] = 0;
    close(fd);
}

static void append(const char *data, size_t length) {
    for (size_t i = 0; i < length; i++) {
        size_t at = (head + i) % LOG_BYTES;
        history[at] = data[i];
        history[at + LOG_BYTES] = data[i];
    }
    head += length;
}

static void give(int fd) {
    while (offset_of[fd] < head) {
        ssize_t n;
        if (head - offset_of[fd] > LOG_BYTES) { drop(fd); return; }
        n = send(fd, history + offset_of[fd] % LOG_BYTES, head - offset_of[fd], MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EAGAIN) return;
            drop(fd);
            return;
        }
        offset_of[fd] += (uint64_t)n;
    }
}

static void enter(int listener) {
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
    if (fd < 0 || fd >= PEERS_MAX) return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    event.data.fd = fd;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
    offset_of[fd] = head;
    joined[fd] = 1;
    peers[peer_count++] = fd;
}

static void hear(int fd) {
    static char buffer[READ_BYTES];
    while (joined[fd]) {
        ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) { drop(fd); return; }
        append(buffer, (size_t)n);
    }
}

int main(void) {
    struct rlimit files = {PEERS_MAX, PEERS_MAX};
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    struct epoll_event ready[1024], listening = {.events = EPOLLIN};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setrlimit(RLIMIT_NOFILE, &files);
    history = malloc(2 * (size_t)LOG_BYTES);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!history || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
    getsockname(listener, (struct sockaddr *)&address, &length);
    epoll_fd = epoll_create1(0);
    listening.data.fd = listener;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &listening);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        uint64_t before = head;
        int n = epoll_wait(epoll_fd, ready, 1024, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) enter(listener);
            else {
                if (ready[i].events & EPOLLIN) hear(fd);
                if (joined[fd] && ready[i].events & EPOLLOUT) give(fd);
            }
        }
        if (head != before)
            for (int i = peer_count - 1; i >= 0; i--) give(peers[i]);
    }
}
