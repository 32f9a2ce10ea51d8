#include "report.h"

#include <stdio.h>

#include "clock.h"
#include "traffic.h"

static double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

static void print_joining(const struct run *run) {
    const struct usage *begin = &run->join_begin, *end = &run->join_end;
    double count = run->member_count - run->joined_before;
    printf("\"joining\": {\"sockets\": %.0f, \"seconds\": %.3f, \"server_cpu_us\": %.2f, \"resident_bytes\": %.0f}, ",
           count, (double)(end->time_ns - begin->time_ns) / NS_PER_S,
           share((double)(end->server_cpu_ns - begin->server_cpu_ns) / NS_PER_US, count),
           share((double)end->resident_bytes - (double)begin->resident_bytes, count));
}

static void print_steady(const struct run *run) {
    const struct usage *begin = &run->steady_begin, *end = &run->steady_end;
    const struct counts *counts = &run->counts;
    double wall_ns = end->time_ns - begin->time_ns, server_ns = end->server_cpu_ns - begin->server_cpu_ns;
    printf("\"messages_in_all\": %llu, ", (unsigned long long)run->sent_in_all);
    printf("\"seconds\": %.3f, \"messages\": %llu, \"deliveries\": %llu, \"deliveries_per_second\": %.0f, ",
           wall_ns / NS_PER_S, (unsigned long long)counts->sent, (unsigned long long)counts->deliveries,
           share(counts->deliveries, wall_ns / NS_PER_S));
    printf("\"bytes_per_delivery\": %.1f, \"server_cpu_us_per_delivery\": %.4f, \"server_cpu_share\": %.3f, "
           "\"load_cpu_share\": %.3f, ",
           share(counts->bytes, counts->deliveries), share(server_ns / NS_PER_US, counts->deliveries),
           share(server_ns, wall_ns), share(end->own_cpu_ns - begin->own_cpu_ns, wall_ns));
}

static void print_latency(const struct histogram *latency) {
    static const struct {
        const char *name;
        double share;
    } marks[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1}};
    printf("\"latency_us\": {");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        printf("%s\"%s\": %.1f", i ? ", " : "", marks[i].name,
               (double)histogram_at(latency, marks[i].share) / NS_PER_US);
    }
    printf("}, \"within_1_ms\": %.6f, ", histogram_within(latency, NS_PER_MS));
}

static void print_errors(const struct run *run) {
    printf("\"errors\": {\"lost\": %llu, \"doubled\": %llu, \"out_of_order\": %llu, \"refused\": %llu, "
           "\"closed\": %llu, \"stalled\": %llu}}\n",
           (unsigned long long)traffic_lost(run), (unsigned long long)run->doubled, (unsigned long long)run->late,
           (unsigned long long)run->refused, (unsigned long long)run->closed, (unsigned long long)run->stalled);
}

void report_print(const struct run *run, bool all_joined) {
    printf("{\"dialect\": \"%s\", \"sockets\": %u, \"rooms\": %u, \"all_joined\": %s, ", run->settings.dialect->name,
           run->member_count, run->room_count, all_joined ? "true" : "false");
    print_joining(run);
    print_steady(run);
    print_latency(&run->latency);
    print_errors(run);
}

bool report_is_flawless(const struct run *run, bool all_joined) {
    uint64_t faults = traffic_lost(run) + run->doubled + run->late + run->refused + run->closed + run->stalled;
    return all_joined && faults == 0;
}
