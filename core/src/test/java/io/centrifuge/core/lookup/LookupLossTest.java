package io.centrifuge.core.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A lookup that misses any stretch of the log and hears some of it twice tells of a loss exactly
 * for the keys whose state since is above the number that it last saw, with a holder.
 */
class LookupLossTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final int CELLS = 16;
    private static final OwnerRef[] OWNERS = {
        new OwnerRef(new OwnerId("a"), 1), new OwnerRef(new OwnerId("b"), 2)
    };

    private final TreeMap<OwnerRef, OwnerAddress> addresses = new TreeMap<>();

    LookupLossTest() {
        for (OwnerRef owner : OWNERS) {
            addresses.put(owner, new OwnerAddress(owner.id() + ":80"));
        }
    }

    /** Cells are equal shares of the key space. */
    private static KeyRange cell(int index) {
        return new KeyRange((long) index << 60, (long) (index + 1) << 60);
    }

    private static RangeMap<LeaseEntry> mapOf(LeaseEntry[] cells) {
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            pieces.add(new Piece<>(cell(i), cells[i]));
        }
        return RangeMap.of(LeaseEntry.NEVER_LEASED, pieces);
    }

    private static LeaseEntry next(LeaseEntry before, long lsn, SplittableRandom random) {
        OwnerRef owner = OWNERS[random.nextInt(2)];
        return switch (random.nextInt(8)) {
            case 0 -> before.isFree() ? before : new LeaseEntry(null, before.number(), lsn);
            case 1 -> new LeaseEntry(owner, lsn, lsn);
            case 2 -> before.isFree() ? before : new LeaseEntry(owner, lsn, before.stateSince());
            default -> before;
        };
    }

    @Property(tries = 300)
    void lossRangesAreExact(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LookupMachine machine = new LookupMachine(SERVICE, 1, seed);
        List<LeaseEntry[]> tables = new ArrayList<>();
        LeaseEntry[] cells = new LeaseEntry[CELLS];
        Arrays.fill(cells, LeaseEntry.NEVER_LEASED);
        tables.add(cells);
        int has = 0;
        for (int lsn = 1; lsn <= 40; lsn++) {
            cells = cells.clone();
            for (int i = 0; i < CELLS; i++) {
                cells[i] = next(cells[i], lsn, random);
            }
            tables.add(cells);
            if (random.nextInt(3) == 0) {
                int since = random.nextInt(has + 1);
                int upTo = random.nextInt(since, lsn + 1);
                TableAnswer answer = random.nextInt(3) == 0
                        ? new TableAnswer.Whole(SERVICE, upTo, mapOf(tables.get(upTo)), addresses)
                        : changes(tables, since, upTo);
                ClockReading now = new ClockReading(lsn, 0);
                List<LookupEffect> effects =
                        machine.on(new LookupEvent.Heard(answer, now), now).effects();
                assertLost(effects, tables.get(has), tables.get(Math.max(has, upTo)));
                has = Math.max(has, upTo);
                assertThat(machine.snapshot().lsn()).isEqualTo(has);
                assertThat(machine.snapshot().entries()).isEqualTo(mapOf(tables.get(has)));
            }
        }
    }

    private TableAnswer changes(List<LeaseEntry[]> tables, int since, int upTo) {
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            boolean changed = false;
            for (int lsn = since + 1; lsn <= upTo; lsn++) {
                changed |= !tables.get(lsn)[i].equals(tables.get(lsn - 1)[i]);
            }
            if (changed) {
                pieces.add(new Piece<>(cell(i), tables.get(upTo)[i]));
            }
        }
        return new TableAnswer.Changes(SERVICE, since, upTo, pieces, addresses);
    }

    private static void assertLost(
            List<LookupEffect> effects, LeaseEntry[] before, LeaseEntry[] after) {
        RangeMap<Boolean> told = RangeMap.of(false);
        for (LookupEffect effect : effects) {
            if (effect instanceof LookupEffect.Lost lost) {
                assertThat(lost.loss().ranges()).isNotEmpty();
                told = told.overlay(lost.loss().ranges().asList().stream()
                        .map(range -> new Piece<>(range, true))
                        .toList());
            }
        }
        RangeMap<Boolean> expected = RangeMap.of(false);
        for (int i = 0; i < CELLS; i++) {
            boolean lost = before[i].holder() != null && after[i].stateSince() > before[i].number();
            expected = expected.with(cell(i), lost);
        }
        assertThat(told).isEqualTo(expected);
    }
}
