package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Random valid changes, against one entry for each of a few keys. */
class LeaseTablePropertyTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final long[] CUTS = {
        0, 1, 0x4000_0000_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1
    };
    private static final int CELLS = CUTS.length;

    /** What a key should have. */
    private record Cell(@Nullable OwnerRef holder, long number, long since) {}

    private final Cell[] model = new Cell[CELLS];
    private SplittableRandom random = new SplittableRandom(0);
    private CommittedState state = CommittedState.EMPTY;
    private final List<OwnerRef> owners = new ArrayList<>();

    @Property(tries = 300)
    void everyKeyAsTheModelSays(@ForAll long seed) {
        begin(seed);
        for (int record = 0; record < 60; record++) {
            Cell[] before = model.clone();
            List<TableChange> changes = changes(state.table(SERVICE).lsn() + 1);
            CommittedState next = state.apply(
                            new TableRecord(1, SERVICE, state.table(SERVICE).lsn(), changes))
                    .orElseThrow();
            assertThat(next).isNotSameAs(state);
            state = next;
            assertLikeModel(before);
        }
    }

    private void begin(long seed) {
        random = new SplittableRandom(seed);
        owners.clear();
        List<TableChange> joins = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            OwnerRef owner = new OwnerRef(new OwnerId(name), 1);
            owners.add(owner);
            joins.add(new TableChange.Joined(owner, new OwnerAddress(name + ":80")));
        }
        state = CommittedState.EMPTY
                .apply(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 18))
                .orElseThrow()
                .apply(new TableRecord(1, SERVICE, 0, joins))
                .orElseThrow();
        for (int cell = 0; cell < CELLS; cell++) {
            model[cell] = new Cell(null, 0, 0);
        }
    }

    /** One change at most of each key, as one record allows; the model changes with them. */
    private List<TableChange> changes(long lsn) {
        List<TableChange> changes = new ArrayList<>();
        int from = 0;
        while (from < CELLS) {
            int to = from + 1;
            boolean merge = random.nextInt(4) == 0;
            while (to < CELLS
                    && random.nextInt(3) > 0
                    && (merge ? sameHolder(from, to) : model[to].equals(model[from]))) {
                to++;
            }
            if (random.nextBoolean()) {
                changes.add(change(from, to, merge, lsn));
            }
            from = to;
        }
        return changes;
    }

    private boolean sameHolder(int a, int b) {
        OwnerRef holder = model[a].holder();
        return holder == null ? model[b].holder() == null : holder.equals(model[b].holder());
    }

    private TableChange change(int from, int to, boolean merge, long lsn) {
        KeyRange range = new KeyRange(CUTS[from], to == CELLS ? 0 : CUTS[to]);
        Cell old = model[from];
        OwnerRef holder = old.holder();
        OwnerRef other = owners.get(random.nextInt(owners.size()));
        if (holder == null) {
            paint(from, to, new Cell(other, lsn, lsn));
            return new TableChange.Granted(range, other);
        }
        if (merge) {
            paint(from, to, new Cell(holder, lsn, lsn));
            return new TableChange.Merged(range, holder);
        }
        if (random.nextBoolean()) {
            paint(from, to, new Cell(other, lsn, old.since()));
            return new TableChange.Transferred(range, holder, old.number(), other);
        }
        paint(from, to, new Cell(null, old.number(), lsn));
        return new TableChange.Freed(range, holder, old.number(), TableChange.Cause.EXPIRED);
    }

    private void paint(int from, int to, Cell cell) {
        for (int i = from; i < to; i++) {
            model[i] = cell;
        }
    }

    private void assertLikeModel(Cell[] before) {
        LeaseTable table = state.table(SERVICE);
        for (int cell = 0; cell < CELLS; cell++) {
            long last = cell + 1 == CELLS ? -1 : CUTS[cell + 1] - 1;
            for (long hash : new long[] {CUTS[cell], last}) {
                LeaseEntry entry = table.entries().get(hash);
                assertThat(new Cell(entry.holder(), entry.number(), entry.stateSince()))
                        .isEqualTo(model[cell]);
                assertThat(entry.number()).isGreaterThanOrEqualTo(before[cell].number());
                assertThat(entry.stateSince()).isGreaterThanOrEqualTo(before[cell].since());
                OwnerRef holder = entry.holder();
                if (holder != null && !holder.equals(before[cell].holder())) {
                    assertThat(entry.number()).isEqualTo(table.lsn());
                }
            }
        }
        for (Piece<LeaseEntry> piece : table.entries().pieces()) {
            OwnerRef holder = piece.value().holder();
            assertThat(holder == null || table.holdsAnything(holder)).isTrue();
        }
    }
}
