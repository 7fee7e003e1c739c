package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnerBuilder;
import io.centrifuge.owner.OwnerCounters;

/**
 * One start of one owner, with no application behind it.
 *
 * <p>A renewal's latency is from the first request that is unanswered to the next complete list
 * that was handled, since a manager answers each request that it handles with one. A list that a
 * manager pushes meanwhile is taken for the answer; where nothing changes, none is pushed.
 */
final class MeteredOwner {
    private final Owner owner;
    private final String name;
    private final int service;
    private final long start;
    private final Latencies renewals;

    // Of the library's thread alone.
    private long requests;
    private long lists;
    private boolean waits;
    private long sentAt;

    /** How many leases were lost when it was asked last. */
    private long lostBefore;

    /**
     * @param start no other start of an owner has it
     */
    MeteredOwner(MemberSetting setting, int number, long start, Latencies renewals) {
        this.start = start;
        this.renewals = renewals;
        this.name = "owner-" + number;
        this.service = setting.serviceOf(number);
        NotingClock clock = new NotingClock();
        OwnerBuilder builder = Owner.builder()
                .service(setting.services().get(service))
                .id(name)
                .address("127.0.0.1:" + (10_000 + number))
                .managers(setting.managers())
                .clock(clock);
        if (setting.security()
                instanceof io.centrifuge.protocol.security.TransportSecurity.Tls tls) {
            builder.tls(
                    tls.files().key(), tls.files().certificate(), tls.files().trust());
        }
        owner = builder.build();
        clock.noteBy(this::note);
    }

    private void note() {
        OwnerCounters now = owner.counters();
        if (now.listsHandled() > lists && waits) {
            renewals.add(System.nanoTime() - sentAt);
            waits = false;
        }
        if (now.requestsSent() > requests && !waits) {
            waits = true;
            sentAt = System.nanoTime();
        }
        lists = now.listsHandled();
        requests = now.requestsSent();
    }

    Owner owner() {
        return owner;
    }

    /** Which of the services; a key is another in each. */
    int service() {
        return service;
    }

    long start() {
        return start;
    }

    /** What is to be said of leases that it lost since the last call; empty if it lost none. */
    String lost() {
        long lost = owner.counters().leasesLost();
        long more = lost - lostBefore;
        lostBefore = lost;
        return more == 0
                ? ""
                : "%s lost %d ranges, is %s; its last error: %s"
                        .formatted(name, more, owner.state(), owner.lastError().orElse("none"));
    }
}
