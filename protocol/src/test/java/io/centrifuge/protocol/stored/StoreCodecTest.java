package io.centrifuge.protocol.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.protocol.store.v1.StoreProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StoreCodecTest {
    private static final StoreRecord HEARTBEAT =
            new LeaderWrite.Heartbeat(3, 0x1122334455667788L, 4, 5, false);

    @Provide
    Arbitrary<StoreRecord> records() {
        return Generated.records();
    }

    @Provide
    Arbitrary<CommittedState> states() {
        return Generated.states();
    }

    @Property(tries = 500)
    void everyRecordComesBackEqual(@ForAll("records") StoreRecord record)
            throws StoreFormatException {
        byte[] bytes = StoreCodec.encode(record);
        StoreRecord decoded = StoreCodec.decodeRecord(bytes);
        assertThat(decoded).isEqualTo(record);
        assertThat(StoreCodec.encode(decoded)).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void everyStateComesBackEqual(@ForAll("states") CommittedState state)
            throws StoreFormatException {
        byte[] bytes = StoreCodec.encode(state);
        CommittedState decoded = StoreCodec.decodeState(bytes);
        assertThat(decoded).isEqualTo(state);
        assertThat(StoreCodec.encode(decoded)).isEqualTo(bytes);
    }

    /**
     * Either still a value, of which nothing is left out, or a format error; never another
     * exception.
     */
    @Property(tries = 500)
    void damagedRecordsAreRefusedOrReadWhole(
            @ForAll("records") StoreRecord record, @ForAll int where, @ForAll byte what) {
        byte[] bytes = damage(StoreCodec.encode(record), where, what);
        try {
            assertThat(StoreCodec.decodeRecord(StoreCodec.encode(StoreCodec.decodeRecord(bytes))))
                    .isNotNull();
        } catch (StoreFormatException refused) {
            assertThat(refused).hasMessageContaining("a stored record");
        }
    }

    @Property(tries = 300)
    void damagedStatesAreRefusedOrReadWhole(
            @ForAll("states") CommittedState state, @ForAll int where, @ForAll byte what) {
        byte[] bytes = damage(StoreCodec.encode(state), where, what);
        try {
            assertThat(StoreCodec.decodeState(StoreCodec.encode(StoreCodec.decodeState(bytes))))
                    .isNotNull();
        } catch (StoreFormatException refused) {
            assertThat(refused).hasMessageContaining("a stored state");
        }
    }

    @Property(tries = 300)
    void recordsCutShortAreRefusedOrReadWhole(
            @ForAll("records") StoreRecord record, @ForAll int where) {
        byte[] whole = StoreCodec.encode(record);
        byte[] bytes = Arrays.copyOf(whole, Math.floorMod(where, whole.length));
        try {
            assertThat(StoreCodec.decodeRecord(bytes)).isNotNull();
        } catch (StoreFormatException refused) {
            assertThat(refused).hasMessageContaining("a stored record");
        }
    }

    /** Before there were restored stores. */
    @Test
    void bytesOfFormatOneAreRead() throws StoreFormatException {
        byte[] bytes = HexFormat.of().parseHex("08011a0f0803118877665544332211" + "18042005");
        assertThat(StoreCodec.decodeRecord(bytes)).isEqualTo(HEARTBEAT);
        byte[] state = HexFormat.of().parseHex("0801120d08031101000000000000002001");
        assertThat(StoreCodec.decodeState(state).leader())
                .isEqualTo(new LeaderRecord(3, 1, 0, true, 0, false));
    }

    /** Pins the bytes: a change must raise the format number and keep reading these. */
    @Test
    void bytesOfFormatTwo() throws StoreFormatException {
        LeaderWrite.Heartbeat restored =
                new LeaderWrite.Heartbeat(3, 0x1122334455667788L, 4, 5, true);
        byte[] bytes = HexFormat.of().parseHex("08021a110803118877665544332211" + "180420052801");
        assertThat(HexFormat.of().formatHex(StoreCodec.encode(restored)))
                .isEqualTo(HexFormat.of().formatHex(bytes));
        assertThat(StoreCodec.decodeRecord(bytes)).isEqualTo(restored);
    }

    @Test
    void refusesWhatALaterReleaseWrote() throws Exception {
        StoreProto.Record record = StoreProto.Record.parseFrom(StoreCodec.encode(HEARTBEAT));
        assertThatThrownBy(() -> StoreCodec.decodeRecord(
                        record.toBuilder().setFormat(3).build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("has format 3, and this release reads formats up to 2");
        assertThatThrownBy(() -> StoreCodec.decodeState(
                        StoreProto.State.newBuilder().setFormat(-1).build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("has format 4294967295");
    }

    @Test
    void refusesAKindOrFieldThatIsNotKnown() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        StoreProto.Record.Builder ofUnknownKind = StoreProto.Record.newBuilder().setFormat(1);
        assertThatThrownBy(() -> StoreCodec.decodeRecord(
                        ofUnknownKind.setUnknownFields(unknown).build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("unknown fields [99] in its Record");
        StoreProto.Record.Builder nested = StoreProto.Record.newBuilder().setFormat(1);
        nested.getTableBuilder().setService("s").addChangesBuilder().setUnknownFields(unknown);
        assertThatThrownBy(() -> StoreCodec.decodeRecord(nested.build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("unknown fields [99] in its Change");
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> StoreCodec.decodeRecord(new byte[0]))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("no format number");
        assertThatThrownBy(() -> StoreCodec.decodeState(new byte[0]))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("no format number");
        assertThatThrownBy(() -> StoreCodec.decodeRecord(
                        StoreProto.Record.newBuilder().setFormat(1).build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("no kind");
    }

    @Test
    void theEmptyStateComesBackAndIsSmall() throws StoreFormatException {
        byte[] bytes = StoreCodec.encode(CommittedState.EMPTY);
        assertThat(StoreCodec.decodeState(bytes)).isEqualTo(CommittedState.EMPTY);
        assertThat(bytes).hasSizeLessThan(10);
    }

    /** The paper's table: 100 owners of 64 ranges in about 200 KB. */
    @Test
    void aTableOfThePapersSizeIsNoBiggerThanThePapers() throws StoreFormatException {
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        int count = 6400;
        long width = Long.divideUnsigned(-1, count);
        for (int i = 0; i < count; i++) {
            OwnerRef owner = new OwnerRef(new OwnerId("owner-" + i % 100), i % 100);
            long number = 1_000_000L + i;
            KeyRange range = new KeyRange(i * width, i + 1 == count ? 0 : (i + 1) * width);
            pieces.add(new Piece<>(range, new LeaseEntry(owner, number, number)));
        }
        ServiceName service = new ServiceName("service");
        TreeMap<ServiceName, LeaseTable> tables = new TreeMap<>();
        tables.put(
                service,
                new LeaseTable(
                        service,
                        2_000_000,
                        RangeMap.of(LeaseEntry.NEVER_LEASED, pieces),
                        new TreeMap<>()));
        CommittedState state = new CommittedState(LeaderRecord.NONE, tables);
        byte[] bytes = StoreCodec.encode(state);
        assertThat(bytes).hasSizeLessThan(200_000);
        assertThat(StoreCodec.decodeState(bytes)).isEqualTo(state);
    }

    private static byte[] damage(byte[] bytes, int where, byte what) {
        bytes[Math.floorMod(where, bytes.length)] = what;
        return bytes;
    }
}
