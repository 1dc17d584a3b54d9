/* The load generator: many readers, a few senders, every delivery counted and checked.
 *
 *   load PROTOCOL PORT PID PEOPLE SENDERS FLIGHT SECONDS RATE STOPPED
 *
 * PROTOCOL  parlor, redis, irc or lines (a server that repeats every line to everyone)
 * PID       the server's, whose CPU time is told
 * FLIGHT    messages that may be on their way at once, all senders together
 * RATE      messages a second, 0 for as many as FLIGHT lets
 * STOPPED   people (no senders) who never read once they are in
 *
 * Every message carries a mark "|run:sender:number|" (no server says that sign itself; a log may
 * still tell of an earlier run). Each reader's marks are checked: numbers of a sender rise by one (else lost, repeated or out of
 * order), and all readers must have seen one order (a running hash). The last reader sends nothing;
 * when it has a message, the next may go. Latency is taken for each delivery, and when the first
 * and the last reader has a message. Says one line of JSON at the end.
 */
#include "net.h"
#include "wire.h"

#define MARK '|'
#define MARK_MAX 64        /* bytes of one mark, cut ones included */
#define WINDOW 8192        /* messages of one sender that are followed at once */
#define SENDERS_MAX 64
#define OUT_MAX (1 << 20)  /* bytes a sender may have queued */
#define READ_MAX (1 << 18) /* bytes read at once */
#define GREETING_MAX (1 << 20)
#define TIMES_MAX 4000000  /* messages whose latency is kept */
#define STEPS 64           /* a delivery's latency is kept to 1 in 64 */
#define STOPPED_BUFFER 4096
#define CONNECT_AT_ONCE 8  /* ngIRCd lets ten wait at its door */
#define CONNECT_MS 50      /* what the last of them gives a server to say a first word */
#define TEXT "hello there, this is what people say to each other, about a hundred bytes"

#define LINE_BYTES 233 /* of a bare line: as many as Parlor's event has, so that equal bytes are moved */

enum protocol { PARLOR, REDIS, IRC, LINES };

struct person {
    int fd;
    uint32_t next[SENDERS_MAX]; /* the number expected next from each sender */
    uint64_t order;             /* a hash over all marks seen */
    char cut[MARK_MAX];         /* the begun mark at the end of the last read */
    int cut_len;
    char *out;                  /* senders: what the socket did not take */
    int out_len;
};

struct flight {
    uint64_t sent;
    uint32_t got;
};

struct times {
    uint32_t *us;
    size_t count;
};

static enum protocol protocol;
static int people, senders, stopped, epoll_fd;
static struct person *persons;
static struct flight flights[SENDERS_MAX][WINDOW];
static uint32_t sent_count[SENDERS_MAX], acked[SENDERS_MAX];
static uint64_t deliveries, lost, repeated;
static struct times first, last;
static uint64_t each[STEPS * 64];
static int measuring = 1;
static unsigned run_id;

/* Latency of deliveries: steps of 1 us, then STEPS of them to each doubling. */

static size_t step_of(uint64_t us) {
    int shift = 0;
    while (us >> shift >= 2 * STEPS) shift++;
    return (size_t)shift * STEPS + (size_t)(us >> shift);
}

static double each_ms(double q) {
    uint64_t total = 0, below = 0;
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) total += each[i];
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        size_t shift = i < 2 * STEPS ? 0 : i / STEPS - 1;
        below += each[i];
        if (total && below > (uint64_t)(q * (double)(total - 1)))
            return (double)((uint64_t)(i - shift * STEPS) << shift) / 1e3;
    }
    return 0;
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double quantile_ms(struct times *times, double q) {
    if (!times->count) return 0;
    return times->us[(size_t)(q * (double)(times->count - 1))] / 1e3;
}

static void keep(struct times *times, uint64_t ns) {
    if (measuring && times->count < TIMES_MAX) times->us[times->count++] = (uint32_t)(ns / 1000);
}

/* Who hears what: IRC does not repeat to the sender, the stopped hear nothing. */

static int is_stopped(int person) { return person >= senders && person < senders + stopped; }

static int hears(int person, int sender) {
    return !is_stopped(person) && !(protocol == IRC && person == sender);
}

static uint32_t hearers(void) {
    return (uint32_t)(people - stopped - (protocol == IRC));
}

