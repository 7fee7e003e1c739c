package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Forty owners' processes that are started at once, which have a part of a processor each. */
@Tag("long")
class FortyOwnersTest {
    private static final int OWNERS = 40;
    private static final Duration MOST = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private final List<OwnerChild> owners = new ArrayList<>();

    /** Nanoseconds from the start of the first until each held something. */
    private final Map<OwnerChild, Long> joined = new HashMap<>();

    @Test
    void allJoin() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.STANDARD));
        long begun = System.nanoTime();
        for (int i = 0; i < OWNERS; i++) {
            owners.add(started.ending(OwnerChild.unwatched(
                    folder, "rendezvous", "back-" + i, "10.0.0.1:" + (80 + i), manager.address())));
        }
        boolean all = Eventually.within(MOST, () -> {
            for (OwnerChild owner : owners) {
                if (!joined.containsKey(owner) && owner.process.hasSaid("changed")) {
                    joined.put(owner, System.nanoTime() - begun);
                }
            }
            return joined.size() == OWNERS;
        });
        report(System.nanoTime() - begun);
        assertThat(all)
                .as("%d of %d joined within %s", joined.size(), OWNERS, MOST)
                .isTrue();
        assertThat(owners).allMatch(owner -> owner.counters().lost() == 0);
    }

    private void report(long nanos) {
        List<Double> times =
                joined.values().stream().map(each -> each / 1e9).sorted().toList();
        List<Double> parts = owners.stream()
                .map(owner -> owner.process.cpu().toNanos() / (double) nanos)
                .sorted()
                .toList();
        System.out.printf(
                "%d of %d owners joined; the first after %.1f s, half after %.1f s, the last after"
                        + " %.1f s; until then each had from %.1f %% to %.1f %% of a processor%n",
                times.size(),
                OWNERS,
                times.isEmpty() ? Double.NaN : times.getFirst(),
                times.isEmpty() ? Double.NaN : times.get(times.size() / 2),
                times.isEmpty() ? Double.NaN : times.getLast(),
                parts.getFirst() * 100,
                parts.getLast() * 100);
    }
}
