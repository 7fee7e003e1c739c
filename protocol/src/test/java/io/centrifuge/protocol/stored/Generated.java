package io.centrifuge.protocol.stored;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary values of the types that the store carries. */
final class Generated {
    private static final Arbitrary<Long> ANY_LONG = Arbitraries.longs();
    private static final Arbitrary<Long> COUNT = Arbitraries.longs().between(0, Long.MAX_VALUE);
    private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);
    private static final Arbitrary<String> NAME =
            Arbitraries.of("a", "b-1", "Größe", "東京", "x.y:z", "n".repeat(200));
    private static final Arbitrary<String> MEMBER = Arbitraries.of("m1", "m2", "s-3");
    private static final Arbitrary<Integer> FORMAT = Arbitraries.integers().between(1, 1_000_000);
    private static final Arbitrary<FormatRange> RANGE_READ = Combinators.combine(FORMAT, FORMAT)
            .as((a, b) -> new FormatRange(Math.min(a, b), Math.max(a, b)));
    private static final Arbitrary<OwnerRef> OWNER = Combinators.combine(NAME, ANY_LONG)
            .as((id, incarnation) -> new OwnerRef(new OwnerId(id), incarnation));
    private static final Arbitrary<OwnerAddress> ADDRESS =
            Arbitraries.of("10.0.0.7:8080", "[::1]:1", "host.example:65535").map(OwnerAddress::new);

    private static final Arbitrary<UUID> CLUSTER =
            Combinators.combine(ANY_LONG, ANY_LONG).as(UUID::new);
    private static final Arbitrary<ManagerPlace> PLACE = Combinators.combine(
                    ADDRESS.map(OwnerAddress::value).optional(), ANY_LONG)
            .as(ManagerPlace::new);
    private static final Arbitrary<Cordon> CORDON = Arbitraries.oneOf(
            NAME.map(name -> Cordon.of(new OwnerId(name))),
            ADDRESS.map(address -> Cordon.at(address.value())),
            ADDRESS.map(address -> Cordon.at(address.host())));

    private Generated() {}

    static Arbitrary<StoreRecord> records() {
        Arbitrary<StoreRecord> takeOver =
                Combinators.combine(leaders(), ANY_LONG, COUNT).as(LeaderWrite.TakeOver::new);
        Arbitrary<StoreRecord> heartbeat = Combinators.combine(COUNT, ANY_LONG, COUNT, COUNT, FLAG)
                .as(LeaderWrite.Heartbeat::new);
        Arbitrary<StoreRecord> resign =
                Combinators.combine(COUNT, ANY_LONG).as(LeaderWrite.Resign::new);
        Arbitrary<StoreRecord> table = Combinators.combine(
                        COUNT,
                        NAME.map(ServiceName::new),
                        COUNT,
                        changes().list().ofMaxSize(20))
                .as(TableRecord::new);
        Arbitrary<StoreRecord> reads =
                Combinators.combine(MEMBER, RANGE_READ).as(FormatRecord.Reads::new);
        Arbitrary<StoreRecord> gone = MEMBER.map(FormatRecord.Gone::new);
        Arbitrary<StoreRecord> raise = Combinators.combine(
                        FORMAT, MEMBER.set().ofMinSize(1).ofMaxSize(3))
                .as(FormatRecord.Raise::new);
        Arbitrary<StoreRecord> named =
                Combinators.combine(CLUSTER, FLAG).as(ClusterRecord.Named::new);
        Arbitrary<StoreRecord> manager =
                Combinators.combine(MEMBER, PLACE).as(ClusterRecord.Manager::new);
        return Arbitraries.oneOf(
                takeOver, heartbeat, resign, table, reads, gone, raise, named, manager);
    }

    static Arbitrary<CommittedState> states() {
        Arbitrary<Formats> formats = Arbitraries.maps(
                        MEMBER, FORMAT.map(newest -> new FormatRange(1, Formats.FIRST + newest)))
                .ofMaxSize(3)
                .map(members -> new Formats(Formats.FIRST, new TreeMap<>(members)));
        Arbitrary<Cluster> clusters = Combinators.combine(
                        CLUSTER.optional(), Arbitraries.maps(MEMBER, PLACE).ofMaxSize(3))
                .as((id, managers) -> new Cluster(id, new TreeMap<>(managers)));
        return Combinators.combine(
                        leaders(), formats, clusters, COUNT, tables().list().ofMaxSize(3))
                .as((leader, said, cluster, floor, tables) -> {
                    TreeMap<ServiceName, LeaseTable> byName = new TreeMap<>();
                    tables.forEach(table -> byName.put(table.service(), table));
                    return new CommittedState(leader, said, cluster, floor, byName);
                });
    }

    private static Arbitrary<LeaderRecord> leaders() {
        return Combinators.combine(COUNT, ANY_LONG, COUNT, FLAG, COUNT, FLAG).as(LeaderRecord::new);
    }

    private static Arbitrary<KeyRange> ranges() {
        return Combinators.combine(ANY_LONG, ANY_LONG).as(Generated::range);
    }

    private static KeyRange range(long a, long b) {
        boolean ascending = Long.compareUnsigned(a, b) < 0;
        long low = ascending ? a : b;
        long high = ascending ? b : a;
        return new KeyRange(low, low == high ? 0 : high);
    }

    private static Arbitrary<TableChange> changes() {
        return Arbitraries.oneOf(
                Combinators.combine(OWNER, ADDRESS).as(TableChange.Joined::new),
                OWNER.map(TableChange.Drained::new),
                OWNER.map(TableChange.Undrained::new),
                CORDON.map(TableChange.Cordoned::new),
                CORDON.map(TableChange.Uncordoned::new),
                OWNER.map(TableChange.Evicted::new),
                OWNER.map(TableChange.Left::new),
                Arbitraries.just(new TableChange.Removed()),
                Combinators.combine(ranges(), OWNER, COUNT, Arbitraries.of(TableChange.Cause.class))
                        .as(TableChange.Freed::new),
                Combinators.combine(ranges(), OWNER).as(TableChange.Granted::new),
                Combinators.combine(ranges(), OWNER, COUNT, OWNER).as(TableChange.Transferred::new),
                Combinators.combine(ranges(), OWNER).as(TableChange.Merged::new));
    }

    private static Arbitrary<LeaseTable> tables() {
        Arbitrary<OwnerEntry> entry = Combinators.combine(
                        ADDRESS, Arbitraries.of(OwnerState.class), COUNT)
                .as(OwnerEntry::new);
        return Combinators.combine(
                        NAME,
                        COUNT,
                        entries(),
                        Arbitraries.maps(OWNER, entry).ofMaxSize(5),
                        CORDON.set().ofMaxSize(4),
                        Arbitraries.maps(OWNER, COUNT).ofMaxSize(3))
                .as((service, lsn, entries, owners, cordons, evicted) -> new LeaseTable(
                        new ServiceName(service),
                        lsn,
                        entries,
                        new TreeMap<>(owners),
                        new TreeSet<>(cordons),
                        new TreeMap<>(evicted)));
    }

    private static Arbitrary<RangeMap<LeaseEntry>> entries() {
        return Combinators.combine(
                        ANY_LONG.list().uniqueElements().ofMaxSize(20),
                        leaseEntries().list().ofSize(21))
                .as(Generated::map);
    }

    private static RangeMap<LeaseEntry> map(List<Long> cuts, List<LeaseEntry> values) {
        List<Long> starts = new ArrayList<>(cuts);
        starts.remove(Long.valueOf(0));
        starts.sort(Long::compareUnsigned);
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < starts.size(); i++) {
            pieces.add(new Piece<>(new KeyRange(from, starts.get(i)), values.get(i)));
            from = starts.get(i);
        }
        pieces.add(new Piece<>(new KeyRange(from, 0), values.getLast()));
        return RangeMap.of(LeaseEntry.NEVER_LEASED, pieces);
    }

    private static final Arbitrary<LossCause> CUT = Arbitraries.of(LossCause.class);

    private static Arbitrary<LeaseEntry> leaseEntries() {
        Arbitrary<LeaseEntry> held = Combinators.combine(OWNER, COUNT, COUNT, CUT)
                .as((owner, a, b, cut) ->
                        new LeaseEntry(owner, Math.max(1, Math.max(a, b)), Math.min(a, b), cut));
        Arbitrary<LeaseEntry> free = Combinators.combine(COUNT, COUNT, CUT)
                .as((a, b, cut) -> new LeaseEntry(null, a, b, cut));
        return Arbitraries.oneOf(held, free, Arbitraries.just(LeaseEntry.NEVER_LEASED));
    }
}