/* Read until `word` has come; what follows it in the same read is dropped (nothing is sent yet). */
static void read_until(int fd, const char *word) {
    static char buffer[GREETING_MAX];
    size_t length = 0;
    for (;;) {
        ssize_t n = wire_read(fd, buffer + length, sizeof buffer - length);
        if (n == 0) errno = ECONNRESET;
        if (n <= 0) die("during set-up");
        length += (size_t)n;
        if (memmem(buffer, length, word, strlen(word))) return;
        if (length > sizeof buffer / 2) {
            memmove(buffer, buffer + length - 256, 256);
            length = 256;
        }
    }
}

/* Say who one is. IRC servers take their time to let one in, so nobody waits for that here. */
static void greet(int index, int fd) {
    char line[256];
    int n = 0;
    if (protocol == PARLOR)
        n = snprintf(line, sizeof line, "{\"type\":\"hello\",\"version\":1,\"nick\":\"p%u-%d\"}\n", run_id, index);
    if (protocol == REDIS) n = snprintf(line, sizeof line, "HELLO 3\r\n"); /* subscribers may publish, too */
    if (protocol == IRC) n = snprintf(line, sizeof line, "NICK p%d\r\nUSER p%d 0 * :p\r\n", index, index);
    wire_write_all(fd, line, (size_t)n);
}

static void enter(int fd) {
    static const char *const greeted[] = {"\"type\":\"welcome\"", "modules", " 266 ", NULL};
    static const char *const join[] = {
        "{\"type\":\"join\",\"room\":\"lobby\"}\n", "SUBSCRIBE lobby\r\n", "JOIN #lobby\r\n", NULL};
    static const char *const joined[] = {"\"type\":\"room\"", "subscribe", " 366 ", NULL};
    if (!join[protocol]) return;
    read_until(fd, greeted[protocol]);
    wire_write_all(fd, join[protocol], strlen(join[protocol]));
    read_until(fd, joined[protocol]);
}

static void flush_out(struct person *p) {
    while (p->out_len > 0) {
        ssize_t n = wire_write(p->fd, p->out, (size_t)p->out_len);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) return;
            die("write");
        }
        p->out_len -= (int)n;
        memmove(p->out, p->out + n, (size_t)p->out_len);
    }
}

static int line_of(char *line, size_t size, int sender, uint32_t number, const char *text) {
    switch (protocol) {
    case PARLOR:
        return snprintf(line, size, "{\"type\":\"send\",\"room\":\"lobby\",\"id\":\"%u-%d-%u\",\"text\":\"%s\"}\n",
                        run_id, sender, number, text);
    case REDIS:
        return snprintf(line, size, "*3\r\n$7\r\nPUBLISH\r\n$5\r\nlobby\r\n$%zu\r\n%s\r\n", strlen(text), text);
    case IRC:
        return snprintf(line, size, "PRIVMSG #lobby :%s\r\n", text);
    default:
        return snprintf(line, size, "%-*s\n", LINE_BYTES - 1, text);
    }
}

static void say(int sender) {
    struct person *p = &persons[sender];
    uint32_t number = sent_count[sender]++;
    uint64_t at = now_ns();
    char text[256], line[512];
    int n;
    snprintf(text, sizeof text, "%c%u:%d:%u%c " TEXT, MARK, run_id, sender, number, MARK);
    n = line_of(line, sizeof line, sender, number, text);
    flights[sender][number % WINDOW] = (struct flight){at, 0};
    if (p->out_len + n > OUT_MAX) die("the server does not read");
    memcpy(p->out + p->out_len, line, (size_t)n);
    p->out_len += n;
}

static void took(int index, int sender, uint32_t number, uint64_t now) {
    struct person *p = &persons[index];
    struct flight *f = &flights[sender][number % WINDOW];
    uint32_t wanted = p->next[sender];
    if (number < wanted) repeated++;
    if (number > wanted) lost += number - wanted;
    if (number >= wanted) p->next[sender] = number + 1;
    p->order = (p->order ^ ((uint64_t)sender << 32 | number)) * 1099511628211u;
    deliveries++;
    if (measuring) each[step_of((now - f->sent) / 1000)]++;
    if (f->got++ == 0) keep(&first, now - f->sent);
    if (f->got == hearers()) keep(&last, now - f->sent);
    if (index == people - 1) acked[sender] = number + 1;
}

