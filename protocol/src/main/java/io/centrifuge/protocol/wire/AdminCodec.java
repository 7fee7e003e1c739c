package io.centrifuge.protocol.wire;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.KeptOut.Cause;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.KeptOut;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.v1.Wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What administrators ask of one service and what they are told, between core and wire; a manager's
 * status is {@link StatusCodec}'s. Stateless.
 */
public final class AdminCodec {
    private AdminCodec() {}

    public static Wire.OwnersRequest encodeOwnersRequest(ServiceName service) {
        return Wire.OwnersRequest.newBuilder().setService(service.value()).build();
    }

    public static ServiceName decode(Wire.OwnersRequest wire) throws MalformedMessageException {
        return NameCodec.service(FieldPath.of("OwnersRequest"), wire.getService());
    }

    public static Wire.TableRequest encodeTableRequest(ServiceName service) {
        return Wire.TableRequest.newBuilder().setService(service.value()).build();
    }

    public static ServiceName decode(Wire.TableRequest wire) throws MalformedMessageException {
        return NameCodec.service(FieldPath.of("TableRequest"), wire.getService());
    }

    public static Wire.DrainRequest encode(DrainOrder order) {
        return Wire.DrainRequest.newBuilder()
                .setService(order.service().value())
                .setOwner(order.owner().value())
                .build();
    }

    public static DrainOrder decode(Wire.DrainRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("DrainRequest");
        return new DrainOrder(
                NameCodec.service(message, wire.getService()),
                NameCodec.ownerId(message.at("owner"), wire.getOwner()));
    }

    public static Wire.UndrainRequest encode(UndrainOrder order) {
        return Wire.UndrainRequest.newBuilder()
                .setService(order.service().value())
                .setOwner(order.owner().value())
                .build();
    }

    public static UndrainOrder decode(Wire.UndrainRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("UndrainRequest");
        return new UndrainOrder(
                NameCodec.service(message, wire.getService()),
                NameCodec.ownerId(message.at("owner"), wire.getOwner()));
    }

    public static Wire.EvictRequest encode(EvictOrder order) {
        return Wire.EvictRequest.newBuilder()
                .setService(order.service().value())
                .setOwner(order.owner().id().value())
                .setIncarnation(order.owner().incarnation())
                .build();
    }

    public static EvictOrder decode(Wire.EvictRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("EvictRequest");
        return new EvictOrder(
                NameCodec.service(message, wire.getService()),
                new OwnerRef(
                        NameCodec.ownerId(message.at("owner"), wire.getOwner()),
                        wire.getIncarnation()));
    }

    public static Wire.RemoveServiceRequest removal(ServiceName service) {
        return Wire.RemoveServiceRequest.newBuilder()
                .setService(service.value())
                .build();
    }

    public static ServiceName decode(Wire.RemoveServiceRequest wire)
            throws MalformedMessageException {
        return NameCodec.service(FieldPath.of("RemoveServiceRequest"), wire.getService());
    }

    public static Wire.CordonRequest encode(CordonOrder order) {
        return Wire.CordonRequest.newBuilder()
                .setService(order.service().value())
                .setCordon(encode(order.cordon()))
                .setLifted(order.lifted())
                .build();
    }

    public static CordonOrder decode(Wire.CordonRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("CordonRequest");
        return new CordonOrder(
                NameCodec.service(message, wire.getService()),
                decode(message.at("cordon"), wire.getCordon()),
                wire.getLifted());
    }

    private static Wire.Cordon encode(Cordon cordon) {
        Wire.Cordon.Builder wire = Wire.Cordon.newBuilder();
        return switch (cordon.kind()) {
            case OWNER -> wire.setOwner(cordon.name()).build();
            case ADDRESS -> wire.setAddress(cordon.name()).build();
            case HOST -> wire.setHost(cordon.name()).build();
        };
    }

