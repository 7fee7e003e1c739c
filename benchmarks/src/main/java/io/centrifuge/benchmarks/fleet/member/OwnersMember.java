package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.benchmarks.fleet.held.HeldCheck;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnerCounters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The owners of one process: the public library, with no application. */
public final class OwnersMember implements Member {
    private static final int STARTS = 1 << 20;

    private final MemberSetting setting;
    private final Latencies renewals = new Latencies();
    private final Map<Integer, MeteredOwner> running = new ConcurrentSkipListMap<>();
    private final Collection<MeteredOwner> closed = new ArrayList<>();
    private final AtomicInteger closing = new AtomicInteger();
    private final HoldingChecks checks;
    private int starts;

    private OwnersMember(MemberSetting setting) {
        this.setting = setting;
        this.checks = new HoldingChecks(running::values, setting.lies());
        checks.start();
    }

    /** Takes its setting and commands from standard input. */
    public static void main(String[] args) throws IOException {
        Member.run(OwnersMember::new);
    }

    @Override
    public Object on(MemberCommand command) {
        switch (command) {
            case MemberCommand.StartOwners start -> start.numbers().forEach(this::start);
            case MemberCommand.StopOwners stop -> stop.numbers().forEach(this::stop);
            case MemberCommand.StartLookups lookups ->
                throw new IllegalArgumentException("no lookups here: " + lookups);
            case MemberCommand.Report report -> {
                return report();
            }
        }
        return DONE;
    }

    private void start(int number) {
        MeteredOwner owner =
                new MeteredOwner(setting, number, (long) number * STARTS + starts, renewals);
        starts++;
        running.put(number, owner);
        owner.owner().start();
    }

    /** Closing waits for the manager, so each has a thread. */
    private void stop(int number) {
        MeteredOwner owner = Objects.requireNonNull(running.remove(number), "it doesn't run");
        closed.add(owner);
        closing.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            owner.owner().close();
            closing.decrementAndGet();
        });
    }

    private OwnersReport report() {
        long until = checks.until();
        List<HeldCheck> held = checks.take();
        int serving = 0;
        long ranges = 0;
        for (MeteredOwner each : running.values()) {
            serving += each.owner().state() == Owner.State.SERVING ? 1 : 0;
            ranges += each.owner().heldRanges();
        }
        List<MeteredOwner> all = new ArrayList<>(closed);
        all.addAll(running.values());
        long lost = 0;
        long races = 0;
        for (MeteredOwner each : all) {
            OwnerCounters counters = each.owner().counters();
            lost += counters.leasesLost();
            races += counters.races();
        }
        return new OwnersReport(
                running.size(),
                serving,
                closing.get(),
                ranges,
                lost,
                all.stream()
                        .map(MeteredOwner::lost)
                        .filter(text -> !text.isEmpty())
                        .toList(),
                races,
                renewals.take(),
                held,
                until);
    }
}
