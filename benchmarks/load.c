/* The load generator: many readers, a few senders, every delivery counted and checked.
 *
 *   load PROTOCOL PORT PEOPLE SENDERS FLIGHT SECONDS RATE
 *
 * PROTOCOL  parlor, redis, irc or lines (a server that repeats every line to everyone)
 * FLIGHT    messages that may be on their way at once, all senders together
 * RATE      messages a second, 0 for as many as FLIGHT lets
 *
 * Every message carries a mark "~sender:number:nanoseconds~". Each reader's marks are checked:
 * numbers of a sender rise by one (else lost, repeated or out of order), and all readers must have
 * seen one order (a running hash). The last reader sends nothing; when it has a message, the next
 * may go. Latency is taken when the first and when the last reader has a message.
 * Says "ready" when everyone is in, then one line of JSON on standard output; exit status 1 if anything was lost, repeated or reordered.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MARK_MAX 64        /* bytes of one mark, cut ones included */
#define WINDOW 8192        /* messages of one sender that are followed at once */
#define SENDERS_MAX 64
#define OUT_MAX (1 << 20)  /* bytes a sender may have queued */
#define TEXT "hello there, this is what people say to each other, about a hundred bytes"

enum protocol { PARLOR, REDIS, IRC, LINES };

struct person {
    int fd;
    uint32_t next[SENDERS_MAX]; /* the number expected next from each sender */
    uint64_t order;             /* a hash over all marks seen */
    uint64_t seen;
    char cut[MARK_MAX];         /* the begun mark at the end of the last read */
    int cut_len;
    char *out;                  /* senders: what the socket did not take */
    int out_len;
};

struct flight {
    uint64_t sent;
    uint32_t got;
};

static enum protocol protocol;
static int people, senders, epoll_fd;
static struct person *persons;
static struct flight flights[SENDERS_MAX][WINDOW];
static uint32_t sent_count[SENDERS_MAX], acked[SENDERS_MAX];
static uint64_t deliveries, lost, repeated, messages_done;
static uint32_t *first_us, *last_us;
static size_t first_count, last_count, latency_max = 4000000;
static int measuring = 1;
static unsigned run_id;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void write_all(int fd, const char *data, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, data, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) die("write");
        data += n;
        length -= (size_t)n;
    }
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Read until `word` has come; what follows it in the same read is dropped (nothing is sent yet). */
static void read_until(int fd, const char *word) {
    static char buffer[1 << 20];
    size_t length = 0;
    for (;;) {
        ssize_t n = read(fd, buffer + length, sizeof buffer - length - 1);
        if (n <= 0) die("the server closed during set-up");
        length += (size_t)n;
        if (memmem(buffer, length, word, strlen(word))) return;
        if (length > sizeof buffer / 2) {
            memmove(buffer, buffer + length - 256, 256);
            length = 256;
        }
    }
}

static void greet(int index, int fd) {
    char line[256];
    int n = 0;
    switch (protocol) {
    case PARLOR:
        n = snprintf(line, sizeof line,
                     "{\"type\":\"hello\",\"version\":1,\"nick\":\"p%u-%d\"}\n"
                     "{\"type\":\"join\",\"room\":\"lobby\"}\n", run_id, index);
        break;
    case REDIS:
        if (index >= senders) n = snprintf(line, sizeof line, "SUBSCRIBE lobby\r\n");
        break;
    case IRC:
        n = snprintf(line, sizeof line, "NICK p%d\r\nUSER p%d 0 * :p\r\nJOIN #lobby\r\n", index, index);
        break;
    case LINES:
        break;
    }
    if (n > 0) write_all(fd, line, (size_t)n);
    if (protocol == PARLOR) read_until(fd, "\"type\":\"room\"");
    if (protocol == REDIS && index >= senders) read_until(fd, "subscribe");
    if (protocol == IRC) read_until(fd, " 366 ");
}

/* Readers that count: Redis' publishers hear nothing, IRC does not repeat to the sender. */
static int hears(int person, int sender) {
    if (protocol == REDIS) return person >= senders;
    if (protocol == IRC) return person != sender;
    return 1;
}

static void flush_out(struct person *p) {
    while (p->out_len > 0) {
        ssize_t n = write(p->fd, p->out, (size_t)p->out_len);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) return;
            die("write");
        }
        p->out_len -= (int)n;
        memmove(p->out, p->out + n, (size_t)p->out_len);
    }
}

