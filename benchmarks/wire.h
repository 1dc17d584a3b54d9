/* A connection as the load generator uses it: bare, or over TLS 1.3 when compiled with OVER_TLS.
 *
 * A descriptor stays what names it. TLS takes any certificate: only its cost is of interest here.
 */
#ifdef OVER_TLS
#include <openssl/ssl.h>

#define FILES_MAX 65536

static SSL *sessions[FILES_MAX];
static char unblocked[FILES_MAX];

static inline int wire_connect(int port, int receive) {
    static SSL_CTX *context;
    int fd = connect_to(port, receive);
    if (!context) {
        context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    }
    if (fd >= FILES_MAX) die("too many connections");
    sessions[fd] = SSL_new(context);
    SSL_set_fd(sessions[fd], fd);
    if (SSL_connect(sessions[fd]) != 1) {
        errno = EPROTO;
        die("TLS");
    }
    return fd;
}

/* As read(2) and send(2): less than 0 with EAGAIN where it would block, 0 at the end. */
static inline ssize_t wire_result(int fd, int n) {
    int error;
    if (n > 0) return n;
    error = SSL_get_error(sessions[fd], n);
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) errno = EAGAIN;
    else if (error != SSL_ERROR_SYSCALL || !errno) errno = ECONNRESET;
    return -1;
}

/* A record at a time; without blocking as many as there are, so that less than SIZE means no more. */
static inline ssize_t wire_read(int fd, char *data, size_t size) {
    size_t got = 0;
    do {
        ssize_t n = wire_result(fd, SSL_read(sessions[fd], data + got, (int)(size - got)));
        if (n <= 0) return got ? (ssize_t)got : n;
        got += (size_t)n;
    } while (unblocked[fd] && got < size);
    return (ssize_t)got;
}

static inline ssize_t wire_write(int fd, const char *data, size_t size) {
    return wire_result(fd, SSL_write(sessions[fd], data, (int)size));
}

static inline void wire_unblock(int fd) {
    unblocked[fd] = 1;
    fcntl(fd, F_SETFL, O_NONBLOCK);
}

#else

static inline int wire_connect(int port, int receive) { return connect_to(port, receive); }
static inline ssize_t wire_read(int fd, char *data, size_t size) { return read(fd, data, size); }
static inline ssize_t wire_write(int fd, const char *data, size_t size) { return send(fd, data, size, MSG_NOSIGNAL); }
static inline void wire_unblock(int fd) { fcntl(fd, F_SETFL, O_NONBLOCK); }

#endif

static inline void wire_write_all(int fd, const char *data, size_t size) {
    while (size > 0) {
        ssize_t n = wire_write(fd, data, size);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) die("write");
        data += n;
        size -= (size_t)n;
    }
}
