/* A crowd that comes and listens: how long its coming takes, and the room to stand in.
 *
 *   crowd PORT PEOPLE
 *
 * Everyone connects and says hello; then "here SECONDS" is printed. A line on standard input makes
 * everyone join the lobby at once; "joined SECONDS" is printed when each has the room's answer, and
 * "quiet SECONDS" when nothing more follows. All leave when the input ends.
 */
#include "net.h"

#define READ_MAX (1 << 18)
#define HELLOS_AT_ONCE 64 /* connections that wait for their welcome */
#define QUIET_MS 1500     /* a crowd's news comes once a second */
#define ANSWER "\"type\":\"room\""
#define KEPT (sizeof ANSWER - 1)

struct person {
    int fd, joined;
    char cut[KEPT]; /* the end of the last read, in which an answer may begin */
    size_t cut_len;
};

static struct person *persons;
static int people, epoll_fd, joined;

static void wait_for_welcome(int fd) {
    static char buffer[READ_MAX];
    size_t length = 0;
    for (;;) {
        ssize_t n = read(fd, buffer + length, sizeof buffer - length);
        if (n <= 0) die("no welcome");
        length += (size_t)n;
        if (buffer[length - 1] != '\n') continue;
        if (memmem(buffer, length, "\"type\":\"welcome\"", 16)) return;
        fprintf(stderr, "no welcome: %.*s", (int)length, buffer);
        exit(2);
    }
}

static void come(int port) {
    for (int i = 0; i < people + HELLOS_AT_ONCE; i++) {
        char line[128];
        int late = i - HELLOS_AT_ONCE;
        if (i < people) {
            int n = snprintf(line, sizeof line, "{\"type\":\"hello\",\"version\":1,\"nick\":\"crowd-%d\"}\n", i);
            persons[i].fd = connect_to(port, 0);
            write_all(persons[i].fd, line, (size_t)n);
        }
        if (late >= 0) {
            struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)late};
            wait_for_welcome(persons[late].fd);
            fcntl(persons[late].fd, F_SETFL, O_NONBLOCK);
            epoll_ctl(epoll_fd, EPOLL_CTL_ADD, persons[late].fd, &event);
        }
    }
}

static void hear(struct person *p) {
    static char buffer[KEPT + READ_MAX];
    ssize_t n;
    size_t length;
    memcpy(buffer, p->cut, p->cut_len);
    n = read(p->fd, buffer + p->cut_len, READ_MAX);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n == 0) errno = ECONNRESET;
    if (n <= 0) die("the server closed a connection");
    length = p->cut_len + (size_t)n;
    if (!p->joined && memmem(buffer, length, ANSWER, KEPT)) {
        p->joined = 1;
        joined++;
    }
    p->cut_len = length < KEPT - 1 ? length : KEPT - 1;
    memcpy(p->cut, buffer + length - p->cut_len, p->cut_len);
}

static int turn(int timeout_ms) {
    struct epoll_event ready[1024];
    int n = epoll_wait(epoll_fd, ready, 1024, timeout_ms);
    for (int i = 0; i < n; i++) hear(&persons[ready[i].data.u32]);
    return n;
}

static void all_join(void) {
    static const char line[] = "{\"type\":\"join\",\"room\":\"lobby\"}\n";
    for (int i = 0; i < people; i++) {
        write_all(persons[i].fd, line, sizeof line - 1);
        turn(0);
    }
    while (joined < people)
        if (turn(PATIENCE_S * 1000) <= 0) die("not everyone could join");
}

static void say(const char *what, uint64_t since, uint64_t until) {
    printf("%s %.6f\n", what, (double)(until - since) / 1e9);
    fflush(stdout);
}

int main(int argc, char **argv) {
    char line[16];
    uint64_t begin;
    if (argc != 3) {
        fprintf(stderr, "usage: crowd PORT PEOPLE\n");
        return 2;
    }
    people = atoi(argv[2]);
    persons = calloc((size_t)people, sizeof *persons);
    epoll_fd = epoll_create1(0);
    raise_files();
    begin = now_ns();
    come(atoi(argv[1]));
    say("here", begin, now_ns());
    if (!fgets(line, sizeof line, stdin)) return 0;
    begin = now_ns();
    all_join();
    say("joined", begin, now_ns());
    begin = now_ns();
    while (turn(QUIET_MS) > 0) {}
    say("quiet", begin, now_ns());
    while (fgets(line, sizeof line, stdin)) {}
    return 0;
}
