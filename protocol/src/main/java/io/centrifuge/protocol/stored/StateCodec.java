package io.centrifuge.protocol.stored;

import static io.centrifuge.protocol.stored.Malformed.require;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.store.v1.StoreProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whole states, for {@link StoreCodec}. Decoding a bad value throws IllegalArgumentException. */
final class StateCodec {
    private StateCodec() {}

    static StoreProto.State toProto(CommittedState state, int format) {
        StoreProto.State.Builder built = StoreProto.State.newBuilder()
                .setFormat(format)
                .setLeader(RecordCodec.toProto(state.leader()))
                .setFloor(state.floor());
        state.tables().forEach((service, table) -> built.addTables(toProto(service, table)));
        state.formats()
                .members()
                .forEach((member, reads) -> built.addMembers(RecordCodec.toProto(member, reads)));
        state.cluster().id().ifPresent(id -> built.setCluster(id.toString()));
        state.cluster()
                .managers()
                .forEach((member, place) -> built.addManagers(RecordCodec.toProto(member, place)));
        return built.build();
    }

    static CommittedState fromProto(StoreProto.State state) {
        require(state.hasLeader(), "it has no leader's record");
        SortedMap<ServiceName, LeaseTable> tables = new TreeMap<>();
        for (StoreProto.Table stored : state.getTablesList()) {
            LeaseTable table = fromProto(stored);
            require(tables.put(table.service(), table) == null, "it has two tables of one service");
        }
        require(state.getFloor() >= 0, "the floor is negative");
        return new CommittedState(
                RecordCodec.fromProto(state.getLeader()),
                formats(state),
                cluster(state),
                state.getFloor(),
                tables);
    }

    private static Cluster cluster(StoreProto.State state) {
        SortedMap<String, ManagerPlace> managers = new TreeMap<>();
        for (StoreProto.ManagerSays says : state.getManagersList()) {
            String member = RecordCodec.member(says.getMember());
            require(
                    managers.isEmpty() || managers.lastKey().compareTo(member) < 0,
                    "managers are not in ascending order");
            managers.put(member, RecordCodec.place(says));
        }
        Optional<UUID> id = state.getCluster().isEmpty()
                ? Optional.empty()
                : Optional.of(Malformed.requireUuid(state.getCluster()));
        return new Cluster(id, managers);
    }

    /** The first release that reads older formats raises them, as no other member can be older. */
    private static Formats formats(StoreProto.State state) {
        int written = Math.max(state.getFormat(), Formats.FIRST);
        SortedMap<String, FormatRange> members = new TreeMap<>();
        for (StoreProto.MemberReads reads : state.getMembersList()) {
            String member = RecordCodec.member(reads.getMember());
            require(
                    members.isEmpty() || members.lastKey().compareTo(member) < 0,
                    "members are not in ascending order");
            FormatRange formats = RecordCodec.formats(reads);
            require(formats.contains(written), "a member doesn't read what its group writes");
            members.put(member, formats);
        }
        return new Formats(written, members);
    }

    private static StoreProto.Table toProto(ServiceName service, LeaseTable table) {
        require(
                service.equals(table.service()),
                "the table of one service is under the name of another");
        SortedSet<OwnerRef> refs = new TreeSet<>(table.owners().keySet());
        for (int i = 0; i < table.entries().size(); i++) {
            OwnerRef holder = table.entries().value(i).holder();
            if (holder != null) {
                refs.add(holder);
            }
        }
        Map<OwnerRef, Integer> positions = new HashMap<>();
        StoreProto.Table.Builder built =
                StoreProto.Table.newBuilder().setService(service.value()).setLsn(table.lsn());
        for (OwnerRef ref : refs) {
            positions.put(ref, positions.size() + 1);
            built.addOwners(toProto(ref, table.owners().get(ref)));
        }
        table.cordons().forEach(cordon -> built.addCordons(RecordCodec.toProto(cordon)));
        table.evicted()
                .forEach((owner, at) -> built.addEvicted(StoreProto.Evicted.newBuilder()
                        .setOwner(RecordCodec.toProto(owner))
                        .setAt(at)));
        return built.setPieces(toProto(table.entries(), positions)).build();
    }

