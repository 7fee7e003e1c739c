package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import io.centrifuge.protocol.admin.HistoryReport.Kind;
import io.centrifuge.protocol.v1.Wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Histories of services. Stateless. */
public final class HistoryCodec {
    /** What stands before a kind's name on the wire. */
    private static final String KIND = "HISTORY_KIND_";

    private HistoryCodec() {}

    public static Wire.HistoryRequest encode(HistoryQuestion question) {
        Wire.HistoryRequest.Builder wire =
                Wire.HistoryRequest.newBuilder().setService(question.service().value());
        question.keyHash().ifPresent(wire::setKeyHash);
        question.owner().ifPresent(owner -> wire.setOwner(owner.value()));
        return wire.build();
    }

    public static HistoryQuestion decode(Wire.HistoryRequest wire)
            throws MalformedMessageException {
        FieldPath message = FieldPath.of("HistoryRequest");
        Optional<OwnerId> owner = wire.hasOwner()
                ? Optional.of(NameCodec.ownerId(message.at("owner"), wire.getOwner()))
                : Optional.empty();
        try {
            return new HistoryQuestion(
                    NameCodec.service(message, wire.getService()),
                    wire.hasKeyHash() ? Optional.of(wire.getKeyHash()) : Optional.empty(),
                    owner);
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
    }

    public static Wire.HistoryReply encode(HistoryReport report) {
        Wire.HistoryReply.Builder wire = Wire.HistoryReply.newBuilder()
                .setService(report.service().value())
                .setStoreHistory(report.storeHistory())
                .setCurrent(report.isCurrent())
                .setSinceMillis(report.since().toEpochMilli())
                .setLeft(report.left());
        report.changes().forEach(change -> wire.addChanges(encode(change)));
        return wire.build();
    }

    private static Wire.HistoryChange encode(Change change) {
        Wire.HistoryChange.Builder wire = Wire.HistoryChange.newBuilder()
                .setLsn(change.lsn())
                .setKind(Wire.HistoryKind.valueOf(KIND + change.kind()));
        change.at().ifPresent(at -> wire.setAtMillis(at.toEpochMilli()));
        change.range()
                .ifPresent(range -> wire.setRange(
                        Wire.HashRange.newBuilder().setStart(range.start()).setEnd(range.end())));
        change.from().ifPresent(owner -> wire.setFrom(NameCodec.encode(owner)));
        change.to().ifPresent(owner -> wire.setTo(NameCodec.encode(owner)));
        return wire.build();
    }

    public static HistoryReport decode(Wire.HistoryReply wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("HistoryReply");
        List<Change> changes = new ArrayList<>(wire.getChangesCount());
        for (Wire.HistoryChange change : wire.getChangesList()) {
            changes.add(decode(message.at("changes", changes.size()), change));
        }
        return new HistoryReport(
                NameCodec.service(message, wire.getService()),
                message.notNegative("store_history", wire.getStoreHistory()),
                wire.getCurrent(),
                Instant.ofEpochMilli(message.notNegative("since_millis", wire.getSinceMillis())),
                message.notNegative("left", wire.getLeft()),
                changes);
    }

    private static Change decode(FieldPath field, Wire.HistoryChange wire)
            throws MalformedMessageException {
        long at = field.notNegative("at_millis", wire.getAtMillis());
        return new Change(
                field.positive("lsn", wire.getLsn()),
                at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at)),
                kind(field.at("kind"), wire),
                wire.hasRange() ? Optional.of(range(field, wire.getRange())) : Optional.empty(),
                owner(field.at("from"), wire.hasFrom(), wire.getFrom()),
                owner(field.at("to"), wire.hasTo(), wire.getTo()));
    }

    private static Kind kind(FieldPath field, Wire.HistoryChange wire)
            throws MalformedMessageException {
        return switch (wire.getKind()) {
            case HISTORY_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw field.malformed("is %d, which is unknown".formatted(wire.getKindValue()));
            default -> Kind.valueOf(wire.getKind().name().substring(KIND.length()));
        };
    }

    private static KeyRange range(FieldPath field, Wire.HashRange wire)
            throws MalformedMessageException {
        try {
            return new KeyRange(wire.getStart(), wire.getEnd());
        } catch (IllegalArgumentException refusal) {
            throw field.at("range").malformed(refusal);
        }
    }

    private static Optional<OwnerRef> owner(FieldPath field, boolean isThere, Wire.OwnerRef wire)
            throws MalformedMessageException {
        return isThere ? Optional.of(NameCodec.decode(field, wire)) : Optional.empty();
    }
}
