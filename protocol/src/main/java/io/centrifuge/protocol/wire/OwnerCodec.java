package io.centrifuge.protocol.wire;

import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.reference.Unresolved;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What an owner sends, between core and wire; what it gets is {@link ManagerCodec}'s. Stateless.
 *
 * <p>Only what is held crosses the wire: the ranges left out have number 0.
 */
public final class OwnerCodec {
    private OwnerCodec() {}

    public static Wire.OwnerRequest encode(OwnerFrame frame) {
        return switch (frame) {
            case OwnerFrame.Whole(OwnerRequest request) -> encode(request);
            case Unchanged unchanged ->
                bare(unchanged)
                        .setTerm(unchanged.term())
                        .setSequence(unchanged.sequence())
                        .setSeen(unchanged.seen())
                        .setHandled(unchanged.handled())
                        .setKind(Wire.RequestKind.REQUEST_KIND_UNCHANGED)
                        .build();
            case Unresolved wanted ->
                bare(wanted)
                        .setTerm(wanted.term())
                        .setSequence(wanted.sequence())
                        .setSeen(wanted.seen())
                        .setKind(Wire.RequestKind.REQUEST_KIND_UNRESOLVED)
                        .build();
        };
    }

    private static Wire.OwnerRequest.Builder bare(OwnerFrame frame) {
        return Wire.OwnerRequest.newBuilder()
                .setService(frame.service().value())
                .setOwner(NameCodec.encode(frame.owner()));
    }

    private static Wire.OwnerRequest encode(OwnerRequest request) {
        Wire.OwnerRequest.Builder wire = Wire.OwnerRequest.newBuilder()
                .setService(request.service().value())
                .setOwner(NameCodec.encode(request.owner()))
                .setAddress(request.address().value())
                .setTerm(request.term())
                .setSequence(request.sequence())
                .setSeen(request.seen())
                .setHandled(request.handled())
                .addAllTransferred(encode(request.transferred()))
                .setRetiring(request.retiring())
                .setLeaving(request.leaving());
        for (Piece<Long> piece : request.held().pieces(number -> number != 0)) {
            wire.addHeld(Wire.HeldRange.newBuilder()
                    .setStart(piece.range().start())
                    .setEnd(piece.range().end())
                    .setNumber(piece.value()));
        }
        return wire.build();
    }

    public static OwnerFrame decode(Wire.OwnerRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("OwnerRequest");
        message.require("owner", wire.hasOwner());
        return switch (wire.getKind()) {
            case REQUEST_KIND_WHOLE -> new OwnerFrame.Whole(decodeWhole(message, wire));
            case REQUEST_KIND_UNCHANGED -> {
                requireBare(message, wire);
                yield new Unchanged(
                        NameCodec.service(message, wire.getService()),
                        NameCodec.decode(message.at("owner"), wire.getOwner()),
                        message.positive("term", wire.getTerm()),
                        message.positive("sequence", wire.getSequence()),
                        message.notNegative("seen", wire.getSeen()),
                        message.positive("handled", wire.getHandled()));
            }
            case REQUEST_KIND_UNRESOLVED -> {
                requireBare(message, wire);
                message.forbid("handled", wire.getHandled() != 0);
                yield new Unresolved(
                        NameCodec.service(message, wire.getService()),
                        NameCodec.decode(message.at("owner"), wire.getOwner()),
                        message.positive("term", wire.getTerm()),
                        message.positive("sequence", wire.getSequence()),
                        message.positive("seen", wire.getSeen()));
            }
            case UNRECOGNIZED ->
                throw message.at("kind").malformed("is unknown: " + wire.getKindValue());
        };
    }

    /** What refers to something else says nothing of its own. */
    private static void requireBare(FieldPath message, Wire.OwnerRequest wire)
            throws MalformedMessageException {
        message.forbid("address", !wire.getAddress().isEmpty());
        message.forbid("held", wire.getHeldCount() > 0);
        message.forbid("transferred", wire.getTransferredCount() > 0);
        message.forbid("retiring", wire.getRetiring());
        message.forbid("leaving", wire.getLeaving());
    }

    private static OwnerRequest decodeWhole(FieldPath message, Wire.OwnerRequest wire)
            throws MalformedMessageException {
        message.forbid("retiring", wire.getRetiring() && wire.getLeaving());
        return new OwnerRequest(
                NameCodec.service(message, wire.getService()),
                NameCodec.decode(message.at("owner"), wire.getOwner()),
                NameCodec.address(message, wire.getAddress()),
                message.notNegative("term", wire.getTerm()),
                message.positive("sequence", wire.getSequence()),
                message.notNegative("seen", wire.getSeen()),
                message.notNegative("handled", wire.getHandled()),
                decodeHeld(message, wire.getHeldList()),
                decodeHandovers(message, "transferred", wire.getTransferredList()),
                wire.getRetiring(),
                wire.getLeaving());
    }

    private static RangeMap<Long> decodeHeld(FieldPath message, List<Wire.HeldRange> wire)
            throws MalformedMessageException {
        RangeReader ranges = new RangeReader();
        List<Piece<Long>> pieces = new ArrayList<>(wire.size());
        for (Wire.HeldRange held : wire) {
            FieldPath field = message.at("held", pieces.size());
            pieces.add(new Piece<>(
                    ranges.next(field, held.getStart(), held.getEnd()),
                    field.positive("number", held.getNumber())));
        }
        return RangeMap.of(0L, pieces);
    }

    static List<Wire.Handover> encode(List<Handover> handovers) {
        List<Wire.Handover> wire = new ArrayList<>(handovers.size());
        for (Handover handover : handovers) {
            wire.add(Wire.Handover.newBuilder()
                    .setStart(handover.range().start())
                    .setEnd(handover.range().end())
                    .setNumber(handover.number())
                    .setSuccessor(NameCodec.encode(handover.successor()))
                    .build());
        }
        return wire;
    }

    static List<Handover> decodeHandovers(FieldPath message, String list, List<Wire.Handover> wire)
            throws MalformedMessageException {
        List<Handover> handovers = new ArrayList<>(wire.size());
        for (Wire.Handover handover : wire) {
            FieldPath field = message.at(list, handovers.size());
            field.require("successor", handover.hasSuccessor());
            OwnerRef successor = NameCodec.decode(field.at("successor"), handover.getSuccessor());
            handovers.add(new Handover(
                    RangeReader.single(field, handover.getStart(), handover.getEnd()),
                    field.positive("number", handover.getNumber()),
                    successor));
        }
        return handovers;
    }
}