static void say(int sender) {
    struct person *p = &persons[sender];
    uint32_t number = sent_count[sender]++;
    uint64_t at = now_ns();
    char text[256], line[512];
    int t = snprintf(text, sizeof text, "~%d:%u:%llu~ " TEXT, sender, number, (unsigned long long)at);
    int n = 0;
    flights[sender][number % WINDOW] = (struct flight){at, 0};
    switch (protocol) {
    case PARLOR:
        n = snprintf(line, sizeof line, "{\"type\":\"send\",\"room\":\"lobby\",\"id\":\"%u-%d-%u\",\"text\":\"%s\"}\n",
                     run_id, sender, number, text);
        break;
    case REDIS:
        n = snprintf(line, sizeof line, "*3\r\n$7\r\nPUBLISH\r\n$5\r\nlobby\r\n$%d\r\n%s\r\n", t, text);
        break;
    case IRC:
        n = snprintf(line, sizeof line, "PRIVMSG #lobby :%s\r\n", text);
        break;
    case LINES:
        n = snprintf(line, sizeof line, "%s\n", text);
        break;
    }
    if (p->out_len + n > OUT_MAX) die("the server does not read");
    memcpy(p->out + p->out_len, line, (size_t)n);
    p->out_len += n;
}

static void took(struct person *p, int index, int sender, uint32_t number, uint64_t now) {
    struct flight *f = &flights[sender][number % WINDOW];
    uint32_t wanted = p->next[sender], hearers;
    if (number < wanted) repeated++;
    if (number > wanted) lost += number - wanted;
    if (number >= wanted) p->next[sender] = number + 1;
    p->order = (p->order ^ ((uint64_t)sender << 32 | number)) * 1099511628211u;
    p->seen++;
    deliveries++;
    if (measuring && f->got == 0 && first_count < latency_max)
        first_us[first_count++] = (uint32_t)((now - f->sent) / 1000);
    hearers = (uint32_t)(protocol == REDIS ? people - senders : protocol == IRC ? people - 1 : people);
    if (++f->got == hearers) {
        if (measuring && last_count < latency_max) last_us[last_count++] = (uint32_t)((now - f->sent) / 1000);
        messages_done++;
    }
    if (index == people - 1) acked[sender] = number + 1;
}

/* Find the marks in what came; a mark cut at the end waits for the next read. */
static void scan(struct person *p, int index, char *data, int length, uint64_t now) {
    char *at = data, *end = data + length;
    p->cut_len = 0;
    while (at < end && (at = memchr(at, '~', (size_t)(end - at)))) {
        char *stop = at + 1 < end ? memchr(at + 1, '~', (size_t)(end - at - 1)) : NULL;
        char *rest;
        int sender;
        uint32_t number;
        if (!stop) {
            if (end - at < MARK_MAX) {
                p->cut_len = (int)(end - at);
                memcpy(p->cut, at, (size_t)p->cut_len);
            }
            return;
        }
        sender = (int)strtol(at + 1, &rest, 10);
        if (*rest == ':' && sender >= 0 && sender < senders) {
            number = (uint32_t)strtoul(rest + 1, &rest, 10);
            if (*rest == ':') took(p, index, sender, number, now);
        }
        at = stop + 1;
    }
}

static void receive(int index) {
    static char buffer[MARK_MAX + (1 << 18) + 1];
    struct person *p = &persons[index];
    for (;;) {
        ssize_t n;
        memcpy(buffer, p->cut, (size_t)p->cut_len);
        n = read(p->fd, buffer + p->cut_len, 1 << 18);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) die("the server closed a connection");
        buffer[p->cut_len + n] = 0;
        if (protocol == IRC && memmem(buffer, (size_t)(p->cut_len + n), "PING :", 6) == buffer) write_all(p->fd, "PONG x\r\n", 8);
        scan(p, index, buffer, p->cut_len + (int)n, now_ns());
        if (n < 1 << 18) return;
    }
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double quantile_ms(uint32_t *values, size_t count, double q) {
    if (!count) return 0;
    return values[(size_t)(q * (double)(count - 1))] / 1000.0;
}

static uint32_t in_flight(void) {
    uint32_t total = 0;
    for (int s = 0; s < senders; s++) total += sent_count[s] - acked[s];
    return total;
}

