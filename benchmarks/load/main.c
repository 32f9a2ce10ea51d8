// The load generator: see benchmarks/README.md, and usage() below.
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "clock.h"
#include "conduct.h"
#include "plan.h"
#include "report.h"

static _Noreturn void usage(void) {
    fputs(
        "usage: load --dialect NAME --port PORT --plan FILE [OPTION]…\n"
        "\n"
        "Lets everybody of the plan join the server on 127.0.0.1, sends, checks what arrives, and prints one line of\n"
        "JSON. Ends with 0 when everything arrived once and in order, else with 1.\n"
        "\n"
        "  --dialect NAME       how the server is spoken to: limit, hub, hub-chat, mqtt, json\n"
        "  --tls                over TLS, with whatever certificate\n"
        "  --process ID         a process of the server, whose processor time and memory are read; may be repeated\n"
        "  --pattern NAME       quiet (default), closed, window, open\n"
        "  --in-flight COUNT    messages under way: per room (closed), per member (window); 1 to 64, default 1\n"
        "  --rate COUNT         messages a second and room (open), default 1\n"
        "  --text BYTES         length of a message's text, 28 to 32768, default 64\n"
        "  --joining COUNT      how many may be joining at a time, default 64\n"
        "  --settle SECONDS     how long it has to be quiet after the join, default 0.2\n"
        "  --warm-up SECONDS    sending before the figures are taken, default 1\n"
        "  --steady SECONDS     the time that the figures are of, default 3\n"
        "  --patience SECONDS   what has not arrived after so long a silence counts as lost, default 3\n",
        stderr);
    exit(64);
}

static double number(const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (*text == '\0' || *end != '\0' || !(value >= least && value <= most)) usage();
    return value;
}

static uint64_t seconds(const char *text) { return (uint64_t)(number(text, 0, 3600) * NS_PER_S); }

static enum pattern pattern_named(const char *name) {
    static const char *const names[] = {
        [PATTERN_QUIET] = "quiet", [PATTERN_CLOSED] = "closed", [PATTERN_WINDOW] = "window", [PATTERN_OPEN] = "open"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) return i;
    }
    usage();
}

static void add_process(struct processes *processes, const char *text) {
    if (processes->count == PROCESSES_MAX) usage();
    processes->ids[processes->count++] = number(text, 1, 1 << 30);
}

enum choice {
    DIALECT = 1, PORT, PLAN, TLS, PROCESS, PATTERN, IN_FLIGHT, RATE, TEXT, JOINING, SETTLE, WARM_UP, STEADY, PATIENCE
};

static const struct option options[] = {
    {"dialect", required_argument, NULL, DIALECT},   {"port", required_argument, NULL, PORT},
    {"plan", required_argument, NULL, PLAN},         {"tls", no_argument, NULL, TLS},
    {"process", required_argument, NULL, PROCESS},   {"pattern", required_argument, NULL, PATTERN},
    {"in-flight", required_argument, NULL, IN_FLIGHT}, {"rate", required_argument, NULL, RATE},
    {"text", required_argument, NULL, TEXT},         {"joining", required_argument, NULL, JOINING},
    {"settle", required_argument, NULL, SETTLE},     {"warm-up", required_argument, NULL, WARM_UP},
    {"steady", required_argument, NULL, STEADY},     {"patience", required_argument, NULL, PATIENCE},
    {0},
};

static void set(struct settings *settings, const char **plan, int option) {
    switch (option) {
        case DIALECT: settings->dialect = dialect_named(optarg); return;
        case PORT: settings->port = number(optarg, 1, UINT16_MAX); return;
        case PLAN: *plan = optarg; return;
        case TLS: settings->uses_tls = true; return;
        case PROCESS: return add_process(&settings->server, optarg);
        case PATTERN: settings->pattern = pattern_named(optarg); return;
        case IN_FLIGHT: settings->in_flight = number(optarg, 1, IN_FLIGHT_MAX); return;
        case RATE: settings->rate_per_room = number(optarg, 0.001, 1e6); return;
        case TEXT: settings->text_length = number(optarg, STAMP_LENGTH, 32768); return;
        case JOINING: settings->joining_max = number(optarg, 1, 1e6); return;
        case SETTLE: settings->settle_ns = seconds(optarg); return;
        case WARM_UP: settings->warm_up_ns = seconds(optarg); return;
        case STEADY: settings->steady_ns = seconds(optarg); return;
        case PATIENCE: settings->patience_ns = seconds(optarg); return;
        default: usage();
    }
}

// All files that the system allows, no death by a closed socket, and exact waiting.
static void prepare_process(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);
}

static void *required(void *memory) {
    if (memory != NULL) return memory;
    fputs("load: no memory, or no TLS\n", stderr);
    exit(EXIT_FAILURE);
}

int main(int argument_count, char **arguments) {
    static struct run run = {
        .settings = {
            .in_flight = 1,
            .rate_per_room = 1,
            .text_length = 64,
            .joining_max = 64,
            .settle_ns = NS_PER_S / 5,
            .warm_up_ns = 1ull * NS_PER_S,
            .steady_ns = 3ull * NS_PER_S,
            .patience_ns = 3ull * NS_PER_S,
        },
    };
    const char *plan = NULL;
    int option;
    while ((option = getopt_long(argument_count, arguments, "", options, NULL)) != -1) {
        set(&run.settings, &plan, option);
    }
    if (run.settings.dialect == NULL || run.settings.port == 0 || plan == NULL || optind != argument_count) usage();
    prepare_process();
    if (run.settings.uses_tls) run.tls = required(transport_tls_context());
    run.text = required(malloc(run.settings.text_length));
    memset(run.text, 'x', run.settings.text_length);
    plan_read(&run, plan);
    bool all_joined = conduct(&run);
    report_print(&run, all_joined);
    return report_is_flawless(&run, all_joined) ? 0 : 1;
}
