package io.centrifuge.protocol.stored;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.protocol.store.v1.StoreProto;
import io.centrifuge.protocol.store.v1.StoreProto.Change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records of the log, for {@link StoreCodec}. Decoding a bad value throws IllegalArgumentException.
 */
final class RecordCodec {
    private RecordCodec() {}

    static StoreProto.Record toProto(StoreRecord record, int format) {
        StoreProto.Record.Builder built = StoreProto.Record.newBuilder().setFormat(format);
        switch (record) {
            case LeaderWrite.TakeOver takeOver ->
                built.setTakeOver(StoreProto.TakeOver.newBuilder()
                        .setWatched(toProto(takeOver.watched()))
                        .setProcess(takeOver.process())
                        .setManagerNanos(takeOver.managerNanos()));
            case LeaderWrite.Heartbeat beat ->
                built.setHeartbeat(StoreProto.Heartbeat.newBuilder()
                        .setTerm(beat.term())
                        .setProcess(beat.process())
                        .setNumber(beat.number())
                        .setLongestLeaseNanos(beat.longestLeaseNanos())
                        .setRestored(beat.restored()));
            case LeaderWrite.Resign resign ->
                built.setResign(StoreProto.Resign.newBuilder()
                        .setTerm(resign.term())
                        .setProcess(resign.process()));
            case TableRecord table -> built.setTable(new Changes().toProto(table));
            case FormatRecord.Reads reads ->
                built.setReads(toProto(reads.member(), reads.formats()));
            case FormatRecord.Gone gone ->
                built.setGone(StoreProto.MemberGone.newBuilder().setMember(gone.member()));
            case FormatRecord.Raise raise ->
                built.setRaise(StoreProto.FormatRaise.newBuilder()
                        .setFormat(raise.format())
                        .addAllMembers(new TreeSet<>(raise.members())));
            case ClusterRecord.Named named ->
                built.setNamed(StoreProto.ClusterNamed.newBuilder()
                        .setId(named.id().toString())
                        .setGrantsAtOnce(named.grantsAtOnce()));
            case ClusterRecord.Manager manager ->
                built.setManager(toProto(manager.member(), manager.place()));
        }
        return built.build();
    }

    static StoreRecord fromProto(StoreProto.Record record) {
        return switch (record.getKindCase()) {
            case TAKE_OVER -> {
                StoreProto.TakeOver takeOver = record.getTakeOver();
                Malformed.require(takeOver.hasWatched(), "a takeover names no watched record");
                yield new LeaderWrite.TakeOver(
                        fromProto(takeOver.getWatched()),
                        takeOver.getProcess(),
                        takeOver.getManagerNanos());
            }
            case HEARTBEAT -> {
                StoreProto.Heartbeat beat = record.getHeartbeat();
                yield new LeaderWrite.Heartbeat(
                        beat.getTerm(),
                        beat.getProcess(),
                        beat.getNumber(),
                        beat.getLongestLeaseNanos(),
                        beat.getRestored());
            }
            case RESIGN ->
                new LeaderWrite.Resign(
                        record.getResign().getTerm(), record.getResign().getProcess());
            case TABLE -> fromProto(record.getTable());
            case READS ->
                new FormatRecord.Reads(
                        member(record.getReads().getMember()), formats(record.getReads()));
            case GONE -> new FormatRecord.Gone(member(record.getGone().getMember()));
            case RAISE -> fromProto(record.getRaise());
            case NAMED ->
                new ClusterRecord.Named(
                        Malformed.requireUuid(record.getNamed().getId()),
                        record.getNamed().getGrantsAtOnce());
            case MANAGER ->
                new ClusterRecord.Manager(
                        member(record.getManager().getMember()), place(record.getManager()));
            case KIND_NOT_SET -> throw new IllegalArgumentException("it has no kind");
        };
    }

    static StoreProto.MemberReads toProto(String member, FormatRange formats) {
        return StoreProto.MemberReads.newBuilder()
                .setMember(member)
                .setOldest(formats.oldest())
                .setNewest(formats.newest())
                .build();
    }

    static FormatRange formats(StoreProto.MemberReads reads) {
        return new FormatRange(reads.getOldest(), reads.getNewest());
    }

    static StoreProto.ManagerSays toProto(String member, ManagerPlace place) {
        return StoreProto.ManagerSays.newBuilder()
                .setMember(member)
                .setAddress(place.address().orElse(""))
                .setProcess(place.process())
                .build();
    }

    static ManagerPlace place(StoreProto.ManagerSays says) {
        Optional<String> address = Optional.of(says.getAddress()).filter(text -> !text.isEmpty());
        return new ManagerPlace(address, says.getProcess());
    }