/* The three numbers of a mark; gives where they end. */
static char *read_mark(char *at, unsigned *run, int *sender, uint32_t *number) {
    *run = (unsigned)strtoul(at, &at, 10);
    *sender = (int)strtol(at + (*at == ':'), &at, 10);
    *number = (uint32_t)strtoul(at + (*at == ':'), &at, 10);
    return at;
}

/* Find the marks in what came; a mark cut at the end waits for the next read. */
static void scan(int index, char *data, int length, uint64_t now) {
    struct person *p = &persons[index];
    char *at = data, *end = data + length;
    p->cut_len = 0;
    while (at < end && (at = memchr(at, MARK, (size_t)(end - at)))) {
        char *stop = at + 1 < end ? memchr(at + 1, MARK, (size_t)(end - at - 1)) : NULL;
        unsigned run, number;
        int sender;
        if (!stop) {
            if (end - at < MARK_MAX) {
                p->cut_len = (int)(end - at);
                memcpy(p->cut, at, (size_t)p->cut_len);
            }
            return;
        }
        if (read_mark(at + 1, &run, &sender, &number) == stop && run == run_id && sender >= 0 && sender < senders)
            took(index, sender, number, now);
        at = stop + 1;
    }
}

static void receive(int index) {
    static char buffer[MARK_MAX + READ_MAX + 1];
    struct person *p = &persons[index];
    for (;;) {
        ssize_t n;
        memcpy(buffer, p->cut, (size_t)p->cut_len);
        n = wire_read(p->fd, buffer + p->cut_len, READ_MAX);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n == 0) errno = ECONNRESET;
        if (n <= 0) die("the server closed a connection");
        buffer[p->cut_len + n] = 0;
        if (protocol == IRC && !strncmp(buffer, "PING :", 6)) wire_write_all(p->fd, "PONG x\r\n", 8);
        scan(index, buffer, p->cut_len + (int)n, now_ns());
        if (n < READ_MAX) return;
    }
}

static int turn(int timeout_ms) {
    struct epoll_event ready[1024];
    int n = epoll_wait(epoll_fd, ready, 1024, timeout_ms);
    for (int i = 0; i < n; i++) receive((int)ready[i].data.u32);
    return n;
}

static uint32_t in_flight(void) {
    uint32_t total = 0;
    for (int s = 0; s < senders; s++) total += sent_count[s] - acked[s];
    return total;
}

/* A server that greets nobody lets people in in their order: when it repeats the last, all are in. */
static void wait_for_last(void) {
    wire_write_all(persons[people - 1].fd, "here\n", 5);
    read_until(persons[people - 1].fd, "here\n");
}

static void set_up(int port) {
    raise_files();
    persons = calloc((size_t)people, sizeof *persons);
    first.us = malloc(TIMES_MAX * sizeof *first.us);
    last.us = malloc(TIMES_MAX * sizeof *last.us);
    epoll_fd = epoll_create1(0);
    for (int i = 0; i < people; i++) {
        persons[i].fd = wire_connect(port, is_stopped(i) ? STOPPED_BUFFER : 0);
        greet(i, persons[i].fd);
        if (protocol != LINES && i % CONNECT_AT_ONCE == 0)
            poll(&(struct pollfd){.fd = persons[i].fd, .events = POLLIN}, 1, CONNECT_MS);
    }
    if (protocol == LINES) wait_for_last();
    for (int i = 0; i < people; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        enter(persons[i].fd);
        wire_unblock(persons[i].fd);
        if (i < senders) persons[i].out = malloc(OUT_MAX);
        if (!is_stopped(i)) epoll_ctl(epoll_fd, EPOLL_CTL_ADD, persons[i].fd, &event);
        while (turn(0) > 0) {}
    }
    while (turn(300) > 0) {}
}

static void talk(uint64_t end, int flight, int rate) {
    uint64_t next_at = now_ns(), turn_of = 0, now;
    while ((now = now_ns()) < end) {
        uint32_t flying = in_flight();
        while (flying < (uint32_t)flight && (!rate || next_at <= now)) {
            say((int)(turn_of++ % (uint64_t)senders));
            flying++;
            if (rate) next_at += 1000000000u / (unsigned)rate;
        }
        for (int s = 0; s < senders; s++) flush_out(&persons[s]);
        turn(rate ? 1 : 100);
    }
}

