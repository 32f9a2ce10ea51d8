#include "conduct.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "clock.h"
#include "member.h"
#include "traffic.h"

enum { EVENTS_PER_TURN = 256, WARM_UP_SHARE = 5 };

static const uint64_t join_deadline_ns = 120ull * NS_PER_S, settle_deadline_ns = 30ull * NS_PER_S;
static const uint64_t drain_deadline_ns = 120ull * NS_PER_S;
static const uint64_t look_every_ns = 50ull * NS_PER_MS;

static uint64_t earlier(uint64_t a, uint64_t b) { return a < b ? a : b; }

// One turn: sends what is due, waits for something to happen or for a moment, and handles it. What a member causes to
// be sent goes out before the next member is read.
static void turn(struct run *run, uint64_t until_ns) {
    struct epoll_event events[EVENTS_PER_TURN];
    run->now_ns = now_ns();
    uint64_t wake_ns = earlier(until_ns, traffic_send_due(run));
    member_flush_all(run);
    uint64_t wait_ns = wake_ns > run->now_ns ? wake_ns - run->now_ns : 0;
    struct timespec timeout = {.tv_sec = wait_ns / NS_PER_S, .tv_nsec = wait_ns % NS_PER_S};
    int count = epoll_pwait2(run->epoll, events, EVENTS_PER_TURN, &timeout, NULL);
    for (int i = 0; i < count; i++) {
        member_handle(events[i].data.ptr);
        member_flush_all(run);
    }
}

static void work_until(struct run *run, uint64_t end_ns) {
    uint64_t look_ns = 0;
    while ((run->now_ns = now_ns()) < end_ns) {
        if (run->now_ns >= look_ns) {
            traffic_wake_stalled(run);
            look_ns = run->now_ns + look_every_ns;
        }
        turn(run, earlier(end_ns, look_ns));
    }
}

// Until nothing has come for so long.
static void work_until_quiet(struct run *run, uint64_t quiet_ns, uint64_t deadline_ns) {
    uint64_t end_ns = now_ns() + deadline_ns;
    run->last_arrival_ns = now_ns();
    while (now_ns() < earlier(end_ns, run->last_arrival_ns + quiet_ns)) turn(run, run->last_arrival_ns + quiet_ns);
}

static struct usage usage_now(const struct run *run) {
    struct timespec own;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    return (struct usage){
        .time_ns = now_ns(),
        .server_cpu_ns = processes_cpu_ns(&run->settings.server),
        .own_cpu_ns = (uint64_t)own.tv_sec * NS_PER_S + own.tv_nsec,
    };
}

static bool join_up_to(struct run *run, uint32_t count) {
    uint64_t deadline_ns = now_ns() + join_deadline_ns;
    while (run->joined < count && run->closed == 0 && now_ns() < deadline_ns) {
        while (run->started < count && run->joining < run->settings.joining_max) {
            member_start(&run->members[run->started++]);
        }
        turn(run, now_ns() + look_every_ns);
    }
    return run->joined == count;
}

// The first fifth warms the server up; the rest is what the figures of joining and of memory are of.
static bool join_all(struct run *run) {
    uint32_t room_size = run->rooms[0].size;
    run->joined_before = run->room_count / WARM_UP_SHARE * room_size;
    if (!join_up_to(run, run->joined_before)) return false;
    work_until_quiet(run, run->settings.settle_ns, settle_deadline_ns);
    run->join_begin = usage_now(run);
    run->join_begin.resident_bytes = processes_resident_bytes(&run->settings.server);
    if (!join_up_to(run, run->member_count)) return false;
    run->join_end = usage_now(run);
    work_until_quiet(run, run->settings.settle_ns, settle_deadline_ns);
    // What the joins set off belongs to them, waiting does not.
    run->join_end.server_cpu_ns = processes_cpu_ns(&run->settings.server);
    run->join_end.resident_bytes = processes_resident_bytes(&run->settings.server);
    return true;
}

// Until everything has arrived, or nothing arrives any more.
static void drain(struct run *run) {
    uint64_t deadline_ns = now_ns() + drain_deadline_ns;
    run->last_arrival_ns = now_ns();
    while (traffic_lost(run) > 0 && now_ns() < earlier(deadline_ns, run->last_arrival_ns + run->settings.patience_ns)) {
        turn(run, now_ns() + look_every_ns);
    }
}

static void send_and_measure(struct run *run) {
    traffic_start(run);
    work_until(run, now_ns() + run->settings.warm_up_ns);
    run->is_measuring = true;
    run->steady_begin = usage_now(run);
    work_until(run, now_ns() + run->settings.steady_ns);
    run->is_measuring = false;
    run->steady_end = usage_now(run);
    run->is_sending = false;
    drain(run);
}

static void close_all(struct run *run) {
    run->is_ending = true;
    for (uint32_t i = 0; i < run->member_count; i++) member_close(&run->members[i]);
}

bool conduct(struct run *run) {
    run->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (run->epoll < 0) {
        perror("epoll_create1");
        return false;
    }
    bool all_are_in = join_all(run);
    if (!all_are_in) fprintf(stderr, "load: only %u of %u joined\n", run->joined, run->member_count);
    if (all_are_in && run->settings.pattern != PATTERN_QUIET) send_and_measure(run);
    close_all(run);
    return all_are_in;
}