    static String member(String id) {
        Malformed.require(!id.isEmpty(), "a member has no id");
        return id;
    }

    private static FormatRecord fromProto(StoreProto.FormatRaise raise) {
        raise.getMembersList().forEach(RecordCodec::member);
        Set<String> members = new TreeSet<>(raise.getMembersList());
        Malformed.require(raise.getFormat() > 0, "a raise names no format");
        Malformed.require(
                members.size() == raise.getMembersCount(), "a raise names a member twice");
        return new FormatRecord.Raise(raise.getFormat(), members);
    }

    static StoreProto.Leader toProto(LeaderRecord leader) {
        return StoreProto.Leader.newBuilder()
                .setTerm(leader.term())
                .setProcess(leader.process())
                .setHeartbeat(leader.heartbeat())
                .setResigned(leader.resigned())
                .setLongestLeaseNanos(leader.longestLeaseNanos())
                .setRestored(leader.restored())
                .build();
    }

    static LeaderRecord fromProto(StoreProto.Leader leader) {
        return new LeaderRecord(
                leader.getTerm(),
                leader.getProcess(),
                leader.getHeartbeat(),
                leader.getResigned(),
                leader.getLongestLeaseNanos(),
                leader.getRestored());
    }

    static StoreProto.OwnerRef toProto(OwnerRef ref) {
        return StoreProto.OwnerRef.newBuilder()
                .setId(ref.id().value())
                .setIncarnation(ref.incarnation())
                .build();
    }

    static OwnerRef fromProto(StoreProto.OwnerRef ref) {
        return new OwnerRef(new OwnerId(ref.getId()), ref.getIncarnation());
    }

    static StoreProto.Cordon toProto(Cordon cordon) {
        StoreProto.Cordon.Builder built = StoreProto.Cordon.newBuilder();
        return switch (cordon.kind()) {
            case OWNER -> built.setOwner(cordon.name()).build();
            case ADDRESS -> built.setAddress(cordon.name()).build();
            case HOST -> built.setHost(cordon.name()).build();
        };
    }

    static Cordon fromProto(StoreProto.Cordon cordon) {
        return switch (cordon.getOfCase()) {
            case OWNER -> new Cordon(Cordon.Kind.OWNER, cordon.getOwner());
            case ADDRESS -> new Cordon(Cordon.Kind.ADDRESS, cordon.getAddress());
            case HOST -> new Cordon(Cordon.Kind.HOST, cordon.getHost());
            case OF_NOT_SET -> throw new IllegalArgumentException("a cordon covers nobody");
        };
    }

    private static TableRecord fromProto(StoreProto.TableRecord table) {
        List<OwnerRef> owners =
                table.getOwnersList().stream().map(RecordCodec::fromProto).toList();
        List<TableChange> changes = new ArrayList<>(table.getChangesCount());
        for (Change change : table.getChangesList()) {
            changes.add(fromProto(change, owners));
        }
        return new TableRecord(
                table.getTerm(), new ServiceName(table.getService()), table.getFollows(), changes);
    }

    private static TableChange fromProto(Change change, List<OwnerRef> owners) {
        return switch (change.getKindCase()) {
            case JOINED ->
                new TableChange.Joined(
                        owner(owners, change.getJoined().getOwner()),
                        new OwnerAddress(change.getJoined().getAddress()));
            case DRAINED ->
                new TableChange.Drained(owner(owners, change.getDrained().getOwner()));
            case UNDRAINED ->
                new TableChange.Undrained(owner(owners, change.getUndrained().getOwner()));
            case EVICTED ->
                new TableChange.Evicted(owner(owners, change.getEvicted().getOwner()));
            case REMOVED -> new TableChange.Removed();
            case CORDONED -> new TableChange.Cordoned(fromProto(change.getCordoned()));
            case UNCORDONED -> new TableChange.Uncordoned(fromProto(change.getUncordoned()));
            case LEFT -> new TableChange.Left(owner(owners, change.getLeft().getOwner()));
            case FREED -> {
                Change.Freed freed = change.getFreed();
                yield new TableChange.Freed(
                        range(freed.hasRange(), freed.getRange()),
                        owner(owners, freed.getHolder()),
                        freed.getNumber(),
                        fromProto(freed.getCause()));
            }
            case GRANTED -> {
                Change.Granted granted = change.getGranted();
                yield new TableChange.Granted(
                        range(granted.hasRange(), granted.getRange()),
                        owner(owners, granted.getOwner()));
            }
            case TRANSFERRED -> {
                Change.Transferred moved = change.getTransferred();
                yield new TableChange.Transferred(
                        range(moved.hasRange(), moved.getRange()),
                        owner(owners, moved.getHolder()),
                        moved.getNumber(),
                        owner(owners, moved.getSuccessor()));
            }
            case MERGED -> {
                Change.Merged merged = change.getMerged();
                yield new TableChange.Merged(
                        range(merged.hasRange(), merged.getRange()),
                        owner(owners, merged.getHolder()));
            }
            case KIND_NOT_SET -> throw new IllegalArgumentException("a change has no kind");
        };
    }

