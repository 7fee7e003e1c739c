package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TableHistoryTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final long SECOND = 1_000_000_000;
    private static final int CELLS = 1 << 10;

    private final List<LeaseTable> tables = new ArrayList<>();
    private final SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();
    private TableHistory history = TableHistory.of(CommittedState.EMPTY.table(SERVICE));
    private long time;

    /** As it must be for one try of a property after another. */
    private void begin() {
        tables.clear();
        owners.clear();
        for (int i = 0; i < 4; i++) {
            owners.put(
                    new OwnerRef(new OwnerId("owner-" + i), i),
                    new OwnerEntry(new OwnerAddress("owner-" + i + ":80"), OwnerState.ACTIVE, 1));
        }
        time = 0;
        LeaseTable empty = CommittedState.EMPTY.table(SERVICE);
        tables.add(empty);
        history = TableHistory.of(empty);
    }

    private LeaseTable newest() {
        return tables.getLast();
    }

    /** Cells are equal shares of the key space. */
    private static KeyRange cells(int from, int to) {
        return new KeyRange((long) from << 54, (long) to << 54);
    }

    private void append(List<Piece<LeaseEntry>> pieces) {
        LeaseTable next = new LeaseTable(
                SERVICE, newest().lsn() + 1, newest().entries().overlay(pieces), owners);
        tables.add(next);
        KeyRanges changed = KeyRanges.of(pieces.stream().map(Piece::range).toList());
        history = history.append(next, changed, new ClockReading(time, 0));
    }

    private OwnerRef owner(int index) {
        return List.copyOf(owners.keySet()).get(index);
    }

    private void change(int cell, long number) {
        LeaseEntry entry = new LeaseEntry(owner((int) (number % 4)), number, number);
        append(List.of(new Piece<>(cells(cell, cell + 1), entry)));
    }

    private void fillEveryCell() {
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (int cell = 0; cell < CELLS; cell++) {
            pieces.add(new Piece<>(
                    cells(cell, cell + 1), new LeaseEntry(owner(cell % 4), newest().lsn() + 1, 1)));
        }
        append(pieces);
    }

    private static RangeMap<LeaseEntry> applied(LeaseTable to, TableAnswer answer) {
        return switch (answer) {
            case TableAnswer.Whole whole -> whole.entries();
            case TableAnswer.Changes changes -> to.entries().overlay(changes.pieces());
            case TableAnswer.Behind behind -> to.entries();
        };
    }

    /** Whatever table a lookup has from {@code since} on, the answer makes it the newest. */
    @Property(tries = 200)
    void answersCompose(@ForAll long seed) {
        begin();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            time += random.nextLong(20 * SECOND);
            int from = random.nextInt(CELLS);
            int to = Math.min(CELLS, from + random.nextInt(1, 200));
            long lsn = newest().lsn() + 1;
            OwnerRef holder = random.nextInt(4) == 0 ? null : owner(random.nextInt(4));
            LeaseEntry entry = new LeaseEntry(holder, lsn, lsn);
            boolean back = i > 3 && random.nextInt(4) == 0;
            append(
                    back
                            ? tables.get(i - 2).entries().pieces(cells(from, to))
                            : List.of(new Piece<>(cells(from, to), entry)));
            long since = random.nextLong(lsn + 1);
            assertMakesNewest(since, random);
        }
    }

    private void assertMakesNewest(long since, SplittableRandom random) {
        TableAnswer answer = history.answer(since);
        assertThat(answer.lsn()).isEqualTo(newest().lsn());
        for (int i = 0; i < 5; i++) {
            LeaseTable later = tables.get((int) random.nextLong(since, newest().lsn() + 1));
            assertThat(applied(later, answer)).isEqualTo(newest().entries());
        }
        List<Piece<LeaseEntry>> named = List.of();
        if (answer instanceof TableAnswer.Changes changes) {
            assertThat(changes.since()).isEqualTo(since);
            named = changes.pieces();
            assertThat(changes.addresses()).isEqualTo(addressesOf(named));
        } else if (answer instanceof TableAnswer.Whole whole) {
            named = whole.entries().pieces();
            assertThat(whole.addresses()).isEqualTo(addressesOf(named));
        }
        assertThat(named.size()).isLessThanOrEqualTo(newest().entries().size());
    }

    private SortedMap<OwnerRef, OwnerAddress> addressesOf(List<Piece<LeaseEntry>> pieces) {
        return owners.entrySet().stream()
                .filter(owner ->
                        pieces.stream().anyMatch(piece -> piece.value().isHeldBy(owner.getKey())))
                .collect(Collectors.toMap(
                        owner -> owner.getKey(),
                        owner -> owner.getValue().address(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Test
    void onlyWhatChangedIsSent() {
        begin();
        fillEveryCell();
        change(17, 100);
        change(900, 101);
        assertThat(history.answer(1)).isInstanceOfSatisfying(TableAnswer.Changes.class, answer -> {
            assertThat(answer.pieces().stream().map(Piece::range))
                    .containsExactly(cells(17, 18), cells(900, 901));
            assertThat(answer.addresses()).containsOnlyKeys(owner(0), owner(1));
        });
        assertThat(history.answer(2))
                .isInstanceOfSatisfying(
                        TableAnswer.Changes.class,
                        answer -> assertThat(answer.pieces().stream().map(Piece::range))
                                .containsExactly(cells(900, 901)));
    }

    @Test
    void nothingIsSentToWhoHasTheNewest() {
        begin();
        fillEveryCell();
        assertThat(history.answer(1))
                .isEqualTo(new TableAnswer.Changes(SERVICE, 1, 1, List.of(), new TreeMap<>()));
    }

    @Test
    void whoIsAheadHearsThatThisIsBehind() {
        begin();
        fillEveryCell();
        assertThat(history.answer(2)).isEqualTo(new TableAnswer.Behind(SERVICE, 1));
        assertThat(history.answer(Long.MAX_VALUE)).isEqualTo(new TableAnswer.Behind(SERVICE, 1));
    }

    @Test
    void whatIsOlderThanFiveMinutesGetsTheWhole() {
        begin();
        fillEveryCell();
        change(1, 100);
        time = 1;
        change(2, 101);
        time = 300 * SECOND;
        change(3, 102);
        assertThat(history.answer(1)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(history.answer(2)).isInstanceOf(TableAnswer.Changes.class);
        time = 300 * SECOND + 1;
        change(4, 103);
        assertThat(history.answer(2)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(history.answer(3)).isInstanceOf(TableAnswer.Changes.class);
    }

    @Test
    void changesAsBigAsTheTableAreSentAsTheWhole() {
        begin();
        fillEveryCell();
        fillEveryCell();
        assertThat(history.answer(1)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(history.answer(0)).isInstanceOf(TableAnswer.Whole.class);
    }

    @Test
    void aHistoryThatBeginsLateKnowsNothingEarlier() {
        begin();
        fillEveryCell();
        fillEveryCell();
        history = TableHistory.of(newest());
        assertThat(history.answer(1)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(history.answer(2)).isInstanceOf(TableAnswer.Changes.class);
        change(5, 100);
        assertThat(history.answer(1)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(history.answer(2)).isInstanceOf(TableAnswer.Changes.class);
    }

    /** However fast records come: what is kept is about as big as the table. */
    @Test
    void sizeIsBounded() {
        begin();
        append(List.of(new Piece<>(KeyRange.ALL, new LeaseEntry(owner(0), 1, 1))));
        for (int i = 0; i < 1_000; i++) {
            long number = newest().lsn() + 1;
            append(List.of(new Piece<>(KeyRange.ALL, new LeaseEntry(owner(0), number, number))));
        }
        long newest = newest().lsn();
        // The table has one piece, and 64 are allowed beside it; each record counts two.
        assertThat(history.answer(newest - 1)).isInstanceOf(TableAnswer.Whole.class);
        for (int i = 0; i < 1_000; i++) {
            append(List.of());
        }
        newest = newest().lsn();
        assertThat(history.answer(newest - 65)).isInstanceOf(TableAnswer.Changes.class);
        assertThat(history.answer(newest - 66)).isInstanceOf(TableAnswer.Whole.class);
    }
}