/* What is under way still has to come, and to be right. */
static void wait_for_the_rest(void) {
    uint64_t seen = 0, patience = now_ns() + 5000000000u;
    measuring = 0;
    while (now_ns() < patience) {
        for (int s = 0; s < senders; s++) flush_out(&persons[s]);
        turn(50);
        if (deliveries == seen && in_flight() == 0) return;
        seen = deliveries;
    }
}

static int out_of_order(void) {
    int from = protocol == IRC ? senders : 0, count = 0;
    for (int i = from; i < people; i++)
        count += !is_stopped(i) && persons[i].order != persons[people - 1].order;
    return count;
}

static void count_lost(void) {
    for (int s = 0; s < senders; s++)
        for (int i = 0; i < people; i++)
            if (hears(i, s)) lost += sent_count[s] - persons[i].next[s];
}

/* How many of the stopped the server has hung up on. */
static int hung_up(void) {
    static char buffer[READ_MAX];
    int count = 0;
    for (int i = senders; i < senders + stopped; i++) {
        ssize_t n;
        while ((n = wire_read(persons[i].fd, buffer, sizeof buffer)) > 0) {}
        count += n == 0 || (errno != EAGAIN && errno != EINTR);
    }
    return count;
}

static void report(double seconds, double cpu, double busy, uint64_t counted) {
    uint64_t sent = 0;
    for (int s = 0; s < senders; s++) sent += sent_count[s];
    count_lost();
    qsort(first.us, first.count, sizeof *first.us, by_value);
    qsort(last.us, last.count, sizeof *last.us, by_value);
    printf("{\"seconds\":%.3f,\"sent\":%llu,\"deliveries\":%llu,\"per_second\":%.0f,\"cpu\":%.6f,\"busy\":%.3f,"
           "\"lost\":%llu,\"repeated\":%llu,\"reordered\":%d,\"hung_up\":%d,",
           seconds, (unsigned long long)sent, (unsigned long long)deliveries, (double)counted / seconds, cpu, busy / seconds,
           (unsigned long long)lost, (unsigned long long)repeated, out_of_order(), hung_up());
    printf("\"first_p50\":%.3f,\"first_p99\":%.3f,\"all_p50\":%.3f,\"all_p99\":%.3f,\"each_p50\":%.3f,\"each_p99\":%.3f}\n",
           quantile_ms(&first, .5), quantile_ms(&first, .99), quantile_ms(&last, .5), quantile_ms(&last, .99),
           each_ms(.5), each_ms(.99));
}

static enum protocol named(const char *name) {
    static const char *const names[] = {"parlor", "redis", "irc"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, names[i])) return (enum protocol)i;
    return LINES;
}

int main(int argc, char **argv) {
    uint64_t begin, counted;
    double cpu, own, seconds;
    int flight, pid;
    if (argc != 10) {
        fprintf(stderr, "usage: load PROTOCOL PORT PID PEOPLE SENDERS FLIGHT SECONDS RATE STOPPED\n");
        return 2;
    }
    protocol = named(argv[1]);
    pid = atoi(argv[3]); people = atoi(argv[4]); senders = atoi(argv[5]);
    flight = atoi(argv[6]); seconds = atof(argv[7]); stopped = atoi(argv[9]);
    if (senders < 1 || senders > SENDERS_MAX || stopped < 0 || people <= senders + stopped || flight < 1 || flight > WINDOW / 2) {
        fprintf(stderr, "at least one reads and one talks; at most %d talk, %d messages fly\n", SENDERS_MAX, WINDOW / 2);
        return 2;
    }
    run_id = (unsigned)getpid();
    set_up(atoi(argv[2]));
    begin = now_ns();
    cpu = cpu_of(pid);
    own = cpu_of(0);
    talk(begin + (uint64_t)(seconds * 1e9), flight, atoi(argv[8]));
    seconds = (double)(now_ns() - begin) / 1e9;
    own = cpu_of(0) - own;
    counted = deliveries;
    wait_for_the_rest();
    report(seconds, cpu_of(pid) - cpu, own, counted);
    return 0;
}
