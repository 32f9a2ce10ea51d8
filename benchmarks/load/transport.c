#include "transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

SSL_CTX *transport_tls_context(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL) return NULL;
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);
    return context;
}

bool transport_connect(struct transport *transport, uint16_t port, SSL_CTX *tls) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *transport = (struct transport){.fd = -1};
    transport->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (transport->fd < 0) return false;
    setsockopt(transport->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connect(transport->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) return false;
    if (tls == NULL) return true;
    transport->tls = SSL_new(tls);
    if (transport->tls == NULL || SSL_set_fd(transport->tls, transport->fd) != 1) return false;
    SSL_set_connect_state(transport->tls);
    return true;
}

static ssize_t tls_outcome(struct transport *transport, int result) {
    if (result > 0) return result;
    int error = SSL_get_error(transport->tls, result);
    transport->awaits_peer = error == SSL_ERROR_WANT_READ;
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? TRANSPORT_WAIT : TRANSPORT_BROKEN;
}

static ssize_t socket_outcome(ssize_t result) {
    if (result > 0) return result;
    bool waits = result < 0 && (errno == EAGAIN || errno == EINTR || errno == EINPROGRESS || errno == ENOTCONN);
    return waits ? TRANSPORT_WAIT : TRANSPORT_BROKEN;
}

ssize_t transport_read(struct transport *transport, uint8_t *bytes, size_t length) {
    if (transport->tls != NULL) return tls_outcome(transport, SSL_read(transport->tls, bytes, length));
    return socket_outcome(recv(transport->fd, bytes, length, 0));
}

ssize_t transport_write(struct transport *transport, const uint8_t *bytes, size_t length) {
    if (transport->tls != NULL) return tls_outcome(transport, SSL_write(transport->tls, bytes, length));
    return socket_outcome(send(transport->fd, bytes, length, MSG_NOSIGNAL));
}

void transport_close(struct transport *transport) {
    if (transport->tls != NULL) SSL_free(transport->tls);
    if (transport->fd >= 0) close(transport->fd);
    *transport = (struct transport){.fd = -1};
}
