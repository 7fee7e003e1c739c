package io.centrifuge.protocol.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.protocol.store.v1.StoreProto;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StoreCodecTest {
    private static final StoreRecord HEARTBEAT =
            new LeaderWrite.Heartbeat(3, 0x1122334455667788L, 4, 5, false);
    private static final StoreRecord RESTORED =
            new LeaderWrite.Heartbeat(3, 0x1122334455667788L, 4, 5, true);

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
        byte[] bytes = encode(record);
        StoreRecord decoded = StoreCodec.decodeRecord(bytes);
        assertThat(decoded).isEqualTo(record);
        assertThat(encode(decoded)).isEqualTo(bytes);
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
        byte[] bytes = damage(encode(record), where, what);
        try {
            assertThat(StoreCodec.decodeRecord(encode(StoreCodec.decodeRecord(bytes))))
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
        byte[] whole = encode(record);
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

    /** Before members said what they read. */
    @Test
    void bytesOfFormatTwoAreRead() throws StoreFormatException {
        byte[] bytes = HexFormat.of().parseHex("08021a110803118877665544332211" + "180420052801");
        assertThat(StoreCodec.decodeRecord(bytes)).isEqualTo(RESTORED);
        byte[] state = HexFormat.of().parseHex("0802120f080311010000000000000020012801");
        assertThat(StoreCodec.decodeState(state).formats()).isEqualTo(Formats.START);
    }

    /** Pins the bytes: a change is a new format, and these are still read and written. */
    @Test
    void bytesOfFormatThree() throws StoreFormatException {
        pinned("08031a110803118877665544332211" + "180420052801", RESTORED);
        pinned("080332080a026d3110011803", new FormatRecord.Reads("m1", new FormatRange(1, 3)));
        pinned("08033a040a026d31", new FormatRecord.Gone("m1"));
        pinned("0803420a080412026d3112026d32", new FormatRecord.Raise(4, Set.of("m2", "m1")));
        UUID id = new UUID(0x0123456789abcdefL, 0x0123456789abcdefL);
        String hex = HexFormat.of().formatHex(id.toString().getBytes(StandardCharsets.US_ASCII));
        pinned("08034a280a24" + hex + "1001", new ClusterRecord.Named(id, true));
        ManagerPlace place = new ManagerPlace(Optional.of("m:1"), 7);
        pinned(
                "080352120a026d3112036d3a31190700000000000000",
                new ClusterRecord.Manager("m1", place));
        CommittedState state = new CommittedState(
                LeaderRecord.NONE,
                new Formats(3, new TreeMap<>(Map.of("m1", new FormatRange(1, 3)))),
                new Cluster(Optional.of(id), new TreeMap<>(Map.of("m1", place))),
                0,
                new TreeMap<>());
        byte[] bytes = HexFormat.of()
                .parseHex("08031202200122080a026d3110011803" + "2a24" + hex
                        + "32120a026d3112036d3a31190700000000000000");
        assertThat(HexFormat.of().formatHex(StoreCodec.encode(state)))
                .isEqualTo(HexFormat.of().formatHex(bytes));
        assertThat(StoreCodec.decodeState(bytes)).isEqualTo(state);
    }

    private static void pinned(String hex, StoreRecord record) throws StoreFormatException {
        assertThat(HexFormat.of().formatHex(StoreCodec.encode(record, 3))).isEqualTo(hex);
        assertThat(StoreCodec.decodeRecord(HexFormat.of().parseHex(hex))).isEqualTo(record);
    }

    /** Neither one that other members may not read, nor one that this release doesn't know. */
    @Test
    void writesNoFormatThatIsNotAGroups() {
        for (int format : List.of(2, 4)) {
            assertThatThrownBy(() -> StoreCodec.encode(RESTORED, format))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("this release writes formats from 3 to 3, not " + format);
        }
        CommittedState later = new CommittedState(
                LeaderRecord.NONE,
                new Formats(4, new TreeMap<>()),
                Cluster.UNNAMED,
                0,
                new TreeMap<>());
        assertThatThrownBy(() -> StoreCodec.encode(later))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 4");
    }

    @Test
    void refusesMembersThatDoNotReadWhatIsWritten() {
        StoreProto.State.Builder state = StoreProto.State.newBuilder().setFormat(3);
        state.getLeaderBuilder();
        state.addMembersBuilder().setMember("m1").setOldest(1).setNewest(2);
        assertThatThrownBy(() -> StoreCodec.decodeState(state.build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("a member doesn't read what its group writes");
    }

    @Test
    void refusesWhatALaterReleaseWrote() throws Exception {
        StoreProto.Record record = StoreProto.Record.parseFrom(encode(HEARTBEAT));
        assertThatThrownBy(() -> StoreCodec.decodeRecord(
                        record.toBuilder().setFormat(4).build().toByteArray()))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageContaining("has format 4, and this release reads formats up to 3");
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

    private static byte[] encode(StoreRecord record) {
        return StoreCodec.encode(record, StoreCodec.NEWEST);
    }

    private static byte[] damage(byte[] bytes, int where, byte what) {
        bytes[Math.floorMod(where, bytes.length)] = what;
        return bytes;
    }
}