    private static OwnerRef owner(List<OwnerRef> owners, int index) {
        Malformed.require(
                index >= 0 && index < owners.size(), "a change names an owner that is not listed");
        return owners.get(index);
    }

    private static KeyRange range(boolean present, StoreProto.Range range) {
        Malformed.require(present, "a change names no range");
        return new KeyRange(range.getStart(), range.getEnd());
    }

    private static TableChange.Cause fromProto(Change.Cause cause) {
        return switch (cause) {
            case CAUSE_RELEASED -> TableChange.Cause.RELEASED;
            case CAUSE_EXPIRED -> TableChange.Cause.EXPIRED;
            case CAUSE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("a change has no known cause");
        };
    }

    /** Encodes the changes of one record, and gathers the owners that they name. */
    private static final class Changes {
        private final Map<OwnerRef, Integer> indexes = new LinkedHashMap<>();

        StoreProto.TableRecord toProto(TableRecord table) {
            StoreProto.TableRecord.Builder built = StoreProto.TableRecord.newBuilder()
                    .setTerm(table.term())
                    .setService(table.service().value())
                    .setFollows(table.follows());
            table.changes().forEach(change -> built.addChanges(toProto(change)));
            indexes.keySet().forEach(owner -> built.addOwners(RecordCodec.toProto(owner)));
            return built.build();
        }

        private Change toProto(TableChange change) {
            Change.Builder built = Change.newBuilder();
            switch (change) {
                case TableChange.Joined joined ->
                    built.setJoined(Change.Joined.newBuilder()
                            .setOwner(index(joined.owner()))
                            .setAddress(joined.address().value()));
                case TableChange.Drained drained ->
                    built.setDrained(Change.Drained.newBuilder().setOwner(index(drained.owner())));
                case TableChange.Undrained undrained ->
                    built.setUndrained(
                            Change.Undrained.newBuilder().setOwner(index(undrained.owner())));
                case TableChange.Evicted evicted ->
                    built.setEvicted(Change.Evicted.newBuilder().setOwner(index(evicted.owner())));
                case TableChange.Removed removed ->
                    built.setRemoved(Change.Removed.getDefaultInstance());
                case TableChange.Cordoned cordoned ->
                    built.setCordoned(RecordCodec.toProto(cordoned.cordon()));
                case TableChange.Uncordoned lifted ->
                    built.setUncordoned(RecordCodec.toProto(lifted.cordon()));
                case TableChange.Left left ->
                    built.setLeft(Change.Left.newBuilder().setOwner(index(left.owner())));
                case TableChange.Freed freed ->
                    built.setFreed(Change.Freed.newBuilder()
                            .setRange(toProto(freed.range()))
                            .setHolder(index(freed.holder()))
                            .setNumber(freed.number())
                            .setCause(toProto(freed.cause())));
                case TableChange.Granted granted ->
                    built.setGranted(Change.Granted.newBuilder()
                            .setRange(toProto(granted.range()))
                            .setOwner(index(granted.owner())));
                case TableChange.Transferred moved ->
                    built.setTransferred(Change.Transferred.newBuilder()
                            .setRange(toProto(moved.range()))
                            .setHolder(index(moved.holder()))
                            .setNumber(moved.number())
                            .setSuccessor(index(moved.successor())));
                case TableChange.Merged merged ->
                    built.setMerged(Change.Merged.newBuilder()
                            .setRange(toProto(merged.range()))
                            .setHolder(index(merged.holder())));
            }
            return built.build();
        }

        private int index(OwnerRef owner) {
            Integer known = indexes.putIfAbsent(owner, indexes.size());
            return known == null ? indexes.size() - 1 : known;
        }

        private static StoreProto.Range toProto(KeyRange range) {
            return StoreProto.Range.newBuilder()
                    .setStart(range.start())
                    .setEnd(range.end())
                    .build();
        }

        private static Change.Cause toProto(TableChange.Cause cause) {
            return switch (cause) {
                case RELEASED -> Change.Cause.CAUSE_RELEASED;
                case EXPIRED -> Change.Cause.CAUSE_EXPIRED;
            };
        }
    }
}
