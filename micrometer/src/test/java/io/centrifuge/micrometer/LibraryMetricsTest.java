package io.centrifuge.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real owners and lookups at a manager whose time the test moves. */
class LibraryMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestManager manager = TestManager.start();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
        manager.close();
        registry.close();
    }

    private Owner owner(String service, String id) {
        Owner owner = Owner.builder()
                .service(service)
                .id(id)
                .address(id + ".example:8080")
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build();
        started.add(owner);
        new OwnerMetrics(owner).bindTo(registry);
        return owner;
    }

    private Lookup lookup(String service) {
        Lookup lookup = Lookup.builder()
                .service(service)
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build();
        started.add(lookup);
        new LookupMetrics(lookup).bindTo(registry);
        return lookup;
    }

    private double counted(String name, String... tags) {
        FunctionCounter counter = registry.find(name).tags(tags).functionCounter();
        return Objects.requireNonNull(counter, name).count();
    }

    private double lost() {
        return registry.find("centrifuge.lookup.ranges.lost").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private double expired() {
        return counted("centrifuge.owner.ranges.revoked", "cause", "expired");
    }

    private double gauged(String name, String... tags) {
        return Objects.requireNonNull(registry.find(name).tags(tags).gauge(), name)
                .value();
    }

    /** Moves time on in small steps, for what backs off, until the condition is met. */
    private void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("waited in vain until " + what);
            }
            manager.advance(Duration.ofMillis(20));
        }
    }

    @Test
    void anOwnersMetersFollowIt() {
        Owner owner = owner("chat", "alice");
        assertThat(gauged("centrifuge.owner.serving")).isZero();
        assertThat(counted("centrifuge.owner.requests.sent")).isZero();

        owner.start();
        until("held", () -> gauged("centrifuge.owner.ranges.held") > 0);

        assertThat(gauged("centrifuge.owner.serving")).isOne();
        assertThat(counted("centrifuge.owner.ranges.granted"))
                .isEqualTo(gauged("centrifuge.owner.ranges.held"));
        double renewals = counted("centrifuge.owner.requests.sent");
        double lists = counted("centrifuge.owner.lists.handled");
        double sent = counted("centrifuge.owner.network.sent");
        manager.advance(Duration.ofMinutes(1));
        assertThat(counted("centrifuge.owner.requests.sent")).isGreaterThan(renewals + 14);
        assertThat(counted("centrifuge.owner.lists.handled")).isGreaterThan(lists + 14);
        assertThat(counted("centrifuge.owner.network.sent")).isGreaterThan(sent);
        assertThat(counted("centrifuge.owner.network.received")).isPositive();
        assertThat(expired()).isZero();

        double held = gauged("centrifuge.owner.ranges.held");
        manager.kill();
        manager.advance(Duration.ofSeconds(16));
        until("lost", () -> expired() == held);
        assertThat(gauged("centrifuge.owner.serving")).isZero();
        assertThat(gauged("centrifuge.owner.ranges.held")).isZero();
        assertThat(counted("centrifuge.owner.reconnects")).isPositive();
    }

    @Test
    void aLookupsMetersFollowIt() {
        Lookup lookup = lookup("chat");
        Owner alice = owner("chat", "alice");
        assertThat(gauged("centrifuge.lookup.serving")).isZero();
        assertThat(gauged("centrifuge.lookup.table.lsn")).isZero();

        alice.start();
        lookup.start();
        until("found", () -> lookup.lookup("key").isKnown());

        assertThat(gauged("centrifuge.lookup.serving")).isOne();
        assertThat(gauged("centrifuge.lookup.table.lsn")).isEqualTo((double) lookup.lsn());
        assertThat(counted("centrifuge.lookup.tables")).isPositive();
        assertThat(counted("centrifuge.lookup.watches")).isOne();
        assertThat(counted("centrifuge.lookup.network.received")).isPositive();

        alice.close();
        until("lost", () -> lost() > 0);
        manager.advance(Duration.ofMinutes(1));
        until("polled", () -> counted("centrifuge.lookup.polls") > 0);
    }

    @Test
    void ofSeveralInOneProcessEachHasItsOwn() {
        Owner one = owner("chat", "alice");
        owner("presence", "alice");
        owner("chat", "bob");
        lookup("chat");
        lookup("presence");
        one.start();
        until(
                "one of three is granted something",
                () -> gauged("centrifuge.owner.ranges.held", "service", "chat", "owner", "alice")
                        > 0);

        assertThat(gauged("centrifuge.owner.ranges.held", "service", "presence"))
                .isZero();
        assertThat(gauged("centrifuge.owner.ranges.held", "owner", "bob")).isZero();
        assertThat(registry.find("centrifuge.owner.ranges.revoked")
                        .tags("cause", "expired")
                        .meters())
                .hasSize(3);
        assertThat(registry.find("centrifuge.lookup.polls").meters()).hasSize(2);
    }

    /** An application that rebuilds its context does this. */
    @Test
    void theRegistryShowsTheOneThatWasBoundLast() {
        Owner before = owner("chat", "alice");
        before.start();
        until("held", () -> gauged("centrifuge.owner.ranges.held") > 0);
        before.close();
        double granted = counted("centrifuge.owner.ranges.granted");
        Owner second = owner("chat", "alice");
        assertThat(counted("centrifuge.owner.ranges.granted")).isZero();
        second.start();
        until("held again", () -> gauged("centrifuge.owner.ranges.held") == granted);
        lookup("chat").start();
        Lookup secondLookup = lookup("chat");
        assertThat(gauged("centrifuge.lookup.serving")).isZero();
        secondLookup.start();
        until("found", () -> gauged("centrifuge.lookup.serving") == 1);
    }

    @Test
    void closedItTakesItsMetersAlongButNotThoseInTheirPlace() {
        Owner before = owner("chat", "alice");
        OwnerMetrics first = new OwnerMetrics(before);
        first.bindTo(registry);
        owner("chat", "alice");
        int all = registry.getMeters().size();
        first.close();
        assertThat(registry.getMeters()).hasSize(all);

        first.bindTo(registry);
        first.close();
        assertThat(registry.getMeters()).isEmpty();
        first.bindTo(registry);
        assertThat(registry.getMeters()).hasSize(all);
        LookupMetrics ofLookup = new LookupMetrics(lookup("chat"));
        ofLookup.bindTo(registry);
        assertThat(registry.getMeters()).hasSizeGreaterThan(all);
        ofLookup.close();
        assertThat(registry.getMeters()).hasSize(all);
    }

    /** A name that changes breaks people's dashboards: it needs a line in the change log. */
    @Test
    void theNamesAreThose() {
        owner("chat", "alice").close();
        lookup("chat").close();

        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "centrifuge.owner.serving",
                        "centrifuge.owner.kept.out",
                        "centrifuge.owner.ranges.held",
                        "centrifuge.owner.ranges.granted",
                        "centrifuge.owner.ranges.revoked",
                        "centrifuge.owner.listener.failures",
                        "centrifuge.owner.requests.sent",
                        "centrifuge.owner.lists.handled",
                        "centrifuge.owner.messages.heard",
                        "centrifuge.owner.messages.raced",
                        "centrifuge.owner.reconnects",
                        "centrifuge.owner.refusals",
                        "centrifuge.owner.network.sent",
                        "centrifuge.owner.network.received",
                        "centrifuge.lookup.serving",
                        "centrifuge.lookup.table.age",
                        "centrifuge.lookup.table.lsn",
                        "centrifuge.lookup.tables",
                        "centrifuge.lookup.answers",
                        "centrifuge.lookup.answers.whole",
                        "centrifuge.lookup.ranges.lost",
                        "centrifuge.lookup.listener.failures",
                        "centrifuge.lookup.watches",
                        "centrifuge.lookup.polls",
                        "centrifuge.lookup.hints.refused",
                        "centrifuge.lookup.failures",
                        "centrifuge.lookup.refusals",
                        "centrifuge.lookup.network.sent",
                        "centrifuge.lookup.network.received");
    }

    @Test
    void everyMeterHasAHelpText() {
        owner("chat", "alice").close();
        lookup("chat").close();

        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getDescription()).endsWith(".");
            assertThat(id.getTag("service")).isEqualTo("chat");
        });
    }

    @Test
    void nothingIsNoOwnerAndNoLookup() {
        assertThatThrownBy(() -> new OwnerMetrics(null)).hasMessage("owner");
        assertThatThrownBy(() -> new LookupMetrics(null)).hasMessage("lookup");
    }
}
