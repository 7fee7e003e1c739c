package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableScreenTest {
    private static final OwnerRef B1 = new OwnerRef(new OwnerId("backend-1"), 1);
    private static final OwnerRef B2 =
            new OwnerRef(new OwnerId("backend-with-a-very-long-name-2"), 2);

    @Test
    void theGlance() {
        assertThat(printed(true)).isEqualTo("""
                        service rendezvous, LSN 9, 2 owners, 11 ranges, 1 of them unowned

                        OWNER                 STATE     RANGES   SHARE              OLDEST STATE
                        backend-1             active         9  43.8 %  #########              1
                        backend-w…ong-name-2  draining       1  50.0 %  ##########             4
                        UNOWNED                              1   6.3 %  #

                        RANGE                                 OWNER    LEASE  STATE SINCE
                        [7000000000000000, 8000000000000000)  UNOWNED      3            7
                        and 10 more: --all shows every one
                        """);
    }

    @Test
    void withoutUnownedRangesItShowsTheFirst() {
        assertThat(printed(false)).doesNotContain("UNOWNED").contains("""
                        RANGE                                 OWNER      LEASE  STATE SINCE
                        [0000000000000000, 0100000000000000)  backend-1      1            1
                        [0100000000000000, 0200000000000000)  backend-1      2            2
                        """).endsWith("""
                        [0700000000000000, 0800000000000000)  backend-1      8            8
                        and 3 more: --all shows every one
                        """);
    }

    @Test
    void everyLineFitsIn80Columns() {
        assertThat((printed(true) + printed(false)).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    }

    /** What another program reads must be what it can say again. */
    @Test
    void whereThereIsNoTerminalNamesAreWhole() {
        assertThat(printed(true, Map.of())).contains(B2.id().value());
    }

    private static String printed(boolean withUnowned) {
        return printed(withUnowned, Map.of("NARROW", ""));
    }

    private static String printed(boolean withUnowned, Map<String, String> environment) {
        StringWriter out = new StringWriter();
        new TableCommand(Launcher.context(out, new StringWriter(), environment))
                .print(table(withUnowned));
        return out.toString();
    }

    private static LeaseTable table(boolean withUnowned) {
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pieces.add(new Piece<>(
                    new KeyRange((long) i << 56, (i + 1L) << 56),
                    new LeaseEntry(B1, i + 1, i + 1)));
        }
        pieces.add(new Piece<>(new KeyRange(8L << 56, 0x70L << 56), new LeaseEntry(B1, 9, 2)));
        pieces.add(new Piece<>(
                new KeyRange(0x70L << 56, 0x80L << 56),
                withUnowned ? new LeaseEntry(null, 3, 7) : new LeaseEntry(B1, 3, 3)));
        pieces.add(new Piece<>(new KeyRange(0x80L << 56, 0), new LeaseEntry(B2, 6, 4)));
        return new LeaseTable(
                new ServiceName("rendezvous"),
                9,
                RangeMap.of(LeaseEntry.NEVER_LEASED, pieces),
                new TreeMap<>(
                        Map.of(B1, owner(OwnerState.ACTIVE), B2, owner(OwnerState.DRAINING))));
    }

    private static OwnerEntry owner(OwnerState state) {
        return new OwnerEntry(new OwnerAddress("127.0.0.1:8001"), state, 1);
    }
}
