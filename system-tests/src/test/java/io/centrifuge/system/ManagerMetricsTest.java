package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ProcessClock;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.MemoryStore;
import io.centrifuge.testing.TestClock;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a manager's page of metrics says while real owners and lookups are at work. */
class ManagerMetricsTest {
    private static final String OF_CHAT = "{service=\"chat\"}";

    @RegisterExtension
    final Started started = new Started();

    private final MemoryStore store = new MemoryStore();
    private final TestClock clock = new TestClock();
    private final HttpClient client = started.ending(HttpClient.newHttpClient());
    private final TestManager manager = manager();

    private TestManager manager() {
        ManagerOptions options = ManagerOptions.DEFAULT.withPort(0).withMetricsPort(0);
        return started.ending(TestManager.start(options, store, clock));
    }

    private Owner owner(String id, ProcessClock itsClock) {
        Owner owner = started.ending(Owner.builder()
                .service("chat")
                .id(id)
                .address(id + ".example:8080")
                .managers(manager.address().toString())
                .clock(itsClock)
                .build());
        owner.start();
        return owner;
    }

    private Lookup lookup() {
        Lookup lookup = started.ending(Lookup.builder()
                .service("chat")
                .managers(manager.address().toString())
                .clock(clock)
                .build());
        lookup.start();
        return lookup;
    }

    /** The value of the series, which is named after the prefix and as on the page. */
    private double read(String series) {
        return read(manager, series);
    }

    private double read(TestManager from, String series) {
        URI page = URI.create("http://127.0.0.1:%d/metrics"
                .formatted(from.server().metricsPort().getAsInt()));
        try {
            String start = "centrifuge_manager_" + series + " ";
            return client.send(
                            HttpRequest.newBuilder(page).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(start))
                    .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no series " + start));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private void until(String what, BooleanSupplier condition) {
        Eventually.that(what, () -> {
            manager.advance(Duration.ofMillis(20));
            return condition.getAsBoolean();
        });
    }

    private double network(String direction, String role) {
        return read("network_%s_bytes_total{role=\"%s\"}".formatted(direction, role));
    }

    @Test
    void renewalsAndTrafficGrowAndNothingElseDoesWhileNothingChanges() {
        Owner alice = owner("alice", clock);
        Lookup lookup = lookup();
        until("found", () -> lookup.lookup("key").isKnown());

        assertThat(read("leading")).isOne();
        assertThat(read("term")).isOne();
        assertThat(read("takeovers_total")).isOne();
        assertThat(read("owner_sessions")).isOne();
        assertThat(read("lookup_watches")).isOne();
        assertThat(read("table_owners" + OF_CHAT)).isOne();
        assertThat(read("table_ranges_unowned" + OF_CHAT)).isZero();
        assertThat(read("ranges_changed_total{change=\"granted\",service=\"chat\"}"))
                .isEqualTo((double) alice.counters().rangesGranted());
        double lsn = read("table_lsn" + OF_CHAT);
        double handled = read("owner_requests_handled_total");
        double received = network("received", "owner");
        double sent = network("sent", "owner");

        manager.advance(Duration.ofMinutes(1));

        assertThat(read("owner_requests_handled_total")).isBetween(handled + 15, handled + 20);
        assertThat(network("received", "owner")).isGreaterThan(received);
        assertThat(network("sent", "owner")).isGreaterThan(sent);
        assertThat(read("table_lsn" + OF_CHAT)).isEqualTo(lsn);
        assertThat(read("ranges_lost_total" + OF_CHAT)).isZero();
        Eventually.that(
                "both sides count the same bytes",
                () -> network("received", "owner") + " " + alice.counters(),
                () -> network("received", "owner") == alice.counters().bytesSent()
                        && network("sent", "owner") == alice.counters().bytesReceived());
    }

    @Test
    void lookupsAreSentTheWholeTableOnceAndThenWhatChanges() {
        owner("alice", clock);
        until("leased", () -> manager.view().state().tables().size() == 1);
        manager.advance(Duration.ofMinutes(10));

        Lookup lookup = lookup();
        until("found", () -> lookup.lookup("key").isKnown());
        assertThat(read("lookup_answers_total{kind=\"whole\"}")).isOne();
        assertThat(lookup.counters().wholeTables()).isOne();
        assertThat(network("sent", "lookup"))
                .isGreaterThanOrEqualTo(read("table_size_bytes" + OF_CHAT));
        double changes = read("lookup_answers_total{kind=\"changes\"}");

        owner("bob", clock);
        until("pushed", () -> read("lookup_answers_total{kind=\"changes\"}") > changes);
        manager.advance(Duration.ofMinutes(1));
        until("polled", () -> read("lookup_answers_total{kind=\"unchanged\"}") > 0);
        assertThat(read("lookup_answers_total{kind=\"whole\"}")).isOne();
        assertThat(read("ranges_changed_total{change=\"released\",service=\"chat\"}"))
                .isEqualTo(read("ranges_lost_total" + OF_CHAT))
                .isPositive();
    }

    @Test
    void anOwnerThatStopsLosesItsLeases() {
        Owner alice = owner("alice", new TestClock());
        until("held", () -> alice.heldRanges() > 0);
        double ranges = read("table_ranges" + OF_CHAT);

        manager.advance(Duration.ofSeconds(20));

        assertThat(read("ranges_changed_total{change=\"expired\",service=\"chat\"}"))
                .isEqualTo(ranges);
        assertThat(read("ranges_lost_total" + OF_CHAT)).isEqualTo(ranges);
        assertThat(read("table_ranges_unowned" + OF_CHAT)).isPositive();
    }

    @Test
    void whoTakesOverSaysSo() {
        TestManager standby = manager();
        assertThat(read(standby, "leading")).isZero();
        assertThat(read(standby, "takeovers_total")).isZero();
        assertThat(read(standby, "store_read")).isOne();

        manager.stop();
        Eventually.that("it leads", () -> {
            standby.advance(Duration.ofMillis(20));
            return read(standby, "leading") == 1;
        });

        assertThat(read(standby, "takeovers_total")).isOne();
        assertThat(read(standby, "term")).isEqualTo(2);
    }
}
