package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.reference.Unresolved;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What a manager says to an owner, between core and wire. Stateless.
 *
 * <p>Only what the owner has crosses the wire: the ranges left out have {@link Lease#NONE}.
 */
public final class ManagerCodec {
    private ManagerCodec() {}

    public static Wire.ManagerMessage encode(ManagerFrame frame) {
        Wire.ManagerMessage.Builder wire = Wire.ManagerMessage.newBuilder()
                .setService(frame.service().value())
                .setOwner(NameCodec.encode(frame.owner()));
        switch (frame) {
            case ManagerFrame.Whole(ManagerMessage message) -> encode(message, wire);
            case Unchanged unchanged ->
                wire.setUnchanged(Wire.Unchanged.newBuilder()
                        .setTerm(unchanged.term())
                        .setSequence(unchanged.sequence())
                        .setSeen(unchanged.seen())
                        .setHandled(unchanged.handled()));
            case Unresolved wanted ->
                wire.setUnresolved(Wire.Unresolved.newBuilder()
                        .setTerm(wanted.term())
                        .setSequence(wanted.sequence())
                        .setSeen(wanted.seen()));
        }
        return wire.build();
    }

    private static void encode(ManagerMessage message, Wire.ManagerMessage.Builder wire) {
        switch (message) {
            case ManagerMessage.Hello hello ->
                wire.setHello(Wire.Hello.newBuilder().setTerm(hello.term()));
            case ManagerMessage.NotLeading notLeading ->
                wire.setNotLeading(Wire.NotLeading.getDefaultInstance());
            case ManagerMessage.Superseded superseded ->
                wire.setSuperseded(Wire.Superseded.newBuilder()
                        .setTerm(superseded.term())
                        .setEvicted(superseded.evicted()));
            case ManagerMessage.OutOfStep outOfStep ->
                wire.setOutOfStep(Wire.OutOfStep.newBuilder()
                        .setTerm(outOfStep.term())
                        .setSequence(outOfStep.sequence())
                        .setSeen(outOfStep.seen()));
            case ManagerMessage.Leases leases -> wire.setLeases(encode(leases));
        }
    }

    private static Wire.Leases encode(ManagerMessage.Leases leases) {
        Wire.Leases.Builder wire = Wire.Leases.newBuilder()
                .setTerm(leases.term())
                .setSequence(leases.sequence())
                .setSeen(leases.seen())
                .setHandled(leases.handled())
                .setTiming(TimingCodec.encode(leases.timing()))
                .addAllRecalls(OwnerCodec.encode(leases.recalls()))
                .setKeptOutNanos(leases.keptOutNanos())
                .setMayLeave(leases.mayLeave());
        for (Piece<Lease> piece : leases.leases().pieces(Lease::isHeld)) {
            wire.addLeases(Wire.LeasedRange.newBuilder()
                    .setStart(piece.range().start())
                    .setEnd(piece.range().end())
                    .setNumber(piece.value().number())
                    .setStateAge(piece.value().number() - piece.value().stateSince()));
        }
        return wire.build();
    }

    public static ManagerFrame decode(Wire.ManagerMessage wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("ManagerMessage");
        ServiceName service = NameCodec.service(message, wire.getService());
        message.require("owner", wire.hasOwner());
        OwnerRef owner = NameCodec.decode(message.at("owner"), wire.getOwner());
        return switch (wire.getMessageCase()) {
            case HELLO -> {
                long term = message.at("hello").positive("term", wire.getHello().getTerm());
                yield new ManagerFrame.Whole(new ManagerMessage.Hello(service, owner, term));
            }
            case NOT_LEADING ->
                new ManagerFrame.Whole(new ManagerMessage.NotLeading(service, owner));
            case SUPERSEDED -> {
                long term = message.at("superseded")
                        .positive("term", wire.getSuperseded().getTerm());
                yield new ManagerFrame.Whole(new ManagerMessage.Superseded(
                        service, owner, term, wire.getSuperseded().getEvicted()));
            }
            case OUT_OF_STEP ->
                new ManagerFrame.Whole(
                        decode(message.at("out_of_step"), service, owner, wire.getOutOfStep()));
            case LEASES ->
                new ManagerFrame.Whole(
                        decode(message.at("leases"), service, owner, wire.getLeases()));
            case UNCHANGED -> decode(message.at("unchanged"), service, owner, wire.getUnchanged());
            case UNRESOLVED ->
                decode(message.at("unresolved"), service, owner, wire.getUnresolved());
            case INTRODUCTION, MESSAGE_NOT_SET ->
                throw message.malformed("says nothing that is known");
        };
    }

    private static Unchanged decode(
            FieldPath field, ServiceName service, OwnerRef owner, Wire.Unchanged wire)
            throws MalformedMessageException {
        return new Unchanged(
                service,
                owner,
                field.positive("term", wire.getTerm()),
                field.positive("sequence", wire.getSequence()),
                field.positive("seen", wire.getSeen()),
                field.positive("handled", wire.getHandled()));
    }

    private static Unresolved decode(
            FieldPath field, ServiceName service, OwnerRef owner, Wire.Unresolved wire)
            throws MalformedMessageException {
        return new Unresolved(
                service,
                owner,
                field.positive("term", wire.getTerm()),
                field.notNegative("sequence", wire.getSequence()),
                field.positive("seen", wire.getSeen()));
    }

    private static ManagerMessage.OutOfStep decode(
            FieldPath field, ServiceName service, OwnerRef owner, Wire.OutOfStep wire)
            throws MalformedMessageException {
        return new ManagerMessage.OutOfStep(
                service,
                owner,
                field.positive("term", wire.getTerm()),
                field.notNegative("sequence", wire.getSequence()),
                field.notNegative("seen", wire.getSeen()));
    }

    private static ManagerMessage.Leases decode(
            FieldPath field, ServiceName service, OwnerRef owner, Wire.Leases wire)
            throws MalformedMessageException {
        field.require("timing", wire.hasTiming());
        return new ManagerMessage.Leases(
                service,
                owner,
                field.positive("term", wire.getTerm()),
                field.positive("sequence", wire.getSequence()),
                field.notNegative("seen", wire.getSeen()),
                field.notNegative("handled", wire.getHandled()),
                TimingCodec.decode(field.at("timing"), wire.getTiming()),
                decodeLeases(field, wire.getLeasesList()),
                OwnerCodec.decodeHandovers(field, "recalls", wire.getRecallsList()),
                field.notNegative("kept_out_nanos", wire.getKeptOutNanos()),
                wire.getMayLeave());
    }

    private static RangeMap<Lease> decodeLeases(FieldPath list, List<Wire.LeasedRange> wire)
            throws MalformedMessageException {
        RangeReader ranges = new RangeReader();
        List<Piece<Lease>> pieces = new ArrayList<>(wire.size());
        for (Wire.LeasedRange leased : wire) {
            FieldPath field = list.at("leases", pieces.size());
            KeyRange range = ranges.next(field, leased.getStart(), leased.getEnd());
            long number = field.positive("number", leased.getNumber());
            long age = field.notNegative("state_age", leased.getStateAge());
            if (age > number) {
                throw field.at("state_age")
                        .malformed("is %d, above the number %d".formatted(age, number));
            }
            pieces.add(new Piece<>(range, new Lease(number, number - age)));
        }
        return RangeMap.of(Lease.NONE, pieces);
    }
}
