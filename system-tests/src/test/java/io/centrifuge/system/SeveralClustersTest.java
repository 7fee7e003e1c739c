package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.TcpProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three managers that were each started alone, and clients that list all three; managers come and
 * go, and half of the clients can't reach one of them for a while. {@code OneClusterTest} has the
 * same for seconds.
 */
@Tag("long")
class SeveralClustersTest {
    private static final int CLIENTS = 6;
    private static final Duration WHOLE =
            Duration.ofSeconds(Long.getLong("centrifuge.clusters-seconds", 120));
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private final List<ManagerChild> managers = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();

    @Test
    void nobodyUsesThreeManagersOfThreeClusters() throws Exception {
        for (int i = 0; i < 3; i++) {
            Path own = Files.createDirectory(folder.resolve("manager-" + i));
            managers.add(started.ending(new ManagerChild(own, LeaseTiming.FAST)));
        }
        TcpProxy path = started.ending(new TcpProxy(managers.getFirst().port()));
        String list = list(Stream.of(managers.getFirst().address()));
        String byTheProxy = list(Stream.of(path.address()));
        for (int i = 0; i < CLIENTS; i++) {
            start(i, i % 2 == 0 ? list : byTheProxy);
        }
        SplittableRandom random = new SplittableRandom(7);
        long end = System.nanoTime() + WHOLE.toNanos();
        while (System.nanoTime() < end) {
            ManagerChild one = managers.get(random.nextInt(3));
            ManagerChild other = managers.get(random.nextInt(3));
            one.kill();
            look(Duration.ofSeconds(4));
            if (!other.equals(one)) {
                other.stop();
                look(Duration.ofSeconds(4));
                other.start();
            }
            path.cut();
            look(Duration.ofSeconds(4));
            one.start();
            look(Duration.ofSeconds(4));
            path.restore();
        }
        assertThat(lookups).allMatch(lookup -> lookup.lsn() == 0);
        Eventually.that(
                "each names the clusters and the remedy",
                () -> Stream.concat(
                                owners.stream().map(Owner::lastError),
                                lookups.stream().map(Lookup::lastError))
                        .allMatch(error -> error.orElse("").contains("put together with")));
        assertThat(managers).allMatch(manager -> manager.status().services().isEmpty());
    }

    private String list(Stream<String> first) {
        return Stream.concat(first, managers.stream().skip(1).map(ManagerChild::address))
                .collect(Collectors.joining(","));
    }

    private void start(int number, String list) {
        Owner owner = started.ending(Owner.builder()
                .service("rendezvous")
                .id("back-" + number)
                .address("10.0.0.1:80")
                .managers(list)
                .build());
        owner.start();
        owners.add(owner);
        Lookup lookup = started.ending(
                Lookup.builder().service("rendezvous").managers(list).build());
        lookup.start();
        lookups.add(lookup);
    }

    /** No key is held twice at any time: nobody holds one. */
    private void look(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            for (String key : Keys.all()) {
                assertThat(owners).noneMatch(owner -> owner.checkLeaseNow(key).held());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