    private static LeaseTable fromProto(StoreProto.Table table) {
        List<OwnerRef> refs = new ArrayList<>(table.getOwnersCount());
        SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();
        for (StoreProto.Owner owner : table.getOwnersList()) {
            require(owner.hasRef(), "an owner has no name");
            OwnerRef ref = RecordCodec.fromProto(owner.getRef());
            require(
                    refs.isEmpty() || refs.getLast().compareTo(ref) < 0,
                    "owners are not in ascending order");
            refs.add(ref);
            if (owner.hasEntry()) {
                owners.put(ref, fromProto(owner.getEntry()));
            }
        }
        require(table.getLsn() >= 0, "a table has a negative LSN");
        return new LeaseTable(
                new ServiceName(table.getService()),
                table.getLsn(),
                fromProto(table.getPieces(), refs),
                owners,
                cordons(table.getCordonsList()),
                evicted(table.getEvictedList()));
    }

    private static SortedMap<OwnerRef, Long> evicted(List<StoreProto.Evicted> stored) {
        require(
                stored.size() <= LeaseTable.EVICTED_REMEMBERED,
                "a table remembers more evictions than it may");
        SortedMap<OwnerRef, Long> evicted = new TreeMap<>();
        for (StoreProto.Evicted one : stored) {
            OwnerRef owner = RecordCodec.fromProto(one.getOwner());
            require(
                    evicted.isEmpty() || evicted.lastKey().compareTo(owner) < 0,
                    "evicted incarnations are not in ascending order");
            evicted.put(owner, one.getAt());
        }
        return evicted;
    }

    private static SortedSet<Cordon> cordons(List<StoreProto.Cordon> stored) {
        require(stored.size() <= Cordon.MOST, "a table has more cordons than it may");
        SortedSet<Cordon> cordons = new TreeSet<>();
        for (StoreProto.Cordon one : stored) {
            Cordon cordon = RecordCodec.fromProto(one);
            require(
                    cordons.isEmpty() || cordons.last().compareTo(cordon) < 0,
                    "cordons are not in ascending order");
            cordons.add(cordon);
        }
        return cordons;
    }

    private static StoreProto.Owner toProto(OwnerRef ref, @Nullable OwnerEntry entry) {
        StoreProto.Owner.Builder built =
                StoreProto.Owner.newBuilder().setRef(RecordCodec.toProto(ref));
        if (entry != null) {
            built.setEntry(StoreProto.OwnerEntry.newBuilder()
                    .setAddress(entry.address().value())
                    .setState(toProto(entry.state()))
                    .setJoinedAt(entry.joinedAt()));
        }
        return built.build();
    }

    private static OwnerEntry fromProto(StoreProto.OwnerEntry entry) {
        return new OwnerEntry(
                new OwnerAddress(entry.getAddress()),
                fromProto(entry.getState()),
                entry.getJoinedAt());
    }

    private static StoreProto.Pieces toProto(
            RangeMap<LeaseEntry> entries, Map<OwnerRef, Integer> positions) {
        StoreProto.Pieces.Builder built = StoreProto.Pieces.newBuilder();
        for (int i = 0; i < entries.size(); i++) {
            LeaseEntry entry = entries.value(i);
            built.addStart(entries.range(i).start())
                    .addHolder(
                            entry.holder() == null ? 0 : positions.getOrDefault(entry.holder(), 0))
                    .addNumber(entry.number())
                    .addStateSince(entry.stateSince())
                    .addCut(toProto(entry.cut()));
        }
        return built.build();
    }