static int turn(int timeout_ms) {
    struct epoll_event ready[1024];
    int n = epoll_wait(epoll_fd, ready, 1024, timeout_ms);
    for (int i = 0; i < n; i++) receive((int)ready[i].data.u32);
    return n;
}

static void set_up(int port) {
    struct rlimit files = {1 << 16, 1 << 16};
    setrlimit(RLIMIT_NOFILE, &files);
    persons = calloc((size_t)people, sizeof *persons);
    first_us = malloc(latency_max * sizeof *first_us);
    last_us = malloc(latency_max * sizeof *last_us);
    epoll_fd = epoll_create1(0);
    for (int i = 0; i < people; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        persons[i].fd = connect_to(port);
        greet(i, persons[i].fd);
        fcntl(persons[i].fd, F_SETFL, O_NONBLOCK);
        if (i < senders) persons[i].out = malloc(OUT_MAX);
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, persons[i].fd, &event);
        while (turn(0) > 0) {}
    }
    while (turn(300) > 0) {}
}

int main(int argc, char **argv) {
    uint64_t begin, end, stopped, next_at = 0, turn_of = 0;
    int port, flight, rate, reordered = 0;
    double seconds;
    if (argc != 8) {
        fprintf(stderr, "usage: load PROTOCOL PORT PEOPLE SENDERS FLIGHT SECONDS RATE\n");
        return 2;
    }
    protocol = !strcmp(argv[1], "parlor") ? PARLOR : !strcmp(argv[1], "redis") ? REDIS : !strcmp(argv[1], "irc") ? IRC : LINES;
    port = atoi(argv[2]); people = atoi(argv[3]); senders = atoi(argv[4]);
    flight = atoi(argv[5]); seconds = atof(argv[6]); rate = atoi(argv[7]);
    if (senders < 1 || senders > SENDERS_MAX || people <= senders || flight < 1 || flight > WINDOW / 2) return 2;
    run_id = (unsigned)getpid();
    set_up(port);
    printf("ready\n");
    fflush(stdout);
    begin = now_ns();
    end = begin + (uint64_t)(seconds * 1e9);
    next_at = begin;
    while (now_ns() < end) {
        uint32_t flying = in_flight();
        uint64_t now = now_ns();
        while (flying < (uint32_t)flight && (!rate || next_at <= now)) {
            say((int)(turn_of++ % (uint64_t)senders));
            flying++;
            if (rate) next_at += 1000000000u / (unsigned)rate;
        }
        for (int s = 0; s < senders; s++) flush_out(&persons[s]);
        turn(rate ? 1 : 100);
    }
    stopped = now_ns();
    {
        uint64_t counted = deliveries, last_seen = 0, patience = stopped + 5000000000u;
        double took_s = (double)(stopped - begin) / 1e9;
        uint64_t sent = 0;
        measuring = 0;
        while (now_ns() < patience) { /* what is under way still has to come, and to be right */
            for (int s = 0; s < senders; s++) flush_out(&persons[s]);
            turn(50);
            if (deliveries == last_seen && in_flight() == 0) break;
            last_seen = deliveries;
        }
        for (int s = 0; s < senders; s++) {
            sent += sent_count[s];
            for (int i = 0; i < people; i++)
                if (hears(i, s)) lost += sent_count[s] - persons[i].next[s];
        }
        for (int i = protocol == REDIS || protocol == IRC ? senders : 0; i < people; i++)
            reordered += persons[i].order != persons[people - 1].order;
        qsort(first_us, first_count, sizeof *first_us, by_value);
        qsort(last_us, last_count, sizeof *last_us, by_value);
        printf("{\"seconds\":%.3f,\"sent\":%llu,\"deliveries\":%llu,\"all_deliveries\":%llu,\"per_second\":%.0f,\"lost\":%llu,"
               "\"repeated\":%llu,\"reordered\":%d,\"first_p50_ms\":%.3f,\"first_p99_ms\":%.3f,"
               "\"all_p50_ms\":%.3f,\"all_p99_ms\":%.3f}\n",
               took_s, (unsigned long long)sent, (unsigned long long)counted, (unsigned long long)deliveries, (double)counted / took_s,
               (unsigned long long)lost, (unsigned long long)repeated, reordered,
               quantile_ms(first_us, first_count, .5), quantile_ms(first_us, first_count, .99),
               quantile_ms(last_us, last_count, .5), quantile_ms(last_us, last_count, .99));
        return lost || repeated || reordered;
    }
}