    private static Cordon decode(FieldPath field, Wire.Cordon wire)
            throws MalformedMessageException {
        try {
            return switch (wire.getOfCase()) {
                case OWNER -> new Cordon(Cordon.Kind.OWNER, wire.getOwner());
                case ADDRESS -> new Cordon(Cordon.Kind.ADDRESS, wire.getAddress());
                case HOST -> new Cordon(Cordon.Kind.HOST, wire.getHost());
                case OF_NOT_SET -> throw field.malformed("covers nobody");
            };
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    public static Wire.LetInRequest encode(LetInOrder order) {
        return Wire.LetInRequest.newBuilder()
                .setService(order.service().value())
                .setOwner(order.owner().value())
                .build();
    }

    public static LetInOrder decode(Wire.LetInRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("LetInRequest");
        return new LetInOrder(
                NameCodec.service(message, wire.getService()),
                NameCodec.ownerId(message.at("owner"), wire.getOwner()));
    }

    public static Wire.DrainReply encode(DrainOrder.Outcome outcome) {
        return Wire.DrainReply.newBuilder()
                .setOutcome(
                        switch (outcome) {
                            case ACCEPTED -> Wire.DrainOutcome.DRAIN_OUTCOME_ACCEPTED;
                            case NOT_LEADING -> Wire.DrainOutcome.DRAIN_OUTCOME_NOT_LEADING;
                            case UNKNOWN_OWNER -> Wire.DrainOutcome.DRAIN_OUTCOME_UNKNOWN_OWNER;
                        })
                .build();
    }

    public static DrainOrder.Outcome decode(Wire.DrainReply wire) throws MalformedMessageException {
        return switch (wire.getOutcome()) {
            case DRAIN_OUTCOME_ACCEPTED -> DrainOrder.Outcome.ACCEPTED;
            case DRAIN_OUTCOME_NOT_LEADING -> DrainOrder.Outcome.NOT_LEADING;
            case DRAIN_OUTCOME_UNKNOWN_OWNER -> DrainOrder.Outcome.UNKNOWN_OWNER;
            case DRAIN_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw FieldPath.of("DrainReply")
                        .at("outcome")
                        .malformed("is %d, which is unknown".formatted(wire.getOutcomeValue()));
        };
    }

    public static Wire.OwnersReply encode(OwnersReport report) {
        Wire.OwnersReply.Builder wire = Wire.OwnersReply.newBuilder()
                .setService(report.service().value())
                .setLsn(report.lsn())
                .setLeading(report.leading());
        report.owners().forEach(owner -> wire.addOwners(encode(owner)));
        report.cordons().forEach(cordon -> wire.addCordons(encode(cordon)));
        report.evicted()
                .forEach((owner, at) -> wire.addEvicted(Wire.Evicted.newBuilder()
                        .setId(owner.id().value())
                        .setIncarnation(owner.incarnation())
                        .setAt(at)));
        return wire.build();
    }

    private static Wire.OwnerStatus encode(OwnerStatus owner) {
        Wire.OwnerStatus.Builder wire = Wire.OwnerStatus.newBuilder()
                .setOwner(NameCodec.encode(owner.owner()))
                .setAddress(owner.address().value())
                .setState(encode(owner.state()))
                .setRanges(owner.ranges())
                .setShare(owner.share())
                .setJoinedAt(owner.joinedAt());
        owner.keptOut()
                .ifPresent(kept -> wire.setKeptOut(Wire.KeptOut.newBuilder()
                        .setCause(
                                switch (kept.cause()) {
                                    case ITS_ID -> Wire.KeptOutCause.KEPT_OUT_CAUSE_ITS_ID;
                                    case ITS_HOST -> Wire.KeptOutCause.KEPT_OUT_CAUSE_ITS_HOST;
                                })
                        .setShortStays(kept.shortStays())
                        .setWhileNanos(kept.needed().toNanos())));
        return wire.build();
    }

    public static OwnersReport decode(Wire.OwnersReply wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("OwnersReply");
        ServiceName service = NameCodec.service(message, wire.getService());
        List<OwnerStatus> owners = new ArrayList<>(wire.getOwnersCount());
        for (Wire.OwnerStatus owner : wire.getOwnersList()) {
            owners.add(decode(message.at("owners", owners.size()), owner));
        }
        List<Cordon> cordons = new ArrayList<>(wire.getCordonsCount());
        for (Wire.Cordon cordon : wire.getCordonsList()) {
            cordons.add(decode(message.at("cordons", cordons.size()), cordon));
        }
        SortedMap<OwnerRef, Long> evicted = new TreeMap<>();
        for (Wire.Evicted one : wire.getEvictedList()) {
            OwnerId id = NameCodec.ownerId(message.at("evicted", evicted.size()), one.getId());
            evicted.put(new OwnerRef(id, one.getIncarnation()), one.getAt());
        }
        try {
            return new OwnersReport(
                    service, wire.getLsn(), owners, cordons, evicted, wire.getLeading());
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
    }

    private static OwnerStatus decode(FieldPath field, Wire.OwnerStatus wire)
            throws MalformedMessageException {
        field.require("owner", wire.hasOwner());
        OwnerRef owner = NameCodec.decode(field.at("owner"), wire.getOwner());
        OwnerAddress address = NameCodec.address(field, wire.getAddress());
        OwnerState state = decode(field, wire.getState(), wire.getStateValue());
        Optional<KeptOut> keptOut = wire.hasKeptOut()
                ? Optional.of(decode(field.at("kept_out"), wire.getKeptOut()))
                : Optional.empty();
        try {
            return new OwnerStatus(
                    owner,
                    address,
                    state,
                    wire.getRanges(),
                    wire.getShare(),
                    wire.getJoinedAt(),
                    keptOut);
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    private static KeptOut decode(FieldPath field, Wire.KeptOut wire)
            throws MalformedMessageException {
        Cause cause = switch (wire.getCause()) {
            case KEPT_OUT_CAUSE_ITS_ID -> Cause.ITS_ID;
            case KEPT_OUT_CAUSE_ITS_HOST -> Cause.ITS_HOST;
            case KEPT_OUT_CAUSE_UNSPECIFIED, UNRECOGNIZED ->
                throw field.at("cause")
                        .malformed("is %d, which is unknown".formatted(wire.getCauseValue()));
        };
        try {
            return new KeptOut(cause, wire.getShortStays(), Duration.ofNanos(wire.getWhileNanos()));
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    /**
     * The whole table.
     *
     * @throws IllegalArgumentException if a holder is not among the table's owners
     */
    public static Wire.TableReply encode(LeaseTable table) {
        Wire.TableReply.Builder wire = Wire.TableReply.newBuilder()
                .setService(table.service().value())
                .setLsn(table.lsn())
                .addAllEntries(EntryCodec.writing(table.owners().keySet()).encode(table.entries()))
                .addAllCuts(EntryCodec.cuts(table.entries()));
        table.owners()
                .forEach((owner, entry) -> wire.addOwners(Wire.TableOwner.newBuilder()
                        .setOwner(NameCodec.encode(owner))
                        .setAddress(entry.address().value())
                        .setState(encode(entry.state()))
                        .setJoinedAt(entry.joinedAt())));
        return wire.build();
    }

    public static LeaseTable decode(Wire.TableReply wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("TableReply");
        ServiceName service = NameCodec.service(message, wire.getService());
        List<OwnerRef> order = new ArrayList<>(wire.getOwnersCount());
        SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();
        for (Wire.TableOwner owner : wire.getOwnersList()) {
            FieldPath field = message.at("owners", order.size());
            field.require("owner", owner.hasOwner());
            OwnerRef ref = NameCodec.decode(field.at("owner"), owner.getOwner());
            OwnerEntry entry = new OwnerEntry(
                    NameCodec.address(field, owner.getAddress()),
                    decode(field, owner.getState(), owner.getStateValue()),
                    field.positive("joined_at", owner.getJoinedAt()));
            if (owners.put(ref, entry) != null) {
                throw field.malformed("names " + ref + " for the second time");
            }
            order.add(ref);
        }
        return new LeaseTable(
                service,
                message.notNegative("lsn", wire.getLsn()),
                EntryCodec.reading(order)
                        .decode(message, wire.getEntriesList(), wire.getCutsList()),
                owners);
    }

    private static Wire.OwnerState encode(OwnerState state) {
        return switch (state) {
            case ACTIVE -> Wire.OwnerState.OWNER_STATE_ACTIVE;
            case DRAINING -> Wire.OwnerState.OWNER_STATE_DRAINING;
            case SUPERSEDED -> Wire.OwnerState.OWNER_STATE_SUPERSEDED;
        };
    }

    private static OwnerState decode(FieldPath owner, Wire.OwnerState state, int number)
            throws MalformedMessageException {
        return switch (state) {
            case OWNER_STATE_ACTIVE -> OwnerState.ACTIVE;
            case OWNER_STATE_DRAINING -> OwnerState.DRAINING;
            case OWNER_STATE_SUPERSEDED -> OwnerState.SUPERSEDED;
            case OWNER_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw owner.at("state").malformed("is %d, which is unknown".formatted(number));
        };
    }
}