    private static RangeMap<LeaseEntry> fromProto(StoreProto.Pieces pieces, List<OwnerRef> refs) {
        int size = pieces.getStartCount();
        require(size > 0 && pieces.getStart(0) == 0, "the pieces don't begin at key hash 0");
        require(
                pieces.getHolderCount() == size
                        && pieces.getNumberCount() == size
                        && pieces.getStateSinceCount() == size
                        && (pieces.getCutCount() == size || pieces.getCutCount() == 0),
                "the columns of pieces differ in length");
        List<Piece<LeaseEntry>> decoded = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            boolean last = i + 1 == size;
            require(
                    last || Long.compareUnsigned(pieces.getStart(i), pieces.getStart(i + 1)) < 0,
                    "the pieces are not in ascending order");
            KeyRange range = new KeyRange(pieces.getStart(i), last ? 0 : pieces.getStart(i + 1));
            decoded.add(new Piece<>(
                    range,
                    entry(
                            holder(pieces.getHolder(i), refs),
                            pieces.getNumber(i),
                            pieces.getStateSince(i),
                            pieces.getCutCount() == 0
                                    ? LossCause.UNKNOWN // of a format before 3
                                    : fromProto(pieces.getCut(i)))));
        }
        RangeMap<LeaseEntry> map = RangeMap.of(LeaseEntry.NEVER_LEASED, decoded);
        require(map.size() == size, "neighbouring pieces are equal");
        return map;
    }

    private static @Nullable OwnerRef holder(int position, List<OwnerRef> refs) {
        require(position >= 0 && position <= refs.size(), "a piece's holder is not listed");
        return position == 0 ? null : refs.get(position - 1);
    }

    /** Checks what {@link LeaseEntry} holds for an invariant, since here it is only input. */
    private static LeaseEntry entry(
            @Nullable OwnerRef holder, long number, long stateSince, LossCause cut) {
        require(
                number >= 0
                        && stateSince >= 0
                        && (holder == null || (number > 0 && stateSince <= number)),
                "no lease entry has number " + number + " and state since " + stateSince);
        return new LeaseEntry(holder, number, stateSince, cut);
    }

    private static StoreProto.LossCause toProto(LossCause cut) {
        return switch (cut) {
            case UNKNOWN -> StoreProto.LossCause.LOSS_CAUSE_UNKNOWN;
            case RELEASED -> StoreProto.LossCause.LOSS_CAUSE_RELEASED;
            case EXPIRED -> StoreProto.LossCause.LOSS_CAUSE_EXPIRED;
            case MERGED -> StoreProto.LossCause.LOSS_CAUSE_MERGED;
            case RESTORED -> StoreProto.LossCause.LOSS_CAUSE_RESTORED;
        };
    }

    private static LossCause fromProto(StoreProto.LossCause cut) {
        return switch (cut) {
            case LOSS_CAUSE_UNKNOWN -> LossCause.UNKNOWN;
            case LOSS_CAUSE_RELEASED -> LossCause.RELEASED;
            case LOSS_CAUSE_EXPIRED -> LossCause.EXPIRED;
            case LOSS_CAUSE_MERGED -> LossCause.MERGED;
            case LOSS_CAUSE_RESTORED -> LossCause.RESTORED;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException("a piece was cut for no known cause");
        };
    }

    private static StoreProto.OwnerState toProto(OwnerState state) {
        return switch (state) {
            case ACTIVE -> StoreProto.OwnerState.OWNER_STATE_ACTIVE;
            case DRAINING -> StoreProto.OwnerState.OWNER_STATE_DRAINING;
            case SUPERSEDED -> StoreProto.OwnerState.OWNER_STATE_SUPERSEDED;
        };
    }

    private static OwnerState fromProto(StoreProto.OwnerState state) {
        return switch (state) {
            case OWNER_STATE_ACTIVE -> OwnerState.ACTIVE;
            case OWNER_STATE_DRAINING -> OwnerState.DRAINING;
            case OWNER_STATE_SUPERSEDED -> OwnerState.SUPERSEDED;
            case OWNER_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("an owner has no known state");
        };
    }
}
