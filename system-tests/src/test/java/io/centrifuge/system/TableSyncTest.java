package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How lookups get the table; on clocks that the test moves (docs/protocol.md, "Tables and losses").
 */
class TableSyncTest {
    private static final Duration JOINING = Duration.ofSeconds(5);

    @RegisterExtension
    final Started started = new Started();

    private final TestManager manager = started.ending(TestManager.start());
    private final ManagerGate gate = started.ending(new ManagerGate(manager.address()));

    /** Straight to the manager; has its share when this returns. */
    private Owner owner(String service, String id, int port) {
        Owner owner = started.ending(Owner.builder()
                .service(service)
                .id(id)
                .address("10.0.0.1:" + port)
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build());
        owner.start();
        Eventually.that(id + " has its share", () -> {
            manager.advance(Duration.ofMillis(20));
            return held(owner) > 0;
        });
        manager.advance(JOINING);
        return owner;
    }

    private static long held(Owner owner) {
        return Keys.all().stream()
                .filter(key -> owner.checkLeaseNow(key).held())
                .count();
    }

    private Losses lookup(String service, String managers) {
        return started.ending(new Losses(
                Lookup.builder().service(service).managers(managers).clock(manager.clock())));
    }

    private LeaseTable table(String service) {
        return manager.store().state().table(new ServiceName(service));
    }

    private boolean isUpToDate(Losses lookup, String service) {
        return lookup.lookup.lsn() == table(service).lsn();
    }

    private void awaitUpToDate(Losses lookup, String service) {
        Eventually.that(
                "the lookup has the newest table",
                () -> lookup.lookup.lastError(),
                () -> isUpToDate(lookup, service));
    }

    @Test
    void thePollAloneDeliversAChange() {
        Owner first = owner("chat", "first", 81);
        Losses lookup = lookup("chat", gate.address());
        awaitUpToDate(lookup, "chat");
        lookup.forget();
        gate.swallowPushes();

        first.close();
        owner("chat", "second", 82);
        manager.advance(Duration.ofSeconds(10));
        assertThat(isUpToDate(lookup, "chat")).isFalse();
        assertThat(lookup.allAt("10.0.0.1:81")).isTrue();
        assertThat(gate.polls()).isZero();
        manager.advance(Duration.ofSeconds(30));

        awaitUpToDate(lookup, "chat");
        assertThat(lookup.allAt("10.0.0.1:82")).isTrue();
        Eventually.that("the loss is told", lookup::includesAllKeys);
        assertThat(gate.polls()).isPositive();
        assertThat(lookup.lookup.counters().watches()).isOne();
    }

    @Test
    void aTableOlderThanTheLogIsReplacedByTheWholeAndLossesInBetweenAreTold() {
        Owner first = owner("chat", "first", 81);
        owner("chat", "second", 82);
        Losses lookup = lookup("chat", gate.address());
        awaitUpToDate(lookup, "chat");
        List<String> keys = Keys.all().stream()
                .filter(key -> first.checkLeaseNow(key).held())
                .toList();
        lookup.forget();
        gate.closeToLookups();

        first.close();
        manager.advance(Duration.ofMinutes(5).plusSeconds(10));
        owner("chat", "third", 83).close();
        manager.advance(JOINING);
        gate.openToLookups();
        awaitUpToDateAgain(lookup);

        assertThat(gate.hasPushed(Wire.TableAnswer::hasWhole)).isTrue();
        assertThat(gate.hasPushed(Wire.TableAnswer::hasChanges)).isFalse();
        Eventually.that(
                "the losses are told",
                () -> keys.stream().allMatch(key -> lookup.includes(Keys.hash(key))));
        assertThat(lookup.allAt("10.0.0.1:82")).isTrue();
    }

    /** It watches again after a back-off, which takes moved time. */
    private void awaitUpToDateAgain(Losses lookup) {
        Eventually.that("the lookup is up to date again", () -> {
            manager.advance(Duration.ofMillis(500));
            return isUpToDate(lookup, "chat");
        });
    }

    @Test
    void aLogLargerThanTheTableIsReplacedByTheWholeAndLossesInBetweenAreTold() {
        Owner first = owner("chat", "first", 81);
        Losses lookup = lookup("chat", gate.address());
        awaitUpToDate(lookup, "chat");
        lookup.forget();
        gate.closeToLookups();

        first.close();
        owner("chat", "second", 82);
        owner("chat", "third", 83);
        gate.openToLookups();
        awaitUpToDateAgain(lookup);

        assertThat(gate.hasPushed(Wire.TableAnswer::hasWhole)).isTrue();
        assertThat(gate.hasPushed(Wire.TableAnswer::hasChanges)).isFalse();
        Eventually.that("the losses are told", lookup::includesAllKeys);
    }

    @Test
    void aShortGapIsFilledByTheChangesAlone() {
        owner("chat", "first", 81);
        owner("chat", "second", 82);
        Owner third = owner("chat", "third", 83);
        Losses lookup = lookup("chat", gate.address());
        awaitUpToDate(lookup, "chat");
        List<String> keys = Keys.all().stream()
                .filter(key -> third.checkLeaseNow(key).held())
                .toList();
        lookup.forget();
        gate.closeToLookups();

        third.close();
        manager.advance(JOINING);
        gate.openToLookups();
        awaitUpToDateAgain(lookup);

        assertThat(gate.hasPushed(Wire.TableAnswer::hasWhole)).isFalse();
        assertThat(gate.hasPushed(Wire.TableAnswer::hasChanges)).isTrue();
        Eventually.that(
                "the losses are told",
                () -> keys.stream().allMatch(key -> lookup.includes(Keys.hash(key))));
        assertThat(Keys.all().stream().filter(key -> lookup.includes(Keys.hash(key))))
                .containsExactlyElementsOf(keys);
    }

    @Test
    void twoServicesDontTouchEachOther() {
        Owner chat = owner("chat", "same-name", 81);
        Owner game = owner("game", "same-name", 91);
        Losses chats = lookup("chat", manager.address().toString());
        Losses games = lookup("game", manager.address().toString());
        awaitUpToDate(chats, "chat");
        awaitUpToDate(games, "game");
        chats.forget();
        LeaseTable before = table("game");
        long granted = game.counters().rangesGranted();

        chat.close();
        owner("chat", "another", 82);
        owner("chat", "third", 83);
        awaitUpToDate(chats, "chat");
        Eventually.that("the losses are told", chats::includesAllKeys);

        assertThat(table("game")).isEqualTo(before);
        assertThat(games.lookup.lsn()).isEqualTo(before.lsn());
        assertThat(games.allAt("10.0.0.1:91")).isTrue();
        assertThat(games.ranges()).isEmpty();
        assertThat(games.lookup.counters().tables()).isLessThanOrEqualTo(before.lsn() + 1);
        assertThat(held(game)).isEqualTo(Keys.COUNT);
        assertThat(game.counters().rangesGranted()).isEqualTo(granted);
        assertThat(game.counters().rangesRevoked()).isZero();
    }
}
