package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What lookups ask and what they are told, between core and wire. Stateless. */
public final class TableCodec {
    private TableCodec() {}

    public static Wire.WatchRequest encode(TableWatch watch) {
        Wire.WatchRequest.Builder wire = Wire.WatchRequest.newBuilder()
                .setService(watch.service().value())
                .setLsn(watch.lsn());
        watch.cluster().ifPresent(cluster -> wire.setCluster(ClusterCodec.encode(cluster)));
        return wire.build();
    }

    public static TableWatch decode(Wire.WatchRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("WatchRequest");
        return new TableWatch(
                NameCodec.service(message, wire.getService()),
                message.notNegative("lsn", wire.getLsn()),
                wire.hasCluster()
                        ? Optional.of(ClusterCodec.decode(message.at("cluster"), wire.getCluster()))
                        : Optional.empty());
    }

    /**
     * What a lookup will accept; an answer that every lookup would refuse is refused here.
     *
     * @throws IllegalArgumentException if a holder has no address, or changed pieces are not in
     *     ascending order or overlap
     */
    public static Wire.TableAnswer encode(TableAnswer answer) {
        Wire.TableAnswer.Builder wire =
                Wire.TableAnswer.newBuilder().setService(answer.service().value());
        switch (answer) {
            case TableAnswer.Whole whole -> wire.setWhole(encode(whole));
            case TableAnswer.Changes changes -> wire.setChanges(encode(changes));
            case TableAnswer.Behind behind ->
                wire.setBehind(Wire.Behind.newBuilder().setLsn(behind.lsn()));
        }
        return wire.build();
    }

    private static Wire.WholeTable encode(TableAnswer.Whole whole) {
        return Wire.WholeTable.newBuilder()
                .setLsn(whole.lsn())
                .addAllHolders(encode(whole.addresses()))
                .addAllEntries(
                        EntryCodec.writing(whole.addresses().keySet()).encode(whole.entries()))
                .addAllCuts(EntryCodec.cuts(whole.entries()))
                .build();
    }

    private static Wire.TableChanges encode(TableAnswer.Changes changes) {
        requireAscending(changes.pieces());
        EntryCodec entries = EntryCodec.writing(changes.addresses().keySet());
        Wire.TableChanges.Builder wire = Wire.TableChanges.newBuilder()
                .setSince(changes.since())
                .setLsn(changes.lsn())
                .addAllHolders(encode(changes.addresses()));
        for (Piece<LeaseEntry> piece : changes.pieces()) {
            wire.addEntries(Wire.ChangedEntry.newBuilder()
                    .setStart(piece.range().start())
                    .setEnd(piece.range().end())
                    .setState(entries.encode(piece.value())));
            wire.addCuts(EntryCodec.encode(piece.value().cut()));
        }
        return wire.build();
    }

    private static void requireAscending(List<Piece<LeaseEntry>> pieces) {
        for (int i = 1; i < pieces.size(); i++) {
            KeyRange ahead = pieces.get(i - 1).range();
            KeyRange range = pieces.get(i).range();
            if (Long.compareUnsigned(range.start(), ahead.last()) <= 0) {
                throw new IllegalArgumentException(
                        "%s follows %s: pieces must ascend and not overlap"
                                .formatted(range, ahead));
            }
        }
    }

    private static List<Wire.Holder> encode(Map<OwnerRef, OwnerAddress> addresses) {
        List<Wire.Holder> wire = new ArrayList<>(addresses.size());
        addresses.forEach((owner, address) -> wire.add(Wire.Holder.newBuilder()
                .setOwner(NameCodec.encode(owner))
                .setAddress(address.value())
                .build()));
        return wire;
    }

    public static TableAnswer decode(Wire.TableAnswer wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("TableAnswer");
        ServiceName service = NameCodec.service(message, wire.getService());
        return switch (wire.getAnswerCase()) {
            case WHOLE -> decode(message.at("whole"), service, wire.getWhole());
            case CHANGES -> decode(message.at("changes"), service, wire.getChanges());
            case BEHIND ->
                new TableAnswer.Behind(
                        service,
                        message.at("behind").notNegative("lsn", wire.getBehind().getLsn()));
            case INTRODUCTION, ANSWER_NOT_SET ->
                throw message.malformed("says nothing that is known");
        };
    }

    private static TableAnswer.Whole decode(
            FieldPath field, ServiceName service, Wire.WholeTable wire)
            throws MalformedMessageException {
        List<OwnerRef> holders = new ArrayList<>(wire.getHoldersCount());
        SortedMap<OwnerRef, OwnerAddress> addresses =
                decodeHolders(field, wire.getHoldersList(), holders);
        return new TableAnswer.Whole(
                service,
                field.notNegative("lsn", wire.getLsn()),
                EntryCodec.reading(holders)
                        .decode(field, wire.getEntriesList(), wire.getCutsList()),
                addresses);
    }

    private static TableAnswer.Changes decode(
            FieldPath field, ServiceName service, Wire.TableChanges wire)
            throws MalformedMessageException {
        long lsn = field.notNegative("lsn", wire.getLsn());
        long since = field.notNegative("since", wire.getSince());
        if (since > lsn) {
            throw field.at("since").malformed("is %d, above the LSN %d".formatted(since, lsn));
        }
        List<OwnerRef> holders = new ArrayList<>(wire.getHoldersCount());
        SortedMap<OwnerRef, OwnerAddress> addresses =
                decodeHolders(field, wire.getHoldersList(), holders);
        EntryCodec entries = EntryCodec.reading(holders);
        RangeReader ranges = new RangeReader();
        EntryCodec.requireAsMany(field, wire.getCutsList(), wire.getEntriesCount());
        List<Piece<LeaseEntry>> pieces = new ArrayList<>(wire.getEntriesCount());
        for (Wire.ChangedEntry entry : wire.getEntriesList()) {
            FieldPath at = field.at("entries", pieces.size());
            at.require("state", entry.hasState());
            pieces.add(new Piece<>(
                    ranges.next(at, entry.getStart(), entry.getEnd()),
                    entries.decode(
                            at.at("state"),
                            entry.getState(),
                            EntryCodec.cutAt(wire.getCutsList(), pieces.size()))));
        }
        return new TableAnswer.Changes(service, since, lsn, pieces, addresses);
    }

    /** Returns the addresses, and adds the holders to {@code order} as they come. */
    private static SortedMap<OwnerRef, OwnerAddress> decodeHolders(
            FieldPath table, List<Wire.Holder> wire, List<OwnerRef> order)
            throws MalformedMessageException {
        SortedMap<OwnerRef, OwnerAddress> addresses = new TreeMap<>();
        for (Wire.Holder holder : wire) {
            FieldPath field = table.at("holders", order.size());
            field.require("owner", holder.hasOwner());
            OwnerRef owner = NameCodec.decode(field.at("owner"), holder.getOwner());
            OwnerAddress address = NameCodec.address(field, holder.getAddress());
            if (addresses.put(owner, address) != null) {
                throw field.malformed("names " + owner + " for the second time");
            }
            order.add(owner);
        }
        return addresses;
    }
}
