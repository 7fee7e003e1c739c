package io.centrifuge.core.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.Hint;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupSnapshotTest {
    private final SplittableRandom random = new SplittableRandom(20_260);
    private final Map<OwnerRef, OwnerAddress> addresses = new TreeMap<>();
    private final List<OwnerRef> owners = new ArrayList<>();

    LookupSnapshotTest() {
        for (int i = 0; i < 7; i++) {
            OwnerRef owner = new OwnerRef(new OwnerId("owner-" + i), i);
            owners.add(owner);
            addresses.put(owner, new OwnerAddress("10.0.0." + i + ":80"));
        }
    }

    /** Evenly spread points, or all within one share of the key space. */
    private RangeMap<LeaseEntry> table(int pieces, boolean crowded) {
        TreeSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
        starts.add(0L);
        while (starts.size() < pieces) {
            long point = random.nextLong();
            starts.add(crowded ? Long.MIN_VALUE + (point & 0xffff) : point);
        }
        List<Piece<LeaseEntry>> entries = new ArrayList<>();
        for (long start : starts) {
            Long end = starts.higher(start);
            long number = entries.size() + 1L;
            OwnerRef owner = random.nextInt(5) == 0 ? null : owners.get(random.nextInt(7));
            entries.add(new Piece<>(
                    new KeyRange(start, end == null ? 0 : end),
                    new LeaseEntry(owner, number, number)));
        }
        return RangeMap.of(LeaseEntry.NEVER_LEASED, entries);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 127, 128, 129, 1000, 7000})
    void hintIsTheEntry(int pieces) {
        for (boolean crowded : new boolean[] {false, true}) {
            RangeMap<LeaseEntry> entries = table(pieces, crowded);
            assertThat(entries.size()).isEqualTo(pieces);
            LookupSnapshot snapshot = LookupSnapshot.of(9, entries, addresses);
            assertThat(snapshot.lsn()).isEqualTo(9);
            assertThat(snapshot.entries()).isEqualTo(entries);
            for (int i = 0; i < pieces; i++) {
                KeyRange range = entries.range(i);
                for (long near : new long[] {-1, 0, 1}) {
                    assertHint(snapshot, entries, range.start() + near);
                    assertHint(snapshot, entries, range.last() + near);
                }
            }
            for (int i = 0; i < 2_000; i++) {
                assertHint(snapshot, entries, random.nextLong());
                assertHint(snapshot, entries, random.nextLong() << random.nextInt(64));
            }
        }
    }

    private void assertHint(LookupSnapshot snapshot, RangeMap<LeaseEntry> entries, long hash) {
        LeaseEntry entry = entries.get(hash);
        Hint hint = snapshot.hint(hash);
        OwnerRef holder = entry.holder();
        boolean right = holder == null
                ? hint.equals(Hint.UNKNOWN)
                : hint.leaseNumber() == entry.number()
                        && hint.owner().orElseThrow().equals(holder.id())
                        && hint.address().orElseThrow().equals(addresses.get(holder));
        assertThat(right).as("hint %s for %016x of %s", hint, hash, entry).isTrue();
    }

    @Test
    void hintsAreMadeOnce() {
        LookupSnapshot snapshot = LookupSnapshot.of(9, table(100, false), addresses);
        for (int i = 0; i < 100; i++) {
            long hash = random.nextLong();
            assertThat(snapshot.hint(hash)).isSameAs(snapshot.hint(hash));
        }
    }

    /** Change after change it answers as one that is made of the whole table. */
    @Test
    void changedIsAsIfMadeFromNothing() {
        RangeMap<LeaseEntry> entries = table(300, false);
        LookupSnapshot snapshot = LookupSnapshot.of(9, entries, addresses);
        for (int change = 0; change < 300; change++) {
            KeyRange range = entries.range(random.nextInt(entries.size()));
            OwnerRef owner = random.nextInt(5) == 0 ? null : owners.get(random.nextInt(7));
            List<Piece<LeaseEntry>> changes =
                    List.of(new Piece<>(range, new LeaseEntry(owner, 1000, 1000)));
            entries = entries.overlay(changes);
            snapshot = snapshot.changed(10 + change, changes, addresses);
            assertThat(snapshot.lsn()).isEqualTo(10 + change);
            assertThat(snapshot.entries()).isEqualTo(entries);
            for (int i = 0; i < entries.size(); i++) {
                assertHint(snapshot, entries, entries.range(i).start());
                assertHint(snapshot, entries, entries.range(i).last());
            }
        }
    }

    @Test
    void beforeTheFirstTable() {
        assertThat(LookupSnapshot.EMPTY.lsn()).isZero();
        assertThat(LookupSnapshot.EMPTY.hint(-1)).isSameAs(Hint.UNKNOWN);
        assertThat(Hint.UNKNOWN.isKnown()).isFalse();
        assertThat(Hint.UNKNOWN.leaseNumber()).isZero();
        assertThat(Hint.UNKNOWN).hasToString("unknown");
    }

    @Test
    void hintToTheSameOwnerHasAnotherNumber() {
        Hint hint = Hint.to(new OwnerId("web-1"), new OwnerAddress("10.0.0.7:80"), 42);
        assertThat(hint.withLeaseNumber(42)).isSameAs(hint);
        assertThat(hint.withLeaseNumber(43))
                .isEqualTo(Hint.to(new OwnerId("web-1"), new OwnerAddress("10.0.0.7:80"), 43))
                .isNotEqualTo(hint);
    }

    @Test
    void hintReadsWell() {
        Hint hint = Hint.to(new OwnerId("web-1"), new OwnerAddress("10.0.0.7:80"), 42);
        assertThat(hint).hasToString("web-1 at 10.0.0.7:80, lease 42");
        assertThat(hint.isKnown()).isTrue();
    }
}
