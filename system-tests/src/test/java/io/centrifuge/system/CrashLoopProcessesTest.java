package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One owner's process beside five owners that are well is up for five seconds, killed, and down
 * for five, again and again, at the standard timing. {@code CrashLoopTest} has the same in virtual
 * time.
 */
@Tag("long")
class CrashLoopProcessesTest {
    private static final String SERVICE = "rendezvous";
    private static final int WELL = 5;
    private static final Duration UP = Duration.ofSeconds(5);
    private static final Duration DOWN = Duration.ofSeconds(5);
    private static final Duration WHOLE =
            Duration.ofMinutes(Long.getLong("centrifuge.crash-minutes", 10));
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
    private static final double MOST_WITHOUT_OWNER = 0.1;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private final List<Owner> well = new ArrayList<>();

    // Of the looks since the second crash.
    private long looks;
    private long without;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsKeysAreSeldomWithoutAnOwner(boolean newIds) {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.STANDARD));
        for (int i = 0; i < WELL; i++) {
            Owner owner = started.ending(Owner.builder()
                    .service(SERVICE)
                    .id("well-" + i)
                    .address("10.0.0." + i + ":80")
                    .managers(manager.address())
                    .build());
            owner.start();
            well.add(owner);
        }
        Eventually.that("the owners that are well hold everything", () -> held() == Keys.COUNT);
        long end = System.nanoTime() + WHOLE.toNanos();
        int crashes = 0;
        while (System.nanoTime() < end) {
            String id = newIds ? "ill-" + crashes : "ill";
            OwnerChild ill = new OwnerChild(folder, SERVICE, id, "10.0.0.9:80", manager.address());
            look(UP, Optional.of(ill), crashes >= 2);
            ill.process.kill();
            crashes++;
            look(DOWN, Optional.empty(), crashes >= 2);
        }
        double share = (double) Keys.COUNT / (WELL + 1);
        double part = without / (looks * share);
        System.out.printf(
                "%d crashes, %s: %.1f %% of its share of the keys without an owner since the"
                        + " second%n",
                crashes, newIds ? "another id each time" : "one id", part * 100);
        assertThat(part).isBetween(0.0, MOST_WITHOUT_OWNER);
    }

    private void look(Duration time, Optional<OwnerChild> ill, boolean counts) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            long held = held() + ill.map(child -> child.held(Duration.ZERO)).orElse(0L);
            if (counts) {
                looks++;
                without += Math.max(0, Keys.COUNT - held);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private long held() {
        return well.stream()
                .mapToLong(owner -> Keys.all().stream()
                        .filter(key -> owner.checkLeaseNow(key).held())
                        .count())
                .sum();
    }
}
